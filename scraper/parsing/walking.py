"""Decoded HTML -> Document: lexbor builds the tree, and one pass over its serialization gives tokens and lines."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from scraper.errors import ParseError
from scraper.normalize.text import normalize_text
from scraper.parsing.code import standardize_code
from scraper.parsing.document import Document, Line, Markup, unescape
from scraper.parsing.formulas import standardize_formulas
from scraper.parsing.hiding import HIDING, is_hidden
from scraper.parsing.tags import (
    BLOCK,
    BORDER,
    BREAK,
    CLOSE,
    HIDDEN,
    LINK,
    MEDIA,
    RARE,
    SKIP,
    TAG_BITS,
    VOID,
    TagBits,
)  # fmt: skip

#: A tag: its name with the slash of a closing one, and its attributes. A name of an attribute may hold "<", no ">".
TAG = re.compile(r"<([^ >]+) ?([^>]*)>")
#: What in a serialization may hold a "<" that begins no tag: comments, and elements whose content is left as it was.
RAW = re.compile(
    r"<(?:!--.*?-->"
    r"|(?P<tag>iframe|noembed|noframes|xmp)[\s>].*?</(?P=tag)>"
    r"|plaintext(?P<rest>[\s>].*)</plaintext>)",
    re.DOTALL,
)
STRIPPED_TAGS = ["script", "style", "template", "svg"]

#: A page hides its content when so many characters, and so many times the visible ones, are hidden.
REVEALED_CHARS = 400
REVEALED_TIMES = 3


def build_document(
    html: str, url: str | None, content: bytes | None = None, *, max_elements: int, max_depth: int
) -> Document:
    """The Document of a decoded page; `content` is the same in UTF-8, where it is at hand.

    Raises ParseError where the page has too many elements, nests them too deep, or takes more memory than there is.
    """
    try:
        tree = LexborHTMLParser(html if content is None else content)
    except SelectolaxError as error:
        raise ParseError(url, "the parser has no memory for the page") from error
    scripts = [
        (kind.lower(), node.attributes.get("id") or "", node.text())
        for node in tree.css("script")
        if (kind := node.attributes.get("type")) and "json" in kind.lower()
    ]
    standardize_code(tree, html)
    standardize_formulas(tree, html)
    tree.strip_tags(STRIPPED_TAGS)
    if (serialized := tree.html) is None:  # how lexbor says that memory has run out: even no page has its <html>
        raise ParseError(url, "the parser has no memory to write the page out")
    parts = TAG.split(RAW.sub(_without_raw, serialized))
    document = Document(url, html, tree, scripts, Markup(parts[1::3], parts[2::3], parts[3::3]))
    _walk(document, max_elements, max_depth)
    _reveal(document)
    return document


def _reveal(document: Document) -> None:
    """Where a page shows next to nothing until a script has run, what it hides is what it has: count it as visible."""
    start = document.markup.opened.get("body", [0])[0]
    inside = [line for line in document.lines if line.first_token >= start]
    shown = sum(len(line.text) for line in inside if not line.hidden)
    hidden = sum(len(line.text) for line in inside if line.hidden)
    if hidden > REVEALED_CHARS and hidden > REVEALED_TIMES * shown:
        for line in inside:
            line.hidden = False


def _without_raw(match: re.Match[str]) -> str:
    """A match of RAW so that every "<" begins a tag: comments go, text that a reader sees is escaped."""
    tag = match["tag"]
    if tag:
        attrs, _, text = match[0][len(tag) + 1 : -len(tag) - 3].partition(">")
        return f"<{tag}{attrs}>{_escaped(text) if tag == 'xmp' else ''}</{tag}>"
    if match["rest"] is not None:
        attrs, _, text = match["rest"].partition(">")
        return f"<plaintext{attrs}>{_escaped(text)}</plaintext>"
    return ""


def _escaped(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;")


def _walk(document: Document, max_elements: int, max_depth: int) -> None:
    """Fill the markup and the lines: the one pass over the page, written for speed."""
    markup, lines = document.markup, document.lines
    raws, line_tokens, opened = markup.raws, markup.line_tokens, markup.opened
    ends = markup.ends = [0] * len(raws)
    cursors = markup.cursors
    judge = TagBits(TAG_BITS)
    doubtful = {token for mark in HIDING for token in markup.holding(mark)}
    around: list[int] = []  # for each open element the one around it
    blocks = [0]  # the open elements that are block-level
    block = 0  # the innermost of them
    cursor = -1
    links = breaks = 0  # open <a>; <br> since the last text
    hidden = -1  # the outermost hidden element that is open
    media: list[Line] = []  # met inside the line that is being read; they come after it
    buffer: list[str] = []  # the text of that line
    first_token = last_token = link_chars = 0
    line_hidden = False
    border, close, skip, void, link_bit, block_bit, rare = BORDER, CLOSE, SKIP, VOID, LINK, BLOCK, RARE
    break_bit = BREAK

    for token, (tag, text) in enumerate(zip(markup.tags, markup.texts, strict=True)):
        bits = judge[tag]
        if bits & border:
            if buffer:
                words = buffer[0] if len(buffer) == 1 else "".join(buffer)
                words = normalize_text(unescape(words) if "&" in words else words)
                if words:
                    line = Line(markup, len(lines), block, first_token, words, line_hidden)
                    line.last_token = last_token
                    if link_chars:
                        line.link_chars = min(link_chars, len(words))
                        link_chars = 0
                    if breaks:
                        line.breaks = breaks
                        breaks = 0
                    lines.append(line)
                    line_tokens.append(first_token)
                buffer = []
            if media:
                _append(media, lines, line_tokens)
                media = []
            breaks = breaks + 1 if bits & break_bit else 0
        if bits & close:
            if cursor >= 0:
                ends[cursor] = token
                if bits & block_bit:
                    if len(blocks) > 1:
                        blocks.pop()
                        block = blocks[-1]
                elif bits & link_bit:
                    links -= 1
                if cursor == hidden:
                    hidden = -1
                cursor = around.pop()
        elif not bits & skip:
            if tag in opened:
                opened[tag].append(token)
            else:
                opened[tag] = [token]
            if token in doubtful and is_hidden(tag, raws[token]):
                bits |= HIDDEN
            if bits > rare:
                if bits & HIDDEN and hidden < 0 and not bits & void:
                    hidden = token
                if bits & MEDIA:
                    medium = Line(markup, 0, block, token, "", hidden >= 0 or bits & HIDDEN != 0)
                    medium.media = True
                    media.append(medium)
            if not bits & void:
                around.append(cursor)
                cursor = token
                if bits & block_bit:
                    blocks.append(token)
                    block = token
                elif bits & link_bit:
                    links += 1
                if len(around) >= max_depth:
                    raise ParseError(document.url, f"elements nested deeper than {max_depth}")
        cursors.append(cursor)
        if text:
            if not buffer:
                if text.isspace():
                    continue
                first_token = token
                line_hidden = hidden >= 0
                if media:
                    _append(media, lines, line_tokens)
                    media = []
            elif line_hidden != (hidden >= 0):
                if not line_hidden or text.isspace():
                    continue  # hidden words inside a visible line
                buffer, first_token, line_hidden, link_chars = [], token, False, 0
            buffer.append(text)
            last_token = token
            if links:
                link_chars += len(text)
    if buffer and (words := normalize_text(unescape("".join(buffer)))):
        lines.append(Line(markup, len(lines), block, first_token, words, line_hidden))
        lines[-1].last_token = last_token
        line_tokens.append(first_token)
    _append(media, lines, line_tokens)
    for token in [*around[1:], cursor]:
        if token >= 0:
            ends[token] = len(raws)
    if sum(map(len, opened.values())) > max_elements:
        raise ParseError(document.url, f"more than {max_elements} elements")


def _append(media: list[Line], lines: list[Line], line_tokens: list[int]) -> None:
    for medium in media:
        medium.index = len(lines)
        lines.append(medium)
        line_tokens.append(medium.first_token)
