"""A list as a block: its items in reading order, with the lists inside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace

from scraper.extraction.blocks.inline import Inline, render
from scraper.extraction.blocks.notes import as_notes
from scraper.extraction.blocks.spans import clipped
from scraper.extraction.blocks.structures import LISTS
from scraper.parsing.document import Document, Element, Line
from scraper.records import Block, Item

PILCROW = "¶"


@dataclass(frozen=True, slots=True)
class ListReader:
    """Reads the kept lines of lists; `depth` levels of lists inside them are lists of their own."""

    document: Document
    kept: Set[int]

    def blocks(self, element: Element, first: int, last: int, depth: int) -> list[Block]:
        """The list with the kept lines [first, last) as one block, or the footnotes that it is."""
        items = self._items(element, first, last, depth)
        if not items:
            return []
        if notes := as_notes(self.document, element, items):
            return notes
        holders = [child for child in element.children if child.tag == "li"] if element.tag == "ol" else []
        start = element.get("start") or (holders[0].get("value") if holders else None)
        return [
            Block(
                "list",
                "\n".join(_item_texts(items)),
                ordered=element.tag == "ol",
                start=int(start) if holders and start and re.fullmatch(r"-?\d{1,6}", start) else None,
                items=tuple(items),
            )
        ]

    def _items(self, element: Element, first: int, last: int, depth: int) -> list[Item]:
        """The items directly inside a list; what stands in it outside any item is an item of its own."""
        out: list[tuple[str, Item]] = []
        lines = [line for line in self.document.lines[first:last] if line.index in self.kept and line.text]
        at = 0
        while at < len(lines):
            owner = _owner(element, lines[at].element)
            run = at + 1
            while run < len(lines) and owner is not None and lines[run].element.within(owner):
                run += 1
            item = self._item(element if owner is None else owner, lines[at:run], depth)
            out.append((owner.tag if owner else "", item))
            at = run
        return _under_terms([(tag, item) for tag, item in out if item.text or item.items])

    def _item(self, owner: Element, lines: list[Line], depth: int) -> Item:
        nested = _list_inside(owner, lines) if depth > 0 else None
        if nested is None:
            return _as_item(render(self.document, lines))
        # A list's item has one text: words behind the list inside it, and a second list there, are further items of it.
        own = [line for line in lines if line.index < nested.first_line]
        behind = [line for line in lines if line.index >= nested.last_line]
        item = _as_item(render(self.document, own))
        items = self._items(nested, nested.first_line, nested.last_line, depth - 1)
        if behind:
            follower = self._item(owner, behind, depth)
            items.extend([follower] if follower.text else follower.items)
        return replace(item, items=tuple(items), ordered=(nested.tag == "ol") if items else None)


def _list_inside(owner: Element, lines: list[Line]) -> Element | None:
    """The outermost list inside an item that holds the first of its lines that stands in one."""
    for line in lines:
        nested: Element | None = None
        node: Element | None = line.element
        while node is not None and node != owner and node.token > owner.token:
            if node.tag in LISTS:
                nested = node
            node = node.parent
        if nested is not None:
            return nested
    return None


def _owner(element: Element, inner: Element) -> Element | None:
    """The item of a list that holds `inner`; a list of terms may have <div>s around a term and what is said of it."""
    owner = _child_of(element, inner)
    if element.tag == "dl" and owner is not None and owner.tag == "div":
        return _child_of(owner, inner) or owner
    return owner


def _child_of(parent: Element, element: Element) -> Element | None:
    """The child of `parent` that holds `element`; None for the parent itself."""
    node: Element | None = element
    child: Element | None = None
    while node is not None and node != parent:
        child = node
        node = node.parent
    return child


def _as_item(inline: Inline) -> Item:
    text = inline.text
    if not text.endswith(PILCROW):
        return Item(text, inline.sorted_spans())
    text = text.rstrip(PILCROW + " ")  # of a link to the item itself
    return Item(text, clipped(inline.sorted_spans(), len(text)))


def _under_terms(items: list[tuple[str, Item]]) -> list[Item]:
    """The items in their order, each <dd> under its <dt>."""
    out: list[Item] = []
    for tag, item in items:
        if tag == "dd" and out:
            said = (item,) if item.text else item.items
            out[-1] = replace(out[-1], items=(*out[-1].items, *said), ordered=False)
        else:
            out.append(item)
    return out


def _item_texts(items: list[Item] | tuple[Item, ...]) -> Iterator[str]:
    for item in items:
        if item.text:
            yield item.text
        yield from _item_texts(item.items)
