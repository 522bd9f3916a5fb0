"""Removes what no output may hold: characters that no encoding or reader accepts, and URLs that act rather than link.

An article read from a page is already clean; one read from a file, or made by hand, need not be.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from scraper.errors import BugError, ScraperError
from scraper.records import Article

T = TypeVar("T")

#: Lone surrogates, which UTF-8 cannot encode.
SURROGATES = re.compile("[\ud800-\udfff]")
#: Control characters that no text needs: C0 but tab and line feed, DEL, C1.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")

SAFE_URL = re.compile(r"(?:https?://|mailto:)\S.*", re.IGNORECASE)
SPACE = re.compile(r"\s")
#: Characters that are percent-encoded in a link of any format. Each ends a URL somewhere, or acts in it.
URL_ESCAPES = {ord(char): f"%{ord(char):02X}" for char in "<>\"'`()\\{}|^"}


def encodable(text: str) -> str:
    """The text with lone surrogates replaced, so that UTF-8 can encode it."""
    if text.isascii():
        return text
    return SURROGATES.sub("\ufffd", text)


def printable(text: str) -> str:
    """The text without control characters and lone surrogates."""
    if text.isascii() and text.isprintable():
        return text
    return encodable(CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def safe_link(url: str | None) -> str | None:
    """The URL as it may be written in a link of any format; None unless http, https or mailto."""
    if not url:
        return None
    url = printable(url.strip())
    if not SAFE_URL.fullmatch(url):
        return None
    return SPACE.sub(lambda space: quote(space[0]), url.translate(URL_ESCAPES))


def attempt(writer: Callable[[Article], T], article: Article, format_name: str) -> T:
    """Runs a writer on an article. Raises BugError if it fails, because one record must not end a run of many."""
    try:
        return writer(article)
    except ScraperError:
        raise
    except Exception as bug:
        raise BugError(article.url, f"it cannot be written as {format_name}: {type(bug).__name__}: {bug}") from bug
