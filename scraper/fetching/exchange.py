"""One request and its response, within what is left of the URL's time."""

from __future__ import annotations

import asyncio
import dataclasses
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus

import httpx

from scraper.errors import DeadlineError, TooLargeError
from scraper.fetching.encodings import BoundedBody, read_encodings
from scraper.fetching.headers import Headers, read_headers
from scraper.fetching.recording import Recorder
from scraper.fetching.targets import Target
from scraper.fetching.transport import ASKED
from scraper.fetching.visit import Visit
from scraper.options import FetchOptions
from scraper.records import Exchanged, KeptAt

REDIRECTS = frozenset({300, 301, 302, 303, 307, 308})

#: Response headers by which a bot guard in front of a site shows that it refused, not the site.
GUARDS = {
    "cf-mitigated": "Cloudflare",
    "x-amzn-waf-action": "AWS WAF",
    "x-datadome": "DataDome",
    "x-sucuri-block": "Sucuri",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One request: where to, with which headers, and how much of the response is read."""

    target: Target
    headers: Headers
    max_bytes: int
    cut: bool = False  # cut a longer body at `max_bytes` instead of failing
    is_page: bool = False  # not robots.txt: its response is recorded, if responses are


@dataclass(frozen=True, slots=True)
class Answer:
    """One response; it has a body only for a status whose body we use."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    content: bytes = field(default=b"", repr=False)
    location: str | None = None
    kept: KeptAt | None = None

    def header(self, name: str) -> str | None:
        """The last header of that name."""
        return next((value for key, value in reversed(self.headers) if key == name), None)

    @property
    def length(self) -> int | None:
        """The Content-Length; the HTTP parser has already checked that it is a number."""
        value = self.header("content-length")
        if value is None or not (value.isascii() and value.isdigit()):
            return None
        return int(value.lstrip("0")[:20] or 0)  # none of our limits has more digits

    def reason(self, where: str = "") -> str:
        """The status and who refused, for people."""
        try:
            phrase = f" {HTTPStatus(self.status).phrase}"
        except ValueError:
            phrase = ""
        names = {name for name, _ in self.headers}
        guard = next((f"; {guard} refused it, not the site" for name, guard in GUARDS.items() if name in names), "")
        return f"the server answered {self.status}{phrase}{where}{guard}"


class Exchange:
    """Sends requests and reads their responses, no more at once than the options allow."""

    def __init__(
        self, options: FetchOptions, transport: httpx.AsyncBaseTransport, recorder: Recorder | None = None
    ) -> None:
        self._options = options
        self._transport = transport
        self._recorder = recorder

    async def ask(self, visit: Visit, question: Question) -> Answer:
        """Sends a request and reads its response. Raises FetchError."""
        timeouts = {
            "connect": self._options.connect_timeout_s,
            "read": self._options.timeout_s,
            "write": self._options.timeout_s,
        }
        request = httpx.Request(
            "GET",
            question.target.url,
            # httpx would write the Host header itself, and reject names that IDNA 2008 forbids but DNS knows.
            headers=[(b"host", question.target.host_header), *question.headers],
            extensions={"timeout": timeouts, ASKED: visit.url},
        )
        at = datetime.now(UTC)
        try:
            async with asyncio.timeout(visit.deadline.left()):
                response = await self._transport.handle_async_request(request)
                try:
                    answer, payload = await self._read(visit, question, response)
                finally:
                    await response.aclose()
        except TimeoutError as error:
            raise DeadlineError(visit.url, f"no whole answer within {self._options.total_s:g} s") from error
        if self._recorder is None or not question.is_page:
            return answer
        return dataclasses.replace(answer, kept=self._recorder.keep(_exchanged(request, response, at, payload)))

    async def _read(self, visit: Visit, question: Question, response: httpx.Response) -> tuple[Answer, bytes | None]:
        """Reads status and headers, and the body only for a status whose body we use: any other is closed unread.

        Also gives the body as received, if it is to be recorded; None if it was not read.
        """
        locations = response.headers.get_list("location") if response.status_code in REDIRECTS else []
        headers = read_headers(response.headers)
        answer = Answer(response.status_code, headers, location=locations[0] if locations else None)
        if not 200 <= answer.status < 300 or answer.status == HTTPStatus.PARTIAL_CONTENT:
            return answer, None
        encodings = read_encodings(
            response.headers.get_list("content-encoding"), self._options.max_encodings, visit.url
        )
        body = BoundedBody(encodings, question.max_bytes, visit.url)
        received = bytearray() if self._recorder is not None and question.is_page else None
        try:
            if not question.cut and (answer.length or 0) > question.max_bytes:
                raise TooLargeError(visit.url, f"the body has {answer.length} bytes, more than {question.max_bytes}")
            assert isinstance(response.stream, httpx.AsyncByteStream)
            async for piece in response.stream:
                body.feed(piece)
                if received is not None:
                    received += piece
            content = body.finish()
        except TooLargeError:
            if not question.cut:
                raise
            content = body.content
        return dataclasses.replace(answer, content=content), None if received is None else bytes(received)


def _exchanged(request: httpx.Request, response: httpx.Response, at: datetime, payload: bytes | None) -> Exchanged:
    return Exchanged(
        url=str(request.url),
        at=at,
        request=list(request.headers.raw),
        status=response.status_code,
        reason=response.extensions.get("reason_phrase", b""),
        version=response.extensions.get("http_version", b"HTTP/1.1"),
        headers=list(response.headers.raw),
        payload=payload or b"",
        is_whole=payload is not None or response.status_code == HTTPStatus.NOT_MODIFIED,
    )
