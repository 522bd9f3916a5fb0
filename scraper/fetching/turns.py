"""Whose turn it is at an origin: a few visitors at once, first come, first served."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import AsyncIterator
from concurrent.futures import Future
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Line:
    """The visitors of one origin and those who wait for a turn, each with how many it allows there at once."""

    visitors: int = 0
    waiting: deque[tuple[Future[None], int]] = field(default_factory=deque)


class Turns:
    """The turns of all origins, shared by all event loops and threads of the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: dict[str, _Line] = {}

    @contextlib.asynccontextmanager
    async def turn(self, origin: str, at_once: int) -> AsyncIterator[None]:
        """Waits for a turn at an origin with at most `at_once` visitors, and holds it."""
        ticket = self._enter(origin, at_once)
        try:
            if not ticket.done():
                await asyncio.wrap_future(ticket)
            yield
        finally:
            self._leave(origin, ticket)

    def _enter(self, origin: str, at_once: int) -> Future[None]:
        ticket: Future[None] = Future()
        with self._lock:
            line = self._lines.setdefault(origin, _Line())
            if line.visitors < at_once and not line.waiting:
                line.visitors += 1
                ticket.set_result(None)
            else:
                line.waiting.append((ticket, at_once))
        return ticket

    def _leave(self, origin: str, ticket: Future[None]) -> None:
        """Ends a turn, or the wait for one, and admits the next in line."""
        admitted: list[Future[None]] = []
        with self._lock:
            line = self._lines[origin]
            if not ticket.cancel():  # it has been admitted, perhaps without knowing yet
                line.visitors -= 1
            while line.waiting and line.visitors < line.waiting[0][1]:
                following, _ = line.waiting.popleft()
                if following.set_running_or_notify_cancel():  # it is still waiting
                    line.visitors += 1
                    admitted.append(following)
            if not line.visitors and not line.waiting:
                del self._lines[origin]
        for each in admitted:
            each.set_result(None)
