"""Kept pages -> records anew, without network: what today's program reads of them, field by field.

store (where each page is kept) --> WARC files (its bytes) --> workers --> the record beside the stored one

The stored record stays where its page gives none now, and the one that is replaced stays in the history.
"""

from __future__ import annotations

import asyncio
import os
import traceback
from collections import Counter, OrderedDict
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Literal, Self

from scraper.archives import NO_WARC_LIBRARY, has_warc_library
from scraper.batch import with_hint
from scraper.errors import ArchiveAccessError, ArchiveError, BugError, ListError, ScraperError, StoreError
from scraper.normalize.urls import without_userinfo
from scraper.options import ExtractOptions
from scraper.pipeline import read_fetched
from scraper.records import Article, Page
from scraper.store import KeptPage, Store
from scraper.worker import Bug
from scraper.worker.pool import Workers

MAX_OPEN = 16  # archives at once
FLUSH_PAGES = 200
MAX_KEPT_BYTES = 268_435_456  # of one page; how many were allowed was decided when it was fetched
#: Fields that say when, or follow from others.
NOT_COMPARED = frozenset({"schema", "fetched_at", "fingerprint"})

Change = Literal["new", "changed", "unchanged", "failed", "no_record", "not_kept", "duplicate"]
_Task = asyncio.Task[tuple[int, "Reread"]]


@dataclass(frozen=True, slots=True)
class Reread:
    """What a kept page came to when it was read again.

    change: `failed` where a record, or the bytes of its page, cannot be had any more; `no_record` where there was and
    is none; `not_kept` where the record came from another page than those that are kept; `duplicate` of another record.
    """

    url: str
    change: Change
    before: Article | None = None
    after: Article | None = None
    fields: tuple[str, ...] = ()  # that differ
    error: ScraperError | None = None
    bug: str = ""  # the traceback


@dataclass(slots=True)
class RereadSummary:
    """What rereading a store came to."""

    changes: Counter[str] = field(default_factory=Counter)  # pages by what they came to
    fields: Counter[str] = field(default_factory=Counter)  # changed records by field
    codes: Counter[str] = field(default_factory=Counter)  # failures by code

    def add(self, reread: Reread) -> None:
        """Counts a page."""
        self.changes[reread.change] += 1
        if reread.change == "changed":
            self.fields.update(reread.fields)
        if reread.change == "failed" and reread.error is not None:
            self.codes[reread.error.code] += 1

    def to_dict(self) -> dict[str, Any]:
        """The summary as plain JSON values."""
        return {name: dict(getattr(self, name).most_common()) for name in ("changes", "fields", "codes")}


