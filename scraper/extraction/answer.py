"""Answer: what the reader of a field says, and what of the page it has read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from scraper.parsing.document import Line

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value and where on the page it was found: `json-ld`, `og:title`, `h1`, `label:Région` …"""

    value: T
    where: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody who has read a line, or the characters [start, end) of one, says that it is: its fate, and why."""

    line: int  # index
    fate: str  # field, notice, dropped, body
    reason: str
    start: int = 0
    end: int | None = None  # None: to the line's end

    def overlaps(self, other: Claim) -> bool:
        """Whether both are on one line and share a character of it."""
        is_before = self.end is not None and self.end <= other.start
        is_behind = other.end is not None and other.end <= self.start
        return self.line == other.line and not is_before and not is_behind


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """The value of a field, where it was found, the lines that it was read from, and what a user should know."""

    value: T
    where: str | None = None  # None: nothing was found
    claims: tuple[Claim, ...] = ()
    warnings: tuple[str, ...] = ()


def claims_on(lines: Iterable[Line], fate: str, reason: str) -> tuple[Claim, ...]:
    """One claim on each of the lines, whole."""
    return tuple(Claim(line.index, fate, reason) for line in lines)


def answered(found: Found[T] | None, claims: Iterable[Claim] = (), warnings: Iterable[str] = ()) -> Answer[T | None]:
    """The answer out of what was found, or was not."""
    if found is None:
        return Answer(None, None, tuple(claims), tuple(warnings))
    return Answer(found.value, found.where, tuple(claims), tuple(warnings))
