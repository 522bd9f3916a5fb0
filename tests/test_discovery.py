"""Many sources at once: in order, within limits, and all stopped when the run is."""

from __future__ import annotations

import asyncio
import dataclasses
import gzip
import time

import pytest

from scraper.discovery import Discovery
from scraper.errors import FeedLimitError, ScraperError
from scraper.options import FeedOptions, FetchOptions, Options
from tests.hostile_server import NOT_FOUND, HostileServer, answer

FETCH = FetchOptions(allow_private=True, robots=False, delay_s=0.0, retries=0, timeout_s=5.0, total_s=8.0)


def feed(*links: str) -> bytes:
    """A feed of these links."""
    return answer(
        f"<rss><channel>{''.join(f'<item><link>{each}</link></item>' for each in links)}</channel></rss>".encode()
    )


def index(*links: str) -> bytes:
    """A sitemap index of these links."""
    entries = "".join(f"<sitemap><loc>{link}</loc></sitemap>" for link in links)
    return answer(f"<sitemapindex>{entries}</sitemapindex>".encode())


def find(*sources: str, fetch: FetchOptions = FETCH, **limits) -> list:
    """Addresses and errors, as they come."""

    async def gather() -> list:
        async with Discovery(Options(fetch), FeedOptions(**limits)) as discovery:
            return [found if isinstance(found, ScraperError) else found.url
                    async for found in discovery.in_feeds(sources)]  # fmt: skip

    return asyncio.run(gather())


@pytest.fixture
def server():
    with HostileServer({"/robots.txt": NOT_FOUND}) as running:
        yield running


def test_a_slow_source_does_not_hold_the_others_up(server):
    """Hosts are asked at once; what they name comes in the order of the sources."""

    def slow(talk):
        time.sleep(2.0)
        talk.say(feed("https://quay.example/slow"))

    others = [HostileServer({"/feed": feed(f"https://quay.example/{number}")}).__enter__() for number in range(3)]
    server.routes["/feed"] = slow
    sources = [each.url("/feed") for each in (server, *others)]
    try:
        found = find(*sources)
    finally:
        for each in others:
            each.__exit__()
    assert found == [f"https://quay.example/{name}" for name in ("slow", 0, 1, 2)]
    assert all(each.requests[0].at < server.requests[0].at + 1.5 for each in others)


def test_the_number_of_feeds_and_their_bytes_are_bounded(server):
    """feed.limit, once; what was found before is kept."""
    server.routes["/index"] = index(*(f"/map{number}" for number in range(10)))
    server.routes["/map*"] = lambda talk: talk.say(feed(f"https://quay.example{talk.seen.path}"))
    for limits, count in (({"max_feeds": 3}, 2), ({"max_bytes": 700}, 5)):
        *urls, error = find(server.url("/index"), **limits)
        assert isinstance(error, FeedLimitError)
        assert urls == [f"https://quay.example/map{number}" for number in range(len(urls))]
        assert 0 < len(urls) <= count


@pytest.fixture
def dripping(server):
    """An index of 400 sitemaps, each of which comes one byte at a time and never ends, behind one that is whole."""

    def drip(talk):
        talk.say(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<urlset>")
        for _ in range(100):
            time.sleep(0.1)
            talk.say(b" ")

    server.routes["/index"] = index("/whole", *(f"/map{number}" for number in range(400)))
    server.routes["/whole"] = feed("https://quay.example/boats")
    server.routes["/map*"] = drip
    return server


def test_a_source_whose_feeds_fail_slowly_is_given_up(dripping):
    """What fails may take so many times the time of one address; the rest is not asked for, what was found stays."""
    start = time.monotonic()
    url, *errors = find(dripping.url("/index"), fetch=dataclasses.replace(FETCH, total_s=0.3), failing_times=3.0)
    assert time.monotonic() - start < 8.0
    assert url == "https://quay.example/boats"
    assert [each.code for each in errors] == ["fetch.timeout"] * 3 + ["feed.limit"]


@pytest.mark.parametrize("limits", [{"max_time_s": 3.0}, {"max_s": 3.0}])
def test_the_time_of_a_source_and_of_all_is_bounded(dripping, limits):
    """Past it nothing more is asked for; what was found stays, and each source that was not done is told."""
    start = time.monotonic()
    url, *errors = find(dripping.url("/index"), **limits)
    assert time.monotonic() - start < 7.0
    assert url == "https://quay.example/boats"
    assert [each.code for each in errors] == ["feed.limit"]
    assert "over before" in errors[0].reason


def test_more_is_found_than_may_wait(server):
    """A source with more addresses than are kept ahead comes whole, after a shorter one."""
    server.routes["/many"] = feed(*(f"https://quay.example/{number}" for number in range(3_000)))
    server.routes["/one"] = feed("https://quay.example/one")
    found = find(server.url("/one"), server.url("/many"))
    assert (len(found), found[0], found[-1]) == (3_001, "https://quay.example/one", "https://quay.example/2999")


def test_a_large_feed_takes_as_many_bytes_as_a_page_may(server):
    """--max-bytes counts for what is decompressed, too."""
    server.routes["/feed.gz"] = answer(gzip.compress(b"<rss>" + b" " * 40_000))
    (error,) = find(server.url("/feed.gz"), fetch=dataclasses.replace(FETCH, max_bytes=30_000))
    assert error.code == "feed.limit"


def test_whoever_stops_looking_stops_all(server):
    """Nothing is left running, nor waited for."""
    server.routes["/feed"] = feed("https://quay.example/1")
    server.routes["/hang"] = lambda talk: talk.stopped.wait(30)

    async def first() -> str:
        async with Discovery(Options(FETCH)) as discovery:
            sources = discovery.in_feeds([server.url("/feed"), server.url("/hang")])
            found = await anext(sources)
            await sources.aclose()
            assert [each for each in asyncio.all_tasks() if each is not asyncio.current_task()] == []
            return found.url

    start = time.monotonic()
    assert asyncio.run(first()) == "https://quay.example/1"
    assert time.monotonic() - start < 25
