"""Which elements does the page mark as its author's?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scraper.parsing.document import Document, Element, Line
from scraper.wordings import one_of

#: Words in class, id, rel or itemprop of an element that holds a byline.
BYLINE_MARKS = re.compile(
    r"(?:^|[\s\"_-]|(?-i:(?<=[a-z])(?=[A-Z])))(?:by-?line|by-author|by_author|authors?|autor(?:es|en)?|auteurs?|autore|"
    r"writer|redacteur|contributors?|credit-?author|post-?author|article-?author|authored-?by|written-?by)"
    r"(?:$|[\s\"_-]|name|(?-i:(?<=[a-z])(?=[A-Z])))",
    re.IGNORECASE,
)
RAW_MARKS = re.compile("uthor|UTHOR|yline|YLINE|utor|uteur|utore|riter|ontributor|redacteur|credit|by")
#: Marks of what stands beside an author and is no name.
NOT_BYLINE_MARKS = re.compile(
    r"bio|avatar|image|img|photo|social|follow|share|role|[_-]rol(?:$|\s)|title|job(?:$|[\s_-])|position|modal|desc|email|"
    r"mail|comment|count|subscri|newsletter|related|twitter|facebook|icon",
    re.IGNORECASE,
)
#: Marks of what holds other articles, or what readers wrote.
ELSEWHERE_MARKS = re.compile(
    r"comment|respon[ds]|repl(?:y|ies)|related|recommend|recirc|teaser|card|carousel|slider|popular|latest|trending|"
    r"more-|read-?next|feed|listing|archive|testimonial|quote|footer|nav\b|menu",
    re.IGNORECASE,
)
#: Marks of the foot of an article, not of the page.
ARTICLE_MARKS = re.compile(r"meta|entry|post|article|content", re.IGNORECASE)
#: In the address of an author's own page.
AUTHOR_PATHS = re.compile(rf"/(?:{one_of('addresses', 'author')})[/?]")


def byline_mark(element: Element) -> str | None:
    """How an element is marked as a byline; None where it is not."""
    if element.get("rel") and "author" in (element.get("rel") or "").split():
        return "rel:author"
    if "author" in (element.get("itemprop") or "").split():
        return "itemprop:author"
    words = f"{element.get('class') or ''} {element.get('id') or ''}"
    if BYLINE_MARKS.search(words) and not NOT_BYLINE_MARKS.search(words):
        return "class"
    return None


#: Elements that hold a name within a line.
NAME_TAGS = ("a", "span", "strong", "b", "em", "i", "cite")
TAGS_BEFORE = 3  # a name's own wrappers, where it begins the line


def marked_in(line: Line) -> Iterator[Element]:
    """The elements within a line that are an author's name by their mark or their link."""
    for element in line.elements(*NAME_TAGS, before=TAGS_BEFORE):
        if element.raw:
            is_link = element.tag == "a" and AUTHOR_PATHS.search(element.raw)
            if is_link or (RAW_MARKS.search(element.raw) and byline_mark(element) is not None):
                yield element


def is_elsewhere(element: Element) -> bool:
    """Whether an element stands among other articles, comments or links of the page."""
    for each in element.ancestors:
        if each.tag in ("nav", "figure", "li", "article", "main", "body"):
            return each.tag not in ("article", "main", "body")
        words = f"{each.get('class') or ''} {each.get('id') or ''}" if each.raw else ""
        if each.tag == "footer" and not ARTICLE_MARKS.search(words):
            return True
        if ELSEWHERE_MARKS.search(words) and not BYLINE_MARKS.search(words):
            return True
    return False


def lines_in(document: Document, element: Element) -> list[Line]:
    """The lines of text inside an element, or the one that it stands in the middle of."""
    return [line for line in document.lines_of(element) if line.text] or line_around(document, element)


def line_around(document: Document, element: Element) -> list[Line]:
    """The line that an inline element stands in the middle of."""
    index = element.first_line
    return document.lines[max(0, index - 1) : index]
