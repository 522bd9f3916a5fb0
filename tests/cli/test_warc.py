"""scrape warc: its output, its messages, and its exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scraper.cli.main import main
from tests.archives.made import packed, pages, record


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A WARC file with two pages and something else."""
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(packed([record(b"software: x", None, kind="warcinfo"), *pages(2)]))
    return path


def test_an_archive_becomes_a_part(archive: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """One command makes the folder and the part, tells the counts on stderr, nothing on stdout, and exits with 0."""
    out = tmp_path / "deep" / "out"
    for told in ("1 made", "1 there already"):
        assert main(["warc", str(archive), "-o", str(out), "-f", "jsonl"]) == 0
        said = capfd.readouterr()
        assert said.out == ""
        assert said.err == f"parts: {told}; 3 records of archives: 2 articles, 0 failed, 1 skipped\n"
    assert len(list(out.iterdir())) == 3


def test_a_list_names_archives(archive: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """@LIST names archives one a line; one that fails costs no other, and the exit status is 9."""
    names = tmp_path / "names.txt"
    names.write_text(f"# all of May\n{archive}\n\n{tmp_path / 'missing.warc'}\n")
    assert main(["warc", f"@{names}", "-o", str(tmp_path / "out"), "-f", "jsonl", "--log-format", "json"]) == 9
    failure, summary = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert (failure["code"], failure["source"]) == ("archive.access", str(tmp_path / "missing.warc"))
    assert summary["summary"]["made"] == 1


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["missing.warc", "-o", "out", "-f", "jsonl"], 4, "archive.access"),
        (["@missing.txt", "-o", "out", "-f", "jsonl"], 2, "url.invalid"),
        (["@empty.txt", "-o", "out", "-f", "jsonl"], 2, "the list names no archive"),
        (["crawl.warc.gz"], 2, "--output"),
        (["crawl.warc.gz", "-o", "crawl.warc.gz", "-f", "jsonl"], 3, "write.failed"),
        (["crawl.warc.gz", "-o", "out", "--since", "soon"], 2, "soon"),
    ],
)
def test_mistakes_are_told_in_a_line(
    archive: Path, words: list[str], status: int, told: str, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """A missing file, list, option or folder is one line with its code, and an exit status of its own."""
    monkeypatch.chdir(archive.parent)
    Path("empty.txt").write_text("# nothing\n")
    assert main(["warc", *words]) == status
    said = capfd.readouterr().err
    assert told in said
    assert "Traceback" not in said
