"""The lexicon of printed statements: what publishers write about an article, in each language.

The wordings are data, the `[[wording]]` entries of scraper/wordings/:

    as        notice, origin, credit (of a translator …), label (a heading that says what follows), drop (a line that is
              neither article nor statement), placeholder (shown in place of an embedded video or map)
    kind      for a notice its kind; for an origin its relation; for a credit the role; for a label the notice's kind or
              `origin`; for a dropped line the reason
    place     any: anywhere; edge: near the title or the end, or outside the body; top; tail
    anchors   words (identified by their first letters) or, in scripts without spaces, strings: a line with none of them
              is skipped, which makes the scan cheap
    pattern   a case-insensitive regular expression for the line with straight apostrophes. For an origin the group
              `rest` holds the words that name it; `language`, `name` and `translator` are groups too
    relation  for a label of an origin
    seen      where such a line was found, or "unverified"

The files also hold, for tests only, `example`, a line that the pattern matches, and `expect`, what is read from it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any

from scraper.wordings import UNSPACED, pairs, tables

#: What an entry may be, except a placeholder, which is searched for in other lines.
ROLES = ("notice", "origin", "credit", "label", "drop")
#: Words are identified by this many first letters, so that endings need not be listed.
STEM = 6
#: What may directly precede a word; the copyright sign may also precede a year.
BEFORE_WORDS = tuple("'’(\"«“„[…—–*")
#: What may directly follow an anchor that is shorter than a stem.
BEHIND_WORDS = ("", ":", ",", ".", ")", "：", "»")
STRAIGHT = (("’", "'"), ("‘", "'"), ("´", "'"), ("“", '"'), ("”", '"'), ("„", '"'))


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to phrase one kind of statement."""

    language: str
    role: str  # the file's `as`
    kind: str
    place: str
    anchors: tuple[str, ...]
    pattern: str
    relation: str = "unknown"
    seen: str = "unverified"

    @property
    def regex(self) -> re.Pattern[str]:
        """The pattern, compiled when it is first needed."""
        return compiled(self.pattern)

    @property
    def label_regex(self) -> re.Pattern[str]:
        """For a label: the label at a line's beginning, with what separates it from the text."""
        return compiled_label(self.pattern)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All wordings, with an index to find those that a line may contain."""

    wordings: tuple[Wording, ...]
    stems: Mapping[str, tuple[int, ...]]
    signs: Mapping[str, tuple[int, ...]]
    any_sign: re.Pattern[str]
    languages: Mapping[str, str]
    agencies: Mapping[str, str]  # a name in small letters -> the agency's host

    def candidates(self, texts: list[str]) -> Iterator[tuple[int, list[Wording]]]:
        """The index of each text with an anchor, and the wordings that have one, in the order of the files.

        All texts are searched as one: a single set of words shows which stems occur at all, and only those are located.
        """
        lowered = "\n".join(texts).replace("İ", "i").lower()
        spaced = lowered
        for mark in BEFORE_WORDS:
            spaced = spaced.replace(mark, " ")
        spaced = spaced.replace("©", " © ").replace("ⓒ", " ⓒ ")
        starts = [0, *accumulate(len(text) + 1 for text in lowered.split("\n"))]
        found: dict[int, set[int]] = {}
        for stem in self.stems.keys() & {word[:STEM] for word in spaced.split()}:
            at = lowered.find(stem)
            while at >= 0:
                if at and lowered[at - 1].isalnum():
                    at = lowered.find(stem, at + 1)
                else:
                    index = bisect_right(starts, at) - 1
                    found.setdefault(index, set()).update(self.stems[stem])
                    at = lowered.find(stem, starts[index + 1])
        if not lowered.isascii() and UNSPACED.search(lowered):
            for index, text in enumerate(texts):
                for sign in self.any_sign.findall(text):
                    found.setdefault(index, set()).update(self.signs[sign])
        for index in sorted(found):
            yield index, [self.wordings[each] for each in sorted(found[index])]


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A wording's regular expression; cached, because the same few are used again and again."""
    return re.compile(pattern, re.IGNORECASE)


@cache
def compiled_label(pattern: str) -> re.Pattern[str]:
    """A label's regular expression: at the line's beginning, with what separates it from the text."""
    return re.compile(rf"^\W{{0,3}}?(?P<label>{pattern})(?:\s?[:：]\s?|\s?[—–|]\s|\s-\s|\s?$)", re.IGNORECASE)


@cache
def lexicon() -> Lexicon:
    """The lexicon, built once."""
    wordings = tuple(read_entry(language, entry) for language, entry in entries(*ROLES))
    stems: dict[str, list[int]] = {}
    signs: dict[str, list[int]] = {}
    for index, wording in enumerate(wordings):
        for anchor in dict.fromkeys(wording.anchors):
            if UNSPACED.search(anchor):
                signs.setdefault(anchor, []).append(index)
                continue
            for end in BEHIND_WORDS if len(anchor) < STEM else ("",):
                stems.setdefault((anchor.lower() + end)[:STEM], []).append(index)
    ordered = sorted(signs, key=len, reverse=True)
    return Lexicon(
        wordings,
        {stem: tuple(dict.fromkeys(found)) for stem, found in stems.items()},
        {sign: tuple(found) for sign, found in signs.items()},
        re.compile("|".join(map(re.escape, ordered)) or r"(?!)"),
        {word.casefold(): code for word, code in pairs("languages").items()},
        {name.casefold(): host for name, host in pairs("agencies").items()},
    )


def straight(text: str) -> str:
    """The text as patterns see it: with straight apostrophes and quotation marks, and the same length."""
    if not text.isascii():
        for mark, plain in STRAIGHT:
            text = text.replace(mark, plain)
    return text


def entries(*roles: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The entries of every language that are of one of these roles, each with its language, file by file."""
    for language, table in tables("wording").items():
        for entry in table:
            if entry["as"] in roles:
                yield language, entry


def read_entry(language: str, entry: Mapping[str, Any]) -> Wording:
    """One entry of a language's file as a wording."""
    return Wording(
        language=language,
        role=entry["as"],
        kind=entry["kind"],
        place=entry.get("place", "edge"),
        anchors=tuple(entry["anchors"]),
        pattern=entry["pattern"],
        relation=entry.get("relation", "unknown"),
        seen=entry["seen"],
    )
