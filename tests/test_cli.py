"""The command line, run as its users run it: real processes, a real server."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import resource
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from scraper import Article
from scraper.cli.settings import SECONDS, SECONDS_OR_NONE

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | The Tarn Post</title>
<meta property="og:site_name" content="The Tarn Post"></head><body><nav><a href="/">Home</a></nav><article>
<h1>{title}</h1><p class="byline">By <a href="/ola">Ola Tarn</a></p><time datetime="2016-10-19">19 October 2016</time>
<p>The dyke of Tarn held through the third night of the spring flood, the board said, and <b>nobody</b> was hurt.</p>
<p>Wardens walked the crest until dawn with lanterns, and counted eleven places where the turf had slid away.</p>
<p>The board will ask the province for two years of clay and willow, which it calls a <a href="/sum">modest sum</a>.</p>
</article><footer>© 2016 The Tarn Post</footer></body></html>"""
TITLE = "The dyke of Tarn held"
#: What a page may try to do to a terminal.
ACTING_TITLE = "Dyke \x1b]0;gone\x07\x1b[2J \x9b31m\u202e [/b] [link=http://x.example]held"


class Server(BaseHTTPRequestHandler):
    """A small site: /dyke is an article, /slow never ends, /empty is nothing, all else is missing."""

    def do_GET(self) -> None:
        self.server.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}))  # type: ignore[attr-defined]
        if self.path == "/slow":
            time.sleep(30)
        titles = {"/dyke": TITLE, "/moor": "The moor of Tarn burned", "/acting": ACTING_TITLE}
        found = self.path in titles or self.path == "/empty"
        body = PAGE.format(title=titles[self.path]).encode() if self.path in titles else b""
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # who was told to stop does not wait for the page
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test's output clean."""


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadingHTTPServer]:
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    httpd.daemon_threads = True
    httpd.seen = []  # type: ignore[attr-defined]
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield httpd
    httpd.shutdown()
    httpd.server_close()


@pytest.fixture(scope="module")
def site(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"


@pytest.fixture
def saved(tmp_path: Path) -> str:
    """The article in a file."""
    path = tmp_path / "dyke.html"
    path.write_text(PAGE.format(title=TITLE), "utf-8")
    return str(path)


ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("SCRAPE_")} | {
    "XDG_CONFIG_HOME": "/nonexistent",
    "NO_COLOR": "1",
    "TERM": "xterm",
}
COMMAND = [sys.executable, "-m", "scraper"]
LOCAL = ["--allow-private", "--delay-s", "0", "--retries", "0"]


