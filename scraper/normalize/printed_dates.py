"""Dates as people print them: found in a visible line, in any of some forty languages.

A year of four digits is the anchor: what stands before or behind it is read token by token, so that a line costs what
its numbers cost, and one without a number costs nothing.

    19 octobre 2016 · October 19th, 2016 · 2016. október 19. · 19/10/2016 · 2016年10月19日 · ۲۸ مهر ۱۳۹۵ · 07.11.11
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from scraper.normalize.dates_of_eras import ERA_DATE, YEAR_SIGN, era_value
from scraper.normalize.folding import fold, fold_with_places
from scraper.wordings import any_of, pairs, tables, words

FIRST_YEAR, LAST_YEAR = 1600, 2099  # before it a number is hardly a year of the press, after it none at all
LATVIAN_PARTS = 2  # the day and the month
BUDDHIST_YEARS = 543  # by which the years of Thailand are ahead

#: Languages that write the year first, so that two numbers and a year at the end tell no order.
YEAR_FIRST = frozenset({"zh", "ja", "ko", "hu", "lt", "mn"})
#: Tags of those who write the month before the day in numbers.
MONTH_FIRST = frozenset({"en-us", "en-ph", "es-us", "es-pr"})
#: Tags of which both orders are in use.
EITHER_ORDER = frozenset({"en", "en-ca", "en-za", "fr-ca"})

# A pattern that begins with a set of characters is scanned for three times as fast as one that begins with an
# alternative, a category or a look behind; most lines of a page are only ever seen by the first of these.
_ANY_DATE = re.compile(
    r"[0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0ae6-\u0aef\u0e50-\u0e59\uff10-\uff19](?:\d{3}(?!\d)|[./-]\d{1,2}[./-]\d\d|\s[./-]\s?\d\d?\s?[./-]\s?\d{4})"
)
_MARGIN = 80  # around the numbers of a long text: more than the longest date, or time, takes
_YEAR = re.compile(r"[12][0-9]{3}(?![0-9])")
# Vowel signs of Indic scripts are part of a word, but not for \w.
_LETTER = r"(?:[^\W\d_]|[\u0903-\u0963\u0971-\u109f])"
_TOKEN = re.compile(rf"\d+|{_LETTER}+(?:'[^\W\d_]{{1,3}}(?![^\W\d_]))?|[^\w\s]")
_WINDOW = 48  # the longest date in front of its year has some 40 characters
_YMD = re.compile(r"\d{4}(?:\s?([-/.])\s?(\d{1,2})\s?\1\s?(\d{1,2})|-?([01]\d)([0-3]\d)(?=t\d))(?!\d)")
_CJK = re.compile(r"\d{4}\s?[年년]\s?(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日일号號])?")
_DAY_SIGNS = "日일号號"
_SHORT = re.compile(r"[0-9]{1,2}([./-])([0-9]{1,2})\1([0-9]{2})(?![\w%]|[./-][0-9](?![0-9]?:[0-9]{2}))")
_HOUR_BEHIND = re.compile(r",?\s\d{1,2}:[0-5]\d(?!\d)")
_NO_DATE_BEHIND = re.compile(r"[\w./:,-]")
_DAY_MARK = re.compile(r"\s?(?:d\.|\.)")

#: Offsets of the zones that a page prints by name; names that stand for several zones (IST, ET) are left out.
ZONES = pairs("zones")


def _folded(key: str) -> frozenset[str]:
    """The words of all languages under one key of the dates, folded."""
    return frozenset(map(fold, words("dates", key)))


_LATE = _folded("after_noon")
_YEAR_MARK = re.compile(rf"\s?(?:{any_of(_folded('year'))})(?!\w)")
_TIME = re.compile(
    r"(?P<gap>t|[\s,;.|·•@/-]{0,5}(?:\([^()\d]{1,4}\)\s?)?)"
    rf"(?P<preposition>(?:{any_of(_folded('clock'))})\s+)?"
    rf"(?P<half>{any_of(_LATE | _folded('before_noon'))})?\s?"
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
    rf"(?:\s?[,|·•@/-]\s?|\s)(?:(?:{any_of(_folded('on'))}|,)\s)?\Z"
)

_SEPARATORS = frozenset({"/", ".", "-"})
#: Words and marks between the parts of a date.
_FILLERS = frozenset({",", ".", "-", "/", "'", "׳"}) | _folded("between")
#: What may stand between a year and the month behind it: Lithuanian "m.", Latvian "gada", Basque "(e)ko".
_BEHIND_YEAR = frozenset({".", ",", "-", "/", "(", ")"}) | _folded("behind_year")
_ORDINALS = frozenset({"°", "."}) | _folded("ordinals")


class DateMatch(NamedTuple):
    """A date found in a text: its value in the record's form, and the characters [start, end) that print it."""

    value: str
    start: int
    end: int


