"""Where does a credit begin and end in the text that prints it?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from scraper.normalize.byline_furniture import INSTITUTES
from scraper.normalize.byline_labels import has_label, strip_byline_label
from scraper.normalize.cjk import has_cjk
from scraper.normalize.credits import DEGREES
from scraper.normalize.dates import find_dates
from scraper.normalize.name_shapes import is_degree
from scraper.records import Author

#: What parts a credit from the date, place or counter before it, where no label begins it.
BORDER = re.compile(r"[\d|│•·‖⋅∙●◦▪■/]|\s[-–—−]\s|(?<=\d)[年月日時时分]")
DEGREE = re.compile(r",?\s([^\s,;|]{2,8})(?=[\s,;|]|\Z)")
LABEL = re.compile(r"\s[^\s:]{1,20}:\Z")  # "Published:", whose date is gone
MAX_DEGREES = 4  # "MD, PhD, MPH, FRCP"
CLOSING = {"(": ")", "（": "）", "[": "]", "【": "】"}
HOUR = re.compile(r"(?<!\d)\d{1,2}[:.]\d{2}(?!\d)")


def credit_in(text: str, names: Iterable[Author]) -> str:
    """The part of a printed line that is its label and names, with what stands between them, on one line.

    What a line prints besides is left out: dates, hours, places, counters, buttons, what somebody does. A text without
    a name that it prints as such ends before its first date.
    """
    text = " ".join(text.split())
    if ";" in text or "," in text:
        text = INSTITUTES.sub("", text)
    spans = [span for each in names if each.role != "photographer" and (span := _span(text, each.name)) is not None]
    if not spans:
        return _before_date(text)
    start = 0
    if strip_byline_label(text)[0] is None:
        start = _start(text, min(first for first, _ in spans))
    end = _with_degrees(text, max(last for _, last in spans))
    opened = [sign for sign in text[start:end] if sign in CLOSING]
    if opened and text[end : end + 1] == CLOSING[opened[-1]] and CLOSING[opened[-1]] not in text[start:end]:
        end += 1
    return text[start:end].strip(" ,;|")


def _span(text: str, name: str) -> tuple[int, int] | None:
    """Where a text prints a name, in whatever case; None where it does not."""
    at = text.find(name)
    if at < 0 and len(text) == len(lower := text.lower()):
        at = lower.find(name.lower())
    if at < 0:
        return None
    end = at + len(name)
    while end < len(text) and text[end].isalnum() and not has_cjk(text[end]):
        end += 1  # an account's number
    return at, end


def _start(text: str, name_at: int) -> int:
    """Where the credit begins that has its first name there: behind the last border, or at a label within the text."""
    start = 0
    for border in BORDER.finditer(text, 0, name_at):
        start = border.end()
    if has_cjk(text[:name_at]):  # "来源：… 作者：…"
        blank = text.rfind(" ", start, name_at)
        word = text[blank + 1 : name_at]
        if blank >= 0 and word and has_label(text[blank + 1 :]):
            start = blank + 1
    return start + len(text[start:name_at]) - len(text[start:name_at].lstrip(" ,;:"))


def _with_degrees(text: str, end: int) -> int:
    """The end of a name with the degrees behind it: "N. N., PhD, MPH"."""
    for _ in range(MAX_DEGREES):
        match = DEGREE.match(text, end)
        if match is None or not is_degree(match[1]):
            break
        if text[end] != "," and text[match.end() :][:1].isspace() and match[1].replace(".", "").lower() not in DEGREES:
            break  # the house: "N. N. USA TODAY"
        end = match.end()
    return end


def _before_date(text: str) -> str:
    dates = find_dates(text)
    hour = HOUR.search(text)
    ends = [*(each.start for each in dates[:1]), *([hour.start()] if hour else [])]
    before = LABEL.sub("", text[: min(ends)].rstrip(" ,;|•·–—-")) if ends else text
    return before if any(map(str.isupper, (strip_byline_label(before)[1] or "")[:1])) else text
