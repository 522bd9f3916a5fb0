"""The commands on a store, run in this process: what they print and refuse, and that nothing hangs or is lost."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys

import pytest

from scraper.cli.main import main
from scraper.options import BatchOptions
from scraper.records import Article, Block
from scraper.store import Attempt, Store
from tests.hostile.command import COMMAND, ENVIRONMENT

URL = "https://quay.example/fog"
WORDS = "Nineteen boats were counted before the fog came in over the quay."


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The working folder, with a store that holds one record."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", "/nonexistent")
    with Store.open(tmp_path / "scrape.db") as store:
        store.begin_run()
        store.list_address(URL)
        store.list_address("https://quay.example/later")
        store.plan(BatchOptions())
        store.write_record(1, Article(url=URL, title="Fog", body=(Block("paragraph", WORDS),)), None)
        store.write_attempt(1, 1, Attempt("new"))
    return tmp_path


def test_a_search_without_a_hit_says_so(folder, capfd):
    """No hit: a word on stderr, nothing on stdout, status 0; quiet says nothing."""
    assert main(["search", "boats"]) == 0
    out, err = capfd.readouterr()
    assert ("Fog" in out, err) == (True, "")
    assert main(["search", "lanterns"]) == 0
    assert capfd.readouterr() == ("", "no record holds the words\n")
    assert main(["search", "lanterns", "--quiet"]) == 0
    assert capfd.readouterr() == ("", "")


def test_the_status_of_a_store_with_untried_addresses(folder, capfd):
    """A host without an attempt, and a run that was cut off, have a status."""
    with Store.open(folder / "scrape.db") as store:
        store.list_address("https://other.example/")
    assert main(["status"]) == 0
    assert "         1       0       0      0.0  other.example" in capfd.readouterr().out


@pytest.mark.parametrize(("name", "empty"), [("json", "[]\n"), ("jsonld", "[]\n"), ("csv", "url,"), ("jsonl", "")])
def test_an_export_to_stdout_is_what_a_file_would_hold(folder, capfd, name, empty):
    """With records and without one: the same bytes on stdout and in a file, an array and a header among them."""
    for since in ("2016", "2999"):
        assert main(["export", "-f", name, "--since", since]) == 0
        out = capfd.readouterr().out
        assert main(["export", "-f", name, "--since", since, "-o", "file"]) == 0
        assert out == (folder / "file").read_text()
    assert out.startswith(empty)
    assert main(["export", "-f", "json"]) == 0
    assert [each["title"] for each in json.loads(capfd.readouterr().out)] == ["Fog"]


def test_an_export_has_the_columns_that_are_asked_for(folder, capfd):
    """--columns chooses and orders them, --csv-bom begins a file for spreadsheets; an unknown column is misuse."""
    assert main(["export", "-f", "csv", "--columns", "title, text", "--csv-bom"]) == 0
    assert capfd.readouterr().out == f"\ufefftitle,text\nFog,{WORDS}\n"
    for command in (["export", "-f", "csv"], ["batch", "-", "-o", "out.csv"]):
        assert main([*command, "--columns", "titel"]) == 2
        assert "--columns: no column titel; there are url, canonical_url, " in capfd.readouterr().err
    assert not (folder / "out.csv").exists()


def test_a_rehearsed_batch_leaves_no_trace(folder, capfd):
    """--dry-run prints what would be asked for, safe for a terminal, and neither makes nor changes a store."""
    (folder / "list.txt").write_text(f"{URL}\nhttps://quay.example/\x1b[2Jnew\n")
    before = (folder / "scrape.db").read_bytes()
    for options in ([], ["--db", "another.db"]):
        assert main(["batch", "list.txt", "--dry-run", *options]) == 0
        assert capfd.readouterr().out.splitlines()[-1] == "https://quay.example/[2Jnew"
    assert {path.name for path in folder.iterdir()} == {"list.txt", "scrape.db", "scrape.db.lock"}
    assert (folder / "scrape.db").read_bytes() == before


SAME_FILES = [
    ["batch", "list.txt", "--db", "x.db", "-o", "x.db", "-f", "json"],
    ["batch", "list.txt", "-o", "f", "--errors", "f"],
    ["batch", "list.txt", "--summary", "f", "--report", "./f"],
    ["batch", "list.txt", "-o", "list.txt"],
    ["batch", "list.txt", "--errors", "scrape.db-wal"],
    ["batch", "list.txt", "-o", "link.db", "-f", "csv"],
    ["batch", "list.txt", "-o", "hard.db", "-f", "csv", "--dry-run"],
    ["export", "-o", "scrape.db", "-f", "json"],
]


@pytest.mark.parametrize("args", SAME_FILES, ids=" ".join)
def test_one_file_for_two_uses_is_refused(folder, capfd, args):
    """Two options that name one file, by whatever name, are exit 2 before anything is written."""
    (folder / "list.txt").write_text(f"{URL}\n")
    (folder / "link.db").symlink_to("scrape.db")
    os.link(folder / "scrape.db", folder / "hard.db")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert main(args) == 2
    assert "name one file" in capfd.readouterr().err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_devices_may_be_named_twice(folder, capfd):
    """/dev/null takes whatever it is given."""
    (folder / "list.txt").write_text(f"{URL}\n")
    assert main(["batch", "list.txt", "--limit", "0", "--errors", "/dev/null", "--summary", "/dev/null", "-q"]) == 0


def test_names_beyond_any_limit_are_told(folder, capfd):
    """A name of 300 letters is write.failed or store.failed, and no traceback."""
    for args in (
        ["export", "-o", "x" * 300, "-f", "json"],
        ["export", "-o", f"{'x' * 300}/"],
        ["show", URL, "--db", "x" * 300],
    ):
        assert main(args) == 3
        assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize(
    "command", [["show", URL], ["history", URL], ["export"], ["export", "-o", "out/"]], ids=" ".join
)
def test_a_damaged_record_is_exit_3(folder, capfd, command):
    """What reads a record that is no JSON says whose it is."""
    connection = sqlite3.connect(folder / "scrape.db")
    connection.execute("UPDATE records SET record = 'no JSON'")
    connection.commit()
    connection.close()
    assert main(command) == 3
    assert "store.failed: the stored record is damaged" in (told := capfd.readouterr().err)
    assert URL in told


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", ">&- 2>&-"])
def test_closed_standard_streams_take_nothing_of_ours(tmp_path, closed):
    """With stdin, stdout or stderr closed, no file or pipe of ours gets their number: a lost result is exit 3."""
    page = tmp_path / "page.html"
    page.write_text(f"<!doctype html><title>Fog</title><article><h1>Fog</h1><p>{WORDS}</p><p>{WORDS}</p></article>")
    line = f"{' '.join(COMMAND)} {page} -f json {closed}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, env=ENVIRONMENT, timeout=100)
    assert done.returncode == (3 if ">&-" in closed.replace("2>&-", "") else 0)
    assert b"Traceback" not in done.stderr
    assert (b'"Fog"' in done.stdout) == (done.returncode == 0)


@pytest.mark.parametrize(
    "command",
    ["-", "explain -", "links -", "feed -", "mirrors -", "compare - -", "batch - --db {folder}/scrape.db"],
)
def test_a_closed_standard_input_that_is_to_be_read_is_told(tmp_path, capfd, monkeypatch, command):
    """Where nothing can come from, that is said; it is no bug."""
    monkeypatch.setattr(sys, "stdin", None)
    assert main(command.format(folder=tmp_path).split()) == 2
    assert "standard input is closed" in capfd.readouterr().err
