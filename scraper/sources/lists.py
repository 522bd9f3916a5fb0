"""Reads URLs from lists: text, CSV, JSON lines, OPML, browser bookmarks; as a stream, however long.

A line that should hold a URL and does not is reported, never skipped.
"""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import IO, Any

from scraper.errors import ListError
from scraper.records import FeedItem
from scraper.sources.standard_input import standard_input

MAX_LINE_CHARS = 16_777_216  # of a JSON line with a whole record beside its URL
MAX_URL_CHARS = 8_192  # longer URLs are refused by common servers
SAMPLE_LINES, SAMPLE_CHARS = 20, 4_096  # of the sample that tells the kind of a list
MAX_STRANGE = 0.1  # share of control characters or invalid UTF-8 in the sample above which it is not text
MAX_TAG_LINES = 50  # a browser writes each tag on one line

#: Names of the column, or key, with the URL; the first one present counts.
COLUMNS = ("url", "link", "address", "href", "uri", "final_url", "canonical_url", "adresse", "lien", "enlace")
DELIMITERS = ",;\t|"
STANDARD_INPUT = "-"
NO_PAGES = ("javascript:", "place:", "data:", "about:", "chrome:")  # schemes of bookmarks that are not on the web


@dataclass(frozen=True, slots=True)
class Listed:
    """One URL of a list; `place` is `file:line`, for messages."""

    url: str
    place: str
    hint: FeedItem | None = None  # what its feed says about it


def read_list(path: str, column: str | None = None) -> Iterator[Listed | ListError]:
    """The URLs in one list, and an error for each line without one; `-` is standard input.

    Raises:  ListError if the list itself cannot be read or has no column of that name.
    """
    name = "standard input" if path == STANDARD_INPUT else path
    try:
        if path == STANDARD_INPUT:
            stream = standard_input()
            stream.reconfigure(encoding="utf-8-sig", errors="replace", newline="")  # type: ignore[attr-defined]
            yield from _read(stream, name, "", column)
            return
        with Path(path).open(encoding="utf-8-sig", errors="replace", newline="") as file:
            yield from _read(file, name, Path(path).suffix.lower(), column)
    except OSError as error:
        raise ListError(None, f"cannot read {name}: {error.strerror or error}") from error


def _read(file: IO[str], name: str, ending: str, column: str | None) -> Iterator[Listed | ListError]:
    lines = _lines(file)
    sample = list(itertools.islice(lines, SAMPLE_LINES))
    _check_text("".join(sample)[:SAMPLE_CHARS], name)
    reader = _reader(ending, sample, column)
    yield from reader(itertools.chain(sample, lines), name, column)


def _check_text(start: str, name: str) -> None:
    """Raises ListError for a file that is not UTF-8 text: an image, an archive, a document; UTF-16."""
    strange = sum(char == "\ufffd" or (char < " " and not char.isspace()) for char in start)
    if start.startswith("%PDF-") or strange > MAX_STRANGE * len(start):
        raise ListError(name, "the file is not a list of URLs: it is not UTF-8 text")


Reader = Callable[[Iterator[str], str, str | None], Iterator["Listed | ListError"]]


def _reader(ending: str, sample: list[str], column: str | None) -> Reader:
    start = next((line.lstrip() for line in sample if line.strip()), "")
    low = start[:200].lower()
    marks = ("<opml", "<?xml", "<!doctype netscape-bookmark")
    if ending in (".opml", ".html", ".htm", ".xml") or low.startswith(marks):
        return _read_marked_up
    if ending in (".jsonl", ".ndjson") or start.startswith("{"):
        return _read_json_lines
    if ending in (".csv", ".tsv") or column is not None or _names_a_column(start):
        return _read_table
    return _read_text


def _names_a_column(line: str) -> bool:
    """Whether the first line of a list, whose name does not tell, is a table header."""
    return any(
        cell.strip().strip('"').lower() in COLUMNS
        for delimiter in DELIMITERS
        for cell in line.split(delimiter)
        if delimiter in line
    )


def _lines(file: IO[str]) -> Iterator[str]:
    """The lines; one longer than any honest one comes in pieces, so that it cannot exhaust memory."""
    while line := file.readline(MAX_LINE_CHARS):
        yield line


