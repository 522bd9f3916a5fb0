"""Spans as a tree: nothing lost, nothing crossing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scraper.records import Span
from scraper.writing.inline import Piece, nest


def shape(piece: Piece) -> list[object]:
    """The tree as lists: texts, and [kind, parts…] for pieces."""
    return [
        part if isinstance(part, str) else [part.span.kind if part.span else None, *shape(part)] for part in piece.parts
    ]


def test_inner_spans_stand_inside_outer_ones() -> None:
    """Of two spans that begin together the longer one is outside."""
    assert shape(nest("abcd", [Span(1, 2, "strong"), Span(1, 3, "link")])) == ["a", ["link", ["strong", "b"], "c"], "d"]


def test_crossing_spans_are_cut() -> None:
    """The later of two crossing spans is cut at the end of the first."""
    spans = [Span(0, 2, "strong"), Span(1, 3, "emphasis")]
    assert shape(nest("abc", spans)) == [["strong", "a", ["emphasis", "b"]], ["emphasis", "c"]]


@given(st.text(max_size=12), st.lists(st.tuples(st.integers(-2, 15), st.integers(-2, 15)), max_size=8))
def test_the_text_is_kept(text: str, places: list[tuple[int, int]]) -> None:
    """Whatever the spans are, the pieces hold the whole text, and each as much of it as its spans cover."""
    tree = nest(text, [Span(start, end, "strong") for start, end in places])
    assert tree.text == text
