"""Page -> Article inside a process that may be killed: whatever a page does to the parser costs that page only.

Nothing in a process can stop a parse that takes minutes or gigabytes. So pages go to a worker, a process with limits of
memory, CPU time and wall-clock time, which is killed when it passes one of them and started anew for the next page.

    us                                       the worker
    task, Page, options* --stdin, framed-->  parse, extract              (* where they are others than the last)
    Article, Feed or error <--stdout--       plain records, and nothing else that a pickle may hold
"""

from __future__ import annotations

import dataclasses
import io
import os
import pickle
import select
import signal
import struct
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from io import FileIO
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self

from scraper import records
from scraper.errors import ParseCrashError, ParseError, ScraperError
from scraper.options import ExtractOptions
from scraper.records import Article, Feed, NextPage, Page

MS = 1_000
FRAME = struct.Struct(">Q")  # the length of a message, before it
PIECE_BYTES = 65_536  # read at once
PIPE_BYTES = 1_048_576  # what a pipe may hold, where the system lets us say: few pages are longer
MAX_ANSWER_BYTES = 512 * 1024 * 1024  # more than the memory limit lets a worker send in earnest
#: A worker that holds so much more than at its start ends itself, so that no page pays for those before it.
MAX_GROWTH_BYTES = 256 * 1024 * 1024
START_S = 60.0  # the imports, on a machine that has much else to do
STOP_S = 2.0  # a worker without anything to do ends at once; longer than this is not waited for

#: Linux's number for the clock of the own process that counts ticks: ((~0) << 3) | CPUCLOCK_PROF, see clock_getres(2).
PROFILING_CLOCK = -8

#: What an answer may be made of. A page that takes a worker over gains no more than its own wrong record.
ANSWER_MODULES = frozenset({"scraper.records", "scraper.errors"})
ANSWER_CLASSES = frozenset({("datetime", "datetime"), ("datetime", "timezone"), ("datetime", "timedelta")})

#: The worker's own path to the package goes last: a file that lies about in the working folder is never imported.
PROGRAM = "import sys; sys.path.append(sys.argv[1]); from scraper.worker.process import main; main()"
ROOT = str(Path(__file__).resolve().parent.parent.parent)

#: An article, or a part of one and where it goes on.
Part = tuple[Article, NextPage | None]


class Bug(Exception):
    """A fault of ours inside the worker; the message is the worker's traceback."""


def read(page: Page, options: ExtractOptions | None = None, start: str | None = None) -> Part:
    """The article in a page, read in this process, and the page that it goes on in.

    `start` is the first page of the article, where this is a later one. Raises ScraperError, whatever the bytes are.
    """
    from scraper.extraction import extract_part
    from scraper.parsing import parse

    options = options or ExtractOptions()
    try:
        return extract_part(parse(page, options), page, options, start)
    except RecursionError as error:
        raise ParseError(page.final_url or page.url, "pieces of the page are nested too deep") from error


def read_feed(page: Page, options: ExtractOptions | None = None) -> Feed:
    """What a feed or sitemap names, or which feeds a page leads to, read in this process.

    Raises:  FeedError where it is neither, FeedLimitError or ParseError past a limit.
    """
    from scraper.parsing import parse
    from scraper.parsing.decode import decode_html
    from scraper.parsing.lenient import lenient_events
    from scraper.parsing.links import feed_links
    from scraper.sources import feeds

    options = options or ExtractOptions()
    url = page.final_url or page.url
    content = feeds.unpacked(page.content, url, options.max_feed_bytes)
    text, _ = decode_html(content, feeds.declared_type(content, page.content_type))
    if feeds.is_page(text):
        return Feed("page", leads_to=tuple(feed_links(parse(page, options))))
    return feeds.read_feed(text, url, lambda broken: lenient_events(broken, url, options))


def read_links(page: Page, options: ExtractOptions | None = None) -> Feed:
    """The articles that a front or section page links to, read in this process. Raises NotHtmlError, ParseError."""
    from scraper.parsing import parse
    from scraper.parsing.links import page_links
    from scraper.sources.links import article_links

    document = parse(page, options or ExtractOptions())
    return Feed("page", tuple(article_links(page_links(document), document.url)))


