"""One URL from start to end: fetched, read and stored, or its failure."""

from __future__ import annotations

import asyncio
import hashlib
import time
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from scraper.batch.files import Files
from scraper.batch.hints import with_hint
from scraper.batch.summary import Summary
from scraper.errors import (
    BugError,
    FetchError,
    NoArticleError,
    NotBeforeError,
    PolicyError,
    ResourcesError,
    RobotsUnreachableError,
    ScraperError,
    StatusError,
    StoreError,
    UrlError,
    WriteError,
    is_shortage,
)
from scraper.fetching import Fetcher
from scraper.options import ExtractOptions
from scraper.pipeline import read_fetched
from scraper.records import OF_PROFILE, Article, KeptAt, Outcome, Page, Validators
from scraper.store import Attempt, Due, KeptPage, Store
from scraper.worker.pool import Workers

OFF_THE_NET = frozenset({"file", "mhtml", "warc"})  # kinds of captures
GONE = frozenset({404, 410})
NO_ROOM = "this machine has no descriptor, process or memory left for the page; the next run will fetch it"


@dataclass(frozen=True, slots=True)
class Done:
    """One URL and its result in this run; `article` if its record is new or changed."""

    url: str
    attempt: Attempt
    article: Article | None = None
    error: WriteError | None = None  # ends the run: the next write would fail as well
    closed: str = ""  # the origin that accepts no request now, if the URL is deferred for that


@dataclass(slots=True)
class Visit:
    """One URL on its way."""

    address: Due
    start: float  # monotonic
    page: Page | None = None
    kept: list[KeptPage] = field(default_factory=list)  # the pages of its record that are kept

    def done(self, outcome: Outcome, article: Article | None = None, **facts: Any) -> Done:
        """The URL with its result."""
        size = len(self.page.content) if self.page else 0
        came_to = Attempt(outcome, seconds=time.monotonic() - self.start, size=size, kept=tuple(self.kept), **facts)
        return Done(self.address.url, came_to, article)

    def failed(self, failure: ScraperError, error: WriteError | None = None) -> Done:
        """The URL with the outcome of a failure; `error` ends the run."""
        facts = failure.to_dict()
        del facts["url"]
        closed = failure.origin if isinstance(failure, NotBeforeError | RobotsUnreachableError) else ""
        return replace(self.done(_outcome_of(failure), **facts), error=error, closed=closed)


class Kept(Protocol):
    """Where pages are that need not be fetched."""

    def page_of(self, url: str) -> Page | None:
        """The page at a URL; None if it is not here. Raises ScraperError."""


@dataclass(frozen=True, slots=True)
class _NotingFetcher:
    """Fetches the pages of one record, and notes where they are kept."""

    fetcher: Fetcher
    kept: list[KeptPage]

    async def fetch(self, url: str, known: Validators | None = None) -> Page:
        try:
            page = await self.fetcher.fetch(url, known)
        except FetchError as error:
            if isinstance(error.kept, KeptAt):
                self.kept.append(KeptPage(url, error.kept.at, error.kept))
            raise
        if (kept := KeptPage.of(page)) is not None:
            self.kept.append(kept)
        return page


@dataclass(frozen=True, slots=True)
class Visits:
    """What all visits of a run share."""

    store: Store
    fetcher: Fetcher
    workers: Workers
    files: Files
    summary: Summary
    kept: Kept | None = None

    async def visit(self, address: Due, options: ExtractOptions, place: str | None) -> Done:
        """A URL's result; whatever a page does harms that page only. Raises StoreError.

        `place` is the file and line of an entry that is not a web URL.
        """
        visit = Visit(address, time.monotonic())
        try:
            return await self._take(visit, options)
        except StoreError:
            raise  # is not the page's fault
        except WriteError as error:
            return visit.failed(error, error=error)
        except BugError as error:  # from a writer: the record is kept
            self.summary.note_bug(address.url, error)
            return visit.failed(error)
        except ScraperError as error:
            if isinstance(error, UrlError) and place is not None:
                error.reason += f" ({place})"
            return visit.failed(ResourcesError(address.url, NO_ROOM) if is_shortage(error) else error)
        except Exception as bug:  # one page must not end the run; the bug is reported to the caller
            if is_shortage(bug):
                return visit.failed(ResourcesError(address.url, f"{NO_ROOM}: {bug}"))
            story = self.summary.note_bug(address.url, bug)
            return visit.done("failed", code=BugError.code, reason=story.strip().rpartition("\n")[2][:500])

    async def _take(self, visit: Visit, options: ExtractOptions) -> Done:
        """Fetches, reads and stores a page. Raises ScraperError, or any bug's exception."""
        address = visit.address
        known = self.store.validators(address.id)
        if known is not None and not self.files.has(address):
            known = None  # an unchanged page would leave nothing to write
        fetcher = _NotingFetcher(self.fetcher, visit.kept)
        kept = await asyncio.to_thread(self.kept.page_of, address.url) if self.kept else None
        page = visit.page = kept or await fetcher.fetch(address.url, known)
        if known is not None and (page.status == 304 or _sha256(page) == known.body_sha256):
            return visit.done("unchanged", status=page.status)
        article = await self._read(page, fetcher, options)
        self.summary.profiles.update(doubt for doubt in article.warnings if doubt.startswith(OF_PROFILE))
        article = with_hint(article, self.store.hint(address.id))
        holder = self.store.holder_of(article, address.id)
        if holder is not None:
            reason = f"duplicate of {self.store.url_of(holder)}"
            return visit.done("duplicate", reason=reason, duplicate_of=holder)
        outcome = self.store.write_record(address.id, article, _validators(page))
        if outcome != "unchanged" or not self.files.has(address):
            await self.files.write(address, article)
        return visit.done(outcome, None if outcome == "unchanged" else article, status=page.status)

    async def _read(self, page: Page, fetcher: _NotingFetcher, options: ExtractOptions) -> Article:
        """The article in a page. For a page from an archive nothing is fetched: it is read alone."""
        if page.capture_kind in OFF_THE_NET:
            alone = replace(options, join_pages=False, prefer_api=False)
            return (await self.workers.read_article(page, alone))[0]
        return await read_fetched(page, fetcher, self.workers, options)


def _outcome_of(error: ScraperError) -> Outcome:
    if isinstance(error, NotBeforeError | RobotsUnreachableError):
        return "deferred"
    if isinstance(error, StatusError) and error.status in GONE:
        return "gone"
    return "refused" if isinstance(error, PolicyError | NoArticleError) and not error.retryable else "failed"


def _sha256(page: Page) -> str:
    return hashlib.sha256(page.content).hexdigest()


def _validators(page: Page) -> Validators | None:
    headers = dict(page.headers)
    return Validators(
        page.final_url or page.url or "", headers.get("etag"), headers.get("last-modified"), _sha256(page)
    )
