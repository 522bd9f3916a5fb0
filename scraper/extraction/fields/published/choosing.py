"""When did the publisher say that the article went live, and when was it changed?"""

from __future__ import annotations

from datetime import date, datetime

from scraper.extraction.answer import Answer, Claim, Found, answered, claims_on
from scraper.extraction.fields.published.lines import MAX_CREDIT_CHARS
from scraper.extraction.fields.published.order import date_language
from scraper.extraction.fields.published.printed import CLOSE_LINES, Printed, printed_below, printed_dates
from scraper.extraction.fields.published.relative import relative_date
from scraper.extraction.fields.published.stated import (
    MODIFIED_METAS,
    PUBLISHED_METAS,
    first_time,
    in_zone_of_page,
    stated_dates,
    time_elements,
)
from scraper.extraction.page.linked import canonical_links
from scraper.extraction.page.site_names import DATELINE_OUTLET, HOME_ADDRESS, is_site_name
from scraper.extraction.page.teasers import is_thread
from scraper.extraction.page.view import PageView
from scraper.normalize.byline_labels import strip_byline_label
from scraper.normalize.dates import find_dates, is_plausible, precision, same_day
from scraper.normalize.urls import date_from_url

ZERO_DAYS = ("1970-01-01", "1969-12-31")
FIRST_YEAR_OF_THE_WEB = "1991"


def read_published(view: PageView) -> Answer[str | None]:
    """The moment the publisher says the article went live.

    Looks:   the main thing's datePublished; <meta>; the page's datePublished; <time> and dates printed near the title;
             the address.
    Gives:   as precise as the page states it; None when it does not say. Never a date of a change, of a comment, of a
             copyright line, nor one after the page was fetched. Adds a warning when the printed day is another one;
             that one holds where the stated day is that of the last change and later.
    Source:  https://schema.org/datePublished, https://ogp.me/#type_article
    """
    document, now = view.document, view.fetched_at
    stated = [found for found in stated_dates(view, "datePublished", PUBLISHED_METAS) if _may_be_told(found.value, now)]
    is_front = HOME_ADDRESS.match(document.url or "") is not None  # it prints the days of other pages
    printed = [each for each in printed_dates(view) if _may_be_printed(each, now)] if not is_front else []
    shown = next((each for each in printed if not each.modified), None)
    claims = claims_on([shown.line] if shown is not None else [], "field", "published")
    if stated:
        return _chosen_of_stated(view, stated, printed, claims)
    if is_front:
        return Answer(None)
    machine = first_time(view, now)
    if machine is not None and not (shown is not None and shown.labelled and not same_day(machine.value, shown.value)):
        is_less = shown is not None and _has_hour_of(machine, shown)
        return answered(Found(shown.value, shown.where) if shown is not None and is_less else machine, claims)
    shown = shown or next((each for each in printed_below(view) if _may_be_printed(each, now)), None)
    if shown is not None:
        return Answer(shown.value, shown.where, claims_on([shown.line], "field", "published"))
    for address in (document.url, *canonical_links(document)):
        value = date_from_url(address or "")
        if value and precision(value) >= precision("2016-10-19") and is_plausible(value, now):
            return Answer(value, "url")
    return relative_date(view, modified=False)


def _chosen_of_stated(
    view: PageView, stated: list[Found[str]], printed: list[Printed], claims: tuple[Claim, ...]
) -> Answer[str | None]:
    """The most precise form of the first stated day, unless it is but that of a copy and the page prints the day."""
    first = stated[0]
    best = max((each for each in stated if same_day(each.value, first.value)), key=_precision, default=first)
    best = best if _precision(best) > _precision(first) else first
    best = in_zone_of_page(view, best)
    shown = next((each for each in printed if not each.modified), None)
    if shown is not None and _has_hour_of(best, shown):
        best = Found(shown.value, shown.where)
    if shown is None or not days_apart(best.value, shown.value):
        return answered(best, claims)
    warning = f"published: {best.where} says {best.value}, the page prints {shown.value}"
    is_printed = any(same_day(each.value, best.value) for each in printed)
    if shown.value < best.value and not is_printed and _is_of_a_copy(view, best.value, shown):
        best = Found(shown.value, shown.where)
    return answered(best, claims, [warning])


