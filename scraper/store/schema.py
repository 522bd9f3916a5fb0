"""The tables of a store, and the migrations from earlier versions."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from scraper.errors import StoreError

APPLICATION_ID = 0x73637270  # "scrp", by which `file` and this program recognize a store

#: How often, and how far apart, a store is asked to keep a write-ahead log while another process opens it.
WAL_ATTEMPTS, WAL_PAUSE_S = 100, 0.1

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

#: Added in the second version.
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
#: Added in the third version: finds the owner of a file name, which is checked for each new name.
FILES = "CREATE INDEX IF NOT EXISTS addresses_by_file ON addresses (file) WHERE file IS NOT NULL;"
#: What the fourth version has in addition: where the pages of each attempt are kept, the first of them first.
KEPT = """
CREATE TABLE IF NOT EXISTS kept (
    id INTEGER PRIMARY KEY,
    attempt INTEGER NOT NULL REFERENCES attempts (id),
    address INTEGER NOT NULL REFERENCES addresses (id),
    url TEXT NOT NULL,
    final_url TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    file TEXT NOT NULL,
    "offset" INTEGER NOT NULL,
    kind TEXT NOT NULL,
    warc_date TEXT NOT NULL,
    digest TEXT NOT NULL,
    payload_file TEXT,
    payload_offset INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS kept_of_attempt ON kept (attempt);
CREATE INDEX IF NOT EXISTS kept_of_address ON kept (address, fetched_at);
CREATE INDEX IF NOT EXISTS kept_by_digest ON kept (digest) WHERE kind = 'response';
"""
MIGRATIONS = (SCHEMA, HINTS, FILES, KEPT)  # each turns one version into the next
VERSION = len(MIGRATIONS)


def prepare(connection: sqlite3.Connection, path: Path, *, may_write: bool = True) -> None:
    """Accepts a store, migrates it, and creates one in an empty file; refuses anything else. Raises StoreError."""
    connection.execute("BEGIN")  # all three at one moment: another process may be creating it
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    connection.execute("COMMIT")
    is_empty = (version, application, tables) == (0, 0, 0)
    if not is_empty and application != APPLICATION_ID:
        raise StoreError(str(path), "the file is another program's database")
    if version > VERSION:
        raise StoreError(str(path), f"the store is of a later version ({version}, this one knows {VERSION})")
    connection.execute("PRAGMA cache_size = -32768")
    if not may_write:
        return
    _switch_to_wal(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    for number, migration in enumerate(MIGRATIONS[version:], version + 1):
        _migrate(connection, migration, number)


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Turns on the write-ahead log. SQLite does not wait for others that do the same, so it is asked again."""
    for _ in range(WAL_ATTEMPTS - 1):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
        time.sleep(WAL_PAUSE_S)
    connection.execute("PRAGMA journal_mode = WAL")


def _migrate(connection: sqlite3.Connection, migration: str, version: int) -> None:
    """Makes the tables of a version, whole or not at all, unless another process has made them meanwhile."""
    try:
        connection.executescript(
            f"BEGIN IMMEDIATE; {migration}"
            f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {version}; COMMIT;"
        )
    except sqlite3.OperationalError:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if connection.execute("PRAGMA user_version").fetchone()[0] < version:
            raise
