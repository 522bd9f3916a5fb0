"""What of the body's first and last lines is about the author, the copy or a picture, and not the article?"""

from __future__ import annotations

import re
from itertools import takewhile

from scraper.extraction.answer import Claim, claims_on
from scraper.extraction.ledger import Ledger
from scraper.extraction.page.head import LONG_LINE, SENTENCE_CHARS, SENTENCE_ENDS
from scraper.extraction.page.hints import is_teaser_label
from scraper.extraction.page.view import PageView
from scraper.normalize.dates import find_dates
from scraper.parsing.document import Line
from scraper.records import Author
from scraper.wordings import one_of, words

LAST_LINES = 5  # a biography stands among so many lines at the end
FIRST_LINES = 3  # a byline, date or biography that no field has read stands among so many at the beginning
MAX_NAMES_CHARS = 150  # of a line of nothing but authors, and where they work
MAX_FIRST_NAMES_CHARS = 60  # at the beginning, where a longer one may introduce the article
MAX_CONJUNCTION_LETTERS = 5  # "and", "und", "and by": all that stands between names
MAX_DATELINE_CHARS = 60  # two dates with their weekdays and hours
MAX_DATELINE_LETTERS = 12  # beside the date: a label, a weekday
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
#: A credit without a colon: the abbreviation alone ("Fot. N. N."), or the agency at its end ("N. N./Agency").
SHORT_CREDIT = re.compile(
    rf"^[\W_]*(?:{_PICTURE})\.\s+\w|^[\w .'’/-]{{2,40}}(?: ?/ ?| via )(?:{one_of('pictures', 'agencies')})\W*$",
    re.IGNORECASE,
)
MAX_SHORT_CREDIT = 60  # a name and an agency
MAX_APPEAL_CHARS = 300  # two or three sentences
WITHIN = ("td", "th", "li", "blockquote", "pre")  # a part of these is the text's own
#: Where before an author's name his title may stand: "The Berlin imam N. N. is …".
MAX_BEFORE_NAME = 60
MAX_TITLE_WORDS = 5  # "The former head of research"
HEAD_FIELDS = frozenset({"byline", "authors", "published", "modified", "categories"})
CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
MAX_HEAD_SHARE = 0.25  # of the text: more is no mere label
MAX_HEAD_LINES = 30  # from the title to the last of the lines that say who, when and under what
#: What may stand before the name.
BEFORE_NAMES = ("", "* ", "– ", "— ", *(f"{word} " for word in words("biographies", "about")))
#: What follows a name in a biography.
BIOGRAPHY = re.compile(rf"\b(?:{one_of('biographies', 'verbs')})\b", re.IGNORECASE)
#: What he is right behind his name: ", an award-winning journalist", ", professor of tides".
APPOSITION = re.compile(rf"\s*,\s+(?:\w+[\s-]){{0,3}}(?:{one_of('biographies', 'articles')})\s+\w", re.IGNORECASE)
RIGHT_BEHIND = re.compile(rf"\W*(?:{one_of('biographies', 'verbs')})\b", re.IGNORECASE)
_APPEALS = words("appeals", "phrases")


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


def edge_furniture(view: PageView, chosen: list[int], authors: tuple[Author, ...]) -> tuple[Claim, ...]:
    """Claims on what the body's first and last lines say about the article and its authors, and on picture credits.

    At the beginning: dates, authors and their biographies; at the end: authors and biographies, appeals, and labels
    without their list. Picture credits anywhere.
    """
    lines = [view.lines[index] for index in chosen]
    credits = [line for line in lines if _is_credit(line.text)]
    names = [author.name.casefold() for author in authors if " " in author.name and author.kind != "organisation"]
    first = list(takewhile(lambda line: _is_opening(line.text, names), lines[:FIRST_LINES]))
    first = first if len(lines) - len(first) >= MIN_BODY_LINES and not _is_of_entries(lines, first) else []
    last = [line for line in lines[max(MIN_BODY_LINES, len(lines) - LAST_LINES) :] if line not in credits]
    biographies = [line for line in last if _is_biography(line.text, names) or _is_signature(line.text, names)]
    appeals = [line for line in last if line not in biographies and _is_appeal(line)]
    furniture = {line.index for line in (*credits, *biographies, *appeals)}
    labels = _labels_behind([line for line in lines if line.index not in furniture])
    return (
        *claims_on(first, "dropped", "about the article"),
        *claims_on(credits, "dropped", "picture credit"),
        *claims_on(biographies, "dropped", "author biography"),
        *claims_on(appeals, "dropped", "sign-up appeal"),
        *claims_on(labels, "dropped", "related links"),
    )


