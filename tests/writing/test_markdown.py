"""Markdown: the text stays the text, and the markup is what the spans say."""

from __future__ import annotations

import html
import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from scraper.records import Article, Author, Block, Cell, Item, Notice, Origin, Span
from scraper.writing.front_matter import front_matter
from scraper.writing.markdown import as_markdown, markdown_text, note_labels, spread
from scraper.writing.markdown_inline import Inline, escape

#: What tries to be markup: of CommonMark, of GitHub, of HTML, of YAML.
HOSTILE = [
    "# no heading", "## no heading ##", "#", "a #", "> no quote", "- no item", "+ no item", "* no item", "-", "+",
    "1. no item", "1) no item", "1986. A fine year", "12.5 per cent", "---", "***", "___", "- - -", "===", "--", "=",
    "```", "~~~", "```python", "`code`", "``", "a ` b", "*stressed*", "**stressed**", "_stressed_", "__stressed__",
    "snake_case_name", "_", "a_", "*", "**", "***", "2 * 3 * 4", "~~struck~~", "~struck~", "[a](http://x.example)",
    "[a]", "[a]: http://x.example", "[a][b]", "![a](http://x.example/i.png)", "[^1]", "[^1]: note", "[ ] task",
    "[!NOTE]", "<b>bold</b>", "<script>alert(1)</script>", "<!-- gone -->", "<http://x.example>", "<a@x.example>", "<",
    "a < b > c", "&amp;", "&copy;", "&#x1b;", "&#0;", "AT&T", "a & b;", "\\", "\\\\", "a\\", "\\*", "\\n", "$5 and $6",
    "$x$", "$$", "| a | b |", "a | b", "|---|", ":--", ":-:", "~", "!", "![", "!]", "](", "]()", "(a)", "{a}",
    "http://x.example/a_b_c", "javascript:alert(1)", "x@y.example", "  indented", "    code", "\ttabbed", "a  ",
    "title: x", "a\n---", "a\n===", "a\n- b", "a\n# b", "a\n1. b", "a\n> b", "a\n```", "a\n\n\nb", "a | b\n--- | ---",
    "x\n:-:", "日本語", "שלום", "é", "😀", "“quoted”", "«\u00a0cité\u00a0»", "a\u2028b", "*\u00a0*", "^a^", "==a==",
    ":::",
]  # fmt: skip

READERS = [
    MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]),
    MarkdownIt("gfm-like", {"html": True, "linkify": False}),
]


def words_of(markdown: str, reader: MarkdownIt = READERS[0]) -> str:
    """The words that a reader of the Markdown sees, one space between two."""
    rendered = re.sub(r"</?(p|br|h\d|li|ul|ol|td|tr|th|pre|blockquote|div)\b[^>]*>", " ", reader.render(markdown))
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", rendered)).split())


def paragraph(text: str, *spans: Span) -> str:
    """The Markdown of one paragraph."""
    return markdown_text(Article(body=(Block("paragraph", text, spans),)))


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("reader", READERS, ids=["commonmark", "gfm"])
def test_hostile_text_is_read_back_as_that_text(text: str, reader: MarkdownIt) -> None:
    """A text that looks like markup is the same text in every place, to both kinds of reader."""
    words = " ".join(text.split())
    article = Article(
        title=text,
        subtitle=text,
        body=(
            Block("paragraph", text),
            Block("heading", text, level=2),
            Block("quote", text, attribution=text),
            Block("list", ordered=True, items=(Item(text, items=(Item(text),)),)),
            Block("table", rows=((Cell(text, header=True), Cell(text, header=True)), (Cell(text), Cell(text)))),
            Block("code", text),
        ),
        notices=(Notice("disclaimer", text),),
    )
    seen = words_of(markdown_text(article), reader)
    quote = f"{words} — {words}"
    expected = [words, words, words, words, quote, *[words] * 7, "Notices Disclaimer.", words]
    assert seen == " ".join(expected)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_makes_no_markup(text: str) -> None:
    """A paragraph of hostile text is one paragraph of text and line breaks."""
    for reader in READERS:
        tokens = reader.parse(paragraph(text))
        assert [token.type for token in tokens] in (["paragraph_open", "inline", "paragraph_close"], [])
        for token in tokens:
            kinds = {child.type for child in token.children or ()}
            assert kinds <= {"text", "text_special", "hardbreak"}


