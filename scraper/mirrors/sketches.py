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
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rensa import RMinHash  # type: ignore[import-untyped]

from scraper.mirrors.processes import Processes

SLOTS, ROWS = 512, 3  # see above for what they find and cost
SEED = 1  # any seed will do, but sketches of two runs must agree
#: In a bucket of more texts than this not all pairs are tried: each text is paired with the first one and its
#: neighbours only.
MAX_ALL_PAIRS = 8
#: Where the bands begin; the slots left at the end are unused.
FIRST_SLOTS = range(0, SLOTS - ROWS + 1, ROWS)


def sketch_of(shingles: Sequence[str]) -> array[int]:
    """The sketch of a text: SLOTS numbers of 32 bits."""
    sketch = RMinHash(num_perm=SLOTS, seed=SEED)
    sketch.update(shingles)
    return array("I", sketch.digest())


class Sketches:
    """The sketches of many texts, two kilobytes each, numbered from 0."""

    def __init__(self) -> None:
        self._slots = array("I")
        self._keys: list[int] = []

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, sketch: array[int], key: int) -> None:
        """Adds a sketch. `key` orders texts with the same sketch, whatever their numbers."""
        self._slots.extend(sketch)
        self._keys.append(key)

    def pairs(self, processes: Processes) -> Iterator[tuple[int, int]]:
        """Pairs of numbers whose texts may be copies, the smaller one first; a pair may occur more than once.

        Which pairs occur does not depend on the order in which the texts were added.
        """
        bands = ([self._slots[slot::SLOTS] for slot in range(first, first + ROWS)] for first in FIRST_SLOTS)
        for buckets in processes.map(shared_buckets, bands):
            for numbers in buckets:
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


def shared_buckets(rows: Sequence[array[int]]) -> list[list[int]]:
    """The buckets of a band that hold more than one text, as their numbers; row i holds slot i of each text."""
    firsts: dict[tuple[int, ...], int] = {}
    buckets: dict[tuple[int, ...], list[int]] = {}
    for number, band in enumerate(zip(*rows, strict=True)):
        if (other := firsts.setdefault(band, number)) != number:
            buckets.setdefault(band, [other]).append(number)
    return list(buckets.values())
