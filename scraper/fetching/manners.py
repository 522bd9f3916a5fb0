"""Manners towards hosts: one request at a time, a pause between two, and no request before a host wants one."""

from __future__ import annotations

import asyncio
import math
import time
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

from scraper.errors import DeadlineError, NotBeforeError
from scraper.fetching.hosts import Hosts
from scraper.fetching.retry import retry_after_s
from scraper.options import MAX_NOT_BEFORE_S, FetchOptions


class Manners:
    """Decides when an origin may be asked next."""

    def __init__(self, options: FetchOptions, hosts: Hosts) -> None:
        self._options = options
        self._hosts = hosts

    def turn(self, origin: str) -> AbstractAsyncContextManager[None]:
        """A turn at an origin, which has `per_host` visitors at a time."""
        return self._hosts.turns.turn(origin, self._options.per_host)

    async def wait_until_open(self, origin: str, url: str, left_s: float = math.inf) -> None:
        """Waits out a short `not_before`.

        Raises:  NotBeforeError for a long one, DeadlineError for one that is longer than `left_s`.
        """
        wait = self.closed_s(origin)
        if wait > self._options.max_wait_s:
            moment = self._hosts.state.read(origin).not_before
            raise NotBeforeError(url, f"{origin} wants no request for another {wait:.0f} s", moment, origin)
        self._check(wait, origin, url, left_s)
        while wait > 0:  # more than once: sleep may end a little early by the wall clock
            await asyncio.sleep(wait)
            wait = self.closed_s(origin)

    async def pause(self, origin: str, url: str, crawl_delay_s: float, left_s: float = math.inf) -> None:
        """Waits until the pause after the origin's last request is over; the first request pays none.

        Raises:  NotBeforeError after the first request, where the Crawl-delay is longer than we wait: the rest is for a
            later run. DeadlineError for a pause that is longer than `left_s`.
        """
        last = self._hosts.state.read(origin).last_request
        wait = self.pause_s(origin, crawl_delay_s)
        if wait <= 0:
            return
        if crawl_delay_s > self._options.max_crawl_delay_s:
            moment = last + min(crawl_delay_s, MAX_NOT_BEFORE_S)
            raise NotBeforeError(url, f"{origin} wants {crawl_delay_s:.0f} s between two requests", moment, origin)
        self._check(wait, origin, url, left_s)
        await asyncio.sleep(wait)

    def pause_s(self, origin: str, crawl_delay_s: float) -> float:
        """For how many more seconds the pause after the origin's last request goes on."""
        last = self._hosts.state.read(origin).last_request
        delay = max(self._options.delay_s, min(crawl_delay_s, MAX_NOT_BEFORE_S))
        # A clock set back must not make us wait longer than the pause itself.
        return max(min(last + delay - time.time(), delay), 0.0) if last else 0.0

    def ready_at(self, origin: str) -> float:
        """The moment, in POSIX seconds, from which on the origin may be asked as far as is known; 0 for now."""
        wait = max(self.closed_s(origin), self.pause_s(origin, 0.0))
        return time.time() + wait if wait else 0.0

    def asked(self, origin: str) -> None:
        """Notes that a request to the origin has just ended: the next pause counts from here."""
        self._hosts.note(origin, last_request=time.time())

    def close_for(self, origin: str, seconds: float) -> None:
        """Notes that the origin wants no request for some seconds."""
        self._hosts.note(origin, not_before=time.time() + min(seconds, MAX_NOT_BEFORE_S))

    def note_retry_after(self, origin: str, header: str | None) -> None:
        """Closes an origin for as long as its Retry-After asks for, where that is readable."""
        seconds = retry_after_s(header, datetime.now(UTC))
        if seconds is not None:
            self.close_for(origin, seconds)

    def closed_s(self, origin: str) -> float:
        """For how many more seconds the origin wants no request; never longer than it can be closed for.

        A moment further away was noted while the clock was wrong, and would keep the host closed for years.
        """
        wait = self._hosts.state.read(origin).not_before - time.time()
        return max(wait, 0.0) if wait <= MAX_NOT_BEFORE_S else 0.0

    def _check(self, wait: float, origin: str, url: str, left_s: float) -> None:
        if wait >= left_s:
            total = self._options.total_s
            raise DeadlineError(url, f"{origin} wants a pause of {wait:.0f} s, more than is left of {total:g} s")
