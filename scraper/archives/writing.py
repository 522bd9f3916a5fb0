"""Fetched pages -> WARC 1.1 files, one gzip member a record, so that a kill costs at most the record in hand.

    with WarcWriter(Path("kept/"), {"software": …}) as recorder:
        async with Fetcher(options, recorder=recorder) as fetcher: ...

A folder gets a new file for each run and each gigabyte; while one is written its name ends in `.open`, and the next
run closes off what a killed one has left. A file that is named is appended to.

Source: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import hashlib
import io
import os
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple, Self

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType

from scraper.archives.resuming import GZIP, end_of_record
from scraper.errors import WriteError
from scraper.records import Exchanged, KeptAt, Page, WarcPlace

ENDING, OPEN_ENDING = ".warc.gz", ".warc.gz.open"
MAX_FILE_BYTES = 1_000_000_000  # as the standard's guidelines have it; then a new file is begun
LEVEL = 6  # of gzip: most payloads are compressed already
MAX_KNOWN = 100_000  # payloads of this run that a later one may be the same as
PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
REQUEST, RESPONSE = "application/http; msgtype=request", "application/http; msgtype=response"
#: Not kept with the request: whoever gets the archive is not to get the session.
SECRETS = frozenset((b"authorization", b"cookie", b"proxy-authorization"))
#: The connection's own framing is off the payload; the header that told of it keeps its value under this name.
FRAMING = {b"transfer-encoding": b"X-Crawler-Transfer-Encoding"}
MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"


class First(NamedTuple):
    """The response that a payload was kept with first."""

    url: str
    at: datetime  # its WARC-Date
    place: WarcPlace


class WarcWriter:
    """Keeps requests and responses in WARC files. One process writes a file at a time."""

    def __init__(
        self,
        place: Path,
        info: Mapping[str, str],
        first_of: Callable[[str], First | None] = lambda digest: None,
        max_file_bytes: int = MAX_FILE_BYTES,
    ) -> None:
        """`place` is a folder, or a file whose name ends in .warc.gz; `info` is told in each file's `warcinfo`.

        `first_of` finds the response that an earlier run kept with a payload, by its digest.
        Raises:  WriteError where nothing can be written there.
        """
        self._place, self._info, self._first_of, self._max_file_bytes = place, info, first_of, max_file_bytes
        self._is_file = place.name.endswith(ENDING) and not place.is_dir()
        self._known: OrderedDict[str, First] = OrderedDict()
        self._serial = count()
        self._file: BinaryIO | None = None
        self._path = place
        with _write_errors(place):
            if not self._is_file:
                place.mkdir(parents=True, exist_ok=True)
                close_off(place)
            self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the file; it then has its lasting name."""
        if self._file is not None:
            with _write_errors(self._path):
                _close(self._file, self._path)
            self._file = None

    def keep(self, exchanged: Exchanged) -> KeptAt:
        """Keeps a request and its response, or that the response is one kept before. Raises WriteError."""
        with _write_errors(self._path):
            self._roll()
            digest = _digest(exchanged.payload)
            is_same = exchanged.status == HTTPStatus.NOT_MODIFIED
            first = self._first(digest) if exchanged.payload and exchanged.is_whole else None
            record = _revisit(exchanged, first) if is_same or first else _response(exchanged)
            if not is_same:
                record.headers["WARC-Payload-Digest"] = digest
            place = self._write(record)
            request = _record(WarcRecordType.request, exchanged.url, exchanged.at, REQUEST, _request(exchanged))
            request.headers["WARC-Concurrent-To"] = record.headers["WARC-Record-ID"]
            self._write(request)
            if is_same:
                return KeptAt(exchanged.url, place, "revisit", exchanged.at)
            if first is not None:
                return KeptAt(exchanged.url, place, "revisit", exchanged.at, digest, first.place)
            if exchanged.payload and exchanged.is_whole:
                self._remember(digest, First(exchanged.url, exchanged.at, place))
            payload = place if exchanged.is_whole else None
            return KeptAt(exchanged.url, place, "response", exchanged.at, digest, payload)

    def keep_rendered(self, page: Page) -> KeptAt:
        """Keeps the DOM that a browser made of a page, as a conversion of it. Raises WriteError."""
        with _write_errors(self._path):
            self._roll()
            at, digest = page.fetched_at or datetime.now(UTC), _digest(page.content)
            url, content_type = page.final_url or page.url or "", page.content_type or "text/html"
            record = _record(WarcRecordType.conversion, url, at, content_type, page.content)
            record.headers["WARC-Payload-Digest"] = digest
            place = self._write(record)
            return KeptAt(url, place, "conversion", at, digest, place)

    @property
    def _lasting(self) -> Path:
        return self._path if self._is_file else self._path.with_name(self._path.name.removesuffix(".open"))

    def _first(self, digest: str) -> First | None:
        return self._known.get(digest) or self._first_of(digest)

    def _remember(self, digest: str, first: First) -> None:
        self._known[digest] = first
        if len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)

    def _roll(self) -> None:
        """Begins a new file where the one at hand is full."""
        assert self._file is not None
        if not self._is_file and self._file.tell() >= self._max_file_bytes:
            self.close()
            self._open()

    def _open(self) -> None:
        if self._is_file:
            self._file = _opened_to_append(self._place)
        else:
            stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S%f")
            # By chance, for two machines that share a folder have processes of the same number.
            name = f"scrape-{stamp}-{secrets.token_hex(4)}-{next(self._serial):05d}{OPEN_ENDING}"
            self._path = self._place / name
            with _alone_in(self._place):
                self._file = self._path.open("xb", buffering=0)
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        lines = "".join(f"{name}: {value}\r\n" for name, value in self._info.items())
        record = _record(WarcRecordType.warcinfo, None, datetime.now(UTC), "application/warc-fields", lines.encode())
        record.headers["WARC-Filename"] = self._lasting.name
        self._write(record)

    def _write(self, record: WarcRecord) -> WarcPlace:
        """Writes a record as a gzip member of its own, whole or not at all; gives the place where it begins."""
        assert self._file is not None
        member = io.BytesIO()
        writer = GzipWriter(member, LEVEL)
        record.write(writer)
        writer.finish()
        offset, left = self._file.tell(), member.getbuffer()
        try:
            while left:
                left = left[self._file.write(left) :]
        except OSError:  # the disk is full: the records before it are still whole
            self._file.truncate(offset)
            self._file.seek(offset)
            raise
        return WarcPlace(str(self._lasting.resolve()), offset)


