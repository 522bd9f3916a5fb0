"""What two copies are compared by: words without the details that mirrors change, and shingles of them.

Letter case, quotation marks, dashes, punctuation and spaces do not count, nor do accents in names and titles. Chinese,
Japanese, Thai, Lao, Khmer and Burmese have no spaces between words: there each character counts as a word of half the
weight.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from scraper.normalize.folding import fold

_UNSPACED = (
    "\u0e01-\u0e2e\u0e30-\u0e33\u0e40-\u0e46\u0e81-\u0edf\u1000-\u103f\u1780-\u17d3"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
#: Three words, or six characters of a script without spaces: fewer occur in too many articles, and too few of longer
#: ones survive where a mirror replaces one word in ten.
SHINGLE_WEIGHT = 6
WORD_WEIGHT, CHARACTER_WEIGHT = 2, 1  # a character of Chinese or Japanese is about half a word
SHINGLE_WORDS = SHINGLE_WEIGHT // WORD_WEIGHT

SPACED_WORDS = re.compile(r"\w+")
#: A text has some ten different separators; one with more kinds is not searched for each of them.
MAX_SEPARATORS = 100


class Word(NamedTuple):
    """A word in comparable form, and its place in the text, in characters."""

    lower: str
    start: int
    end: int


def words_of(text: str) -> list[str]:
    """The words of a text in comparable form."""
    # Lower-cased after splitting, because lower-casing may add a mark that would end a word.
    chars = set(text)
    if _is_spaced("".join(chars)):
        separators = [char for char in chars if not (char.isalnum() or char == "_")]
        if len(separators) <= MAX_SEPARATORS:  # as the pattern below, in half the time
            for char in separators:
                text = text.replace(char, " ")
            return text.lower().split()
    found = _pattern(text).findall(text)
    return " ".join(found).lower().split(" ") if found else []


def words_with_places(text: str) -> list[Word]:
    """The same words, each with its place."""
    return [Word(match[0].lower(), match.start(), match.end()) for match in _pattern(text).finditer(text)]


def folded_words(text: str) -> list[str]:
    """The words of a name or a title, without accents."""
    return words_of(fold(text))


def shingles(words: list[str]) -> list[str]:
    """The overlapping shingles of the words, one for each word with enough words after it; one for a short text."""
    if len(words) < SHINGLE_WORDS:
        return [" ".join(words)] if words else []
    if _is_spaced("".join(words)):
        return list(map(" ".join, zip(words, words[1:], words[2:], strict=False)))
    return _weighed_shingles(words)


def _weighed_shingles(words: list[str]) -> list[str]:
    weights = [WORD_WEIGHT if _is_spaced(word) else CHARACTER_WEIGHT for word in words]
    out: list[str] = []
    end, weight = 0, 0
    for start, first in enumerate(weights):
        while end < len(words) and weight < SHINGLE_WEIGHT:
            weight += weights[end]
            end += 1
        if weight < SHINGLE_WEIGHT:
            break
        out.append(" ".join(words[start:end]))
        weight -= first
    return out or [" ".join(words)]


def _pattern(text: str) -> re.Pattern[str]:
    return SPACED_WORDS if _is_spaced(text) else _mixed_words()


def _is_spaced(text: str) -> bool:
    return text.isascii() or _unspaced().search(text) is None


@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile(f"[{_UNSPACED}]")


@cache
def _mixed_words() -> re.Pattern[str]:
    return re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
