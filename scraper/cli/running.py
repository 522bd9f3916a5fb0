"""Runs async work so that Ctrl-C or SIGTERM ends it, whatever it waits for."""

from __future__ import annotations

import os
import signal
from collections.abc import Coroutine
from types import FrameType
from typing import Any, TypeVar

Result = TypeVar("Result")


SIGINT_STATUS = 130  # 128 plus the signal's number, as shells report it
SIGTERM_STATUS = 143  # likewise
STATUSES = {signal.SIGINT: SIGINT_STATUS, signal.SIGTERM: SIGTERM_STATUS}


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Runs the work and returns its result.

    Raises KeyboardInterrupt at Ctrl-C, SystemExit at SIGTERM; a second signal exits at once.
    asyncio by itself cancels the work and goes on. That does not interrupt a read from a terminal or a write into a
    full pipe, which Python restarts. So while the work itself runs, the exception is raised at that point. It is not
    raised while another task runs: a library in the middle of something might take it for an error of its own.
    """
    import asyncio  # imported here to keep `scrape --version` fast

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
            loop.call_soon_threadsafe(main.cancel)  # this also wakes the loop

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
    # Cleaning up takes too long for the user. What is committed stays; a temporary file may be left.
    os._exit(STATUSES[signal.Signals(number)])
