"""The newest copy that the Wayback Machine has of a page that is gone.

Source: https://archive.org/help/wayback_api.php
"""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from urllib.parse import quote

from scraper.errors import ConnectError, DnsError, FetchError, ProtocolError, StatusError
from scraper.records import Page

#: What says that there is no page any more: these statuses, and hosts that are not there.
GONE_STATUSES = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS})
GONE = (DnsError, ConnectError)

#: A capture's address: the timestamp, then perhaps a modifier, then the address of the page.
CAPTURE = re.compile(r"(https?://web\.archive\.org(?::\d{1,5})?/web/\d{4,14})(?:[a-z]{2}_)?(/\S+)")


def is_gone(error: FetchError) -> bool:
    """Whether a failure says that the page, or its host, is not there any more."""
    return isinstance(error, GONE) or (isinstance(error, StatusError) and error.status in GONE_STATUSES)


def availability_url(api: str, url: str) -> str:
    """Where to ask for the newest capture of an address."""
    return f"{api}?url={quote(url, safe='')}"


def capture_url(answer: Page) -> str | None:
    """The newest capture, as it was captured (`id_`: without the archive's own additions); None where there is none.

    Raises:  ProtocolError where the answer is not what the API gives.
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