class Worker:
    """Reads pages in another process, one at a time. Not for two threads at once, but for `kill`.

    with Worker() as worker:
        article, following = worker.read(page)
    """

    def __init__(self, *, articles: bool = True) -> None:
        """`articles`: whether it will read some, so that what this takes is imported before the first page."""
        self._articles = articles
        self._process: subprocess.Popen[bytes] | None = None
        self._is_ready = False  # the process has said that it is
        self._known_options: ExtractOptions | None = None  # what the process was told last

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process, where there is one."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Starts the process, so that it is ready when the first page is; returns at once."""
        if self._process is not None and self._process.poll() is None:
            return
        self.kill()
        self._is_ready = False
        self._known_options = None
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", PROGRAM, ROOT, *(["articles"] if self._articles else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,  # nothing may wait in a buffer while we wait for the pipe
            # One page has no use for a pool of threads, and each would take address space.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )
        _widen(self._process)

    def read(self, page: Page, options: ExtractOptions | None = None, start: str | None = None) -> Part:
        """What `read` gives in this process.

        Raises:  what it raises; ParseError where the page needs more than `parse_s` or `parse_bytes`;
                 ParseCrashError where the process died of it; Bug for a fault of ours.
        """
        answer = self._ask("article", page, options or ExtractOptions(), start)
        article, following = answer
        assert isinstance(article, Article)
        assert following is None or isinstance(following, NextPage)
        return article, following

    def read_feed(self, page: Page, options: ExtractOptions | None = None) -> Feed:
        """What `read_feed` gives in this process, and the errors of `read`."""
        return self._feed("feed", page, options)

    def read_links(self, page: Page, options: ExtractOptions | None = None) -> Feed:
        """What `read_links` gives in this process, and the errors of `read`."""
        return self._feed("links", page, options)

    def _feed(self, task: str, page: Page, options: ExtractOptions | None) -> Feed:
        feed = self._ask(task, page, options or ExtractOptions(), None)
        assert isinstance(feed, Feed)
        return feed

    def _ask(self, task: str, page: Page, options: ExtractOptions, start: str | None) -> Any:
        url = page.final_url or page.url
        self.start()
        process = self._process
        assert process is not None
        try:
            if not self._is_ready:
                _answer_of(process, START_S)
                self._is_ready = True
            assert isinstance(process.stdin, FileIO)
            _send(process.stdin, (task, page, None if options == self._known_options else options, start))
            self._known_options = options
            answer, is_last = _answer_of(process, options.parse_s)
        except (OSError, EOFError) as error:
            raise self._death(process, url, options, is_late=isinstance(error, TimeoutError)) from None
        if is_last:
            self.close()
        if isinstance(answer, str):
            raise Bug(answer)
        if isinstance(answer, ScraperError):
            raise answer
        return answer

    def kill(self) -> None:
        """Ends the process whatever it does, and with it a `read` that runs in another thread."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            _close(process)

    def close(self) -> None:
        """Ends the process politely."""
        if not self._is_ready:
            self.kill()  # whatever it is doing, nobody has asked for it
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(OSError):  # dead already
            assert process.stdin is not None
            process.stdin.close()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _close(process)

    def _death(
        self, process: subprocess.Popen[bytes], url: str | None, options: ExtractOptions, *, is_late: bool
    ) -> Exception:
        """Why there is no answer; the process is gone after this."""
        was_stopped = self._process is not process
        process.kill()
        status = process.wait()
        self.kill()
        if not self._is_ready and not was_stopped:
            return Bug(f"the worker does not start (exit status {status})")
        if is_late or (hasattr(signal, "SIGXCPU") and status == -signal.SIGXCPU):
            return ParseError(url, f"reading the page takes more than {options.parse_s:g} s")
        how = "was stopped" if was_stopped else f"died of it, by {_cause(status)}"
        return ParseCrashError(url, f"the process that read the page {how}")


def _cause(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"exit status {status}"


def _widen(process: subprocess.Popen[bytes]) -> None:
    """Lets the pipes hold whole messages: a page then takes one change of process, not one for each 64 KiB."""
    try:
        from fcntl import F_SETPIPE_SZ, fcntl
    except ImportError:  # not Linux
        return
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # this user has many pipes already
                fcntl(pipe.fileno(), F_SETPIPE_SZ, PIPE_BYTES)


def _close(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # what was still to be written has no reader
                pipe.close()


def _by_arguments(record: type) -> Callable[[Any], tuple[type, tuple[Any, ...]]]:
    """How a record is pickled: as the call that makes it, which takes half as long as a dataclass's own way."""
    names = [each.name for each in dataclasses.fields(record)]
    assert len(names) > 1  # of one name, attrgetter gives the value itself and no tuple
    values = attrgetter(*names)
    return lambda value: (record, values(value))


class _Messages(pickle.Pickler):
    """Writes what pickle writes, records faster."""

    dispatch_table: Mapping[type, Callable[[Any], Any]] = {
        record: _by_arguments(record)
        for record in vars(records).values()
        if isinstance(record, type) and dataclasses.is_dataclass(record)
    }


def _framed(message: object) -> memoryview:
    packed = io.BytesIO(bytes(FRAME.size))
    packed.seek(FRAME.size)
    _Messages(packed, pickle.HIGHEST_PROTOCOL).dump(message)
    whole = packed.getbuffer()
    FRAME.pack_into(whole, 0, len(whole) - FRAME.size)
    return whole


def _send(pipe: FileIO, message: object) -> None:
    left = _framed(message)
    while left:
        left = left[pipe.write(left) :]


