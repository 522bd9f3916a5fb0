"""A batch's store for programs: its records, read only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from scraper.library.results import Version
from scraper.records import Article
from scraper.store import Hit
from scraper.store import Store as BatchStore


class Store:
    """The records that `scrape batch` has stored, for reading. Not thread-safe.

    with Store("scrape.db") as store:
        for article in store: ...
        store.get("https://…")
        store.search('lantern "old mole"')

    A batch may run at the same time. docs/store.md explains the tables for those who prefer SQL.
    """

    def __init__(self, path: str | Path) -> None:
        """Opens the file. Raises StoreError if there is none, or if it is not a store."""
        self._store = BatchStore.open(Path(path), create=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file."""
        self._store.close()

    def __len__(self) -> int:
        """How many URLs have a record."""
        return self._store.record_count()

    def __iter__(self) -> Iterator[Article]:
        """The last good record of each URL, in the order they were listed. Raises StoreError for a damaged one."""
        return self._store.records()

    def articles(self, *, since: str | None = None, host: str | None = None) -> Iterator[Article]:
        """The records published since a date ("2026", "2026-11-30"), of one host, or both."""
        return self._store.records(since, host)

    def get(self, url: str) -> Article | None:
        """The record of a URL in any of its forms (see `Article.normal_url`); None if there is none."""
        address = self._store.find(url)
        return None if address is None else self._store.record(address)

    def history(self, url: str) -> list[Version]:
        """The versions of a URL's record, oldest first, the current one last; empty if there is none."""
        address = self._store.find(url)
        versions = [] if address is None else self._store.history(address)
        return [Version(datetime.fromtimestamp(moment, UTC), article) for moment, article in versions]

    def search(self, query: str, count: int = 20) -> list[Hit]:
        """The best `count` records for a query: words, "phrases", prefix* and OR, as in `scrape search`."""
        return self._store.search(query, count)
