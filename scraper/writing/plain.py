"""Article -> plain text: to read, to search and to print."""

from __future__ import annotations

from collections.abc import Iterable

from scraper.records import Article, Block, Item
from scraper.writing.guard import printable
from scraper.writing.tail import (
    NOTICE_TITLES,
    heading_line,
    known_origins,
    origin_line,
    origin_title,
    unsaid_statement,
)


def as_text(article: Article) -> str:
    """The article as plain text: title, byline, body, origins, notices, with a blank line between two pieces."""
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
            lines = "\n\n".join(filter(None, map(_block, block.blocks))) if block.blocks else block.text
            if block.attribution:
                lines += f"\n— {block.attribution}"
            return "\n".join(f"> {line}".rstrip() for line in lines.split("\n"))
        case "list":
            return "\n".join(_items(block.items, block.ordered, 1 if block.start is None else block.start))
        case "table":
            rows = ["\t".join(" ".join(cell.text.split()) for cell in row) for row in block.rows]
            return "\n".join(filter(None, [block.caption, *rows]))
        case "image":
            legend = " — ".join(part for part in (block.caption or block.alt, block.credit) if part)
            return f"[{legend}]" if legend else ""
        case "embed":
            return f"[{' '.join(filter(None, [block.text or block.provider, block.url]))}]"
        case "footnote":
            return f"[{block.number}] {block.text}" if block.number else block.text
        case "math":
            return block.latex or block.text
        case "rule":
            return "* * *"
    return block.text


def _items(items: Iterable[Item], ordered: bool | None, start: int) -> Iterable[str]:
    for number, item in enumerate(items, start):
        mark = f"{number}. " if ordered else "- "
        indent = " " * len(mark)
        yield mark + item.text.replace("\n", "\n" + indent)
        for line in _items(item.items, item.ordered, 1):
            yield indent + line.replace("\n", "\n" + indent)
