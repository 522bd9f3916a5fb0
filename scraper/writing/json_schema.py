"""The JSON Schema of a record, derived from the records' own types, so that the two cannot disagree.

https://json-schema.org/draft/2020-12/schema
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from scraper.records import SCHEMA, Article, Block, Cell, Item, Span

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PLAIN: dict[object, str] = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
#: Parts whose keys are absent where they do not apply, with the keys that are always there.
SPARSE: dict[type, tuple[str, ...]] = {
    Block: ("kind", "text"),
    Item: ("text",),
    Cell: ("text",),
    Span: ("start", "end", "kind"),
}
#: Values that are derived from other fields, or say how the record is to be read.
DERIVED: dict[str, dict[str, Any]] = {
    "schema": {"const": SCHEMA},
    "text": {"type": "string"},
    "disclaimer": {"type": ["string", "null"]},
    "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
}
NOT_WRITTEN = {"trace"}


def record_schema() -> dict[str, Any]:
    """The schema of what `Article.to_dict()` gives; docs/record.md says what the fields mean."""
    parts: dict[str, Any] = {}
    properties = {name: each for name, each in _properties(Article, parts).items() if name not in NOT_WRITTEN}
    return {
        "$schema": DIALECT,
        "title": "Article",
        "type": "object",
        "properties": {**properties, **DERIVED},
        "required": [*properties, *DERIVED],
        "$defs": dict(sorted(parts.items())),
    }


def _properties(record: type, parts: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(record)
    return {each.name: _schema_of(hints[each.name], parts) for each in dataclasses.fields(record)}


def _schema_of(hint: Any, parts: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type; those of the records in it go into `parts`, by their names."""
    kind, arguments = get_origin(hint), get_args(hint)
    if hint in PLAIN:
        return {"type": PLAIN[hint]}
    if hint is datetime:
        return {"type": "string", "format": "date-time"}
    if kind is Literal:
        return {"enum": list(arguments)}
    if kind is tuple:
        return {"type": "array", "items": _schema_of(arguments[0], parts)}
    if kind in (Union, types.UnionType):
        return {"anyOf": [_schema_of(each, parts) for each in arguments]}
    if kind is Mapping:
        return {"type": "object", "additionalProperties": _schema_of(arguments[1], parts)}
    name = hint.__name__
    if name not in parts:
        parts[name] = {}  # a list holds lists: the name is taken before its properties are looked at
        properties = _properties(hint, parts)
        required = list(SPARSE.get(hint, properties))
        parts[name].update({"type": "object", "properties": properties, "required": required})
    return {"$ref": f"#/$defs/{name}"}
