"""Which of two numbers is the day, and which the month?"""

from __future__ import annotations

from datetime import date

from scraper.normalize.calendar_names import weekday_numbers
from scraper.normalize.calendars import date_value

#: Languages that write the year first, so that two numbers and a year at the end tell no order.
YEAR_FIRST = frozenset({"zh", "ja", "ko", "hu", "lt", "mn"})
#: Tags of those who write the month before the day in numbers.
MONTH_FIRST = frozenset({"en-us", "en-ph", "es-us", "es-pr"})
#: Tags of which both orders are in use.
EITHER_ORDER = frozenset({"en", "en-ca", "en-za", "fr-ca"})


def by_weekday(word: str, year: int, first: int, second: int) -> tuple[int, int] | None:
    """Day and month as the weekday in front of two numbers settles them: Mon, 03/05/2018."""
    weekday = weekday_numbers().get(word)
    if weekday is None:
        return None
    fits = [
        (day, month)
        for day, month in dict.fromkeys(((first, second), (second, first)))
        if (value := date_value(year, month, day)) and date.fromisoformat(value).weekday() == weekday
    ]
    return fits[0] if len(fits) == 1 else None


def day_and_month(first: int, second: int, mark: str, tag: str) -> tuple[int, int] | None:
    """Day and month as the numbers, the mark between them and the language settle them; None where nothing does."""
    if first > 12 or second > 12 or first == second:
        return (first, second) if first >= second else (second, first)
    if mark == "." and tag[:2] not in YEAR_FIRST:
        return first, second
    if tag in MONTH_FIRST:
        return second, first
    if not tag or tag in EITHER_ORDER or tag[:2] in YEAR_FIRST:
        return None
    return first, second
