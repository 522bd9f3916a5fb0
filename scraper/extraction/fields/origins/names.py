"""Whose name or address is a source: the site's own, or another's?"""

from __future__ import annotations

import re

from scraper.extraction.fields.site import read_site
from scraper.extraction.page.view import PageView, once
from scraper.extraction.said.sources import Source
from scraper.extraction.sameness import sameness
from scraper.extraction.words.lexicon import lexicon
from scraper.normalize.suffixes import registrable_domain
from scraper.normalize.urls import same_site, url_host
from scraper.wordings import UNSPACED

#: What parts a headline from the outlet's name in a <title>, in scripts without spaces too.
TITLE_PART = re.compile(r"[-_–—―|]+")
MIN_NAME_CHARS = 3  # a shorter end of <title> is a number or a mark


def is_site_itself(view: PageView, source: Source) -> bool:
    """Whether the source has the site's address, or its very name."""
    if source.url and same_site(source.url, view.document.url):
        return True
    key = sameness(source.name)
    return bool(key) and (key in view.site_keys or key in _own_names(view))


def is_own_name(view: PageView, source: Source) -> bool:
    """Whether the source is the site that prints it, by a name that is nearly its own too."""
    if is_site_itself(view, source):
        return True
    if not source.name:
        return False
    host = url_host(view.document.url)
    key = sameness(source.name)
    names = _own_names(view)
    if any(key.startswith(name) and UNSPACED.search(name) for name in names):
        return True  # with its section grown on: 人民网-社会频道
    agency = lexicon().agencies.get(source.name.casefold())
    label = sameness(registrable_domain(host).split(".")[0]) if host else ""
    if agency and (agency in names or (host and is_same_owner(f"https://{agency}/", view.document.url or ""))):
        return True
    return len(label) > 2 and key.removeprefix("www").startswith(label)


@once
def _own_names(view: PageView) -> frozenset[str]:
    """What <title> ends in and the site's name, in comparable form, and the hosts of agencies among that."""
    pieces = [piece.strip() for piece in TITLE_PART.split(view.document.head_title or "")[1:][-1:]]
    names = {sameness(piece) for piece in (*pieces, read_site(view).value or "") if len(piece) >= MIN_NAME_CHARS}
    return frozenset(names | {host for piece in pieces if (host := lexicon().agencies.get(piece.casefold()))})


def language_named(word: str | None) -> str | None:
    """The code of a language by its name in any language."""
    return lexicon().languages.get(word.casefold()) if word else None


def is_same_owner(a: str, b: str) -> bool:
    """Whether two addresses belong to one owner: one site, or the same name under another ending or as a subdomain."""
    if same_site(a, b):
        return True
    host_a, host_b = url_host(a) or "", url_host(b) or ""
    label_a, label_b = (registrable_domain(host).split(".")[0] for host in (host_a, host_b))
    return (
        label_a == label_b
        or (len(label_a) > 3 and label_a in host_b.rpartition(".")[0])
        or (len(label_b) > 3 and label_b in host_a.rpartition(".")[0])
    )


def name_key(name: str | None) -> str:
    """A name in the form by which two spellings of it are compared."""
    return "".join((name or "").casefold().split()).removeprefix("the").removeprefix("www.")
