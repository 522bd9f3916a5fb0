"""CSS selectors over a Document: lexbor finds the nodes of its tree, and each is shown as the light element it is."""

from __future__ import annotations

from functools import cache

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from scraper.parsing.document import Document, Element


def is_selector(selector: str) -> bool:
    """Whether a text is a CSS selector that lexbor can read."""
    try:
        _blank().css(selector)
    except SelectolaxError:
        return False
    return True


def select(document: Document, selectors: tuple[str, ...]) -> list[Element]:
    """The elements that any of the selectors finds, each once, in the order of the selectors and of the page."""
    out: dict[int, Element] = {}
    tokens: dict[str, dict[int, int]] = {}  # tag -> node -> token
    for selector in selectors:
        for node in document.tree.css(selector):
            tag = node.tag or ""
            if tag not in tokens:
                tokens[tag] = _tokens(document, tag)
            token = tokens[tag].get(node.mem_id)
            if token is not None:
                out.setdefault(token, Element(document.markup, token))
    return list(out.values())


def _tokens(document: Document, tag: str) -> dict[int, int]:
    """The opening tokens of all elements with a tag by their nodes: both come in the order of the page."""
    tokens = document.markup.opened.get(tag, [])
    nodes = document.tree.css(tag) if tokens else []
    if len(nodes) != len(tokens):
        return {}  # the page nests what no serialization can say
    return {node.mem_id: token for node, token in zip(nodes, tokens, strict=True)}


@cache
def _blank() -> LexborHTMLParser:
    return LexborHTMLParser("<p></p>")
