"""Feeds made to harm their reader: refused in the worker, fast, in little memory, and nothing they name is fetched."""

from __future__ import annotations

import gzip
import re
import time
from contextlib import suppress
from pathlib import Path

import pytest

from scraper.errors import FeedError, FeedLimitError, NotHtmlError, ParseError, ScraperError
from scraper.records import Page
from scraper.worker import Worker, read_feed
from tests.hostile_server import HostileServer

HERE = "https://quay.example/feed.xml"
MAX_S = 2.0
MAX_KIB = 200 * 1024

LAUGHS = b"".join(b'<!ENTITY a%d "%s">' % (number, b"&a%d;" % (number - 1) * 10) for number in range(1, 10))
ATTRIBUTES = b" ".join(b'a%d=">"' % number for number in range(200_000))

BOMBS = {
    "billion laughs": b'<!DOCTYPE rss [<!ENTITY a0 "lol">' + LAUGHS + b"]><rss><item><title>&a9;</title></item></rss>",
    "quadratic blow-up": b'<!DOCTYPE rss [<!ENTITY a "' + b"x" * 100_000 + b'">]><rss>' + b"&a;" * 100_000 + b"</rss>",
    "external entity": b'<!DOCTYPE rss [<!ENTITY a SYSTEM "%s">]><rss><item><title>&a;</title></item></rss>',
    "parameter entity": b'<!DOCTYPE rss [<!ENTITY % a SYSTEM "%s"> %a;]><rss><item/></rss>',
    "internal subset without an entity": b"<!DOCTYPE rss [<!ELEMENT rss ANY>]><rss><item/></rss>",
    "deep nesting": b"<rss>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</rss>",
    "large token": b'<rss><item a="' + b"x" * 20_000_000 + b'"/></rss>',
    "many attributes": b"<rss " + ATTRIBUTES + b"/>",
    "many attributes, broken": b"<rss " + ATTRIBUTES + b"></other></rss>",
    "deep nesting, broken": b"<rss>&x;" + b"<a>" * 200_000,
    "entities in what is broken": b'<!DOCTYPE rss [<!ENTITY a "b">] broken><rss><item><title>&a;</title></item></rss>',
    "entities in UTF-16": '\ufeff<!DOCTYPE rss [<!ENTITY a "b">]><rss><item>&a;</item></rss>'.encode("utf-16-le"),
    "deep JSON": b'{"items": ' + b"[" * 1_000_000,
    "gzip": gzip.compress(b"<rss>" + b" " * 30_000_000),
}


@pytest.fixture(scope="module")
def worker():
    with Worker() as running:
        yield running


def peak_kib(pid: int | None) -> int:
    """The most memory that a process has had; 0 where it is gone or the system does not tell."""
    try:
        return int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()).group(1))
    except (OSError, AttributeError):
        return 0


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_refused(worker, bomb, tmp_path):
    """Exit 7 within two seconds and 200 MB; the file and the address that it names are not read."""
    canary = tmp_path / "canary.txt"
    canary.write_text("a secret of this machine")
    worker.start()
    with HostileServer({}) as server:
        for target in (canary.as_uri(), server.url("/canary")):
            content = bomb.replace(b'SYSTEM "%s"', f'SYSTEM "{target}"'.encode())
            with pytest.raises(ScraperError):
                worker.read_feed(Page(HERE, HERE, b""))  # the process is up: only the bomb is timed
            pid, start = worker.pid, time.monotonic()
            with pytest.raises((FeedLimitError, ParseError)) as caught:
                worker.read_feed(Page(HERE, HERE, content))
            assert time.monotonic() - start < MAX_S
            assert caught.value.exit_status == 7
            assert "secret" not in str(caught.value)
            assert peak_kib(pid) < MAX_KIB
        assert server.connections == 0


def test_long_and_strange_documents_take_linear_time():
    """Texts that would cost a careless pattern or parser the square of their length. CPU time, read in this process."""
    pieces = [b"<!--" * 300_000, b"<![CDATA[" * 120_000, b"<rss>&x;" + b"</a>" * 300_000, b"<x-" * 300_000,
              b"<rss>&x;<" + b"a" * 1_000_000, b"<rss " + b"'\"" * 60_000, b"<?xml " * 200_000,
              b"<rss>&x;<item>" + b"<link>" * 3_000 + b"</title>" * 100_000, b"sitemap:" * 200_000]  # fmt: skip
    for content in pieces:
        start = time.process_time()
        with suppress(FeedError, FeedLimitError, ParseError, NotHtmlError):
            read_feed(Page(HERE, HERE, content))
        assert time.process_time() - start < MAX_S, content[:40]
