"""A table as a block: its rows of cells, and its caption."""

from __future__ import annotations

import re
from collections.abc import Callable

from scraper.extraction.blocks.inline import render
from scraper.extraction.blocks.structures import rows_of
from scraper.parsing.document import Document, Element, Line
from scraper.records import Block, Cell


def table_blocks(document: Document, element: Element, is_kept: Callable[[Line, Element], bool]) -> list[Block]:
    """The table as one block; `is_kept` says which lines of a cell are the body's. Nothing where no cell has text."""
    rows: list[tuple[Cell, ...]] = []
    caption = None
    for row in rows_of(element):
        cells = []
        for cell in row.children:
            if cell.tag not in ("td", "th"):
                continue
            lines = [line for line in document.lines_of(cell) if is_kept(line, cell)]
            inline = render(document, lines)
            cells.append(
                Cell(
                    inline.text,
                    inline.sorted_spans(),
                    header=cell.tag == "th",
                    colspan=_span_count(cell, "colspan"),
                    rowspan=_span_count(cell, "rowspan"),
                )
            )
        if any(cell.text for cell in cells):
            rows.append(tuple(cells))
    for child in element.children:
        if child.tag == "caption":
            caption = child.text or None
    if not rows:
        return []
    text = "\n".join("\t".join(cell.text for cell in row).strip() for row in rows)
    return [Block("table", text, rows=tuple(rows), caption=caption)]


def _span_count(cell: Element, name: str) -> int | None:
    value = cell.get(name)
    return int(value) if value and re.fullmatch(r"\d{1,3}", value) and int(value) > 1 else None
