"""One record made from an article's pages."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from scraper.extraction.parts.pages import OF, PAGE_WORDS, without_page_number
from scraper.extraction.sameness import sameness
from scraper.records import Article, Block, Item, NextPage, Span

T = TypeVar("T")
#: Fields taken from the first page that has them: a byline, or a source line, may end the last page.
FILLED = ("byline", "authors", "published", "categories")
#: What a pager leaves behind: "Page 2 of 3", "1 2 3 »".
PAGER = re.compile(
    rf"(?:(?:{PAGE_WORDS})\s*)?\d{{1,3}}(?:\s*(?:{OF})\s*\d{{1,3}})?"
    rf"|(?=\D*\d)(?:\W|\b\d{{1,3}}\b)+|(?:(?:{PAGE_WORDS})\s*+:?)?[\d\s]*\d",
    re.IGNORECASE,
)


def join_articles(pages: Sequence[Article], warnings: Iterable[str] = ()) -> Article:
    """The record of an article, made from those of its pages in order: the first one's, with the bodies of all.

    What a later page repeats at its head or foot (headline, standfirst, lead picture) is kept once, and so are notices,
    pictures and origins. A field that the first page lacks comes from the next page that has it.
    """
    first, *later = pages
    found = dict(first.found)
    filled = {}
    for name in FILLED:
        source = next((page for page in pages if getattr(page, name)), first)
        filled[name] = getattr(source, name)
        if source is not first and name in source.found:
            found[name] = source.found[name]
    return dataclasses.replace(
        first,
        **filled,
        body=_join_bodies(pages),
        notices=_once((each for page in pages for each in page.notices), lambda notice: (notice.kind, notice.text)),
        rights=next((page.rights for page in pages if page.rights.holders or page.rights.license), first.rights),
        origins=first.origins or next((page.origins for page in later if page.origins), ()),
        images=_once((each for page in pages for each in page.images), lambda image: image.url),
        found=found,
        warnings=tuple(dict.fromkeys([*(each for page in pages for each in page.warnings), *warnings])),
    )


def is_further_part(pages: Sequence[Article], page: Article, following: NextPage) -> bool:
    """Whether a page that was linked to belongs to the article and adds something.

    If its URL does not say so, its headline must be the article's; a pager of comments gives the same text again.
    """
    title = without_page_number(pages[0].title)
    if not following.certain and (not title or without_page_number(page.title) != title):
        return False
    return bool(new_blocks([block for each in pages for block in each.body], page))


def new_blocks(known: Iterable[Block], page: Article) -> tuple[Block, ...]:
    """The blocks of a further page, without those repeated at its head and foot."""
    seen = {_key(block) for block in known} | {("heading", sameness(page.title))}
    repeated = [_key(block) in seen or _is_pager(block) for block in page.body]
    if all(repeated):
        return ()
    start = repeated.index(False)
    end = len(repeated) - repeated[::-1].index(False)
    return page.body[start:end]


def _once(records: Iterable[T], key: Callable[[T], Hashable]) -> tuple[T, ...]:
    """The records in order; of those with the same key, the first."""
    kept: dict[Hashable, T] = {}
    for record in records:
        kept.setdefault(key(record), record)
    return tuple(kept.values())


def _join_bodies(pages: Sequence[Article]) -> tuple[Block, ...]:
    """The blocks of all pages, with all footnotes at the end; their ids are kept distinct."""
    joined: list[Block] = []
    for number, page in enumerate(pages, 1):
        blocks = [_marked(block, f"p{number}-") for block in page.body] if number > 1 else list(page.body)
        joined.extend(new_blocks(joined, dataclasses.replace(page, body=tuple(blocks))))
    notes = [block for block in joined if block.kind == "footnote"]
    return (*(block for block in joined if block.kind != "footnote"), *notes)


def _key(block: Block) -> tuple[str, str]:
    """A comparable form of a block: equal for two printings of it."""
    if block.kind in ("image", "embed"):
        return block.kind, block.url or ""
    return block.kind, sameness(block.text or block.latex)


def _is_pager(block: Block) -> bool:
    return block.kind in ("paragraph", "list") and PAGER.fullmatch(block.text.strip()) is not None


def _marked(block: Block, prefix: str) -> Block:
    """A block of a later page, with footnote ids that differ from those of other pages."""
    return dataclasses.replace(
        block,
        id=prefix + block.id if block.id else None,
        spans=_marked_spans(block.spans, prefix),
        blocks=tuple(_marked(each, prefix) for each in block.blocks),
        items=tuple(_marked_item(each, prefix) for each in block.items),
        rows=tuple(
            tuple(dataclasses.replace(cell, spans=_marked_spans(cell.spans, prefix)) for cell in row)
            for row in block.rows
        ),
    )


def _marked_item(item: Item, prefix: str) -> Item:
    items = tuple(_marked_item(each, prefix) for each in item.items)
    return dataclasses.replace(item, spans=_marked_spans(item.spans, prefix), items=items)


def _marked_spans(spans: tuple[Span, ...], prefix: str) -> tuple[Span, ...]:
    return tuple(dataclasses.replace(span, id=prefix + span.id) if span.id else span for span in spans)
