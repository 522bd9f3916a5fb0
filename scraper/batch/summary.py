"""A run's result."""

from __future__ import annotations

import itertools
import traceback
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from scraper.records import FAILURES, Outcome
from scraper.store import Attempt
from scraper.worker import Bug

SLOWEST_HOSTS = 10  # in the JSON of a summary
MAX_BUGS = 20  # tracebacks kept


@dataclass(frozen=True, slots=True)
class HostSummary:
    """A run's result for one host."""

    pages: int
    failed: int
    seconds: float  # of all its pages together


@dataclass(slots=True)
class Summary:
    """A run's result."""

    listed: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    invalid_lines: int = 0
    pages: int = 0
    bytes: int = 0
    files: int = 0  # written for records of earlier runs
    seconds: float = 0.0
    hosts: dict[str, HostSummary] = field(default_factory=dict)  # the slowest hosts, slowest first
    profiles: Counter[str] = field(default_factory=Counter)  # warnings about site profiles, with the number of records
    stopped: str | None = None  # why the run ended early
    bugs: list[str] = field(default_factory=list)  # tracebacks

    @property
    def failed(self) -> int:
        """The number of URLs and lines that failed."""
        return sum(self.outcomes[each] for each in FAILURES) + self.invalid_lines

    def add(self, attempt: Attempt) -> None:
        """Counts the outcome of a URL."""
        self.outcomes[attempt.outcome] += 1
        if attempt.code:
            self.codes[attempt.code] += 1

    def note_bug(self, url: str, bug: Exception) -> str:
        """Keeps a bug's traceback for the caller, and returns it."""
        story = str(bug) if isinstance(bug, Bug) else "".join(traceback.format_exception(bug))
        if len(self.bugs) < MAX_BUGS:
            self.bugs.append(f"{url}\n{story}")
        return story

    def to_dict(self) -> dict[str, Any]:
        """The summary as plain JSON values."""
        slowest = itertools.islice(self.hosts.items(), SLOWEST_HOSTS)
        return {
            "listed": self.listed,
            "outcomes": {name: count for name, count in sorted(self.outcomes.items()) if count},
            "codes": dict(sorted(self.codes.items())),
            "invalid_lines": self.invalid_lines,
            "failed": self.failed,
            "pages": self.pages,
            "bytes": self.bytes,
            "seconds": round(self.seconds, 3),
            "slowest_hosts": [
                {"host": name, "pages": host.pages, "failed": host.failed, "seconds": round(host.seconds, 3)}
                for name, host in slowest
            ],
            "profile_warnings": dict(self.profiles.most_common()),
            "stopped": self.stopped,
        }
