"""The categories as they are collected, and how values are read out of a line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from scraper.extraction.answer import Claim
from scraper.extraction.sameness import sameness
from scraper.extraction.words.categories import NO_CATEGORY, SCHEMES
from scraper.parsing.document import Document, Element, Line
from scraper.records import Category
from scraper.wordings import one_of

SPLIT = re.compile(r" ?[,;，、；|] ?")
SPLIT_PRINTED = re.compile(r" ?[,;，、；|•·] ?| / ")
MAX_NAME_CHARS = 60  # a longer one is a sentence
#: The address of the list of all tags.
ALL_TAGS = re.compile(rf"^/(?:{one_of('addresses', 'tag')})/?$", re.IGNORECASE)
ASIDE_TAGS = ("nav", "aside", "form", "select")


@dataclass
class Collected:
    """Categories in reading order, each name once in a scheme."""

    found: dict[tuple[str, str], Category] = field(default_factory=dict)
    where: list[str] = field(default_factory=list)
    claims: dict[int, Claim] = field(default_factory=dict)  # by line: what is read once is not read again
    warnings: list[str] = field(default_factory=list)

    def add(self, category: Category, where: str) -> None:
        """Add a category unless its scheme has the name already, or it is none (see `is_category`)."""
        key = (category.scheme, sameness(category.name))
        if is_category(category) and key not in self.found:
            self.found[key] = category
            if where not in self.where:
                self.where.append(where)

    def claim(self, lines: Iterable[Line], fate: str, reason: str) -> None:
        """Claim the lines that are not yet claimed."""
        for line in lines:
            self.claims.setdefault(line.index, Claim(line.index, fate, reason))

    def has(self, scheme: str) -> bool:
        """Whether there is a category of this scheme."""
        return any(each.scheme == scheme for each in self.found.values())


def is_category(category: Category) -> bool:
    """Whether a name may be a category's: no sentence, no word for having none, no link to all of them."""
    key = sameness(category.name)
    path = unquote(urlsplit(category.url).path) if category.url else ""
    last = sameness(path.rstrip("/").rpartition("/")[2])
    return (
        bool(key)
        and len(category.name) <= MAX_NAME_CHARS
        and NO_CATEGORY.isdisjoint((key, last))
        and not (category.scheme == "tag" and ALL_TAGS.search(path))
    )


def is_aside(element: Element) -> bool:
    """Whether an element is in a menu, beside the text, or in the page's own footer; an article's may hold its tags."""
    if element.closest(*ASIDE_TAGS) is not None:
        return True
    footer = element.closest("footer")
    return footer is not None and footer.closest("article", "main") is None


def values_in(document: Document, line: Line, skip: int, *, is_linked: bool) -> list[tuple[str, str | None]]:
    """The values in a line behind its first `skip` characters: each link is one, the rest is split at separators."""
    if not is_linked:
        rest = line.text[skip:]
        return [(name, None) for part in SPLIT_PRINTED.split(rest) if (name := tidy_name(part))]
    outer = line.element.closest("a")
    if outer is not None and outer.first_line == line.index:  # the whole line is one link's
        return _linked_values(document, outer)
    found: list[tuple[str, str | None]] = []
    for kind, element, text in line.pieces(lambda element: element.tag == "a"):
        if element is not None and kind == "whole":
            if element.token > line.first_token or element.first_line == line.index:  # else a picture's link
                found.extend(_linked_values(document, element))
        elif kind == "open" and found:
            name = tidy_name(text.strip(" ,;/|•·\n\t\xa0"))
            if 1 < len(name) <= MAX_NAME_CHARS:
                found.append((name, None))
    return found


def _linked_values(document: Document, link: Element) -> list[tuple[str, str | None]]:
    """The values that a link's words are: one, or several of an <a> that leads nowhere."""
    text, href = link.text, link.get("href")
    names = [tidy_name(part) for part in (SPLIT.split(text) if "," in text and not href else [text])]
    return [(name, document.absolute(href)) for name in names if name and name.casefold() not in SCHEMES]


def tidy_name(text: str) -> str:
    """A category's name without the marks around it; "" where nothing is left of it."""
    name = text.strip().strip("#,;:|/•·>»").strip()
    return name if any(letter.isalnum() for letter in name) else ""
