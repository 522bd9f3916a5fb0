"""What two printings of one text have in common."""

from __future__ import annotations

import re

WORD = re.compile(r"\w+")


def sameness(text: str | None) -> str:
    """What two printings of one text have in common: the letters and digits, in one case."""
    return "".join(WORD.findall(text.casefold())) if text else ""