def _is_opening(text: str, names: list[str]) -> bool:
    """Whether a line says only when, by whom, or who that is."""
    is_signed = len(text) <= MAX_FIRST_NAMES_CHARS and _is_signature(text, names)
    return is_signed or _is_dateline(text) or _is_biography(text, names)


def _is_dateline(text: str) -> bool:
    """Whether a line prints a day, and no more than a word or two beside it."""
    if len(text) > MAX_DATELINE_CHARS:
        return False
    dates = [each for each in find_dates(text) if len(each.value) >= len("2019-03-04")]
    told = sum(letter.isalpha() for each in dates for letter in text[each.start : each.end])
    return bool(dates) and sum(letter.isalpha() for letter in text) - told <= MAX_DATELINE_LETTERS


def _is_of_entries(lines: list[Line], first: list[Line]) -> bool:
    """Whether the page prints entries, each with its date: then the first date is the first entry's."""
    dated = sum(_is_dateline(line.text) for line in first)
    return dated > 0 and any(_is_dateline(line.text) for line in lines[len(first) :])


def _is_signature(text: str, names: list[str]) -> bool:
    """Whether a line holds nothing but authors, or one of them with what he is: "N. N., Professor of Tides, Ostrel"."""
    words = text.casefold()
    if len(text) > MAX_NAMES_CHARS or text.endswith((":", "：")) or not any(name in words for name in names):
        return False
    if any(words.startswith(f"{name}, ") for name in names):
        return not text.endswith(SENTENCE_ENDS)
    for name in names:
        words = words.replace(name, " ")
    return sum(letter.isalpha() for letter in words) <= MAX_CONJUNCTION_LETTERS


def _is_credit(text: str) -> bool:
    if len(text) > MAX_CREDIT_CHARS:
        return False
    is_short = len(text) <= MAX_SHORT_CREDIT and not text.endswith(("!", "?"))
    return PICTURE_CREDIT.match(text) is not None or (is_short and SHORT_CREDIT.match(text) is not None)


def _is_appeal(line: Line) -> bool:
    """Whether a line, and no part of a table, list or quotation, asks its readers to sign up, to follow or to share."""
    if len(line.text) > MAX_APPEAL_CHARS:
        return False
    said = line.text.casefold()
    return any(phrase in said for phrase in _APPEALS) and line.element.closest(*WITHIN) is None


def _labels_behind(lines: list[Line]) -> list[Line]:
    """The last lines, as far as they announce other articles, which are not in the body."""
    found = list(takewhile(lambda line: is_teaser_label(line.text), reversed(lines)))
    return found if len(found) < len(lines) else []


def _is_biography(text: str, names: list[str]) -> bool:
    """Whether a line begins with an author's name, or a title and the name, and goes on as a biography does."""
    if len(text) > MAX_BIOGRAPHY_CHARS:
        return False
    opening = text.casefold()[:80]
    name = next((name for name in names if name in opening), None)
    if name is None:
        return False
    at = opening.index(name)
    rest = text[at + len(name) :]
    if opening[:at] in BEFORE_NAMES:
        return BIOGRAPHY.search(rest[:80]) is not None or APPOSITION.match(rest) is not None
    return at <= MAX_BEFORE_NAME and _is_title(text[:at]) and RIGHT_BEHIND.match(rest) is not None


def _is_title(text: str) -> bool:
    """Whether words before a name may be the title of who bears it: short, and no end of a clause."""
    return not any(mark in text for mark in ',.;?!:"“”„«»') and len(text.split()) <= MAX_TITLE_WORDS
