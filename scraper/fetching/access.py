"""Checks URLs against their origin's robots.txt, fetched at most once a day."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from typing import TypeVar

from scraper.errors import (
    TRANSIENT_STATUSES,
    ConnectError,
    DnsError,
    FetchError,
    PolicyError,
    ProtocolError,
    RobotsError,
    RobotsUnreachableError,
    StatusError,
    TlsError,
)
from scraper.fetching.exchange import Answer, Exchange, Question
from scraper.fetching.headers import robots_headers
from scraper.fetching.hosts import MAX_COPY_BYTES, Hosts, KnownRules
from scraper.fetching.manners import Manners
from scraper.fetching.robots import (
    MAX_AGE_S,
    MAX_ROBOTS_BYTES,
    MAX_ROBOTS_REDIRECTS,
    RobotsRules,
    essence,
    is_short,
    product_token,
)
from scraper.fetching.targets import Target, read_target, redirect_target
from scraper.fetching.visit import Visit
from scraper.options import FetchOptions
from scraper.records import RobotsCopy

#: How long this process waits before it fetches an unavailable robots.txt again.
UNREACHABLE_S = 300.0

#: Failures to reach the host at all. They are reported for the page itself, not as an unavailable robots.txt.
HOST_NOT_REACHED = (DnsError, ConnectError, TlsError)


Result = TypeVar("Result")


class Access:
    """Fetches robots.txt, caches its rules and obeys them."""

    def __init__(self, options: FetchOptions, hosts: Hosts, manners: Manners, exchange: Exchange) -> None:
        self._options = options
        self._hosts = hosts
        self._manners = manners
        self._exchange = exchange
        self._token = product_token(options.user_agent)
        self._thread: ThreadPoolExecutor | None = None  # one thread for work that would block the event loop

    def close(self) -> None:
        """Lets the thread end, if there is one."""
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)

    def check_reachable(self, visit: Visit, origin: str) -> None:
        """Raises RobotsUnreachableError if the origin's robots.txt was unavailable a moment ago."""
        reason = self._hosts.unreachable(origin) if self._options.robots else None
        if reason is not None:
            raise RobotsUnreachableError(visit.url, reason, origin)

    async def check(self, visit: Visit, target: Target) -> float:
        """The Crawl-delay of the target's origin in seconds; 0 if it names none.

        Call it while holding the origin's turn, so that two visits never fetch robots.txt at once.

        Raises:  RobotsError if the target is disallowed, RobotsUnreachableError, FetchError.
        """
        if not self._options.robots:
            return 0.0
        rules = await self._rules(visit, target)
        if not await self._run(partial(rules.allows, target.url), is_quick=rules.is_quick(target.url)):
            raise RobotsError(visit.url, f"robots.txt of {target.origin} disallows it")
        return rules.delay_s

    async def _rules(self, visit: Visit, target: Target) -> RobotsRules:
        """The rules of the target's origin, cached or freshly fetched."""
        origin = target.origin
        known = self._hosts.rules(origin, self._token)
        copy = self._hosts.state.read(origin).robots
        if known is not None and _is_fresh(known.fetched_at) and (copy is None or copy.fetched_at == known.fetched_at):
            return known.rules
        if copy is None or not _is_fresh(copy.fetched_at):
            content = await self._content(visit, target)
            copy = RobotsCopy(await self._run(partial(essence, content), is_quick=is_short(content)), time.time())
            self._hosts.note(origin, robots=copy if len(copy.content) <= MAX_COPY_BYTES else None)
        rules = await self._run(partial(RobotsRules, copy.content, self._token), is_quick=is_short(copy.content))
        self._hosts.keep_rules(origin, self._token, KnownRules(rules, copy.fetched_at))
        return rules

    async def _run(self, work: Callable[[], Result], *, is_quick: bool) -> Result:
        """Runs `work` and returns its result; one call at a time in a thread if it would block the event loop."""
        if is_quick:
            return work()
        self._thread = self._thread or ThreadPoolExecutor(1, "robots")
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def _content(self, visit: Visit, target: Target) -> bytes:
        """The text of the robots.txt of the target's origin; empty if everything is allowed.

        An unreachable host raises its own error. Any other failure counts as a full disallow (RFC 9309, 2.3.1.4) until
        robots.txt is available again.
        """
        origin = target.origin
        left = visit.deadline.left()
        try:
            answer = await self._answer(visit, target)
        except (*HOST_NOT_REACHED, PolicyError):
            raise
        except FetchError as error:
            reason = f"robots.txt of {origin} is unavailable: {error.reason}"
            # With almost no time left we hung up, not the host: the next URL tries again.
            if left >= min(self._options.timeout_s, self._options.total_s / 2):
                self._hosts.keep_unreachable(origin, reason, UNREACHABLE_S)
            raise RobotsUnreachableError(visit.url, reason, origin) from error
        if answer.status in TRANSIENT_STATUSES:
            self._manners.note_retry_after(origin, answer.header("retry-after"))
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS and self._manners.closed_s(origin):
            raise StatusError(visit.url, answer.reason(), answer.status)  # 429 allows everything, but not yet
        if answer.status >= 500:
            reason = f"robots.txt of {origin} is unavailable: status {answer.status}"
            self._hosts.keep_unreachable(origin, reason, UNREACHABLE_S)
            raise RobotsUnreachableError(visit.url, reason, origin)
        return answer.content

    async def _answer(self, visit: Visit, target: Target) -> Answer:
        """The last response on the way to robots.txt; an empty one if a redirect leads nowhere (2.3.1.2)."""
        hop = read_target(f"{target.origin}/robots.txt", self._options)
        headers = robots_headers(self._options)
        for _ in range(MAX_ROBOTS_REDIRECTS + 1):
            try:
                answer = await self._exchange.ask(visit, Question(hop, headers, MAX_ROBOTS_BYTES, cut=True))
            except PolicyError:
                if hop.origin == target.origin:
                    raise
                break
            except HOST_NOT_REACHED as error:
                if hop.origin == target.origin:
                    raise
                raise ProtocolError(visit.url, error.reason) from error
            if answer.location is None:
                return answer
            try:
                hop = redirect_target(hop, answer.location, self._options, visit.url)
            except (PolicyError, ProtocolError):
                break
        return Answer(HTTPStatus.NOT_FOUND)


def _is_fresh(fetched_at: float) -> bool:
    return 0 <= time.time() - fetched_at < MAX_AGE_S
