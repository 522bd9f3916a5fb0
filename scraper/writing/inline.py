"""Spans -> tree: annotations over a text, told as pieces inside pieces, as markup needs them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from scraper.records import Span


@dataclass(slots=True)
class Piece:
    """A span and what it holds, in reading order: texts and further pieces. The root has no span."""

    span: Span | None
    parts: list[str | Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words inside."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)


def nest(text: str, spans: Sequence[Span]) -> Piece:
    """The text as a tree of its spans. Of two spans that cross, the later one is cut in two.

    Spans without a character are dropped, spans that reach past the text are cut; of the text nothing is lost. The
    mark of a footnote is raised by itself, and not once more.
    """
    marks = [span for span in spans if span.kind == "note_ref"]
    if marks:
        spans = [span for span in spans if span.kind != "superscript" or not shares(span, marks)]
    root = Piece(None)
    stack: list[tuple[int, Piece]] = [(len(text), root)]
    cursor = 0

    def fill(end: int) -> None:
        nonlocal cursor
        if end > cursor:
            stack[-1][1].parts.append(text[cursor:end])
            cursor = end

    for span, start, end in _cut(spans, len(text)):
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
    """The paragraphs of a text, which blank lines part, each with the spans over it."""
    start = 0
    for part in text.split("\n\n"):
        end = start + len(part)
        inside = (span for span in spans if span.start < end and span.end > start)
        yield part, [replace(span, start=max(span.start - start, 0), end=min(span.end, end) - start) for span in inside]
        start = end + 2


def shares(span: Span, others: Sequence[Span]) -> bool:
    """Whether the span has characters in common with one of the others."""
    return any(span.start < other.end and other.start < span.end for other in others)


def _cut(spans: Sequence[Span], length: int) -> Iterator[tuple[Span, int, int]]:
    """The spans so cut that none crosses another, outer ones before inner ones."""
    waiting = [(max(span.start, 0), min(span.end, length), index) for index, span in enumerate(spans)]
    waiting = sorted((each for each in waiting if each[0] < each[1]), key=lambda each: (each[0], -each[1], each[2]))
    ends: list[int] = []
    position = 0
    pending: list[tuple[int, int, int]] = []  # rests of cut spans, by start
    while position < len(waiting) or pending:
        if pending and (position >= len(waiting) or pending[0][0] <= waiting[position][0]):
            start, end, index = pending.pop(0)
        else:
            start, end, index = waiting[position]
            position += 1
        while ends and ends[-1] <= start:
            ends.pop()
        if ends and end > ends[-1]:
            rest = (ends[-1], end, index)
            pending.append(rest)
            pending.sort()
            end = ends[-1]
        ends.append(end)
        yield spans[index], start, end
