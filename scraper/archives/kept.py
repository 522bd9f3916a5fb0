"""A page that a store points to -> Page, as the server gave it; its bytes are those that the store knows, or none."""

from __future__ import annotations

import base64
import hashlib
from typing import BinaryIO

from fastwarc.warc import WarcRecordType

from scraper.archives.http_answers import decoded_body, read_answer
from scraper.archives.reading import WarcFile
from scraper.errors import ArchiveError
from scraper.records import Page


def read_kept(file: BinaryIO, offset: int, digest: str, max_bytes: int) -> Page:
    """The page whose record begins at a place; `digest` is its payload's.

    Raises:  ArchiveError where no whole record stands there, or its payload is another one; EncodingError,
             TooLargeError.
    """
    kind, url, block = WarcFile(file, file.name, max_bytes).block_at(offset)
    if kind == WarcRecordType.conversion:
        _check(block, digest, url)
        return Page(url, url, block, "text/html; charset=utf-8", 200, capture_kind="rendered")
    answer = read_answer(block)
    if kind != WarcRecordType.response or answer is None:
        raise ArchiveError(url, f"byte {offset} of {file.name} is no response")
    _check(answer.body, digest, url)
    content = decoded_body(answer, url, max_bytes)
    return Page(url, url, content, answer.header("content-type"), answer.status, answer.headers)


def _check(payload: bytes, digest: str, url: str | None) -> None:
    """Raises ArchiveError where a payload is not the one that was kept."""
    found = "sha1:" + base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode()
    if found != digest:
        raise ArchiveError(url, f"the archive holds other bytes than those that were kept ({found}, not {digest})")
