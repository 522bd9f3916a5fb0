"""What an article in pieces prints with each of them: the times of a live blog's updates, the numbers of slides."""

from __future__ import annotations

import re

from scraper.extraction.reading import Reading

#: A line that is but a time of day, as an update is headed by.
TIME_LINE = re.compile(
    r"\d{1,2}\s?[:.h]\s?[0-5]\d(?::[0-5]\d)?(?:\s?(?:uhr|h|[ap]\.?m\.?|[a-z]{2,4}t|gmt|utc))?[\s:|–—-]{0,3}",
    re.IGNORECASE,
)
MIN_UPDATES = 3
LINES_TO_UPDATE = 3  # from a time to the text or heading of its update
#: "3 / 12", "Bild 3 von 12": where a slide stands among the others.
SLIDE_NUMBER = re.compile(
    r"(?:slide|photo|image|bild|foto|picture|diapositive)?\s?(\d{1,3})\s?(?:/|of|von|sur|de|di|van|z|из|／)\s?(\d{1,3})",
    re.IGNORECASE,
)
MAX_LABEL = 24


def add_update_times(reading: Reading) -> None:
    """Adds the time that heads each update of a live blog to the body's lines; claims the numbers of slides.

    A page is one where three and more of its lines are but a time, and the text goes on right below each.
    """
    lines, body = reading.document.lines, set(reading.body)
    if not body:
        return
    first, last = min(body), max(body)
    short = [
        line
        for line in lines[max(0, first - LINES_TO_UPDATE) : last + 1]
        if line.text[:1] and len(line.text) <= MAX_LABEL and not line.hidden
    ]
    times = [line.index for line in short if TIME_LINE.fullmatch(line.text)]
    heading = [index for index in times if any(index + step in body for step in range(1, LINES_TO_UPDATE + 1))]
    if len(heading) >= MIN_UPDATES:
        reading.body = sorted(body.union(heading))
    slides = [(line, match) for line in short if (match := SLIDE_NUMBER.fullmatch(line.text)) is not None]
    if len(slides) >= MIN_UPDATES and [int(match[1]) for _, match in slides] == list(range(1, len(slides) + 1)):
        for line, _ in slides:
            reading.claim(line, "dropped", "slide number")
