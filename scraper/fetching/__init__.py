"""url -> Page: the only package that uses httpx.

Submodules are imported on the first fetch, so reading saved pages does not pay for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scraper.options import FetchOptions
from scraper.records import Page

if TYPE_CHECKING:
    from scraper.fetching.client import Fetcher

__all__ = ["Fetcher", "fetch"]


async def fetch(url: str, options: FetchOptions | None = None) -> Page:
    """Fetches the page at a URL; raises UrlError or FetchError."""
    from scraper.fetching.client import Fetcher

    async with Fetcher(options) as fetcher:
        return await fetcher.fetch(url)


def __getattr__(name: str) -> Any:
    """Imports Fetcher on first use."""
    if name != "Fetcher":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from scraper.fetching.client import Fetcher

    return Fetcher
