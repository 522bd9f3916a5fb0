"""Credits: who is named in a printed line that tells who translated, revised or edited the article."""

from __future__ import annotations

import re
from dataclasses import replace

from scraper.extraction.page.lines import CAPTION_TAGS, is_heading, stands_in
from scraper.extraction.said.sources import MAX_NAME_CHARS, first_sentence, is_words
from scraper.extraction.said.statements import Statement
from scraper.normalize.names import split_byline
from scraper.records import Author

#: A credit is short; one without a name ("Translated by the readers of this site") is believed in a shorter line yet.
MAX_CREDIT_CHARS, MAX_NAMELESS_CHARS = 240, 80
#: Whom a translation was made for, and the same with what else may follow a translator's name.
MADE_FOR = re.compile(r"\s(?:pour|for|para|per|für|voor|dla|для)\s(?:le site |la revista )?(?P<outlet>\S.{1,80})$")
BEHIND_NAME = re.compile(
    r"\s(?:pour|for|para|per|für|voor|dla|для)\s.*$|[,;(\[–—|].{0,60}$|"
    r"\sversi(?:o|ó)ne?\s(?:original|originale|in|en)\b.*$",
    re.IGNORECASE,
)
REVISED = re.compile(r"\b(?:et|and|y|e|und|en|и|i) (?:révisé|revis|reviewed|corregid|relu)", re.IGNORECASE)


def credited(statement: Statement) -> tuple[Author, ...]:
    """Whom a statement credits with the translation or revision; empty where it credits nobody by name."""
    wording = statement.wording
    named = statement.group("name") if wording.role == "credit" else statement.group("translator")
    if not named or not may_be_credit(statement):
        return ()
    authors = [replace(each, role=_role(each, wording.kind)) for each in split_byline(_names(first_sentence(named)))]
    return tuple(each for each in authors if len(each.name) <= MAX_NAME_CHARS and not is_words(each.name))


def is_nameless(statement: Statement) -> bool:
    """Whether a statement is a translator's credit without a name: a note on the translation."""
    is_credit = statement.wording.role == "credit" and may_be_credit(statement)
    return is_credit and len(statement.text) <= MAX_NAMELESS_CHARS and not credited(statement)


def may_be_credit(statement: Statement) -> bool:
    """Whether a credit's line is where credits stand: short, no heading, under no picture."""
    line = statement.line
    return len(statement.text) <= MAX_CREDIT_CHARS and not is_heading(line) and not stands_in(line, CAPTION_TAGS)


def _role(author: Author, role: str) -> str:
    kept = author.role if author.role in ("translator", "reviser", "editor") else None
    return kept or ("translator" if role not in ("reviser", "editor") else role)


def _names(named: str) -> str:
    """The names without whom the translation was made for."""
    keeps = REVISED.search(named)
    head, tail = (named[: keeps.start()], named[keeps.start() :]) if keeps else (named, "")
    return f"{BEHIND_NAME.sub('', head).strip(' .:;,)]')} {BEHIND_NAME.sub('', tail)}".strip() or named
