"""The worker's side: reads pages until standard input ends, each within limits of memory and CPU time.

`python -c` starts `main` (process.py). The parent imports nothing from here.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from io import FileIO

from scraper.errors import ParseError, ScraperError, is_shortage
from scraper.options import ExtractOptions
from scraper.records import Feed, Page
from scraper.worker.messages import receive, send
from scraper.worker.process import NO_ROOM_STATUS
from scraper.worker.tasks import Part, read_article, read_feed, read_links

#: A worker that has grown by this much since its start exits, so that no page pays for earlier ones.
MAX_GROWTH_BYTES = 256 * 1024 * 1024
#: Linux's number for the own process's tick-counting clock: ((~0) << 3) | CPUCLOCK_PROF, see clock_getres(2).
PROFILING_CLOCK = -8


def main() -> None:
    """Reads pages until standard input ends or the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole process group; our parent ends us
    try:
        pages, answers = _pipes()
        with _ends_with_parent(pages):  # nothing is sent before we report that we are ready
            _import(articles="articles" in sys.argv)
        address_space = _AddressSpace()
    except Exception as error:
        # If the limit is hit while a library is being mapped, the loader reports it as an ImportError.
        is_no_room = is_shortage(error) or "allocate memory" in str(error) or "failed to map" in str(error)
        os._exit(NO_ROOM_STATUS if is_no_room else 1)  # exit at once: the parent takes a closed pipe for a crash
    base = address_space.used()
    send(answers, "ready")
    options = ExtractOptions()
    while True:
        _limit(base, options)  # checked before a page arrives, while nobody waits for it
        try:
            task, page, others, start = pickle.loads(receive(pages))
        except EOFError:
            return
        if others is not None:
            options = others
            _limit(base, options)
        with _ends_with_parent(pages):
            answer, is_last = _answer(task, page, options, start)
            is_last = is_last or address_space.used() > base + MAX_GROWTH_BYTES
        send(answers, (answer, is_last))
        if is_last:
            return


def _pipes() -> tuple[FileIO, FileIO]:
    """Duplicates standard input and output, out of reach of a stray print."""
    pages, answers = FileIO(os.dup(0)), FileIO(os.dup(1), "w")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nowhere, standard)
    return pages, answers


def _import(*, articles: bool) -> None:
    """Imports what pages need, so that it does not count as a page's memory."""
    if articles:
        import scraper.extraction
    import scraper.parsing.lenient
    import scraper.sources.feeds
    import scraper.sources.links  # noqa: F401


@contextlib.contextmanager
def _ends_with_parent(pages: FileIO) -> Iterator[None]:
    """Makes the kernel end this process as soon as its parent is gone, however that was killed.

    None of our code runs during a parse or a pattern match, so the kernel is asked to send SIGIO, which kills, when
    anything happens on the pipe. No message arrives before our answer, so it can only be that the other end was closed.
    """
    try:
        import fcntl

        signal.signal(signal.SIGIO, signal.SIG_DFL)
        flags = fcntl.fcntl(pages, fcntl.F_GETFL)
        fcntl.fcntl(pages, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(pages, fcntl.F_SETFL, flags | os.O_ASYNC)
    except (ImportError, AttributeError):  # Windows: only the time limits are left
        yield
        return
    if _is_closed(pages):  # the parent was gone before we asked
        sys.exit()
    yield
    fcntl.fcntl(pages, fcntl.F_SETFL, flags)


def _is_closed(pages: FileIO) -> bool:
    poll = select.poll()
    poll.register(pages, select.POLLIN)
    return any(event & select.POLLHUP for _, event in poll.poll(0))


def _answer(
    task: str, page: Page, options: ExtractOptions, start: str | None
) -> tuple[Part | Feed | ScraperError | str, bool]:
    """The result for a page, and whether the worker should exit after it."""
    try:
        if task == "feed":
            return read_feed(page, options), False
        return (read_links(page, options) if task == "links" else read_article(page, options, start)), False
    except ScraperError as error:
        return error, isinstance(error, ParseError)
    except MemoryError:
        mebibytes = options.parse_bytes // 1_048_576
        return ParseError(page.final_url or page.url, f"reading the page takes more than {mebibytes} MiB"), True
    except Exception:  # a bug is reported to the parent with its whole traceback
        return traceback.format_exc(), False


class _AddressSpace:
    """This process's address space in bytes, if the system tells; else 0."""

    def __init__(self) -> None:
        try:
            self._file = os.open("/proc/self/statm", os.O_RDONLY)  # stays open: opening costs more than reading
        except OSError:
            self._file = -1

    def used(self) -> int:
        if self._file < 0:
            return 0
        return int(os.pread(self._file, 64, 0).split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _limit(base: int, options: ExtractOptions) -> None:
    """Sets the limits for the next page. Without system support, only the parent's wall clock is left."""
    try:
        import resource
    except ImportError:  # Windows
        return
    limits = [(resource.RLIMIT_CPU, int(_limited_cpu_s() + options.parse_s) + 1)]
    if base:
        limits.append((resource.RLIMIT_AS, base + options.parse_bytes))
    for kind, soft in limits:
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _limited_cpu_s() -> float:
    """This process's CPU time in seconds, as the limit counts it.

    Linux checks the limit against a clock that counts ticks, which runs ahead of the reported times in a process that
    works in short bursts: by 6 % in one measurement. With the reported times, a worker would be killed in the middle of
    an innocent page after some minutes.
    """
    try:
        return time.clock_gettime(PROFILING_CLOCK)
    except OSError:  # not Linux
        return time.process_time()
