"""The names of the site: its own, its host's, and that of its home page."""

from __future__ import annotations

import re

from scraper.extraction.page.linked import Thing, canonical_links, first, listed, of_type, plain
from scraper.extraction.sameness import sameness
from scraper.normalize.urls import url_host
from scraper.parsing.document import Document

#: Things that represent the outlet itself.
SITE_TYPES = ("WebSite", "NewsMediaOrganization", "Blog")
SITE_METAS = ("og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher", "dcterms.publisher",
              "publisher", "twitter:app:name:iphone")  # fmt: skip
#: What separates a headline from the outlet's name in a <title>.
SEPARATOR = re.compile(r" [-–—|•·:»«/~›‹]+ | ?[|ㅣ│»] ?")
#: A dateline that begins with its outlet: "Mondialisation.ca, 19 octobre 2016".
DATELINE_OUTLET = re.compile(r"^([\w.'’& -]{3,60}?)\s*[,.–—|-]\s+(?=\D{0,12}\d{1,2}\D)")
HOME_ADDRESS = re.compile(r"https?://[^/?#]+/?$")
HOME_LINK = re.compile(r'href="(?:\./|/|/?index\.\w+|https?://[^/"?#]+/?)"')
HOME_LINKS = 60  # links at the top of a page, one of which leads to the home page
MAX_NAME_CHARS = 80  # a longer one is a slogan
#: How many letters two spellings of a name must share, and by how many the longer may exceed: a word like "news".
MIN_NAME_CHARS, MORE_CHARS = 5, 6


def site_keys(document: Document, things: list[Thing]) -> frozenset[str]:
    """Every name of the site, including its host's, in comparable form (see `sameness`)."""
    stated = stated_names(document, things)
    hosts = host_keys(document)
    keys = {sameness(name) for _, name in stated} | hosts
    for key, name in stated:
        if key == "og:site_name":
            parts = {sameness(part) for part in SEPARATOR.split(name)}
            keys |= {part for part in parts if part in hosts} or parts  # what stands beside the host's name is a slogan
    return frozenset(key for key in keys if len(key) > 1)


def host_keys(document: Document) -> frozenset[str]:
    """The host's name in comparable form: the whole name, and its longest label."""
    host = page_host(document)
    if not host:
        return frozenset()
    labels = host.split(".")
    longest = max(labels[:-1] or labels, key=len)
    return frozenset({sameness(host), sameness(longest), sameness(".".join(labels[-2:]))})


def page_host(document: Document) -> str | None:
    """The host of the page's URL, or else of the URL that the page states for itself."""
    return url_host(document.url) or _canonical_host(document)


def is_site_name(text: str, keys: frozenset[str], *, whole: bool = False) -> bool:
    """Whether a text is the site's name, give or take a "The" and, unless `whole`, one more word or one fewer."""
    key = sameness(text)
    if not key or key in keys:
        return bool(key)
    short = key.removeprefix("the").removeprefix("www")
    if short in keys or "the" + key in keys:
        return True
    return not whole and any(_is_nearly(short, each) for each in keys)


def _is_nearly(short: str, name: str) -> bool:
    """Whether one of two names contains the other and little else: "Gorilla Mats" and yogorillamats.com."""
    less, more = sorted((short, name), key=len)
    return len(less) >= MIN_NAME_CHARS and less in more and len(more) <= len(less) + MORE_CHARS


def stated_names(document: Document, things: list[Thing]) -> list[tuple[str, str]]:
    """The site's names in metadata, each with its place, most trusted first."""
    found: list[tuple[str, str]] = [("og:site_name", plain(name)) for name in document.meta.get("og:site_name", ())]
    for thing in things[:2]:
        for publisher in listed(thing.get("publisher"))[:1]:
            name = first(publisher, "name", "legalName") if isinstance(publisher, dict) else None
            name = plain(publisher) if isinstance(publisher, str) else name
            if name and not name.startswith("http"):
                found.append(("json-ld", name))
    found.extend(("json-ld", name) for thing in of_type(document, SITE_TYPES) if (name := first(thing, "name")))
    if not found and (home := _home_link(document)) is not None:
        found.append(("home link", home))
    found.extend((key, plain(name)) for key in SITE_METAS[1:] for name in document.meta.get(key, ())[:1])
    return found


def is_home(href: str) -> bool:
    """Whether a link leads to a site's home page."""
    return href in ("/", "./", "index.html", "/index.html", "index.php", "/index.php") or bool(HOME_ADDRESS.match(href))


def _home_link(document: Document) -> str | None:
    """The text of the link to the home page, if it is marked as such or <title> begins or ends with it."""
    parts = {sameness(part) for part in SEPARATOR.split(document.head_title or "")}
    own = page_host(document)
    for element in document.all("a", limit=HOME_LINKS):
        if HOME_LINK.search(element.raw) is None:
            continue
        href = element.get("href") or ""
        if not is_home(href) or (href[:4] == "http" and own is not None and url_host(href) != own):
            continue
        text = element.text
        marked = "home" in (element.get("rel") or "").split()
        if 2 < len(text) <= MAX_NAME_CHARS and (marked or (len(parts) > 1 and sameness(text) in parts)):
            return text
    return None


def _canonical_host(document: Document) -> str | None:
    stated = [*canonical_links(document), *document.meta.get("og:url", ())]
    return next((host for href in stated if (host := url_host(href))), None)
