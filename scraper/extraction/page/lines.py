"""What a line is: its links, its label, whether it is a heading; and the element that contains the whole body."""

from __future__ import annotations

from scraper.extraction.page.view import PageView
from scraper.extraction.words.lexicon import straight
from scraper.parsing.document import Element, Line

CAPTION_TAGS = frozenset({"figure", "figcaption", "caption", "button"})
LABEL_TAGS = frozenset(["strong", "b", "em", "i", "u", "span", "dt", "th", "h1", "h2", "h3", "h4", "h5", "h6", "font"])
HEADING_TAGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "dt", "th"])


def set_apart(line: Line, label: str) -> bool:
    """Whether the label at the beginning of the line is an element of its own."""
    inner = line.inner
    if inner.tag not in LABEL_TAGS:
        return False
    return straight(inner.text).strip(" :：.—–-|").casefold() == straight(label).strip(" :：.—–-|").casefold()


def is_heading(line: Line) -> bool:
    """Whether the line is a heading."""
    return line.element.tag in HEADING_TAGS


def stands_in(line: Line, tags: frozenset[str]) -> bool:
    """Whether the line is inside an element with one of these tags."""
    element = line.element
    return element.tag in tags or any(each.tag in tags for each in element.ancestors)


def core(view: PageView) -> Element | None:
    """The innermost element around the whole body; None if that is the page itself."""
    lines, body = view.lines, view.body
    if not body:
        return None
    last = lines[body[-1]].first_token
    element = Element(lines[0].markup, lines[body[0]].block)
    for each in (element, *element.ancestors):
        if each.token <= last <= each.end:
            return None if each.tag in ("body", "html") else each
    return None
