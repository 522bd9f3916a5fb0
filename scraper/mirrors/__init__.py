"""Copies of one article on several sites: found, put in order, and compared.

    find_mirrors   groups of copies out of many records
    compare        two articles, as a group of two

grouping.py tells how copies are found, roles.py which one is likely the original, changes.py what the others changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from scraper.errors import ScraperError
from scraper.mirrors.changes import Comparison, Side, compare_sides
from scraper.mirrors.links import claimed_addresses, is_named
from scraper.mirrors.overlap import Text, are_copies
from scraper.mirrors.roles import Facts, Place, Roles, assign_roles
from scraper.records import Article, Member, MirrorGroup

if TYPE_CHECKING:
    from scraper.mirrors.grouping import Records

__all__ = ["compare", "find_mirrors"]

#: So many members of a group carry their texts side by side.
MAX_LAID_OUT = 20
#: Articles of a group that are kept between two steps, some 30 kB each.
MAX_KEPT_ARTICLES = 64
UNRELATED = Place("unrelated", 0, "no copy: it shares too few words with the other, and neither names the other")


def find_mirrors(
    records: Records, tell: Callable[[ScraperError | str], None], *, passages: bool = False
) -> Iterator[MirrorGroup]:
    """The groups of copies among the records, numbered from 1 in the order of their first members.

    `tell` is given the error of each record that cannot be read, and doubts. With `passages` the first copies of each
    group carry their text beside the original's. Needs the extra `mirrors`.
    """
    from scraper.mirrors.grouping import find_copies  # here, for it needs a library that comparing does without

    for number, numbers in enumerate(find_copies(records, tell), 1):
        # Twice through the group, so that it may be larger than what is kept of it.
        read = lru_cache(MAX_KEPT_ARTICLES)(records.read)
        facts = [Facts.of(read(each), records.place(each)) for each in numbers]
        roles = assign_roles(facts)
        original = Side(read(numbers[roles.first]))
        members: list[Member] = []
        for index in _order(roles):
            copy = original if index == roles.first else Side(read(numbers[index]))
            compared = compare_sides(original, copy, passages=passages and 0 < len(members) <= MAX_LAID_OUT)
            members.append(_member(facts[index], roles.places[index], compared))
        yield MirrorGroup(number, tuple(members), roles.stated)


def compare(articles: tuple[Article, Article], places: tuple[str, str]) -> MirrorGroup:
    """Two articles as a group of two, first the likely original; `places` says where they stand.

    Where they are no copies of one article, both are called unrelated.
    """
    facts = [Facts.of(article, place) for article, place in zip(articles, places, strict=True)]
    roles = assign_roles(facts)
    if not _are_related(*articles):
        roles = replace(roles, places=(UNRELATED, UNRELATED), stated=None)
    sides = [Side(article) for article in articles]
    members = (
        _member(facts[index], roles.places[index], compare_sides(sides[roles.first], sides[index], passages=True))
        for index in _order(roles)
    )
    return MirrorGroup(1, tuple(members), roles.stated)


def _order(roles: Roles) -> list[int]:
    """The first member, then the others by their steps from the original."""
    rest = (index for index in range(len(roles.places)) if index != roles.first)
    return [roles.first, *sorted(rest, key=lambda index: roles.places[index].hop)]


def _member(facts: Facts, place: Place, compared: Comparison) -> Member:
    article = facts.article
    return Member(
        source=facts.place,
        role=place.role,
        hop=place.hop,
        reason=place.reason,
        similarity=compared.similarity,
        contained=compared.contained,
        changes=compared.changes,
        url=article.url or article.canonical_url or article.final_url,
        title=article.title,
        site=article.site,
        published=article.published,
        language=article.language,
        passages=compared.passages,
    )


def _are_related(one: Article, other: Article) -> bool:
    texts: Sequence[Text] = (Text.of(one.text), Text.of(other.text))
    if texts[0].words == texts[1].words or are_copies(*texts):
        return True
    return any(_names(first, second) for first, second in ((one, other), (other, one)))


def _names(article: Article, other: Article) -> bool:
    address = other.normal_url
    claimed = any(claim == address for claim, _ in claimed_addresses(article))
    return claimed or any(is_named(origin, other) for origin in article.origins)
