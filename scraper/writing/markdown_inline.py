"""Spans -> Markdown inside one block: escaping, and delimiters only where CommonMark recognizes them.

Source: https://spec.commonmark.org/0.31.2/#delimiter-run
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from sys import maxsize

from scraper.records import Span
from scraper.writing.guard import printable, safe_link
from scraper.writing.inline import Piece, nest

DELIMITERS = {"strong": "**", "emphasis": "*", "strike": "~~"}
#: Spans whose markup is not a letter, so that a delimiter beside it is next to punctuation.
SOLID = frozenset({"link", "code", "note_ref", "subscript", "superscript", "math"})
TAGS = {"subscript": "sub", "superscript": "sup"}
MARKS = {"subscript": "_", "superscript": "^"}  # where there are no tags: 10^6

#: Characters that act anywhere in a line. An underscore between two letters or digits does not, nor does a "&" that
#: does not begin a character reference.
ACTIVE = re.compile(r"[\\`*\[\]<|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w{1,32};)")
#: What acts at the start of a line: quotes, headings, list markers, rules, underlines of headings and tables.
LINE_START = re.compile(r"[>#]|[-+=](?=[^\w]|$)|:(?=-)|\d{1,9}(?=[.)](?:\s|$))")
DOLLARS = re.compile(r"\$")
BACKTICKS = re.compile("`+")
#: What in a formula would act in a reader that knows none: code, HTML, links, footnotes, addresses; and dollars in one.
UNSAFE_FORMULA = re.compile(r"[`$\n]|\]\s*[(\[:]|\[\^|&(?=#?\w{1,32};)|<(?=[A-Za-z/!?])|://|www\.|@|\\$")
TAG_LIKE = re.compile(r"<(?=[A-Za-z/!?])")
BARS = re.compile(r"\\?\|")  # which separate the cells of a table
BAR = (r"\vert ", r"\Vert ")


def escape(text: str) -> str:
    """A line of text, escaped so that Markdown reads it as plain text."""
    return Inline().write(text, ())


def plain_formula(tex: str) -> str:
    """TeX in which no "<" begins a tag: a space behind it changes nothing."""
    return TAG_LIKE.sub("< ", printable(tex).strip())


def link_target(url: str | None) -> str | None:
    """The URL as it may be written between the parentheses of a link; None if it may not."""
    link = safe_link(url)
    return re.sub(r"&(?=#?\w{1,32};)", r"\\&", link) if link else None


@dataclass(frozen=True, slots=True)
class Inline:
    """How spans are written. note_labels: footnote id -> label. tags: whether <sub> and <sup> may be used."""

    note_labels: Mapping[str, str] = field(default_factory=dict)
    tags: bool = True

    def write(self, text: str, spans: Sequence[Span], *, cell: bool = False) -> str:
        """The text with its spans as Markdown. In a table cell, a line break becomes a space."""
        text = text.replace("\n", " ") if cell else text
        line = _Line(self, cell, dollars="$" in text and (text.count("$") > 1 or any(s.kind == "math" for s in spans)))
        line.piece(nest(text, prepare(text, spans)), in_link=False)
        return line.done()


@dataclass(slots=True)
class _Line:
    """The output of one text. Text is buffered until markup comes, so that escaping sees what is adjacent."""

    inline: Inline
    cell: bool
    dollars: bool
    out: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    after_note: bool = False

    def piece(self, piece: Piece, *, in_link: bool) -> None:
        for part in piece.parts:
            if isinstance(part, str):
                self.waiting.append(part)
            elif part.span is not None:
                self.span(part, part.span, in_link=in_link)

    def span(self, piece: Piece, span: Span, *, in_link: bool) -> None:
        if span.kind in DELIMITERS:
            self.mark(DELIMITERS[span.kind])
            self.piece(piece, in_link=in_link)
            self.mark(DELIMITERS[span.kind])
        elif span.kind == "link" and not in_link and piece.text.strip() and (target := link_target(span.url)):
            self.mark("[")
            self.piece(piece, in_link=True)
            self.mark(f"]({target})")
        elif span.kind == "code" and piece.text.strip():
            self.mark(self.code(piece.text))
        elif span.kind == "math" and piece.text.strip():
            self.mark(self.formula(piece.text))
        elif span.kind in TAGS and piece.text.strip():
            self.raised(piece.text, span.kind)
        elif span.kind == "note_ref":
            self.note(piece, span, in_link=in_link)
        else:
            self.piece(piece, in_link=in_link)

    def note(self, piece: Piece, span: Span, *, in_link: bool) -> None:
        label = self.inline.note_labels.get(span.id or "")
        if label and not in_link:
            self.mark(f"[^{label}]")
            self.after_note = True
        elif not piece.text.strip():
            self.waiting.append(piece.text)
        elif self.inline.tags:
            self.raised(piece.text, "superscript")
        else:
            self.waiting.append(piece.text if piece.text[:1] == "[" else f"[{piece.text}]")

    def raised(self, text: str, kind: str) -> None:
        text = " ".join(text.split())
        if self.inline.tags:
            self.mark(f"<{TAGS[kind]}>")
            self.waiting.append(text)
            self.mark(f"</{TAGS[kind]}>")
        else:
            self.waiting.append(MARKS[kind] + text)

    def formula(self, tex: str) -> str:
        """A formula between dollars, or in GitHub's form with code where another reader would find markup in it."""
        tex = plain_formula(tex)
        if UNSAFE_FORMULA.search(tex):
            return f"${self.code(tex)}$"
        return f"${BARS.sub(lambda bar: BAR[len(bar[0]) - 1], tex) if self.cell else tex}$"

    def code(self, text: str) -> str:
        text = printable(text).replace("\n", " ")
        if self.cell:
            text = text.replace("|", "\\|")
        fence = "`" * (1 + max((len(run) for run in BACKTICKS.findall(text)), default=0))
        pad = " " if text[:1] in "` " or text[-1:] in "` " else ""
        return f"{fence}{pad}{text}{pad}{fence}"

    def mark(self, markup: str) -> None:
        """Adds our own markup after the buffered text."""
        self.flush(before=markup)
        self.out.append(markup)

    def flush(self, before: str = "") -> None:
        text = printable("".join(self.waiting))
        self.waiting.clear()
        if not text:
            return
        first, *others = text.split("\n")
        lines = [self.escaped(first.rstrip(" \t") if others else first, at_start=not self.out)]
        for number, line in enumerate(others, 1):
            line = line.strip(" \t") if number < len(others) else line.lstrip(" \t")
            if line or number == len(others):  # an empty line would end the paragraph
                lines.append(self.escaped(line, at_start=True))
        result = "\\\n".join(lines)
        if before[:1] == "[" and result.endswith("!"):
            result = result[:-1] + "\\!"  # or the link would be an image
        if self.after_note and result[:1] in ("(", ":"):
            result = "\\" + result  # or the note would be a link, or a definition
        self.after_note = False
        self.out.append(result)

    def escaped(self, line: str, *, at_start: bool) -> str:
        if at_start:
            line = line.lstrip(" \t")
        text = ACTIVE.sub(r"\\\g<0>", line)
        if self.dollars:
            text = DOLLARS.sub(r"\\$", text)
        if at_start and (start := LINE_START.match(text)):
            cut = start.end() if start[0][0].isdigit() else 0
            text = f"{text[:cut]}\\{text[cut:]}"
        return text

    def done(self) -> str:
        self.flush()
        text = "".join(self.out).strip(" \t\n")
        # A backslash that was a line break is none at the end.
        while text.endswith("\\") and (len(text) - len(text.rstrip("\\"))) % 2:
            text = text[:-1].rstrip(" \t\n")
        return text


