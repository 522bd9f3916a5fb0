"""Folders of saved pages, with a manifest that says where and when each was saved, where there is one.

    crawl/manifest.csv      file,url,moment
    crawl/a/oil.html        a/oil.html,https://lampnews.example/oil,2024-07-18T08:01:02Z

The manifest is `manifest.csv` or `manifest.jsonl`; moments are ISO 8601, in UTC where they name no zone.
"""

from __future__ import annotations

import csv
import dataclasses
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scraper.errors import ListError, ScraperError, UrlError
from scraper.records import Page
from scraper.sources.saved import KIND_BY_ENDING, read_saved

MANIFESTS = ("manifest.csv", "manifest.jsonl")
MAX_ENTRIES = 1_000_000
MAX_LINE_CHARS = 1_048_576
FILE_KEYS, URL_KEYS, MOMENT_KEYS = ("file", "path", "filename"), ("url",), ("moment", "date", "timestamp", "fetched_at")


@dataclass(frozen=True, slots=True)
class _Entry:
    url: str | None
    moment: datetime | None


def is_folder(source: str) -> bool:
    """Whether a word names a folder."""
    try:
        return os.path.isdir(source)
    except ValueError:  # a NUL in it
        return False


def read_folder(source: str, max_bytes: int) -> Iterator[tuple[str, Page | ScraperError]]:
    """The saved pages in a folder and in those below it, in the order of their paths, each with its path.

    What cannot be read is an error of its own.

    Raises:  ListError for a manifest that cannot be read, UrlError for a folder without a page.
    """
    root = Path(source)
    entries = dict(_manifest(root))
    is_empty = not entries
    for path in _files(root):
        is_empty = False
        entry = entries.pop(path.relative_to(root).as_posix(), _Entry(None, None))
        yield str(path), _page(str(path), entry, max_bytes)
    for name in entries:
        error = ListError(str(root / name), "the manifest names a file that is not there, or is no saved page")
        yield str(root / name), error
    if is_empty:
        raise UrlError(source, "the folder holds no saved pages (.html, .mhtml, .md, .txt)")


def _page(path: str, entry: _Entry, max_bytes: int) -> Page | ScraperError:
    try:
        return dataclasses.replace(read_saved(path, entry.url, max_bytes), fetched_at=entry.moment)
    except ScraperError as error:
        return error


def _files(root: Path) -> Iterator[Path]:
    """The files that may be pages, in the order of their names. Links are not followed: they may lead in a circle."""
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            if path.suffix.lower() in KIND_BY_ENDING and path.suffix.lower() != ".warc" and path.is_file():
                yield path


def _manifest(root: Path) -> Iterator[tuple[str, _Entry]]:
    """What the manifest says of each file. Raises ListError."""
    path = next((root / name for name in MANIFESTS if (root / name).is_file()), None)
    if path is None:
        return
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            rows = _json_rows(file, path) if path.suffix == ".jsonl" else csv.DictReader(file)
            for number, row in enumerate(rows, 1):
                if number > MAX_ENTRIES:
                    raise ListError(str(path), f"the manifest has more than {MAX_ENTRIES} entries")
                yield _entry(row, f"{path}:{number}")
    except (OSError, csv.Error) as error:
        raise ListError(str(path), f"the manifest cannot be read: {error}") from error


def _json_rows(file: Any, path: Path) -> Iterator[dict[str, Any]]:
    number = 0
    while line := file.readline(MAX_LINE_CHARS):
        number += 1
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ListError(f"{path}:{number}", "the line is no JSON") from error
        if not isinstance(row, dict):
            raise ListError(f"{path}:{number}", "the line is no JSON object")
        yield row


def _entry(row: dict[str, Any], place: str) -> tuple[str, _Entry]:
    name, url, stated = (_value(row, keys) for keys in (FILE_KEYS, URL_KEYS, MOMENT_KEYS))
    if name is None:
        raise ListError(place, "the entry names no file")
    if stated is None:
        return Path(name).as_posix(), _Entry(url, None)
    try:
        moment = datetime.fromisoformat(stated)
    except ValueError as error:
        raise ListError(place, f"{stated[:40]!r} is no moment as ISO 8601 has them") from error
    return Path(name).as_posix(), _Entry(url, moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC))


def _value(row: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    values = {str(key).strip().lower(): value for key, value in row.items() if isinstance(value, str)}
    return next((values[key].strip() for key in keys if values.get(key, "").strip()), None)
