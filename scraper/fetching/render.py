"""Page -> Page: what a page's scripts make of it, in a headless Chromium that never speaks to the network itself.

Page --> browser --> its requests, each one taken out --> Fetcher --> answers --> browser --> DOM --> Page

The page has been fetched as ever before its scripts run, and every further request is answered by a fetcher of ours,
so that the same guards hold for all: addresses at connect time, schemes, bytes, time. What is not taken out of the
browser, such as the requests of shared workers, meets a proxy that is not there.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import re
import shutil
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import urldefrag

from playwright.async_api import (
    Browser,
    BrowserContext,
    Error,
    Playwright,
    Request,
    Route,
    WebSocketRoute,
    async_playwright,
)
from playwright.async_api import Page as Tab

from scraper.errors import BrowserError, RenderError, ScraperError, StatusError, TooLargeError
from scraper.fetching.browser import (
    ARGUMENTS,
    UNWANTED_ARGUMENTS,
    environment,
    find_browser,
    group_memory,
    group_of,
    is_running,
    kill_group,
    profile_of,
)
from scraper.fetching.headers import SHARED_HEADERS
from scraper.fetching.targets import is_own_origin, read_target
from scraper.options import FetchOptions
from scraper.records import Page

START_S = 30.0  # a browser has started by then, also on a machine in a hurry
END_S = 5.0  # and has ended by then, or is killed
QUIET_S = 0.5  # without a request: the page has come to rest
MEMORY_EVERY_S = 0.2  # so long a page may be above its memory unseen
AT_ONCE = 6  # further requests of one page, as many as browsers send to one host
MAX_HEADER = 4096  # characters of a header that a script sets
FLOOD = 20_000  # requests, blocked ones among them, after which a page is given up
READS = 3  # tries to read a page that goes on to another one meanwhile

#: Tall, so that what loads when it comes into sight comes into sight.
VIEWPORT = {"width": 1280, "height": 4000}
#: The kinds of requests that are answered: what a text can depend on.
ANSWERED = frozenset({"script", "stylesheet", "xhr", "fetch"})
#: Headers of the browser that go with a request, beside those named `x-…`: they say what a script asks for.
ASKING = frozenset({"accept", "authorization", "origin"})
#: Headers of an answer that the browser is given, beside those named `x-…`: none that makes it speak to others.
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
#: Of the page without its scripts, and not of what they made of it.
VALIDATORS = frozenset({"etag", "last-modified", "content-type", "content-length"})
#: What Chromium reads as HTML; anything else has no scripts, or none that make an article.
HTML = re.compile(r"\s*(?:text/html|application/xhtml\+xml)\s*(?:;|$)", re.IGNORECASE)

#: In a world of its own, where the page's scripts have changed nothing: the DOM, once the page has a moment to spare.
READ = """
new Promise(done => requestIdleCallback(done, {timeout: 2000})).then(() => {
  const type = document.doctype ? new XMLSerializer().serializeToString(document.doctype) : "";
  const html = type + (document.documentElement ? document.documentElement.outerHTML : "");
  return {size: html.length, html: html.length > MAX_BYTES ? "" : html};
})
"""

#: Gets a page with all manners.
Fetch = Callable[[str], Awaitable[Page]]
#: Gets what a page's scripts ask for, by options of its own.
FetchPart = Callable[[str, FetchOptions], Awaitable[Page]]


class Renderer:
    """Renders pages, `render_at_once` at a time; browsers start with the first page and stay for the next ones.

    A browser has one page at a time, so that whatever happens to it is that page's fault alone.
    """

    def __init__(self, options: FetchOptions, fetch: Fetch, fetch_part: FetchPart) -> None:
        """Makes ready to render; the first browser starts with the first page.

        Raises:  BrowserError where there is nothing to render with.
        """
        self._path = find_browser(options)
        self._options = options
        self._fetch = fetch
        self._fetch_part = fetch_part
        self._free = asyncio.Semaphore(options.render_at_once)
        self._idle: list[_Browser] = []

    async def render(self, page: Page) -> Page:
        """The page after its scripts have run, its DOM as UTF-8; as it is where it is no HTML.

        Raises:  RenderError for a page that the browser cannot cope with, TooLargeError for a DOM of more than
            `max_bytes`, UrlError or PolicyError where its scripts lead to what is not asked for, BrowserError.
        """
        if not _is_html(page):
            return page
        async with self._free, self._browser() as browser:
            return await self._run(browser, page)

    async def aclose(self) -> None:
        """Ends the browsers."""
        while self._idle:
            await self._idle.pop().close()

    @contextlib.asynccontextmanager
    async def _browser(self) -> AsyncIterator[_Browser]:
        """A browser, which is killed where something goes wrong: none is trusted again that may still be busy."""
        while self._idle and not self._idle[-1].is_alive:
            await self._idle.pop().kill()
        browser = self._idle.pop() if self._idle else await _Browser.start(self._path, self._options)
        try:
            yield browser
        except BaseException:
            await browser.kill()
            raise
        self._idle.append(browser)

    async def _run(self, browser: _Browser, page: Page) -> Page:
        """The rendered page, or why there is none: by the clock, by memory, by a crash, whichever comes first."""
        options = self._options
        view = _View(page, options, self._fetch, self._fetch_part)
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
                raise RenderError(page.url, f"the browser took more than {options.render_memory} bytes of memory")
            raise RenderError(page.url, f"the page's scripts came to no end within {options.render_s:g} s")
        except Error as error:
            raise RenderError(page.url, f"the browser failed: {_reason(error)}") from error
        finally:
            for each in (show, grown):
                each.cancel()
            view.lost.cancel()
            view.end()
            await asyncio.wait(awaited - {view.lost}, timeout=END_S)


class _Browser:
    """One running browser with the driver that leads it, a home that is thrown away, and no network."""

    def __init__(self, stack: contextlib.AsyncExitStack, browser: Browser, group: int | None) -> None:
        self._stack = stack
        self._browser = browser
        self.group = group

    @classmethod
    async def start(cls, path: str, options: FetchOptions) -> Self:
        """A new browser. Raises BrowserError."""
        async with contextlib.AsyncExitStack() as stack:
            home = stack.enter_context(tempfile.TemporaryDirectory(prefix="scrape-", ignore_cleanup_errors=True))
            # Bound and never listened on: nobody answers there, and nobody else can come to listen there.
            nowhere = stack.enter_context(socket.socket())
            nowhere.bind(("127.0.0.1", 0))
            proxy = f"--proxy-server=http://127.0.0.1:{nowhere.getsockname()[1]}"
            try:
                async with asyncio.timeout(2 * START_S):
                    driver = await async_playwright().start()
                    stack.push_async_callback(_stop, driver)
                    browser = await driver.chromium.launch(
                        executable_path=path,
                        artifacts_dir=home,
                        args=[*ARGUMENTS, proxy],
                        ignore_default_args=list(UNWANTED_ARGUMENTS),
                        chromium_sandbox=not options.no_sandbox,
                        env=dict(environment(home)),
                        timeout=START_S * 1000,
                    )
                    session = await browser.new_browser_cdp_session()
                    info = await session.send("SystemInfo.getProcessInfo")
                    await session.detach()
            except (Error, OSError, TimeoutError) as error:
                raise BrowserError(None, f"{path} does not start: {_reason(error)}") from error
            leader = next(each["id"] for each in info["processInfo"] if each["type"] == "browser")
            # The driver makes the profile, and throws it away for sure only where the browser ends in order.
            profile = profile_of(leader)
            if profile is not None:
                stack.callback(shutil.rmtree, profile, ignore_errors=True)
            return cls(stack.pop_all(), browser, group_of(leader))
        raise AssertionError("nothing is suppressed above")

    @property
    def is_alive(self) -> bool:
        """Whether it can be given another page."""
        return self._browser.is_connected()

    async def outgrows(self, limit: int) -> None:
        """Returns when its processes hold more bytes than `limit`."""
        while self.group is None or group_memory(self.group) <= limit:
            await asyncio.sleep(MEMORY_EVERY_S)

    @contextlib.asynccontextmanager
    async def context(self, options: FetchOptions) -> AsyncIterator[BrowserContext]:
        """A profile for one page, in memory; nothing of it is left for the next one."""
        context = await self._browser.new_context(
            accept_downloads=False,
            locale="en-US",
            service_workers="block",
            timezone_id="UTC",
            user_agent=options.user_agent,
            viewport={"width": VIEWPORT["width"], "height": VIEWPORT["height"]},
        )
        yield context  # after a failure the whole browser goes
        await context.close()

    async def close(self) -> None:
        """Ends it in order, or by force."""
        with contextlib.suppress(Error, TimeoutError):  # what does not close is killed
            async with asyncio.timeout(END_S):
                await self._browser.close()
        await self.kill()

    async def kill(self) -> None:
        """Ends all its processes, whatever they are at, and waits until they are gone."""
        if self.group is not None:
            kill_group(self.group)
        end = time.monotonic() + END_S
        while self.group is not None and is_running(self.group) and time.monotonic() < end:
            await asyncio.sleep(0.02)
        await self._stack.aclose()


async def _stop(driver: Playwright) -> None:
    with contextlib.suppress(Error, TimeoutError):  # it ends by itself when we do
        async with asyncio.timeout(END_S):
            await driver.stop()


class _View:
    """One page in the browser: what it is given, what it asks for, and what it may still ask for."""

    def __init__(self, page: Page, options: FetchOptions, fetch: Fetch, fetch_part: FetchPart) -> None:
        self._asked = page
        self._main = page  # the document in the tab
        self._options = options
        self._fetch = fetch
        self._fetch_part = fetch_part
        self.lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()  # why it cannot go on
        self._ready: dict[str, Page] = {}  # documents by the address that the browser will ask for next
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

    async def show(self, browser: _Browser) -> Page:
        """Opens the page, waits until it rests, and reads it. Raises ScraperError, Error of Playwright."""
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
            with contextlib.suppress(TimeoutError):  # a page that never rests is taken as it is
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
        """The DOM as a text, and the address it has now."""
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
            await asyncio.sleep(QUIET_S)  # the page has just gone on to another one
        raise AssertionError("the last try returns or raises")

    def _told(self, answer: dict[str, Any]) -> str:
        told = answer["result"].get("value")
        if not isinstance(told, dict) or not isinstance(told.get("html"), str):
            raise RenderError(self._asked.url, "the page keeps its content from being read")
        if not isinstance(told["size"], int) or told["size"] > self._options.max_bytes:
            raise _too_large(self._asked, self._options)
        return str(told["html"])

    def _give_up(self, reason: str) -> None:
        if not self.lost.done():
            self.lost.set_result(reason)

    # --- requests of the page ------------------------------------------------------------------------------------

    async def _answer(self, route: Route) -> None:
        """Answers one request of the page, or blocks it; a task of its own for each."""
        task = asyncio.current_task()
        assert task is not None
        self._answers.add(task)
        try:
            await self._answer_or_block(route)
        except Error as error:
            # Nobody waits for the answer any more. Playwright would: for an exception it has a listener or the log,
            # and for a return without an answer it waits for ever; a task that is cancelled it lets go.
            raise asyncio.CancelledError from error
        finally:
            self._answers.discard(task)

    def end(self) -> None:
        """Lets go of all requests; what is still to come is not answered."""
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
            pass  # the browser does not take the answer, or the tab is gone
        await route.abort("blockedbyclient")

    @contextlib.asynccontextmanager
    async def _counted(self) -> AsyncIterator[None]:
        """While a request is answered the page does not rest."""
        self._busy += 1
        try:
            yield
        finally:
            self._busy -= 1
            self._quiet_since = time.monotonic()

    def _is_main(self, request: Request) -> bool:
        """Whether the request would replace the document of the tab."""
        try:
            return request.is_navigation_request() and self._tab is not None and request.frame == self._tab.main_frame
        except Error:
            return False  # of a window that is not there yet

    def _may_ask(self, request: Request) -> bool:
        return (
            request.method == "GET"
            and request.resource_type in ANSWERED
            and self._requests < self._options.render_requests
            and self._bytes < self._options.render_bytes
        )

    async def _answer_document(self, route: Route) -> None:
        """The page itself; then those that its scripts lead to, fetched as politely as if they had been asked for."""
        try:
            page = await self._document(route.request)
        except ScraperError:
            await route.fulfill(status=204)  # the browser stays where it is, and tells no more of its parsing
            self._set_parsed(True)
            return
        address = read_target(route.request.url, self._options).url if self._documents > 1 else page.final_url
        if page.final_url != address:  # a redirect of the server: the browser cannot be led through one
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
        if not _is_html(page):
            raise RenderError(self._asked.url, "the page's scripts lead to what is no page")
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
        """What a request of the page gets: one try, within what is left of the page's bytes and time."""
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
        if self._bytes > self._options.render_bytes:  # several at once may reach for the same rest
            raise TooLargeError(self._asked.url, "the page's requests have too many bytes together")
        return page

    def _request_headers(self, request: Request) -> tuple[tuple[str, str], ...]:
        """The headers that the page's scripts want, and those of the user, which may be secrets of one origin."""
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


