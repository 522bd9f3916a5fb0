"""Parts: every record of an archive is a record of ours, a named skip or a named failure; nothing twice or lost."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scraper.archives.reading import WarcFile
from scraper.bulk import PartDone, jobs_of, write_part
from scraper.bulk.outcomes import Readers
from scraper.cluster import here
from scraper.errors import ArchiveAccessError, LockedError, WriteError
from scraper.options import BulkOptions, ExtractOptions
from scraper.records import Article
from scraper.worker import process
from scraper.writing.claims import claimed
from tests.archives.made import answer, packed, page, pages, record

LINES = BulkOptions("jsonl")

#: A worker whose pages may say by their address what is to become of it.
HOOKED = """
import os, signal
from scraper.worker import child
read = child.read_article
def hooked(page, *rest):
    if page.url.endswith("/crash"):
        os.kill(os.getpid(), signal.SIGSEGV)
    if page.url.endswith("/hang"):
        while True: pass
    if page.url.endswith("/eat"):
        bytearray(8 << 30)
    if page.url.endswith("/bug"):
        raise KeyError("bug")
    return read(page, *rest)
child.read_article = hooked
child.main()
"""


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    """One worker for most tests."""
    with Readers(1) as readers:
        yield readers


def made(readers: Readers, folder: Path, content: bytes, options: BulkOptions = LINES) -> PartDone:
    """What the part of an archive comes to."""
    path = folder / "crawl.warc.gz"
    path.write_bytes(content)
    (folder / "out").mkdir(exist_ok=True)
    (job,) = jobs_of([str(path)], str(folder / "out"), options)
    return write_part(job, readers)


def lines(folder: Path, ending: str = ".jsonl") -> list[dict[str, Any]]:
    """The lines of the one part of this ending."""
    found = [each for each in (folder / "out").iterdir() if each.name.endswith(ending)]
    if ending == ".jsonl":
        found = [each for each in found if ".failures" not in each.name]
    (path,) = found
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def counts(done: PartDone) -> tuple[int, int, dict[str, int], dict[str, int]]:
    """Read, records, skipped and failed of a part."""
    told = done.manifest
    assert told is not None, done.error
    return told["read"], told["records"], told["skipped"], told["failed"]


def test_every_record_of_an_archive_is_accounted_for(readers: Readers, tmp_path: Path) -> None:
    """Records, skips and failures add up to what was read, in the archive's order, and each failure has a line."""
    bad = record(answer(page()), "https://lampnews.example/bad", length=50)
    empty = record(answer(b"<html></html>"), "https://lampnews.example/empty")
    gone = record(answer(b"", status="404 Not Found"))
    done = made(readers, tmp_path, packed([*pages(3), bad, empty, gone, *pages(1)]))
    assert counts(done) == (7, 4, {"status": 1}, {"archive.damaged": 1, "extract.empty": 1})
    records = [Article.from_dict(each) for each in lines(tmp_path)]
    assert [each.url for each in records] == [f"https://lampnews.example/{each}" for each in (0, 1, 2, 0)]
    assert {each.capture.kind for each in records} == {"warc"}
    assert records[0].capture.captured_at == "2024-07-18T08:01:02+00:00"
    failures = lines(tmp_path, ".failures.jsonl")
    assert [(each["url"].rpartition("/")[2], each["code"]) for each in failures] == [
        ("bad", "archive.damaged"), ("empty", "extract.empty"),
    ]  # fmt: skip
    assert all(each["source"].endswith("crawl.warc.gz") and each["offset"] > 0 for each in failures)


def test_a_second_run_makes_only_what_is_missing(readers: Readers, tmp_path: Path) -> None:
    """A part that is there stays as it is; without its manifest, or cut short, it is made again."""
    assert made(readers, tmp_path, packed(pages(1))).is_new
    out = tmp_path / "out"
    before = {each.name: each.stat().st_mtime_ns for each in out.iterdir()}
    (job,) = jobs_of([str(tmp_path / "crawl.warc.gz")], str(out), LINES)
    assert not write_part(job, readers).is_new
    assert {each.name: each.stat().st_mtime_ns for each in out.iterdir()} == before
    for ending, cut in ((".manifest.json", 0), (".manifest.json", 9), (".jsonl", 9)):
        (path,) = [each for each in out.iterdir() if each.name.endswith(ending) and ".failures" not in each.name]
        os.truncate(path, cut)
        assert write_part(job, readers).is_new
    assert len(list(out.iterdir())) == 3


