"""The names of months and weekdays in every language, and the other words in a printed date."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from scraper.normalize.folding import fold
from scraper.wordings import tables, words

# Vowel signs of Indic scripts are part of a word, but not for \w.
_LETTER = r"(?:[^\W\d_]|[\u0903-\u0963\u0971-\u109f])"
TOKEN = re.compile(rf"\d+|{_LETTER}+(?:'[^\W\d_]{{1,3}}(?![^\W\d_]))?|[^\w\s]")


def date_words(key: str) -> frozenset[str]:
    """The words of all languages under one key of the dates, folded."""
    return frozenset(map(fold, words("dates", key)))


class Month(NamedTuple):
    """A month that a name stands for."""

    number: int
    languages: frozenset[str]
    abbreviated: bool
    jalali: bool = False


def month_ending(words: list[str], index: int, tag: str) -> tuple[Month | None, int]:
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


def _choose(months: tuple[Month, ...] | None, tag: str) -> Month | None:
    """The one month that a name stands for; None where languages disagree and none is known."""
    if months is None or len(months) == 1:
        return months[0] if months else None
    language = tag.split("-")[0]
    own = [month for month in months if language in month.languages]
    return own[0] if len(own) == 1 else None


def is_month_alone(month: Month, initial: str, tag: str) -> bool:
    """Whether a month with its year and no day may be taken: not for "sold out 2016", not for "may 2016"."""
    language = tag.split("-")[0]
    if month.abbreviated:
        return language in month.languages
    return "en" not in month.languages or initial.isupper() or language not in ("", "en")


@cache
def _months() -> dict[str, tuple[Month, ...]]:
    """Every folded form of a month's name, with the months it stands for."""
    forms: dict[str, dict[int, Month]] = {}
    also = tables("also")
    for language, table in tables("dates").items():
        languages = frozenset({language, *also.get(language, ())})
        for number, cell in enumerate(table.get("months", ()), 1):
            for form in cell:
                short = form.endswith(".")
                by_number = forms.setdefault(_key(form), {})
                if (known := by_number.get(number)) is None:
                    by_number[number] = Month(number, languages, short)
                else:
                    by_number[number] = Month(number, known.languages | languages, known.abbreviated and short)
    found = {word: tuple(by_number.values()) for word, by_number in forms.items()}
    for language, table in tables("dates").items():
        for number, cell in enumerate(table.get("solar_months", ()), 1):
            for form in cell:
                found.setdefault(_key(form), (Month(number, frozenset({language}), False, True),))
    return found


def _key(form: str) -> str:
    """A month's name as it is looked up: its tokens, folded."""
    return " ".join(TOKEN.findall(fold(form.rstrip("."))))


@cache
def weekday_numbers() -> dict[str, int]:
    """The day that a name stands for, from Monday, 0; without names that stand for another day in another language."""
    numbers: dict[str, set[int]] = {}
    for table in tables("dates").values():
        for number, cell in enumerate(table.get("weekdays", ())):
            for word in cell:
                numbers.setdefault(fold(word), set()).add(number)
    return {word: next(iter(found)) for word, found in numbers.items() if len(found) == 1}


@cache
def weekdays() -> frozenset[str]:
    """The names of all weekdays, folded."""
    cells = (cell for table in tables("dates").values() for cell in table.get("weekdays", ()))
    return frozenset(fold(word) for cell in cells for word in cell)
