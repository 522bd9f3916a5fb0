"""Pages whose text sits only in the data of a script."""

from __future__ import annotations

import json

import pytest

from scraper import extract
from scraper.parsing import parse
from scraper.parsing.app_state import stated_text
from scraper.records import Page

SENTENCE = "The harbour council of Velmora said on Tuesday that no ferry would leave before the salt had been counted. "
PARAGRAPHS = [f"{SENTENCE * 2}It was day {number} of the count." for number in range(1, 5)]
MARKED_UP = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
SHELL = "<html><head><title>The salt is counted</title></head><body><div id=root></div>%s</body></html>"


def next_push(text: str) -> str:
    return f"<script>self.__next_f.push([1,{json.dumps(text)}])</script>"


SCRIPTS = {
    "next data": '<script id="__NEXT_DATA__" type="application/json">'
    + json.dumps({"props": {"pageProps": {"post": {"slug": "salt", "body": MARKED_UP}}}})
    + "</script>",
    "state variable": f"<script>window.__STATE__ = {json.dumps({'story': {'html': MARKED_UP}})};</script>",
    "pushed state": f"<script>window.queries.push({json.dumps({'data': {'content': MARKED_UP}})})</script>",
    "pushed rows": next_push(f'1:["$","main"]\n2:T{len(MARKED_UP.encode()):x},') + next_push(MARKED_UP + "3:null"),
    "list of pieces": "<script>window.__DATA__ = "
    + json.dumps({"blocks": [{"type": "paragraph", "text": text} for text in PARAGRAPHS]})
    + "</script>",
    "article body": '<script type="application/ld+json">'
    + json.dumps({"@type": "NewsArticle", "headline": "The salt is counted", "articleBody": "\n\n".join(PARAGRAPHS)})
    + "</script>",
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_the_text_in_the_data_becomes_the_body(script: str) -> None:
    """The paragraphs that a script would show are the article's, whichever way the page ships them."""
    assert extract(SHELL % script).text == "\n\n".join(PARAGRAPHS)


def test_a_page_that_shows_its_text_is_read_as_it_shows_it() -> None:
    """Data beside a text that is there as markup changes nothing."""
    html = SHELL % (SCRIPTS["state variable"] + "".join(f"<p>Shown: {text}</p>" for text in PARAGRAPHS))
    document = parse(Page(None, None, html.encode()))
    assert stated_text(document) is None


@pytest.mark.parametrize(
    "value",
    [
        {"messages": {"cookie": SENTENCE * 8}},  # what the app itself says
        {"styles": "a{b:c} " * 200},
        {"items": [{"title": "A card", "text": "Short."}] * 50},
        {"related": [{"body": MARKED_UP}]},
    ],
)
def test_other_data_is_no_text(value: object) -> None:
    """Messages of the app, styles, cards and related articles are not taken for the text."""
    document = parse(Page(None, None, (SHELL % f"<script>window.s = {json.dumps(value)}</script>").encode()))
    assert stated_text(document) is None


def test_broken_data_is_left_out() -> None:
    """Data that is no JSON, too deep or cut short is as if it were not there."""
    for script in ('window.a = {"b": "' + SENTENCE * 9, "window.a = " + "[" * 5_000 + '"', "self.__next_f.push([1,"):
        document = parse(Page(None, None, (SHELL % f"<script>{script}</script>").encode()))
        assert stated_text(document) is None
