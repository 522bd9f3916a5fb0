"""Document: a page as light markup and its visible lines, made in one walk.

lexbor builds the tree by the HTML standard; its serialization is well-formed whatever the page was. One pass over that
text, split at its tags, gives every line and every element's place at a fraction of the cost of asking a tree node by
node.

    token     one tag of the serialization and the text behind it; an element is known by its opening token
    Markup    the tokens, and for each one the element around its text and (of an opening one) where it is closed
    Element   a view of one element; made when asked for, equal when of the same token
    Line      one run of visible text between two block borders or line breaks; or one picture, embed or rule
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Any

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from scraper.errors import ParseError
from scraper.normalize.text import normalize_text
from scraper.normalize.urls import absolute_url
from scraper.records import Capture

ATTRIBUTE = re.compile(r'(?<![^\s="])([^\s="]+)="([^"]*)"')
#: A tag: its name with the slash of a closing one, and its attributes. A name of an attribute may hold "<", no ">".
TAG = re.compile(r"<([^ >]+) ?([^>]*)>")
#: What in a serialization may hold a "<" that begins no tag: comments, and elements whose content is left as it was.
RAW = re.compile(
    r"<(?:!--.*?-->"
    r"|(?P<tag>iframe|noembed|noframes|xmp)[\s>].*?</(?P=tag)>"
    r"|plaintext(?P<rest>[\s>].*)</plaintext>)",
    re.DOTALL,
)
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
#: What MediaWiki prints amid a text for its editors, and formulas that it hides behind their pictures.
WIKI_CONTROL = re.compile(r"\bmw-(?:editsection|cite-backlink|jump-link)\b|\bmwe-math-fallback-image")
WIKI_FORMULA = "mwe-math"
#: Without one of these in its attributes no element is hidden.
HIDING = ("hidden", "none", "mw-", "mwe-")

#: Elements whose border ends a line.
BLOCK_TAGS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup html label legend li listing main menu nav "
    "noscript ol optgroup option p plaintext pre search section select summary table tbody td textarea tfoot th thead "
    "title tr ul xmp".split()
)
MEDIA_TAGS = frozenset("img amp-img iframe amp-iframe video amp-video audio embed object hr amp-youtube".split())
VOID_TAGS = frozenset(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr".split()
)
#: Elements that a reader does not see.
HIDDEN_TAGS = frozenset("head noscript datalist template noframes noembed amp-sidebar".split())
STRIPPED_TAGS = ["script", "style", "template", "svg"]

#: A page hides its content when so many characters, and so many times the visible ones, are hidden.
REVEALED_CHARS = 400
REVEALED_TIMES = 3

# What a tag is to the walk, as bits.
_LINK, _BLOCK, _BREAK, _CLOSE, _VOID, _MEDIA, _HIDDEN, _SKIP = (1 << n for n in range(8))
_BORDER = _BLOCK | _BREAK
_RARE = _LINK | _BLOCK | _BREAK | _CLOSE | _VOID  # all bits below those that few tags have


def _tag_bits() -> dict[str, int]:
    bits: dict[str, int] = {"a": _LINK, "br": _VOID | _BREAK, "!DOCTYPE": _SKIP}
    for tags, bit in ((BLOCK_TAGS, _BLOCK), (MEDIA_TAGS, _MEDIA), (VOID_TAGS, _VOID), (HIDDEN_TAGS, _HIDDEN)):
        for tag in tags:
            bits[tag] = bits.get(tag, 0) | bit
    return bits | {"/" + tag: _CLOSE | bit & (_LINK | _BLOCK) for tag, bit in bits.items()}


class _TagBits(dict[str, int]):
    """The bits of each tag; one that is not in the table means nothing but its opening or closing."""

    def __missing__(self, tag: str) -> int:
        bits = self[tag] = _CLOSE if tag[0] == "/" else 0
        return bits


_TAG_BITS = _tag_bits()


@dataclass(slots=True)
class Markup:
    """The serialization as tokens. Holds no Line or Element, so that nothing points in circles."""

    tags: list[str]  # the name of each tag, with the slash of a closing one
    raws: list[str]  # its attributes as serialized
    texts: list[str]  # the text behind it, escaped
    cursors: list[int] = field(default_factory=list)  # the element around the text of each token; -1: none
    ends: list[int] = field(default_factory=list)  # of an opening token: the token that closes it, else 0
    line_tokens: list[int] = field(default_factory=list)  # the first token of each line
    opened: dict[str, list[int]] = field(default_factory=dict)  # opening tokens by tag, in document order
    joined_raws: str = ""  # `raws`, a space before each: one search in one text is faster than one in each of them
    raw_starts: list[int] = field(default_factory=list)  # where in it each one begins, its space included

    def holding(self, mark: str) -> list[int]:
        """The tokens whose attributes hold a piece of text, in document order.

        Before each attribute's name there is a space, by which `rel="` is told from `data-rel="`.
        """
        if not self.raw_starts:
            self.joined_raws = " " + " ".join(self.raws)
            self.raw_starts = [0, *accumulate([len(raw) + 1 for raw in self.raws])]
        found, text, starts = [], self.joined_raws, self.raw_starts
        at = text.find(mark)
        while at >= 0:
            token = bisect_right(starts, at) - 1
            found.append(token)
            at = text.find(mark, starts[token + 1])
        return found

    def inside(self, tag: str, first: int, end: int) -> list[int]:
        """The opening tokens with a tag between two tokens, both left out."""
        tokens = self.opened.get(tag, [])
        return tokens[bisect_right(tokens, first) : bisect_left(tokens, end)]


class Element:
    """One element. `lines[first_line:last_line]` of the Document are those that begin inside it."""

    __slots__ = ("_attrs", "markup", "raw", "tag", "token")

    def __init__(self, markup: Markup, token: int) -> None:
        self.markup = markup
        self.token = token
        self.tag = markup.tags[token]
        self.raw = markup.raws[token]
        self._attrs: dict[str, str] | None = None

    def __repr__(self) -> str:
        return f"<{self.tag} {self.raw}>" if self.raw else f"<{self.tag}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Element) and other.token == self.token and other.markup is self.markup

    def __hash__(self) -> int:
        return self.token

    @property
    def attrs(self) -> dict[str, str]:
        """The attributes: names in lower case, values unescaped."""
        if self._attrs is None:
            self._attrs = {name: unescape(value) for name, value in ATTRIBUTE.findall(self.raw)} if self.raw else {}
        return self._attrs

    def get(self, name: str) -> str | None:
        """The value of one attribute, stripped; None where it is absent or empty."""
        if name not in self.raw:
            return None
        value = self.attrs.get(name)
        return (value.strip() or None) if value else None

    @property
    def end(self) -> int:
        """The token that closes the element; its own for one without content."""
        return self.markup.ends[self.token] or self.token

    @property
    def first_line(self) -> int:
        """The index of the first line that begins inside the element, or behind it where none does."""
        return bisect_left(self.markup.line_tokens, self.token)

    @property
    def last_line(self) -> int:
        """The index behind its last line."""
        return bisect_left(self.markup.line_tokens, max(self.end, self.token + 1))

    @property
    def parent(self) -> Element | None:
        """The element around it; None for the outermost one."""
        token = self.markup.cursors[self.token - 1] if self.token else -1
        return Element(self.markup, token) if token >= 0 else None

    @property
    def ancestors(self) -> Iterator[Element]:
        """The parents, nearest first."""
        markup, cursors, token = self.markup, self.markup.cursors, self.token
        while token and (token := cursors[token - 1]) >= 0:
            yield Element(markup, token)

    @property
    def children(self) -> list[Element]:
        """The elements directly inside, in order."""
        markup, out, token = self.markup, [], self.token + 1
        end = self.end
        while token < end:
            if markup.tags[token][0] not in "/!":
                out.append(Element(markup, token))
                token = markup.ends[token] or token
            token += 1
        return out

    def within(self, other: Element) -> bool:
        """Whether this element is `other` or inside it."""
        return other.token <= self.token <= other.end

    def closest(self, *tags: str) -> Element | None:
        """The nearest of this element and its parents with one of these tags."""
        if self.tag in tags:
            return self
        names, cursors, token = self.markup.tags, self.markup.cursors, self.token
        while token and (token := cursors[token - 1]) >= 0:
            if names[token] in tags:
                return Element(self.markup, token)
        return None

    @property
    def path(self) -> str:
        """Where the element is: the tags from the body down, each with its id or its first class."""
        return "/".join(_step(node) for node in reversed([self, *self.ancestors]) if node.tag not in ("html", "body"))

    @property
    def text(self) -> str:
        """The element's whole text as one line, blocks parted by a space, hidden parts included."""
        parts: list[str] = []
        markup = self.markup
        for token in range(self.token, self.end):
            if _TAG_BITS.get(markup.tags[token], 0) & _BORDER:
                parts.append(" ")
            parts.append(markup.texts[token])
        return normalize_text(unescape("".join(parts)))


