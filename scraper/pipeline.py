"""The straight path: a URL or a file becomes a page, a document, an article.

URL  --fetch--> Page --parse--> Document --extract--> Article
file ----read----> Page
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from scraper.errors import ScraperError
from scraper.normalize.urls import clean_url, same_site, without_userinfo
from scraper.options import ExtractOptions, FetchOptions, Options
from scraper.records import Article, NextPage, Page

if TYPE_CHECKING:
    from scraper.archives import Skipped
    from scraper.fetching.recording import Recorder
    from scraper.worker.pool import Workers

#: `scheme:` or `//` makes a word a URL rather than a path. A single letter is a drive.
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:|//", re.IGNORECASE)


def scrape(url: str, options: Options | None = None) -> Article:
    """Fetches and extracts the article at a URL."""
    import asyncio  # imported here, as in the functions below: a page at hand needs neither network nor files

    return asyncio.run(ascrape(url, options))


async def ascrape(url: str, options: Options | None = None) -> Article:
    """Fetches and extracts the article at a URL, asynchronously.

    All calls of a process count as one visitor to a host.
    """
    from scraper.fetching import Fetcher
    from scraper.worker.pool import Workers

    options = options or Options()
    async with Workers() as workers, Fetcher(options.fetch) as fetcher:
        workers.start()
        return await read_fetched(await fetcher.fetch(url), fetcher, workers, options.extract)


def fetch_page(url: str, options: FetchOptions | None = None) -> Page:
    """Fetches the page at a URL, bytes as served."""
    import asyncio

    from scraper.fetching import fetch

    return asyncio.run(fetch(url, options or FetchOptions()))


def extract(html: bytes | str, url: str | None = None, options: ExtractOptions | None = None) -> Article:
    """Extracts the article of a page that is already here. A str counts as decoded: its declared encoding is ignored.

    It is read in this process, which a hostile page may keep busy for minutes and fill with gigabytes; `scrape` reads
    what it fetches in a process of its own.
    """
    from scraper.worker import read_article

    return read_article(_page_at_hand(html, url), _of_one_page(options))[0]


async def extract_in(workers: Workers, html: bytes | str, url: str | None, options: ExtractOptions) -> Article:
    """The same in a worker process, which a hostile page cannot keep busy for long."""
    return (await workers.read_article(_page_at_hand(html, url), _of_one_page(options)))[0]


def _page_at_hand(html: bytes | str, url: str | None) -> Page:
    url = without_userinfo(url) if url else url
    if isinstance(html, str):
        return Page(url, url, html.encode("utf-8", "replace"), "text/html; charset=utf-8", capture_kind="file")
    return Page(url, url, html, capture_kind="file")


class Fetches(Protocol):
    """Whatever gives pages: the fetcher, or an archive of what it fetched."""

    async def fetch(self, url: str) -> Page:
        """The page at a URL. Raises ScraperError."""


async def read_fetched(page: Page, fetcher: Fetches, workers: Workers, options: ExtractOptions) -> Article:
    """Extracts the article of a fetched page and, with `join_pages`, of the pages on which it continues.

    Raises:  ScraperError for the first page. If a later one cannot be fetched or read the record ends there, and its
    warnings say so.
    """
    article, following = await workers.read_article(page, options)
    if options.prefer_api:
        article = await _of_api(article, page, fetcher, workers, options)
    if not options.join_pages or article.capture.kind == "api":
        return article
    from scraper.extraction import join_articles

    parts = [article]
    doubt = await _add_parts(parts, page, following, fetcher, workers, options)
    return join_articles(parts, [f"truncated: {doubt}"] if doubt else [])


async def _of_api(article: Article, page: Page, fetcher: Fetches, workers: Workers, options: ExtractOptions) -> Article:
    """The record with the text from the site's own API; unchanged if there is none, or the site refuses."""
    from scraper.sources.wordpress import api_url, page_of_answer, with_answer

    url = api_url(page)
    if url is None:
        return article
    try:
        answer = page_of_answer(await fetcher.fetch(url), page)
        told, _ = await workers.read_article(answer, dataclasses.replace(options, articles_only=False, trace=False))
    except ScraperError as error:
        return dataclasses.replace(article, warnings=(*article.warnings, f"the site's API gave no text: {error}"))
    return with_answer(article, told)


