"""Addresses: made absolute, cleaned of what counts readers, and the form by which two of them are one article.

    absolute_url   a link of a page as a full address, or None where it leads nowhere
    clean_url      without trackers, cache-busters and fragment, otherwise as written
    normal_url     the same for every address of one copy: http or https, www or not, AMP, print, order of parameters
    url_host       the host that an address names
    same_site      whether two addresses belong to one owner's domain
    date_from_url  the day that an address carries

Nothing here raises, whatever the text; what is no address is None.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from scraper.normalize.suffixes import registrable_domain
from scraper.normalize.trackers import (
    CACHE_BUSTERS,
    HOST_PREFIXES,
    INDEX_FILES,
    NUMBERED_HOSTS,
    SOURCE_PARAMETERS,
    SOURCE_VALUES,
    TRACKER_PREFIXES,
    TRACKERS,
    VARIANT_PAIRS,
    VARIANT_PARAMETERS,
    VARIANT_SEGMENTS,
    VARIANT_VALUES,
)

# The most that browsers and servers agree on is far below; a longer one is data, not an address.
MAX_LENGTH = 8_192

_EDGES = "".join(map(chr, range(33))) + "\u00a0\u200b\ufeff"
_QUERY_OR_FRAGMENT = re.compile(r"[?#]")
_BREAKS = re.compile(r"[\t\n\r]+")
_SCHEME = re.compile(r"\A[A-Za-z][A-Za-z0-9+.\-]{0,31}(?=:)")
_PLAIN = re.compile(r"https?://[a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63}){1,8}(?:/[!$-;=?-Z_a-z~\[\]]*)?\Z")
#: A path from the root, with nothing that joining it to a base would change.
_ROOTED = re.compile(r"(?!.*(?:/\.|\?\Z))/(?!/)[!$-:=?-Z_a-z~\[\]]*\Z")
# What may not stand in an address as it is: white space, controls, and the characters that end one in running text.
_UNSAFE = re.compile('[\x00-\x20\x7f-\xa0"<>`{}|^\u2028\u2029\u3000\ufeff\ud800-\udfff]')
#: A name and password, behind the scheme; browsers and `http:` alike need no slashes.
_USERINFO = re.compile(r"\A(\s*+(?:https?:[/\\\s]*+|(?:[a-z][a-z0-9+.-]{0,40}:)?//))[^/?#]*@", re.IGNORECASE)
_HOST = re.compile(r"\A[^\x00-\x20\x7f-\xa0\"#%/<>?@\\^`{|}:\[\],;()'!$&*+=~\u3000\ud800-\udfff]{1,253}\Z")
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_DOUBLE_SLASH = re.compile(r"(?<!:)/{2,}")
_SESSION = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
_MOMENT = re.compile(r"[0-9]{9,20}(?:\.[0-9]+)?\Z|0\.[0-9]{4,}\Z")
_LISTING = re.compile(r"/page/[0-9]+/?\Z")
_AMP_CACHE = re.compile(r"/(?:[civ]|wp)/(?:s/)?(.+)\Z", re.DOTALL)
_ARCHIVED = re.compile(
    r"/(?:web/)?[0-9]{4,14}(?:\.[0-9]{2}\.[0-9]{2}-[0-9]{6})?(?:[a-z]{2}_)?/(https?:/.+)\Z", re.DOTALL
)
_POST_NUMBER = re.compile(r"/[^/]+(?<!/page)/([0-9]{3,9})\Z")
_OLD_NUMBER = re.compile(r"(?:\A|&)(?:aid|articleId)=([0-9]{1,9})(?:&|\Z)")
_AMP_FILE = re.compile(r"\.amp(?=\.html?\Z)|\.amp\Z|(?<=\.html)\.amp\Z")

_SEPARATORS = r"(?:/|-|_)"
_YEAR = r"(?P<year>(?:19[89]|20[0-9])[0-9])"
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DATES_IN_PATH = (
    # /2016/10/19/, /2016-10-19-, /2016/oct/19/, /2011-11/04/, /2012/0112/
    re.compile(
        rf"(?<![0-9]){_YEAR}{_SEPARATORS}?(?P<month>0[1-9]|1[0-2]){_SEPARATORS}?(?P<day>0[1-9]|[12][0-9]|3[01])(?![0-9])"
    ),
    re.compile(rf"/{_YEAR}/(?P<month>[1-9]|1[0-2])/(?P<day>[1-9]|[12][0-9]|3[01])(?=/|\Z)"),
    re.compile(
        rf"/{_YEAR}[/-](?P<name>{'|'.join(_MONTH_NAMES)})[a-z]*[/-](?P<day>[0-3]?[0-9])(?![0-9])", re.IGNORECASE
    ),
    re.compile(rf"/{_YEAR}/(?P<month>0[1-9]|1[0-2])(?=/)"),
)


class _Parts(NamedTuple):
    """An address of the web in its pieces; the host is lower-case and checked."""

    scheme: str
    userinfo: str
    host: str
    port: str
    path: str
    query: str
    fragment: str

    def text(self) -> str:
        authority = f"{self.userinfo}@{self.host}" if self.userinfo else self.host
        authority = f"{authority}:{self.port}" if self.port else authority
        query = f"?{self.query}" if self.query else ""
        fragment = f"#{self.fragment}" if self.fragment else ""
        return f"{self.scheme}://{authority}{self.path}{query}{fragment}"


def without_userinfo(url: str) -> str:
    """The address as it is written, but for a name and password in it: they are never sent, so never kept or shown."""
    return _USERINFO.sub(r"\1", url)


def absolute_url(href: str | None, base: str | None) -> str | None:
    """The full address that a link leads to; None for one that leads nowhere or only within the page.

    http, https, mailto and tel addresses only. White space and quotation marks come percent-encoded, all else as
    written.
    """
    if not href:
        return None
    href = href.strip(_EDGES)
    if _PLAIN.match(href):
        return href if href.count("/") > 2 else f"{href}/"
    if not href or href.startswith("#") or len(href) > MAX_LENGTH:
        return None
    href = _BREAKS.sub("", href)
    scheme = _SCHEME.match(href)
    if scheme and scheme[0].lower() in ("mailto", "tel"):
        rest = href[scheme.end() + 1 :].strip()
        return f"{scheme[0].lower()}:{_UNSAFE.sub(_encode, rest)}" if rest.strip("/?") else None
    if scheme and scheme[0].lower() not in ("http", "https"):
        # "example.org:8080/x" and "note:1" are no relative addresses for a browser either.
        return None
    if "\\" in href:
        path = _QUERY_OR_FRAGMENT.split(href, maxsplit=1)[0]
        href = path.replace("\\", "/") + href[len(path) :]
    if scheme:
        return _absolute(href)
    if not base:
        return None
    if _ROOTED.match(href) and (front := _front(base)) is not None and len(front) + len(href) <= MAX_LENGTH:
        return front + href
    try:
        return _absolute(urljoin(base.strip(_EDGES), href))
    except ValueError:
        return None


def clean_url(url: str) -> str:
    """The address without trackers, cache-busters, session marks and fragment; otherwise as written."""
    parts = _split(url)
    if parts is None:
        return url
    path = _SESSION.sub("", parts.path) if ";" in parts.path else parts.path
    query = parts.query
    if query:
        pairs = query.split("&")
        kept = [pair for pair in pairs if not _is_noise(pair, path)]
        query = query if len(kept) == len(pairs) else "&".join(kept)
    if (path, query) == (parts.path, parts.query) and "#" not in url:
        return url
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""  # an address within an application
    scheme_and_host = url[: url.index("//") + 2] + re.split(r"[/?#]", url[url.index("//") + 2 :], maxsplit=1)[0]
    return scheme_and_host + path + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


def normal_url(url: str | None) -> str | None:
    """The form by which two addresses are the same article.

    One scheme, no `www.` or `m.`, no archive around it, no port that goes without saying, no credentials, no trackers,
    parameters in order, one percent-encoding, no closing slash, and the print and AMP variants as the page itself.
    Letter case of the path and every other parameter stay, because they may tell two articles apart.
    """
    if not url or (parts := _split(url)) is None:
        return None
    parts = _outside_amp_cache(_outside_archive(parts))
    host = _ascii_host(_without_prefix(parts.host))
    port = "" if parts.port in ("80", "443") else parts.port
    path = _normal_path(parts.path)
    query = "&".join(sorted(_normal_pairs(parts.query, path), key=lambda pair: pair.partition("=")[0]))
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    if host in NUMBERED_HOSTS and (number := _POST_NUMBER.search(path) or _OLD_NUMBER.search(query)):
        path, query = "/", f"p={number[1]}"
    return _Parts("https", "", host, port, path, query, _percent(fragment)).text()


def url_host(url: str | None) -> str | None:
    """The host that an address names, in lower case and without `www.`."""
    parts = _split(url) if url else None
    return None if parts is None else parts.host.removeprefix("www.")


def same_site(a: str | None, b: str | None) -> bool:
    """Whether two addresses lie under one registrable domain."""
    host_a, host_b = url_host(a), url_host(b)
    if host_a is None or host_b is None:
        return False
    if host_a == host_b or host_a.split(".")[-2:] != host_b.split(".")[-2:]:
        return host_a == host_b
    return registrable_domain(host_a) == registrable_domain(host_b)


def date_from_url(url: str | None) -> str | None:
    """The day, or the month, that an address carries: `/2016/10/19/`, `/2016/oct/19/`, `code=ENG20060827`."""
    parts = _split(url) if url else None
    if parts is None:
        return None
    text = f"{parts.path}?{parts.query}" if parts.query else parts.path
    for pattern in _DATES_IN_PATH:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            month = _MONTH_NAMES.index(groups["name"].lower()) + 1 if "name" in groups else int(groups["month"])
            if "day" not in groups:
                return f"{groups['year']}-{month:02d}"
            try:
                return date(int(groups["year"]), month, int(groups["day"])).isoformat()
            except ValueError:
                continue  # 30 February: some other number
    return None


def _split(url: str) -> _Parts | None:
    if len(url) > MAX_LENGTH:
        return None
    try:
        split = urlsplit(url.strip(_EDGES))
    except ValueError:
        return None
    scheme = split.scheme.lower()
    if scheme not in ("http", "https"):
        return None
    userinfo, _, authority = split.netloc.rpartition("@")
    if authority.startswith("["):
        host, bracket, port = authority.partition("]")
        host, port = host.lower() + bracket, port.removeprefix(":")
    else:
        host, _, port = authority.partition(":")
        host = host.lower().rstrip(".").replace("\u3002", ".")
        if not _HOST.match(host) or ".." in host or host.startswith("."):
            return None
        if host in ("http", "https"):  # http://http://…: a slip of whoever wrote the link
            return None
    if port and not (port.isascii() and port.isdigit() and int(port) < 65_536):
        return None
    return _Parts(scheme, userinfo, host, port.lstrip("0"), split.path, split.query, split.fragment)


@lru_cache(maxsize=64)  # all links of a page have one base
def _front(base: str) -> str | None:
    """The part of an address before its path; None for what is no address."""
    try:
        front = _absolute(urljoin(base.strip(_EDGES), "/"))
    except ValueError:
        return None
    return front.removesuffix("/") if front else None


def _absolute(url: str) -> str | None:
    parts = _split(url)
    if parts is None:
        return None
    text = parts._replace(path=parts.path or "/").text()
    return _UNSAFE.sub(_encode, text)


def _encode(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace"))


def _is_noise(pair: str, path: str) -> bool:
    """Whether a parameter says nothing about which article it is."""
    name, _, value = pair.partition("=")
    name = name.lower().removeprefix("amp;").removeprefix("amp%3b")
    if not name:
        return not value
    if name in TRACKERS or name.startswith(TRACKER_PREFIXES):
        return True
    if name in SOURCE_PARAMETERS:
        return value.lower() in SOURCE_VALUES or value.lower().startswith("rss")
    if name in CACHE_BUSTERS:
        return _MOMENT.match(value) is not None
    # Listings decorated with random words: /page/156?p=fqmdztpd; a post's id is a number.
    return name == "p" and value.isalpha() and _LISTING.search(path) is not None


def _normal_pairs(query: str, path: str) -> list[str]:
    if not query:
        return []
    pairs = []
    for pair in query.split("&"):
        if _is_noise(pair, path):
            continue
        name, equals, value = pair.partition("=")
        lower = name.lower(), value.lower()
        if (lower[0] in VARIANT_PARAMETERS and lower[1] in VARIANT_VALUES) or lower in VARIANT_PAIRS:
            continue
        pairs.append(_percent(name) + equals + _percent(value.replace("+", "%20")))
    return pairs


def _normal_path(path: str) -> str:
    path = _percent(_SESSION.sub("", path))
    path = _DOUBLE_SLASH.sub("/", path)
    if "/." in path:
        path = urljoin("http://host/", path).removeprefix("http://host")
    path = _AMP_FILE.sub("", path)
    segments = path.strip("/").split("/")
    if len(segments) > 1 and segments[-1].lower() in INDEX_FILES:
        segments.pop()
    elif segments[-1].lower() in INDEX_FILES:
        segments = []
    if len(segments) > 1 and segments[-1].lower() in VARIANT_SEGMENTS:
        segments.pop()
    if len(segments) > 1 and segments[0].lower() in VARIANT_SEGMENTS:
        segments = segments[1:]
    return "/" + "/".join(segments)


def _without_prefix(host: str) -> str:
    for prefix in HOST_PREFIXES:
        if host.startswith(prefix) and host.count(".") >= 2:
            host = host[len(prefix) :]
    return host


def _outside_archive(parts: _Parts) -> _Parts:
    """The page that an archive shows: web.archive.org/web/TIMESTAMP/ADDRESS, archive.ph/TIMESTAMP/ADDRESS."""
    if not parts.host.startswith(("web.archive.", "archive.")):
        return parts
    match = _ARCHIVED.match(parts.path)
    page = _split(match[1] + (f"?{parts.query}" if parts.query else "")) if match else None
    return page or parts


def _outside_amp_cache(parts: _Parts) -> _Parts:
    """The page that a cache of AMP pages shows: google.com/amp/s/HOST/PATH, X.cdn.ampproject.org/c/s/HOST/PATH."""
    inner = None
    if parts.host.endswith(".cdn.ampproject.org") and (match := _AMP_CACHE.match(parts.path)):
        inner = match[1]
    elif parts.host.startswith("www.google.") and parts.path.startswith("/amp/"):
        inner = parts.path.removeprefix("/amp/").removeprefix("s/")
    if inner and "." in inner.partition("/")[0]:
        page = _split("https://" + inner + (f"?{parts.query}" if parts.query else ""))
        return page or parts
    return parts


def _ascii_host(host: str) -> str:
    if host.isascii():
        return host
    import idna  # its tables cost milliseconds, and few hosts need them

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return host


def _percent(text: str) -> str:
    """One spelling of percent-encoding: nothing encoded that need not be, the rest in capitals and UTF-8."""
    if "%" in text:
        text = _PERCENT.sub(_decode_unreserved, text)
    if not text.isascii() or _UNSAFE.search(text):
        text = "".join(
            char if char.isascii() and not _UNSAFE.match(char) else "".join(f"%{b:02X}" for b in _utf8(char))
            for char in text
        )
    return text


def _utf8(char: str) -> bytes:
    return char.encode("utf-8", "replace")


def _decode_unreserved(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()
