"""Where a damaged WARC file goes on: the end of a whole record, and the next place at which a record begins.

Only asked when a reader has stumbled; a sound file is read once, from its beginning to its end.
"""

from __future__ import annotations

import re
import zlib
from typing import BinaryIO

GZIP, ZSTD, PLAIN = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"WARC/"
#: How a record may begin, by how the file does.
STARTS = {
    GZIP: re.compile(re.escape(GZIP)),
    ZSTD: re.compile(re.escape(ZSTD)),
    PLAIN: re.compile(rb"WARC/[01]\.\d{1,2}\r?\n(?=[A-Za-z][A-Za-z-]{0,40}:)"),
}
PIECE = 1_048_576  # bytes looked through at once
OVERLAP = 64  # more than any beginning has
MAX_HEAD_BYTES = 65_536  # of a record's own headers, as FastWARC takes them
LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
RECORD_END = b"\r\n\r\n"


def kind_of(file: BinaryIO) -> bytes:
    """How the records of a file are stored: GZIP, ZSTD or PLAIN."""
    file.seek(0)
    start = file.read(PIECE)
    found = next((kind for kind in STARTS if start.startswith(kind)), None)
    if found is None:  # damaged at its very beginning
        found = next((kind for kind in (GZIP, ZSTD) if next_record(file, 1, kind, PIECE) is not None), PLAIN)
    return found


def end_of_record(file: BinaryIO, offset: int, kind: bytes) -> int | None:
    """Where the record at a place ends in the file, its blank lines with it; None where it is not whole.

    A zstd frame does not tell where it ends; None for those, too.
    """
    file.seek(offset)
    if kind == GZIP:
        return _end_of_member(file, offset)
    return _end_of_plain(file, offset) if kind == PLAIN else None


def _end_of_plain(file: BinaryIO, offset: int) -> int | None:
    head, parted, _ = file.read(MAX_HEAD_BYTES).partition(RECORD_END)
    length = LENGTH.search(head)
    if not parted or length is None:
        return None
    end = offset + len(head) + len(RECORD_END) + int(length[1])
    file.seek(end)
    return end + len(RECORD_END) if file.read(len(RECORD_END)) == RECORD_END else None


def _end_of_member(file: BinaryIO, offset: int) -> int | None:
    """Where a gzip member ends that holds one whole record."""
    stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
    head, size, tail, read = b"", 0, b"", 0
    try:
        while not stream.eof:
            piece = stream.unconsumed_tail
            if not piece:
                piece = file.read(PIECE)
                read += len(piece)
                if not piece:
                    return None
            text = stream.decompress(piece, PIECE)
            head = (head + text)[:MAX_HEAD_BYTES] if len(head) < MAX_HEAD_BYTES else head
            tail = (tail + text)[-len(RECORD_END) :]
            size += len(text)
    except zlib.error:
        return None
    before, parted, _ = head.partition(RECORD_END)
    length = LENGTH.search(before)
    if not parted or length is None or tail != RECORD_END:
        return None
    is_one = size == len(before) + 2 * len(RECORD_END) + int(length[1])
    return offset + read - len(stream.unused_data) if is_one else None


def is_cut_off(file: BinaryIO, offset: int) -> bool:
    """Whether a gzip file ends in the middle of a member; `offset` is that of its last record.

    Where the whole file is one member, a record begins at none, and the file is gone through from its beginning.
    """
    for start in (offset, 0):
        file.seek(start)
        if file.read(len(GZIP)) == GZIP:
            file.seek(start)
            return _ends_in_member(file)
    return False


def _ends_in_member(file: BinaryIO) -> bool:
    stream, piece = zlib.decompressobj(zlib.MAX_WBITS | 16), b""
    try:
        while piece := piece or file.read(PIECE):
            stream.decompress(piece, PIECE)
            piece = stream.unconsumed_tail
            if stream.eof:
                piece = stream.unused_data
                if piece:
                    stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
    except zlib.error:  # what stands behind the last member is none
        return False
    return not stream.eof


def next_record(file: BinaryIO, offset: int, kind: bytes, most: int | None = None) -> int | None:
    """The first place from `offset` on at which a record begins, within so many bytes; None where there is none."""
    place, before = offset, b""
    while most is None or place < offset + most:
        file.seek(place)
        piece = file.read(PIECE)
        if not piece:
            return None
        text = before + piece
        for found in STARTS[kind].finditer(text):
            start = place - len(before) + found.start()
            if start >= offset and _begins_record(file, start, kind):
                return start
        place += len(piece)
        before = text[-OVERLAP:]
    return None


def _begins_record(file: BinaryIO, start: int, kind: bytes) -> bool:
    if kind != GZIP:  # of zstd the four bytes are enough: they are not found in text
        return True
    file.seek(start)
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(file.read(4_096), len(PLAIN)) == PLAIN
    except zlib.error:
        return False
