"""WARC -> pages, in the order of the file; what is no page is named, what is damaged is told, and nothing ends early.

FastWARC stops at the first damage, and takes a file that was cut off between two records for a whole one. So where it
stops, the place is judged here: the record before is good if its end is where its length says, and the next beginning
of a record is looked for.

Source: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import io
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from scraper.archives.found import Failed, Found, PageAt, Skipped
from scraper.archives.http_answers import HttpAnswer, decoded_body, read_answer
from scraper.archives.places import opened
from scraper.archives.resuming import GZIP, ZSTD, end_of_record, is_cut_off, kind_of, next_record
from scraper.archives.wacz import is_wacz, package
from scraper.errors import ArchiveError, ScraperError, TooLargeError
from scraper.normalize.urls import without_userinfo
from scraper.records import Page

HEAD_BYTES = 65_536  # of an answer's head, beside its body
REREAD_TIMES = 3  # of a damaged file's size may be read; whoever damages it on purpose would have it read for ever
REREAD_BYTES = 67_108_864  # and so much more, for small files
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"})
UNSAID_TYPES = frozenset({"", "application/octet-stream", "unk", "no-type", "application/unknown"})
HTML_MARKS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml")
SNIFFED_BYTES = 1_024
MAX_PAYLOADS = 100_000  # places of pages that a later revisit may stand for
KEPT_TYPES = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.revisit
#: Types that hold no page, by the name under which they are counted.
NO_PAGES = {
    int(getattr(WarcRecordType, name)): name
    for name in ("warcinfo", "request", "metadata", "conversion", "continuation")
}
NO_LENGTH = "the record does not say how long it is"
DIGESTS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha512": hashlib.sha512, "md5": hashlib.md5}


class _Tail(io.RawIOBase):
    """A file from some place on, as FastWARC reads it; counts what is read of it."""

    def __init__(self, file: BinaryIO, start: int, budget: list[int]) -> None:
        super().__init__()
        self._file, self._start, self._place, self._budget = file, start, 0, budget

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._place = offset if whence == io.SEEK_SET else self._place + offset
        return self._place

    def read(self, size: int = -1) -> bytes:
        """The next bytes. The file may have been read elsewhere meanwhile: the place is ours."""
        self._file.seek(self._start + self._place)
        piece = self._file.read(size)
        self._place += len(piece)
        self._budget[0] -= len(piece)
        return piece


@dataclass(slots=True)
class _Held:
    """A record that is read, and is sound if the next one begins where this one ends."""

    found: Found
    offset: int
    url: str | None
    is_short: bool  # the file ended before the record did


class WarcFile:
    """One WARC file, opened: its pages in order, or the one at a place.

    for found in WarcFile(file, "crawl.warc.gz"): ...
    """

    def __init__(self, file: BinaryIO, name: str, max_bytes: int) -> None:
        """`name` is for talk about it; `max_bytes` of one page. Raises ArchiveError for what is no WARC file."""
        self._file, self._name, self._max_bytes = file, name, max_bytes
        self._kind = kind_of(file)
        self._size = file.seek(0, io.SEEK_END)
        self._budget = [REREAD_TIMES * self._size + REREAD_BYTES]
        self._payloads: dict[str, int] = {}

    def __iter__(self) -> Iterator[Found]:
        """Each record once. Raises OSError where the file itself cannot be read."""
        start: int | None = 0 if self._size else None
        while start is not None:
            held: _Held | None = None
            damage = ""
            try:
                for record in self._records(start):
                    if held is not None:
                        yield held.found
                    held = self._held(record, start + record.stream_pos)
            except ArchiveError as error:
                damage = error.reason
            if held is None:
                yield self._damage(start, damage)
                start = self._next_record(start + 1)
            else:
                end = None if held.is_short else end_of_record(self._file, held.offset, self._kind)
                is_sound = end is not None or not (held.is_short or (damage and self._kind != ZSTD))
                yield held.found if is_sound else self._damaged(held)
                start = None
                if end is not None and not self._is_blank_from(end):
                    start = self._next_record(end)
                    if start != end:
                        yield self._damage(end, damage)
                elif end is None and (damage or held.is_short):
                    start = self._next_record(held.offset + 1)
                    if is_sound and start is None:
                        yield self._damage(held.offset, damage)
                elif end is None and self._kind == GZIP and is_cut_off(self._file, held.offset):
                    yield self._damage(self._size, "the file ends in the middle of a compressed record")
            if start is not None and self._budget[0] < 0:
                yield self._damage(start, "the rest of the file is too damaged to be looked through")
                return

    def _next_record(self, place: int) -> int | None:
        return next_record(self._file, place, self._kind)

    def page_at(self, offset: int) -> PageAt:
        """The page whose record begins at a place. Raises ScraperError."""
        for record in self._records(offset):
            held = self._held(record, offset)
            if isinstance(held.found, PageAt) and not held.is_short:
                return held.found
            if isinstance(held.found, Failed):
                raise held.found.error
            break
        raise ArchiveError(self._name, f"no page stands at byte {offset}")

    def block_at(self, offset: int) -> tuple[WarcRecordType, str | None, bytes]:
        """Type, address and block of the whole record that begins at a place. Raises ArchiveError, TooLargeError."""
        for record in self._records(offset):
            url, length = _address(record), record.content_length
            if length > self._max_bytes + HEAD_BYTES:
                raise TooLargeError(url, f"the page is larger than {self._max_bytes} bytes")
            block = _read(record, length)
            if len(block) < length:
                break
            _check_digest(record, block, url)
            return record.record_type, url, block
        raise ArchiveError(self._name, f"no whole record stands at byte {offset}")

    def _records(self, start: int) -> Iterator[WarcRecord]:
        """FastWARC's records from a place on. Raises ArchiveError where it stops."""
        try:
            yield from ArchiveIterator(_Tail(self._file, start, self._budget), parse_http=False)
        except BaseException as error:
            # A panic of the library is no Exception; what the file's own reads raise keeps its errno.
            is_library = isinstance(error, OSError) and error.errno is None
            if not is_library and type(error).__name__ != "PanicException":
                raise
            raise ArchiveError(self._name, str(error).partition("\n")[0] or "it cannot be read") from error

    def _is_blank_from(self, place: int) -> bool:
        self._file.seek(place)
        return not self._file.read(4_096).strip(b"\0\r\n\t ")

    def _damaged(self, held: _Held) -> Failed:
        reason = "the file ends in the middle of the record" if held.is_short else (
            "the record is damaged: it does not end where its length says"
        )  # fmt: skip
        return Failed(ArchiveError(held.url or self._name, f"{reason} (byte {held.offset})"), held.offset)

    def _damage(self, place: int, reason: str) -> Failed:
        reason = reason or "no whole record stands here"
        return Failed(ArchiveError(self._name, f"{reason} (byte {place} of {self._size})"), place)

    def _held(self, record: WarcRecord, offset: int) -> _Held:
        url = _address(record)
        length = record.content_length
        kind = record.record_type
        if not (record.headers.get("Content-Length") or "").strip().isdigit():
            return _Held(Failed(ArchiveError(url or self._name, NO_LENGTH), offset), offset, url, is_short=True)
        if not kind & KEPT_TYPES:
            read = record.reader.consume()
            return _Held(Skipped(NO_PAGES.get(int(kind), "unknown_type"), offset, url), offset, url, read < length)
        if length > self._max_bytes + HEAD_BYTES:
            start = _read(record, HEAD_BYTES)
            read = len(start) + record.reader.consume()
            return _Held(self._oversized(record, start, offset, url), offset, url, read < length)
        block = _read(record, length)
        try:
            found: Found = self._found(record, block, offset, url)
        except ScraperError as error:
            found = Failed(error, offset)
        return _Held(found, offset, url, len(block) < length)

    def _oversized(self, record: WarcRecord, start: bytes, offset: int, url: str | None) -> Found:
        found = self._found_head(record, start, offset, url)
        if isinstance(found, Skipped):
            return found
        return Failed(TooLargeError(url, f"the page is larger than {self._max_bytes} bytes"), offset)

    def _found_head(self, record: WarcRecord, block: bytes, offset: int, url: str | None) -> HttpAnswer | Skipped:
        """The answer in a record that may be a page, or why it is none."""
        if not (url or "").lower().startswith(("http://", "https://")):
            return Skipped("not_http", offset, url)
        if record.record_type == WarcRecordType.resource:
            stated = record.headers.get("Content-Type") or ""
            answer: HttpAnswer | None = HttpAnswer(200, (("content-type", stated),), block)
        else:
            answer = read_answer(block)
        if answer is None:
            return Skipped("not_http", offset, url)
        if answer.status != 200:
            return Skipped("status", offset, url)
        return answer

    def _found(self, record: WarcRecord, block: bytes, offset: int, url: str | None) -> Found:
        """What a whole record is. Raises ScraperError."""
        _check_digest(record, block, url)
        if record.record_type == WarcRecordType.revisit:
            return self._revisited(record, offset, url)
        answer = self._found_head(record, block, offset, url)
        if isinstance(answer, Skipped):
            return answer
        if cut := record.headers.get("WARC-Truncated"):
            raise ArchiveError(url, f"the archive holds only the beginning of the page ({cut[:40]})")
        body = decoded_body(answer, url, self._max_bytes)
        if not _is_html(answer, record, body):
            return Skipped("not_html", offset, url)
        digest = record.headers.get("WARC-Payload-Digest")
        if digest and len(self._payloads) < MAX_PAYLOADS:
            self._payloads.setdefault(digest, offset)
        page = Page(
            url, url, body, answer.header("content-type"), answer.status, answer.headers, _moment(record), "warc"
        )
        return PageAt(page, offset)

    def _revisited(self, record: WarcRecord, offset: int, url: str | None) -> Found:
        """The page that a revisit found unchanged, at its own moment, where this file holds it before."""
        place = self._payloads.get(record.headers.get("WARC-Payload-Digest") or "")
        if place is None:
            return Skipped("revisit_without_page", offset, url)
        moment = _moment(record)
        page = self.page_at(place).page
        return PageAt(
            Page(url, url, page.content, page.content_type, page.status, page.headers, moment, "warc"), offset
        )


