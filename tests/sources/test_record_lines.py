"""Files of records, read line by line."""

from __future__ import annotations

import io
import json
import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import BugError, RecordError, UrlError
from scraper.mirrors import compare
from scraper.records import Article, Block, Item
from scraper.sources import record_lines
from scraper.sources.record_lines import RecordFiles, is_record_file, parse_record, parse_text, read_record
from scraper.writing import WRITERS
from scraper.writing import write as write_article

DYKE, MOOR = (Article(title=name, body=(Block("paragraph", f"The {name} – é."),)) for name in ("dyke", "moor"))


def line(article: Article) -> str:
    return json.dumps(article.to_dict(), ensure_ascii=False) + "\n"


def write(path: Path, text: str) -> str:
    path.write_text(text, "utf-8")
    return str(path)


def titles(records: RecordFiles) -> list[str | None]:
    return [title(item[1]) if isinstance(item, tuple) else item.code for item in records]


def title(content: bytes) -> str | None:
    return parse_record(content, "here").title


def test_records_are_read_in_order_and_again_by_number(tmp_path: Path) -> None:
    """Over several files, with empty lines between and without a last line end; each knows where it stands."""
    one = write(tmp_path / "one.jsonl", f"\n{line(DYKE)}\n  \n{line(MOOR)}")
    two = write(tmp_path / "two.jsonl", line(MOOR).rstrip())
    with RecordFiles([one, two]) as records:
        assert titles(records) == ["dyke", "moor", "moor"]
        assert [title(records.line(number)) for number in (2, 0, 1)] == ["moor", "dyke", "moor"]
        assert [records.place(number) for number in range(3)] == [f"{one}:2", f"{one}:5", f"{two}:1"]
        assert parse_record(records.line(0), "here") == DYKE
        assert [parse_text(records.line(number), "here") for number in range(2)] == [DYKE.text, MOOR.text]


def test_reading_again_in_between_does_not_lose_the_place(tmp_path: Path) -> None:
    """Whoever takes a record may look at an earlier one before the next."""
    path = write(tmp_path / "a.jsonl", line(DYKE) + line(MOOR) + line(DYKE))
    seen = []
    with RecordFiles([path]) as records:
        for item in records:
            assert isinstance(item, tuple)
            records.line(0)
            seen.append(title(item[1]))
    assert seen == ["dyke", "moor", "dyke"]


def test_a_missing_file_is_passed_over(tmp_path: Path) -> None:
    """It is an error of its own; the lines of the other files are read, whatever they hold."""
    path = write(tmp_path / "a.jsonl", line(DYKE) + "{broken\n" + line(MOOR))
    with RecordFiles([str(tmp_path / "none.jsonl"), path]) as records:
        items = list(records)
        assert [type(item) for item in items] == [UrlError, tuple, tuple, tuple]
        assert records.place(1) == f"{path}:2"


def test_a_file_that_was_changed_meanwhile_is_told() -> None:
    """What was a record at the first reading may be none at the second."""
    for content in (b"", b"{", b"[]", b'{"body": [{}]}', b'{"body": 3}'):
        with pytest.raises(RecordError, match="changed") as caught:
            parse_text(content, "a.jsonl:2")
        assert caught.value.url == "a.jsonl:2"


def test_a_line_without_end_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No line is read whole past the limit, and the next one is read again."""
    monkeypatch.setattr(record_lines, "MAX_LINE_BYTES", 3000)
    path = write(tmp_path / "a.jsonl", "x" * 10_000 + "\n" + line(DYKE))
    with RecordFiles([path]) as records:
        assert titles(records) == ["record.invalid", "dyke"]
        assert records.place(0) == f"{path}:2"
        assert title(records.line(0)) == "dyke"


def test_standard_input_is_read_again_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be sought is copied to a temporary file."""
    stdin = io.TextIOWrapper(io.BytesIO((line(DYKE) + line(MOOR)).encode()))
    monkeypatch.setattr("sys.stdin", stdin)
    with RecordFiles(["-"]) as records:
        assert titles(records) == ["dyke", "moor"]
        assert title(records.line(0)) == "dyke"
        assert records.place(1) == "-:2"


