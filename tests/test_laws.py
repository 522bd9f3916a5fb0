"""Properties that hold for every page and every record."""

from __future__ import annotations

import dataclasses
import json
import pickle
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper import ScraperError, errors, extract
from scraper.errors import MAX_REASON, StatusError
from scraper.extraction import extract_article
from scraper.options import ExtractOptions
from scraper.parsing import parse
from scraper.records import (
    Article,
    Author,
    Block,
    Capture,
    Category,
    Cell,
    Image,
    Item,
    Notice,
    Origin,
    Page,
    Rights,
    Span,
    Trace,
    TraceLine,
)

PAGES = Path(__file__).parent / "fixtures" / "pages"
URL = "https://paper.example/a/b?c=d"

TAGS = (
    "p div h1 h2 li ul table tr td pre code blockquote figure figcaption a b em article main section span sup time "
    "math template svg form"
).split()
WORDS = st.sampled_from(
    ["By Ada Lund", "Par Ilse Morvan et Jo", "Région :", "Thème: Sel", "Copyright © X, 2016", "19 octobre 2016",
     "La source originale de cet article est X", "The ferry left the harbour at dawn and nobody knew why.",
     "Disclaimer: no.", "来源：雾村", "بقلم: ليلى", "﻿", "\x00", "&amp;", "&#xD800;", "<", "]]>", "[1]", "—"]
)  # fmt: skip
ATTRIBUTES = st.sampled_from(
    ["", ' class="byline"', ' id="fn1"', ' href="#fn1"', ' href="http://["', ' datetime="0001-01-01T00:00:00+14:00"',
     ' itemprop="author"', ' hidden', ' colspan="999999999999"', ' start="x"', ' lang="xx-"', ' style="display:none"',
     ' rel="canonical tag"', ' src="data:,"']
)  # fmt: skip
SCRIPTS = st.sampled_from(
    ['<script type="application/ld+json">{"@graph":[{"@id":"a","author":{"@id":"a"}}]}</script>',
     '<script type="application/ld+json">{"@type":"NewsArticle","headline":"\\ud800","author":[[]]}</script>',
     '<script type="application/ld+json">' + "[" * 3000 + "</script>", '<meta property="og:url" content="http://\u2100">',
     '<meta name="author" content="">', '<link rel="canonical" href="http://[">', "<base href='::'>", "<!--",
     "<plaintext>"]
)  # fmt: skip


@st.composite
def soups(draw: st.DrawFn) -> str:
    """Tag soup of the kinds of pieces that our rules look at, closed or not."""
    out = []
    for _ in range(draw(st.integers(0, 30))):
        tag = draw(st.sampled_from(TAGS))
        out.append(
            f"<{tag}{draw(ATTRIBUTES)}>{draw(WORDS)}" + draw(st.sampled_from(["", f"</{tag}>", "</p>", "</div>"]))
        )
        if draw(st.integers(0, 9)) == 0:
            out.append(draw(SCRIPTS))
    return "".join(out)


def check(content: bytes | str) -> None:
    try:
        article = extract(content, url=URL)
    except ScraperError:
        return
    assert Article.from_dict(json.loads(json.dumps(article.to_dict()))) == article
    json.dumps(article.to_dict(), ensure_ascii=False).encode("utf-8")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_give_a_record_or_a_scraper_error(content: bytes) -> None:
    """No bytes make `extract` raise anything but ScraperError, and each record goes through JSON unchanged."""
    check(content)


@settings(max_examples=250, deadline=None)
@given(soups())
def test_any_tag_soup_gives_a_record_or_a_scraper_error(soup: str) -> None:
    """Nor does markup, however odd its tags, attributes, addresses, dates and linked data are."""
    check(soup)


@settings(max_examples=60, deadline=None)
@given(soups())
def test_every_visible_line_of_a_soup_has_one_fate(soup: str) -> None:
    """The trace holds every visible line once, in order, and else only hidden ones that were kept."""
    page = Page(URL, URL, soup.encode(), "text/html; charset=utf-8")
    options = ExtractOptions(trace=True)
    try:
        article = extract_article(parse(page, options), page, options)
    except ScraperError:
        return
    assert article.trace is not None
    lines = [line for line in parse(page, options).lines if line.text]
    visible = [line.text for line in lines if not line.hidden]
    told = [line.text for line in article.trace.lines if line.text]
    left = iter(told)
    assert all(text in left for text in visible)
    others = Counter(told) - Counter(visible)
    kept = Counter(line.text for line in article.trace.lines if line.fate != "dropped")
    assert others <= Counter(line.text for line in lines if line.hidden)
    assert others <= kept


def html_pages() -> list[Path]:
    return sorted(path for path in PAGES.glob("*/page.html") if "expect" in (path.parent / "case.json").read_text())


