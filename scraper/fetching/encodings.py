"""Decodes content encodings piece by piece, within a size limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from scraper.errors import EncodingError, ProtocolError, TooLargeError, TruncatedError

#: Bytes passed on at a time: a decompression bomb is stopped within this much of its limit.
PIECE_BYTES = 262_144

GZIP = frozenset({"gzip", "x-gzip"})  # https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1.3
DEFLATE = "deflate"

#: A stream may consist of many members, as block-wise packers write it; thousands in 10 MiB only serve to waste CPU.
MAX_MEMBERS = 1_000

GZIP_WBITS = 16 + zlib.MAX_WBITS
GZIP_MAGIC = b"\x1f\x8b"


def read_encodings(headers: list[str], max_encodings: int, url: str) -> tuple[str, ...]:
    """The Content-Encoding names in the order applied; EncodingError for too many or for unsupported ones.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-8.4
    """
    if len(headers) > max_encodings:
        raise EncodingError(url, f"more than {max_encodings} stacked content encodings")
    names = [name.strip().lower() for header in headers for name in header.split(",", max_encodings + 8)]
    applied = tuple(name for name in names if name not in ("", "identity"))
    if len(applied) > max_encodings:
        raise EncodingError(url, f"more than {max_encodings} stacked content encodings")
    for name in applied:
        if name not in GZIP and name != DEFLATE:
            raise EncodingError(url, f"the content encoding {name[:40]!r}, which was not asked for")
    return applied


class BoundedBody:
    """Receives a body: raw bytes in, decoded bytes out, at most `max_bytes` of either."""

    def __init__(self, encodings: tuple[str, ...], max_bytes: int, url: str) -> None:
        self._stages = [_Inflater(name, max_bytes, url) for name in reversed(encodings)]
        self._max_bytes = max_bytes
        self._url = url
        self._wire_bytes = 0
        self._content = bytearray()

    @property
    def content(self) -> bytes:
        """The decoded bytes so far, cut at the limit."""
        return bytes(self._content[: self._max_bytes])

    def feed(self, data: bytes) -> None:
        """Takes raw bytes; raises TooLargeError once the raw or the decoded size passes the limit."""
        self._wire_bytes += len(data)
        for piece in self._decode(data, 0):
            self._content += piece
            if len(self._content) > self._max_bytes:
                break
        if max(self._wire_bytes, len(self._content)) > self._max_bytes:
            raise TooLargeError(self._url, f"the body is larger than {self._max_bytes} bytes")

    def finish(self) -> bytes:
        """The whole decoded body; TruncatedError if a compressed stream is incomplete."""
        if self._wire_bytes:
            for stage in self._stages:
                stage.finish()
        return self.content

    def _decode(self, data: bytes, stage: int) -> Iterator[bytes]:
        if stage == len(self._stages):
            yield data
            return
        for piece in self._stages[stage].feed(data):
            yield from self._decode(piece, stage + 1)


class _Inflater:
    """One gzip or deflate layer."""

    def __init__(self, name: str, max_bytes: int, url: str) -> None:
        self._name = name
        self._max_bytes = max_bytes
        self._url = url
        self._out_bytes = 0
        self._head = b""  # the start of a stream whose format is unknown: two bytes tell it
        self._stream: zlib._Decompress | None = None
        self._done = False
        self._members = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        try:
            yield from self._inflate(data)
        except zlib.error as error:
            raise ProtocolError(self._url, f"the body is not the {self._name} it says it is") from error

    def finish(self) -> None:
        if not self._done:
            raise TruncatedError(self._url, f"the {self._name} stream is incomplete")

    def _inflate(self, data: bytes) -> Iterator[bytes]:
        pending = False  # zlib may still hold output that needs no more input
        while data or pending:
            if self._stream is None:
                self._head += data
                if len(self._head) < 2:
                    return
                data, self._head = self._head, b""
                if self._done and not data.startswith(GZIP_MAGIC):
                    return  # padding after the last gzip member
                self._stream = zlib.decompressobj(self._wbits(data))
                self._done = False
                self._members += 1
                if self._members > MAX_MEMBERS:
                    raise EncodingError(self._url, f"more than {MAX_MEMBERS} gzip members")
            piece = self._stream.decompress(data, PIECE_BYTES)
            data = self._stream.unconsumed_tail
            pending = len(piece) == PIECE_BYTES and not self._stream.eof
            if self._stream.eof:
                self._done = True
                data = self._stream.unused_data if self._name in GZIP else b""
                self._stream = None
            self._out_bytes += len(piece)
            if self._out_bytes > self._max_bytes + PIECE_BYTES:
                # An inner layer: its output may shrink again, so the final body would not show its size.
                raise TooLargeError(self._url, f"the body is larger than {self._max_bytes} bytes")
            if piece:
                yield piece

    def _wbits(self, head: bytes) -> int:
        """zlib's window argument for the stream: `deflate` should have a zlib header, and often has none."""
        if self._name in GZIP:
            return GZIP_WBITS
        has_header = head[0] & 0x0F == 8 and int.from_bytes(head[:2], "big") % 31 == 0
        return zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS
