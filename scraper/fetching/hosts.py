"""What is known of hosts: when each was asked last, when it may be asked again, its robots.txt, and whose turn it is.

Fetchers that are given no state share one such knowledge, whatever event loop or thread they are in, so that a process
treats a host as one visitor, however many calls it makes.
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

MAX_NOTES = 50_000  # origins of which something is kept in memory
MAX_COPY_BYTES = 65_536  # of a robots.txt that is kept beyond its first use; what remarks it has are not counted
MAX_COPIES_BYTES = 8_388_608  # of those that are kept in memory
MAX_RULES_BYTES = 2_097_152  # of those that are kept as rules, which take some 15 times as much memory
MAX_UNREACHABLE = 10_000  # origins

_NOTING = threading.Lock()  # two sets of hosts may have one state


class HostState(Protocol):
    """Where the notes about hosts are kept: in memory for one process, or in a store for many."""

    def read(self, origin: str) -> HostNotes:
        """The notes about an origin, empty ones where there are none."""

    def write(self, origin: str, notes: HostNotes) -> None:
        """Keeps the notes about an origin."""


class MemoryState:
    """Notes in memory, those of the origins that were written last; for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._notes: OrderedDict[str, HostNotes] = OrderedDict()  # without copies of robots.txt
        self._copies: OrderedDict[str, RobotsCopy] = OrderedDict()
        self._bytes = 0

    def read(self, origin: str) -> HostNotes:
        """The notes about an origin, empty ones where there are none."""
        with self._lock:
            return dataclasses.replace(self._notes.get(origin, HostNotes()), robots=self._copies.get(origin))

    def write(self, origin: str, notes: HostNotes) -> None:
        """Keeps the notes about an origin, and forgets those that nobody has written for longest."""
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
    """The rules of one origin for one client, and when its robots.txt was had, in POSIX seconds."""

    rules: RobotsRules
    fetched_at: float


class Hosts:
    """The knowledge of hosts that fetchers share; for several threads where its state is."""

    def __init__(self, state: HostState | None = None) -> None:
        self.state: HostState = state or MemoryState()
        self.turns = Turns()
        self._lock = threading.Lock()
        self._rules: OrderedDict[tuple[str, str], KnownRules] = OrderedDict()
        self._rules_bytes = 0
        self._unreachable: OrderedDict[str, tuple[str, float]] = OrderedDict()

    def note(self, origin: str, **changes: Any) -> None:
        """Changes some of the notes about an origin, and no others."""
        with _NOTING:
            self.state.write(origin, dataclasses.replace(self.state.read(origin), **changes))

    def rules(self, origin: str, token: str) -> KnownRules | None:
        """The rules of an origin for a client, where they have been read and are still kept."""
        with self._lock:
            known = self._rules.get((origin, token))
            if known is not None:
                self._rules.move_to_end((origin, token))
            return known

    def keep_rules(self, origin: str, token: str, known: KnownRules) -> None:
        """Keeps rules, and forgets those that nobody has asked for longest."""
        with self._lock:
            old = self._rules.pop((origin, token), None)
            self._rules[origin, token] = known
            self._rules_bytes += known.rules.size - (old.rules.size if old else 0)
            while self._rules_bytes > MAX_RULES_BYTES and len(self._rules) > 1:
                self._rules_bytes -= self._rules.popitem(last=False)[1].rules.size

    def unreachable(self, origin: str) -> str | None:
        """Why robots.txt of an origin could not be had a moment ago, where it is not to be asked for again yet."""
        with self._lock:
            reason, until = self._unreachable.get(origin, ("", 0.0))
            return reason if time.monotonic() < until else None

    def keep_unreachable(self, origin: str, reason: str, seconds: float) -> None:
        """Notes that robots.txt of an origin could not be had, and shall not be asked for during some seconds."""
        with self._lock:
            self._unreachable.pop(origin, None)
            self._unreachable[origin] = (reason, time.monotonic() + seconds)
            if len(self._unreachable) > MAX_UNREACHABLE:
                self._unreachable.popitem(last=False)


_shared = Hosts()


def shared_hosts() -> Hosts:
    """What all fetchers of this process know that are given no state of their own."""
    return _shared


def forget_hosts() -> None:
    """Starts with no knowledge of hosts, as a new process does."""
    global _shared
    _shared = Hosts()


# Turns that threads of the parent hold would never end in a child.
os.register_at_fork(after_in_child=forget_hosts)
