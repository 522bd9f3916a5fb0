"""Page -> Page: runs a page's scripts in a headless Chromium that has no network access of its own.

Page --> browser --> its requests, each intercepted --> Fetcher --> responses --> browser --> DOM --> Page

The page is fetched as usual before its scripts run, and our fetcher answers every further request, so that the same
guards cover all of them: addresses at connect time, schemes, bytes, time. Requests that cannot be intercepted, such as
those of shared workers, meet a proxy that does not exist.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from playwright.async_api import Error

from scraper.errors import RenderError
from scraper.fetching.browser import find_browser
from scraper.fetching.chromium import END_S, Chromium, reason_of
from scraper.fetching.view import Fetch, FetchPart, View, is_html
from scraper.options import FetchOptions
from scraper.records import Page


class Renderer:
    """Renders up to `render_at_once` pages at a time; browsers start with the first page and are reused.

    A browser holds one page at a time, so that whatever happens to it is that page's fault alone.
    """

    def __init__(self, options: FetchOptions, fetch: Fetch, fetch_part: FetchPart) -> None:
        """Prepares to render; the first browser starts with the first page.

        Raises:  BrowserError if there is nothing to render with.
        """
        self._path = find_browser(options)
        self._options = options
        self._fetch = fetch
        self._fetch_part = fetch_part
        self._free = asyncio.Semaphore(options.render_at_once)
        self._idle: list[Chromium] = []

    async def render(self, page: Page) -> Page:
        """The page's DOM as UTF-8 after its scripts have run; a page that is not HTML is returned as it is.

        Raises:  RenderError for a page that the browser cannot handle, TooLargeError for a DOM of more than
        `max_bytes`,
        UrlError or PolicyError if its scripts lead to a URL that we refuse, BrowserError.
        """
        if not is_html(page):
            return page
        async with self._free, self._browser() as browser:
            return await self._run(browser, page)

    async def aclose(self) -> None:
        """Ends the browsers."""
        while self._idle:
            await self._idle.pop().close()

    @contextlib.asynccontextmanager
    async def _browser(self) -> AsyncIterator[Chromium]:
        """A browser, killed if anything goes wrong: one that may still be busy is never reused."""
        while self._idle and not self._idle[-1].is_alive:
            await self._idle.pop().kill()
        browser = self._idle.pop() if self._idle else await Chromium.start(self._path, self._options)
        try:
            yield browser
        except BaseException:
            await browser.kill()
            raise
        self._idle.append(browser)

    async def _run(self, browser: Chromium, page: Page) -> Page:
        """The rendered page, or the error that came first: time, memory or a crash."""
        options = self._options
        view = View(page, options, self._fetch, self._fetch_part)
        show = asyncio.ensure_future(view.show(browser))
        grown = asyncio.ensure_future(browser.outgrows(options.render_memory))
        awaited: set[asyncio.Future[Any]] = {show, grown, view.lost}
        try:
            done, _ = await asyncio.wait(awaited, timeout=options.render_s, return_when=asyncio.FIRST_COMPLETED)
            if show in done:
                return show.result()
            if view.lost in done:
                raise RenderError(page.url, view.lost.result())
            if grown in done:
                raise RenderError(
                    page.url, f"the browser took more than {options.render_memory} bytes of memory and files"
                )
            raise RenderError(page.url, f"the page's scripts did not finish within {options.render_s:g} s")
        except Error as error:
            raise RenderError(page.url, f"the browser failed: {reason_of(error)}") from error
        finally:
            for each in (show, grown):
                each.cancel()
            view.lost.cancel()
            view.end()
            await asyncio.wait(awaited - {view.lost}, timeout=END_S)
