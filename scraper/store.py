"""The SQLite file behind a batch: which addresses there are, what came of each, and the records.

Whatever is in it was committed with `synchronous = FULL`: a record that a later run can read survives a kill and a
power cut. Writes are gathered and committed together (`flush`), for one commit costs as much as fetching a page.

docs/store.md explains the tables to people who read them with other tools.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from scraper.errors import LockedError, StoreError
from scraper.normalize.urls import normal_url
from scraper.options import MAX_NOT_BEFORE_S
from scraper.records import Article, FeedItem, HostNotes, Origin, RobotsCopy, Validators

MAX_ORIGINS = 250  # notes about hosts that are kept in memory, each with a robots.txt of up to 64 KiB
APPLICATION_ID = 0x73637270  # "scrp", by which `file` and we know the file

#: What an address may have come to. `new`, `changed`, `unchanged` and `duplicate` have a record; the last three count
#: as failures of a run.
OUTCOMES = ("new", "changed", "unchanged", "duplicate", "skipped", "deferred", "failed", "gone", "refused")
STORED = ("new", "changed", "unchanged")
FAILURES = ("failed", "gone", "refused")

#: The first version.
SCHEMA = """
CREATE TABLE addresses (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    normal_url TEXT NOT NULL,
    host TEXT NOT NULL,
    added_at REAL NOT NULL,
    due INTEGER NOT NULL DEFAULT 0,
    listed INTEGER NOT NULL DEFAULT 0,
    outcome TEXT,
    code TEXT,
    reason TEXT,
    status INTEGER,
    retryable INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    tried_at REAL,
    duplicate_of INTEGER REFERENCES addresses (id),
    file TEXT
) STRICT;
CREATE INDEX addresses_by_normal_url ON addresses (normal_url);
CREATE INDEX addresses_due ON addresses (host, id) WHERE due;
CREATE INDEX addresses_by_outcome ON addresses (outcome);

CREATE TABLE attempts (
    id INTEGER PRIMARY KEY,
    address INTEGER NOT NULL REFERENCES addresses (id),
    run INTEGER NOT NULL REFERENCES runs (id),
    at REAL NOT NULL,
    seconds REAL NOT NULL,
    bytes INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    code TEXT,
    reason TEXT,
    status INTEGER
) STRICT;
CREATE INDEX attempts_of_address ON attempts (address);

CREATE TABLE records (
    address INTEGER PRIMARY KEY REFERENCES addresses (id),
    title TEXT,
    published TEXT,
    site TEXT,
    language TEXT,
    kind TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    canonical_url TEXT,
    text TEXT NOT NULL,
    record TEXT NOT NULL,
    stored_at REAL NOT NULL,
    changed_at REAL NOT NULL
) STRICT;
CREATE INDEX records_by_fingerprint ON records (fingerprint);

CREATE TABLE history (
    id INTEGER PRIMARY KEY,
    address INTEGER NOT NULL REFERENCES addresses (id),
    replaced_at REAL NOT NULL,
    record TEXT NOT NULL
) STRICT;
CREATE INDEX history_of_address ON history (address);

