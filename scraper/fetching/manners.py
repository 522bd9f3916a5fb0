"""Manners towards hosts: one request at a time, a pause between two, and no request before a host wants one."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import time
from collections.abc import AsyncIterator
from typing import Protocol

from scraper.errors import NotBeforeError
from scraper.options import MAX_NOT_BEFORE_S, FetchOptions
from scraper.records import HostNotes


class HostState(Protocol):
    """Where the notes about hosts are kept: in memory for one run, or in a store for many."""

    def read(self, origin: str) -> HostNotes:
        """The notes about an origin, empty ones where there are none."""

    def write(self, origin: str, notes: HostNotes) -> None:
        """Keeps the notes about an origin."""


class MemoryState:
    """Notes that live as long as the fetcher."""

    def __init__(self) -> None:
        self._notes: dict[str, HostNotes] = {}

    def read(self, origin: str) -> HostNotes:
        """The notes about an origin, empty ones where there are none."""
        return self._notes.get(origin, HostNotes())

    def write(self, origin: str, notes: HostNotes) -> None:
        """Keeps the notes about an origin."""
        self._notes[origin] = notes


class Manners:
    """Decides when an origin may be asked next."""

    def __init__(self, options: FetchOptions, state: HostState) -> None:
        self._options = options
        self._state = state
        self._turns: dict[str, asyncio.Semaphore] = {}

    @contextlib.asynccontextmanager
    async def turn(self, origin: str, url: str) -> AsyncIterator[None]:
        """`per_host` visitors at a time; waits out a short `not_before`, raises NotBeforeError for a long one."""
        async with self._turns.setdefault(origin, asyncio.Semaphore(self._options.per_host)):
            wait = self.closed_s(origin)
            if wait > self._options.max_wait_s:
                moment = self._state.read(origin).not_before
                raise NotBeforeError(url, f"{origin} wants no request for another {wait:.0f} s", moment)
            await self._sleep_until_open(origin, wait)
            yield

    async def pause(self, origin: str, url: str, crawl_delay_s: float) -> None:
        """Waits until the pause after the origin's last request is over; the first request pays none.

        A Crawl-delay longer than we wait makes every request after the first wait for a later run (NotBeforeError).
        """
        last = self._state.read(origin).last_request
        if not last:
            return
        delay = max(self._options.delay_s, min(crawl_delay_s, MAX_NOT_BEFORE_S))
        # A clock set back must not make us wait longer than the pause itself.
        wait = min(last + delay - time.time(), delay)
        if wait <= 0:
            return
        if crawl_delay_s > self._options.max_crawl_delay_s:
            raise NotBeforeError(url, f"{origin} wants {crawl_delay_s:.0f} s between two requests", last + delay)
        await asyncio.sleep(wait)

    def ready_at(self, origin: str) -> float:
        """The moment, in POSIX seconds, from which on the origin may be asked as far as is known; 0 for now."""
        notes = self._state.read(origin)
        # A clock set back must not make anybody wait longer than the pause itself.
        last = min(notes.last_request, time.time())
        return max(notes.not_before, last + self._options.delay_s if last else 0.0)

    def asked(self, origin: str) -> None:
        """Notes that a request to the origin has just ended: the next pause counts from here."""
        self._state.write(origin, dataclasses.replace(self._state.read(origin), last_request=time.time()))

    def close_for(self, origin: str, seconds: float) -> None:
        """Notes that the origin wants no request for some seconds."""
        not_before = time.time() + min(seconds, MAX_NOT_BEFORE_S)
        self._state.write(origin, dataclasses.replace(self._state.read(origin), not_before=not_before))

    def closed_s(self, origin: str) -> float:
        """For how many more seconds the origin wants no request."""
        return max(self._state.read(origin).not_before - time.time(), 0.0)

    async def _sleep_until_open(self, origin: str, wait: float) -> None:
        while wait > 0:  # more than once: sleep may end a little early by the wall clock
            await asyncio.sleep(wait)
            wait = self.closed_s(origin)
