"""The command's output harms no terminal and no spreadsheet, and survives a full disk (P17, P20, P22, P23, P24)."""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
import subprocess

import pytest
import yaml
from ruamel.yaml import YAML
from selectolax.lexbor import LexborHTMLParser

from scraper.records import (
    Article,
    Author,
    Block,
    Capture,
    Category,
    Cell,
    Image,
    Item,
    Notice,
    Origin,
    Rights,
    Span,
)
from scraper.writing import WRITERS, as_html, as_json, as_jsonl, write
from scraper.writing.front_matter import front_matter
from scraper.writing.markdown import markdown_text
from scraper.writing.table import COLUMNS, CsvStyle, csv_pieces
from tests.hostile.command import COMMAND, ENVIRONMENT, LOCAL, run, run_on_terminal
from tests.hostile.strings import ACTING, CONTROLS, HALVES, LETTERS, MARKUP, SEQUENCES, STRINGS, VALUES
from tests.hostile_server import HostileServer, answer
from tests.test_batch import story
from tests.writing.test_markdown import READERS, words_of

#: Sequences that are known to do harm, and markup of the library that draws.
TITLES = [
    "\x1b]0;pwned\x07", "\x1b[2J\x1b[H", "\x1b]8;;http://evil.example\x1b\\here\x1b]8;;\x1b\\", "\x9b31mred",
    "\x1bP+q\x1b\\",
    "\x1b]52;c;cHduZWQ=\x07", "\u202egnp.exe", "a\rb", "a\x08\x08b", "[/b]", "[bold]x[/bold]", "[link=http://evil.example]x",
    "[red", "{title}", "%s%n", "\x0e\x0f", "".join(ACTING),
]  # fmt: skip
UTF_8 = {"content_type": "text/html; charset=utf-8"}
STYLES = re.compile(rb"\x1b\[[0-9;]*m|\x1b\[\?25[hl]|\x1b\[2K|\x1b\[1A|\x1b\[1G|\r\n|\r")


def acting_bytes(got: bytes) -> set[str]:
    """What of the terminal's input would act, but for the styles and the redrawing of the bar that are ours."""
    text = STYLES.sub(b"", got).decode()
    return {char for char in text if char in ACTING}


@pytest.fixture(scope="module")
def server():
    routes = {}
    for number, title in enumerate(TITLES):
        escaped = html.escape(title)  # as references where there are so many that the page would pass for no text
        written = "".join(f"&#{ord(char)};" if ord(char) > 127 or len(title) > 50 else char for char in escaped)
        routes[f"/{number}"] = answer(story(f"n{number}").replace(b"<h1>Boat", b"<h1>" + written.encode() + b" Boat"))
    routes["/status"] = answer(b"", "404 \x1b]0;pwned\x07\x9b31m".encode().decode("latin-1"))
    routes["/type"] = answer(b"\x89PNG\r\n", content_type="image/\x1b[2J")
    routes["/redirect"] = answer(b"", "302 Found", location="http://\x1b[2J/")
    with HostileServer(routes) as running:
        yield running


def test_a_batch_on_a_terminal_is_safe(server, tmp_path):
    """Records, failures, progress and counts of a batch with hostile titles, statuses, types, addresses and lines."""
    hostile = ["http://\x1b]0;x\x07.example/", "\x9b2J", "http://127.0.0.1:1/\u202e\x1b[2J"]
    urls = [server.url(f"/{name}") for name in (*range(len(TITLES)), "status", "type", "redirect")]
    (tmp_path / "list.txt").write_text("\n".join([*urls, *hostile]), "utf-8")
    for shown in (["-v", "--progress", "always"], ["--log-format", "json", "-f", "markdown", "--db", "second.db"]):
        status, got = run_on_terminal("batch", "list.txt", "--print", *LOCAL, *shown, cwd=tmp_path)
        assert status == 9
        assert b"Boat n0" in got
        assert b"Traceback" not in got
        assert acting_bytes(got) == set()


