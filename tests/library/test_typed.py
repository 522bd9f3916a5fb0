"""The public API as a type checker sees it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROGRAM = """
from collections.abc import Iterator
from typing import assert_type

import scraper
from scraper import Article, Client, Failure, FetchOptions, MirrorGroup, Options, Page, ScraperError, Store, Success

options = Options(fetch=FetchOptions(delay_s=2.0))
assert_type(scraper.scrape("https://tarn.example/", options), Article)
assert_type(scraper.fetch("https://tarn.example/"), Page)
assert_type(scraper.extract(b"<p>", "https://tarn.example/").to_markdown(), str)
assert_type(scraper.scrape_many(["https://tarn.example/"]), Iterator[Success | Failure])
assert_type(scraper.find_mirrors([]), list[MirrorGroup])
for result in scraper.scrape_many([]):
    match result:
        case Success(url, article):
            assert_type(article, Article)
        case Failure(url, error):
            assert_type(error, ScraperError)
with Client() as client, Store("scrape.db") as store:
    assert_type(client.scrape("https://tarn.example/"), Article)
    assert_type(store.get("https://tarn.example/"), Article | None)


async def use() -> None:
    async with scraper.AsyncClient() as client:
        assert_type(await client.scrape("https://tarn.example/"), Article)
        async for result in client.scrape_many([]):
            assert_type(result, Success | Failure)


FetchOptions(delay_s="2")  # type: ignore[arg-type]
"""


def test_a_program_that_uses_the_library_is_checked(tmp_path: Path) -> None:
    """mypy in its strict mode infers each type, and sees a wrong argument."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(program)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
