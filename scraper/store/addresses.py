"""The known URLs, and which of them a run fetches."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from scraper.normalize.urls import normal_url
from scraper.options import BatchOptions
from scraper.records import FeedItem, Origin
from scraper.store.database import Database, failures

#: URLs that no run has finished: not tried, deferred, or held back by this machine or an unavailable robots.txt.
UNDONE = (
    "outcome IS NULL OR outcome = 'deferred'"
    " OR code IN ('write.failed', 'system.resources', 'fetch.robots_unreachable')"
)
#: A duplicate of a URL that failed is fetched itself: http may fail where https works.
COPY_OF_NOTHING = (
    "outcome = 'duplicate' AND duplicate_of NOT IN (SELECT address FROM records)"
    " AND duplicate_of IN (SELECT id FROM addresses WHERE outcome IN ('failed', 'gone', 'refused'))"
)
FAILED = "outcome IN ('failed', 'gone', 'refused')"
STORED = "outcome IN ('new', 'changed', 'unchanged') AND id IN (SELECT address FROM records)"
#: A refresh also retries pages that existed, or may have existed.
PERHAPS_BACK = "outcome IN ('failed', 'gone') AND (retryable OR id IN (SELECT address FROM records))"
#: If a record has no date, its feed's date counts; undated records are kept.
PUBLISHED_SINCE = (
    "coalesce((SELECT published FROM records WHERE address = addresses.id),"
    " (SELECT published FROM hints WHERE address = addresses.id), '9999') >= ?"
)


@dataclass(frozen=True, slots=True)
class Due:
    """A URL that this run is to fetch."""

    id: int
    url: str
    file: str | None  # the name of its file, once it has one


class Addresses(Database):
    """The URLs of all runs; those of this run are `listed`, and some of them are `due`."""

    def begin_run(self) -> int:
        """Starts a run with no URLs listed yet, and returns its number."""
        with failures(self.path):
            self._write("UPDATE addresses SET listed = 0, due = 0 WHERE listed OR due", ())
            return int(self._write("INSERT INTO runs (started_at) VALUES (?)", (time.time(),)).lastrowid or 0)

    def end_run(self, run: int, summary: Mapping[str, Any]) -> None:
        """Stores a run's summary."""
        with failures(self.path):
            ended = (time.time(), json.dumps(summary), run)
            self._write("UPDATE runs SET ended_at = ?, summary = ? WHERE id = ?", ended)

    def list_address(self, url: str, hint: FeedItem | None = None) -> bool:
        """Adds a URL to the run, with its feed's hint; False if the run has it already."""
        with failures(self.path):
            known = self._db.execute("SELECT id, listed FROM addresses WHERE url = ?", (url,)).fetchone()
            if known is not None:
                if known[1]:
                    return False
                self._write("UPDATE addresses SET listed = 1 WHERE id = ?", (known[0],))
                self._write_hint(known[0], hint)
                return True
            normal = normal_url(url) or url
            same = self._db.execute(
                "SELECT coalesce(duplicate_of, id) FROM addresses WHERE normal_url = ? ORDER BY id LIMIT 1", (normal,)
            ).fetchone()
            outcome = ("duplicate", same[0]) if same else (None, None)
            added = self._write(
                "INSERT INTO addresses (url, normal_url, host, added_at, listed, outcome, duplicate_of)"
                " VALUES (?, ?, ?, ?, 1, ?, ?)",
                (url, normal, host_of(url), time.time(), *outcome),
            )
            self._write_hint(added.lastrowid or 0, hint)
            return True

    def _write_hint(self, address: int, hint: FeedItem | None) -> None:
        if hint is not None:
            origin = hint.origin or Origin()
            self._write(
                "INSERT OR REPLACE INTO hints VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (address, hint.title, hint.published, hint.modified, hint.source, origin.name, origin.url,
                 origin.relation if hint.origin else None),
            )  # fmt: skip

    def hint(self, address: int) -> FeedItem | None:
        """What the last feed that named a URL said about it."""
        with failures(self.path):
            row = self._db.execute(
                "SELECT url, title, published, modified, source, origin_name, origin_url, origin_relation"
                " FROM hints JOIN addresses ON addresses.id = hints.address WHERE address = ?",
                (address,),
            ).fetchone()
        if row is None:
            return None
        url, title, published, modified, source, name, origin_url, relation = row
        origin = Origin(name=name, url=origin_url, relation=relation) if relation else None
        return FeedItem(url, title, published, modified, source, origin)

    def plan(self, options: BatchOptions) -> None:
        """Decides which of the listed URLs are due."""
        self._make_due(UNDONE)
        self._make_due(COPY_OF_NOTHING)
        if options.retry_failed:
            self._make_due(FAILED)
        if options.refresh:
            self._make_due(f"{STORED} AND {PUBLISHED_SINCE}", options.since or "")
            self._make_due(PERHAPS_BACK)
        if options.limit is not None:
            self._limit_due(options.limit)
        self.flush()

    def _make_due(self, condition: str, *values: str) -> None:
        with failures(self.path):
            self._write(f"UPDATE addresses SET due = 1 WHERE listed AND NOT due AND ({condition})", values)

    def _limit_due(self, count: int) -> None:
        """Keeps only the first `count` due."""
        with failures(self.path):
            self._write(
                "UPDATE addresses SET due = 0 WHERE due AND id NOT IN"
                " (SELECT id FROM addresses WHERE due ORDER BY id LIMIT ?)",
                (count,),
            )

    def due_hosts(self) -> dict[str, int]:
        """The number of due URLs per host, in the order in which the hosts first appear."""
        with failures(self.path):
            rows = self._db.execute("SELECT host, count(*) FROM addresses WHERE due GROUP BY host ORDER BY min(id)")
            return dict(rows.fetchall())

    def due_of(self, host: str, count: int, after: int = 0) -> list[Due]:
        """The next due URLs of a host."""
        with failures(self.path):
            rows = self._db.execute(
                "SELECT id, url, file FROM addresses WHERE due AND host = ? AND id > ? ORDER BY id LIMIT ?",
                (host, after, count),
            )
            return [Due(*row) for row in rows]

    def defer(self, host: str, code: str, reason: str, after: int) -> int:
        """Defers a host's due URLs after the given one to a later run; returns how many they are."""
        with failures(self.path):
            done = self._write(
                "UPDATE addresses SET due = 0, code = ?, reason = ?, retryable = 1,"
                " outcome = CASE WHEN outcome IN ('new', 'changed', 'unchanged') THEN outcome ELSE 'deferred' END"
                " WHERE due AND host = ? AND id > ?",
                (code, reason, host, after),
            )
            return done.rowcount

    def url_of(self, address: int) -> str:
        """The URL as it was listed."""
        with failures(self.path):
            return str(self._db.execute("SELECT url FROM addresses WHERE id = ?", (address,)).fetchone()[0])

    def find(self, url: str) -> int | None:
        """The URL as it was listed or in any other form; for a duplicate, the one that holds the record."""
        with failures(self.path):
            row = self._db.execute(
                "SELECT coalesce(duplicate_of, id), 0 FROM addresses WHERE url = ?1"
                " UNION ALL SELECT coalesce(duplicate_of, id), 1 FROM addresses WHERE normal_url = ?2"
                " UNION ALL SELECT address, 2 FROM aliases WHERE normal_url = ?2 ORDER BY 2 LIMIT 1",
                (url, normal_url(url) or url),
            ).fetchone()
            return int(row[0]) if row else None


def host_of(url: str) -> str:
    """Host and port as written in the URL, by which URLs are fetched one after the other. Empty if there is none."""
    try:
        return urlsplit(url.strip()).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""
