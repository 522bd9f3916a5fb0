"""The elements around a page's lines, as columns of numbers: one row per element, parents before children."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scraper.extraction.page.hints import TAG_BIT, judge_attributes
from scraper.parsing.document import Document

Rows = NDArray[np.int64]


class Surroundings:
    """The elements that hold lines: where each begins and ends, and what it and those around it hint at."""

    def __init__(self, document: Document) -> None:
        holders = document.holders()
        own: list[int] = []
        judged = {"": 0}  # attributes -> bits: within a page the same ones come again and again
        for tag, raw in zip(holders.names, holders.attributes, strict=True):
            bits = judged.get(raw)
            if bits is None:
                bits = judged[raw] = judge_attributes(raw)
            own.append(bits | TAG_BIT.get(tag, 0))
        self.hints: dict[int, int] = dict(zip(holders.opens, own, strict=True))  # opening token -> bits
        count = len(own)
        tokens, ends = np.array(holders.opens, dtype=np.int64), np.array(holders.closes, dtype=np.int64)
        line_tokens = np.array(holders.line_tokens, dtype=np.int64)
        self.of_lines: Rows = np.array(holders.of_lines, dtype=np.int64)  # for each line the row of its element
        self.parents: Rows = np.array(holders.parents, dtype=np.int64)  # a root is its own parent
        self.first_lines: Rows = np.searchsorted(line_tokens, tokens)
        self.last_lines: Rows = np.searchsorted(line_tokens, ends)  # behind the last one
        self.own: NDArray[np.uint64] = np.array(own, dtype=np.uint64)
        self._look_up(count)

    def _look_up(self, count: int) -> None:
        """Fill in what each element has around it: the hints of two parents and of all ancestors, and their number."""
        self.near = self.own | self.own[self.parents] | self.own[self.parents[self.parents]]
        # All ancestors at once, by pointer jumping: after k steps each row has seen 2 ** k of them.
        self.anywhere = self.own.copy()
        self.depths: Rows = np.where(self.parents == np.arange(count), 0, 1)
        jump = self.parents
        while count:
            self.anywhere |= self.anywhere[jump]
            self.depths = self.depths + self.depths[jump]
            further = jump[jump]
            if np.array_equal(jump, further):
                break
            jump = further

    def chain(self, levels: int) -> list[Rows]:
        """For each line the row of its element, of its parent, and so on up."""
        rows = [self.of_lines]
        for _ in range(levels - 1):
            rows.append(self.parents[rows[-1]])
        return rows


def running_sum(values: Any) -> Any:
    """Sums before each place, and of all: `out[b] - out[a]` is the sum of values[a:b]."""
    out = np.zeros(len(values) + 1)
    np.cumsum(values, out=out[1:])
    return out


def numbered(*keys: Any) -> Rows:
    """One small number for each distinct combination of keys."""
    code: Any = None
    for key in keys:
        _, number = np.unique(key, return_inverse=True)
        code = number if code is None else code * (int(number.max(initial=0)) + 1) + number
    rows: Rows = np.unique(code, return_inverse=True)[1]
    return rows
