"""Clients: many URLs at once, over shared connections and workers."""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Iterator

import pytest

import scraper
from scraper import AsyncClient, Client, Failure, FetchOptions, Options, Success
from scraper.library.client import CONCURRENCY
from scraper.library.turns import LOOKAHEAD, Turns
from scraper.worker.pool import Workers
from scraper.worker.process import Bug
from tests.hostile_server import NOT_FOUND, HostileServer, answer

OPTIONS = Options(FetchOptions(allow_private=True, robots=False, delay_s=0.0, retries=0, timeout_s=5.0, total_s=10.0))


def story(name: str) -> bytes:
    """A page with an article of its own."""
    return f"""<!doctype html><html lang="en"><title>Boat {name}</title><article><h1>Boat {name}</h1>
    <p>The keeper counted nineteen boats like {name} before the fog came in over the quay that night.</p>
    <p>He said that he had never seen the water so still as beside {name}, nor the lantern so dim.</p>
    </article>""".encode()


def stories(talk):
    talk.say(answer(story(talk.seen.path.strip("/")), connection="close"))


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with HostileServer({"/*": stories, "/gone": NOT_FOUND}) as running:
        yield running


def test_each_url_has_one_result(server):
    """A URL gives a success or a failure, and a failure costs no other URL anything."""
    urls = [server.url(path) for path in ("/a", "/gone", "/b")] + ["no address"]
    results = {result.url: result for result in scraper.scrape_many(urls, OPTIONS)}
    assert results.keys() == set(urls)
    first, gone, second, invalid = (results[url] for url in urls)
    assert isinstance(first, Success)
    assert isinstance(second, Success)
    assert (first.article.title, second.article.title) == ("Boat a", "Boat b")
    assert isinstance(gone, Failure)
    assert isinstance(invalid, Failure)
    assert (gone.error.code, invalid.error.code) == ("fetch.status", "url.invalid")


def test_an_asynchronous_client_does_the_same(server):
    """`AsyncClient` fetches one URL or many, and reads a page that is at hand."""

    async def use() -> tuple[str | None, set[str | None], str | None]:
        async with AsyncClient(OPTIONS) as client:
            one = await client.scrape(server.url("/one"))
            page = await client.fetch(server.url("/two"))
            read = await client.extract(page.content, page.url)
            many = {
                result.article.title
                async for result in client.scrape_many([server.url("/three"), server.url("/four")])
                if isinstance(result, Success)
            }
            return one.title, many, read.title

    assert asyncio.run(use()) == ("Boat one", {"Boat three", "Boat four"}, "Boat two")


def test_urls_are_taken_as_results_are_consumed(server):
    """An endless list of URLs can be left after any result; what is in progress is cancelled."""
    taken = []

    def endless() -> Iterator[str]:
        for number in itertools.count():
            taken.append(number)
            yield server.url(f"/{number}")

    with Client(OPTIONS, concurrency=2) as client:
        results = client.scrape_many(endless())
        assert isinstance(next(results), Success)
        results.close()
        assert len(taken) <= LOOKAHEAD + CONCURRENCY
        assert client.scrape(server.url("/after")).title == "Boat after"  # the client goes on


def test_threads_may_share_a_client(server):
    """Two threads get each its own article from one client."""
    titles = {}
    with Client(OPTIONS) as client:

        def get(name: str) -> None:
            titles[name] = client.scrape(server.url(f"/{name}")).title

        threads = [threading.Thread(target=get, args=(name,)) for name in ("left", "right")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert titles == {"left": "Boat left", "right": "Boat right"}


def test_a_bug_costs_its_page_only(server, monkeypatch):
    """A bug that a page meets is that page's failure, with the code `bug`."""
    read = Workers.read_article

    async def failing(self, page, *rest):
        if page.url.endswith("/bug"):
            raise Bug("Traceback …\nKeyError: 'lamp'")
        return await read(self, page, *rest)

    monkeypatch.setattr(Workers, "read_article", failing)
    results = {result.url: result for result in scraper.scrape_many([server.url("/bug"), server.url("/a")], OPTIONS)}
    bug = results[server.url("/bug")]
    assert isinstance(bug, Failure)
    assert bug.error.code == "bug"
    assert "KeyError: 'lamp'" in str(bug.error)
    assert isinstance(results[server.url("/a")], Success)


def test_a_client_is_used_in_a_with_statement():
    """Outside of one it says so."""
    client = Client(OPTIONS)
    with pytest.raises(RuntimeError, match="with Client"):
        client.scrape("https://tarn.example/")
    with pytest.raises(ValueError, match="concurrency"):
        Client(concurrency=0)


def test_no_host_is_fetched_more_often_at_once_than_it_takes():
    """A URL whose host is busy waits; those of other hosts go ahead, and nothing is lost."""
    turns = Turns(["https://a.example/1", "https://a.example/2", "https://b.example/1", "https://a.example/3"], 1)
    assert [turns.take(), turns.take(), turns.take()] == ["https://a.example/1", "https://b.example/1", None]
    turns.done("https://a.example/1")
    assert [turns.take(), turns.take()] == ["https://a.example/2", None]
    turns.done("https://b.example/1")
    assert turns.take() is None
    turns.done("https://a.example/2")
    assert [turns.take(), turns.take()] == ["https://a.example/3", None]


def test_no_more_is_read_ahead_than_allowed():
    """A long run of one host is not read to its end in search of another host."""
    taken = []
    turns = Turns((taken.append(n) or f"https://a.example/{n}" for n in range(5 * LOOKAHEAD)), 1)
    assert turns.take() == "https://a.example/0"
    assert turns.take() is None
    assert len(taken) == LOOKAHEAD + 1
