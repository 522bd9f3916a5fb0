"""What became of the URLs: every attempt, counts by outcome, code and host, and the runs."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scraper.errors import StoreError
from scraper.records import FAILURES, Outcome
from scraper.store.database import failures
from scraper.store.kept import KeptPage, KeptPages


@dataclass(frozen=True, slots=True)
class Attempt:
    """The result of one attempt at a URL."""

    outcome: Outcome
    code: str | None = None
    reason: str | None = None
    status: int | None = None
    retryable: bool = False
    duplicate_of: int | None = None
    seconds: float = 0.0
    size: int = 0  # bytes of the page
    kept: tuple[KeptPage, ...] = ()  # the pages of its record, the address's own first


class Attempts(KeptPages):
    """The outcomes of URLs; an existing record stays, whatever an attempt results in."""

    def write_attempt(self, run: int, address: int, done: Attempt) -> None:
        """Stores the result of an attempt."""
        with failures(self.path), self._whole():
            now = time.time()
            self._write(
                "UPDATE addresses SET due = 0, outcome = ?, code = ?, reason = ?, status = ?, retryable = ?,"
                " attempts = attempts + 1, tried_at = ?, duplicate_of = ? WHERE id = ?",
                (done.outcome, done.code, done.reason, done.status, done.retryable, now, done.duplicate_of, address),
            )
            added = self._write(
                "INSERT INTO attempts (address, run, at, seconds, bytes, outcome, code, reason, status)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (address, run, now, done.seconds, done.size, done.outcome, done.code, done.reason, done.status),
            )
            self.write_kept(added.lastrowid or 0, address, done.kept)

    def outcome_counts(self) -> dict[Outcome | None, int]:
        """The number of URLs per outcome; None: not tried yet."""
        return self._counts("1")

    def untouched_counts(self, run: int) -> dict[Outcome | None, int]:
        """The number of listed URLs that this run did not attempt, by their outcome; None: none yet."""
        return self._counts("listed AND id NOT IN (SELECT address FROM attempts WHERE run = ?)", run)

    def _counts(self, condition: str, *values: int) -> dict[Outcome | None, int]:
        with failures(self.path):
            sql = f"SELECT outcome, count(*) FROM addresses WHERE {condition} GROUP BY outcome"
            return dict(self._db.execute(sql, values).fetchall())

    def failures(self) -> Iterator[dict[str, Any]]:
        """The listed URLs that failed: url, outcome, code, reason, status, retryable, attempts."""
        names = ("url", "outcome", "code", "reason", "status", "retryable", "attempts")
        with failures(self.path):
            rows = self._db.execute(
                f"SELECT {', '.join(names)} FROM addresses WHERE listed AND outcome IN (?, ?, ?) ORDER BY id", FAILURES
            )
            for row in rows:
                values = dict(zip(names, row, strict=True))
                yield {**values, "retryable": bool(values["retryable"])}

    def code_counts(self) -> dict[str, int]:
        """The number of URLs that failed or were skipped, per code, most frequent first."""
        with failures(self.path):
            rows = self._db.execute(
                "SELECT code, count(*) FROM addresses WHERE code IS NOT NULL GROUP BY code ORDER BY 2 DESC, 1"
            )
            return dict(rows.fetchall())

    def hosts(self, limit: int = 50) -> list[dict[str, Any]]:
        """Per host: URLs, stored, failed, and the attempts, seconds and bytes of them all; most failures first."""
        names = ("host", "addresses", "stored", "failed", "attempts", "seconds", "bytes")
        with failures(self.path):
            rows = self._db.execute(
                "SELECT host, count(*), sum(coalesce(outcome IN ('new', 'changed', 'unchanged'), 0)),"
                " sum(coalesce(outcome IN ('failed', 'gone', 'refused'), 0)), total(tries), total(seconds), total(size)"
                " FROM addresses LEFT JOIN (SELECT address, count(*) AS tries, sum(seconds) AS seconds,"
                "  sum(bytes) AS size FROM attempts GROUP BY address) AS spent ON spent.address = addresses.id"
                " GROUP BY host ORDER BY 4 DESC, 6 DESC LIMIT ?",
                (limit,),
            )
            return [dict(zip(names, row, strict=True)) for row in rows]

    def last_run(self) -> dict[str, Any] | None:
        """The last run: started_at, ended_at (POSIX seconds; None if it was cut off) and its summary."""
        with failures(self.path):
            row = self._db.execute("SELECT started_at, ended_at, summary FROM runs ORDER BY id DESC LIMIT 1").fetchone()
        if row is None:
            return None
        try:
            summary = json.loads(row[2]) if row[2] else None
        except ValueError as error:
            raise StoreError(str(self.path), f"the summary of the last run is damaged: {error}") from error
        return {"started_at": row[0], "ended_at": row[1], "summary": summary}
