"""Plain-text sitemaps, and the lines of robots.txt that name sitemaps. XML sitemaps are read as feeds are.

Source: https://www.sitemaps.org/protocol.html
"""

from __future__ import annotations

import re

from scraper.errors import FeedError
from scraper.normalize.urls import absolute_url
from scraper.records import Feed, FeedItem

SITEMAP_LINE = re.compile(r"[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE)
RULE_LINE = re.compile(r"[ \t]*(?:user-?agent|disallow|allow|crawl-delay|host)[ \t]*:", re.IGNORECASE)
COMMENT = "#"


def read_plain_text(text: str, url: str | None) -> Feed:
    """Reads robots.txt, or a sitemap with one URL per line. Raises FeedError for any other text."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith(COMMENT)]
    is_robots = any(RULE_LINE.match(line) or SITEMAP_LINE.match(line) for line in lines[:200])
    if is_robots:
        named = (absolute_url(match[1], url) for line in lines if (match := SITEMAP_LINE.match(line)))
        sitemaps = dict.fromkeys(each for each in named if each and each.startswith("http"))
        return Feed("robots", leads_to=tuple(FeedItem(each, source=url) for each in sitemaps))
    if not lines or not all(line.strip().startswith(("http://", "https://")) for line in lines[:20]):
        raise FeedError(url, "neither a feed nor a sitemap")
    found = [absolute_url(line.strip(), None) for line in lines]
    items = tuple(FeedItem(each, source=url) for each in found if each)
    return Feed("text", items, nameless=len(found) - len(items))
