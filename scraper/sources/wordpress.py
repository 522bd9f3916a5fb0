"""WordPress: a post from the site's own API, without the page around it.

Source:  https://developer.wordpress.org/rest-api/reference/posts/,
https://developer.wordpress.org/rest-api/using-the-rest-api/discovery/
"""

from __future__ import annotations

import dataclasses
import json
import re
from html import escape, unescape
from typing import Any

from scraper.errors import NotHtmlError
from scraper.normalize.urls import absolute_url, same_site
from scraper.records import Article, Notice, Page

#: How much of a page is searched for its API: the links are in the head, the post's number in the body's class.
SEARCHED_BYTES = 300_000

POST = re.compile(
    r"""<link\b[^>]{0,300}?\bhref=["']([^"'<>]{1,500}/wp/v2/(?:posts|pages)/\d{1,12})["']""", re.IGNORECASE
)
ROOT = re.compile(
    r"""<link\b[^>]{0,200}?\brel=["']https://api\.w\.org/["'][^>]{0,100}?\bhref=["']([^"'<>]{1,500})["']""",
    re.IGNORECASE,
)
NUMBER = re.compile(r"""\bpostid-(\d{1,12})\b|<link\b[^>]{0,200}?\bhref=["'][^"'<>]{1,300}[?&]p=(\d{1,12})["']""")
TAG = re.compile(r"<[^<>]{0,500}>")
LANGUAGE = re.compile(r"""<html\b[^>]{0,300}?\slang=["']?([A-Za-z-]{2,20})""")


def api_url(page: Page) -> str | None:
    """The API URL of a page's post; None if the page names none on its own site."""
    html = page.content[:SEARCHED_BYTES].decode("utf-8", "replace")
    base = page.final_url or page.url
    found = None
    if post := POST.search(html):
        found = absolute_url(unescape(post[1]), base)
    elif (root := ROOT.search(html)) and (number := NUMBER.search(html)):
        start = absolute_url(unescape(root[1]), base) or ""
        found = f"{start.rstrip('/')}/wp/v2/posts/{number[1] or number[2]}"
    if not found or not found.startswith("http") or not same_site(found, base):
        return None
    return f"{found}{'&' if '?' in found else '?'}_embed=1"


def page_of_answer(answer: Page, page: Page) -> Page:
    """The API's response as a page, under the URL of the page that led to it.

    Raises:  NotHtmlError if the response is not a public post.
    """
    try:
        post = json.loads(answer.content)
    except (ValueError, RecursionError) as error:
        raise NotHtmlError(answer.url, "the site's API returned no JSON") from error
    title, content = _rendered(post, "title"), _rendered(post, "content")
    if not content or post["content"].get("protected"):
        raise NotHtmlError(answer.url, "the site's API returned no post with text")
    stated = {
        "@type": "Article",
        "headline": unescape(TAG.sub("", title)),
        "datePublished": post.get("date"),
        "author": [{"@type": "Person", "name": name} for name in _authors(post)],
    }
    language = LANGUAGE.search(page.content[:SEARCHED_BYTES].decode("utf-8", "replace"))
    html = (
        f'<!doctype html><html lang="{language[1] if language else ""}"><head><meta charset="utf-8">'
        f"<title>{escape(str(stated['headline']))}</title>"
        f'<script type="application/ld+json">{json.dumps(stated).replace("</", "<" + chr(92) + "/")}</script></head>'
        f"<body><main><article><h1>{title}</h1>{content}</article></main></body></html>"
    )
    return dataclasses.replace(
        page, content=html.encode("utf-8", "replace"), content_type="text/html; charset=utf-8", capture_kind="api"
    )


def with_answer(article: Article, told: Article) -> Article:
    """A page's record with what the API states better: title, date and body; the rest stays the page's."""
    known = {notice.text for notice in article.notices}
    notices: tuple[Notice, ...] = (*article.notices, *(each for each in told.notices if each.text not in known))
    where = {name: "api" for name in ("title", "published", "body") if getattr(told, name)}
    return dataclasses.replace(
        article,
        title=told.title or article.title,
        published=told.published or article.published,
        authors=article.authors or told.authors,
        body=told.body,
        notices=notices,
        origins=article.origins or told.origins,
        images=told.images or article.images,
        capture=told.capture,
        found={**article.found, **where},
    )


def _rendered(post: Any, name: str) -> str:
    field = post.get(name) if isinstance(post, dict) else None
    text = field.get("rendered") if isinstance(field, dict) else None
    return text if isinstance(text, str) else ""


def _authors(post: dict[str, Any]) -> list[str]:
    embedded = post.get("_embedded")
    authors = embedded.get("author") if isinstance(embedded, dict) else None
    named = [each.get("name") for each in authors if isinstance(each, dict)] if isinstance(authors, list) else []
    return [name for name in named if isinstance(name, str) and name]
