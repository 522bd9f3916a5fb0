"""What of the body's first and last lines is about the author, the copy or a picture, and not the article?"""

from __future__ import annotations

import re

from scraper.extraction.answer import Claim, claims_on
from scraper.extraction.ledger import Ledger
from scraper.extraction.page.head import LONG_LINE, SENTENCE_CHARS, SENTENCE_ENDS
from scraper.extraction.page.view import PageView
from scraper.records import Author
from scraper.wordings import one_of, words

LAST_LINES = 5  # a biography stands among so many lines at the end
MAX_BIOGRAPHY_CHARS = 700  # half a dozen sentences; a longer line is the text's
MIN_BODY_LINES = 3  # above it
#: The first words of a line that names whose picture it is.
_PICTURE = one_of("pictures", "picture")
PICTURE_CREDIT = re.compile(
    rf"^[\W_]*(?:(?:{_PICTURE})\w*(?:\s+(?:{one_of('pictures', 'behind_picture')}))?\s*[:：©/]"
    rf"|(?:{one_of('pictures', 'before_picture')})\s+(?:{_PICTURE})\w*\s*[:：])",
    re.IGNORECASE,
)
MAX_CREDIT_CHARS = 120  # a name, an agency and a licence
HEAD_FIELDS = frozenset({"byline", "authors", "published", "modified", "categories"})
CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
MAX_HEAD_SHARE = 0.25  # of the text: more is no mere label
MAX_HEAD_LINES = 30  # from the title to the last of the lines that say who, when and under what
#: What may stand before the name.
BEFORE_NAMES = ("", "* ", "– ", "— ", *(f"{word} " for word in words("biographies", "about")))
#: What follows a name in a biography.
BIOGRAPHY = re.compile(rf"\b(?:{one_of('biographies', 'verbs')})\b", re.IGNORECASE)


def head_furniture(view: PageView, ledger: Ledger, chosen: list[int]) -> tuple[Claim, ...]:
    """Claims on the short lines above the title, and between it and the byline, date and category lines.

    A reprint names its outlet, its place or its section there, without a label. A standfirst above the byline stays: it
    is longer, or ends as sentences do.
    """
    title, lines = view.title_line, view.lines
    if title is None:
        return ()
    below = (index for index in ledger.parts if title < index <= title + MAX_HEAD_LINES)
    last = max((index for index in below if _is_head_field(ledger.fate(index))), default=title)
    claims: list[Claim] = []
    size = sum(len(lines[index].text) for index in chosen)
    for part, reason, prose in (
        ([index for index in chosen if index < title], "above the title", 0),
        ([index for index in chosen if title < index < last], "above the byline", 1),
    ):
        if any(_is_prose(lines[index].text) for index in part[prose:]):
            continue  # the text itself stands there
        short = [lines[index] for index in part if not _is_prose(lines[index].text)]
        if sum(len(line.text) for line in short) <= MAX_HEAD_SHARE * size:
            claims += claims_on(short, "dropped", reason)
    return tuple(claims)


def _is_head_field(fate: tuple[str, str] | None) -> bool:
    return fate is not None and fate[0] == "field" and fate[1] in HEAD_FIELDS


def _is_prose(text: str) -> bool:
    if CJK.search(text):  # which says as much in a third of the characters
        return len(text) > LONG_LINE // 3 or text.endswith(SENTENCE_ENDS)
    return len(text) > LONG_LINE or (len(text) > SENTENCE_CHARS and text.endswith(SENTENCE_ENDS))


def tail_furniture(view: PageView, chosen: list[int], authors: tuple[Author, ...]) -> tuple[Claim, ...]:
    """Claims on the author's biography at the end, and on lines that only name a picture's maker."""
    lines = [view.lines[index] for index in chosen]
    credits = [line for line in lines if len(line.text) <= MAX_CREDIT_CHARS and PICTURE_CREDIT.match(line.text)]
    names = [author.name.casefold() for author in authors if " " in author.name and author.kind != "organisation"]
    last = lines[max(MIN_BODY_LINES, len(lines) - LAST_LINES) :]
    biographies = [line for line in last if line not in credits and _is_biography(line.text, names)]
    return claims_on(credits, "dropped", "picture credit") + claims_on(biographies, "dropped", "author biography")


def _is_biography(text: str, names: list[str]) -> bool:
    """Whether a line begins with one of the authors' names and goes on as a biography does."""
    if len(text) > MAX_BIOGRAPHY_CHARS:
        return False
    opening = text.casefold()[:80]
    if not any(opening.startswith(tuple(f"{start}{name}" for start in BEFORE_NAMES)) for name in names):
        return False
    rest = text[len(next(name for name in names if name in opening)) :]
    return BIOGRAPHY.search(rest[:80]) is not None
