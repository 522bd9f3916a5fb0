"""Answer: a field's value, and the lines of the page it was read from."""

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
    """A reader's claim on a line, or on its characters [start, end): the fate it should have, and why."""

    line: int  # index
    fate: str  # field, notice, dropped, body
    reason: str
    start: int = 0
    end: int | None = None  # None: to the line's end

    def overlaps(self, other: Claim) -> bool:
        """Whether both claims are on the same line and share a character of it."""
        is_before = self.end is not None and self.end <= other.start
        is_behind = other.end is not None and other.end <= self.start
        return self.line == other.line and not is_before and not is_behind


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """The value of a field, where it was found, claims on the lines it was read from, and warnings for the user."""

    value: T
    where: str | None = None  # None: nothing was found
    claims: tuple[Claim, ...] = ()
    warnings: tuple[str, ...] = ()


def claims_on(lines: Iterable[Line], fate: str, reason: str) -> tuple[Claim, ...]:
    """One claim on each of these lines, as a whole."""
    return tuple(Claim(line.index, fate, reason) for line in lines)


def answered(found: Found[T] | None, claims: Iterable[Claim] = (), warnings: Iterable[str] = ()) -> Answer[T | None]:
    """The answer for what was found; an empty answer if nothing was."""
    if found is None:
        return Answer(None, None, tuple(claims), tuple(warnings))
    return Answer(found.value, found.where, tuple(claims), tuple(warnings))
