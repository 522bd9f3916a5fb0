"""Lines -> blocks: the body's structure, in reading order, each line in one block.

lists, tables, quotations, code and figures are read whole, from the outermost element that is one
a table or list that only lays out the page is none: its lines are read as if it were not there
what is left is headings and paragraphs; lines parted by one <br> are one paragraph, by two or more they are two
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from scraper.extraction.answer import Claim, claims_on
from scraper.extraction.blocks.inline import render
from scraper.extraction.blocks.lists import PILCROW, ListReader
from scraper.extraction.blocks.notes import as_note
from scraper.extraction.blocks.pictures import (
    PICTURES,
    alternative,
    caption_lines,
    captions_below,
    figure_caption,
    image_url,
    is_told_caption,
)
from scraper.extraction.blocks.quotes import as_quote
from scraper.extraction.blocks.spans import clipped, without
from scraper.extraction.blocks.structures import (
    HEADINGS,
    STRUCTURES,
    heading_of,
    is_structure,
)
from scraper.extraction.blocks.tables import table_blocks
from scraper.extraction.ledger import Ledger
from scraper.normalize.text import normalize_code
from scraper.normalize.urls import url_host
from scraper.parsing.document import Document, Element, Line
from scraper.records import Block, Span

PROVIDERS = {
    "youtube.com": "YouTube", "youtube-nocookie.com": "YouTube", "youtu.be": "YouTube", "player.vimeo.com": "Vimeo",
    "vimeo.com": "Vimeo", "twitter.com": "X", "platform.twitter.com": "X", "x.com": "X", "facebook.com": "Facebook",
    "instagram.com": "Instagram", "tiktok.com": "TikTok", "dailymotion.com": "Dailymotion",
    "w.soundcloud.com": "SoundCloud", "open.spotify.com": "Spotify", "odysee.com": "Odysee", "rumble.com": "Rumble",
    "t.me": "Telegram", "datawrapper.dwcdn.net": "Datawrapper", "google.com": "Google",
}  # fmt: skip
PERMALINK = f"{PILCROW}§# "  # what links to a heading itself are printed as, behind it
MAX_NESTING = 20  # quotations and lists nested deeper are read as if the inner ones were not there
MAX_TOLD_SHARE = 0.5  # of the body's text, that such captions tell


@dataclass
class Builder:
    """Reads the kept lines of one page into blocks."""

    document: Document
    kept: set[int]
    ledger: Ledger
    nesting: int = 0
    claims: list[Claim] = field(default_factory=list)  # on the lines beside the kept ones that the blocks take in
    order: list[int] = field(init=False)  # the kept lines in reading order
    structures: dict[int, dict[int, int]] = field(default_factory=dict)  # limit -> token -> outermost structure, or -1
    captions: dict[int, list[Line]] = field(init=False)  # picture's line -> the lines of its caption

    def __post_init__(self) -> None:
        self.order = sorted(self.kept)
        lines = self.document.lines
        self.captions = {
            index: below
            for index in self.order
            if lines[index].media and (below := captions_below(self.document, lines[index], self.kept))
        }
        told = sum(len(line.text) for below in self.captions.values() for line in below)
        if told > MAX_TOLD_SHARE * sum(len(lines[index].text) for index in self.order):
            self.captions = {}  # a gallery, whose captions are its text

    def build(self, first: int, last: int, around: Element | None) -> list[Block]:
        """The blocks of the kept lines [first, last), all of them inside the element `around`."""
        out: list[Block] = []
        lines = self.document.lines
        end = first
        for index in self.order[bisect_left(self.order, first) : bisect_left(self.order, last)]:
            if index < end:
                continue  # read with the one before it
            line = lines[index]
            structure = self._structure(line, around)
            if structure is not None:
                behind = self._captions_behind(structure)
                end = behind[-1].index + 1 if behind else max(structure.last_line, index + 1)
                out.extend(self._whole(structure, index, end))
            elif line.media:
                captions = self.captions.get(index, [])
                end = captions[-1].index + 1 if captions else index + 1
                out.extend(self._with_caption([line], captions))
            else:
                end = self._paragraph_end(index, last)
                out.extend(self._paragraph(lines[index:end]))
        return out

    # --- which structure -------------------------------------------------------------------------------------------

    def _structure(self, line: Line, around: Element | None) -> Element | None:
        """The outermost list, table, quotation, code or figure around a line and inside `around`."""
        markup = self.document.markup
        limit = around.token if around else -1
        known = self.structures.setdefault(limit, {})
        path, token = markup.path(line.element.token, known, above=limit)
        outermost = known.get(token, -1)
        for token in reversed(path):
            if outermost < 0 and self.nesting < MAX_NESTING:
                element = Element(markup, token)
                if element.tag in STRUCTURES and self._is_one(element):
                    outermost = token
            known[token] = outermost
        return Element(markup, outermost) if outermost >= 0 else None

    def _is_one(self, element: Element) -> bool:
        return is_structure(element, [line for line in self.document.lines_of(element) if line.index in self.kept])

    def _whole(self, element: Element, first: int, last: int) -> list[Block]:
        reader: dict[str, Callable[[Element, int, int], list[Block]]] = {
            "table": self._table, "blockquote": self._quote, "pre": self._code, "listing": self._code,
            "xmp": self._code, "figure": self._figure,
        }  # fmt: skip
        return reader.get(element.tag, self._list)(element, first, last)

    # --- paragraphs and headings -----------------------------------------------------------------------------------

    def _paragraph_end(self, index: int, last: int) -> int:
        """The end of the run of lines that single <br>s join to the line at `index`."""
        lines = self.document.lines
        end = index + 1
        while (
            end < last
            and end in self.kept
            and lines[end].block == lines[index].block
            and lines[end].breaks == 1
            and not lines[end].media
        ):
            end += 1
        return end

    def _paragraph(self, lines: list[Line]) -> list[Block]:
        inline = render(self.document, lines)
        text, spans = self._cut(lines, inline.text, inline.sorted_spans())
        if not text:
            return []
        element = lines[0].element
        heading = heading_of(self.document, lines[0])
        if heading is not None:
            text = text.rstrip(PERMALINK)
            spans = clipped(spans, len(text))
            if not text:
                return []
            return [Block("heading", text, spans, level=HEADINGS[heading.tag])]
        role = element.get("role")
        if role == "heading":
            level = element.get("aria-level") or "2"
            return [Block("heading", text, spans, level=min(max(int(level), 1), 6) if level.isdecimal() else 2)]
        if any(span.kind == "math" and (span.start, span.end) == (0, len(text)) for span in spans):
            return [Block("math", text, latex=self._latex(lines[0]) or text)]
        if note := as_note(element, text, spans):
            return [note]
        return [Block("paragraph", text, spans)]

    def _latex(self, line: Line) -> str | None:
        """The TeX of the formula that a line is, in its own lines."""
        tokens = self.document.markup.inside("math", line.element.token, line.element.end)
        return next((latex for token in tokens if (latex := Element(self.document.markup, token).get("alttext"))), None)

    def _cut(self, lines: list[Line], text: str, spans: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
        """The text without the parts that a field or a notice has taken out of its lines."""
        if not any(line.index in self.ledger.parts for line in lines):
            return text, spans
        cuts: list[tuple[int, int]] = []
        at = 0
        for line in lines:
            at = text.find(line.text, at)
            if at < 0:
                break  # rendered otherwise than its line: with a mark of a footnote left out, say
            cuts += [(at + start, at + end) for start, end, _, _ in self.ledger.parts.get(line.index, ())]
            at += len(line.text)
        for start, end in sorted(cuts, reverse=True):
            text, spans = without(text, spans, start, end)
        return text, spans

    # --- lists and tables ------------------------------------------------------------------------------------------

    def _list(self, element: Element, first: int, last: int) -> list[Block]:
        return ListReader(self.document, self.kept).blocks(element, first, last, MAX_NESTING - self.nesting)

    def _table(self, element: Element, first: int, last: int) -> list[Block]:
        return table_blocks(self.document, element, self._is_of_table)

    def _is_of_table(self, line: Line, cell: Element) -> bool:
        """Whether a line belongs to a cell that is kept: the heads of a table's columns and rows are kept with it."""
        if not line.text or line.index in self.kept:
            return bool(line.text)
        if cell.tag != "th" or line.hidden or not self.ledger.is_left(line.index):
            return False
        self.claims.append(Claim(line.index, "body", "table head"))
        return True

    # --- quotations and code ---------------------------------------------------------------------------------------

    def _quote(self, element: Element, first: int, last: int) -> list[Block]:
        self.nesting += 1
        blocks = self.build(first, last, element)
        self.nesting -= 1
        quote, claims = as_quote(self.document, element, blocks)
        self.claims += claims
        return [quote] if quote else []

    def _code(self, element: Element, first: int, last: int) -> list[Block]:
        text = normalize_code(element.preformatted)
        return [Block("code", text, code_language=element.get("data-language") or None)] if text else []

    # --- pictures and embeds ---------------------------------------------------------------------------------------

    def _figure(self, element: Element, first: int, last: int) -> list[Block]:
        media = [line for line in self.document.lines[first:last] if line.media]
        texts = caption_lines(self.document, element) + self._captions_behind(element)
        return self._with_caption(media, texts) or self._captioned(element, first, last)

    def _captions_behind(self, element: Element) -> list[Line]:
        """The lines behind a figure, and none of the body's, that say that they caption its last picture."""
        pictures = [line.index for line in self.document.lines_of(element) if line.media]
        below = self.captions.get(pictures[-1], []) if element.tag == "figure" and pictures else []
        behind = [line for line in below if line.index >= element.last_line and line.index not in self.kept]
        return [line for line in behind if is_told_caption(line)]

    def _with_caption(self, media: list[Line], texts: list[Line]) -> list[Block]:
        """The pictures and embeds, the last of them with the caption and credit that these lines are."""
        blocks = [block for line in media for block in self._medium(line)]
        if not texts:
            return blocks
        if not blocks:
            # A picture whose address is not known still has its caption.
            pictures = [line.element for line in media if line.element.tag in PICTURES]
            blocks = [Block("image", alt=alternative(picture)) for picture in pictures[:1]]
        if not blocks:
            return []
        caption, credit = figure_caption(texts)
        self.claims += claims_on(texts, "body", "caption")
        return [*blocks[:-1], replace(blocks[-1], caption=caption, credit=credit)]

    def _captioned(self, element: Element, first: int, last: int) -> list[Block]:
        """A figure without a picture: the caption of a quotation says who is quoted, that of a table what it tells."""
        captions = [child for child in element.children if child.tag == "figcaption" and child.text]
        if len(captions) != 1:
            return self.build(first, last, element)
        start, end = captions[0].first_line, captions[0].last_line
        blocks = self.build(first, min(start, last), element) + self.build(max(end, first), last, element)
        holder = blocks[0] if len(blocks) == 1 else None
        if holder is not None and holder.kind == "quote" and holder.attribution is None:
            holder = replace(holder, attribution=captions[0].text.lstrip("—–―- ") or None)
        elif holder is not None and holder.kind == "table" and holder.caption is None:
            holder = replace(holder, caption=captions[0].text)
        else:
            return self.build(first, last, element)
        self.claims += claims_on(self.document.lines_of(captions[0]), "body", "caption")
        return [holder]

    def _medium(self, line: Line) -> Iterator[Block]:
        element = line.element
        if element.tag == "hr":
            yield Block("rule")
        elif element.tag in PICTURES:
            if url := image_url(self.document, element):
                yield Block("image", url=url, alt=alternative(element))
        else:
            source = element.get("src") or element.get("data-src") or element.get("data") or element.get("data-videoid")
            if source is None:
                source = next((s for child in element.children if (s := child.get("src"))), None)
            url = self.document.absolute(source)
            if url:
                yield Block("embed", url=url, provider=PROVIDERS.get(url_host(url) or ""))
