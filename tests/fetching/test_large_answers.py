"""Size is bounded: raw, after decompression, and in the headers."""

from __future__ import annotations

import gzip
import resource
import zlib

import pytest

from scraper.errors import EncodingError, ProtocolError, TooLargeError
from tests.hostile_server import (
    HEAD,
    LARGE_HEADS,
    answer,
    closes_after,
    gzipped_zeros,
    is_silent,
    sends_without_end,
)

LIMIT = 1_048_576
BOMB = gzipped_zeros(96)
NESTED_BOMB = gzipped_zeros(96, layers=2)
#: Small bodies that brotli and zstandard would inflate; they must not even be tried.
UNASKED = {"br": b"\x8b\x00\x80abc\x03", "zstd": b"\x28\xb5\x2f\xfd\x04\x00\x19\x00\x00abc", "compress": b"\x1f\x9d"}

BOMBS = {
    "/gzip": answer(BOMB, content_encoding="gzip"),
    "/nested": answer(NESTED_BOMB, content_encoding="gzip, gzip"),
    "/deflate": answer(zlib.compress(bytes(4 * LIMIT)), content_encoding="deflate"),
    # The middle layer inflates to a great many empty members, the body itself to nothing.
    "/empty-members": answer(gzip.compress(gzip.compress(b"") * 50_000), content_encoding="gzip, gzip"),
}


def peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@pytest.mark.parametrize("path", ["/gzip", "/nested", "/deflate"])
def test_a_decompression_bomb_is_stopped_at_the_limit(serve, client, path):
    """A body that inflates beyond `max_bytes` is fetch.too_large, and never held whole."""
    server = serve(BOMBS)
    before = peak_bytes()
    with pytest.raises(TooLargeError):
        client(max_bytes=LIMIT, total_s=20.0).fetch(server.url(path))
    assert peak_bytes() - before < 60 * LIMIT


def test_a_stream_of_empty_members_is_stopped(serve, client):
    """Thousands of gzip members that hold nothing are fetch.encoding."""
    server = serve(BOMBS)
    with pytest.raises(EncodingError, match="members"):
        client().fetch(server.url("/empty-members"))


@pytest.mark.parametrize("path", ["/gzip", "/nested", "/br", "/endless"])
def test_the_body_of_a_redirect_is_never_read(serve, client, path):
    """Whatever a redirect's body would become, the target is fetched at once."""
    encoding = {"/gzip": "gzip", "/nested": "gzip, gzip", "/br": "br"}.get(path)
    body = {"/gzip": BOMB, "/nested": NESTED_BOMB, "/br": UNASKED["br"]}.get(path)

    def endless(talk):
        talk.say(b"HTTP/1.1 302 Found\r\nLocation: /target\r\n\r\n")
        sends_without_end(talk)

    first = endless if body is None else answer(body, "302 Found", location="/target", content_encoding=encoding)
    server = serve({path: first, "/target": answer(b"here")})
    before = peak_bytes()
    page = client(total_s=10.0).fetch(server.url(path))
    assert (page.content, page.final_url) == (b"here", server.url("/target"))
    assert peak_bytes() - before < 60 * LIMIT


@pytest.mark.parametrize("encoding", UNASKED)
def test_an_encoding_not_asked_for_is_refused(serve, client, encoding):
    """br, zstd and compress are fetch.encoding, and only gzip and deflate are asked for."""
    server = serve({"/": answer(UNASKED[encoding], content_encoding=encoding)})
    with pytest.raises(EncodingError, match=encoding):
        client().fetch(server.url())
    assert server.requests[0].headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize("value", ["gzip, gzip, gzip", "gzip," * 15_000, "identity, gzip, deflate, gzip"])
def test_more_than_two_encodings_are_refused(serve, client, value):
    """Three stacked encodings, or thousands, are fetch.encoding."""
    server = serve({"/": answer(b"x", content_encoding=value)})
    with pytest.raises(EncodingError):
        client().fetch(server.url())


def test_many_encoding_headers_are_refused(serve, client):
    """Encodings stacked in headers of their own count as well."""
    server = serve({"/": HEAD + b"Content-Encoding: gzip\r\n" * 3_000 + b"Content-Length: 1\r\n\r\nx"})
    with pytest.raises(EncodingError):
        client().fetch(server.url())


@pytest.mark.parametrize(("size", "fits"), [(LIMIT - 1, True), (LIMIT, True), (LIMIT + 1, False)])
@pytest.mark.parametrize("form", ["plain", "unmeasured", "gzip"])
def test_the_limit_itself_still_fits(serve, client, form, size, fits):
    """A body of exactly `max_bytes` is a page, one byte more is fetch.too_large."""
    body = b"a" * size
    replies = {
        "plain": answer(body),
        "unmeasured": closes_after(HEAD + b"\r\n" + body),
        "gzip": answer(gzip.compress(body), content_encoding="gzip"),
    }
    server = serve({"/": replies[form]})
    asking = client(max_bytes=LIMIT)
    if fits:
        assert len(asking.fetch(server.url()).content) == size
    else:
        with pytest.raises(TooLargeError):
            asking.fetch(server.url())


def test_an_endless_body_is_stopped(serve, client):
    """A body without a length and without an end is fetch.too_large."""
    server = serve({"/": sends_without_end})
    with pytest.raises(TooLargeError):
        client(max_bytes=LIMIT).fetch(server.url())


@pytest.mark.parametrize("path", LARGE_HEADS)
def test_headers_are_bounded(serve, client, stopwatch, path):
    """A header of 200 KB, headers without end and a chunk extension of 9 MB are fetch.protocol, at once."""
    server = serve(LARGE_HEADS)
    with pytest.raises(ProtocolError):
        client().fetch(server.url(path))
    assert stopwatch() < 2.5


def test_many_small_headers_are_no_error(serve, client):
    """Eight thousand small headers are read."""
    lines = b"".join(b"X%d: y\r\n" % number for number in range(8_000))
    server = serve({"/": HEAD + lines + b"Content-Length: 2\r\n\r\nok"})
    assert len(client().fetch(server.url()).headers) == 8_001


@pytest.mark.parametrize("length", ["10485761", "9" * 19, "9" * 20, "00" + "9" * 18])
def test_a_length_beyond_the_limit_is_not_waited_for(serve, client, stopwatch, length):
    """A Content-Length that says more than may come is fetch.too_large at once, however many digits it has."""

    def promises(talk):
        talk.say(HEAD + f"Content-Length: {length}\r\n\r\n".encode())
        is_silent(talk)

    server = serve({"/": promises})
    with pytest.raises(TooLargeError):
        client().fetch(server.url())
    assert stopwatch() < 1.5
