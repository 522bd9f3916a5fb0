"""What is the second headline?"""

from __future__ import annotations

import re

from scraper.extraction.answer import Answer, claims_on
from scraper.extraction.fields.title.names import MAX_TITLE_CHARS
from scraper.extraction.page.head import SENTENCE_ENDS
from scraper.extraction.page.linked import first
from scraper.extraction.page.view import PageView
from scraper.extraction.sameness import sameness
from scraper.normalize.dates import find_dates
from scraper.parsing.document import Line

DECK_LINES = 4  # below the title: date or byline may stand before the second headline
MIN_DECK_CHARS = 20  # a shorter one is a section's name
MAX_DECK_SENTENCE = 60  # a longer line that ends as sentences do is no headline
SUBTITLE_MARKS = re.compile(
    r"(?:^|[\s_-])(?:sub-?titles?|sub-?headlines?|sub-?headings?|sub-?heads?|sub-?headers?|sub-?decks?|sous-?titres?|"
    r"untertitel|subt[ií]tulo|sottotitolo|alternativeheadline|podtytul|underrubrik|strap-?line|de[ck]k?)(?:$|[\s_-])",
    re.IGNORECASE,
)

DIGIT = re.compile(r"\d")


def read_subtitle(view: PageView, title: Answer[str | None]) -> Answer[str | None]:
    """The second headline: the linked data's alternative headline, or a deck line in the title's own header."""
    printed = sameness(view.title_text)
    for thing in view.things:
        text = first(thing, "alternativeHeadline", "alternateName")
        if text and printed and sameness(text) != printed and len(text) <= MAX_TITLE_CHARS:
            return Answer(text, thing["@source"])
    line = _deck_line(view)
    if line is None or sameness(line.text) == printed or _is_all_there_is(view, line, title):
        return Answer(None)
    is_body = _is_sentence(line) and line.index in view.body  # a standfirst: the body begins with it, too
    return Answer(line.text, line.element.tag, () if is_body else claims_on([line], "field", "subtitle"))


def _is_sentence(line: Line) -> bool:
    return len(line.text) > MAX_DECK_SENTENCE and line.text.endswith(SENTENCE_ENDS)


def _is_all_there_is(view: PageView, line: Line, title: Answer[str | None]) -> bool:
    """Whether the line is the only one of the body beside the title: then it is the text, not what stands above one."""
    return set(view.body).difference(claim.line for claim in title.claims) == {line.index}


def _deck_line(view: PageView) -> Line | None:
    """The second headline right below the title: marked as one, or a lesser heading in the title's own header."""
    if view.title_line is None:
        return None
    title = view.lines[view.title_line]
    around = title.element.parent
    below = view.lines[view.title_line + 1 : view.title_line + 1 + DECK_LINES]
    for line in (each for each in below if each.text and not each.hidden):
        element = line.element
        if len(line.text) > MAX_TITLE_CHARS or line.link_chars:
            return None
        if line.text == title.text:
            continue  # some pages print it once for wide screens and once for narrow ones
        marks = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
        if SUBTITLE_MARKS.search(marks) and not (DIGIT.search(line.text) and find_dates(line.text)):
            return line
        if _is_sentence(line):
            return None  # a standfirst: the body begins with it
        in_header = around is not None and around.tag in ("header", "hgroup") and element.within(around)
        if element.tag in ("h2", "h3"):
            return line if in_header and len(line.text) > MIN_DECK_CHARS else None
        if len(line.text) > MIN_DECK_CHARS:
            return None
    return None
