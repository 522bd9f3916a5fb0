"""Who is credited with the article, and the byline as it is printed.

`choosing` decides between the names stated to machines (`stated`) and those that the page prints (`printed`, out of
`bylines` and author `boxes`); `names` says what may be a name.
"""

from scraper.extraction.authors.bylines import extract_byline
from scraper.extraction.authors.choosing import extract_authors

__all__ = ["extract_authors", "extract_byline"]
