"""Words that say what a printed date means: publication, a change, or something else."""

from __future__ import annotations

import re
from functools import cache

from scraper.wordings import any_of, words

#: Characters between a label and its date: "Published by N. N. on", "Publié le", "Veröffentlicht am Montag, den".
MAX_BEHIND_PUBLISHED, MAX_BEHIND_MODIFIED, MAX_BEHIND_OTHER = 60, 40, 30


def published_label(before: str) -> re.Match[str] | None:
    """The word at the end of a text that marks the date after it as that of publication."""
    return _label(published_word(), before, MAX_BEHIND_PUBLISHED)


def modified_label(before: str) -> re.Match[str] | None:
    """The word at the end of a text that marks the date after it as that of a change."""
    return _label(modified_word(), before, MAX_BEHIND_MODIFIED)


def is_other_date(before: str) -> bool:
    """Whether the end of a text marks the date after it as not the article's."""
    return "©" in before or _label(_other_word(), before, MAX_BEHIND_OTHER) is not None


def _label(words: re.Pattern[str], before: str, max_behind: int) -> re.Match[str] | None:
    """The first of the words that is near enough to the end of a text; a longer one may begin within another."""
    found = words.search(before)
    while found is not None and len(before) - found.end() > max_behind:
        found = words.search(before, found.start() + 1)
    return found


@cache
def published_word() -> re.Pattern[str]:
    """The words of publication; like the two below, compiled for the first page that prints a date."""
    return _pattern("published")


@cache
def modified_word() -> re.Pattern[str]:
    """The words of a change."""
    return _pattern("modified")


@cache
def _other_word() -> re.Pattern[str]:
    return _pattern("other")


def _pattern(key: str) -> re.Pattern[str]:
    """The words of every language, longest first, at the start of a word."""
    return re.compile(rf"(?<!\w)(?:{any_of(words('date_labels', key))})", re.IGNORECASE)
