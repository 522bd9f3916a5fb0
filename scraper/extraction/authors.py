"""Who is credited with the article, and how does the page print it?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from scraper.extraction.head import elements_in, head_lines, head_tokens
from scraper.extraction.reading import Found, Reading
from scraper.extraction.site import SEPARATOR, is_site_name, site_keys
from scraper.extraction.structured import Thing, first, listed, main_things, of_type, plain, sameness
from scraper.normalize.names import normalize_name, split_byline, strip_byline_label
from scraper.normalize.urls import absolute_url
from scraper.parsing.document import Document, Element, Line
from scraper.records import Author

AUTHOR_METAS = (
    "citation_author", "parsely-author", "sailthru.author", "author", "dc.creator", "dcterms.creator", "dc:creator",
    "dc.contributor.author", "article:author", "og:article:author", "article:author_name", "book:author", "byl",
    "byline", "creator", "authors", "og:author", "rbauthors", "cxenseparse:author", "dcsext.author", "twitter:creator:name",
    "vr:author", "article.author", "mediator_author", "bt:author", "blogger", "citation_authors", "eprints.creators_name",
)  # fmt: skip
#: Properties of a thing that credit a name, and the role each one gives.
CREDITS = {"author": "author", "creator": "author", "translator": "translator", "editor": "editor"}
ORGANISATION_TYPES = frozenset({"Organization", "NewsMediaOrganization", "Corporation", "NGO", "EducationalOrganization"})
#: Words in class, id, rel or itemprop of an element that holds a byline.
BYLINE_MARKS = re.compile(
    r"(?:^|[\s\"_-])(?:by-?line|by-author|by_author|authors?|autor(?:es|en)?|auteurs?|autore|writer|redacteur|"
    r"contributors?|vcard|credit-?author|post-?author|article-?author)(?:$|[\s\"_-])",
    re.IGNORECASE,
)
#: Marks of what stands beside an author and is no name.
NOT_BYLINE_MARKS = re.compile(
    r"bio|avatar|image|img|photo|social|follow|share|role|title|job|position|desc|date|time|email|mail|comment|count|"
    r"subscri|newsletter|related|twitter|facebook|icon",
    re.IGNORECASE,
)
#: Names of accounts and desks that no reader takes for an author, in comparable form.
NO_AUTHORS = frozenset(
    "admin administrator administrateur webmaster editor1 user guest root superuser siteadmin wpadmin author anonymous "
    "unknown none null undefined staff contributor team byline authorname default test".split()
)
NO_NAME = re.compile(r"https?:|www\.|@|[<>{}\[\]=]|\.(?:com|org|net)/|\d{3,}", re.IGNORECASE)
#: A line behind the article that says again who wrote it.
REPEATED = re.compile(
    r"^(?:all |other |more |tous les |autres |alle |weitere |otros |más |altri |outros )?"
    r"(?:articles?|posts?|artículos|articulos|artikel|beiträge|articoli|artigos|статьи) "
    r"(?:par|by|de|from|von|van|di|автора)\s*:?\s*",
    re.IGNORECASE,
)
MAX_BYLINE_CHARS = 160
MAX_AUTHORS = 40


def extract_byline(reading: Reading) -> Found[str] | None:
    """The byline as the page prints it near the title, label and all; claims its line.

    Looks:   lines that begin with a label ("By", "Par", "Von" …); elements marked as byline or author.
    """
    lines = _byline_lines(reading)
    if not lines:
        return None
    where, line = lines[0]
    reading.claim(line, "field", "byline")
    return Found(line.text, where)


def extract_authors(reading: Reading) -> Found[tuple[Author, ...]] | None:
    """Every credited name once, with its role and kind; claims the lines of the byline and those that repeat it.

    Looks:   the main thing's author and its like; <meta>; the byline near the title; the tail of the title.
    Gives:   names as printed where the byline prints them, completed by the linked data; never the site's own name
             unless the byline prints it; None when nobody is credited.
    Source:  https://schema.org/author, https://schema.org/translator
    """
    document = reading.document
    keys = site_keys(document, main_things(document))
    byline = _byline_lines(reading)
    printed = _printed(reading, byline)
    found = [
        Found(authors, where)
        for where, candidates in _stated(document)
        if (authors := tuple(author for author in candidates if not is_site_name(author.name, keys)))
    ]
    for _, line in byline:
        reading.claim(line, "field", "byline")
    if found:
        merged = _merged(found[0].value, printed)
        result: Found[tuple[Author, ...]] | None = Found(merged[:MAX_AUTHORS], found[0].where)
    elif printed:
        result = Found(printed[:MAX_AUTHORS], byline[0][0])
    else:
        result = _in_title(document)
    if result is not None:
        _claim_repeats(reading, result.value)
    return result


def _stated(document: Document) -> Iterable[tuple[str, tuple[Author, ...]]]:
    """What places made for machines say, most trusted first."""
    things = main_things(document)
    for thing in things:
        authors = _unique(author for name, role in CREDITS.items() for author in _credited(document, thing, name, role))
        if any(author.role == "author" for author in authors):
            yield thing["@source"], authors
    for meta in AUTHOR_METAS:
        names = [plain(value) for value in document.meta.get(meta, ())]
        authors = _unique(author for name in names for author in _people(name))
        if authors:
            yield meta, authors
    for thing in of_type(document, ("WebPage", "ItemPage", "CreativeWork", "VideoObject", "Product")):
        if thing["@source"] == "json-ld" and thing not in things and "WebPage" in thing["@type"]:
            authors = _unique(_credited(document, thing, "author", "author"))
            if authors:
                yield "json-ld", authors
    for thing in document.linked_data:
        if not thing["@type"] and thing["@source"] != "json-ld":
            authors = _unique(_credited(document, thing, "author", "author"))
            if authors:
                yield thing["@source"], authors


def _credited(document: Document, thing: Thing, name: str, role: str) -> Iterable[Author]:
    for value in listed(thing.get(name))[:MAX_AUTHORS]:
        for author in _of_value(document, value):
            yield author if role == "author" else replace(author, role=role)


def _of_value(document: Document, value: Any) -> Iterable[Author]:
    """The authors in one value of linked data: a name, a person, an outlet, a person who holds a whole list."""
    if isinstance(value, list):
        return [author for each in value[:MAX_AUTHORS] for author in _of_value(document, each)]
    if isinstance(value, str):
        return _people(plain(value))
    if not isinstance(value, dict):
        return []
    names = [name for each in listed(value.get("name")) if isinstance(each, str) and (name := plain(each))]
    if not names and value.get("familyName"):
        names = [" ".join(part for key in ("givenName", "familyName") if (part := first(value, key)))]
    url = next((each for each in listed(value.get("url")) if isinstance(each, str)), None)
    url = absolute_url(url, document.url) if url else None
    is_organisation = not ORGANISATION_TYPES.isdisjoint(value["@type"]) if value.get("@type") else False
    if is_organisation and len(names) == 1 and _is_name(names[0]):
        return [Author(names[0], kind="organisation", url=url)]
    authors = [author for name in names for author in _people(name)]
    if len(authors) == 1:
        kind = authors[0].kind
        if kind == "unknown" and "Person" in value.get("@type", ()):
            kind = "person"
        return [replace(authors[0], url=url, kind=kind)]
    return authors


def _people(text: str) -> list[Author]:
    """The names in a text made for machines; none where it is an address, an account or empty."""
    if not text or len(text) > 400 or text.startswith(("http:", "https:", "@", "/")):
        return []
    return [author for author in split_byline(text) if _is_name(author.name)]


def _is_name(name: str) -> bool:
    return 1 < len(name) <= 90 and sameness(name) not in NO_AUTHORS and not NO_NAME.search(name)


def _byline_lines(reading: Reading) -> list[tuple[str, Line]]:
    """The lines near the title that print who wrote it, with where that shows: by their label, else by their mark."""
    labelled: list[tuple[str, Line]] = []
    lines = head_lines(reading)
    after = reading.title_line if reading.title_line is not None else -1
    for line in lines:
        if line.index == reading.title_line or len(line.text) > MAX_BYLINE_CHARS:
            continue
        if reading.fates.get(line.index, ("", ""))[1] in ("title", "subtitle", "published"):
            continue
        role, rest = strip_byline_label(line.text)
        if role is not None and rest and _names_of(line.text):
            labelled.append(("byline", line))
    below = [item for item in labelled if item[1].index > after]
    if below:
        return below[:3]
    return labelled[:1] or _marked_lines(reading)


def _marked_lines(reading: Reading) -> list[tuple[str, Line]]:
    """The lines inside elements near the title that are marked as author or byline."""
    document = reading.document
    found: list[tuple[str, Line]] = []
    for element in elements_in(reading, head_tokens(reading)):
        raw = element.raw
        if "uth" not in raw and "yline" not in raw and "UTH" not in raw and "utor" not in raw and "uteur" not in raw:
            continue
        where = _mark(element)
        if where is None:
            continue
        for line in document.lines_of(element)[:3] or _around(document, element):
            if line.text and not line.hidden and len(line.text) <= MAX_BYLINE_CHARS and line.index != reading.title_line:
                if all(line is not other for _, other in found) and _names_of(line.text):
                    found.append((where, line))
                break
        if len(found) == 3:
            break
    return found


def _around(document: Document, element: Element) -> list[Line]:
    """The line that an inline element stands in the middle of."""
    index = element.first_line
    return document.lines[max(0, index - 1) : index]


def _mark(element: Element) -> str | None:
    """How an element is marked as a byline; None where it is not."""
    if element.get("rel") and "author" in (element.get("rel") or "").split():
        return "rel:author"
    if "author" in (element.get("itemprop") or "").split():
        return "itemprop:author"
    words = f"{element.get('class') or ''} {element.get('id') or ''}"
    if BYLINE_MARKS.search(words) and not NOT_BYLINE_MARKS.search(words):
        return "class"
    return None


def _names_of(text: str) -> list[Author]:
    return [author for author in split_byline(text) if _is_name(author.name)]


def _printed(reading: Reading, byline: list[tuple[str, Line]]) -> tuple[Author, ...]:
    """The names that the byline's lines print, with the addresses of their links."""
    document = reading.document
    authors: list[Author] = []
    for _, line in byline:
        links = _links(document, line)
        for author in _names_of(line.text):
            url = links.get(sameness(author.name))
            authors.append(replace(author, url=url) if url else author)
    return _unique(authors)


