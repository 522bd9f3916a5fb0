"""What is a printed credit, and what does its line say?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scraper.extraction.fields.published.printed import printed_dates
from scraper.extraction.page.view import PageView
from scraper.normalize.byline_labels import strip_byline_label
from scraper.normalize.text import normalize_lines
from scraper.parsing.document import Line
from scraper.wordings import one_of

MAX_BYLINE_CHARS = 160  # three or four names with their houses; a longer line is prose
MAX_NAME_LINE = 60  # a name and what its bearer does
MAX_DATE_LETTERS = 16  # a date, its weekday and its zone have fewer
WHITE = re.compile(r"[ \t\r\n\f\xa0]+")
#: A line behind the article that says again who wrote it.
REPEATED = re.compile(rf"^(?:{one_of('bylines', 'all_by')})\b\s*:?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Byline:
    """One printed credit near the title: its lines, their text, and how it was found."""

    where: str
    lines: tuple[Line, ...]
    text: str

    @property
    def is_labelled(self) -> bool:
        """Whether a label such as "By" told it."""
        return self.where == "byline"


def parted_text(line: Line) -> str:
    """The line's text with a break where one element's words run into the next one's: "By N. N.", "Staff Writer"."""
    if line.first_token == line.last_token:
        return line.text
    out = ""
    for part in line.parts:
        if out and part and out[-1].isalnum() and part[0].isalnum():
            out += "\v"
        out += part
    return normalize_lines(WHITE.sub(" ", out).replace("\v", "\n"))


def says_date(view: PageView, line: Line) -> bool:
    """Whether a line prints a date and nothing that a name could be."""
    return (
        any(each.line is line for each in printed_dates(view))
        and strip_byline_label(line.text)[0] is None
        and (sum(letter.isalpha() for letter in line.text) < MAX_DATE_LETTERS)
    )
