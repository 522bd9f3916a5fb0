"""What the page calls itself in places made for machines."""

from __future__ import annotations

from scraper.extraction.fields.title.names import Names, cleaned, is_generic
from scraper.extraction.fields.title.printed import Heading
from scraper.extraction.page.linked import Thing, first, plain
from scraper.parsing.document import Document

OG_TITLES = ("og:title", "dc.title", "dcterms.title", "dc:title", "citation_title", "parsely-title", "sailthru.title")
TWITTER_TITLES = ("twitter:title", "twitter:text:title")


def stated_titles(
    document: Document, things: list[Thing], headings: list[Heading], names: Names
) -> dict[str, str | None]:
    """What the page says in places made for machines, by place, each without the site's name."""
    linked = next((text for thing in things if (text := cleaned(first(thing, "headline", "name"), names, ()))), None)
    printed = [heading.text for heading in headings]
    known = [text for text in (linked, *printed) if text and not is_generic(text, names.keys)]
    og = next((cleaned(plain(text), names, known) for key in OG_TITLES for text in document.meta.get(key, ())), None)
    twitter = next(
        (cleaned(plain(text), names, known) for key in TWITTER_TITLES for text in document.meta.get(key, ())), None
    )
    head = cleaned(document.head_title, names, [text for text in (og, *known) if text])
    return {"json-ld": linked, "og:title": og, "title": head, "twitter:title": twitter}
