"""What in a title is no part of it: the names of the site and of its sections."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from scraper.extraction.page.linked import canonical_links, page_names, plain, values
from scraper.extraction.page.site_names import HOME_ADDRESS, SEPARATOR, is_site_name
from scraper.extraction.page.view import PageView
from scraper.extraction.sameness import sameness
from scraper.wordings import one_of, words

#: First headings that name a part of the site and not a text, in comparable form.
GENERIC_HEADINGS = frozenset(map(sameness, words("titles", "generic")))
MAX_TITLE_CHARS = 300  # titles of studies run to some 250
THREAD_LABEL = re.compile(rf"^(?:{one_of('forums', 'thread')})\s*(?::|\s-\s)\s*(?=\S)", re.IGNORECASE)
DASHES = ("-", "–", "—")


@dataclass(frozen=True, slots=True)
class Names:
    """What is no part of a title at its ends: names of the site and of the page's section, in comparable form."""

    keys: frozenset[str]
    is_front: bool  # the page is the site's front page


def is_generic(text: str, keys: frozenset[str]) -> bool:
    """Whether a heading names the site or a part of it, and no text."""
    return sameness(text) in GENERIC_HEADINGS or is_site_name(text, keys)


def cleaned(text: str | None, names: Names, known: Iterable[str]) -> str | None:
    """A title without the site's name and section."""
    text = plain(text) if text else ""
    text = THREAD_LABEL.sub("", text)
    if not text or len(text) > 2 * MAX_TITLE_CHARS:
        return None
    own = sameness(text)
    # A heading that says all but the site's name; the name of the book or forum stands behind the page's, so the front
    # is asked first.
    for other in sorted(known, key=lambda each: (not own.startswith(sameness(each)), -len(each))):
        key = sameness(other)
        if len(key) > 8 and key != own and (own.startswith(key) or own.endswith(key)) and _is_part(text, key):
            return other
    return strip_site(text, names)


def _is_part(text: str, key: str) -> bool:
    """Whether these letters are all of the text but what separators part from it."""
    parts = SEPARATOR.split(text)
    return any(
        sameness("".join(parts[start : start + size])) == key
        for size in range(1, len(parts))
        for start in (0, len(parts) - size)
    )


def strip_site(text: str, names: Names) -> str:
    """The title without the parts at its ends that name the site or its section.

    On a site's front page the site is what the title is about: a name that a dash joins to its slogan stays.
    """
    keys = names.keys
    separators = list(SEPARATOR.finditer(text))
    start, end = 0, len(text)
    while separators and is_site_name(text[separators[-1].end() : end], keys):
        end = separators.pop().start()
    # In front only the name itself is one: "Plover Switch – the second model" is about a thing of Plover's.
    while separators and is_site_name(text[start : separators[0].start()], keys, whole=True):
        if names.is_front and separators[0][0].strip() in DASHES:
            break
        start = separators.pop(0).end()
    stripped = text[start:end].strip() or text
    tail = stripped.rpartition("-")
    return tail[0].strip() if tail[0] and tail[2] and sameness(tail[2]) in keys else stripped


def names_to_strip(view: PageView) -> Names:
    """The site's names, and the section's where a <title> ends in it."""
    document = view.document
    sections = [*document.meta.get("article:section", ())[:2]]
    sections += [text for thing in view.things[:2] for text in values(thing, "articleSection")[:3]]
    keys = {key for each in sections if len(key := sameness(each)) > 1}
    if keys:
        keys -= page_names(document)  # some pages file themselves under their own headline
    address = next((each for each in (document.url, *canonical_links(document)) if each), "")
    return Names(view.site_keys | keys, bool(HOME_ADDRESS.match(address)))
