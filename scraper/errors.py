"""Every way a page can fail, as one tree.

ScraperError                      url, reason, code, exit_status, retryable
├── UrlError                      url.invalid                                            exit 2
├── FetchError
│   ├── NetworkError              exit 4
│   │   ├── DnsError              fetch.dns            retryable
│   │   ├── ConnectError          fetch.connect        retryable
│   │   ├── ResetError            fetch.reset          retryable
│   │   ├── TlsError              fetch.tls
│   │   ├── DeadlineError         fetch.timeout        retryable
│   │   ├── TruncatedError        fetch.truncated      retryable
│   │   └── ProtocolError         fetch.protocol       retryable
│   ├── StatusError               fetch.status         retryable where the status is transient; exit 5
│   ├── NotBeforeError            fetch.not_before     the server asked for a long pause; exit 5
│   ├── PolicyError               exit 6
│   │   ├── RobotsError           fetch.robots
│   │   ├── RobotsUnreachableError  fetch.robots_unreachable  retryable
│   │   ├── PrivateAddressError   fetch.private
│   │   ├── PortError             fetch.port
│   │   └── SchemeError           fetch.scheme
│   └── LimitError                exit 7
│       ├── TooLargeError         fetch.too_large
│       ├── EncodingError         fetch.encoding
│       ├── RedirectsError        fetch.redirects
│       └── RenderError           render.failed        the browser crashed, hung or grew too large on the page
├── BrowserError                  render.browser       Playwright or a browser is missing, or does not start; exit 2
│   └── SandboxError              render.sandbox
├── ResourcesError                system.resources     retryable; no descriptor, process or memory is left; exit 7
├── ParseError                    parse.limit          exit 7
├── ParseCrashError               parse.crash          exit 7
├── RecordError                   record.invalid       exit 8
├── ArchiveError                  archive.damaged      a record of an archive, or a piece of it, is no page; exit 8
├── ArchiveAccessError            archive.access       retryable; an archive cannot be opened or read on; exit 4
├── ClusterError                  cluster.unusable     no cluster there, or it does not let us join; exit 2
├── ListError                     list.invalid         exit 2
├── FeedError                     feed.invalid         no feed, sitemap or page that leads to one; exit 8
├── FeedLimitError                feed.limit           exit 7
├── NoArticleError                extract.no_article   what the page is instead has its own code; exit 8
│   ├── NotHtmlError              extract.not_html
│   ├── EmptyError                extract.empty
│   ├── ChallengeError            extract.challenge
│   ├── ConsentWallError          extract.consent_wall
│   ├── LoginError                extract.login
│   ├── SoftNotFoundError         extract.soft_404
│   └── NotArticleError           extract.not_article
├── ProfileError                  profile.invalid      exit 2
├── BugError                      bug                  a bug in the program, met on one record; exit 1
├── WriteError                    write.failed         exit 3
├── StoreError                    store.failed         exit 3
└── LockedError                   store.locked         another run holds the store; exit 75
"""

from __future__ import annotations

import errno
from typing import Any, ClassVar

MAX_REASON = 1_000  # characters: a reason may quote what a server says

TRANSIENT_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})


class ScraperError(Exception):
    """A page that could not be made into a record: its URL, a stable code and the reason."""

    code: ClassVar[str] = "error"
    exit_status: ClassVar[int] = 1
    retryable: bool = False

    def __init__(self, url: str | None, reason: str) -> None:
        if len(reason) > MAX_REASON:
            reason = reason[: MAX_REASON - 1] + "…"
        super().__init__(url, reason)
        self.url = url
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.code}: {self.reason}{f' ({self.url})' if self.url else ''}"

    def to_dict(self) -> dict[str, Any]:
        """The failure as plain JSON values: url, code, reason, status, retryable."""
        return {
            "url": self.url,
            "code": self.code,
            "reason": self.reason,
            "status": getattr(self, "status", None),
            "retryable": self.retryable,
        }


