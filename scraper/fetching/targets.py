"""Which addresses may be asked for: scheme, host and port, checked before anything is opened."""

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

#: What https://url.spec.whatwg.org/#url-parsing takes off an address: C0 and space at the ends, tab and newline within.
EDGES = "".join(map(chr, range(0x21)))
BREAKS = dict.fromkeys(map(ord, "\t\n\r"))

SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
#: `shop.example:8080/x` has a host and a port, not a scheme.
HOST_AND_PORT = re.compile(r"[^/?#:]+:\d{1,5}(?:[/?#]|$)")


@dataclass(frozen=True, slots=True)
class Target:
    """One address that may be asked for, as it goes over the wire."""

    url: str  # ASCII, without user info and fragment
    scheme: str
    host: str
    port: int

    @property
    def host_header(self) -> bytes:
        """The Host header: the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}").encode("ascii")

    @property
    def origin(self) -> str:
        """Scheme, host and port: what robots.txt and the pauses between requests belong to (RFC 9309, 2.3)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def read_target(url: str, options: FetchOptions) -> Target:
    """The address as a target.

    User info is left out, of errors too: credentials belong into a header. Raises UrlError for what is no address, and
    SchemeError, PortError or PrivateAddressError for one that is not asked for.
    """
    _check_length(url, url)
    written = url.strip(EDGES).translate(BREAKS)
    url = without_userinfo(url)
    scheme = SCHEME.match(written)
    if scheme is None or HOST_AND_PORT.match(written):
        raise UrlError(url, "the address has no scheme: http:// or https:// is missing")
    if scheme[1].lower() not in DEFAULT_PORTS:
        raise SchemeError(url, f"addresses of the scheme {scheme[1].lower()[:40]} are not asked for")
    parsed = _parse(url, written, options)
    host = parsed.raw_host.decode("ascii")
    port = DEFAULT_PORTS[parsed.scheme] if parsed.port is None else parsed.port
    if port == 0:
        raise PortError(url, "port 0 is no port that a server can listen at")
    if not 0 < port <= 65_535:
        raise UrlError(url, f"there is no port {port}")
    if not host:
        raise PrivateAddressError(url, "the address names no host, which resolvers read as this machine")
    if "%" in host:  # a resolver or a proxy may decode it, to an address that was not checked
        raise UrlError(url, "the host has characters that stand in no host")
    target = Target(str(parsed), parsed.scheme, host, port)
    _check_length(url, target.url)
    if not options.allow_private:
        _check_public(url, target, options)
    return target


def redirect_target(base: Target, location: str, options: FetchOptions, asked: str) -> Target:
    """The target a redirect from `base` names, under the same rules; errors name the address asked for.

    Raises ProtocolError for what is no address, PolicyError for one that is not asked for, https to http among them.
    """
    if len(location) > MAX_LENGTH:
        raise ProtocolError(asked, f"a redirect to an address of {len(location)} characters")
    try:
        written = location.strip(EDGES).translate(BREAKS)
        # urljoin reads an absolute address without a host, `http:///x`, as a path.
        target = read_target(written if ABSOLUTE.match(written) else urljoin(base.url, written), options)
    except UrlError as error:
        raise ProtocolError(asked, f"a redirect to no address: {error.reason}") from error
    except ValueError as error:  # of urljoin
        raise ProtocolError(asked, f"a redirect to no address: {error}") from error
    except PolicyError as error:
        raise type(error)(asked, f"a redirect: {error.reason}") from error
    if base.scheme == "https" and target.scheme == "http":
        raise SchemeError(asked, f"a redirect from https to http, to {target.host}")
    return target


def is_own_origin(start: Target, target: Target) -> bool:
    """Whether what the user trusted the first target with may go to the second: the same origin, or its safe form.

    A redirect from port 80 to port 443 of the host is the usual step to https; any other port is another server.
    """
    is_made_safe = (start.scheme, start.port, target.scheme, target.port) == ("http", 80, "https", 443)
    return start.origin == target.origin or (is_made_safe and start.host == target.host)


def _check_length(url: str, written: str) -> None:
    if len(written) > MAX_LENGTH:
        raise UrlError(url, f"the address has {len(written)} characters, more than {MAX_LENGTH}")


def _parse(url: str, written: str, options: FetchOptions) -> httpx.URL:
    try:
        split = urlsplit(written)
        if split.netloc.count("@") > 1 or "\\" in split.netloc:
            raise UrlError(url, "the address has an ambiguous host")
        host = split.hostname or ""
    except ValueError as error:
        raise UrlError(url, f"the address cannot be parsed{_detail(written, error)}") from None
    try:
        return httpx.URL(written).copy_with(userinfo=b"", fragment=None)
    except (httpx.InvalidURL, ValueError) as error:  # ValueError: UnicodeError of odd hosts, int() of odd ports
        if not options.allow_private:
            _check_host(url, host)  # an address in octal is refused for what it is
        raise UrlError(url, f"the address cannot be parsed{_detail(written, error)}") from None


def _detail(written: str, error: Exception) -> str:
    """What is wrong with an address; nothing where that may quote a password."""
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
