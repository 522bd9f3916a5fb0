"""Copies of one article on several sites: found, ordered, compared.

find_mirrors   groups of copies among many records
compare        two articles, as a group of two

grouping.py finds copies, roles.py the likely original, changes.py what the others changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from scraper.errors import ScraperError
from scraper.mirrors.changes import Side, compare_sides
from scraper.mirrors.comparing import compare_groups, in_order, member_of
from scraper.mirrors.links import claimed_addresses, is_named
from scraper.mirrors.overlap import Text, are_copies
from scraper.mirrors.roles import Facts, Place, assign_roles
from scraper.records import Article, MirrorGroup

if TYPE_CHECKING:
    from scraper.mirrors.lines import Records

__all__ = ["compare", "find_mirrors"]

UNRELATED = Place("unrelated", 0, "no copy: it shares too few words with the other, and neither names the other")


def find_mirrors(
    records: Records, tell: Callable[[ScraperError | str], None], *, passages: bool = False, processes: int = 1
) -> Iterator[MirrorGroup]:
    """Yields the groups of copies among the records, numbered from 1 in the order of their first members.

    `tell` receives the error of each record that cannot be read, and warnings. With `passages`, the first copies of
    each group carry their text beside the original's. Many records are read in up to `processes` processes; a script
    that asks for more than one needs `if __name__ == "__main__"`. Needs the extra `mirrors`.
    """
    # Imported here: comparing two articles does not need its library.
    from scraper.mirrors.grouping import find_copies
    from scraper.mirrors.processes import Processes

    with Processes(processes) as pool:
        yield from compare_groups(records, find_copies(records, tell, pool), pool, passages=passages)


def compare(articles: tuple[Article, Article], places: tuple[str, str]) -> MirrorGroup:
    """Compares two articles as a group of two, the likely original first; `places` says where they are.

    If they are not copies of one article, both are called unrelated.
    """
    facts = [Facts.of(article, place) for article, place in zip(articles, places, strict=True)]
    roles = assign_roles(facts)
    if not _are_related(*articles):
        roles = replace(roles, places=(UNRELATED, UNRELATED), stated=None)
    sides = [Side(article) for article in articles]
    members = (
        member_of(facts[index], roles.places[index], compare_sides(sides[roles.first], sides[index], passages=True))
        for index in in_order(roles)
    )
    return MirrorGroup(1, tuple(members), roles.stated)


def _are_related(one: Article, other: Article) -> bool:
    texts: Sequence[Text] = (Text.of(one.text), Text.of(other.text))
    if texts[0].words == texts[1].words or are_copies(*texts):
        return True
    return any(_names(first, second) for first, second in ((one, other), (other, one)))


def _names(article: Article, other: Article) -> bool:
    address = other.normal_url
    claimed = any(claim == address for claim, _ in claimed_addresses(article))
    return claimed or any(is_named(origin, other) for origin in article.origins)
