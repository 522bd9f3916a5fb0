"""A comparable form of a text: equal for two printings of the same words."""

from __future__ import annotations

import re

WORD = re.compile(r"\w+")


def sameness(text: str | None) -> str:
    """The text reduced to its letters and digits in one case, for comparison."""
    return "".join(WORD.findall(text.casefold())) if text else ""
