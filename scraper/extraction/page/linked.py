"""Linked data: which of the things a page describes is its own article, and what such a thing says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from scraper.extraction.sameness import sameness
from scraper.normalize.text import normalize_text
from scraper.parsing.document import Document

Thing = dict[str, Any]
ARTICLE_TYPES = frozenset(
    "Article NewsArticle BlogPosting ReportageNewsArticle OpinionNewsArticle AnalysisNewsArticle "
    "BackgroundNewsArticle ReviewNewsArticle AskPublicNewsArticle SatiricalArticle AdvertiserContentArticle "
    "TechArticle APIReference ScholarlyArticle MedicalScholarlyArticle Report LiveBlogPosting SocialMediaPosting "
    "Review CriticReview Recipe HowTo Blog_Posting NewsMediaArticle".split()
)
FORUM_TYPES = frozenset({"DiscussionForumPosting", "QAPage", "Question"})
#: Things that describe the page rather than a text; trusted less.
PAGE_TYPES = frozenset(
    "WebPage ItemPage AboutPage FAQPage MedicalWebPage ProfilePage CreativeWork VideoObject PodcastEpisode Episode "
    "Movie Book Event Product".split()
)
TAG = re.compile(r"<[^<>]*>")
ENTITY = re.compile(r"&#?\w{2,10};")
MAX_VALUES = 200  # per property: a bound against hostile data
#: Evidence for and against a thing being the page's article. A matching URL or headline is enough by itself, whatever
#: the other one says: articles move, and headlines are reworded. Without evidence for a thing, one sign against it is
#: enough. JSON-LD and a date only decide between equals.
SAME_ADDRESS, OTHER_ADDRESS = 4, -2
SAME_HEADLINE, SIMILAR_HEADLINE, OTHER_HEADLINE = 4, 3, -1
IN_JSON_LD, DATED = 2, 1


def plain(text: str) -> str:
    """A value as one line of text, with entities decoded (double-escaped ones too) and tags removed."""
    for _ in range(2):
        if "&" not in text or not ENTITY.search(text):
            break
        text = unescape(text)
    if "<" in text:
        text = TAG.sub("", text)
    return normalize_text(text)


def values(thing: Thing, *names: str) -> list[str]:
    """The texts of a thing's properties, whatever their shape: strings, lists, named things."""
    return [text for name in names for text in texts(thing.get(name))]


def first(thing: Thing, *names: str) -> str | None:
    """The first text of a thing's properties."""
    return next(iter(values(thing, *names)), None)


def texts(value: Any) -> list[str]:
    """The texts in one property's value."""
    out: list[str] = []
    for each in listed(value)[:MAX_VALUES]:
        if isinstance(each, dict):
            each = next((each[key] for key in ("name", "@value", "headline", "text", "@id") if each.get(key)), None)
            each = each[0] if isinstance(each, list) and each else each
        if isinstance(each, str) and (text := plain(each)):
            out.append(text)
        elif isinstance(each, (int, float)) and not isinstance(each, bool):
            out.append(str(each))
    return out


def listed(value: Any) -> list[Any]:
    """The value as a list, whether it is one, many or none."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def of_type(document: Document, types: Iterable[str]) -> Iterator[Thing]:
    """The page's things of these types, in order."""
    wanted = frozenset(types)
    return (thing for thing in document.linked_data if not wanted.isdisjoint(thing["@type"]))


def main_things(document: Document) -> list[Thing]:
    """The things that are this page's own article, most trusted first; empty if there is none or it is unclear.

    A page that lists other articles describes those, too. So a thing counts only if its URL is the page's, if its
    headline is printed as the page's heading or title, or if it is the only one and nothing contradicts it.
    """
    articles = [thing for thing in _parts(document.linked_data) if _is_article(thing)]
    if not articles:
        return []
    addresses = page_addresses(document)
    names = page_names(document)
    judged = [(_likeness(thing, addresses, names), -index, thing) for index, thing in enumerate(articles)]
    best = max(score for score, _, _ in judged)
    if best <= 0:
        alone = [thing for score, _, thing in judged if score == 0]
        return alone if len(alone) == 1 and len(articles) <= 2 else []
    ranked = sorted((item for item in judged if item[0] > 0), key=lambda item: item[:2], reverse=True)
    return [thing for _, _, thing in ranked]


def page_addresses(document: Document) -> set[str]:
    """The page's URLs, in comparable form."""
    candidates = [document.url, *canonical_links(document), *document.meta.get("og:url", ())]
    return {address for each in candidates if each and (address := comparable(each))}


def canonical_links(document: Document) -> list[str]:
    """The URLs in <link rel=canonical>, as written."""
    links = (element for element in document.holding("canonical") if element.tag == "link")
    return [href for each in links if "canonical" in (each.get("rel") or "").lower() and (href := each.get("href"))]


def page_names(document: Document) -> set[str]:
    """The page's headings and titles, in comparable form."""
    headings = [element.text for element in document.all("h1")[:5]]
    metas = [text for name in ("og:title", "twitter:title") for text in document.meta.get(name, ())]
    return {name for each in (*headings, *metas, document.head_title) if (name := sameness(each))}


def comparable(address: str) -> str:
    """Host, path and numeric parameters of a URL; "" for a home page or an invalid URL."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return ""
    path = parts.path.rstrip("/").removesuffix("/amp").removesuffix(".amp.html")
    if not path and not parts.query:
        return ""
    query = parts.query if len(path) < 12 else ""
    return f"{host}{path}?{query}".casefold()


def _is_article(thing: Thing) -> bool:
    return not ARTICLE_TYPES.isdisjoint(thing["@type"]) or not FORUM_TYPES.isdisjoint(thing["@type"])


def _parts(things: list[Thing]) -> Iterator[Thing]:
    """The things, and the things they are about."""
    for thing in things:
        yield thing
        for name in ("mainEntity", "mainEntityOfPage", "hasPart"):
            for part in listed(thing.get(name))[:3]:
                if isinstance(part, dict) and part.get("@type"):
                    yield part


def _likeness(thing: Thing, addresses: set[str], names: set[str]) -> int:
    """How certain it is that the thing is the page's article: 0 is unknown, below 0 is another page's."""
    score = 0
    own = [address for each in values_of_address(thing) if (address := comparable(each))]
    if any(address in addresses for address in own):
        score += SAME_ADDRESS
    elif own and addresses:
        score += OTHER_ADDRESS
    headline = sameness(first(thing, "headline", "name"))
    if headline and len(headline) > 3:
        if headline in names:
            score += SAME_HEADLINE
        elif any(headline in name or (len(name) > 15 and name in headline) for name in names):
            score += SIMILAR_HEADLINE
        elif names:
            score += OTHER_HEADLINE
    if score > 0:
        score += IN_JSON_LD * (thing["@source"] == "json-ld") + DATED * (thing.get("datePublished") is not None)
    return score


def values_of_address(thing: Thing) -> list[str]:
    """The URLs that a thing gives as its own."""
    found: list[str] = []
    for name in ("url", "mainEntityOfPage", "@id"):
        for value in listed(thing.get(name))[:3]:
            if isinstance(value, dict):
                value = value.get("@id") or value.get("url")
            if isinstance(value, str) and value[:4].lower() == "http":
                found.append(value.partition("#")[0])
    return found
