"""WARC files and folders where `get` and `batch` have pages and lists."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from scraper.store import Store
from tests.archives.made import answer, packed, page, pages, record
from tests.cli.conftest import Scrape


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two pages, one of them captured twice, a damaged record and something else."""
    again = record(answer(page(9)), "https://lampnews.example/0").replace(b"2024", b"2025")
    bad = record(answer(page()), "https://lampnews.example/bad", length=40)
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(packed([record(b"a: b", None, kind="warcinfo"), *pages(2), bad, again]))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two saved pages, of which the manifest names one."""
    path = tmp_path / "saved"
    path.mkdir()
    (path / "a.html").write_bytes(page(1))
    (path / "b.html").write_bytes(page(2))
    (path / "manifest.csv").write_text("file,url\na.html,https://lampnews.example/a\n")
    return path


def test_an_archive_is_never_read_as_one_article(scrape: Scrape, archive: Path) -> None:
    """`scrape crawl.warc.gz` prints a line for each page, tells the others, and exits with the failure's status."""
    status, out, err = scrape(str(archive))
    assert status == 8
    assert [json.loads(line)["url"][-1] for line in out.splitlines()] == ["0", "1", "0"]
    assert "archive.damaged: the record is damaged" in err
    assert "skipped records of archives: 1 warcinfo" in err


@pytest.mark.parametrize("ending", [".warc", ".warc.gz", ".warc.zst", ".wacz"])
def test_what_is_no_archive_inside_is_no_article(scrape: Scrape, tmp_path: Path, ending: str) -> None:
    """A file that is named like an archive and is none fails, whatever stands in it."""
    (tmp_path / f"a{ending}").write_bytes(page())
    assert scrape(f"a{ending}")[0] == 8


def test_a_folder_gives_its_pages(scrape: Scrape, folder: Path) -> None:
    """`scrape FOLDER` reads every saved page, with the address that the manifest gives it."""
    status, out, _ = scrape(str(folder))
    assert status == 0
    assert [json.loads(line)["url"] for line in out.splitlines()] == ["https://lampnews.example/a", None]


def test_a_batch_takes_the_pages_of_an_archive(scrape: Scrape, archive: Path) -> None:
    """Its pages are stored without a request, the newest capture of each; a second run has nothing to do."""
    status, _, err = scrape("batch", str(archive), "--db", "news.db")
    assert status == 9
    assert "1 another_capture, 1 warcinfo" in err
    with Store.open(archive.parent / "news.db") as store:
        records = {each.url: each for each in store.records()}
    assert sorted(records) == ["https://lampnews.example/0", "https://lampnews.example/1"]
    newest = records["https://lampnews.example/0"]
    assert (newest.title, newest.capture.captured_at) == ("Oil for mole 9", "2025-07-18T08:01:02+00:00")
    assert "2 skipped" in scrape("batch", str(archive), "--db", "news.db")[2]


def test_a_batch_takes_a_folder(scrape: Scrape, folder: Path) -> None:
    """What the manifest names is stored; a page without an address is told."""
    status, _, err = scrape("batch", str(folder), "--db", "news.db")
    assert status == 9
    assert "no manifest says where the page came from" in err
    assert "1 new" in err


def test_a_batch_tells_of_an_archive_that_has_no_single_records(scrape: Scrape, tmp_path: Path) -> None:
    """Gzip over the whole file gives no page at its place: that is told at once, and `scrape warc` named."""
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(b"".join(pages(3))))
    status, _, err = scrape("batch", "a.warc.gz", "--db", "news.db")
    assert status == 9
    assert "scrape warc" in err
