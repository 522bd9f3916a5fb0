"""What the article is called, and its second headline (`subtitle`)."""

from scraper.extraction.fields.title.choosing import read_title
from scraper.extraction.fields.title.subtitle import read_subtitle

__all__ = ["read_subtitle", "read_title"]
