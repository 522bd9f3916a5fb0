"""Politeness: one request at a time per host, pauses, and no request before the host allows one."""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import threading
import time

import pytest

from scraper.errors import DeadlineError, NotBeforeError, StatusError
from scraper.fetching.client import Fetcher
from scraper.fetching.hosts import Hosts, MemoryState
from scraper.fetching.manners import Manners
from scraper.options import FetchOptions
from scraper.records import HostNotes
from tests.hostile_server import answer, redirect

ORIGIN = "http://lantern.example:80"


def gaps(server) -> list[float]:
    """Seconds between the pages' requests, in order of arrival."""
    moments = [seen.at for seen in server.requests if seen.path != "/robots.txt"]
    return [after - before for before, after in itertools.pairwise(moments)]


def fetch_all(client, urls: list[str]) -> None:
    async def work(fetcher: Fetcher) -> None:
        await asyncio.gather(*(fetcher.fetch(url) for url in urls))

    client.run(work)


def test_pages_of_one_host_arrive_with_pauses(serve, client, stopwatch):
    """Five addresses asked for at once reach their host one by one, a pause apart; the first pays none."""
    server = serve({"/*": answer(b"page")})
    fetch_all(client(delay_s=0.3, robots=True), [server.url(f"/{number}") for number in range(5)])
    assert len(gaps(server)) == 4
    assert min(gaps(server)) >= 0.3
    assert 1.2 <= stopwatch() < 3.5


def test_the_first_page_of_a_host_pays_no_pause(serve, client, stopwatch):
    """One address costs no pause, its robots.txt and its redirects within the host included."""
    server = serve({"/": redirect("/next"), "/next": answer(b"page")})
    client(delay_s=30.0, robots=True).fetch(server.url())
    assert stopwatch() < 2.0
    assert server.paths == ["/robots.txt", "/", "/next"]


def test_hosts_do_not_wait_for_each_other(serve, client, stopwatch):
    """Several hosts are asked at the same time."""
    servers = [serve({"/*": answer(b"page")}) for _ in range(5)]
    fetch_all(client(delay_s=0.5), [server.url(f"/{number}") for server in servers for number in range(2)])
    assert all(min(gaps(server)) >= 0.5 for server in servers)
    assert stopwatch() < 2.0


def test_a_host_has_one_request_at_a_time(serve, client):
    """Addresses of one host never overlap, and share a connection."""
    busy = threading.Lock()
    overlaps = []

    def slowly(talk):
        overlaps.append(not busy.acquire(blocking=False))
        time.sleep(0.05)
        busy.release()
        talk.say(answer(b"page", connection="close"))

    server = serve({"/*": slowly, "/kept-*": answer(b"page")})
    fetch_all(client(), [server.url(f"/{number}") for number in range(6)])
    assert overlaps == [False] * 6
    connections = server.connections
    fetch_all(client(), [server.url(f"/kept-{number}") for number in range(6)])
    assert server.connections == connections + 1


def test_two_hosts_that_redirect_to_each_other_do_not_lock_up(serve, client):
    """A visit holds one host at a time, so crossing visits both end."""
    left, right = serve(), serve()
    left.routes.update({"/start": redirect(right.url("/end")), "/end": answer(b"left")})
    right.routes.update({"/start": redirect(left.url("/end")), "/end": answer(b"right")})
    fetch_all(client(total_s=5.0), [server.url("/start") for server in (left, right)] * 5)
    assert left.paths.count("/end") == right.paths.count("/end") == 5


def test_a_crawl_delay_longer_than_the_pause_wins(serve, client):
    """The host's own Crawl-delay is kept where it is longer than ours."""
    server = serve({"/robots.txt": answer(b"User-agent: *\nCrawl-delay: 0.4\n"), "/*": answer(b"page")})
    fetch_all(client(robots=True, delay_s=0.1), [server.url(f"/{number}") for number in range(3)])
    assert min(gaps(server)) >= 0.4


def test_a_crawl_delay_of_two_seconds_is_kept(serve, client):
    """Five pages of one host whose robots.txt asks for two seconds arrive two seconds apart, or more."""
    server = serve({"/robots.txt": answer(b"User-agent: *\nCrawl-delay: 2\n"), "/*": answer(b"page")})
    fetch_all(client(robots=True), [server.url(f"/{number}") for number in range(5)])
    assert len(gaps(server)) == 4
    assert min(gaps(server)) >= 2.0


