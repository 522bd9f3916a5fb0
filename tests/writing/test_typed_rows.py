"""Typed Parquet, read by two programs that are not the one that wrote it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars
import pyarrow.parquet as parquet
import pytest

from scraper.errors import BugError
from scraper.records import Article, Author, Block, Capture, Category, Image, Notice, Origin, Rights
from scraper.writing.typed_rows import ROWS_AT_ONCE, Provenance, article_of, typed_pieces, typed_row

DOCS = (Path(__file__).parents[2] / "docs" / "archives.md").read_text("utf-8")
FULL = Article(
    url="https://lampnews.example/oil", title="Oil for the mole", byline="By Ada Wick", published="2019-03",
    authors=(Author("Ada Wick", honorific="Dr"), Author("Lamp Desk", "editor", "organisation")), language="en",
    categories=(Category("Bays", "region"),),
    body=(Block("heading", "Oil", level=2), Block("paragraph", "Oil \ud800.")),
    notices=(Notice("disclaimer", "The views are the author's."),), rights=Rights(("Lamp News",), 2019),
    origins=(Origin("The Beacon", relation="republication"),), images=(Image("https://lampnews.example/a.png"),),
    capture=Capture("warc", "2024-07-18T08:01:02+00:00"), fetched_at=datetime(2024, 7, 18, 8, 1, 2, tzinfo=UTC),
    found={"title": "h1"}, warnings=("a doubt",),
)  # fmt: skip
KEPT = Provenance("s3://tarn/crawl.warc.gz", 2**40, 200, "text/html", "sha256:" + "a" * 64)


def written(path: Path, articles: list[Article], *, markdown: bool = False) -> Path:
    """A file of records."""
    rows = (typed_row(each, KEPT, markdown=markdown) for each in articles)
    path.write_bytes(b"".join(typed_pieces(rows)))
    return path


def test_a_record_comes_back_from_its_row(tmp_path: Path) -> None:
    """A full record and an empty one are the same behind Parquet, but for half characters, which UTF-8 has not."""
    path = written(tmp_path / "a.parquet", [FULL, Article()])
    full, empty = (article_of(row) for row in parquet.read_table(path).to_pylist())
    assert empty == Article()
    assert full.to_dict() == {
        **FULL.to_dict(),
        "body": [{"kind": "heading", "text": "Oil", "level": 2}, {"kind": "paragraph", "text": "Oil �."}],
        "text": "Oil\n\nOil �.",
        "fingerprint": full.fingerprint,
    }


def test_duckdb_reads_the_nested_columns(tmp_path: Path) -> None:
    """DuckDB counts by a field of a list of structs, and knows the moment as one."""
    path = written(tmp_path / "a.parquet", [FULL] * 3)
    told = duckdb.sql(
        "SELECT author.role, count(*), max(source_offset), max(epoch(fetched_at)), any_value(found['title']) "
        f"FROM (SELECT *, unnest(authors) AS author FROM '{path}') GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert [row[:3] for row in told] == [("author", 3, 2**40), ("editor", 3, 2**40)]
    assert told[0][3] == datetime(2024, 7, 18, 8, 1, 2, tzinfo=UTC).timestamp()


def test_polars_reads_the_nested_columns(tmp_path: Path) -> None:
    """Polars sees structs, lists and a moment with its zone."""
    frame = polars.read_parquet(written(tmp_path / "a.parquet", [FULL, Article()]))
    assert frame["rights"].struct.field("holders").to_list() == [["Lamp News"], []]
    assert frame["authors"].list.len().to_list() == [2, 0]
    assert frame["fetched_at"].dtype == polars.Datetime("us", "UTC")
    assert frame["words"].to_list() == [3, 0]


def test_markdown_is_a_column_where_it_is_asked_for(tmp_path: Path) -> None:
    """The column is there always, and filled with the option."""
    for markdown, expected in ((False, None), (True, "# Oil for the mole")):
        (text,) = polars.read_parquet(written(tmp_path / "a.parquet", [FULL], markdown=markdown))["markdown"].to_list()
        assert (text and text.splitlines()[0]) == expected


def test_the_columns_are_those_of_the_documentation(tmp_path: Path) -> None:
    """docs/archives.md names every column and no other; zstd and the schema's number stand in the file."""
    file = parquet.ParquetFile(written(tmp_path / "a.parquet", []))
    table = DOCS.partition("### The Parquet columns")[2]
    told = [name for row in re.findall(r"^\| (`[^|]*) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)]
    assert sorted(told) == sorted(file.schema_arrow.names)
    assert file.metadata.metadata[b"article_scraper.schema"] == b"1"
    full = parquet.ParquetFile(written(tmp_path / "b.parquet", [FULL]))
    assert full.metadata.row_group(0).column(1).compression == "ZSTD"


def test_many_rows_are_written_group_by_group(tmp_path: Path) -> None:
    """No more rows are in memory than a group has."""
    path = written(tmp_path / "a.parquet", [FULL] * (ROWS_AT_ONCE + 1))
    assert parquet.ParquetFile(path).metadata.num_row_groups == 2


def test_a_row_of_another_schema_is_refused() -> None:
    """What another version has written is not guessed at."""
    with pytest.raises(ValueError, match="schema 2"):
        article_of({**typed_row(FULL, KEPT, markdown=False), "schema": 2})


def test_a_record_that_no_row_holds_is_a_bug_of_its_own() -> None:
    """What goes wrong with one record is a BugError, which costs no other."""
    with pytest.raises(BugError):
        typed_row(Article(body=(None,)), KEPT, markdown=False)  # type: ignore[arg-type]
