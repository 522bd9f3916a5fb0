"""MinHash sketches of texts, and the pairs of texts whose sketches meet in a band.

A sketch is SLOTS numbers; two texts agree in each with the probability of their Jaccard similarity s. They become a
candidate pair where all ROWS numbers of one band agree, which happens with 1 - (1 - s^3)^170: to 93 of 100 pairs at
s = 0.25 (a copy cut to 40 % in which one word of ten is replaced), to one pair in 17,000 at s = 0.007 (two articles of
one topic).
Source: Broder, On the resemblance and containment of documents, 1997; Leskovec, Rajaraman, Ullman, Mining of Massive
Datasets, chapter 3.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import pairwise

from rensa import RMinHash  # type: ignore[import-untyped]

SLOTS, ROWS = 512, 3
SEED = 1
#: In a bucket of more texts than this not all pairs are tried, only each text with the first one and its neighbours.
MAX_ALL_PAIRS = 8


class Sketches:
    """The sketches of many texts, two kilobytes each, numbered from 0."""

    def __init__(self) -> None:
        self._slots = array("I")
        self._keys: list[int] = []

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, shingles: Iterable[str], key: int) -> int:
        """Keep the sketch of a text and give its number. `key` orders texts of one sketch, whatever their numbers."""
        sketch = RMinHash(num_perm=SLOTS, seed=SEED)
        sketch.update(list(shingles))
        self._slots.extend(sketch.digest())
        self._keys.append(key)
        return len(self._keys) - 1

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Pairs of numbers whose texts may be copies, the smaller one first; the same pair may come more than once.

        Which pairs come does not depend on the order in which the texts were added.
        """
        for first in range(0, SLOTS - ROWS + 1, ROWS):
            rows = (self._slots[slot::SLOTS] for slot in range(first, first + ROWS))
            firsts: dict[tuple[int, ...], int] = {}
            buckets: dict[tuple[int, ...], list[int]] = {}  # of those that hold more than one
            for number, band in enumerate(zip(*rows, strict=True)):
                if (other := firsts.setdefault(band, number)) != number:
                    buckets.setdefault(band, [other]).append(number)
            for numbers in buckets.values():
                yield from self._pairs_of(numbers)

    def _pairs_of(self, numbers: list[int]) -> Iterator[tuple[int, int]]:
        if len(numbers) <= MAX_ALL_PAIRS:
            for place, one in enumerate(numbers):
                for other in numbers[place + 1 :]:
                    yield one, other
            return
        numbers = sorted(numbers, key=self._order)
        for one, other in [*pairwise(numbers), *((numbers[0], other) for other in numbers[2:])]:
            yield min(one, other), max(one, other)

    def _order(self, number: int) -> tuple[bytes, int]:
        return self._slots[number * SLOTS : (number + 1) * SLOTS].tobytes(), self._keys[number]
