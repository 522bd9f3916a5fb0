"""JSON: valid by RFC 8259 whatever the article holds, and read back as the same article."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.records import Article, Block, Capture, Cell, Item, Notice, Span
from scraper.writing import as_json, as_jsonl
from scraper.writing.record import dump_json


def strict(text: str) -> object:
    """The value of a JSON text, read by the letter of the RFC."""
    text.encode("utf-8")

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    return json.loads(text, parse_constant=refuse)


ARTICLE = Article(
    url="https://tarn.example/dykes",
    title="Dykes “hold” — für wahr",
    body=(
        Block("paragraph", "One two.", (Span(0, 3, "link", url="https://x.example"),)),
        Block("list", "a b", ordered=True, start=3, items=(Item("a", items=(Item("b"),), ordered=False),)),
        Block("table", "c", rows=((Cell("c", header=True, colspan=2),),)),
    ),
    notices=(Notice("disclaimer", "Not ours."),),
    capture=Capture("wayback", "2019-01-02"),
    fetched_at=datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC),
    found={"title": "h1"},
    warnings=("two dates",),
)


@pytest.mark.parametrize("write", [as_json, as_jsonl])
def test_article_comes_back(write) -> None:  # type: ignore[no-untyped-def]
    """An article written as JSON and read back is the same article."""
    assert Article.from_dict(json.loads(write(ARTICLE))) == ARTICLE


def test_a_line_of_json_is_one_line() -> None:
    """One article is one line, to every reader that ends lines at more than a line feed."""
    text = as_jsonl(Article(title="a\nb\r\u2028c\u2029d\x85e\x0bf\x0cg"))
    assert text.splitlines() == [text.removesuffix("\n")]
    assert json.loads(text)["title"] == "a\nb\r\u2028c\u2029d\x85e\x0bf\x0cg"


@given(st.text(st.characters(codec=None), max_size=30))
def test_any_text_is_valid_json(text: str) -> None:
    """Any text, half characters and NUL included, gives JSON that UTF-8 can hold."""
    record = strict(as_jsonl(Article(title=text, found={text: text})))
    assert isinstance(record, dict)
    assert record["title"] == "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)


def test_numbers_that_json_has_not_become_null() -> None:
    """NaN and the infinities become null, deep inside too."""
    assert strict(dump_json({"a": [float("nan"), {"b": float("inf")}], "c": 1.5})) == {
        "a": [None, {"b": None}],
        "c": 1.5,
    }
