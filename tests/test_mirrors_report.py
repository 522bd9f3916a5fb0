"""`scrape mirrors` and `scrape compare` as users run them, and their reports."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from scraper.records import Article, Block, Changes, Member, MirrorGroup, Notice, Origin, Passage
from scraper.store import Store
from scraper.writing import mirror_html
from scraper.writing.mirror_html import as_mirrors_html
from scraper.writing.mirror_markdown import as_mirrors_markdown

PARAGRAPHS = (
    "The dyke of Tarn held through the third night of the spring flood, the board said, and nobody was hurt.",
    "Wardens walked the crest until dawn with lanterns, and counted eleven places where the turf had slid away.",
    "The board will ask the province for two years of clay and willow, which it calls a modest sum.",
)
#: What a page may try to do to a reader of the report.
HOSTILE = (
    "</td></table><script>alert(1)</script><img src=x onerror=alert(1)>\"' onclick=alert(1) \x1b]0;gone\x07 "
    "[a](javascript:alert(1)) | `<b>`"
)
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("SCRAPE_")} | {
    "XDG_CONFIG_HOME": "/nonexistent", "TERM": "xterm",
}  # fmt: skip


def article(host: str, *paragraphs: str, **more: Any) -> Article:
    url = f"https://{host}/dyke"
    body = tuple(Block("paragraph", each) for each in paragraphs)
    return Article(**{"url": url, "normal_url": url, "site": host, "body": body, **more})


ORIGINAL = article(
    "gazette.example", *PARAGRAPHS, title="The dyke held", byline="By Ola Tarn", published="2016-04-01",
    notices=(Notice("copyright", "© 2016 The Gazette"),),
)  # fmt: skip
COPY = article(
    "mirror.example", "A note of our own.", *PARAGRAPHS[:2], title="Floods!", published="2016-04-03",
    origins=(Origin("The Gazette", "https://gazette.example/dyke", relation="republication"),),
)  # fmt: skip
ALONE = article("alone.example", "Salt costs twice what it did in autumn, and nobody in Brelle will say why it is so.")


def run(*args: str, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scraper", *args]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=ENVIRONMENT, timeout=60, **more)


def lines(*articles: Article) -> str:
    return "".join(json.dumps(each.to_dict()) + "\n" for each in articles)


@pytest.fixture
def records(tmp_path: Path) -> str:
    path = tmp_path / "records.jsonl"
    path.write_text(lines(COPY, ALONE, ORIGINAL), "utf-8")
    return str(path)


def test_a_group_is_one_line_of_json(records: str) -> None:
    """With the keys that scripts rely on; an article without a copy makes no group."""
    done = run("mirrors", records, "--format", "jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    (line,) = done.stdout.splitlines()
    group = json.loads(line)
    original, copy = group["members"]
    assert group["group"] == 1
    assert (original["url"], original["role"], original["hop"]) == ("https://gazette.example/dyke", "original", 0)
    assert original["reason"] == "named as origin by 1 copy; earliest date (2016-04-01)"
    assert (copy["url"], copy["role"], copy["hop"]) == ("https://mirror.example/dyke", "copy", 1)
    assert copy["source"] == f"{records}:1"
    assert copy["reason"] == "names as origin gazette.example"
    assert 0.7 < copy["similarity"] < 0.9
    changes = copy["changes"]
    assert {name: changes[name] for name in ("added", "dropped", "replaced", "moved", "title_changed", "missing")} == {
        "added": 5, "dropped": 19, "replaced": 0, "moved": 0, "title_changed": True, "missing": ["byline", "notices"],
    }  # fmt: skip


def test_the_table_tells_the_same(records: str) -> None:
    """Who is the original, why, and what the copy changed; without colours where nobody looks."""
    done = run("mirrors", records)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    for words in ("The dyke held", "original", "2016-04-01", "other title", "lacks", "byline"):
        assert words in done.stdout
    assert "alone.example" not in done.stdout


def test_the_format_follows_the_ending(records: str, tmp_path: Path) -> None:
    """--output names a file whose ending chooses the format; nothing goes to stdout."""
    for name, start in (("a.html", "<!doctype html>"), ("a.md", "# 1. The dyke held"), ("a.jsonl", '{"group": 1')):
        done = run("mirrors", records, "--output", str(tmp_path / name))
        assert (done.returncode, done.stdout) == (0, "")
        assert (tmp_path / name).read_text("utf-8").startswith(start)
    done = run("mirrors", records, "--format", "json")
    assert [group["group"] for group in json.loads(done.stdout)] == [1]


def test_records_come_on_standard_input_and_in_several_files(records: str, tmp_path: Path) -> None:
    """The groups go across the files."""
    (tmp_path / "two.jsonl").write_text(lines(ORIGINAL), "utf-8")
    done = run("mirrors", "-", str(tmp_path / "two.jsonl"), "-f", "jsonl", input=lines(COPY))
    assert done.returncode == 0
    sources = [member["source"] for member in json.loads(done.stdout)["members"]]
    assert sources == [f"{tmp_path}/two.jsonl:1", "-:1"]


def test_the_store_of_a_batch_is_read_beside_files(records: str, tmp_path: Path) -> None:
    """Its records and those of a file make one group; a member names the store and the number in it."""
    path = tmp_path / "scrape.db"
    with Store.open(path) as store:
        for each in (ALONE, COPY):
            assert each.url
            store.list_address(each.url)
            address = store.find(each.url)
            assert address is not None
            store.write_record(address, each, None)
    Path(records).write_text(lines(ORIGINAL), "utf-8")
    done = run("mirrors", str(path), records, "-f", "jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    assert [member["source"] for member in json.loads(done.stdout)["members"]] == [f"{records}:1", f"{path}:{address}"]


def test_a_database_of_something_else_is_an_error(records: str, tmp_path: Path) -> None:
    """It is told, and the other sources are read."""
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE a (b)")
    connection.close()
    done = run("mirrors", str(path), records, "-f", "jsonl")
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr.startswith("store.failed: ")
    assert done.returncode == 3


def test_a_broken_line_is_told_and_the_rest_is_grouped(records: str) -> None:
    """One line on stderr names file and line; the exit status says that something was wrong."""
    with Path(records).open("a", encoding="utf-8") as file:
        file.write("{broken\n")
    done = run("mirrors", records, "/nonexistent/a.jsonl", "-f", "jsonl")
    assert len(done.stdout.splitlines()) == 1
    first, second = done.stderr.splitlines()
    assert first.startswith("record.invalid: not JSON")
    assert first.endswith(f"({records}:4)")
    assert second == "url.invalid: there is no such file (/nonexistent/a.jsonl)"
    assert done.returncode == 2
    assert run("mirrors", records, "-f", "jsonl").returncode == 8


def test_a_file_of_something_else_is_not_told_line_by_line(tmp_path: Path) -> None:
    """After twenty broken lines they are only counted."""
    path = tmp_path / "a.txt"
    path.write_text("nothing\n" * 500, "utf-8")
    done = run("mirrors", str(path))
    told = done.stderr.splitlines()
    assert (done.returncode, len(told)) == (8, 21)
    assert told[-1] == "record.invalid: 480 more lines hold no record (all files)"


def test_compare_takes_records_and_saved_pages(records: str, tmp_path: Path) -> None:
    """A line of a file of records beside a saved page gives the same report for the pair."""
    page = tmp_path / "page.html"
    paragraphs = "".join(f"<p>{each}</p>" for each in PARAGRAPHS)
    page.write_text(f"<html><body><article><h1>The dyke held</h1>{paragraphs}</article></body></html>", "utf-8")
    done = run("compare", f"{records}:1", str(page), "-f", "json")
    assert (done.returncode, done.stderr) == (0, "")
    (group,) = json.loads(done.stdout)
    found = {member["source"]: member for member in group["members"]}
    assert set(found) == {f"{records}:1", str(page)}
    assert all(0.7 < member["contained"] <= 1 for member in found.values())


def test_compare_tells_what_cannot_be_read(records: str) -> None:
    """Both sides are tried; the exit status is the lowest."""
    done = run("compare", f"{records}:77", "/nonexistent.html")
    assert done.stdout == ""
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["record.invalid", "url.invalid"]
    assert done.returncode == 2


def test_a_report_that_cannot_be_written_is_told(records: str) -> None:
    """As everywhere: one line, exit 3."""
    done = run("mirrors", records, "-o", "/nonexistent/report.html")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("write.failed: ")


def test_nothing_of_a_record_acts_on_the_reader(tmp_path: Path) -> None:
    """A hostile title, site, address, reason and text stay text in every format."""
    one = article("a.example", *PARAGRAPHS, HOSTILE, title=HOSTILE, site=HOSTILE, published=HOSTILE)
    two = article(
        "b.example", *PARAGRAPHS, title=HOSTILE + "!", language=HOSTILE, byline=HOSTILE,
        url="javascript:alert(1)", origins=(Origin(HOSTILE, "javascript:alert(1)", relation="republication"),),
    )  # fmt: skip
    path = tmp_path / "a.jsonl"
    path.write_text(lines(one, two), "utf-8")
    table = run("mirrors", str(path))
    assert table.returncode == 0
    assert "\x1b" not in table.stdout
    assert "\x07" not in table.stdout
    html = run("mirrors", str(path), "-f", "html").stdout
    assert not acting(html)
    markdown = run("mirrors", str(path), "-f", "markdown").stdout
    assert not acting(MarkdownIt("gfm-like", {"linkify": False}).render(markdown))


class _Acting(HTMLParser):
    """Lists what runs or loads in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "img", "iframe", "link", "object", "b"):
            self.found.append(tag)
        for name, value in attrs:
            if (
                name.startswith("on")
                or name == "src"
                or (name == "href" and not (value or "").startswith(("https:", "#")))
            ):
                self.found.append(f"{name}={value}")


