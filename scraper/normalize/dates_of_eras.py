"""Dates of the Japanese eras and of the Republic of China's calendar: 令和6年7月18日, 民國113年7月18日."""

from __future__ import annotations

import re
from datetime import date

#: Era -> the day on which its first year began, and the last day of the era; a year ends with December.
ERAS: dict[str, tuple[date, date]] = {
    "明治": (date(1868, 10, 23), date(1912, 7, 30)),
    "大正": (date(1912, 7, 30), date(1926, 12, 25)),
    "昭和": (date(1926, 12, 25), date(1989, 1, 7)),
    "平成": (date(1989, 1, 8), date(2019, 4, 30)),
    "令和": (date(2019, 5, 1), date.max),
    "民國": (date(1912, 1, 1), date.max),
    "民国": (date(1912, 1, 1), date.max),
}
#: With the western year around it, too: 2024年（令和6年）7月18日, 2024(令和6)年7月18日.
ERA_DATE = re.compile(
    rf"(?:(?P<western>[12]\d{{3}})\s?年?\s?\(\s?)?(?P<era>{'|'.join(ERAS)})\s?(?P<year>元|\d{{1,3}})\s?(?:年\s?\)|\)\s?年|年)\s?"
    r"(?P<month>\d{1,2})\s?月(?:\s?(?P<day>\d{1,2})\s?日)?"
)
YEAR_SIGN = "年"


def era_value(match: re.Match[str]) -> str | None:
    """The value of an `ERA_DATE`; None for a day that its era does not have, or a year that contradicts it."""
    first, last = ERAS[match["era"]]
    year = first.year - 1 + (1 if match["year"] == "元" else int(match["year"]))
    if match["western"] and int(match["western"]) != year:
        return None
    month, day = int(match["month"]), match["day"]
    try:
        value = date(year, month, int(day or 1))
    except ValueError:
        return None
    if not (first <= value if day else (first.year, first.month) <= (year, month)) or value > last:
        return None
    return value.isoformat() if day else value.isoformat()[:7]
