"""Spans over a text that is cut."""

from __future__ import annotations

from dataclasses import replace

from scraper.records import Block, Span


def clip(block: Block, text: str) -> Block:
    """A block with a shorter text, and no span beyond it."""
    return replace(block, text=text, spans=clipped(block.spans, len(text)))


def clipped(spans: tuple[Span, ...], length: int) -> tuple[Span, ...]:
    """The spans over the first `length` characters."""
    return tuple(replace(span, end=min(span.end, length)) for span in spans if span.start < length)


def without(text: str, spans: tuple[Span, ...], start: int, end: int) -> tuple[str, tuple[Span, ...]]:
    """The text and spans without the characters [start, end), and without the space that they leave at an edge."""
    while start > 0 and text[start - 1].isspace():
        start -= 1
    if start == 0:
        while end < len(text) and text[end].isspace():
            end += 1
    gone = end - start

    def moved(at: int) -> int:
        return at if at <= start else max(at - gone, start)

    kept = (replace(span, start=moved(span.start), end=moved(span.end)) for span in spans)
    return text[:start] + text[end:], tuple(span for span in kept if span.end > span.start)
