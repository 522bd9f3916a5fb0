"""One address on its way to a page: what was asked for, where it has got to, and how much time it has left."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

from scraper.fetching.targets import Target
from scraper.records import Validators


class Deadline:
    """The end of the time an address may take; it moves on while the address waits for its turn."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds until the end, negative after it."""
        return self._end - time.monotonic()

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """Time spent within is not counted."""
        start = time.monotonic()
        try:
            yield
        finally:
            self._end += time.monotonic() - start


@dataclass(slots=True)
class Visit:
    """One address on its way."""

    url: str
    start: Target
    deadline: Deadline
    known: Validators | None = None
    origin: str = ""  # where it is now
    delay_s: float = 0.0  # the Crawl-delay there
    is_admitted: bool = False  # whether the first origin's pause is over

    def asks_for_changes(self, target: Target) -> bool:
        """Whether a target is asked only for what has changed since the page was had."""
        known = self.known
        return known is not None and known.url == target.url and bool(known.etag or known.last_modified)

    @contextlib.contextmanager
    def patience(self) -> Iterator[float]:
        """The seconds that a host's pause may take: any for the first host, whose pauses are not counted.

        Those of the hosts that redirects lead to are, or ten of them in a row would take ten times as long as each.
        """
        if self.is_admitted:
            yield self.deadline.left()
        else:
            with self.deadline.stopped():
                yield math.inf
