"""The section that is printed above the title: the overline or kicker that links to it."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from scraper.extraction.fields.categories.collected import Collected, is_aside, values_in
from scraper.extraction.fields.categories.tags import TAG_ADDRESS
from scraper.extraction.page.site_names import is_home, is_site_name
from scraper.extraction.page.view import PageView
from scraper.extraction.sameness import sameness
from scraper.extraction.words.categories import HOME, SCHEMES
from scraper.normalize.dates import find_dates
from scraper.normalize.urls import url_host
from scraper.parsing.document import Element, Line
from scraper.records import Category
from scraper.wordings import one_of

LINES_OVER_TITLE = 5  # date, byline or share buttons may stand between the section and the title
LINES_UNDER_TITLE = 3  # byline and date may stand between the title and the section
BOX_LINES = 10  # above the title in the box that holds both: more are a page's header
BOXES = 6  # elements around the title that are looked through
MAX_NAMES = 3  # more are a menu
MAX_NAME_CHARS, MAX_NAME_WORDS = 40, 5  # longer ones are headlines
PAGE_TAGS = ("body", "html")
AUTHOR_ADDRESS = re.compile(rf"/(?:{one_of('addresses', 'author')})/", re.IGNORECASE)
MAX_STEPS = 4  # slashes in the address of a section
LOOSE = re.compile(r"&|\band\b")
MARKED_AROUND = 3  # elements: a link's wrappers
#: How the markup calls the place: in a class or an id, whole words.
SECTION_MARKS = re.compile(
    r"(?<![a-z])(?:categor(?:y|ies)|cat-?links?|cat-name|sections?|kicker|eyebrow|overline|topics?|channel|vertical)"
    r"(?![a-z])",
    re.IGNORECASE,
)
BACK = re.compile(r"^(?:[←‹«<]|back\b)|→$", re.IGNORECASE)
CLASSES = re.compile(r"""(?:class|id)=["']([^"']*)""")
#: A step before a section's name in an address.
SECTION_ADDRESS = re.compile(
    rf"/(?:blog-categories|{one_of('addresses', 'sections')}|{one_of('addresses', 'tag')})/"
    r"(?=[^/])",
    re.IGNORECASE,
)


def collect_overlines(view: PageView, collected: Collected) -> None:
    """The links to sections that are printed as a line of their own, right above the title or beside the date."""
    at = view.title_line
    if at is None:
        return
    lines = view.lines
    over = [line for line in view.document.shown if line.index < at][-LINES_OVER_TITLE:]
    under = [line for line in lines[at + 1 : at + 1 + LINES_UNDER_TITLE] if line.text and not line.hidden]
    read: list[tuple[Line, list[tuple[str, str | None]]]] = []
    for line in [*reversed(over), *under]:
        if line.link_chars >= len(line.text) - 2 * MAX_NAMES and line.index not in collected.claims:
            found = _sections(view, line)
            if found:
                read.append((line, found))
    if sum(len(found) for _, found in read) > MAX_NAMES:
        return
    for line, found in read:
        for name, url in found:
            is_tag = bool(url and TAG_ADDRESS.search(urlsplit(url).path)) or line.text.startswith("#")
            collected.add(Category(name, "tag" if is_tag else "section", url), "overline")
        collected.claim([line], "dropped", "section above the title")


def _sections(view: PageView, line: Line) -> list[tuple[str, str | None]]:
    """The sections that a line names: short links of which each leads to a section, in one box with the title."""
    found = values_in(view.document, line, 0, is_linked=True)
    if not 0 < len(found) <= MAX_NAMES or is_aside(line.element) or not stands_over_title(view, line):
        return []
    is_marked = _is_marked(line)
    for name, url in found:
        if len(name) > MAX_NAME_CHARS or name.count(" ") >= MAX_NAME_WORDS or not url or not _is_own(view, url):
            return []
        if is_title_of(view, name) or find_dates(name, view.document.html_language) or BACK.search(line.text):
            return []
        if sameness(name) in HOME or name.casefold() in SCHEMES or is_site_name(name, view.site_keys) or is_home(url):
            return []
        if AUTHOR_ADDRESS.search(url) or not (is_marked or _is_section_address(view, line, name, url)):
            return []
    return found


def stands_over_title(view: PageView, line: Line) -> bool:
    """Whether a line stands in one box with the title, near the box's beginning, and not in the page's header."""
    if view.title_line is None or line.element.closest("nav", "footer", "aside", "form") is not None:
        return False
    header = line.element.closest("header")
    if header is not None and not header.first_line <= view.title_line < header.last_line:
        return False
    box: Element | None = view.lines[view.title_line].element
    for _ in range(BOXES):
        if box is None or box.tag in PAGE_TAGS:
            return False
        if box.first_line <= line.index < box.last_line:
            return view.title_line - box.first_line <= BOX_LINES
        box = box.parent
    return False


def _is_marked(line: Line) -> bool:
    """Whether the markup calls the line, or one of the elements around it, a category's place."""
    around: Element | None = line.inner
    for _ in range(MARKED_AROUND):
        if around is None or around.tag in (*PAGE_TAGS, "main", "article"):
            return False
        if any(SECTION_MARKS.search(words) for words in CLASSES.findall(around.raw)):
            return True
        around = around.parent
    return False


def is_title_of(view: PageView, name: str) -> bool:
    """Whether a name is the title, or the beginning of it."""
    return sameness(view.title_text).startswith(sameness(name)) and name.count(" ") > 1


def _is_own(view: PageView, url: str) -> bool:
    """Whether an address is one of the page's own site."""
    own = url_host(view.document.url)
    return own is None or (url_host(url) or own).removeprefix("www.") == own.removeprefix("www.")


def _is_section_address(view: PageView, line: Line, name: str, url: str) -> bool:
    """Whether an address is a section's: it says so, or is no more than the section's name, above the title."""
    path = unquote(urlsplit(url).path)
    if SECTION_ADDRESS.search(path):
        return True
    if view.title_line is None or line.index > view.title_line:
        return False
    last = sameness(path.rstrip("/").rpartition("/")[2].partition(".")[0])
    key, own = sameness(name), urlsplit(view.document.url or "").path
    if not last or path.count("/") > MAX_STEPS:
        return False
    if own.startswith(path.rstrip("/") + "/") and (key in last or last in key):
        return True
    return last in (key, key + "s", sameness(LOOSE.sub("", name)))
