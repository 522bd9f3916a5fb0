"""Plain text: what people read, in reading order."""

from __future__ import annotations

import pytest

from scraper.records import Article, Author, Block, Cell, Item, Notice, Origin, Span
from scraper.writing import as_text


def test_whole_article_as_text() -> None:
    """Title, byline, blocks, origins and notices follow each other with a blank line between."""
    article = Article(
        title="Dykes hold",
        authors=(Author("Ola Tarn"), Author("Vi Moor")),
        published="2016-10-19",
        site="The Tarn Post",
        body=(
            Block("paragraph", "Words.\nMore."),
            Block("quote", "Hold.", attribution="Vi"),
            Block("list", ordered=True, items=(Item("a", items=(Item("b"),)), Item("c"))),
            Block("table", rows=((Cell("x"), Cell("y")),), caption="Sums"),
            Block("image", url="https://x.example/i.png", caption="A dyke", credit="Ola"),
            Block("footnote", "There.", number="1"),
            Block("image", url="https://x.example/j.png"),
        ),
        notices=(Notice("disclaimer", "Not ours."),),
        origins=(Origin("Moor News", "https://moor.example/", relation="translation", statement="From Moor News"),),
    )
    assert as_text(article) == (
        "Dykes hold\n\nOla Tarn, Vi Moor · 2016-10-19 · The Tarn Post\n\nWords.\nMore.\n\n> Hold.\n> — Vi\n\n"
        "1. a\n   - b\n2. c\n\nSums\nx\ty\n\n[A dyke — Ola]\n\n[1] There.\n\n* * *\n\n"
        "Origin: Moor News (translated) https://moor.example/\n\nFrom Moor News\n\nDisclaimer: Not ours.\n"
    )


def test_controls_do_not_reach_the_text() -> None:
    """Control characters are left out, tabs and line feeds stay."""
    assert as_text(Article(body=(Block("paragraph", "a\x1b[2Jb\x07\tc\x9b\r\nd\ud800"),))) == "a[2Jb\tc\nd\ufffd\n"


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("1011 stars", (Span(2, 4, "superscript"),), "10^11 stars"),
        ("so it is.1 Or", (Span(9, 10, "note_ref", id="n"), Span(9, 10, "superscript")), "so it is.[1] Or"),
        ("so it is[1]", (Span(9, 10, "note_ref", id="n"),), "so it is[1]"),
        ("so it is[1]", (Span(8, 11, "note_ref", id="n"),), "so it is[1]"),
        ("le 1er mai", (Span(4, 6, "superscript"),), "le 1er mai"),
        ("H2O", (Span(1, 2, "subscript"),), "H2O"),
        ("We asked1.", (Span(8, 9, "note_ref", id="n"),), "We asked[1]."),
        ("We asked1.", (Span(8, 9, "superscript"),), "We asked[1]."),
        ("We asked.12", (Span(9, 11, "superscript"),), "We asked.[12]"),
        ("12 km2 of sand", (Span(5, 6, "superscript"),), "12 km^2 of sand"),
        ("call as_ref()", (Span(5, 11, "note_ref", id="n"),), "call as_ref()"),
        ("1011", (Span(1, 4, "superscript"), Span(2, 4, "superscript")), "10^11"),
    ],
)
def test_raised_figures_are_told(text: str, spans: tuple[Span, ...], expected: str) -> None:
    """A power is no further digit, and a footnote's number no part of the sentence."""
    assert as_text(Article(body=(Block("paragraph", text, spans),))) == f"{expected}\n"
