"""httpx's transport: HTTP/1.1 over checked connections, with every foreign error turned into one of ours.

One request in, one response out: no redirects, no cookies, nothing from the environment.
"""

from __future__ import annotations

import contextlib
import functools
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import httpcore
import httpx

from scraper.errors import (
    ConnectError,
    DeadlineError,
    FetchError,
    ProtocolError,
    ResetError,
    ResourcesError,
    ScraperError,
    TlsError,
    TruncatedError,
    UrlError,
    is_shortage,
)
from scraper.fetching.backend import GuardedBackend, Resolve, resolve
from scraper.fetching.connections import KEEPALIVE_S, Connections
from scraper.options import FetchOptions

#: The request extension that carries the URL the user asked for, which errors name.
ASKED = "asked"

#: Messages of h11 and httpcore for errors that have no type of their own.
CUT_BODY = "peer closed connection without sending complete message body"
NO_ANSWER = "Server disconnected without sending a response"


#: Gives a response's connection back, to be kept or closed.
GiveBack = Callable[[], Awaitable[None]]


class GuardedTransport(httpx.AsyncBaseTransport):
    """Sends requests over connections to checked addresses, or over a proxy."""

    def __init__(
        self, options: FetchOptions, *, resolve: Resolve = resolve, ssl_context: ssl.SSLContext | None = None
    ) -> None:
        self._ssl_context = ssl_context
        self._proxy = _read_proxy(options.proxy)
        # The user chose the proxy, which may well be on this machine; it connects where we cannot check.
        allow_private = options.allow_private or self._proxy is not None
        self._backend = GuardedBackend(allow_private=allow_private, resolve=resolve)
        self._factories: dict[bytes, httpcore.AsyncConnectionPool] = {}
        self._connections = Connections(self._new_connection)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The response's status and headers; reading `stream` reads its body and returns the connection."""
        url = str(request.extensions.get(ASKED, request.url))
        host = request.url.raw_host.decode("ascii")
        with _own_errors(url, host):
            answer, give_back = await self._send(request)
        stream = _Body(answer, url, host, give_back)
        return httpx.Response(answer.status, headers=answer.headers, stream=stream, extensions=answer.extensions)

    async def aclose(self) -> None:
        """Closes every connection."""
        await self._connections.aclose()

    async def _send(self, request: httpx.Request) -> tuple[httpcore.Response, GiveBack]:
        """Sends the request, again on a new connection if a kept one was closed, as RFC 9112 (9.3.1) lets a GET do.

        The server may close an idle connection just as it is reused, which says nothing about the page.
        """
        outgoing = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=b"",
            extensions=request.extensions,
        )
        kept = await self._connections.take_idle(outgoing.url.origin)
        if kept is not None:
            try:
                return await self._send_over(kept, outgoing)
            except (httpcore.NetworkError, httpcore.RemoteProtocolError) as error:
                hung_up = isinstance(error, httpcore.NetworkError) or str(error).startswith(NO_ANSWER)
                if not hung_up:
                    raise
        return await self._send_over(self._connections.create(outgoing.url.origin), outgoing)

    async def _send_over(
        self, connection: httpcore.AsyncConnectionInterface, outgoing: httpcore.Request
    ) -> tuple[httpcore.Response, GiveBack]:
        give_back = functools.partial(self._connections.give_back, outgoing.url.origin, connection)
        try:
            return await connection.handle_async_request(outgoing), give_back
        except BaseException:
            await give_back()
            raise

    def _new_connection(self, origin: httpcore.Origin) -> httpcore.AsyncConnectionInterface:
        """A connection by httpcore; certificates are loaded on the first https URL."""
        if origin.scheme not in self._factories:
            context = None
            if origin.scheme == b"https":
                context = self._ssl_context or httpx.create_ssl_context(trust_env=False)
            self._factories[origin.scheme] = self._new_factory(context)
        return self._factories[origin.scheme].create_connection(origin)

    def _new_factory(self, context: ssl.SSLContext | None) -> httpcore.AsyncConnectionPool:
        if self._proxy is None:
            return httpcore.AsyncConnectionPool(
                ssl_context=context, keepalive_expiry=KEEPALIVE_S, network_backend=self._backend
            )
        return httpcore.AsyncHTTPProxy(
            proxy_url=str(self._proxy.url),
            proxy_auth=self._proxy.raw_auth,
            ssl_context=context,
            keepalive_expiry=KEEPALIVE_S,
            network_backend=self._backend,
        )


