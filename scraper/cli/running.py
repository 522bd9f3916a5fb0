"""Runs what is awaited, so that Ctrl-C or SIGTERM ends it whatever it waits for."""

from __future__ import annotations

import os
import signal
from collections.abc import Coroutine
from types import FrameType
from typing import Any, TypeVar

Result = TypeVar("Result")


SIGINT_STATUS = 130  # 128 and the signal's number, as shells say it
SIGTERM_STATUS = 143  # likewise
STATUSES = {signal.SIGINT: SIGINT_STATUS, signal.SIGTERM: SIGTERM_STATUS}


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """What the work gives. Raises KeyboardInterrupt at Ctrl-C, SystemExit at SIGTERM; at a second one we are gone.

    asyncio alone cancels the work and goes on. A read from a terminal, or a write into a pipe that nobody empties, is
    not cancelled by that: Python begins it again. So while the work itself runs, the end is raised where it stands.
    While another task runs it is not: a library that is in the middle of something may take it for an error of its own.
    """
    import asyncio  # not needed by `scrape --version`, which is not to wait

    async def whole() -> Result:
        main = asyncio.current_task()
        assert main is not None
        loop = asyncio.get_running_loop()
        asked: list[int] = []

        def end(number: int, frame: FrameType | None) -> None:
            signal.signal(number, _leave)
            if asyncio.current_task() is main:
                raise _end_of(number)
            asked.append(number)
            loop.call_soon_threadsafe(main.cancel)  # which wakes the loop, too

        before = {number: signal.signal(number, end) for number in STATUSES}
        try:
            return await work
        except asyncio.CancelledError:
            if asked:
                raise _end_of(asked[0]) from None
            raise
        finally:
            for number, handler in before.items():
                if signal.getsignal(number) is end:
                    signal.signal(number, handler)

    return asyncio.run(whole())


def _end_of(number: int) -> BaseException:
    return KeyboardInterrupt() if number == signal.SIGINT else SystemExit(STATUSES[signal.Signals(number)])


def _leave(number: int, frame: FrameType | None) -> None:
    # Clearing up takes too long for whoever waits. What is committed stays; a draft of a file may be left.
    os._exit(STATUSES[signal.Signals(number)])
