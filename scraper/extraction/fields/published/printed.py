"""The dates that the page prints for its readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scraper.extraction.fields.published.lines import (
    DATES_OF_A_TEXT,
    MAX_CREDIT_CHARS,
    MAX_LABEL_CHARS,
    as_label,
    is_credit_line,
    is_date_and_change,
    is_elsewhere,
    is_label,
    is_marked_as_change,
    says_only_dates,
)
from scraper.extraction.fields.published.order import date_language
from scraper.extraction.fields.published.stated import MAX_BARE_DATES, MAX_LINE_CHARS
from scraper.extraction.page.head import head_lines
from scraper.extraction.page.teasers import is_in_a_listed_article, is_of_a_teaser, is_thread
from scraper.extraction.page.view import PageView, once
from scraper.extraction.words.dates import is_other_date, modified_label, modified_word, published_label
from scraper.normalize.dates import find_dates, precision
from scraper.parsing.document import Line

DIGIT = re.compile(r"\d")
YEAR = re.compile(r"\d{4}")
CLOSE_LINES = 5  # below the title, where a line that holds a date is about the article
MAX_POST_LINES = 120  # from a thread's title to its first post, menus and all


@dataclass(frozen=True, slots=True)
class Printed:
    """A date printed near the title."""

    value: str
    line: Line
    modified: bool
    labelled: bool

    @property
    def where(self) -> str:
        """How `found` calls the place of the date."""
        return "label" if self.labelled else "dateline"


@once
def printed_dates(view: PageView) -> list[Printed]:
    """The dates printed near the title: those below it first, then those above, nearest first."""
    found: list[Printed] = []
    language = date_language(view)
    anchor = view.title_line if view.title_line is not None else -1
    before: Line | None = None
    position = 0
    for line in head_lines(view):
        position += line.index > anchor
        text = line.text
        if line.index != anchor and len(text) <= MAX_LINE_CHARS and DIGIT.search(text):
            label = before.text if before is not None else ""
            dates = list(_dates_in(line, label, language, is_close=0 < position <= CLOSE_LINES))
            if dates and is_in_a_listed_article(view, line.element):
                dates = []
            if dates and is_of_a_teaser(view, line.index):
                dates = [each for each in dates if each.labelled]
            found.extend(dates)
        before = line
    bare = {each.value[:10] for each in found if not each.labelled}
    if len(bare) > MAX_BARE_DATES:  # a list of dated teasers, and no date of its own
        found = [each for each in found if each.labelled]
    above = [each for each in found if each.line.index < anchor]
    return [each for each in found if each.line.index >= anchor] + above[::-1]


def _dates_in(line: Line, above: str, language: str | None, *, is_close: bool) -> Iterator[Printed]:
    """The dates in one line, told by the label before them, or by the line above when it is but a label."""
    text = line.text
    matches = find_dates(text, language)
    if not matches:
        return
    label = as_label(above)
    is_date_line = says_only_dates(text, matches)
    is_dated = len(matches) == DATES_OF_A_TEXT and is_date_and_change(text, matches)
    start = 0
    for match in matches:
        before = text[start : match.start]
        start = match.end
        if precision(match.value) < precision("2016-10-19") or is_other_date(before):
            continue
        if not any(letter.isalpha() for letter in before) and label and not DIGIT.search(label):
            before = f"{label} {before}"
        if modified_label(before):
            yield Printed(match.value, line, modified=True, labelled=True)
        elif published_label(before) or (is_dated and match is matches[0]):
            yield Printed(match.value, line, modified=False, labelled=True)
        elif is_date_line or (is_close and is_credit_line(line, matches)):
            yield Printed(match.value, line, modified=is_marked_as_change(line), labelled=False)


def printed_below(view: PageView) -> list[Printed]:
    """The date of publication that is printed further down, where nothing else on the page is labelled as one.

    Of a thread it is the first post's; of other pages it stands behind the text with a label, outside of comments.
    """
    document = view.document
    start = (view.title_line or 0) + 1
    is_forum = is_thread(document)
    found: list[Printed] = []
    label = ""
    for line in document.lines[start : start + (MAX_POST_LINES if is_forum else len(document.lines))]:
        text = line.text
        if line.hidden or not text:
            continue
        if len(text) <= MAX_CREDIT_CHARS and DIGIT.search(text):
            is_labelled = published_label(f"{label} {text[:MAX_LABEL_CHARS]}") is not None
            if not is_labelled and len(YEAR.findall(text)) == DATES_OF_A_TEXT:
                is_labelled = modified_word().search(text) is not None  # before a change stands the date of publication
            if is_forum or (is_labelled and (is_label(label) or not is_elsewhere(line))):
                matches = list(_dates_in(line, label, date_language(view), is_close=is_forum))
                if matches and not is_in_a_listed_article(view, line.element):
                    found.extend(each for each in matches if not each.modified and (each.labelled or is_forum))
                if found and is_forum:
                    return found[:1]
        label = text if len(text) <= MAX_LABEL_CHARS else ""
    return found[:1] if len({each.value[:10] for each in found}) == 1 else []