def test_other_options_or_another_state_make_another_part(readers: Readers, tmp_path: Path) -> None:
    """A part of other options, of a changed profile or of a changed archive has another name, and the old one stays."""
    profiles = tmp_path / "profiles"
    profiles.mkdir()
    named = set()
    for options in (LINES, BulkOptions("jsonl", match=("lamp",)),
                    BulkOptions("jsonl", extract=ExtractOptions(profiles=str(profiles)))):  # fmt: skip
        made(readers, tmp_path, packed(pages(1)), options)
        named = {each.name for each in (tmp_path / "out").iterdir()}
    assert len(named) == 9
    made(readers, tmp_path, packed(pages(2)))
    assert len(set((tmp_path / "out").iterdir())) == 12


WANTED = {
    "match": (BulkOptions("jsonl", match=("*/1",)), {"filter_match": 2}),
    "host": (BulkOptions("jsonl", hosts=("lampnews.example",)), {"filter_host": 1}),
    "language": (BulkOptions("jsonl", languages=("fr",)), {"filter_language": 3}),
    "kind": (BulkOptions("jsonl", kinds=("forum",)), {"filter_kind": 3}),
    "since": (BulkOptions("jsonl", since="2020"), {"filter_since": 3}),
    "since then": (BulkOptions("jsonl", since="2019-03"), {}),
}


@pytest.mark.parametrize("name", WANTED)
def test_filters_count_what_they_leave_out(readers: Readers, tmp_path: Path, name: str) -> None:
    """What a filter leaves out is a skip of its name."""
    options, skipped = WANTED[name]
    other = record(answer(page(5)), "https://www.other.example/5")
    done = made(readers, tmp_path, packed([*pages(2), other]), options)
    assert counts(done) == (3, 3 - sum(skipped.values()), skipped, {})


def test_an_archive_that_cannot_be_read_makes_no_part(readers: Readers, tmp_path: Path) -> None:
    """A part of a missing file, and of one that is a folder, fails with its error and leaves nothing."""
    for place in ("missing.warc", "."):
        (job,) = jobs_of([str(tmp_path / place)], str(tmp_path), LINES)
        done = write_part(job, readers)
        assert isinstance(done.error, ArchiveAccessError)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_an_error(readers: Readers, tmp_path: Path) -> None:
    """Where the part cannot be written, that is a write.failed."""
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(packed(pages(1)))
    (job,) = jobs_of([str(path)], str(tmp_path / "nowhere"), LINES)
    assert isinstance(write_part(job, readers).error, WriteError)


def test_two_runs_do_not_write_one_part(readers: Readers, tmp_path: Path) -> None:
    """While another run writes a part, it is locked; a claim that a killed run has left is taken over."""
    made(readers, tmp_path, packed(pages(1)))
    out = tmp_path / "out"
    (job,) = jobs_of([str(tmp_path / "crawl.warc.gz")], str(out), LINES)
    (manifest,) = out.glob("*.manifest.json")
    name = manifest.name.removesuffix(".manifest.json")
    manifest.unlink()
    with claimed(out, name):
        assert isinstance(write_part(job, readers).error, LockedError)
    (out / f".{name}.claim").touch()
    assert write_part(job, readers).is_new
    assert sorted(each.name[len(name) :] for each in out.iterdir()) == [".failures.jsonl", ".jsonl", ".manifest.json"]