def test_waiting_for_a_turn_does_not_count_as_the_addresss_time(serve, client):
    """An address whose host is paused for longer than `total_s` is still fetched."""
    server = serve({"/*": answer(b"page")})
    fetch_all(client(delay_s=0.5, total_s=0.4), [server.url(f"/{number}") for number in range(3)])
    assert len(server.requests) == 3


def test_a_crawl_delay_beyond_our_patience_defers_the_host(serve, client):
    """After one page the host's others are fetch.not_before, with the moment they may be asked for."""
    server = serve({"/robots.txt": answer(b"User-agent: *\nCrawl-delay: 1000000000\n"), "/*": answer(b"page")})

    async def work(fetcher: Fetcher) -> float:
        await fetcher.fetch(server.url("/first"))
        with pytest.raises(NotBeforeError) as caught:
            await fetcher.fetch(server.url("/second"))
        return caught.value.not_before

    not_before = client(robots=True).run(work)
    assert time.time() + 86_000 < not_before <= time.time() + 86_400
    assert server.paths == ["/robots.txt", "/first"]


def test_a_clock_set_back_stretches_no_pause(stopwatch):
    """A last request in the future costs one pause, no more."""
    state = MemoryState()
    state.write(ORIGIN, HostNotes(last_request=time.time() + 9_000))
    asyncio.run(Manners(FetchOptions(delay_s=0.2), Hosts(state)).pause(ORIGIN, "http://lantern.example/", 0.0))
    assert 0.2 <= stopwatch() < 2.0


def test_notes_survive_in_any_state():
    """Another fetcher with the same state knows when the host was asked last, and when it may be asked again."""
    state = MemoryState()
    first = Manners(FetchOptions(), Hosts(state))
    first.asked(ORIGIN)
    first.close_for(ORIGIN, 1e12)
    notes = state.read(ORIGIN)
    assert time.time() - 5 < notes.last_request <= time.time()
    assert 86_390 < Manners(FetchOptions(), Hosts(state)).closed_s(ORIGIN) <= 86_400
    assert dataclasses.replace(notes, not_before=0.0, last_request=0.0) == HostNotes()


def test_pauses_on_the_way_count_as_the_addresss_time(serve, client, stopwatch):
    """Two hosts that redirect to each other, each with a long Crawl-delay, cost no more than `total_s`."""
    left, right = serve(), serve()
    for server, other in ((left, right), (right, left)):
        server.routes.update({f"/{number}": redirect(other.url(f"/{number + 1}")) for number in range(8)})
        server.routes["/robots.txt"] = answer(b"User-agent: *\nCrawl-delay: 20\n")
    with pytest.raises(DeadlineError):
        client(robots=True, total_s=1.5, retries=2).fetch(left.url("/0"))
    assert stopwatch() < 4.0
    assert (left.paths.count("/0"), left.paths.count("/2")) == (1, 0)


def test_a_pause_on_the_way_that_there_is_time_for_is_waited_out(serve, client):
    """A redirect back to a host that wants a short pause between two requests gets its page after it."""
    left, right = serve(), serve()
    left.routes.update({"/robots.txt": answer(b"User-agent: *\nCrawl-delay: 0.3\n"), "/end": answer(b"page")})
    left.routes["/start"] = redirect(right.url("/turn"))
    right.routes["/turn"] = redirect(left.url("/end"))
    assert client(robots=True).fetch(left.url("/start")).content == b"page"
    assert min(gaps(left)) >= 0.3


def test_no_retry_is_begun_whose_pause_there_is_no_time_for(serve, client, stopwatch):
    """A host with a Crawl-delay longer than the time that is left is not asked twice; its failure is told as it is."""
    server = serve({"/robots.txt": answer(b"User-agent: *\nCrawl-delay: 20\n"), "/*": answer(b"", "503 Busy")})
    with pytest.raises(StatusError):
        client(robots=True, total_s=5.0, retries=2).fetch(server.url("/page"))
    assert stopwatch() < 4.0


def test_a_moment_noted_by_a_wrong_clock_closes_no_host():
    """No server closes a host for more than a day: what says so was noted while the clock was years ahead."""
    state = MemoryState()
    state.write(ORIGIN, HostNotes(not_before=time.time() + 10 * 365 * 86_400))
    assert Manners(FetchOptions(), Hosts(state)).closed_s(ORIGIN) == 0
