"""The part below the article in every readable format: its origins, and the notices printed with it."""

from __future__ import annotations

from collections.abc import Iterable

from scraper.records import Article, Notice, NoticeKind, Origin, Relation

NOTICE_TITLES: dict[NoticeKind, str] = {
    "disclaimer": "Disclaimer",
    "license": "License",
    "permission": "Permission",
    "copyright": "Copyright",
    "fair_use": "Fair use",
    "contact": "Contact",
    "correction": "Correction",
    "rerun": "Rerun",
    "translation": "Translation",
    "promotion": "Promotion",
}

RELATION_TITLES: dict[Relation, str] = {
    "republication": "republished",
    "translation": "translated",
    "excerpt": "excerpted",
    "rerun": "published again",
    "syndication": "syndicated",
}


def origin_title(origin: Origin) -> str:
    """An origin's title, or else its name, or else its URL."""
    return origin.title or origin.name or origin.url or origin.statement or ""


def origin_line(origin: Origin) -> str:
    """What else is known of the origin, to follow its title: ", The Gazette, 2016-10-19 (republished)"."""
    details = [origin.name if origin.title else None, origin.published, origin.language]
    relation = RELATION_TITLES.get(origin.relation)
    return "".join(f", {detail}" for detail in details if detail) + (f" ({relation})" if relation else "")


def unsaid_statement(origin: Origin, notices: Iterable[Notice]) -> str | None:
    """The line that names the origin, unless a notice or the origin's title already prints it."""
    statement = origin.statement
    if not statement or statement == origin_title(origin) or any(statement in notice.text for notice in notices):
        return None
    return statement


def known_origins(article: Article) -> list[Origin]:
    """The origins with something to print."""
    return [origin for origin in article.origins if origin_title(origin)]


def heading_line(article: Article) -> str:
    """Byline, date and site in one line, as far as they are known."""
    byline = article.byline or ", ".join(author.name for author in article.authors)
    return " · ".join(part for part in (byline, article.published, article.site) if part)
