"""robots.txt by RFC 9309: which paths of a host may be asked for, and how often.

Source: https://www.rfc-editor.org/rfc/rfc9309
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from protego import Protego

#: The bytes that are read, at least 500 KiB by section 2.5; what follows is ignored.
MAX_ROBOTS_BYTES = 512_000
MAX_ROBOTS_REDIRECTS = 5  # section 2.3.1.2
MAX_AGE_S = 86_400.0  # section 2.4

#: Rules with wildcards times characters of the address. Each such rule is searched for in the whole address, so this is
#: what matching costs: at most some tenths of a second. An honest file has hundreds of these rules, an address hundreds
#: of characters.
MAX_SEARCHED = 4_000_000
#: What is matched or read within some milliseconds; more than that is not done in the event loop.
QUICK_SEARCHED = 40_000
QUICK_RULES = 2_000
QUICK_BYTES = 16_384

#: A client's name in robots.txt: the leading letters, hyphens and underscores of its User-Agent (section 2.2.1).
PRODUCT_TOKEN = re.compile(r"[A-Za-z_-]+")

#: The lines that decide anything. Any other line must not end a group, so that `User-agent: a`, `Noise: x`,
#: `User-agent: b`, `Disallow: /` stays one group for both: left in, it would set a free.
DIRECTIVE = re.compile(
    r"[ \t]*(user[ -]?agent|allow|disallow|dissallow|dissalow|disalow|diasllow|disallaw|crawl[ -]delay)"
    r"[ \t]*[: \t](.*)",
    re.IGNORECASE,
)
LINE_END = re.compile(r"\r\n?|\n")
#: What `str.splitlines` would cut at, and the RFC does not.
OTHER_LINE_ENDS = dict.fromkeys(map(ord, "\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")

EVERYBODY = "*"

#: The name of a line that decides something, and its value.
Directive = tuple[str, str]


def product_token(user_agent: str) -> str:
    """The name a User-Agent goes by in robots.txt, `*` where it has none."""
    match = PRODUCT_TOKEN.match(user_agent.strip())
    return match[0].lower() if match else EVERYBODY


def essence(content: bytes) -> bytes:
    """A robots.txt without what decides nothing, such as remarks and sitemaps; it has the same rules for everybody."""
    return "\n".join(f"{name}: {value}" for name, value in _directives(content)).encode()


def is_short(content: bytes) -> bool:
    """Whether a robots.txt is read within some milliseconds."""
    return len(content) <= QUICK_BYTES


class RobotsRules:
    """The rules of one host for one client. It may be asked by several threads."""

    def __init__(self, content: bytes, token: str) -> None:
        rules = _rules_for(token, _directives(content))
        text = "\n".join(["User-agent: *", *(f"{name}: {value}" for name, value in rules)])
        self._rules = Protego.parse(text)
        self._count = len(rules)
        self._wildcards = sum("*" in value or "$" in value for _, value in rules)
        self.size = len(text)

    def allows(self, url: str) -> bool:
        """Whether the address may be asked for. One that takes too long to match may not."""
        if self._wildcards * len(url) > MAX_SEARCHED:
            return False
        return bool(self._rules.can_fetch(url, EVERYBODY))

    def is_quick(self, url: str) -> bool:
        """Whether it takes no more than some milliseconds to say whether an address may be asked for."""
        return self._count <= QUICK_RULES and self._wildcards * len(url) <= QUICK_SEARCHED

    @property
    def delay_s(self) -> float:
        """The Crawl-delay, 0 where there is none; as written, however long."""
        return float(self._rules.crawl_delay(EVERYBODY) or 0.0)


def _directives(content: bytes) -> Iterator[Directive]:
    for line in LINE_END.split(_decode(content[:MAX_ROBOTS_BYTES]).translate(OTHER_LINE_ENDS)):
        match = DIRECTIVE.match(line)
        if match is not None:
            name = match[1].lower()
            yield "user-agent" if name.startswith("user") else name, match[2].partition("#")[0].strip()


def _rules_for(token: str, directives: Iterable[Directive]) -> list[Directive]:
    """The rules of all groups that name the client, or of those for everybody where none does (section 2.2.1)."""
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
    """The product token that a line names, compared as a whole; empty where it names none."""
    if value.split()[:1] == [EVERYBODY]:
        return EVERYBODY
    match = PRODUCT_TOKEN.match(value)
    return match[0].lower() if match else ""


def _decode(content: bytes) -> str:
    """UTF-8, or UTF-16 where a byte order mark says so; the mark itself is taken off."""
    utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if utf16 else "utf-8-sig", "replace")
