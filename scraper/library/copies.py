"""Groups of copies among articles in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scraper.errors import ScraperError
from scraper.mirrors import find_mirrors as find_groups
from scraper.records import Article, MirrorGroup
from scraper.writing import as_jsonl


def find_mirrors(articles: Iterable[Article], *, passages: bool = False) -> list[MirrorGroup]:
    """The groups of two or more articles that are copies of one another, in the order of their first members.

    A member's `source` is the position of its article. Of articles with the same URL the one fetched last counts. With
    `passages`, each copy carries its text beside the original's. Needs the extra `mirrors`; docs/mirrors.md says what a
    copy is. For more records than fit into memory, use `scrape mirrors` on files or a store.
    """
    return list(find_groups(_InMemory(articles), _ignore, passages=passages))


def _ignore(message: ScraperError | str) -> None:
    """Articles in memory are whole, so only repeated URLs are reported, and the docstring says what counts there."""


class _InMemory:
    """Articles as lines of JSON, by their positions."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._lines = [as_jsonl(article).encode() for article in articles]

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        return iter(enumerate(self._lines))

    def line(self, number: int) -> bytes:
        return self._lines[number]

    def place(self, number: int) -> str:
        return str(number)