async def _add_parts(
    parts: list[Article],
    page: Page,
    following: NextPage | None,
    fetcher: Fetches,
    workers: Workers,
    options: ExtractOptions,
) -> str | None:
    """Reads the further pages of an article into `parts`; returns why it stopped early, None if it did not."""
    import asyncio

    from scraper.extraction import is_further_part

    start, seen, size = page.final_url, {_address(page)}, len(page.content)
    deadline = asyncio.get_running_loop().time() + options.max_joined_s
    options = dataclasses.replace(options, articles_only=False, trace=False)
    while following is not None:
        number, url = len(parts) + 1, following.url
        if clean_url(url) in seen:
            return None  # a loop
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
            part, after = await workers.read_article(page, options, start)
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


def _of_one_page(options: ExtractOptions | None) -> ExtractOptions:
    """For a page that was not fetched, of which no further pages are read."""
    return dataclasses.replace(options, join_pages=False) if options else ExtractOptions()


def _address(page: Page) -> str:
    return clean_url(page.final_url or page.url or "")


async def scrape_each(
    sources: Iterable[str],
    options: Options | None = None,
    url: str | None = None,
    recorder: Recorder | None = None,
    skipped: Counter[str] | None = None,
) -> AsyncIterator[tuple[str, Article | ScraperError]]:
    """Yields each URL or saved file with its article or its error, one after the other, in order.

    With `skipped`, archives and folders of saved pages give all of their pages, and records that are no pages are
    counted there by name. `url` says where a saved file came from. All URLs share one fetcher, and so its pauses and
    robots.txt.
    """
    from scraper.archives import is_archive
    from scraper.sources.folders import is_folder
    from scraper.sources.saved import read_saved
    from scraper.worker.pool import Workers

    options = options or Options()
    async with contextlib.AsyncExitStack() as stack:
        workers = await stack.enter_async_context(Workers())
        workers.start()
        fetcher = None
        for source in sources:
            try:
                if skipped is not None and (is_archive(source) or is_folder(source)):
                    async for each in _read_kept(source, workers, options, skipped):
                        yield each
                    continue
                if not is_address(source):
                    page = read_saved(source, url, options.fetch.max_bytes)
                    yield source, (await workers.read_article(page, _of_one_page(options.extract)))[0]
                    continue
                if fetcher is None:  # files alone need no client
                    from scraper.fetching import Fetcher

                    fetcher = await stack.enter_async_context(Fetcher(options.fetch, recorder=recorder))
                yield source, await read_fetched(await fetcher.fetch(source), fetcher, workers, options.extract)
            except ScraperError as error:
                yield source, error


async def _read_kept(
    source: str, workers: Workers, options: Options, skipped: Counter[str]
) -> AsyncIterator[tuple[str, Article | ScraperError]]:
    """Each page of an archive, or of a folder of saved pages. Raises ScraperError for what cannot be read at all."""
    for name, found in _kept_pages(source, options.fetch.max_bytes):
        if isinstance(found, ScraperError):
            yield name, found
            continue
        if not isinstance(found, Page):
            skipped[found.name] += 1
            continue
        try:
            yield found.url or name, (await workers.read_article(found, _of_one_page(options.extract)))[0]
        except ScraperError as error:
            yield found.url or name, error


def _kept_pages(source: str, max_bytes: int) -> Iterator[tuple[str, Page | ScraperError | Skipped]]:
    from scraper.archives import PageAt, Skipped, is_archive

    if not is_archive(source):
        from scraper.sources.folders import read_folder

        yield from read_folder(source, max_bytes)
        return
    from scraper.archives.reading import read_archive

    for found in read_archive(source, max_bytes):
        if isinstance(found, PageAt):
            yield source, found.page
        else:
            yield source, found if isinstance(found, Skipped) else found.error


def is_address(source: str) -> bool:
    """Whether a command-line argument is a URL; a file of that very name takes precedence."""
    from scraper.sources.saved import is_saved

    return ADDRESS.match(source.strip()) is not None and not is_saved(source)
