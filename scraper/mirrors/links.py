"""Copies that say so: their stated origin or canonical URL is another record of the run."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from scraper.mirrors.words import folded_words
from scraper.normalize.urls import normal_url, url_host
from scraper.records import Article, Origin

#: Kinds that may be an article's origin: a front page or a list of articles is not one.
NOT_ORIGINS = frozenset({"listing", "collection"})
#: A title of fewer words ("Editorial") identifies no article; in scripts without spaces, a character counts as a word.
MIN_TITLE_WORDS = 4
#: A title shared by more records than this identifies none of them.
MAX_BEARERS = 8


@dataclass(frozen=True, slots=True)
class Claims:
    """What a record is, and what it says of its origins, as 64-bit keys: a URL or a title takes 8 bytes."""

    address: int | None  # None if it has none, or cannot be an origin
    title: int | None
    origins: tuple[tuple[int, bool], ...]  # the URL of each, and whether the record translates it
    origin_titles: tuple[int, ...]

    @classmethod
    def of(cls, article: Article) -> Claims:
        """What an article says of itself and its origins, as keys for look-ups."""
        own = address_of(article)
        title = title_words(article.title)
        titles = (title_words(origin.title) for origin in article.origins)
        return cls(
            key_of(own) if own and article.kind not in NOT_ORIGINS else None,
            key_of(title) if title else None,
            tuple((key_of(address), translated) for address, translated in claimed_addresses(article)),
            tuple(key_of(title) for title in titles if title),
        )


class Links:
    """The claims of many records."""

    def __init__(self) -> None:
        self._by_address: dict[int, int] = {}
        self._by_title: dict[int, list[int]] = defaultdict(list)
        self._address_claims: list[tuple[int, int, bool]] = []  # key, claimant, whether a translation
        self._title_claims: list[tuple[int, int]] = []

    def add(self, number: int, claims: Claims) -> None:
        """Adds a record's claims."""
        if claims.address is not None:
            self._by_address[claims.address] = number
        if claims.title is not None:
            self._by_title[claims.title].append(number)
        self._address_claims += ((key, number, translated) for key, translated in claims.origins)
        self._title_claims += ((key, number) for key in claims.origin_titles)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Pairs of records of which one names the other as its origin, or both are translations of the same origin."""
        absent: dict[int, list[tuple[int, bool]]] = defaultdict(list)
        for key, number, translated in self._address_claims:
            owner = self._by_address.get(key)
            if owner is None:
                absent[key].append((number, translated))
            elif owner != number:
                yield number, owner
        for claims in absent.values():
            translation = next((number for number, translated in claims if translated), None)
            if translation is not None:
                yield from ((translation, number) for number, _ in claims if number != translation)

    def title_pairs(self) -> Iterator[tuple[int, int]]:
        """Pairs of which the first states an origin with the second's title; `is_named` tells if it is that record."""
        for key, number in self._title_claims:
            bearers = self._by_title.get(key, [])
            if len(bearers) <= MAX_BEARERS:
                yield from ((number, bearer) for bearer in bearers if bearer != number)


def address_of(article: Article) -> str | None:
    """The URL by which the record is known."""
    return article.normal_url or normal_url(article.canonical_url or article.final_url or article.url)


def claimed_addresses(article: Article) -> Iterator[tuple[str, bool]]:
    """The normalized URLs that the record names as origin or as canonical, and whether it translates each.

    A site's front page is not an article, and the record's own URL not an origin.
    """
    own = address_of(article)
    stated = [(origin.url, origin.relation == "translation") for origin in article.origins]
    for url, translated in [*stated, (article.canonical_url, False)]:
        address = normal_url(url)
        if address and address != own and _leads_to_a_page(address):
            yield address, translated


def is_named(origin: Origin, article: Article) -> bool:
    """Whether an origin is this record: by URL, or by title unless site or language disagree."""
    if origin.url and (address := normal_url(origin.url)) and _leads_to_a_page(address):
        return address == address_of(article)
    title = title_words(origin.title)
    if title is None or title != title_words(article.title):
        return False
    if origin.language and article.language and _primary(origin.language) != _primary(article.language):
        return False
    return not origin_keys(origin) or names_site(origin, article)


def names_site(origin: Origin, article: Article) -> bool:
    """Whether an origin names this record's site, by host or by name."""
    return not origin_keys(origin).isdisjoint(site_keys(article))


def site_keys(article: Article) -> frozenset[str]:
    """What the record's site may be called: its host, and its name without spaces."""
    return _keys(article.site, url_host(address_of(article)))


def origin_keys(origin: Origin) -> frozenset[str]:
    """What an origin's site may be called."""
    return _keys(origin.name, url_host(origin.url))


def _keys(name: str | None, host: str | None) -> frozenset[str]:
    return frozenset("".join(folded_words(each)) for each in (name, host) if each) - {""}


def title_words(title: str | None) -> str | None:
    """A title in comparable form; None if it is too short to identify an article."""
    words = folded_words(title or "")
    return " ".join(words) if len(words) >= MIN_TITLE_WORDS else None


def key_of(text: str) -> int:
    """A 64-bit number for the text, the same in every run."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def _leads_to_a_page(address: str) -> bool:
    parts = urlsplit(address)
    return parts.path.strip("/") != "" or parts.query != "" or parts.fragment != ""


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()
