"""Years, months and days of the calendars that the press prints, as values."""

from __future__ import annotations

from datetime import date

FIRST_YEAR, LAST_YEAR = 1600, 2099  # before it a number is hardly a year of the press, after it none at all
BUDDHIST_YEARS = 543  # by which the years of Thailand are ahead


def date_value(year: int, month: int, day: int | None) -> str | None:
    """A date in the record's form, to the month where there is no day; None for one that there never was."""
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:
        return None
    if day is None:
        return f"{year}-{month:02d}"
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def jalali_value(year: int, month: int, day: int | None) -> str | None:
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
