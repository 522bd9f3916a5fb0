"""The links of a front or section page -> those that lead to articles.

A link scores points for its URL, its text and its position. Links of one kind (at the same place in the page, or with
URLs of one form) then influence each other, so that a short headline among long ones counts as a headline, and a
section with a long name among sections does not.
"""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import mean
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from scraper.normalize.folding import fold
from scraper.normalize.urls import date_from_url, normal_url, same_site
from scraper.records import FeedItem, PageLink
from scraper.sources.link_words import ABOUT, FILES, ID_PARAMETERS, LIST_PARAMETERS, LISTS, SECTIONS

#: The score of a URL that leads to this page or to a list; no other points outweigh it.
NEVER = -100.0
#: How much the other links of its kind count beside the link itself.
SAME_PLACE, SAME_FORM = 0.6, 0.6

#: A URL with more points is an article's wherever the link stands: a date or number, and a headline's words.
SURE = 2.5
#: Points for a link's position: a menu, a footer or a list of sections cancels what a headline's words add, and half of
#: that if the URL alone is proof enough.
REGION_POINTS = {"nav": -2.5, "footer": -3.5, "list": -2.5, "aside": -0.3, "main": 0.7}
ONLY_NUMBERS = re.compile(r"[\W\d_]*")
DATE_SEGMENT = re.compile(
    r"\d{1,2}|\d{4}|\d{8}|\d{4}-\d\d(?:-\d\d)?|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", re.IGNORECASE
)
NUMBER = re.compile(r"\d{4,}")
#: Letters and digits mixed, as in codes.
CODE = re.compile(r"(?<![^\W_])(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{8,}(?![^\W_])")
PAGE_ENDING = re.compile(r"\.(?:s?html?|php\d?|aspx?|jsp|ece|amp)$", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+")
#: Scripts without spaces between words: a character is about half a word.
DENSE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


class _Address(NamedTuple):
    """The features of a URL."""

    segments: tuple[str, ...]  # of the path, unescaped, without a page's extension
    words: float  # in the last segment
    has_id: bool
    has_date: bool
    ending: bool
    form: str  # the same for URLs of one kind
    normal: str | None


class _Here(NamedTuple):
    """The page that the links are on."""

    url: str | None
    normal: str | None


def article_links(links: Sequence[PageLink], url: str | None) -> list[FeedItem]:
    """The article links of a page, in the page's order; `url` is the page's own URL."""
    links = _merged(links)
    addresses = [_address(link.url) for link in links]
    page = _Here(url, normal_url(url))
    own = [_points(link, address, page) for link, address in zip(links, addresses, strict=True)]
    by_place = _means((link.place for link in links), own)
    by_form = _means((address.form for address in addresses), own)
    return [
        FeedItem(link.url, link.text or None, date_from_url(link.url), source=url)
        for link, address, points in zip(links, addresses, own, strict=True)
        if points > NEVER / 2 and points + SAME_PLACE * by_place[link.place] + SAME_FORM * by_form[address.form] > 0
    ]


def _merged(links: Sequence[PageLink]) -> list[PageLink]:
    """Merges links to the same URL. Text that is printed for several URLs (`read more`) is not a title."""
    by_url: defaultdict[str, list[PageLink]] = defaultdict(list)
    urls_of: defaultdict[str, set[str]] = defaultdict(set)
    for link in links:
        key = normal_url(link.url) or link.url
        by_url[key].append(link)
        urls_of[link.text].add(key)
    return [_as_one(same, urls_of) for same in by_url.values()]


def _as_one(links: Sequence[PageLink], urls_of: Mapping[str, set[str]]) -> PageLink:
    titled = max(links, key=lambda link: (len(urls_of[link.text]) == 1, link.heading > 0, len(link.text)))
    regions = [link.region for link in links]
    return dataclasses.replace(
        titled,
        url=links[0].url,
        heading=max(link.heading for link in links),
        region=next((each for each in ("nav", "footer") if each in regions), titled.region),
        has_image=any(link.has_image for link in links),
        near_chars=max(link.near_chars for link in links),
        near_time=any(link.near_time for link in links),
        is_beside=all(link.is_beside for link in links),
    )


def _means(kinds: Iterable[str], points: Sequence[float]) -> dict[str, float]:
    """The mean points of each kind of links, without those that are excluded anyway."""
    groups: defaultdict[str, list[float]] = defaultdict(lambda: [0.0])  # a lone link says nothing about its kind
    for kind, value in zip(kinds, points, strict=True):
        if value > NEVER / 2:
            groups[kind].append(value)
        else:
            groups[kind].append(-2.0)
    return {kind: mean(values) for kind, values in groups.items()}


def _points(link: PageLink, address: _Address, page: _Here) -> float:
    if _is_out(link, address, page):
        return NEVER
    points = _points_of_address(address)
    return points + _points_of_text(link.text) + _points_of_place(link, is_sure=points > SURE)


def _is_out(link: PageLink, address: _Address, page: _Here) -> bool:
    """Whether a URL is certainly no article's: another site, the front page, a file, a list, a page about the site."""
    parts = urlsplit(link.url)
    if page.url is not None and (address.normal == page.normal or not same_site(link.url, page.url)):
        return True
    if not address.segments and not address.has_id:
        return True
    if parts.path.lower().endswith(FILES) or any(_is_list_name(name) for name, _ in parse_qsl(parts.query)):
        return True
    segments = [each.lower() for each in address.segments]
    if (parts.hostname or "").partition(".")[0] in LISTS or any(each in LISTS for each in segments):
        return True
    last = segments[-1] if segments else ""
    if last in SECTIONS or (last in ABOUT and not address.has_id) or "-".join(fold(link.text).split()) in ABOUT:
        return True
    if ONLY_NUMBERS.fullmatch(link.text):
        return True
    return bool(segments) and not address.ending and all(DATE_SEGMENT.fullmatch(each) for each in segments)


def _is_list_name(name: str) -> bool:
    """Whether a query parameter turns the page into a list: `page`, `id_rubrique`."""
    return name.lower() in LIST_PARAMETERS or any(word in LISTS | SECTIONS for word in WORD.findall(name.lower()))


def _points_of_address(address: _Address) -> float:
    points = min(address.words, 7.0) * 0.45 - 1.0
    points += 1.5 * address.has_id + 2.0 * address.has_date + 0.7 * address.ending
    points += 0.3 * (len(address.segments) >= 3) - 0.7 * (len(address.segments) == 1 and address.words < 3)
    is_section = len(address.segments) > 1 and address.segments[-2].lower() in SECTIONS
    return points - 4.0 * (is_section and not (address.has_id or address.has_date or address.ending))


def _points_of_text(text: str) -> float:
    words = _count_words(text)
    if words <= 2:
        return -1.2
    return min(words, 9) * 0.4 - 1.0


def _points_of_place(link: PageLink, *, is_sure: bool) -> float:
    points = REGION_POINTS.get(link.region, 0.0) * (0.5 if is_sure else 1.0)
    points += 1.2 * (link.heading > 0) + 0.5 * link.has_image
    if link.is_beside:  # its author, its section
        return points - 1.5
    return points + 0.8 * link.near_time + min(link.near_chars, 120.0) / 120.0


def _count_words(text: str) -> float:
    return len(WORD.findall(DENSE.sub(" ", text))) + len(DENSE.findall(text)) / 2


def _address(url: str) -> _Address:
    parts = urlsplit(url)
    path = unquote(parts.path).rstrip("/")
    ending = PAGE_ENDING.search(path)
    segments = tuple(each for each in PAGE_ENDING.sub("", path).split("/") if each)
    last = segments[-1] if segments else ""
    date = date_from_url(url)
    query = parse_qsl(parts.query)
    numbers = [each for each in NUMBER.findall(last) if not (date and each == date[:4])]
    has_id = bool(numbers) or CODE.search(last.lower()) is not None or any(_is_id(*pair) for pair in query)
    return _Address(
        segments,
        max(map(_count_words, segments[-2:] if numbers else segments[-1:]), default=0.0),
        has_id,
        date is not None and len(date) > 4,
        ending is not None,
        "/".join([parts.netloc, *map(_form, segments[:-1]), _form_of_last(last, query)]),
        normal_url(url),
    )


def _is_id(name: str, value: str) -> bool:
    name = name.lower()
    return (name in ID_PARAMETERS or name.startswith("id")) and any(map(str.isdigit, value))


def _form(segment: str) -> str:
    """The form of a folder: numbers and long names count as alike; a short name is kept, as it is a section's."""
    if any(map(str.isdigit, segment)):
        return "9"
    return segment.lower() if _count_words(segment) <= 1 else "words"


def _form_of_last(segment: str, query: Sequence[tuple[str, str]]) -> str:
    names = "&".join(sorted(name for name, _ in query))
    kind = "9" if any(map(str.isdigit, segment)) else "words"
    return f"{segment}?{names}" if names else kind
