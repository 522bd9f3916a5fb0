"""When did the publisher say that the article went live, and when was it changed?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from scraper.extraction.date_labels import MODIFIED_LABEL, NOT_PUBLISHED, PUBLISHED_LABEL
from scraper.extraction.head import elements_in, head_lines
from scraper.extraction.reading import Found, Reading
from scraper.extraction.site import DATELINE_OUTLET
from scraper.extraction.structured import Thing, canonical_links, main_things, of_type, values
from scraper.normalize.dates import DateMatch, find_dates, is_plausible, normalize_date, precision, same_day
from scraper.normalize.urls import date_from_url
from scraper.parsing.document import Document, Line

#: Names of <meta> that state the day of publication, most trusted first. The last ones are said of the page, too.
PUBLISHED_METAS = (
    "article:published_time", "article:published", "og:article:published_time", "article:published_date",
    "og:published_time", "og:pubdate", "og:publish_date", "datepublished", "parsely-pub-date", "sailthru.date",
    "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "rnews:datepublished", "bt:pubdate", "vr:published_time",
    "publication_date", "publicationdate", "publication-date", "publishdate", "publish-date", "publish_date",
    "published-date", "published_date", "published_time", "published_at", "published", "pubdate", "pub_date",
    "article_date_original", "article-publication-date", "article.published", "originalpublicationdate",
    "dc.date.issued", "dcterms.issued", "dc.date.published", "dcterms.available", "citation_publication_date",
    "citation_online_date", "citation_date", "prism.publicationdate", "eprints.date", "bepress_citation_date",
    "displaydate", "ptime", "lp.article:published_time", "weibo:article:create_at", "article:create_at",
    "release_date", "video:release_date", "dc.date.created", "dcterms.created", "dc.date", "dcterms.date", "dc:date",
    "datecreated", "creation_date", "date", "doc_date", "document-date",
)  # fmt: skip
MODIFIED_METAS = (
    "article:modified_time", "article:modified", "og:article:modified_time", "og:modified_time", "og:updated_time",
    "article:updated_time", "datemodified", "dc.date.modified", "dcterms.modified", "dc.modified", "date.modified",
    "last-modified", "lastmod", "last_modified", "lastmodified", "modified", "article.updated", "updated_time",
    "article:update_at", "revised", "revision_date", "update_date", "vr:modified_time",
)  # fmt: skip
PAGE_TYPES = ("WebPage", "ItemPage", "CollectionPage", "FAQPage", "AboutPage", "CreativeWork")

MAX_LINE_CHARS = 140  # a longer one is a sentence
DIGIT = re.compile(r"\d")
#: What may stand in a line of its own beside a date: hours, weekdays, "at", separators, reading times.
BESIDE_DATE = re.compile(
    r"[\W\d_]+|\b(?:[ap]m|[a-z]{1,2}st|gmt|utc|cest|cet|uhr|hrs?|hours?|h|à|at|at|le|on|am|um|den|il|el|de|del|"
    r"o'clock|kl|klo|ore|o|do|г|в|min(?:s|utes?)?|read(?:ing)?(?: time)?|minutes?|lesezeit|lecture|lectura|lettura)\b",
    re.IGNORECASE,
)
SHORT_REST = 24  # letters beside the date that leave a line a date line: an outlet, a city, a section


@dataclass(frozen=True, slots=True)
class Printed:
    """A date printed near the title."""

    value: str
    line: Line
    modified: bool
    labelled: bool


def extract_published(reading: Reading, now: datetime | None = None) -> Found[str] | None:
    """The moment the publisher says the article went live; `now` is when the page was fetched.

    Looks:   the main thing's datePublished; <meta>; the page's datePublished; <time> and dates printed near the title;
             the address.
    Gives:   as precise as the page states it; None when it does not say. Never a date of a change, of a comment, of a
             copyright line, nor one after `now`. Adds a warning when the printed day is another one.
    Source:  https://schema.org/datePublished, https://ogp.me/#type_article
    """
    document = reading.document
    stated = [found for found in _stated(document, "datePublished", PUBLISHED_METAS) if is_plausible(found.value, now)]
    printed = [each for each in _printed(reading) if is_plausible(each.value, now)]
    shown = next((each for each in printed if not each.modified and each.labelled), None)
    shown = shown or next((each for each in printed if not each.modified), None)
    if shown is not None:
        reading.claim(shown.line, "field", "published")
    if stated:
        first = stated[0]
        best = max((each for each in stated if same_day(each.value, first.value)), key=_precision, default=first)
        best = best if _precision(best) > _precision(first) else first
        if shown is not None and days_apart(best.value, shown.value):
            reading.warnings.append(f"published: {best.where} says {best.value}, the page prints {shown.value}")
        return best
    machine = next((each for each in _time_elements(reading, changed=False) if is_plausible(each.value, now)), None)
    if machine is not None:
        return machine
    if shown is not None:
        return Found(shown.value, "label" if shown.labelled else "dateline")
    for address in (document.url, *canonical_links(document)):
        value = date_from_url(address or "")
        if value and precision(value) >= precision("2016-10-19") and is_plausible(value, now):
            return Found(value, "url")
    return None


def extract_modified(reading: Reading, now: datetime | None = None) -> Found[str] | None:
    """The moment of the last change that the page states: the main thing's dateModified, <meta>, a printed label."""
    document = reading.document
    stated = [found for found in _stated(document, "dateModified", MODIFIED_METAS) if is_plausible(found.value, now)]
    shown = next((each for each in _printed(reading) if each.modified and is_plausible(each.value, now)), None)
    if shown is not None:
        reading.claim(shown.line, "field", "modified")
    if stated:
        return stated[0]
    machine = next((each for each in _time_elements(reading, changed=True) if is_plausible(each.value, now)), None)
    return machine or (Found(shown.value, "label") if shown else None)


