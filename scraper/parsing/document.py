"""Document: a page as light markup and its visible lines, as walking.py makes them.

Whoever reads a page asks for elements, lines and the pieces of a line; the lists of tokens are known in parsing/ only.

    token     one tag of the serialization and the text behind it; an element is known by its opening token
    Markup    the tokens, and for each one the element around its text and (of an opening one) where it is closed
    Element   a view of one element; made when asked for, equal when of the same token
    Line      one run of visible text between two block borders or line breaks; or one picture, embed or rule
    Piece     one step through a line: an element that opens, closes or is passed over, and the text behind it
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Any, Literal, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from scraper.normalize.text import normalize_text
from scraper.normalize.urls import absolute_url
from scraper.parsing.hiding import is_hidden
from scraper.parsing.tags import ATTRIBUTE, BORDER, MEDIA_TAGS, TAG_BITS
from scraper.records import Capture


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

    def parent(self, token: int) -> int:
        """The opening token of the element around an opening token; -1: none."""
        return self.cursors[token - 1] if token else -1

    def closest(self, token: int, tags: Container[str]) -> int:
        """The nearest opening token with one of these tags, from one on outwards; -1: none."""
        names, cursors = self.tags, self.cursors
        while token >= 0 and names[token] not in tags:
            token = cursors[token - 1] if token else -1
        return token

    def path(self, token: int, known: Container[int], above: int = -1) -> tuple[list[int], int]:
        """An opening token and those around it, innermost first, up to one that is known or not behind `above`.

        Gives them without that one, and that one.
        """
        path, cursors = [], self.cursors
        while token > above and token not in known:
            path.append(token)
            token = cursors[token - 1] if token else -1
        return path, token

    def elements(self, tokens: range, marks: re.Pattern[str]) -> list[Element]:
        """The elements that open within a range of tokens and whose attributes bear one of the marks, in order."""
        raws, search = self.raws, marks.search
        return [Element(self, token) for token in tokens if raws[token] and search(raws[token])]

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

    def inside(self, *tags: str) -> list[Element]:
        """The elements with one of these tags inside this one, tag by tag, in document order."""
        markup, start, end = self.markup, self.token, self.end
        return [Element(markup, token) for tag in tags for token in markup.inside(tag, start, end)]

    @property
    def media(self) -> list[Element]:
        """The pictures, embeds and rules inside."""
        return self.inside(*MEDIA_TAGS)

    @property
    def is_hidden(self) -> bool:
        """Whether the element's own attributes hide it from a reader."""
        return is_hidden(self.tag, self.raw)

    def within(self, other: Element) -> bool:
        """Whether this element is `other` or inside it."""
        return other.token <= self.token <= other.end

    def closest(self, *tags: str) -> Element | None:
        """The nearest of this element and its parents with one of these tags."""
        token = self.markup.closest(self.token, tags)
        if token == self.token:
            return self
        return Element(self.markup, token) if token >= 0 else None

    @property
    def own_text(self) -> str:
        """The words right behind the element's tag, before any other tag."""
        return unescape(self.markup.texts[self.token]).strip()

    @property
    def preformatted(self) -> str:
        """The element's whole text with its white space, each <br> as a line break, hidden parts included."""
        markup, parts = self.markup, []
        for token in range(self.token, self.end):
            if markup.tags[token] == "br":
                parts.append("\n")
            parts.append(unescape(markup.texts[token]))
        return "".join(parts)

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
            if TAG_BITS.get(markup.tags[token], 0) & BORDER:
                parts.append(" ")
            parts.append(markup.texts[token])
        return normalize_text(unescape("".join(parts)))