def _receive(pipe: FileIO, end: float | None = None) -> memoryview:
    """One message, which has to be here at a monotonic moment, if any.

    Each side waits for the other's message before it sends its own: what can be read is of this one.
    Raises:  EOFError where the other side is gone, or says nothing sensible; TimeoutError where it takes too long.
    """
    got = bytearray()
    whole = FRAME.size
    try:
        while len(got) < whole:
            if end is not None:
                _await_bytes(pipe, end)
            piece = pipe.read(PIECE_BYTES)
            if not piece:
                raise EOFError
            got += piece
            if whole == FRAME.size <= len(got):
                whole += FRAME.unpack_from(got)[0]
            if whole > MAX_ANSWER_BYTES or len(got) > whole > FRAME.size:
                raise EOFError
    except ValueError as error:  # `kill` in another thread has closed it
        raise EOFError from error
    return memoryview(got)[FRAME.size :]


def _await_bytes(pipe: FileIO, end: float) -> None:
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    if not poll.poll(max(0.0, end - time.monotonic()) * MS):
        raise TimeoutError


def _answer_of(process: subprocess.Popen[bytes], seconds: float) -> Any:
    """The process's next answer, which may take so long."""
    assert isinstance(process.stdout, FileIO)
    return _loads(_receive(process.stdout, time.monotonic() + seconds))


class _Answers(pickle.Unpickler):
    """Reads records, errors and moments; any other class is refused, so that nothing can be run by an answer."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        known = self._known.get((module_name, global_name))
        if known is not None:
            return known
        if (module_name in ANSWER_MODULES and "." not in global_name) or (module_name, global_name) in ANSWER_CLASSES:
            found = super().find_class(module_name, global_name)
            if isinstance(found, type):
                self._known[module_name, global_name] = found
                return found
        raise EOFError(f"an answer must not hold {module_name}.{global_name}")

    _known: ClassVar[dict[tuple[str, str], type]] = {}


def _loads(message: bytes | memoryview) -> Any:
    return _Answers(io.BytesIO(message)).load()


# --- inside the worker ----------------------------------------------------------------------------------------------


def main() -> None:
    """Reads pages until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; whoever started us ends us
    pages = FileIO(os.dup(0))
    answers = FileIO(os.dup(1), "w")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):  # a stray print must not end up among the answers
        os.dup2(nowhere, standard)
    # Imports are done now: what they take is no page's memory.
    if "articles" in sys.argv:
        import scraper.extraction
    import scraper.parsing.lenient
    import scraper.sources.feeds
    import scraper.sources.links  # noqa: F401

    address_space = _AddressSpace()
    base = address_space.used()
    _send(answers, "ready")
    options = ExtractOptions()
    while True:
        _limit(base, options)  # before there is a page, for then nobody waits for it
        try:
            task, page, others, start = pickle.loads(_receive(pages))
        except EOFError:
            return
        if others is not None:
            options = others
            _limit(base, options)
        answer, is_last = _answer(task, page, options, start)
        is_last = is_last or address_space.used() > base + MAX_GROWTH_BYTES
        _send(answers, (answer, is_last))
        if is_last:
            return


def _answer(
    task: str, page: Page, options: ExtractOptions, start: str | None
) -> tuple[Part | Feed | ScraperError | str, bool]:
    """What a page gives, and whether the worker had better end after it."""
    try:
        if task == "feed":
            return read_feed(page, options), False
        return (read_links(page, options) if task == "links" else read(page, options, start)), False
    except ScraperError as error:
        return error, isinstance(error, ParseError)
    except MemoryError:
        mebibytes = options.parse_bytes // 1_048_576
        return ParseError(page.final_url or page.url, f"reading the page takes more than {mebibytes} MiB"), True
    except Exception:  # a bug of ours is told to whoever asked, with all that is known of it
        return traceback.format_exc(), False


class _AddressSpace:
    """Bytes of address space of this process, where the system tells them; else 0."""

    def __init__(self) -> None:
        try:
            self._file = os.open("/proc/self/statm", os.O_RDONLY)  # stays open: that costs more than reading
        except OSError:
            self._file = -1

    def used(self) -> int:
        if self._file < 0:
            return 0
        return int(os.pread(self._file, 64, 0).split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _limit(base: int, options: ExtractOptions) -> None:
    """Sets the limits for the next page. Where the system has none, the wall clock outside is what is left."""
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
    """Seconds of CPU time of this process as the limit counts them.

    Linux holds the limit against a clock that counts ticks, which in a process that works in short bursts runs ahead of
    the times that it tells: by 6 % in one measured. Were those taken, a worker would be killed in the middle of an
    innocent page after some minutes.
    """
    try:
        return time.clock_gettime(PROFILING_CLOCK)
    except OSError:  # not Linux
        return time.process_time()
