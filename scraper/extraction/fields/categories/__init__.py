"""What the article is filed under: printed labels (`labelled`), `breadcrumbs`, `tags`, and what machines are told."""

from scraper.extraction.fields.categories.choosing import read_categories

__all__ = ["read_categories"]