class Line:
    """One visible line: a run of text, or (with `media`) one picture, embed or rule, whose text is empty."""

    __slots__ = ("block", "breaks", "first_token", "hidden", "index", "last_token", "link_chars", "markup", "media",
                 "text")  # fmt: skip

    def __init__(self, markup: Markup, index: int, block: int, first_token: int, text: str, hidden: bool) -> None:
        self.markup = markup
        self.index = index
        self.block = block  # the opening token of the nearest block-level element around it
        self.first_token = self.last_token = first_token  # last_token: the last one whose text belongs to the line
        self.text = text
        self.link_chars = 0  # how many of the text's characters are inside links
        self.breaks = 0  # <br> between the line before and this one, inside one block
        self.media = False
        self.hidden = hidden

    def __repr__(self) -> str:
        return f"Line({self.index}, {self.element.path}, {self.text[:60]!r})"

    @property
    def element(self) -> Element:
        """The nearest block-level element around the line; of a medium, the medium itself."""
        return Element(self.markup, self.first_token if self.media else self.block)

    @property
    def inner(self) -> Element:
        """The innermost element around the line's first character."""
        return Element(self.markup, max(self.markup.cursors[self.first_token], 0))

    @property
    def links(self) -> list[Element]:
        """The links that the line is in or holds, in reading order, whether or not they lead anywhere."""
        if not self.link_chars:
            return []
        outer = self.inner.closest("a")
        found = [outer] if outer is not None and outer.token >= self.block else []
        inside = self.markup.inside("a", self.first_token, self.last_token + 1)
        return found + [Element(self.markup, token) for token in inside]


@dataclass
class Document:
    """A parsed page: not to be pickled, nor shared between threads."""

    url: str | None  # the address the page was read from
    html: str  # the decoded page, as served
    tree: LexborHTMLParser  # without scripts, styles and drawings
    scripts: list[tuple[str, str, str]]  # type, id and text of each script that is data
    markup: Markup
    lines: list[Line] = field(default_factory=list)  # in reading order
    linked_data: list[dict[str, Any]] = field(default_factory=list)  # see parsing/linked_data.py
    capture: Capture = field(default_factory=Capture)

    def all(self, *tags: str) -> list[Element]:
        """Every element with one of these tags, tag by tag, in document order."""
        return [Element(self.markup, token) for tag in tags for token in self.markup.opened.get(tag, ())]

    def first(self, tag: str) -> Element | None:
        """The first element with this tag."""
        tokens = self.markup.opened.get(tag)
        return Element(self.markup, tokens[0]) if tokens else None

    def having(self, attribute: str) -> list[Element]:
        """Every element with this attribute, in document order."""
        return [Element(self.markup, token) for token in self.markup.holding(f' {attribute}="')]

    def lines_of(self, element: Element) -> list[Line]:
        """The lines inside the element (of an inline one: those that begin inside it)."""
        return self.lines[element.first_line : element.last_line]

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """The contents of the <meta> elements by their name, property, itemprop or http-equiv in lower case."""
        out: dict[str, list[str]] = {}
        for element in self.all("meta"):
            attrs = element.attrs
            content = normalize_text(attrs.get("content", ""))
            if not content:
                continue
            for kind in ("property", "name", "itemprop", "http-equiv"):
                for name in attrs.get(kind, "").lower().split():
                    out.setdefault(name, []).append(content)
        return out

    @cached_property
    def head_title(self) -> str | None:
        """The text of the first <title>."""
        return next((text for element in self.all("title") if (text := element.text)), None)

    @cached_property
    def html_language(self) -> str | None:
        """The `lang` of the <html> element."""
        element = self.first("html")
        return (element.get("lang") or element.get("xml:lang")) if element else None

    @cached_property
    def base(self) -> str | None:
        """The <base href>, as written."""
        return next((href for each in self.all("base") if (href := each.get("href"))), None)

    @cached_property
    def base_url(self) -> str | None:
        """What relative addresses of the page are relative to."""
        return absolute_url(self.base, self.url) or self.url if self.base else self.url

    def absolute(self, href: str | None) -> str | None:
        """The full address of what the page links to or states; None where that leads nowhere or within the page."""
        return absolute_url(href, self.base_url)

    @cached_property
    def shown(self) -> list[Line]:
        """The lines of text that a reader sees, in reading order."""
        return [line for line in self.lines if line.text and not line.hidden]

    @cached_property
    def _shown_indexes(self) -> list[int]:
        return [line.index for line in self.shown]

    def next_shown(self, line: Line) -> Line | None:
        """The next line of text behind this one that a reader sees."""
        place = bisect_right(self._shown_indexes, line.index)
        return self.shown[place] if place < len(self.shown) else None

    @cached_property
    def prefix_chars(self) -> list[int]:
        """Characters of visible text before line i: `prefix_chars[b] - prefix_chars[a]` is what lines [a, b) hold."""
        return [0, *accumulate(0 if line.hidden else len(line.text) for line in self.lines)]

    @cached_property
    def prefix_link_chars(self) -> list[int]:
        """Like `prefix_chars`, for the characters inside links."""
        return [0, *accumulate(0 if line.hidden else line.link_chars for line in self.lines)]

    def chars(self, element: Element) -> int:
        """How many characters of visible text are inside the element."""
        return self.prefix_chars[element.last_line] - self.prefix_chars[element.first_line]


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
    judge = _TagBits(_TAG_BITS)
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
    border, close, skip, void, link_bit, block_bit, rare = _BORDER, _CLOSE, _SKIP, _VOID, _LINK, _BLOCK, _RARE
    break_bit = _BREAK

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
                bits |= _HIDDEN
            if bits > rare:
                if bits & _HIDDEN and hidden < 0 and not bits & void:
                    hidden = token
                if bits & _MEDIA:
                    medium = Line(markup, 0, block, token, "", hidden >= 0 or bits & _HIDDEN != 0)
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