ALPHABET = st.text(alphabet="ab 1*_`~[]()<>!#&;:|\\$.,-+=\n«“’é中。", max_size=30)
KINDS = ["strong", "emphasis", "strike", "code", "link", "language", "note_ref"]


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[Span]]:
    """A text and spans over it that nest, touch and cross as they like."""
    text = draw(ALPHABET)
    spans = []
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, len(text) + 2))
        kind = draw(st.sampled_from(KINDS))
        spans.append(Span(start, end, kind, url="https://x.example/a_b*c*?d=(e)&copy;=f" if kind == "link" else None))
    return text, spans


@given(texts_with_spans())
def test_spans_change_no_word(case: tuple[str, list[Span]]) -> None:
    """Whatever the spans are, nested, touching or crossing, the words are those of the text."""
    text, spans = case
    for reader in READERS:
        rendered = words_of("x " + Inline().write("x " + text, [_moved(span) for span in spans])[1:], reader)
        assert rendered.replace(" ", "") == "x" + "".join(text.split())


def _moved(span: Span) -> Span:
    return Span(span.start + 2, span.end + 2, span.kind, span.url)


@given(st.text(max_size=40))
def test_any_text_is_escaped(text: str) -> None:
    """Any text at all is one paragraph, of which no letter is lost."""
    letters = re.sub(r"[\W_]", "", text)
    for reader in READERS:
        assert re.sub(r"[\W_]", "", words_of(escape(text), reader)) == letters
        assert {token.type for token in reader.parse(escape(text))} <= {"paragraph_open", "inline", "paragraph_close"}


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("a bold word", Span(2, 6, "strong"), "a **bold** word"),
        ("a bold word", Span(1, 7, "strong"), "a **bold** word"),
        ("unbelievable", Span(2, 9, "emphasis"), "un*believa*ble"),
        ("a“b”c", Span(1, 4, "emphasis"), "a“*b*”c"),
        ("中「文」字", Span(1, 4, "strong"), "中「**文**」字"),
        ("a - b", Span(2, 3, "strong"), "a **-** b"),
        ("a   b", Span(2, 3, "strong"), "a   b"),
        ("old price", Span(0, 3, "strike"), "~~old~~ price"),
        ("say `x` here", Span(4, 7, "code"), "say `` `x` `` here"),
        ("10 to 6", Span(6, 7, "superscript"), "10 to <sup>6</sup>"),
        ("the x y formula", Span(4, 7, "math"), "the $x y$ formula"),
        ("the x_1 formula", Span(4, 7, "math"), "the $x_1$ formula"),
        ("the a<b formula", Span(4, 7, "math"), "the $a< b$ formula"),
        ("the `c` formula", Span(4, 7, "math"), "the $`` `c` ``$ formula"),
        ("read this", Span(5, 9, "link", url="https://x.example/(a) b?c=1&amp;d=2"),
         "read [this](https://x.example/%28a%29%20b?c=1\\&amp;d=2)"),
        ("write us", Span(6, 8, "link", url="mailto:a@x.example"), "write [us](mailto:a@x.example)"),
        ("run this", Span(4, 8, "link", url="javascript:alert(1)"), "run this"),
        ("run this", Span(4, 8, "link", url=" data:text/html,x"), "run this"),
        ("Look!Here", Span(5, 9, "link", url="https://x.example"), "Look\\![Here](https://x.example)"),
    ],
)  # fmt: skip
def test_span_becomes_markup(text: str, span: Span, expected: str) -> None:
    """A span is written with the delimiters that CommonMark reads, or not at all."""
    assert Inline().write(text, [span]) == expected


def test_nested_spans_nest() -> None:
    """Strong inside emphasis, and a link inside both, stand inside each other."""
    spans = [Span(0, 11, "emphasis"), Span(4, 11, "strong"), Span(4, 11, "link", url="https://x.example/")]
    assert Inline().write("one two six", spans) == "*one **[two six](https://x.example/)***"


