"""Records as lines of JSON, which are cheap to keep and send, and are parsed where they are used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from scraper.errors import ScraperError
from scraper.records import Article
from scraper.sources.record_lines import parse_record, parse_text


class Records(Protocol):
    """A source of records as lines of JSON: read once in order, and again by number."""

    def __iter__(self) -> Iterator[tuple[int, bytes] | ScraperError]: ...

    def line(self, number: int) -> bytes:
        """Reads the line of this number again."""
        ...

    def place(self, number: int) -> str:
        """Where the record is, for people."""
        ...


@dataclass(frozen=True, slots=True)
class Line:
    """A record that is not parsed yet."""

    number: int
    place: str
    content: bytes

    @classmethod
    def of(cls, records: Records, number: int) -> Line:
        """The line of a record, with where it is."""
        return cls(number, records.place(number), records.line(number))

    def article(self) -> Article:
        """The record. Raises RecordError."""
        return parse_record(self.content, self.place)

    def text(self) -> str:
        """The text of the record, parsed in half the time. Raises RecordError."""
        return parse_text(self.content, self.place)