class _Month(NamedTuple):
    number: int
    languages: frozenset[str]
    abbreviated: bool
    jalali: bool = False


def find_dates(text: str, language: str | None = None, *, years: bool = False) -> list[DateMatch]:
    """Every date that a visible text prints, in reading order; none overlaps another.

    `language` is that of the page's frame: it decides between day/month and month/day, and between months of one name.
    Without it, numbers that can be read both ways are no date. `years` also takes a year that stands alone.
    """
    if (first := _ANY_DATE.search(text)) is None:
        if YEAR_SIGN not in text or len(text) > 4 * _MARGIN:
            return []
        return _in_short_text(text, language, years)
    if len(text) > 4 * _MARGIN:
        *_, last = _ANY_DATE.finditer(text, first.start())
        begin = max(0, first.start() - _MARGIN)
        matches = _in_short_text(text[begin : last.end() + _MARGIN], language, years)
        return [DateMatch(each.value, each.start + begin, each.end + begin) for each in matches]
    return _in_short_text(text, language, years)


def _in_short_text(text: str, language: str | None, years: bool) -> list[DateMatch]:
    folded, places = fold_with_places(text)
    tag = (language or "").lower().replace("_", "-")
    matches: list[DateMatch] = []
    free_from = 0
    for found in _found(folded, text if places is None else folded, tag, years):
        if found.start >= free_from:
            matches.append(found)
            free_from = found.end
    if places is None:
        return matches
    return [DateMatch(each.value, places[each.start], places[each.end - 1] + 1) for each in matches]


def _found(folded: str, printed: str, tag: str, years: bool) -> Iterator[DateMatch]:
    if YEAR_SIGN in folded and (era := ERA_DATE.search(folded)) is not None:
        yield from _found_before(folded[: era.start()], printed, tag, years)
        if (found := _with_time(folded, era_value(era), *era.span())) is not None:
            yield found
        for each in _found(folded[era.end() :], printed[era.end() :], tag, years):
            yield DateMatch(each.value, each.start + era.end(), each.end + era.end())
        return
    yield from _found_before(folded, printed, tag, years)


def _found_before(folded: str, printed: str, tag: str, years: bool) -> Iterator[DateMatch]:
    """The dates of the common calendars, in reading order."""
    short = _SHORT.search(folded)
    for year in _YEAR.finditer(folded):
        if year.start() and folded[year.start() - 1].isdigit():
            continue
        while short and short.end() <= year.start():
            yield from _short_date(folded, short, tag)
            short = _SHORT.search(folded, short.end())
        found = _around_year(folded, printed, year, tag)
        if found is not None:
            yield found
        elif years and FIRST_YEAR <= int(year[0]) <= LAST_YEAR:
            yield DateMatch(year[0], year.start(), year.end())
    while short:
        yield from _short_date(folded, short, tag)
        short = _SHORT.search(folded, short.end())


