"""Which elements are lists, tables, quotations or headings, and not a means of layout?"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate

from scraper.extraction.blocks.captions import is_named_caption
from scraper.parsing.document import Document, Element, Line

HEADINGS = {f"h{level}": level for level in range(1, 7)}
LISTS = ("ul", "ol", "menu", "dir", "dl")
LAYOUT_TAGS = (
    "h1",
    "h2",
    "h3",
    "h4",
    "table",
    "pre",
    "blockquote",
)  # a list whose items hold these is no list of texts
STRUCTURES = frozenset((*LISTS, "table", "blockquote", "pre", "figure", "listing", "xmp"))
#: A table without headers is one of data only while its cells are so short, on average and in each line.
MAX_CELL_CHARS = 120
MAX_CELL_LINE = 400  # a note of two or three sentences; a longer line is a paragraph
MAX_HEADING_CHARS = 400  # of all that a heading's element holds; more is a text that is marked as one


def heading_of(document: Document, line: Line) -> Element | None:
    """The heading that a line belongs to; one that was never closed, and so holds much of the page, is none."""
    token = line.markup.closest(line.first_token if line.media else line.block, HEADINGS)
    heading = Element(line.markup, token) if token >= 0 else None
    return heading if heading is not None and document.chars(heading) <= MAX_HEADING_CHARS else None


def is_structure(element: Element, lines: list[Line]) -> bool:
    """Whether an element with these lines is what its tag says, and not a means of layout."""
    if element.tag == "table":
        return _is_data_table(element, lines)
    if element.tag in LISTS:
        return _is_list(element, lines) and not is_named_caption(element)
    if element.tag == "figure":
        inner = {line.element.closest("table", "blockquote", "pre", "figure") for line in lines}
        return inner <= {element} or not (element.media or element.inside("figure"))
    return True


def _is_data_table(element: Element, lines: list[Line]) -> bool:
    if element.get("role") in ("presentation", "none"):
        return False
    rows = [[cell for cell in row.children if cell.tag in ("td", "th")] for row in rows_of(element)]
    rows = [row for row in rows if row]
    if not rows or element.markup.inside("table", element.token, element.end):
        return False
    if any(cell.tag == "th" for row in rows for cell in row) or any(
        c.tag in ("caption", "thead") for c in element.children
    ):
        return True
    width = max(len(row) for row in rows)
    if len(rows) < 2 or width < 2 or max((len(line.text) for line in lines), default=0) > MAX_CELL_LINE:
        return False
    starts = [line.first_token for line in lines]
    chars = [0, *accumulate(len(line.text) for line in lines)]
    if chars[-1] / (len(rows) * width) >= MAX_CELL_CHARS:
        return False
    cells = ((bisect_left(starts, cell.token), bisect_left(starts, cell.end)) for row in rows for cell in row)
    return all(chars[last] - chars[first] <= MAX_CELL_LINE for first, last in cells)


def rows_of(table: Element) -> Iterator[Element]:
    """The rows of a table, in order, without those of tables inside it."""
    for child in table.children:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child.children if row.tag == "tr")


def _is_list(element: Element, lines: list[Line]) -> bool:
    """A list of texts; one whose items hold headings, tables or long stretches of blocks lays out the page."""
    items = [child for child in element.children if child.tag in ("li", "dt", "dd", "div")]
    if not items or not lines:
        return False
    if len(lines) > 6 * len(items) or sum(len(line.text) for line in lines) > 1200 * len(items):
        return False
    parts = element.inside(*LAYOUT_TAGS)
    if not parts:
        return True
    starts = [line.first_token for line in lines]
    return not any(bisect_left(starts, part.token) < bisect_left(starts, part.end) for part in parts)
