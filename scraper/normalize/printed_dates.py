"""Dates as people print them: found in a visible line, in any of some forty languages.

A year of four digits is the anchor: what stands before or behind it is read token by token, so that a line costs what
its numbers cost, and one without a number costs nothing.

    19 octobre 2016 · October 19th, 2016 · 2016. október 19. · 19/10/2016 · 2016年10月19日 · ۲۸ مهر ۱۳۹۵ · 07.11.11
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scraper.normalize.calendar_names import TOKEN, Month, date_words, is_month_alone, month_ending
from scraper.normalize.calendars import BUDDHIST_YEARS, FIRST_YEAR, LAST_YEAR, date_value, jalali_value
from scraper.normalize.date_order import YEAR_FIRST, by_weekday, day_and_month
from scraper.normalize.dates_of_eras import ERA_DATE, YEAR_SIGN, era_value
from scraper.normalize.folding import fold_with_places
from scraper.normalize.times_of_day import DateMatch, with_time
from scraper.wordings import any_of

LATVIAN_PARTS = 2  # the day and the month
# A pattern that begins with a set of characters is scanned for three times as fast as one that begins with an
# alternative, a category or a look behind; most lines of a page are only ever seen by the first of these.
_ANY_DATE = re.compile(
    r"[0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0ae6-\u0aef\u0e50-\u0e59\uff10-\uff19](?:\d{3}(?!\d)|[./-]\d{1,2}[./-]\d\d|\s[./-]\s?\d\d?\s?[./-]\s?\d{4})"
)
_MARGIN = 80  # around the numbers of a long text: more than the longest date, or time, takes
_YEAR = re.compile(r"[12][0-9]{3}(?![0-9])")
_WINDOW = 48  # the longest date in front of its year has some 40 characters
_YMD = re.compile(r"\d{4}(?:\s?([-/.])\s?(\d{1,2})\s?\1\s?(\d{1,2})|-?([01]\d)([0-3]\d)(?=t\d))(?!\d)")
_CJK = re.compile(r"\d{4}\s?[年년]\s?(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日일号號])?")
_SHORT = re.compile(r"[0-9]{1,2}([./-])([0-9]{1,2})\1([0-9]{2})(?![\w%]|[./-][0-9](?![0-9]?:[0-9]{2}))")
_HOUR_BEHIND = re.compile(r",?\s\d{1,2}:[0-5]\d(?!\d)")
_NO_DATE_BEHIND = re.compile(r"[\w./:,-]")
_DAY_MARK = re.compile(r"\s?(?:d\.|\.)")
_YEAR_MARK = re.compile(rf"\s?(?:{any_of(date_words('year'))})(?!\w)")
_SEPARATORS = frozenset({"/", ".", "-"})
#: Words and marks between the parts of a date.
_FILLERS = frozenset({",", ".", "-", "/", "'", "׳"}) | date_words("between")
#: What may stand between a year and the month behind it: Lithuanian "m.", Latvian "gada", Basque "(e)ko".
_BEHIND_YEAR = frozenset({".", ",", "-", "/", "(", ")"}) | date_words("behind_year")
_ORDINALS = frozenset({"°", "."}) | date_words("ordinals")


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
        if (found := with_time(folded, era_value(era), *era.span())) is not None:
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
        return with_time(folded, date_value(number, int(match[1]), int(match[2]) if match[2] else None), *match.span())
    if match := _YMD.match(folded, start):
        month, day = (match[2], match[3]) if match[2] else (match[4], match[5])
        value = jalali_value(number, int(month), int(day)) if number < FIRST_YEAR and tag[:2] == "fa" else None
        value = value or date_value(number, int(month), int(day))
        if value and (start == 0 or folded[start - 1] not in "./-+"):
            return with_time(folded, value, *match.span())
    tokens = list(TOKEN.finditer(folded, max(0, start - _WINDOW), start))
    before = _read_backwards(tokens, tag, number)
    if before is None:
        return _behind_year(folded, year, tag)
    month, day, first = before
    if number > LAST_YEAR and (tag[:2] == "th" or "th" in month.languages):
        number -= BUDDHIST_YEARS
    if month.jalali != (number < FIRST_YEAR):
        return None
    if day is None and not is_month_alone(month, printed[first : first + 1], tag):
        return None
    value = (jalali_value if month.jalali else date_value)(number, month.number, day)
    if mark := _YEAR_MARK.match(folded, end):
        end = mark.end()
    return with_time(folded, value, first, end)


def _read_backwards(tokens: list[re.Match[str]], tag: str, year: int) -> tuple[Month, int | None, int] | None:
    """Month, day and first place of the date that ends where the tokens end."""
    words = [token[0] for token in tokens]
    index = _skip(words, len(words) - 1)
    if index < 0:
        return None
    month, at = month_ending(words, index, tag)
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
            return Month(number, frozenset(), False), int(words[before]), tokens[before].start()
        return None
    month, at = month_ending(words, _skip(words, index - 1), tag)
    return None if month is None else (month, number, tokens[at].start())


def _day_before_month(
    tokens: list[re.Match[str]], words: list[str], at: int, month: Month, tag: str
) -> tuple[Month, int | None, int]:
    index = _skip(words, at - 1)
    again, also_at = month_ending(words, index, tag)
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
) -> tuple[Month, int | None, int] | None:
    """Two numbers in front of a year, parted from it and from each other by one mark: 19/10/2016."""
    mark = words[index - 1]
    if words[-1] != mark or index != len(words) - 2:
        return None
    start = tokens[index - 2].start()
    if index >= 3 and words[index - 3] in ("/", ".", "-", ":") and tokens[index - 3].end() == start:
        return None
    first, second = int(words[index - 2]), int(words[index])
    before = _skip(words, index - 3)
    ordered = by_weekday(words[before], year, first, second) if before >= 0 else None
    ordered = ordered or day_and_month(first, second, mark, tag)
    return None if ordered is None else (Month(ordered[1], frozenset(), False), ordered[0], start)


def _behind_year(folded: str, year: re.Match[str], tag: str) -> DateMatch | None:
    """`2016. október 19.`, `2016 m. spalio 19 d.`, `2016(e)ko urriaren 19a`, `2016 October 19`."""
    tokens = list(TOKEN.finditer(folded, year.end(), year.end() + _WINDOW))[:8]
    words = [token[0] for token in tokens]
    index = 0
    while index < len(words) and words[index] in _BEHIND_YEAR:
        index += 1
    if "gada" in words[:index]:
        return _latvian(folded, year, tokens[index:], tag)
    if index >= len(words) - 1:
        return None
    month, _ = month_ending(words[: index + 1], index, tag)
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
    return with_time(folded, date_value(int(year[0]), month.number, int(words[index])), year.start(), end)


def _latvian(folded: str, year: re.Match[str], tokens: list[re.Match[str]], tag: str) -> DateMatch | None:
    """`2021. gada 9. maijs`: the day and the month behind the year."""
    words = [token[0] for token in tokens if token[0] != "."]
    if len(words) < LATVIAN_PARTS or not words[0].isdigit() or not 1 <= int(words[0]) <= 31:
        return None
    month, _ = month_ending(words[:LATVIAN_PARTS], LATVIAN_PARTS - 1, tag)
    if month is None or month.jalali:
        return None
    end = next(token.end() for token in tokens if token[0] == words[1])
    return with_time(folded, date_value(int(year[0]), month.number, int(words[0])), year.start(), end)


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
    ordered = day_and_month(int(first), int(second), mark, tag)
    if ordered is None:
        return
    century = 2000 if int(year) < 50 else 1900
    found = with_time(folded, date_value(century + int(year), ordered[1], ordered[0]), *match.span())
    if found is not None:
        yield found


def _skip(words: list[str], index: int) -> int:
    """The place before the fillers that end at `index`."""
    lowest = index - 3
    while index >= 0 and index > lowest and words[index] in _FILLERS:
        if words[index] == "nam" and index and words[index - 1] == "thang":
            break  # Vietnamese "năm" is "year" and "five": the fifth month
        index -= 1
    return index
