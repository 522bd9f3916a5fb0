"""Article -> text: one function per format, and the files that hold it."""

from __future__ import annotations

from collections.abc import Callable

from scraper.records import Article
from scraper.writing.guard import attempt
from scraper.writing.html import as_html
from scraper.writing.markdown import as_markdown
from scraper.writing.plain import as_text
from scraper.writing.record import as_json, as_jsonl
from scraper.writing.schema_org import as_jsonld

__all__ = ["ENDINGS", "WRITERS", "as_html", "as_json", "as_jsonl", "as_jsonld", "as_markdown", "as_text", "write"]

#: Format -> what writes it. Each gives text that ends in a line end and that UTF-8 can hold.
WRITERS: dict[str, Callable[[Article], str]] = {
    "markdown": as_markdown,
    "json": as_json,
    "jsonl": as_jsonl,
    "html": as_html,
    "text": as_text,
    "jsonld": as_jsonld,
}

#: Format -> ending of its files.
ENDINGS: dict[str, str] = {
    "markdown": ".md",
    "json": ".json",
    "jsonl": ".jsonl",
    "html": ".html",
    "text": ".txt",
    "jsonld": ".jsonld",
}


def write(article: Article, format_name: str) -> str:
    """The article in a format. Raises BugError where its writer fails."""
    return attempt(WRITERS[format_name], article, format_name)
