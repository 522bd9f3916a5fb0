"""Inline: the tokens of a line as clean text, with its markup as spans over that text."""

from __future__ import annotations

from dataclasses import dataclass, field

from scraper.normalize.text import normalize_text
from scraper.parsing.document import Document, Element, Line
from scraper.records import Span

SPAN_TAGS = {
    "a": "link", "b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis", "dfn": "emphasis",
    "var": "emphasis", "code": "code", "tt": "code", "kbd": "code", "samp": "code", "sub": "subscript",
    "sup": "superscript", "s": "strike", "strike": "strike", "del": "strike",
}  # fmt: skip
QUOTES = ("\u201c", "\u201d")  # what a browser prints around <q>
MAX_MARK_CHARS = 8  # "1", "[12]", "[note 1]"; a longer link leads to a part of the page
NOTE_WORDS = ("note", "fn", "ftn", "nb", "ref")


@dataclass(slots=True)
class OpenSpan:
    """A span whose end is not reached; `start` is -1 until its first word is there."""

    token: int
    kind: str
    url: str | None = None
    id: str | None = None
    language: str | None = None
    start: int = -1


@dataclass(slots=True)
class Inline:
    """Text that grows piece by piece, with the spans over it."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    spans: list[Span] = field(default_factory=list)
    space: bool = False  # white space was met since the last word
    waiting: list[OpenSpan] = field(default_factory=list)  # opened, and no word since

    def add(self, text: str) -> None:
        """Append a piece of text; white space at its edges joins it to its neighbours by one space or none."""
        words = normalize_text(text)
        if not words:
            self.space = self.space or text != ""
            return
        if (self.space or text[0].isspace()) and self.length and self.parts[-1] != "\n":
            self.parts.append(" ")
            self.length += 1
        for span in self.waiting:
            span.start = self.length
        self.waiting.clear()
        self.parts.append(words)
        self.length += len(words)
        self.space = text[-1].isspace()

    def add_normal(self, words: str) -> None:
        """Begin with a text that is normal as it is."""
        self.parts.append(words)
        self.length = len(words)

    def line_break(self) -> None:
        """End the line, not the block."""
        if self.length:
            self.parts.append("\n")
            self.length += 1
        self.space = False

    def open(self, span: OpenSpan) -> OpenSpan:
        """Begin a span with the next word."""
        self.waiting.append(span)
        return span

    def close(self, span: OpenSpan) -> None:
        """End a span with the last word; an empty one leaves no trace."""
        if span.start < 0:
            self.waiting.remove(span)
        else:
            self.spans.append(Span(span.start, self.length, span.kind, span.url, span.id, span.language))

    @property
    def text(self) -> str:
        """All pieces as one text."""
        return "".join(self.parts)

    def sorted_spans(self) -> tuple[Span, ...]:
        """The spans by place, outer ones first."""
        if not self.spans:
            return ()
        return tuple(sorted(dict.fromkeys(self.spans), key=lambda span: (span.start, -span.end)))


def render(document: Document, lines: list[Line]) -> Inline:
    """The text of neighbouring lines of one block, parted by line breaks, and the spans over it."""
    out = Inline()
    if len(lines) == 1 and lines[0].is_bare:
        out.add_normal(lines[0].text)
        return out
    for number, line in enumerate(lines):
        if number:
            out.line_break()
        _render_line(document, line, out)
    return out


def _render_line(document: Document, line: Line, out: Inline) -> None:
    open_spans: list[OpenSpan] = []

    def is_whole(element: Element) -> bool:
        return element.tag == "math" or (element.token > line.first_token and _is_left_out(line, element))

    for kind, element, text in line.pieces(is_whole):
        if element is not None:
            if kind == "whole":
                if element.tag == "math":
                    _add_math(element, out)
            elif element.tag == "q" and (kind == "close" or _begins_in(document, element, line)):
                out.add(QUOTES[kind == "close"])
            if kind == "open":
                open_spans.extend(_opened(document, element, out))
            elif kind == "close" and open_spans and open_spans[-1].token == element.token:
                out.close(open_spans.pop())
        if text:
            out.add(text)
    for span in reversed(open_spans):
        out.close(span)


def _begins_in(document: Document, element: Element, line: Line) -> bool:
    """Whether an inline element begins with the line or in it, and not in one before."""
    return element.token > (document.lines[line.index - 1].last_token if line.index else -1)


def _is_left_out(line: Line, element: Element) -> bool:
    """Whether an element inside a line shows nothing, or what another one says already.

    What is hidden inside a line that is hidden itself is as much of it as the rest.
    """
    if not element.raw:
        return False
    return element.is_hidden and not _is_in_hidden(line)


def _is_in_hidden(line: Line) -> bool:
    inner = line.inner
    return any(element.is_hidden for element in (inner, *inner.ancestors))


def _opened(document: Document, element: Element, out: Inline) -> list[OpenSpan]:
    """The span that an element begins, if it begins one."""
    kind = SPAN_TAGS.get(element.tag)
    if (kind is None and "lang=" not in element.raw) or element.end == element.token:
        return []
    span: OpenSpan | None = None
    if kind == "link":
        span = _link(document, element)
    elif kind:
        span = OpenSpan(element.token, kind)
    elif language := element.get("lang"):
        span = OpenSpan(element.token, "language", language=language)
    return [out.open(span)] if span else []


def _link(document: Document, element: Element) -> OpenSpan | None:
    href = element.get("href") or ""
    address, _, name = href.partition("#")
    # A browser that saves a page writes the page's own address before the names of its places.
    is_here = not address or address == (document.url or "").partition("#")[0]
    is_note = name.isdigit() or any(word in name.lower() for word in NOTE_WORDS)
    if is_here and is_note and len(element.text) <= MAX_MARK_CHARS:
        return OpenSpan(element.token, "note_ref", id=name)
    if href.startswith("#"):
        return None
    url = document.absolute(href)
    return OpenSpan(element.token, "link", url=url) if url else None


def _add_math(element: Element, out: Inline) -> None:
    span = out.open(OpenSpan(element.token, "math"))
    out.add(normalize_text(element.get("alttext") or "") or element.text.replace(" ", ""))
    out.close(span)