def prepare(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans, with delimiters merged and trimmed, without those that no parser would recognize."""
    if not spans:
        return []
    spans = [replace(span, start=max(span.start, 0), end=min(span.end, len(text))) for span in spans]
    plain = [span for span in spans if span.kind in SOLID and span.kind != "code"]
    plain = _untangled([*plain, *_merged(span for span in spans if span.kind == "code")])
    solid = _Solid(plain)
    kept: list[list[Span]] = []  # by kind and start; those of one kind do not overlap
    for kind in DELIMITERS:
        of_kind = []
        for span in _merged(span for span in spans if span.kind == kind):
            trimmed = None if solid.crosses(span) else _trimmed(text, span, solid)
            if trimmed and not any(_clashes(text, trimmed, others) for others in kept):
                of_kind.append(trimmed)
        kept.append(of_kind)
    return [*chain(*kept), *plain]


class _Solid:
    """The positions of links and the like in one text."""

    def __init__(self, spans: Iterable[Span]) -> None:
        spans = list(spans)
        self.starts = {span.start for span in spans}
        self.ends = {span.end for span in spans}
        self.by_start = sorted((span.start, span.end) for span in spans)
        self.by_end = sorted((span.end, span.start) for span in spans)

    def crosses(self, span: Span) -> bool:
        """Whether one of them overlaps an end of the span without containing it."""
        inside = self.by_start[
            bisect_right(self.by_start, (span.start, maxsize)) : bisect_left(self.by_start, (span.end,))
        ]
        ending = self.by_end[bisect_right(self.by_end, (span.start, maxsize)) : bisect_left(self.by_end, (span.end,))]
        return any(end > span.end for _, end in inside) or any(start < span.start for _, start in ending)


def _untangled(spans: Iterable[Span]) -> list[Span]:
    """The spans without those that cross an earlier one, and without links inside links."""
    out: list[Span] = []
    around: list[Span] = []
    link_end = 0  # end of the last link: what begins before it is inside it
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        while around and around[-1].end <= span.start:
            around.pop()
        if around and span.end > around[-1].end:
            continue
        if span.kind == "link" and span.start < link_end:
            continue
        if span.start < span.end:
            link_end = span.end if span.kind == "link" else link_end
            out.append(span)
            around.append(span)
    return out


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The spans of one kind, with touching ones joined."""
    out: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if out and span.start <= out[-1].end:
            out[-1] = replace(out[-1], end=max(out[-1].end, span.end))
        else:
            out.append(span)
    return out


def _clashes(text: str, span: Span, others: Sequence[Span]) -> bool:
    """Whether any of the others, which are in order and do not overlap, clashes with the span."""
    first = max(bisect_right(others, span.start, key=lambda other: other.start) - 2, 0)
    last = bisect_right(others, span.end, key=lambda other: other.start)
    return any(_clash(text, span, other) for other in others[first:last])


def _clash(text: str, span: Span, other: Span) -> bool:
    """Whether a parser could pair the delimiters of the two differently.

    It could if they cross, if one begins at the end of the other, or if one is inside the other and either has a
    delimiter that may open as well as close.
    """
    if span.end < other.start or other.end < span.start:
        return False
    inner, outer = sorted((span, other), key=lambda each: each.end - each.start)
    nested = outer.start <= inner.start and inner.end <= outer.end
    touching = span.end == other.start or other.end == span.start
    return touching or not nested or _is_ambiguous(text, span) or _is_ambiguous(text, other)


def _is_ambiguous(text: str, span: Span) -> bool:
    """Whether a delimiter of the span has letters, or punctuation, on both sides, and so may open or close."""
    edges = (text[place - 1 : place + 1] if place else "" for place in (span.start, span.end))
    return any(len(edge.strip()) == 2 and _is_word(edge[0]) == _is_word(edge[1]) for edge in edges)


def _trimmed(text: str, span: Span, solid: _Solid) -> Span | None:
    """The span without spaces and, if necessary, punctuation at its edges; None if nothing is left."""
    start, end = span.start, span.end
    while start < end and not _stands(text[start - 1 : start], text[start], start in solid.starts):
        if _is_word(text[start]):
            return None
        start += 1
    while start < end and not _stands(text[end : end + 1], text[end - 1], end in solid.ends):
        if _is_word(text[end - 1]):
            return None
        end -= 1
    return replace(span, start=start, end=end) if start < end else None


def _stands(outside: str, inside: str, beside_markup: bool) -> bool:
    """Whether a delimiter between the two characters is recognized: no space inside, no letter outside punctuation."""
    if inside.isspace() or inside in "\x00\u200b\ufeff" or unicodedata.category(inside) in ("Cc", "Cf", "Cs"):
        return False
    if _is_word(inside) and not beside_markup:
        return True
    return not outside or outside.isspace() or (outside.isascii() and not outside.isalnum()) or _is_punctuation(outside)


def _is_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LNM"


def _is_punctuation(char: str) -> bool:
    # Only newer parsers count non-ASCII symbols as punctuation; relying on neither makes all read it alike.
    return unicodedata.category(char)[0] == "P"
