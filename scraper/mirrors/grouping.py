"""Which records are copies of one article.

1. Each record is read once; kept of it are a sketch, a few keys and its number.
2. Records whose sketches meet in a band are read again and compared by their exact shingles.
3. Records that name one another as origin belong together whatever their words, so translations do where they say so.
4. What is joined by any of these is one group.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator
from typing import Protocol

from scraper.errors import ScraperError
from scraper.mirrors.links import Links, address_of, is_named, key_of
from scraper.mirrors.overlap import MIN_SHARED_WORDS, Text, are_copies
from scraper.mirrors.sketches import Sketches
from scraper.normalize.urls import registrable_domain, url_host
from scraper.records import Article

#: Texts that are kept for the next comparison, some 60 kB each.
MAX_KEPT_TEXTS = 512
#: Pairs known to be no copies, so that meeting in another band costs nothing; some 100 bytes each.
MAX_KEPT_PAIRS = 1_000_000


class Records(Protocol):
    """Where records come from: read once in order, and again by number."""

    def __iter__(self) -> Iterator[tuple[int, Article] | ScraperError]: ...

    def read(self, number: int) -> Article:
        """The record of this number, once more."""
        ...

    def read_text(self, number: int) -> str:
        """The text of this record alone, for which there may be a quicker way."""
        ...

    def place(self, number: int) -> str:
        """Where the record stands, for a person."""
        ...


def find_copies(records: Records, tell: Callable[[ScraperError | str], None]) -> list[list[int]]:
    """Groups of the numbers of records that are copies of one article, in the order of their first members.

    A record that cannot be read is told and passed over, so is one whose address has come before: the same page read
    twice is no mirror; the reading fetched last counts.
    """
    seen = _Seen(records)
    for item in records:
        if isinstance(item, ScraperError):
            tell(item)
        else:
            seen.add(*item)
    if seen.repeated:
        tell(f"{seen.repeated} records of an address that is there already; of each address the last reading counts")
    return seen.groups()


class _Seen:
    """What is kept of the records read so far."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._sketches = Sketches()
        self._links = Links()
        self._sketched = array("Q")  # number of a sketch -> number of its record
        self._site_of = array("Q")  # number of a sketch -> key of its site; 0 where it has none
        self._by_address: dict[int, int] = {}
        self._replaced: set[int] = set()
        self._texts = _Texts(records)
        self.repeated = 0

    def add(self, number: int, article: Article) -> None:
        address = address_of(article)
        if address is not None and not self._is_newest(number, article, key_of(address)):
            return
        text = Text.of(article.text)
        if len(text) >= MIN_SHARED_WORDS:
            self._sketches.add(text.shingles, key_of(address or article.fingerprint))
            self._sketched.append(number)
            host = url_host(address)
            self._site_of.append(key_of(registrable_domain(host)) if host else 0)
        self._links.add(number, article)

    def groups(self) -> list[list[int]]:
        joined = _Joined()
        self._join_by_words(joined)
        for one, other in self._links.pairs():
            if not {one, other} & self._replaced:
                joined.join(one, other)
        for one, other in self._links.title_pairs():
            if not {one, other} & self._replaced and not joined.are_one(one, other):
                bearer = self._records.read(other)
                if any(is_named(origin, bearer) for origin in self._records.read(one).origins):
                    joined.join(one, other)
        return joined.groups()

    def _is_newest(self, number: int, article: Article, key: int) -> bool:
        """Whether no other record of this address was fetched later."""
        before = self._by_address.setdefault(key, number)
        if before == number:
            return True
        self.repeated += 1
        if _age(article) <= _age(self._records.read(before)):
            self._replaced.add(number)
            return False
        self._replaced.add(before)
        self._by_address[key] = number
        return True

    def _join_by_words(self, joined: _Joined) -> None:
        apart: set[tuple[int, int]] = set()
        for sketches in self._sketches.pairs():
            one, other = (self._sketched[sketch] for sketch in sketches)
            if joined.are_one(one, other) or sketches in apart or {one, other} & self._replaced:
                continue
            site, other_site = (self._site_of[sketch] for sketch in sketches)
            if are_copies(self._texts[one], self._texts[other], one_site=site == other_site != 0):
                joined.join(one, other)
            elif len(apart) < MAX_KEPT_PAIRS:
                apart.add(sketches)


class _Texts:
    """The texts of records, read when asked for; those asked for last are kept."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._kept: OrderedDict[int, Text] = OrderedDict()

    def __getitem__(self, number: int) -> Text:
        if number in self._kept:
            self._kept.move_to_end(number)
        else:
            self._kept[number] = Text.of(self._records.read_text(number))
            if len(self._kept) > MAX_KEPT_TEXTS:
                self._kept.popitem(last=False)
        return self._kept[number]


class _Joined:
    """Sets of numbers that grow together. Source: Tarjan, Efficiency of a good but not linear set union algorithm."""

    def __init__(self) -> None:
        self._parents: dict[int, int] = {}

    def join(self, one: int, other: int) -> None:
        first, last = sorted((self._root(one), self._root(other)))
        self._parents[last] = first

    def are_one(self, one: int, other: int) -> bool:
        return self._root(one) == self._root(other)

    def groups(self) -> list[list[int]]:
        members: dict[int, list[int]] = defaultdict(list)
        for number in sorted({*self._parents, *self._parents.values()}):
            members[self._root(number)].append(number)
        return [group for _, group in sorted(members.items()) if len(group) > 1]

    def _root(self, number: int) -> int:
        while (parent := self._parents.get(number, number)) != number:
            self._parents[number] = self._parents.get(parent, parent)
            number = parent
        return number


def _age(article: Article) -> tuple[str, str]:
    """Later readings come after earlier ones; of two at one moment always the same comes last."""
    return (article.fetched_at.isoformat() if article.fetched_at else "", article.fingerprint)