def test_a_page_that_breaks_its_worker_costs_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A page that crashes, hangs, takes 8 GB or meets a bug is one failure; none around it is lost or doubled."""
    hooked = "import sys; sys.path.append(sys.argv[1])\n" + HOOKED
    monkeypatch.setattr(process, "PROGRAM", hooked)
    made_of = [record(answer(page()), f"https://lampnews.example/{each}") for each in ("crash", "hang", "eat", "bug")]
    around = pages(5)
    content = packed([piece for pair in zip(around, [*made_of, b""], strict=True) for piece in pair if piece])
    options = BulkOptions("jsonl", extract=ExtractOptions(parse_s=1.0))
    with Readers(2) as hooked_readers:
        done = made(hooked_readers, tmp_path, content, options)
    assert counts(done) == (9, 5, {}, {"bug": 1, "parse.crash": 1, "parse.limit": 2})
    assert [each["url"][-1] for each in lines(tmp_path)] == list("01234")
    failed = {each["url"].rpartition("/")[2]: each["code"] for each in lines(tmp_path, ".failures.jsonl")}
    assert failed == {"crash": "parse.crash", "hang": "parse.limit", "eat": "parse.limit", "bug": "bug"}


def test_killed_workers_cost_at_most_their_page(tmp_path: Path) -> None:
    """A worker that is killed from outside loses its page by name, and the part is whole."""
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(packed(pages(60)))
    with Readers(1) as readers:
        (job,) = jobs_of([str(path)], str(tmp_path), LINES)
        worker = readers._workers[0]
        worker.start()
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        done = write_part(job, readers)
    read, records, _, failed = counts(done)
    assert (read, records + sum(failed.values())) == (60, 60)
    assert sum(failed.values()) <= 1


def test_a_killed_run_is_made_good_by_the_next(tmp_path: Path) -> None:
    """Killed at any moment, a run leaves no part that is not whole, and the next one loses and doubles no record."""
    content = packed(pages(40))
    for number in range(3):
        (tmp_path / f"{number}.warc.gz").write_bytes(content)
    sources = [str(tmp_path / f"{number}.warc.gz") for number in range(3)]
    out = tmp_path / "out"
    command = [sys.executable, "-m", "scraper", "warc", *sources, "-o", str(out), "-f", "jsonl", "--workers", "1"]
    for wait_s in (0.2, 0.5, 0.8):
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(wait_s)
        run.kill()
        run.wait()
        for manifest in out.glob("*.manifest.json"):
            told = json.loads(manifest.read_text())
            assert all((out / name).stat().st_size == size for name, size in told["files"].items())
    subprocess.run(command, check=True, timeout=60, stderr=subprocess.DEVNULL)
    assert len(list(out.iterdir())) == 9  # and no draft, no claim
    for part in out.glob("*.jsonl"):
        urls = [json.loads(line)["url"] for line in part.read_text().splitlines()]
        assert len(set(urls)) == len(urls) == (0 if ".failures" in part.name else 40)


def test_the_engine_of_one_machine_gives_each_job(tmp_path: Path) -> None:
    """Every job comes back with its own archive, the good and the bad."""
    (tmp_path / "a.warc").write_bytes(b"".join(pages(1)))
    jobs = jobs_of([str(tmp_path / "a.warc"), str(tmp_path / "b.warc"), str(tmp_path / "a.warc")], str(tmp_path), LINES)
    done = list(here(1)(jobs))
    assert [(Path(each.source).name, each.error is None) for each in done] == [("a.warc", True), ("b.warc", False)]


def test_a_parquet_part_says_where_its_pages_are(readers: Readers, tmp_path: Path) -> None:
    """A row has the archive, the offset of its page in it, and the page's digest."""
    assert counts(made(readers, tmp_path, packed(pages(3)), BulkOptions("parquet")))[1] == 3
    (path,) = (tmp_path / "out").glob("*.parquet")
    source, offset, digest = duckdb.sql(
        f"SELECT source, source_offset, page_digest FROM '{path}' WHERE url LIKE '%/2'"
    ).fetchall()[0]
    with open(source, "rb") as file:
        page_kept = WarcFile(file, source, 10**6).page_at(offset).page
    assert digest == f"sha256:{hashlib.sha256(page(2)).hexdigest()}"
    assert page_kept.content == page(2)
