"""A client with short timeouts, and loopback servers for it."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest

from scraper.fetching.client import Fetcher
from scraper.fetching.transport import GuardedTransport
from scraper.options import FetchOptions
from scraper.records import Page
from tests.hostile_server import HostileServer, Reply

Result = TypeVar("Result")

HURRY: dict[str, Any] = {
    "allow_private": True,
    "robots": False,
    "delay_s": 0.0,
    "total_s": 3.0,
    "timeout_s": 2.0,
    "connect_timeout_s": 1.0,
    "retries": 0,
    "backoff_s": 0.05,
}


@dataclass(frozen=True)
class Client:
    """Fetches with its own options; `names` maps host names to addresses, instead of DNS."""

    options: FetchOptions
    names: dict[str, list[str]]
    tls: ssl.SSLContext | None = None

    def fetcher(self) -> Fetcher:
        """A new fetcher, to be entered."""
        return Fetcher(
            self.options, transport=GuardedTransport(self.options, resolve=self._resolve, ssl_context=self.tls)
        )

    def fetch(self, url: str) -> Page:
        """The page at one address."""
        return self.run(lambda fetcher: fetcher.fetch(url))

    def run(self, work: Callable[[Fetcher], Awaitable[Result]]) -> Result:
        """What `work` gives with a fetcher."""

        async def whole() -> Result:
            async with self.fetcher() as fetcher:
                return await work(fetcher)

        return asyncio.run(whole())

    async def _resolve(self, host: str, port: int) -> list[str]:
        if host not in self.names:
            raise OSError(f"no such name: {host}")
        return self.names[host]


@pytest.fixture
def client() -> Callable[..., Client]:
    """Builds a client in a hurry; keyword arguments are fetch options."""

    def build(names: dict[str, list[str]] | None = None, tls: ssl.SSLContext | None = None, **options: Any) -> Client:
        return Client(FetchOptions(**{**HURRY, **options}), names or {}, tls)

    return build


@pytest.fixture
def serve() -> Iterator[Callable[..., HostileServer]]:
    """Starts loopback servers that end with the test."""
    with contextlib.ExitStack() as servers:

        def start(routes: dict[str, Reply] | None = None, tls: ssl.SSLContext | None = None) -> HostileServer:
            return servers.enter_context(HostileServer(routes or {}, tls))

        yield start


@pytest.fixture
def stopwatch() -> Callable[[], float]:
    """Seconds since the test began."""
    start = time.monotonic()
    return lambda: time.monotonic() - start
