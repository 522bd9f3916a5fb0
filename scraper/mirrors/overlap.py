"""Whether two texts are copies of one article, by the exact shingles they share, not by an estimate."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, count

from scraper.mirrors.words import shingles, words_of

#: Fewer shared words are a quotation or a standard line, not an article.
MIN_SHARED_WORDS = 30
#: A gap this short between shared shingles is a replaced word, not new text: one replaced word removes three shingles,
#: and two of them may be close together.
MAX_BRIDGED_WORDS = 8
#: A copy has at least this share of the shorter text: the rest is a preface, an afterword, boilerplate. Pages of one
#: template share less, because their own passages replace one another.
MIN_COVERED = 0.6
#: With a smaller share of its shingles in the other text, no text reaches that, even with bridged gaps.
MIN_CONTAINED = 0.05
#: Pages of one site may differ only in names and figures (weather, results), so nearly everything must be the same.
MIN_CONTAINED_ON_ONE_SITE = 0.8
#: A text this many times longer than what they share is a collection that contains the shorter one.
MAX_LENGTH_RATIO = 5.0


@dataclass(frozen=True)
class Text:
    """A text in comparable form."""

    words: list[str]

    @classmethod
    def of(cls, text: str) -> Text:
        """The words of a text."""
        return cls(words_of(text))

    @cached_property
    def shingles(self) -> list[str]:
        """In reading order; shingle i begins at word i."""
        return shingles(self.words)

    @cached_property
    def shingle_set(self) -> frozenset[str]:
        """The shingles, each once."""
        return frozenset(self.shingles)

    def __len__(self) -> int:
        return len(self.words)


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much two texts share."""

    contained: float  # share of the shingles of the smaller set
    shared_words: int  # words of the shorter text in shared shingles
    covered: float  # share of the shorter text in them, short gaps included


def overlap(one: Text, other: Text) -> Overlap:
    """How much two texts share; symmetric."""
    shorter, longer = sorted((one, other), key=lambda text: (len(text), text.words))
    shared = len(shorter.shingle_set & longer.shingle_set)
    contained = shared / max(min(len(shorter.shingle_set), len(longer.shingle_set)), 1)
    if contained < MIN_CONTAINED:
        return Overlap(contained, 0, 0.0)
    words, covered = _covered(shorter, longer.shingle_set)
    return Overlap(contained, words, covered / len(shorter))


def are_copies(one: Text, other: Text, *, one_site: bool = False) -> bool:
    """Whether two texts are copies of one article; `one_site`: both come from one site."""
    if min(len(one), len(other)) < MIN_SHARED_WORDS:
        return False
    measured = overlap(one, other)
    return (
        measured.shared_words >= MIN_SHARED_WORDS
        and measured.covered >= MIN_COVERED
        and max(len(one), len(other)) <= MAX_LENGTH_RATIO * measured.shared_words
        and (not one_site or measured.contained >= MIN_CONTAINED_ON_ONE_SITE)
    )


def _covered(text: Text, others: Set[str]) -> tuple[int, int]:
    """Words of `text` in shared shingles; and the same with the short gaps between them."""
    words = covered = end = 0
    shingles = text.shingles
    for start in compress(count(), map(others.__contains__, shingles)):
        last = start + shingles[start].count(" ") + 1
        if start <= end:
            fresh = last - end
            covered += fresh
        else:
            fresh = last - start
            covered += last - (end if end > 0 and start - end <= MAX_BRIDGED_WORDS else start)
        words += fresh
        end = last
    return words, covered
