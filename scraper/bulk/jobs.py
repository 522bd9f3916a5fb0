"""What one part is: an archive, a folder, options; and the name that follows from them."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scraper import __about__
from scraper.archives.places import is_remote, mark_of
from scraper.options import BulkOptions

HASH_DIGITS = 16
MAX_STEM_CHARS = 80
NO_STEM = re.compile(r"[^A-Za-z0-9._-]+")
ENDINGS = {"jsonl": ".jsonl", "parquet": ".parquet"}


@dataclass(frozen=True, slots=True)
class PartJob:
    """One archive that is to become one part in a folder."""

    source: str  # a path or an address
    folder: str
    options: BulkOptions

    def identity(self) -> dict[str, Any]:
        """What the part's name is made of: the archive in its present state, the program, the options.

        Raises:  ArchiveAccessError, ListError for an archive that cannot be looked at.
        """
        return {
            "source": self.source,
            "state": mark_of(self.source),
            "program": f"article-scraper {__about__.VERSION}",
            "options": _told(self.options),
        }


def jobs_of(sources: Iterable[str], folder: str, options: BulkOptions) -> list[PartJob]:
    """A job for each archive, once each. Local paths become whole ones: a part is of the file, wherever we stand."""
    places = (each if is_remote(each) else os.path.abspath(each) for each in sources)
    return [PartJob(place, folder, options) for place in dict.fromkeys(places)]


def part_name(source: str, identity: dict[str, Any]) -> str:
    """The name of a part without its ending: the archive's own name and a hash of what the part is made of."""
    digest = hashlib.sha256(json.dumps(identity, sort_keys=True).encode("utf-8", "replace")).hexdigest()
    stem = source.partition("?")[0].rstrip("/").rpartition("/")[2]
    for ending in (".gz", ".zst", ".warc", ".wacz"):
        stem = stem.removesuffix(ending)
    stem = NO_STEM.sub("-", stem)[:MAX_STEM_CHARS].strip("-.") or "archive"
    return f"{stem}-{digest[:HASH_DIGITS]}"


def _told(options: BulkOptions) -> dict[str, Any]:
    """The options as plain values; of a folder of profiles, what stands in it."""
    told = dataclasses.asdict(options)
    if options.extract.profiles is not None:
        files = sorted(Path(options.extract.profiles).glob("**/*.toml"))
        whole = b"\0".join(each.name.encode() + b"\0" + each.read_bytes() for each in files)
        told["extract"]["profiles"] = hashlib.sha256(whole).hexdigest()
    return told
