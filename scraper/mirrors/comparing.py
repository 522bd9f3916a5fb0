"""The members of each group of copies, in order, with their roles and what each of them changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from scraper.mirrors.changes import Comparison, Side, compare_sides
from scraper.mirrors.lines import Line, Records
from scraper.mirrors.roles import Facts, Place, Roles, assign_roles
from scraper.records import Article, Member, MirrorGroup

if TYPE_CHECKING:
    from scraper.mirrors.processes import Processes

#: The number of a group's members that carry aligned texts.
MAX_LAID_OUT = 20
#: Groups are sent to a process by so many members at once, or so many bytes. What is larger by itself is compared here,
#: with so many articles kept between two steps, some 30 kB each.
MAX_ARTICLES, MAX_BYTES = 64, 4_000_000


@dataclass(frozen=True, slots=True)
class Group:
    """A group of copies, by record number, and their lines if these are few and short."""

    number: int
    members: Sequence[int]
    lines: list[Line] | None

    @classmethod
    def of(cls, number: int, members: Sequence[int], records: Records) -> Group:
        """The group of these records, without their lines if they are too many to send to a process."""
        if len(members) > MAX_ARTICLES:
            return cls(number, members, None)
        lines: list[Line] = []
        size = 0
        for each in members:
            lines.append(Line.of(records, each))
            size += len(lines[-1].content)
            if size > MAX_BYTES:
                return cls(number, members, None)
        return cls(number, members, lines)


@dataclass(frozen=True, slots=True)
class Groups:
    """Some groups whose lines are here."""

    groups: list[Group]
    passages: bool  # whether the texts are aligned


def compare_groups(
    records: Records, found: Iterable[Sequence[int]], processes: Processes, *, passages: bool
) -> Iterator[MirrorGroup]:
    """Compares each group, numbered from 1; a group is given as its records' numbers."""
    groups = (Group.of(number, members, records) for number, members in enumerate(found, 1))
    for is_large, some in groupby(groups, key=lambda group: group.lines is None):
        if is_large:
            for group in some:
                yield compare_group(group, lambda number: Line.of(records, number), passages=passages)
        else:
            for compared in processes.map(compare_some, _tasks(some, passages)):
                yield from compared


def compare_some(task: Groups) -> list[MirrorGroup]:
    """Compares some groups. Raises RecordError if a file has changed."""
    out = []
    for group in task.groups:
        lines = {line.number: line for line in group.lines or ()}
        out.append(compare_group(group, lines.__getitem__, passages=task.passages))
    return out


def compare_group(group: Group, line_of: Callable[[int], Line], *, passages: bool) -> MirrorGroup:
    """Compares one group. Raises RecordError if a file has changed."""

    @lru_cache(MAX_ARTICLES)  # two passes over the group, which may be larger
    def read(number: int) -> tuple[Article, str]:
        line = line_of(number)
        return line.article(), line.place

    facts = [Facts.of(*read(number)) for number in group.members]
    roles = assign_roles(facts)
    original = Side(read(group.members[roles.first])[0])
    members: list[Member] = []
    for index in in_order(roles):
        copy = original if index == roles.first else Side(read(group.members[index])[0])
        compared = compare_sides(original, copy, passages=passages and 0 < len(members) <= MAX_LAID_OUT)
        members.append(member_of(facts[index], roles.places[index], compared))
    return MirrorGroup(group.number, tuple(members), roles.stated)


def in_order(roles: Roles) -> list[int]:
    """The first member, then the others by their steps from the original."""
    rest = (index for index in range(len(roles.places)) if index != roles.first)
    return [roles.first, *sorted(rest, key=lambda index: roles.places[index].hop)]


def member_of(facts: Facts, place: Place, compared: Comparison) -> Member:
    """One member with its role and changes."""
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


def _tasks(groups: Iterable[Group], passages: bool) -> Iterator[Groups]:
    """The groups, in batches of the size sent to a process."""
    some: list[Group] = []
    members = size = 0
    for group in groups:
        some.append(group)
        members += len(group.members)
        size += sum(len(line.content) for line in group.lines or ())
        if members >= MAX_ARTICLES or size > MAX_BYTES:
            yield Groups(some, passages)
            some, members, size = [], 0, 0
    yield Groups(some, passages)