def close_off(folder: Path) -> list[Path]:
    """Gives the files that a killed run has left open in a folder their lasting names, without a record cut short.

    Files of a run that goes on are left alone. Gives those that were closed off. Raises OSError.
    """
    done = []
    with _alone_in(folder):
        for path in sorted(folder.glob(f"*{OPEN_ENDING}")):
            with contextlib.suppress(BlockingIOError, FileNotFoundError), path.open("r+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if not os.path.samestat(path.stat(), os.fstat(file.fileno())):  # its run has ended meanwhile
                    continue
                file.truncate(_whole_bytes(file))
                _close(file, path)
                done.append(path.with_name(path.name.removesuffix(".open")))
    return done


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """While nobody else begins a file in a folder or closes one off: a new file is not taken for one left behind."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _close(file: BinaryIO, path: Path) -> None:
    """Ends a file: on the disk, under its lasting name; one without a record goes."""
    file.flush()
    os.fsync(file.fileno())
    is_empty = file.seek(0, io.SEEK_END) == 0
    if path.name.endswith(OPEN_ENDING):
        if is_empty:
            path.unlink()
        else:
            path.rename(path.with_name(path.name.removesuffix(".open")))
    file.close()


def _opened_to_append(path: Path) -> BinaryIO:
    """A file behind its last whole record. Raises WriteError where another run writes it, or it is no WARC file."""
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666), "r+b", buffering=0)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise WriteError(None, f"{path}: another run writes the file") from error
    whole = _whole_bytes(file)
    if whole == 0 and file.seek(0, io.SEEK_END):
        file.close()
        raise WriteError(None, f"{path}: the file is no WARC file with a gzip member for each record")
    file.truncate(whole)
    file.seek(whole)
    return file


def _whole_bytes(file: BinaryIO) -> int:
    """How many bytes from the beginning on are whole records."""
    place = 0
    while (end := end_of_record(file, place, GZIP)) is not None:
        place = end
    return place


def _response(exchanged: Exchanged) -> WarcRecord:
    block = _response_head(exchanged) + exchanged.payload
    record = _record(WarcRecordType.response, exchanged.url, exchanged.at, RESPONSE, block)
    if not exchanged.is_whole:
        record.headers["WARC-Truncated"] = "unspecified"
    return record


def _revisit(exchanged: Exchanged, first: First | None) -> WarcRecord:
    """That a response is the one kept before, or, by the server's word, the one that we have."""
    record = _record(WarcRecordType.revisit, exchanged.url, exchanged.at, RESPONSE, _response_head(exchanged))
    record.headers["WARC-Profile"] = PROFILE + ("server-not-modified" if first is None else "identical-payload-digest")
    if first is not None:
        record.headers["WARC-Refers-To-Target-URI"] = first.url
        record.headers["WARC-Refers-To-Date"] = _moment(first.at)
    return record


def _record(kind: WarcRecordType, url: str | None, at: datetime, content_type: str, block: bytes) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(record_type=kind)
    if url is not None:
        record.headers["WARC-Target-URI"] = url
    record.headers["WARC-Date"] = _moment(at)
    record.headers["Content-Type"] = content_type
    record.headers["WARC-Block-Digest"] = _digest(block)
    record.set_bytes_content(block)
    return record


def _moment(at: datetime) -> str:
    return at.strftime(MOMENT)


def _digest(content: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()


def _response_head(exchanged: Exchanged) -> bytes:
    reason = exchanged.reason or _phrase(exchanged.status)
    lines = [b"%s %d %s" % (exchanged.version, exchanged.status, reason)]
    lines += [b"%s: %s" % (FRAMING.get(name.lower(), name), value) for name, value in exchanged.headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _request(exchanged: Exchanged) -> bytes:
    path = exchanged.url.partition("://")[2].partition("/")[2]
    lines = [b"GET /%s HTTP/1.1" % path.encode()]
    lines += [b"%s: %s" % (name, value) for name, value in exchanged.request if name.lower() not in SECRETS]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _phrase(status: int) -> bytes:
    try:
        return HTTPStatus(status).phrase.encode()
    except ValueError:
        return b""


@contextlib.contextmanager
def _write_errors(path: Path) -> Iterator[None]:
    """Turns what the system raises into a WriteError that names the file."""
    try:
        yield
    except OSError as error:
        raise WriteError(None, f"cannot keep the page in {path}: {error.strerror or error}") from error
