"""The file itself: opened for writing or read-only, written in transactions, its errors raised as ours."""

from __future__ import annotations

import contextlib
import sqlite3
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from scraper.errors import StoreError
from scraper.store.schema import prepare

#: SQLite's error codes for a file, or its journal, that cannot be written.
UNWRITABLE = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN})
CODE_BITS = 0xFF  # strips SQLite's extended code


class Database:
    """One open file. Not thread-safe.

    Writes are gathered and committed together (`flush`), because one commit costs as much as fetching a page. Commits
    use `synchronous = FULL`: whatever a later run can read survives a kill and a power cut.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, *, keeps: bool = True) -> None:
        self.path = path
        self._db = connection
        self._keeps = keeps

    @classmethod
    def open(cls, path: Path, *, create: bool = True) -> Self:
        """Opens the store in a file, which is created if it is missing.

        Without `create` the file must exist, and may be read-only. Raises StoreError.
        """
        exists = _is_there(path)
        if not create and not exists:
            raise StoreError(str(path), "the store does not exist")
        with failures(path):
            try:
                return cls(path, _connected(path))
            except sqlite3.OperationalError as error:
                if create or error.sqlite_errorcode & CODE_BITS not in UNWRITABLE:
                    raise
                return cls(path, _connected_to_read(path))

    @classmethod
    def rehearse(cls, path: Path) -> Self:
        """Opens the store for a dry run: it can be written, but nothing is kept, and no file is created."""
        with failures(path):
            return cls(path, _connected(path if _is_there(path) else ":memory:"), keeps=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Commits what is gathered, and closes the file."""
        with failures(self.path):
            try:
                self.flush()
            finally:
                self._db.close()

    def flush(self) -> None:
        """Commits everything written since the last time; only then does it survive a kill."""
        with failures(self.path):
            if self._keeps and self._db.in_transaction:
                self._db.execute("COMMIT")

    @contextlib.contextmanager
    def _whole(self) -> Iterator[None]:
        """A transaction: keeps all writes inside, or none; an interrupt may come between any two lines."""
        self._write("SAVEPOINT whole")
        try:
            yield
        except BaseException:
            with contextlib.suppress(sqlite3.Error):  # a full disk may already have rolled everything back
                self._db.execute("ROLLBACK TO whole")
            raise
        self._db.execute("RELEASE whole")

    def _write(self, sql: str, values: Iterable[Any] = ()) -> sqlite3.Cursor:
        if not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")
        return self._db.execute(sql, tuple(map(_storable, values)))


@contextlib.contextmanager
def failures(path: Path) -> Iterator[None]:
    """Turns SQLite's errors into a StoreError that names the file; damaged text may raise UnicodeError."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise StoreError(str(path), f"the store is damaged: {error}") from error
    except (sqlite3.Error, UnicodeError, OverflowError) as error:
        raise StoreError(str(path), f"{error}") from error


def _is_there(path: Path) -> bool:
    """Whether the file exists. Raises StoreError unless it is a regular file: SQLite might block on any other."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise StoreError(str(path), "the store is not a regular file")
    except FileNotFoundError:
        return False
    except (OSError, ValueError) as error:  # a name too long, a symlink loop, or a NUL
        reason = getattr(error, "strerror", None) or str(error)
        raise StoreError(str(path), f"the store cannot be opened: {reason}") from error
    return True


def _connected(path: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    return _prepared(connection, Path(path), may_write=True)


def _connected_to_read(path: Path) -> sqlite3.Connection:
    """Opens a read-only connection.

    SQLite coordinates the readers of a live store through files beside it. If it cannot create them, and no run left
    any, the store's file alone holds everything.
    """
    beside = path.with_name(path.name + "-wal")
    is_whole = not beside.exists() or not beside.stat().st_size
    uri = f"file:{quote(str(path.absolute()))}?mode=ro"
    for way in (uri, f"{uri}&immutable=1") if is_whole else (uri,):
        with contextlib.suppress(sqlite3.OperationalError):
            connection = sqlite3.connect(way, timeout=30, isolation_level=None, check_same_thread=False, uri=True)
            return _prepared(connection, path, may_write=False)
    raise StoreError(str(path), "the store is read-only, and what a run has left beside it cannot be read that way")


def _prepared(connection: sqlite3.Connection, path: Path, *, may_write: bool) -> sqlite3.Connection:
    try:
        prepare(connection, path, may_write=may_write)
    except BaseException:
        connection.close()
        raise
    return connection


def _storable(value: Any) -> Any:
    """The value as SQLite accepts it: a lone surrogate, which JSON allows and UTF-8 does not, is replaced."""
    if not isinstance(value, str) or value.isascii():
        return value
    return value.encode("utf-8", "replace").decode("utf-8")
