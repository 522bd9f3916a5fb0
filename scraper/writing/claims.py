"""Keeps two runs from writing one thing at once: a lock beside it, which ends with its holder, however that ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from scraper.errors import LockedError, WriteError

TRIES = 10  # a claim that its last holder takes away just now; ten in a row are a fault of the disk


@contextlib.contextmanager
def claimed(folder: Path, name: str) -> Iterator[None]:
    """Holds the claim on a name in a folder; its file is taken away at the end.

    A claim that a killed run has left is taken over.
    Raises:  LockedError where another run holds it; WriteError where no file can be made in the folder.
    """
    path = folder / f".{name}.claim"
    try:
        handle = _claim(path)
    except BlockingIOError as error:
        raise LockedError(str(folder / name), "another run writes this part") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise WriteError(None, f"cannot write in {folder}: {reason}") from error
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # a folder that is gone has no claim
            path.unlink()
        os.close(handle)


def _claim(path: Path) -> int:
    for _ in range(TRIES):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            found = os.fstat(handle)
            if found.st_nlink and os.path.samestat(found, os.stat(path)):
                return handle
        except BlockingIOError:
            os.close(handle)
            raise
        except FileNotFoundError:  # taken away between the lock and the look
            pass
        os.close(handle)
    raise OSError("another run takes every claim away")


def sweep_claims(folder: Path) -> int:
    """Removes the claims that killed runs have left in a folder; gives how many they were."""
    swept = 0
    for path in folder.glob(".*.claim"):
        with contextlib.suppress(OSError):  # held, gone already, or another user's
            handle = _claim(path)
            path.unlink()
            os.close(handle)
            swept += 1
    return swept
