"""A page that is gone is fetched from the archive if the user wants that."""

from __future__ import annotations

import json

import pytest

from scraper.errors import DnsError, FetchError, StatusError
from scraper.fetching.archive import availability_url
from scraper.worker import read_article
from tests.hostile_server import NOT_FOUND, answer, resets

ORIGINAL = "http://gazette.example/fog"
CAPTURED = b"""<!doctype html><html lang="en"><title>Fog over the quay</title><article><h1>Fog over the quay</h1>
<p>Nineteen boats were counted before the fog came in over the quay, and none was counted after it.</p>
<p>The keeper said that he had never seen the water so still, nor the lantern so dim, in thirty years.</p></article>"""
HOSTS = ("archive.example", "web.archive.org", "gazette.example")
NAMES = {host: ["127.0.0.1"] for host in HOSTS}


def available(server, timestamp: str = "20190301120000") -> bytes:
    url = f"http://web.archive.org:{server.port}/web/{timestamp}/{ORIGINAL}"
    closest = {"available": True, "url": url, "timestamp": timestamp, "status": "200"}
    return answer(json.dumps({"url": ORIGINAL, "archived_snapshots": {"closest": closest}}).encode())


def fallback(client, server, names=NAMES):
    return client(names, archive_fallback=True, archive_api=server.url("/available", "archive.example"))


@pytest.fixture
def archive(serve):
    """A stand-in for the API and the captures."""
    server = serve()
    server.routes.update({"/available*": available(server), "/web/20190301120000id_/*": answer(CAPTURED)})
    return server


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "451 Unavailable For Legal Reasons"])
def test_a_page_that_is_gone_comes_from_the_archive(archive, client, status):
    """404, 410 and 451 give the newest capture, which says so and keeps the address that was asked for."""
    archive.routes["/fog"] = answer(b"", status)
    url = archive.url("/fog", "gazette.example")
    page = fallback(client, archive).fetch(url)
    article, _ = read_article(page)
    assert (article.title, article.url, article.capture.kind) == ("Fog over the quay", url, "wayback")
    assert article.capture.captured_at == "2019-03-01T12:00:00+00:00"
    assert article.capture.archive_url == page.final_url
    assert article.canonical_url == ORIGINAL
    assert availability_url("", url)[1:] in archive.paths[1]


def test_a_dead_host_comes_from_the_archive(archive, client):
    """A name without an address is as good as gone."""
    names = {host: NAMES[host] for host in HOSTS[:2]}
    assert fallback(client, archive, names).fetch(ORIGINAL).content == CAPTURED


def test_the_archive_is_asked_only_where_the_user_wants_it(archive, client):
    """Off by default; and what may pass, or is no page's fault, never asks it."""
    archive.routes["/broken"] = answer(b"", "503 Service Unavailable")
    with pytest.raises(StatusError):
        client(NAMES).fetch(archive.url("/fog", "gazette.example"))
    with pytest.raises(StatusError):
        fallback(client, archive).fetch(archive.url("/broken", "gazette.example"))
    assert archive.paths == ["/fog", "/broken"]


ANSWERS = {
    "none": (answer(b'{"url": "x", "archived_snapshots": {}}'), "the archive has no capture"),
    "not-available": (answer(b'{"archived_snapshots": {"closest": {"available": false}}}'), "has no capture"),
    "not-json": (answer(b"<html>busy</html>"), "fetch.protocol"),
    "deep": (answer(b"[" * 100_000), "fetch.protocol"),
    "wrong-types": (answer(b'{"archived_snapshots": {"closest": [1]}}'), "fetch.protocol"),
    "elsewhere": (
        answer(
            b'{"archived_snapshots": {"closest": {"available": true, "url": "http://10.0.0.1/web/2019/http://x/"}}}'
        ),
        "fetch.protocol",
    ),
    "reset": (resets, "fetch.reset"),
    "missing": (NOT_FOUND, "fetch.status"),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_an_archive_without_an_answer_leaves_the_first_failure(archive, client, case):
    """Whatever the archive says, the failure is the page's own, and tells what came of the archive."""
    archive.routes["/available*"], words = ANSWERS[case]
    with pytest.raises(FetchError, match=words) as caught:
        fallback(client, archive).fetch(archive.url("/fog", "gazette.example"))
    assert isinstance(caught.value, StatusError | DnsError)
    assert "404" in caught.value.reason
