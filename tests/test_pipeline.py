"""The straight path: URLs and files, one outcome each, in order."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from scraper.errors import ScraperError
from scraper.options import ExtractOptions, FetchOptions, Options
from scraper.pipeline import extract, is_address, scrape_each
from scraper.records import Article

WORDS = (
    "<p>The dyke of {0} held through the third night of the spring flood, the board said, and nobody was hurt.</p>"
    "<p>Wardens of {0} walked the crest until dawn with lanterns, and counted eleven places where turf had slid.</p>"
    "<p>The board of {0} will ask the province for two years of clay and willow, which it calls a modest sum.</p>"
)


def saved(folder: Path, name: str) -> str:
    """A page of invented words in a file of its own."""
    path = folder / f"{name}.html"
    path.write_text(f"<title>{name}</title><article><h1>Flood in {name}</h1>{WORDS.format(name)}</article>")
    return str(path)


async def outcomes(*sources: str, options: Options | None = None) -> list[tuple[str, Article | ScraperError]]:
    """What comes out for the sources."""
    return [outcome async for outcome in scrape_each(sources, options)]


def test_one_bad_source_loses_no_good_one(tmp_path: Path) -> None:
    """Every source has its outcome in its place, whatever became of the others."""
    tarn, moor = saved(tmp_path, "Tarn"), saved(tmp_path, "Moor")
    empty = tmp_path / "empty.html"
    empty.write_text("")
    sources = [tarn, "http://127.0.0.1:1/", str(tmp_path / "missing"), str(empty), "ftp://tarn.example/", moor]
    got = asyncio.run(outcomes(*sources, options=Options(fetch=FetchOptions(retries=0))))
    assert [source for source, _ in got] == sources
    codes = [outcome.code if isinstance(outcome, ScraperError) else outcome.title for _, outcome in got]
    assert codes[0] == "Flood in Tarn"
    assert codes[1] in ("fetch.private", "fetch.port")
    assert codes[2:] == ["url.invalid", "extract.empty", "fetch.scheme", "Flood in Moor"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("https://tarn.example/a", True),
        ("HTTP://tarn.example", True),
        ("ftp://tarn.example", True),
        ("file:///etc/passwd", True),
        ("//tarn.example/a", True),
        ("javascript:alert(1)", True),
        ("tarn.example/a", False),
        ("page.html", False),
        ("-", False),
        ("C:\\page.html", False),
    ],
)
def test_address_or_file(word: str, expected: bool) -> None:
    """A word with a scheme is an address, any other a file."""
    assert is_address(word) is expected


def test_file_with_the_name_of_an_address_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file whose name looks like an address can be read."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "note:1.html").write_text("<p>a")
    assert not is_address("note:1.html")


def test_trace_only_when_asked_for() -> None:
    """The trace of the lines is kept where it is asked for."""
    page = f"<h1>Flood in Tarn</h1>{WORDS.format('Tarn')}"
    assert extract(page).trace is None
    trace = extract(page, options=ExtractOptions(trace=True)).trace
    assert trace is not None
    assert {line.fate for line in trace.lines} <= {"body", "field", "notice", "dropped"}


def test_endless_nesting_is_a_limit_and_no_crash() -> None:
    """A page of quotes inside quotes gives a record or fails with a code; it does not exhaust the stack."""
    page = f"<h1>Flood in Tarn</h1>{WORDS.format('Tarn')}{'<blockquote>' * 2000}{WORDS.format('Moor')}"
    try:
        article = extract(page)
    except ScraperError as error:
        code = error.code
    else:
        code = article.title
    assert code in ("parse.limit", "Flood in Tarn")


def test_a_saved_file_that_takes_long_ends_its_worker_only(tmp_path: Path) -> None:
    """Markdown and MHTML are read in the worker, whose time is bounded; the next file is read."""
    (tmp_path / "long.md").write_text("*a_b`c[d](e<f&" * 100_000)
    options = Options(extract=ExtractOptions(parse_s=1.0))
    sources = [str(tmp_path / "long.md"), saved(tmp_path, "Tarn")]
    (_, failed), (_, article) = asyncio.run(outcomes(*sources, options=options))
    assert isinstance(failed, ScraperError)
    assert failed.code == "parse.limit"
    assert isinstance(article, Article)
