"""The lines around the title, where bylines, dates and category lines are printed."""

from __future__ import annotations

import re

from scraper.extraction.page.view import PageView, once
from scraper.parsing.document import Element, Line

LINES_BEFORE = 6  # above the title: section, breadcrumbs, date, kicker
TAGS_BEFORE = 6  # a line's own wrappers
LINES_AFTER = 40  # below it; forums print a whole profile before the first post
LONG_LINE = 170  # characters outside links: longer is a paragraph, not a label, byline or standfirst
SENTENCE_CHARS = 90  # from this length a line that ends like a sentence is a paragraph, too
SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "”", "»", "«", '."', "।", "؟")
PARAGRAPHS = 2  # the head ends with the second paragraph: the first may be a standfirst above the byline


@once
def head_lines(view: PageView) -> list[Line]:
    """The visible text lines from just above the title to the first paragraphs; empty if no line prints the title."""
    anchor = view.title_line
    if anchor is None:
        anchor = view.body[0] if view.body else None
    if anchor is None:
        return []
    lines = view.lines
    above = [line for line in lines[max(0, anchor - LINES_BEFORE) : anchor] if line.text and not line.hidden]
    return above + lines_below(view, anchor)


def lines_below(view: PageView, anchor: int) -> list[Line]:
    """The visible text lines after a line, up to and including the second paragraph."""
    out: list[Line] = []
    paragraphs: set[str] = set()  # a page may print it twice, for wide and for narrow screens
    for line in view.lines[anchor + 1 : anchor + 1 + LINES_AFTER]:
        if not line.text or line.hidden:
            continue
        out.append(line)
        own = len(line.text) - line.link_chars
        is_paragraph = own > LONG_LINE or (own > SENTENCE_CHARS and line.text.endswith(SENTENCE_ENDS))
        if is_paragraph and line.element.closest("figure", "figcaption") is None:
            paragraphs.add(line.text)
            if len(paragraphs) == PARAGRAPHS:
                break
    return out


def _head_tokens(view: PageView) -> range:
    """The markup tokens that the head's lines span, and the tags right before the first one."""
    lines = head_lines(view)
    return range(max(lines[0].first_token - TAGS_BEFORE, 0), lines[-1].last_token + 1) if lines else range(0)


def head_elements(view: PageView, marks: re.Pattern[str]) -> list[Element]:
    """The elements that open around the head's lines and whose tag bears one of the marks, in order."""
    return view.document.markup.elements(_head_tokens(view), marks)