def _around_year(folded: str, printed: str, year: re.Match[str], tag: str) -> DateMatch | None:
    start, end = year.span()
    number = int(year[0])
    if match := _CJK.match(folded, start):
        return _with_time(folded, _value(number, int(match[1]), int(match[2]) if match[2] else None), *match.span())
    if match := _YMD.match(folded, start):
        month, day = (match[2], match[3]) if match[2] else (match[4], match[5])
        value = _jalali_value(number, int(month), int(day)) if number < FIRST_YEAR and tag[:2] == "fa" else None
        value = value or _value(number, int(month), int(day))
        if value and (start == 0 or folded[start - 1] not in "./-+"):
            return _with_time(folded, value, *match.span())
    tokens = list(_TOKEN.finditer(folded, max(0, start - _WINDOW), start))
    before = _read_backwards(tokens, tag, number)
    if before is None:
        return _behind_year(folded, year, tag)
    month, day, first = before
    if number > LAST_YEAR and (tag[:2] == "th" or "th" in month.languages):
        number -= BUDDHIST_YEARS
    if month.jalali != (number < FIRST_YEAR):
        return None
    if day is None and not _is_month_alone(month, printed[first : first + 1], tag):
        return None
    value = (_jalali_value if month.jalali else _value)(number, month.number, day)
    if mark := _YEAR_MARK.match(folded, end):
        end = mark.end()
    return _with_time(folded, value, first, end)


def _read_backwards(tokens: list[re.Match[str]], tag: str, year: int) -> tuple[_Month, int | None, int] | None:
    """Month, day and first place of the date that ends where the tokens end."""
    words = [token[0] for token in tokens]
    index = _skip(words, len(words) - 1)
    if index < 0:
        return None
    month, at = _month_ending(words, index, tag)
    if month is not None:
        return _day_before_month(tokens, words, at, month, tag)
    if words[index] in _ORDINALS and index:
        index -= 1
    if not words[index].isdigit() or not 1 <= int(words[index]) <= 31:
        return None
    number = int(words[index])
    if index >= 2 and words[index - 1] in _SEPARATORS and words[index - 2].isdigit():
        return _numbers(tokens, words, index, tag, year)
    if (
        index >= 1 and (words[index - 1] == "thang" or (words[index - 1] == "th" and tag[:2] == "vi")) and number <= 12
    ):  # Vietnamese: "19 tháng 10, 2016"
        before = _skip(words, index - 2)
        if before >= 0 and words[before].isdigit() and 1 <= int(words[before]) <= 31:
            return _Month(number, frozenset(), False), int(words[before]), tokens[before].start()
        return None
    month, at = _month_ending(words, _skip(words, index - 1), tag)
    return None if month is None else (month, number, tokens[at].start())


def _day_before_month(
    tokens: list[re.Match[str]], words: list[str], at: int, month: _Month, tag: str
) -> tuple[_Month, int | None, int]:
    index = _skip(words, at - 1)
    again, also_at = _month_ending(words, index, tag)
    if again is not None and again.number == month.number:  # "تشرين الأول/أكتوبر": one month under two names
        at, index = also_at, _skip(words, also_at - 1)
    if index > 0 and words[index] in _ORDINALS:
        index -= 1
    if index >= 0 and words[index].isdigit() and 1 <= int(words[index]) <= 31 and at - index <= 4:
        joined = (
            index > 0 and words[index - 1] in (":", ".", "/", "-") and tokens[index - 1].end() == tokens[index].start()
        )
        if not (joined and index > 1 and words[index - 2].isdigit()):  # not "10:15 October", "12-14 October"
            return month, int(words[index]), tokens[index].start()
    return month, None, tokens[at].start()


def _numbers(
    tokens: list[re.Match[str]], words: list[str], index: int, tag: str, year: int
) -> tuple[_Month, int | None, int] | None:
    """Two numbers in front of a year, parted from it and from each other by one mark: 19/10/2016."""
    mark = words[index - 1]
    if words[-1] != mark or index != len(words) - 2:
        return None
    start = tokens[index - 2].start()
    if index >= 3 and words[index - 3] in ("/", ".", "-", ":") and tokens[index - 3].end() == start:
        return None
    first, second = int(words[index - 2]), int(words[index])
    ordered = _by_weekday(words, index - 3, year, first, second) or _day_and_month(first, second, mark, tag)
    return None if ordered is None else (_Month(ordered[1], frozenset(), False), ordered[0], start)


def _by_weekday(words: list[str], index: int, year: int, first: int, second: int) -> tuple[int, int] | None:
    """Day and month as the weekday in front of two numbers settles them: Mon, 03/05/2018."""
    weekday = _weekday_numbers().get(words[index]) if (index := _skip(words, index)) >= 0 else None
    if weekday is None:
        return None
    fits = [
        (day, month)
        for day, month in dict.fromkeys(((first, second), (second, first)))
        if (value := _value(year, month, day)) and date.fromisoformat(value).weekday() == weekday
    ]
    return fits[0] if len(fits) == 1 else None


