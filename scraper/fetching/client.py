"""One address to one page: redirects by hand, robots.txt and pauses at every hop, retries, statuses to errors."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import itertools
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from types import TracebackType
from typing import TYPE_CHECKING, Self

import httpx

from scraper.errors import (
    TRANSIENT_STATUSES,
    ConnectError,
    DeadlineError,
    DnsError,
    FetchError,
    NotBeforeError,
    PolicyError,
    ProtocolError,
    RedirectsError,
    RobotsError,
    RobotsUnreachableError,
    StatusError,
    TlsError,
    TooLargeError,
    TruncatedError,
    UrlError,
)
from scraper.fetching.archive import availability_url, capture_url, is_gone
from scraper.fetching.encodings import BoundedBody, read_encodings
from scraper.fetching.manners import HostState, Manners, MemoryState
from scraper.fetching.retry import backoff_s, is_transient, retry_after_s
from scraper.fetching.robots import (
    MAX_AGE_S,
    MAX_ROBOTS_BYTES,
    MAX_ROBOTS_REDIRECTS,
    RobotsRules,
    product_token,
)
from scraper.fetching.targets import Target, is_own_origin, read_target, redirect_target
from scraper.fetching.transport import ASKED, GuardedTransport
from scraper.normalize.urls import without_userinfo
from scraper.options import FetchOptions
from scraper.records import Page, RobotsCopy, Validators

if TYPE_CHECKING:
    from scraper.fetching.render import Renderer

REDIRECTS = frozenset({300, 301, 302, 303, 307, 308})

VALIDATORS = frozenset({b"etag", b"last-modified"})

ACCEPT_PAGE = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"
ACCEPT_ROBOTS = "text/plain,*/*;q=0.8"
ACCEPT_ENCODING = "gzip, deflate"  # those that a bounded decoder reads

#: Headers of the user that may go to a host other than the one asked for; the rest may carry secrets.
SHARED_HEADERS = frozenset({"accept", "accept-language", "user-agent"})
#: Headers that belong to the connection and to what we can decode, not to the user.
OWN_HEADERS = frozenset(
    {"accept-encoding", "connection", "content-length", "host", "te", "transfer-encoding", "upgrade"}
)
#: What a header may be made of, https://www.rfc-editor.org/rfc/rfc9110#section-5.5 .
HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
HEADER_VALUE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]*")

#: Answer headers by which a guard in front of a site tells that it, and not the site, has refused.
GUARDS = {
    "cf-mitigated": "Cloudflare",
    "x-amzn-waf-action": "AWS WAF",
    "x-datadome": "DataDome",
    "x-sucuri-block": "Sucuri",
}

#: Failures to reach the host at all, which say more about a page than that its robots.txt could not be had.
HOST_NOT_REACHED = (DnsError, ConnectError, TlsError)


class Fetcher:
    """Fetches pages one after the other or many at once, with manners shared between them.

    async with Fetcher(options) as fetcher:
        page = await fetcher.fetch("https://example.org/article")
    """

    def __init__(
        self,
        options: FetchOptions | None = None,
        *,
        state: HostState | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._options = options or FetchOptions()
        _check_headers((*self._options.headers, ("User-Agent", self._options.user_agent)))
        self._state: HostState = state or MemoryState()
        self._manners = Manners(self._options, self._state)
        self._transport = transport or GuardedTransport(self._options)
        self._token = product_token(self._options.user_agent)
        self._rules_of: dict[str, tuple[RobotsCopy, RobotsRules]] = {}
        self._unreachable: dict[str, str] = {}  # origins whose robots.txt could not be had, for this run
        self._renderer = self._new_renderer() if self._options.render else None

    def _new_renderer(self) -> Renderer:
        from scraper.fetching.browser import find_browser  # here, for few runs render

        find_browser(self._options)  # first: what is missing may be what the renderer imports
        from scraper.fetching.render import Renderer

        return Renderer(self._options, self._fetch_or_capture, self._state, self._transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._renderer is not None:
            await self._renderer.aclose()
        await self._transport.aclose()

    async def fetch(self, url: str, known: Validators | None = None) -> Page:
        """The page at an address, after redirects and retries; raises UrlError or FetchError.

        With validators of an earlier visit, a page that has not changed has the status 304 and no content.

        `total_s` counts requests and the pauses between attempts, not the time the address waits for its turn.
        With `archive_fallback`, a page that is gone is the newest capture of it, where there is one.
        With `render`, the page is what its scripts make of it, of which validators say nothing: they are not used.
        """
        if self._renderer is None:
            return await self._fetch_or_capture(url, known)
        return await self._renderer.render(await self._fetch_or_capture(url))

    async def _fetch_or_capture(self, url: str, known: Validators | None = None) -> Page:
        try:
            return await self._fetch(url, known)
        except FetchError as error:
            if not (self._options.archive_fallback and is_gone(error)):
                raise
            return await self._fetch_capture(url, error)

    async def _fetch_capture(self, url: str, gone: FetchError) -> Page:
        """The newest capture of a page that is gone; `gone`, with what came of the archive, where there is none."""
        try:
            capture = capture_url(await self._fetch(availability_url(self._options.archive_api, without_userinfo(url))))
            if capture is not None:
                return dataclasses.replace(await self._fetch(capture), url=without_userinfo(url))
            reason = "the archive has no capture"
        except FetchError as error:
            reason = f"no capture could be had ({error.code}: {error.reason})"
        gone.reason = f"{gone.reason}; {reason}"
        raise gone

    def ready_at(self, url: str) -> float:
        """The moment, in POSIX seconds, from which on an address may be asked for as far as is known; 0 for now."""
        try:
            return self._manners.ready_at(read_target(url, self._options).origin)
        except (UrlError, FetchError):
            return 0.0  # to be told so by `fetch`

    async def _fetch(self, url: str, known: Validators | None = None) -> Page:
        visit = _Visit(without_userinfo(url), read_target(url, self._options), Deadline(self._options.total_s), known)
        for attempt in itertools.count():
            try:
                return await self._follow(visit)
            except FetchError as error:
                wait = self._wait_before_retry(visit, error, attempt)
                if wait is None:
                    raise
            await asyncio.sleep(wait)
        raise AssertionError("attempts are counted without end")

    def _wait_before_retry(self, visit: _Visit, error: FetchError, attempt: int) -> float | None:
        """Seconds until the next attempt; None where there is none. A host closed for long is a failure of its own."""
        if not is_transient(error):
            return None
        closed = self._manners.closed_s(visit.origin)
        if closed > self._options.max_wait_s:
            reason = f"{error.reason}, and wants no request for another {closed:.0f} s"
            raise NotBeforeError(visit.url, reason, self._state.read(visit.origin).not_before) from error
        wait = max(backoff_s(attempt, self._options.backoff_s), closed)
        return wait if attempt < self._options.retries and wait < visit.deadline.left() else None

    async def _follow(self, visit: _Visit) -> Page:
        """One attempt, from the address asked for through its redirects."""
        target = visit.start
        seen = {target.url}
        held = ""
        async with contextlib.AsyncExitStack() as turn:
            while True:
                visit.origin = target.origin
                arriving = target.origin != held
                if arriving:
                    with visit.deadline.stopped():
                        await turn.aclose()  # never two hosts at once: two visits could wait for each other for ever
                        await turn.enter_async_context(self._manners.turn(target.origin, visit.url))
                    held = target.origin
                rules = await self._rules(visit, target)
                if rules and not rules.allows(target.url):
                    raise RobotsError(visit.url, f"robots.txt of {target.origin} disallows it")
                if arriving:
                    with visit.deadline.stopped():
                        await self._manners.pause(target.origin, visit.url, rules.delay_s if rules else 0.0)
                answer = await self._ask_page(visit, target)
                if answer.location is None:
                    return self._page(visit, target, answer)
                target = redirect_target(target, answer.location, self._options, visit.url)
                if target.url in seen:
                    raise RedirectsError(visit.url, f"redirects in a circle, back to {target.url[:200]}")
                if len(seen) > self._options.max_redirects:
                    raise RedirectsError(visit.url, f"more than {self._options.max_redirects} redirects")
                seen.add(target.url)

    async def _ask_page(self, visit: _Visit, target: Target) -> _Answer:
        question = _Question(target, self._headers(visit, target), self._options.max_bytes)
        try:
            answer = await self._ask(visit, question)
        finally:
            self._manners.asked(target.origin)
        self._note_retry_after(target.origin, answer)
        return answer

    def _note_retry_after(self, origin: str, answer: _Answer) -> None:
        if answer.status in TRANSIENT_STATUSES:
            seconds = retry_after_s(answer.header("retry-after"), datetime.now(UTC))
            if seconds is not None:
                self._manners.close_for(origin, seconds)

    def _page(self, visit: _Visit, target: Target, answer: _Answer) -> Page:
        """The answer as a page, or as the error that its status is."""
        if answer.status >= 400:
            raise StatusError(visit.url, _status_reason(visit, target, answer), answer.status)
        if answer.status == HTTPStatus.PARTIAL_CONTENT:
            raise TruncatedError(visit.url, "the server sent a part of the page, unasked")
        if not 200 <= answer.status < 300 and not (answer.status == HTTPStatus.NOT_MODIFIED and visit.asks(target)):
            raise ProtocolError(visit.url, f"an answer of status {answer.status}, which nothing was asked for")
        return Page(
            url=visit.url,
            final_url=target.url,
            content=answer.content,
            content_type=answer.header("content-type"),
            status=answer.status,
            headers=answer.headers,
            fetched_at=datetime.now(UTC),
        )

    def _headers(self, visit: _Visit, target: Target) -> list[tuple[bytes, bytes]]:
        headers = {"user-agent": self._options.user_agent, "accept": ACCEPT_PAGE, "accept-encoding": ACCEPT_ENCODING}
        for name, value in self._options.headers:
            key = name.lower()
            if key in SHARED_HEADERS or (is_own_origin(visit.start, target) and key not in OWN_HEADERS):
                headers[key] = value
        sent = [(name.encode("ascii"), value.encode()) for name, value in headers.items()]
        if visit.known is not None and visit.asks(target):
            for field_name, validator in (
                (b"if-none-match", visit.known.etag),
                (b"if-modified-since", visit.known.last_modified),
            ):
                if validator and _is_latin(validator):
                    sent.append((field_name, validator.encode("latin-1")))
        return sent

    async def _ask(self, visit: _Visit, question: _Question) -> _Answer:
        """One request and its answer, within what is left of the address's time."""
        timeouts = {
            "connect": self._options.connect_timeout_s,
            "read": self._options.timeout_s,
            "write": self._options.timeout_s,
        }
        request = httpx.Request(
            "GET",
            question.target.url,
            # httpx would write the Host header itself, and fail at names that IDNA 2008 forbids and DNS knows.
            headers=[(b"host", question.target.host_header), *question.headers],
            extensions={"timeout": timeouts, ASKED: visit.url},
        )
        try:
            async with asyncio.timeout(visit.deadline.left()):
                response = await self._transport.handle_async_request(request)
                try:
                    return await self._read(visit, question, response)
                finally:
                    await response.aclose()
        except TimeoutError as error:
            raise DeadlineError(visit.url, f"no whole answer within {self._options.total_s:g} s") from error

    async def _read(self, visit: _Visit, question: _Question, response: httpx.Response) -> _Answer:
        """Status and headers, and the body where the status has one for us: any other is closed unread."""
        locations = response.headers.get_list("location") if response.status_code in REDIRECTS else []
        headers = _read_headers(response.headers)
        answer = _Answer(response.status_code, headers, location=locations[0] if locations else None)
        if not 200 <= answer.status < 300 or answer.status == HTTPStatus.PARTIAL_CONTENT:
            return answer
        encodings = read_encodings(
            response.headers.get_list("content-encoding"), self._options.max_encodings, visit.url
        )
        body = BoundedBody(encodings, question.max_bytes, visit.url)
        try:
            if not question.cut and (answer.length or 0) > question.max_bytes:
                raise TooLargeError(visit.url, f"the body has {answer.length} bytes, more than {question.max_bytes}")
            assert isinstance(response.stream, httpx.AsyncByteStream)
            async for piece in response.stream:
                body.feed(piece)
            content = body.finish()
        except TooLargeError:
            if not question.cut:
                raise
            content = body.content
        return dataclasses.replace(answer, content=content)

    async def _rules(self, visit: _Visit, target: Target) -> RobotsRules | None:
        """The rules of the target's host, asked for once a day; None where robots.txt is not to be obeyed.

        Called within the host's turn, so that two visits never ask for them at once.
        """
        if not self._options.robots:
            return None
        origin = target.origin
        if origin in self._unreachable:
            raise RobotsUnreachableError(visit.url, self._unreachable[origin])
        notes = self._state.read(origin)
        copy = notes.robots
        if copy is None or not 0 <= time.time() - copy.fetched_at < MAX_AGE_S:
            copy = RobotsCopy(await self._robots_content(visit, target), time.time())
            self._state.write(origin, dataclasses.replace(notes, robots=copy))
        known = self._rules_of.get(origin)
        if known is None or known[0] is not copy:
            known = self._rules_of[origin] = (copy, RobotsRules(copy.content, self._token))
        return known[1]

    async def _robots_content(self, visit: _Visit, target: Target) -> bytes:
        """What robots.txt of the target's host says, empty where it allows everything.

        A host that cannot be reached fails as itself; whatever else keeps robots.txt from us is read as a full
        disallow (RFC 9309, 2.3.1.4), for this run.
        """
        left = visit.deadline.left()
        try:
            answer = await self._robots_answer(visit, target)
        except (*HOST_NOT_REACHED, PolicyError):
            raise
        except FetchError as error:
            reason = f"robots.txt of {target.origin} could not be had: {error.reason}"
            # With hardly any time left it was us who hung up: another address shall ask again.
            if left >= min(self._options.timeout_s, self._options.total_s / 2):
                self._unreachable[target.origin] = reason
            raise RobotsUnreachableError(visit.url, reason) from error
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            self._note_retry_after(target.origin, answer)
            if self._manners.closed_s(target.origin):  # 429 allows everything, but not now
                raise StatusError(visit.url, _status_reason(visit, target, answer), answer.status)
        if answer.status >= 500:
            reason = f"robots.txt of {target.origin} could not be had: status {answer.status}"
            self._unreachable[target.origin] = reason
            raise RobotsUnreachableError(visit.url, reason)
        return answer.content

    async def _robots_answer(self, visit: _Visit, target: Target) -> _Answer:
        """The last answer on the way to robots.txt; an empty one where a redirect leads nowhere (2.3.1.2)."""
        hop = read_target(f"{target.origin}/robots.txt", self._options)
        headers = [
            (b"user-agent", self._options.user_agent.encode()),
            (b"accept", ACCEPT_ROBOTS.encode()),
            (b"accept-encoding", ACCEPT_ENCODING.encode()),
        ]
        for _ in range(MAX_ROBOTS_REDIRECTS + 1):
            try:
                answer = await self._ask(visit, _Question(hop, headers, MAX_ROBOTS_BYTES, cut=True))
            except PolicyError:
                if hop.origin == target.origin:
                    raise
                return _Answer(HTTPStatus.NOT_FOUND)
            except HOST_NOT_REACHED as error:
                if hop.origin == target.origin:
                    raise
                raise ProtocolError(visit.url, error.reason) from error
            if answer.location is None:
                return answer
            try:
                hop = redirect_target(hop, answer.location, self._options, visit.url)
            except (PolicyError, ProtocolError):
                break
        return _Answer(HTTPStatus.NOT_FOUND)


