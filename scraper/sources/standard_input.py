"""Standard input, where a list, a page or records may come from."""

from __future__ import annotations

import errno
import sys
from typing import TextIO


def standard_input() -> TextIO:
    """What the process reads from; its bytes are in `.buffer`. Raises OSError where it was closed at the start."""
    if sys.stdin is None:
        raise OSError(errno.EBADF, "standard input is closed")
    return sys.stdin
