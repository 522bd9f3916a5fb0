"""Which outlet served this copy?"""

from __future__ import annotations

import re

from scraper.extraction.reading import Found, Reading
from scraper.extraction.structured import Thing, canonical_links, first, listed, of_type, own_things, plain, sameness
from scraper.normalize.names import strip_byline_label
from scraper.normalize.urls import url_host
from scraper.parsing.document import Document, Element, Line

#: Things that stand for the outlet itself.
SITE_TYPES = ("WebSite", "NewsMediaOrganization", "Blog")
SITE_METAS = ("og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher", "dcterms.publisher",
              "publisher", "twitter:app:name:iphone")  # fmt: skip
#: What parts a headline from the outlet's name in a <title>.
SEPARATOR = re.compile(r" [-–—|•·:»«/~›‹]+ | ?[|ㅣ│»] ?")
#: A dateline that opens with its outlet: "Mondialisation.ca, 19 octobre 2016".
DATELINE_OUTLET = re.compile(r"^([\w.'’& -]{3,60}?)\s*[,.–—|-]\s+(?=\D{0,12}\d{1,2}\D)")
HOST_NAME = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}$", re.IGNORECASE)
HOME_ADDRESS = re.compile(r"https?://[^/?#]+/?$")
HOME_LINK = re.compile(r'href="(?:\./|/|/?index\.\w+|https?://[^/"?#]+/?)"')
HOME_LINKS = 60  # links at the top of a page among which the one to the first page is
MAX_NAME_CHARS = 80
#: Letters that two spellings of a name share at least, and by which the longer one may go beyond: a word like "news".
MIN_NAME_CHARS, MORE_CHARS = 5, 6


def extract_site(reading: Reading) -> Found[str] | None:
    """The name of the outlet that served this copy.

    Looks:   og:site_name; the publisher or WebSite of the linked data; the outlet in the dateline; the tail of <title>.
    Gives:   the name as the page writes it; None when it does not say.
    """
    document = reading.document
    dateline = _dateline_outlet(reading)
    if dateline is not None:
        return Found(dateline, "dateline")
    for where, name in _stated(document, own_things(reading)):
        if _is_name(name):
            return Found(name, where)
    tail = _title_tail(document)
    return Found(tail, "title") if tail else None


def site_keys(reading: Reading) -> set[str]:
    """Every name that the site goes by, in comparable form (see `sameness`), its host's among them; worked out once."""
    if "site_keys" not in reading.memo:
        reading.memo["site_keys"] = _site_keys(reading.document, own_things(reading))
    keys: set[str] = reading.memo["site_keys"]
    return keys


def _site_keys(document: Document, things: list[Thing]) -> set[str]:
    stated = _stated(document, things)
    hosts = host_keys(document)
    keys = {sameness(name) for _, name in stated} | hosts
    for key, name in stated:
        if key == "og:site_name":
            parts = {sameness(part) for part in SEPARATOR.split(name)}
            keys |= {part for part in parts if part in hosts} or parts  # beside the host's name stands a slogan
    return {key for key in keys if len(key) > 1}


def host_keys(document: Document) -> set[str]:
    """The host's name in comparable form: whole, and its longest label."""
    host = url_host(document.url) or _canonical_host(document)
    if not host:
        return set()
    labels = host.split(".")
    longest = max(labels[:-1] or labels, key=len)
    return {sameness(host), sameness(longest), sameness(".".join(labels[-2:]))}


def is_site_name(text: str, keys: set[str], *, whole: bool = False) -> bool:
    """Whether a text is the site's name, give or take a "The" and, unless `whole`, a word more or less."""
    key = sameness(text)
    if not key or key in keys:
        return bool(key)
    short = key.removeprefix("the").removeprefix("www")
    if short in keys or "the" + key in keys:
        return True
    return not whole and any(_is_nearly(short, each) for each in keys)


def _is_nearly(short: str, name: str) -> bool:
    """Whether one of two names holds the other and not much more: "Gorilla Mats" and yogorillamats.com."""
    less, more = sorted((short, name), key=len)
    return len(less) >= MIN_NAME_CHARS and less in more and len(more) <= len(less) + MORE_CHARS


def _stated(document: Document, things: list[Thing]) -> list[tuple[str, str]]:
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
    """Whether a link leads to the first page of a site."""
    return href in ("/", "./", "index.html", "/index.html", "index.php", "/index.php") or bool(HOME_ADDRESS.match(href))


def _home_link(document: Document) -> str | None:
    """The text of the link to the first page, when it is marked as that or <title> ends or begins with it."""
    parts = {sameness(part) for part in SEPARATOR.split(document.head_title or "")}
    own = url_host(document.url) or _canonical_host(document)
    for token in document.markup.opened.get("a", ())[:HOME_LINKS]:
        if HOME_LINK.search(document.markup.raws[token]) is None:
            continue
        element = Element(document.markup, token)
        href = element.get("href") or ""
        if not is_home(href) or (href[:4] == "http" and own is not None and url_host(href) != own):
            continue
        text = element.text
        marked = "home" in (element.get("rel") or "").split()
        if 2 < len(text) <= MAX_NAME_CHARS and (marked or (len(parts) > 1 and sameness(text) in parts)):
            return text
    return None


def _is_name(name: str) -> bool:
    return 1 < len(name) <= MAX_NAME_CHARS and not name.startswith(("http:", "https:", "@", "/"))


def _canonical_host(document: Document) -> str | None:
    stated = [*canonical_links(document), *document.meta.get("og:url", ())]
    return next((host for href in stated if (host := url_host(href))), None)


def _dateline_outlet(reading: Reading) -> str | None:
    """The outlet that a dateline under the title opens with, when the page's host is of that name."""
    if reading.title_line is None:
        return None
    hosts = host_keys(reading.document)
    for line in reading.document.lines[reading.title_line + 1 : reading.title_line + 8]:
        if line.hidden or not 8 < len(line.text) < 90:
            continue
        match = DATELINE_OUTLET.match(line.text)
        if match is None:
            continue
        if HOST_NAME.match(match[1]) or sameness(match[1]) in hosts:
            return match[1]
        if not hosts and " " in match[1] and _is_under_byline(reading.document, line):
            return match[1]
    return None


def _is_under_byline(document: Document, line: Line) -> bool:
    """Whether a line stands right under a byline and ends in its date: so mirrors print their name; a city's stands
    at the head of the text, or at its foot."""
    above = [each.text for each in document.lines[max(0, line.index - 2) : line.index] if each.text]
    is_under = bool(above) and strip_byline_label(above[-1])[0] is not None
    return is_under and line.text[-1:].isdigit()


def _title_tail(document: Document) -> str | None:
    """The part of <title> behind the last separator, when the host bears that name."""
    parts = SEPARATOR.split(document.head_title or "")
    hosts = host_keys(document)
    return next((part for part in (parts[-1], parts[0]) if len(parts) > 1 and is_site_name(part, hosts)), None)