class Deadline:
    """The end of the time an address may take; it moves on while the address waits for its turn."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds until the end, negative after it."""
        return self._end - time.monotonic()

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """Time spent within is not counted."""
        start = time.monotonic()
        try:
            yield
        finally:
            self._end += time.monotonic() - start


@dataclass(slots=True)
class _Visit:
    """One address on its way: what was asked for, and where it is now."""

    url: str
    start: Target
    deadline: Deadline
    known: Validators | None = None
    origin: str = ""

    def asks(self, target: Target) -> bool:
        """Whether a target is asked only for what has changed since."""
        known = self.known
        return known is not None and known.url == target.url and bool(known.etag or known.last_modified)


@dataclass(frozen=True, slots=True)
class _Question:
    """One request: where, with which headers, and how much of an answer is read."""

    target: Target
    headers: list[tuple[bytes, bytes]]
    max_bytes: int
    cut: bool = False  # a longer body is cut at `max_bytes`, and no error


@dataclass(frozen=True, slots=True)
class _Answer:
    """One answer; the body only of a status that has one for us."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    content: bytes = field(default=b"", repr=False)
    location: str | None = None

    def header(self, name: str) -> str | None:
        """The last header of a name."""
        return next((value for key, value in reversed(self.headers) if key == name), None)

    @property
    def length(self) -> int | None:
        """The Content-Length, which the HTTP parser has already checked to be a number."""
        value = self.header("content-length")
        return int(value) if value and value.isdigit() and len(value) < 20 else None


def _read_headers(headers: httpx.Headers) -> tuple[tuple[str, str], ...]:
    """Names and values; validators a byte a character, so that they can be sent back as they came."""
    raw = [(name.lower(), value) for name, value in headers.raw]
    return tuple(
        (name, of_bytes.decode("latin-1") if raw_name in VALIDATORS else value)
        for (name, value), (raw_name, of_bytes) in zip(headers.multi_items(), raw, strict=True)
    )


def _is_latin(text: str) -> bool:
    return all(char <= "\xff" for char in text)


def _status_reason(visit: _Visit, target: Target, answer: _Answer) -> str:
    try:
        phrase = f" {HTTPStatus(answer.status).phrase}"
    except ValueError:
        phrase = ""
    where = "" if target.url == visit.start.url else f" at {target.url[:200]}"
    names = {name for name, _ in answer.headers}
    guard = next((f"; {guard} refused it, not the site" for name, guard in GUARDS.items() if name in names), "")
    return f"the server answered {answer.status}{phrase}{where}{guard}"


def _check_headers(headers: tuple[tuple[str, str], ...]) -> None:
    for name, value in headers:
        if not HEADER_NAME.fullmatch(name) or not HEADER_VALUE.fullmatch(value):
            raise UrlError(None, f"{name[:40]!r} is no header, or its value holds a line break or control character")
