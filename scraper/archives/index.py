"""Which page of some archives is at which address, so that a batch can take it from there instead of the network.

Of several captures of one address the newest is taken.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from scraper.archives.found import PageAt, Skipped
from scraper.archives.reading import WarcFile, opened_archive
from scraper.errors import ArchiveError, ScraperError
from scraper.records import Page

MAX_PAGES = 2_000_000  # each takes some 300 bytes; what is more is for parts
EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Place:
    file: int
    offset: int
    moment: datetime | None


class ArchiveIndex:
    """The pages of archives by their address; a context manager, since the archives stay open.

    with ArchiveIndex(max_bytes) as index:
        for url in index.add("crawl.warc.gz"): ...
        page = index.page_of("https://lampnews.example/oil")
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._open = ExitStack()
        self._files: list[WarcFile] = []
        self._places: dict[str, _Place] = {}
        self._lock = threading.Lock()  # one place in a file at a time
        self.skipped: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def add(self, place: str) -> Iterator[str | ScraperError]:
        """The addresses of the pages in an archive, each once, and what is wrong with its other records.

        Raises:  ArchiveAccessError, ArchiveError for an archive that cannot be read at all, or not page by page.
        """
        for file in self._open.enter_context(opened_archive(place, self._max_bytes)):
            self._files.append(file)
            is_checked = False
            for found in file:
                if isinstance(found, Skipped):
                    self._skip(found.name)
                elif not isinstance(found, PageAt):
                    yield found.error
                else:
                    if not is_checked:
                        self._check(file, found, place)
                        is_checked = found.offset > 0  # the first record is at its place in any file
                    if self._keep(found):
                        yield found.page.url or ""

    def _check(self, file: WarcFile, found: PageAt, place: str) -> None:
        """Raises ArchiveError for a file of which no single record can be read."""
        try:
            if file.page_at(found.offset) == found:
                return
        except ScraperError:
            pass
        told = "the archive is compressed as a whole, not record by record; `scrape warc` reads it in one go"
        raise ArchiveError(place, told)

    def _keep(self, found: PageAt) -> bool:
        """Keeps where a page is; whether its address is new."""
        url = found.page.url or ""
        known = self._places.get(url)
        if known is None and len(self._places) >= MAX_PAGES:
            raise ArchiveError(url, f"there are more than {MAX_PAGES} pages; `scrape warc` takes any number")
        if known is not None:
            self._skip("another_capture")
        if known is None or (known.moment or EARLIEST) <= (found.page.fetched_at or EARLIEST):
            self._places[url] = _Place(len(self._files) - 1, found.offset, found.page.fetched_at)
        return known is None

    def _skip(self, name: str) -> None:
        self.skipped[name] = self.skipped.get(name, 0) + 1

    def page_of(self, url: str) -> Page | None:
        """The page of an address; None where no archive has it. Raises ScraperError."""
        place = self._places.get(url)
        if place is None:
            return None
        with self._lock:
            page = self._files[place.file].page_at(place.offset).page
        return dataclasses.replace(page, fetched_at=place.moment)