@pytest.mark.parametrize("path", html_pages(), ids=lambda path: path.parent.name)
def test_no_line_is_in_two_places(path: Path) -> None:
    """The body repeats no paragraph that the page prints once, and holds no line that went to a field or a notice."""
    page = Page(URL, URL, path.read_bytes(), "text/html")
    options = ExtractOptions(trace=True)
    article = extract_article(parse(page, options), page, options)
    assert article.trace is not None
    printed = Counter(line.text for line in article.trace.lines if line.text)
    told = Counter(block.text for block in article.body if block.kind == "paragraph")
    assert [text for text, count in told.items() if text in printed and count > printed[text]] == []
    elsewhere = {
        line.text for line in article.trace.lines if line.fate in ("notice", "dropped") and printed[line.text] == 1
    }
    assert [text for text in told if text in elsewhere] == []


TEXT = st.text(min_size=1, max_size=20)
MAYBE = st.none() | TEXT
SPANS = st.lists(st.builds(Span, st.integers(0, 9), st.integers(0, 9), TEXT, MAYBE, MAYBE, MAYBE), max_size=2).map(
    tuple
)
LEAF_ITEMS = st.builds(Item, TEXT, SPANS)
ITEMS = st.builds(Item, TEXT, SPANS, st.lists(LEAF_ITEMS, max_size=2).map(tuple), st.none() | st.booleans())
CELLS = st.builds(Cell, TEXT, SPANS, st.booleans(), st.none() | st.integers(2, 9), st.none() | st.integers(2, 9))
LEAF_BLOCKS = st.builds(
    Block, st.sampled_from(["paragraph", "heading", "quote", "list", "table", "image"]), TEXT, SPANS,
    level=st.none() | st.integers(1, 6), attribution=MAYBE, cite=MAYBE, ordered=st.none() | st.booleans(),
    items=st.lists(ITEMS, max_size=2).map(tuple),
    rows=st.lists(st.lists(CELLS, min_size=1, max_size=2).map(tuple), max_size=2).map(tuple), url=MAYBE, latex=MAYBE,
)  # fmt: skip
BLOCKS = st.builds(dataclasses.replace, LEAF_BLOCKS, blocks=st.lists(LEAF_BLOCKS, max_size=2).map(tuple))
ARTICLES = st.builds(
    Article, url=MAYBE, canonical_url=MAYBE, kind=TEXT, title=MAYBE, byline=MAYBE, published=MAYBE, summary=MAYBE,
    authors=st.lists(st.builds(Author, TEXT, TEXT, TEXT, MAYBE, MAYBE), max_size=2).map(tuple),
    categories=st.lists(st.builds(Category, TEXT, TEXT, MAYBE), max_size=2).map(tuple),
    body=st.lists(BLOCKS, max_size=3).map(tuple),
    notices=st.lists(st.builds(Notice, TEXT, TEXT, MAYBE), max_size=2).map(tuple),
    rights=st.builds(Rights, st.lists(TEXT, max_size=2).map(tuple), st.none() | st.integers(1900, 2100), MAYBE, MAYBE),
    origins=st.lists(st.builds(Origin, MAYBE, MAYBE, MAYBE, MAYBE, MAYBE, TEXT, MAYBE), max_size=2).map(tuple),
    capture=st.builds(Capture, TEXT, MAYBE, MAYBE),
    images=st.lists(st.builds(Image, TEXT, MAYBE), max_size=2).map(tuple),
    fetched_at=st.none() | st.datetimes(min_value=datetime(1990, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC)),
    found=st.dictionaries(TEXT, TEXT, max_size=2), warnings=st.lists(TEXT, max_size=2).map(tuple),
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(ARTICLES)
def test_json_out_and_in_again_is_the_same_article(article: Article) -> None:
    """A record comes back from JSON equal, whatever its fields hold."""
    assert Article.from_dict(json.loads(json.dumps(article.to_dict()))) == article


@settings(max_examples=50, deadline=None)
@given(ARTICLES)
def test_records_cross_a_process_border(article: Article) -> None:
    """A record with its trace survives pickling."""
    traced = dataclasses.replace(article, trace=Trace((TraceLine("a", "body", "body", "p"),)))
    back = pickle.loads(pickle.dumps(traced))
    assert back == traced
    assert back.trace == traced.trace


KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, ScraperError) and "code" in vars(kind)
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_errors_cross_a_process_border(kind: type[ScraperError]) -> None:
    """Each failure survives pickling with its address, reason, code and own facts."""
    extra = {errors.StatusError: (503,), errors.NotBeforeError: (99.5,)}.get(kind, ())
    failure = kind(URL, "a reason", *extra)
    back = pickle.loads(pickle.dumps(failure))
    assert type(back) is kind
    assert (back.url, back.reason, back.code, back.args) == (URL, "a reason", kind.code, failure.args)
    assert back.to_dict() == failure.to_dict()


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(["schema", "title", "body"]), st.integers() | TEXT))
def test_another_schema_is_refused(data: dict[str, object]) -> None:
    """A record of another schema is refused with ValueError and not half read."""
    with pytest.raises(ValueError, match="schema"):
        Article.from_dict(data | {"schema": 0})


def test_an_error_says_no_more_than_a_reader_reads():
    """A reason that quotes a server's megabyte is cut, and still is after pickling."""
    error = pickle.loads(pickle.dumps(StatusError("http://lantern.example/", "x" * 1_000_000, 500)))
    assert (len(error.reason), error.reason[-1]) == (MAX_REASON, "…")
    assert len(str(error)) < MAX_REASON + 100
