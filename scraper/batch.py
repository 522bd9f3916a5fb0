"""Many URLs -> one outcome each, none lost.

lists --> store (URLs) --> fetcher, per host one after the other --> workers --> store (outcome, record) --> files

What is committed in the store has happened: the next run resumes one that was interrupted in any way. Network and store
share one event loop; pages are read in worker processes. At most `concurrency` pages are in progress, so memory does
not grow with the list.
"""

from __future__ import annotations

import asyncio
import hashlib
import heapq
import itertools
import re
import time
import traceback
from collections import Counter, deque
from collections.abc import AsyncGenerator, Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from scraper.errors import (
    BugError,
    ConnectError,
    DeadlineError,
    DnsError,
    ListError,
    NoArticleError,
    NotBeforeError,
    PolicyError,
    ResetError,
    ResourcesError,
    RobotsUnreachableError,
    ScraperError,
    StatusError,
    StoreError,
    TlsError,
    UrlError,
    WriteError,
    is_shortage,
)
from scraper.fetching import Fetcher
from scraper.fetching.recording import Recorder
from scraper.normalize.urls import same_site, without_userinfo
from scraper.options import MAX_NOT_BEFORE_S, BatchOptions, Options
from scraper.pipeline import read_fetched
from scraper.records import FAILURES, OF_PROFILE, STORED, Article, FeedItem, Outcome, Page, Validators
from scraper.sources.lists import Listed
from scraper.store import Attempt, Due, Store
from scraper.worker import Bug
from scraper.worker.pool import Workers

