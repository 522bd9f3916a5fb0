"""The vocabularies of the record are types, and the documentation lists all their words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from scraper import records
from scraper.writing.schema_org import TYPES
from scraper.writing.tail import NOTICE_TITLES, RELATION_TITLES

DOCS = (Path(__file__).parent.parent / "docs" / "record.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["Kind", "Role", "Scheme", "Relation", "NoticeKind", "CaptureKind"])
def test_every_word_of_a_vocabulary_is_documented(name: str) -> None:
    """docs/record.md names every value that a field may have."""
    words = set(re.findall(r"`(\w+)`", DOCS))
    assert set(get_args(getattr(records, name))) - words == set()


def test_no_capture_is_documented_that_nothing_makes() -> None:
    """The kinds of captures in docs/record.md are those of the type."""
    (told,) = re.findall(r"## Captures\n\n`kind` is one of (.*?)\.", DOCS, re.DOTALL)
    assert set(re.findall(r"`(\w+)`", told)) == set(get_args(records.CaptureKind))


def test_every_kind_is_written_by_name() -> None:
    """Each notice and relation has its title, and each kind of page its schema.org type."""
    assert set(NOTICE_TITLES) == set(get_args(records.NoticeKind))
    assert set(RELATION_TITLES) == set(get_args(records.Relation)) - {"unknown"}
    assert set(TYPES) == set(get_args(records.Kind))
