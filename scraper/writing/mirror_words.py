"""Wording for groups of copies, the same in every readable format."""

from __future__ import annotations

from scraper.records import Changes, Member, MirrorGroup
from scraper.writing.tail import origin_line, origin_title

FIELD_NAMES = {
    "byline": "byline",
    "published": "date",
    "links": "links",
    "notices": "notices",
    "images": "pictures",
    "subtitle": "subtitle",
}
KINDS = {
    "added": "only in the copy",
    "dropped": "only in the original",
    "replaced": "replaced",
    "moved": "stands elsewhere in the other text",
}


def group_title(group: MirrorGroup) -> str:
    """A group's title: that of its first member with one."""
    return next((member.title for member in group.members if member.title), None) or "Without a title"


def member_name(member: Member) -> str:
    """Where a member is: its URL, or else where its record is."""
    return member.url or member.source


def stated_line(group: MirrorGroup) -> str | None:
    """A sentence about the original that is not in the group."""
    if group.stated is None:
        return None
    name = f"{origin_title(group.stated)}{origin_line(group.stated)}"
    address = f" {group.stated.url}" if group.stated.url and group.stated.url != origin_title(group.stated) else ""
    return f"The original is not among these; they name {name}{address}. The first one stands for it below."


def _percent(share: float) -> str:
    """A share as a whole percentage; 100 % and 0 % only if it is exactly that."""
    if 0 < share < 1:
        return f"{min(max(round(100 * share), 1), 99)} %"
    return f"{round(100 * share)} %"


def same_words(member: Member) -> str:
    """The share of words that are the same; a dash if they were not compared."""
    return "–" if member.changes.added is None else _percent(member.similarity)


def counts(changes: Changes) -> tuple[str, str, str, str]:
    """Words added, dropped, replaced and moved; a dash if they were not compared."""
    numbers = (changes.added, changes.dropped, changes.replaced, changes.moved)
    added, dropped, replaced, moved = ("–" if number is None else f"{number}" for number in numbers)
    return added, dropped, replaced, moved


def other_changes(changes: Changes) -> str:
    """Changes other than to the words, in short: "new title; no byline, links"."""
    parts = ["other title"] if changes.title_changed else []
    if changes.missing:
        parts.append("lacks " + ", ".join(FIELD_NAMES.get(name, name) for name in changes.missing))
    return "; ".join(parts)
