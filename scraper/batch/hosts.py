"""Whose turn is it, and how many pages are fetched at once?"""

from __future__ import annotations

import heapq
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from scraper.batch.summary import HostSummary
from scraper.errors import ConnectError, DeadlineError, DnsError, ResetError, ResourcesError, TlsError
from scraper.options import BatchOptions
from scraper.records import FAILURES
from scraper.store import Attempt, Due, Store

QUEUED_OF_HOST = 20  # URLs of a host that are read from the store at a time
#: Failures of the host rather than of the page.
HOST_CODES = frozenset(each.code for each in (DnsError, ConnectError, ResetError, DeadlineError, TlsError))
RECENT = 32  # the latest outcomes, from which the number of concurrent requests is set
KEPT_HOSTS = 50  # in a summary
NO_MORE = 2**62  # an id after every URL's


@dataclass(slots=True)
class Host:
    """One host in this run."""

    name: str
    left: int  # due URLs
    active: int = 0
    queue: list[Due] = field(default_factory=list)
    last: int = 0  # the last URL read from the store
    failures: int = 0  # consecutive
    pages: int = 0
    failed: int = 0
    seconds: float = 0.0


class Hosts:
    """The hosts of a run, each asked in turn and no faster than it wants.

    `wait_s` gives the seconds until a URL's host may be asked.
    """

    def __init__(self, store: Store, options: BatchOptions, per_host: int, wait_s: Callable[[Due], float]) -> None:
        self._store = store
        self._options = options
        self._per_host = per_host
        self._wait_s = wait_s
        self._hosts: dict[str, Host] = {}
        self._ready: list[tuple[float, int, str]] = []  # monotonic time when a host may be asked, a number, the host
        self._number = 0
        self._lately: deque[bool] = deque(maxlen=RECENT)  # whether each failed at the network
        self.limit = options.concurrency  # pages at once, adapted to failures

    def plan(self) -> None:
        """Adds the hosts of all due URLs to the run."""
        self._hosts = {name: Host(name, count) for name, count in self._store.due_hosts().items()}
        self._ready = []
        for name in self._hosts:
            self._push(name, 0.0)

    @property
    def due(self) -> int:
        """The number of URLs still to be fetched."""
        return sum(host.left for host in self._hosts.values())

    @property
    def waiting(self) -> dict[str, int]:
        """The hosts with URLs left, and how many."""
        return {name: host.left for name, host in self._hosts.items() if host.left}

    def slowest(self) -> dict[str, HostSummary]:
        """The results for the hosts that took longest, slowest first."""
        slow = heapq.nlargest(KEPT_HOSTS, self._hosts.values(), key=lambda host: host.seconds)
        return {host.name: HostSummary(host.pages, host.failed, host.seconds) for host in slow if host.pages}

    def next_in_s(self) -> float | None:
        """Seconds until the next host may be asked; None if none waits for its turn."""
        return max(self._ready[0][0] - time.monotonic(), 0.0) if self._ready else None

    def take(self) -> tuple[Host, Due] | None:
        """The host whose turn it is, and its next URL; None if it has none left."""
        name = heapq.heappop(self._ready)[-1]
        host = self._hosts[name]
        address = self._next_of(host)
        if address is None:
            return None
        host.active += 1
        if host.active < self._per_host:
            self._push(name, self._wait_s(address))
        return host, address

    def count(self, host: Host, attempt: Attempt) -> None:
        """Counts the outcome of one of a host's URLs."""
        host.left -= 1
        host.pages += 1
        host.failed += attempt.outcome in FAILURES
        host.seconds += attempt.seconds

    def judge(self, host: Host, attempt: Attempt, *, is_closed: bool) -> None:
        """Opens the breaker of a failing host, and lowers the concurrency when everything fails.

        `is_closed` says that the host itself accepts no request now.
        """
        if attempt.code == ResourcesError.code:
            self.limit = max(self.limit // 2, 1)
            return
        is_hosts_fault = attempt.outcome == "failed" and attempt.code in HOST_CODES
        host.failures = host.failures + 1 if is_hosts_fault else 0
        self._lately.append(is_hosts_fault)
        if is_hosts_fault and len(self._lately) == RECENT and sum(self._lately) * 2 > RECENT:
            self.limit = max(self.limit // 2, min(2, self._options.concurrency))  # it may be our own network
            self._lately.clear()
        elif not is_hosts_fault:
            self.limit = min(self.limit + 1, self._options.concurrency)
        if host.failures >= self._options.breaker or is_closed:
            self._store.defer(host.name, attempt.code or "", f"left to a later run: {attempt.reason}", host.last)
            host.queue, host.left, host.last = [], host.active - 1, NO_MORE

    def release(self, host: Host, address: Due) -> None:
        """Lets the host of a URL that is done wait for its next turn."""
        host.active -= 1
        if host.left > host.active:
            self._push(host.name, self._wait_s(address))

    def _push(self, name: str, wait_s: float) -> None:
        self._number += 1
        heapq.heappush(self._ready, (time.monotonic() + wait_s, self._number, name))

    def _next_of(self, host: Host) -> Due | None:
        if not host.queue:
            host.queue = self._store.due_of(host.name, QUEUED_OF_HOST, host.last)[::-1]
            if not host.queue:
                host.left = host.active
                return None
        address = host.queue.pop()
        host.last = address.id
        return address