def test_two_lists_in_a_row_stay_two() -> None:
    """Lists that follow each other get different marks, and nested items stand under theirs."""
    first = Block("list", ordered=True, start=9, items=(Item("a"), Item("b", items=(Item("c"),), ordered=False)))
    second = Block("list", ordered=True, items=(Item("d"),))
    text = markdown_text(Article(body=(first, second)))
    assert text == "9. a\n10. b\n    - c\n\n1) d\n"
    assert READERS[0].render(text).count("<ol") == 2


def test_quote_keeps_its_blocks_and_its_speaker() -> None:
    """A quote with blocks is quoted whole, and ends with who is quoted, linked to where."""
    inner = (Block("paragraph", "One."), Block("list", ordered=False, items=(Item("two"),)))
    block = Block("quote", "One. two", blocks=inner, attribution="Orla Venn", cite="https://x.example/s")
    assert markdown_text(Article(body=(block,))) == "> One.\n>\n> - two\n>\n> — [Orla Venn](https://x.example/s)\n"


def test_paragraphs_of_a_quote_stay_apart() -> None:
    """A quote of two paragraphs has them parted by an empty line, each with its own spans."""
    block = Block("quote", "One two.\n\nThree\nfour.", (Span(4, 7, "strong"), Span(10, 15, "emphasis")))
    assert markdown_text(Article(body=(block,))) == "> One **two**.\n>\n> *Three*\\\n> four.\n"


def test_code_fence_is_longer_than_any_inside() -> None:
    """Code with fences inside stands in a longer fence, and a language that is none is left out."""
    block = Block("code", "a\n````\nb", code_language="c++")
    assert markdown_text(Article(body=(block,))) == "`````c++\na\n````\nb\n`````\n"
    odd = Block("code", "a", code_language="x`y z")
    assert markdown_text(Article(body=(odd,))) == "```\na\n```\n"


def test_table_without_header_gets_an_empty_one() -> None:
    """A table whose first row is no header gets an empty header, and spanning cells leave empty ones."""
    rows = ((Cell("a|b"), Cell("c", rowspan=2)), (Cell("d\ne"),))
    text = markdown_text(Article(body=(Block("table", rows=rows, caption="Sums"),)))
    assert text == "*Sums*\n\n|  |  |\n| --- | --- |\n| a\\|b | c |\n| d e |  |\n"


def test_hostile_colspan_is_bounded() -> None:
    """A cell that claims a million columns takes a hundred."""
    assert len(spread(((Cell("a", colspan=1_000_000),),))[0]) == 100


def test_image_has_caption_and_credit() -> None:
    """An image is shown, its caption and credit slanted below it; one with another scheme leaves its caption."""
    image = Block("image", url="https://x.example/a b.png", alt="A [dyke]", caption="The dyke", credit="Ola Tarn")
    assert markdown_text(Article(body=(image,))) == (
        "![A \\[dyke\\]](https://x.example/a%20b.png)\n\n*The dyke — Ola Tarn*\n"
    )
    hidden = Block("image", url="data:image/png;base64,AA", caption="The dyke")
    assert markdown_text(Article(body=(hidden,))) == "*The dyke*\n"


def test_footnotes_are_linked_where_they_are_referred_to() -> None:
    """A footnote that the text refers to is linked; one without a reference is a paragraph, or it would vanish."""
    body = (
        Block("paragraph", "Said so.1", (Span(8, 9, "note_ref", id="fn1"),)),
        Block("footnote", "Down there.", id="fn1", number="1"),
        Block("footnote", "Nowhere.", id="fn2", number="2"),
    )
    assert note_labels(body) == {"fn1": "1"}
    assert markdown_text(Article(body=body)) == "Said so.[^1]\n\n[^1]: Down there.\n\n\\[2\\] Nowhere.\n"


@pytest.mark.parametrize(
    "text",
    ["Ibid.", "javascript:alert(document.domain)", "Reuters (2016)", 'Plover "The tide"', "Plover 'The tide'", "a\\",
     "data:text/html,x (x)", "Ibid.\nPage 3", 'Ibid.\n"The tide"', "Ibid.\n(The tide)", "<x>", "Ibid.\u00a0p.\u00a03",
     "a\\\nb", "https://x.example/"],
)  # fmt: skip
def test_a_footnote_is_never_the_target_of_a_link(text: str) -> None:
    """Who knows no footnotes reads mark and note as words, and nothing of the note leads anywhere."""
    note = Block("footnote", text, id="fn1", number="1")
    written = markdown_text(Article(body=(Block("paragraph", "So.1", (Span(3, 4, "note_ref", id="fn1"),)), note)))
    assert "[^1]:" in written
    reader = MarkdownIt("commonmark", {"html": True})
    reader.validateLink = lambda url: True
    assert words_of(written, reader) == f"So.[^1] [^1]: {' '.join(text.split())}"
    assert "<a" not in reader.render(written)


