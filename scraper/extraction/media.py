"""Which pictures, embeds and rules belong to the body? Those that stand among its lines, or lead it."""

from __future__ import annotations

from scraper.extraction.features import judge_head
from scraper.extraction.features import CLASS_STEMS, TAG_BITS
from scraper.parsing.document import Document, Element, Line

LEAD_LINES = 12  # a lead picture stands at most so many lines above the body's first
#: What hints that a picture around or inside it is not the article's.
FURNITURE = ("share", "related", "nav", "footer", "side", "ad", "signup", "comment", "consent", "bio", "hidden")
FURNITURE_TAGS = ("nav", "footer", "aside", "form", "button", "noscript")
_NAMES = (*CLASS_STEMS, *TAG_BITS)
_FURNITURE = sum(1 << _NAMES.index(name) for name in FURNITURE) | sum(
    1 << (len(CLASS_STEMS) + TAG_BITS.index(tag)) for tag in FURNITURE_TAGS
)


def body_media(document: Document, chosen: list[int], title_line: int | None) -> set[int]:
    """The indexes of the lines without text (pictures, embeds, rules) that belong to the body."""
    if not chosen:
        return set()
    lines = document.lines
    first, last = chosen[0], chosen[-1]
    start = max(first - LEAD_LINES, title_line if title_line is not None and title_line < first else 0)
    container = _common(lines[first], lines[last])
    inside = set(chosen)
    out = set()
    for line in lines[start : last + 2]:
        if not line.media or line.hidden:
            continue
        element = line.element
        if element.tag == "hr" and not first < line.index < last:
            continue
        if line.index < first and element.tag == "hr":
            continue
        if not element.within(container) and line.index > first:
            continue
        if _is_furniture(element, container) or _in_dropped_part(document, line, inside, container):
            continue
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


def _is_furniture(element: Element, container: Element) -> bool:
    node: Element | None = element
    while node is not None and node != container:
        if judge_head(f"{node.tag} {node.raw}") & _FURNITURE:
            return True
        node = node.parent
    return False


def _in_dropped_part(document: Document, line: Line, chosen: set[int], container: Element) -> bool:
    """Whether the picture is in a part of the container whose words are not body: a teaser, a box."""
    node = line.element
    parent = node.parent
    while parent is not None and parent != container and parent.token > container.token:
        node, parent = parent, parent.parent
        if node.tag == "figure" or node.closest("figure") is not None:
            return False
        texts = [each for each in document.lines_of(node) if each.text and not each.hidden]
        if texts:
            return not any(each.index in chosen for each in texts) and sum(len(each.text) for each in texts) > 0
    return False
