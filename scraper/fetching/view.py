"""One page in the browser: what it receives, what it requests, and what it may still request."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urldefrag

from playwright.async_api import BrowserContext, Error, Request, Route, WebSocketRoute
from playwright.async_api import Page as Tab

from scraper.errors import RenderError, ScraperError, StatusError, TooLargeError
from scraper.fetching.chromium import Chromium
from scraper.fetching.headers import SHARED_HEADERS
from scraper.fetching.targets import is_own_origin, read_target
from scraper.options import FetchOptions
from scraper.records import Page

QUIET_S = 0.5  # without a request: the page is idle
AT_ONCE = 6  # concurrent requests of one page, as many as browsers send to one host
MAX_HEADER = 4096  # characters of a header set by a script
FLOOD = 20_000  # requests, blocked ones included, after which a page is abandoned
READS = 3  # attempts to read a page that keeps navigating away

#: Resource types that are fetched: those that text can depend on.
ANSWERED = frozenset({"script", "stylesheet", "xhr", "fetch"})
#: Browser headers that are passed on, besides those named `x-…`: they say what a script asks for.
ASKING = frozenset({"accept", "authorization", "origin"})
#: Response headers that the browser receives, besides those named `x-…`: none makes it contact others.
ANSWERING = frozenset(
    {
        "access-control-allow-credentials",
        "access-control-allow-origin",
        "access-control-expose-headers",
        "content-language",
        "content-security-policy",
        "content-type",
        "last-modified",
        "referrer-policy",
    }
)
#: These describe the page without its scripts, not the rendered one.
VALIDATORS = frozenset({"etag", "last-modified", "content-type", "content-length"})
#: What Chromium parses as HTML; anything else has no scripts, or none that make an article.
HTML = re.compile(r"\s*(?:text/html|application/xhtml\+xml)\s*(?:;|$)", re.IGNORECASE)

#: Runs in an isolated world, which the page's scripts cannot tamper with; gives the DOM once the page is idle.
READ = """
new Promise(done => requestIdleCallback(done, {timeout: 2000})).then(() => {
  const type = document.doctype ? new XMLSerializer().serializeToString(document.doctype) : "";
  const html = type + (document.documentElement ? document.documentElement.outerHTML : "");
  return {size: html.length, html: html.length > MAX_BYTES ? "" : html};
})
"""

#: Fetches a page with full politeness.
Fetch = Callable[[str], Awaitable[Page]]
#: Fetches what a page's scripts request, with its own options.
FetchPart = Callable[[str, FetchOptions], Awaitable[Page]]


class View:
    """One page in the browser: what it receives, what it requests, and what it may still request."""

    def __init__(self, page: Page, options: FetchOptions, fetch: Fetch, fetch_part: FetchPart) -> None:
        self._asked = page
        self._main = page  # the document in the tab
        self._options = options
        self._fetch = fetch
        self._fetch_part = fetch_part
        self.lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()  # why it cannot continue
        self._ready: dict[str, Page] = {}  # documents by the URL that the browser will request next
        self._end = time.monotonic() + options.render_s
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._documents = 0
        self._requests = 0
        self._bytes = 0
        self._seen = 0
        self._busy = 0
        self._is_parsed = False
        self._is_over = False
        self._answers: set[asyncio.Task[Any]] = set()
        self._quiet_since = time.monotonic()
        self._tab: Tab | None = None

    async def show(self, browser: Chromium) -> Page:
        """Opens the page, waits until it is idle, and reads it. Raises ScraperError and Playwright's Error."""
        async with browser.context(self._options) as context:
            await context.route(re.compile(""), self._answer)
            await context.route_web_socket(re.compile(""), _close_web_socket)
            self._tab = tab = await context.new_page()
            context.on("page", _close_tab)
            tab.on("crash", lambda _: self._give_up("the browser's process crashed on the page"))
            tab.on("domcontentloaded", lambda _: self._set_parsed(True))
            assert self._asked.final_url is not None
            fragment = urldefrag(self._asked.url or "").fragment
            await tab.goto(self._asked.final_url + (f"#{fragment}" if fragment else ""), wait_until="commit", timeout=0)
            with contextlib.suppress(TimeoutError):  # a page that is never idle is taken as it is
                async with asyncio.timeout(self._options.render_settle_s):
                    await self._rest()
            html, url = await self._read(context, tab)
            return self._rendered(html, url)

    def _rendered(self, html: str, url: str) -> Page:
        try:
            target = read_target(url, self._options)
        except ScraperError as error:
            raise type(error)(self._asked.url, f"the page's scripts led to {url[:200]}: {error.reason}") from error
        content = html.encode("utf-8", "replace")
        if len(content) > self._options.max_bytes:
            raise _too_large(self._asked, self._options)
        return dataclasses.replace(
            self._main,
            url=self._asked.url,
            final_url=target.url,
            content=content,
            content_type="text/html; charset=utf-8",
            headers=tuple((name, value) for name, value in self._main.headers if name not in VALIDATORS),
            fetched_at=datetime.now(UTC),
            capture_kind="rendered",
        )

    async def _rest(self) -> None:
        while self._busy or not self._is_parsed or time.monotonic() - self._quiet_since < QUIET_S:
            await asyncio.sleep(QUIET_S / 10)

    def _set_parsed(self, is_parsed: bool) -> None:
        self._is_parsed = is_parsed

    async def _read(self, context: BrowserContext, tab: Tab) -> tuple[str, str]:
        """The DOM as text, and its current URL."""
        session = await context.new_cdp_session(tab)
        for left in reversed(range(READS)):
            try:
                frame = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]
                world = await session.send("Page.createIsolatedWorld", {"frameId": frame["id"], "worldName": "reader"})
                question = {
                    "expression": READ.replace("MAX_BYTES", str(self._options.max_bytes)),
                    "contextId": world["executionContextId"],
                    "awaitPromise": True,
                    "returnByValue": True,
                }
                answer = await session.send("Runtime.evaluate", question)
                return self._told(answer), str(frame["url"])
            except Error:
                if not left or tab.is_closed():
                    raise
            await asyncio.sleep(QUIET_S)  # the page has just navigated to another one
        raise AssertionError("the last try returns or raises")

    def _told(self, answer: dict[str, Any]) -> str:
        told = answer["result"].get("value")
        if not isinstance(told, dict) or not isinstance(told.get("html"), str):
            raise RenderError(self._asked.url, "the page prevents its content from being read")
        if not isinstance(told["size"], int) or told["size"] > self._options.max_bytes:
            raise _too_large(self._asked, self._options)
        return str(told["html"])

    def _give_up(self, reason: str) -> None:
        if not self.lost.done():
            self.lost.set_result(reason)

    # --- requests of the page ------------------------------------------------------------------------------------

    async def _answer(self, route: Route) -> None:
        """Answers one request of the page, or blocks it; each runs in its own task."""
        task = asyncio.current_task()
        assert task is not None
        self._answers.add(task)
        try:
            await self._answer_or_block(route)
        except Error as error:
            # Nobody waits for the response any more, but Playwright would: it hands an exception to a listener or the
            # log, and after a return without a response it waits for ever; a cancelled task it drops.
            raise asyncio.CancelledError from error
        finally:
            self._answers.discard(task)

    def end(self) -> None:
        """Drops all requests; any that are still to come stay unanswered."""
        self._is_over = True
        for task in self._answers:
            task.cancel()

    async def _answer_or_block(self, route: Route) -> None:
        self._seen += 1
        if self._is_over:
            raise asyncio.CancelledError
        if self._seen > FLOOD:
            self._give_up(f"the page sends more than {FLOOD} requests")
        try:
            if self._is_main(route.request):
                async with self._counted():
                    await self._answer_document(route)
                return
            if self._may_ask(route.request):
                self._requests += 1
                async with self._counted(), self._at_once:
                    await self._answer_further(route)
                return
        except Error:
            pass  # the browser does not accept the response, or the tab is closed
        await route.abort("blockedbyclient")

    @contextlib.asynccontextmanager
    async def _counted(self) -> AsyncIterator[None]:
        """Counts a request that is being answered, during which the page is not idle."""
        self._busy += 1
        try:
            yield
        finally:
            self._busy -= 1
            self._quiet_since = time.monotonic()

    def _is_main(self, request: Request) -> bool:
        """Whether the request would replace the document in the tab."""
        try:
            return request.is_navigation_request() and self._tab is not None and request.frame == self._tab.main_frame
        except Error:
            return False  # from a window that does not exist yet

    def _may_ask(self, request: Request) -> bool:
        return (
            request.method == "GET"
            and request.resource_type in ANSWERED
            and self._requests < self._options.render_requests
            and self._bytes < self._options.render_bytes
        )

    async def _answer_document(self, route: Route) -> None:
        """Answers with the page itself, and then with the pages its scripts lead to, fetched just as politely."""
        try:
            page = await self._document(route.request)
        except ScraperError:
            await route.fulfill(status=204)  # the browser stays where it is and reports no more parsing
            self._set_parsed(True)
            return
        address = read_target(route.request.url, self._options).url if self._documents > 1 else page.final_url
        if page.final_url != address:  # a server redirect: an intercepted response cannot make the browser follow one
            assert page.final_url is not None
            self._ready[page.final_url] = page
            await route.fulfill(content_type="text/html", body=_redirect(page.final_url))
            return
        self._main = page
        self._set_parsed(False)
        await route.fulfill(status=page.status, headers=_answer_headers(page), body=page.content)

    async def _document(self, request: Request) -> Page:
        self._documents += 1
        if self._documents == 1:
            return self._asked
        if request.method != "GET" or self._documents > self._options.max_redirects + 1:
            raise RenderError(self._asked.url, "the page's scripts lead from page to page")
        page = self._ready.pop(read_target(request.url, self._options).url, None)
        page = page or await self._fetch(request.url)
        if not is_html(page):
            raise RenderError(self._asked.url, "the page's scripts lead to something that is not a page")
        return page

    async def _answer_further(self, route: Route) -> None:
        try:
            page = await self._fetch_further(route.request)
        except StatusError as error:
            await route.fulfill(status=error.status if error.status < 600 else 500, headers=NO_CORS)
        except ScraperError:
            await route.abort("failed")
        else:
            await route.fulfill(status=page.status, headers=_answer_headers(page), body=page.content)

    async def _fetch_further(self, request: Request) -> Page:
        """Fetches a subresource: one attempt, within what is left of the page's bytes and time."""
        left = self._options.render_bytes - self._bytes
        seconds = min(self._options.timeout_s, self._end - time.monotonic())
        if left <= 0 or seconds <= 0:
            raise RenderError(self._asked.url, "nothing is left of the page's bytes or time")
        options = dataclasses.replace(
            self._options,
            render=False,
            robots=False,
            archive_fallback=False,
            retries=0,
            delay_s=0.0,
            max_wait_s=0.0,
            per_host=AT_ONCE,
            total_s=seconds,
            max_bytes=min(left, self._options.max_bytes),
            headers=self._request_headers(request),
        )
        page = await self._fetch_part(request.url, options)
        self._bytes += len(page.content)
        if self._bytes > self._options.render_bytes:  # several requests may draw on the same rest
            raise TooLargeError(self._asked.url, "the page's requests have too many bytes together")
        return page

    def _request_headers(self, request: Request) -> tuple[tuple[str, str], ...]:
        """The headers set by the page's scripts, and the user's, which may be secrets of one origin."""
        headers = {
            name: value
            for name, value in request.headers.items()
            if (name in ASKING or name.startswith("x-")) and len(value) <= MAX_HEADER
        }
        asked = read_target(self._asked.url or "", self._options)
        is_trusted = is_own_origin(asked, read_target(request.url, self._options))
        for name, value in self._options.headers:
            if is_trusted or (name.lower() in SHARED_HEADERS and name.lower() != "accept"):
                headers[name.lower()] = value
        return tuple(headers.items())


#: If a server does not say who may read its response, Playwright would allow everyone.
NO_CORS = {"access-control-allow-origin": "null"}


def is_html(page: Page) -> bool:
    """Whether the browser would parse a page as HTML and run its scripts."""
    return bool(page.content) and HTML.match(page.content_type or "text/html") is not None


def _answer_headers(page: Page) -> dict[str, str]:
    told = {
        name: value
        for name, value in page.headers
        if (name in ANSWERING or name.startswith("x-")) and value.isascii() and value.isprintable()
    }
    return {**NO_CORS, **told}


def _redirect(url: str) -> str:
    """A page that leads to another one without a history entry."""
    return f"<script>location.replace({json.dumps(url).replace('<', '%3C')} + location.hash)</script>"


def _too_large(page: Page, options: FetchOptions) -> TooLargeError:
    return TooLargeError(page.url, f"the rendered page has more than {options.max_bytes} bytes")


async def _close_web_socket(web_socket: WebSocketRoute) -> None:
    with contextlib.suppress(Error):  # the tab is gone
        await web_socket.close()


async def _close_tab(tab: Tab) -> None:
    with contextlib.suppress(Error):  # it closed by itself
        await tab.close()
