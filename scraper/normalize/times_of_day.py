"""The time of day and the weekday beside a printed date, and what the date is with them."""

from __future__ import annotations

import re
from typing import NamedTuple

from scraper.normalize.calendar_names import TOKEN, date_words, weekdays
from scraper.wordings import any_of, pairs

_DAY_SIGNS = "日일号號"
#: Offsets of the zones that a page prints by name; names that stand for several zones (IST, ET) are left out.
ZONES = pairs("zones")
_LATE = date_words("after_noon")
_TIME = re.compile(
    r"(?P<gap>t|[\s,;.|·•@/-]{0,5}(?:\([^()\d]{1,4}\)\s?)?)"
    rf"(?P<preposition>(?:{any_of(date_words('clock'))})\s+)?"
    rf"(?P<half>{any_of(_LATE | date_words('before_noon'))})?\s?"
    r"(?P<hour>\d{1,2})(?P<mark>:|\.|\s?(?:h|u|時|时|点|點|시)\s?:?\s?)(?P<minute>[0-5]\d)[分분]?"
    r"(?:[:.](?P<second>[0-5]\d)[秒초]?(?:[.,]\d{1,9})?)?(?![\d])"
    r"(?:\s?(?P<meridiem>[ap])\.?\s?m\b\.?)?(?P<clock>\s?uhr\b|\s?h\b)?"
)
_ZONE = re.compile(
    r"(?P<space>\s?)\(?(?:(?P<name>[^\W\d_]{1,4})(?![^\W\d_]|[+-]\d)|(?:gmt|utc)?\s?(?P<sign>[+-])(?P<hours>[01]?\d)"
    r"(?::?(?P<minutes>[0-5]\d))?(?![\d:]))\)?"
)
_TIME_BEFORE = re.compile(
    r"(?<![\d:.])(?P<hour>\d{1,2})(?P<mark>:)(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?"
    r"(?:\s?(?P<meridiem>[ap])\.?m\b\.?)?(?:\s(?P<zone>[^\W\d_]{2,4}))?"
    rf"(?:\s?[,|·•@/-]\s?|\s)(?:(?:{any_of(date_words('on'))}|,)\s)?\Z"
)


class DateMatch(NamedTuple):
    """A date found in a text: its value in the record's form, and the characters [start, end) that print it."""

    value: str
    start: int
    end: int


def with_time(folded: str, value: str | None, start: int, end: int) -> DateMatch | None:
    """A date [start, end) of a folded text with its weekday and time, where the text prints them beside it."""
    if value is None:
        return None
    weekday_start = _weekday_before(folded, start)
    if len(value) == 10:
        clock, clock_end = _time_after(folded, end)
        if clock:
            return DateMatch(value + clock, weekday_start, clock_end)
        if match := _TIME_BEFORE.search(folded, max(0, weekday_start - 32), weekday_start):
            clock = _clock(match)
            if clock:
                offset = ZONES.get(match["zone"] or "", "")
                return DateMatch(value + clock + offset, match.start(), end)
    return DateMatch(value, weekday_start, end)


def _weekday_before(folded: str, start: int) -> int:
    """Where a weekday in front of the date begins; else `start`."""
    tokens = list(TOKEN.finditer(folded, max(0, start - 20), start))
    index = len(tokens) - 1
    marked = False
    while index >= 0 and tokens[index][0] in (",", ".", "(", ")", "-"):
        marked = True
        index -= 1
    if index < 0 or len(tokens) - index > 3:
        return start
    word, begin = tokens[index][0], tokens[index].start()
    if word in ("feira",) and index >= 2:
        begin, word = tokens[index - 2].start(), f"{tokens[index - 2][0]}-feira"
    if begin > 0 and folded[begin - 1].isalnum():
        return start
    return begin if word in weekdays() and (marked or len(word) > 3 or not word.isascii()) else start


def _time_after(folded: str, end: int) -> tuple[str, int]:
    match = _TIME.match(folded, end)
    if match is None or (match["mark"] == "." and not (match["preposition"] or match["clock"])):
        return "", end
    if not match["gap"] and not match["half"] and folded[end - 1] not in _DAY_SIGNS:
        return "", end
    clock = _clock(match)
    if not clock:
        return "", end
    end = match.end()
    zone = _ZONE.match(folded, end)
    if zone is None:
        return clock, end
    if zone["name"]:
        offset = ZONES.get(zone["name"], "")
    elif zone["sign"] == "-" and zone[0].startswith("-") and match["gap"] != "t":
        offset = ""  # "10:00-12:00" is a span of time
    elif zone["minutes"] is None and not zone[0].strip(" (").startswith(("gmt", "utc")):
        offset = ""
    else:
        offset = f"{zone['sign']}{int(zone['hours']):02d}:{zone['minutes'] or '00'}"
    return (clock + offset, zone.end()) if offset and offset[1:] <= "14:00" else (clock, end)


def _clock(match: re.Match[str]) -> str:
    groups = match.groupdict()
    hour = int(groups["hour"])
    late = groups["meridiem"] == "p" or groups.get("half") in _LATE
    if groups["meridiem"] or groups.get("half"):
        hour = hour % 12 + (12 if late else 0) if hour <= 12 else hour
    return f"T{hour:02d}:{groups['minute']}:{groups['second'] or '00'}" if hour < 24 else ""
