"""The extractors that are measured: ours, and the peers that are installed here (`make bench` sets them up).

Each answers two questions: `read` does the work that is timed, from the page's bytes to the extractor's own answer;
`row` takes the scored fields out of that answer. Peers run with their defaults, asked for all the fields that they
know, and may not go online.
"""

from __future__ import annotations

import functools
import importlib.metadata
import logging
import socket
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

import scraper
from scraper.parsing.decode import decode_html

Row = dict[str, Any]

OURS = "scrape"
NO_ADDRESS = "https://host.example/"  # for peers that cannot do without one
#: HTML elements that begin and end a line of text.
BLOCKS = (
    "article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p "
    "pre section table td th tr ul"
).split()


@dataclass(frozen=True, slots=True)
class System:
    """One extractor."""

    read: Callable[[bytes, str | None], Any]
    row: Callable[[Any], Row]


def ours() -> System:
    """The project: every field of the record."""
    return System(lambda content, url: scraper.extract(content, url=url), our_row)


def our_row(article: Any) -> Row:
    """The scored fields of an Article, and its kind."""
    return {
        "title": article.title,
        "date": (article.published or "")[:10] or None,
        "text": article.text,
        "authors": [author.name for author in article.authors if author.role == "author"],
        "tags": [category.name for category in article.categories if category.scheme == "tag"],
        "kind": article.kind,
    }


def trafilatura() -> System:
    """`bare_extraction` with metadata."""
    import trafilatura

    def row(answer: Any) -> Row:
        if answer is None:
            return {}
        authors = [name.strip() for name in (answer.author or "").split(";")]
        return {"title": answer.title, "date": answer.date, "text": answer.text, "authors": authors,
                "tags": answer.tags or []}  # fmt: skip

    return System(lambda content, url: trafilatura.bare_extraction(content, url=url, with_metadata=True), row)


def resiliparse() -> System:
    """`extract_plain_text(main_content=True)` and the parse that it needs; it knows no other field but the <title>."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    def read(content: bytes, url: str | None) -> tuple[str, str]:
        tree = HTMLTree.parse_from_bytes(content, detect_encoding(content))
        return tree.title, extract_plain_text(tree, main_content=True)

    return System(read, lambda answer: {"title": answer[0], "text": answer[1]})


def readability_lxml() -> System:
    """`Document.summary` and the short title; turning its HTML into text is not timed."""
    import readability
    from lxml import etree, html

    def read(content: bytes, url: str | None) -> tuple[str, str]:
        document = readability.Document(content, url=url)
        return document.short_title(), document.summary(html_partial=True)

    def text(markup: str) -> str:
        try:
            root = html.fromstring(markup)
        except etree.ParserError:  # nothing was found
            return ""
        for element in root.iter(*BLOCKS):
            element.text = f"\n{element.text or ''}"
            element.tail = f"\n{element.tail or ''}"
        return str(root.text_content())

    return System(read, lambda answer: {"title": answer[0], "text": text(answer[1])})


def newspaper4k() -> System:
    """`Article.parse` of the decoded page, no pictures loaded; its topics are the page's tags and keywords."""
    import newspaper

    configuration = newspaper.Config()
    configuration.fetch_images = False

    def read(content: bytes, url: str | None) -> Any:
        article = newspaper.Article(url or NO_ADDRESS, config=configuration)
        article.download(input_html=decode_html(content, None)[0])
        article.parse()
        return article

    def row(article: Any) -> Row:
        tags = {*(article.tags or ()), *(article.meta_keywords or ())}
        date = article.publish_date
        return {"title": article.title, "date": str(date)[:10] if date else None, "text": article.text,
                "authors": article.authors, "tags": sorted(tags)}  # fmt: skip

    return System(read, row)


def goose3() -> System:
    """`Goose.extract` of the decoded page; its topics are the page's tags and keywords."""
    import goose3

    goose = goose3.Goose({"enable_image_fetching": False})

    def row(article: Any) -> Row:
        tags = {*(article.tags or ()), *(word.strip() for word in (article.meta_keywords or "").split(","))}
        return {"title": article.title, "date": (article.publish_date or "")[:10] or None,
                "text": article.cleaned_text, "authors": article.authors, "tags": sorted(tags)}  # fmt: skip

    return System(lambda content, url: goose.extract(raw_html=decode_html(content, None)[0]), row)


PEERS: dict[str, Callable[[], System]] = {
    "resiliparse": resiliparse,
    "trafilatura": trafilatura,
    "readability-lxml": readability_lxml,
    "goose3": goose3,
    "newspaper4k": newspaper4k,
}
BROKEN = (ImportError, importlib.metadata.PackageNotFoundError)


@functools.cache
def system(name: str) -> System:
    """The extractor of that name, loaded once per process. Raises ImportError where it is not installed."""
    if name == OURS:
        return ours()
    _isolate()
    return PEERS[name]()


def installed_peers() -> dict[str, str]:
    """The peers that work here, each with its version; says which are left out, and why."""
    found = {}
    for name in PEERS:
        try:
            system(name)
            found[name] = importlib.metadata.version(name)
        except BROKEN as reason:
            print(f"{name} is left out: {reason}", flush=True)
    return found


def _isolate() -> None:
    """Refuse all connections of this process, as peers would load lists or pictures, and silence what they log."""

    def refuse(*_: object) -> NoReturn:
        raise OSError("a benchmark does not go online")

    socket.socket.connect = refuse  # type: ignore[method-assign]
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
