"""Which records get a file of their own, and under which name?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Protocol

from scraper.errors import BugError
from scraper.records import Article
from scraper.store import Due, Store


class Folder(Protocol):
    """A folder with a file for each article."""

    def has(self, name: str | None) -> bool:
        """Whether a file of that name exists."""

    def new_name(self, article: Article, is_taken: Callable[[str], bool]) -> str:
        """An unused name for the file of an article that has none yet."""

    def write(self, article: Article, name: str) -> None:
        """Writes an article's file atomically. Raises WriteError."""


class Files:
    """The files of a store's records in a folder; without a folder none is ever missing."""

    def __init__(self, store: Store, folder: Folder | None) -> None:
        self._store = store
        self._folder = folder
        self._unwritten: set[int] = set()  # URLs whose record could not be written to a file

    def has(self, address: Due) -> bool:
        """Whether a URL has the file that it is to have."""
        return self._folder is None or self._folder.has(address.file)

    async def write(self, address: Due, article: Article) -> None:
        """Writes the file of a URL. Raises WriteError; BugError if a writer fails at this record."""
        if self._folder is None:
            return
        try:
            # In a thread: making a file survive a power cut takes the disk some milliseconds.
            await asyncio.to_thread(self._folder.write, article, self._name_of(address, article, self._folder))
        except BugError:  # the record is kept
            self._unwritten.add(address.id)
            raise

    def write_missing(self) -> Iterator[tuple[Due, BugError | None]]:
        """Writes the files of listed records that have none, from runs without files or with another folder.

        Yields each such URL, with the error if a writer fails at its record, which must not cost the others their
        files. Raises WriteError.
        """
        for address in self._store.listed_files() if self._folder else ():
            if self._folder is None or self._folder.has(address.file) or address.id in self._unwritten:
                continue
            article = self._store.record(address.id)
            assert article is not None
            try:
                self._folder.write(article, self._name_of(address, article, self._folder))
            except BugError as error:
                yield address, error
            else:
                yield address, None

    def _name_of(self, address: Due, article: Article, folder: Folder) -> str:
        """The name of the URL's file; a new name is stored for ever before anything is written under it."""
        if address.file is not None:
            return address.file
        name = folder.new_name(article, lambda name: self._store.is_file_of_another(address.id, name))
        self._store.name_file(address.id, name)
        return name