def acting(html: str) -> list[str]:
    parser = _Acting()
    parser.feed(html)
    return parser.found


def member(role: str = "copy", **more: Any) -> Member:
    known: dict[str, Any] = {"source": "a:1", "hop": 1, "reason": "", "similarity": 0.5, "contained": 1.0}
    return Member(role=role, **{**known, **more})


PASSAGES = (
    Passage("added", "", "Note.\n\n"),
    Passage("same", "One two ", "one two "),
    Passage("replaced", "three", "3"),
    Passage("same", " four.\n\n", " four.\n\n"),
    Passage("moved", "Five six.\n\n", ""),
    Passage("same", "Seven.", "Seven."),
    Passage("moved", "", " Five six."),
    Passage("dropped", " Eight.", ""),
)


def test_the_page_lays_the_texts_side_by_side() -> None:
    """A row for each paragraph; what differs is marked by what became of it; the page loads nothing."""
    page = as_mirrors_html([MirrorGroup(1, (member("original"), member(passages=PASSAGES)))])
    rows = page.split('<table class="sides">')[1].split("</table>")[0]
    assert rows.count("<tr>") == 1 + 4
    assert '<ins class="added" title="only in the copy">Note.</ins>' in rows
    assert 'One two <del class="replaced" title="replaced">three</del>' in rows
    assert rows.count('<mark title="stands elsewhere in the other text">Five six.</mark>') == 2
    assert '<del class="dropped" title="only in the original">Eight.</del>' in rows
    assert "default-src 'none'" in page
    assert not acting(page)


