"""Does the page hold anything to read, or is it a wall?"""

from __future__ import annotations

import re

from scraper.errors import ChallengeError, ConsentWallError, EmptyError, LoginError, ScraperError, SoftNotFoundError
from scraper.extraction.reading import Reading
from scraper.extraction.wall_words import CHALLENGE, CHALLENGE_MARKS, CONSENT, LOGIN, NOT_FOUND, pattern
from scraper.parsing.document import Document

# A wall is a page with next to nothing to read: what real articles of the shortest kind have is several times as much.
THIN_CHARS = 600
MARKED_CHARS = 1_200
WALL_CHARS = 2_500
BARE_CHARS = 1_500
BARE_LINKS = 8  # a wall has no menu
EMPTY_CHARS = 20
SCRIPTLESS_CHARS = 300  # what a page says to browsers without scripts, and its title; more is content
HEAD_CHARS = 200_000  # of the markup, in which the marks of a challenge are looked for
READABLE_LINE = 70  # characters outside links: a sentence and no label
NAME_PARTS = re.compile(r" · | [-–—|] ")


def verdict(reading: Reading) -> ScraperError | None:
    """Why the page holds nothing to read, as the error to raise; None for every page with content of its own.

    A wall's words count only on a page with little text of its own, since articles write about walls, too.
    """
    document = reading.document
    readable = readable_chars(reading)
    if readable > MARKED_CHARS:
        return None
    total = sum(len(line.text) for line in document.lines)
    names = [text for text in (document.head_title, *(each.text for each in document.all("h1")[:3])) if text]
    if total < 3 * WALL_CHARS and (found := _challenge(document, " · ".join(names)[:400], readable, total)) is not None:
        return found
    for wordings, error, says, limit in (
        (NOT_FOUND, SoftNotFoundError, "says that there is no such page", None),
        (CONSENT, ConsentWallError, "asks for consent first", WALL_CHARS),
        (LOGIN, LoginError, "asks for a login first", WALL_CHARS),
    ):
        if limit is not None and total >= limit:
            continue
        words = pattern(wordings)
        if limit is not None and not _is_only(document, words):
            continue
        if (name := _named(names, words)) is not None:
            return error(document.url, f"the page {says}: {name[:80]!r}")
    if document.prefix_chars[-1] < EMPTY_CHARS and total < SCRIPTLESS_CHARS and not document.markup.opened.get("img"):
        return EmptyError(document.url, "the page has no text")
    return None


def readable_chars(reading: Reading) -> int:
    """Characters outside links in the visible lines that are long enough to be sentences; worked out once."""
    if "readable_chars" not in reading.memo:
        own = [
            len(line.text) - line.link_chars
            for line in reading.document.lines
            if len(line.text) > READABLE_LINE and not line.hidden
        ]
        reading.memo["readable_chars"] = sum(chars for chars in own if chars > READABLE_LINE)
    chars: int = reading.memo["readable_chars"]
    return chars


def _challenge(document: Document, names: str, readable: int, total: int) -> ScraperError | None:
    """The error of a page that asks the visitor to prove to be human."""
    words = pattern(CHALLENGE)
    is_named = words.search(names) is not None
    is_short = readable <= THIN_CHARS and total < BARE_CHARS
    if not (is_named or is_short):
        return None
    head = document.html[:HEAD_CHARS].lower()
    marked = any(mark in head for mark in CHALLENGE_MARKS)
    if is_named and (marked or readable <= THIN_CHARS) and (marked or _is_bare(document)):
        return ChallengeError(document.url, f"the page asks the visitor to prove to be human: {names[:80]!r}")
    if is_short and (marked or _is_bare(document)):
        match = words.search(_opening(document))
        if match is not None:
            return ChallengeError(document.url, f"the page asks the visitor to prove to be human: {match[0]!r}")
    return None


def _opening(document: Document) -> str:
    """The first lines of the page, with those that only browsers without scripts show."""
    return " · ".join(line.text for line in document.lines[:40] if line.text)[:2_000]


def _is_bare(document: Document) -> bool:
    """Whether the page has no frame around its text: no navigation, hardly a link."""
    return len(document.markup.opened.get("a", ())) <= BARE_LINKS


def _is_only(document: Document, words: re.Pattern[str]) -> bool:
    """Whether no other heading than the wall's stands on the page, or <title> itself is the wall's."""
    headings = [each.text for each in document.all("h1")]
    return all(words.search(text) for text in headings) or words.search(document.head_title or "") is not None


def _named(names: list[str], words: re.Pattern[str]) -> str | None:
    """The part of a title or heading that says little but the wording, so that this is no article about it."""
    for part in (part for name in names for part in NAME_PARTS.split(name)):
        match = words.search(part)
        if match is not None and (match.end() - match.start()) * 2 >= len(part):
            return part
    return None