def is_hidden(tag: str, raw: str) -> bool:
    """Whether attributes hide their element, or call it a control of the wiki that stands amid the text."""
    if not any(mark in raw for mark in HIDING) or tag in ("html", "body"):
        return False
    if "mw" in raw and WIKI_CONTROL.search(raw):
        return True
    if WIKI_FORMULA in raw:
        return False
    if ' hidden="' not in raw and not raw.startswith('hidden="') and 'style="' not in raw:
        return False
    attrs = dict(ATTRIBUTE.findall(raw))
    return "hidden" in attrs or ("style" in attrs and HIDDEN_STYLE.search(attrs["style"]) is not None)


def _append(media: list[Line], lines: list[Line], line_tokens: list[int]) -> None:
    for medium in media:
        medium.index = len(lines)
        lines.append(medium)
        line_tokens.append(medium.first_token)


def unescape(text: str) -> str:
    """Undo the five escapes that a serialization holds."""
    if "&" not in text:
        return text
    text = text.replace("&nbsp;", "\u00a0").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    return text.replace("&amp;", "&")


def _step(element: Element) -> str:
    if identity := element.get("id"):
        return f"{element.tag}#{identity.split()[0]}"
    classes = (element.get("class") or "").split()
    return f"{element.tag}.{classes[0]}" if classes else element.tag
