"""Runs a command under watch, within limits of time, memory and disk."""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from processes import resident_bytes

MB = 1_000_000
CUT_S = 15.0  # a command that is not done by then hangs
CUT_BYTES = 2_000 * MB  # of memory, of all its processes together
CUT_FILE_BYTES = 256 * MB  # of one file
LOOK_S = 0.02
ERRORS_KEPT = 4_000  # bytes of what a command says on stderr


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended. `cut` is what it was stopped for: time, memory, disk, or nothing."""

    status: int
    cut: str
    seconds: float
    peak_bytes: int  # of all its processes together, as seen every 20 ms
    error: str
    out: bytes = b""


def watch(command: Sequence[str], *, cut_s: float = CUT_S, **more: Any) -> Ended:
    """Runs a command to its end, or until it passes a limit; then all its processes are killed."""
    start = time.monotonic()
    more = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE} | more
    with subprocess.Popen(command, start_new_session=True, preexec_fn=_limit_files, **more) as process:
        assert process.stderr is not None
        os.set_blocking(process.stderr.fileno(), False)
        peak, cut, said = 0, "", b""
        while process.poll() is None and not cut:
            peak = max(peak, sum(size for _, size in resident_bytes(process.pid)))
            said = (said + _pending(process.stderr.fileno()))[-ERRORS_KEPT:]
            if peak > CUT_BYTES:
                cut = "memory"
            elif time.monotonic() - start > cut_s:
                cut = "time"
            time.sleep(LOOK_S)
        seconds = time.monotonic() - start
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        status = process.wait()
        said = (said + _pending(process.stderr.fileno()))[-ERRORS_KEPT:]
    if status == -signal.SIGXFSZ:
        cut = "disk"
    return Ended(status, cut, seconds, peak, said.decode("utf-8", "replace"))


def watch_on_terminal(command: Sequence[str], *, cut_s: float = CUT_S, **more: Any) -> tuple[int, bytes]:
    """Runs a command on a terminal of its own; gives its status and every byte that the terminal got."""
    leader, follower = os.openpty()
    process = subprocess.Popen(
        command, stdin=follower, stdout=follower, stderr=subprocess.DEVNULL, start_new_session=True, **more
    )
    os.close(follower)
    got, end = b"", time.monotonic() + cut_s
    with contextlib.suppress(OSError):  # the other end is closed
        while select.select([leader], [], [], max(0.0, end - time.monotonic()))[0]:
            piece = os.read(leader, 65_536)
            if not piece:
                break
            got += piece
    os.close(leader)
    with contextlib.suppress(ProcessLookupError):
        if process.poll() is None and time.monotonic() > end:
            os.killpg(process.pid, signal.SIGKILL)
    return process.wait(), got


def _limit_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (CUT_FILE_BYTES, CUT_FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _pending(descriptor: int) -> bytes:
    with contextlib.suppress(BlockingIOError):
        return os.read(descriptor, 65_536)
    return b""
