"""Files of records, one JSON object per line: read once in order, and again by number, none kept in memory."""

from __future__ import annotations

import json
import shutil
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, cast

from scraper.errors import RecordError, UrlError
from scraper.records import TEXT_KINDS, Article, Block, Cell, Item
from scraper.sources.standard_input import standard_input

STDIN = "-"

#: A record holds its text twice, as blocks and as text; this is six times the largest page that is fetched.
MAX_LINE_BYTES = 67_108_864

PLAIN_FIELDS = ("url", "final_url", "canonical_url", "normal_url", "title", "subtitle", "byline", "published", "site",
                "language", "kind")  # fmt: skip


class RecordFiles:
    """The records of several files as lines, numbered from 0 in their order; "-" is standard input.

    Iterating gives each line with its number, or the error of a file that cannot be read or of a line that is too long;
    empty lines are skipped. `line` and `place` take the numbers that iterating has given.
    """

    def __init__(self, sources: Sequence[str]) -> None:
        self.sources = tuple(sources)
        self._files: dict[int, BinaryIO] = {}
        self._source_of = array("L")
        self._line_of = array("Q")
        self._start_of = array("Q")

    def __enter__(self) -> RecordFiles:
        return self

    def __exit__(self, *exc_info: object) -> None:
        for file in self._files.values():
            file.close()

    def __iter__(self) -> Iterator[tuple[int, bytes] | RecordError | UrlError]:
        for index, source in enumerate(self.sources):
            try:
                self._files[index] = _open(source)
            except UrlError as error:
                yield error
            else:
                yield from self._lines(index)

    def line(self, number: int) -> bytes:
        """Reads the line of this number again."""
        file = self._files[self._source_of[number]]
        file.seek(self._start_of[number])
        return file.readline(MAX_LINE_BYTES + 1)

    def place(self, number: int) -> str:
        """Where the record is: `file:line`."""
        return f"{self.sources[self._source_of[number]]}:{self._line_of[number]}"

    def _lines(self, index: int) -> Iterator[tuple[int, bytes] | RecordError]:
        file, start = self._files[index], 0
        for line_number, line in _lines(file):
            begin, start = start, start + len(line)
            if len(line) > MAX_LINE_BYTES:
                place = f"{self.sources[index]}:{line_number}"
                yield RecordError(place, f"the line is longer than {MAX_LINE_BYTES} bytes")
                for rest in iter(lambda: file.readline(MAX_LINE_BYTES), b""):
                    start += len(rest)
                    if rest.endswith(b"\n"):
                        break
            elif line.strip():
                self._source_of.append(index)
                self._line_of.append(line_number)
                self._start_of.append(begin)
                # The caller may read other lines before the next one.
                yield len(self._start_of) - 1, line
                file.seek(start)


def read_record(source: str) -> Article:
    """The only record of a `.json` or `.jsonl` file, or that of one line: `records.jsonl:12`.

    Raises UrlError if there is no such file, RecordError if it holds no record, or several.
    """
    name, _, line = source.rpartition(":")
    if not Path(source).is_file() and name and line.isascii() and line.isdigit():
        return _record_of_line(name, int(line), source)
    with _open(source) as file:
        if Path(source).suffix.lower() == ".json":
            return parse_record(file.read(MAX_LINE_BYTES + 1), source)
        found = [line for _, line in zip(range(2), (line for _, line in _lines(file) if line.strip()), strict=False)]
    if len(found) != 1:
        reason = "it holds several records: name one by its line, FILE:12" if found else "it holds no record"
        raise RecordError(source, reason)
    return parse_record(found[0], source)


def is_record_file(source: str) -> bool:
    """Whether a command-line argument names a file of records, or a line of one."""
    name, _, line = source.rpartition(":")
    ending = Path(name if line.isascii() and line.isdigit() else source).suffix.lower()
    return ending in (".json", ".jsonl", ".ndjson")


def parse_record(line: bytes, place: str) -> Article:
    """Parses a record from JSON. Raises RecordError, whatever the bytes are."""
    if len(line) > MAX_LINE_BYTES:
        raise RecordError(place, f"it is longer than {MAX_LINE_BYTES} bytes")
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RecordError(place, f"not JSON: {error}") from error
    if not isinstance(data, dict):
        raise RecordError(place, "not a JSON object")
    try:
        article = Article.from_dict(data)
        _check(article)
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError) as error:
        raise RecordError(place, f"not an article's record: {error}") from error
    return article


def parse_text(line: bytes, place: str) -> str:
    """The text of a record that `parse_record` has parsed before, in half the time. Raises RecordError."""
    try:
        body = json.loads(line).get("body", ())
        return "\n\n".join(block["text"] for block in body if block["kind"] in TEXT_KINDS and block.get("text"))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise RecordError(place, "it changed while it was read") from error


def _record_of_line(name: str, wanted: int, source: str) -> Article:
    with _open(name) as file:
        for number, line in _lines(file):
            if number == wanted:
                return parse_record(line, source)
    raise RecordError(source, "the file has no such line")


def _open(source: str) -> BinaryIO:
    """Opens a file for random access; anything but a regular file is copied to a temporary one."""
    try:
        if source == STDIN:
            return _spooled(standard_input().buffer)
        file = Path(source).open("rb")  # noqa: SIM115  # closed by who asked for it
        if file.seekable():
            return file
        with file:
            return _spooled(file)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise UrlError(source, "there is no such file") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise UrlError(source, f"the file cannot be read: {reason}") from error


def _spooled(stream: BinaryIO) -> BinaryIO:
    file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by who asked for it
    shutil.copyfileobj(stream, file)
    file.seek(0)
    return cast(BinaryIO, file)


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Each line with its number, from 1; of an overlong line, one byte more than is allowed."""
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        yield number, line


def _check(article: Article) -> None:
    """Raises TypeError if a value that is compared later has another type than the record's table says."""
    texts: list[object] = [author.name for author in article.authors]
    known: list[object] = [getattr(article, name) for name in PLAIN_FIELDS]
    for origin in article.origins:
        known += [origin.name, origin.url, origin.title, origin.published, origin.language, origin.relation]
    for notice in article.notices:
        texts += [notice.kind, notice.text]
    _add_pieces(article.body, texts, known)
    for text in [*texts, *(each for each in known if each is not None)]:
        if not isinstance(text, str):
            raise TypeError(f"{text!r:.40} is no text")


def _add_pieces(pieces: Iterable[Block | Item | Cell], texts: list[object], known: list[object]) -> None:
    """Adds the texts of the pieces, and the URLs of their links, nested ones included."""
    for piece in pieces:
        texts.append(piece.text)
        known += [span.url for span in piece.spans]
        if isinstance(piece, Block):
            _add_pieces(piece.blocks, texts, known)
            for row in piece.rows:
                _add_pieces(row, texts, known)
        if not isinstance(piece, Cell):
            _add_pieces(piece.items, texts, known)
