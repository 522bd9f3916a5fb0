"""The manifest of a part: what it was made of and what each record of its archive came to; written last."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MANIFEST_SCHEMA = 1
ENDING = ".manifest.json"
MAX_MANIFEST_BYTES = 1_048_576


@dataclass(slots=True)
class Counts:
    """What the records of an archive came to."""

    read: int = 0
    records: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)

    @property
    def is_whole(self) -> bool:
        """Whether every record that was read is accounted for."""
        return self.read == self.records + self.skipped.total() + self.failed.total()

    def to_dict(self) -> dict[str, Any]:
        """The counts as plain JSON values."""
        return {
            "read": self.read,
            "records": self.records,
            "skipped": dict(sorted(self.skipped.items())),
            "failed": dict(sorted(self.failed.items())),
        }


def read_manifest(folder: Path, name: str, identity: Mapping[str, Any]) -> dict[str, Any] | None:
    """The manifest of a part that is there, whole, and made of just this; None where it is not."""
    try:
        with (folder / f"{name}{ENDING}").open("rb") as file:
            told = json.loads(file.read(MAX_MANIFEST_BYTES))
        sizes = {each: (folder / each).stat().st_size for each in told["files"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):  # none, cut off, or not ours: made anew
        return None
    is_same = all(told.get(key) == json.loads(json.dumps(value)) for key, value in identity.items())
    return told if is_same and sizes == told["files"] else None
