"""What rereading changed -> one HTML page: counts by field, and each changed record's values before and after.

The page stands alone and nothing in it runs; what comes from pages is escaped.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Protocol

from scraper.records import Article
from scraper.writing.guard import printable, safe_link

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
STYLE = """
:root{color-scheme:light dark;--line:#d5d5d0;--soft:#6b6b66;--bg:#fff;--head:#f6f5f1;--out:#ffdcd6;--in:#d3f0d6}
@media(prefers-color-scheme:dark){:root{--line:#444;--soft:#a5a5a0;--bg:#191919;--head:#252525;--out:#64271f;
--in:#1d4d26}}
body{max-width:70rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif;background:var(--bg)}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin:2rem 0 .3rem;overflow-wrap:anywhere}.soft{color:var(--soft)}
table{border-collapse:collapse;width:100%;font-size:.9rem;table-layout:fixed}
td,th{border-bottom:1px solid var(--line);padding:.35rem .5rem;text-align:start;vertical-align:top;
overflow-wrap:anywhere;white-space:pre-line}th{color:var(--soft);font-weight:500}th:first-child{width:8rem}
.counts{width:auto;table-layout:auto}.number{text-align:end;font-variant-numeric:tabular-nums}
del,ins{text-decoration:none;border-radius:.15em}del{background:var(--out)}ins{background:var(--in)}a{color:inherit}
@media(max-width:40rem){table:not(.counts),table:not(.counts) tbody,table:not(.counts) tr,table:not(.counts) td
{display:block}table:not(.counts) th{display:none}}
"""
MAX_SHOWN_CHARS = 20_000  # of one value
CONTEXT_CHARS = 60  # around what differs in a long value


class Changed(Protocol):
    """A record that was read again, before and after."""

    @property
    def url(self) -> str:
        """The address."""

    @property
    def before(self) -> Article | None:
        """The record that was stored."""

    @property
    def after(self) -> Article | None:
        """The record that the page gives now."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that differ."""


def as_reread_html(summary: Mapping[str, Any], changed: Sequence[Changed]) -> str:
    """The report as a whole HTML page; `summary` is `RereadSummary.to_dict()`."""
    counts: Mapping[str, int] = summary["changes"]
    title = ", ".join(f"{count:,} {name}" for name, count in counts.items()) or "no kept pages"
    fields = "".join(
        f'<tr><td>{escape(name)}</td><td class="number">{count:,}</td></tr>\n'
        for name, count in summary["fields"].items()
    )
    by_field = f'<h2>Changed fields</h2>\n<table class="counts">\n{fields}</table>\n' if fields else ""
    total = counts.get("changed", 0)
    rest = f'<p class="soft">and {total - len(changed):,} more changed records</p>\n' if total > len(changed) else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>Read again: {title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>Read again: {title}</h1>\n"
        f"{by_field}{''.join(map(_section, changed))}{rest}</body>\n</html>\n"
    )


def _section(each: Changed) -> str:
    """A changed record: a table of its fields, before and after."""
    old, new = (article.to_dict() if article is not None else {} for article in (each.before, each.after))
    name = _text((each.after.title if each.after else None) or each.url)
    link = safe_link(each.url)
    address = f'<a href="{escape(link)}" rel="noopener noreferrer">{_text(each.url)}</a>' if link else _text(each.url)
    rows = "".join(_row(field, _shown(old.get(field)), _shown(new.get(field))) for field in each.fields)
    return (
        f'<h2 dir="auto">{name}</h2>\n<p class="soft">{address}</p>\n'
        f"<table>\n<tr><th>field</th><th>before</th><th>after</th></tr>\n{rows}</table>\n"
    )


def _row(name: str, before: str, after: str) -> str:
    left, right = _marked(before, after)
    return f'<tr><td>{escape(name)}</td><td dir="auto">{left}</td><td dir="auto">{right}</td></tr>\n'


def _shown(value: Any) -> str:
    if value is None or value == [] or value == "":
        return "–"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
    return text[:MAX_SHOWN_CHARS]


def _marked(before: str, after: str) -> tuple[str, str]:
    """Both values with what only one of them has marked; what both have is cut to what stands around that."""
    words = (before.split(" "), after.split(" "))
    sides: tuple[list[str], list[str]] = ([], [])
    for kind, start, end, start_after, end_after in difflib.SequenceMatcher(None, *words, autojunk=True).get_opcodes():
        pieces = (" ".join(words[0][start:end]), " ".join(words[1][start_after:end_after]))
        for side, piece in enumerate(pieces):
            if kind == "equal":
                sides[side].append(_text(_cut(piece)))
            elif piece:
                tag = ("del", "ins")[side]
                sides[side].append(f"<{tag}>{_text(piece)}</{tag}>")
    return " ".join(sides[0]), " ".join(sides[1])


def _cut(text: str) -> str:
    return text if len(text) <= 3 * CONTEXT_CHARS else f"{text[:CONTEXT_CHARS]} … {text[-CONTEXT_CHARS:]}"


def _text(text: str) -> str:
    return escape(printable(text), quote=True)