def test_a_page_of_too_much_text_leaves_texts_out_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables stay; a page of a gigabyte would open nowhere."""
    monkeypatch.setattr(mirror_html, "MAX_TEXT_CHARS", 1000)
    groups = [MirrorGroup(number, (member("original"), member(passages=PASSAGES))) for number in range(1, 6)]
    page = as_mirrors_html(groups)
    assert page.count('<table class="members">') == 5
    assert 0 < page.count('<table class="sides">') < 5
    assert "no room for more texts on this page" in page


def test_markdown_quotes_what_was_changed() -> None:
    """A moved passage once, replaced ones with both readings, and what is missing."""
    changes = Changes(1, 1, 1, 2, details=("lacks byline: Ola Tarn",))
    text = as_mirrors_markdown([MirrorGroup(1, (member("original"), member(passages=PASSAGES, changes=changes)))])
    assert "- lacks byline: Ola Tarn\n" in text
    assert "- replaced: “three” → “3”\n" in text
    assert text.count("Five six.") == 1
    assert "- only in the original: “Eight.”\n" in text


def test_an_absent_original_is_told_in_every_format() -> None:
    """What the copies name is said above the table."""
    stated = Origin("The Gazette", "https://gazette.example/dyke", relation="republication")
    group = MirrorGroup(1, (member(), member()), stated)
    assert "they name The Gazette (republished) https://gazette.example/dyke" in as_mirrors_html([group])
    assert "they name The Gazette" in as_mirrors_markdown([group])
    assert group.to_dict()["stated_original"]["name"] == "The Gazette"