class Piece(NamedTuple):
    """One step through a line: an element that opens, closes or is passed over as a whole, and the text behind it."""

    kind: Literal["open", "close", "whole", "start"]  # start: the line begins, with text of what is open already
    element: Element | None  # of `start`, and of what was opened before the line's block: None
    text: str


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
    def tag(self) -> str:
        """The tag of the nearest block-level element around the line."""
        return self.markup.tags[self.block]

    @property
    def is_bare(self) -> bool:
        """Whether the line is one piece of text right inside its block, so that its text is all there is to it."""
        return self.first_token == self.last_token and self.markup.cursors[self.first_token] == self.block

    @property
    def parts(self) -> list[str]:
        """The text of the line in pieces, white space kept, cut where a tag stands."""
        return [unescape(self.markup.texts[token]) for token in range(self.first_token, self.last_token + 1)]

    @property
    def around(self) -> list[Element]:
        """The elements between the line's block and its first character, outermost first."""
        out, token = [], self.markup.cursors[self.first_token]
        while token > self.block:
            out.append(Element(self.markup, token))
            token = self.markup.cursors[token - 1]
        return out[::-1]

    def pieces(self, is_whole: Callable[[Element], bool]) -> Iterator[Piece]:
        """The line step by step, in reading order, beginning with what is open at its first character.

        An element for which `is_whole` is true is passed over: the text of its piece is what stands behind it.
        """
        markup = self.markup
        tags, texts, ends = markup.tags, markup.texts, markup.ends
        opened: list[Element] = []
        token = self.first_token
        passed = None
        for element in self.around:
            if is_whole(element):
                passed, token = element, element.token
                break
            opened.append(element)
            yield Piece("open", element, "")
        if passed is None:
            yield Piece("start", None, unescape(texts[token]))
            token += 1
        while token <= self.last_token:
            if tags[token][0] == "/":
                closed = opened.pop() if opened and opened[-1].end == token else None
                yield Piece("close", closed, unescape(texts[token]))
            else:
                element = Element(markup, token)
                if is_whole(element):
                    token = max(ends[token], token + 1)
                    yield Piece("whole", element, unescape(texts[token]) if token <= self.last_token else "")
                else:
                    if ends[token]:
                        opened.append(element)
                    yield Piece("open", element, unescape(texts[token]))
            token += 1

    def elements(self, *tags: str, before: int = 0) -> list[Element]:
        """The elements with one of these tags that open within the line, or at most so many tags before its text."""
        names, markup = frozenset(tags), self.markup
        tokens = range(max(self.first_token - before, 0), self.last_token + 1)
        return [Element(markup, token) for token in tokens if markup.tags[token] in names]

    @property
    def links(self) -> list[Element]:
        """The links that the line is in or holds, in reading order, whether or not they lead anywhere."""
        if not self.link_chars:
            return []
        outer = self.inner.closest("a")
        found = [outer] if outer is not None and outer.token >= self.block else []
        inside = self.markup.inside("a", self.first_token, self.last_token + 1)
        return found + [Element(self.markup, token) for token in inside]


@dataclass(slots=True)
class Holders:
    """The elements that hold lines, and those around them, as columns: a row an element, parents before children."""

    opens: list[int]  # its opening token
    closes: list[int]  # the token that closes it, or the next one
    names: list[str]  # its tag
    attributes: list[str]  # as serialized
    parents: list[int]  # the row of the element around it; its own of an outermost one
    of_lines: list[int]  # for each line of the document the row of its element
    line_tokens: list[int]  # for each line its first token


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

    def all(self, *tags: str, limit: int | None = None) -> list[Element]:
        """Every element with one of these tags, tag by tag, in document order; the first `limit` of each."""
        return [Element(self.markup, token) for tag in tags for token in self.markup.opened.get(tag, ())[:limit]]

    def first(self, tag: str) -> Element | None:
        """The first element with this tag."""
        tokens = self.markup.opened.get(tag)
        return Element(self.markup, tokens[0]) if tokens else None

    def holding(self, *marks: str) -> list[Element]:
        """Every element whose attributes, as written, hold one of these texts, in document order."""
        if len(marks) == 1:
            return [Element(self.markup, token) for token in self.markup.holding(marks[0])]
        tokens = {token for mark in marks for token in self.markup.holding(mark)}
        return [Element(self.markup, token) for token in sorted(tokens)]

    def beginning(self, tag: str, words: re.Pattern[str]) -> list[Element]:
        """Every element with this tag whose words right behind it, as written, are all that a pattern says."""
        texts, whole = self.markup.texts, words.fullmatch
        return [Element(self.markup, token) for token in self.markup.opened.get(tag, ()) if whole(texts[token])]

    def count(self, tag: str) -> int:
        """How many elements with this tag there are."""
        return len(self.markup.opened.get(tag, ()))

    def having(self, attribute: str) -> list[Element]:
        """Every element with this attribute, in document order."""
        return [Element(self.markup, token) for token in self.markup.holding(f' {attribute}="')]

    def holders(self) -> Holders:
        """The elements that hold the lines, and all around them."""
        markup, places = self.markup, dict[int, int]()  # opening token -> row
        parents: list[int] = []
        of_lines: list[int] = []
        for line in self.lines:
            token = line.first_token if line.media else line.block
            row = places.get(token)
            if row is None:
                path, token = markup.path(token, places)
                row = places[token] if token >= 0 else len(places)
                for token in reversed(path):
                    parents.append(row)
                    row = places[token] = len(places)
            of_lines.append(row)
        tokens = list(places)
        ends, tags, raws = markup.ends, markup.tags, markup.raws
        return Holders(
            tokens,
            [ends[token] or token + 1 for token in tokens],
            [tags[token] for token in tokens],
            [raws[token] for token in tokens],
            parents,
            of_lines,
            markup.line_tokens,
        )

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
