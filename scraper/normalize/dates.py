"""Dates as values: what machines write is read, and two values are compared.

A value is a text of the record's form, as precise as its source: "2007", "2007-03", "2016-10-19",
"2024-07-18T08:01:00", "2016-10-19T08:30:00+02:00". Printed dates are read in `printed_dates`.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from scraper.normalize.calendars import FIRST_YEAR, LAST_YEAR
from scraper.normalize.printed_dates import find_dates
from scraper.normalize.times_of_day import ZONES, DateMatch

__all__ = ["DateMatch", "find_dates", "is_plausible", "normalize_date", "precision", "same_day"]

# Time zones run from -12:00 to +14:00, so "today" in a page may be tomorrow here; a second day is for wrong clocks.
AHEAD = timedelta(days=2)
LONGEST = 120  # characters; a machine's date with its zone's name has some 60

_ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?|/(?P<month2>\d{1,2})/(?P<day2>\d{1,2})"
    r"|(?P<month3>[01]\d)(?P<day3>[0-3]\d))?"
    r"(?:(?:[Tt] ?| T ?| )(?P<hour>\d{1,2}):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,:]\d{1,9})?)?)?"
    r"[Tt]? ?(?P<zone>[Zz]|(?:UTC|GMT)? ?[+-]\d\d?:?(?:\d\d)?(?::00)?|UTC|GMT|[A-Z]{3,4})?"
    r"(?:\[[A-Za-z_/+\-]{1,40}\])?\Z"
)
_EPOCH = re.compile(r"(?P<seconds>[1-9]\d{8,9})(?P<thousandths>\d{3})?(?:\d{3})?(?:\.\d+)?\Z")
_COMPACT = re.compile(r"((?:1[6-9]|20)\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?\Z")
_RFC_850 = re.compile(r"[A-Za-z]{3,9},?\s+(\d{1,2})[- ]([A-Za-z]{3})[- ](\d\d)(?=\s)(.*)", re.DOTALL)
_ASCTIME = re.compile(
    r"(?:[A-Za-z]{3},?\s+)?([A-Za-z]{3})\s+(\d{1,2})\s+(\d\d:\d\d:\d\d)\s+(?:([A-Z]{2,4}|[+-]\d{4})\s+)?(\d{4})\Z"
)
_VALUE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d:\d\d(?P<zone>[+-]\d\d:\d\d)?)?)?)?\Z")
_LENGTHS = {4: 1, 7: 2, 10: 3, 19: 4, 25: 5}  # characters of a value -> its precision, see below


def normalize_date(value: str) -> str | None:
    """The date that a machine wrote, in the record's form and as precise as written; None for anything else.

    ISO 8601 and what damaged it, RFC 2822 and 850, the C library's form, seconds or milliseconds since 1970, and, as a
    last resort, a single printed date.
    """
    value = " ".join(value.replace("\u2212", "-").split()) if len(value) < 4 * LONGEST else ""
    if not 4 <= len(value) <= LONGEST:
        return None
    value = value.strip("\"' ")
    if match := _ISO.match(value):
        return _from_iso(match)
    if match := _COMPACT.match(value):
        return normalize_date("{}-{}-{}T{}:{}:{}".format(*match.groups(default="00")))
    if match := _EPOCH.match(value):
        return _from_epoch(int(match["seconds"]))
    if match := _RFC_850.match(value):
        century = "20" if int(match[3]) < 69 else "19"
        value = f"{match[1]} {match[2]} {century}{match[3]}{match[4]}"
    elif match := _ASCTIME.match(value):
        value = f"{match[2]} {match[1]} {match[5]} {match[3]} {match[4] or ''}"
    found = {each.value for each in find_dates(value, "en-US" if value[:1].isalpha() else None)}
    return found.pop() if len(found) == 1 else None


def same_day(a: str, b: str) -> bool:
    """Whether two values name one calendar day, each as it is written."""
    return precision(a) >= 3 and precision(b) >= 3 and a[:10] == b[:10]


def precision(value: str) -> int:
    """How much a value states: 1 year, 2 month, 3 day, 4 time, 5 time with its zone; 0 for no value."""
    return _LENGTHS.get(len(value), 0) if _VALUE.match(value) else 0


def is_plausible(value: str, now: datetime | None) -> bool:
    """Whether a page of `now` may have been published then: a well-formed value that lies not in the future."""
    if not precision(value) or not FIRST_YEAR <= int(value[:4]) <= LAST_YEAR:
        return False
    if now is None:
        return True
    return value[:10] <= (now + AHEAD).date().isoformat()[: len(value)]


def _from_iso(match: re.Match[str]) -> str | None:
    year = int(match["year"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    month = match["month"] or match["month2"] or match["month3"]
    day = match["day"] or match["day2"] or match["day3"]
    if match["hour"] and not day:
        return None
    if month is None:
        return match["year"] if not match["zone"] else None
    if not 1 <= int(month) <= 12:
        return None
    if day is None:
        return f"{year}-{int(month):02d}"
    try:
        value = date(year, int(month), int(day)).isoformat()
    except ValueError:
        return None
    if match["hour"] is None:
        return value
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return value  # the day is stated, the time is none
    return f"{value}T{hour:02d}:{minute:02d}:{second:02d}{_offset(match['zone'])}"


def _offset(zone: str | None) -> str:
    if not zone:
        return ""
    if named := ZONES.get(zone.lower()):
        return named
    sign = zone.lstrip("UTCGM ")
    if sign[:1] not in ("+", "-"):
        return ""
    digits = sign[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    if len(digits) > 4:
        hours, minutes = digits[:2], digits[2:4]
    if int(hours) > 14 or int(minutes) > 59:
        return ""
    return f"{sign[0]}{int(hours):02d}:{minutes}"


def _from_epoch(seconds: int) -> str | None:
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat() if FIRST_YEAR <= moment.year <= LAST_YEAR else None