def _read_text(lines: Iterator[str], name: str, column: str | None) -> Iterator[Listed | ListError]:
    """One URL per line; the rest of the line is a note, and a line that begins with # is a comment."""
    del column
    for number, line in enumerate(lines, 1):
        words = line.split(maxsplit=1)
        if words and not words[0].startswith("#"):
            yield _listed(words[0].strip("<>"), f"{name}:{number}")


def _read_json_lines(lines: Iterator[str], name: str, column: str | None) -> Iterator[Listed | ListError]:
    """Objects with a URL under one of the known keys, or plain strings."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        place = f"{name}:{number}"
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            yield ListError(place, "the line is not JSON")
            continue
        if isinstance(value, dict):
            keys = (column,) if column else COLUMNS
            value = next((value[key] for key in keys if isinstance(value.get(key), str)), None)
        yield _listed(value, place) if isinstance(value, str) else ListError(place, "the line has no URL")


def _read_table(lines: Iterator[str], name: str, column: str | None) -> Iterator[Listed | ListError]:
    """CSV: the named column, or one with a known name; else the first cell that looks like a URL."""
    head = next(lines, "")
    delimiter = max(DELIMITERS, key=head.count)
    rows = csv.reader(itertools.chain([head], (line.replace("\0", "") for line in lines)), delimiter=delimiter)
    wanted: int | None = None
    for row in _rows(rows, name):
        if isinstance(row, ListError):
            yield row
            continue
        place = f"{name}:{rows.line_num}"
        if rows.line_num == 1:
            names = [cell.strip().lower() for cell in row]
            asked = (column.lower(),) if column else COLUMNS
            wanted = next((names.index(each) for each in asked if each in names), None)
            if wanted is not None:
                continue
            if column is not None:
                raise ListError(name, f"no column is named {column!r}")
        if not any(cell.strip() for cell in row):
            continue
        cells = [cell for cell in row if "://" in cell] if wanted is None else row[wanted:]
        cell = cells[0] if cells else ""
        yield _listed(cell, place) if cell.strip() else ListError(place, "the row has no URL")


def _rows(rows: Any, name: str) -> Iterator[list[str] | ListError]:
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield ListError(f"{name}:{rows.line_num}", f"a row of the table cannot be read: {error}")


def _read_marked_up(lines: Iterator[str], name: str, column: str | None) -> Iterator[Listed | ListError]:
    """Browser bookmarks (the URLs of links) or OPML (the URLs of outlines)."""
    del column
    links, first = _Links(), 1
    for number, line in enumerate(lines, 1):
        links.feed(line)
        for place, url in links.taken():
            yield _marked_up(url, f"{name}:{first - 1 + place}")
        if links.rawdata.count("\n") > MAX_TAG_LINES:  # scanned again with each line, so it must not grow
            begun = number - links.rawdata.count("\n") + 1
            yield ListError(f"{name}:{begun}", "a tag or comment begins here that is never closed")
            links, rest, first = _Links(), links.rawdata.partition("\n")[2], begun + 1
            links.feed(rest)
    if links.rawdata.lstrip().startswith("<"):  # text waits there too, until a tag follows
        yield ListError(f"{name}:{first - 1 + links.getpos()[0]}", "a tag or comment begins here that is never closed")


def _marked_up(url: str, place: str) -> Listed | ListError:
    if "<" in url and "\n" in url:
        return ListError(place, "the quote around the URL is not closed")
    return _listed(url, place)


class _Links(HTMLParser):
    """The URLs in the tags read so far; entities of a document type are never resolved."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value.strip() for name, value in attrs if value}
        names = ("href",) if tag == "a" else ("url", "htmlurl", "xmlurl") if tag == "outline" else ()
        url = next((values[name] for name in names if name in values), None)
        if url and not url.lower().startswith(NO_PAGES):
            self._found.append((self.getpos()[0], url))

    def taken(self) -> list[tuple[int, str]]:
        """Line and URL of what was found since the last call."""
        found, self._found = self._found, []
        return found


def _listed(url: str, place: str) -> Listed | ListError:
    url = url.strip()
    if len(url) > MAX_URL_CHARS:
        return ListError(place, f"the URL has more than {MAX_URL_CHARS} characters")
    if any("\ud800" <= char <= "\udfff" for char in url):
        return ListError(place, "the URL contains a lone surrogate, which is not a character")
    return Listed(url, place)