def run(*args: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    environment = ENVIRONMENT | more.pop("environment", {})
    return subprocess.run([*COMMAND, *args], capture_output=True, encoding="utf-8", env=environment, timeout=60, **more)


@pytest.mark.usefixtures("real_start")
def test_fetched_article_is_printed(site: str) -> None:
    """`scrape URL` fetches the page and prints the article as Markdown with front matter, and nothing else."""
    done = run(f"{site}/dyke", *LOCAL)
    assert (done.returncode, done.stderr) == (0, "")
    _, front, text = done.stdout.split("---\n", 2)
    record = yaml.safe_load(front)
    assert record["title"] == TITLE
    assert record["url"] == f"{site}/dyke"
    assert record["capture"] == {"kind": "live"}
    assert f"\n# {TITLE}\n" in text
    assert "and **nobody** was hurt." in text
    assert f"[modest sum]({site}/sum)" in text
    assert "Home" not in text


def test_options_may_stand_before_the_address(site: str) -> None:
    """The first word may be an option; the formats give what they are called."""
    done = run("-f", "json", *LOCAL, f"{site}/dyke")
    assert done.returncode == 0
    assert Article.from_dict(json.loads(done.stdout)).title == TITLE


@pytest.mark.parametrize(
    ("name", "start"),
    [("markdown", "---\n"), ("json", "{\n"), ("jsonl", '{"schema"'), ("html", "<!doctype html>"), ("text", TITLE),
     ("jsonld", '{\n  "@context"')],
)  # fmt: skip
def test_every_format(saved: str, name: str, start: str) -> None:
    """Each format of the help is written."""
    done = run(saved, "-f", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(start)


@pytest.mark.usefixtures("real_start")
def test_standard_input_and_its_address(saved: str) -> None:
    """`-` reads a page from standard input, `--url` says where it came from."""
    done = run("-", "-f", "jsonl", "--url", "https://tarn.example/dyke", input=Path(saved).read_text("utf-8"))
    record = json.loads(done.stdout)
    assert (record["url"], record["title"], record["capture"]["kind"]) == ("https://tarn.example/dyke", TITLE, "file")


def test_markdown_dump_is_read(tmp_path: Path) -> None:
    """A Markdown dump of a page goes down the same path."""
    path = tmp_path / "dump.md"
    paragraph = "The dyke of Tarn held through the third night of the spring flood, the board said, unhurt."
    path.write_text(f"# {TITLE}\n\nBy [Ola Tarn](#)\n\n{paragraph}\n\n{paragraph[::-1]}\n\n{paragraph}\n")
    record = json.loads(run(str(path), "-f", "jsonl").stdout)
    assert (record["title"], record["byline"]) == (TITLE, "By Ola Tarn")


@pytest.mark.parametrize(
    ("args", "status", "code"),
    [
        (["http://127.0.0.1/"], 6, "fetch.private"),
        (["file:///etc/passwd"], 6, "fetch.scheme"),
        (["no-such-file.html"], 2, "url.invalid"),
        (["http://"], 6, "fetch.private"),
        (["SITE/missing", *LOCAL], 5, "fetch.status"),
        (["SITE/empty", *LOCAL], 8, "extract.empty"),
        (["http://127.0.0.1:1/", *LOCAL], 4, "fetch."),
    ],
)
def test_failure_is_one_line_and_a_status(site: str, args: list[str], status: int, code: str) -> None:
    """Each way to fail has its line `code: reason (url)` on stderr, its exit status, and nothing on stdout."""
    done = run(*(arg.replace("SITE", site) for arg in args))
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.startswith(code)
    assert done.stderr.count("\n") == 1
    assert done.stderr.endswith(f"({args[0].replace('SITE', site)})\n")


@pytest.mark.parametrize("seconds", ["nan", "inf", "-inf"])
def test_seconds_are_a_number(seconds: str) -> None:
    """`--timeout-s nan` is a usage error like any other word that no clock can count down from."""
    for kind in (SECONDS, SECONDS_OR_NONE):
        with pytest.raises(click.BadParameter):
            kind.convert(seconds, None, None)


def test_failure_of_a_file_names_the_file(tmp_path: Path, saved: str) -> None:
    """Of several saved files without an address the line of a failure says which one failed."""
    empty = tmp_path / "empty.html"
    empty.touch()
    done = run(saved, str(empty))
    assert (done.returncode, done.stdout.count("\n")) == (8, 1)
    assert done.stderr == f"extract.empty: the page has no text ({empty})\n"
    told = json.loads(run(str(empty), "--log-format", "json").stderr)
    assert (told["url"], told["source"]) == (None, str(empty))


def test_source_that_is_nothing_is_told(tmp_path: Path) -> None:
    """A folder without a page, and an empty word, are nothing that can be read: status 2."""
    for source, told in ((str(tmp_path), "the folder holds no saved pages"), ("", "neither an address")):
        done = run(source)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"url.invalid: {told}")


def test_failure_as_json(site: str) -> None:
    """With `--log-format json` a failure is a JSON line."""
    done = run(f"{site}/missing", *LOCAL, "--log-format", "json")
    failure = json.loads(done.stderr)
    assert (failure["code"], failure["status"], failure["url"]) == ("fetch.status", 404, f"{site}/missing")


def test_several_sources_are_lines_of_json(site: str, saved: str) -> None:
    """Several sources give JSON lines in their order; one failure loses no other and sets the status."""
    done = run(f"{site}/moor", "no-such-file.html", f"{site}/missing", saved, *LOCAL)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [record["title"] for record in records] == ["The moor of Tarn burned", TITLE]
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["url.invalid", "fetch.status"]
    assert done.returncode == 2


def test_several_sources_as_json_are_an_array(saved: str) -> None:
    """Several articles as json are one JSON document."""
    done = run(saved, saved, "-f", "json")
    assert [record["title"] for record in json.loads(done.stdout)] == [TITLE, TITLE]


def test_output_file_takes_its_format_from_its_name(saved: str, tmp_path: Path) -> None:
    """`-o NAME.json` writes JSON to that file and nothing to stdout."""
    target = tmp_path / "out.json"
    done = run(saved, "-o", str(target))
    assert (done.returncode, done.stdout) == (0, "")
    assert json.loads(target.read_text("utf-8"))["title"] == TITLE


def test_failure_leaves_the_old_output(tmp_path: Path, site: str) -> None:
    """Where the page fails the output file stays as it was."""
    target = tmp_path / "out.json"
    target.write_text("old")
    assert run(f"{site}/missing", *LOCAL, "-o", str(target)).returncode == 5
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.json"]


def test_output_folder_holds_a_file_per_article(tmp_path: Path, site: str) -> None:
    """`-o DIR/` makes the folder and one named file per article; the same command again changes no name."""
    for _ in range(2):
        assert run(f"{site}/dyke", f"{site}/moor", *LOCAL, "-o", f"{tmp_path}/out/", "-f", "text").returncode == 0
    names = sorted(os.listdir(tmp_path / "out"))
    assert [name[:43] for name in names] == [
        "2016-10-19-127.0.0.1-the-dyke-of-tarn-held-",
        "2016-10-19-127.0.0.1-the-moor-of-tarn-burne",
    ]


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (["--no-such-option", "https://x.example"], "No such option"),
        (["-f", "docx", "https://x.example"], "docx"),
        (["--timeout-s", "0", "https://x.example"], "0"),
        (["--header", "no colon", "https://x.example"], "Name: value"),
        (["--header", "A: b\nC: d", "https://x.example"], "cannot hold"),
        (["a.html", "b.html", "--url", "https://x.example"], "--url"),
        (["a.html", "b.html", "-f", "html"], "--output DIR/"),
        (["a.html", "--url", "tarn"], "no address"),
        (["https://x.example", "--url", "https://y.example"], "an address itself"),
        (["get"], "SOURCE"),
        ([], "no source"),
        (["--config", "/nonexistent.toml", "a.html"], "nonexistent"),
    ],
)
def test_misuse_is_status_2(args: list[str], reason: str) -> None:
    """A wrong option or value is explained on stderr with status 2."""
    done = run(*args)
    assert (done.returncode, done.stdout) == (2, "")
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


