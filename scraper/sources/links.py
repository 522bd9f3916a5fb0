"""The links of a front or section page -> those that lead to articles.

Each link has points for its address, its text and where it stands. Links of one kind (the same place in the page, or
addresses of one form) are then judged with each other in mind, so that a short headline among long ones counts as one,
and a section with a long name among sections does not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import mean
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from scraper.normalize.folding import fold
from scraper.normalize.urls import date_from_url, normal_url, same_site
from scraper.records import FeedItem, PageLink
from scraper.sources.link_words import ABOUT, FILES, ID_PARAMETERS, LIST_PARAMETERS, LISTS, SECTIONS

#: An address that leads nowhere else, or to a list, has so many points that nothing outweighs them.
NEVER = -100.0
#: How much the links of one kind count beside the link itself.
SAME_PLACE, SAME_FORM = 0.6, 0.6

REGION_POINTS = {"nav": -2.5, "footer": -3.5, "list": -2.5, "aside": -0.3, "main": 0.7}
ONLY_NUMBERS = re.compile(r"[\W\d_]*")
DATE_SEGMENT = re.compile(r"\d{1,2}|\d{4}|\d{8}|\d{4}-\d\d(?:-\d\d)?|[a-z]{3}", re.IGNORECASE)
NUMBER = re.compile(r"\d{4,}")
HEX_ID = re.compile(r"(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{8,}")
PAGE_ENDING = re.compile(r"\.(?:s?html?|php|aspx?|jsp|ece|amp)$", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+")
#: Scripts that are written without spaces: a character is about half a word.
DENSE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


class _Address(NamedTuple):
    """What an address looks like."""

    segments: tuple[str, ...]  # of the path, unescaped, the ending of a page taken off
    words: float  # in the last segment
    has_id: bool
    has_date: bool
    ending: bool
    form: str  # the same for addresses of one kind


def article_links(links: Sequence[PageLink], url: str | None) -> list[FeedItem]:
    """The articles among the links of a page, in its order; `url` is the page's own address."""
    addresses = [_address(link.url) for link in links]
    own = [_points(link, address, url) for link, address in zip(links, addresses, strict=True)]
    by_place = _means((link.place for link in links), own)
    by_form = _means((address.form for address in addresses), own)
    return [
        FeedItem(link.url, link.text or None, date_from_url(link.url), source=url)
        for link, address, points in zip(links, addresses, own, strict=True)
        if points > NEVER / 2 and points + SAME_PLACE * by_place[link.place] + SAME_FORM * by_form[address.form] > 0
    ]


def _means(kinds: Iterable[str], points: Sequence[float]) -> dict[str, float]:
    """The mean points of each kind of links; those that are out anyway do not count."""
    groups: defaultdict[str, list[float]] = defaultdict(lambda: [0.0])  # a lone link says nothing of its kind
    for kind, value in zip(kinds, points, strict=True):
        if value > NEVER / 2:
            groups[kind].append(value)
        else:
            groups[kind].append(-2.0)
    return {kind: mean(values) for kind, values in groups.items()}


def _points(link: PageLink, address: _Address, url: str | None) -> float:
    if _is_out(link, address, url):
        return NEVER
    return _points_of_address(address, link.url) + _points_of_text(link.text) + _points_of_place(link)


def _is_out(link: PageLink, address: _Address, url: str | None) -> bool:
    """Whether an address is certainly none: of another site, the front page, a file, a list, a page about the site."""
    parts = urlsplit(link.url)
    if url is not None and (not same_site(link.url, url) or normal_url(link.url) == normal_url(url)):
        return True
    names = {name.lower() for name, _ in parse_qsl(parts.query)}
    if not address.segments and not names & ID_PARAMETERS:
        return True
    if parts.path.lower().endswith(FILES) or names & LIST_PARAMETERS:
        return True
    segments = [each.lower() for each in address.segments]
    if any(each in LISTS for each in segments) or (segments and segments[-1] in ABOUT | SECTIONS):
        return True
    if "-".join(fold(link.text).split()) in ABOUT or ONLY_NUMBERS.fullmatch(link.text):
        return True
    return bool(segments) and all(DATE_SEGMENT.fullmatch(each) for each in segments) and not address.has_id


def _points_of_address(address: _Address, url: str) -> float:
    points = min(address.words, 7.0) * 0.45 - 1.0
    points += 1.5 * address.has_id + 2.0 * address.has_date + 0.7 * address.ending
    points += 0.3 * (len(address.segments) >= 3) - 0.7 * (len(address.segments) == 1 and address.words < 3)
    is_section = any(each.lower() in SECTIONS for each in address.segments[:-1])
    if is_section and not address.has_id and not address.has_date and address.words < 5:
        points -= 3.0
    return points


def _points_of_text(text: str) -> float:
    words = _count_words(text)
    if words <= 2:
        return -1.2
    return min(words, 9) * 0.4 - 1.0


def _points_of_place(link: PageLink) -> float:
    points = REGION_POINTS.get(link.region, 0.0)
    points += 1.2 * (link.heading > 0) + 0.5 * link.has_image + 0.8 * link.near_time
    return points + min(link.near_chars, 120.0) / 120.0


def _count_words(text: str) -> float:
    return len(WORD.findall(DENSE.sub(" ", text))) + len(DENSE.findall(text)) / 2


def _address(url: str) -> _Address:
    parts = urlsplit(url)
    path = unquote(parts.path)
    ending = PAGE_ENDING.search(path.rstrip("/"))
    segments = tuple(each for each in PAGE_ENDING.sub("", path.rstrip("/")).split("/") if each)
    last = segments[-1] if segments else ""
    date = date_from_url(url)
    query = parse_qsl(parts.query)
    has_id = any(name.lower() in ID_PARAMETERS and any(map(str.isdigit, value)) for name, value in query)
    numbers = [each for each in NUMBER.findall(last) if not (date and each == date[:4])]
    has_id = has_id or bool(numbers) or HEX_ID.search(last.lower()) is not None
    shape = "/".join(_form(each) for each in segments)
    names = "&".join(sorted(name for name, _ in query))
    form = f"{parts.netloc}/{shape}{ending[0] if ending else ''}?{names}"
    return _Address(segments, _count_words(last), has_id, date is not None and len(date) > 4, ending is not None, form)


def _form(segment: str) -> str:
    """A segment as what it is made of: short words stay, as do most names of sections."""
    words = _count_words(segment)
    has_digits = any(map(str.isdigit, segment))
    return f"{'words' if words > 3 else 'word' if words else ''}{'9' if has_digits else ''}"
