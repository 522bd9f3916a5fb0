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
        markup = document.markup
        tags, raws, cursors = markup.tags, markup.raws, markup.cursors
        places: dict[int, int] = {}  # opening token -> row
        own: list[int] = []
        parents: list[int] = []
        lines: list[int] = []
        tag_bits = TAG_BIT
        judged = {"": 0}  # attributes -> bits: within a page the same ones come again and again
        for line in document.lines:
            token = line.first_token if line.media else line.block
            row = places.get(token)
            if row is None:
                path = []
                while token >= 0 and token not in places:
                    path.append(token)
                    token = cursors[token - 1] if token else -1
                row = places[token] if token >= 0 else len(own)
                for token in reversed(path):
                    parents.append(row)
                    row = places[token] = len(own)
                    raw = raws[token]
                    bits = judged.get(raw)
                    if bits is None:
                        bits = judged[raw] = judge_attributes(raw)
                    tag_bit = tag_bits.get(tags[token])
                    own.append(bits | tag_bit if tag_bit else bits)
            lines.append(row)
        self.hints: dict[int, int] = dict(zip(places, own, strict=True))  # opening token -> bits
        count = len(own)
        tokens = np.fromiter(places, np.int64, count)
        ends = np.array(markup.ends, dtype=np.int64)[tokens]
        ends = np.where(ends == 0, tokens + 1, ends)
        line_tokens = np.array(markup.line_tokens, dtype=np.int64)
        self.of_lines: Rows = np.array(lines, dtype=np.int64)  # for each line the row of its element
        self.parents: Rows = np.array(parents, dtype=np.int64)  # a root is its own parent
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
