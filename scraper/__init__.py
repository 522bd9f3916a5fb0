"""Turns article pages, above all mirrors and reprints, into one clean record.

The door: everything public, and nothing that is slow to import; a room is opened when something of it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from scraper.__about__ import VERSION as __version__

if TYPE_CHECKING:
    from scraper.errors import ScraperError
    from scraper.options import ExtractOptions, FetchOptions, Options
    from scraper.records import Article, Page

__all__ = [
    "Article",
    "ExtractOptions",
    "FetchOptions",
    "Options",
    "Page",
    "ScraperError",
    "__version__",
    "ascrape",
    "extract",
    "fetch",
    "scrape",
]

_ROOMS = {
    "Article": "scraper.records",
    "ExtractOptions": "scraper.options",
    "FetchOptions": "scraper.options",
    "Options": "scraper.options",
    "Page": "scraper.records",
    "ScraperError": "scraper.errors",
}


def __getattr__(name: str) -> Any:
    """A public class, imported when it is first asked for."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value = getattr(import_module(_ROOMS[name]), name)
    return value


def __dir__() -> list[str]:
    """What is public."""
    return __all__


def scrape(url: str, options: Options | None = None) -> Article:
    """The article at an address. Raises ScraperError; inside a running event loop use `ascrape`."""
    from scraper import pipeline

    return pipeline.scrape(url, options)


async def ascrape(url: str, options: Options | None = None) -> Article:
    """The article at an address, awaited. Raises ScraperError."""
    from scraper import pipeline

    return await pipeline.ascrape(url, options)


def fetch(url: str, options: FetchOptions | None = None) -> Page:
    """The page at an address, bytes as served. Raises FetchError or UrlError."""
    from scraper import pipeline

    return pipeline.fetch_page(url, options)


def extract(html: bytes | str, url: str | None = None, options: ExtractOptions | None = None) -> Article:
    """The article in a page that is here already; `url` says where it came from. No network. Raises ScraperError."""
    from scraper import pipeline

    return pipeline.extract(html, url, options)