def _behind_year(folded: str, year: re.Match[str], tag: str) -> DateMatch | None:
    """`2016. október 19.`, `2016 m. spalio 19 d.`, `2016(e)ko urriaren 19a`, `2016 October 19`."""
    tokens = list(_TOKEN.finditer(folded, year.end(), year.end() + _WINDOW))[:8]
    words = [token[0] for token in tokens]
    index = 0
    while index < len(words) and words[index] in _BEHIND_YEAR:
        index += 1
    if "gada" in words[:index]:
        return _latvian(folded, year, tokens[index:], tag)
    if index >= len(words) - 1:
        return None
    month, _ = _month_ending(words[: index + 1], index, tag)
    if month is None or month.jalali:
        return None
    is_marked = words[index + 1] in (".", "-", "/", ",")
    if month.abbreviated and not is_marked and words[index + 2 : index + 3] not in ([], [";"], [","], ["."], ["("]):
        return None  # "in 2016 Jan 7 people …"; citations print "2016 Jan 7;"
    index += 1
    while index < len(words) and words[index] in (".", "-", "/"):
        index += 1
    if index >= len(words) or not words[index].isdigit() or not 1 <= int(words[index]) <= 31:
        return None
    if tag[:2] not in ("", *month.languages) and year.start() > 0:
        return None
    end = tokens[index].end()
    if mark := _DAY_MARK.match(folded, end):
        end = mark.end()
    return _with_time(folded, _value(int(year[0]), month.number, int(words[index])), year.start(), end)


def _latvian(folded: str, year: re.Match[str], tokens: list[re.Match[str]], tag: str) -> DateMatch | None:
    """`2021. gada 9. maijs`: the day and the month behind the year."""
    words = [token[0] for token in tokens if token[0] != "."]
    if len(words) < LATVIAN_PARTS or not words[0].isdigit() or not 1 <= int(words[0]) <= 31:
        return None
    month, _ = _month_ending(words[:LATVIAN_PARTS], LATVIAN_PARTS - 1, tag)
    if month is None or month.jalali:
        return None
    end = next(token.end() for token in tokens if token[0] == words[1])
    return _with_time(folded, _value(int(year[0]), month.number, int(words[0])), year.start(), end)


def _short_date(folded: str, match: re.Match[str], tag: str) -> Iterator[DateMatch]:
    """A date with a year of two digits: only whole, and only where the language, or the points, tell the order."""
    mark, second, year = match.groups()
    first = match[0].partition(mark)[0]
    if match.start() and _NO_DATE_BEHIND.match(folded[match.start() - 1]):
        return
    if mark == "." and not (len(first) == len(second) == 2) and not _HOUR_BEHIND.match(folded, match.end()):
        return  # 1.2.13 is a version
    if (not tag and mark != ".") or tag[:2] in YEAR_FIRST:
        return
    ordered = _day_and_month(int(first), int(second), mark, tag)
    if ordered is None:
        return
    century = 2000 if int(year) < 50 else 1900
    found = _with_time(folded, _value(century + int(year), ordered[1], ordered[0]), *match.span())
    if found is not None:
        yield found


def _day_and_month(first: int, second: int, mark: str, tag: str) -> tuple[int, int] | None:
    if first > 12 or second > 12 or first == second:
        return (first, second) if first >= second else (second, first)
    if mark == "." and tag[:2] not in YEAR_FIRST:
        return first, second
    if tag in MONTH_FIRST:
        return second, first
    if not tag or tag in EITHER_ORDER or tag[:2] in YEAR_FIRST:
        return None
    return first, second


def _skip(words: list[str], index: int) -> int:
    """The place before the fillers that end at `index`."""
    lowest = index - 3
    while index >= 0 and index > lowest and words[index] in _FILLERS:
        if words[index] == "nam" and index and words[index - 1] == "thang":
            break  # Vietnamese "năm" is "year" and "five": the fifth month
        index -= 1
    return index


