"""Whatever a process calls, in one thread or many, a host sees a single visitor."""

from __future__ import annotations

import asyncio
import itertools
import os
import threading
import time
from collections.abc import Callable

import pytest

from scraper import ascrape, scrape
from scraper.errors import NotBeforeError, RobotsUnreachableError
from scraper.fetching import fetch, hosts
from scraper.fetching.hosts import MAX_COPIES_BYTES, Hosts, MemoryState, shared_hosts
from scraper.fetching.turns import Turns
from scraper.options import FetchOptions, Options
from scraper.pipeline import fetch_page
from scraper.records import HostNotes, RobotsCopy
from tests.hostile_server import answer

PAUSE_S = 0.25
OPTIONS = FetchOptions(allow_private=True, delay_s=PAUSE_S, retries=0)
STORY = b"""<!doctype html><title>Boats</title><article><h1>Boats</h1><p>The keeper counted nineteen boats before the
fog came in over the quay that night, and he wrote their names into the book beside the lantern.</p></article>"""


@pytest.fixture
def server(serve):
    return serve({"/robots.txt": answer(b"User-agent: *\nDisallow: /private\n"), "/*": answer(STORY)})


def is_one_visitor(server, count: int) -> bool:
    """Whether so many pages were asked for with pauses between them, and robots.txt once."""
    moments = [seen.at for seen in server.requests if seen.path != "/robots.txt"]
    pauses = [after - before for before, after in itertools.pairwise(moments)]
    assert server.paths.count("/robots.txt") == 1
    assert len(moments) == count
    return min(pauses) >= PAUSE_S * 0.95


def in_threads(work: Callable[[int], object], count: int) -> None:
    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def test_five_calls_at_once_are_one_visitor(server):
    """Calls of `ascrape` in one event loop ask robots.txt once, and their pages a pause apart."""

    async def work() -> None:
        options = Options(fetch=OPTIONS)
        found = await asyncio.gather(*(ascrape(server.url(f"/{number}"), options) for number in range(5)))
        assert {each.title for each in found} == {"Boats"}

    asyncio.run(work())
    assert is_one_visitor(server, 5)


def test_calls_one_after_the_other_are_one_visitor(server):
    """Each call has an event loop of its own, and heeds what those before have learned."""
    scrape(server.url("/0"), Options(fetch=OPTIONS))
    fetch_page(server.url("/1"), OPTIONS)
    asyncio.run(fetch(server.url("/2"), OPTIONS))
    assert is_one_visitor(server, 3)


def test_calls_in_several_threads_are_one_visitor(server):
    """Threads wait for each other's turns, although each has its own event loop."""
    in_threads(lambda number: fetch_page(server.url(f"/{number}"), OPTIONS), 5)
    assert is_one_visitor(server, 5)


def test_what_one_call_was_told_holds_for_the_next(serve):
    """A host that wants no request, or whose robots.txt cannot be had, is left alone by the calls after it."""
    closed = serve({"/robots.txt": answer(b"", "429 Too Many Requests", retry_after="3600")})
    broken = serve({"/robots.txt": answer(b"", "500 Internal Server Error")})
    for server, error in ((closed, NotBeforeError), (broken, RobotsUnreachableError)):
        for _ in range(3):
            with pytest.raises(error):
                fetch_page(server.url("/page"), OPTIONS)
        assert server.paths == ["/robots.txt"]


def test_a_child_process_knows_nothing_of_its_parents_turns(server):
    """What a thread of the parent holds never keeps a forked child waiting."""

    async def hold(held: threading.Event, end: threading.Event) -> None:
        async with shared_hosts().turns.turn(f"http://127.0.0.1:{server.port}", 1):
            held.set()
            await asyncio.to_thread(end.wait)

    held, end = threading.Event(), threading.Event()
    holder = threading.Thread(target=lambda: asyncio.run(hold(held, end)))
    holder.start()
    held.wait()
    child = os.fork()
    if not child:
        os._exit(0 if not shared_hosts().turns._lines else 1)
    end.set()
    holder.join()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.parametrize("at_once", [1, 3])
def test_turns_are_held_by_so_many_at_once_across_threads(at_once):
    """Forty visitors in eight threads, some of which give up: never more at once than allowed, none forgotten."""
    turns, lock = Turns(), threading.Lock()
    inside, most, served = 0, 0, 0

    async def visit(number: int) -> None:
        nonlocal inside, most, served
        async with asyncio.timeout(0.02 if number % 4 == 0 else 20), turns.turn("here", at_once):
            with lock:
                inside, most = inside + 1, max(most, inside + 1)
            try:
                await asyncio.sleep(0.01)
                served += 1
            finally:
                with lock:
                    inside -= 1

    async def several() -> None:
        await asyncio.gather(*(visit(number) for number in range(5)), return_exceptions=True)

    in_threads(lambda _: asyncio.run(several()), 8)
    assert served >= 24
    assert (inside, most) == (0, at_once)
    assert not turns._lines


def test_turns_come_in_the_order_of_asking():
    """Nobody overtakes, not even one who would take a turn beside another."""
    turns, order = Turns(), []

    async def visit(number: int) -> None:
        async with turns.turn("here", 1 + number % 2):
            order.append(number)
            await asyncio.sleep(0)

    async def all_of_them() -> None:
        await asyncio.gather(*(visit(number) for number in range(9)))

    asyncio.run(all_of_them())
    assert order == list(range(9))


def test_memory_of_hosts_is_bounded(monkeypatch):
    """The copies, and the notes, that nobody has written for longest are forgotten; pauses outlive copies."""
    state, copy = MemoryState(), RobotsCopy(b"x" * 65_536, time.time())
    for number in range(200):
        state.write(f"http://h{number}.example:80", HostNotes(last_request=1.0, robots=copy))
    kept = [state.read(f"http://h{number}.example:80") for number in range(200)]
    assert sum(len(each.robots.content) for each in kept if each.robots) == MAX_COPIES_BYTES
    assert kept[-1].robots is copy
    assert all(each.last_request for each in kept)
    monkeypatch.setattr(hosts, "MAX_NOTES", 10)
    state.write("http://another.example:80", HostNotes(last_request=1.0))
    assert state.read("http://h190.example:80") == HostNotes()
    assert state.read("http://h191.example:80") != HostNotes()


def test_a_state_of_ones_own_is_not_shared(server):
    """Who gives a fetcher a state, as a batch does its store, keeps what is learned there."""
    state = MemoryState()
    own = Hosts(state)
    own.note("http://lantern.example:80", last_request=5.0)
    assert state.read("http://lantern.example:80").last_request == 5.0
    assert shared_hosts().state.read("http://lantern.example:80") == HostNotes()
