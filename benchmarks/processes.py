"""The cost of a command: wall-clock time, CPU time and memory of its process and all its children. Linux only."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")
MIB = 1_048_576


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a command cost."""

    status: int  # exit status; negative: the signal that ended it
    seconds: float
    cpu_s: float  # of it and of its children that have ended
    main_mib: float  # most resident memory of the process itself
    all_mib: float  # most resident memory of it and its children together; what they share counts for each of them
    is_cut: bool  # it was ended at its limit of time


def cost_of(
    command: Sequence[str], folder: Path, *, limit_s: float, every_s: float = 0.1, given: str = os.devnull
) -> Cost:
    """Runs a command in a folder, its output into the files `out` and `said` there; `given` is its standard input.

    `every_s` is how often memory is looked at. The command is ended after `limit_s` seconds, with all of its children.
    """
    with (folder / "out").open("wb") as out, (folder / "said").open("ab") as said, (folder / given).open("rb") as stdin:
        start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        process = subprocess.Popen(command, cwd=folder, stdin=stdin, stdout=out, stderr=said, start_new_session=True)
        main = all_ = 0.0
        is_cut = False
        while process.poll() is None:
            sizes = dict(resident_bytes(process.pid))
            main, all_ = max(main, sizes.get(process.pid, 0) / MIB), max(all_, sum(sizes.values()) / MIB)
            if time.monotonic() - start > limit_s:
                is_cut = True
                _end(process)
                break
            time.sleep(every_s)
        status = process.wait()
        seconds, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(status, seconds, cpu, main, all_, is_cut)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a whole session, politely first."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):  # it was faster
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
            return


def resident_bytes(session: int) -> Iterator[tuple[int, int]]:
    """The processes of a session, each with its resident memory."""
    for folder in PROC.iterdir():
        if not folder.name.isdigit():
            continue
        with contextlib.suppress(OSError):  # it has ended
            # Behind the name, which may hold blanks: state, parent, group, session; the 22nd is the pages held.
            fields = (folder / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
            if int(fields[3]) == session:
                yield int(folder.name), int(fields[21]) * PAGE_BYTES


def cpu_s(pid: int) -> float:
    """CPU seconds of a running process so far."""
    fields = (PROC / str(pid) / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