def test_config_environment_and_flag(saved: str, tmp_path: Path) -> None:
    """A flag goes before the environment, the environment before the file, the file before the default."""
    config = tmp_path / "scrape.toml"
    config.write_text('format = "json"\ntimeout-s = 3.5\n[get]\nformat = "text"\n')
    assert run(saved, "--config", str(config)).stdout.startswith(TITLE)
    jsonl = {"SCRAPE_FORMAT": "jsonl", "SCRAPE_CONFIG": str(config)}
    assert run(saved, environment=jsonl).stdout.startswith('{"schema"')
    assert run(saved, "-f", "html", environment=jsonl).stdout.startswith("<!doctype")


def test_config_of_the_users_folder(saved: str, tmp_path: Path) -> None:
    """Without --config the file in the user's folder counts."""
    folder = tmp_path / "scrape"
    folder.mkdir()
    (folder / "config.toml").write_text('format = "text"\n')
    assert run(saved, environment={"XDG_CONFIG_HOME": str(tmp_path)}).stdout.startswith(TITLE)


@pytest.mark.parametrize("text", ["formatt = 'json'", "format = ", "format = 'docx'", "config = 'x'"])
def test_wrong_config_is_status_2(saved: str, tmp_path: Path, text: str) -> None:
    """A setting that does not exist, or has no valid value, is said and not passed over."""
    config = tmp_path / "scrape.toml"
    config.write_text(text + "\n")
    done = run(saved, "--config", str(config))
    assert done.returncode == 2
    assert "Error:" in done.stderr


