"""Which of the addresses that are found somewhere are wanted."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Sequence

WILD = re.compile(r"[*?\[]")


def is_wanted(url: str, patterns: Sequence[str]) -> bool:
    """Whether an address matches one of the patterns: as a whole with * and ?, else as a part of it."""
    return not patterns or any(
        fnmatch.fnmatchcase(url, pattern) if WILD.search(pattern) else pattern in url for pattern in patterns
    )
