"""Whose name or address is a source: the site's own, or another's?"""

from __future__ import annotations

from scraper.extraction.page.view import PageView
from scraper.extraction.said.sources import Source
from scraper.extraction.sameness import squeezed
from scraper.extraction.words.lexicon import lexicon
from scraper.normalize.suffixes import registrable_domain
from scraper.normalize.urls import same_site, url_host


def is_own_name(view: PageView, source: Source) -> bool:
    """Whether the source is the very site that prints it."""
    document = view.document
    host = url_host(document.url)
    if source.url and host and same_site(source.url, document.url):
        return True
    if not source.name:
        return False
    name = squeezed(source.name).removeprefix("www")
    if name in [squeezed(each) for each in document.meta.get("og:site_name", [])]:
        return True
    label = squeezed(registrable_domain(host).split(".")[0]) if host else ""
    return len(label) > 2 and name.startswith(label)


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