@pytest.mark.parametrize("raised", [Span(8, 9, "superscript"), Span(7, 10, "superscript")], ids=["same", "wider"])
def test_raised_mark_of_a_footnote_is_a_mark(raised: Span) -> None:
    """The mark of a footnote inside a superscript leads to the footnote."""
    spans = (raised, Span(8, 9, "note_ref", id="fn1"))
    body = (Block("paragraph", "Said so[1].", spans), Block("footnote", "There.", id="fn1", number="1"))
    assert "[^1]" in markdown_text(Article(body=body)).split("\n")[0]


def test_note_before_a_colon_is_no_definition() -> None:
    """A note reference at the start of a paragraph does not turn what follows into a definition or a link."""
    body = (
        Block("paragraph", "1: so (it) is", (Span(0, 1, "note_ref", id="n"),)),
        Block("footnote", "There.", id="n", number="1"),
    )
    assert markdown_text(Article(body=body)).startswith("[^1]\\: so (it) is\n")


def test_notices_and_origins_stand_at_the_end() -> None:
    """Origins and notices follow the text under headings of their own, and a statement is not said twice."""
    article = Article(
        title="Dykes",
        body=(Block("paragraph", "Words."),),
        origins=(Origin("The Tarn Post", "https://tarn.example/", relation="republication", statement="Source: Post"),),
        notices=(Notice("copyright", "Copyright © Ola.\n\nSource: Post"),),
    )
    assert markdown_text(article) == (
        "# Dykes\n\nWords.\n\n***\n\n## Origin\n\n- [The Tarn Post](https://tarn.example/) (republished)\n\n"
        "## Notices\n\n**Copyright.** Copyright © Ola.\n\nSource: Post\n"
    )


#: Titles that YAML reads as something else when they stand bare.
YAML_TITLES = [
    "yes", "no", "null", "~", "true", "1e3", "0x1F", "012", "12:30:45", "2016-10-19", "1_000", ".inf", ".nan", "=",
    "<<", "- a", "a: b", "# a", "a #b", "'a'", '"a"', "a\\nb", "{a}", "[a]", "&a", "*a",
    "!a", "|", ">", "%a", "@a", "`a`",
    "x\n---\nadmin: true", "---", "...", "? a", ": a", "é", "日本", "😀", "a\tb", "a\u0085b", "a\u2028b",
    "\ufeffa", "a\x07b",
]  # fmt: skip


@pytest.mark.parametrize("title", YAML_TITLES)
def test_front_matter_keeps_every_title(title: str) -> None:
    """A title is read back from the front matter as that title, and adds no key."""
    text = front_matter(Article(title=title))
    assert text.startswith("---\n")
    read = yaml.safe_load(text.removeprefix("---\n").removesuffix("---\n"))
    assert read["title"] == title
    assert list(read) == ["schema", "kind", "title", "capture", "fingerprint"]


@pytest.mark.parametrize("title", YAML_TITLES)
def test_front_matter_ends_where_it_ends(title: str) -> None:
    """No line of the front matter but its first and its last is a fence."""
    fences = [number for number, line in enumerate(as_markdown(Article(title=title)).split("\n")) if line == "---"]
    assert len(fences) == 2


def test_front_matter_leaves_out_what_is_unknown() -> None:
    """Unknown fields are absent, authors keep what is known of them."""
    read = yaml.safe_load(front_matter(Article(authors=(Author("Ola Tarn", kind="person"),))).strip("-\n"))
    assert read["authors"] == [{"name": "Ola Tarn", "role": "author", "kind": "person"}]
    assert "title" not in read


def test_lone_surrogates_do_not_reach_the_file() -> None:
    """Text with half a character can still be encoded."""
    article = Article(
        title="a\ud800b", body=(Block("paragraph", "c\udfffd", (Span(0, 1, "link", url="http://\ud800"),)),)
    )
    assert as_markdown(article).encode()
