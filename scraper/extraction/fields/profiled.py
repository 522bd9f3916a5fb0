"""What a site's profile finds on a page, before the general rules look at the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from scraper.extraction.answer import Answer, Claim
from scraper.extraction.profiles import SCHEMES, Profile, profiles_for
from scraper.normalize.dates import find_dates, normalize_date
from scraper.normalize.names import split_byline
from scraper.normalize.urls import url_host
from scraper.options import ExtractOptions
from scraper.parsing.document import Document, Element, Line
from scraper.parsing.select import select
from scraper.records import OF_PROFILE, Author, Category, Page, Scheme

#: A label's values follow within this many lines.
MAX_LABEL_LINES = 20
#: What follows a dropped label and is no longer than this is dropped with it: a counter, "0".
MAX_COUNTER_CHARS = 6


@dataclass
class Profiled:
    """What profiles found on a page: answers by field, categories, and the remaining lines of the body."""

    document: Document
    profiles: tuple[Profile, ...]
    body: list[int]
    answers: dict[str, Answer[Any]] = field(default_factory=dict)
    categories: list[Category] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)  # lines that a profile has read or dropped
    dropped: set[int] = field(default_factory=set)

    def lines_in(self, element: Element) -> list[Line]:
        """The visible lines with text inside an element."""
        return [line for line in self.document.lines_of(element) if line.text and not line.hidden]

    def take(self, indexes: Iterable[int], fate: str, reason: str) -> tuple[Claim, ...]:
        """Claims on the lines that are still free; they no longer belong to the body."""
        lines = set(indexes)
        claims = tuple(Claim(index, fate, reason) for index in sorted(lines - self.taken))
        self.taken |= lines
        self.body = [index for index in self.body if index not in lines]
        return claims

    def drop(self, indexes: Iterable[int], profile: Profile) -> None:
        """Leave lines out of the article."""
        claims = self.take(indexes, "dropped", f"profile:{profile.name}")
        self.claims += claims
        self.dropped.update(claim.line for claim in claims)


def apply_profiles(page: Page, options: ExtractOptions, document: Document, body: list[int]) -> Profiled:
    """Apply the profiles that fit the page: drop furniture, find fields, and take the body from where they say.

    Raises:  ProfileError if a file in the user's folder is not a profile.
    """
    profiles = tuple(profiles_for(url_host(document.url), document.html, options.profiles))
    profiled = Profiled(document, profiles, body)
    for profile in profiles:
        _apply(profile, profiled)
        if profile.valid_until and page.fetched_at and page.fetched_at.date() > profile.valid_until:
            profiled.warnings.append(f"{OF_PROFILE}{profile.name} was meant to hold until {profile.valid_until}")
    return profiled


def _apply(profile: Profile, profiled: Profiled) -> None:
    where = f"profile:{profile.name}"
    furniture = select(profiled.document, profile.drop)
    profiled.drop((line.index for each in furniture for line in profiled.lines_in(each)), profile)
    for name, selectors in profile.fields.items():
        if not _read(profiled, name, selectors, where) and name in profile.expected:
            profiled.warnings.append(f"{OF_PROFILE}{profile.name} finds no {name}: the site may have changed")
    if profile.labels:
        _read_labels(profile, profiled)


def _read(profiled: Profiled, name: str, selectors: tuple[str, ...], where: str) -> bool:
    """Whether the first selector that finds something gave the field a value."""
    for selector in selectors:
        elements = select(profiled.document, (selector,))
        if name in SCHEMES:
            found = [each for element in elements for each in _categories(profiled, profiled.lines_in(element), name)]
            profiled.categories += [each for each in found if each not in profiled.categories]
            is_found = bool(found)
        elif name == "body":
            is_found = _take_body(profiled, elements, where)
        else:
            is_found = name in profiled.answers or _take_value(profiled, name, elements, where)
        if is_found:
            return True
    return False


def _take_body(profiled: Profiled, elements: list[Element], where: str) -> bool:
    indexes = {line.index for element in elements for line in profiled.lines_in(element)} - profiled.taken
    if indexes:
        profiled.body = sorted(indexes)
        profiled.answers["body"] = Answer(None, where)
    return bool(indexes)


def _take_value(profiled: Profiled, name: str, elements: list[Element], where: str) -> bool:
    language = profiled.document.html_language
    for element in elements:
        lines = [line for line in profiled.lines_in(element) if line.index not in profiled.taken]
        text = " ".join(line.text for line in lines)
        stated = element.get("datetime") or element.get("content")
        value: Any = _day(stated or text, text, language) if name in ("published", "modified") else text or stated
        authors: tuple[Author, ...] = split_byline(text, language) if name == "byline" else ()
        if not value or (name == "byline" and not authors):
            continue
        # A printed standfirst is also the first block of the body.
        claims = profiled.take((line.index for line in lines), "field", name) if name != "summary" else ()
        profiled.answers[name] = Answer(value, where, claims)
        if authors:
            profiled.answers["authors"] = Answer(authors, where)
        return True
    return False


def _day(value: str, text: str, language: str | None) -> str | None:
    if day := normalize_date(value):
        return day
    dates = find_dates(text, language)
    return dates[0].value if dates else None


def _read_labels(profile: Profile, profiled: Profiled) -> None:
    for line in profiled.document.lines:
        head, mark, rest = line.text.partition(":")
        is_free = not line.hidden and line.index not in profiled.taken
        kind = profile.labels.get(head.strip().casefold()) if is_free else None
        if kind is None:
            continue
        values = [] if mark and rest.strip() else list(_following(profiled, line, kind))
        indexes = [each.index for each in (line, *values)]
        if kind == "drop":
            profiled.drop(indexes, profile)
            continue
        scheme = cast(Scheme, kind)  # a profile never shares a field with another
        found = _categories(profiled, [line], scheme, rest) + _categories(profiled, values, scheme)
        profiled.categories += [each for each in found if each not in profiled.categories]
        if found:
            profiled.claims += profiled.take(indexes, "field", "categories")


def _following(profiled: Profiled, label: Line, kind: str) -> Iterator[Line]:
    """The lines after a label with its values: links only, or, for a dropped label, a counter."""
    for line in profiled.document.lines[label.index + 1 : label.index + 1 + MAX_LABEL_LINES]:
        if line.hidden or not line.text:
            continue
        is_free = line.index not in profiled.taken
        if kind == "drop":
            if len(line.text) <= MAX_COUNTER_CHARS and is_free:
                yield line
            return
        words = sum(map(str.isalnum, line.text))
        if not line.link_chars or line.link_chars < words or not is_free:
            return
        yield line


def _categories(profiled: Profiled, lines: list[Line], scheme: Scheme, rest: str | None = None) -> list[Category]:
    """The values in lines: their links, or what slashes and commas separate."""
    out: list[Category] = []
    document = profiled.document
    for line in lines:
        links = [link for link in line.links if rest is None or link.text in rest]
        if links:
            out += [Category(link.text, scheme, document.absolute(link.get("href"))) for link in links]
            continue
        text = line.text if rest is None else rest
        parts = text.split(" / ") if " / " in text else text.replace(";", ",").split(",")
        out += [Category(name, scheme) for part in parts if (name := part.strip(" ."))]
    return [each for each in out if each.name]
