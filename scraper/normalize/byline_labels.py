"""Which words of a byline credit somebody, and in which role: labels at its start, and within it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from scraper.normalize.cjk import has_cjk, is_cjk
from scraper.normalize.credits import (
    BY_WORDS,
    CAPITAL_LABELS,
    COLON_LABELS,
    OTHER_LABELS,
    REPORTER_LABELS,
    SURNAMES,
    byline_labels,
)
from scraper.normalize.folding import fold, fold_with_places
from scraper.wordings import one_of

LONGEST_LABEL = 60  # characters, in which a label is looked for
NO_ROLE = ""  # of a label that credits nobody
_FIRST_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_WORD_START = re.compile(r"(?<![^\W_])[^\W_]+(?:['\-][^\W_]+)*")
#: What may stand around labels and names.
NO_LETTERS = " \t\n:：-–—−,;.|/·•=~>«»[]〔〕【】*#\u200b"
_ARE_CAPITALS = re.compile(r"(?: [^\W\d_a-zà-ÿа-я][^\W\d_]+){2,4}\s*\Z")
_BY = re.compile(rf"[\s,]\s?(?:{'|'.join(BY_WORDS)})\s+(?=[^\W\d_a-z])")


class _Label(NamedTuple):
    role: str
    words: str  # folded
    needs_colon: bool
    closed: bool  # ends in a mark, so that nothing need follow


def strip_byline_label(text: str) -> tuple[str | None, str]:
    """The role that a label at the start of a text gives, and what is behind the label; (None, text) without one.

    Footnote marks and white space around stay out; a label alone gives its role and an empty rest.
    """
    start = len(text) - len(text.lstrip(NO_LETTERS))
    head = text[start : start + LONGEST_LABEL]
    first = _FIRST_WORD.match(head)
    if first and unicodedata.combining(head[first.end() : first.end() + 1] or " "):
        first = _FIRST_WORD.match(unicodedata.normalize("NFC", head))
    candidates = _labels_by_first_word().get(_label_key(fold(first[0]))) if first else None
    if not candidates:
        return _behind_house(text, head)
    folded, places = fold_with_places(head)
    for label in candidates:
        end = _label_end(folded, label)
        if end is None and label.words in CAPITAL_LABELS and _ARE_CAPITALS.match(text, start + len(label.words)):
            end = len(label.words)
        if end is not None:
            end = end if places is None else places[end]
            return label.role, text[start + end :].lstrip(NO_LETTERS)
    return _behind_house(text, head)


def has_label(text: str) -> bool:
    """Whether a label credits somebody anywhere in a text: at its start, or within it."""
    return any(role for role, _ in labelled(text))


def _behind_house(text: str, head: str) -> tuple[str | None, str]:
    """The role and name in a text that begins with the house of a reporter, with no space: "河报记者李范例"."""
    match = _reporter_of_house().match(head) if has_cjk(head) else None
    return ("author", text[text.index(head) + match.end() :]) if match else (None, text)


def labelled(text: str) -> list[tuple[str | None, str]]:
    """A part of a byline cut at the labels within it."""
    role, rest = strip_byline_label(text)
    while (more := strip_byline_label(rest))[0] is not None and len(more[1]) < len(rest):
        role, rest = (more[0] if role in (None, "author") or more[0] != "author" else role), more[1]
    runs: list[tuple[str | None, str]] = []
    folded, places = fold_with_places(rest)
    start = 0
    table = _inner_labels()
    for word in _WORD_START.finditer(folded):
        if word.start() < start or (labels := table.get(_label_key(word[0]))) is None:
            continue
        for label in labels:
            end = _label_end(folded[word.start() : word.start() + LONGEST_LABEL], label)
            if end is not None:
                places_of = places or range(len(rest) + 1)
                runs.append((role, rest[places_of[start] : places_of[word.start()]]))
                role = label.role
                start = word.start() + end
                break
    start = start if places is None else places[start]
    runs.append((role, rest[start:]))
    return [part for run in runs for part in _by_interviewer(*_without_label(*run))]


def _without_label(role: str | None, run: str) -> tuple[str | None, str]:
    """The run without a further word for author in front of the name: "作者：" and "实习记者 …" behind it."""
    if role != "author" or (more := strip_byline_label(run))[0] is None:
        return role, run
    return more


def _by_interviewer(role: str | None, run: str) -> Iterator[tuple[str | None, str]]:
    """The run, or who was asked and who asked: "Interview with A. Example by B. Example"; "Posted in News by …"."""
    match = _BY.search(run) if role in ("interviewee", NO_ROLE) else None
    if match is None:
        yield role, run
        return
    yield role, run[: match.start()]
    yield ("author" if role == NO_ROLE else "interviewer"), run[match.end() :]


def _label_end(folded: str, label: _Label) -> int | None:
    """Where a label ends in the folded text, if it stands at its start as a label does."""
    if not folded.startswith(label.words):
        return None
    end = len(label.words)
    rest = folded[end:]
    if label.closed:
        return end
    bare = rest.lstrip()
    if bare.startswith((":", "：", "=", "|", "/", "／")):
        return end + len(rest) - len(bare) + 1
    if label.needs_colon:
        return None
    if rest and rest[0].isalnum() and not is_cjk(label.words):
        return None
    if "\u3400" <= rest[:1] <= "\u9fff" and rest[0] not in SURNAMES and label.words.endswith(REPORTER_LABELS):
        return None  # "记者了解到…"
    if rest and not rest[0].isspace() and rest[0].isalnum() and len(label.words) == 1:
        return None  # one Chinese character in front of others is a name's beginning
    return None if rest[:1] in ("'", "-", ".") and rest[:2] != ". " else end


def _label_key(word: str) -> str:
    """What labels are looked up by: their first word, or in a script without spaces their first character."""
    return word[0] if is_cjk(word[0]) else word


@cache
def _labels() -> tuple[_Label, ...]:
    labels: dict[str, _Label] = {}
    colon = {fold(word) for word in COLON_LABELS}
    for role, name in byline_labels():
        words = fold(name)
        closed = words.endswith(("/", "=", ":", "|", "·", "."))
        labels.setdefault(words, _Label(role, words, words in colon, closed))
    return tuple(sorted(labels.values(), key=lambda label: -len(label.words)))


@cache
def _labels_by_first_word() -> dict[str, list[_Label]]:
    table: dict[str, list[_Label]] = {}
    for label in _labels():
        if first := _FIRST_WORD.match(label.words):
            table.setdefault(_label_key(first[0]), []).append(label)
    return table


@cache
def _inner_labels() -> dict[str, list[_Label]]:
    """Labels that may stand within a byline: of two words and more, or with a mark behind them."""
    table: dict[str, list[_Label]] = {}
    for label in _labels():
        if " " in label.words or label.closed or label.words.endswith(REPORTER_LABELS):
            inner = label._replace(needs_colon=False)
        elif label.role != "author" or is_cjk(label.words):
            inner = label._replace(needs_colon=True)
        else:
            continue
        if first := _FIRST_WORD.match(inner.words):
            table.setdefault(_label_key(first[0]), []).append(inner)
    for each in OTHER_LABELS:
        label = _Label(NO_ROLE, each, " " not in each, False)
        table.setdefault(_label_key(each.split()[0]), []).append(label)
    return table


@cache
def _reporter_of_house() -> re.Pattern[str]:
    label = one_of("bylines", "behind_house")
    name = r"[\u3400-\u9fff·]{2,4}(?:[\s、，,)）】/]|\Z)"
    return re.compile(rf"[\u3400-\u9fff]{{2,8}}?(?:{label})[:： ]?(?={name})")