class KeptBytes:
    """The kept pages of a store, as they were fetched. Few archives are open at once.

    with KeptBytes() as kept:
        page = kept.page(store.kept_pages(address)[0])
    """

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` holds archives that have moved. Raises ListError without the extra `warc`."""
        if not has_warc_library():
            raise ListError(None, NO_WARC_LIBRARY)
        self._folder = folder
        self._open: OrderedDict[str, BinaryIO] = OrderedDict()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for file in self._open.values():
            file.close()

    def page(self, kept: KeptPage) -> Page:
        """The page with its URLs and moment.

        Raises:  ArchiveAccessError where the archive is gone; ArchiveError where its bytes are not those that were
                 kept; EncodingError, TooLargeError.
        """
        from scraper.archives.kept import read_kept  # here: `scrape --version` is not to wait for the library

        payload = kept.kept.payload
        if payload is None:
            raise ArchiveError(kept.url, "the server said that the page had not changed, and sent no bytes")
        file = self._file(kept.url, payload.file)
        page = read_kept(file, payload.offset, kept.kept.digest, MAX_KEPT_BYTES)
        return replace(page, url=kept.url, final_url=kept.kept.url, fetched_at=kept.fetched_at, kept=kept.kept)

    def _file(self, url: str, name: str) -> BinaryIO:
        if name in self._open:
            self._open.move_to_end(name)
            return self._open[name]
        places = [Path(name), Path(f"{name}.open")]
        if self._folder is not None:
            places.insert(0, self._folder / Path(name).name)
        place = next((place for place in places if place.exists()), None)
        if place is None:
            raise ArchiveAccessError(url, f"the archive that keeps the page is not there: {name}")
        try:
            self._open[name] = place.open("rb")
        except OSError as error:
            raise ArchiveAccessError(url, f"{place}: {error.strerror}") from error
        if len(self._open) > MAX_OPEN:
            self._open.popitem(last=False)[1].close()
        return self._open[name]


class _KeptFetcher:
    """Gives the further pages that a record was made of, in place of the network."""

    def __init__(self, bytes_of: KeptBytes, pages: Iterable[KeptPage]) -> None:
        self._bytes_of = bytes_of
        self._pages = {page.url: page for page in pages}

    async def fetch(self, url: str) -> Page:
        """The page that was asked for so. Raises ScraperError."""
        kept = self._pages.get(without_userinfo(url))
        if kept is None:
            raise ArchiveError(url, "the page is not kept")
        return self._bytes_of.page(kept)


class Rereading:
    """Reads the kept pages of a store again, on all cores.

    async for each in Rereading(store, kept, options).run(): ...
    """

    def __init__(self, store: Store, kept: KeptBytes, options: ExtractOptions) -> None:
        self._store, self._kept, self._options = store, kept, options
        self._count = os.cpu_count() or 1

    async def run(self, host: str | None = None, *, is_rehearsal: bool = False) -> AsyncGenerator[Reread, None]:
        """Each page, perhaps of one host, with what it came to, in no order; the store gets what is new.

        Duplicates have no record of their own and are left out. With `is_rehearsal` the store stays as it is.
        """
        running: set[_Task] = set()
        left = iter(self._store.kept_addresses(host))
        unwritten = 0
        async with Workers(self._count) as workers:
            try:
                while True:
                    while len(running) < 2 * self._count and (address := next(left, None)) is not None:
                        running.add(asyncio.create_task(self._done_with(address, workers)))
                    if not running:
                        break
                    done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        address, each = task.result()
                        if not is_rehearsal and each.after is not None and each.change in ("new", "changed"):
                            self._store.replace_record(address, each.after)
                            unwritten += 1
                        yield each
                    if unwritten >= FLUSH_PAGES:
                        self._store.flush()
                        unwritten = 0
            finally:
                for task in running:
                    task.cancel()
                await asyncio.gather(*running, return_exceptions=True)
        self._store.flush()

    async def _done_with(self, address: int, workers: Workers) -> tuple[int, Reread]:
        """What an address comes to; whatever a page does costs that page only. Raises StoreError."""
        url = self._store.url_of(address)
        try:
            before = self._store.record(address)
        except StoreError as error:  # a damaged record
            return address, Reread(url, "failed", error=error)
        try:
            return address, await self._read(address, before, workers)
        except ScraperError as error:
            is_lost = before is not None or isinstance(error, ArchiveError | ArchiveAccessError)
            return address, Reread(url, "failed" if is_lost else "no_record", before, error=error)
        except Exception as bug:  # one page must not end the run; whoever runs it is told
            story = str(bug) if isinstance(bug, Bug) else "".join(traceback.format_exception(bug))
            reason = story.strip().rpartition("\n")[2][:500]
            return address, Reread(url, "failed", before, error=BugError(url, reason), bug=f"{url}\n{story}")

    async def _read(self, address: int, before: Article | None, workers: Workers) -> Reread:
        """The record that the page of the stored one gives now. Raises ScraperError."""
        url = self._store.url_of(address)
        pages = self._store.kept_pages(address, before.fetched_at if before else None)
        if not pages:
            return Reread(url, "not_kept", before)
        page, *further = pages
        is_of_api = before is not None and before.capture.kind == "api"
        options = replace(self._options, prefer_api=is_of_api, join_pages=bool(further) and not is_of_api)
        fetcher = _KeptFetcher(self._kept, further)
        after = await read_fetched(self._kept.page(page), fetcher, workers, options)
        after = with_hint(after, self._store.hint(address))
        if before is None:
            is_new = self._store.holder_of(after, address) is None
            return Reread(url, "new" if is_new else "duplicate", after=after)
        fields = changed_fields(before, after)
        return Reread(url, "changed" if fields else "unchanged", before, after, fields)


def changed_fields(before: Article, after: Article) -> tuple[str, ...]:
    """The fields in which two records of one page differ."""
    old, new = before.to_dict(), after.to_dict()
    return tuple(name for name in new if name not in NOT_COMPARED and old.get(name) != new[name])
