"""Conditional requests: a page is fetched again only if it has changed."""

from __future__ import annotations

import pytest

from scraper.errors import ProtocolError
from scraper.records import Validators
from tests.hostile_server import answer, redirect

MOMENT = "Fri, 27 Nov 2026 10:00:00 GMT"
UNCHANGED = answer(b"", "304 Not Modified")


def known(url: str, etag: str | None = None, last_modified: str | None = None) -> Validators:
    return Validators(url, etag, last_modified, "0" * 64)


def visit(client, url, validators):
    return client().run(lambda fetcher: fetcher.fetch(url, validators))


@pytest.mark.parametrize("etag", ['"strong"', 'W/"weak"', '"with, comma"', "unquoted"])
def test_validators_are_sent_verbatim(serve, client, etag):
    """ETag, weak or strong, and Last-Modified go back as they came; a 304 is a page without content."""
    server = serve({"/": UNCHANGED})
    page = visit(client, server.url(), known(server.url(), etag, MOMENT))
    assert (page.status, page.content) == (304, b"")
    headers = server.requests[0].headers
    assert (headers["if-none-match"], headers["if-modified-since"]) == (etag, MOMENT)


def test_a_304_that_nothing_was_asked_for_is_an_error(serve, client):
    """Without validators, or with none that can be sent, a 304 is fetch.protocol."""
    server = serve({"/": UNCHANGED})
    for validators in (None, known(server.url())):
        with pytest.raises(ProtocolError):
            visit(client, server.url(), validators)
    assert all("if-none-match" not in seen.headers for seen in server.requests)


def test_validators_go_to_their_own_address_only(serve, client):
    """What the final address gave goes to the final address, not to the one that redirects to it."""
    server = serve({"/old": redirect("/new"), "/new": UNCHANGED})
    page = visit(client, server.url("/old"), known(server.url("/new"), '"a"'))
    assert (page.status, page.final_url) == (304, server.url("/new"))
    assert ["if-none-match" in seen.headers for seen in server.requests] == [False, True]


def test_a_changed_page_is_read(serve, client):
    """A 200 is a page as ever."""
    server = serve({"/": answer(b"new words", etag='"b"')})
    assert visit(client, server.url(), known(server.url(), '"a"')).content == b"new words"


@pytest.mark.parametrize("etag", [b'"caf\xe9"', '"café"'.encode(), '"灯台"'.encode(), b'"\x80\xff"'])
def test_an_etag_of_any_bytes_goes_back_as_it_came(serve, client, etag):
    """An entity tag may hold bytes outside ASCII, of whatever encoding: the same bytes are sent back."""
    server = serve({"/": answer(b"page").replace(b"\r\n\r\n", b"\r\nETag: " + etag + b"\r\n\r\n")})
    url = server.url()
    told = dict(visit(client, url, None).headers)["etag"]
    visit(client, url, known(url, told))
    assert server.requests[-1].headers["if-none-match"].encode("latin-1") == etag


def test_a_validator_that_no_header_can_hold_is_not_sent(serve, client):
    """What an earlier version kept of a header in another encoding costs a whole answer, and no failure."""
    server = serve({"/": answer(b"page")})
    assert visit(client, server.url(), known(server.url(), '"灯台"')).content == b"page"
    assert "if-none-match" not in server.requests[-1].headers