def test_a_pipe_is_read_again_too(tmp_path: Path) -> None:
    """`scrape mirrors <(zcat …)` works."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=lambda: path.write_text(line(DYKE) + line(MOOR), "utf-8"))
    writer.start()
    with RecordFiles([str(path)]) as records:
        assert titles(records) == ["dyke", "moor"]
        assert title(records.line(0)) == "dyke"
    writer.join(5)


def test_one_record_is_read_from_a_file_or_a_line(tmp_path: Path) -> None:
    """A .json file, a .jsonl file of one record, or a line of a longer one; otherwise the error says what is wrong."""
    whole = write(tmp_path / "a.json", json.dumps(DYKE.to_dict(), indent=2))
    single = write(tmp_path / "b.jsonl", line(MOOR))
    many = write(tmp_path / "c.jsonl", line(DYKE) + line(MOOR))
    assert (read_record(whole), read_record(single), read_record(f"{many}:2")) == (DYKE, MOOR, MOOR)
    for source, reason in ((many, "several records"), (f"{many}:9", "no such line")):
        with pytest.raises(RecordError, match=reason):
            read_record(source)
    with pytest.raises(RecordError, match="no record"):
        read_record(write(tmp_path / "d.jsonl", "\n"))
    with pytest.raises(UrlError):
        read_record(str(tmp_path / "none.json"))
    assert [is_record_file(name) for name in ("a.json", "b.jsonl:12", "c.html", "https://a.example/x:1")] == [
        True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"schema": 2},
        {"title": 5},
        {"published": 2016},
        {"fetched_at": "soon"},
        {"authors": [5]},
        {"authors": [{"name": None}]},
        {"origins": [{"url": []}]},
        {"notices": [{"kind": "a", "text": {}}]},
        {"body": 5},
        {"body": [{"kind": "paragraph", "text": 7}]},
        {"body": [{"kind": "paragraph", "text": None}]},
        {"body": [{"kind": "paragraph", "text": "a", "more": 1}]},
        {"body": [{"kind": "paragraph", "text": "a", "spans": [{"start": 0, "end": 1, "kind": "link", "url": 5}]}]},
        {"body": [{"kind": "list", "text": "a", "items": [{"text": "a", "items": [{"text": 5}]}]}]},
        {"body": [{"kind": "table", "text": "a", "rows": [[{"text": 5}]]}]},
        {"body": [{"kind": "quote", "text": "a", "blocks": [{"kind": "paragraph", "text": 5}]}]},
    ],
)
def test_what_only_looks_like_a_record_is_refused(change: dict[str, Any]) -> None:
    """A value of another type than the record's table says is an error here, not a crash later."""
    with pytest.raises(RecordError):
        parse_record(json.dumps({**DYKE.to_dict(), **change}).encode(), "a:1")


HOSTILE: list[Any] = [
    None, True, 0, -1, 10**400, 1.5, float("nan"), float("inf"), [], {}, [[]], [None], [{}], {"a": 1}, "", "\x00",
    "\ud800x", "x" * 100_000, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2020-13-45", "http://[",
    "http://\x00/", "javascript:alert(1)", "\u202e\x1b[2J",
]  # fmt: skip


def test_any_value_in_any_field_is_a_record_that_can_be_compared_or_an_error() -> None:
    """No value that JSON can hold gives anything but a record or an error."""
    for name in DYKE.to_dict():
        for value in HOSTILE:
            line = json.dumps({**DYKE.to_dict(), name: value}).encode()
            with suppress(RecordError):
                article = parse_record(line, "a.jsonl:7")
                assert len(compare((article, MOOR), ("a.jsonl:7", "moor")).members) == 2


@given(st.binary(max_size=200))
def test_any_bytes_are_a_record_or_an_error(content: bytes) -> None:
    """Nothing but RecordError leaves."""
    with suppress(RecordError):
        assert isinstance(parse_record(content, "a:1"), Article)


def test_json_nested_without_end_is_an_error() -> None:
    """Deep nesting is no crash."""
    for content in (b"[" * 200_000, b'{"body":' * 50_000):
        with pytest.raises(RecordError):
            parse_record(content, "a:1")


def nested(depth: int) -> list[Article]:
    """A record of quotations inside quotations, and one of lists inside lists."""
    quote, item = Block("paragraph", "Words."), Item("Words.")
    for _ in range(depth):
        quote, item = Block("quote", blocks=(quote,)), Item("a", items=(item,))
    return [Article(body=(quote,)), Article(body=(Block("list", items=(item,)),))]


def test_a_body_nested_too_deep_is_no_record() -> None:
    """A deeper nesting than 100 is refused; what is not refused is written in every format."""
    for article in nested(150):
        with pytest.raises(RecordError, match="nested deeper than 100"):
            parse_record(line(article).encode(), "here")
    for article in nested(99):
        assert parse_record(line(article).encode(), "here") == article
        for name in WRITERS:
            assert write_article(article, name)


def test_a_bug_of_a_writer_is_told_of_its_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a writer raises, the error has the code `bug` and names the record's address."""
    monkeypatch.setitem(WRITERS, "html", lambda article: str(1 // 0))
    with pytest.raises(BugError, match="written as html: ZeroDivisionError") as caught:
        write_article(Article(url="https://tarn.example/dyke"), "html")
    assert (caught.value.code, caught.value.url) == ("bug", "https://tarn.example/dyke")
