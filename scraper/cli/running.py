"""Runs what is awaited, so that Ctrl-C ends it whatever it waits for."""

from __future__ import annotations

import os
import signal
from collections.abc import Coroutine
from types import FrameType
from typing import Any, TypeVar

Result = TypeVar("Result")


SIGINT_STATUS = 130


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """What the work gives. Raises KeyboardInterrupt at Ctrl-C; at a second one the process is gone.

    asyncio alone cancels the work and goes on. A read from a terminal, or a write into a pipe that nobody empties, is
    not cancelled by that: Python begins it again. So while the work itself runs, Ctrl-C is raised where it stands.
    """
    import asyncio  # not needed by `scrape --version`, which is not to wait

    async def whole() -> Result:
        main = asyncio.current_task()
        cancel = signal.getsignal(signal.SIGINT)

        def interrupt(number: int, frame: FrameType | None) -> None:
            signal.signal(signal.SIGINT, _leave)
            if asyncio.current_task() is main or not callable(cancel):
                raise KeyboardInterrupt
            cancel(number, frame)

        signal.signal(signal.SIGINT, interrupt)
        try:
            return await work
        finally:
            if signal.getsignal(signal.SIGINT) is interrupt:
                signal.signal(signal.SIGINT, cancel)

    return asyncio.run(whole())


def _leave(number: int, frame: FrameType | None) -> None:
    # Clearing up takes too long for whoever waits. What is committed stays; a draft of a file may be left.
    os._exit(SIGINT_STATUS)
