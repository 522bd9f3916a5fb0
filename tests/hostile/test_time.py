"""Servers that would hold us for ever, at the promised time limits (P4)."""

from __future__ import annotations

import asyncio
import socket
import time

import pytest

from scraper.errors import DeadlineError
from scraper.fetching.client import Fetcher
from scraper.options import FetchOptions
from tests.hostile.command import SHARED
from tests.hostile_server import SLOW, HostileServer

TOTAL_S = 3.0
OPTIONS = FetchOptions(allow_private=True, robots=False, delay_s=0.0, retries=0, total_s=TOTAL_S, per_host=7)


def test_no_server_holds_an_address_longer_than_its_time():
    """Six slow servers and a TLS handshake without end, all at once with 3 s each: fetch.timeout, not before 3 s."""

    async def visit(fetcher: Fetcher, url: str) -> float:
        start = time.monotonic()
        with pytest.raises(DeadlineError) as caught:
            await fetcher.fetch(url)
        assert (caught.value.exit_status, caught.value.url) == (4, url)
        return time.monotonic() - start

    async def visit_all(urls: list[str]) -> list[float]:
        async with Fetcher(OPTIONS) as fetcher:
            return await asyncio.gather(*(visit(fetcher, url) for url in urls))

    with HostileServer(SLOW) as server, socket.create_server(("127.0.0.1", 0)) as mute:
        urls = [*map(server.url, SLOW), f"https://127.0.0.1:{mute.getsockname()[1]}/"]
        taken = asyncio.run(visit_all(urls))
    assert len(taken) == 7
    assert min(taken) >= TOTAL_S
    assert max(taken) < TOTAL_S + SHARED
