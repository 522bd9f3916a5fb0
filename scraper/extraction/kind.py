"""What is the page: an article or another kind with content of its own, or a wall without any?"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from scraper.errors import ChallengeError, ConsentWallError, EmptyError, LoginError, ScraperError, SoftNotFoundError
from scraper.extraction.reading import Found, Reading
from scraper.extraction.structured import ARTICLE_TYPES, FORUM_TYPES, own_things
from scraper.extraction.wall_words import CHALLENGE_MARKS, IS_CHALLENGE, IS_CONSENT, IS_LOGIN, IS_NOT_FOUND
from scraper.parsing.document import Document

KINDS = ("article", "forum", "product", "service", "documentation", "collection", "listing", "other")

#: Words in an address and the kind they speak for.
PATHS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("forum", re.compile(r"/(?:forums?|threads?|viewtopic|showthread|discussions?|topics?|questions|boards?|r/\w+/comments)"
                         r"(?:[/.?_-]|$)|/t/[^/]+/\d+|viewtopic\.php|showthread\.php|^/?index\.php\?topic=", re.IGNORECASE)),
    ("documentation", re.compile(r"/(?:docs?|documentation|reference|api|manual|man|handbook|wiki|help|support|kb|knowledge-?base|"
                                 r"tutorials?|guides?|developers?|learn|faq|specification|rfc)(?:/|$|\.html)", re.IGNORECASE)),
    ("collection", re.compile(r"/(?:collections?|categor(?:y|ies)|shop|c|browse|cat|departments?|sections?)(?:/|$)", re.IGNORECASE)),
    ("product", re.compile(r"/(?:products?|p|dp|item|itm|ip|gp/product|app|buy)/[^/]+", re.IGNORECASE)),
    ("listing", re.compile(r"/(?:search|jobs|listings?|directory|tags?|topics?|results|archives?|author|find|events?|"
                           r"properties|homes|for-sale|for-rent|page/\d+)(?:/|$|\?)", re.IGNORECASE)),
    ("article", re.compile(r"/(?:blogs?|news|articles?|story|stories|posts?|press|magazine|insights?|opinion|reviews?|\d{4}/\d{2})(?:/|$)|"
                           r"/\d{4}/\d{1,2}/|\d{5,}|[^/]+-[^/]+-[^/]+-[^/]+-[^/]+", re.IGNORECASE)),
    ("service", re.compile(r"/(?:services?|solutions?|pricing|plans?|features?|platform|industries|locations?|about|contact|book|"
                           r"rent(?:al)?s?|quote|insurance)(?:[/-]|$)", re.IGNORECASE)),
)  # fmt: skip
HOSTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("forum", re.compile(r"^(?:www\.)?(?:forums?|community|discuss|discussions?|discourse|bbs|boards?|talk|users)\.|forum|stackexchange|stackoverflow|reddit\.")),
    ("documentation", re.compile(r"^(?:www\.)?(?:docs?|developers?|help|support|wiki|api|learn|manual|reference|kb)\.|readthedocs|wikipedia|gitbook")),
    ("article", re.compile(r"^(?:www\.)?(?:blog|news)\.|substack|medium\.com|wordpress|blogspot")),
)  # fmt: skip
GENERATORS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("forum", re.compile(r"vbulletin|phpbb|discourse|xenforo|mybb|simple machines|flarum|invision|vanilla|nodebb|fluxbb|punbb", re.IGNORECASE)),
    ("documentation", re.compile(r"docusaurus|sphinx|mkdocs|gitbook|vuepress|vitepress|mediawiki|doxygen|javadoc|readme|mdbook|antora|docfx|hugo docs", re.IGNORECASE)),
)  # fmt: skip

# A wall is a page with next to nothing to read: what real articles of the shortest kind have is several times as much.
THIN_CHARS = 600
WALL_CHARS = 2_500
MARKED_CHARS = 1_200
READABLE_LINE = 70  # characters outside links: a sentence and no label
EMPTY_CHARS = 20
FORUM_SCORE = 1.5  # an address that speaks of threads


def extract_kind(reading: Reading) -> Found[str]:
    """The kind of page: article, forum, product, service, documentation, collection, listing or other.

    Looks:   types of the linked data; og:type; the address; the software that made the page; its shape.
    Source:  https://schema.org/WebPage, https://ogp.me/#types
    """
    scores = dict.fromkeys(KINDS, 0.0)
    _score_data(reading, scores)
    _score_address(reading.document, scores)
    _score_shape(reading, scores)
    best = max(scores, key=lambda kind: scores[kind])
    return Found(best, "page")


def looks_like_forum(document: Document) -> bool:
    """Whether the page is a thread by its software or its address."""
    scores = dict.fromkeys(KINDS, 0.0)
    _score_address(document, scores)
    generator = " ".join(document.meta.get("generator", ()))
    return scores["forum"] >= FORUM_SCORE or GENERATORS[0][1].search(generator) is not None


def _score_data(reading: Reading, scores: dict[str, float]) -> None:
    document = reading.document
    types = {name for thing in document.linked_data for name in thing["@type"]}
    for thing in own_things(reading):
        if not ARTICLE_TYPES.isdisjoint(thing["@type"]):
            scores["article"] += 3
            scores["documentation"] += 1.5 if "TechArticle" in thing["@type"] else 0
            break
    if not FORUM_TYPES.isdisjoint(types):
        scores["forum"] += 4 if "DiscussionForumPosting" in types or "QAPage" in types else 0
    if "Product" in types or "ProductGroup" in types:
        count = sum("Product" in thing["@type"] for thing in document.linked_data)
        scores["product" if count < 4 else "collection"] += 3
    if "CollectionPage" in types:
        scores["collection"] += 1.5
        scores["listing"] += 1.5
    if "ItemList" in types or "SearchResultsPage" in types:
        scores["listing"] += 1.5
        scores["collection"] += 1
    if "Service" in types or "LocalBusiness" in types or "SoftwareApplication" in types:
        scores["service"] += 2
    for value in document.meta.get("og:type", ())[:1]:
        kind = value.lower()
        if "article" in kind or "blog" in kind:
            scores["article"] += 1.5
        elif "product" in kind:
            scores["product"] += 2.5
        elif kind == "website":
            scores["service"] += 0.5
    if any(name in document.meta for name in ("article:published_time", "citation_title", "parsely-pub-date")):
        scores["article"] += 1
    if any(name in document.meta for name in ("product:price:amount", "og:price:amount", "product:availability")):
        scores["product"] += 2.5
    generator = " ".join(document.meta.get("generator", ()))
    for kind, words in GENERATORS:
        if generator and words.search(generator):
            scores[kind] += 3


def _score_address(document: Document, scores: dict[str, float]) -> None:
    try:
        parts = urlsplit(document.url or "")
    except ValueError:
        return
    host, path = (parts.hostname or "").lower(), parts.path + ("?" + parts.query if parts.query else "")
    for kind, words in HOSTS:
        if words.search(host):
            scores[kind] += 2
    for kind, words in PATHS:
        if words.search(path):
            scores[kind] += 1.5
    if parts.path.count("/") <= 1 and len(parts.path) < 30:
        scores["service"] += 1


def _score_shape(reading: Reading, scores: dict[str, float]) -> None:
    document = reading.document
    total = document.prefix_chars[-1] or 1
    linked = document.prefix_link_chars[-1]
    readable = readable_chars(document)
    share = readable / total
    if readable > 3000 and share > 0.4:
        scores["article"] += 1.5
    elif readable > 1500 and share > 0.25:
        scores["article"] += 0.75
    if linked / total > 0.5:
        scores["listing"] += 1
        scores["collection"] += 1
    if len(document.markup.opened.get("pre", ())) > 4:
        scores["documentation"] += 1
    if document.markup.opened.get("time"):
        scores["article"] += 0.5


def verdict(reading: Reading) -> ScraperError | None:
    """Why the page holds nothing to read, as the error to raise; None for every page with content of its own.

    A wall's words count only on a page with little text of its own, since articles write about walls, too.
    """
    document = reading.document
    readable = readable_chars(document)
    total = document.prefix_chars[-1]
    if readable > WALL_CHARS:
        return None
    url = document.url
    names = " · ".join(text for text in (document.head_title, *(each.text for each in document.all("h1")[:3])) if text)
    names = names[:400]
    if readable <= MARKED_CHARS:
        head = document.html[:200_000].lower() if total < 3 * WALL_CHARS else ""
        text = _opening(document)
        marked = next((mark for mark in CHALLENGE_MARKS if mark in head), None)
        if IS_CHALLENGE.search(names) and (marked or readable <= THIN_CHARS) and total < 2 * WALL_CHARS:
            return ChallengeError(url, f"the page asks the visitor to prove to be human: {names[:80]!r}")
        if marked and readable <= THIN_CHARS and total < 1_500 and IS_CHALLENGE.search(text):
            return ChallengeError(url, "the page asks the visitor to prove to be human")
        if total < 1_500 and (match := IS_CHALLENGE.search(text)) and readable <= THIN_CHARS and _is_bare(document):
            return ChallengeError(url, f"the page asks the visitor to prove to be human: {match[0]!r}")
    if IS_NOT_FOUND.search(names) and readable <= MARKED_CHARS and _names_nothing_else(names, IS_NOT_FOUND):
        return SoftNotFoundError(url, f"the page says that there is no such page: {names[:80]!r}")
    if total < EMPTY_CHARS:
        return EmptyError(url, "the page has no text")
    if total < WALL_CHARS and readable <= MARKED_CHARS:
        if IS_CONSENT.search(names) and _names_nothing_else(names, IS_CONSENT):
            return ConsentWallError(url, f"the page asks for consent first: {names[:80]!r}")
        if IS_LOGIN.search(names) and _names_nothing_else(names, IS_LOGIN):
            return LoginError(url, f"the page asks for a login first: {names[:80]!r}")
    return None


def readable_chars(document: Document) -> int:
    """Characters outside links in the visible lines that are long enough to be sentences."""
    return sum(
        len(line.text) - line.link_chars
        for line in document.lines
        if len(line.text) > READABLE_LINE and not line.hidden and len(line.text) - line.link_chars > READABLE_LINE
    )


def _opening(document: Document) -> str:
    """The first lines of the page, with those that only browsers without scripts show."""
    return " · ".join(line.text for line in document.lines[:40] if line.text)[:2_000]


def _is_bare(document: Document) -> bool:
    """Whether the page has no frame around its text: no navigation, hardly a link."""
    return len(document.markup.opened.get("a", ())) <= 8


def _names_nothing_else(names: str, words: re.Pattern[str]) -> bool:
    """Whether the wording makes up most of a title or heading, so that this is no article about it."""
    return any(
        match is not None and (match.end() - match.start()) * 2.5 >= len(part)
        for part in re.split(r" · | [-–—|] ", names)
        for match in [words.search(part)]
    )
