"""Keeps two runs out of one store."""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from scraper.errors import LockedError, StoreError


@contextlib.contextmanager
def lock(path: Path, wait_s: float = 0.0) -> Iterator[None]:
    """Holds the store's lock: one run at a time.

    Raises LockedError, naming the holder's process, after `wait_s` seconds. The operating system holds the lock and
    releases it when the process ends, however it ends; the file beside the store stays. A symbolic link to the store
    shares the store's own lock. A store with a second name (a hard link) is refused: SQLite keeps uncommitted pages
    beside the name under which it was opened, and would miss them under another.
    """
    import fcntl

    handle = _open_lock(path)
    try:
        end = time.monotonic() + wait_s
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= end:
                    holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip() or "unknown"
                    raise LockedError(str(path), f"another run holds the store (process {holder})") from None
                time.sleep(min(0.1, max(end - time.monotonic(), 0.001)))
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def _open_lock(path: Path) -> int:
    """Opens the lock file beside the store. Raises StoreError."""
    try:
        real = Path(os.path.realpath(path))
        if real.is_file() and real.stat().st_nlink > 1:
            raise StoreError(str(path), "the store has several names (hard links), and would be damaged under a second")
        beside = real.with_name(real.name + ".lock")
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
        handle = os.open(beside, flags, 0o644)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise StoreError(str(path), f"the lock cannot be opened: {reason}") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise StoreError(str(beside), "the lock cannot be opened: it is not a regular file")
    return handle
