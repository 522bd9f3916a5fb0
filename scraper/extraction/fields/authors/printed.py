"""Whom do the printed credits name, and where do their links lead?"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from scraper.extraction.fields.authors.lines import Byline
from scraper.extraction.fields.authors.marks import TAGS_BEFORE, marked_in
from scraper.extraction.fields.authors.names import names_of, unique_authors
from scraper.extraction.page.view import PageView
from scraper.extraction.sameness import sameness
from scraper.normalize.byline_labels import strip_byline_label
from scraper.normalize.credits import CONJUNCTIONS
from scraper.parsing.document import Document, Line
from scraper.records import Author, Role


def printed_authors(view: PageView, bylines: list[Byline]) -> tuple[Author, ...]:
    """The names that the bylines print, with the addresses of their links."""
    authors: list[Author] = []
    for byline in bylines:
        links = _links(view.document, byline.lines[-1])
        names = [Author(byline.text)] if byline.where == "poster" else names_of(byline.text)
        names = _by_marks(byline, names, links)
        if byline.where == "dateline":
            names = names[:1] + [author for author in names[1:] if author.role != "author"]
        for author in names:
            key = sameness(author.name)
            url = links.get(key) or next((links[each] for each in links if each.endswith(key)), None)
            authors.append(replace(author, url=url) if url else author)
    return unique_authors(authors)


def _by_marks(byline: Byline, names: list[Author], links: dict[str, str]) -> list[Author]:
    """The names of a byline as its marked elements and links to authors' pages bound them.

    The text alone cannot tell where a name ends: "By N. N. Astrologer", "By N. N. in Gardens".
    """
    marked: dict[str, Author] = {}
    for line in byline.lines:
        for element in marked_in(line):
            own = names_of(element.text)
            if len(own) == 1 and sameness(own[0].name) == sameness(element.text):
                marked.setdefault(sameness(own[0].name), own[0])
    if not marked:
        return names
    has_tail = any(_goes_on(byline.text, each.name) for each in marked.values())
    out = []
    for author in names:
        key = sameness(author.name)
        bound = next((each for each in marked if key.startswith(each) or key.endswith(each)), None)
        if bound is not None:
            out.append(replace(author, name=marked[bound].name, kind=marked[bound].kind))
            continue
        is_other_person = author.kind == "person" and key not in links and not has_tail
        if is_other_person or author.role != "author" or author.kind == "organisation":
            out.append(author)
    if not out:
        role = strip_byline_label(byline.text)[0] or "author"
        out = [replace(each, role=cast(Role, role)) for each in marked.values()]
    return out


def _goes_on(text: str, name: str) -> bool:
    """Whether something else than a mark or a further name stands behind a name."""
    _, _, rest = text.partition(name)
    word = rest.split()[0] if rest[:1].isspace() and rest.split() else ""
    return word[:1].isalpha() and word not in CONJUNCTIONS and "\n" not in rest[: rest.find(word)]


def _links(document: Document, line: Line) -> dict[str, str]:
    """The addresses that a line's links lead to, by their text in comparable form."""
    found: dict[str, str] = {}
    for link in line.elements("a", before=TAGS_BEFORE):
        url = document.absolute(link.get("href"))
        if url:
            found[sameness(link.text)] = url
    return found
