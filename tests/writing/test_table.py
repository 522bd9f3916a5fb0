"""Parquet: written atomically, by the one writer of files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scraper.records import Article, Block
from scraper.writing.files import write_whole
from scraper.writing.table import COLUMNS, parquet_pieces, parquet_row

parquet = pytest.importorskip("pyarrow.parquet")

ARTICLES = [Article(title=f"Dyke {number} \ud800\0", body=(Block("paragraph", "It held."),)) for number in range(1_200)]


def test_a_parquet_file_holds_every_record(tmp_path: Path) -> None:
    """Rows with the columns of the table, the text and the record; no link that lies in wait is followed."""
    victim = tmp_path / "victim"
    victim.write_text("theirs")
    (tmp_path / ".dykes.parquet.tmp").symlink_to(victim)
    write_whole(tmp_path / "dykes.parquet", parquet_pieces(map(parquet_row, ARTICLES)))
    assert victim.read_text() == "theirs"
    table = parquet.read_table(tmp_path / "dykes.parquet")
    assert table.column_names == [*COLUMNS, "text", "record"]
    rows = table.to_pylist()
    assert [row["words"] for row in rows] == [2] * 1_200
    assert json.loads(rows[7]["record"])["title"] == "Dyke 7 \ufffd\0"


def test_a_parquet_file_of_nothing_has_its_columns(tmp_path: Path) -> None:
    """A table without rows is a table."""
    write_whole(tmp_path / "none.parquet", parquet_pieces([]))
    assert parquet.read_table(tmp_path / "none.parquet").num_rows == 0
