"""Turns article pages, above all mirrors and reprints, into one clean record.

The public API. It imports nothing slow: submodules are imported on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from scraper.__about__ import VERSION as __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scraper.errors import ScraperError
    from scraper.library.client import AsyncClient, Client
    from scraper.library.results import Failure, Success, Version
    from scraper.library.store import Store
    from scraper.options import ExtractOptions, FetchOptions, Options
    from scraper.records import Article, MirrorGroup, Page

__all__ = [
    "Article",
    "AsyncClient",
    "Client",
    "ExtractOptions",
    "Failure",
    "FetchOptions",
    "MirrorGroup",
    "Options",
    "Page",
    "ScraperError",
    "Store",
    "Success",
    "Version",
    "__version__",
    "as_csv",
    "ascrape",
    "extract",
    "fetch",
    "find_mirrors",
    "record_schema",
    "scrape",
    "scrape_many",
]

_ROOMS = {
    "Article": "scraper.records",
    "AsyncClient": "scraper.library.client",
    "Client": "scraper.library.client",
    "ExtractOptions": "scraper.options",
    "Failure": "scraper.library.results",
    "FetchOptions": "scraper.options",
    "MirrorGroup": "scraper.records",
    "Options": "scraper.options",
    "Page": "scraper.records",
    "ScraperError": "scraper.errors",
    "Store": "scraper.library.store",
    "Success": "scraper.library.results",
    "Version": "scraper.library.results",
}


def __getattr__(name: str) -> Any:
    """Imports a public class on first use."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value = getattr(import_module(_ROOMS[name]), name)
    return value


def __dir__() -> list[str]:
    """The public names."""
    return __all__


def scrape(url: str, options: Options | None = None) -> Article:
    """Fetches and extracts the article at a URL. Raises ScraperError; inside a running event loop use `ascrape`."""
    from scraper import pipeline

    return pipeline.scrape(url, options)


async def ascrape(url: str, options: Options | None = None) -> Article:
    """Fetches and extracts the article at a URL, asynchronously. Raises ScraperError."""
    from scraper import pipeline

    return await pipeline.ascrape(url, options)


def scrape_many(
    urls: Iterable[str], options: Options | None = None, *, concurrency: int = 16
) -> Iterator[Success | Failure]:
    """Fetches and extracts many URLs; yields a Success or a Failure for each, in the order in which they end.

    The URLs may be an endless iterable: they are taken as results are consumed. Hosts are fetched side by side, each
    with its pauses.
    """
    from scraper.library.client import Client

    with Client(options, concurrency=concurrency) as client:
        yield from client.scrape_many(urls)


def fetch(url: str, options: FetchOptions | None = None) -> Page:
    """Fetches the page at a URL, bytes as served. Raises FetchError or UrlError."""
    from scraper import pipeline

    return pipeline.fetch_page(url, options)


def extract(html: bytes | str, url: str | None = None, options: ExtractOptions | None = None) -> Article:
    """Extracts the article of a page that you already have; `url` says where it came from.

    Needs no network. Raises ScraperError.
    """
    from scraper import pipeline

    return pipeline.extract(html, url, options)


def find_mirrors(articles: Iterable[Article], *, passages: bool = False) -> list[MirrorGroup]:
    """The groups of articles that are copies of one another. Needs the extra `mirrors`.

    A member's `source` is the position of its article. With `passages`, each copy carries its text beside the
    original's.
    """
    from scraper.library import copies

    return copies.find_mirrors(articles, passages=passages)


def as_csv(articles: Iterable[Article], columns: Iterable[str] | None = None, *, bom: bool = False) -> Iterator[str]:
    """The articles as the lines of a CSV table, header first; cells that a spreadsheet would run are disarmed.

    `bom` begins it with a byte order mark, by which spreadsheets know UTF-8. Raises ValueError for a column that does
    not exist, and names those that do.
    """
    from scraper.writing.table import CsvStyle, check_columns, csv_pieces

    style = CsvStyle(bom=bom) if columns is None else CsvStyle(check_columns(columns), bom=bom)
    return csv_pieces(articles, style)


def record_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what `Article.to_dict()` gives."""
    from scraper.writing.json_schema import record_schema

    return record_schema()
