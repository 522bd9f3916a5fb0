"""Footnotes: a paragraph or a list that notes' ids mark."""

from __future__ import annotations

import re

from scraper.extraction.blocks.spans import clipped, without
from scraper.parsing.document import Document, Element
from scraper.records import Block, Item, Span

NOTE_ID = re.compile(
    r"(?:^|[_-])(?:fn|footnote|ftn|note|nb|endnote|sdfootnote|cite_note|edn)s?[-_:.]?[\w-]{0,100}\d", re.IGNORECASE
)
NOTE_MARK = re.compile(r"^[\[(]?(\d{1,3}|[*†‡]+|[ivx]{1,5})[\])]?[.:]?\s+", re.IGNORECASE)
NOTE_BACK = re.compile(r"(?<!\s)\s*[↩↑↵⤴^]\ufe0e?\s*$")


def as_note(element: Element, text: str, spans: tuple[Span, ...]) -> Block | None:
    """A footnote, where the paragraph has a note's id or holds the anchor that a note's mark points to."""
    mark = NOTE_MARK.match(text)
    if mark is None:
        return None
    note_id = next(
        (
            name
            for node in (element, *element.children, *([element.parent] if element.parent else []))
            for name in (node.get("id"), node.get("name"))
            if name and NOTE_ID.search(name) and "ref" not in name.lower() and "body" not in name.lower()
        ),
        None,
    )
    if note_id is None:
        return None
    text, spans = without(text, spans, 0, mark.end())
    return Block("footnote", NOTE_BACK.sub("", text), clipped(spans, len(text)), id=note_id, number=mark[1])


def as_notes(document: Document, element: Element, items: list[Item]) -> list[Block]:
    """A list of footnotes as footnotes: its items have notes' ids."""
    holders = [child for child in element.children if child.tag == "li"]
    ids = [
        next((name for node in (child, *child.children) if (name := node.get("id")) and NOTE_ID.search(name)), None)
        for child in holders
    ]
    if len(holders) != len(items) or not all(ids):
        return []
    out = []
    for number, (note_id, item) in enumerate(zip(ids, items, strict=True), start=1):
        text = NOTE_BACK.sub("", item.text)
        out.append(Block("footnote", text, clipped(item.spans, len(text)), id=note_id, number=str(number)))
    return out
