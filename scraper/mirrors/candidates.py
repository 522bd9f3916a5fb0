"""Pairs of records that may be copies, with their texts, and which of them are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from scraper.mirrors.joined import Joined
from scraper.mirrors.lines import Line
from scraper.mirrors.overlap import Text, are_copies


class Pair(NamedTuple):
    """Two records that may be copies, by number."""

    one: int
    other: int
    one_site: bool


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs, and the lines of their records."""

    lines: dict[int, Line]
    pairs: list[Pair]


def copies_among(candidates: Candidates) -> list[tuple[int, int]]:
    """Pairs that are copies, enough of them to join all that are. Raises RecordError if a file has changed."""
    texts = {number: Text.of(line.text()) for number, line in candidates.lines.items()}
    joined = Joined()
    copies: list[tuple[int, int]] = []
    for one, other, one_site in candidates.pairs:
        if not joined.are_one(one, other) and are_copies(texts[one], texts[other], one_site=one_site):
            joined.join(one, other)
            copies.append((one, other))
    return copies
