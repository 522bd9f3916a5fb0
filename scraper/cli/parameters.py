"""Option values that are more than a word: dates, durations, sizes, request headers."""

from __future__ import annotations

import datetime
import math
import re
from typing import Any

import click

#: Unit -> seconds, and unit -> bytes. A bare number is in seconds, or in bytes.
SECONDS_OF = {"": 1.0, "ms": 0.001, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3_600.0, "d": 86_400.0}
BYTES_OF = {
    "": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30,
    "k": 10**3, "m": 10**6, "g": 10**9,
}  # fmt: skip
DAYS_OF = {"d": 1, "w": 7}
AMOUNT = re.compile(r"\s*+(-?\d{1,400}(?:\.\d{1,20})?(?:e[+-]?\d{1,3})?)\s*+([a-z]*)\s*+", re.IGNORECASE | re.ASCII)
AGO = re.compile(r"(\d{1,6})([dw])", re.IGNORECASE | re.ASCII)
NAMED_DAYS = {"today": "0d", "yesterday": "1d"}
DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)

MAX_SECONDS = 366 * 86_400.0
MAX_BYTES = 2**40
#: The largest count: the most that the store can hold, and more than anybody has.
MAX_COUNT = 2**31 - 1


class Date(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.5 only
    """A valid year, month or day as ISO 8601; or `today`, `yesterday`, `7d`, `2w` before today in UTC."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The date as ISO 8601, as precise as it was given."""
        date = _date(str(value).strip())
        if date is None:
            self.fail(f"{value!r} is no date like 2026-11-27, 2026-11, 7d or yesterday", param, ctx)
        return date


def _date(text: str) -> str | None:
    ago = AGO.fullmatch(NAMED_DAYS.get(text.lower(), text))
    found = DATE.fullmatch(text)
    try:
        if ago:
            before = datetime.timedelta(days=int(ago[1]) * DAYS_OF[ago[2].lower()])
            return (datetime.datetime.now(datetime.UTC).date() - before).isoformat()
        if found:
            datetime.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
            return text
    except (ValueError, OverflowError):  # no such day, or one before the year 1
        return None
    return None


class _Amount(click.ParamType):  # type: ignore[type-arg]
    """A number with a unit, within bounds."""

    units: dict[str, float] | dict[str, int]
    what: str
    examples: str

    def __init__(self, least: float, most: float) -> None:
        self.least, self.most = least, most

    def amount(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number in the default unit."""
        found = None if isinstance(value, bool) else AMOUNT.fullmatch(str(value))
        unit = found[2].lower() if found else ""
        if not found or unit not in self.units:
            self.fail(f"{value!r} is no {self.what} like {self.examples}", param, ctx)
        number = float(found[1]) * self.units[unit]
        if not self.least <= number <= self.most:
            unit = self.name.lower()
            self.fail(f"{value!r} is not between {self.least:g} and {self.most:.0f} {unit}", param, ctx)
        return number


class Duration(_Amount):
    """A duration in seconds, or with a unit: `90s`, `1.5h`."""

    name = "SECONDS"
    units, what, examples = SECONDS_OF, "duration", "30, 90s, 5m or 1h"

    def __init__(self, least: float = 0.0) -> None:
        super().__init__(least, MAX_SECONDS)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The duration in seconds."""
        return self.amount(value, param, ctx)


class Size(_Amount):
    """A size in bytes, or with a unit: `500kB`, `10MB`, `1GiB`."""

    name = "BYTES"
    units, what, examples = BYTES_OF, "size", "10485760, 500kB, 10MB or 1GiB"

    def __init__(self) -> None:
        super().__init__(1, MAX_BYTES)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The size in bytes."""
        return math.floor(self.amount(value, param, ctx))


class Text(click.ParamType):  # type: ignore[type-arg]
    """A text that is not empty: `--proxy "$PROXY"` with PROXY unset is a mistake."""

    name = "TEXT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text."""
        if not str(value).strip():
            self.fail("it is empty", param, ctx)
        return str(value)


class Header(click.ParamType):  # type: ignore[type-arg]
    """A request header, written `Name: value`."""

    name = "NAME: VALUE"
    envvar_list_splitter = "\n"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Name and value."""
        if isinstance(value, tuple):
            return (str(value[0]), str(value[1]))
        name, colon, content = str(value).partition(":")
        if not colon or not name.strip() or not name.strip().isascii() or not name.strip().isprintable():
            self.fail(f"{value!r} is not of the form 'Name: value'", param, ctx)
        if not content.strip().isprintable():
            self.fail(f"{value!r} has characters that a header cannot hold", param, ctx)
        return (name.strip(), content.strip())


#: A duration above zero, and one that may be zero.
SECONDS, SECONDS_OR_NONE = Duration(0.001), Duration()
DATE_TYPE, BYTES, TEXT = Date(), Size(), Text()
