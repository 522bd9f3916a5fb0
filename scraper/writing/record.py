"""Article -> JSON: the record itself, for machines."""

from __future__ import annotations

import json
import math
from typing import Any

from scraper.records import Article
from scraper.writing.guard import encodable


def as_json(article: Article) -> str:
    """The record as one indented JSON document."""
    return dump_json(article.to_dict(), indent=2)


def as_jsonl(article: Article) -> str:
    """The record as one line of JSON."""
    return dump_json(article.to_dict())


def dump_json(value: Any, indent: int | None = None) -> str:
    """Plain values as JSON by RFC 8259, with a final newline; NaN and infinities, which JSON lacks, become null."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    except ValueError:
        text = json.dumps(_finite(value), ensure_ascii=False, allow_nan=False, indent=indent)
    # A line of JSON stays one line even for readers that break lines at these two characters.
    return encodable(text).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085") + "\n"


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _finite(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
