"""The lexicon of printed statements: what publishers write about an article, language by language.

The wordings are data, one file per language in `wordings/`, each file a list of `[[wording]]` tables:

    as        notice, origin, credit (of a translator …), label (a heading that says what follows), drop (a line that is
              neither article nor statement)
    kind      of a notice its kind; of an origin its relation; of a credit the role; of a label the notice's kind or
              `origin`; of a dropped line the reason
    place     any: wherever it stands; edge: near the title or the end, or outside the body; top; tail
    anchors   words (told by their first letters) or, in scripts without spaces, strings: a line that holds none is not
              looked at, which is what makes a scan cheap
    pattern   a regular expression, case-blind, over the line with its apostrophes made straight. Of an origin the group
              `rest` holds what names it; `language`, `name` and `translator` are groups too
    relation  of a label for an origin
    example   a line that the pattern matches, in invented words; `expect` what is read from it
    seen      where such a line was met, or "unverified"

`[languages]` are the words by which a language calls languages, `[traps]` lines that no pattern may match.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("wordings")

#: Words are told by so many first letters, so that endings need not be listed.
STEM = 6
#: What may stand right before a word; the sign of copyright also before a year.
BEFORE_WORDS = tuple("'’(\"«“„[…—–*")
#: What may stand right behind an anchor that is shorter than a stem.
BEHIND_WORDS = ("", ":", ",", ".", ")", "：", "»")

#: Scripts written without spaces between words, or with particles grown onto them.
UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
STRAIGHT = (("’", "'"), ("‘", "'"), ("´", "'"), ("“", '"'), ("”", '"'), ("„", '"'))


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to put one kind of statement."""

    language: str
    role: str  # the file's `as`
    kind: str
    place: str
    anchors: tuple[str, ...]
    pattern: str
    relation: str = "unknown"
    example: str = ""
    seen: str = "unverified"
    expect: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def regex(self) -> re.Pattern[str]:
        """The pattern, compiled when it is first needed."""
        return compiled(self.pattern)

    @property
    def label_regex(self) -> re.Pattern[str]:
        """Of a label: the label at a line's beginning with what parts it from the text."""
        return compiled_label(self.pattern)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All wordings, and the ways to find those that a line may hold."""

    wordings: tuple[Wording, ...]
    stems: Mapping[str, tuple[int, ...]]
    signs: Mapping[str, tuple[int, ...]]
    any_sign: re.Pattern[str]
    languages: Mapping[str, str]
    agencies: frozenset[str]
    traps: tuple[str, ...]

    def candidates(self, texts: list[str]) -> Iterator[tuple[int, list[Wording]]]:
        """The index of each text that holds an anchor, and the wordings with one, in the order of the files.

        All texts are searched as one: which stems occur at all is told by one set of words, and only those are looked
        for in their places.
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
    """A wording's regular expression; kept, as the same few are asked for again and again."""
    return re.compile(pattern, re.IGNORECASE)


@cache
def compiled_label(pattern: str) -> re.Pattern[str]:
    """A label's regular expression: at the line's beginning, with what parts it from the text."""
    return re.compile(rf"^\W{{0,3}}?(?P<label>{pattern})(?:\s?[:：]\s?|\s?[—–|]\s|\s-\s|\s?$)", re.IGNORECASE)


@cache
def lexicon() -> Lexicon:
    """The lexicon, read from its files once."""
    wordings: list[Wording] = []
    stems: dict[str, set[int]] = {}
    signs: dict[str, set[int]] = {}
    languages: dict[str, str] = {}
    agencies: list[str] = []
    traps: list[str] = []
    for path in sorted(FOLDER.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        languages.update({word.casefold(): code for word, code in data.get("languages", {}).items()})
        agencies += data.get("agencies", {}).get("names", [])
        traps += data.get("traps", {}).get("lines", [])
        for wording in _wordings(data, path.stem):
            for anchor in wording.anchors:
                if UNSPACED.search(anchor):
                    signs.setdefault(anchor, set()).add(len(wordings))
                    continue
                for end in BEHIND_WORDS if len(anchor) < STEM else ("",):
                    stems.setdefault((anchor.lower() + end)[:STEM], set()).add(len(wordings))
            wordings.append(wording)
    ordered = sorted(signs, key=len, reverse=True)
    return Lexicon(
        tuple(wordings),
        {stem: tuple(sorted(found)) for stem, found in stems.items()},
        {sign: tuple(sorted(found)) for sign, found in signs.items()},
        re.compile("|".join(map(re.escape, ordered)) or r"(?!)"),
        languages,
        frozenset(name.casefold() for name in agencies),
        tuple(traps),
    )


def straight(text: str) -> str:
    """The text as patterns see it: straight apostrophes and quotation marks, each character in its place."""
    if not text.isascii():
        for mark, plain in STRAIGHT:
            text = text.replace(mark, plain)
    return text


def _wordings(data: dict[str, Any], language: str) -> Iterator[Wording]:
    for table in data.get("wording", []):
        yield Wording(
            language=language,
            role=table["as"],
            kind=table["kind"],
            place=table.get("place", "edge"),
            anchors=tuple(table["anchors"]),
            pattern=table["pattern"],
            relation=table.get("relation", "unknown"),
            example=table["example"],
            seen=table["seen"],
            expect=table.get("expect", {}),
        )
