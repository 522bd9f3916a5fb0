"""What a record takes from the feed that led to it."""

from __future__ import annotations

from dataclasses import replace

from scraper.normalize.urls import same_site
from scraper.records import Article, FeedItem


def with_hint(article: Article, hint: FeedItem | None) -> Article:
    """Adds the origin that a feed names to a record that names none, if it is another site than the record's own.

    The URL that a feed item has in `<source>` (RSS) is a feed's, not an article's; only its name is kept.
    """
    origin = hint.origin if hint else None
    if hint is None or origin is None or article.origins or origin.url == hint.url:
        return article  # another site's feed leads here, perhaps via a third site: this is the origin itself
    if same_site(origin.url, article.final_url or article.url):
        return article
    if origin.relation == "syndication":
        origin = replace(origin, url=None)
    if not (origin.url or origin.name) or (origin.name or "").casefold() == (article.site or "").casefold() != "":
        return article
    return replace(article, origins=(origin,), found={**article.found, "origins": f"feed:{hint.source}"})
