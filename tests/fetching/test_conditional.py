"""A page is asked for again only if it has changed."""

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