def _is_of_a_copy(view: PageView, stated: str, shown: Printed) -> bool:
    """Whether a stated day is but that of a copy into the system that serves the page, since the page prints an earlier
    one with its title: it is the day of the last change, too.

    Of 7 development pages, each of another site, the printed day is right on 6, and the stated one on none.
    """
    anchor = view.title_line
    if anchor is None or not -CLOSE_LINES < shown.line.index - anchor <= CLOSE_LINES + 2:
        return False
    if len(shown.line.text) > MAX_CREDIT_CHARS or is_thread(view.document):
        return False
    if _names_another_outlet(view, shown.line.text):
        return False  # a mirror prints the day of the original
    changed = next((found.value for found in stated_dates(view, "dateModified", MODIFIED_METAS)), None)
    return changed is not None and changed[:10] <= stated[:10] != _swapped(shown.value)


def _names_another_outlet(view: PageView, text: str) -> bool:
    """Whether a dateline opens with an outlet that is not the page's own."""
    outlet = DATELINE_OUTLET.match(text)
    if outlet is None or strip_byline_label(text)[0] is not None:
        return False
    dates = find_dates(text, date_language(view))
    is_before = bool(dates) and outlet.end() <= dates[0].start  # and no weekday, no "Jan."
    return is_before and not is_site_name(outlet[1], view.site_keys)


def _may_be_told(value: str, now: datetime | None) -> bool:
    """Whether a stated day may be that of publication: it is not the clock's zero, by which machines say "none"."""
    return is_plausible(value, now) and value[:10] not in ZERO_DAYS


def _may_be_printed(shown: Printed, now: datetime | None) -> bool:
    """Whether a printed day may be that of publication: one before the web is a birth, or of what the text is about."""
    return is_plausible(shown.value, now) and (shown.labelled or shown.value >= FIRST_YEAR_OF_THE_WEB)


def _has_hour_of(stated: Found[str], shown: Printed) -> bool:
    """Whether the page prints the hour of a day that is stated without one."""
    is_day = _precision(stated) == precision("2016-10-19")
    return is_day and precision(shown.value) > _precision(stated) and same_day(shown.value, stated.value)


def _swapped(value: str) -> str:
    """The day with its month and day changed over: two numbers may have been read the wrong way round."""
    return f"{value[:4]}-{value[8:10]}-{value[5:7]}"


def read_modified(view: PageView) -> Answer[str | None]:
    """The moment of the last change that the page states: the main thing's dateModified, <meta>, a printed label."""
    now = view.fetched_at
    stated = [found for found in stated_dates(view, "dateModified", MODIFIED_METAS) if is_plausible(found.value, now)]
    shown = next((each for each in printed_dates(view) if each.modified and is_plausible(each.value, now)), None)
    claims = claims_on([shown.line] if shown is not None else [], "field", "modified")
    if stated:
        return answered(stated[0], claims)
    machine = next((each for each in time_elements(view, changed=True) if is_plausible(each.value, now)), None)
    if machine is None and shown is not None:
        machine = Found(shown.value, "label")
    return answered(machine, claims) if machine is not None else relative_date(view, modified=True)


def days_apart(one: str, other: str) -> bool:
    """Whether two dates are days that no change of time zone makes the same."""
    if len(one) < 10 or len(other) < 10 or same_day(one, other):
        return False
    try:
        distance = abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days)
    except ValueError:
        return False
    return distance > (1 if "T" in one or "T" in other else 0)


def _precision(found: Found[str]) -> int:
    return precision(found.value)
