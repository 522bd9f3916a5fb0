"""Full-text search in the records.

A query is a list of words, all of which a record must contain; `"two words"` are adjacent, `word*` is a prefix, and
`OR` separates alternatives. Chinese, Japanese, Korean and Thai are written without spaces between words, so the index
cannot split them: such terms are searched for in the texts themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scraper.store.database import Database, failures

TERM = re.compile(r'"([^"]*)"?|(\S+)')
#: Scripts without spaces between words: Thai to Khmer, kana and ideographs; and Hangul, whose particles attach to
#: words.
UNPARTED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]"
)
NO_TEXT = re.compile("[\0\ud800-\udfff]")  # NUL cuts a query off, lone surrogates cannot be bound
MAX_TERMS = 64
SNIPPET_CHARS = 40  # characters before and after a match

INDEXED = "SELECT rowid FROM search WHERE search MATCH ?"
FOUND_BY_INDEX = (
    "SELECT addresses.url, records.title, records.published, snippet(search, -1, '[', ']', ' … ', 24) FROM search"
    " JOIN records ON records.address = search.rowid JOIN addresses ON addresses.id = search.rowid"
    " WHERE search MATCH ? ORDER BY bm25(search, 4.0, 1.0) LIMIT ?"
)
FOUND_IN_TEXT = (
    "SELECT addresses.url, records.title, records.published, records.text FROM records"
    " JOIN addresses ON addresses.id = records.address WHERE {condition}"
    " ORDER BY instr(records.title, ?) > 0 DESC, records.published DESC, records.address LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that a search found."""

    url: str
    title: str | None
    published: str | None
    snippet: str  # matches stand between [ and ]


@dataclass(frozen=True, slots=True)
class _Term:
    """A word, or a phrase of several."""

    text: str
    is_start: bool = False  # matches a prefix

    @property
    def is_unparted(self) -> bool:
        return UNPARTED.search(self.text) is not None

    @property
    def match(self) -> str:
        """The term in FTS5 syntax."""
        quoted = self.text.replace('"', '""')
        return f'"{quoted}"*' if self.is_start else f'"{quoted}"'


class Search(Database):
    """Finds records by their words."""

    def search(self, words: str, count: int = 20) -> list[Hit]:
        """The records that match a query, best first."""
        groups = _read_query(words)
        if not groups:
            return []
        terms = [term for group in groups for term in group]
        unparted = [term.text for term in terms if term.is_unparted]
        with failures(self.path):
            if not unparted:
                query = " OR ".join(f"({' AND '.join(term.match for term in group)})" for group in groups)
                return [Hit(*row) for row in self._db.execute(FOUND_BY_INDEX, (query, count))]
            conditions, values = zip(*map(_condition, groups), strict=True)
            sql = FOUND_IN_TEXT.format(condition=" OR ".join(conditions))
            rows = self._db.execute(sql, (*(each for group in values for each in group), unparted[0], count))
            return [Hit(url, title, day, _snippet(text, terms)) for url, title, day, text in rows]


def _read_query(words: str) -> list[list[_Term]]:
    """The groups of terms; all terms of at least one group must match."""
    groups: list[list[_Term]] = [[]]
    for found in list(TERM.finditer(NO_TEXT.sub(" ", words)))[:MAX_TERMS]:
        quoted, word = found.groups()
        if word == "OR":
            groups.append([])
        elif quoted is not None and quoted.strip():
            groups[-1].append(_Term(quoted.strip()))
        elif word is not None and word.strip("*"):
            groups[-1].append(_Term(word.rstrip("*"), is_start=word.endswith("*")))
    return [group for group in groups if group]


def _condition(group: list[_Term]) -> tuple[str, list[str]]:
    """SQL that selects the records matching a group's terms, and its parameters."""
    pieces, values = [], []
    indexed = " AND ".join(term.match for term in group if not term.is_unparted)
    if indexed:
        pieces.append(f"records.address IN ({INDEXED})")
        values.append(indexed)
    for term in group:
        if term.is_unparted:
            pieces.append("(instr(records.text, ?) OR instr(records.title, ?))")
            values += [term.text, term.text]
    return f"({' AND '.join(pieces)})", values


def _snippet(text: str, terms: list[_Term]) -> str:
    """The text around the first term found in it, in the form of FTS5's own snippets."""
    lower = text.lower()
    lower = lower if len(lower) == len(text) else text  # lower() may add letters and shift places
    places = [(place, len(term.text)) for term in terms if (place := lower.find(term.text.lower())) >= 0]
    if not places:  # the match is in the title
        return text[: 2 * SNIPPET_CHARS]
    start, length = min(places)
    end = start + length
    before, behind = text[max(start - SNIPPET_CHARS, 0) : start], text[end : end + SNIPPET_CHARS]
    opening, closing = "…" * (start > SNIPPET_CHARS), "…" * (end + SNIPPET_CHARS < len(text))
    return f"{opening}{before}[{text[start:end]}]{behind}{closing}"
