"""Whom does what the page says to machines name as its authors?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from scraper.extraction.answer import Found
from scraper.extraction.fields.authors.names import is_author_name, names_in_data, unique_authors
from scraper.extraction.page.linked import Thing, first, listed, of_type, plain
from scraper.extraction.page.view import PageView, once
from scraper.extraction.sameness import sameness
from scraper.normalize.byline_labels import strip_byline_label
from scraper.normalize.cjk import has_cjk
from scraper.normalize.credits import SURNAMES
from scraper.normalize.name_shapes import SITE_NAME, kind_of_name
from scraper.parsing.document import Document
from scraper.records import Author, Role

AUTHOR_METAS = (
    "citation_author", "parsely-author", "sailthru.author", "author", "dc.creator", "dcterms.creator", "dc:creator",
    "dc.contributor.author", "article:author", "og:article:author", "article:author_name", "book:author", "byl",
    "byline", "creator", "authors", "og:author", "rbauthors", "cxenseparse:author", "dcsext.author",
    "twitter:creator:name",
    "vr:author", "article.author", "mediator_author", "bt:author", "blogger", "citation_authors",
    "eprints.creators_name",
)  # fmt: skip
#: Properties of a thing that credit a name, and the role each one gives.
CREDITS: dict[str, Role] = {"author": "author", "creator": "author", "translator": "translator", "editor": "editor"}
ORGANISATION_TYPES = frozenset(
    {"Organization", "NewsMediaOrganization", "Corporation", "NGO", "EducationalOrganization"}
)
COMPANY_ENDING = re.compile(r"(?:ltd|inc|llc|gmbh|plc|(?<!\d)\d+)$")
#: Where a name is said to be a person's; <meta> may hold the name that somebody signs in by.
LINKED_DATA = frozenset({"json-ld", "microdata", "rdfa"})
WORD = re.compile(r"\w[\w.-]*")
MAX_AUTHORS = 40  # the longest known byline, of scientists, has as many


@once
def stated_authors(view: PageView) -> Found[tuple[Author, ...]] | None:
    """What the most trusted place made for machines says that names somebody else than the site."""
    for where, candidates in _stated(view):
        authors = tuple(author for author in candidates if not _is_outlet(author, view.site_keys))
        if where not in LINKED_DATA:
            authors = tuple(author for author in authors if not _is_login(view, author.name))
        if authors:
            return Found(authors, where)
    return None


def _is_login(view: PageView, name: str) -> bool:
    """Whether a name is what somebody signs in by: one word in small letters, or with a number, that no line prints."""
    if " " in name or not name.isascii() or not (name.islower() or name[-1].isdigit()):
        return False
    key = name.casefold()
    lines = (line.text.casefold() for line in view.lines if not line.hidden)
    return not any(key in text and any(word.rstrip(".-") == key for word in WORD.findall(text)) for text in lines)


def _is_outlet(author: Author, keys: frozenset[str]) -> bool:
    """Whether a name is the site's and no person's: a site that bears its author's name is that person's."""
    if SITE_NAME.match(author.name):
        return True  # nobody's name
    key = sameness(author.name)
    forms = {key, key.removeprefix("the"), "the" + key, COMPANY_ENDING.sub("", key)}
    is_site = not forms.isdisjoint(keys)
    if not is_site and has_cjk(key):
        # "网易" of "网易新闻"; a name with the site's in it is that of its desk.
        is_site = any(
            has_cjk(each) and (each in key or (len(key) < len(each) and each.startswith(key))) for each in keys
        )
        return is_site and not (key[0] in SURNAMES and len(key) <= 3)
    return is_site and not (kind_of_name(author.name) == "person" and 2 <= len(author.name.split()) <= 3)


def _stated(view: PageView) -> Iterable[tuple[str, tuple[Author, ...]]]:
    """What places made for machines say, most trusted first."""
    document = view.document
    things = view.things
    for thing in things:
        authors = unique_authors(
            author for name, role in CREDITS.items() for author in _credited(document, thing, name, role)
        )
        if any(author.role == "author" for author in authors):
            yield thing["@source"], authors
    for meta in AUTHOR_METAS:
        names = [plain(value) for value in document.meta.get(meta, ())]
        authors = unique_authors(author for name in names for author in names_in_data(name))
        if authors:
            yield meta, authors
    for number in ("1", "2"):
        label = next(iter(document.meta.get(f"twitter:label{number}", ())), "")
        name = next(iter(document.meta.get(f"twitter:data{number}", ())), "")
        if label and name and strip_byline_label(f"{label}: {name}")[0] == "author":
            yield f"twitter:data{number}", unique_authors(names_in_data(name))
    for thing in of_type(document, ("WebPage", "ItemPage", "CreativeWork", "VideoObject", "Product")):
        if thing["@source"] == "json-ld" and thing not in things and "WebPage" in thing["@type"]:
            authors = unique_authors(_credited(document, thing, "author", "author"))
            if authors:
                yield "json-ld", authors
    for thing in document.linked_data:
        if not thing["@type"] and thing["@source"] != "json-ld":
            authors = unique_authors(_credited(document, thing, "author", "author"))
            if authors:
                yield thing["@source"], authors


def _credited(document: Document, thing: Thing, name: str, role: Role) -> Iterable[Author]:
    for value in listed(thing.get(name))[:MAX_AUTHORS]:
        for author in _of_value(document, value):
            yield author if role == "author" else replace(author, role=role)


def _of_value(document: Document, value: Any) -> Iterable[Author]:
    """The authors in one value of linked data: a name, a person, an outlet, a person who holds a whole list."""
    if isinstance(value, list):
        return [author for each in value[:MAX_AUTHORS] for author in _of_value(document, each)]
    if isinstance(value, str):
        return names_in_data(plain(value))
    if not isinstance(value, dict):
        return []
    names = [name for each in listed(value.get("name")) if isinstance(each, str) and (name := plain(each))]
    if not names and value.get("familyName"):
        names = [" ".join(part for key in ("givenName", "familyName") if (part := first(value, key)))]
    url = next((each for each in listed(value.get("url")) if isinstance(each, str)), None)
    url = document.absolute(url)
    is_organisation = not ORGANISATION_TYPES.isdisjoint(value["@type"]) if value.get("@type") else False
    if is_organisation and len(names) == 1 and is_author_name(names[0]):
        return [Author(names[0], kind="organisation", url=url)]
    authors = [author for name in names for author in names_in_data(name)]
    if len(authors) == 1:
        kind = authors[0].kind
        if kind == "unknown" and "Person" in value.get("@type", ()):
            kind = "person"
        return [replace(authors[0], url=url, kind=kind)]
    return authors
