"""Saved files: reads a file, or standard input, as a Page.

HTML stays as it is. MHTML yields its root part. Markdown and plain text, as other tools dump pages, become HTML, so
that everything takes one path. If the file's name does not tell the format, its first bytes do.

file --read_saved--> Page in its own format --as_html, in a worker--> Page of HTML
"""

from __future__ import annotations

import re
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scraper.errors import NotHtmlError, TooLargeError, UrlError
from scraper.records import Page
from scraper.sources.standard_input import standard_input

if TYPE_CHECKING:
    from email.message import Message

STDIN = "-"

KIND_BY_ENDING = {
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".mhtml": "mhtml", ".mht": "mhtml",
    ".warc": "warc",
    ".md": "markdown", ".markdown": "markdown", ".txt": "markdown", ".text": "markdown",
}  # fmt: skip

#: Content types of saved files that are not HTML yet.
MHTML, MARKDOWN = "multipart/related", "text/markdown"

#: How much of the content is examined; https://mimesniff.spec.whatwg.org/#reading-the-resource-header
SNIFFED_BYTES = 1445
HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--|<!doctype\s+html|<(?:html|head|body|title|meta|link|script|style|article|main|div|"
    rb"section|table|h1|p|a|br|b|font|iframe)[\s/>])",
    re.IGNORECASE,
)
HEADER_LINE = rb"[a-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*"
MHTML_START = re.compile(rb"(?:" + HEADER_LINE + rb")*?content-type:\s*multipart/related", re.IGNORECASE)
#: Archives of many pages: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
WARC_START = b"WARC/"
GZIP_START = b"\x1f\x8b"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
FRONT_MATTER = re.compile(r"---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


def is_saved(source: str) -> bool:
    """Whether a file of this name exists, or it stands for standard input."""
    if source == STDIN:
        return True
    try:
        return Path(source).is_file()
    except (OSError, ValueError):  # a name too long, or with a NUL
        return False


def read_saved(source: str, url: str | None, max_bytes: int) -> Page:
    """Reads a file, or standard input if `source` is "-"; `url` says where it came from.

    Its content type tells `as_html` the format. Raises UrlError if there is no such file, TooLargeError past
    `max_bytes`, NotHtmlError for an archive of pages.
    """
    return _as_read(read_bytes(source, url, max_bytes), Path(source).suffix.lower(), url)


def read_bytes(source: str, url: str | None, max_bytes: int) -> bytes:
    """The bytes of a file or of standard input. Raises UrlError, TooLargeError."""
    try:
        if source == STDIN:
            content = standard_input().buffer.read(max_bytes + 1)
        else:
            with Path(source).open("rb") as file:
                content = file.read(max_bytes + 1)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise UrlError(source, "neither an address (https://…) nor a file") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UrlError(source, f"the file cannot be read: {reason}") from error
    if len(content) > max_bytes:
        raise TooLargeError(url or source, f"the file is larger than {max_bytes} bytes")
    return content


def as_page(content: bytes, ending: str, url: str | None) -> Page:
    """Saved bytes as a Page of HTML; `ending` is the file's extension, "" if it has none.

    Raises NotHtmlError for an archive of pages, and for MHTML without a page.
    """
    return as_html(_as_read(content, ending, url))


def as_html(page: Page) -> Page:
    """Converts a page from `read_saved` to HTML; any other page stays as it is.

    Hostile Markdown and MHTML may take long: do not call it in a process that must stay responsive. Raises NotHtmlError
    for MHTML without a page.
    """
    if page.capture_kind != "file" or page.content_type not in (MHTML, MARKDOWN):
        return page
    if page.content_type == MHTML:
        return _from_mhtml(page.content, page.url)
    html = html_of_markdown(_text(page.content))
    return Page(page.url, page.url, html.encode(), "text/html; charset=utf-8", capture_kind="file")


def _as_read(content: bytes, ending: str, url: str | None) -> Page:
    kind = _kind(content, ending)
    if kind == "warc":
        raise NotHtmlError(url, "a WARC file")
    return Page(url, url, content, {"mhtml": MHTML, "markdown": MARKDOWN}.get(kind), capture_kind="file")


def html_of_markdown(text: str) -> str:
    """Markdown or plain text as an HTML page. HTML in it is text, front matter is removed, links stay as written."""
    from markdown_it import MarkdownIt  # imported here because saved HTML never needs it

    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text[front.end() :] if (front := FRONT_MATTER.match(text)) else text
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    # Links are validated later, for all pages alike; a link refused here would leave its brackets in the text.
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    return f"<!doctype html>\n<html><head></head><body><main>\n{reader.render(text)}</main></body></html>\n"


def _kind(content: bytes, ending: str) -> str:
    start = content[:SNIFFED_BYTES]
    by_ending = KIND_BY_ENDING.get(ending)
    if by_ending in ("html", "mhtml", "warc"):
        return by_ending
    if _unpacked_start(start).startswith(WARC_START):
        return "warc"
    if start.startswith(GZIP_START):
        return "html"  # it is not: the page check decides
    if MHTML_START.match(start):
        return "mhtml"
    plain = start.removeprefix(b"\xef\xbb\xbf")
    if HTML_START.match(plain):
        return "html"
    if by_ending:
        return by_ending
    # Bytes that are not text, or are UTF-16, are left to the page check.
    return "html" if b"\x00" in start or start.startswith(UTF16_MARKS) or plain.lstrip()[:1] == b"<" else "markdown"


def _unpacked_start(start: bytes) -> bytes:
    """The first bytes, decompressed if they are gzip."""
    if not start.startswith(GZIP_START):
        return start
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(start, SNIFFED_BYTES)
    except zlib.error:
        return b""


def _text(content: bytes) -> str:
    if content.startswith(UTF16_MARKS):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1252", "replace")


def _from_mhtml(content: bytes, url: str | None) -> Page:
    """The root part of an MHTML file. Source: https://www.rfc-editor.org/rfc/rfc2557"""
    import email

    try:
        message = email.message_from_bytes(content)
        part = _root_part(message)
    except RecursionError as error:
        raise NotHtmlError(url, "the MHTML nests its parts too deep") from error
    if part is None:
        raise NotHtmlError(url, "the MHTML has no HTML part")
    payload = part.get_payload(decode=True)
    location = _address(part["Content-Location"]) or _address(message["Snapshot-Content-Location"])
    charset = part.get_param("charset")
    content_type = f"text/html; charset={charset}" if isinstance(charset, str) else "text/html"
    return Page(
        url=url or location,
        final_url=location or url,
        content=payload if isinstance(payload, bytes) else b"",
        content_type=content_type,
        fetched_at=_moment(message["Date"]),
        capture_kind="mhtml",
    )


def _root_part(message: Message) -> Message | None:
    start = message.get_param("start")
    pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    return next((part for part in pages if start and part["Content-ID"] == start), pages[0] if pages else None)


def _address(value: object) -> str | None:
    address = "".join(str(value or "").split())
    return address if address.lower().startswith(("http://", "https://")) else None


def _moment(value: object) -> datetime | None:
    """The time of saving; None if the header states no zone, because it is no moment then."""
    import email.utils

    try:
        moment = email.utils.parsedate_to_datetime(str(value or ""))
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
