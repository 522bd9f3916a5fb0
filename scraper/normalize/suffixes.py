"""Registrable domains: the part of a host's name that somebody registered, by the Public Suffix List.

The list comes with its library; nothing is downloaded. Only the rules under one top-level domain are read at a time:
all 10,000 would take 20 ms of every start.

Source: https://publicsuffix.org/list/
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from scraper.normalize.trackers import PLATFORMS

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


@lru_cache(maxsize=1_024)
def registrable_domain(host: str) -> str:
    """The part of a host's name that somebody registered: `example.co.uk` of `news.example.co.uk`.

    A host that has none (an address in numbers, a suffix itself) is given back.
    """
    labels = host.lower().strip(".").split(".")
    name = ".".join(labels)
    if len(labels) <= 2 or host.startswith("[") or labels[-1].isdigit():
        return name
    for count in (2, 3):
        if ".".join(labels[-count:]) in PLATFORMS:
            return ".".join(labels[-count - 1 :])
    as_listed = [_unicode(label) for label in labels]
    registered = _rules(as_listed[-1]).privatesuffix(".".join(as_listed))
    return ".".join(labels[-registered.count(".") - 1 :]) if registered else name


@lru_cache(maxsize=64)
def _rules(top: str) -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(_lines().get(top, ()), accept_encoded_idn=False)


@cache
def _lines() -> dict[str, list[str]]:
    """The list's rules by their last label, in Unicode as it has them."""
    from publicsuffixlist import PSLFILE

    lines: dict[str, list[str]] = {}
    with open(PSLFILE, encoding="utf-8") as file:
        for line in file:
            if not line.startswith(("//", "\n")):
                rule = line.split()[0]
                lines.setdefault(rule.rpartition(".")[2], []).append(rule)
    return lines


def _unicode(label: str) -> str:
    """A label as the list writes it."""
    if not label.startswith("xn--"):
        return label
    import idna  # its tables cost milliseconds, and few hosts need them

    try:
        return idna.decode(label)
    except (idna.IDNAError, UnicodeError):
        return label
