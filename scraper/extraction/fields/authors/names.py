"""Which names in a text may be an author's, and which are accounts, addresses and the like?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from scraper.extraction.sameness import sameness
from scraper.normalize.names import split_byline
from scraper.records import Author
from scraper.wordings import words

#: Names of accounts and desks that no reader takes for an author, in comparable form.
NO_AUTHORS = frozenset(map(sameness, words("names", "accounts")))
#: Words of which one is enough to make a name an account's.
ACCOUNT_WORDS = frozenset(words("names", "account_words"))
NO_NAME = re.compile(
    r"https?:|[。！？]|www\.|@|[<>{}\[\]=:%]|\.(?:com|org|net)/|\d{3,}|^(?-i:[a-z]+(?:\.[a-z_]+){3,})$", re.IGNORECASE
)
#: What a member of a forum calls himself: one word that may end in a number.
HANDLE = re.compile(r"(?=[\d_.-]*[^\W\d_]{2})[\w.-]{2,40}")
DIGITS = "0123456789"


def names_of(text: str) -> list[Author]:
    """The names in a printed text, without those of accounts and the like."""
    return [replace(author, name=_once(author.name)) for author in split_byline(text) if is_author_name(author.name)]


def _once(name: str) -> str:
    """A name that a page prints twice in a row, for a picture and beside it."""
    words = name.lstrip(".… ").split(" ")
    half = len(words) // 2
    return " ".join(words[:half]) if half and words[:half] == words[half:] else " ".join(words)


def names_in_data(text: str) -> list[Author]:
    """The names in a text made for machines; none where it is an address, an account or empty."""
    if not text or len(text) > 400 or text.startswith(("http:", "https:", "@", "/")):
        return []
    if HANDLE.fullmatch(text) and sameness(text) not in NO_AUTHORS and not NO_NAME.search(text.rstrip(DIGITS)):
        return [Author(text)] if not (names := split_byline(text)) else list(names)
    return [author for author in split_byline(text) if is_author_name(author.name)]


def is_author_name(name: str) -> bool:
    """Whether a name is neither an account's nor an address nor what a template left."""
    if not 1 < len(name) <= 90 or sameness(name) in NO_AUTHORS or NO_NAME.search(name):
        return False
    return ACCOUNT_WORDS.isdisjoint(name.lower().split())


def unique_authors(authors: Iterable[Author]) -> tuple[Author, ...]:
    """One entry per name and role, the first one completed by the others."""
    out: dict[tuple[str, str], Author] = {}
    for author in authors:
        key = (sameness(author.name), author.role)
        if key in out:
            out[key] = completed(out[key], author)
        elif key[0]:
            out[key] = author
    return tuple(out.values())


def completed(author: Author, other: Author) -> Author:
    """The author with what only the other entry knows."""
    return replace(
        author,
        kind=other.kind if author.kind == "unknown" else author.kind,
        honorific=author.honorific or other.honorific,
        url=author.url or other.url,
    )
