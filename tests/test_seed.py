"""The reference page, as text, yields its record."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

KEYS = ("schema", "title", "subtitle", "byline", "authors", "published", "modified", "site", "language", "categories",
        "body", "notices", "disclaimer", "rights", "origins")  # fmt: skip


@pytest.fixture(scope="module")
def expected(data_folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((data_folder / "seed" / "expected.json").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def record(data_folder: Path) -> dict[str, Any]:
    page = data_folder / "seed" / "mondialisation-2016.md"
    command = [sys.executable, "-m", "scraper", str(page), "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    loaded: dict[str, Any] = json.loads(done.stdout)
    return loaded


@pytest.mark.parametrize("key", KEYS)
def test_the_command_gives_the_reference_record(key: str, expected: dict[str, Any], record: dict[str, Any]) -> None:
    """`scrape PAGE --format json` prints the reference record's value of the field."""
    assert record[key] == expected[key]


def test_every_field_of_the_reference_is_compared(expected: dict[str, Any]) -> None:
    """No field of the reference record is left out of the comparison above."""
    assert set(expected) <= set(KEYS)
