"""A password in a URL is never sent, stored or shown."""

from __future__ import annotations

import pytest

import scraper
from scraper.errors import ScraperError
from scraper.fetching.targets import read_target
from scraper.normalize.urls import without_userinfo
from scraper.options import FetchOptions
from tests.hostile.command import LOCAL, run
from tests.hostile_server import NOT_FOUND, HostileServer, answer, redirect
from tests.test_batch import story

SECRET = "hunter-2"


@pytest.fixture
def server():
    with HostileServer({"/a": answer(story("a")), "/gone": NOT_FOUND, "/moved": redirect("/a")}) as running:
        yield running


@pytest.mark.parametrize("path", ["/a", "/gone", "/moved"])
@pytest.mark.parametrize("command", [["-f", "json", "-v"], ["--log-format", "json", "-v", "-f", "jsonl"]])
def test_the_command_neither_sends_nor_shows_it(server, path, command):
    """Record, failure and talk hold the address without name and password; the server gets neither."""
    done = run(server.url(path, host=f"keeper:{SECRET}@127.0.0.1"), *LOCAL, *command)
    assert done.status == (5 if path == "/gone" else 0)
    assert server.url(path) in done.out + done.err
    assert SECRET not in done.out + done.err
    assert all("authorization" not in seen.headers for seen in server.requests)


def test_a_batch_does_not_keep_it(server, tmp_path):
    """Neither the store nor any file of a batch holds it."""
    urls = [server.url(path, host=f"keeper:{SECRET}@127.0.0.1") for path in ("/a", "/gone")]
    (tmp_path / "list.txt").write_text("\n".join(urls))
    files = ["-o", "out.jsonl", "--errors", "errors.jsonl", "--report", "report.html", "--summary", "summary.json"]
    done = run("batch", "list.txt", *LOCAL, *files, "-v", cwd=tmp_path)
    assert done.status == 9
    assert SECRET not in done.out + done.err
    (tmp_path / "list.txt").unlink()
    for path in tmp_path.iterdir():
        assert SECRET.encode() not in path.read_bytes(), path
    assert server.url("/a") in (tmp_path / "out.jsonl").read_text()


def test_a_saved_file_is_not_said_to_come_from_it():
    """What a user says of where a file came from is kept without it."""
    assert scraper.extract(story("a"), f"https://keeper:{SECRET}@example.org/a").url == "https://example.org/a"


@pytest.mark.parametrize(
    "url",
    [f"http://k:{SECRET}@127.0.0.1/", f"http://k:{SECRET}@a@b/", f"http://k:{SECRET}@ex\u2100mple.org/",
     f"http://k:{SECRET}@[::1", f"http://k:{SECRET}@h:99999/", f"ftp://k:{SECRET}@h/", f"HTTP:\\\\k:{SECRET}@h\x7f/"],
)  # fmt: skip
def test_no_error_shows_it(url):
    """Addresses that are refused, or are none, are told without it."""
    with pytest.raises(ScraperError) as caught:
        read_target(url, FetchOptions())
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None or SECRET not in str(caught.value.__cause__)


@pytest.mark.parametrize(
    ("url", "shown"),
    [("http://a:b@c.example/d@e?f@g", "http://c.example/d@e?f@g"), ("https://c.example/@a", "https://c.example/@a"),
     ("mailto:keeper@c.example", "mailto:keeper@c.example"), ("//a@c.example", "//c.example"), ("a@b.txt", "a@b.txt")],
)  # fmt: skip
def test_only_the_host_loses_what_stands_before_it(url, shown):
    """An @ elsewhere in an address stays."""
    assert without_userinfo(url) == shown