def _month_ending(words: list[str], index: int, tag: str) -> tuple[_Month | None, int]:
    """The month whose name ends at `index`, and where it begins."""
    if index < 0:
        return None, index
    table = _months()
    for length in (3, 2, 1):
        begin = index - length + 1
        if begin >= 0 and (month := _choose(table.get(" ".join(words[begin : index + 1])), tag)):
            return month, begin
    word = words[index]
    if word.startswith(("ב", "ה")) and (month := _choose(table.get(word[1:]), tag)):  # Hebrew "in" and "the"
        return month, index
    return None, index


def _choose(months: tuple[_Month, ...] | None, tag: str) -> _Month | None:
    """The one month that a name stands for; None where languages disagree and none is known."""
    if months is None or len(months) == 1:
        return months[0] if months else None
    language = tag.split("-")[0]
    own = [month for month in months if language in month.languages]
    return own[0] if len(own) == 1 else None


def _is_month_alone(month: _Month, initial: str, tag: str) -> bool:
    """Whether a month with its year and no day may be taken: not for "sold out 2016", not for "may 2016"."""
    language = tag.split("-")[0]
    if month.abbreviated:
        return language in month.languages
    return "en" not in month.languages or initial.isupper() or language not in ("", "en")


def _value(year: int, month: int, day: int | None) -> str | None:
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:
        return None
    if day is None:
        return f"{year}-{month:02d}"
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _jalali_value(year: int, month: int, day: int | None) -> str | None:
    """A date of the Persian solar calendar, by the 33-year rule that holds from 1178 to 1633."""
    if not 1178 <= year <= 1633 or not 1 <= month <= 12 or day is None:
        return None  # a Persian month lies in two of ours
    if not 1 <= day <= (31 if month <= 6 else 30):
        return None
    since = year + 1595
    days = (
        -355_668 + 365 * since + since // 33 * 8 + (since % 33 + 3) // 4 + day
        + ((month - 1) * 31 if month < 7 else (month - 7) * 30 + 186)
    )  # fmt: skip
    # Days since 1 March of year 0 of the Gregorian calendar, shifted to Python's count.
    return date.fromordinal(days - 365).isoformat()


def _with_time(folded: str, value: str | None, start: int, end: int) -> DateMatch | None:
    if value is None:
        return None
    start, weekday_start = start, _weekday_before(folded, start)
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
    tokens = list(_TOKEN.finditer(folded, max(0, start - 20), start))
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
    return begin if word in _weekdays() and (marked or len(word) > 3 or not word.isascii()) else start


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


@cache
def _months() -> dict[str, tuple[_Month, ...]]:
    """Every folded form of a month's name, with the months it stands for."""
    forms: dict[str, dict[int, _Month]] = {}
    also = tables("also")
    for language, table in tables("dates").items():
        languages = frozenset({language, *also.get(language, ())})
        for number, cell in enumerate(table.get("months", ()), 1):
            for form in cell:
                short = form.endswith(".")
                by_number = forms.setdefault(_key(form), {})
                if (known := by_number.get(number)) is None:
                    by_number[number] = _Month(number, languages, short)
                else:
                    by_number[number] = _Month(number, known.languages | languages, known.abbreviated and short)
    found = {word: tuple(by_number.values()) for word, by_number in forms.items()}
    for language, table in tables("dates").items():
        for number, cell in enumerate(table.get("solar_months", ()), 1):
            for form in cell:
                found.setdefault(_key(form), (_Month(number, frozenset({language}), False, True),))
    return found


def _key(form: str) -> str:
    """A month's name as it is looked up: its tokens, folded."""
    return " ".join(_TOKEN.findall(fold(form.rstrip("."))))


@cache
def _weekday_numbers() -> dict[str, int]:
    """The day that a name stands for, from Monday, 0; without names that stand for another day in another language."""
    numbers: dict[str, set[int]] = {}
    for table in tables("dates").values():
        for number, cell in enumerate(table.get("weekdays", ())):
            for word in cell:
                numbers.setdefault(fold(word), set()).add(number)
    return {word: next(iter(found)) for word, found in numbers.items() if len(found) == 1}


@cache
def _weekdays() -> frozenset[str]:
    cells = (cell for table in tables("dates").values() for cell in table.get("weekdays", ()))
    return frozenset(fold(word) for cell in cells for word in cell)