def days_apart(one: str, other: str) -> bool:
    """Whether two dates are days that no change of time zone makes the same."""
    if len(one) < 10 or len(other) < 10 or same_day(one, other):
        return False
    try:
        distance = abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days)
    except ValueError:
        return False
    return distance > (1 if "T" in one or "T" in other else 0)


def _precision(found: Found[str]) -> int:
    return precision(found.value)


def _stated(document: Document, name: str, metas: tuple[str, ...]) -> list[Found[str]]:
    """What the page says in places made for machines, most trusted first."""
    things = main_things(document)
    found = list(_dates_of(things, name))
    for meta in metas:
        for value in document.meta.get(meta, ())[:2]:
            normal = normalize_date(value)
            if normal:
                found.append(Found(normal, meta))
    found.extend(_dates_of((thing for thing in of_type(document, PAGE_TYPES) if thing not in things), name))
    orphans = (thing for thing in document.linked_data if not thing["@type"] and thing["@source"] != "json-ld")
    found.extend(_dates_of(orphans, name))
    return found


def _dates_of(things: Iterator[Thing] | list[Thing], name: str) -> Iterator[Found[str]]:
    for thing in things:
        for value in values(thing, name)[:2]:
            normal = normalize_date(value)
            if normal:
                yield Found(normal, thing["@source"])


def _printed(reading: Reading) -> list[Printed]:
    """The dates printed near the title, in reading order."""
    found: list[Printed] = []
    language = reading.document.html_language
    for line in head_lines(reading):
        text = line.text
        if len(text) > MAX_LINE_CHARS or line.index == reading.title_line or not DIGIT.search(text):
            continue
        matches = find_dates(text, language)
        start = 0
        for match in matches:
            before = text[start : match.start]
            start = match.end
            if precision(match.value) < precision("2016-10-19") or NOT_PUBLISHED.search(before):
                continue
            changed = MODIFIED_LABEL.search(before)
            labelled = PUBLISHED_LABEL.search(before)
            if changed and not (labelled and labelled.end() > changed.end()):
                found.append(Printed(match.value, line, modified=True, labelled=True))
            elif labelled or _is_date_line(text, matches):
                found.append(Printed(match.value, line, modified=False, labelled=labelled is not None))
    return found


def _is_date_line(text: str, matches: list[DateMatch]) -> bool:
    """Whether a line says little more than its dates: an hour, an outlet, a city."""
    outlet = DATELINE_OUTLET.match(text)
    start = outlet.end() if outlet else 0
    rest = []
    for match in matches:
        rest.append(text[start : match.start])
        start = max(start, match.end)
    rest.append(text[start:])
    return sum(len(BESIDE_DATE.sub("", part)) for part in rest) <= SHORT_REST


def _time_elements(reading: Reading, *, changed: bool) -> Iterator[Found[str]]:
    """The machine-readable dates of <time> near the title."""
    lines = head_lines(reading)
    if not lines:
        return
    first, last = lines[0].block, lines[-1].last_token
    for token in reading.document.markup.opened.get("time", ()):
        if not first <= token <= last:
            continue
        for element in elements_in(reading, range(token, token + 1)):
            value = normalize_date(element.get("datetime") or element.get("content") or "")
            if value is None:
                continue
            marks = f"{element.raw} {element.parent.raw if element.parent else ''}".lower()
            line = next((line for line in reading.document.lines_of(element)), None)
            text = line.text if line is not None else ""
            is_change = "modif" in marks or "updat" in marks or (MODIFIED_LABEL.search(text) is not None)
            if "published" in marks:
                is_change = "updated" in marks and "published" not in element.raw.lower()
            if is_change == changed:
                yield Found(value, "time")
