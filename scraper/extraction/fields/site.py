"""Which outlet served this copy?"""

from __future__ import annotations

import re

from scraper.extraction.answer import Answer
from scraper.extraction.page.site_names import (
    DATELINE_OUTLET,
    MAX_NAME_CHARS,
    SEPARATOR,
    host_keys,
    is_site_name,
    stated_names,
)
from scraper.extraction.page.view import PageView
from scraper.extraction.sameness import sameness
from scraper.normalize.names import strip_byline_label
from scraper.parsing.document import Document, Line

HOST_NAME = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}$", re.IGNORECASE)


def read_site(view: PageView) -> Answer[str | None]:
    """The name of the outlet that served this copy.

    Looks:   og:site_name; the publisher or WebSite of the linked data; the outlet in the dateline; the tail of <title>.
    Gives:   the name as the page writes it; None when it does not say.
    """
    document = view.document
    dateline = _dateline_outlet(view)
    if dateline is not None:
        return Answer(dateline, "dateline")
    for where, name in stated_names(document, view.things):
        if _is_name(name):
            return Answer(name, where)
    tail = _title_tail(document)
    return Answer(tail, "title") if tail else Answer(None)


def _is_name(name: str) -> bool:
    return 1 < len(name) <= MAX_NAME_CHARS and not name.startswith(("http:", "https:", "@", "/"))


def _dateline_outlet(view: PageView) -> str | None:
    """The outlet that a dateline under the title opens with, when the page's host is of that name."""
    if view.title_line is None:
        return None
    hosts = host_keys(view.document)
    for line in view.lines[view.title_line + 1 : view.title_line + 8]:
        if line.hidden or not 8 < len(line.text) < 90:
            continue
        match = DATELINE_OUTLET.match(line.text)
        if match is None:
            continue
        if HOST_NAME.match(match[1]) or sameness(match[1]) in hosts:
            return match[1]
        if not hosts and " " in match[1] and _is_under_byline(view.document, line):
            return match[1]
    return None


def _is_under_byline(document: Document, line: Line) -> bool:
    """Whether a line stands right under a byline and ends in its date: so mirrors print their name; a city's stands
    at the head of the text, or at its foot."""
    above = [each.text for each in document.lines[max(0, line.index - 2) : line.index] if each.text]
    is_under = bool(above) and strip_byline_label(above[-1])[0] is not None
    return is_under and line.text[-1:].isdigit()


def _title_tail(document: Document) -> str | None:
    """The part of <title> behind the last separator, when the host bears that name."""
    parts = SEPARATOR.split(document.head_title or "")
    hosts = host_keys(document)
    return next((part for part in (parts[-1], parts[0]) if len(parts) > 1 and is_site_name(part, hosts)), None)
