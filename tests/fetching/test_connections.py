"""Connections are kept for the next request to the same origin, within limits of number and time."""

from __future__ import annotations

import asyncio

import pytest

from scraper.errors import StatusError
from scraper.fetching import connections
from scraper.fetching.connections import MAX_IDLE
from tests.hostile_server import answer, drips_the_body, drips_the_head


@pytest.mark.parametrize("surplus", [-1, 0, 1, 5])
def test_so_many_idle_connections_are_kept(serve, client, surplus):
    """With more hosts than connections that are kept, those that were not used for longest are closed."""
    server = serve({"/*": answer(b"page")})
    hosts = [f"h{number}.example" for number in range(MAX_IDLE + surplus)]

    async def work(fetcher):
        for host in hosts:
            await fetcher.fetch(server.url("/x", host))
        assert server.connections == len(hosts)
        assert await asyncio.to_thread(server.awaits_open, min(len(hosts), MAX_IDLE))
        for host in hosts[max(surplus, 0) :]:
            await fetcher.fetch(server.url("/again", host))
        assert server.connections == len(hosts)
        for host in hosts[: max(surplus, 0)]:
            await fetcher.fetch(server.url("/again", host))
        assert server.connections == len(hosts) + max(surplus, 0)

    client({host: ["127.0.0.1"] for host in hosts}).run(work)
    assert server.awaits_open(0)


def test_an_idle_connection_is_closed_in_time(serve, client, monkeypatch):
    """A request to any host closes those of others that nobody has used for long."""
    server, other = serve({"/*": answer(b"page")}), serve({"/*": answer(b"page")})
    monkeypatch.setattr(connections, "KEEPALIVE_S", 0.3)

    async def work(fetcher):
        await fetcher.fetch(server.url("/x"))
        assert await asyncio.to_thread(server.awaits_open, 1)
        await asyncio.sleep(0.4)
        await fetcher.fetch(other.url("/x"))
        assert await asyncio.to_thread(server.awaits_open, 0)

    client().run(work)


def test_hosts_share_no_connection(serve, client):
    """Two names of one address, and http and https, have connections of their own."""
    server = serve({"/*": answer(b"page")})

    async def work(fetcher):
        for _ in range(3):
            await fetcher.fetch(server.url("/x", "one.example"))
            await fetcher.fetch(server.url("/x", "two.example"))

    client({"one.example": ["127.0.0.1"], "two.example": ["127.0.0.1"]}).run(work)
    assert server.connections == 2
    assert {seen.headers["host"].partition(":")[0] for seen in server.requests} == {"one.example", "two.example"}


def test_a_connection_with_an_unread_body_is_not_kept(serve, client):
    """What is left of an answer must not be read as the next one."""
    server = serve({"/gone": answer(b"nothing here" * 10_000, "404 Not Found"), "/*": answer(b"page")})

    async def work(fetcher):
        with pytest.raises(StatusError):
            await fetcher.fetch(server.url("/gone"))
        assert await asyncio.to_thread(server.awaits_open, 0)
        assert (await fetcher.fetch(server.url("/x"))).content == b"page"

    client().run(work)
    assert server.connections == 2


@pytest.mark.parametrize("slow", [drips_the_head, drips_the_body])
def test_a_visit_that_is_given_up_leaves_no_connection(serve, client, slow):
    """Whoever no longer waits for a page closes its connection."""
    server = serve({"/slow": slow, "/*": answer(b"page")})

    async def work(fetcher):
        await fetcher.fetch(server.url("/x"))
        visit = asyncio.create_task(fetcher.fetch(server.url("/slow")))
        await asyncio.sleep(0.2)
        assert server.paths == ["/x", "/slow"]
        visit.cancel()
        await asyncio.gather(visit, return_exceptions=True)
        assert visit.cancelled()
        assert await asyncio.to_thread(server.awaits_open, 0)
        assert (await fetcher.fetch(server.url("/x"))).content == b"page"

    client().run(work)
    assert server.connections == 2


@pytest.mark.parametrize("surplus", [answer(b"another one"), b"HTTP/1.1 200 OK\r\n", b"</html>\n", b"\r\n"])
def test_a_connection_with_surplus_bytes_is_not_kept(serve, client, surplus):
    """What a server sends behind its answer, unasked, is not taken for the answer to the next request."""
    server = serve({"/extra": answer(b"first") + surplus, "/*": answer(b"page")})

    async def work(fetcher):
        for _ in range(2):
            assert (await fetcher.fetch(server.url("/extra"))).content == b"first"
            assert (await fetcher.fetch(server.url("/x"))).content == b"page"

    client().run(work)
    assert server.connections == 3
