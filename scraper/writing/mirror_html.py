"""Groups of copies -> one HTML page: a table per group, and the texts side by side with their differences marked.

The page is self-contained and runs nothing. Everything from records is escaped; only http and https URLs become links.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from scraper.records import Member, MirrorGroup, Passage
from scraper.writing.guard import printable, safe_link
from scraper.writing.mirror_words import (
    KINDS,
    counts,
    group_title,
    member_name,
    other_changes,
    same_words,
    stated_line,
)

#: A page with more text than this opens slowly; groups beyond it have a table and no texts.
MAX_TEXT_CHARS = 8_000_000
#: The number of groups listed at the top.
MAX_LISTED = 500

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
STYLE = """
:root{color-scheme:light dark;--line:#d5d5d0;--soft:#6b6b66;--bg:#fff;--head:#f6f5f1;
--dropped:#ffdcd6;--added:#d3f0d6;--replaced:#ffeab0;--moved:#d6e6ff}
@media(prefers-color-scheme:dark){:root{--line:#444;--soft:#a5a5a0;--bg:#191919;--head:#252525;
--dropped:#64271f;--added:#1d4d26;--replaced:#5a4710;--moved:#22406e}}
body{max-width:76rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif;background:var(--bg)}
h1{font-size:1.5rem}h2{font-size:1.25rem;margin:3rem 0 .3rem}h3{font-size:1rem;margin:0;display:inline}
a{color:inherit}nav ol{columns:2;column-gap:2rem;padding-left:2.5rem}
.soft{color:var(--soft)}.legend mark,.legend del,.legend ins{margin-right:.8em}
table{border-collapse:collapse;width:100%}td,th{unicode-bidi:isolate;vertical-align:top;text-align:start}
.members{margin:.6rem 0 1rem;font-size:.875rem}
.members td,.members th{border-bottom:1px solid var(--line);padding:.35rem .5rem}
.members th{color:var(--soft);font-weight:500}.members .number{text-align:end;white-space:nowrap}
.members td{overflow-wrap:anywhere}.members .number,.members .hop{overflow-wrap:normal}
.scroll{overflow-x:auto}.members td:nth-child(2){min-width:14rem}.members td:nth-child(9){min-width:8rem}
.date{min-width:5.5rem}.role{font-weight:600}
details{margin:.5rem 0;border:1px solid var(--line);border-radius:.4rem;overflow:hidden}
summary{padding:.5rem .8rem;background:var(--head);cursor:pointer;overflow-wrap:anywhere}
.notes{margin:.4rem .8rem;font-size:.875rem;color:var(--soft);overflow-wrap:anywhere}
.sides{table-layout:fixed;font:1rem/1.6 Georgia,"Noto Serif",serif}
.sides th{font:500 .8125rem/1.4 system-ui,sans-serif;color:var(--soft);padding:.5rem .8rem;
border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.sides td{width:50%;padding:.45rem .8rem;white-space:pre-line;overflow-wrap:anywhere}
.sides td+td,.sides th+th{border-left:1px solid var(--line)}
.sides tr.same td{color:var(--soft)}
del,ins,mark{color:inherit;text-decoration:none;border-radius:.15em;padding:.05em 0;
-webkit-box-decoration-break:clone;box-decoration-break:clone}
del{background:var(--dropped)}ins{background:var(--added)}
del.replaced,ins.replaced{background:var(--replaced)}mark{background:var(--moved)}
@media(max-width:45rem){nav ol{columns:1}.members .why{display:none}}
"""

PARAGRAPH_BREAK = "\n\n"

#: Two cells, and whether they are the same.
Row = tuple[str, str, bool]


def as_mirrors_html(groups: Iterable[MirrorGroup]) -> str:
    """The groups as a whole HTML page."""
    page = _Page()
    sections = [page.section(group) for group in groups]
    count = f"{len(sections)} article{'' if len(sections) == 1 else 's'} with copies"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>{count}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{count}</h1>\n"
        f"{_legend()}{page.contents()}</header>\n<main>\n{''.join(sections)}</main>\n</body>\n</html>\n"
    )


class _Page:
    """What has been written so far, so that the page keeps a size that opens."""

    def __init__(self) -> None:
        self._left = MAX_TEXT_CHARS
        self._listed: list[str] = []
        self._count = 0

    def section(self, group: MirrorGroup) -> str:
        """A group: its title, its table, its texts."""
        title = _text(group_title(group))
        self._count += 1
        if self._count <= MAX_LISTED:
            copies = f'<span class="soft">({len(group.members)})</span>'
            self._listed.append(
                f'<li value="{group.number}"><a href="#group-{group.number}">{title}</a> {copies}</li>\n'
            )
        parts = [f'<section id="group-{group.number}">\n<h2>{group.number}. <bdi>{title}</bdi></h2>\n']
        if stated := stated_line(group):
            parts.append(f'<p class="soft">{_text(stated)}</p>\n')
        parts.append(_table(group))
        parts += [self._texts(group.members[0], member) for member in group.members[1:]]
        return "".join([*parts, "</section>\n"])

    def contents(self) -> str:
        """The list of groups; empty if there is only one."""
        if self._count < 2:
            return ""
        rest = self._count - len(self._listed)
        more = f'<p class="soft">and {rest} more</p>\n' if rest else ""
        return f"<nav>\n<ol>\n{''.join(self._listed)}</ol>\n{more}</nav>\n"

    def _texts(self, original: Member, member: Member) -> str:
        summary = f"<summary><h3>{_text(_headline(member))}</h3></summary>\n"
        notes = "".join(f'<p class="notes">{_text(detail)}</p>\n' for detail in member.changes.details)
        if member.title != original.title and member.title and original.title:
            notes += (
                f'<p class="notes">title: <del>{_text(original.title)}</del> <ins>{_text(member.title)}</ins></p>\n'
            )
        rows = list(_rows(member.passages))
        size = sum(len(left) + len(right) for left, right, _ in rows)
        if not rows or size > self._left:
            why = "no room for more texts on this page" if rows else "not laid side by side"
            return f'<details>\n{summary}{notes}<p class="notes">{why}</p>\n</details>\n'
        self._left -= size
        heads = f"<tr><th>{_address(original)}</th><th>{_address(member)}</th></tr>\n"
        languages = (_language(original), _language(member))
        body = "".join(
            f'<tr{" class=same" if is_same else ""}><td dir="auto"{languages[0]}>{left}</td>'
            f'<td dir="auto"{languages[1]}>{right}</td></tr>\n'
            for left, right, is_same in rows
        )
        return f'<details open>\n{summary}{notes}<table class="sides">\n{heads}{body}</table>\n</details>\n'


def _table(group: MirrorGroup) -> str:
    columns = (
        "Steps",
        "Page",
        "Date",
        "Same words",
        "Added",
        "Dropped",
        "Replaced",
        "Moved",
        "Beside the words",
        "Why",
    )
    number = ' class="number"'
    heads = "".join(f"<th{number if 3 <= place <= 7 else ''}>{name}</th>" for place, name in enumerate(columns))
    rows = []
    for member in group.members:
        cells = [
            f'<td class="hop">{member.hop}</td>',
            f'<td><span class="role">{member.role.capitalize()}</span> {_address(member)}</td>',
            f'<td class="date">{_text((member.published or "")[:10])}</td>',
            *(f"<td{number}>{cell}</td>" for cell in (same_words(member), *counts(member.changes))),
            f"<td>{_text(other_changes(member.changes))}</td>",
            f'<td class="why">{_text(member.reason)}</td>',
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>\n")
    return f'<div class="scroll">\n<table class="members">\n<tr>{heads}</tr>\n{"".join(rows)}</table>\n</div>\n'


def _headline(member: Member) -> str:
    """What one copy changed, in one line."""
    if member.changes.added is None:
        words = "translated"
    else:
        numbers = zip(("added", "dropped", "replaced", "moved"), counts(member.changes), strict=True)
        words = ", ".join(f"{number} {kind}" for kind, number in numbers if number != "0") or "no word changed"
    return f"{member.site or member_name(member)}: {words}"


def _rows(passages: Sequence[Passage]) -> Iterator[Row]:
    """The passages as rows of two cells; a row ends where a paragraph, or the text, ends on each side present."""
    sides = [(passage.original, passage.copy) for passage in passages]
    last = [max((place for place, pair in enumerate(sides) if pair[side]), default=-1) for side in (0, 1)]
    cells = ["", ""]
    ended = [True, True]  # an empty side keeps no row open
    is_same = True
    for place, passage in enumerate(passages):
        for side, text in enumerate(sides[place]):
            if text:
                cells[side] += _marked(passage.kind, text, bool(sides[place][1 - side]), side)
                ended[side] = text.endswith("\n") or place == last[side]
        is_same = is_same and passage.kind == "same"
        if all(ended):
            yield cells[0].strip(), cells[1].strip(), is_same
            cells, is_same = ["", ""], True


def _marked(kind: str, text: str, has_other: bool, side: int) -> str:
    """A piece of one side; white space at its ends stays outside the mark."""
    inner = text.strip()
    if not inner:
        return text
    before, after = text[: text.index(inner)], text[text.index(inner) + len(inner) :]
    before, after = (PARAGRAPH_BREAK if "\n" in space else space for space in (before, after))
    written = _text(inner)
    if kind == "moved":
        written = f'<mark title="{KINDS["moved"]}">{written}</mark>'
    elif kind != "same":
        name = "replaced" if has_other else kind
        tag = "ins" if side else "del"
        written = f'<{tag} class="{name}" title="{KINDS[name]}">{written}</{tag}>'
    return before + written + after


def _legend() -> str:
    return (
        '<p class="legend soft"><del>only in the original</del><ins>only in the copy</ins>'
        '<del class="replaced">replaced</del><mark>stands elsewhere in the other text</mark>'
        "quotation marks, capitals and punctuation are not compared</p>\n"
    )


def _address(member: Member) -> str:
    name = _text(member_name(member))
    link = safe_link(member.url)
    if not link or link.lower().startswith("mailto:"):
        return f"<bdi>{name}</bdi>"
    return f'<a href="{escape(link)}" rel="noopener noreferrer"><bdi>{name}</bdi></a>'


def _language(member: Member) -> str:
    return f' lang="{escape(printable(member.language))}"' if member.language else ""


def _text(text: str) -> str:
    return escape(printable(text), quote=True)
