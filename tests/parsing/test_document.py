"""What a Document answers about its lines and addresses."""

from __future__ import annotations

import pytest

from scraper.extraction import extract_article
from scraper.parsing import Document, parse
from scraper.records import Page

URL = "https://quay.example/2024/boats.html"


def document(body: str, head: str = "", url: str | None = URL) -> Document:
    """The document of a page with this body."""
    return parse(Page(url, url, f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()))


@pytest.mark.parametrize(
    ("base", "absolute"),
    [
        ("", "https://quay.example/2024/a.jpg"),
        ('<base href="/static/">', "https://quay.example/static/a.jpg"),
        ('<base href="..">', "https://quay.example/a.jpg"),
        ('<base href="//mole.example/b/">', "https://mole.example/b/a.jpg"),
        ('<base target="_top"><base href="https://mole.example/c/">', "https://mole.example/c/a.jpg"),
        ('<base href="http://[">', "https://quay.example/2024/a.jpg"),
    ],
)
def test_an_address_is_relative_to_the_pages_base(base: str, absolute: str) -> None:
    """The first <base href>, itself relative to the page's address, is what every relative address counts from."""
    assert document("<p>Boats", base).absolute("a.jpg") == absolute
    assert document("<p>Boats", base).absolute("#note") is None


def test_lines_that_a_reader_sees() -> None:
    """Hidden lines and pictures are passed over, also on the way to the next one."""
    page = document("<p>One<p hidden>Two<p><img src=a.jpg><p>Three")
    assert [line.text for line in page.shown] == ["One", "Three"]
    assert [following.text if (following := page.next_shown(line)) else None for line in page.lines] == [
        "Three", "Three", "Three", None,
    ]  # fmt: skip


def test_links_of_a_line() -> None:
    """Those that the line holds, and the one around it, but none around its whole block; each once, in order."""
    page = document(
        "<p>Plain<p>See <a href=/a>the <b>quay</b></a> and <a name=x>here</a><p><a href=/b>All of it</a><p>"
        "<div><a href=/c><div>A card</div></a></div>"
    )
    links = [[link.get("href") for link in line.links] for line in page.lines]
    assert links == [[], ["/a", None], ["/b"], []]


PROSE = "".join(
    f"<p>The keeper wrote down boat number {number} that came in from the fog beside the mole, and its name.</p>"
    for number in range(1, 7)
)


def test_a_relative_base_loses_no_address() -> None:
    """With a relative <base href> lead image, categories and the author's address are where the page says."""
    body = f"""<article><h1>Nineteen boats</h1><p>By <a rel=author href="people/ann">Ann Quill</a></p>{PROSE}
    <p>Tags: <a rel=tag href="topics/fog">Fog</a>, <a rel=tag href="topics/boats">Boats</a></p></article>"""
    head = """<base href="/en/"><meta property=og:image content="pictures/boats.jpg">
    <meta property=og:title content="Nineteen boats">"""
    article = extract_article(document(body, head), Page(URL, URL, b""))
    assert [author.url for author in article.authors] == ["https://quay.example/en/people/ann"]
    assert [image.url for image in article.images] == ["https://quay.example/en/pictures/boats.jpg"]
    assert [(each.name, each.scheme, each.url) for each in article.categories] == [
        ("Fog", "tag", "https://quay.example/en/topics/fog"),
        ("Boats", "tag", "https://quay.example/en/topics/boats"),
    ]
