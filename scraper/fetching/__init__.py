"""url -> Page: the only room with httpx.

What it needs is imported with the first fetch, so that reading saved pages pays nothing for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scraper.options import FetchOptions
from scraper.records import Page

if TYPE_CHECKING:
    from scraper.fetching.client import Fetcher

__all__ = ["Fetcher", "fetch"]


async def fetch(url: str, options: FetchOptions | None = None) -> Page:
    """The page at one address; raises UrlError or FetchError."""
    from scraper.fetching.client import Fetcher

    async with Fetcher(options) as fetcher:
        return await fetcher.fetch(url)


def __getattr__(name: str) -> Any:
    """Fetcher, imported when it is first asked for."""
    if name != "Fetcher":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from scraper.fetching.client import Fetcher

    return Fetcher
