"""What the fetcher knows about hosts, so that pauses outlast a run."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from scraper.options import MAX_NOT_BEFORE_S
from scraper.records import HostNotes, RobotsCopy
from scraper.store.database import Database, failures

MAX_ORIGINS = 250  # cached notes about hosts, each with a robots.txt of up to 64 KiB


class Origins(Database):
    """The fetcher's port (`HostState`): notes about origins, committed with the next `flush`."""

    def __init__(self, path: Path, connection: sqlite3.Connection, *, keeps: bool = True) -> None:
        super().__init__(path, connection, keeps=keeps)
        self._notes: dict[str, HostNotes] = {}
        self._touched: set[str] = set()

    def read(self, origin: str) -> HostNotes:
        """The notes about an origin; empty ones if there are none."""
        if origin not in self._notes:
            with failures(self.path):
                row = self._db.execute(
                    "SELECT last_request, not_before, robots, robots_at FROM origins WHERE origin = ?", (origin,)
                ).fetchone()
            notes = HostNotes()
            if row:
                now = time.time()  # a moment written by a wrong clock must not close a host for years
                last, not_before = min(row[0], now), min(row[1], now + MAX_NOT_BEFORE_S)
                notes = HostNotes(last, not_before, RobotsCopy(row[2], row[3]) if row[3] is not None else None)
                if (last, not_before) != row[:2]:
                    self._touched.add(origin)
            self._notes[origin] = notes
        return self._notes[origin]

    def write(self, origin: str, notes: HostNotes) -> None:
        """Stores the notes about an origin; committed with the next `flush`."""
        self._notes[origin] = notes
        self._touched.add(origin)

    def flush(self) -> None:
        """Commits everything written since the last time; only then does it survive a kill."""
        with failures(self.path):
            for origin in self._touched:
                notes = self._notes[origin]
                robots, at = (notes.robots.content, notes.robots.fetched_at) if notes.robots else (None, None)
                self._write(
                    "INSERT OR REPLACE INTO origins VALUES (?, ?, ?, ?, ?)",
                    (origin, notes.last_request, notes.not_before, robots, at),
                )
            self._touched.clear()
            if len(self._notes) > MAX_ORIGINS:  # all of them are in the file
                self._notes.clear()
        super().flush()
