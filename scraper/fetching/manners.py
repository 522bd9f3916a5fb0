"""Politeness: one request at a time per host, a pause between requests, and none before Retry-After allows."""

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
    """Decides when an origin may receive its next request."""

    def __init__(self, options: FetchOptions, hosts: Hosts) -> None:
        self._options = options
        self._hosts = hosts

    def turn(self, origin: str) -> AbstractAsyncContextManager[None]:
        """A turn at an origin, which takes `per_host` visitors at a time."""
        return self._hosts.turns.turn(origin, self._options.per_host)

    async def wait_until_open(self, origin: str, url: str, left_s: float = math.inf) -> None:
        """Waits until `not_before` if that is soon.

        Raises:  NotBeforeError if it is too far away, DeadlineError if it is more than `left_s` away.
        """
        wait = self.closed_s(origin)
        if wait > self._options.max_wait_s:
            moment = self._hosts.state.read(origin).not_before
            raise NotBeforeError(url, f"{origin} wants no request for another {wait:.0f} s", moment, origin)
        self._check(wait, origin, url, left_s)
        while wait > 0:  # in a loop: sleep may end a little early by the wall clock
            await asyncio.sleep(wait)
            wait = self.closed_s(origin)

    async def pause(self, origin: str, url: str, crawl_delay_s: float, left_s: float = math.inf) -> None:
        """Waits out the pause after the origin's last request; the first request waits for nothing.

        Raises:  NotBeforeError, after the first request, if the Crawl-delay is longer than we wait: the rest is for a
        later
        run. DeadlineError if the pause is longer than `left_s`.
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
        """Seconds left of the pause after the origin's last request."""
        last = self._hosts.state.read(origin).last_request
        delay = max(self._options.delay_s, min(crawl_delay_s, MAX_NOT_BEFORE_S))
        # A clock that was set back must not make us wait longer than the pause itself.
        return max(min(last + delay - time.time(), delay), 0.0) if last else 0.0

    def ready_at(self, origin: str) -> float:
        """The POSIX time in seconds at which the origin may be asked as far as is known; 0 for now."""
        wait = max(self.closed_s(origin), self.pause_s(origin, 0.0))
        return time.time() + wait if wait else 0.0

    def asked(self, origin: str) -> None:
        """Notes that a request to the origin has ended: the next pause starts now."""
        self._hosts.note(origin, last_request=time.time())

    def close_for(self, origin: str, seconds: float) -> None:
        """Notes that the origin accepts no request for some seconds."""
        self._hosts.note(origin, not_before=time.time() + min(seconds, MAX_NOT_BEFORE_S))

    def note_retry_after(self, origin: str, header: str | None) -> None:
        """Closes an origin for the time that its Retry-After asks for, if that can be parsed."""
        seconds = retry_after_s(header, datetime.now(UTC))
        if seconds is not None:
            self.close_for(origin, seconds)

    def closed_s(self, origin: str) -> float:
        """Seconds for which the origin stays closed, never more than the longest allowed.

        A later moment was noted while the clock was wrong, and would keep the host closed for years.
        """
        wait = self._hosts.state.read(origin).not_before - time.time()
        return max(wait, 0.0) if wait <= MAX_NOT_BEFORE_S else 0.0

    def _check(self, wait: float, origin: str, url: str, left_s: float) -> None:
        if wait >= left_s:
            total = self._options.total_s
            raise DeadlineError(url, f"{origin} wants a pause of {wait:.0f} s, more than is left of {total:g} s")
