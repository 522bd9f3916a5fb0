"""When the article went live, and when it was changed; `relative` reads "3 hours ago", `lines` judges dated lines."""

from scraper.extraction.fields.published.choosing import read_modified, read_published

__all__ = ["read_modified", "read_published"]
