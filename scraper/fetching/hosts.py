"""What is known of hosts: the last request, the earliest next one, robots.txt, and whose turn it is.

Fetchers without a state of their own share this knowledge across event loops and threads, so that a process is one
visitor to a host, however many calls it makes.
"""

from __future__ import annotations

import dataclasses
import os
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Protocol

from scraper.fetching.robots import RobotsRules
from scraper.fetching.turns import Turns
from scraper.records import HostNotes, RobotsCopy

MAX_NOTES = 50_000  # origins remembered in memory
MAX_COPY_BYTES = 65_536  # characters of a robots.txt that is kept after its first use, comments not counted
MAX_COPIES_BYTES = 8_388_608  # characters of all robots.txt kept in memory
MAX_RULES_BYTES = 2_097_152  # characters of those kept as parsed rules, which take some 15 times as much memory
MAX_UNREACHABLE = 10_000  # origins

_NOTING = threading.Lock()  # two Hosts may share one state


class HostState(Protocol):
    """Stores the notes about hosts: in memory for one process, or in a database for many."""

    def read(self, origin: str) -> HostNotes:
        """The notes about an origin; empty ones if there are none."""

    def write(self, origin: str, notes: HostNotes) -> None:
        """Stores the notes about an origin."""


class MemoryState:
    """Thread-safe notes in memory, for the origins written most recently."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._notes: OrderedDict[str, HostNotes] = OrderedDict()  # without robots.txt
        self._copies: OrderedDict[str, RobotsCopy] = OrderedDict()
        self._bytes = 0

    def read(self, origin: str) -> HostNotes:
        """The notes about an origin; empty ones if there are none."""
        with self._lock:
            return dataclasses.replace(self._notes.get(origin, HostNotes()), robots=self._copies.get(origin))

    def write(self, origin: str, notes: HostNotes) -> None:
        """Stores the notes about an origin, and drops those that were written longest ago."""
        with self._lock:
            self._drop_copy(origin)
            if notes.robots is not None:
                self._copies[origin] = notes.robots
                self._bytes += len(notes.robots.content)
            self._notes[origin] = dataclasses.replace(notes, robots=None)
            self._notes.move_to_end(origin)
            while self._bytes > MAX_COPIES_BYTES:
                self._drop_copy(next(iter(self._copies)))
            while len(self._notes) > MAX_NOTES:
                self._drop_copy(self._notes.popitem(last=False)[0])

    def _drop_copy(self, origin: str) -> None:
        copy = self._copies.pop(origin, None)
        self._bytes -= len(copy.content) if copy else 0


@dataclass(frozen=True, slots=True)
class KnownRules:
    """An origin's rules for one client, and when its robots.txt was fetched, in POSIX seconds."""

    rules: RobotsRules
    fetched_at: float


class Hosts:
    """The knowledge of hosts that fetchers share; thread-safe if its state is."""

    def __init__(self, state: HostState | None = None) -> None:
        self.state: HostState = state or MemoryState()
        self.turns = Turns()
        self._lock = threading.Lock()
        self._rules: OrderedDict[tuple[str, str], KnownRules] = OrderedDict()
        self._rules_bytes = 0
        self._unreachable: OrderedDict[str, tuple[str, float]] = OrderedDict()

    def note(self, origin: str, **changes: Any) -> None:
        """Updates some of the notes about an origin and leaves the others."""
        with _NOTING:
            self.state.write(origin, dataclasses.replace(self.state.read(origin), **changes))

    def rules(self, origin: str, token: str) -> KnownRules | None:
        """The cached rules of an origin for a client; None if they are not cached."""
        with self._lock:
            known = self._rules.get((origin, token))
            if known is not None:
                self._rules.move_to_end((origin, token))
            return known

    def keep_rules(self, origin: str, token: str, known: KnownRules) -> None:
        """Caches rules, and drops the least recently used."""
        with self._lock:
            old = self._rules.pop((origin, token), None)
            self._rules[origin, token] = known
            self._rules_bytes += known.rules.size - (old.rules.size if old else 0)
            while self._rules_bytes > MAX_RULES_BYTES and len(self._rules) > 1:
                self._rules_bytes -= self._rules.popitem(last=False)[1].rules.size

    def unreachable(self, origin: str) -> str | None:
        """Why an origin's robots.txt was unavailable a moment ago, while it may not be fetched again yet; else None."""
        with self._lock:
            reason, until = self._unreachable.get(origin, ("", 0.0))
            return reason if time.monotonic() < until else None

    def keep_unreachable(self, origin: str, reason: str, seconds: float) -> None:
        """Notes that an origin's robots.txt is unavailable and not to be fetched again for some seconds."""
        with self._lock:
            self._unreachable.pop(origin, None)
            self._unreachable[origin] = (reason, time.monotonic() + seconds)
            if len(self._unreachable) > MAX_UNREACHABLE:
                self._unreachable.popitem(last=False)


_shared = Hosts()


def shared_hosts() -> Hosts:
    """The knowledge shared by all fetchers of this process that have no state of their own."""
    return _shared


def forget_hosts() -> None:
    """Forgets everything about hosts, as a new process would."""
    global _shared
    _shared = Hosts()


# Turns held by the parent's threads would never end in a child.
os.register_at_fork(after_in_child=forget_hosts)
