"""What a page links to: its feeds, and its links as a reader sees them."""

from __future__ import annotations

import dataclasses
import itertools
import re

from scraper.normalize.text import normalize_text
from scraper.normalize.urls import absolute_url, clean_url, normal_url
from scraper.parsing.document import Document, Element
from scraper.records import FeedItem, PageLink

FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml",
                        "application/xml", "text/xml"})  # fmt: skip

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: What may hold a teaser: its headline, summary and date.
BOXES = ("article", "li", "tr", "dl", "section", "div", "p")
MAX_TEXT_CHARS = 500
MAX_LINKS_OF_TEASER = 8
PLACE_STEPS = 5
WORD = re.compile(r"[a-z]+")

REGION_BY_TAG = {"nav": "nav", "menu": "nav", "footer": "footer", "aside": "aside", "main": "main", "article": "main"}
REGION_BY_ROLE = {"navigation": "nav", "menu": "nav", "menubar": "nav", "contentinfo": "footer", "main": "main",
                  "complementary": "aside", "article": "main"}  # fmt: skip
REGION_BY_WORD = {
    "nav": "nav", "navi": "nav", "navbar": "nav", "navigation": "nav", "menu": "nav", "menue": "nav", "topbar": "nav",
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
        url = absolute_url(element.get("href"), document.base_url)
        if ("feed" in rel or ("alternate" in rel and kind in FEED_TYPES)) and url and url.startswith("http"):
            found.setdefault(url, FeedItem(url, element.get("title"), source=document.url))
    return list(found.values())


def page_links(document: Document) -> list[PageLink]:
    """The addresses that a page links to, in reading order, each once."""
    found: dict[str, PageLink] = {}
    for element in document.all("a"):
        url = absolute_url(element.get("href"), document.base_url)
        if url is None or not url.startswith("http"):
            continue
        link = _page_link(document, element, clean_url(url))
        key = normal_url(url) or url
        found[key] = _merged(found[key], link) if key in found else link
    return list(found.values())


def _page_link(document: Document, element: Element, url: str) -> PageLink:
    inside = [Element(element.markup, token) for tag in HEADINGS for token in
              element.markup.inside(tag, element.token, element.end)]  # fmt: skip
    heading = inside[0] if inside else element.closest(*HEADINGS)
    text = (inside[0] if inside else element).text or element.get("title") or element.get("aria-label") or ""
    image = next(iter(element.markup.inside("img", element.token, element.end)), None)
    if not text and image is not None:
        text = Element(element.markup, image).get("alt") or ""
    box = element.closest(*BOXES)
    near_chars, near_time = _around(document, box) if box else (0.0, False)
    return PageLink(
        url,
        normalize_text(text)[:MAX_TEXT_CHARS],
        int(heading.tag[1]) if heading else 0,
        _region(element),
        image is not None,
        near_chars,
        near_time,
        _place(element),
    )


def _around(document: Document, box: Element) -> tuple[float, bool]:
    """Characters outside links in the box of a link, for each link in it; and whether it has a <time>."""
    first, last = box.first_line, box.last_line
    chars = document.prefix_chars[last] - document.prefix_chars[first]
    linked = document.prefix_link_chars[last] - document.prefix_link_chars[first]
    count = len(box.markup.inside("a", box.token, box.end))
    has_time = count <= MAX_LINKS_OF_TEASER and bool(box.markup.inside("time", box.token, box.end))
    return (chars - linked) / max(count, 1), has_time


def _region(element: Element) -> str:
    """The part of the page around a link, by the nearest element that tells."""
    for node in element.ancestors:
        if node.tag in REGION_BY_TAG:
            return REGION_BY_TAG[node.tag]
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


def _merged(a: PageLink, b: PageLink) -> PageLink:
    """Two links to one address as one: the title is that of a heading, else the longer text."""
    title = max((a, b), key=lambda link: (link.heading > 0, len(link.text)))
    return dataclasses.replace(
        title,
        url=a.url,
        has_image=a.has_image or b.has_image,
        near_chars=max(a.near_chars, b.near_chars),
        near_time=a.near_time or b.near_time,
    )
