"""Is a text in the characters of Chinese, Japanese or Korean?

Told without a regular expression: one of so many characters costs 3 to 6 ms to compile, and most texts have none.
"""

from __future__ import annotations

_RANGES = (("\u3040", "\u30ff"), ("\u3400", "\u9fff"), ("\uac00", "\ud7af"))
_FIRST = _RANGES[0][0]
_MARKS = "·・•."


def has_cjk(text: str) -> bool:
    """Whether a text has such a character."""
    return max(text, default="") >= _FIRST and any(map(_is_one, text))


def is_cjk(text: str) -> bool:
    """Whether a text has such characters, and beside them but the marks that part a name."""
    return has_cjk(text) and all(_is_one(char) or char in _MARKS or char.isspace() for char in text)


def _is_one(char: str) -> bool:
    return any(first <= char <= last for first, last in _RANGES)
