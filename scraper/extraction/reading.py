"""Reading: one page while its fields are being read, and the ledger of what became of each visible line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from scraper.options import ExtractOptions
from scraper.parsing.document import Document, Line

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value and where on the page it was found: `json-ld`, `og:title`, `h1`, `label:Région` …"""

    value: T
    where: str


@dataclass
class Reading:
    """What the field extractors share.

    They run in the order of `extraction.extract`, and each one takes the lines it has read out of the running with
    `claim`: a line has one fate, and the first claim holds. What nobody claims is left to the body, or is dropped.
    """

    document: Document
    options: ExtractOptions = field(default_factory=ExtractOptions)
    title_line: int | None = None  # index of the line that prints the title
    body: list[int] = field(default_factory=list)  # indexes of the lines that the body finder chose, in reading order
    fates: dict[int, tuple[str, str]] = field(default_factory=dict)  # line index -> (fate, reason), see TraceLine
    cuts: dict[int, list[tuple[int, int, str, str]]] = field(default_factory=dict)
    # parts of a line that have a fate of their own: line index -> (start, end, fate, reason) in its text
    found: dict[str, str] = field(default_factory=dict)  # Article.found
    warnings: list[str] = field(default_factory=list)  # Article.warnings
    memo: dict[str, Any] = field(default_factory=dict)  # what one extractor has worked out and another one needs

    def claim(self, line: Line, fate: str, reason: str) -> bool:
        """Give a line its fate (field, notice, dropped, body); False where it has one already."""
        return self.fates.setdefault(line.index, (fate, reason)) == (fate, reason)

    def is_free(self, line: Line) -> bool:
        """Whether the line has no fate yet."""
        return line.index not in self.fates

    def take(self, name: str, found: Found[T] | None) -> T | None:
        """The value of a field, with its place noted in `found`; None where nothing was found."""
        if found is None:
            return None
        self.found[name] = found.where
        return found.value
