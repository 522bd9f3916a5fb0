"""Connections that are kept for the next request to the same origin: few, for some seconds, the oldest closed first.

httpcore's own pool looks at all of its connections several times with each request, whatever origin it is for; with
many hosts that is most of what a request costs. Here it only makes the connections.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import httpcore

#: How long an idle connection is kept for the origin's next request: longer than the usual pause between two.
KEEPALIVE_S = 15.0
#: Idle connections that are kept at once, those of all origins together.
MAX_IDLE = 64


@dataclass(frozen=True, slots=True)
class _Idle:
    origin: httpcore.Origin
    connection: httpcore.AsyncConnectionInterface
    since: float  # monotonic


class Connections:
    """Hands out connections, each to one request at a time, and keeps those that may be used again."""

    def __init__(self, create: Callable[[httpcore.Origin], httpcore.AsyncConnectionInterface]) -> None:
        self._create = create
        self._idle: list[_Idle] = []  # the longest unused first
        self._used: set[httpcore.AsyncConnectionInterface] = set()

    @property
    def idle(self) -> list[httpcore.Origin]:
        """The origins of the connections that nobody uses, the longest unused first."""
        return [each.origin for each in self._idle]

    async def take_idle(self, origin: httpcore.Origin) -> httpcore.AsyncConnectionInterface | None:
        """The connection to an origin that was used last, where one is kept that the server has not closed yet."""
        await self._close_old()
        for each in reversed(self._idle):
            if each.origin == origin:
                self._idle.remove(each)
                if not each.connection.has_expired():
                    self._used.add(each.connection)
                    return each.connection
                await each.connection.aclose()
                return await self.take_idle(origin)
        return None

    def create(self, origin: httpcore.Origin) -> httpcore.AsyncConnectionInterface:
        """A connection that is opened with its first request."""
        connection = self._create(origin)
        self._used.add(connection)
        return connection

    async def give_back(self, origin: httpcore.Origin, connection: httpcore.AsyncConnectionInterface) -> None:
        """Takes back a connection whose answer was read or left; one that is not idle now is closed."""
        if connection not in self._used:  # given back already, or closed with all others
            return
        self._used.remove(connection)
        if connection.is_idle() and not connection.is_closed() and not _has_surplus(connection):
            self._idle.append(_Idle(origin, connection, time.monotonic()))
        else:
            await connection.aclose()
        await self._close_old()

    async def aclose(self) -> None:
        """Closes every connection, those in use too."""
        connections = [*(each.connection for each in self._idle), *self._used]
        self._idle, self._used = [], set()
        for connection in connections:
            await connection.aclose()

    async def _close_old(self) -> None:
        """Closes idle connections past the time or the number that are kept."""
        while self._idle and (len(self._idle) > MAX_IDLE or self._idle[0].since < time.monotonic() - KEEPALIVE_S):
            await self._idle.pop(0).connection.aclose()


def _has_surplus(connection: httpcore.AsyncConnectionInterface) -> bool:
    """Whether bytes were received behind the answer: nobody asked for them, and h11 would read them as the next one.

    httpcore tells it nowhere, so its inner connections are looked through; one that has no h11 state is not trusted.
    """
    inner: object = connection
    while inner is not None:
        state = getattr(inner, "_h11_state", None)
        if state is not None:
            return bool(state.trailing_data[0])
        inner = getattr(inner, "_connection", None)
    return True
