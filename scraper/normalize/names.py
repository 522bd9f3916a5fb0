"""Names out of bylines: who is credited, in which role, without labels, titles, dates, trades and page furniture.

The furniture goes first (`byline_furniture`); labels cut the rest into pieces of one role (`byline_labels`), each of
which is a list of names (`name_lists`), and each of those is cut off where its tail begins (`name_tails`).

    "Par Fars News Agency"                        one organisation
    "By Prof. A. Example and B. Example, Staff Writer"   two authors, one honorific
    "Propos recueillis par A. Example; photo: B. Example" an interviewer and a photographer

Nothing is made up: what does not look like a name gives no entry, and capitals stay as printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, cast

from scraper.normalize.byline_furniture import BEHIND_DATE, without_furniture
from scraper.normalize.byline_labels import NO_LETTERS, NO_ROLE, labelled
from scraper.normalize.credits import AGENCIES, PHOTOGRAPHED, REPORTER_TITLES, ROLES_BEHIND
from scraper.normalize.folding import fold
from scraper.normalize.name_lists import as_plain_list, listed_names
from scraper.normalize.name_shapes import is_degree, is_name, kind_of_name, take_honorific, trimmed
from scraper.normalize.name_tails import PARENTHESIS, cut_tail, is_trade
from scraper.records import Author, Role
from scraper.wordings import one_of, words

MAX_BYLINE = 1_000  # characters; the longest real one, of 40 scientists, has some 800
MAX_NAMES = 40  # in one byline: the longest known one, of scientists, has as many
MAX_LOWER_WORDS = 3  # a name all in small letters is believed only in so short a byline
_PLACE = re.compile(rf"(?:{one_of('bylines', 'before_place')}) (?=[^\W\d_a-z])")
_PHRASE_WORDS = frozenset(words("names", "in_trades"))
_BAR = re.compile(r" ?[|│•·‖⋅∙●◦▪■]{1,8} | [|│•·‖⋅∙●◦▪■]{1,8} ?| [-–—−]{1,3} | ?\|{1,8} ?| // | [›>»] ")
#: What asks the reader to turn to somebody, before the name; a name that begins with such a word has a label.
_TURN_TO = re.compile(
    rf"[\s\-–—,;.|·•]{{0,4}}(?:{one_of('bylines', 'turn_to')})(?:\s?[:：]|\s+(?-i:(?=[^\W\d_a-zà-ÿа-я])))",
    re.IGNORECASE,
)


class _Piece(NamedTuple):
    """A run of text under one role."""

    role: str
    text: str
    loose: bool  # on a line of its own, with no label: a name, or the house of the name before


def split_byline(text: str, language: str | None = None) -> tuple[Author, ...]:
    """The credited names of a byline, in order, one entry each; empty where no name is left.

    `language` is that of the page's frame; it decides which dates are read.
    """
    lines = (" ".join(line.split()) for line in text[:MAX_BYLINE].splitlines())
    text = without_furniture("\n".join(line for line in lines if line), language)
    authors: list[Author] = []
    seen: set[tuple[str, str]] = set()
    for piece in _pieces(text):
        for author in _authors(piece, is_behind_a_name=bool(authors) and piece.loose):
            key = fold(author.name), author.role
            if key not in seen and len(authors) < MAX_NAMES:
                seen.add(key)
                authors.append(author)
    return tuple(authors)


def _pieces(text: str) -> Iterator[_Piece]:
    """The byline cut where a role begins; what has no label after a bar is the outlet, and is left out."""
    role: str | None = None
    loose = is_other = False
    for line in text.split("\n"):
        is_behind_date = line.startswith(BEHIND_DATE)
        line = line.lstrip(BEHIND_DATE)
        if not line.strip(NO_LETTERS):
            continue
        for number, part in enumerate(_BAR.split(line)):
            for own_role, run in labelled(part):
                if own_role == NO_ROLE or (own_role is None and is_other):
                    is_other = own_role == NO_ROLE and not run.strip(NO_LETTERS)
                    continue  # "来源：…", or what it labels on the next line
                is_other = False
                if own_role is None and (number > 0 or is_behind_date) and role is not None and loose:
                    continue  # "A. Example | The Outlet"
                if own_role is None and _TURN_TO.match(run):
                    continue  # "Contact A. Example:"
                if run.strip(NO_LETTERS):
                    role = own_role or role or "author"
                    yield _Piece(role, run, loose and own_role is None)
                    loose = True
                elif own_role is not None:
                    role, loose = own_role, False  # the name is on the next line


def _authors(piece: _Piece, *, is_behind_a_name: bool) -> Iterator[Author]:
    text = as_plain_list(piece.text)
    after_trade = False
    found_person = is_behind_a_name
    behind_tail = behind_person = in_phrase = False
    brief = len(text.split()) <= MAX_LOWER_WORDS
    for joined_by_comma, part in listed_names(text, piece.role):
        joined_by_comma = joined_by_comma or is_behind_a_name
        if not joined_by_comma:
            after_trade = False
        name = trimmed(part)
        if name.endswith(PHOTOGRAPHED):
            continue
        if found_person and joined_by_comma and is_degree(name):
            continue
        folded = fold(name).replace(".", "").strip()
        if not folded or _PLACE.match(name):
            continue
        if in_phrase and not joined_by_comma:
            continue  # "Head of Marketing and Growth"
        in_phrase = False
        if is_trade(folded, is_behind_a_person=found_person):
            after_trade = True
            in_phrase = not _PHRASE_WORDS.isdisjoint(folded.split())
            continue
        if after_trade:
            continue  # "…, Staff Writer, The Outlet"
        honorific, name = take_honorific(name)
        words, name = name, trimmed(cut_tail(name)).removeprefix("the ").removeprefix("our ")
        if not is_name(name) or (name.islower() and not brief and fold(name) not in AGENCIES):
            after_trade = found_person
            continue
        kind = kind_of_name(name)
        if kind == "organisation" and found_person and joined_by_comma and fold(name) not in AGENCIES:
            continue  # "A. Example, The Outlet"
        if kind == "unknown" and joined_by_comma and (behind_tail or (behind_person and " " not in name)):
            continue  # "A. Example Writer, Hardware", "A. Example, Berlin"
        found_person = found_person or kind != "organisation"
        behind_tail = found_person and len(name.split()) < len(words.split())
        behind_person = kind == "person"
        role = _own_role(part) if piece.role == "author" else piece.role
        yield Author(name, cast(Role, role), kind, honorific)


def _own_role(part: str) -> str:
    """The role that stands behind a name: "안나래 기자", "A. Example (photos)"."""
    if part.rstrip().endswith(REPORTER_TITLES):
        return "reporter"
    match = PARENTHESIS.search(part)
    said = fold(match[0]).strip("()（） ") if match else ""
    return next((role for role, words in ROLES_BEHIND.items() if said in words), "author")
