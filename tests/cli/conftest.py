"""The command in this process, and a store with records that need no network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scraper.cli import main
from scraper.records import Article, Block
from scraper.store import Attempt, Store

URLS = ("https://tarn.example/dyke", "https://tarn.example/moor")

#: Runs a command; gives its exit status, stdout and stderr.
Scrape = Callable[..., tuple[int, str, str]]


@pytest.fixture
def scrape(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Scrape:
    """The command, in a folder of its own and without the user's settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "no-such-folder"))
    monkeypatch.setenv("NO_COLOR", "1")

    def run(*args: str) -> tuple[int, str, str]:
        status = main(args)
        out, err = capfd.readouterr()
        return status, out, err

    return run


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store of two records, with the list of their addresses beside it."""
    path = tmp_path / "news.db"
    with Store.open(path) as store:
        store.begin_run()
        for url in URLS:
            name = url.rpartition("/")[2]
            article = Article(
                url=url, title=f"The {name}", published="2016-10-19", body=(Block("paragraph", "Words."),)
            )
            store.list_address(url)
            address = store.find(url)
            assert address is not None
            store.write_record(address, article, None)
            store.write_attempt(1, address, Attempt("new"))
    (tmp_path / "list.txt").write_text("\n".join(URLS))
    return path
