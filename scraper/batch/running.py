"""One run over a store.

lists --> store (URLs) --> fetcher, per host one after the other --> workers --> store (outcome, record) --> files

What is committed in the store has happened: the next run resumes one that was interrupted in any way. Network and store
share one event loop; pages are read in worker processes. At most `concurrency` pages are in progress, so memory does
not grow with the list.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Callable, Iterable

from scraper.batch.files import Files, Folder
from scraper.batch.hosts import Host, Hosts
from scraper.batch.summary import Summary
from scraper.batch.visits import Done, Kept, Visit, Visits
from scraper.errors import ListError, WriteError
from scraper.fetching import Fetcher
from scraper.fetching.recording import Recorder
from scraper.normalize.urls import without_userinfo
from scraper.options import MAX_NOT_BEFORE_S, BatchOptions, Options
from scraper.records import STORED
from scraper.sources.lists import Listed
from scraper.store import Attempt, Due, Store
from scraper.worker.pool import Workers

COMMIT_S = 0.25  # results are committed after this time at the latest,
COMMIT_OUTCOMES = 64  # or after this many outcomes
LISTED_AT_ONCE = 2_000  # URLs committed together
GRACE_S = 5.0  # for pages in progress when the run's time is over
MAX_PLACES = 10_000  # invalid lines whose place is kept
IDLE_S = 5.0  # the longest wait for results before the run looks for hosts that are ready
WEB_ADDRESS = re.compile(r"https?://[^/]", re.IGNORECASE)

_Task = asyncio.Task[Done | WriteError]  # of one URL


class Batch:
    """One run over a store.

    batch = Batch(store, options)
    batch.list_addresses(read_list("addresses.txt"))
    async for done in batch.run(): ...
    """

    def __init__(
        self,
        store: Store,
        options: Options | None = None,
        batch: BatchOptions | None = None,
        folder: Folder | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        """`folder` gets a file for each article, `recorder` all that is received of pages."""
        self._store = store
        self._options = options or Options()
        self._batch = batch or BatchOptions()
        self._files = Files(store, folder)
        self._recorder = recorder
        self._kept: Kept | None = None
        self._run = store.begin_run()
        self.summary = Summary()
        self._hosts = Hosts(store, self._batch, self._options.fetch.per_host, self._wait_s)
        self._uncommitted = 0
        self._committed_at = time.monotonic()
        #: When the run's time is over; finding and listing the URLs counts too.
        self._until = None if self._batch.max_time_s is None else time.monotonic() + self._batch.max_time_s
        self._places: dict[str, str] = {}  # file and line of entries that are not web URLs, for their failures

    def take_from(self, kept: Kept) -> None:
        """Has the pages that `kept` holds taken from there; all others are fetched."""
        self._kept = kept

    def list_addresses(self, addresses: Iterable[Listed | ListError]) -> list[ListError]:
        """Adds URLs to the run, each once; returns the errors of invalid lines."""
        wrong = []
        for each in addresses:
            error = each if isinstance(each, ListError) else self._list(each)
            if error is not None:
                wrong.append(error)
                self.summary.invalid_lines += 1
                self.summary.codes[error.code] += 1
        self._store.flush()
        return wrong

    def _list(self, listed: Listed) -> ListError | None:
        """Adds one URL to the run; returns an error if it cannot be stored."""
        url = without_userinfo(listed.url)
        if not is_text(url):
            return ListError(listed.place, "the URL contains a lone surrogate, which is not a character")
        if self._store.list_address(url, listed.hint):
            self.summary.listed += 1
            if not WEB_ADDRESS.match(url) and len(self._places) < MAX_PLACES:
                self._places[url] = listed.place
            if self.summary.listed % LISTED_AT_ONCE == 0:
                self._store.flush()
        return None

    @property
    def due(self) -> int:
        """The number of URLs still to be fetched."""
        return self._hosts.due

    @property
    def waiting_hosts(self) -> dict[str, int]:
        """The hosts with URLs left, and how many."""
        return self._hosts.waiting

    def plan(self) -> int:
        """Decides which of the listed URLs are fetched in this run; returns how many they are."""
        self._store.plan(self._batch)
        self._hosts.plan()
        return self.due

    async def run(self) -> AsyncGenerator[Done, None]:
        """Fetches what is due, and yields each URL as it is done."""
        start = time.monotonic()
        self.plan()
        count = min(self._batch.workers, max(self.due, 1))
        try:
            async with self._new_fetcher() as fetcher, Workers(count) as workers:
                self._visits = Visits(self._store, fetcher, workers, self._files, self.summary, self._kept)
                if self.due:
                    workers.start()
                async for each in self._drive():
                    yield each
            self._write_missing_files()
        finally:
            self.summary.seconds = time.monotonic() - start
            self._count_rest()
            self._store.end_run(self._run, self.summary.to_dict())
            self._store.flush()

    async def _drive(self) -> AsyncGenerator[Done, None]:
        done: asyncio.Queue[Done | BaseException] = asyncio.Queue()
        tasks: set[_Task] = set()

        def ended(task: _Task) -> None:
            tasks.discard(task)  # first: whoever receives the last outcome sees that nothing is left
            if not task.cancelled():
                done.put_nowait(task.exception() or task.result())

        try:
            while True:
                wait = self._start_due(tasks, ended)
                self._commit_in_time()
                is_over = wait is None and done.empty() and (not tasks or self._is_late())
                if is_over:
                    return
                try:
                    async with asyncio.timeout(self._patience(wait)):  # `wait_for` occasionally loses a cancellation
                        each = await done.get()
                except TimeoutError:
                    continue
                if isinstance(each, BaseException):
                    raise each
                yield each
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _new_fetcher(self) -> Fetcher:
        return Fetcher(self._options.fetch, state=self._store, recorder=self._recorder)

    def _is_late(self) -> bool:
        """Whether the grace period of what is still running is over."""
        return self._until is not None and time.monotonic() >= self._until + GRACE_S

    def _patience(self, wait: float | None) -> float:
        """Seconds to wait for results before anything else needs attention."""
        limits = [COMMIT_S if self._uncommitted or self._until is not None else IDLE_S]
        if wait is not None:
            limits.append(wait)
        return max(min(limits), 0.001)

    def _start_due(self, tasks: set[_Task], ended: Callable[[_Task], None]) -> float | None:
        """Starts what may be started now; returns the seconds until more may be, None if nothing is left."""
        if self._until is not None and time.monotonic() >= self._until:
            if self.due:
                self.summary.stopped = f"the {self._batch.max_time_s:g} s of the run were over"
            return None
        while len(tasks) < self._hosts.limit and (wait := self._hosts.next_in_s()) is not None:
            if wait > 0:
                return wait
            turn = self._hosts.take()
            if turn is not None:
                task = asyncio.create_task(self._visit(*turn))
                tasks.add(task)
                task.add_done_callback(ended)
        return None if self._hosts.next_in_s() is None else 1.0

    def _wait_s(self, address: Due) -> float:
        """Seconds until a URL's host may be asked, on the monotonic clock."""
        try:
            wait = self._visits.fetcher.ready_at(address.url) - time.time()
        except Exception:  # anything wrong with the URL is reported by its visit
            return 0.0
        return min(max(wait, 0.0), MAX_NOT_BEFORE_S)

    async def _visit(self, host: Host, address: Due) -> Done | WriteError:
        """One URL from start to end: fetched, read, stored; returns the error that is to end the run, if any."""
        done = await self._visits.visit(address, self._options.extract, self._places.get(address.url))
        self._write(address, done.attempt)
        self._hosts.count(host, done.attempt)
        self._hosts.judge(host, done.attempt, is_closed=self._is_closed(done))
        self._hosts.release(host, address)
        return done.error or done

    def _is_closed(self, done: Done) -> bool:
        """Whether the URL's own host wants a pause, not only one to which it redirects."""
        return done.attempt.outcome == "deferred" and done.closed in ("", self._visits.fetcher.origin(done.url))

    def _write(self, address: Due, attempt: Attempt) -> None:
        self._store.write_attempt(self._run, address.id, attempt)
        self.summary.add(attempt)
        self.summary.pages += 1
        self.summary.bytes += attempt.size
        self._uncommitted += 1
        if self._uncommitted >= COMMIT_OUTCOMES:
            self._commit()

    def _write_missing_files(self) -> None:
        """Writes the files of listed records that have none; one that cannot be written is a failure of its URL."""
        for address, error in self._files.write_missing():
            if error is None:
                self.summary.files += 1
                continue
            self.summary.note_bug(address.url, error)
            attempt = Visit(address, time.monotonic()).failed(error).attempt
            self._store.write_attempt(self._run, address.id, attempt)
            self.summary.add(attempt)
        self._store.flush()

    def _commit_in_time(self) -> None:
        if self._uncommitted and time.monotonic() - self._committed_at >= COMMIT_S:
            self._commit()

    def _commit(self) -> None:
        self._store.flush()
        self._uncommitted, self._committed_at = 0, time.monotonic()

    def _count_rest(self) -> None:
        """Counts the listed URLs that this run did not fetch, by their outcome."""
        self.summary.hosts = self._hosts.slowest()
        for outcome, count in self._store.untouched_counts(self._run).items():
            self.summary.outcomes["skipped" if outcome in STORED else outcome or "deferred"] += count


def is_text(text: str) -> bool:
    """Whether a text can be encoded as UTF-8: it has no lone surrogates."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
