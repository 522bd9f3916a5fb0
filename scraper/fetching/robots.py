"""robots.txt by RFC 9309: which paths of a host may be asked for, and how often.

Source: https://www.rfc-editor.org/rfc/rfc9309
"""

from __future__ import annotations

import codecs
import re

from protego import Protego

#: The bytes that are read, at least 500 KiB by section 2.5; what follows is ignored.
MAX_ROBOTS_BYTES = 512_000
MAX_ROBOTS_REDIRECTS = 5  # section 2.3.1.2
MAX_AGE_S = 86_400.0  # section 2.4

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

#: Stands for every agent that is not us: no product token contains it at its start.
SOMEBODY_ELSE = "0"


def product_token(user_agent: str) -> str:
    """The name a User-Agent goes by in robots.txt, `*` where it has none."""
    match = PRODUCT_TOKEN.match(user_agent.strip())
    return match[0].lower() if match else "*"


class RobotsRules:
    """The rules of one host for one client."""

    def __init__(self, content: bytes, token: str) -> None:
        self._token = token
        self._rules = Protego.parse("\n".join(_directives(content[:MAX_ROBOTS_BYTES], token)))

    def allows(self, url: str) -> bool:
        """Whether the address may be asked for."""
        return bool(self._rules.can_fetch(url, self._token))

    @property
    def delay_s(self) -> float:
        """The Crawl-delay, 0 where there is none; as written, however long."""
        return float(self._rules.crawl_delay(self._token) or 0.0)


def _directives(content: bytes, token: str) -> list[str]:
    """The lines that decide anything, with agents reduced to us, everybody (`*`) and somebody else.

    An agent is compared as a whole product token, as the RFC has it; Protego alone would take `User-agent: art` for
    ours when ours begins with it.
    """
    lines = []
    for line in LINE_END.split(_decode(content).translate(OTHER_LINE_ENDS)):
        match = DIRECTIVE.match(line)
        if match is None:
            continue
        name, value = match[1].lower(), match[2].partition("#")[0].strip()
        if name.startswith("user"):
            name, value = "user-agent", _agent(value, token)
        lines.append(f"{name}: {value}")
    return lines


def _agent(value: str, token: str) -> str:
    if value.split()[:1] == ["*"]:
        return "*"
    match = PRODUCT_TOKEN.match(value)
    return token if match and match[0].lower() == token else SOMEBODY_ELSE


def _decode(content: bytes) -> str:
    """UTF-8, or UTF-16 where a byte order mark says so; the mark itself is taken off."""
    utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if utf16 else "utf-8-sig", "replace")
