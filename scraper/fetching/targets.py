"""Which URLs may be fetched: scheme, host and port, checked before any connection is opened."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx

from scraper.errors import PolicyError, PortError, PrivateAddressError, ProtocolError, SchemeError, UrlError
from scraper.fetching.addresses import is_allowed, is_local_name, literal_address
from scraper.normalize.urls import MAX_LENGTH, without_userinfo
from scraper.options import FetchOptions

DEFAULT_PORTS = {"http": 80, "https": 443}

#: Characters that https://url.spec.whatwg.org/#url-parsing strips: C0 and space at the ends, tab and newline within.
EDGES = "".join(map(chr, range(0x21)))
BREAKS = dict.fromkeys(map(ord, "\t\n\r"))

SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
#: `shop.example:8080/x` has a host and a port, not a scheme.
HOST_AND_PORT = re.compile(r"[^/?#:]+:\d{1,5}(?:[/?#]|$)")


@dataclass(frozen=True, slots=True)
class Target:
    """One URL that may be fetched, in the form in which it is sent."""

    url: str  # ASCII, without user info or fragment
    scheme: str
    host: str
    port: int

    @property
    def host_header(self) -> bytes:
        """The Host header; with the port only if it is not the scheme's default."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}").encode("ascii")

    @property
    def origin(self) -> str:
        """Scheme, host and port, to which robots.txt and the pauses between requests belong (RFC 9309, 2.3)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def read_target(url: str, options: FetchOptions) -> Target:
    """The URL as a target.

    User info is removed, from errors too: credentials belong in a header. Raises UrlError for what is not a URL, and
    SchemeError, PortError or PrivateAddressError for one that we refuse.
    """
    _check_length(url, url)
    written = url.strip(EDGES).translate(BREAKS)
    url = without_userinfo(url)
    scheme = SCHEME.match(written)
    if scheme is None or HOST_AND_PORT.match(written):
        raise UrlError(url, "the URL has no scheme: http:// or https:// is missing")
    if scheme[1].lower() not in DEFAULT_PORTS:
        raise SchemeError(url, f"URLs with the scheme {scheme[1].lower()[:40]} are not fetched")
    parsed = _parse(url, written, options)
    host = parsed.raw_host.decode("ascii")
    port = DEFAULT_PORTS[parsed.scheme] if parsed.port is None else parsed.port
    if port == 0:
        raise PortError(url, "no server can listen on port 0")
    if not 0 < port <= 65_535:
        raise UrlError(url, f"there is no port {port}")
    if not host:
        raise PrivateAddressError(url, "the URL names no host, which resolvers read as this machine")
    if "%" in host:  # a resolver or proxy may decode it, to a host that was not checked
        raise UrlError(url, "the host has characters that no host may have")
    target = Target(str(parsed), parsed.scheme, host, port)
    _check_length(url, target.url)
    if not options.allow_private:
        _check_public(url, target, options)
    return target


def redirect_target(base: Target, location: str, options: FetchOptions, asked: str) -> Target:
    """The target of a redirect from `base`, under the same rules; errors name the requested URL.

    Raises ProtocolError for what is not a URL, PolicyError for one that we refuse, https to http among them.
    """
    if len(location) > MAX_LENGTH:
        raise ProtocolError(asked, f"a redirect to a URL of {len(location)} characters")
    try:
        written = location.strip(EDGES).translate(BREAKS)
        # urljoin takes an absolute URL without a host, `http:///x`, for a path.
        target = read_target(written if ABSOLUTE.match(written) else urljoin(base.url, written), options)
    except UrlError as error:
        raise ProtocolError(asked, f"a redirect to an invalid URL: {error.reason}") from error
    except ValueError as error:  # from urljoin
        raise ProtocolError(asked, f"a redirect to an invalid URL: {error}") from error
    except PolicyError as error:
        raise type(error)(asked, f"a redirect: {error.reason}") from error
    if base.scheme == "https" and target.scheme == "http":
        raise SchemeError(asked, f"a redirect from https to http, to {target.host}")
    return target


def is_own_origin(start: Target, target: Target) -> bool:
    """Whether credentials for the first target may be sent to the second: the same origin, or its secure form.

    A redirect from port 80 to port 443 of the host is the usual upgrade to https; any other port is another server.
    """
    is_made_safe = (start.scheme, start.port, target.scheme, target.port) == ("http", 80, "https", 443)
    return start.origin == target.origin or (is_made_safe and start.host == target.host)


def _check_length(url: str, written: str) -> None:
    if len(written) > MAX_LENGTH:
        raise UrlError(url, f"the URL has {len(written)} characters, more than {MAX_LENGTH}")


def _parse(url: str, written: str, options: FetchOptions) -> httpx.URL:
    try:
        split = urlsplit(written)
        if split.netloc.count("@") > 1 or "\\" in split.netloc:
            raise UrlError(url, "the URL has an ambiguous host")
        host = split.hostname or ""
    except ValueError as error:
        raise UrlError(url, f"the address cannot be parsed{_detail(written, error)}") from None
    try:
        return httpx.URL(written).copy_with(userinfo=b"", fragment=None)
    except (httpx.InvalidURL, ValueError) as error:  # ValueError: UnicodeError from odd hosts, int() of odd ports
        if not options.allow_private:
            _check_host(url, host)  # an octal address gets the error for what it is
        raise UrlError(url, f"the address cannot be parsed{_detail(written, error)}") from None


def _detail(written: str, error: Exception) -> str:
    """What is wrong with a URL; empty if that might quote a password."""
    return "" if "@" in written else f": {error}"


def _check_public(url: str, target: Target, options: FetchOptions) -> None:
    _check_host(url, target.host)
    if target.port not in options.ports:
        raise PortError(url, f"port {target.port} is not one of {', '.join(map(str, options.ports))}")


def _check_host(url: str, host: str) -> None:
    literal = literal_address(host)
    refused = is_local_name(host) if literal is None else not is_allowed(literal)
    if refused:
        raise PrivateAddressError(url, f"{host} is not a public address")
