"""A truncated or broken response is an error of its own kind, never a page."""

from __future__ import annotations

import asyncio
import gzip
import os
import resource
import threading
import zlib

import pytest

from scraper.errors import ProtocolError, ResetError, ResourcesError, TruncatedError
from scraper.fetching import Fetcher, fetch
from tests.hostile_server import HEAD, NOT_HTTP, answer, closes_after, cut, hangs_up, resets

TEXT = b"<p>The lantern keeper counted nineteen boats before the fog came in.</p>" * 40
PACKED = gzip.compress(TEXT)
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"

CUT = {
    "/length": cut(b"x" * 8, 100),
    "/chunked": closes_after(CHUNKED + b"5\r\nhello\r\n"),
    "/chunk-inside": closes_after(CHUNKED + b"50\r\nhello"),
    "/gzip-half": answer(PACKED[: len(PACKED) // 2], content_encoding="gzip"),
    "/gzip-without-end": answer(PACKED[:-4], content_encoding="gzip"),
    "/gzip-one-byte": answer(PACKED[:1], content_encoding="gzip"),
    "/deflate-half": answer(zlib.compress(TEXT)[:40], content_encoding="deflate"),
    "/stacked-half": answer(gzip.compress(PACKED[:60]), content_encoding="gzip, gzip"),
    "/partial": answer(TEXT, "206 Partial Content", content_range="bytes 0-99/5000"),
}


@pytest.mark.parametrize("path", CUT)
def test_a_cut_body_is_truncated(serve, client, path):
    """A body that ends before its end, by its length, its chunks or its compression, is fetch.truncated."""
    with pytest.raises(TruncatedError):
        client().fetch(serve(CUT).url(path))


@pytest.mark.parametrize("path", NOT_HTTP)
def test_what_is_not_http_is_a_protocol_error(serve, client, path):
    """Banners, false status lines and lengths, and statuses nobody asked for are fetch.protocol."""
    with pytest.raises(ProtocolError):
        client().fetch(serve(NOT_HTTP).url(path))


@pytest.mark.parametrize("reply", [resets, hangs_up])
def test_a_broken_connection_is_a_reset(serve, client, reply):
    """A reset, or a close without a word, is fetch.reset."""
    with pytest.raises(ResetError):
        client().fetch(serve({"/": reply}).url())


@pytest.mark.parametrize("breaks", [resets, hangs_up])
def test_a_kept_connection_that_is_closed_is_replaced_once(serve, client, breaks):
    """A server that hangs up on a connection used again is asked over a new one, and once only."""
    replies = iter([breaks, lambda talk: talk.say(answer(b"page", connection="close")), breaks, breaks])
    server = serve({"/first": answer(b"page"), "/second": lambda talk: next(replies)(talk)})

    async def work(fetcher):
        await fetcher.fetch(server.url("/first"))
        assert (await fetcher.fetch(server.url("/second"))).content == b"page"
        await fetcher.fetch(server.url("/first"))
        with pytest.raises(ResetError):
            await fetcher.fetch(server.url("/second"))

    client().run(work)
    assert server.paths == ["/first", "/second", "/second"] * 2


def test_a_body_that_is_not_what_it_says_is_a_protocol_error(serve, client):
    """Plain text under the name of gzip, and a wrong checksum, are fetch.protocol."""
    wrong = PACKED[:-8] + b"\x00\x00\x00\x00" + PACKED[-4:]
    server = serve({"/plain": answer(TEXT, content_encoding="gzip"), "/crc": answer(wrong, content_encoding="gzip")})
    for path in server.routes:
        with pytest.raises(ProtocolError, match="gzip"):
            client().fetch(server.url(path))


RAW_DEFLATE = zlib.compressobj(wbits=-15)
WHOLE = {
    "/plain": answer(TEXT),
    "/chunked": CHUNKED + b"%x\r\n%s\r\n0\r\n\r\n" % (len(TEXT), TEXT),
    "/until-close": closes_after(HEAD + b"\r\n" + TEXT),
    "/gzip": answer(PACKED, content_encoding="gzip"),
    "/x-gzip": answer(PACKED, content_encoding="X-GZip"),
    "/gzip-members": answer(gzip.compress(TEXT[:700]) + gzip.compress(TEXT[700:]), content_encoding="gzip"),
    "/gzip-padded": answer(PACKED + bytes(64), content_encoding="gzip"),
    "/deflate": answer(zlib.compress(TEXT), content_encoding="deflate"),
    "/raw-deflate": answer(RAW_DEFLATE.compress(TEXT) + RAW_DEFLATE.flush(), content_encoding="deflate"),
    "/stacked": answer(gzip.compress(zlib.compress(TEXT)), content_encoding="deflate, gzip"),
    "/identity": answer(TEXT, content_encoding="identity"),
}


@pytest.mark.parametrize("path", WHOLE)
def test_a_whole_body_is_read(serve, client, path):
    """Every usual framing and encoding of a body gives the same bytes."""
    assert client().fetch(serve(WHOLE).url(path)).content == TEXT


def test_an_empty_body_under_an_encoding_is_empty(serve, client):
    """No bytes at all need no gzip end."""
    assert client().fetch(serve({"/": answer(b"", content_encoding="gzip")}).url()).content == b""


@pytest.mark.parametrize("robots", [False, True])
def test_a_machine_without_descriptors_is_no_fault_of_the_host(serve, client, robots):
    """With none left for a connection the failure is system.resources, once, and the host is as good as before."""
    server = serve({"/robots.txt": answer(b""), "/page": answer(b"page")})
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)

    async def work(fetcher: Fetcher) -> bytes:
        first_free = os.dup(0)
        os.close(first_free)
        resource.setrlimit(resource.RLIMIT_NOFILE, (first_free, limits[1]))
        try:
            with pytest.raises(ResourcesError) as caught:
                await fetcher.fetch(server.url("/page"))
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        assert (caught.value.retryable, caught.value.url) == (True, server.url("/page"))
        return (await fetcher.fetch(server.url("/page"))).content

    assert client(robots=robots).run(work) == b"page"


def test_a_machine_without_threads_is_no_fault_of_the_host(monkeypatch):
    """Where no thread can be started to look a name up, the failure is system.resources."""

    def start(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)
    with pytest.raises(ResourcesError):
        asyncio.run(fetch("http://lantern.example/"))
