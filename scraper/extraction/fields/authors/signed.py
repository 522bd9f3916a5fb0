"""Whom does the text itself credit, at its beginning or in the line that signs it off?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scraper.extraction.fields.authors.lines import MAX_BYLINE_CHARS
from scraper.extraction.fields.authors.names import names_of, unique_authors
from scraper.extraction.page.view import PageView
from scraper.normalize.byline_labels import strip_byline_label
from scraper.normalize.cjk import has_cjk
from scraper.parsing.document import Line
from scraper.records import Author

PARENTHESIS = re.compile(r"[(（【\[]([^()（）【】\[\]]{3,40})[)）】\]]")
CLOSING = re.compile(r"[)）】\]]")
BRACKETS = "()（）【】[] "
FIRST_LINES, LAST_LINES = 2, 2  # of the text, among which newspapers of East Asia name who wrote it
SIGN_OFF_LINES = 3  # at the end of the text
LINES_BEHIND = 12  # behind it, buttons and pictures among them
EDITOR_CHARS = 10  # of a line, among which its label begins
CREDITED = frozenset({"author", "reporter", "editor", "reviser", "translator"})
#: Roles in which a sign-off credits somebody; an author's name down there may be another article's.
SIGNING = frozenset({"reporter", "editor", "reviser", "translator"})


def signed_in_text(view: PageView) -> tuple[Author, ...]:
    """The people whom the first or last lines of a Chinese, Japanese or Korean text credit in parentheses, as in
    "日报1月2日电 (记者 …)"; a label has to say what they did.
    """
    found: list[Author] = []
    for index in dict.fromkeys((*view.body[:FIRST_LINES], *view.body[-LAST_LINES:])):
        text = view.lines[index].text
        for match in PARENTHESIS.finditer(text) if has_cjk(text) else ():
            found += _credited(match[1], CREDITED)
    return unique_authors(found)


def sign_offs(view: PageView) -> Iterator[tuple[Line, list[Author]]]:
    """The last lines of the text, or of its column, that only credit somebody, with whom they credit.

    "(Reporting by A; editing by B)" ends a text; "责任编辑：…" stands behind the text of Chinese pages.
    """
    behind = view.body[-1] + 1 if view.body else 0
    last_lines = [view.lines[index] for index in view.body[-SIGN_OFF_LINES:]]
    last_lines += (line for line in view.lines[behind : behind + LINES_BEHIND] if has_cjk(line.text[:EDITOR_CHARS]))
    for line in last_lines:
        if len(line.text) <= MAX_BYLINE_CHARS and line.index != view.title_line and not line.hidden:
            bare = line.text.strip(BRACKETS)
            is_closed = len(bare) < len(line.text)
            bare = CLOSING.split(bare, maxsplit=1)[0] if has_cjk(bare) else bare
            authors = _credited(bare, CREDITED if is_closed and has_cjk(bare) else SIGNING)
            if authors:
                yield line, authors


def _credited(text: str, roles: frozenset[str]) -> list[Author]:
    """The people named in a text that begins with a label of one of the roles."""
    if strip_byline_label(text)[0] not in roles:
        return []
    return [author for author in names_of(text) if author.kind == "person"]
