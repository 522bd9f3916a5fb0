"""The trace accounts for every visible word: none is in two places, none in no place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.cli.explain import told
from scraper.errors import ScraperError
from scraper.extraction import extract_article
from scraper.options import ExtractOptions
from scraper.parsing import parse
from scraper.records import FATES, Article, Page, Trace, TraceLine

URL = "https://paper.example/2019/the-bell"
WORD = re.compile(r"\w+")

PROSE = [
    "The bell of the lower chapel has been silent since the night of the long frost, and nobody has climbed up there.",
    "A mason from the hills offered to mend it for a sack of barley and the right to ring it once at noon.",
    "The council met twice about the offer, and both times the miller spoke until the lamp went out and all went home.",
    "On the third evening the bell rang by itself, thirteen times, and the dogs of the quay answered from the yards.",
]
STATEMENTS = [
    "By Ada Lund", "May 3, 2011", "The original source of this article is Upton Weekly",
    "Share this article with friends.",
    "Copyright © Ada Lund, Upton Weekly, 2011", "All rights reserved.", "Source: Upton Weekly",
    "The views expressed in this article are those of the author alone.", "Translated by Lena Sample",
    "This article was first published in Upton Weekly. The views expressed are those of the author alone.",
    "Disclaimer: the contents of this article are of sole responsibility of the author.", "Advertisement",
    "Tags: Bells, Frost",
    "First published on May 3, 2009", "Correction: the bell rang twelve times.", "Read more", "Comments",
]  # fmt: skip
WRAPPERS = ["<p>{}</p>", "<div>{}</div>", "<aside><p>{}</p></aside>", "<li>{}</li>", 
            "<blockquote><p>{}</p></blockquote>",
            "<h2>{}</h2>", "<p><em>{}</em></p>", "{}<br>", "<div class=note><p>{}</p></div>",
            "<p><a href='/x'>{}</a></p>",
            "<table><tr><td>{}</td></tr></table>", "<footer><p>{}</p></footer>"]  # fmt: skip


@st.composite
def pages(draw: st.DrawFn) -> str:
    """An article with statements above, within, run together with, and below its text, in any markup."""
    pieces = []
    for sentence in PROSE:
        before = draw(st.lists(st.sampled_from(STATEMENTS), max_size=2))
        pieces += [draw(st.sampled_from(WRAPPERS)).format(statement) for statement in before]
        grown = draw(st.sampled_from(["", *STATEMENTS[2:9]]))
        pieces.append(f"<p>{sentence} {grown}{draw(st.sampled_from(['</p>', '<br>', '<br><br>']))}")
    after = draw(st.lists(st.sampled_from(STATEMENTS), max_size=6))
    pieces += [draw(st.sampled_from(WRAPPERS)).format(statement) for statement in after]
    head = "<html lang=en><title>The bell</title><body><article><h1>The bell of the chapel</h1>"
    return f"{head}{''.join(pieces)}</article>"


def read(html: str) -> Article | None:
    page = Page(URL, URL, html.encode(), "text/html; charset=utf-8")
    options = ExtractOptions(trace=True)
    try:
        return extract_article(parse(page, options), page, options)
    except ScraperError:
        return None


def words(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in WORD.findall(text))


def texts_of(blocks: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Every text of the body's blocks, each once."""
    for block in blocks:
        yield from (block[name] for name in ("attribution", "caption", "credit") if block.get(name))
        if "items" in block:
            yield from items_of(block["items"])
        elif "rows" in block:
            yield from (cell["text"] for row in block["rows"] for cell in row)
        elif "blocks" in block:
            yield from texts_of(block["blocks"])
        else:
            yield block["text"]


