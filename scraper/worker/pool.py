"""Pages -> Articles, as many at once as there are workers, for async callers.

Kept apart from process.py, which each worker imports before its first page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self, TypeVar

from scraper.options import ExtractOptions
from scraper.records import Feed, Page
from scraper.worker.process import Worker
from scraper.worker.tasks import Part

Answer = TypeVar("Answer")


class Workers:
    """A pool of workers.

    async with Workers(2) as workers:
        article, following = await workers.read_article(page)
    """

    def __init__(self, count: int = 1, *, articles: bool = True) -> None:
        self._all = [Worker(articles=articles) for _ in range(count)]
        self._free: asyncio.Queue[Worker] = asyncio.Queue()
        for worker in self._all:
            self._free.put_nowait(worker)
        self._threads = ThreadPoolExecutor(count, "worker")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._all:
            worker.close()
        self._threads.shutdown()

    def start(self) -> None:
        """Starts the first worker, so that it is ready before the first page is."""
        self._all[0].start()

    async def read_article(self, page: Page, options: ExtractOptions | None = None, start: str | None = None) -> Part:
        """`Worker.read_article` on the next free worker. Cancelling the call kills the worker."""
        return await self._by_free(lambda worker: worker.read_article(page, options, start))

    async def read_feed(self, page: Page, options: ExtractOptions | None = None) -> Feed:
        """`Worker.read_feed`, in the same way."""
        return await self._by_free(lambda worker: worker.read_feed(page, options))

    async def read_links(self, page: Page, options: ExtractOptions | None = None) -> Feed:
        """`Worker.read_links`, in the same way."""
        return await self._by_free(lambda worker: worker.read_links(page, options))

    async def _by_free(self, task: Callable[[Worker], Answer]) -> Answer:
        worker = await self._free.get()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, task, worker)
        except asyncio.CancelledError:
            worker.kill()
            raise
        finally:
            self._free.put_nowait(worker)