class UrlError(ScraperError):
    """The URL is invalid: no scheme, no host, or it cannot be parsed."""

    code = "url.invalid"
    exit_status = 2


class FetchError(ScraperError):
    """The page could not be fetched."""

    exit_status = 4
    kept: object = None  # a KeptAt of the response, where responses are kept


class NetworkError(FetchError):
    """The network or the server failed before the response was complete."""


class DnsError(NetworkError):
    """The host's name does not resolve."""

    code = "fetch.dns"
    retryable = True


class ConnectError(NetworkError):
    """No connection to the host."""

    code = "fetch.connect"
    retryable = True


class ResetError(NetworkError):
    """The connection broke while it was in use."""

    code = "fetch.reset"
    retryable = True


class TlsError(NetworkError):
    """The server's certificate could not be verified, or the TLS handshake failed."""

    code = "fetch.tls"


class DeadlineError(NetworkError):
    """A timeout passed: connecting, a silence, or the whole URL."""

    code = "fetch.timeout"
    retryable = True


class TruncatedError(NetworkError):
    """The body is incomplete."""

    code = "fetch.truncated"
    retryable = True


class ProtocolError(NetworkError):
    """The response is not valid HTTP."""

    code = "fetch.protocol"
    retryable = True


class StatusError(FetchError):
    """The server answered with a status of 400 or above."""

    code = "fetch.status"
    exit_status = 5

    def __init__(self, url: str | None, reason: str, status: int = 0) -> None:
        super().__init__(url, reason)
        self.args = (url, self.reason, status)
        self.status = status
        self.retryable = status in TRANSIENT_STATUSES


class NotBeforeError(FetchError):
    """The server asked for a pause longer than a run waits; it ends at `not_before`, in POSIX seconds.

    `origin` is the scheme, host and port that asked for the pause: the URL's own, or a redirect's.
    """

    code = "fetch.not_before"
    exit_status = 5

    def __init__(self, url: str | None, reason: str, not_before: float = 0.0, origin: str = "") -> None:
        super().__init__(url, reason)
        self.args = (url, self.reason, not_before, origin)
        self.not_before = not_before
        self.origin = origin


class PolicyError(FetchError):
    """We may not, or will not, fetch this URL."""

    exit_status = 6


class RobotsError(PolicyError):
    """The host's robots.txt disallows the URL."""

    code = "fetch.robots"


class RobotsUnreachableError(PolicyError):
    """An origin's robots.txt is unavailable, which RFC 9309 treats as a full disallow until it is back."""

    code = "fetch.robots_unreachable"
    retryable = True

    def __init__(self, url: str | None, reason: str, origin: str = "") -> None:
        super().__init__(url, reason)
        self.args = (url, self.reason, origin)
        self.origin = origin


class PrivateAddressError(PolicyError):
    """The host resolves to a private, loopback, link-local or otherwise special address."""

    code = "fetch.private"


class PortError(PolicyError):
    """The URL names a port other than 80, 443, 8080 and 8443."""

    code = "fetch.port"


class SchemeError(PolicyError):
    """The URL, or a redirect, has a scheme other than http and https."""

    code = "fetch.scheme"


class LimitError(FetchError):
    """The response exceeds a limit."""

    exit_status = 7


class TooLargeError(LimitError):
    """The body is larger than `max_bytes`, on the wire or after decompression."""

    code = "fetch.too_large"


class EncodingError(LimitError):
    """A content encoding that was not requested, or more than two stacked ones."""

    code = "fetch.encoding"


class RedirectsError(LimitError):
    """More redirects than allowed, or a redirect loop."""

    code = "fetch.redirects"


class RenderError(LimitError):
    """The browser crashed on the page, hung, or took too much memory."""

    code = "render.failed"


class BrowserError(ScraperError):
    """Pages cannot be rendered: Playwright or a browser is missing, or does not start."""

    code = "render.browser"
    exit_status = 2


class SandboxError(BrowserError):
    """The browser would run without its sandbox, which was not asked for; or the other way round."""

    code = "render.sandbox"


