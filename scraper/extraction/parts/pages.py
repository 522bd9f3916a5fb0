"""The next page of an article that is spread over several."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from scraper.extraction.page.view import PageView
from scraper.extraction.sameness import sameness
from scraper.normalize.urls import clean_url, same_site
from scraper.parsing.document import Document, Element
from scraper.records import NextPage
from scraper.wordings import any_of, one_of, words

#: Kinds of page that list other pages: their second page does not continue a text.
LISTING_KINDS = frozenset({"listing", "collection", "product"})
PAGE_WORDS = one_of("pages", "page")
#: Between the number of a page, or slide, and their total.
OF = any_of((*words("pages", "of"), "/", "／"))
PAGE_PARAMETERS = frozenset(words("pages", "parameters"))
#: The end of a path that numbers a page: /2 /2/ /page/2 /page-2 -2.html _2.html ,2.html -seite-2.html
_TAIL = re.compile(
    rf"(?P<stem>.*?)(?:(?P<mark>[/_,.~-](?P<word>(?:{PAGE_WORDS})(?:[/_,=.-]|(?=\d)))?))?"
    r"(?P<number>[0-9]{1,3})(?:/|\.[a-z]{3,5})?\Z",
    re.IGNORECASE,
)
_ENDING = re.compile(r"(?:\.(?:html?|php|aspx?|jsp|shtml|cfm))?/?\Z", re.IGNORECASE)
#: In a headline of a later page: "Salt and time (page 2 of 3)", "Salz und Zeit – Seite 2".
_PAGE_NUMBER = re.compile(
    r"(?:(?<![\s|:,(\[–—-])[\s|:,(\[–—-]+)?"  # anchored, or a long run would be tried from each place
    rf"(?:{PAGE_WORDS})\.?\s*\d{{1,3}}(?:\s*(?:{OF})\s*\d{{1,3}})?[\s)\]|:–—-]*",
    re.IGNORECASE,
)
LINES_BEHIND = 14  # the text that contains a printed pager
LINES_BEFORE = 3  # before the link to the second page: the number of the first, which is not a link
NUMBER = re.compile(r"\d{1,3}")
#: What follows the tag of a link whose text is a number, perhaps in an element of its own.
NUMBER_OR_NOTHING = re.compile(r"\s*(?:\d{1,3}\s*)?")
#: In the URL of a link, and in the tags around it.
COMMENTS = re.compile(r"comment|\brespond\b|responses|\breplies|kommentar|disqus", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A URL taken apart: what stays the same from page to page, and the page number."""

    base: str
    number: int
    worded: bool  # the URL says that the number is a page's


def next_page(view: PageView, start: str | None = None) -> NextPage | None:
    """The page on which the article continues; `start` is the URL of its first page.

    Looks:   <link rel=next> and <a rel=next> to the same site; links after the text whose words are page numbers and
             whose URLs are the page's own with that number.
    Gives:   None if there is none, or if the links page through comments.
    Source:  https://html.spec.whatwg.org/multipage/links.html#link-type-next
    """
    document = view.document
    own = document.url
    if own is None:
        return None
    found = [url for element in _marked(document) if (url := _target(document, element)) is not None]
    for url in found:
        if _goes_on(url, own, start):
            return NextPage(url, certain=True)
    if (url := _printed(view, own, start)) is not None:
        return NextPage(url, certain=True)
    return NextPage(found[0], certain=False) if found else None


def without_page_number(title: str | None) -> str:
    """A headline in comparable form, without the page number that later pages add."""
    return sameness(_PAGE_NUMBER.sub(" ", title)) if title else ""


def _marked(document: Document) -> Iterator[Element]:
    """The links marked as leading to the next page."""
    for element in document.holding("next"):
        if (
            element.tag in ("link", "a")
            and "next" in (element.get("rel") or "").lower().split()
            and not _is_of_comments(element)
        ):
            yield element


def _is_of_comments(element: Element) -> bool:
    return any(COMMENTS.search(each.raw) for each in element.ancestors if each.tag not in ("body", "html"))


def _target(document: Document, element: Element) -> str | None:
    """Where a link leads, if that is another page of this site and not one of its comments."""
    href = element.get("href") or ""
    if COMMENTS.search(href):
        return None
    url = document.absolute(href)
    url = url.partition("#")[0] if url else None
    if not url or not url.startswith("http") or not same_site(url, document.url):
        return None
    return url if clean_url(url) != clean_url(document.url or "") else None


def _goes_on(url: str, own: str, start: str | None) -> bool:
    """Whether a URL is the page's own with the next page's number."""
    other = _numbered(url)
    if other is None:
        return False
    if other.base == _base(own):
        return other.number == 2 or (other.worded and other.number == 1)  # some sites count from zero
    this = _numbered(own)
    if this is None or this.base != other.base or other.number != this.number + 1:
        return False
    return other.worded or (start is not None and other.base == _base(start))


def _numbered(url: str) -> _Numbered | None:
    """A URL that ends in a page number or has one as a parameter; None for others."""
    try:
        parts = urlsplit(clean_url(url))
    except ValueError:
        return None
    pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=100) if parts.query.count("&") < 99 else []
    is_front = parts.path in ("", "/") and len(pairs) == 1  # on such sites "?p=41" is the article itself
    for index, (name, value) in enumerate(pairs if not is_front else ()):
        if name.lower() in PAGE_PARAMETERS and NUMBER.fullmatch(value):
            rest = urlencode(pairs[:index] + pairs[index + 1 :])
            return _Numbered(_joined(parts.netloc, parts.path, rest), int(value), True)
    match = _TAIL.match(parts.path)
    if match is None or not match["stem"]:
        return None
    return _Numbered(_joined(parts.netloc, match["stem"], parts.query), int(match["number"]), bool(match["word"]))


def _base(url: str) -> str:
    """A URL in the form of `_Numbered.base`."""
    try:
        parts = urlsplit(clean_url(url))
    except ValueError:
        return ""
    return _joined(parts.netloc, parts.path, parts.query)


def _joined(host: str, path: str, query: str) -> str:
    return f"{host.removeprefix('www.')}{_ENDING.sub('', path)}?{query}".casefold()


def _printed(view: PageView, own: str, start: str | None) -> str | None:
    """The next page's URL from a row of page numbers after the text.

    The link's words and its URL must agree on the number, and this page's own number, or the next but one, must be
    beside it.
    """
    document = view.document
    numbers = [link for link in document.beginning("a", NUMBER_OR_NOTHING) if NUMBER.fullmatch(_words(link))]
    if not numbers or not view.body:
        return None
    this = _numbered(own)
    number = this.number if start and this is not None and this.base == _base(start) else 1
    links: dict[int, tuple[str, Element]] = {}
    for element in numbers:
        url = _target(document, element)
        said = int(_words(element))
        other = _numbered(url) if url else None
        if url and other is not None and other.number == said > 1 and _goes_on(url, own, start):
            links.setdefault(said, (url, element))
    if number + 1 not in links:
        return None
    url, element = links[number + 1]
    line = element.first_line
    if not min(view.body) < line <= max(view.body) + LINES_BEHIND:
        return None
    if _is_of_comments(element):
        return None
    around = " ".join(each.text for each in document.lines[max(0, line - LINES_BEFORE) : line + 1])
    return url if number + 2 in links or str(number) in NUMBER.findall(around) else None


def _words(link: Element) -> str:
    """The words of a link that consists of one piece of text."""
    text = link.own_text
    return text if text or link.end - link.token > 4 else link.text
