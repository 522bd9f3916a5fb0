"""In which order many URLs are fetched: as listed, but never more at once from a host than it takes."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable

from scraper.store import host_of

#: URLs read ahead to find one of a host that is free; a longer run of one host keeps others waiting.
LOOKAHEAD = 1_000


class Turns:
    """URLs by host; at most LOOKAHEAD of them are read ahead of their turn."""

    def __init__(self, urls: Iterable[str], per_host: int) -> None:
        self._urls = iter(urls)
        self._per_host = per_host
        self._waiting: dict[str, deque[str]] = {}  # of hosts that are busy
        self._free: deque[str] = deque()  # waiting URLs of hosts that are free again
        self._active = Counter[str]()
        self._ahead = 0

    def take(self) -> str | None:
        """The next URL whose host is free; None if there is none at the moment, or none left."""
        if self._free:
            return self._begin(self._free.popleft())
        while self._ahead < LOOKAHEAD:
            url = next(self._urls, None)
            if url is None:
                return None
            host = host_of(url)
            if self._active[host] < self._per_host:
                return self._begin(url)
            self._waiting.setdefault(host, deque()).append(url)
            self._ahead += 1
        return None

    def done(self, url: str) -> None:
        """The URL's fetch has ended, so that its host is free for another."""
        host = host_of(url)
        self._active[host] -= 1
        if self._active[host] <= 0:
            del self._active[host]
        if host in self._waiting:
            self._free.append(self._waiting[host].popleft())
            self._ahead -= 1
            if not self._waiting[host]:
                del self._waiting[host]

    def _begin(self, url: str) -> str:
        self._active[host_of(url)] += 1
        return url
