"""Article -> JSON-LD in schema.org's vocabulary, by the "standard term" column of docs/record.md.

Source: https://schema.org/NewsArticle
"""

from __future__ import annotations

from typing import Any

from scraper.records import Article, Author, Category, Kind, NoticeKind, Origin, Role
from scraper.writing.record import dump_json

TYPES: dict[Kind, str] = {
    "article": "NewsArticle",
    "forum": "DiscussionForumPosting",
    "documentation": "TechArticle",
    "collection": "CollectionPage",
    "listing": "CollectionPage",
    "product": "ItemPage",
    "service": "WebPage",
}
AUTHOR_TYPES = {"person": "Person", "organisation": "Organization"}
#: Any other role becomes a contributor.
ROLE_TERMS: dict[Role, str] = {
    "author": "author",
    "reporter": "author",
    "poster": "author",
    "translator": "translator",
    "editor": "editor",
}
#: Notice kind -> property. Each is text, where schema.org would prefer a URL.
NOTICE_TERMS: dict[NoticeKind, str] = {
    "disclaimer": "publishingPrinciples",
    "permission": "usageInfo",
    "license": "usageInfo",
    "fair_use": "usageInfo",
    "correction": "correction",
}


def as_jsonld(article: Article) -> str:
    """The article as a schema.org NewsArticle (another type if the page is not an article), safe inside a <script>."""
    return dump_json(schema_org(article), indent=2).replace("<", "\\u003c")


def schema_org(article: Article) -> dict[str, Any]:
    """The article as a JSON-LD node; unknown fields are omitted."""
    named: dict[str, list[Category]] = {}
    for category in article.categories:
        named.setdefault(category.scheme, []).append(category)
    node: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": TYPES.get(article.kind, "WebPage"),
        "url": article.canonical_url or article.final_url or article.url,
        "headline": article.title,
        "alternativeHeadline": article.subtitle,
        "datePublished": article.published,
        "dateModified": article.modified,
        "publisher": {"@type": "Organization", "name": article.site} if article.site else None,
        "inLanguage": article.language,
        "articleSection": [each.name for each in named.get("section", ())],
        "keywords": [each.name for scheme in ("theme", "tag") for each in named.get(scheme, ())],
        "contentLocation": [_named("Place", each) for each in named.get("region", ())],
        "isPartOf": [_named("CreativeWorkSeries", each) for each in named.get("report", ())],
        "abstract": article.summary,
        "articleBody": article.text,
        "image": [
            {"@type": "ImageObject", "url": each.url, "description": each.alt, "caption": each.caption,
             "creditText": each.credit}
            for each in article.images
        ],
        "copyrightHolder": [{"name": holder} for holder in article.rights.holders],
        "copyrightYear": article.rights.year,
        "license": article.rights.license,
        "copyrightNotice": "\n\n".join(each.text for each in article.notices if each.kind == "copyright"),
        "isBasedOn": [_work(each) for each in article.origins if each.relation != "translation"],
        "translationOfWork": [_work(each) for each in article.origins if each.relation == "translation"],
        "archivedAt": article.capture.archive_url,
    }  # fmt: skip
    for author in article.authors:
        node.setdefault(ROLE_TERMS.get(author.role, "contributor"), []).append(_author(author))
    for notice in article.notices:
        if term := NOTICE_TERMS.get(notice.kind):
            node.setdefault(term, []).append({"@type": "CreativeWork", "text": notice.text, "url": notice.url})
    known: dict[str, Any] = _known(node)
    return known


def _author(author: Author) -> dict[str, Any]:
    return {
        "@type": AUTHOR_TYPES.get(author.kind),
        "name": author.name,
        "honorificPrefix": author.honorific,
        "url": author.url,
    }


def _named(kind: str, category: Category) -> dict[str, Any]:
    return {"@type": kind, "name": category.name, "url": category.url}


def _work(origin: Origin) -> dict[str, Any]:
    return {
        "@type": "CreativeWork",
        "name": origin.title,
        "url": origin.url,
        "publisher": {"@type": "Organization", "name": origin.name} if origin.name else None,
        "datePublished": origin.published,
        "inLanguage": origin.language,
    }


def _known(value: Any) -> Any:
    """The node without unknown values."""
    if isinstance(value, dict):
        known = {name: _known(each) for name, each in value.items()}
        return {name: each for name, each in known.items() if each is not None and each != "" and each != []}
    if isinstance(value, list):
        return [_known(each) for each in value]
    return value
