"""Standard input, as a source of lists, pages or records."""

from __future__ import annotations

import errno
import sys
from typing import TextIO


def standard_input() -> TextIO:
    """The process's standard input; its bytes are in `.buffer`. Raises OSError if it was closed at the start."""
    if sys.stdin is None:
        raise OSError(errno.EBADF, "standard input is closed")
    return sys.stdin
