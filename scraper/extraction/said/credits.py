"""Credits: who is named in a printed line as translator, reviser or editor of the article."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import cast

from scraper.extraction.page.lines import CAPTION_TAGS, is_heading, stands_in
from scraper.extraction.said.sources import MAX_NAME_CHARS, first_sentence, is_words
from scraper.extraction.said.statements import Statement
from scraper.normalize.names import split_byline
from scraper.records import Author, Role
from scraper.wordings import one_of

#: A credit is short; one without a name ("Translated by the readers of this site") must be shorter still.
MAX_CREDIT_CHARS, MAX_NAMELESS_CHARS = 240, 80
#: For whom a translation was made; and the same with whatever else may follow a translator's name.
_FOR = one_of("credits", "made_for")
MADE_FOR = re.compile(rf"\s(?:{_FOR})\s(?:(?:{one_of('credits', 'before_outlet')}) )?(?P<outlet>\S.{{1,80}})$")
BEHIND_NAME = re.compile(
    rf"\s(?:{_FOR})\s.*$|[,;(\[–—|].{{0,60}}$|\s(?:{one_of('credits', 'version')})\b.*$",
    re.IGNORECASE,
)
REVISED = re.compile(rf"\b(?:{one_of('names', 'conjunctions')}) (?:{one_of('credits', 'revised')})", re.IGNORECASE)


def credited(statement: Statement) -> tuple[Author, ...]:
    """Whom a statement credits with the translation or revision; empty if it names nobody."""
    wording = statement.wording
    named = statement.group("name") if wording.role == "credit" else statement.group("translator")
    if not named or not may_be_credit(statement):
        return ()
    authors = [replace(each, role=_role(each, wording.kind)) for each in split_byline(_names(first_sentence(named)))]
    return tuple(each for each in authors if len(each.name) <= MAX_NAME_CHARS and not is_words(each.name))


def is_nameless(statement: Statement) -> bool:
    """Whether a statement is a translator's credit without a name, and so a note on the translation."""
    is_credit = statement.wording.role == "credit" and may_be_credit(statement)
    return is_credit and len(statement.text) <= MAX_NAMELESS_CHARS and not credited(statement)


def may_be_credit(statement: Statement) -> bool:
    """Whether a line can hold a credit: it is short, not a heading, and not below a picture."""
    line = statement.line
    return len(statement.text) <= MAX_CREDIT_CHARS and not is_heading(line) and not stands_in(line, CAPTION_TAGS)


def _role(author: Author, role: str) -> Role:
    kept = author.role if author.role in ("translator", "reviser", "editor") else None
    return kept or (cast(Role, role) if role in ("reviser", "editor") else "translator")


def _names(named: str) -> str:
    """The names, without those the translation was made for."""
    keeps = REVISED.search(named)
    head, tail = (named[: keeps.start()], named[keeps.start() :]) if keeps else (named, "")
    return f"{BEHIND_NAME.sub('', head).strip(' .:;,)]')} {BEHIND_NAME.sub('', tail)}".strip() or named
