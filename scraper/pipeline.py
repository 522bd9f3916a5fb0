"""The straight path, readable aloud: an address or a file becomes a page, a document, an article.

address --fetch--> Page --parse--> Document --extract--> Article
file ----read----> Page
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING

from scraper.errors import ParseError, ScraperError
from scraper.extraction import NextPage, extract_part, is_further_part, join_articles
from scraper.normalize.urls import clean_url, same_site
from scraper.options import ExtractOptions, FetchOptions, Options
from scraper.parsing import parse
from scraper.records import Article, Page

if TYPE_CHECKING:
    from scraper.fetching import Fetcher

#: `scheme:` or `//`: what makes a word an address rather than a path. One letter is a drive.
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:|//", re.IGNORECASE)


def scrape(url: str, options: Options | None = None) -> Article:
    """The article at an address."""
    import asyncio  # here, as in the functions below: a page that is at hand needs neither network nor files

    return asyncio.run(ascrape(url, options))


async def ascrape(url: str, options: Options | None = None) -> Article:
    """The article at an address, awaited."""
    from scraper.fetching import Fetcher

    options = options or Options()
    async with Fetcher(options.fetch) as fetcher:
        return await read_fetched(await fetcher.fetch(url), fetcher, options.extract)


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
    """The article in a page, and in no other one. Raises ScraperError, whatever the bytes are."""
    options = dataclasses.replace(options, join_pages=False) if options else ExtractOptions()
    return _read_part(page, options)[0]


async def read_fetched(page: Page, fetcher: Fetcher, options: ExtractOptions) -> Article:
    """The article in a page that a fetcher got, and with `join_pages` in the pages that it goes on in.

    Raises:  ScraperError for the first page. Where a later one cannot be had the record ends, and its warnings say so.
    """
    if not options.join_pages:
        return read(page, options)
    article, following = _read_part(page, options)
    parts = [article]
    doubt = await _add_parts(parts, page, following, fetcher, options)
    return join_articles(parts, [f"truncated: {doubt}"] if doubt else [])


async def _add_parts(
    parts: list[Article], page: Page, following: NextPage | None, fetcher: Fetcher, options: ExtractOptions
) -> str | None:
    """Reads the further pages of an article into `parts`; gives why it ends before its end, None where it does not."""
    import asyncio

    start, seen, size = page.final_url, {_address(page)}, len(page.content)
    deadline = asyncio.get_running_loop().time() + options.max_joined_s
    options = dataclasses.replace(options, articles_only=False, trace=False)
    while following is not None:
        number, url = len(parts) + 1, following.url
        if clean_url(url) in seen:
            return None  # in a circle
        if len(parts) >= options.max_pages:
            return f"the article goes on behind page {len(parts)}, the last one that is joined ({url})"
        try:
            async with asyncio.timeout_at(deadline):
                page = await fetcher.fetch(url)
            size += len(page.content)
            if _address(page) in seen or not same_site(page.final_url, start):
                return None
            if size > options.max_joined_bytes:
                return f"with page {number} the article has more than {options.max_joined_bytes} bytes ({url})"
            part, after = _read_part(page, options, start)
        except TimeoutError:
            return f"page {number} of the article was not here within {options.max_joined_s:g} s ({url})"
        except ScraperError as error:
            return f"page {number} of the article is missing: {error}"
        if not is_further_part(parts, part, following):
            return None
        seen |= {clean_url(url), _address(page)}
        parts.append(part)
        following = after
    return None


def _read_part(page: Page, options: ExtractOptions, start: str | None = None) -> tuple[Article, NextPage | None]:
    try:
        return extract_part(parse(page, options), page, options, start)
    except RecursionError as error:
        raise ParseError(page.final_url or page.url, "pieces of the page are nested too deep") from error


def _address(page: Page) -> str:
    return clean_url(page.final_url or page.url or "")


async def scrape_each(
    sources: Iterable[str], options: Options | None = None, url: str | None = None
) -> AsyncIterator[tuple[str, Article | ScraperError]]:
    """Each address or saved file with its article, or with how it failed; one after the other, in their order.

    `url` says where a saved file came from. One set of manners serves all addresses: pauses, robots.txt.
    """
    from scraper.sources.saved import read_saved

    options = options or Options()
    fetcher = None
    try:
        for source in sources:
            try:
                if not is_address(source):
                    yield source, read(read_saved(source, url, options.fetch.max_bytes), options.extract)
                    continue
                if fetcher is None:  # files alone need no client
                    from scraper.fetching import Fetcher

                    fetcher = await Fetcher(options.fetch).__aenter__()
                yield source, await read_fetched(await fetcher.fetch(source), fetcher, options.extract)
            except ScraperError as error:
                yield source, error
    finally:
        if fetcher is not None:
            await fetcher.__aexit__(None, None, None)


def is_address(source: str) -> bool:
    """Whether a word of the command line is an address; a file of that very name comes first."""
    from scraper.sources.saved import is_saved

    return ADDRESS.match(source.strip()) is not None and not is_saved(source)