CREATE TABLE aliases (
    normal_url TEXT PRIMARY KEY,
    address INTEGER NOT NULL REFERENCES addresses (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE validators (
    address INTEGER PRIMARY KEY REFERENCES addresses (id),
    url TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    body_sha256 TEXT NOT NULL
) STRICT;

CREATE TABLE origins (
    origin TEXT PRIMARY KEY,
    last_request REAL NOT NULL DEFAULT 0,
    not_before REAL NOT NULL DEFAULT 0,
    robots BLOB,
    robots_at REAL
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    started_at REAL NOT NULL,
    ended_at REAL,
    summary TEXT
) STRICT;

CREATE VIRTUAL TABLE search USING fts5 (
    title, text, content = 'records', content_rowid = 'address', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER search_insert AFTER INSERT ON records BEGIN
    INSERT INTO search (rowid, title, text) VALUES (new.address, new.title, new.text);
END;
CREATE TRIGGER search_delete AFTER DELETE ON records BEGIN
    INSERT INTO search (search, rowid, title, text) VALUES ('delete', old.address, old.title, old.text);
END;
CREATE TRIGGER search_update AFTER UPDATE OF title, text ON records BEGIN
    INSERT INTO search (search, rowid, title, text) VALUES ('delete', old.address, old.title, old.text);
    INSERT INTO search (rowid, title, text) VALUES (new.address, new.title, new.text);
END;
"""

#: What the second version has in addition.
HINTS = """
CREATE TABLE IF NOT EXISTS hints (
    address INTEGER PRIMARY KEY REFERENCES addresses (id),
    title TEXT,
    published TEXT,
    modified TEXT,
    source TEXT,
    origin_name TEXT,
    origin_url TEXT,
    origin_relation TEXT
) STRICT;
"""
#: What the third version has in addition: whose a file is, asked for each new one.
FILES = "CREATE INDEX IF NOT EXISTS addresses_by_file ON addresses (file) WHERE file IS NOT NULL;"
MIGRATIONS = (SCHEMA, HINTS, FILES)  # each makes the next version out of the one before
VERSION = len(MIGRATIONS)


@dataclass(frozen=True, slots=True)
class Due:
    """An address that is to be asked for."""

    id: int
    url: str
    file: str | None  # the name of its file, once it has one


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one attempt came to."""

    outcome: str  # one of OUTCOMES
    code: str | None = None
    reason: str | None = None
    status: int | None = None
    retryable: bool = False
    duplicate_of: int | None = None
    seconds: float = 0.0
    size: int = 0  # bytes of the page


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that a search found."""

    url: str
    title: str | None
    published: str | None
    snippet: str  # the words found stand between [ and ]


class Store:
    """One open store. Not for two threads at once.

    with Store.open(Path("scrape.db")) as store: ...
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._db = connection
        self._origins: dict[str, HostNotes] = {}
        self._touched: set[str] = set()

    @classmethod
    def open(cls, path: Path, *, create: bool = True) -> Self:
        """The store in a file, made where there is none. Raises StoreError."""
        if not create and not path.is_file():
            raise StoreError(str(path), "there is no such store")
        with _failures(path):
            connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            try:
                _prepare(connection, path)
            except BaseException:
                connection.close()
                raise
        return cls(path, connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Commits what is gathered, and closes the file."""
        with _failures(self.path):
            try:
                self.flush()
            finally:
                self._db.close()

    def flush(self) -> None:
        """Commits everything written since the last time; only then is it safe from a kill."""
        with _failures(self.path):
            for origin in self._touched:
                notes = self._origins[origin]
                robots, at = (notes.robots.content, notes.robots.fetched_at) if notes.robots else (None, None)
                self._write(
                    "INSERT OR REPLACE INTO origins VALUES (?, ?, ?, ?, ?)",
                    (origin, notes.last_request, notes.not_before, robots, at),
                )
            self._touched.clear()
            if len(self._origins) > MAX_ORIGINS:  # all of them are in the file
                self._origins.clear()
            if self._db.in_transaction:
                self._db.execute("COMMIT")

    # --- addresses --------------------------------------------------------------------------------------------------

    def begin_run(self) -> int:
        """The number of a new run; no address is listed in it yet."""
        with _failures(self.path):
            self._write("UPDATE addresses SET listed = 0, due = 0 WHERE listed OR due", ())
            return int(self._write("INSERT INTO runs (started_at) VALUES (?)", (time.time(),)).lastrowid or 0)

    def end_run(self, run: int, summary: Mapping[str, Any]) -> None:
        """Keeps what a run came to."""
        with _failures(self.path):
            ended = (time.time(), json.dumps(summary), run)
            self._write("UPDATE runs SET ended_at = ?, summary = ? WHERE id = ?", ended)

    def list_address(self, url: str, hint: FeedItem | None = None) -> bool:
        """Takes an address into the run, with what a feed says of it; False where the run has it already."""
        with _failures(self.path):
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
        """What the last feed that named an address said of it."""
        with _failures(self.path):
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

    def make_due(self, condition: str, values: Iterable[Any] = ()) -> int:
        """Makes the listed addresses that meet a condition due; gives how many they are."""
        with _failures(self.path):
            sql = f"UPDATE addresses SET due = 1 WHERE listed AND NOT due AND ({condition})"
            return self._write(sql, tuple(values)).rowcount

    def limit_due(self, count: int) -> None:
        """Leaves only the first so many due."""
        with _failures(self.path):
            self._write(
                "UPDATE addresses SET due = 0 WHERE due AND id NOT IN"
                " (SELECT id FROM addresses WHERE due ORDER BY id LIMIT ?)",
                (count,),
            )

    def due_hosts(self) -> dict[str, int]:
        """How many addresses of each host are due, the hosts in the order of their first."""
        with _failures(self.path):
            rows = self._db.execute("SELECT host, count(*) FROM addresses WHERE due GROUP BY host ORDER BY min(id)")
            return dict(rows.fetchall())

    def due_of(self, host: str, count: int, after: int = 0) -> list[Due]:
        """The next due addresses of a host."""
        with _failures(self.path):
            rows = self._db.execute(
                "SELECT id, url, file FROM addresses WHERE due AND host = ? AND id > ? ORDER BY id LIMIT ?",
                (host, after, count),
            )
            return [Due(*row) for row in rows]

    def outcome_counts(self, condition: str = "listed") -> dict[str | None, int]:
        """How many addresses came to which outcome; None: not tried yet."""
        with _failures(self.path):
            rows = self._db.execute(f"SELECT outcome, count(*) FROM addresses WHERE {condition} GROUP BY outcome")
            return dict(rows.fetchall())

    def failures(self, condition: str = "listed") -> Iterator[dict[str, Any]]:
        """The addresses that failed, as plain values: url, outcome, code, reason, status, retryable, attempts."""
        names = ("url", "outcome", "code", "reason", "status", "retryable", "attempts")
        with _failures(self.path):
            rows = self._db.execute(
                f"SELECT {', '.join(names)} FROM addresses WHERE {condition} AND outcome IN (?, ?, ?) ORDER BY id",
                FAILURES,
            )
            for row in rows:
                values = dict(zip(names, row, strict=True))
                yield {**values, "retryable": bool(values["retryable"])}

    # --- outcomes ---------------------------------------------------------------------------------------------------

    def write_outcome(self, run: int, address: int, done: Outcome) -> None:
        """Notes what an attempt came to; a record that is there stays, whatever failed."""
        with _failures(self.path), self._whole():
            now = time.time()
            self._write(
                "UPDATE addresses SET due = 0, outcome = ?, code = ?, reason = ?, status = ?, retryable = ?,"
                " attempts = attempts + 1, tried_at = ?, duplicate_of = ? WHERE id = ?",
                (done.outcome, done.code, done.reason, done.status, done.retryable, now, done.duplicate_of, address),
            )
            self._write(
                "INSERT INTO attempts (address, run, at, seconds, bytes, outcome, code, reason, status)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (address, run, now, done.seconds, done.size, done.outcome, done.code, done.reason, done.status),
            )

    def defer(self, host: str, code: str, reason: str, after: int) -> int:
        """Leaves the due addresses of a host behind one of them to a later run; gives how many they are."""
        with _failures(self.path):
            done = self._write(
                "UPDATE addresses SET due = 0, code = ?, reason = ?, retryable = 1,"
                " outcome = CASE WHEN outcome IN ('new', 'changed', 'unchanged') THEN outcome ELSE 'deferred' END"
                " WHERE due AND host = ? AND id > ?",
                (code, reason, host, after),
            )
            return done.rowcount

    def untouched_counts(self, run: int) -> dict[str | None, int]:
        """How many listed addresses no attempt of this run was for, by the outcome that they have; None: none yet."""
        return self.outcome_counts(f"listed AND id NOT IN (SELECT address FROM attempts WHERE run = {int(run)})")

    def listed_files(self) -> Iterator[Due]:
        """The listed addresses that have a record, each with the name of the file it has."""
        with _failures(self.path):
            rows = self._db.execute(
                "SELECT id, url, file FROM addresses WHERE listed AND id IN (SELECT address FROM records) ORDER BY id"
            )
            for row in rows:
                yield Due(*row)

    def url_of(self, address: int) -> str:
        """The address as it was asked for."""
        with _failures(self.path):
            return str(self._db.execute("SELECT url FROM addresses WHERE id = ?", (address,)).fetchone()[0])

    def holder_of(self, article: Article, address: int) -> int | None:
        """The address that has this very article already: under the same final or canonical address, the same words.

        An address alone proves nothing: sites name their front page as every page's canonical address, and a page may
        name another one of its site. What says anything that the kept record does not say is a record of its own.
        """
        with _failures(self.path):
            for claimed in (normal_url(article.final_url), normal_url(article.canonical_url)):
                row = self._db.execute(
                    "SELECT address, title, fingerprint, text FROM aliases JOIN records USING (address)"
                    " WHERE normal_url = ? AND address != ?",
                    (claimed, address),
                ).fetchone()
                if row is not None and _says_nothing_new(article, *row[1:]):
                    return int(row[0])
            return None

    def write_record(self, address: int, article: Article, validators: Validators | None) -> str:
        """Keeps a record, and the one it replaces where its words changed; gives `new`, `changed` or `unchanged`."""
        with _failures(self.path), self._whole():
            now = time.time()
            old = self._db.execute(
                "SELECT fingerprint, title, record, changed_at FROM records WHERE address = ?", (address,)
            ).fetchone()
            values = article.to_dict()
            record = json.dumps(values, ensure_ascii=False, allow_nan=False)
            fingerprint = values["fingerprint"]  # what is derived is computed anew whenever it is asked for
            is_same = old is not None and (old[0], old[1]) == (fingerprint, article.title)
            if old is not None and not is_same:
                self._write(
                    "INSERT INTO history (address, replaced_at, record) VALUES (?, ?, ?)", (address, now, old[2])
                )
            self._write("DELETE FROM records WHERE address = ?", (address,))
            self._write(
                "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (address, article.title, article.published, article.site, article.language, article.kind,
                 fingerprint, article.canonical_url, values["text"], record, now, old[3] if is_same else now),
            )  # fmt: skip
            self._write_aliases(address, article)
            self.write_validators(address, validators)
            return "new" if old is None or not self._has_outcome(address) else "unchanged" if is_same else "changed"

    def _has_outcome(self, address: int) -> bool:
        """Whether it ever came to one: a run that was killed may have kept a record of which nobody was told."""
        row = self._db.execute("SELECT outcome FROM addresses WHERE id = ?", (address,)).fetchone()
        return row is not None and row[0] is not None

    def _write_aliases(self, address: int, article: Article) -> None:
        """Leads the final and the canonical address to the record; whoever was really there comes before a claim."""
        final, canonical = normal_url(article.final_url), normal_url(article.canonical_url)
        if final is not None:
            row = self._db.execute(
                "SELECT CASE WHEN json_valid(record) THEN json_extract(record, '$.final_url') END"
                " FROM aliases JOIN records USING (address) WHERE normal_url = ?",
                (final,),
            ).fetchone()
            if row is None or normal_url(row[0]) != final:
                self._write("INSERT OR REPLACE INTO aliases VALUES (?, ?)", (final, address))
        if canonical is not None:
            self._write("INSERT OR IGNORE INTO aliases VALUES (?, ?)", (canonical, address))

    def write_validators(self, address: int, validators: Validators | None) -> None:
        """Keeps by what the page can be asked for conditionally."""
        with _failures(self.path):
            self._write("DELETE FROM validators WHERE address = ?", (address,))
            if validators is not None:
                self._write(
                    "INSERT INTO validators VALUES (?, ?, ?, ?, ?)",
                    (address, validators.url, validators.etag, validators.last_modified, validators.body_sha256),
                )

    def validators(self, address: int) -> Validators | None:
        """By what a page can be asked for conditionally; None where no record is kept, and told of, that could stay."""
        with _failures(self.path):
            row = self._db.execute(
                "SELECT validators.url, etag, last_modified, body_sha256 FROM validators JOIN records USING (address)"
                " JOIN addresses ON addresses.id = address WHERE address = ? AND outcome IS NOT NULL",
                (address,),
            ).fetchone()
            return Validators(*row) if row else None

    def name_file(self, address: int, name: str) -> None:
        """Keeps the name of an address's file, for ever."""
        with _failures(self.path):
            self._write("UPDATE addresses SET file = ? WHERE id = ? AND file IS NULL", (name, address))

    def is_file_of_another(self, address: int, name: str) -> bool:
        """Whether another address has a file of that name, whatever the ending."""
        stem = name.rpartition(".")[0]
        with _failures(self.path):
            row = self._db.execute(
                "SELECT 1 FROM addresses WHERE file > ? AND file < ? AND id != ?", (f"{stem}.", f"{stem}/", address)
            ).fetchone()
        return row is not None

    # --- reading ----------------------------------------------------------------------------------------------------

    def find(self, url: str) -> int | None:
        """The address as it was asked for, or in any other form of it; of a duplicate, the one that has the record."""
        with _failures(self.path):
            row = self._db.execute(
                "SELECT coalesce(duplicate_of, id), 0 FROM addresses WHERE url = ?1"
                " UNION ALL SELECT coalesce(duplicate_of, id), 1 FROM addresses WHERE normal_url = ?2"
                " UNION ALL SELECT address, 2 FROM aliases WHERE normal_url = ?2 ORDER BY 2 LIMIT 1",
                (url, normal_url(url) or url),
            ).fetchone()
            return int(row[0]) if row else None

    def record(self, address: int) -> Article | None:
        """The last good record of an address."""
        line = self.record_line(address)
        return _record(line, self.url_of(address)) if line else None

    def records(self, condition: str = "1", values: Iterable[Any] = ()) -> Iterator[Article]:
        """The records whose row in `addresses JOIN records` meets a condition, in the order they were listed."""
        with _failures(self.path):
            rows = self._db.execute(
                "SELECT url, record FROM records JOIN addresses ON addresses.id = records.address"
                f" WHERE {condition} ORDER BY addresses.id",
                tuple(values),
            )
            for url, record in rows:
                yield _record(record, url)

    def record_lines(self) -> Iterator[tuple[int, bytes]]:
        """The JSON of each record with its address, in the order they were listed."""
        with _failures(self.path):
            rows = self._db.execute("SELECT address, record FROM records ORDER BY address")
            for address, record in rows:
                yield int(address), record.encode()

    def record_line(self, address: int) -> bytes:
        """The JSON of an address's record, empty where it has none."""
        with _failures(self.path):
            row = self._db.execute("SELECT record FROM records WHERE address = ?", (address,)).fetchone()
        return row[0].encode() if row else b""

    def history(self, address: int) -> list[tuple[float, Article]]:
        """The versions of a record with the moment (POSIX seconds) at which each came, oldest first."""
        with _failures(self.path):
            old = self._db.execute(
                "SELECT replaced_at, record FROM history WHERE address = ? ORDER BY id", (address,)
            ).fetchall()
            now = self._db.execute("SELECT record FROM records WHERE address = ?", (address,)).fetchone() or ()
        url = self.url_of(address)
        versions = [_record(record, url) for record in (*(each[1] for each in old), *now[:1])]
        first = versions[0].fetched_at.timestamp() if versions and versions[0].fetched_at else 0.0
        return list(zip([first, *(moment for moment, _ in old)], versions, strict=False))

    def search(self, words: str, count: int = 20) -> list[Hit]:
        """The records that hold all the words, best first. Raises StoreError for a query that FTS5 does not read."""
        query = " ".join('"{}"'.format(word.replace('"', '""')) for word in words.split())
        if not query:
            return []
        with _failures(self.path):
            rows = self._db.execute(
                "SELECT addresses.url, records.title, records.published,"
                " snippet(search, -1, '[', ']', ' … ', 24) FROM search"
                " JOIN records ON records.address = search.rowid JOIN addresses ON addresses.id = search.rowid"
                " WHERE search MATCH ? ORDER BY bm25(search, 4.0, 1.0) LIMIT ?",
                (query, count),
            )
            return [Hit(*row) for row in rows]

    def code_counts(self) -> dict[str, int]:
        """How many addresses failed or were left by which code, most first."""
        with _failures(self.path):
            rows = self._db.execute(
                "SELECT code, count(*) FROM addresses WHERE code IS NOT NULL GROUP BY code ORDER BY 2 DESC, 1"
            )
            return dict(rows.fetchall())

    def last_run(self) -> dict[str, Any] | None:
        """The last run: started_at, ended_at (POSIX seconds; None where it was cut off) and its summary."""
        with _failures(self.path):
            row = self._db.execute("SELECT started_at, ended_at, summary FROM runs ORDER BY id DESC LIMIT 1").fetchone()
        if row is None:
            return None
        try:
            summary = json.loads(row[2]) if row[2] else None
        except ValueError as error:
            raise StoreError(str(self.path), f"the summary of the last run is damaged: {error}") from error
        return {"started_at": row[0], "ended_at": row[1], "summary": summary}

    def hosts(self, limit: int = 50) -> list[dict[str, Any]]:
        """Per host: addresses, stored, failed, and attempts, seconds, bytes of them all; most failures first."""
        names = ("host", "addresses", "stored", "failed", "attempts", "seconds", "bytes")
        with _failures(self.path):
            rows = self._db.execute(
                "SELECT host, count(*), sum(coalesce(outcome IN ('new', 'changed', 'unchanged'), 0)),"
                " sum(coalesce(outcome IN ('failed', 'gone', 'refused'), 0)), total(tries), total(seconds), total(size)"
                " FROM addresses LEFT JOIN (SELECT address, count(*) AS tries, sum(seconds) AS seconds,"
                "  sum(bytes) AS size FROM attempts GROUP BY address) AS spent ON spent.address = addresses.id"
                " GROUP BY host ORDER BY 4 DESC, 6 DESC LIMIT ?",
                (limit,),
            )
            return [dict(zip(names, row, strict=True)) for row in rows]

    def samples(self, count: int) -> list[Article]:
        """Some records of this run's list, from all over it."""
        with _failures(self.path):
            rows = self._db.execute(
                "SELECT url, record FROM records JOIN addresses ON addresses.id = records.address WHERE listed"
                " ORDER BY fingerprint LIMIT ?",
                (count,),
            ).fetchall()
        return [_record(record, url) for url, record in rows]

    # --- the port of the fetcher ------------------------------------------------------------------------------------

    def read(self, origin: str) -> HostNotes:
        """The notes about an origin, empty ones where there are none."""
        if origin not in self._origins:
            with _failures(self.path):
                row = self._db.execute(
                    "SELECT last_request, not_before, robots, robots_at FROM origins WHERE origin = ?", (origin,)
                ).fetchone()
            notes = HostNotes()
            if row:
                now = time.time()  # what a wrong clock has written must not close a host for years
                last, not_before = min(row[0], now), min(row[1], now + MAX_NOT_BEFORE_S)
                notes = HostNotes(last, not_before, RobotsCopy(row[2], row[3]) if row[3] is not None else None)
                if (last, not_before) != row[:2]:
                    self._touched.add(origin)
            self._origins[origin] = notes
        return self._origins[origin]

    def write(self, origin: str, notes: HostNotes) -> None:
        """Keeps the notes about an origin; committed with the next `flush`."""
        self._origins[origin] = notes
        self._touched.add(origin)

    @contextlib.contextmanager
    def _whole(self) -> Iterator[None]:
        """Keeps all that is written within, or nothing: what ends a process politely may come between any two lines."""
        self._write("SAVEPOINT whole", ())
        try:
            yield
        except BaseException:
            with contextlib.suppress(sqlite3.Error):  # a full disk may have rolled everything back
                self._db.execute("ROLLBACK TO whole")
            raise
        self._db.execute("RELEASE whole")

    def _write(self, sql: str, values: Iterable[Any]) -> sqlite3.Cursor:
        if not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")
        return self._db.execute(sql, tuple(map(_storable, values)))


def _storable(value: Any) -> Any:
    """The value as SQLite takes it: half of a surrogate pair, which JSON may hold and UTF-8 not, becomes a mark."""
    if not isinstance(value, str) or value.isascii():
        return value
    return value.encode("utf-8", "replace").decode("utf-8")


def _says_nothing_new(article: Article, title: str | None, fingerprint: str, text: str) -> bool:
    """Whether a record under a shared address has all that the article says: the same words in their order, or the same
    title and every word of its own. A teaser that was stored first does not keep the whole article out."""
    if article.fingerprint == fingerprint:
        return True
    is_titled_so = article.title is not None and article.title == title
    return is_titled_so and set(article.text.casefold().split()) <= set(text.casefold().split())


def _record(line: str | bytes, url: str) -> Article:
    """The record in a stored line. Raises StoreError for one that is damaged."""
    try:
        return Article.from_dict(json.loads(line))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
        raise StoreError(url, f"the stored record is damaged: {error}") from error


def host_of(url: str) -> str:
    """Host and port as the address has them: what is asked for one after the other. Empty where there is none."""
    try:
        return urlsplit(url.strip()).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Opens what is ours, makes what is empty, refuses what is neither."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    is_empty = (version, application, tables) == (0, 0, 0)
    if not is_empty and application != APPLICATION_ID:
        raise StoreError(str(path), "the file is a database of something else")
    if version > VERSION:
        raise StoreError(str(path), f"the store is of a later version ({version}, this one knows {VERSION})")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -32768")
    for number, migration in enumerate(MIGRATIONS[version:], version + 1):
        connection.executescript(
            f"BEGIN IMMEDIATE; {migration}"
            f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {number}; COMMIT;"
        )


@contextlib.contextmanager
def _failures(path: Path) -> Iterator[None]:
    """Turns what SQLite raises into a StoreError that names the file; of damaged text it may be UnicodeError."""
    try:
        yield
    except (sqlite3.Error, UnicodeError, OverflowError) as error:
        raise StoreError(str(path), f"{error}") from error


@contextlib.contextmanager
def lock(path: Path, wait_s: float = 0.0) -> Iterator[None]:
    """Holds the store's lock: one run at a time. Raises LockedError, with the holder's process, after `wait_s` seconds.

    The lock is the system's own and ends with its process, however that ends; the file beside the store stays.
    A symbolic link to the store has the store's own lock. A store with a second name (a hard link) is refused: SQLite
    keeps what is not yet in the file beside the name that it was opened by, and another name would miss it.
    """
    import fcntl

    handle = _open_lock(path)
    try:
        end = time.monotonic() + wait_s
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= end:
                    holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip() or "unknown"
                    raise LockedError(str(path), f"another run holds the store (process {holder})") from None
                time.sleep(min(0.1, max(end - time.monotonic(), 0.001)))
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def _open_lock(path: Path) -> int:
    """A handle on the file beside the store that is locked. Raises StoreError."""
    try:
        real = Path(os.path.realpath(path))
        if real.is_file() and real.stat().st_nlink > 1:
            raise StoreError(str(path), "the store has several names (hard links), and would be damaged under a second")
        beside = real.with_name(real.name + ".lock")
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
        handle = os.open(beside, flags, 0o644)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise StoreError(str(path), f"the lock cannot be opened: {reason}") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise StoreError(str(beside), "the lock cannot be opened: it is no regular file")
    return handle
