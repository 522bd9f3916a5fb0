"""Whom does a box beside or behind the text name as its author, and who opened a thread?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scraper.extraction.fields.authors.lines import MAX_BYLINE_CHARS, MAX_NAME_LINE, Byline, says_date
from scraper.extraction.fields.authors.marks import (
    AUTHOR_PATHS,
    NOT_BYLINE_MARKS,
    byline_mark,
    is_elsewhere,
    line_around,
    lines_in,
)
from scraper.extraction.fields.authors.names import HANDLE, NO_AUTHORS, names_of
from scraper.extraction.page.head import head_elements, head_lines
from scraper.extraction.page.view import PageView
from scraper.extraction.sameness import sameness
from scraper.normalize.byline_labels import strip_byline_label
from scraper.parsing.document import Element, Line
from scraper.wordings import words

MAX_BOXED = 2  # more names in boxes are those of a list of articles
#: Labels that stand on a line of their own, and those that leave no doubt in front of a name; in small letters.
BARE_LABELS = frozenset(words("bylines", "alone"))
LONG_LABELS = tuple(label if label.endswith((":", "：")) else f"{label} " for label in words("bylines", "certain"))
#: Marks of who opened a thread of a forum.
POSTER_MARKS = re.compile(
    r"(?:^|[\s\"_-])(?:user-?name|post-?user|post-?author|poster|nickname)(?:$|[\s\"_-])", re.IGNORECASE
)
RAW_POSTER_MARKS = re.compile("sername|serName|ser-name|ostUser|ost-user|oster|ickname")
#: What a forum prints under a member's name; in small letters.
PROFILE_LABELS = words("forums", "profile")
PROFILE_LINES = 4  # below a member's name, among which forums print rank, posts and date


def boxed(view: PageView) -> list[Byline]:
    """The line that is marked or labelled as the author's anywhere below the title, where one or two names are: a box
    beside the text or behind it."""
    found: dict[str, Byline] = {}
    for where, lines, element in (*_marked_boxes(view), *_labelled_boxes(view)):
        line = lines[-1]
        if line.hidden or len(line.text) > MAX_BYLINE_CHARS or says_date(view, line) or is_elsewhere(element):
            continue
        text = line.text if len(line.text) <= MAX_NAME_LINE else element.text
        names = names_of(text) if len(text) <= MAX_NAME_LINE else []
        if names and names[0].kind == "person":
            text = " ".join(each.text for each in lines) if line.text == text else text
            found.setdefault(sameness(names[0].name), Byline(where, lines, text))
        if len(found) > MAX_BOXED:
            return []
    return list(found.values())


def _marked_boxes(view: PageView) -> Iterator[tuple[str, tuple[Line, ...], Element]]:
    """Every element below the title that is marked as the author's or leads to his page, with its line."""
    document = view.document
    start = document.lines[view.title_line].last_token if view.title_line is not None else 0
    for element in document.holding("uthor", "yline"):
        if element.token < start:
            continue
        where = byline_mark(element) or ("link" if element.tag == "a" and AUTHOR_PATHS.search(element.raw) else None)
        if where is not None and (lines := lines_in(document, element)):
            is_label = not strip_byline_label(lines[0].text)[1] and len(lines) > 1
            yield where, tuple(lines[: 1 + is_label]), element


def _labelled_boxes(view: PageView) -> Iterator[tuple[str, tuple[Line, ...], Element]]:
    """Every short line below the title that begins with a label of two words or is one, with the line behind it."""
    lines = view.lines
    for index in range((view.title_line or 0) + 1, len(lines)):
        line = lines[index]
        if not 1 < len(line.text) <= MAX_NAME_LINE or line.hidden:
            continue
        words = line.text.casefold()
        if words.rstrip(" :") in BARE_LABELS:
            behind = next((each for each in lines[index + 1 : index + 3] if each.text), None)
            if behind is not None:
                yield "byline", (line, behind), behind.element
        elif words.startswith(LONG_LABELS):
            yield "byline", (line,), line.element


def first_posts(view: PageView) -> list[Byline]:
    """The line that names who opened a thread: the first member's name below the title."""
    document = view.document
    below = [line for line in head_lines(view) if line.index > (view.title_line or 0)]
    for position, line in enumerate(below):
        behind = below[position + 1 : position + 1 + PROFILE_LINES]
        if HANDLE.fullmatch(line.text) and any(each.text.casefold().startswith(PROFILE_LABELS) for each in behind):
            return [Byline("poster", (line,), line.text)] if sameness(line.text) not in NO_AUTHORS else []
    for element in head_elements(view, RAW_POSTER_MARKS):
        words = f"{element.get('class') or ''} {element.get('id') or ''}"
        if not POSTER_MARKS.search(words) or NOT_BYLINE_MARKS.search(words):
            continue
        for line in document.lines_of(element)[:1] or line_around(document, element):
            is_below = view.title_line is None or line.index > view.title_line
            name = element.text
            is_handle = HANDLE.fullmatch(name) is not None and sameness(name) not in NO_AUTHORS
            if is_below and is_handle and line.text and not line.hidden:
                return [Byline("poster", (line,), name)]
    return []
