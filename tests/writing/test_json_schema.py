"""The JSON Schema describes every record that the program makes, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import scraper
from scraper import Article
from tests.golden import folders, outcome_of

SCHEMA = scraper.record_schema()
FILE = Path(scraper.__file__).parent.parent / "docs" / "record.schema.json"


def closed(schema: Any) -> Any:
    """The schema, without room for keys that it does not name."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: closed(each) for name, each in schema.items()}
    return made | {"additionalProperties": False} if "properties" in made and made.get("type") == "object" else made


STRICT = jsonschema.Draft202012Validator(closed(SCHEMA))


def test_the_schema_is_one() -> None:
    """It is valid by its own standard, and the file in docs/ is the same."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(FILE.read_text(encoding="utf-8")) == SCHEMA


def test_every_golden_record_is_valid() -> None:
    """No golden page gives a record with a key or a value that the schema does not allow."""
    records = [outcome.to_dict() for folder in folders()[::3] if isinstance(outcome := outcome_of(folder), Article)]
    assert len(records) > 100
    assert [error.message for record in records for error in STRICT.iter_errors(record)] == []


@pytest.mark.parametrize(
    "change",
    [{"schema": 2}, {"kind": "essay"}, {"title": 7}, {"authors": [{"name": "Ada Wick"}]}, {"body": [{"text": "a"}]},
     {"surprise": None}, {"fingerprint": "x"}],
    ids=str,
)  # fmt: skip
def test_what_is_no_record_is_invalid(change: dict[str, Any]) -> None:
    """A wrong value, a missing key and an unknown one are seen."""
    record = Article().to_dict()
    assert STRICT.is_valid(record)
    assert not STRICT.is_valid(record | change)
