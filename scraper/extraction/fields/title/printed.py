"""Which printed heading is the title?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape

from scraper.extraction.answer import Answer, claims_on
from scraper.extraction.fields.title.names import MAX_TITLE_CHARS, THREAD_LABEL, Names, is_generic, strip_site
from scraper.extraction.page.likeness import TEXT_BEHIND, line_printing, similarity, text_behind
from scraper.extraction.page.site_names import is_home, is_site_name
from scraper.extraction.page.view import PageView
from scraper.normalize.byline_labels import strip_byline_label
from scraper.normalize.dates import find_dates
from scraper.parsing.document import Document, Element, Line

MAX_HEADINGS = 12  # of the first rank; a page with more marks all its sections so
FEW_HEADINGS = 3  # more of the first rank head the sections of a text, not the text
#: The mark that links a heading to itself, and the word that forum software prints before a thread's title.
ANCHOR_MARK = re.compile(r" ?[¶§#🔗] ?$")
LABELS_BELOW = 3  # lines under an unmarked title in which a byline or a date must stand
MAX_LABEL_LINE = 90  # a byline and a date; a longer line is text
#: Likeness from which a heading may be the title, one of many headings is, and the metadata's title is the same one;
#: page/likeness.py says how often each is right.
SIMILAR, SURE, SURELY_SIMILAR = 0.34, 0.5, 0.7
#: What is added to a heading's likeness. One that may be a title is worth less than one that the metadata confirm
#: (SIMILAR); the others only choose between headings that are confirmed alike: one that is seen before one that is
#: hidden, one with text behind it before the first one.
PLAUSIBLE, SEEN, BEFORE_TEXT, FIRST = 0.3, 0.1, 0.06, 0.05


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of the page that may be the title: its text and its visible lines."""

    text: str
    lines: tuple[Line, ...]
    element: Element
    of_many: bool = False  # of the same rank on the page


def headings_of(document: Document, names: Names) -> list[Heading]:
    """The h1 and what is marked as the headline, with text, visible ones first."""
    elements = document.all("h1")[:MAX_HEADINGS]
    marked: list[Element] = []
    if not elements or any("headline" in thing for thing in document.linked_data if thing["@source"] == "microdata"):
        marked = [each for each in document.having("itemprop") if _is_headline(each)][:3]
    found = []
    many = len(elements) > FEW_HEADINGS
    for element in [*elements, *(each for each in marked if each not in elements)]:
        lines = tuple(line for line in document.lines_of(element) if line.text and not line.hidden)
        text = ANCHOR_MARK.sub("", " ".join(line.text for line in lines) or element.text)
        text = strip_site(THREAD_LABEL.sub("", _as_meant(text, document)), names)
        if text and len(text) <= MAX_TITLE_CHARS:
            found.append(Heading(text, lines, element, many))
    return found


def _as_meant(text: str, document: Document) -> str:
    """A heading as it is printed; unescaped once more only where the page itself says elsewhere what it means by it."""
    meant = unescape(text)
    if meant == text:
        return text
    stated = [document.head_title or "", *document.meta.get("og:title", ())]
    return meant if any(meant in each for each in stated) and not any(text in each for each in stated) else text


def _is_headline(element: Element) -> bool:
    return element.tag not in ("meta", "link") and "headline" in (element.get("itemprop") or "").split()


def choose_heading(
    document: Document, headings: list[Heading], stated_: dict[str, str | None], names: Names
) -> Heading | None:
    """The heading that prints the title: the one that the metadata confirm best, else the first that may be one."""
    stated = [text for text in stated_.values() if text and not is_site_name(text, names.keys)]
    best: tuple[float, int, Heading] | None = None
    for index, heading in enumerate(headings):
        likeness = confirmed(heading, stated)
        is_name = is_site_name(heading.text, names.keys) or _leads_home(document, heading.element)
        plausible = not is_name and not is_generic(heading.text, names.keys)
        is_confirmed = likeness >= SURELY_SIMILAR and not is_name  # "News" of "News | The Plover Post"
        if not plausible and not is_confirmed and (stated or len(headings) > 1):
            continue
        score = likeness + PLAUSIBLE * plausible + FIRST * (index == 0)
        if heading.lines:
            score += SEEN + BEFORE_TEXT * (text_behind(document, heading.lines[-1]) > TEXT_BEHIND)
        if best is None or score > best[0]:
            best = (score, index, heading)
    if best is None or best[0] <= 0:
        return None
    return best[2]


def confirmed(heading: Heading, stated: Iterable[str]) -> float:
    """How well the metadata confirm a heading; one of many is a section's unless they do so clearly."""
    likeness = max((similarity(heading.text, text) for text in stated), default=0.0)
    return 0.0 if heading.of_many and likeness < SURE else likeness


def _leads_home(document: Document, heading: Element) -> bool:
    """Whether a heading is a link to the site's first page, or stands in one: it holds the site's name."""
    link = next(iter(heading.inside("a")), None) or heading.closest("a")
    href = (link.get("href") or "").strip() if link is not None else ""
    return is_home(href)


def first_line_title(view: PageView) -> Answer[str | None]:
    """The first line of a page without any markup, when a byline or a date stands below it."""
    lines = [line for line in view.lines if line.text and not line.hidden][: 1 + LABELS_BELOW]
    if len(lines) < 2 or len(lines[0].text) > MAX_TITLE_CHARS or lines[0].link_chars:
        return Answer(None)
    language = view.document.html_language
    below = (line.text for line in lines[1:] if len(line.text) <= MAX_LABEL_LINE)
    if not any(strip_byline_label(text)[0] is not None or find_dates(text, language) for text in below):
        return Answer(None)
    return Answer(lines[0].text, "first line", claims_on(lines[:1], "field", "title"))


def printed_lines(document: Document, heading: Heading | None, title: str) -> tuple[Line, ...]:
    """The lines that print the title."""
    if heading is not None and heading.of_many and similarity(heading.text, title) < SURE:
        heading = None
    if heading is not None and heading.lines:
        return heading.lines
    printed = line_printing(document, title)
    return (printed,) if printed is not None else ()
