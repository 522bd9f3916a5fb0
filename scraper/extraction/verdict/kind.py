"""The kind of a page: an article, or something else with content of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from scraper.extraction.answer import Answer
from scraper.extraction.page.address import GENERATORS, signs_of_address
from scraper.extraction.page.linked import ARTICLE_TYPES, FORUM_TYPES
from scraper.extraction.page.view import PageView
from scraper.extraction.sameness import sameness
from scraper.parsing.document import Line
from scraper.records import Author, Kind

KINDS: tuple[Kind, ...] = ("article", "forum", "product", "service", "documentation", "collection", "listing")
#: Types of linked data that tell kinds of page apart.
TELLING_TYPES = frozenset(
    "DiscussionForumPosting QAPage Product ProductGroup CollectionPage ItemList SearchResultsPage Service "
    "LocalBusiness SoftwareApplication TechArticle FAQPage WebPage AboutPage Organization BreadcrumbList JobPosting "
    "Offer".split()
)
#: What a page must show to be of a kind at all: forum software or type, a price, a shop's shelf.
NEEDED: dict[str, frozenset[str]] = {
    "forum": frozenset({"host:forum", "path:forum", "generator:forum", "own:forum", "type:DiscussionForumPosting",
                        "type:QAPage"}),
    "product": frozenset({"type:Product", "type:ProductGroup", "type:Offer", "type:SoftwareApplication", "og:product",
                          "meta:price", "path:product", *(f"prices:{step}" for step in range(1, 6))}),
    "collection": frozenset({"path:collection", "path:product", "type:CollectionPage", "type:Product", "type:ItemList",
                             *(f"prices:{step}" for step in range(1, 6))}),
}  # fmt: skip
PRICE = re.compile(r"[$€£¥₹] ?\d|\d ?(?:€|£|USD|EUR|zł)(?!\w)")
PRICE_SIGNS = ("$", "€", "£", "¥", "₹", "USD", "EUR", "zł")
#: Upper bounds of the steps into which shares and counts are sorted.
SHARES = (0.1, 0.25, 0.4, 0.6, 0.8)
COUNTS = (0, 1, 3, 8, 20)  # none, one, a few, many, a list
READABLE = (300, 1_000, 2_500, 6_000)  # a label's page, a notice, a short text, an article
PROSE_LINE, PROSE_LINKS = 80, 0.3  # a sentence; less of it in links than of a teaser
PRICE_LINE = 70  # characters: a longer line is a sentence


def read_kind(
    view: PageView, published: Answer[str | None], byline: Answer[str | None], authors: Answer[tuple[Author, ...]]
) -> Answer[Kind]:
    """The kind of page: article, forum, product, service, documentation, collection, listing.

    Looks:   types of the linked data; og:type; the URL; the software that made the page; its shape.
    Gives:   the kind with the most evidence. The weights (kind_model.json) were fitted by benchmarks/train_kind.py to
             pages labelled by hand.
    Source:  https://schema.org/WebPage, https://ogp.me/#types
    """
    if _offers_one_product(view):
        return Answer("product", "json-ld")
    shown = signs_of_page(view, published, byline, authors)
    if "type:QAPage" in shown:  # all 15 development pages that say so are threads
        return Answer("forum", "json-ld")
    return Answer(kind_of(shown), "signs")


def signs_of_page(view: PageView, *credits: Answer[Any]) -> set[str]:
    """All signs of a kind: those that the page shows, and whether date, byline and authors were found."""
    found = zip(("published", "byline", "authors"), credits, strict=True)
    return {*signs(view), *(f"found:{name}" for name, answer in found if answer.where)}


def _offers_one_product(view: PageView) -> bool:
    """Whether the page is about the one thing that its linked data offers, as 29 of 31 such development pages are."""
    document = view.document
    offered = [
        thing
        for thing in document.linked_data
        if thing["@source"] == "json-ld" and thing.get("offers") and "Product" in thing["@type"]
    ]
    if len(offered) != 1 or any(not ARTICLE_TYPES.isdisjoint(thing["@type"]) for thing in document.linked_data):
        return False
    name = sameness(offered[0]["name"]) if isinstance(offered[0].get("name"), str) else ""
    return bool(name) and any(
        (heading := sameness(each.text)) and (heading in name or name in heading) for each in document.all("h1")[:3]
    )


def kind_of(shown: set[str]) -> Kind:
    """The kind with the most evidence; a kind that requires a certain sign is ruled out without it."""
    weights = _weights()
    scores = list(weights["bias"])
    for sign in sorted(shown):  # in a fixed order, so that sums that are nearly equal never depend on the run
        for index, weight in enumerate(weights.get(sign, ())):
            scores[index] += weight
    possible = [index for index, kind in enumerate(KINDS) if kind not in NEEDED or not NEEDED[kind].isdisjoint(shown)]
    return KINDS[max(possible, key=lambda index: scores[index])]


@cache
def _weights() -> dict[str, list[float]]:
    """The weight of each sign for each kind, in the order of KINDS."""
    text = files("scraper.extraction.verdict").joinpath("kind_model.json").read_text("utf-8")
    weights: dict[str, list[float]] = json.loads(text)
    return weights


def signs(view: PageView) -> Iterator[str]:
    """The signs of a kind that the page shows."""
    document = view.document
    yield from _signs_of_data(view)
    yield from signs_of_address(document)
    yield from _signs_of_shape(view)


def _signs_of_data(view: PageView) -> Iterator[str]:
    document = view.document
    types = {name for thing in document.linked_data for name in thing["@type"]}
    for name in types & TELLING_TYPES:
        yield f"type:{name}"
    own = {name for thing in view.things for name in thing["@type"]}
    if not own.isdisjoint(ARTICLE_TYPES):
        yield "own:article"
    if not own.isdisjoint(FORUM_TYPES):
        yield "own:forum"
    yield f"products:{_step(sum('Product' in thing['@type'] for thing in document.linked_data), COUNTS)}"
    meta = document.meta
    for value in meta.get("og:type", ("none",))[:1]:
        kind = value.lower()
        yield "og:" + next((word for word in ("article", "product", "website", "profile", "none") if word in kind), "x")
    if "article:published_time" in meta or "citation_title" in meta or "parsely-pub-date" in meta:
        yield "meta:published"
    if "product:price:amount" in meta or "og:price:amount" in meta or "product:availability" in meta:
        yield "meta:price"
    generator = " ".join(meta.get("generator", ()))
    for name, words in GENERATORS.items():
        if generator and words.search(generator):
            yield f"generator:{name}"


def _signs_of_shape(view: PageView) -> Iterator[str]:
    document = view.document
    total = document.prefix_chars[-1] or 1
    readable = view.facts.readable_chars
    yield f"readable:{_step(readable, READABLE)}"
    yield f"readable share:{_step(readable / total, SHARES)}"
    yield f"link share:{_step(document.prefix_link_chars[-1] / total, SHARES)}"
    for tag in ("time", "pre", "article", "form", "h2", "table"):
        yield f"{tag}:{_step(document.count(tag), COUNTS)}"
    short = "\n".join([line.text for line in document.lines if len(line.text) < PRICE_LINE and not line.hidden])
    prices = len(PRICE.findall(short)) if any(sign in short for sign in PRICE_SIGNS) else 0
    yield f"prices:{_step(prices, COUNTS)}"
    body = [line for index in view.body if not (line := document.lines[index]).hidden]
    chars = sum(len(line.text) for line in body) or 1
    yield f"body links:{_step(sum(line.link_chars for line in body) / chars, SHARES)}"
    yield f"body prose:{_step(sum(len(line.text) for line in body if _is_prose(line)) / chars, SHARES)}"


def _is_prose(line: Line) -> bool:
    """Whether a line is long enough to be sentences and is not mostly a link."""
    return len(line.text) >= PROSE_LINE and line.link_chars < PROSE_LINKS * len(line.text)


def _step(value: float, bounds: tuple[float, ...]) -> int:
    """The step of a number: how many of the bounds it exceeds."""
    return sum(value > bound for bound in bounds)
