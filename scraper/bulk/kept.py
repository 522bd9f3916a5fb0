"""The pages of archives and folders as a batch has them: listed by address, and taken from there."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from types import TracebackType
from typing import Self

from scraper.archives import is_archive
from scraper.archives.index import ArchiveIndex
from scraper.errors import ListError, ScraperError
from scraper.records import Page
from scraper.sources.folders import read_folder
from scraper.sources.lists import Listed
from scraper.sources.saved import read_saved


class KeptPages:
    """The pages of some archives and folders by their addresses; a context manager, since archives stay open."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._archives = ArchiveIndex(max_bytes)
        self._files: dict[str, tuple[str, datetime | None]] = {}

    def __enter__(self) -> Self:
        self._archives.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._archives.__exit__(kind, error, trace)

    @property
    def skipped(self) -> Counter[str]:
        """How many records of the archives are no pages to be read, by name."""
        return Counter(self._archives.skipped)

    def add(self, source: str) -> Iterator[Listed | ListError]:
        """The addresses of the pages in an archive or folder, and what is wrong with others in it."""
        try:
            for each in self._archives.add(source) if is_archive(source) else self._of_folder(source):
                yield each if isinstance(each, ListError) else _listed(each, source)
        except ScraperError as error:
            yield ListError(source, f"{error.code}: {error.reason}")

    def _of_folder(self, source: str) -> Iterator[str | ScraperError]:
        for path, found in read_folder(source, self._max_bytes):
            if isinstance(found, ScraperError):
                yield found
            elif found.url is None:
                yield ListError(path, "no manifest says where the page came from; `scrape FOLDER` reads it without")
            else:
                self._files[found.url] = (path, found.fetched_at)
                yield found.url

    def page_of(self, url: str) -> Page | None:
        """The page of an address; None where neither an archive nor a folder has it. Raises ScraperError."""
        if url not in self._files:
            return self._archives.page_of(url)
        path, moment = self._files[url]
        return dataclasses.replace(read_saved(path, url, self._max_bytes), fetched_at=moment)


def _listed(each: str | ScraperError, source: str) -> Listed | ListError:
    if isinstance(each, ScraperError):
        return ListError(each.url or source, f"{each.code}: {each.reason}")
    return Listed(each, source)
