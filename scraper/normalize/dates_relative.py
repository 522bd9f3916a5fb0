"""Dates that a page tells by their distance from the moment it is read: "3 hours ago", "il y a 2 jours", "昨天".

They mean something only where that moment is known, and no more than the words say: hours and days give a day, weeks
a month (a year, where they might lie in two months), months a month, years a year.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import cache

from scraper.normalize.times_of_day import DateMatch
from scraper.wordings import any_of, tables, words

UNITS = ("minute", "hour", "day", "week", "month", "year")
#: The days that have words of their own, from the moment's backwards.
DAYS = ("today", "yesterday", "day_before_yesterday")
MAX_CHARS = 160  # a line of credits; a longer one is prose, which tells other distances
NOTHING = "(?!)"  # the pattern of what a language has no words for
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९", "012345678901234567890123456789")
#: A time behind the word for a day: "yesterday at 18:05".
_TIME = re.compile(
    rf"[\s,]{{1,3}}(?:(?:{any_of(words('dates', 'clock'))})\s)?(?P<hour>[0-2]?\d)(?::|\.|h)(?P<minute>[0-5]\d)"
    r"(?:\s?(?P<half>[ap])\.?m\b)?(?!\d)",
    re.IGNORECASE,
)


def find_relative_dates(text: str, language: str | None, now: datetime) -> list[DateMatch]:
    """The dates that a text tells by their distance from `now`, in reading order.

    `language` is that of the page's frame; English is understood besides, and without it every language.
    """
    if len(text) > MAX_CHARS:
        return []
    text = text.translate(_DIGITS)
    tag = (language or "").lower().replace("_", "-").partition("-")[0]
    tag = next((language for language, others in tables("also").items() if tag in others), tag)
    known = tables("relative_dates")
    found: dict[int, DateMatch] = {}
    for each in dict.fromkeys((tag, "en")) if tag in known else known:
        for match in _ago(each).finditer(text):
            groups = match.groupdict()
            unit = next(name for name in UNITS if groups.get(name))
            number = int(groups["number"]) if groups["number"].isdigit() else 1
            if (value := _before(now, number, unit)) is not None:
                found.setdefault(match.start(), DateMatch(value, *match.span()))
        for match in _day(each).finditer(text):
            name = next(name for name in DAYS if match[name])
            day = (now - timedelta(days=DAYS.index(name))).date().isoformat()
            clock = _TIME.match(text, match.end())
            value = day + _clock(clock) if clock else day
            found.setdefault(match.start(), DateMatch(value, match.start(), clock.end() if clock else match.end()))
    return [found[start] for start in sorted(found)]


def _before(now: datetime, number: int, unit: str) -> str | None:
    """The day, month or year that lies so many units before a moment; None beyond what anyone tells so."""
    if number > 999:
        return None
    if unit in ("minute", "hour", "day"):
        return (now - timedelta(**{f"{unit}s": number})).date().isoformat()
    if unit == "week":
        first, last = (((now - timedelta(weeks=weeks)).date()) for weeks in (number + 0.5, max(number - 0.5, 0)))
        return (
            first.isoformat()[:7] if first.month == last.month else str(first.year) if first.year == last.year else None
        )
    if unit == "month":
        months = now.year * 12 + now.month - 1 - number
        return f"{months // 12}-{months % 12 + 1:02d}"
    return str(date(now.year, 1, 1).year - number) if number < 400 else None


def _clock(match: re.Match[str]) -> str:
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    return f"T{hour:02d}:{match['minute']}:00" if hour < 24 else ""


@cache
def _ago(language: str) -> re.Pattern[str]:
    """The pattern of a number, a unit and the word for "ago" in a language."""
    table = tables("relative_dates")[language]
    if not ("before" in table or "behind" in table):
        return re.compile(NOTHING)
    names = "|".join(f"(?P<{unit}>{any_of(table[unit])})" for unit in UNITS if unit in table)
    start = rf"(?:{any_of(table['before'])})\s+" if "before" in table else ""
    end = rf"\s?(?:{any_of(table['behind'])})" if "behind" in table else ""
    one = any_of(words("relative_dates", "one"))
    number = rf"(?P<number>\d{{1,3}}|{one})"
    return re.compile(rf"(?<!\w){start}{number}\s?(?:{names or NOTHING})\.?{end}(?!\w)", re.IGNORECASE)


@cache
def _day(language: str) -> re.Pattern[str]:
    """The pattern of the words for today, yesterday and the day before in a language."""
    table = tables("relative_dates")[language]
    names = "|".join(f"(?P<{day}>{any_of(table.get(day, ())) or NOTHING})" for day in reversed(DAYS))
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE)