@pytest.mark.timeout(200)
def test_hundreds_of_titles_on_a_terminal_are_safe(tmp_path):
    """515 pages whose titles are the hostile texts, as a batch and, all in one page, drawn: nothing acts."""
    texts = STRINGS[:: len(STRINGS) // 515][:515]
    assert len(texts) == 515
    routes, all_in_one = {}, []
    for number, text in enumerate(texts):
        text = html.escape(text).encode("utf-8", "replace")
        routes[f"/{number}"] = answer(story(f"n{number}").replace(b"<h1>Boat", b"<h1>" + text + b" Boat"), **UTF_8)
        all_in_one.append(b"<p>The keeper read " + text + b" on the hull of the boat.</p>")
    routes["/all"] = answer(story("all").replace(b"</article>", b"".join(all_in_one) + b"</article>"), **UTF_8)
    with HostileServer(routes) as server:
        (tmp_path / "list.txt").write_text("\n".join(map(server.url, routes)), "utf-8")
        quickly = ["--per-host", "4", "-v", "--progress", "always", "-f", "markdown", "--print"]
        status, got = run_on_terminal("batch", "list.txt", *LOCAL, *quickly, cwd=tmp_path)
        assert status == 0
        assert got.count(b"Boat n") > 515
        assert acting_bytes(got) == set()
        status, got = run_on_terminal(server.url("/all"), *LOCAL)
        assert status == 0
        assert acting_bytes(re.sub(rb"\x1b\]8;[^\x1b]*\x1b\\", b"", got)) == set()


def test_pages_and_explanations_on_a_terminal_are_safe(server):
    """Every title drawn, and why its lines were kept."""
    urls = [server.url(f"/{number}") for number in range(len(TITLES))]
    for args in ([*urls, "-f", "markdown", "-v"], ["explain", urls[0]], ["explain", urls[-1]]):
        status, got = run_on_terminal(*args, *LOCAL)
        assert status == 0
        assert b"Boat n" in got
        assert acting_bytes(re.sub(rb"\x1b\]8;[^\x1b]*\x1b\\", b"", got)) == set()


@pytest.mark.parametrize("title", TITLES)
def test_misuse_on_a_terminal_is_safe(title):
    """Words of the command line come back without what acts."""
    if "\x00" in title:
        title = title.replace("\x00", "")
    status, got = run_on_terminal(f"--{title}")
    assert status == 2
    assert acting_bytes(got) == set()


FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")
FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\0=1", '"=1"', "'=1", " =1", "=cmd|' /C calc'!A0",
            "x;=1+cmd|' /C calc'!A0", 'x;"=1', "x; =1", "x\n=1", "x\t=1", "x\r\n -1", "x;;'@A", "\n=1",
            ";=1"]  # fmt: skip


def formulas_in(table: str) -> list[str]:
    """Cells that begin like a formula, also for programs that take another separator than the comma."""
    cells = [cell for row in csv.reader(io.StringIO(table, newline="")) for cell in row]
    found = [cell for cell in cells if cell.lstrip(' "').startswith(FORMULA_STARTS)]
    for separator in ";\t":
        rows = csv.reader(io.StringIO(table, newline=""), delimiter=separator)
        found += [cell for row in rows for cell in row if cell.lstrip(' "\t\r\n\0').startswith(FORMULA_STARTS)]
    return found


