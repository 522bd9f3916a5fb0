"""Where this copy says it comes from, and whom its printed lines credit; `names` tells the site's own name."""

from scraper.extraction.fields.origins.choosing import read_origins
from scraper.extraction.fields.origins.printed import read_credits

__all__ = ["read_credits", "read_origins"]
