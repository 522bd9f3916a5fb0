"""What each record of an archive comes to: a record of ours, a named skip or a named failure; in the archive's order.

Pages are read by worker processes, each of which may die of one and costs that page only. A few pages more than there
are workers are under way, and nothing else is kept.
"""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from scraper.archives.found import Found, PageAt, Skipped
from scraper.errors import BugError, ResourcesError, ScraperError
from scraper.normalize.urls import url_host
from scraper.options import BulkOptions
from scraper.records import Article, Page
from scraper.sources.wanted import is_wanted
from scraper.worker import Bug, Worker

AHEAD = 4  # records under way for each worker
BUG_CHARS = 500  # of a traceback's last line


@dataclass(frozen=True, slots=True)
class Outcome:
    """One record of an archive with what it came to: just one of `article`, `skip` and `error`."""

    found: Found
    article: Article | None = None
    skip: str | None = None
    error: ScraperError | None = None


class Readers:
    """Worker processes that read the pages of archives, each in the archive's order.

    with Readers(2) as readers:
        for outcome in readers.outcomes(read_archive(place, max_bytes), options): ...
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._workers = [Worker() for _ in range(count)]
        self._free: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        for worker in self._workers:
            self._free.put(worker)
        self._threads = ThreadPoolExecutor(count, "reader")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            if error is None:
                worker.close()
            else:
                worker.kill()  # whatever it reads, nobody waits for it

    def outcomes(self, found: Iterator[Found], options: BulkOptions) -> Iterator[Outcome]:
        """Each record with what it came to. Raises ResourcesError, and what `found` raises."""
        pending: deque[Future[Outcome] | Outcome] = deque()
        try:
            for each in found:
                pending.append(self._begun(each, options))
                while len(pending) > AHEAD * self._count or (pending and isinstance(pending[0], Outcome)):
                    yield _settled(pending.popleft())
            while pending:
                yield _settled(pending.popleft())
        finally:
            for task in pending:
                if isinstance(task, Future):
                    task.cancel()

    def _begun(self, found: Found, options: BulkOptions) -> Future[Outcome] | Outcome:
        if isinstance(found, Skipped):
            return Outcome(found, skip=found.name)
        if not isinstance(found, PageAt):
            return Outcome(found, error=found.error)
        skip = _unwanted_page(found.page, options)
        return Outcome(found, skip=skip) if skip else self._threads.submit(self._read, found, options)

    def _read(self, found: PageAt, options: BulkOptions) -> Outcome:
        worker = self._free.get()
        try:
            article, _ = worker.read_article(found.page, options.extract)
        except ResourcesError:
            raise  # the machine's fault and none of the page: the part is made again
        except ScraperError as error:
            return Outcome(found, error=error)
        except Bug as bug:
            reason = str(bug).strip().rpartition("\n")[2][:BUG_CHARS]
            return Outcome(found, error=BugError(found.page.url, reason))
        finally:
            self._free.put(worker)
        skip = _unwanted_article(article, options)
        return Outcome(found, skip=skip) if skip else Outcome(found, article=article)


def _settled(task: Future[Outcome] | Outcome) -> Outcome:
    return task if isinstance(task, Outcome) else task.result()


def _unwanted_page(page: Page, options: BulkOptions) -> str | None:
    """By which filter a page is left out before it is read, if by any."""
    if not is_wanted(page.url or "", options.match):
        return "filter_match"
    host = url_host(page.url) or ""
    if options.hosts and not any(host == each or host.endswith(f".{each}") for each in options.hosts):
        return "filter_host"
    return None


def _unwanted_article(article: Article, options: BulkOptions) -> str | None:
    """By which filter a record is left out, if by any. What has no date may be as young as is asked for."""
    language = (article.language or "").lower()
    if options.languages and not any(
        language == each.lower() or language.startswith(f"{each.lower()}-") for each in options.languages
    ):
        return "filter_language"
    if options.kinds and article.kind not in options.kinds:
        return "filter_kind"
    date, since = article.published or article.modified, options.since
    if since is not None and date is not None and date[: len(since)] < since[: len(date)]:
        return "filter_since"
    return None
