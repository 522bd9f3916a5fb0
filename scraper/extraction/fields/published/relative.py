"""Relative dates: "3 hours ago", to which only the moment of reading gives a meaning."""

from __future__ import annotations

from datetime import datetime

from scraper.extraction.answer import Answer, claims_on
from scraper.extraction.fields.published.lines import as_label, is_credit_line, says_only_dates
from scraper.extraction.fields.published.order import date_language
from scraper.extraction.page.head import head_lines
from scraper.extraction.page.teasers import is_of_a_teaser
from scraper.extraction.page.view import PageView
from scraper.extraction.words.dates import is_other_date, modified_label, published_label
from scraper.normalize.dates import precision
from scraper.normalize.dates_relative import find_relative_dates

RELATIVE_LINES = 10  # below the title, where "3 hours ago" is said of the article


def relative_date(view: PageView, *, modified: bool) -> Answer[str | None]:
    """The date of a line near the title such as "3 hours ago", which only the moment of reading gives a meaning.

    An archive read the page at a moment of its own; where that is not known, or the page is a file, there is no date.
    """
    now = _read_at(view)
    if now is None:
        return Answer(None)
    language = date_language(view)
    anchor = view.title_line if view.title_line is not None else -1
    label = ""
    for line in [each for each in head_lines(view) if each.index > anchor][:RELATIVE_LINES]:
        matches = find_relative_dates(line.text, language, now)
        if matches and not is_of_a_teaser(view, line.index):
            before = line.text[: matches[0].start]
            before = before if any(char.isalpha() for char in before) else f"{as_label(label)} {before}"
            is_change = modified_label(before) is not None
            is_told = is_change or published_label(before) is not None or says_only_dates(line.text, matches)
            if (is_told or is_credit_line(line, matches)) and is_change == modified and not is_other_date(before):
                claims = claims_on([line], "field", "modified" if modified else "published")
                return Answer(matches[0].value, "relative", claims)
        label = line.text
    return Answer(None)


def _read_at(view: PageView) -> datetime | None:
    """The moment at which the page was read: of an archive's copy that of the capture."""
    capture = view.document.capture
    if capture.captured_at and precision(capture.captured_at) > precision("2016-10-19"):
        return datetime.fromisoformat(capture.captured_at)
    return view.fetched_at if capture.kind in ("live", "file", "amp", "print", "rendered") else None