class _Body(httpx.AsyncByteStream):
    """The raw bytes of a body, with our errors."""

    def __init__(self, answer: httpcore.Response, url: str, host: str, give_back: GiveBack) -> None:
        self._answer = answer
        self._url = url
        self._host = host
        self._give_back = give_back

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _own_errors(self._url, self._host):
            async for piece in self._answer.aiter_stream():
                yield piece

    async def aclose(self) -> None:
        try:
            await self._answer.aclose()
        finally:
            await self._give_back()


def _read_proxy(url: str | None) -> httpx.Proxy | None:
    """The http or https proxy; UrlError for any other, in a message that must not show its password."""
    if url is None:
        return None
    try:
        proxy = httpx.Proxy(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise UrlError(None, "the proxy is not a URL") from error
    if proxy.url.scheme not in ("http", "https") or not proxy.url.raw_host:
        raise UrlError(None, "the proxy must be http:// or https://")
    if proxy.url.port is not None and not 1 <= proxy.url.port <= 65_535:
        raise UrlError(None, f"the proxy has no port {proxy.url.port}")
    return proxy


@contextlib.contextmanager
def _own_errors(url: str, host: str) -> Iterator[None]:
    """Turns errors of httpcore, ssl and the system into ours, which name the URL.

    A shortage of descriptors or threads on this machine is not the host's failure.
    """
    try:
        with _fetch_errors(url, host):
            yield
    except FetchError as error:
        if is_shortage(error):
            raise ResourcesError(url, f"no descriptor or memory is left for a connection to {host}") from error
        raise


@contextlib.contextmanager
def _fetch_errors(url: str, host: str) -> Iterator[None]:
    try:
        yield
    except FetchError as error:  # from the backend, which does not know the URL
        raise type(error)(url, error.reason) from error
    except (httpcore.ConnectTimeout, httpcore.PoolTimeout) as error:
        raise DeadlineError(url, f"no connection to {host} in time") from error
    except httpcore.TimeoutException as error:
        raise DeadlineError(url, f"{host} fell silent") from error
    except (httpcore.ConnectError, httpcore.ProxyError) as error:
        raise _connect_error(url, host, error) from error
    except httpcore.NetworkError as error:
        raise ResetError(url, f"the connection to {host} broke{_detail(error)}") from error
    except httpcore.ProtocolError as error:
        raise _protocol_error(url, host, str(error)) from error
    except ssl.SSLError as error:
        raise TlsError(url, f"TLS with {host} failed{_detail(error)}") from error
    except OSError as error:
        raise ResetError(url, f"the connection to {host} broke{_detail(error)}") from error


def _connect_error(url: str, host: str, error: Exception) -> ScraperError:
    original = error.args[0] if error.args else None  # httpcore wraps it
    if isinstance(original, ssl.SSLError):
        return TlsError(url, f"TLS with {host} failed{_detail(original)}")
    return ConnectError(url, f"no connection to {host}{_detail(error)}")


def _protocol_error(url: str, host: str, message: str) -> ScraperError:
    if message.startswith(CUT_BODY):
        return TruncatedError(url, "the body is incomplete")
    if message.startswith(NO_ANSWER):
        return ResetError(url, f"{host} closed the connection without an answer")
    return ProtocolError(url, f"the answer of {host} is not HTTP: {message[:200]}")


def _detail(error: BaseException) -> str:
    text = str(error)
    return f": {text[:200]}" if text else ""
