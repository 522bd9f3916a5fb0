"""Who is credited with the article, and the byline as it is printed.

`choosing` decides between the names stated to machines (`stated`) and those that the page prints (`printed`, out of
`bylines` and author `boxes`); `names` says what may be a name.
"""

from scraper.extraction.fields.authors.bylines import read_byline
from scraper.extraction.fields.authors.choosing import read_authors

__all__ = ["read_authors", "read_byline"]
