"""Spans -> tree: annotations over a text as nested pieces, as markup needs them.

A page may put any number of spans anywhere, so all of this takes time linear in the text and its spans.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from scraper.records import Span

#: Nesting of spans; a deeper span is dropped, its text is kept. The deepest of 2,346 pages has 5.
MAX_DEPTH = 32


@dataclass(slots=True)
class Piece:
    """A span and what it contains, in reading order: texts and further pieces. The root has no span."""

    span: Span | None
    parts: list[str | Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words inside."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)


def nest(text: str, spans: Sequence[Span]) -> Piece:
    """The text as a tree of its spans. If two spans cross, the later one is split.

    Empty spans are dropped, spans that reach past the text are cut; none of the text is lost. A footnote's mark is
    superscript by itself, and not twice.
    """
    root = Piece(None)
    stack: list[tuple[int, Piece]] = [(len(text), root)]
    cursor = 0

    def fill(end: int) -> None:
        nonlocal cursor
        if end > cursor:
            stack[-1][1].parts.append(text[cursor:end])
            cursor = end

    for span, start, end in _cut(raised_once(spans), len(text)):
        while stack[-1][0] <= start:
            fill(stack[-1][0])
            stack.pop()
        fill(start)
        piece = Piece(span)
        stack[-1][1].parts.append(piece)
        stack.append((end, piece))
    while stack:
        fill(stack[-1][0])
        stack.pop()
    return root


def paragraphs(text: str, spans: Sequence[Span]) -> Iterator[tuple[str, list[Span]]]:
    """The paragraphs of a text, separated by blank lines, each with its spans."""
    parts = text.split("\n\n")
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + len(part) + 2)
    inside: list[list[Span]] = [[] for _ in parts]
    for span, start, end in _cut(spans, len(text)):
        for number in range(bisect_right(starts, start) - 1, bisect_left(starts, end)):
            first, last = max(start - starts[number], 0), min(end - starts[number], len(parts[number]))
            if first < last:
                inside[number].append(replace(span, start=first, end=last))
    yield from zip(parts, inside, strict=True)


def raised_once(spans: Sequence[Span]) -> Sequence[Span]:
    """The spans without superscripts that share characters with a footnote's mark."""
    marks = sorted((span.start, span.end) for span in spans if span.kind == "note_ref")
    if not marks:
        return spans
    reach: list[int] = []  # the end of the marks that begin up to here
    for _, end in marks:
        reach.append(max(end, reach[-1]) if reach else end)

    def is_mark(span: Span) -> bool:
        before = bisect_left(marks, (span.end,))
        return before > 0 and reach[before - 1] > span.start

    return [span for span in spans if span.kind != "superscript" or not is_mark(span)]


def _cut(spans: Sequence[Span], length: int) -> Iterator[tuple[Span, int, int]]:
    """The spans, split so that none crosses another, outer ones before inner ones, none deeper than MAX_DEPTH."""
    placed = ((max(span.start, 0), min(span.end, length), index) for index, span in enumerate(spans))
    waiting = [(start, -end, index) for start, end, index in placed if start < end]
    heapq.heapify(waiting)
    ends: list[int] = []
    while waiting:
        start, negative_end, index = heapq.heappop(waiting)
        end = -negative_end
        while ends and ends[-1] <= start:
            ends.pop()
        if ends and end > ends[-1]:
            heapq.heappush(waiting, (ends[-1], negative_end, index))  # its rest
            end = ends[-1]
        if len(ends) < MAX_DEPTH:
            ends.append(end)
            yield spans[index], start, end
