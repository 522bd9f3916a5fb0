"""Article -> Markdown: YAML front matter, then CommonMark with GitHub's tables, strikethrough and footnotes.

No page text becomes markup: every character that Markdown might act on is escaped there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from scraper.records import Article, Block, Cell, Item, Span
from scraper.writing.front_matter import front_matter
from scraper.writing.guard import printable
from scraper.writing.inline import paragraphs
from scraper.writing.markdown_inline import UNSAFE_FORMULA, Inline, escape, link_target, plain_formula
from scraper.writing.tail import NOTICE_TITLES, known_origins, origin_line, origin_title, unsaid_statement

#: A colspan beyond this many columns is hostile.
MAX_COLUMNS = 100
MAX_ORDINAL = 999_999_999  # CommonMark reads nine digits

BACKTICKS = re.compile("`+")
CLOSING = re.compile(r"(?<=\s)#+$")  # at the end of a heading Markdown would strip it
ONE_LINE = str.maketrans("\r\n", "  ")  # a heading has one line; spans keep their places
INFO_STRING = re.compile(r"[\w+#.-]+")
ONE_WORD = re.compile(r"[^ \t]+[ \t]*")
TITLE_START = re.compile(r"\A([^ \t]+[ \t]+)(?=[\"'(])")
#: A line of a formula that would begin a list, a heading or a rule in a reader that knows no formulas.
ACTING_LINE = re.compile(r"\n[^\S\n]*(?=[#>]|[-+*](?:\s|$)|[-=*]{2,}|=+[^\S\n]*$|\d{1,9}[.)]\s|~~~)", re.MULTILINE)
NOTE_LABEL = re.compile(r"[A-Za-z0-9-]{1,32}")


def as_markdown(article: Article) -> str:
    """The article with its front matter, as a file to keep."""
    return f"{front_matter(article)}\n{markdown_text(article)}"


def markdown_text(article: Article, inline: Inline | None = None) -> str:
    """The article without front matter: title, body, origins, notices."""
    writer = _Writer(inline or Inline(note_labels=note_labels(article.body)))
    if article.title:
        writer.heading(Block("heading", article.title, level=1))
    if article.subtitle:
        writer.add(writer.slanted(article.subtitle))
    writer.blocks(article.body)
    if article.origins or article.notices:
        writer.rule(Block("rule"))
    writer.origins(article)
    writer.notices(article)
    return "\n\n".join(writer.chunks) + "\n"


def note_labels(blocks: Iterable[Block]) -> dict[str, str]:
    """The footnotes that the text refers to: id -> label."""
    footnotes: dict[str, Block] = {}
    referred: set[str] = set()
    for block in _walk(blocks):
        if block.kind == "footnote" and block.id:
            footnotes.setdefault(block.id, block)
        spans = [*block.spans, *(span for item in _items(block.items) for span in item.spans)]
        spans += [span for row in block.rows for cell in row for span in cell.spans]
        referred.update(span.id for span in spans if span.kind == "note_ref" and span.id)
    labels: dict[str, str] = {}  # label -> id
    for identity, block in footnotes.items():
        if identity in referred:
            number = block.number or ""
            free = NOTE_LABEL.fullmatch(number) and number not in labels
            labels[number if free else f"note-{len(labels) + 1}"] = identity
    return {identity: label for label, identity in labels.items()}


def _walk(blocks: Iterable[Block]) -> Iterable[Block]:
    for block in blocks:
        yield block
        yield from _walk(block.blocks)


def _items(items: Iterable[Item]) -> Iterable[Item]:
    for item in items:
        yield item
        yield from _items(item.items)


def _linked(text: str, url: str | None) -> str:
    target = link_target(url)
    return f"[{text}]({target})" if target and text else text


@dataclass
class _Writer:
    """The chunks of one run of blocks; a blank line separates two of them."""

    inline: Inline
    chunks: list[str] = field(default_factory=list)
    last_list: str = ""  # the marker type of the list that is the last chunk
    defined: set[str] = field(default_factory=set)  # footnotes already written

    def add(self, chunk: str) -> None:
        if chunk:
            self.chunks.append(chunk)
            self.last_list = ""

    def line(self, text: str) -> str:
        return self.inline.write(text, ())

    def slanted(self, text: str) -> str:
        """A line in italics beside the text: a subtitle, a caption."""
        return self.inline.write(text, [Span(0, len(text), "emphasis")])

    def blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            WRITE[block.kind](self, block) if block.kind in WRITE else self.paragraph(block)

    def paragraph(self, block: Block) -> None:
        self.add(self.inline.write(block.text, block.spans))

    def heading(self, block: Block) -> None:
        text = self.inline.write(block.text.translate(ONE_LINE), block.spans)
        if text:
            text = CLOSING.sub(lambda run: run[0].replace("#", "\\#"), text)
            self.add(f"{'#' * min(max(block.level or 2, 1), 6)} {text}")

    def quote(self, block: Block) -> None:
        inner = _Writer(self.inline, defined=self.defined)
        if block.blocks:
            inner.blocks(block.blocks)
        else:
            for text, spans in paragraphs(block.text, block.spans):
                inner.add(self.inline.write(text, spans))
        credit = self.line(block.attribution or "")
        if credit or link_target(block.cite):
            inner.add(f"— {_linked(credit or escape(block.cite or ''), block.cite)}")
        self.add(_prefixed("\n\n".join(inner.chunks), "> "))

    def list(self, block: Block) -> None:
        # To Markdown, two lists in a row are one list unless their markers differ.
        usual, other = (".", ")") if block.ordered else ("-", "*")
        marker = other if self.last_list == usual else usual
        start = block.start if block.start is not None and 0 <= block.start <= MAX_ORDINAL else 1
        self.add(self.items(block.items, marker, start))
        self.last_list = marker

    def items(self, items: Iterable[Item], marker: str, start: int) -> str:
        lines = []
        for number, item in enumerate(items, start):
            mark = f"{min(number, MAX_ORDINAL)}{marker} " if marker in ".)" else f"{marker} "
            text = self.inline.write(item.text, item.spans)
            inner = self.items(item.items, "." if item.ordered else "-", 1) if item.items else ""
            whole = "\n".join(part for part in (text, inner) if part)
            lines.append((mark + _prefixed(whole, " " * len(mark))[len(mark) :]).rstrip())
        return "\n".join(lines)

    def table(self, block: Block) -> None:
        grid = spread(block.rows)
        if block.caption:
            self.add(self.slanted(block.caption))
        if not grid or not grid[0]:
            return
        rows = [self.row(row) for row in grid]
        if not all(cell.header for cell in block.rows[0]):
            rows.insert(0, self.row([None] * len(grid[0])))  # a table must have a header, even an empty one
        rows.insert(1, f"|{' --- |' * len(grid[0])}")
        self.add("\n".join(rows))

    def row(self, cells: Iterable[Cell | None]) -> str:
        texts = [self.inline.write(cell.text, cell.spans, cell=True) if cell else "" for cell in cells]
        return "".join(f"| {text} " for text in texts) + "|"

    def code(self, block: Block) -> None:
        language = INFO_STRING.fullmatch(block.code_language or "")
        self.fence(block.text, language[0] if language else "")

    def math(self, block: Block) -> None:
        tex = plain_formula(block.latex or block.text)
        one_line = " ".join(tex.split("\n"))
        if UNSAFE_FORMULA.search(one_line) or "%" in tex:  # a comment of TeX ends with its line
            self.fence(tex, "math")
        elif tex:
            opened = ACTING_LINE.sub(" ", f"\n{tex}")
            self.add(f"$${opened}\n$$")

    def fence(self, text: str, info: str) -> None:
        text = printable(text)
        longest = max((len(run) for run in BACKTICKS.findall(text)), default=0)
        fence = "`" * max(3, longest + 1)
        self.add(f"{fence}{info}\n{text}\n{fence}")

    def image(self, block: Block) -> None:
        target = link_target(block.url)
        if target and target.lower().startswith("http"):
            self.add(f"![{self.line(' '.join((block.alt or '').split()))}]({target})")
        self.add(self.slanted(" — ".join(part for part in (block.caption, block.credit) if part)))

    def embed(self, block: Block) -> None:
        label = block.text or block.provider or block.url or ""
        self.add(_linked(self.line(label), block.url))

    def footnote(self, block: Block) -> None:
        text = self.inline.write(block.text, block.spans)
        label = self.inline.note_labels.get(block.id or "")
        if label and label not in self.defined:
            self.defined.add(label)
            self.add(_prefixed(f"[^{label}]: {_no_target(text)}", "    ").lstrip())
        elif text:
            number = f"{self.line(f'[{block.number}]')} " if block.number else ""
            self.add(number + text)

    def rule(self, block: Block) -> None:
        if self.chunks[-1:] != ["***"]:
            self.add("***")

    def origins(self, article: Article) -> None:
        lines = []
        for origin in known_origins(article):
            tail = origin_line(origin)
            lines.append(f"- {_linked(escape(origin_title(origin)), origin.url)}{self.line('x' + tail)[1:]}")
            if statement := unsaid_statement(origin, article.notices):
                lines.append(f"\n  > {_prefixed(self.line(statement), '  > ')[4:]}\n")
        if lines:
            self.add("## Origin")
            self.add("\n".join(lines).strip("\n"))

    def notices(self, article: Article) -> None:
        if article.notices:
            self.add("## Notices")
        for notice in article.notices:
            title = NOTICE_TITLES.get(notice.kind, "Notice")
            for number, part in enumerate(notice.text.split("\n\n")):
                text = self.line(part)
                if text:
                    self.add(text if number else f"**{_linked(title, notice.url)}.** {text}")


def _no_target(note: str) -> str:
    """A footnote's text such that parsers without footnotes read it as text, not as a link's target.

    A target is one word, or one followed by a title. https://spec.commonmark.org/0.31.2/#link-reference-definition
    """
    first, line_break, rest = note.partition("\\\n")
    if ONE_WORD.fullmatch(first):
        first += " &#32;"  # a word that is only a space
    return TITLE_START.sub(r"\1\\", first) + line_break + rest


WRITE: dict[str, Callable[[_Writer, Block], None]] = {
    "heading": _Writer.heading,
    "paragraph": _Writer.paragraph,
    "quote": _Writer.quote,
    "list": _Writer.list,
    "table": _Writer.table,
    "code": _Writer.code,
    "math": _Writer.math,
    "image": _Writer.image,
    "embed": _Writer.embed,
    "footnote": _Writer.footnote,
    "rule": _Writer.rule,
}


def spread(rows: tuple[tuple[Cell, ...], ...]) -> list[list[Cell | None]]:
    """The rows as a grid: cells that span several places leave the others empty, all rows have equal width."""
    grid: list[list[Cell | None]] = []
    taken: dict[int, int] = {}  # column -> rows still covered by a cell above
    for row in rows:
        line: list[Cell | None] = []
        cells = iter(row)
        cell = next(cells, None)
        while len(line) < MAX_COLUMNS and (cell is not None or taken.get(len(line), 0) > 0):
            if taken.get(len(line), 0) > 0:
                taken[len(line)] -= 1
                line.append(None)
                continue
            assert cell is not None
            width = min(max(cell.colspan or 1, 1), MAX_COLUMNS - len(line))
            for column in range(len(line), len(line) + width):
                taken[column] = max((cell.rowspan or 1) - 1, 0)
            line.extend([cell, *[None] * (width - 1)])
            cell = next(cells, None)
        grid.append(line)
    width = max(map(len, grid), default=0)
    return [line + [None] * (width - len(line)) for line in grid]


def _prefixed(text: str, prefix: str) -> str:
    return "\n".join((prefix + line).rstrip() if not line else prefix + line for line in text.split("\n"))
