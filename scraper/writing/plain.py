"""Article -> plain text: to read, search and print."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scraper.records import Article, Block, Cell, Item, Span
from scraper.writing.guard import printable
from scraper.writing.inline import raised_once
from scraper.writing.tail import (
    NOTICE_TITLES,
    heading_line,
    known_origins,
    origin_line,
    origin_title,
    unsaid_statement,
)

#: Numbers that change their value if not superscript: 10^6, 10^-3.
POWER = re.compile(r"[+\-−]?\d+")
MAX_MARK_CHARS = 40  # of a power
#: A footnote's mark: a number, or a letter or two.
MARK = re.compile(r"\d{1,4}|[^\W\d_]{1,2}|[ivxl]{1,6}")
#: A word that takes no exponent, unlike m² or CO².
WORD_BEFORE = re.compile(r"[^\W\d_]{4}[.,;:!?)”’»]?\Z")


def as_text(article: Article) -> str:
    """The article as plain text: title, byline, body, origins, notices, separated by blank lines."""
    chunks = [article.title, article.subtitle, heading_line(article), *map(_block, article.body)]
    tail: list[str | None] = []
    for origin in known_origins(article):
        tail.append(f"Origin: {origin_title(origin)}{origin_line(origin)}{f' {origin.url}' if origin.url else ''}")
        tail.append(unsaid_statement(origin, article.notices))
    tail += [f"{NOTICE_TITLES.get(notice.kind, 'Notice')}: {notice.text}" for notice in article.notices]
    if tail:
        chunks += ["* * *", *tail]
    return printable("\n\n".join(chunk for chunk in chunks if chunk)) + "\n"


def _block(block: Block) -> str:
    match block.kind:
        case "quote":
            lines = "\n\n".join(filter(None, map(_block, block.blocks))) if block.blocks else _raised(block)
            if block.attribution:
                lines += f"\n— {block.attribution}"
            return "\n".join(f"> {line}".rstrip() for line in lines.split("\n"))
        case "list":
            return "\n".join(_items(block.items, block.ordered, 1 if block.start is None else block.start))
        case "table":
            rows = ["\t".join(" ".join(_raised(cell).split()) for cell in row) for row in block.rows]
            return "\n".join(filter(None, [block.caption, *rows]))
        case "image":
            legend = " — ".join(part for part in (block.caption or block.alt, block.credit) if part)
            return f"[{legend}]" if legend else ""
        case "embed":
            return f"[{' '.join(filter(None, [block.text or block.provider, block.url]))}]"
        case "footnote":
            return f"[{block.number}] {_raised(block)}" if block.number else _raised(block)
        case "math":
            return block.latex or block.text
        case "rule":
            return "* * *"
    return _raised(block)


def _raised(part: Block | Item | Cell) -> str:
    """The words, with superscripts spelt out: 10^6, and [1] for a footnote."""
    pieces: list[str] = []  # from the end to the start
    limit = len(part.text)
    for span in sorted(raised_once(part.spans), key=lambda span: span.start, reverse=True):
        if not 0 <= span.end - span.start <= MAX_MARK_CHARS or span.end > limit:
            continue  # not a mark, or it crosses the one after it
        words = part.text[span.start : span.end]
        if _is_mark(part.text, span, words):
            pieces += [part.text[span.end : limit], f"[{words}]"]
        elif span.kind == "superscript" and POWER.fullmatch(words):
            pieces += [part.text[span.start : limit], "^"]
        else:
            continue
        limit = span.start
    return "".join([part.text[:limit], *reversed(pieces)])


def _is_mark(text: str, span: Span, words: str) -> bool:
    """Whether a span is a footnote's mark that would look like part of the word before it."""
    if span.kind == "superscript":
        is_mark = words.isdecimal() and WORD_BEFORE.search(text[max(span.start - 5, 0) : span.start]) is not None
    else:
        is_mark = span.kind == "note_ref" and MARK.fullmatch(words) is not None
    is_bracketed = text[span.start - 1 : span.start] == "[" and text[span.end : span.end + 1] == "]"
    return is_mark and not is_bracketed


def _items(items: Iterable[Item], ordered: bool | None, start: int) -> Iterable[str]:
    for number, item in enumerate(items, start):
        mark = f"{number}. " if ordered else "- "
        indent = " " * len(mark)
        yield mark + _raised(item).replace("\n", "\n" + indent)
        for line in _items(item.items, item.ordered, 1):
            yield indent + line.replace("\n", "\n" + indent)
