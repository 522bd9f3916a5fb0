"""The straight path, readable aloud: an address or a file becomes a page, a document, an article.

address --fetch--> Page --parse--> Document --extract--> Article
file ----read----> Page
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable

from scraper.errors import ParseError, ScraperError
from scraper.extraction import extract_article
from scraper.options import ExtractOptions, FetchOptions, Options
from scraper.parsing import parse
from scraper.records import Article, Page

#: `scheme:` or `//`: what makes a word an address rather than a path. One letter is a drive.
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:|//", re.IGNORECASE)


def scrape(url: str, options: Options | None = None) -> Article:
    """The article at an address."""
    import asyncio  # here, as in the functions below: a page that is at hand needs neither network nor files

    return asyncio.run(ascrape(url, options))


async def ascrape(url: str, options: Options | None = None) -> Article:
    """The article at an address, awaited."""
    from scraper.fetching import fetch

    options = options or Options()
    return read(await fetch(url, options.fetch), options.extract)


def fetch_page(url: str, options: FetchOptions | None = None) -> Page:
    """The page at an address, bytes as served."""
    import asyncio

    from scraper.fetching import fetch

    return asyncio.run(fetch(url, options or FetchOptions()))


def extract(html: bytes | str, url: str | None = None, options: ExtractOptions | None = None) -> Article:
    """The article in a page that is here already. A text is taken as decoded: what it declares is not asked."""
    if isinstance(html, str):
        page = Page(url, url, html.encode("utf-8", "replace"), "text/html; charset=utf-8", capture_kind="file")
    else:
        page = Page(url, url, html, capture_kind="file")
    return read(page, options)


def read(page: Page, options: ExtractOptions | None = None) -> Article:
    """The article in a page. Raises ScraperError, whatever the bytes are."""
    options = options or ExtractOptions()
    try:
        return extract_article(parse(page, options), page, options)
    except RecursionError as error:
        raise ParseError(page.final_url or page.url, "pieces of the page are nested too deep") from error


async def scrape_each(
    sources: Iterable[str], options: Options | None = None, url: str | None = None
) -> AsyncIterator[tuple[str, Article | ScraperError]]:
    """Each address or saved file with its article, or with how it failed; one after the other, in their order.

    `url` says where a saved file came from. One set of manners serves all addresses: pauses, robots.txt.
    """
    options = options or Options()
    async for source, page in _pages(sources, options.fetch, url):
        if isinstance(page, ScraperError):
            yield source, page
            continue
        try:
            yield source, read(page, options.extract)
        except ScraperError as error:
            yield source, error


async def _pages(
    sources: Iterable[str], options: FetchOptions, url: str | None
) -> AsyncIterator[tuple[str, Page | ScraperError]]:
    from scraper.sources.saved import read_saved

    fetcher = None
    try:
        for source in sources:
            try:
                if is_address(source):
                    if fetcher is None:  # files alone need no client
                        from scraper.fetching import Fetcher

                        fetcher = await Fetcher(options).__aenter__()
                    page = await fetcher.fetch(source)
                else:
                    page = read_saved(source, url, options.max_bytes)
                yield source, page
            except ScraperError as error:
                yield source, error
    finally:
        if fetcher is not None:
            await fetcher.__aexit__(None, None, None)


def is_address(source: str) -> bool:
    """Whether a word of the command line is an address; a file of that very name comes first."""
    from scraper.sources.saved import is_saved

    return ADDRESS.match(source.strip()) is not None and not is_saved(source)
