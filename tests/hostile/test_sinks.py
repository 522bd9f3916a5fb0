"""What leaves the command acts on no terminal, no spreadsheet and no disk that is full (P17, P20, P22, P23, P24)."""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
import subprocess

import pytest

from scraper.records import Article, Author, Block, Category, Origin, Rights
from scraper.writing import as_json
from scraper.writing.table import COLUMNS, csv_pieces
from tests.hostile.command import COMMAND, ENVIRONMENT, LOCAL, run, run_on_terminal
from tests.hostile_server import HostileServer, answer
from tests.test_batch import story

#: What a terminal acts on: every C0 but tab and line feed, DEL, every C1, and what turns the direction around.
ACTING = [*map(chr, range(9)), *map(chr, range(11, 32)), *map(chr, range(0x7F, 0xA0))]
ACTING += [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)]
#: Sequences that are known to do harm, and markup of the library that draws.
TITLES = [
    "\x1b]0;pwned\x07", "\x1b[2J\x1b[H", "\x1b]8;;http://evil.example\x1b\\here\x1b]8;;\x1b\\", "\x9b31mred",
    "\x1bP+q\x1b\\",
    "\x1b]52;c;cHduZWQ=\x07", "\u202egnp.exe", "a\rb", "a\x08\x08b", "[/b]", "[bold]x[/bold]", "[link=http://evil.example]x",
    "[red", "{title}", "%s%n", "\x0e\x0f", "".join(ACTING),
]  # fmt: skip
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
        status, got = run_on_terminal("batch", "list.txt", *LOCAL, *shown, cwd=tmp_path)
        assert status == 9
        assert b"Boat n0" in got
        assert b"Traceback" not in got
        assert acting_bytes(got) == set()


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


FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\0=1", '"=1"', "'=1", " =1", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_table_runs_nothing(text):
    """No cell of any column begins like a formula; `raw` leaves them as they are."""
    article = Article(
        url=text, canonical_url=text, title=text, subtitle=text, byline=text, summary=text, site=text, 
        authors=(Author(text),), categories=(Category(text, "tag"),), origins=(Origin(name=text, url=text),),
        rights=Rights(license=text), warnings=(text,), body=(Block("paragraph", text),),
    )  # fmt: skip
    rows = list(
        csv.reader(
            io.StringIO(
                "".join(
                    csv_pieces([article]),
                ),
                newline="",
            )
        )
    )
    assert tuple(rows[0]) == COLUMNS
    assert len(rows[1]) == len(COLUMNS)
    filled = [cell for cell in rows[1] if cell]
    assert len(filled) > 12
    assert not [cell for cell in filled if cell.lstrip(' "').startswith(("=", "+", "-", "@", "\t", "\r", "\0"))]
    raw = list(csv.reader(io.StringIO("".join(csv_pieces([article], raw=True)), newline="")))
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
