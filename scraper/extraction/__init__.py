"""Document -> Article; start reading in `article`."""

from scraper.extraction.article import extract_article, extract_part
from scraper.extraction.parts import is_further_part, join_articles

__all__ = ["extract_article", "extract_part", "is_further_part", "join_articles"]
