"""Records as typed Parquet: nested columns under the record's own names, and where each page came from.

docs/archives.md lists the columns. Their names, order and types hold for one `SCHEMA`, which stands in each row and in
the file's metadata.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from scraper.errors import BugError, WriteError
from scraper.records import SCHEMA as RECORD_SCHEMA
from scraper.records import Article
from scraper.writing.guard import attempt, encodable
from scraper.writing.markdown import markdown_text
from scraper.writing.record import dump_json
from scraper.writing.table import Sink

SCHEMA = 1
ROWS_AT_ONCE = 500  # in memory, and in a row group
CHARS_AT_ONCE = 16_777_216  # of their bodies: an article of the usual length has some 6,000
METADATA = {b"article_scraper.schema": str(SCHEMA).encode()}
TEXTS = ("url", "final_url", "canonical_url", "normal_url", "kind", "title", "subtitle", "byline", "published",
         "modified", "site", "language", "page_language", "summary", "disclaimer", "fingerprint")  # fmt: skip
LISTS = {
    "authors": ("name", "role", "kind", "honorific", "url"),
    "categories": ("name", "scheme", "url"),
    "notices": ("kind", "text", "url"),
    "origins": ("name", "url", "title", "published", "language", "relation", "statement"),
    "images": ("url", "alt", "caption", "credit"),
}


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a record's page is kept."""

    source: str  # the archive
    offset: int  # bytes
    status: int | None
    content_type: str | None
    page_digest: str  # `sha256:` and 64 hex digits, of the page without its encodings


def typed_row(article: Article, provenance: Provenance, *, markdown: bool) -> dict[str, Any]:
    """The columns of a record. Raises BugError."""
    return attempt(lambda each: _row(each, provenance, markdown=markdown), article, "parquet")


def _row(article: Article, provenance: Provenance, *, markdown: bool) -> dict[str, Any]:
    data = article.to_dict()
    row: dict[str, Any] = {name: data[name] for name in (*TEXTS, "text", "rights", "capture", "warnings", *LISTS)}
    row |= {
        "schema": SCHEMA,
        "markdown": markdown_text(article) if markdown else None,
        "body": dump_json(data["body"]).rstrip("\n"),
        "found": None,
        "fetched_at": article.fetched_at,
        "words": len(article.text.split()),
        "source": provenance.source,
        "source_offset": provenance.offset,
        "status": provenance.status,
        "content_type": provenance.content_type,
        "page_digest": provenance.page_digest,
    }
    return {**_encodable(row), "found": [(name, encodable(where)) for name, where in data["found"].items()]}


def _encodable(value: Any) -> Any:
    """The value with texts that UTF-8 can hold."""
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, dict):
        return {name: _encodable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_encodable(each) for each in value]
    return value


@cache
def _schema() -> Any:
    import pyarrow as arrow

    text = arrow.string()

    def record(names: Iterable[str]) -> Any:
        return arrow.struct([(name, text) for name in names])

    columns = [("schema", arrow.int16()), *((name, text) for name in TEXTS)]
    columns += [(name, arrow.list_(record(keys))) for name, keys in LISTS.items()]
    columns += [
        ("rights", arrow.struct([("holders", arrow.list_(text)), ("year", arrow.int32()), ("license", text),
                                 ("asserted_by", text)])),
        ("capture", record(("kind", "captured_at", "archive_url"))),
        ("text", text), ("markdown", text), ("body", text), ("words", arrow.int32()),
        ("found", arrow.map_(text, text)), ("warnings", arrow.list_(text)),
        ("fetched_at", arrow.timestamp("us", "UTC")),
        ("source", text), ("source_offset", arrow.int64()), ("status", arrow.int16()), ("content_type", text),
        ("page_digest", text),
    ]  # fmt: skip
    return arrow.schema(columns, METADATA)


def typed_pieces(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """A Parquet file of such rows, zstd, piece by piece.

    Raises:  WriteError without pyarrow (extra `parquet`); BugError for a row that fits no column.
    """
    try:
        import pyarrow as arrow
        import pyarrow.parquet as parquet
    except ImportError as error:
        raise WriteError(None, "Parquet needs pyarrow: pip install 'article-scraper[parquet]'") from error
    sink = Sink()
    with parquet.ParquetWriter(sink, _schema(), compression="zstd") as writer:
        for batch in _batches(rows):
            try:
                table = arrow.Table.from_pylist(batch, _schema())
            except arrow.ArrowException as error:  # a value that its column cannot hold
                raise BugError(None, f"records cannot be written as Parquet: {error}") from error
            writer.write_table(table)
            yield sink.taken()
    yield sink.taken()


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    chars = 0
    for row in rows:
        batch.append(row)
        chars += len(row["body"])
        if len(batch) >= ROWS_AT_ONCE or chars >= CHARS_AT_ONCE:
            yield batch
            batch, chars = [], 0
    if batch:
        yield batch


def article_of(row: dict[str, Any]) -> Article:
    """The record back from a row, as a reader of Parquet gives it. Raises ValueError, KeyError, TypeError."""
    if row["schema"] != SCHEMA:
        raise ValueError(f"schema {row['schema']!r} is not {SCHEMA}")
    names = {name: row[name] for name in (*TEXTS, "rights", "capture", "warnings", *LISTS)}
    moment = row["fetched_at"]
    return Article.from_dict(
        {
            **names,
            "schema": RECORD_SCHEMA,
            "body": json.loads(row["body"]),
            "found": dict(row["found"]),
            "fetched_at": moment.isoformat() if moment else None,
        }
    )
