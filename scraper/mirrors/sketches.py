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

import numpy as np
from rensa import RMinHash  # type: ignore[import-untyped]

SLOTS, ROWS = 512, 3
SEED = 1
#: In a bucket of more texts than this not all pairs are tried, only each text with the first one and its neighbours.
MAX_ALL_PAIRS = 8
#: Odd numbers that make one number of the rows of a band; two bands that meet by chance only cost a comparison.
_MULTIPLIERS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)


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
        slots = np.frombuffer(self._slots, dtype=np.uint32).reshape(-1, SLOTS)
        for first in range(0, SLOTS - ROWS + 1, ROWS):
            keys = (slots[:, first : first + ROWS] * _MULTIPLIERS).sum(axis=1)
            order = np.argsort(keys, kind="stable")
            keys = keys[order]
            starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
            sizes = np.diff(np.append(starts, len(keys)))
            shared = sizes > 1
            for start, size in zip(starts[shared].tolist(), sizes[shared].tolist(), strict=True):
                yield from self._pairs_of(order[start : start + size].tolist())

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
