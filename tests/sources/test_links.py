"""Articles among the links of front and section pages: figures on hand-made pages, and the rules one by one."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from scraper.normalize.urls import absolute_url, normal_url
from scraper.records import Page
from scraper.sources.links import article_links
from scraper.worker import Worker, read_links

MAX_S = 5.0  # CPU time of four thousand links
FRONTS = Path(__file__).parent.parent / "fixtures" / "fronts"
#: The marks of links to articles in the fixtures; they are taken off before a page is read.
MARK = " data-article"
HREF_OF_ARTICLE = re.compile(rf'href="([^"]*)"{MARK}')

#: Precision and recall, over all links of the pages. The rules were made with the first pages in sight; the second ones
#: were written afterwards, and no rule was changed for them.
FLOORS = {"fronts": (0.98, 0.98), "unseen": (0.86, 1.0)}


def front(path: Path) -> tuple[Page, set[str]]:
    """The page, and the normal forms of the addresses of its articles."""
    html = path.read_text("utf-8")
    url = re.search(r"<!-- (\S+) :", html)[1]
    articles = {normal_url(absolute_url(href.replace("&amp;", "&"), url)) for href in HREF_OF_ARTICLE.findall(html)}
    return Page(url, url, html.replace(MARK, "").encode(), "text/html; charset=utf-8"), articles


def pages(name: str) -> list[Path]:
    return sorted((FRONTS / ("" if name == "fronts" else name)).glob("*.html"))


def test_there_are_fronts_of_many_kinds():
    """The figures below mean something."""
    assert (len(pages("fronts")), len(pages("unseen"))) == (12, 4)


@pytest.mark.parametrize("name", FLOORS)
def test_precision_and_recall(name):
    """Of what is found how much is an article, and of the articles how many are found."""
    right = found = wanted = 0
    for path in pages(name):
        page, articles = front(path)
        answer = {normal_url(item.url) for item in read_links(page).items}
        right, found, wanted = right + len(answer & articles), found + len(answer), wanted + len(articles)
    precision, recall = FLOORS[name]
    assert right / found >= precision
    assert right / wanted >= recall


def links(*anchors: str, url: str = "https://quay.example/") -> list[str]:
    """The paths of the articles in a page of these links."""
    html = f"<!doctype html><html><title>Q</title><main>{''.join(anchors)}</main></html>"
    return [item.url.removeprefix("https://quay.example") for item in read_links(Page(url, url, html.encode())).items]


def story(path: str, title: str = "The ferry that would not sail today") -> str:
    return f'<div class="story"><h2><a href="{path}">{title}</a></h2><p>Nobody on the quay could say why.</p></div>'


@pytest.mark.parametrize(
    "path",
    ["/", "/report.pdf", "/tag/ferries-that-stay-in-port", "#top", "mailto:a@quay.example", "/photo.jpg",
     "/author/mira-oldroyd-of-the-quay", "/page/2", "/2024/05/", "/2024/05/06/", "/?page=2", "/privacy-policy",
     "https://harbour.example/the-ferry-that-would-not-sail", "https://shop.quay.example/the-ferry-as-a-cup",
     "/login?next=/the-ferry-that-would-not-sail", "/category/ferries", "/index.php?id_rubrique=12"],
)  # fmt: skip
def test_what_is_never_an_article(path):
    """Even with a headline's words in a headline's place."""
    assert links(story(path)) == []


@pytest.mark.parametrize(
    "path",
    ["/the-ferry-that-would-not-sail", "/2024/05/06/ferry", "/news/88140/", "/?p=12", "/news/content_8812301.htm",
     "/a/x7kp2q9d", "/category/ferries/the-ferry-that-would-not-sail-4711.html", "/index.php?id_article=12"],
)  # fmt: skip
def test_addresses_of_articles(path):
    """Words, dates, numbers and codes."""
    assert links(story(path)) == [path]


def test_the_title_is_not_what_leads_on():
    """A text that leads to several addresses is no title; the articles come in the order of the page, each once."""
    anchors = [story(f"/story-{n}", title) + f'<a href="/story-{n}">Read the whole story now</a>'
               for n, title in enumerate(("Salt", "Fog and tide"), 4711)]  # fmt: skip
    html = f"<!doctype html><html><title>Q</title><main>{''.join(anchors)}</main></html>"
    items = read_links(Page("https://quay.example/", "https://quay.example/", html.encode())).items
    assert [(item.url[-4:], item.title) for item in items] == [("4711", "Salt"), ("4712", "Fog and tide")]


def test_the_company_of_a_link_counts():
    """A short headline among articles is one; a section with a long name among sections is none."""
    shown = [story(f"/coast/{slug}") for slug in ("why-the-ferry-stayed", "who-pays-for-salt", "a-night-in-the-fog")]
    assert "/coast/fog" in links(*shown, story("/coast/fog", "Fog"))
    menu = "".join(f'<li><a href="/{name}/">{name}</a></li>' for name in ("coast", "town", "boats"))
    long = '<li><a href="/all-about-the-great-salt-crisis/">All about the great salt crisis</a></li>'
    assert links(*shown, f"<nav><ul>{menu}{long}</ul></nav>") == [
        "/coast/why-the-ferry-stayed", "/coast/who-pays-for-salt", "/coast/a-night-in-the-fog"]  # fmt: skip


def test_the_day_in_an_address_is_kept_as_a_hint():
    """published is what the address says, no more."""
    page = Page("https://quay.example/", "https://quay.example/", story("/2024/05/06/the-ferry-stays-in-port").encode())
    (item,) = read_links(page).items
    assert (item.published, item.source) == ("2024-05-06", "https://quay.example/")


def test_a_page_without_links_or_address():
    """Nothing is found, and nothing breaks; without the page's address relative links lead nowhere."""
    assert article_links([], None) == []
    assert read_links(Page(None, None, b"<p>Boats</p>")).items == ()
    assert read_links(Page(None, None, story("/2024/05/06/the-ferry-stays").encode())).items == ()


def test_links_are_read_in_a_worker():
    """What the worker gives is what is read in process."""
    page, _ = front(pages("fronts")[0])
    with Worker() as worker:
        assert worker.read_links(page) == read_links(page)


def test_many_links_take_linear_time():
    """Thousands of links in one box, and as many boxes."""
    for html in ("<div>" + "".join(f'<a href="/{n}">A link</a>' for n in range(4_000)),
                 "".join(story(f"/story-{n}") for n in range(4_000)),
                 "<div><h2><a href=/x>H</a></h2>" + "".join(f'<p><a href="/{n}">A</a>' for n in range(4_000)),
                 "<div>" + "<h2>x</h2>" * 2_000 + "".join(f'<a href="/{n}">A</a>' for n in range(2_000))):  # fmt: skip
        start = time.process_time()
        read_links(Page("https://quay.example/", "https://quay.example/", html.encode()))
        assert time.process_time() - start < MAX_S
