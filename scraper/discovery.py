r"""Feeds, sitemaps, front pages -> the URLs of articles, each once.

source --fetch or read--> Page --worker--> Feed --> items
                                            \--> further feeds and sitemaps, up to a maximum depth and number
"""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import itertools
import math
import time
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scraper.errors import FeedError, FeedLimitError, ScraperError, StatusError
from scraper.normalize.urls import clean_url, normal_url
from scraper.options import FeedOptions, Options
from scraper.pipeline import is_address
from scraper.records import Feed, FeedItem, Page
from scraper.wordings import words

if TYPE_CHECKING:
    from scraper.fetching.hosts import HostState

SOURCES_AT_ONCE = 8  # concurrent sources, mostly on as many hosts, each of which is fetched politely
FOUND_AHEAD = 1_000  # items buffered for a source whose turn has not come

#: Marks in the URL or title of a feed of readers' comments.
COMMENTS = ("/comments/", *words("addresses", "comments"))


class Discovery:
    """Finds URLs of articles; one fetcher and one worker serve all sources.

    async with Discovery(options) as discovery:
        async for found in discovery.in_feeds(["https://example.org/feed"]): ...
    """

    def __init__(
        self,
        options: Options | None = None,
        limits: FeedOptions | None = None,
        *,
        url: str | None = None,
        state: HostState | None = None,
    ) -> None:
        """`url` is where a saved file came from; `state` holds the pauses of hosts, which a batch then obeys."""
        self._options = options or Options()
        self._limits = limits or FeedOptions()
        self._url = url
        self._state = state
        self._read = dataclasses.replace(
            self._options.extract, max_feed_bytes=self._options.fetch.max_bytes, parse_s=self._limits.parse_s
        )
        self._told: set[bytes] = set()
        self._until = math.inf
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        from scraper.fetching import Fetcher
        from scraper.worker.pool import Workers

        self._workers = await self._stack.enter_async_context(Workers(articles=False))
        self._workers.start()
        self._fetcher = await self._stack.enter_async_context(Fetcher(self._options.fetch, state=self._state))
        if self._limits.max_time_s is not None:
            self._until = time.monotonic() + self._limits.max_time_s
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def in_feeds(self, sources: Iterable[str]) -> AsyncGenerator[FeedItem | ScraperError, None]:
        """Yields the articles named by feeds, sitemaps and whatever they lead to, and the errors of what failed."""
        async with aclosing(_in_order(self._in_feed(source) for source in sources)) as all_found:
            async for found in all_found:
                if isinstance(found, ScraperError) or self._is_new(found):
                    yield found

    async def on_pages(self, sources: Iterable[str]) -> AsyncGenerator[FeedItem | ScraperError, None]:
        """Yields the articles linked on front and section pages, and the error of each page that failed."""
        for source in sources:
            try:
                async with self._bounded(source, _Spent()):
                    feed = await self._workers.read_links(await self._page(source), self._read)
            except ScraperError as error:
                yield error
                continue
            for item in feed.items:
                if self._is_new(item):
                    yield item

    async def _in_feed(self, source: str) -> AsyncGenerator[FeedItem | ScraperError, None]:
        waiting = deque([_Step(source)])
        seen = {clean_url(source)}
        number = size = 0
        spent = _Spent()
        while waiting:
            step = waiting.popleft()
            if number >= self._limits.max_feeds or size > self._limits.max_bytes:
                yield FeedLimitError(source, f"leads to {len(waiting) + 1} more feeds than are fetched")
                return
            number += 1
            try:
                async with self._bounded(source, spent):
                    page = await self._page(step.source)
                    size += len(page.content)
                    feed = await self._workers.read_feed(page, self._read)
                further = self._further(feed, page, step)
            except ScraperError as error:
                is_guess = step.page is not None and isinstance(error, StatusError | FeedError)
                yield FeedError(step.page, "the page names no feed, and robots.txt no sitemap") if is_guess else error
                if spent.is_over:
                    return
                continue
            for item in feed.items:
                if _is_recent(item, self._limits.since):
                    yield dataclasses.replace(item, source=item.source or step.source)
            if feed.damage:
                yield FeedError(step.source, f"{feed.damage}: entries may be missing")
            further = [each for each in further if clean_url(each.source) not in seen]
            if further and step.depth >= self._limits.max_depth:
                yield FeedLimitError(step.source, f"leads further than {step.depth} steps, which is not followed")
                continue
            waiting += further
            seen |= {clean_url(each.source) for each in further}

    @asynccontextmanager
    async def _bounded(self, source: str, spent: _Spent) -> AsyncIterator[None]:
        """Limits the fetch of one feed or page to what is left of its source's time and of the run's.

        Raises FeedLimitError when nothing is left, and notes that in `spent`.
        """
        start = time.monotonic()
        failing_s = self._limits.failing_times * self._options.fetch.total_s
        try:
            if spent.failing_s >= failing_s:
                spent.is_over = True
                raise FeedLimitError(source, f"its failures took {failing_s:g} s: the rest is not fetched")
            async with asyncio.timeout(min(self._limits.max_s - spent.in_all_s, self._until - start)):
                yield
        except TimeoutError as error:
            spent.is_over = True
            is_of_run = time.monotonic() >= self._until
            bound = f"the {self._limits.max_time_s:g} s of the run" if is_of_run else f"{self._limits.max_s:g} s"
            raise FeedLimitError(source, f"{bound} were over before all that it leads to was read") from error
        except ScraperError:
            spent.failing_s += time.monotonic() - start
            raise
        finally:
            spent.in_all_s += time.monotonic() - start

    async def _page(self, source: str) -> Page:
        if is_address(source):
            return await self._fetcher.fetch(source.strip())
        from scraper.sources.saved import read_bytes

        content = read_bytes(source, self._url, self._options.fetch.max_bytes)
        return Page(self._url, self._url, content, capture_kind="file")

    def _further(self, feed: Feed, page: Page, step: _Step) -> list[_Step]:
        """The feeds to read next. Raises FeedError if this one yields nothing."""
        url = page.final_url or page.url
        if not feed.items and feed.nameless:
            raise FeedError(url, f"none of its {feed.nameless} entries has a URL")
        leads = [each for each in feed.leads_to if _is_recent(each, self._limits.since)]
        if feed.kind == "robots" and not feed.leads_to:
            raise FeedError(url, "robots.txt names no sitemap")
        if feed.kind == "page":
            leads = [each for each in leads if not _is_of_comments(each)][: self._limits.max_page_feeds]
            if not leads and not feed.leads_to:
                if url is None:
                    raise FeedError(url, "the page names no feed")
                parts = urlsplit(url)
                return [_Step(f"{parts.scheme}://{parts.netloc}/robots.txt", step.depth + 1, url)]
        return [_Step(each.url, step.depth + 1) for each in leads]

    def _is_new(self, item: FeedItem) -> bool:
        """Whether a URL is new; remembered by digest, as a million URLs would take too much memory."""
        digest = hashlib.blake2b((normal_url(item.url) or item.url).encode("utf-8", "replace"), digest_size=8).digest()
        is_new = digest not in self._told
        self._told.add(digest)
        return is_new