def _links(document: Document, line: Line) -> dict[str, str]:
    """The addresses that a line's links lead to, by their text in comparable form."""
    found: dict[str, str] = {}
    markup = document.markup
    for token in range(max(line.first_token - 3, 0), line.last_token + 1):
        if markup.pieces[token][:2] in ("a ", "a>"):
            element = Element(markup, token)
            url = absolute_url(element.get("href"), document.url)
            if url:
                found[sameness(element.text)] = url
    return found


def _unique(authors: Iterable[Author]) -> tuple[Author, ...]:
    """One entry per name and role, the first one completed by the others."""
    out: dict[tuple[str, str], Author] = {}
    for author in authors:
        key = (sameness(author.name), author.role)
        if key in out:
            out[key] = _completed(out[key], author)
        elif key[0]:
            out[key] = author
    return tuple(out.values())


def _completed(author: Author, other: Author) -> Author:
    """The author with what only the other entry knows."""
    return replace(
        author,
        kind=other.kind if author.kind == "unknown" else author.kind,
        honorific=author.honorific or other.honorific,
        url=author.url or other.url,
    )


def _merged(stated: tuple[Author, ...], printed: tuple[Author, ...]) -> tuple[Author, ...]:
    """The stated names, spelled and completed as printed where the byline prints them."""
    by_key = {sameness(author.name): author for author in printed}
    out = []
    for author in stated:
        same = by_key.pop(sameness(author.name), None)
        out.append(_completed(replace(same, role=author.role) if author.role != "author" else same, author) if same else author)
    out.extend(author for author in by_key.values() if author.role != "author")
    return _unique(out)


def _in_title(document: Document) -> Found[tuple[Author, ...]] | None:
    """The author whom only the title names: "… | Von N. N."."""
    for text in (*document.meta.get("og:title", ())[:1], document.head_title or ""):
        for part in SEPARATOR.split(text)[1:]:
            role, rest = strip_byline_label(part)
            authors = tuple(_names_of(part)) if role is not None and rest else ()
            if authors:
                return Found(authors, "title")
    return None


def _claim_repeats(reading: Reading, authors: tuple[Author, ...]) -> None:
    """Drop the lines behind the article that say again who wrote it."""
    keys = {sameness(author.name) for author in authors}
    start = (reading.title_line or 0) + 1
    for line in reading.document.lines[start:]:
        if not line.hidden and 8 < len(line.text) <= MAX_BYLINE_CHARS and (match := REPEATED.match(line.text)):
            names = {sameness(normalize_name(line.text[match.end() :]) or line.text[match.end() :])}
            if names & keys or {sameness(author.name) for author in split_byline(line.text[match.end() :])} & keys:
                reading.claim(line, "dropped", "repeats the byline")
