"""Tags: marked links and rows of links to topics."""

from __future__ import annotations

import re
from urllib.parse import unquote

from scraper.extraction.fields.categories.collected import MAX_NAME_CHARS, Collected, is_aside, tidy_name
from scraper.extraction.page.view import PageView
from scraper.extraction.sameness import sameness
from scraper.parsing.document import Document, Element, Line
from scraper.records import Category, Scheme
from scraper.wordings import one_of

MAX_TAGS = 60  # more are a cloud of the whole site's tags
LINES_TO_TAGS = 12  # share buttons and the author's note may stand between the text and its tags
MARKED_AROUND = 4  # elements: a link, its item, the list, the box
TAG_MARKS = re.compile(r"(?<![a-z])(?:tags|topics|keywords|tag-?list)(?![a-z])", re.IGNORECASE)
MAX_SEPARATOR = 3  # characters between two links of a row
#: The step of an address under which the pages of topics stand.
TAG_ADDRESS = re.compile(rf"/(?:{one_of('addresses', 'tag')})/(?=[^/])", re.IGNORECASE)


def collect_marked_tags(view: PageView, collected: Collected) -> None:
    """The links marked as tag or category, of the article and not of teasers."""
    document = view.document
    links = marked_links(document)
    if not links or len(links) > MAX_TAGS:
        return
    has_tags = collected.has("tag")
    for element in links:
        is_section = "category" in rel_of(element) or "/category/" in (element.get("href") or "")
        scheme: Scheme = "section" if is_section else "tag"
        name = tidy_name(element.text)
        if name and not (scheme == "tag" and has_tags):
            url = document.absolute(element.get("href"))
            collected.add(Category(name, scheme, url), "rel:tag")


def collect_linked_tags(view: PageView, collected: Collected) -> None:
    """The first row of links behind the text that lead to the pages of topics, told by their addresses or by marks."""
    if not view.body:
        return
    document = view.document
    start = view.body[-1] + 1
    row: list[tuple[Line, list[Element]]] = []
    for line in document.lines[start : start + LINES_TO_TAGS]:
        if line.hidden or not line.text:
            continue
        links = _tag_links(document, line) if line.index not in collected.claims else []
        if links and not is_aside(line.element):
            row.append((line, links))
        elif row:
            break
    found = [each for _, links in row for each in links]
    if len(found) == 1 and not _is_named_by_address(found[0]):  # a button that leads to more
        return
    for each in found:
        collected.add(Category(tidy_name(each.text), "tag", document.absolute(each.get("href"))), "tag links")
    collected.claim((line for line, _ in row), "field", "categories")


def _is_named_by_address(link: Element) -> bool:
    """Whether the address of a link ends in its text."""
    name = sameness(link.text)
    return bool(name) and sameness(unquote((link.get("href") or "").rstrip("/")).rpartition("/")[2]).endswith(name)


def _tag_links(document: Document, line: Line) -> list[Element]:
    """The links to topics that a line is made of; none where it holds anything else."""
    if 2 * line.link_chars < len(line.text):
        return []
    links = line.links
    if line.link_chars + MAX_SEPARATOR * len(links) < len(line.text):
        return []
    if any(not 1 < len(each.text) <= MAX_NAME_CHARS for each in links):
        return []
    is_told = all(TAG_ADDRESS.search(each.get("href") or "") for each in links) or _is_marked_as_tags(line.element)
    return links if is_told else []


def _is_marked_as_tags(element: Element) -> bool:
    """Whether an element, or one of the next around it, is marked as a row of tags."""
    around: Element | None = element
    for _ in range(MARKED_AROUND):
        if around is None or around.tag in ("body", "main", "article"):
            return False
        if TAG_MARKS.search(around.raw):
            return True
        around = around.parent
    return False


def marked_links(document: Document) -> list[Element]:
    """The links with rel=tag, outside of menus and side columns."""
    links = [each for each in document.having("rel") if each.tag == "a" and "tag" in each.raw]
    return [each for each in links if "tag" in rel_of(each) and not is_aside(each)]


def rel_of(element: Element) -> list[str]:
    """The words of an element's `rel`, in lower case."""
    return (element.get("rel") or "").lower().split()
