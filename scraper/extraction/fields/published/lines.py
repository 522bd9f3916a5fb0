"""What does a line with a date say: is it the article's, and is it that of a change?"""

from __future__ import annotations

import re

from scraper.extraction.page.site_names import DATELINE_OUTLET
from scraper.extraction.words.dates import modified_label, modified_word, published_word
from scraper.normalize.byline_labels import strip_byline_label
from scraper.normalize.dates import DateMatch
from scraper.parsing.document import Line
from scraper.wordings import one_of

#: What may stand in a line of its own beside a date: hours, weekdays, "at", separators, reading times.
BESIDE_DATE = re.compile(
    rf"[\W\d_]+|\b(?:[ap]m|[a-z]{{1,2}}st|gmt|utc|cest|cet|{one_of('dates', 'beside')})\b", re.IGNORECASE
)
MAX_LABEL_CHARS = 30  # "Date of first publication:"
BEHIND_LABEL = 6  # a colon, "on"
MAX_CREDIT_CHARS = 110  # names, outlet, place and day; a longer line is a sentence
DATES_OF_A_TEXT = 2  # of publication and of the last change
CREDIT_MARKS = (" | ", " · ", " • ", " / ", " » ", " – ", " — ", " - ")
#: In class or id of an element that holds a line about the text.
META_MARKS = re.compile(r"meta|by-?line|date|publish|posted|entry-info|post-info|author", re.IGNORECASE)
#: In class or id of an element that holds the day of a change.
CHANGE_MARKS = re.compile(r"changed|updated|modif")
MARKED_ELEMENTS = 3  # the date, its label's and its line's
OTHERS_MARKS = re.compile(
    r"comment|respon|repl(?:y|ies)|related|recommend|popular|latest|sidebar|widget|teaser|card|more|<aside|<nav|footer",
    re.IGNORECASE,
)
SHORT_REST = 24  # letters beside the date that leave a line a date line: an outlet, a city, a section


def as_label(text: str) -> str:
    """A line as the label of the date below it: it is short, and ends with its word, not with "Reviewed by N. N."."""
    if len(text) > MAX_LABEL_CHARS:
        return ""
    word = modified_word().search(text)
    return text if word is None or len(text) - word.end() <= BEHIND_LABEL else ""


def is_label(text: str) -> bool:
    """Whether a line is but a label of publication: what has one, in a side column too, tells of the page."""
    found = published_word().match(text)
    return found is not None and len(text) - found.end() <= BEHIND_LABEL


def is_date_and_change(text: str, matches: list[DateMatch]) -> bool:
    """Whether a line opens with a date and goes on with that of the last change: "3 March 2019. Updated: 4 May"."""
    first, second = matches
    before = not any(letter.isalpha() for letter in text[: first.start])
    return before and modified_label(text[first.end : second.start]) is not None


def is_marked_as_change(line: Line) -> bool:
    """Whether class or id of the elements around a date say that it is the day of a change."""
    element = line.inner
    for _ in range(MARKED_ELEMENTS):
        marks = element.raw.lower()
        if "publish" in marks or "created" in marks:
            return False
        if CHANGE_MARKS.search(marks):
            return True
        parent = element.parent
        if parent is None or parent.last_line - parent.first_line > 1:
            return False
        element = parent
    return False


def is_credit_line(line: Line, matches: list[DateMatch]) -> bool:
    """Whether a line right below the title credits an author and gives the day: "by N. N. · 20 Dec 2025"."""
    text = line.text
    if len(matches) > 2 or len(text) > MAX_CREDIT_CHARS or text[-1:] in ".!?:":
        return False
    return (
        strip_byline_label(text)[0] is not None
        or any(mark in text for mark in CREDIT_MARKS)
        or META_MARKS.search(line.element.raw) is not None
    )


def is_elsewhere(line: Line) -> bool:
    """Whether a line stands in a comment or among other articles."""
    return any(OTHERS_MARKS.search(element.raw) for element in line.element.ancestors if element.tag != "body")


def says_only_dates(text: str, matches: list[DateMatch]) -> bool:
    """Whether a line says little more than its dates: an hour, an outlet, a city."""
    outlet = DATELINE_OUTLET.match(text)
    start = outlet.end() if outlet else 0
    rest = []
    for match in matches:
        rest.append(text[start : match.start])
        start = max(start, match.end)
    rest.append(text[start:])
    return sum(len(BESIDE_DATE.sub("", part)) for part in rest) <= SHORT_REST
