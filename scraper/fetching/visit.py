"""One URL on its way to a page: what was requested, where it is now, and how much time is left."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

from scraper.fetching.targets import Target
from scraper.records import Validators


class Deadline:
    """The deadline of a URL; it is extended while the URL waits for its turn."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left, negative once it has passed."""
        return self._end - time.monotonic()

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """Time spent inside is not counted."""
        start = time.monotonic()
        try:
            yield
        finally:
            self._end += time.monotonic() - start


@dataclass(slots=True)
class Visit:
    """One URL on its way to a page."""

    url: str
    start: Target
    deadline: Deadline
    known: Validators | None = None
    origin: str = ""  # of the current target
    delay_s: float = 0.0  # the Crawl-delay there
    is_admitted: bool = False  # whether the first origin's pause is over

    def asks_for_changes(self, target: Target) -> bool:
        """Whether a conditional request is sent to a target."""
        known = self.known
        return known is not None and known.url == target.url and bool(known.etag or known.last_modified)

    @contextlib.contextmanager
    def patience(self) -> Iterator[float]:
        """The seconds that a host's pause may take: unlimited for the first host, whose pauses are not counted.

        The pauses of hosts that redirects lead to do count, or ten of them in a row would take ten times as long.
        """
        if self.is_admitted:
            yield self.deadline.left()
        else:
            with self.deadline.stopped():
                yield math.inf
