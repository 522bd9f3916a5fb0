"""Time is bounded: no server holds us longer than a URL's time limit."""

from __future__ import annotations

import asyncio
import socket

import pytest

from scraper.errors import ConnectError, DeadlineError, DnsError
from scraper.fetching.backend import GuardedBackend
from tests.hostile_server import SLOW


@pytest.mark.parametrize("path", SLOW)
def test_a_slow_server_is_left_after_the_total_time(serve, client, stopwatch, path):
    """Dripped heads and bodies, floods of interim answers and silence end as fetch.timeout when the time is over."""
    server = serve(SLOW)
    with pytest.raises(DeadlineError) as caught:
        client(total_s=0.8).fetch(server.url(path))
    assert 0.8 <= stopwatch() < 2.8
    assert caught.value.url == server.url(path)
    assert "0.8 s" in caught.value.reason


def test_a_silence_is_shorter_than_the_total_time(serve, client, stopwatch):
    """A server that falls silent is left after `timeout_s`, long before the address's time is over."""
    server = serve(SLOW)
    with pytest.raises(DeadlineError, match="silent"):
        client(total_s=10.0, timeout_s=0.4).fetch(server.url("/silence"))
    assert 0.4 <= stopwatch() < 2.4


def test_a_tls_handshake_that_never_ends_is_bounded(client, stopwatch):
    """A listener that accepts and never says a word of TLS costs no more than the connect timeout."""
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(DeadlineError):
        client(connect_timeout_s=0.4).fetch(f"https://127.0.0.1:{listener.getsockname()[1]}/")
    assert 0.4 <= stopwatch() < 2.4


def test_a_resolver_that_never_answers_is_bounded(stopwatch):
    """A lookup without an answer ends as fetch.dns within the connect timeout."""

    async def never(host: str, port: int) -> list[str]:
        await asyncio.sleep(60)
        return []

    backend = GuardedBackend(allow_private=False, resolve=never)
    with pytest.raises(DnsError):
        asyncio.run(backend.connect_tcp("slow.example", 80, timeout=0.3))
    assert 0.3 <= stopwatch() < 2.3


def test_one_dead_address_leaves_time_for_the_next(serve, client):
    """Of several addresses of a host the first that answers is used."""
    server = serve({"/": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"})
    names = {"two.example": ["127.0.0.2", "127.0.0.1"]}  # the server listens on the second only
    assert client(names).fetch(server.url("/", host="two.example")).content == b"ok"


def test_a_closed_port_is_a_connect_error(client):
    """Nobody listening is fetch.connect."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ConnectError):
        client().fetch(f"http://127.0.0.1:{port}/")


def test_a_name_without_an_address_is_a_dns_error(client):
    """A name that nobody knows is fetch.dns, and is not tried again."""
    with pytest.raises(DnsError, match=r"gone\.example"):
        client(retries=2, backoff_s=60.0, total_s=60.0).fetch("http://gone.example/")
