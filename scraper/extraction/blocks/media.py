"""Which pictures, embeds and rules belong to the body? Those that stand among its lines, or lead it."""

from __future__ import annotations

from bisect import bisect_left

from scraper.extraction.blocks.captions import is_named_caption
from scraper.extraction.page.hints import class_bits, judge_tag
from scraper.parsing.document import Document, Element, Line

LEAD_LINES = 12  # a lead picture stands at most so many lines above the body's first
#: What hints that a picture around or inside it is not the article's.
FURNITURE = ("share", "related", "nav", "footer", "side", "ad", "signup", "comment", "consent", "bio", "hidden")
FURNITURE_TAGS = frozenset(("nav", "footer", "aside", "form", "button", "noscript"))
_FURNITURE = class_bits(*FURNITURE)


def body_media(document: Document, chosen: list[int], title_line: int | None) -> set[int]:
    """The indexes of the lines without text (pictures, embeds, rules) that belong to the body."""
    if not chosen:
        return set()
    lines = document.lines
    first, last = chosen[0], chosen[-1]
    start = max(first - LEAD_LINES, title_line if title_line is not None and title_line < first else 0)
    container = _common(lines[first], lines[last])
    parts: dict[int, bool] = {container.token: True}  # opening token -> whether pictures in it are the body's
    out = set()
    for line in lines[start : last + 2]:
        if not line.media or line.hidden:
            continue
        element = line.element
        if element.tag == "hr":
            if first < line.index < last:
                out.add(line.index)
            continue
        if (element.within(container) or line.index < first) and _belongs(document, element, chosen, parts):
            out.add(line.index)
    return out


def _common(one: Line, other: Line) -> Element:
    """The innermost element around two lines."""
    node = one.element
    while not other.element.within(node):
        parent = node.parent
        if parent is None:
            break
        node = parent
    return node


def _belongs(document: Document, element: Element, chosen: list[int], parts: dict[int, bool]) -> bool:
    """Whether no part of the page around the picture is furniture, or a box whose words are not the body's."""
    path: list[Element] = []
    node: Element | None = element
    while node is not None and node.token not in parts:
        path.append(node)
        node = node.parent
    verdict = True if node is None else parts[node.token]
    in_figure = False
    for node in reversed(path):
        in_figure = in_figure or node.tag == "figure" or is_named_caption(node)
        if verdict:
            verdict = node.tag not in FURNITURE_TAGS and not judge_tag(node.tag, node.raw) & _FURNITURE
        if verdict and not in_figure and node.tag not in ("body", "html"):
            verdict = _holds_any(chosen, node.first_line, node.last_line) or not document.chars(node)
        parts[node.token] = verdict
    return verdict


def _holds_any(indexes: list[int], first: int, last: int) -> bool:
    """Whether any of the indexes, which are in order, lies in [first, last)."""
    place = bisect_left(indexes, first)
    return place < len(indexes) and indexes[place] < last
