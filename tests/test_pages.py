"""The golden pages: one folder a page, one test per page and expected field.

fixtures/pages/<topic>--<what>/
    page.*      the page, as a server or a disk would give it
    case.json   why, url, content_type?, expect {path: value} or error, known_gap {path: reason}

A path is a field of the record, or goes into it with dots: `authors.name` is the list of all names, `body.0.text` the
first block's text. An expected object is compared by the keys that it names, a list by its length and its members.
`text_contains`, `text_lacks` and `warnings_contain` are the only other words.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scraper.errors import ScraperError
from scraper.extraction import extract_article
from scraper.options import ExtractOptions
from scraper.parsing import parse
from scraper.records import Article, Page
from scraper.sources.saved import as_page

PAGES = Path(__file__).parent / "fixtures" / "pages"
SAVED_ENDINGS = (".md", ".txt", ".mhtml")
MAX_PAGE_BYTES = 8_000
HELPERS = ("text_contains", "text_lacks", "warnings_contain")


def case_of(folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    return loaded


def page_of(folder: Path) -> Page:
    case = case_of(folder)
    file = next(iter(sorted(folder.glob("page.*"))))
    if file.suffix in SAVED_ENDINGS:
        return as_page(file.read_bytes(), file.suffix, case["url"])
    return Page(case["url"], case["url"], file.read_bytes(), case.get("content_type"), status=200)


@functools.cache
def outcome(folder: Path) -> Article | ScraperError:
    page = page_of(folder)
    options = ExtractOptions(trace=True)
    try:
        return extract_article(parse(page, options), page, options)
    except ScraperError as failure:
        return failure


def folders() -> list[Path]:
    return sorted(path for path in PAGES.iterdir() if path.is_dir())


def expectations() -> Iterator[Any]:
    for folder in folders():
        case = case_of(folder)
        gaps = case.get("known_gap", {})
        for path in case.get("expect", {}):
            marks = [pytest.mark.xfail(reason=gaps[path], strict=True)] if path in gaps else []
            yield pytest.param(folder, path, id=f"{folder.name}:{path}", marks=marks)


def look_up(value: Any, path: str) -> Any:
    """The value at a dotted path; a name over a list is the list of that name's values."""
    for step in path.split("."):
        if step.isdigit():
            value = value[int(step)]
        elif isinstance(value, list):
            value = [each.get(step) for each in value]
        else:
            value = value[step]
    return value


def agrees(expected: Any, got: Any) -> bool:
    if isinstance(expected, dict) and isinstance(got, dict):
        return all(agrees(value, got.get(name)) for name, value in expected.items())
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(map(agrees, expected, got))
    return bool(expected == got)


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_case_is_whole(folder: Path) -> None:
    """A case says why it stands, what is expected, and keeps its page small."""
    case = case_of(folder)
    assert set(case) <= {"why", "url", "content_type", "expect", "error", "known_gap"}
    assert case["why"].endswith("."), "why is a sentence"
    assert "url" in case
    assert bool(case.get("expect")) != bool(case.get("error")), "either fields or an error are expected"
    assert set(case.get("known_gap", {})) <= set(case.get("expect", {})), "a gap belongs to an expected field"
    assert len(page_of(folder).content) <= MAX_PAGE_BYTES
    fields = set(Article().to_dict())
    assert {path.split(".")[0] for path in case.get("expect", {})} <= fields | set(HELPERS)


@pytest.mark.parametrize(("folder", "path"), list(expectations()))
def test_field(folder: Path, path: str) -> None:
    """The record of the page has the expected value at the path."""
    article = outcome(folder)
    assert isinstance(article, Article), f"refused: {article}"
    expected = case_of(folder)["expect"][path]
    if path == "text_contains":
        assert [words for words in expected if words not in article.text] == []
    elif path == "text_lacks":
        assert [words for words in expected if words in article.text] == []
    elif path == "warnings_contain":
        assert [words for words in expected if not any(words in each for each in article.warnings)] == []
    else:
        got = look_up(article.to_dict(), path)
        assert agrees(expected, got), f"expected {expected!r}\ngot      {got!r}"


@pytest.mark.parametrize("folder", [each for each in folders() if "error" in case_of(each)], ids=lambda each: each.name)
def test_error(folder: Path) -> None:
    """The page gives no record but the expected failure, with its address."""
    failure = outcome(folder)
    assert isinstance(failure, ScraperError), f"a record was made: {failure}"
    assert failure.code == case_of(folder)["error"]
    assert failure.url == case_of(folder)["url"]


@pytest.mark.parametrize(
    "folder", [each for each in folders() if "expect" in case_of(each)], ids=lambda each: each.name
)
def test_every_visible_line_has_one_fate(folder: Path) -> None:
    """The trace holds each word of each visible line once, in reading order, with a known fate and a reason."""
    article = outcome(folder)
    assert isinstance(article, Article), f"refused: {article}"
    assert article.trace is not None
    document = parse(page_of(folder), ExtractOptions())
    visible = [line.text for line in document.lines if line.text and not line.hidden]
    traced = [line.text for line in article.trace.lines]  # a line whose parts have fates of their own is told in parts
    assert " ".join(traced).split() == " ".join(visible).split()
    assert {line.fate for line in article.trace.lines} <= {"body", "field", "notice", "dropped"}
    assert all(line.reason and line.where for line in article.trace.lines)


@pytest.mark.parametrize(
    "folder", [each for each in folders() if "expect" in case_of(each)], ids=lambda each: each.name
)
def test_the_record_holds_no_empty_text(folder: Path) -> None:
    """Unknown is None, an empty list or an empty object, never an empty string."""
    article = outcome(folder)
    assert isinstance(article, Article), f"refused: {article}"
    record = article.to_dict()
    parts = [each for name in ("authors", "categories", "notices", "origins", "images") for each in record[name]]
    assert [name for name, value in record.items() if value == "" and name != "text"] == []
    assert [part for part in parts if "" in part.values()] == []
