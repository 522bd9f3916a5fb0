"""Which headers are sent where, and how response headers are read."""

from __future__ import annotations

import re

import httpx

from scraper.errors import UrlError
from scraper.fetching.targets import Target, is_own_origin
from scraper.fetching.visit import Visit
from scraper.options import FetchOptions

ACCEPT_PAGE = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"
ACCEPT_ROBOTS = "text/plain,*/*;q=0.8"
ACCEPT_ENCODING = "gzip, deflate"  # the encodings that our bounded decoder reads

#: User headers that may be sent to other origins than the requested one; the rest may carry secrets.
SHARED_HEADERS = frozenset({"accept", "accept-language", "user-agent"})
#: Headers set by us, for the connection and the encodings we can decode; the user cannot set them.
OWN_HEADERS = frozenset(
    {"accept-encoding", "connection", "content-length", "host", "te", "transfer-encoding", "upgrade"}
)
#: The characters allowed in a header, https://www.rfc-editor.org/rfc/rfc9110#section-5.5 .
HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
HEADER_VALUE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]*")

VALIDATORS = frozenset({b"etag", b"last-modified"})

Headers = list[tuple[bytes, bytes]]


def check_headers(options: FetchOptions) -> None:
    """Raises UrlError for an invalid user header."""
    for name, value in (*options.headers, ("User-Agent", options.user_agent)):
        if not HEADER_NAME.fullmatch(name) or not HEADER_VALUE.fullmatch(value):
            raise UrlError(
                None, f"{name[:40]!r} is not a header name, or its value has a line break or control character"
            )


def page_headers(options: FetchOptions, visit: Visit, target: Target) -> Headers:
    """Request headers for a page: the user's where they may be sent, and validators of an earlier fetch."""
    headers = {"user-agent": options.user_agent, "accept": ACCEPT_PAGE, "accept-encoding": ACCEPT_ENCODING}
    is_trusted = is_own_origin(visit.start, target)
    for name, value in options.headers:
        key = name.lower()
        if key in SHARED_HEADERS or (is_trusted and key not in OWN_HEADERS):
            headers[key] = value
    sent = _encode(headers)
    if visit.known is not None and visit.asks_for_changes(target):
        sent += _validator(b"if-none-match", visit.known.etag)
        sent += _validator(b"if-modified-since", visit.known.last_modified)
    return sent


def robots_headers(options: FetchOptions) -> Headers:
    """Request headers for robots.txt."""
    return _encode({"user-agent": options.user_agent, "accept": ACCEPT_ROBOTS, "accept-encoding": ACCEPT_ENCODING})


def read_headers(headers: httpx.Headers) -> tuple[tuple[str, str], ...]:
    """Names and values; validators with one character per byte, so that they can be sent back unchanged."""
    raw_names = [name.lower() for name, _ in headers.raw]
    return tuple(
        (name, raw.decode("latin-1") if raw_name in VALIDATORS else value)
        for (name, value), raw_name, (_, raw) in zip(headers.multi_items(), raw_names, headers.raw, strict=True)
    )


def _encode(headers: dict[str, str]) -> Headers:
    return [(name.encode("ascii"), value.encode()) for name, value in headers.items()]


def _validator(name: bytes, value: str | None) -> Headers:
    """A validator as bytes; nothing if it cannot be what the server sent, because it was not read byte by byte."""
    if not value or any(char > "\xff" for char in value):
        return []
    return [(name, value.encode("latin-1"))]
