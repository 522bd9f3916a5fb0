"""The fields: each is a pure function of the page that returns an `Answer`.

A small field is a module, a large one a package of one shape: what the page has `stated` for machines, what it has
`printed` for its readers, and `choosing` between them. `profiled` holds what a site's profile says instead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scraper.extraction.answer import Answer
from scraper.extraction.fields.authors import read_authors, read_byline
from scraper.extraction.fields.categories import read_categories
from scraper.extraction.fields.images import read_images
from scraper.extraction.fields.language import read_language, read_page_language
from scraper.extraction.fields.notices import read_notices
from scraper.extraction.fields.origins import read_credits, read_origins
from scraper.extraction.fields.profiled import apply_profiles
from scraper.extraction.fields.published import read_modified, read_published
from scraper.extraction.fields.rights import read_rights
from scraper.extraction.fields.site import read_site
from scraper.extraction.fields.summary import read_summary
from scraper.extraction.fields.title import read_subtitle, read_title
from scraper.extraction.verdict.truncated import read_prompt

__all__ = ["FIELDS", "apply_profiles", "read_language", "read_title"]

#: Every field that is read once the title is known: its name, its reader, and the fields whose answers the reader
#: needs.
FIELDS: tuple[tuple[str, Callable[..., Answer[Any]], tuple[str, ...]], ...] = (
    ("subtitle", read_subtitle, ("title",)),
    ("site", read_site, ()),
    ("published", read_published, ()),
    ("modified", read_modified, ()),
    ("byline", read_byline, ()),
    ("authors", read_authors, ()),
    ("categories", read_categories, ()),
    ("notices", read_notices, ("published",)),
    ("origins", read_origins, ("published", "notices", "byline", "authors")),
    ("credits", read_credits, ()),
    ("rights", read_rights, ("notices", "origins", "site")),
    ("summary", read_summary, ()),
    ("page_language", read_page_language, ()),
    ("images", read_images, ()),
    ("prompt", read_prompt, ()),
)
