"""URL to page: follows redirects, obeys robots.txt and pauses at every hop, retries, turns statuses into errors."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import itertools
from datetime import UTC, datetime
from http import HTTPStatus
from types import TracebackType
from typing import TYPE_CHECKING, Self

import httpx

from scraper.errors import (
    TRANSIENT_STATUSES,
    FetchError,
    NotBeforeError,
    ProtocolError,
    RedirectsError,
    StatusError,
    TruncatedError,
    UrlError,
)
from scraper.fetching.access import Access
from scraper.fetching.archive import availability_url, capture_url, is_gone
from scraper.fetching.exchange import Answer, Exchange, Question
from scraper.fetching.headers import check_headers, page_headers
from scraper.fetching.hosts import Hosts, HostState, shared_hosts
from scraper.fetching.manners import Manners
from scraper.fetching.retry import backoff_s, is_transient
from scraper.fetching.targets import Target, read_target, redirect_target
from scraper.fetching.transport import GuardedTransport
from scraper.fetching.visit import Deadline, Visit
from scraper.normalize.urls import without_userinfo
from scraper.options import FetchOptions
from scraper.records import Page, Validators

if TYPE_CHECKING:
    from scraper.fetching.recording import Recorder
    from scraper.fetching.render import Renderer


class Fetcher:
    """Fetches pages, one after the other or many at once.

    Fetchers without a state of their own share pauses, turns and robots.txt with all others of the process, in
    whatever thread or event loop they run.

    async with Fetcher(options) as fetcher:
        page = await fetcher.fetch("https://example.org/article")
    """

    def __init__(
        self,
        options: FetchOptions | None = None,
        *,
        state: HostState | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        """`recorder` keeps all that is received of pages."""
        self._options = options or FetchOptions()
        check_headers(self._options)
        self._hosts = shared_hosts() if state is None else Hosts(state)
        self._manners = Manners(self._options, self._hosts)
        self._transport = transport or GuardedTransport(self._options)
        self._recorder = recorder
        self._exchange = Exchange(self._options, self._transport, recorder)
        self._access = Access(self._options, self._hosts, self._manners, self._exchange)
        self._renderer = self._new_renderer() if self._options.render else None

    def _new_renderer(self) -> Renderer:
        from scraper.fetching.browser import find_browser  # imported here because few runs render

        find_browser(self._options)  # checked first: the renderer imports what may be missing
        from scraper.fetching.render import Renderer

        return Renderer(self._options, self._fetch_or_capture, self._fetch_part)

    async def _fetch_part(self, url: str, options: FetchOptions) -> Page:
        """Fetches what a page's scripts request, with its own options, over the same connections."""
        part = Fetcher(options, state=self._hosts.state, transport=self._transport, recorder=self._recorder)
        return await part.fetch(url)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._renderer is not None:
            await self._renderer.aclose()
        self._access.close()
        await self._transport.aclose()

    async def fetch(self, url: str, known: Validators | None = None) -> Page:
        """Fetches the page at a URL, following redirects and retrying; raises UrlError or FetchError.

        With validators of an earlier fetch, an unchanged page comes back with status 304 and no content.

        `total_s` covers redirects, the pauses of the hosts they lead to, and backoff; it leaves out the wait for the
        URL's turn at its host and the pause after the previous request there.
        With `archive_fallback`, a page that is gone is replaced by its newest capture, if there is one.
        With `render`, the page is the DOM after its scripts ran. Validators do not cover that, so they are not sent.
        """
        if self._renderer is None:
            return await self._fetch_or_capture(url, known)
        page = await self._renderer.render(await self._fetch_or_capture(url))
        if self._recorder is not None and page.capture_kind == "rendered":
            page = dataclasses.replace(page, kept=self._recorder.keep_rendered(page))
        return page

    async def _fetch_or_capture(self, url: str, known: Validators | None = None) -> Page:
        try:
            return await self._fetch(url, known)
        except FetchError as error:
            if not (self._options.archive_fallback and is_gone(error)):
                raise
            return await self._fetch_capture(url, error)

    async def _fetch_capture(self, url: str, gone: FetchError) -> Page:
        """The newest capture of a page that is gone; if there is none, raises `gone` with the archive's result."""
        try:
            capture = capture_url(await self._fetch(availability_url(self._options.archive_api, without_userinfo(url))))
            if capture is not None:
                return dataclasses.replace(await self._fetch(capture), url=without_userinfo(url))
            reason = "the archive has no capture"
        except FetchError as error:
            reason = f"no capture was available ({error.code}: {error.reason})"
        gone.reason = f"{gone.reason}; {reason}"
        raise gone

    def ready_at(self, url: str) -> float:
        """The POSIX time in seconds at which the URL may be fetched as far as is known; 0 for now."""
        origin = self.origin(url)
        return self._manners.ready_at(origin) if origin else 0.0

    def origin(self, url: str) -> str | None:
        """The scheme, host and port of a URL; None for one that `fetch` would refuse."""
        try:
            return read_target(url, self._options).origin
        except (UrlError, FetchError):
            return None

    async def _fetch(self, url: str, known: Validators | None = None) -> Page:
        visit = Visit(without_userinfo(url), read_target(url, self._options), Deadline(self._options.total_s), known)
        for attempt in itertools.count():
            try:
                return await self._follow(visit)
            except FetchError as error:
                wait = self._wait_before_retry(visit, error, attempt)
                if wait is None:
                    raise
            await asyncio.sleep(wait)
        raise AssertionError("attempts are counted without end")

    def _wait_before_retry(self, visit: Visit, error: FetchError, attempt: int) -> float | None:
        """Seconds until the next attempt; None if there is none.

        A host that is closed for long raises an error of its own.
        """
        if not is_transient(error):
            return None
        closed = self._manners.closed_s(visit.origin)
        if closed > self._options.max_wait_s:
            reason = f"{error.reason}, and wants no request for another {closed:.0f} s"
            moment = self._hosts.state.read(visit.origin).not_before
            raise NotBeforeError(visit.url, reason, moment, visit.origin) from error
        pause = self._manners.pause_s(visit.origin, visit.delay_s)
        wait = max(backoff_s(attempt, self._options.backoff_s), closed, pause)
        return wait if attempt < self._options.retries and wait < visit.deadline.left() else None

    async def _follow(self, visit: Visit) -> Page:
        """One attempt, from the requested URL through its redirects."""
        target = visit.start
        seen = {target.url}
        held = ""
        async with contextlib.AsyncExitStack() as turn:
            while True:
                visit.origin = target.origin
                is_arriving = target.origin != held
                if is_arriving:
                    await self._take_turn(visit, target, turn)
                    held = target.origin
                visit.delay_s = await self._access.check(visit, target)
                if is_arriving:
                    with visit.patience() as left_s:
                        await self._manners.pause(target.origin, visit.url, visit.delay_s, left_s)
                    visit.is_admitted = True
                answer = await self._ask_page(visit, target)
                if answer.location is None:
                    return self._page(visit, target, answer)
                target = redirect_target(target, answer.location, self._options, visit.url)
                if target.url in seen:
                    raise RedirectsError(visit.url, f"redirects in a circle, back to {target.url[:200]}")
                if len(seen) > self._options.max_redirects:
                    raise RedirectsError(visit.url, f"more than {self._options.max_redirects} redirects")
                seen.add(target.url)

    async def _take_turn(self, visit: Visit, target: Target, turn: contextlib.AsyncExitStack) -> None:
        """Releases the turn that is held, if any, and waits for one at the target's origin until it is open."""
        await turn.aclose()  # never hold two hosts at once: two visits could deadlock
        self._access.check_reachable(visit, target.origin)
        with visit.deadline.stopped():
            await turn.enter_async_context(self._manners.turn(target.origin))
        self._access.check_reachable(visit, target.origin)  # the visitor before us may have fetched it
        with visit.patience() as left_s:
            await self._manners.wait_until_open(target.origin, visit.url, left_s)

    async def _ask_page(self, visit: Visit, target: Target) -> Answer:
        question = Question(target, page_headers(self._options, visit, target), self._options.max_bytes, is_page=True)
        try:
            answer = await self._exchange.ask(visit, question)
        finally:
            self._manners.asked(target.origin)
        if answer.status in TRANSIENT_STATUSES:
            self._manners.note_retry_after(target.origin, answer.header("retry-after"))
        return answer

    def _page(self, visit: Visit, target: Target, answer: Answer) -> Page:
        """The response as a page, or the error that its status stands for."""
        if answer.status >= 400:
            where = "" if target.url == visit.start.url else f" at {target.url[:200]}"
            error = StatusError(visit.url, answer.reason(where), answer.status)
            error.kept = answer.kept
            raise error
        if answer.status == HTTPStatus.PARTIAL_CONTENT:
            raise TruncatedError(visit.url, "the server sent a part of the page, unasked")
        is_unchanged = answer.status == HTTPStatus.NOT_MODIFIED and visit.asks_for_changes(target)
        if not 200 <= answer.status < 300 and not is_unchanged:
            raise ProtocolError(visit.url, f"an answer of status {answer.status}, which nothing was asked for")
        return Page(
            url=visit.url,
            final_url=target.url,
            content=answer.content,
            content_type=answer.header("content-type"),
            status=answer.status,
            headers=answer.headers,
            fetched_at=datetime.now(UTC),
            kept=answer.kept,
        )