@pytest.mark.parametrize("text", FORMULAS)
def test_a_table_runs_nothing(text):
    """No cell of any column begins like a formula; `raw` leaves them as they are."""
    article = Article(
        url=text, canonical_url=text, title=text, subtitle=text, byline=text, summary=text, site=text, 
        authors=(Author(text),), categories=(Category(text, "tag"),), origins=(Origin(name=text, url=text),),
        rights=Rights(license=text), warnings=(text,), body=(Block("paragraph", text),),
    )  # fmt: skip
    written = "".join(csv_pieces([article]))
    rows = list(csv.reader(io.StringIO(written, newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows[1]) == len(COLUMNS)
    assert len([cell for cell in rows[1] if cell]) > 12
    assert formulas_in(written) == []
    raw = list(csv.reader(io.StringIO("".join(csv_pieces([article], CsvStyle(raw=True))), newline="")))
    assert text in raw[1]


@pytest.mark.parametrize(
    "title", [*TITLES, "\ud800", "a\ud83d", "\x00", "NaN", "Infinity", "\u2028", "\uffff", "\U0010ffff"]
)
def test_json_is_valid_whatever_it_holds(title):
    """The record is read back by the letter of RFC 8259, and UTF-8 holds it."""

    def refuse(constant):
        raise AssertionError(constant)

    text = as_json(Article(title=title, found={"title": title}))
    assert isinstance(json.loads(text.encode("utf-8"), parse_constant=refuse), dict)


def everywhere(text: str) -> Article:
    """A record that holds a text in every place that may hold one."""
    kinds = ("link", "note_ref", "language", "math", "code", "superscript")
    places = ("heading", "paragraph", "quote", "list", "table", "code", "image", "embed", "footnote", "math", text)
    spans = tuple(Span(0, len(text), kind, url=text, id=text, language=text) for kind in kinds)
    blocks = [
        Block(
            kind, text, (*spans[:1], span), attribution=text, cite=text, ordered=True, items=(Item(text, spans),),
            rows=((Cell(text, spans),),), caption=text, code_language=text, url=text, alt=text, credit=text,
            provider=text, id=text, number=text, latex=text,
        )
        for kind in places
        for span in spans
    ]  # fmt: skip
    origin = Origin(text, text, text, text, text, text, text)
    return Article(
        url=text, final_url=text, canonical_url=text, normal_url=text, kind=text, title=text, subtitle=text,
        byline=text, authors=(Author(text, text, text, text, text),), published=text, modified=text, site=text,
        language=text, page_language=text, categories=(Category(text, text, text),), summary=text, body=tuple(blocks),
        notices=(Notice(text, text, text),), rights=Rights((text,), 2016, text, text), origins=(origin,),
        capture=Capture(text, text, text), images=(Image(text, text, text, text),), found={text: text},
        warnings=(text,),
    )  # fmt: skip


@pytest.mark.parametrize("name", [*WRITERS, "csv"])
def test_every_place_of_a_record_is_safe_in_every_format(name):
    """Half characters, controls, markup and addresses that act, in every place: UTF-8 holds it, and nothing acts."""
    for text in [*HALVES, *ACTING[::6], *SEQUENCES[::4], *MARKUP[::4], *VALUES[::6]]:
        article = everywhere(text)
        written = "".join(csv_pieces([article])) if name == "csv" else write(article, name)
        written.encode("utf-8")
        if name in ("json", "jsonld", "jsonl"):
            json.loads(written)
        elif name != "csv":
            assert not [char for char in written if char in CONTROLS], repr(text)
        if name == "markdown":
            assert set(yaml.safe_load(written.split("\n---\n")[0].removeprefix("---\n"))).isdisjoint({"admin", "x"})
        if name == "html":
            page = LexborHTMLParser(written)
            assert not page.css("script, iframe, object, embed, form, base, svg"), repr(text)
            attributes = [each for node in page.css("*") for each in node.attributes.items()]
            assert not [attribute for attribute, _ in attributes if attribute.startswith("on")], repr(text)
            links = [value or "" for attribute, value in attributes if attribute in ("href", "src", "cite")]
            assert not [link for link in links if not re.match(r"https?://|mailto:|#note-", link, re.IGNORECASE)]


def test_every_hostile_text_is_read_back_from_json():
    """Some 1,300 texts: valid by the letter of RFC 8259, UTF-8, and the same text; half a character becomes a mark."""
    assert len(STRINGS) > 1_199
    for text in [*STRINGS, *HALVES]:
        record = json.loads(as_jsonl(Article(title=text, found={"title": text})).encode("utf-8"))
        assert record["title"] == re.sub("[\ud800-\udfff]", "\ufffd", text)


def test_every_hostile_text_is_text_in_markdown():
    """As a paragraph and as a title, to both kinds of reader: all of it is kept, and none of it becomes markup."""
    dropped = dict.fromkeys(map(ord, CONTROLS))
    del dropped[ord("\r")]  # ends a line
    for text in STRINGS:
        words = " ".join(text.translate(dropped).split())
        titled = markdown_text(Article(title=text, body=(Block("paragraph", "Words."),)))
        written = markdown_text(Article(body=(Block("paragraph", text),)))
        for reader in READERS:
            assert words_of(titled, reader) == f"{words} Words.".strip(), repr(text)
            assert words_of(written, reader) == words, repr(text)
            tokens = reader.parse(written)
            assert [token.type for token in tokens] in (["paragraph_open", "inline", "paragraph_close"], []), repr(text)
            kinds = {child.type for token in [*tokens, *reader.parse(titled)] for child in token.children or ()}
            assert kinds <= {"text", "text_special", "hardbreak"}, repr(text)


def test_every_hostile_text_is_a_value_in_front_matter():
    """To both readers of YAML: the same text, and no key of its own."""
    for text in [*VALUES, *LETTERS, *ACTING]:
        written = front_matter(Article(title=text)).removeprefix("---\n").removesuffix("---\n")
        for read in (yaml.safe_load, YAML(typ="safe", pure=True).load):
            record = read(written)
            assert record.get("title", "") == text, repr(text)
            assert set(record) <= {"schema", "kind", "title", "capture", "fingerprint"}


def test_no_hostile_text_begins_a_formula():
    """In a table of all texts each row has all its columns, and no cell begins like a formula."""
    written = "".join(csv_pieces([Article(title=text) for text in STRINGS]))
    rows = list(csv.reader(io.StringIO(written, newline="")))
    assert len(rows) == len(STRINGS) + 1
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert formulas_in(written) == []


def test_no_hostile_text_makes_an_element():
    """The HTML of all texts has no element that the HTML of a plain one has not, but for line breaks."""

    def elements(texts):
        return set(
            re.findall(r"<[^\s>]*", as_html(Article(title="a", body=tuple(Block("paragraph", t) for t in texts))))
        )

    assert elements(STRINGS) - {"<br"} == elements(["plain"]) - {"<br"}


def test_a_head_that_closes_its_pipe_is_no_failure(server):
    """A reader that takes one line and goes: exit 0, and nothing is said."""
    urls = " ".join(server.url(f"/{number}") for number in (9, 10, 11))
    line = f"set -o pipefail; {' '.join(COMMAND)} {urls} {' '.join(LOCAL)} -f jsonl | head -1"
    done = subprocess.run(["bash", "-c", line], capture_output=True, env=ENVIRONMENT, timeout=100)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["kind"] == "article"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small file system")
def test_a_disk_that_runs_full(tmp_path):
    """64 KiB of room: exit 3, nothing but whole files, told as write.failed; with room, the next run has them all."""
    long = {
        f"/{n}": answer(story(str(n)).replace(b"</article>", b"<p>Fog came in, boat by boat.</p>" * 900))
        for n in range(4)
    }
    (tmp_path / "out").mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path / "out")], check=False)
    if mounted.returncode:
        # Root of a container may lack the right to. That what cannot be written ends a run is in test_batch.py, too.
        pytest.skip("this machine lets nobody mount a file system")
    try:
        with HostileServer(long) as server:
            (tmp_path / "list.txt").write_text("\n".join(map(server.url, long)))
            batch = ["batch", "list.txt", *LOCAL, "-o", "out/", "-f", "json", "--errors", "errors.jsonl"]
            done = run(*batch, cwd=tmp_path)
            assert done.status == 3
            assert "write.failed" in done.err
            assert "Traceback" not in done.err
            assert "write.failed" in {
                json.loads(line)["code"] for line in (tmp_path / "errors.jsonl").read_text().splitlines()
            }
            for path in (tmp_path / "out").iterdir():
                assert json.loads(path.read_text())["kind"] == "article"
            subprocess.run(["mount", "-o", "remount,size=64m", str(tmp_path / "out")], check=True)
            assert run(*batch, cwd=tmp_path).status == 0
            assert len(list((tmp_path / "out").iterdir())) == 4
    finally:
        subprocess.run(["umount", str(tmp_path / "out")], check=True)
