"""Spans as a tree: nothing lost, nothing crossing."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.records import Article, Block, Span
from scraper.writing import WRITERS
from scraper.writing.inline import MAX_DEPTH, Piece, nest, paragraphs


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


@given(st.text(max_size=12), st.lists(st.tuples(st.integers(-2, 15), st.integers(-2, 15)), max_size=8))
def test_every_character_is_marked_as_its_spans_say(text: str, places: list[tuple[int, int]]) -> None:
    """A character is inside a piece of each span that covers it, and of no other."""
    spans = [Span(start, end, "link", url=str(number)) for number, (start, end) in enumerate(places)]

    def marked(piece: Piece, around: tuple[str, ...]) -> list[list[str]]:
        around = (*around, piece.span.url or "") if piece.span else around
        parts = (
            [sorted(around)] * len(part) if isinstance(part, str) else marked(part, around) for part in piece.parts
        )
        return [each for part in parts for each in part]

    expected = [
        sorted(span.url or "" for span in spans if span.start <= place < span.end) for place in range(len(text))
    ]
    assert marked(nest(text, spans), ()) == expected


@given(
    st.lists(st.sampled_from(["a", "bc", "\n\n", "\n"]), max_size=8).map("".join),
    st.lists(st.tuples(st.integers(-2, 15), st.integers(-2, 15)), max_size=6),
)
def test_paragraphs_keep_their_spans(text: str, places: list[tuple[int, int]]) -> None:
    """The paragraphs of a text are all of it, and each character of them has the kinds of spans that it had."""
    spans = [Span(start, end, kind) for (start, end), kind in zip(places, cycle(("strong", "link")), strict=False)]
    start, parts = 0, list(paragraphs(text, spans))
    assert "\n\n".join(part for part, _ in parts) == text
    for part, inside in parts:
        for place in range(len(part)):
            before = {span.kind for span in spans if span.start <= start + place < span.end}
            assert {span.kind for span in inside if span.start <= place < span.end} == before
        start += len(part) + 2


def test_spans_are_nested_only_so_deep() -> None:
    """A span inside too many others is left out, what it covers is not."""
    tree = nest("a" * 1000, [Span(number, 1000 - number, "strong") for number in range(400)])
    depth, piece = 0, tree
    while inner := [part for part in piece.parts if isinstance(part, Piece)]:
        depth, piece = depth + 1, inner[0]
    assert (depth, tree.text) == (MAX_DEPTH, "a" * 1000)


KINDS = ("strong", "link", "code", "superscript", "note_ref", "math", "language", "subscript", "emphasis", "strike")


def deep(count: int) -> Block:
    """Spans of all kinds, one inside the other."""
    spans = zip(range(count), cycle(KINDS), strict=False)
    return Block(
        "paragraph",
        "word " * count,
        tuple(Span(each, 5 * count - each, kind, "https://a.example/", f"n{each}", "fr") for each, kind in spans),
    )


def marks(count: int) -> Block:
    """Powers and marks of footnotes, one behind the other."""
    spans = [Span(6 * each + 4, 6 * each + 5, KINDS[3 + each % 2], id="n") for each in range(count)]
    return Block("paragraph", "word2 " * count, tuple(spans))


def crossing(count: int) -> Block:
    """Spans each of which ends inside the next one."""
    spans = zip(range(count), cycle(KINDS), strict=False)
    return Block(
        "paragraph",
        "word " * count,
        tuple(Span(each, each + count, kind, "https://a.example/", "n", "fr") for each, kind in spans),
    )


def quoted(count: int) -> Block:
    """A quotation of many paragraphs, each with a link, and spans over all of it."""
    links = [Span(6 * each, 6 * each + 4, "link", "https://a.example/") for each in range(count)]
    return Block("quote", "\n\n".join(["word"] * count), (*links, *[Span(0, 6 * count, "strong")] * 4))


@pytest.mark.parametrize("shape", [deep, marks, crossing, quoted])
@pytest.mark.parametrize("name", WRITERS)
def test_spans_cost_no_more_than_their_number(shape: Callable[[int], Block], name: str) -> None:
    """No format fails on spans of any shape, and eight times as many take at most some eight times as long."""

    def seconds(count: int) -> float:
        article = Article(body=(shape(count), Block("footnote", "There.", id="n", number="1")))
        times = []
        for _ in range(2):
            start = time.process_time()
            assert WRITERS[name](article)
            times.append(time.process_time() - start)
        return min(times)

    assert seconds(4_000) < 20 * max(seconds(500), 0.005)
