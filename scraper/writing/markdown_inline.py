"""Spans -> Markdown inside one block: escaping, and delimiters only where CommonMark reads them as such.

Source: https://spec.commonmark.org/0.31.2/#delimiter-run
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from scraper.records import Span
from scraper.writing.guard import printable, safe_link
from scraper.writing.inline import Piece, nest

DELIMITERS = {"strong": "**", "emphasis": "*", "strike": "~~"}
#: Spans whose markup is no letter, so that a delimiter beside it stands beside punctuation.
SOLID = frozenset({"link", "code", "note_ref", "subscript", "superscript", "math"})
TAGS = {"subscript": "sub", "superscript": "sup"}
MARKS = {"subscript": "_", "superscript": "^"}  # where there are no tags: 10^6

#: What acts anywhere in a line. An underscore between two letters or digits does not, nor does a "&" that begins no
#: character reference.
ACTIVE = re.compile(r"[\\`*\[\]<|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w{1,32};)")
#: What acts at the start of a line: quotes, headings, list marks, rules, underlines of headings and tables.
LINE_START = re.compile(r"[>#]|[-+=](?=[^\w]|$)|:(?=-)|\d{1,9}(?=[.)](?:\s|$))")
DOLLARS = re.compile(r"\$")
BREAKS = re.compile(r"[ \t]*\n\s*")
BACKTICKS = re.compile("`+")
PLAIN_FORMULA = re.compile(r"[^\s\\`*_\[\]<>|~&$](?:[^\\`*_\[\]<>|~&$\n]*[^\s\\`*_\[\]<>|~&$])?")


def escape(text: str) -> str:
    """A line of text that Markdown reads as the text it is."""
    return Inline().write(text, ())


def link_target(url: str | None) -> str | None:
    """The address as it may stand between the parentheses of a link; None where it may not."""
    link = safe_link(url)
    return re.sub(r"&(?=#?\w{1,32};)", r"\\&", link) if link else None


@dataclass(frozen=True, slots=True)
class Inline:
    """How spans are written. note_labels: footnote id -> label. tags: whether <sub> and <sup> may be used."""

    note_labels: Mapping[str, str] = field(default_factory=dict)
    tags: bool = True

    def write(self, text: str, spans: Sequence[Span], *, cell: bool = False) -> str:
        """The text with its spans as Markdown. In the cell of a table a line break is a space."""
        text = text.replace("\n", " ") if cell else text
        line = _Line(self, cell, dollars=text.count("$") > 1)
        line.piece(nest(text, prepare(text, spans)), in_link=False)
        return line.done()


@dataclass(slots=True)
class _Line:
    """The output of one text. Text waits until markup comes, so that escaping sees what stands side by side."""

    inline: Inline
    cell: bool
    dollars: bool
    out: list[str] = field(default_factory=list)
    waiting: str = ""
    after_note: bool = False

    def piece(self, piece: Piece, *, in_link: bool) -> None:
        for part in piece.parts:
            if isinstance(part, str):
                self.waiting += part
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
            formula = piece.text.strip()
            self.mark(f"${formula}$" if PLAIN_FORMULA.fullmatch(formula) else f"${self.code(formula)}$")
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
            self.waiting += piece.text
        elif self.inline.tags:
            self.raised(piece.text, "superscript")
        else:
            self.waiting += piece.text if piece.text[:1] == "[" else f"[{piece.text}]"

    def raised(self, text: str, kind: str) -> None:
        text = " ".join(text.split())
        if self.inline.tags:
            self.mark(f"<{TAGS[kind]}>")
            self.waiting += text
            self.mark(f"</{TAGS[kind]}>")
        else:
            self.waiting += MARKS[kind] + text

    def code(self, text: str) -> str:
        text = printable(text).replace("\n", " ")
        if self.cell:
            text = text.replace("|", "\\|")
        fence = "`" * (1 + max((len(run) for run in BACKTICKS.findall(text)), default=0))
        pad = " " if text[:1] in "` " or text[-1:] in "` " else ""
        return f"{fence}{pad}{text}{pad}{fence}"

    def mark(self, markup: str) -> None:
        """Put markup of ours behind the text that waits."""
        self.flush(before=markup)
        self.out.append(markup)

    def flush(self, before: str = "") -> None:
        text, self.waiting = printable(self.waiting), ""
        if not text:
            return
        head = not self.out
        lines = BREAKS.split(text)
        written = []
        for number, line in enumerate(lines):
            written.append(self.escaped(line, at_start=number > 0 or head))
        result = "\\\n".join(written)
        if before[:1] == "[" and result.endswith("!"):
            result = result[:-1] + "\\!"  # or the link would be a picture
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
        # A backslash that broke the line is none at the end.
        while text.endswith("\\") and (len(text) - len(text.rstrip("\\"))) % 2:
            text = text[:-1].rstrip(" \t\n")
        return text


def prepare(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans with those that become delimiters so merged, cut and trimmed that CommonMark reads them."""
    if not spans:
        return []
    spans = [replace(span, start=max(span.start, 0), end=min(span.end, len(text))) for span in spans]
    plain = [span for span in spans if span.kind not in DELIMITERS and span.kind not in ("code", "language")]
    plain += _merged(span for span in spans if span.kind == "code")
    solid = [span for span in plain if span.kind in SOLID]
    starts, ends = {span.start for span in solid}, {span.end for span in solid}
    kept: list[Span] = []
    for kind in DELIMITERS:
        for whole in _merged(span for span in spans if span.kind == kind):
            for span in _split(whole, solid):
                trimmed = _trimmed(text, span, starts, ends)
                if trimmed and not any(_clash(text, trimmed, other) for other in kept):
                    kept.append(trimmed)
    return [*kept, *plain]


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The spans of one kind, those that touch made one."""
    out: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if out and span.start <= out[-1].end:
            out[-1] = replace(out[-1], end=max(out[-1].end, span.end))
        else:
            out.append(span)
    return out


def _split(span: Span, solid: Iterable[Span]) -> list[Span]:
    """The span cut at the borders of the links and the like that it crosses."""
    cuts = {span.start, span.end}
    for other in solid:
        if other.start < span.start < other.end < span.end:
            cuts.add(other.end)
        elif span.start < other.start < span.end < other.end:
            cuts.add(other.start)
    return [replace(span, start=start, end=end) for start, end in pairwise(sorted(cuts))]


def _clash(text: str, span: Span, other: Span) -> bool:
    """Whether a reader could pair the delimiters of the two otherwise.

    He could where they cross, where one begins at the end of the other, and where one is inside the other and either has
    a delimiter that may open and close.
    """
    if span.end < other.start or other.end < span.start:
        return False
    nested = span.start <= other.start and other.end <= span.end or other.start <= span.start and span.end <= other.end
    touching = span.end == other.start or other.end == span.start
    return touching or not nested or _is_ambiguous(text, span) or _is_ambiguous(text, other)


def _is_ambiguous(text: str, span: Span) -> bool:
    """Whether a delimiter of the span has letters on both sides, or punctuation, and so may open and close."""
    edges = (text[place - 1 : place + 1] if place else "" for place in (span.start, span.end))
    return any(len(edge.strip()) == 2 and _is_word(edge[0]) == _is_word(edge[1]) for edge in edges)


def _trimmed(text: str, span: Span, solid_starts: set[int], solid_ends: set[int]) -> Span | None:
    """The span without spaces, and where need be without punctuation, at its edges; None where nothing is left."""
    start, end = span.start, span.end
    while start < end and not _stands(text[start - 1 : start], text[start], start in solid_starts):
        if _is_word(text[start]):
            return None
        start += 1
    while start < end and not _stands(text[end : end + 1], text[end - 1], end in solid_ends):
        if _is_word(text[end - 1]):
            return None
        end -= 1
    return replace(span, start=start, end=end) if start < end else None


def _stands(outside: str, inside: str, beside_markup: bool) -> bool:
    """Whether a delimiter between the two characters is one: no space within, and no letter outside punctuation."""
    if inside.isspace() or inside in "\x00\u200b\ufeff" or unicodedata.category(inside) in ("Cc", "Cf", "Cs"):
        return False
    if _is_word(inside) and not beside_markup:
        return True
    return not outside or outside.isspace() or (outside.isascii() and not outside.isalnum()) or _is_punctuation(outside)


def _is_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LNM"


def _is_punctuation(char: str) -> bool:
    # Symbols beyond ASCII are punctuation to the newer readers only; who counts on neither is read alike by both.
    return unicodedata.category(char)[0] == "P"
