"""A byline without what a page prints among its names: dates, addresses, places, footnote marks, its own words."""

from __future__ import annotations

import re
from functools import cache

from scraper.normalize.cjk import has_cjk
from scraper.normalize.dates import find_dates
from scraper.wordings import any_of, one_of, tables

BEHIND_DATE = "\x1f"  # begins a line that a date stood in front of
_ADDRESS = re.compile(
    r"\(?\b[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63})+\)?|\(?\bhttps?://[^\s)]+\)?|\(?\bwww\.[^\s)]+\)?"
)
_ANGLES = re.compile(r"<[^<>]{0,200}>")
_HANDLE = re.compile(r"\(?(?<![\w@])@[A-Za-z_][\w.]{0,40}\)?")
FOOTNOTE = re.compile(r"\[\s?(?:\*{1,3}|\d{1,2}|i{1,3})\s?\]|\((?:\*{1,3}|\d{1,2})\)|[*†‡§¹²³]+")
#: The signs of an author's institutes and of who answers letters, behind the names of papers.
INSTITUTES = re.compile(
    r"(?<=[^\W\d_])(?:\s?(?:\d{1,2}|✉)(?:\s?,\s?(?:\d{1,2}|\*|✉))*\s?(?=[,;，；\n])|\s(?:\d{1,2}|✉)\s?\Z)"
)
_FURNITURE = re.compile(
    rf"\b(?:\d+\s*(?:{one_of('bylines', 'minutes')})\b[\s-]*(?:{one_of('bylines', 'reading')})?|"
    rf"{one_of('bylines', 'furniture')}|"
    rf"(?:{one_of('bylines', 'furniture_at_end')})(?=\Z|\n)|"
    rf"(?:{one_of('bylines', 'turn')})(?: (?:{one_of('bylines', 'turn_fillers')}))*"
    rf"(?: (?:{one_of('bylines', 'turned_to')}))+(?: by)?|"
    rf"(?:{one_of('bylines', 'furniture_unless_by')})(?! (?:{one_of('bylines', 'said_by')})))(?!\w)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_NUMERIC = re.compile(
    r"(?<!\d)\d{1,4}([./-])\d{1,2}\1\d{2,4}(?!\d)|(?<!\d)\d{1,2}[:.]\d{2}(?!\d)(?:\s?[ap]\.?m\b\.?)?(?:\s[A-Z]{2,4}\b)?"
)
_BEFORE_DATE = re.compile(
    rf"(?:^|[\s,(])(?:{one_of('bylines', 'before_date')})[:\s]*\Z",
    re.IGNORECASE,
)


def without_furniture(text: str, language: str | None) -> str:
    """The byline with a break where dates, addresses and the page's own words stood."""
    if "<" in text:
        text = _ANGLES.sub("\n", text)
    if "@" in text or "http" in text or "www." in text:
        text = _HANDLE.sub("\n", _ADDRESS.sub("\n", text))
    for match in reversed(find_dates(text, language, years=True)):
        text = _without(text, match.start, match.end)
    if _DIGIT.search(text):  # dates that lack their year, or can be read two ways
        for pattern in (_NUMERIC, _day_of_month()):
            for found in reversed([*pattern.finditer(text)]):
                text = _without(text, found.start(), found.end())
    text = _FURNITURE.sub("\n", text)
    if has_cjk(text):
        text = _place_of_report().sub("\n", text)
    if _DIGIT.search(text):
        text = INSTITUTES.sub("", text)
    return FOOTNOTE.sub(" ", text).replace("#", "")


def _without(text: str, start: int, end: int) -> str:
    """The byline with a break where a date stood, and no "on" left in front of it."""
    return f"{_BEFORE_DATE.sub('', text[:start])}\n{BEHIND_DATE}{text[end:]}"


@cache
def _day_of_month() -> re.Pattern[str]:
    """A day and the name of its month, in any language: "March 18", "18 mars"."""
    cells = (cell for table in tables("dates").values() for cell in table.get("months", ()))
    month = any_of(name.strip(".") for cell in cells for name in cell if len(name) > 2)
    day_before = r"(?P<day>\d{1,2}(?:\.|er|º|°)? (?:de )?)?"
    day_behind = r"(?(day)|\.? \d{1,2}(?:st|nd|rd|th)?)"
    # Most places of a text begin no word: there none of the thousand names need be tried.
    return re.compile(rf"(?<!\w)(?=\w){day_before}(?:{month}){day_behind}(?!\w)", re.IGNORECASE)


@cache
def _place_of_report() -> re.Pattern[str]:
    return re.compile(
        rf"(?:[/／ ] ?[\u3400-\u9fff]{{2,4}}|[\u3400-\u9fff]{{2}})(?:{one_of('bylines', 'behind_place')})"
    )
