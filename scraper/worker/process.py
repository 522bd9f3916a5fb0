"""A worker: a process that reads pages and can be killed, so that a page that breaks the parser harms only itself.

Nothing inside a process can stop a parse that takes minutes or gigabytes. So pages are read by a worker process with
limits of memory, CPU time and wall-clock time; it is killed past any of them and restarted for the next page.

    parent (here)                            the worker (child.py)
    task, Page, options* --stdin, framed-->  parse, extract              (* only if they differ from the last ones)
    Article, Feed or error <--stdout--       plain records, and nothing else that a pickle may hold (messages.py)
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from scraper.errors import ParseCrashError, ParseError, ResourcesError, ScraperError, is_shortage
from scraper.options import ExtractOptions
from scraper.records import Article, Feed, NextPage, Page
from scraper.worker.messages import loads, receive, send
from scraper.worker.tasks import Part

PIPE_BYTES = 1_048_576  # pipe capacity, where the system lets us set it: few pages are longer
START_S = 60.0  # time for the imports on a busy machine
STOP_S = 2.0  # an idle worker exits at once; longer than this is not waited for
#: The exit status of a worker without enough memory to start: EX_OSERR of sysexits.h.
NO_ROOM_STATUS = 71

#: The path to the package goes last, so that no file in the working folder can shadow an import.
PROGRAM = "import sys; sys.path.append(sys.argv[1]); from scraper.worker.child import main; main()"
ROOT = str(Path(__file__).resolve().parent.parent.parent)


class Bug(Exception):
    """A bug of ours inside the worker; the message is the worker's traceback."""


class Worker:
    """Reads pages in another process, one at a time. Not thread-safe, except for `kill`.

    with Worker() as worker:
        article, following = worker.read_article(page)
    """

    def __init__(self, *, articles: bool = True) -> None:
        """`articles`: whether it will read any, so that the imports for them come before the first page."""
        self._articles = articles
        self._process: subprocess.Popen[bytes] | None = None
        self._is_ready = False  # the process has reported that it is ready
        self._known_options: ExtractOptions | None = None  # the options sent last

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process id; None without a process."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Starts the process ahead of the first page; returns at once."""
        if self._process is not None and self._process.poll() is None:
            return
        self.kill()
        self._is_ready = False
        self._known_options = None
        try:
            self._process = self._new_process()
        except (OSError, MemoryError) as error:
            if not is_shortage(error) and not isinstance(
                error, BlockingIOError
            ):  # fork raises it for too many processes
                raise
            raise ResourcesError(None, f"no process can be started: {error}") from error
        _widen(self._process)

    def _new_process(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-P", "-c", PROGRAM, ROOT, *(["articles"] if self._articles else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,  # nothing may sit in a buffer while we wait for the pipe
            # One page needs no thread pool, and each would take address space.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )

    def read_article(self, page: Page, options: ExtractOptions | None = None, start: str | None = None) -> Part:
        """Runs `read_article` of tasks.py in the worker.

        Raises:  what it raises; ParseError if the page needs more than `parse_s` or `parse_bytes`; ParseCrashError if
        the process died on it; ResourcesError if the machine cannot start a process; Bug for a bug of ours.
        """
        answer = self._ask("article", page, options or ExtractOptions(), start)
        article, following = answer
        assert isinstance(article, Article)
        assert following is None or isinstance(following, NextPage)
        return article, following

    def read_feed(self, page: Page, options: ExtractOptions | None = None) -> Feed:
        """Runs `read_feed` in the worker; raises the errors of `read_article` too."""
        return self._feed("feed", page, options)

    def read_links(self, page: Page, options: ExtractOptions | None = None) -> Feed:
        """Runs `read_links` in the worker; raises the errors of `read_article` too."""
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
            send(process.stdin, (task, page, None if options == self._known_options else options, start))
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
        """Kills the process, whatever it is doing, and wakes another thread that waits for its answer."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            _close(process)

    def close(self) -> None:
        """Ends the process cleanly."""
        if not self._is_ready:
            self.kill()  # whatever it is doing, nobody waits for the result
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(OSError):  # already dead
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
        """Why there is no answer; the process is gone afterwards."""
        was_stopped = self._process is not process
        process.kill()
        status = process.wait()
        self.kill()
        if status == NO_ROOM_STATUS or (not self._is_ready and not was_stopped and _is_memory_limited()):
            return ResourcesError(url, "there is not enough memory to start a process")
        if not self._is_ready and not was_stopped:
            return Bug(f"the worker does not start (exit status {status})")
        if is_late or (hasattr(signal, "SIGXCPU") and status == -signal.SIGXCPU):
            return ParseError(url, f"reading the page takes more than {options.parse_s:g} s")
        how = "was stopped" if was_stopped else f"died of it, by {_cause(status)}"
        return ParseCrashError(url, f"the process that read the page {how}")


def _is_memory_limited() -> bool:
    """Whether our own address space has a limit, into which a worker's interpreter may not fit."""
    try:
        import resource
    except ImportError:  # Windows
        return False
    return resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY


def _cause(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"exit status {status}"


def _widen(process: subprocess.Popen[bytes]) -> None:
    """Enlarges the pipes to whole messages: one context switch per page instead of one per 64 KiB."""
    try:
        from fcntl import F_SETPIPE_SZ, fcntl
    except ImportError:  # not Linux
        return
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # this user already has many pipes
                fcntl(pipe.fileno(), F_SETPIPE_SZ, PIPE_BYTES)


def _close(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # unwritten data has no reader
                pipe.close()


def _answer_of(process: subprocess.Popen[bytes], seconds: float) -> Any:
    """The process's next answer, within a time limit."""
    assert isinstance(process.stdout, FileIO)
    return loads(receive(process.stdout, time.monotonic() + seconds))
