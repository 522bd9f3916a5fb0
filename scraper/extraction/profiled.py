"""What a site's profile finds on a page, before the general rules look at what is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scraper.extraction.profiles import SCHEMES, Profile, profiles_for
from scraper.extraction.reading import Found, Reading
from scraper.extraction.statements import links_of
from scraper.normalize.dates import find_dates, normalize_date
from scraper.normalize.names import split_byline
from scraper.normalize.urls import absolute_url, url_host
from scraper.parsing.document import Element, Line
from scraper.parsing.select import select
from scraper.records import OF_PROFILE, Author, Category

#: A label's values follow it in at most so many lines.
MAX_LABEL_LINES = 20
#: What follows a dropped label and is no longer than this goes with it: a counter, "0".
MAX_COUNTER_CHARS = 6


@dataclass
class Profiled:
    """The values that profiles found, by field."""

    values: dict[str, Found[Any]] = field(default_factory=dict)
    categories: list[Category] = field(default_factory=list)

    def get(self, name: str) -> Found[Any] | None:
        """What the profiles found for a field, and which of them."""
        return self.values.get(name)


def apply_profiles(reading: Reading, fetched_at: datetime | None) -> Profiled:
    """Read the page by the profiles that fit it: furniture goes, fields are found, the body is where it says.

    Raises:  ProfileError where a file of the user's folder is no profile.
    """
    profiled = Profiled()
    for profile in profiles_of(reading):
        _apply(reading, profile, profiled)
        if profile.valid_until and fetched_at and fetched_at.date() > profile.valid_until:
            reading.warnings.append(f"{OF_PROFILE}{profile.name} was meant to hold until {profile.valid_until}")
    return profiled


def profiles_of(reading: Reading) -> list[Profile]:
    """The profiles that fit the page."""
    known: list[Profile] | None = reading.memo.get("profiles")
    if known is None:
        document = reading.document
        known = profiles_for(url_host(document.url), document.html, reading.options.profiles)
        reading.memo["profiles"] = known
    return known


def _apply(reading: Reading, profile: Profile, profiled: Profiled) -> None:
    where = f"profile:{profile.name}"
    dropped = {
        line.index for each in _outermost(select(reading.document, profile.drop)) for line in _lines(reading, each)
    }
    for index in sorted(dropped):
        reading.claim(reading.document.lines[index], "dropped", where)
    reading.body = [index for index in reading.body if index not in dropped]
    for name, selectors in profile.fields.items():
        if not _read(reading, profiled, name, selectors, where) and name in profile.expected:
            reading.warnings.append(f"{OF_PROFILE}{profile.name} finds no {name}: the site may have changed")
    if profile.labels:
        _read_labels(reading, profile, profiled)


def _read(reading: Reading, profiled: Profiled, name: str, selectors: tuple[str, ...], where: str) -> bool:
    """Whether the first selector that finds something gave the field a value."""
    for selector in selectors:
        elements = select(reading.document, (selector,))
        if name in SCHEMES:
            found = [each for element in elements for each in _categories(reading, _lines(reading, element), name)]
            profiled.categories += [each for each in found if each not in profiled.categories]
            is_found = bool(found)
        elif name == "body":
            is_found = _take_body(reading, elements)
            if is_found:
                reading.found["body"] = where
        else:
            is_found = name in profiled.values or _take_value(reading, profiled, name, elements, where)
        if is_found:
            return True
    return False


def _take_body(reading: Reading, elements: list[Element]) -> bool:
    indexes = {
        line.index for element in _outermost(elements) for line in _lines(reading, element) if reading.is_free(line)
    }
    if indexes:
        reading.body = sorted(indexes)
    return bool(indexes)


def _take_value(reading: Reading, profiled: Profiled, name: str, elements: list[Element], where: str) -> bool:
    for element in elements:
        lines = [line for line in _lines(reading, element) if reading.is_free(line)]
        text = " ".join(line.text for line in lines)
        stated = element.get("datetime") or element.get("content")
        value: Any = _day(stated or text, text, reading) if name in ("published", "modified") else text or stated
        authors: tuple[Author, ...] = split_byline(text, reading.document.html_language) if name == "byline" else ()
        if not value or (name == "byline" and not authors):
            continue
        profiled.values[name] = Found(value, where)
        if authors:
            profiled.values["authors"] = Found(authors, where)
        if name == "title" and lines:
            reading.title_line = lines[0].index
        if name == "summary":
            return True  # a printed standfirst is the first block of the body, too
        for line in lines:
            reading.claim(line, "field", name)
        taken = {line.index for line in lines}
        reading.body = [index for index in reading.body if index not in taken]
        return True
    return False


def _day(value: str, text: str, reading: Reading) -> str | None:
    if day := normalize_date(value):
        return day
    dates = find_dates(text, reading.document.html_language)
    return dates[0].value if dates else None


def _read_labels(reading: Reading, profile: Profile, profiled: Profiled) -> None:
    for line in reading.document.lines:
        head, mark, rest = line.text.partition(":")
        kind = profile.labels.get(head.strip().casefold()) if not line.hidden and reading.is_free(line) else None
        if kind is None:
            continue
        values = [] if mark and rest.strip() else list(_following(reading, line, kind))
        reason = f"profile:{profile.name}" if kind == "drop" else "categories"
        found = _categories(reading, [line], kind, rest) + _categories(reading, values, kind) if kind != "drop" else []
        if kind != "drop" and not found:
            continue
        profiled.categories += [each for each in found if each not in profiled.categories]
        for each in (line, *values):
            reading.claim(each, "dropped" if kind == "drop" else "field", reason)
        taken = {line.index, *(each.index for each in values)}
        reading.body = [index for index in reading.body if index not in taken]


def _following(reading: Reading, label: Line, kind: str) -> Iterator[Line]:
    """The lines behind a label that hold its values: links alone, or, of a label that is dropped, a counter."""
    for line in reading.document.lines[label.index + 1 : label.index + 1 + MAX_LABEL_LINES]:
        if line.hidden or not line.text:
            continue
        if kind == "drop":
            if len(line.text) <= MAX_COUNTER_CHARS and reading.is_free(line):
                yield line
            return
        words = sum(map(str.isalnum, line.text))
        if not line.link_chars or line.link_chars < words or not reading.is_free(line):
            return
        yield line


def _categories(reading: Reading, lines: list[Line], scheme: str, rest: str | None = None) -> list[Category]:
    """The values in lines: their links, else what slashes and commas part."""
    out: list[Category] = []
    for line in lines:
        links = [link for link in links_of(line) if rest is None or link.text in rest]
        if links:
            out += [Category(link.text, scheme, absolute_url(link.get("href"), reading.document.url)) for link in links]
            continue
        text = line.text if rest is None else rest
        parts = text.split(" / ") if " / " in text else text.replace(";", ",").split(",")
        out += [Category(name, scheme) for part in parts if (name := part.strip(" ."))]
    return [each for each in out if each.name]


def _lines(reading: Reading, element: Element) -> list[Line]:
    lines = reading.document.lines[element.first_line : element.last_line]
    return [line for line in lines if line.text and not line.hidden]


def _outermost(elements: list[Element]) -> list[Element]:
    """The elements that stand in no other one of them, in the page's order."""
    out: list[Element] = []
    for element in sorted(elements, key=lambda each: each.token):
        if not out or not element.within(out[-1]):
            out.append(element)
    return out
