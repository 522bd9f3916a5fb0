"""Articles on several pages: `pages` finds the next one, `joined` makes one record of them all."""

from scraper.extraction.parts.joined import is_further_part, join_articles
from scraper.extraction.parts.pages import LISTING_KINDS, next_page

__all__ = ["LISTING_KINDS", "is_further_part", "join_articles", "next_page"]
