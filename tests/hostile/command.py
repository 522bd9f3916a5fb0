"""The command in a process of its own, watched: exit status, time, peak memory, and all output."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMAND = [sys.executable, "-m", "scraper"]
#: For servers on this machine, without pauses and second tries.
LOCAL = ["--allow-private", "--no-robots", "--delay-s", "0", "--retries", "0"]
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("SCRAPE_")} | {
    "XDG_CONFIG_HOME": "/nonexistent",
    "TERM": "xterm",
}
MIB = 1_048_576
#: By how much a bound of time may be missed where the machine is shared; lower bounds are exact.
SHARED = 4


@dataclass(frozen=True, slots=True)
class Ran:
    """A process that has ended. `peak_bytes` is of this process alone, without the worker that it started."""

    status: int
    out: str
    err: str
    seconds: float
    peak_bytes: int


def run(*args: str, timeout_s: float = 100.0, **more: Any) -> Ran:
    """Runs the command to its end."""
    start = time.monotonic()
    more = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": ENVIRONMENT} | more
    with subprocess.Popen([*COMMAND, *args], **more) as process:
        peaks: list[int] = []
        watch = threading.Thread(target=_watch, args=(process, peaks), daemon=True)
        watch.start()
        try:
            out, err = process.communicate(timeout=timeout_s)
        except BaseException:
            process.kill()
            raise
        seconds = time.monotonic() - start
        watch.join()
    return Ran(process.returncode, (out or b"").decode(), (err or b"").decode(), seconds, max(peaks, default=0))


def _watch(process: subprocess.Popen[bytes], peaks: list[int]) -> None:
    """Notes the peak of the process's memory until it is gone; the system keeps it, so few looks are enough."""
    status = Path(f"/proc/{process.pid}/status")
    while process.returncode is None:
        with contextlib.suppress(OSError, IndexError):  # gone
            peaks.append(int(status.read_text().split("VmHWM:")[1].split()[0]) * 1024)
        time.sleep(0.02)


def run_on_terminal(*args: str, cwd: Path | None = None) -> tuple[int, bytes]:
    """Runs the command on a terminal of its own; gives its status and every byte that the terminal got."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *args], stdin=follower, stdout=follower, stderr=follower, env=ENVIRONMENT, cwd=cwd
    )
    os.close(follower)
    got = b""
    try:
        while select.select([leader], [], [], 60)[0]:
            piece = os.read(leader, 65_536)
            if not piece:
                break
            got += piece
    except OSError:  # the other end is closed
        pass
    finally:
        os.close(leader)
        with contextlib.suppress(ProcessLookupError):
            if process.poll() is None and not got:
                process.kill()
    return process.wait(timeout=60), got


def wait_for(condition: Callable[[], object], seconds: float = 30.0) -> None:
    """Returns when it has come to pass, and fails when it has not."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.01)


def interrupt(process: subprocess.Popen[bytes], *, twice: bool = False) -> tuple[int, float]:
    """Ctrl-C, once or twice; gives the status and the seconds from the last one until the process was gone."""
    process.send_signal(signal.SIGINT)
    if twice:
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
    start = time.monotonic()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    return process.returncode, time.monotonic() - start


def children_of(pid: int) -> list[int]:
    """The processes that a process, by whichever of its threads, has started, and those that they have started."""
    own = [int(each) for path in Path(f"/proc/{pid}/task").glob("*/children") for each in path.read_text().split()]
    return [each for child in own for each in (child, *children_of(child))]
