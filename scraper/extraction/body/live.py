"""What an article in pieces prints with each of them: the times of a live blog's updates, the numbers of slides."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scraper.extraction.answer import Claim, claims_on
from scraper.parsing.document import Document, Line
from scraper.wordings import one_of

#: A line that is but a time of day, as an update is headed by.
TIME_LINE = re.compile(
    r"\d{1,2}\s?[:.h]\s?[0-5]\d(?::[0-5]\d)?(?:\s?(?:uhr|h|[ap]\.?m\.?|[a-z]{2,4}t|gmt|utc))?[\s:|–—-]{0,3}",
    re.IGNORECASE,
)
MIN_UPDATES = 3  # fewer may be two dates in one text
LINES_TO_UPDATE = 3  # from a time to the text or heading of its update
#: "3 / 12", "Bild 3 von 12": where a slide stands among the others.
SLIDE_NUMBER = re.compile(
    rf"(?:{one_of('pages', 'slide')})?\s?(\d{{1,3}})\s?(?:{one_of('pages', 'of')}|/|／)\s?(\d{{1,3}})",
    re.IGNORECASE,
)
MAX_LABEL = 24  # "10:15", "12 hours ago", "Slide 3 of 12"


def with_update_times(document: Document, body: Sequence[int]) -> list[int]:
    """The body's lines with the time that heads each update of a live blog.

    A page is one where three and more of its lines are but a time, and the text goes on right below each.
    """
    chosen = set(body)
    times = [line.index for line in _labels(document, body) if TIME_LINE.fullmatch(line.text)]
    heading = [index for index in times if any(index + step in chosen for step in range(1, LINES_TO_UPDATE + 1))]
    return sorted(chosen.union(heading)) if len(heading) >= MIN_UPDATES else list(body)


def slide_numbers(document: Document, body: Sequence[int]) -> tuple[Claim, ...]:
    """Claims on the lines that number slides: three and more, and all of them from the first one on."""
    labels = _labels(document, body)
    slides = [(line, match) for line in labels if (match := SLIDE_NUMBER.fullmatch(line.text)) is not None]
    if len(slides) < MIN_UPDATES or [int(match[1]) for _, match in slides] != list(range(1, len(slides) + 1)):
        return ()
    return claims_on((line for line, _ in slides), "dropped", "slide number")


def _labels(document: Document, body: Sequence[int]) -> list[Line]:
    """The short visible lines from right above the body's first line to its last."""
    if not body:
        return []
    lines = document.lines[max(0, min(body) - LINES_TO_UPDATE) : max(body) + 1]
    return [line for line in lines if line.text[:1] and len(line.text) <= MAX_LABEL and not line.hidden]
