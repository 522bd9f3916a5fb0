"""The ledger: all claims on the lines of a page, and the one fate of each line or part of a line.

Fields claim what they have read, without asking what others claim. Where two claims overlap, `PRECEDENCE` decides: the
lower one gets only what the higher one leaves, and whatever nobody claims is left to the body.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from scraper.extraction.answer import Claim
from scraper.parsing.document import Line

#: Fates with their reasons, the strongest claim first; "" stands for every other reason. A site's profile was written
#: by a person and beats every rule. A notice keeps its words verbatim, whatever else was read from the line. Furniture
#: comes after all fields: a line that says where a text is from, or who may use it, is never furniture.
PRECEDENCE: tuple[tuple[str, str], ...] = (
    ("dropped", "profile"),
    ("notice", ""),
    ("field", "title"),
    ("field", "subtitle"),
    ("field", "published"),
    ("field", "modified"),
    ("field", "byline"),
    ("field", "categories"),
    ("field", "origins"),
    ("field", "authors"),
    ("field", ""),
    ("dropped", ""),
    ("body", ""),
)
_RANKS = {each: rank for rank, each in enumerate(PRECEDENCE)}


class Part(NamedTuple):
    """The characters [start, end) of a line, and what became of them."""

    start: int
    end: int
    fate: str
    reason: str


class Ledger:
    """The fates of the lines of one page; see the module's docstring."""

    def __init__(self, lines: Sequence[Line], claims: Iterable[Claim]) -> None:
        self.lines = lines
        self.claims = tuple(claims)
        self.parts: dict[int, tuple[Part, ...]] = {}  # line index -> its claimed parts, in their order
        by_line: dict[int, list[Claim]] = {}
        for claim in self.claims:
            by_line.setdefault(claim.line, []).append(claim)
        for index, of_line in by_line.items():
            if lines[index].text:
                self.parts[index] = _settled(lines[index].text, of_line)

    def extended(self, claims: Sequence[Claim]) -> Ledger:
        """A new ledger with further claims added."""
        return Ledger(self.lines, (*self.claims, *claims)) if claims else self

    def is_left(self, index: int) -> bool:
        """Whether some words of the line are not claimed by anyone."""
        parts = self.parts.get(index)
        return parts is None or bool(unclaimed(self.lines[index].text, parts))

    def fate(self, index: int) -> tuple[str, str] | None:
        """The fate and reason of a line that is fully claimed, going by its longest part; None for any other line."""
        if self.is_left(index):
            return None
        longest = max(self.parts[index], key=lambda part: part.end - part.start)
        return longest.fate, longest.reason


def unclaimed(text: str, parts: Iterable[Part]) -> list[tuple[int, int]]:
    """The unclaimed stretches of a line's text, as [start, end), without those of white space only."""
    out, at = [], 0
    for start, end, _, _ in (*parts, Part(len(text), len(text), "", "")):
        if text[at:start].strip():
            out.append((at, start))
        at = max(at, end)
    return out


def _settled(text: str, claims: list[Claim]) -> tuple[Part, ...]:
    """The parts of one line, each with the strongest claim on it; among equals the first."""
    parts: list[Part] = []
    for claim in sorted(claims, key=_rank):
        end = len(text) if claim.end is None else claim.end
        for first, last in unclaimed(text, parts):
            if max(first, claim.start) < min(last, end):
                parts.append(Part(max(first, claim.start), min(last, end), claim.fate, claim.reason))
        parts.sort()
    return tuple(parts)


def _rank(claim: Claim) -> int:
    reason = claim.reason.partition(":")[0]
    rank = _RANKS.get((claim.fate, reason))
    return _RANKS[claim.fate, ""] if rank is None else rank
