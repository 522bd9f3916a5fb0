"""The newest Wayback Machine capture of a page that is gone.

Source: https://archive.org/help/wayback_api.php
"""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from urllib.parse import quote

from scraper.errors import ConnectError, DnsError, FetchError, ProtocolError, StatusError
from scraper.records import Page

#: Signs that a page is gone: these statuses, and hosts whose name does not resolve.
GONE_STATUSES = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS})
GONE = (DnsError, ConnectError)

#: A capture's URL: the timestamp, an optional modifier, then the page's URL.
CAPTURE = re.compile(r"(https?://web\.archive\.org(?::\d{1,5})?/web/\d{4,14})(?:[a-z]{2}_)?(/\S+)")


def is_gone(error: FetchError) -> bool:
    """Whether an error says that the page or its host no longer exists."""
    return isinstance(error, GONE) or (isinstance(error, StatusError) and error.status in GONE_STATUSES)


def availability_url(api: str, url: str) -> str:
    """The API URL that names the newest capture of a URL."""
    return f"{api}?url={quote(url, safe='')}"


def capture_url(answer: Page) -> str | None:
    """The URL of the newest capture as archived (`id_`: without the archive's additions); None if there is none.

    Raises:  ProtocolError if the response is not what the API documents.
    """
    try:
        closest = json.loads(answer.content)["archived_snapshots"].get("closest")
        if not closest or not closest["available"]:
            return None
        address = str(closest["url"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ProtocolError(answer.url, "the archive's answer is not what its API gives") from error
    match = CAPTURE.fullmatch(address)
    if match is None:
        raise ProtocolError(answer.url, f"the archive names no capture of its own: {address[:200]}")
    return f"{match[1]}id_{match[2]}"