COMMIT_S = 0.25  # results are committed after this time at the latest,
COMMIT_OUTCOMES = 64  # or after this many outcomes
LISTED_AT_ONCE = 2_000  # URLs committed together
QUEUED_OF_HOST = 20  # URLs of a host that are read from the store at a time
GONE = frozenset({404, 410})
#: Failures of the host rather than of the page.
HOST_CODES = frozenset(each.code for each in (DnsError, ConnectError, ResetError, DeadlineError, TlsError))
RECENT = 32  # the latest outcomes, from which the number of concurrent requests is set
KEPT_HOSTS, SLOWEST_HOSTS = 50, 10  # in a summary, and in its JSON
NO_MORE = 2**62  # an id after every URL's
GRACE_S = 5.0  # for pages in progress when the run's time is over
NO_ROOM = "this machine has no descriptor, process or memory left for the page; the next run will fetch it"
MAX_BUGS = 20  # tracebacks kept
MAX_PLACES = 10_000  # invalid lines whose place is kept
WEB_ADDRESS = re.compile(r"https?://[^/]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HostSummary:
    """A run's result for one host."""

    pages: int
    failed: int
    seconds: float  # of all its pages together


@dataclass(slots=True)
class Summary:
    """A run's result."""

    listed: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    invalid_lines: int = 0
    pages: int = 0
    bytes: int = 0
    files: int = 0  # written for records of earlier runs
    seconds: float = 0.0
    hosts: dict[str, HostSummary] = field(default_factory=dict)  # the slowest hosts, slowest first
    profiles: Counter[str] = field(default_factory=Counter)  # warnings about site profiles, with the number of records
    stopped: str | None = None  # why the run ended early
    bugs: list[str] = field(default_factory=list)  # tracebacks

    @property
    def failed(self) -> int:
        """The number of URLs and lines that failed."""
        return sum(self.outcomes[each] for each in FAILURES) + self.invalid_lines

    def to_dict(self) -> dict[str, Any]:
        """The summary as plain JSON values."""
        slowest = itertools.islice(self.hosts.items(), SLOWEST_HOSTS)
        return {
            "listed": self.listed,
            "outcomes": {name: count for name, count in sorted(self.outcomes.items()) if count},
            "codes": dict(sorted(self.codes.items())),
            "invalid_lines": self.invalid_lines,
            "failed": self.failed,
            "pages": self.pages,
            "bytes": self.bytes,
            "seconds": round(self.seconds, 3),
            "slowest_hosts": [
                {"host": name, "pages": host.pages, "failed": host.failed, "seconds": round(host.seconds, 3)}
                for name, host in slowest
            ],
            "profile_warnings": dict(self.profiles.most_common()),
            "stopped": self.stopped,
        }


@dataclass(frozen=True, slots=True)
class Done:
    """One URL and its result in this run; `article` if its record is new or changed."""

    url: str
    attempt: Attempt
    article: Article | None = None
    error: WriteError | None = None  # ends the run: the next write would fail as well
    closed: str = ""  # the origin that accepts no request now, if the URL is deferred for that


class Folder(Protocol):
    """A folder with a file for each article."""

    def has(self, name: str | None) -> bool:
        """Whether a file of that name exists."""

    def new_name(self, article: Article, is_taken: Callable[[str], bool]) -> str:
        """An unused name for the file of an article that has none yet."""

    def write(self, article: Article, name: str) -> None:
        """Writes an article's file atomically. Raises WriteError."""


@dataclass(slots=True)
class _Host:
    """One host in this run."""

    left: int  # due URLs
    active: int = 0
    queue: list[Due] = field(default_factory=list)
    last: int = 0  # the last URL read from the store
    failures: int = 0  # consecutive
    pages: int = 0
    failed: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class _Visit:
    """One URL on its way."""

    address: Due
    start: float  # monotonic
    page: Page | None = None

    def done(self, outcome: Outcome, article: Article | None = None, **facts: Any) -> Done:
        """The URL with its result."""
        size = len(self.page.content) if self.page else 0
        came_to = Attempt(outcome, seconds=time.monotonic() - self.start, size=size, **facts)
        if self.page is not None and self.page.kept is not None:
            came_to = replace(
                came_to, kept=self.page.kept, final_url=self.page.final_url, fetched_at=self.page.fetched_at
            )
        return Done(self.address.url, came_to, article)

    def failed(self, failure: ScraperError, error: WriteError | None = None) -> Done:
        """The URL with the outcome of a failure; `error` ends the run."""
        facts = failure.to_dict()
        del facts["url"]
        closed = failure.origin if isinstance(failure, NotBeforeError | RobotsUnreachableError) else ""
        return replace(self.done(_outcome_of(failure), **facts), error=error, closed=closed)


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
        self._folder = folder
        self._recorder = recorder
        self._run = store.begin_run()
        self.summary = Summary()
        self._hosts: dict[str, _Host] = {}
        self._ready: list[tuple[float, int, str]] = []  # monotonic time when a host may be asked, a number, the host
        self._number = 0
        self._uncommitted = 0
        self._committed_at = time.monotonic()
        self._limit = self._batch.concurrency
        self._lately: deque[bool] = deque(maxlen=RECENT)  # whether each failed at the network
        #: When the run's time is over; finding and listing the URLs counts too.
        self._until = None if self._batch.max_time_s is None else time.monotonic() + self._batch.max_time_s
        self._unwritten: set[int] = set()  # URLs whose record could not be written to a file
        self._places: dict[str, str] = {}  # file and line of entries that are not web URLs, for their failures

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
        return sum(host.left for host in self._hosts.values())

    @property
    def waiting_hosts(self) -> dict[str, int]:
        """The hosts with URLs left, and how many."""
        return {name: host.left for name, host in self._hosts.items() if host.left}

    def plan(self) -> int:
        """Decides which of the listed URLs are fetched in this run; returns how many they are."""
        self._store.plan(self._batch)
        for name, count in self._store.due_hosts().items():
            self._hosts[name] = _Host(count)
            self._push(name, 0.0)
        return self.due

    async def run(self) -> AsyncGenerator[Done, None]:
        """Fetches what is due, and yields each URL as it is done."""
        start = time.monotonic()
        self.plan()
        count = min(self._batch.workers, max(self.due, 1))
        try:
            async with self._new_fetcher() as fetcher, Workers(count) as workers:
                self._fetcher, self._workers = fetcher, workers
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
        limits = [COMMIT_S if self._uncommitted or self._until is not None else 5.0]
        if wait is not None:
            limits.append(wait)
        return max(min(limits), 0.001)

    def _start_due(self, tasks: set[_Task], ended: Callable[[_Task], None]) -> float | None:
        """Starts what may be started now; returns the seconds until more may be, None if nothing is left."""
        if self._until is not None and time.monotonic() >= self._until:
            if self.due:
                self.summary.stopped = f"the {self._batch.max_time_s:g} s of the run were over"
            return None
        while self._ready and len(tasks) < self._limit:
            ready_at, _, name = self._ready[0]
            now = time.monotonic()
            if ready_at > now:
                return ready_at - now
            heapq.heappop(self._ready)
            host = self._hosts[name]
            address = self._next_of(name, host)
            if address is None:
                continue
            host.active += 1
            if host.active < self._options.fetch.per_host:
                self._push(name, self._wait_s(address))
            task = asyncio.create_task(self._visit(name, host, address))
            tasks.add(task)
            task.add_done_callback(ended)
        return 1.0 if self._ready else None

    def _wait_s(self, address: Due) -> float:
        """Seconds until a URL's host may be asked, on the monotonic clock."""
        try:
            wait = self._fetcher.ready_at(address.url) - time.time()
        except Exception:  # anything wrong with the URL is reported by its visit
            return 0.0
        return min(max(wait, 0.0), MAX_NOT_BEFORE_S)

    def _push(self, name: str, wait_s: float) -> None:
        self._number += 1
        heapq.heappush(self._ready, (time.monotonic() + wait_s, self._number, name))

    def _next_of(self, name: str, host: _Host) -> Due | None:
        if not host.queue:
            host.queue = self._store.due_of(name, QUEUED_OF_HOST, host.last)[::-1]
            if not host.queue:
                host.left = host.active
                return None
        address = host.queue.pop()
        host.last = address.id
        return address

    async def _visit(self, name: str, host: _Host, address: Due) -> Done | WriteError:
        """One URL from start to end: fetched, read, stored; returns the error that is to end the run, if any."""
        result = await self._done_with(address, time.monotonic())
        self._write(host, address, result)
        self._mind(name, host, result)
        host.active -= 1
        if host.left > host.active:
            self._push(name, self._wait_s(address))
        return result.error or result

    async def _done_with(self, address: Due, start: float) -> Done:
        """A URL's result; whatever a page does harms that page only. Raises StoreError."""
        visit = _Visit(address, start)
        try:
            return await self._take(visit)
        except StoreError:
            raise  # is not the page's fault
        except WriteError as error:
            return visit.failed(error, error=error)
        except BugError as error:  # from a writer: the record is kept
            self._note_bug(address.url, error)
            self._unwritten.add(address.id)
            return visit.failed(error)
        except ScraperError as error:
            if isinstance(error, UrlError) and address.url in self._places:
                error.reason += f" ({self._places[address.url]})"
            return visit.failed(ResourcesError(address.url, NO_ROOM) if is_shortage(error) else error)
        except Exception as bug:  # one page must not end the run; the bug is reported to the caller
            if is_shortage(bug):
                return visit.failed(ResourcesError(address.url, f"{NO_ROOM}: {bug}"))
            story = self._note_bug(address.url, bug)
            return visit.done("failed", code=BugError.code, reason=story.strip().rpartition("\n")[2][:500])

    async def _take(self, visit: _Visit) -> Done:
        """Fetches, reads and stores a page. Raises ScraperError, or any bug's exception."""
        address = visit.address
        known = self._store.validators(address.id)
        if known is not None and self._folder is not None and not self._folder.has(address.file):
            known = None  # an unchanged page would leave nothing to write
        page = visit.page = await self._fetcher.fetch(address.url, known)
        if known is not None and (page.status == 304 or _sha256(page) == known.body_sha256):
            return visit.done("unchanged", status=page.status)
        article = await read_fetched(page, self._fetcher, self._workers, self._options.extract)
        self.summary.profiles.update(doubt for doubt in article.warnings if doubt.startswith(OF_PROFILE))
        article = with_hint(article, self._store.hint(address.id))
        holder = self._store.holder_of(article, address.id)
        if holder is not None:
            reason = f"duplicate of {self._store.url_of(holder)}"
            return visit.done("duplicate", reason=reason, duplicate_of=holder)
        outcome = self._store.write_record(address.id, article, _validators(page))
        if self._folder is not None and (outcome != "unchanged" or not self._folder.has(address.file)):
            # In a thread: making a file survive a power cut takes the disk some milliseconds.
            await asyncio.to_thread(self._folder.write, article, self._file_of(address, article, self._folder))
        return visit.done(outcome, None if outcome == "unchanged" else article, status=page.status)

    def _file_of(self, address: Due, article: Article, folder: Folder) -> str:
        """The name of the URL's file; a new name is stored for ever before anything is written under it."""
        if address.file is not None:
            return address.file
        name = folder.new_name(article, lambda name: self._store.is_file_of_another(address.id, name))
        self._store.name_file(address.id, name)
        return name

    def _write_missing_files(self) -> None:
        """Writes the files of listed records that have none, from runs without files or with another folder."""
        if self._folder is None:
            return
        for address in self._store.listed_files():
            if self._folder.has(address.file) or address.id in self._unwritten:
                continue
            article = self._store.record(address.id)
            assert article is not None
            try:
                self._folder.write(article, self._file_of(address, article, self._folder))
                self.summary.files += 1
            except BugError as error:  # as for a page: one record must not cost the others their files
                self._note_bug(address.url, error)
                done = _Visit(address, time.monotonic()).failed(error)
                self._store.write_attempt(self._run, address.id, done.attempt)
                self.summary.outcomes["failed"] += 1
                self.summary.codes[error.code] += 1
        self._store.flush()

    def _note_bug(self, url: str, bug: Exception) -> str:
        """Keeps a bug's traceback for the caller, and returns it."""
        story = str(bug) if isinstance(bug, Bug) else "".join(traceback.format_exception(bug))
        if len(self.summary.bugs) < MAX_BUGS:
            self.summary.bugs.append(f"{url}\n{story}")
        return story

    def _write(self, host: _Host, address: Due, done: Done) -> None:
        self._store.write_attempt(self._run, address.id, done.attempt)
        host.left -= 1
        host.pages += 1
        host.failed += done.attempt.outcome in FAILURES
        host.seconds += done.attempt.seconds
        self.summary.outcomes[done.attempt.outcome] += 1
        if done.attempt.code:
            self.summary.codes[done.attempt.code] += 1
        self.summary.pages += 1
        self.summary.bytes += done.attempt.size
        self._uncommitted += 1
        if self._uncommitted >= COMMIT_OUTCOMES:
            self._commit()

    def _mind(self, name: str, host: _Host, done: Done) -> None:
        """Opens the breaker of a failing host, and lowers the concurrency when everything fails."""
        attempt = done.attempt
        if attempt.code == ResourcesError.code:
            self._limit = max(self._limit // 2, 1)
            return
        is_hosts_fault = attempt.outcome == "failed" and attempt.code in HOST_CODES
        host.failures = host.failures + 1 if is_hosts_fault else 0
        self._lately.append(is_hosts_fault)
        if is_hosts_fault and len(self._lately) == RECENT and sum(self._lately) * 2 > RECENT:
            self._limit = max(self._limit // 2, min(2, self._batch.concurrency))  # it may be our own network
            self._lately.clear()
        elif not is_hosts_fault:
            self._limit = min(self._limit + 1, self._batch.concurrency)
        # A redirect to another host that is closed says nothing about this host's other URLs.
        is_closed = attempt.outcome == "deferred" and done.closed in ("", self._fetcher.origin(done.url))
        if host.failures >= self._batch.breaker or is_closed:
            self._store.defer(name, attempt.code or "", f"left to a later run: {attempt.reason}", host.last)
            host.queue, host.left, host.last = [], host.active - 1, NO_MORE

    def _commit_in_time(self) -> None:
        if self._uncommitted and time.monotonic() - self._committed_at >= COMMIT_S:
            self._commit()

    def _commit(self) -> None:
        self._store.flush()
        self._uncommitted, self._committed_at = 0, time.monotonic()

    def _count_rest(self) -> None:
        """Counts the listed URLs that this run did not fetch, by their outcome."""
        slow = heapq.nlargest(KEPT_HOSTS, self._hosts.items(), key=lambda item: item[1].seconds)
        self.summary.hosts = {
            name: HostSummary(host.pages, host.failed, host.seconds) for name, host in slow if host.pages
        }
        for outcome, count in self._store.untouched_counts(self._run).items():
            self.summary.outcomes["skipped" if outcome in STORED else outcome or "deferred"] += count


def with_hint(article: Article, hint: FeedItem | None) -> Article:
    """Adds the origin that a feed names to a record that names none, if it is another site than the record's own.

    The URL that a feed item has in `<source>` (RSS) is a feed's, not an article's; only its name is kept.
    """
    origin = hint.origin if hint else None
    if hint is None or origin is None or article.origins or origin.url == hint.url:
        return article  # another site's feed leads here, perhaps via a third site: this is the origin itself
    if same_site(origin.url, article.final_url or article.url):
        return article
    if origin.relation == "syndication":
        origin = replace(origin, url=None)
    if not (origin.url or origin.name) or (origin.name or "").casefold() == (article.site or "").casefold() != "":
        return article
    return replace(article, origins=(origin,), found={**article.found, "origins": f"feed:{hint.source}"})


def is_text(text: str) -> bool:
    """Whether a text can be encoded as UTF-8: it has no lone surrogates."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


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
