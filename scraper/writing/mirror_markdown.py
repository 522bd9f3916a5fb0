"""Groups of copies -> Markdown: a table per group, and below it what each copy changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scraper.records import Member, MirrorGroup
from scraper.writing.markdown_inline import Inline
from scraper.writing.mirror_words import KINDS, counts, group_title, member_name, other_changes, same_words, stated_line

#: The number of changed passages quoted per copy, and the characters to which each is cut.
MAX_QUOTED, MAX_QUOTED_CHARS = 40, 300
COLUMNS = ("Steps", "Role", "Page", "Date", "Same", "Added", "Dropped", "Replaced", "Moved", "Beside the words", "Why")


def as_mirrors_markdown(groups: Iterable[MirrorGroup]) -> str:
    """The groups as a Markdown document."""
    return "\n".join(section for group in groups for section in _section(group))


def _section(group: MirrorGroup) -> Iterator[str]:
    yield f"# {group.number}. {_line(group_title(group))}\n"
    if stated := stated_line(group):
        yield f"{_line(stated)}\n"
    rows = [_row(COLUMNS), _row(["---"] * len(COLUMNS))]
    for member in group.members:
        cells = [
            str(member.hop),
            member.role,
            member_name(member),
            member.published or "",
            same_words(member),
            *counts(member.changes),
            other_changes(member.changes),
            member.reason,
        ]
        rows.append(_row([_cell(cell) for cell in cells]))
    yield "\n".join(rows) + "\n"
    for member in group.members[1:]:
        yield from _changes(member)


def _changes(member: Member) -> Iterator[str]:
    lines = [f"- {_line(detail)}" for detail in member.changes.details]
    changed = [passage for passage in member.passages if passage.kind != "same"]
    for passage in changed[:MAX_QUOTED]:
        if passage.kind == "replaced":
            told = f"replaced: {_quoted(passage.original)} → {_quoted(passage.copy)}"
        elif passage.kind == "moved" and not passage.copy:
            continue  # shown at its place in the copy
        else:
            told = f"{KINDS[passage.kind]}: {_quoted(passage.original or passage.copy)}"
        lines.append(f"- {told}")
    if len(changed) > MAX_QUOTED:
        lines.append(f"- and {len(changed) - MAX_QUOTED} more passages")
    if lines:
        yield f"## {_line(member_name(member))}\n"
        yield "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    return f"“{_line(text if len(text) <= MAX_QUOTED_CHARS else text[: MAX_QUOTED_CHARS - 1] + '…')}”"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _line(text: str) -> str:
    return Inline().write(" ".join(text.split()), ())


def _cell(text: str) -> str:
    return Inline().write(" ".join(text.split()), (), cell=True)
