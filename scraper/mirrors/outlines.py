"""The first reading of each record: keeps some two kilobytes of it, for finding its copies."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scraper.errors import RecordError, ScraperError
from scraper.mirrors.lines import Line, Records
from scraper.mirrors.links import Claims, address_of, key_of
from scraper.mirrors.overlap import MIN_SHARED_WORDS, Text
from scraper.mirrors.processes import Processes
from scraper.mirrors.sketches import sketch_of
from scraper.normalize.suffixes import registrable_domain
from scraper.normalize.urls import url_host
from scraper.records import Article

#: Lines are read by so many at once, or by so many bytes; a line may be longer.
BATCH_LINES, BATCH_BYTES = 128, 4_000_000
#: With more lines than this other processes are started; fewer are read in the time that starting takes.
FEW_LINES = 2_000


@dataclass(frozen=True, slots=True)
class Outline:
    """What is kept of a record; names and URLs as 64-bit keys."""

    number: int
    address: int | None
    site: int  # 0 if it has none
    sketch: array[int] | None  # None if the text is too short to be a copy by its words
    order: int  # orders records of one sketch
    claims: Claims

    @classmethod
    def of(cls, number: int, article: Article) -> Outline:
        """The outline of an article."""
        address = address_of(article)
        text = Text.of(article.text)
        host = url_host(address)
        return cls(
            number,
            key_of(address) if address is not None else None,
            key_of(registrable_domain(host)) if host else 0,
            sketch_of(text.shingles) if len(text) >= MIN_SHARED_WORDS else None,
            key_of(address or article.fingerprint),
            Claims.of(article),
        )


def read_outlines(records: Records, processes: Processes) -> Iterator[Outline | ScraperError]:
    """The outline of each record in order, or the error of one that cannot be read."""
    for batch in processes.map(_outlines_of, _batches(records, processes)):
        yield from batch


def _batches(records: Records, processes: Processes) -> Iterator[list[Line | ScraperError]]:
    batch: list[Line | ScraperError] = []
    size = 0
    for place, item in enumerate(records):
        if place == FEW_LINES:
            processes.start()
        if isinstance(item, ScraperError):
            batch.append(item)
        else:
            number, content = item
            batch.append(Line(number, records.place(number), content))
            size += len(content)
        if len(batch) == BATCH_LINES or size > BATCH_BYTES:
            yield batch
            batch, size = [], 0
    yield batch


def _outlines_of(batch: Sequence[Line | ScraperError]) -> list[Outline | ScraperError]:
    out: list[Outline | ScraperError] = []
    for line in batch:
        if isinstance(line, ScraperError):
            out.append(line)
            continue
        try:
            out.append(Outline.of(line.number, line.article()))
        except RecordError as error:
            out.append(error)
    return out