#: Where a server does not say who may read its answer, Playwright would say that everyone may.
NO_CORS = {"access-control-allow-origin": "null"}


def _is_html(page: Page) -> bool:
    return bool(page.content) and HTML.match(page.content_type or "text/html") is not None


def _answer_headers(page: Page) -> dict[str, str]:
    told = {
        name: value
        for name, value in page.headers
        if (name in ANSWERING or name.startswith("x-")) and value.isascii() and value.isprintable()
    }
    return {**NO_CORS, **told}


def _redirect(url: str) -> str:
    """A page that leads to another one, and leaves no trace in the history."""
    return f"<script>location.replace({json.dumps(url).replace('<', '%3C')} + location.hash)</script>"


def _too_large(page: Page, options: FetchOptions) -> TooLargeError:
    return TooLargeError(page.url, f"the rendered page has more than {options.max_bytes} bytes")


def _reason(error: BaseException) -> str:
    """The first line of what Playwright says, which goes on with logs and drawings."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0][:300] if lines else type(error).__name__


async def _close_web_socket(web_socket: WebSocketRoute) -> None:
    with contextlib.suppress(Error):  # the tab is gone
        await web_socket.close()


async def _close_tab(tab: Tab) -> None:
    with contextlib.suppress(Error):  # it closed by itself
        await tab.close()
