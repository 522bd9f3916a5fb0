"""Every format of every command can be written or is not offered; a file's extension selects one that can."""

from __future__ import annotations

import csv
import io
import json
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click
import pytest

from scraper.cli.main import COMMANDS
from scraper.errors import BugError
from scraper.records import Article
from scraper.writing import WRITERS
from tests.archives.made import pages
from tests.cli.conftest import URLS, Scrape

PAGE = "<title>The dyke</title><article><h1>The dyke</h1>" + "<p>The dyke of Tarn held for a third night.</p>" * 6
#: Command -> its words, but for format and output.
WORDS = {
    "get": ["page.html"],
    "batch": ["batch", "list.txt", "--db", "news.db"],
    "feed": ["feed", "feed.xml"],
    "links": ["links", "front.html", "--url", "https://tarn.example/"],
    "warc": ["warc", "crawl.warc"],
    "show": ["show", URLS[0], "--db", "news.db"],
    "export": ["export", "--db", "news.db"],
    "mirrors": ["mirrors", "records.jsonl"],
    "compare": ["compare", "records.jsonl:1", "records.jsonl:2"],
}
#: Formats of an import that `feed` and `links` take with --scrape only.
IMPORTED = {"feed", "links"}
#: Commands whose output is a folder whatever its name is.
FOLDERS = {"warc"}


def options_of(command: str) -> dict[str | None, click.Parameter]:
    module, _, name = COMMANDS[command][0].partition(":")
    return {param.name: param for param in getattr(import_module(module), name).params}


def choices() -> list[tuple[str, str]]:
    """Each command with each of its formats."""
    found = []
    for command in COMMANDS:
        kind = options_of(command)["format"].type if "format" in options_of(command) else None
        if isinstance(kind, click.Choice):
            found += [(command, name) for name in kind.choices]
    return found


@pytest.fixture
def sources(tmp_path: Path, store: Path) -> None:
    """What the commands read."""
    (tmp_path / "page.html").write_text(PAGE)
    lines = [json.dumps(Article(url=url, title="The dyke").to_dict()) for url in URLS]
    (tmp_path / "records.jsonl").write_text("\n".join(lines))
    items = "".join(f"<item><link>{url}</link></item>" for url in URLS)
    (tmp_path / "feed.xml").write_text(f'<rss version="2.0"><channel>{items}</channel></rss>')
    (tmp_path / "crawl.warc").write_bytes(b"".join(pages(1)))
    (tmp_path / "front.html").write_text(
        "".join(f"<h2><a href={url}-of-tarn-held>The dyke held</a></h2>" for url in URLS)
    )


def test_the_walk_knows_every_command_with_formats() -> None:
    """A command that learns formats is walked, too."""
    assert {command for command, _ in choices()} == set(WORDS)


@pytest.mark.parametrize(("command", "name"), choices())
@pytest.mark.usefixtures("sources")
def test_every_format_of_every_command_is_written(scrape: Scrape, tmp_path: Path, command: str, name: str) -> None:
    """To stdout, a file or a folder at least; where it cannot be, status 2 says where it can."""
    if name == "parquet" and find_spec("pyarrow") is None:
        pytest.skip("pyarrow is not installed")
    words = [*WORDS[command], "-f", name]
    if command in IMPORTED and name not in ("text", "jsonl"):
        words += ["--scrape", "--dry-run", "--db", "news.db"]
    places = [["-o", "out.file"], ["-o", "out/"], ["--print"] if command == "batch" else []]
    written = 0
    for place in places if "output" in options_of(command) else [[]]:
        status, out, err = scrape(*words, *place)
        assert status in (0, 2, 3), err
        if status == 0:
            has_file = (tmp_path / "out.file").exists() or (tmp_path / "out").exists()
            written += bool(out) or has_file or "--dry-run" in words
        else:
            assert err
    assert written


@pytest.mark.usefixtures("sources")
@pytest.mark.parametrize("name", ["json", "jsonld"])
def test_an_array_is_an_array_everywhere(scrape: Scrape, tmp_path: Path, name: str) -> None:
    """Of `export` on stdout and in a file, and of `batch`: one JSON document, of the format that was asked for."""
    mark = "@type" if name == "jsonld" else "schema"
    told = [scrape("export", "--db", "news.db", "-f", name)[1]]
    for words in (["export", "--db", "news.db"], ["batch", "list.txt", "--db", "news.db"]):
        assert scrape(*words, "-f", name, "-o", "out.x")[0] == 0
        told.append((tmp_path / "out.x").read_text())
    for text in told:
        assert [mark in record for record in json.loads(text)] == [True, True]
    assert json.loads(scrape("export", "--db", "news.db", "-f", name, "--host", "moor.example")[1]) == []
    assert json.loads(scrape("batch", "list.txt", "--db", "news.db", "-f", name, "--print")[1]) == []


@pytest.mark.usefixtures("sources")
def test_a_table_has_a_head_without_rows(scrape: Scrape) -> None:
    """CSV of nothing is its head; of one record, its head and a row."""
    head, *rows = csv.reader(io.StringIO(scrape("export", "--db", "news.db", "-f", "csv", "--host", "moor.example")[1]))
    assert (head[0], rows) == ("url", [])
    head, *rows = csv.reader(io.StringIO(scrape("show", URLS[0], "--db", "news.db", "-f", "csv")[1]))
    assert (head[0], [row[0] for row in rows]) == ("url", [URLS[0]])


@pytest.mark.usefixtures("sources")
@pytest.mark.parametrize("command", [name for name in WORDS if "output" in options_of(name) and name not in FOLDERS])
def test_an_unknown_ending_is_misuse(scrape: Scrape, tmp_path: Path, command: str) -> None:
    """No other format is written than the ending says: status 2 names the known ones, and nothing is written."""
    before = sorted(tmp_path.iterdir())
    status, out, err = scrape(*WORDS[command], "-o", "out.docx")
    assert (status, out) == (2, "")
    assert ".jsonl" in err
    assert sorted(tmp_path.iterdir()) == before
    assert scrape(*WORDS[command], "-o", "")[0] == 2
    assert scrape(*WORDS[command], "-o", "out.jsonl")[0] in (0, 8)


@pytest.mark.usefixtures("sources")
def test_a_format_that_nothing_gets_is_misuse(scrape: Scrape) -> None:
    """`batch -f json` without a file or --print would write nothing: status 2 says what is missing."""
    status, _, err = scrape("batch", "list.txt", "--db", "news.db", "-f", "json")
    assert status == 2
    assert "--print" in err


@pytest.mark.usefixtures("sources")
def test_a_bug_of_a_writer_loses_one_record(scrape: Scrape, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the output is, the other records are written, and the failure is told."""

    def text_of(article: Article) -> str:
        if article.title == "The dyke":
            raise RecursionError
        return f"{article.title}\n"

    monkeypatch.setitem(WRITERS, "text", text_of)
    for words, expected in ((["export"], 1), (["batch", "list.txt"], 9)):
        status, _, err = scrape(*words, "--db", "news.db", "-f", "text", "-o", "out.txt")
        assert (status, (tmp_path / "out.txt").read_text()) == (expected, "The moor\n")
        assert err.startswith(f"{BugError.code}: it cannot be written as text: RecursionError")
        status, _, err = scrape(*words, "--db", "news.db", "-f", "text", "-o", f"{words[0]}/")
        assert status == expected
        assert [path.read_text() for path in (tmp_path / words[0]).iterdir()] == ["The moor\n"]
    status, out, _ = scrape("export", "--db", "news.db", "-f", "text")
    assert (status, out) == (1, "The moor\n")