def _read(record: WarcRecord, size: int) -> bytes:
    """So many bytes of a record's block, fewer only where it ends before."""
    pieces = []
    while size > 0 and (piece := record.reader.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _address(record: WarcRecord) -> str | None:
    """The address of a record; WARC 1.0 of some writers puts it in angle brackets."""
    url = (record.headers.get("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">")
    return without_userinfo(url) if url else None


def _moment(record: WarcRecord) -> datetime | None:
    """The moment of a record, None where it states none that there is."""
    stated = (record.headers.get("WARC-Date") or "").strip()
    try:
        moment = datetime.fromisoformat(stated)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _check_digest(record: WarcRecord, block: bytes, url: str | None) -> None:
    """Raises ArchiveError where a block is not what its digest says."""
    algorithm, _, stated = (record.headers.get("WARC-Block-Digest") or "").strip().partition(":")
    digest = DIGESTS.get(algorithm.lower().replace("-", ""))
    if digest is None or record.record_type == WarcRecordType.revisit:
        return
    found = digest(block, usedforsecurity=False)
    if stated.lower() == found.hexdigest():
        return
    try:
        is_same = base64.b32decode(stated.upper()) == found.digest()
    except (binascii.Error, ValueError):  # no digest that anybody could compare
        return
    if not is_same:
        raise ArchiveError(url, f"the record's bytes are not those of its digest {algorithm}:{stated[:64]}")


def _is_html(answer: HttpAnswer, record: WarcRecord, body: bytes) -> bool:
    """Whether a body is said to be HTML, or begins like it where nothing sensible is said."""
    stated = answer.header("content-type") or record.headers.get("WARC-Identified-Payload-Type") or ""
    kind = stated.partition(";")[0].strip().lower()
    if kind in HTML_TYPES:
        return True
    start = body[:SNIFFED_BYTES].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    return kind in UNSAID_TYPES and start.startswith(HTML_MARKS)


@contextlib.contextmanager
def opened_archive(place: str, max_bytes: int) -> Generator[list[WarcFile], None, None]:
    """The WARC files in an archive: itself, or those in a WACZ package.

    Raises:  ArchiveAccessError where it cannot be opened, or not be read to its end; ArchiveError for a package that
             is none.
    """
    with opened(place) as file:
        if not is_wacz(file):
            yield [WarcFile(file, place, max_bytes)]
            return
        with package(file, place) as members:
            yield [WarcFile(member, f"{place}!{name}", max_bytes) for name, member in members]


def read_archive(place: str, max_bytes: int) -> Generator[Found, None, None]:
    """Each record of an archive once. Raises what `opened_archive` raises."""
    with opened_archive(place, max_bytes) as files:
        for file in files:
            yield from file
