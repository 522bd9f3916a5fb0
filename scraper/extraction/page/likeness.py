"""How alike two titles are, and which line prints one."""

from __future__ import annotations

from scraper.extraction.sameness import WORD, sameness
from scraper.parsing.document import Document, Line

LINES_BEHIND = 25  # within which a title's text begins, after head and pictures
TEXT_BEHIND = 400  # characters: more than the labels and buttons of a menu
# Shares of words in common. Where they disagree, an article's heading is right 4 times as often as its metadata from
# SIMILAR on, and a service's metadata 3 times as often as its heading up to SURELY_SIMILAR.
#: The likeness of titles of which one holds the other: cut at its end, cut elsewhere, and by how much less for a short
#: one, which may be a word that both have. All are above SURELY_SIMILAR but for the short ones.
HEAD_OF_OTHER, PART_OF_OTHER, LESS_WHEN_SHORT = 0.9, 0.8, 0.2
MIN_PART_CHARS, MIN_SURE_CHARS = 4, 9  # a shorter one is in many titles; from the second on it is two words
#: The likeness of titles that merely share words, times that share: they are never as alike as when one contains the
#: other, and a short title's words say little about a long one.
IN_OTHER_ORDER, OF_A_LONG_ONE = 0.8, 0.3
LONG_SHARE = 0.25  # of the longer title's letters: one four times as long as the other is a long one
FAINT = 0.2  # a title in the middle of one many times as long
MIN_SHARE = 0.15  # of a longer title that a shorter one inside it takes; less is a word that both have


def similarity(one: str, other: str) -> float:
    """How much two titles have in common: 1.0 if equal, else the share of the shorter one's words in the other."""
    first_key, second_key = sameness(one), sameness(other)
    if first_key == second_key:
        return 1.0 if first_key else 0.0
    shorter, longer = sorted((first_key, second_key), key=len)
    if len(shorter) >= MIN_PART_CHARS and shorter in longer:
        part = HEAD_OF_OTHER if longer.startswith(shorter) else PART_OF_OTHER
        if part == PART_OF_OTHER and len(shorter) < MIN_SHARE * len(longer):
            return FAINT
        return part if len(shorter) >= MIN_SURE_CHARS else part - LESS_WHEN_SHORT
    words = {word for word in WORD.findall(one.casefold()) if len(word) > 2}
    others = {word for word in WORD.findall(other.casefold()) if len(word) > 2}
    if not words or not others:
        return 0.0
    share = len(words & others) / max(min(len(words), len(others)), 2)
    return share * (IN_OTHER_ORDER if len(shorter) > LONG_SHARE * len(longer) else OF_A_LONG_ONE)


def line_printing(document: Document, title: str, *, whole: bool = False) -> Line | None:
    """The line that prints the title without being marked as a heading: all of it, or most of it and little else."""
    key = sameness(title)
    exact: list[Line] = []
    close: Line | None = None
    for line in document.lines:
        if line.hidden or not 0.6 * len(title) <= len(line.text) <= 1.5 * len(title) + 10:
            continue
        own = sameness(line.text)
        if own == key:
            exact.append(line)
        elif (
            not whole and close is None and len(key) > 12 and (key in own or (own in key and len(own) > 0.6 * len(key)))
        ):
            close = line
    # Breadcrumbs, menus and tables of contents print the title, too; only the real heading is followed by text.
    return next((line for line in exact if text_behind(document, line) > TEXT_BEHIND), exact[0] if exact else close)


def text_behind(document: Document, line: Line) -> int:
    """The number of characters outside links in the lines right after a line."""
    start, end = line.index + 1, min(line.index + 1 + LINES_BEHIND, len(document.lines))
    chars = document.prefix_chars[end] - document.prefix_chars[start]
    return chars - (document.prefix_link_chars[end] - document.prefix_link_chars[start])