class ResourcesError(ScraperError):
    """This machine, or this user's limits, left no descriptor, process or memory: not the page's fault."""

    code = "system.resources"
    exit_status = 7
    retryable = True


class ParseError(ScraperError):
    """The page exceeds a limit of the parser."""

    code = "parse.limit"
    exit_status = 7


class ParseCrashError(ScraperError):
    """The process that read the page crashed on it."""

    code = "parse.crash"
    exit_status = 7


class NoArticleError(ScraperError):
    """The page was read and has no content of its own."""

    code = "extract.no_article"
    exit_status = 8


class NotHtmlError(NoArticleError):
    """The bytes are not an HTML page, but an image, a PDF, an archive."""

    code = "extract.not_html"


class EmptyError(NoArticleError):
    """The page has no main content."""

    code = "extract.empty"


class ChallengeError(NoArticleError):
    """The page asks visitors to prove that they are human."""

    code = "extract.challenge"


class ConsentWallError(NoArticleError):
    """The page asks for consent before it shows anything."""

    code = "extract.consent_wall"


class LoginError(NoArticleError):
    """The page asks for a login before it shows anything."""

    code = "extract.login"


class SoftNotFoundError(NoArticleError):
    """The page says that it does not exist, whatever its status."""

    code = "extract.soft_404"


class NotArticleError(NoArticleError):
    """The page has content but is not an article, and only articles were asked for."""

    code = "extract.not_article"


class ArchiveError(ScraperError):
    """A record of an archive, or a piece of its file, is damaged: what should be a page there cannot be had."""

    code = "archive.damaged"
    exit_status = 8


class ArchiveAccessError(ScraperError):
    """An archive cannot be opened, or not be read to its end: the disk, the network or the bucket refuses."""

    code = "archive.access"
    exit_status = 4
    retryable = True


class ClusterError(ScraperError):
    """A cluster cannot be used: nothing answers, the token is another one, versions differ, a library is missing."""

    code = "cluster.unusable"
    exit_status = 2


class ListError(ScraperError):
    """A list of URLs that cannot be read, or a line without a URL; the error's URL is then `file:line`."""

    code = "list.invalid"
    exit_status = 2


class FeedError(ScraperError):
    """Not a source of article URLs: no feed, no sitemap, no page that leads to one."""

    code = "feed.invalid"
    exit_status = 8


class FeedLimitError(ScraperError):
    """A feed exceeds a limit: it declares entities, nests too deep, is too large, or leads to too many others."""

    code = "feed.limit"
    exit_status = 7


class RecordError(ScraperError):
    """A line in a file of records is not a record; the error's URL is `file:line`."""

    code = "record.invalid"
    exit_status = 8


class ProfileError(ScraperError):
    """A site profile's file is invalid; the error's URL is the file's path."""

    code = "profile.invalid"
    exit_status = 2


class BugError(ScraperError):
    """A bug in the program, met on one record: that record fails, the others do not."""

    code = "bug"
    exit_status = 1


class WriteError(ScraperError):
    """The result could not be written."""

    code = "write.failed"
    exit_status = 3


class StoreError(ScraperError):
    """The store could not be read or written: another program's database, damage, or a full disk."""

    code = "store.failed"
    exit_status = 3


class LockedError(ScraperError):
    """Another run holds the store."""

    code = "store.locked"
    exit_status = 75


#: System errors for a shortage: descriptors, our own or system-wide, memory, processes, buffers.
SHORTAGES = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.ENOBUFS})


def is_shortage(error: BaseException | None) -> bool:
    """Whether an error or its cause is that this machine has no descriptor, process or memory left."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, MemoryError | ResourcesError):
            return True
        if isinstance(error, OSError) and error.errno in SHORTAGES and not isinstance(error, BlockingIOError):
            return True
        if isinstance(error, RuntimeError) and "can't start new thread" in str(error):  # has no class in Python
            return True
        if isinstance(error, BaseExceptionGroup) and any(map(is_shortage, error.exceptions)):
            return True
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return False
