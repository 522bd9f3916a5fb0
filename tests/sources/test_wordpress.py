"""A WordPress site's own API: found on the page, fetched as politely as any page, and its refusal respected."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from scraper.errors import NotHtmlError
from scraper.options import ExtractOptions, FetchOptions, Options
from scraper.pipeline import scrape_each
from scraper.records import Article, Page
from scraper.sources.wordpress import api_url, page_of_answer
from tests.hostile_server import HostileServer, answer

PROSE = [
    f"Paragraph {n} follows the lamp keepers of Ostrel along the mole, where oil is carried up before dusk."
    for n in range(1, 5)
]
POST: dict[str, Any] = {
    "date": "2011-05-03T18:09:41",
    "title": {"rendered": "The lamps of Ostrel &#8211; a visit</script>"},
    "content": {"rendered": "".join(f"<p>{each}</p>" for each in PROSE), "protected": False},
    "_embedded": {"author": [{"name": "Ada Lund"}]},
}
PAGE = """<html lang=en><head><title>The lamps of Ostrel | News</title>
<link rel="https://api.w.org/" href="/wp-json/"><link rel="shortlink" href="/?p=77"></head><body class="postid-77">
<article><h1>The lamps of Ostrel</h1><p>By Piers Moss</p><div>{prose}<p>Share this with everybody whom you know.</p>
</div><p>Copyright © Piers Moss, Upton Weekly, 2011</p></article></body></html>"""
API = "/wp-json/wp/v2/posts/77?_embed=1"


def scraped(routes: dict[str, bytes], *, prefer_api: bool = True) -> tuple[Article, list[str]]:
    """The record of /lamps on a loopback server, and the paths that it was asked for."""
    prose = "".join(f"<p>{each}</p>" for each in PROSE)
    page = answer(PAGE.format(prose=prose).encode(), content_type="text/html; charset=utf-8")
    fetch = FetchOptions(allow_private=True, delay_s=0.0, retries=0)

    async def run(url: str) -> Any:
        options = Options(fetch, ExtractOptions(prefer_api=prefer_api))
        (outcome,) = [outcome async for _, outcome in scrape_each([url], options)]
        return outcome

    with HostileServer({"/lamps": page, **routes}) as server:
        article = asyncio.run(run(server.url("/lamps")))
        paths = server.paths
    assert isinstance(article, Article), article
    return article, paths


def test_the_text_is_the_apis_and_the_rest_the_pages() -> None:
    """Title, moment and body come from the API; byline, notices and rights, which it does not know, from the page."""
    article, paths = scraped({API: answer(json.dumps(POST).encode(), content_type="application/json")})
    assert API in paths
    assert article.text.split("\n\n") == PROSE
    assert article.title == "The lamps of Ostrel – a visit"
    assert article.published == "2011-05-03T18:09:41"
    assert [author.name for author in article.authors] == ["Piers Moss"]
    assert article.rights.holders == ("Piers Moss", "Upton Weekly")
    assert (article.capture.kind, article.found["body"]) == ("api", "api")
    assert article.canonical_url is None


def test_the_api_is_not_asked_unless_wanted() -> None:
    """Without the option nothing but the page and robots.txt is asked for."""
    article, paths = scraped({}, prefer_api=False)
    assert API not in paths
    assert article.capture.kind == "live"


REFUSALS = {
    "forbidden": {API: answer(b"no", status="403 Forbidden")},
    "robots": {"/robots.txt": answer(b"User-agent: *\nDisallow: /wp-json/\n", content_type="text/plain")},
    "no json": {API: answer(b"<html>", content_type="text/html")},
    "deep": {API: answer(b"[" * 50_000)},
    "a list": {API: answer(b"[1]")},
    "protected": {API: answer(json.dumps({**POST, "content": {"rendered": "<p>x</p>", "protected": True}}).encode())},
}


@pytest.mark.parametrize("routes", REFUSALS.values(), ids=REFUSALS.keys())
def test_a_refusal_is_respected(routes: dict[str, bytes]) -> None:
    """The record is the page's, with a warning, where the site refuses; robots.txt holds for the API, too."""
    article, paths = scraped(routes)
    assert article.title == "The lamps of Ostrel"
    assert article.capture.kind == "live"
    assert any("API gave no text" in warning for warning in article.warnings)
    assert paths.count(API) == (0 if "/robots.txt" in routes else 1)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            '<link rel="alternate" type="application/json" href="https://a.example/wp-json/wp/v2/posts/5">',
            "posts/5?_embed=1",
        ),
        (
            "<link rel='https://api.w.org/' href='https://a.example/?rest_route=/'><body class='postid-5'>",
            "posts/5&_embed=1",
        ),
        ('<link rel="https://api.w.org/" href="https://a.example/wp-json/">', None),
        ('<link rel="alternate" href="https://other.example/wp-json/wp/v2/posts/5">', None),
        ('<link rel="alternate" href="javascript:/wp/v2/posts/5">', None),
        ("", None),
    ],
)
def test_where_the_api_is(head: str, expected: str | None) -> None:
    """The page names its post in the API, or the API and its own number; another site's is not asked."""
    found = api_url(Page("https://a.example/x", "https://a.example/x", head.encode()))
    assert found is None if expected is None else (found or "").endswith(f"/wp/v2/{expected}")


def test_an_answer_that_is_no_post_is_an_error() -> None:
    """What is no post of WordPress raises a ScraperError."""
    page = Page("https://a.example/x", "https://a.example/x", b"")
    with pytest.raises(NotHtmlError):
        page_of_answer(Page("https://a.example/api", "https://a.example/api", b'{"title": 3}'), page)
