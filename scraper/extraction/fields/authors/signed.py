"""Whom does the text itself name as its reporter or editor, in parentheses at its beginning or end?"""

from __future__ import annotations

import re

from scraper.extraction.fields.authors.names import names_of, unique_authors
from scraper.extraction.page.view import PageView
from scraper.normalize.cjk import has_cjk
from scraper.normalize.names import strip_byline_label
from scraper.records import Author

PARENTHESIS = re.compile(r"[(（【\[]([^()（）【】\[\]]{3,40})[)）】\]]")
FIRST_LINES, LAST_LINES = 2, 2  # of the text, among which newspapers of East Asia name who wrote it
CREDITED = frozenset({"author", "reporter", "editor", "reviser", "translator"})


def signed_in_text(view: PageView) -> tuple[Author, ...]:
    """The people whom the first or last lines of a Chinese, Japanese or Korean text credit in parentheses, as in
    "日报1月2日电 (记者 …)"; a label has to say what they did.
    """
    lines = [view.lines[index] for index in dict.fromkeys((*view.body[:FIRST_LINES], *view.body[-LAST_LINES:]))]
    found: list[Author] = []
    for line in lines:
        if has_cjk(line.text):
            for match in PARENTHESIS.finditer(line.text):
                if strip_byline_label(match[1])[0] in CREDITED:
                    found += [author for author in names_of(match[1]) if author.kind == "person"]
    return unique_authors(found)