@dataclasses.dataclass(slots=True)
class _Spent:
    """The time that one source has used."""

    in_all_s: float = 0.0
    failing_s: float = 0.0
    is_over: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class _Step:
    """A feed to be read; `page`: the page without feeds whose robots.txt it is."""

    source: str
    depth: int = 0
    page: str | None = None


def _is_recent(item: FeedItem, since: str | None) -> bool:
    """Whether an item may be as recent as required; undated items are kept."""
    date = item.published or item.modified
    return since is None or date is None or date[: len(since)] >= since[: len(date)]


def _is_of_comments(feed: FeedItem) -> bool:
    text = f"{feed.url} {feed.title or ''}".lower()
    return any(word in text for word in COMMENTS)


async def _in_order(
    sources: Iterable[AsyncGenerator[FeedItem | ScraperError, None]],
) -> AsyncGenerator[FeedItem | ScraperError, None]:
    """Yields the sources' items, one source after the other, and reads the next sources ahead."""
    waiting = iter(sources)
    running: deque[tuple[asyncio.Task[None], asyncio.Queue[FeedItem | ScraperError | None]]] = deque()
    try:
        while True:
            for source in itertools.islice(waiting, SOURCES_AT_ONCE - len(running)):
                queue: asyncio.Queue[FeedItem | ScraperError | None] = asyncio.Queue(FOUND_AHEAD)
                running.append((asyncio.create_task(_pour(source, queue)), queue))
            if not running:
                return
            task, queue = running[0]
            while (found := await queue.get()) is not None:
                yield found
            await task
            running.popleft()
    finally:
        for task, _ in running:
            task.cancel()
        await asyncio.gather(*(task for task, _ in running), return_exceptions=True)


async def _pour(
    source: AsyncGenerator[FeedItem | ScraperError, None], queue: asyncio.Queue[FeedItem | ScraperError | None]
) -> None:
    """Puts a source's items into a queue, and None at the end, even after a bug."""
    try:
        async with aclosing(source):
            async for found in source:
                await queue.put(found)
    except Exception:
        await queue.put(None)
        raise
    await queue.put(None)
