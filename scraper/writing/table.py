"""Records as rows: CSV of their metadata, and Parquet with the text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from scraper.errors import WriteError
from scraper.records import Article
from scraper.writing.guard import encodable

#: Column -> what stands in it; several values of one field are parted by "; ".
COLUMNS = (
    "url", "canonical_url", "title", "subtitle", "authors", "byline", "published", "modified", "site", "language",
    "kind", "categories", "summary", "origin", "origin_url", "license", "disclaimer", "words", "fingerprint",
    "fetched_at", "warnings",
)  # fmt: skip

#: What a spreadsheet takes for the beginning of a formula, https://owasp.org/www-community/attacks/CSV_Injection .
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")


def csv_pieces(articles: Iterable[Article], *, raw: bool = False) -> Iterator[str]:
    """The rows as text, the head first; cells that a spreadsheet would run are disarmed with an apostrophe."""
    yield _line(COLUMNS, raw=True)
    for article in articles:
        row = table_row(article)
        yield _line(["" if row[name] is None else str(row[name]) for name in COLUMNS], raw=raw)


def table_row(article: Article) -> dict[str, str | int | None]:
    """The metadata of a record as one row."""
    origin = article.origins[0] if article.origins else None
    data = article.to_dict()
    joined = {
        "authors": [author.name for author in article.authors if author.role == "author"],
        "categories": [category.name for category in article.categories],
        "warnings": article.warnings,
    }
    return {
        **{name: data.get(name) for name in COLUMNS},
        **{name: "; ".join(values) or None for name, values in joined.items()},
        "origin": origin.name if origin else None,
        "origin_url": origin.url if origin else None,
        "license": article.rights.license,
        "words": len(article.text.split()),
    }


def write_parquet(path: Path, articles: Iterable[Article]) -> None:
    """A Parquet file with the columns of the table, the text and the whole record as JSON.

    Raises:  WriteError, also where pyarrow (extra `parquet`) is not installed.
    """
    try:
        import pyarrow as arrow
        import pyarrow.parquet as parquet
    except ImportError as error:
        raise WriteError(None, "Parquet needs pyarrow: pip install 'article-scraper[parquet]'") from error
    from scraper.writing.record import as_jsonl

    names = (*COLUMNS, "text", "record")
    schema = arrow.schema([(name, arrow.int64() if name == "words" else arrow.string()) for name in names])
    draft = path.with_name(f".{path.name}.tmp")
    try:
        with parquet.ParquetWriter(draft, schema) as writer:
            for rows in _batches(articles, 500):
                values: list[dict[str, Any]] = [
                    {**table_row(each), "text": each.text, "record": as_jsonl(each).rstrip("\n")} for each in rows
                ]
                cleaned = [
                    {name: encodable(value) if isinstance(value, str) else value for name, value in row.items()}
                    for row in values
                ]
                writer.write_table(arrow.Table.from_pylist(cleaned, schema))
        draft.replace(path)
    except OSError as error:
        raise WriteError(None, f"cannot write {path}: {error.strerror or error}") from error
    finally:
        draft.unlink(missing_ok=True)


def _batches(articles: Iterable[Article], size: int) -> Iterator[list[Article]]:
    batch: list[Article] = []
    for article in articles:
        batch.append(article)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _line(cells: Iterable[str], *, raw: bool) -> str:
    out = io.StringIO()
    # By its line end the writer knows what to quote: a carriage return would end a row as well.
    csv.writer(out, lineterminator="\r\n").writerow([encodable(cell if raw else _disarmed(cell)) for cell in cells])
    return out.getvalue().removesuffix("\r\n") + "\n"


def _disarmed(cell: str) -> str:
    return "'" + cell if cell.lstrip("'\" ").startswith(FORMULA) else cell
