"""Records for `scrape mirrors` from files and batch stores, numbered consecutively."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from scraper.errors import ScraperError
from scraper.mirrors.lines import Records
from scraper.sources.record_lines import RecordFiles
from scraper.store import Store

#: The first bytes of a database. https://www.sqlite.org/fileformat.html#magic_header_string
SQLITE_START = b"SQLite format 3\x00"


class StoredRecords:
    """The records of a batch's store, by the numbers of their URLs."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        return self._store.record_lines()

    def line(self, number: int) -> bytes:
        """A record's line of JSON."""
        return self._store.record_line(number)

    def place(self, number: int) -> str:
        """Where a record is, for messages: `store:number`."""
        return f"{self._store.path}:{number}"


class MirrorSources:
    """The records of several files and stores in order, numbered from 0. A context manager."""

    def __init__(self, sources: Sequence[str]) -> None:
        self._sources = tuple(sources)
        self._open = ExitStack()
        self._parts: list[Records] = []
        self._part_of = array("L")
        self._number_of = array("Q")

    def __enter__(self) -> MirrorSources:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._open.close()

    def __iter__(self) -> Iterator[tuple[int, bytes] | ScraperError]:
        for source in self._sources:
            try:
                part = self._opened(source)
            except ScraperError as error:
                yield error
                continue
            self._parts.append(part)
            for item in part:
                if isinstance(item, ScraperError):
                    yield item
                    continue
                self._part_of.append(len(self._parts) - 1)
                self._number_of.append(item[0])
                yield len(self._number_of) - 1, item[1]

    def line(self, number: int) -> bytes:
        """A record's line of JSON, from whichever source has it."""
        return self._part(number).line(self._number_of[number])

    def place(self, number: int) -> str:
        """Where a record is, for messages."""
        return self._part(number).place(self._number_of[number])

    def _part(self, number: int) -> Records:
        return self._parts[self._part_of[number]]

    def _opened(self, source: str) -> Records:
        if is_store(source):
            return StoredRecords(self._open.enter_context(Store.open(Path(source), create=False)))
        return self._open.enter_context(RecordFiles([source]))


def is_store(source: str) -> bool:
    """Whether a file is a database; a pipe is not examined, because what is read from it is gone."""
    try:
        path = Path(source)
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(SQLITE_START)) == SQLITE_START
    except (OSError, ValueError):  # reported when it is opened as a file of records
        return False
