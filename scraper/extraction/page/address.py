"""What the URL of a page, or the software that made it, says about its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from scraper.parsing.document import Document

#: Words in the path of a URL, and the kind of page they suggest.
PATHS: dict[str, re.Pattern[str]] = {
    "forum": re.compile(
        r"/(?:forums?|threads?|viewtopic|showthread|discussions?|topics?|questions|boards?)(?:[/.?_-]|$)|/t/[^/]+/\d+"
        r"|/r/\w+/comments|viewtopic\.php|showthread\.php|index\.php\?topic=",
        re.IGNORECASE,
    ),
    "documentation": re.compile(
        r"/(?:docs?|documentation|reference|api|manual|man|handbook|wiki|help|support|kb|knowledge-?base|tutorials?|"
        r"guides?|developers?|learn|faq|specification|rfc|latest|stable|en-us)(?:/|$|\.html)",
        re.IGNORECASE,
    ),
    "collection": re.compile(
        r"/(?:collections?|categor(?:y|ies)|shop|c|browse|cat|departments?|sections?)(?:/|$)", re.IGNORECASE
    ),
    "product": re.compile(r"/(?:products?|p|dp|item|itm|ip|app|buy)/[^/]+", re.IGNORECASE),
    "listing": re.compile(
        r"/(?:search|jobs|listings?|directory|tags?|results|archives?|author|find|events?|properties|homes|for-sale|"
        r"for-rent|page/\d+|reviews?|best)(?:/|$|\?)",
        re.IGNORECASE,
    ),
    "article": re.compile(
        r"/(?:blogs?|news|articles?|story|stories|posts?|press|magazine|insights?|opinion)(?:/|$)|/\d{4}/\d{1,2}/",
        re.IGNORECASE,
    ),
    "service": re.compile(
        r"/(?:services?|solutions?|pricing|plans?|features?|platform|industries|locations?|about|contact|book|"
        r"rent(?:al)?s?|quote|insurance)(?:[/-]|$)",
        re.IGNORECASE,
    ),
    "number": re.compile(r"\d{5,}"),
}
HOSTS: dict[str, re.Pattern[str]] = {
    "forum": re.compile(
        r"^(?:www\.)?(?:community|discuss|discussions?|discourse|bbs|boards?|talk|users)\.|forum|stackexchange|"
        r"stackoverflow|reddit\."
    ),
    "documentation": re.compile(
        r"^(?:www\.)?(?:docs?|developers?|help|support|wiki|api|learn|manual|reference|kb)\.|readthedocs|wikipedia|gitbook"
    ),
    "article": re.compile(r"^(?:www\.)?(?:blog|news)\.|substack|medium\.com|wordpress|blogspot"),
}
GENERATORS: dict[str, re.Pattern[str]] = {
    "forum": re.compile(
        r"vbulletin|phpbb|discourse|xenforo|mybb|simple machines|flarum|invision|vanilla|nodebb|fluxbb|punbb",
        re.IGNORECASE,
    ),
    "documentation": re.compile(
        r"docusaurus|sphinx|mkdocs|gitbook|vuepress|vitepress|mediawiki|doxygen|javadoc|readme|mdbook|antora|docfx",
        re.IGNORECASE,
    ),
}
SLUG_HYPHENS = 4  # a headline as a slug: five words or more


def looks_like_forum(document: Document) -> bool:
    """Whether the page is a forum thread, judging by its software or its URL."""
    generator = " ".join(document.meta.get("generator", ()))
    return GENERATORS["forum"].search(generator) is not None or any(
        sign in ("host:forum", "path:forum") for sign in signs_of_address(document)
    )


def signs_of_address(document: Document) -> Iterator[str]:
    """What the URL suggests about the kind of page; see `verdict.kind`."""
    try:
        parts = urlsplit(document.url or "")
    except ValueError:
        return
    if not parts.hostname:
        return
    path = parts.path + ("?" + parts.query if parts.query else "")
    for name, words in HOSTS.items():
        if words.search(parts.hostname):
            yield f"host:{name}"
    for name, words in PATHS.items():
        if words.search(path):
            yield f"path:{name}"
    steps = [step for step in parts.path.split("/") if step]
    if any(step.count("-") >= SLUG_HYPHENS for step in steps):
        yield "path:slug"
    yield f"depth:{min(len(steps), 4)}"
    if parts.query:
        yield "query"
