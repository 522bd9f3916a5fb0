"""The origins that the page states for machines, or that a site's profile tells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scraper.extraction.fields.origins.names import is_own_name, is_same_owner, name_key
from scraper.extraction.page.linked import canonical_links, listed
from scraper.extraction.page.linked import first as first_text
from scraper.extraction.page.view import PageView
from scraper.extraction.said.sources import URL, Source, tidy_name
from scraper.extraction.words.lexicon import lexicon
from scraper.normalize.dates import normalize_date
from scraper.normalize.language import normalize_language
from scraper.normalize.urls import same_site, url_host
from scraper.parsing.document import Document
from scraper.records import Origin, Relation

QUERY = re.compile("[?#]")
#: What a thing of the linked data is called there, and nowhere for readers.
NODE = re.compile(r"#|_:|https?:", re.IGNORECASE)
DIGITS = re.compile(r"[0-9]{1,20}")
PROPERTIES: tuple[tuple[str, Relation], ...] = (
    ("isBasedOn", "republication"),
    ("isBasedOnUrl", "republication"),
    ("translationOfWork", "translation"),
)


def profiled_origins(view: PageView) -> Iterator[Origin]:
    """What the profiles that fit the page say about where its like come from: a counter that republishers must keep."""
    document = view.document
    host = url_host(document.url) or ""
    for stated in [profile.origin for profile in view.profiles if profile.origin]:
        if host.endswith(stated.outlets):
            continue
        numbers = (_number_after(document.html, mark) for mark in stated.number_after)
        number = next(filter(None, numbers), "")
        links = (document.absolute(link.get("href")) for link in document.all("a")) if number else ()
        url = next((url for url in links if url and _is_numbered(url, stated.outlets, number)), None)
        yield Origin(name=stated.name, url=url.partition("?")[0] if url else None, relation=stated.relation)


def _is_numbered(url: str, outlets: tuple[str, ...], number: str) -> bool:
    """Whether an address leads to an article of one of the outlets and ends with its number."""
    host = f".{url_host(url) or ''}"
    return host.endswith(tuple(f".{each}" for each in outlets)) and QUERY.split(url, 1)[0].endswith(f"-{number}")


def _number_after(html: str, mark: str) -> str:
    """The digits behind a mark in the page; "" where there are none."""
    at = html.find(mark)
    found = DIGITS.match(html, at + len(mark)) if at >= 0 else None
    return found[0] if found else ""


def stated_origins(view: PageView) -> Iterator[Origin]:
    """What the structured data says the article is made from."""
    document = view.document
    for thing in view.things[:1]:
        for name, relation in PROPERTIES:
            for value in listed(thing.get(name))[:3]:
                origin = _from_thing(value, relation, document)
                if origin and not (origin.url and document.url and same_site(origin.url, document.url)):
                    yield origin
        organisation = first_text(thing, "sourceOrganization")
        if organisation and _is_other(view, organisation, first_text(thing, "publisher")):
            yield Origin(name=organisation, relation="syndication")


def _is_other(view: PageView, name: str, publisher: str | None) -> bool:
    """Whether a source organisation is another one than the publisher: many sites name their own company there."""
    if tidy_name(name) != name or is_own_name(view, Source(name)):
        return False
    if name.casefold() in lexicon().agencies:
        return True
    key, other = name_key(name), name_key(publisher)
    return bool(other) and key[:6] not in other and other[:6] not in key


def _from_thing(value: object, relation: Relation, document: Document) -> Origin | None:
    if isinstance(value, str):
        url = document.absolute(value) if value.startswith("http") else None
        return Origin(url=url, relation=relation) if url else None
    if not isinstance(value, dict):
        return None
    url = document.absolute(first_text(value, "url", "@id"))
    title = first_text(value, "headline", "name")
    published = first_text(value, "datePublished")
    language = first_text(value, "inLanguage")
    name = first_text(value, "publisher", "sourceOrganization")
    origin = Origin(
        name=name if name and not NODE.match(name) else None,
        url=url if not (value.get("@id") or "").startswith("#") or value.get("url") else None,
        title=title if title and not URL.match(title) else None,
        published=normalize_date(published) if published else None,
        language=normalize_language(language) if language else None,
        relation=relation,
    )
    return origin if origin.url or origin.title or origin.name else None


def canonical_origins(view: PageView) -> Iterator[Origin]:
    """A canonical address on another site: whoever prints it says that the text lives there."""
    document = view.document
    if not document.url or not url_host(document.url):
        return
    links = canonical_links(document)
    urls = [url for href in (*links, *document.meta.get("og:url", ())) if (url := document.absolute(href))]
    for url in urls[:1]:
        path = url.partition("//")[2].strip("/").partition("/")[2]
        if path and url.startswith("http") and not is_same_owner(url, document.url):
            yield Origin(url=url, relation="republication")
