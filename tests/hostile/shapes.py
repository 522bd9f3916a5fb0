"""Pages that are cheap to send and expensive to read: shapes known to cost a parser minutes or gigabytes.

Each is below the largest size fetched, and would take a parser without limits minutes, or gigabytes.
"""

from __future__ import annotations

from collections.abc import Callable

FULL = 9_900_000  # bytes, just below the largest page that is fetched


def nested(tag: str, count: int) -> bytes:
    """So many elements, each in the one before."""
    return f"<{tag}>".encode() * count


def many(piece: str, count: int) -> bytes:
    """The piece so many times, `%d` in it counted up."""
    if "%d" not in piece:
        return piece.encode() * count
    return b"".join(piece.replace("%d", str(number)).encode() for number in range(count))


def filled(piece: bytes) -> bytes:
    """The piece again and again, up to the largest page."""
    return piece * (FULL // len(piece))


#: Name -> the page.
SHAPES: dict[str, Callable[[], bytes]] = {
    "nested-div": lambda: nested("div", 100_000),
    "nested-blockquote": lambda: nested("blockquote", 50_000),
    "nested-list": lambda: b"<ul><li>" * 20_000,
    "nested-span": lambda: nested("span", 1_000_000),
    "spans-and-paragraphs": lambda: nested("span", 40_000) + many("<p>x</p>", 40_000),
    "spans-and-wrong-ends": lambda: nested("span", 40_000) + many("</x>", 40_000),
    "spans-and-items": lambda: nested("span", 40_000) + many("<li>", 40_000),
    "many-attributes": lambda: b"<p" + many(" a%d=1", 100_000) + b">",
    "one-attribute-often": lambda: b"<p" + many(" a=1", 1_000_000) + b">",
    "many-html-elements": lambda: many("<html a%d=1>", 80_000),
    "formatting": lambda: many("<b id=%d>", 4_000) + many("<p>x", 4_000),
    "formatting-shallow": lambda: many("<b id=%d>", 300) + many("<p>x", 10_000),
    "nested-table": lambda: b"<table><tr><td>" * 20_000,
    "text": lambda: filled(b"word "),
    "broken-bytes": lambda: filled(b"\xff"),
    "script": lambda: b"<script>" + filled(b"x"),
    "title": lambda: b"<title>" + filled(b"x"),
    "tag-name": lambda: b"<" + filled(b"x"),
    "line-feeds": lambda: filled(b"\n"),
    "nul-bytes": lambda: b"<p>" + filled(b"\0"),
    "less-than": lambda: filled(b"<"),
    "ampersands": lambda: filled(b"&"),
    "open-comments": lambda: filled(b"<!--"),
    "paragraphs": lambda: filled(b"<p>"),
    "links": lambda: filled(b"<p><a>"),
}
