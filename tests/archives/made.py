"""WARC files made by hand, record by record, so that each can be wrong in one way."""

from __future__ import annotations

import gzip
import io
from collections.abc import Sequence

from scraper.archives.found import Failed, Found, PageAt, Skipped
from scraper.archives.reading import WarcFile

MAX_BYTES = 1_000_000
WORDS = (
    "The keepers of Ostrel carry the oil along the mole in pails, and trim the wicks before the boats come home. "
    "Nobody on the quay could say how long the lamps would burn, so the council met and counted what was left. "
)


def page(number: int = 0) -> bytes:
    """An article of the invented outlet Lamp News."""
    return (
        f"<!doctype html><html lang=en><head><title>Oil for mole {number} | Lamp News</title></head><body><article>"
        f"<h1>Oil for mole {number}</h1><p>By Ada Wick</p><p>4 March 2019</p>"
        + f"<p>{WORDS} Number {number}.</p>" * 4
        + "</article></body></html>"
    ).encode()


def answer(body: bytes, *headers: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> bytes:
    """An HTTP answer."""
    lines = [f"HTTP/1.1 {status}", *([f"Content-Type: {kind}"] if kind else []), *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def record(
    block: bytes,
    url: str | None = "https://lampnews.example/oil",
    *headers: str,
    kind: str = "response",
    length: int | str | None = None,
) -> bytes:
    """A WARC record; `length` where it is to be another than the block's."""
    lines = [
        "WARC/1.1", f"WARC-Type: {kind}", "WARC-Date: 2024-07-18T08:01:02Z",
        *([f"WARC-Target-URI: {url}"] if url else []),
        "WARC-Record-ID: <urn:uuid:6a4c0000-0000-4000-8000-000000000001>",
        "Content-Type: application/http; msgtype=response", *headers,
        f"Content-Length: {len(block) if length is None else length}", "", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode() + block + b"\r\n\r\n"


def pages(count: int) -> list[bytes]:
    """Records of so many pages, each with an address of its own."""
    return [record(answer(page(number)), f"https://lampnews.example/{number}") for number in range(count)]


def packed(records: Sequence[bytes]) -> bytes:
    """The records as a WARC file has them that is compressed record by record."""
    return b"".join(gzip.compress(each, 1, mtime=0) for each in records)


def read(content: bytes) -> list[Found]:
    """What the reader finds in a WARC file."""
    return list(WarcFile(io.BytesIO(content), "made.warc", MAX_BYTES))


def told(found: Sequence[Found]) -> list[str]:
    """Each record in a word: the end of a page's address, the name of what is skipped, the code of a failure."""
    words = []
    for each in found:
        if isinstance(each, PageAt):
            words.append((each.page.url or "").rpartition("/")[2])
        else:
            words.append(each.name if isinstance(each, Skipped) else each.error.code)
    return words


def failures(found: Sequence[Found]) -> list[str]:
    """The reasons of what failed."""
    return [each.error.reason for each in found if isinstance(each, Failed)]
