"""A page as the fields see it: an immutable value, and what is computed from it once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, wraps
from typing import Any, TypeVar

from scraper.extraction.page.linked import Thing, main_things
from scraper.extraction.page.site_names import site_keys
from scraper.extraction.profiles import Profile
from scraper.options import ExtractOptions
from scraper.parsing.document import Document, Line

T = TypeVar("T")
READABLE_LINE = 70  # characters outside links: a sentence and not a label


@dataclass(frozen=True)
class Facts:
    """What is known of a document before the article's lines are known."""

    document: Document

    @cached_property
    def things(self) -> list[Thing]:
        """The things of the linked data that are the page's own article, most trusted first."""
        return main_things(self.document)

    @cached_property
    def site_keys(self) -> frozenset[str]:
        """Every name of the site, including its host's, in comparable form."""
        return site_keys(self.document, self.things)

    @cached_property
    def readable_chars(self) -> int:
        """The number of characters outside links in visible lines long enough to be sentences."""
        lines = (line for line in self.document.lines if len(line.text) > READABLE_LINE and not line.hidden)
        return sum(own for line in lines if (own := len(line.text) - line.link_chars) > READABLE_LINE)


@dataclass(frozen=True)
class PageView:
    """One page: its document, the lines chosen by the body finder or a profile, and the line that prints the title."""

    facts: Facts
    options: ExtractOptions = field(default_factory=ExtractOptions)
    fetched_at: datetime | None = None
    profiles: tuple[Profile, ...] = ()  # those that fit the page
    dropped: frozenset[int] = frozenset()  # indexes of the lines that a profile excludes from the article
    body: tuple[int, ...] = ()  # indexes of the chosen lines, in reading order
    title_line: int | None = None  # index of the line that prints the title; None while unknown, or if none does
    kept: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)  # see `once`

    @property
    def document(self) -> Document:
        """The parsed page."""
        return self.facts.document

    @property
    def lines(self) -> list[Line]:
        """All lines of the page, in reading order."""
        return self.facts.document.lines

    @property
    def things(self) -> list[Thing]:
        """The things of the linked data that are the page's own article, most trusted first."""
        return self.facts.things

    @property
    def site_keys(self) -> frozenset[str]:
        """Every name of the site, in comparable form."""
        return self.facts.site_keys

    @property
    def title_text(self) -> str:
        """The text of the line that prints the title; "" if none does."""
        return "" if self.title_line is None else self.lines[self.title_line].text

    def titled(self, title_line: int | None) -> PageView:
        """The same page, with the line of its title."""
        return replace(self, title_line=title_line, kept={})


def once(read: Callable[[PageView], T]) -> Callable[[PageView], T]:
    """A decorator: the function of a page is computed on first use and kept with the page."""

    @wraps(read)
    def kept(view: PageView) -> T:
        if read not in view.kept:
            view.kept[read] = read(view)
        value: T = view.kept[read]
        return value

    return kept
