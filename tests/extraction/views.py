"""What the tests of the fields share: documents, views of them, and what became of their lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from scraper.extraction.answer import Answer
from scraper.extraction.ledger import Ledger
from scraper.extraction.page.view import Facts, PageView
from scraper.extraction.profiles import profiles_for
from scraper.normalize.urls import url_host
from scraper.parsing.document import Document
from scraper.parsing.linked_data import read_linked_data
from scraper.parsing.walking import build_document

FieldPage = Callable[..., PageView]


def view_of(document: Document, body: Iterable[int] = (), title_line: int | None = None) -> PageView:
    """The view of a document with these lines as its body."""
    profiles = tuple(profiles_for(url_host(document.url), document.html, None))
    return PageView(Facts(document), profiles=profiles, body=tuple(body), title_line=title_line)


def parsed(html: str, url: str | None, **limits: int) -> Document:
    """The document of a page, linked data and all."""
    document = build_document(html, url, **{"max_elements": 10_000, "max_depth": 500, **limits})
    document.linked_data = read_linked_data(document)
    return document


def fates(view: PageView, *answers: Answer[Any]) -> list[tuple[str, str, str]]:
    """Text, fate and reason of every line, and part of one, that these answers claim, in reading order."""
    parts = Ledger(view.lines, [claim for answer in answers for claim in answer.claims]).parts
    return [
        (view.lines[line].text[part.start : part.end].strip(), part.fate, part.reason)
        for line, of_line in sorted(parts.items())
        for part in of_line
    ]
