"""Records as rows: CSV of their metadata, and Parquet with the text."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from scraper.errors import WriteError
from scraper.records import Article
from scraper.writing.guard import attempt, encodable
from scraper.writing.record import as_jsonl

#: Column -> its value; several values of one field are separated by "; ".
COLUMNS = (
    "url", "canonical_url", "title", "subtitle", "authors", "byline", "published", "modified", "site", "language",
    "kind", "categories", "summary", "origin", "origin_url", "license", "disclaimer", "words", "fingerprint",
    "fetched_at", "warnings",
)  # fmt: skip
#: Columns that a CSV has only where they are asked for: the text, and the days of dates of whatever precision.
MORE_COLUMNS = ("text", "published_date", "modified_date")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheets know UTF-8

ROWS_AT_ONCE = 500  # of a Parquet file

#: The characters with which spreadsheets begin a formula, https://owasp.org/www-community/attacks/CSV_Injection .
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
#: What may precede one: spaces, quotes, and cell separators other than the comma.
BEFORE_FORMULA = re.compile(r"""(?<![\s;'"\0])[\s;'"\0]++(?=[=+\-@])""")
SEPARATORS = re.compile(r"[;\t\r\n]")


@dataclass(frozen=True, slots=True)
class CsvStyle:
    """Which columns a CSV has, and how its cells are written."""

    columns: tuple[str, ...] = COLUMNS
    raw: bool = False  # cells as they are, without the guard against formulas
    bom: bool = False  # begin with a byte order mark, for spreadsheets


def csv_pieces(articles: Iterable[Article], style: CsvStyle | None = None, *, head: bool = True) -> Iterator[str]:
    """The rows as text, header first; unless `raw`, an apostrophe disarms what a spreadsheet would run."""
    style = style or CsvStyle()
    if head:
        yield BYTE_ORDER_MARK * style.bom + _line(style.columns, raw=True)
    for article in articles:
        yield attempt(lambda each: _line(_cells(each, style.columns), raw=style.raw), article, "csv")


def check_columns(columns: Iterable[str]) -> tuple[str, ...]:
    """The columns, if there are such. Raises ValueError with those that there are."""
    chosen = tuple(columns)
    unknown = [name for name in chosen if name not in (*COLUMNS, *MORE_COLUMNS)]
    if unknown or not chosen:
        raise ValueError(
            f"no column {', '.join(unknown) or 'is named'}; there are {', '.join((*COLUMNS, *MORE_COLUMNS))}"
        )
    return chosen


def _cells(article: Article, columns: Iterable[str]) -> list[str]:
    row = table_row(article)
    more = {"text": article.text, "published_date": _day(article.published), "modified_date": _day(article.modified)}
    return ["" if (cell := more.get(name, row.get(name))) is None else str(cell) for name in columns]


def _day(moment: str | None) -> str | None:
    """The day of a date; None where it is not known to the day."""
    found = DAY.match(moment or "")
    return found[0] if found else None


def table_row(article: Article) -> dict[str, str | int | None]:
    """A record's metadata as one row."""
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


def parquet_row(article: Article) -> dict[str, Any]:
    """The columns of the table, the text and the whole record as JSON. Raises BugError."""
    return attempt(_parquet_row, article, "parquet")


def _parquet_row(article: Article) -> dict[str, Any]:
    row = {**table_row(article), "text": article.text, "record": as_jsonl(article).rstrip("\n")}
    return {name: encodable(value) if isinstance(value, str) else value for name, value in row.items()}


def parquet_pieces(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """A Parquet file of such rows, piece by piece.

    Raises:  WriteError if pyarrow (extra `parquet`) is not installed.
    """
    try:
        import pyarrow as arrow
        import pyarrow.parquet as parquet
    except ImportError as error:
        raise WriteError(None, "Parquet needs pyarrow: pip install 'article-scraper[parquet]'") from error
    names = (*COLUMNS, "text", "record")
    schema = arrow.schema([(name, arrow.int64() if name == "words" else arrow.string()) for name in names])
    sink = Sink()
    rows = iter(rows)
    with parquet.ParquetWriter(sink, schema) as writer:
        while batch := list(itertools.islice(rows, ROWS_AT_ONCE)):
            writer.write_table(arrow.Table.from_pylist(batch, schema))
            yield sink.taken()
    yield sink.taken()


class Sink(io.RawIOBase):
    """Takes what is written into it, and gives it away."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []
        self._size = 0

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """Takes some bytes; gives how many."""
        self._pieces.append(bytes(data))
        self._size += len(self._pieces[-1])
        return len(self._pieces[-1])

    def tell(self) -> int:
        """How many bytes were written."""
        return self._size

    def taken(self) -> bytes:
        """What was written since the last call."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def _line(cells: Iterable[str], *, raw: bool) -> str:
    out = io.StringIO()
    # The writer quotes by its line end: a carriage return would end a row as well.
    csv.writer(out, lineterminator="\r\n").writerow([encodable(cell if raw else _disarmed(cell)) for cell in cells])
    return out.getvalue().removesuffix("\r\n") + "\n"


def _disarmed(cell: str) -> str:
    cell = BEFORE_FORMULA.sub(lambda run: f"{run[0]}'" if SEPARATORS.search(run[0]) else run[0], cell)
    return "'" + cell if cell.lstrip("'\" ").startswith(FORMULA) else cell
