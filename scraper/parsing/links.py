"""What a page links to: its feeds, and its links as a reader sees them."""

from __future__ import annotations

import itertools
import re
from typing import NamedTuple

from scraper.normalize.text import normalize_text
from scraper.normalize.urls import clean_url
from scraper.parsing.document import Document, Element
from scraper.records import FeedItem, PageLink

FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml",
                        "application/xml", "text/xml"})  # fmt: skip

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: What may hold a teaser: its headline, summary and date.
BOXES = ("article", "li", "td", "dl", "section", "div", "p")
MAX_TEXT_CHARS = 500  # a longer text is no headline
MAX_LINKS_OF_TEASER = 8  # picture, headline, section, author, share; more are a list of teasers
PLACE_STEPS = 5  # elements around a link that may tell what part of the page it is in
WORD = re.compile(r"[a-z]+")

REGION_BY_TAG = {"nav": "nav", "menu": "nav", "footer": "footer", "aside": "aside", "main": "main", "article": "main"}
REGION_BY_ROLE = {"navigation": "nav", "menu": "nav", "menubar": "nav", "contentinfo": "footer", "main": "main",
                  "complementary": "aside", "article": "main"}  # fmt: skip
REGION_BY_WORD = {
    "nav": "nav", "navi": "nav", "navbar": "nav", "navigation": "nav", "menu": "nav", "menue": "nav", "topbar": "nav",
    "gnav": "nav", "masthead": "nav", "mainmenu": "nav", "megamenu": "nav", "offcanvas": "nav", "drawer": "nav",
    "footer": "footer", "foot": "footer", "colophon": "footer", "fuss": "footer", "pied": "footer",
    "sidebar": "aside", "widget": "aside",
    "breadcrumb": "list", "breadcrumbs": "list", "pagination": "list", "pager": "list", "tags": "list",
    "tagcloud": "list", "social": "list", "share": "list", "byline": "list", "author": "list", "categories": "list",
}  # fmt: skip


def feed_links(document: Document) -> list[FeedItem]:
    """The feeds that a page names in its head, as <link rel=alternate> or rel=feed, each once."""
    found: dict[str, FeedItem] = {}
    for element in document.all("link"):
        rel = (element.get("rel") or "").lower().split()
        kind = (element.get("type") or "").partition(";")[0].strip().lower()
        url = document.absolute(element.get("href"))
        if ("feed" in rel or ("alternate" in rel and kind in FEED_TYPES)) and url and url.startswith("http"):
            found.setdefault(url, FeedItem(url, element.get("title"), source=document.url))
    return list(found.values())


def page_links(document: Document) -> list[PageLink]:
    """The links of a page, in reading order; several may lead to one address."""
    boxes: dict[int, _Box] = {}
    found = []
    for element in document.all("a"):
        url = document.absolute(element.get("href"))
        if url is None or not url.startswith("http"):
            continue
        around = element.closest(*BOXES)
        if around is not None and around.token not in boxes:
            boxes[around.token] = _box(document, around)
        found.append(_page_link(element, clean_url(url), boxes[around.token] if around else NO_BOX))
    return found


class _Box(NamedTuple):
    """What stands in the nearest box around a link."""

    near_chars: float
    has_time: bool
    has_headline: bool  # a heading with, or inside, a link


NO_BOX = _Box(0.0, False, False)


def _page_link(element: Element, url: str, box: _Box) -> PageLink:
    inside = [Element(element.markup, token) for tag in HEADINGS for token in
              element.markup.inside(tag, element.token, element.end)]  # fmt: skip
    heading = inside[0] if inside else element.closest(*HEADINGS)
    text = (inside[0] if inside else element).text or element.get("title") or element.get("aria-label") or ""
    image = next(iter(element.markup.inside("img", element.token, element.end)), None)
    if not text and image is not None:
        text = Element(element.markup, image).get("alt") or ""
    return PageLink(
        url,
        normalize_text(text)[:MAX_TEXT_CHARS],
        int(heading.tag[1]) if heading else 0,
        _region(element),
        image is not None,
        box.near_chars,
        box.has_time,
        heading is None and box.has_headline,
        _place(element),
    )


def _box(document: Document, box: Element) -> _Box:
    markup, first, last = box.markup, box.first_line, box.last_line
    chars = document.prefix_chars[last] - document.prefix_chars[first]
    linked = document.prefix_link_chars[last] - document.prefix_link_chars[first]
    count = len(markup.inside("a", box.token, box.end))
    if count > MAX_LINKS_OF_TEASER:
        return _Box((chars - linked) / count, False, False)
    headings = [token for tag in HEADINGS for token in markup.inside(tag, box.token, box.end)[:MAX_LINKS_OF_TEASER]]
    has_headline = any(
        markup.inside("a", token, markup.ends[token] or token) or Element(markup, token).closest("a")
        for token in headings
    )
    return _Box((chars - linked) / max(count, 1), bool(markup.inside("time", box.token, box.end)), has_headline)


def _region(element: Element) -> str:
    """The part of the page around a link, by the nearest element that tells."""
    for node in element.ancestors:
        if node.tag in REGION_BY_TAG:
            return REGION_BY_TAG[node.tag]
        if node.tag == "header" and node.closest("article", "main", "section") is None:
            return "nav"
        role = node.get("role")
        if role in REGION_BY_ROLE:
            return REGION_BY_ROLE[role]
        words = WORD.findall(f"{node.get('class') or ''} {node.get('id') or ''}".lower())
        for word in words:
            if word in REGION_BY_WORD:
                return REGION_BY_WORD[word]
    return ""


def _place(element: Element) -> str:
    steps = []
    for node in itertools.islice(itertools.chain([element], element.ancestors), PLACE_STEPS):
        classes = (node.get("class") or "").split()
        steps.append(f"{node.tag}.{classes[0].rstrip('0123456789')}" if classes else node.tag)
    return "/".join(steps)
