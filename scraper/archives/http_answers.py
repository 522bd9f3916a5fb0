"""The block of a WARC record as the HTTP answer that it is: status, headers, and the body without its encodings.

Some archives keep bodies as they came over the wire, some keep them decoded beside the headers of the wire. So an
encoding that the headers name and the body does not have is passed over.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from fastwarc.stream_io import BrotliReader, ChunkedReader, ZstdReader
from fastwarc.warc import HeaderMap

from scraper.errors import EncodingError, TooLargeError

MAX_ENCODINGS = 2  # as for a page that is fetched
GZIP_START = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An HTTP answer; header names are in small letters, as those of a page that is fetched."""

    status: int | None
    headers: tuple[tuple[str, str], ...]
    body: bytes  # as stored

    def header(self, name: str) -> str | None:
        """The first value of a header."""
        return next((value for each, value in self.headers if each == name), None)


def read_answer(block: bytes) -> HttpAnswer | None:
    """The answer in a block; None where it does not begin with a status line."""
    if not block.startswith(b"HTTP/"):
        return None
    block = _crlf(block)
    headers = HeaderMap()
    try:
        end = headers.parse(io.BytesIO(block), True)
    except OSError:  # a head without an end
        return None
    values = [(_text(name).lower(), _text(value)) for name, value in headers.items_bytes()]
    return HttpAnswer(headers.status_code, tuple(values), block[end:])


def _text(value: bytes) -> str:
    return value.decode("latin-1").strip()  # as RFC 9110 §5.5 has it


def _crlf(block: bytes) -> bytes:
    """The block with line ends as HTTP has them in its head; some writers end lines with a line feed alone."""
    head, ending, body = block.partition(b"\n\n")
    if not ending or b"\r\n\r\n" in head:
        return block
    return head.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") + b"\r\n\r\n" + body


def decoded_body(answer: HttpAnswer, url: str | None, max_bytes: int) -> bytes:
    """The body without transfer and content encodings. Raises EncodingError, TooLargeError."""
    body = answer.body
    if "chunked" in (answer.header("transfer-encoding") or "").lower():
        body = _dechunked(body, max_bytes)
    named = [each.strip().lower() for each in (answer.header("content-encoding") or "").split(",")]
    encodings = [each for each in named if each not in ("", "identity")]
    if len(encodings) > MAX_ENCODINGS:
        raise EncodingError(url, f"the body has more than {MAX_ENCODINGS} encodings")
    for encoding in reversed(encodings):
        body = _decoded(body, encoding, url, max_bytes)
    if len(body) > max_bytes:
        raise TooLargeError(url, f"the page is larger than {max_bytes} bytes")
    return body


def _dechunked(body: bytes, max_bytes: int) -> bytes:
    """The body out of its chunks; as it is where it has none, for many archives keep it without them."""
    try:
        return ChunkedReader(io.BytesIO(body)).read(max_bytes + 1)
    except OSError:
        return body


def _decoded(body: bytes, encoding: str, url: str | None, max_bytes: int) -> bytes:
    decode = DECODERS.get(encoding)
    if decode is None:
        raise EncodingError(url, f"the body has an unknown encoding: {encoding[:40]}")
    if body.lstrip()[:1] == b"<":  # kept decoded: no compressed body begins so
        return body
    try:
        return decode(body, max_bytes + 1)
    except (OSError, zlib.error, EOFError) as error:
        raise EncodingError(url, f"the body is not what its encoding {encoding} says: {error}") from error


def _inflated(body: bytes, most: int) -> bytes:
    """gzip in one or several members, zlib or a bare deflate stream, whichever it is.

    RFC 9110 §8.4.1 tells of the confusion. What stands behind the last member and is none is passed over.
    """
    try:
        text, rest = _inflated_once(body, most, zlib.MAX_WBITS | 32)
    except zlib.error:
        return _inflated_once(body, most, -zlib.MAX_WBITS)[0]
    pieces = [text]
    while rest.startswith(GZIP_START) and most > 0:
        most -= len(text)
        text, rest = _inflated_once(rest, max(most, 1), zlib.MAX_WBITS | 32)
        pieces.append(text)
    return b"".join(pieces)


def _inflated_once(body: bytes, most: int, window: int) -> tuple[bytes, bytes]:
    """At most so many bytes of one stream, and what stands behind it."""
    stream = zlib.decompressobj(window)
    text = stream.decompress(body, most)
    if len(text) < most and not stream.eof:
        raise EOFError("it ends before its end")
    return text, stream.unused_data


DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _inflated,
    "x-gzip": _inflated,
    "deflate": _inflated,
    "br": lambda body, most: BrotliReader(io.BytesIO(body)).read(most),
    "zstd": lambda body, most: ZstdReader(io.BytesIO(body)).read(most),
}