def test_headers_reach_the_server(server: ThreadingHTTPServer, site: str) -> None:
    """--user-agent and --header, also as lines of the environment, are sent."""
    headers = {"SCRAPE_HEADER": "X-One: 1\nX-Two: a b"}
    assert run(f"{site}/dyke?h", *LOCAL, "--user-agent", "tarn/1", environment=headers).returncode == 5
    sent = dict(server.seen)["/dyke?h"]  # type: ignore[attr-defined]
    assert (sent["user-agent"], sent["x-one"], sent["x-two"]) == ("tarn/1", "1", "a b")


def test_no_robots_asks_for_none(server: ThreadingHTTPServer, site: str) -> None:
    """With --no-robots the page is all that is asked for; without, robots.txt comes first."""
    server.seen.clear()  # type: ignore[attr-defined]
    run(f"{site}/dyke", *LOCAL, "--no-robots")
    run(f"{site}/dyke", *LOCAL)
    assert [path for path, _ in server.seen] == ["/dyke", "/robots.txt", "/dyke"]  # type: ignore[attr-defined]


def test_explain_tells_lines_and_fields(saved: str) -> None:
    """`scrape explain` lists what became of each line, and where each field was found."""
    done = run("explain", saved)
    assert done.returncode == 0
    lines, shares, dropped, fields = done.stdout.split("\n\n")
    fates = {row[3]: row[0] for line in lines.splitlines() if len(row := line.split("\t")) == 4}
    assert fates["Home"] == "dropped"
    assert next(fate for text, fate in fates.items() if text.startswith("Wardens walked")) == "body"
    assert "body\t" in shares
    assert "\n\t" not in dropped
    found = {row[0]: row[1:] for line in fields.splitlines() if len(row := line.split("\t")) == 3}
    assert found["title"][1] == TITLE
    assert found["title"][0] != "-"
    assert "rights" not in found  # nothing is known of them


def test_quiet_and_verbose(saved: str) -> None:
    """-v tells what was read; nothing is said by default."""
    assert run(saved).stderr == ""
    assert TITLE in run(saved, "-v").stderr


@pytest.mark.usefixtures("real_start")
def test_version_is_quick() -> None:
    """`scrape --version` prints the version for less than a quarter of a second of CPU."""
    spent = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = run("--version")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
        assert done.stdout.startswith("scrape ")
        assert done.returncode == 0
    assert 0 < min(spent) < 0.25


@pytest.mark.parametrize("args", [["-h"], ["--help"], ["explain", "-h"]])
def test_help(args: list[str]) -> None:
    """Help goes to stdout with status 0."""
    done = run(*args)
    assert (done.returncode, done.stderr) == (0, "")
    assert "--allow-private" in done.stdout


@pytest.mark.parametrize("args", [["SAVED"], ["SAVED", "SAVED"], ["--help"], ["explain", "SAVED"]])
def test_reader_that_leaves_is_no_failure(saved: str, args: list[str]) -> None:
    """Where the reader of a pipe has gone, the status is 0 and nothing is said."""
    read, write = os.pipe()
    os.close(read)
    command = [*COMMAND, *(arg.replace("SAVED", saved) for arg in args)]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, env=ENVIRONMENT, timeout=60)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("args", [["SAVED"], ["--help"], ["SAVED", "SAVED", "-f", "json"], ["explain", "SAVED"]])
def test_full_disk_is_status_3(saved: str, args: list[str]) -> None:
    """Output that cannot be written is status 3, not a traceback."""
    with open("/dev/full", "wb") as full:
        command = [*COMMAND, *(arg.replace("SAVED", saved) for arg in args)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=ENVIRONMENT, timeout=60)
    assert done.returncode == 3
    assert b"Traceback" not in done.stderr


def test_unwritable_output_is_status_3(saved: str, tmp_path: Path) -> None:
    """A folder that is not there is status 3 with its line."""
    done = run(saved, "-o", str(tmp_path / "missing" / "out.md"))
    assert done.returncode == 3
    assert done.stderr.startswith("write.failed: ")


@pytest.mark.usefixtures("real_start")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals_end_it_in_order(server: ThreadingHTTPServer, site: str, number: signal.Signals, status: int) -> None:
    """Ctrl-C and a kill end a waiting fetch at once, with their status and without a traceback."""
    server.seen.clear()  # type: ignore[attr-defined]
    process = subprocess.Popen(
        [*COMMAND, f"{site}/slow", *LOCAL, "--timeout-s", "30"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT,
    )  # fmt: skip
    deadline = time.monotonic() + 30
    while not any(path == "/slow" for path, _ in server.seen):  # type: ignore[attr-defined]
        assert time.monotonic() < deadline
        time.sleep(0.02)
    started = time.monotonic()
    process.send_signal(number)
    out, err = process.communicate(timeout=10)
    assert time.monotonic() - started < 2
    assert (process.returncode, out, err) == (status, b"", b"")


def on_terminal(*args: str) -> tuple[int, str]:
    """Run the command on a terminal of its own; gives its status and all that the terminal got."""
    leader, follower = pty.openpty()
    process = subprocess.Popen([*COMMAND, *args], stdin=follower, stdout=follower, stderr=follower, env=ENVIRONMENT)
    os.close(follower)
    got = b""
    while True:
        ready, _, _ = select.select([leader], [], [], 60)
        try:
            piece = os.read(leader, 65536) if ready else b""
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        got += piece
    os.close(leader)
    return process.wait(timeout=60), got.decode("utf-8").replace("\r\n", "\n")


@pytest.mark.parametrize("name", ["markdown", "json", "text", "html"])
def test_nothing_of_a_page_acts_on_the_terminal(site: str, name: str) -> None:
    """No control character of a page reaches a terminal, whatever the format; rich's own colours are off here."""
    status, got = on_terminal(f"{site}/acting", *LOCAL, "-f", name, "-v")
    assert status == 0
    assert "held" in got
    # With NO_COLOR rich still sets bold and the like, and links; nothing else may be there.
    rest = got.replace("\x1b[0m", "")
    for style in ("\x1b[1m", "\x1b[2m", "\x1b[3m", "\x1b[4m", "\x1b[1;4m", "\x1b[1;2m"):
        rest = rest.replace(style, "")
    assert "\x1b]0;" not in rest
    assert "\x1b[2J" not in rest
    assert not {char for char in rest if char < " " and char not in "\n\t\x1b"}
    assert not {char for char in rest if "\x7f" <= char <= "\x9f" or "\u202a" <= char <= "\u202e"}
    assert all(part.startswith(("]8;", "\\")) for part in rest.split("\x1b")[1:])


def test_failure_on_a_terminal_is_safe() -> None:
    """An address full of control characters comes out of a failure without them."""
    status, got = on_terminal("http://127.0.0.1/\x1b]0;x\x07\u202e")
    assert status in (2, 6)
    assert not {char for char in got if char < " " and char != "\n"}
    assert "\u202e" not in got


def test_terminal_shows_rendered_markdown(saved: str) -> None:
    """On a terminal the article is drawn: its words are there, its markup is not."""
    status, got = on_terminal(saved)
    assert status == 0
    assert TITLE in got
    assert "nobody" in got
    assert "**" not in got
    assert "schema:" not in got
