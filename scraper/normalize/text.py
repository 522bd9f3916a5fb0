"""Text as it is kept: NFC, one kind of space, nothing invisible."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# What no reader sees: C0 and C1 controls, soft hyphen, zero-width and bidi marks, byte order marks, interlinear and
# variation leftovers, lone surrogates. ZWNJ and ZWJ are handled apart: Persian, the Indic scripts and emoji need them.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]+"
)
# What ends a line for some reader, and what no reader sees but Python calls a space: both only matter where white
# space is kept.
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
SEPARATORS = re.compile("[\x1c-\x1f]")


def normalize_text(text: str) -> str:
    """One line of text: NFC, every run of white space one space, invisible characters gone. Total and idempotent."""
    text = " ".join(text.split())
    if text.isprintable():
        if text.isascii():
            return text
        if "\u034f" not in text:  # the one invisible character that Python calls printable
            return unicodedata.normalize("NFC", text)
    return " ".join(_visible(text).split())


def normalize_lines(text: str) -> str:
    """Like `normalize_text`, line by line; line breaks stay, empty lines at the edges go."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(normalize_text(line) for line in lines).strip("\n")


def normalize_code(text: str) -> str:
    """Preformatted text: white space and tabs stay as they are, invisible characters go, one kind of line end."""
    text = SEPARATORS.sub("", LINE_ENDS.sub("\n", text))
    text = "\n".join(line.replace("\u00a0", " ").rstrip() for line in _visible(text).split("\n"))
    return text.strip("\n")


def _visible(text: str) -> str:
    text = INVISIBLE.sub("", text)
    if "\u200c" in text or "\u200d" in text:
        text = _lone_joiner().sub("", text)
    # Composing may bring an invisible character's neighbours together, never a new invisible one.
    return unicodedata.normalize("NFC", text)


@cache
def _lone_joiner() -> re.Pattern[str]:
    """A joiner with nothing to join: at an edge, beside a space, or after a Latin, Greek, Cyrillic or CJK letter."""
    return re.compile(
        "(?:(?<=[\\s\x21-\u058f\u3040-\u9fff\uac00-\ud7af])|(?<![^\\s]))[\u200c\u200d]+|[\u200c\u200d]+(?=\\s|$)"
    )
