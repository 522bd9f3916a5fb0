"""The golden pages: one folder a page, one test per page and expected field.

fixtures/pages/<topic>--<what>/
    page.*      the page, as a server or a disk would give it
    *.toml      a site profile, where the page is read by one
    case.json   why, url, content_type?, fetched_at?, expect {path: value} or error, known_gap {path: reason}

A path is a field of the record, or goes into it with dots: `authors.name` is the list of all names, `body.0.text` the
first block's text. An expected object is compared by the keys that it names, a list by its length and its members.
`text_contains`, `text_lacks`, `warnings_contain` and `trace_contains` (beginning of a line, fate, beginning of the
reason) are the only other words.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scraper.errors import ScraperError
from scraper.options import ExtractOptions
from scraper.parsing import parse
from scraper.records import Article
from tests.golden import case_of, difference, folders, outcome_of, page_of

MAX_PAGE_BYTES = 8_000
HELPERS = ("text_contains", "text_lacks", "warnings_contain", "trace_contains")


@functools.cache
def outcome(folder: Path) -> Article | ScraperError:
    return outcome_of(folder)


def expectations() -> Iterator[Any]:
    for folder in folders():
        case = case_of(folder)
        gaps = case.get("known_gap", {})
        for path in case.get("expect", {}):
            marks = [pytest.mark.xfail(reason=gaps[path], strict=True)] if path in gaps else []
            yield pytest.param(folder, path, id=f"{folder.name}:{path}", marks=marks)


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_case_is_whole(folder: Path) -> None:
    """A case says why it stands, what is expected, and keeps its page small."""
    case = case_of(folder)
    assert set(case) <= {"why", "url", "content_type", "fetched_at", "expect", "error", "known_gap"}
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
    wrong = difference(article, path, case_of(folder)["expect"][path])
    assert not wrong, wrong


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
    """The trace holds each word of each visible line and notice once, in order, with a known fate and a reason."""
    article = outcome(folder)
    assert isinstance(article, Article), f"refused: {article}"
    assert article.trace is not None
    document = parse(page_of(folder), ExtractOptions())
    panels = {line.text for line in article.trace.lines if line.fate == "notice"}  # that open at a click
    visible = [line.text for line in document.lines if line.text and (not line.hidden or line.text in panels)]
    traced = [line.text for line in article.trace.lines]  # a line whose parts have fates of their own is told in parts
    if visible:  # of a page that is all hidden the trace tells what was kept
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
