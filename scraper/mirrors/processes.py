"""Maps a function over many tasks, in several processes if there is enough to do."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from types import TracebackType
from typing import Self, TypeVar

from scraper.errors import ParseCrashError

Task = TypeVar("Task")
Result = TypeVar("Result")

#: Each process takes some 65 MB, and more of them would wait for the one that reads the files.
MAX_PROCESSES = 4
#: Tasks per process in progress or queued, so that none is idle and none is far ahead.
AHEAD = 2


class Processes:
    """Up to `count` processes; until they are started, everything runs in this one. A context manager."""

    def __init__(self, count: int) -> None:
        self._count = min(count, MAX_PROCESSES)
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def start(self) -> None:
        """Starts the processes, which takes half a second, unless they run already or only one is wanted."""
        if self._pool is None and self._count > 1:
            self._pool = ProcessPoolExecutor(self._count, get_context("spawn"), _end_with_parent)

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yields the result of each task, in order; tasks are consumed as needed.

        Function, tasks and results must be picklable. Raises what the function raises; ParseCrashError if a process was
        killed.
        """
        waiting: deque[Future[Result]] = deque()
        try:
            for task in tasks:
                if self._pool is None:
                    yield function(task)
                    continue
                waiting.append(self._pool.submit(function, task))
                if len(waiting) > AHEAD * self._count:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise ParseCrashError("all records", "a process that read them was killed") from error
        finally:
            for future in waiting:
                future.cancel()


def _end_with_parent() -> None:
    """Ends a process whose parent is gone, which would wait for ever; interrupts are left to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    assert parent is not None, "this runs in a child"

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
