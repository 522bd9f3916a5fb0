"""Clients: many calls over the same connections and workers, one after the other or many at once."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import AsyncGenerator, Coroutine, Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from scraper import pipeline
from scraper.errors import BugError, ScraperError
from scraper.library.results import Failure, Success
from scraper.library.turns import Turns
from scraper.options import Options
from scraper.records import Article, Page
from scraper.worker.pool import Workers
from scraper.worker.process import Bug

if TYPE_CHECKING:
    from scraper.fetching import Fetcher

Answer = TypeVar("Answer")
#: Pages in progress at once, from the request to the record; most of them wait for a server.
CONCURRENCY = 16


class AsyncClient:
    """Fetches and reads articles over shared connections and worker processes.

    async with AsyncClient() as client:
        article = await client.scrape("https://…")
        async for result in client.scrape_many(urls): ...

    A client belongs to one event loop. However many clients there are, a process counts as one visitor to a host: they
    share pauses and robots.txt.
    """

    def __init__(self, options: Options | None = None, *, concurrency: int = CONCURRENCY) -> None:
        """`concurrency`: pages in progress at once in `scrape_many`."""
        if concurrency < 1:
            raise ValueError("concurrency must be at least 1")
        self._options = options or Options()
        self._concurrency = concurrency
        self._stack = contextlib.AsyncExitStack()
        self._workers = Workers(min(os.cpu_count() or 1, concurrency))
        self._fetcher: Fetcher | None = None

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self._workers)
        self._workers.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def scrape(self, url: str) -> Article:
        """Fetches and extracts the article at a URL. Raises ScraperError."""
        fetcher = await self._fetching()
        with _bugs_named(url):
            return await pipeline.read_fetched(await fetcher.fetch(url), fetcher, self._workers, self._options.extract)

    async def fetch(self, url: str) -> Page:
        """Fetches the page at a URL, bytes as served. Raises FetchError or UrlError."""
        return await (await self._fetching()).fetch(url)

    async def extract(self, html: bytes | str, url: str | None = None) -> Article:
        """Extracts the article of a page that you already have, in a worker process. Raises ScraperError."""
        with _bugs_named(url):
            return await pipeline.extract_in(self._workers, html, url, self._options.extract)

    async def scrape_many(self, urls: Iterable[str]) -> AsyncGenerator[Success | Failure, None]:
        """Yields one result for each URL, in the order in which they end.

        URLs are taken as results are consumed, at most 1,000 ahead, so the iterable may be endless. A failure is a
        result and ends nothing. Closing the generator cancels what is in progress.
        """
        turns = Turns(urls, self._options.fetch.per_host)
        running: dict[asyncio.Task[Success | Failure], str] = {}
        try:
            while True:
                while len(running) < self._concurrency and (url := turns.take()) is not None:
                    running[asyncio.create_task(self._outcome(url))] = url
                if not running:
                    return
                ended, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in ended:
                    turns.done(running.pop(task))
                    yield task.result()
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _outcome(self, url: str) -> Success | Failure:
        try:
            return Success(url, await self.scrape(url))
        except ScraperError as error:
            return Failure(url, error)

    async def _fetching(self) -> Fetcher:
        if self._fetcher is None:  # reading pages at hand needs no client
            from scraper.fetching import Fetcher

            self._fetcher = await self._stack.enter_async_context(Fetcher(self._options.fetch))
        return self._fetcher


class Client:
    """The same for programs without an event loop; it may be shared by threads.

    with Client() as client:
        article = client.scrape("https://…")
        for result in client.scrape_many(urls): ...
    """

    def __init__(self, options: Options | None = None, *, concurrency: int = CONCURRENCY) -> None:
        """`concurrency`: pages in progress at once in `scrape_many`."""
        self._client = AsyncClient(options, concurrency=concurrency)
        self._loop: asyncio.AbstractEventLoop | None = None

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="scraper client", daemon=True)
        self._thread.start()
        self._run(self._client.__aenter__())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        loop = self._loop
        assert loop is not None
        try:
            self._run(self._client.__aexit__(kind, error, trace))
        finally:
            self._loop = None
            loop.call_soon_threadsafe(loop.stop)
            self._thread.join()
            loop.close()

    def scrape(self, url: str) -> Article:
        """Fetches and extracts the article at a URL. Raises ScraperError."""
        return self._run(self._client.scrape(url))

    def fetch(self, url: str) -> Page:
        """Fetches the page at a URL, bytes as served. Raises FetchError or UrlError."""
        return self._run(self._client.fetch(url))

    def extract(self, html: bytes | str, url: str | None = None) -> Article:
        """Extracts the article of a page that you already have, in a worker process. Raises ScraperError."""
        return self._run(self._client.extract(html, url))

    def scrape_many(self, urls: Iterable[str]) -> Iterator[Success | Failure]:
        """Yields one result for each URL, in the order in which they end; see `AsyncClient.scrape_many`."""
        results = self._client.scrape_many(urls)
        try:
            while (result := self._run(_next_of(results))) is not None:
                yield result
        finally:
            self._run(_close(results))

    def _run(self, task: Coroutine[Any, Any, Answer]) -> Answer:
        """Runs a coroutine in the client's own thread and waits for it; Ctrl-C cancels it."""
        if self._loop is None:
            task.close()
            raise RuntimeError("a Client is used in a with statement: with Client() as client: …")
        future = asyncio.run_coroutine_threadsafe(task, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise


@contextlib.contextmanager
def _bugs_named(url: str | None) -> Iterator[None]:
    """Makes a bug met on one page an error of that page, so that it ends no other."""
    try:
        yield
    except Bug as bug:
        raise BugError(url, str(bug)) from bug


async def _next_of(results: AsyncGenerator[Answer, None]) -> Answer | None:
    return await anext(results, None)


async def _close(results: AsyncGenerator[Answer, None]) -> None:
    await results.aclose()
