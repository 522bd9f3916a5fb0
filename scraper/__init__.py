"""Turns article pages, above all mirrors and reprints, into one clean record.

The public API. It imports nothing slow: submodules are imported on first use.
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
