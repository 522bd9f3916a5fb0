"""Is a text in the characters of Chinese, Japanese or Korean?

Compiling their ranges costs milliseconds and waits for the first text that has a character as high.
"""

from __future__ import annotations

import re
from functools import cache

_FIRST = "\u3040"
_RANGES = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"


def has_cjk(text: str) -> bool:
    """Whether a text has such a character."""
    return max(text, default="") >= _FIRST and _character().search(text) is not None


def is_cjk(text: str) -> bool:
    """Whether a text has such characters, and beside them but the marks that part a name."""
    return max(text, default="") >= _FIRST and _name().match(text) is not None


@cache
def _character() -> re.Pattern[str]:
    return re.compile(f"[{_RANGES}]")


@cache
def _name() -> re.Pattern[str]:
    return re.compile(rf"\A[{_RANGES}·・•.\s]+\Z")
