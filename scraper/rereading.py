"""Kept pages -> records anew, without network: what today's program reads of them, field by field.

    store (where each page is kept) --> archives (its bytes) --> workers --> the record beside the stored one

The stored record stays where the page gives none now, and the one that is replaced stays in the history.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Literal, Self

from scraper.archives import NO_WARC_LIBRARY, has_warc_library
from scraper.errors import ArchiveAccessError, ListError, ScraperError
from scraper.options import ExtractOptions
from scraper.records import Article, Page
from scraper.store import KeptPage, Store
from scraper.worker.pool import Workers

MAX_OPEN = 16  # archives at once
FLUSH_PAGES = 200
#: Fields that say when, or of this very reading, and not what the page says.
NOT_COMPARED = frozenset({"schema", "fetched_at", "found", "warnings", "fingerprint"})

Change = Literal["new", "changed", "unchanged", "failed"]


@dataclass(frozen=True, slots=True)
class Reread:
    """What a kept page came to when it was read again."""

    url: str
    change: Change
    before: Article | None = None
    after: Article | None = None
    fields: tuple[str, ...] = ()  # that differ
    error: ScraperError | None = None  # where it failed


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
        if reread.error is not None:
            self.codes[reread.error.code] += 1

    def to_dict(self) -> dict[str, Any]:
        """The summary as plain JSON values."""
        return {name: dict(getattr(self, name).most_common()) for name in ("changes", "fields", "codes")}


class KeptBytes:
    """The kept pages of a store, as they were fetched. Few archives are open at once.

    with KeptBytes(max_bytes) as kept:
        page = kept.page(store.kept_page(address))
    """

    def __init__(self, max_bytes: int, folder: Path | None = None) -> None:
        """`folder` holds archives that have moved. Raises ListError without the extra `warc`."""
        if not has_warc_library():
            raise ListError(None, NO_WARC_LIBRARY)
        self._max_bytes, self._folder = max_bytes, folder
        self._open: OrderedDict[str, BinaryIO] = OrderedDict()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for file in self._open.values():
            file.close()

    def page(self, kept: KeptPage) -> Page:
        """The page with its URLs and moment. Raises ScraperError where the archive is gone, moved or damaged."""
        from scraper.archives.reading import WarcFile  # here: `scrape --version` is not to wait for the library

        file = self._file(kept)
        page = WarcFile(file, file.name, self._max_bytes).page_at(kept.kept.offset).page
        return replace(
            page, url=kept.url, final_url=kept.final_url, fetched_at=kept.at, capture_kind="live", kept=kept.kept
        )

    def _file(self, kept: KeptPage) -> BinaryIO:
        name = kept.kept.file
        if name in self._open:
            self._open.move_to_end(name)
            return self._open[name]
        places = [Path(name), Path(f"{name}.open")]
        if self._folder is not None:
            places.insert(0, self._folder / Path(name).name)
        place = next((place for place in places if place.exists()), None)
        if place is None:
            raise ArchiveAccessError(kept.url, f"the archive that keeps the page is not there: {name}")
        try:
            self._open[name] = place.open("rb")
        except OSError as error:
            raise ArchiveAccessError(kept.url, f"{place}: {error.strerror}") from error
        if len(self._open) > MAX_OPEN:
            self._open.popitem(last=False)[1].close()
        return self._open[name]


async def reread(
    store: Store, kept: KeptBytes, options: ExtractOptions, *, host: str | None = None, is_rehearsal: bool = False
) -> AsyncIterator[Reread]:
    """Each kept page of a store read again, on all cores, in no order; the store gets what is new.

    Duplicates have no record of their own and are left out. With `is_rehearsal` the store stays as it is.
    """
    count = os.cpu_count() or 1
    running: set[asyncio.Task[tuple[int, Reread]]] = set()
    done_since = 0
    async with Workers(count) as workers:
        for address in store.kept_addresses(host):
            running.add(asyncio.create_task(_reread(store, kept, workers, options, address)))
            while len(running) >= 2 * count:
                for address_done, each in await _first(running):
                    yield _kept(store, address_done, each, is_rehearsal)
                    done_since += 1
            if done_since >= FLUSH_PAGES:
                store.flush()
                done_since = 0
        while running:
            for address_done, each in await _first(running):
                yield _kept(store, address_done, each, is_rehearsal)
    store.flush()


async def _first(running: set[asyncio.Task[tuple[int, Reread]]]) -> list[tuple[int, Reread]]:
    """What is done, once something is."""
    done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    running -= done
    return [task.result() for task in done]


async def _reread(
    store: Store, kept: KeptBytes, workers: Workers, options: ExtractOptions, address: int
) -> tuple[int, Reread]:
    url = store.url_of(address)
    place = store.kept_page(address)
    before = None
    try:
        before = store.record(address)
        if place is None:
            raise ArchiveAccessError(url, "the response that the page was the same as is not kept")
        after, _ = await workers.read_article(kept.page(place), replace(options, join_pages=False))
    except ScraperError as error:
        return address, Reread(url, "failed", before, error=error)
    if before is None:
        return address, Reread(url, "new", after=after)
    fields = changed_fields(before, after)
    return address, Reread(url, "changed" if fields else "unchanged", before, after, fields)


def _kept(store: Store, address: int, each: Reread, is_rehearsal: bool) -> Reread:
    """Keeps a record that is new or differs."""
    if not is_rehearsal and each.after is not None and each.change in ("new", "changed"):
        store.replace_record(address, each.after)
    return each


def changed_fields(before: Article, after: Article) -> tuple[str, ...]:
    """The fields in which two records of one page differ."""
    old, new = before.to_dict(), after.to_dict()
    return tuple(name for name in new if name not in NOT_COMPARED and old.get(name) != new[name])