def items_of(items: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for item in items:
        yield item["text"]
        yield from items_of(item.get("items", ()))


@settings(max_examples=150)
@given(pages())
def test_nothing_is_in_two_places_and_nothing_in_none(html: str) -> None:
    """The words of the body are those of the lines that became body, the notices' those that became notices."""
    article = read(html)
    if article is None:
        return
    assert article.trace is not None
    by_fate = {fate: words(line.text for line in article.trace.lines if line.fate == fate) for fate in FATES}
    visible = words(
        line.text for line in parse(Page(URL, URL, html.encode()), ExtractOptions()).lines if not line.hidden
    )
    assert sum(by_fate.values(), Counter()) == visible
    assert words(texts_of(article.to_dict()["body"])) == by_fate["body"]
    # A notice that is printed twice is told once.
    told = {text for notice in article.notices for text in notice.text.splitlines() if text}
    assert words(told) == words({line.text for line in article.trace.lines if line.fate == "notice"})


def test_shares_and_dropped_blocks() -> None:
    """Shares are of the characters after the title; neighbours that were dropped for one reason are one block."""
    lines = [
        TraceLine("Menu", "dropped", "navigation (0.00)", "nav"),
        TraceLine("The bell", "field", "title", "h1"),
        TraceLine("abcdef", "body", "body", "p"),
        TraceLine("gh", "dropped", "related links (0.01)", "ul/li"),
        TraceLine("ij", "dropped", "related links (0.02)", "ul/li"),
    ]
    trace = Trace(tuple(lines), title_at=1)
    assert trace.shares == {"body": 0.6, "field": 0.0, "notice": 0.0, "dropped": 0.4}
    assert trace.dropped == (TraceLine("gh\nij", "dropped", "related links", "ul/li"),)
    assert Trace().shares == dict.fromkeys(FATES, 0.0)


def test_the_shares_are_shown() -> None:
    """`scrape explain` shows the share of each fate, and each dropped block with its reason and size."""
    teasers = "".join(f"<li><a href='/{n}'>Another story of the harbour, number {n}</a></li>" for n in range(3))
    prose = "".join(f"<p>{each} {each.swapcase()}</p>" for each in PROSE)
    html = f"<article><h1>The bell</h1>{prose}</article><div class=related><h3>Related</h3><ul>{teasers}</ul></div>"
    article = read(f"<html lang=en><title>The bell</title><body>{html}")
    assert article is not None
    assert article.trace is not None
    shown = told(article).splitlines()
    assert f"body\t{article.trace.shares['body']:.1%}" in shown
    assert sum(article.trace.shares.values()) == 1
    (block,) = article.trace.dropped
    assert [line for line in shown if line.startswith(f"{block.reason}\t{len(block.text)}\tRelated Another story")]
    assert block.text.count("Another story") == 3


def test_hidden_lines_that_are_kept_are_told_too() -> None:
    rest = [f"{place}: {text}" for place in ("On the quay", "In the hills") for text in PROSE]
    html = f"""<html lang=en><title>The bell</title><body><article><h1>The bell of the chapel</h1>
    {"".join(f"<p>{text}</p>" for text in PROSE)}<div style="display: none">
    {"".join(f"<p>{text}</p>" for text in rest)}</div></article>"""
    article = read(html)
    assert article is not None
    assert article.trace is not None
    assert [block.text for block in article.body] == PROSE + rest
    assert [line.text for line in article.trace.lines if line.fate == "body"] == PROSE + rest


def test_hidden_lines_that_are_not_kept_are_not_told() -> None:
    html = f"""<html lang=en><title>The bell</title><body><article><h1>The bell of the chapel</h1>
    {"".join(f"<p>{text}</p>" for text in PROSE)}<p hidden>Track this view.</p></article>"""
    article = read(html)
    assert article is not None
    assert article.trace is not None
    assert "Track this view." not in [line.text for line in article.trace.lines]


def test_words_hidden_twice_are_as_much_of_a_kept_hidden_line_as_the_rest() -> None:
    rest = [f"<p>{text[:40]}<span hidden>{text[40:]}</span></p>" for text in PROSE]
    html = f"""<html lang=en><title>The bell</title><body><div style="display: none"><article>
    <h1>The bell of the chapel</h1>{"".join(rest)}</article></div>"""
    article = read(html)
    assert article is not None
    assert [block.text for block in article.body] == PROSE
