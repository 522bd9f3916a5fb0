"""robots.txt by RFC 9309: which paths of a host may be fetched, and how often.

Source: https://www.rfc-editor.org/rfc/rfc9309
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from protego import Protego

#: Bytes that are read, at least 500 KiB by section 2.5; the rest is ignored.
MAX_ROBOTS_BYTES = 512_000
MAX_ROBOTS_REDIRECTS = 5  # section 2.3.1.2
MAX_AGE_S = 86_400.0  # section 2.4

#: Wildcard rules times characters of the URL. Each such rule is searched for in the whole URL, so this bounds the cost
#: of matching: a few tenths of a second at most. An honest file has hundreds of these rules, a URL hundreds of
#: characters.
MAX_SEARCHED = 4_000_000
#: Work that takes a few milliseconds; more than that is kept out of the event loop.
QUICK_SEARCHED = 40_000
QUICK_RULES = 2_000
QUICK_BYTES = 16_384

#: A client's product token: the leading letters, hyphens and underscores of its User-Agent (section 2.2.1).
PRODUCT_TOKEN = re.compile(r"[A-Za-z_-]+")

#: The lines that matter. Any other line must not end a group, so that `User-agent: a`, `Noise: x`, `User-agent: b`,
#: `Disallow: /` stays one group for both: left in, it would leave `a` unrestricted.
DIRECTIVE = re.compile(
    r"[ \t]*(user[ -]?agent|allow|disallow|dissallow|dissalow|disalow|diasllow|disallaw|crawl[ -]delay)"
    r"[ \t]*[: \t](.*)",
    re.IGNORECASE,
)
LINE_END = re.compile(r"\r\n?|\n")
#: Characters at which `str.splitlines` breaks lines and the RFC does not.
OTHER_LINE_ENDS = dict.fromkeys(map(ord, "\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")

EVERYBODY = "*"

#: Name and value of a line that matters.
Directive = tuple[str, str]


def product_token(user_agent: str) -> str:
    """The name of a User-Agent in robots.txt; `*` if it has none."""
    match = PRODUCT_TOKEN.match(user_agent.strip())
    return match[0].lower() if match else EVERYBODY


def essence(content: bytes) -> bytes:
    """A robots.txt without the lines that do not matter, such as comments and sitemaps; its rules are unchanged."""
    return "\n".join(f"{name}: {value}" for name, value in _directives(content)).encode()


def is_short(content: bytes) -> bool:
    """Whether a robots.txt can be parsed within a few milliseconds."""
    return len(content) <= QUICK_BYTES


class RobotsRules:
    """The rules of one host for one client. Thread-safe."""

    def __init__(self, content: bytes, token: str) -> None:
        rules = _rules_for(token, _directives(content))
        text = "\n".join(["User-agent: *", *(f"{name}: {value}" for name, value in rules)])
        self._rules = Protego.parse(text)
        self._count = len(rules)
        self._wildcards = sum("*" in value or "$" in value for _, value in rules)
        self.size = len(text)

    def allows(self, url: str) -> bool:
        """Whether the URL may be fetched. False if matching would take too long."""
        if self._wildcards * len(url) > MAX_SEARCHED:
            return False
        return bool(self._rules.can_fetch(url, EVERYBODY))

    def is_quick(self, url: str) -> bool:
        """Whether `allows` takes no more than a few milliseconds for this URL."""
        return self._count <= QUICK_RULES and self._wildcards * len(url) <= QUICK_SEARCHED

    @property
    def delay_s(self) -> float:
        """The Crawl-delay, 0 if there is none; as written, however long."""
        return float(self._rules.crawl_delay(EVERYBODY) or 0.0)


def _directives(content: bytes) -> Iterator[Directive]:
    for line in LINE_END.split(_decode(content[:MAX_ROBOTS_BYTES]).translate(OTHER_LINE_ENDS)):
        match = DIRECTIVE.match(line)
        if match is not None:
            name = match[1].lower()
            yield "user-agent" if name.startswith("user") else name, match[2].partition("#")[0].strip()


def _rules_for(token: str, directives: Iterable[Directive]) -> list[Directive]:
    """The rules of all groups that name the client, or else of those for `*` (section 2.2.1)."""
    ours: list[Directive] = []
    everybodys: list[Directive] = []
    agents: set[str] = set()
    is_named = in_rules = False
    for name, value in directives:
        if name == "user-agent":
            agents = set() if in_rules else agents
            agents.add(_agent(value))
            is_named = is_named or token in agents
            in_rules = False
            continue
        in_rules = True
        if token in agents:
            ours.append((name, value))
        if EVERYBODY in agents:
            everybodys.append((name, value))
    return ours if is_named else everybodys


def _agent(value: str) -> str:
    """The product token that a line names, compared as a whole; empty if it names none."""
    if value.split()[:1] == [EVERYBODY]:
        return EVERYBODY
    match = PRODUCT_TOKEN.match(value)
    return match[0].lower() if match else ""


def _decode(content: bytes) -> str:
    """UTF-8, or UTF-16 if a byte order mark says so; the mark itself is removed."""
    utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if utf16 else "utf-8-sig", "replace")
