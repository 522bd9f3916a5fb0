"""HTML: everything escaped, nothing that runs, the structure of the blocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from scraper.records import Article, Author, Block, Cell, Image, Item, Notice, Origin, Span
from scraper.writing import as_html

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title><script>",
    "&lt;b&gt;",
    "]]>",
    "a\x00b",
]


def tree(article: Article) -> LexborHTMLParser:
    """The page as a browser reads it."""
    return LexborHTMLParser(as_html(article))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_makes_no_element(text: str) -> None:
    """Text in every place of the record makes no element and no attribute of its own."""
    block = Block("image", url=f"https://x.example/{text}", alt=text, caption=text, credit=text)
    article = Article(
        url=f"https://x.example/{text}", title=text, subtitle=text, byline=text, language=text, published=text,
        site=text, body=(
            block,
            Block("paragraph", text, (Span(0, 99, "link", url=f"https://x.example/{text}"),)),
            Block("paragraph", text, (Span(0, 99, "language", language=text),)),
            Block("quote", text, attribution=text, cite=f"https://x.example/{text}"),
            Block("list", ordered=False, items=(Item(text),)),
            Block("table", rows=((Cell(text),),), caption=text),
            Block("code", text, code_language=text),
            Block("math", latex=text),
            Block("embed", url="https://x.example", provider=text),
            Block("footnote", text, id=text, number=text),
        ),
        notices=(Notice("disclaimer", text, url=f"https://x.example/{text}"),),
        origins=(Origin(text, title=text, statement=text),),
        images=(Image(text),),
    )  # fmt: skip
    page = tree(article)
    assert page.css("script") == []
    assert {name for node in page.css("*") for name in node.attributes if name.startswith("on")} == set()
    assert page.css_first("h1").text() == text.replace("\x00", "")
    assert len(page.css("img")) == 1


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "JAVASCRIPT:x", " javascript:x", "//x", "#a", "vbscript:x"]
)
def test_only_good_schemes_become_links(url: str) -> None:
    """Addresses of other schemes than http, https and mailto make no link; their words stay."""
    body = (Block("paragraph", "Read this", (Span(5, 9, "link", url=url),)), Block("image", url=url, caption="A dyke"))
    page = tree(Article(body=body))
    assert page.css("a, img") == []
    assert page.css_first("p").text() == "Read this"
    assert page.css_first("figcaption").text() == "A dyke"


def test_nothing_runs_and_nothing_but_pictures_is_loaded() -> None:
    """The page forbids scripts, frames and foreign styles by its own policy."""
    policy = tree(Article(title="Dykes")).css_first("meta[http-equiv=Content-Security-Policy]").attributes["content"]
    assert policy == "default-src 'none'; img-src http: https:; style-src 'unsafe-inline'"


def test_blocks_become_elements() -> None:
    """Headings, lists, tables, quotes, code and notes become the elements of their kind."""
    page = tree(
        Article(
            title="Dykes",
            language="nl",
            authors=(Author("Ola Tarn"),),
            published="2016-10",
            body=(
                Block("heading", "Then", level=1),
                Block("paragraph", "So.1", (Span(0, 2, "strong"), Span(3, 4, "note_ref", id="n"))),
                Block("list", ordered=True, start=4, items=(Item("a", items=(Item("b"),), ordered=False),)),
                Block("table", rows=((Cell("h", header=True, colspan=2),), (Cell("c"), Cell("d")))),
                Block("quote", "Q.", attribution="Vi", blocks=(Block("paragraph", "Q."),)),
                Block("code", "a < b", code_language="c"),
                Block("footnote", "There.", id="n", number="1"),
                Block("rule"),
            ),
        )
    )
    assert page.css_first("html").attributes["lang"] == "nl"
    assert page.css_first("p.byline").text() == "Ola Tarn · 2016-10"
    assert [node.text() for node in page.css("article > h2")] == ["Then"]
    assert page.css_first("ol").attributes["start"] == "4"
    assert page.css_first("ol > li > ul > li").text() == "b"
    assert page.css_first("th").attributes["colspan"] == "2"
    assert page.css_first("blockquote footer").text() == "— Vi"
    assert page.css_first("pre code.language-c").text() == "a < b"
    target = page.css_first("sup a").attributes["href"]
    assert target == "#note-1"
    assert page.css_first("p#note-1").text() == "1 There. ↩"
    assert page.css_first("p#note-1 a").attributes["href"] == "#" + (page.css_first("sup a").attributes["id"] or "")
    assert len(page.css("hr")) == 1


def test_mark_of_a_footnote_is_raised_once() -> None:
    """A footnote's mark in a superscript is raised once, and only the first of two marks is where the note leads."""
    spans = (Span(2, 3, "superscript"), Span(2, 3, "note_ref", id="n"), Span(6, 7, "note_ref", id="n"))
    page = tree(Article(body=(Block("paragraph", "So1 so1", spans), Block("footnote", "There.", id="n"))))
    assert len(page.css("p:first-of-type sup")) == 2
    assert [node.attributes.get("id") for node in page.css("sup a")] == ["note-1-mark", None]


def test_paragraphs_of_a_quote_are_paragraphs() -> None:
    """A quote of two paragraphs has two."""
    page = tree(Article(body=(Block("quote", "One two.\n\nThree.", (Span(4, 7, "strong"),)),)))
    assert [node.text() for node in page.css("blockquote > p")] == ["One two.", "Three."]
    assert page.css_first("blockquote strong").text() == "two"


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5))
def test_words_are_kept_under_any_spans(text: str, places: list[tuple[int, int]]) -> None:
    """Spans that nest and cross keep every letter of the text."""
    spans = tuple(
        Span(start, end, kind)
        for (start, end), kind in zip(places, ["strong", "emphasis", "code", "strike", "link"], strict=False)
    )
    letters = "".join(char for char in text if char.isalnum())
    page = tree(Article(body=(Block("paragraph", text, spans),)))
    assert "".join(char for char in page.css_first("article").text() if char.isalnum()) == letters


def test_the_foot_of_a_quote_is_not_the_foot_of_the_page() -> None:
    """The rule and the space of the page's foot are for it alone: who is quoted stands right under the words."""
    page = tree(Article(body=(Block("quote", "Hold.", attribution="Vi"),), notices=(Notice("license", "Free."),)))
    (styled,) = [rule for rule in page.css_first("style").text().split("}") if "footer" in rule]
    selector = styled.partition("{")[0]
    assert [node.parent.tag for node in page.css(selector)] == ["article"]
    assert page.css_first("blockquote footer").text() == "— Vi"
