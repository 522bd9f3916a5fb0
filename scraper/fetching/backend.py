"""Connects to checked addresses only: a name is resolved once, all its addresses are checked, and one of them is used.

Resolving and connecting in one step leaves no second lookup that could differ (DNS rebinding).
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import ssl
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import httpcore

from scraper.errors import DnsError, PrivateAddressError
from scraper.fetching.addresses import is_allowed, literal_address

#: Maps a host and port to the host's addresses.
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


async def resolve(host: str, port: int) -> Sequence[str]:
    """Resolves a host's addresses in a thread of its own.

    `getaddrinfo` has no timeout. A daemon thread can be left behind when our time runs out; one of the event loop's own
    threads would keep the program from exiting. Raises OSError or UnicodeError, as `getaddrinfo` does.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[Any]] = loop.create_future()

    def settle(found: list[Any] | None, error: Exception | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(found or [])

    def look_up() -> None:
        found, failure = None, None
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            failure = error
        with contextlib.suppress(RuntimeError):  # the loop has been closed: nobody waits for the result
            loop.call_soon_threadsafe(settle, found, failure)

    try:
        threading.Thread(target=look_up, name="resolver", daemon=True).start()
    except RuntimeError as error:
        raise OSError(errno.ENOMEM, "no thread can be started to resolve the host") from error
    return list(dict.fromkeys(str(each[4][0]) for each in await answer))


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """httpcore's network backend, restricted by the address table.

    The errors it raises carry no URL; the transport, which knows it, adds it.
    """

    def __init__(self, *, allow_private: bool, resolve: Resolve = resolve) -> None:
        self._allow_private = allow_private
        self._resolve = resolve
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connects to the first of the host's addresses that answers, all within `timeout` seconds."""
        end = time.monotonic() + (timeout if timeout is not None else 60.0)
        addresses = await self._checked(host, port, end)
        failure: Exception | None = None
        for number, address in enumerate(addresses, start=1):
            left = end - time.monotonic()
            # Each address but the last gets half of the remaining time, so that a dead one cannot use it all up.
            share = left if number == len(addresses) else left / 2
            try:
                return _Stream(await self._network.connect_tcp(address, port, share, local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or DnsError(None, f"{host} has no address")

    async def sleep(self, seconds: float) -> None:
        """Pauses, for httpcore."""
        await asyncio.sleep(seconds)

    async def _checked(self, host: str, port: int, end: float) -> Sequence[str]:
        literal = literal_address(host)
        addresses = [literal] if literal is not None else await self._addresses(host, port, end)
        if not self._allow_private:
            for address in addresses:
                if not is_allowed(address):
                    raise PrivateAddressError(None, f"{host} resolves to {address}, which is not a public address")
        return addresses

    async def _addresses(self, host: str, port: int, end: float) -> Sequence[str]:
        try:
            async with asyncio.timeout(end - time.monotonic()):
                return await self._resolve(host, port)
        except TimeoutError as error:
            raise DnsError(None, f"the DNS lookup of {host} timed out") from error
        except (OSError, UnicodeError) as error:
            raise DnsError(None, f"{host} has no address: {error}") from error


class _Stream(httpcore.AsyncNetworkStream):
    """A connection that is closed if its TLS handshake is cancelled; httpcore would leave it open."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        try:
            return await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except asyncio.CancelledError:  # the time is up, or nobody waits for the page any more
            await self._stream.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
