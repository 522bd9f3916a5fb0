"""Article -> HTML: one self-contained page, with everything escaped and nothing that runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape

from scraper.records import Article, Block, Cell, Item, Span
from scraper.writing.guard import printable, safe_link
from scraper.writing.inline import Piece, nest, paragraphs
from scraper.writing.tail import (
    NOTICE_TITLES,
    heading_line,
    known_origins,
    origin_line,
    origin_title,
    unsaid_statement,
)

#: Images are shown; nothing else is loaded and nothing runs. https://www.w3.org/TR/CSP3/
POLICY = "default-src 'none'; img-src http: https:; style-src 'unsafe-inline'"
STYLE = (
    "body{max-width:42em;margin:2em auto;padding:0 1em;font:1.1em/1.6 serif}img{max-width:100%}"
    "table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2em .5em}"
    "body>article>footer{margin-top:3em;border-top:1px solid #999;font-size:.85em}pre{overflow:auto}"
)
#: The largest cell spans that HTML allows. https://html.spec.whatwg.org/multipage/tables.html
MAX_COLSPAN, MAX_ROWSPAN = 1000, 65534

TAGS = {
    "strong": "strong",
    "emphasis": "em",
    "code": "code",
    "subscript": "sub",
    "superscript": "sup",
    "strike": "s",
}


def as_html(article: Article) -> str:
    """The article as a whole HTML page."""
    notes = {block.id: f"note-{number}" for number, block in enumerate(_footnotes(article.body), 1) if block.id}
    body = _Body(notes)
    language = f' lang="{_attribute(article.language)}"' if article.language else ""
    title = _text(article.title or "")
    head = [f"<h1>{title}</h1>"] if article.title else []
    if article.subtitle:
        head.append(f'<p class="subtitle">{_text(article.subtitle)}</p>')
    if line := heading_line(article):
        head.append(f'<p class="byline">{_text(line)}</p>')
    address = article.canonical_url or article.final_url or article.url
    canonical = f'<link rel="canonical" href="{_attribute(link)}">\n' if (link := safe_link(address)) else ""
    return (
        f'<!doctype html>\n<html{language}>\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f'<meta name="referrer" content="no-referrer">\n<title>{title}</title>\n{canonical}'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<article>\n"
        + _lines(["<header>", *head, "</header>", *body.blocks(article.body), *_footer(article)])
        + "</article>\n</body>\n</html>\n"
    )


def _lines(parts: Iterable[str]) -> str:
    return "".join(f"{part}\n" for part in parts if part)


def _text(text: str) -> str:
    return escape(printable(text), quote=False).replace("\n", "<br>\n")


def _attribute(text: str) -> str:
    return escape(printable(text), quote=True)


def _anchor(url: str | None, inner: str) -> str:
    link = safe_link(url)
    return f'<a href="{_attribute(link)}" rel="noopener noreferrer">{inner}</a>' if link and inner else inner


def _footnotes(blocks: Iterable[Block]) -> Iterable[Block]:
    for block in blocks:
        if block.kind == "footnote":
            yield block
        yield from _footnotes(block.blocks)


def _footer(article: Article) -> list[str]:
    parts = []
    for origin in known_origins(article):
        told = _anchor(origin.url, _text(origin_title(origin))) + _text(origin_line(origin))
        statement = unsaid_statement(origin, article.notices)
        quoted = f"<blockquote>{_text(statement)}</blockquote>" if statement else ""
        parts.append(f'<div class="origin"><p>Origin: {told}</p>{quoted}</div>')
    for notice in article.notices:
        title = _anchor(notice.url, NOTICE_TITLES.get(notice.kind, "Notice"))
        texts = "".join(f"<p>{_text(part)}</p>" for part in notice.text.split("\n\n"))
        parts.append(f'<section class="notice {_attribute(notice.kind)}"><h2>{title}</h2>{texts}</section>')
    return ["<footer>", *parts, "</footer>"] if parts else []


class _Body:
    """The blocks as elements. notes: footnote id -> id of its element."""

    def __init__(self, notes: dict[str, str]) -> None:
        self.notes = notes
        self.placed: set[str] = set()  # footnotes already written: an id must be unique
        self.marked: set[str] = set()  # footnotes whose first mark is written, to which they link back

    def blocks(self, blocks: Iterable[Block]) -> list[str]:
        return [WRITE.get(block.kind, _Body.paragraph)(self, block) for block in blocks]

    def inline(self, text: str, spans: Sequence[Span]) -> str:
        return self.piece(nest(text, spans)) if spans else _text(text)

    def piece(self, piece: Piece) -> str:
        inner = "".join(_text(part) if isinstance(part, str) else self.piece(part) for part in piece.parts)
        span = piece.span
        if span is None:
            return inner
        if span.kind == "link":
            return _anchor(span.url, inner)
        if span.kind == "note_ref":
            return f"<sup>{self.mark(self.notes.get(span.id or ''), inner)}</sup>"
        if span.kind == "language" and span.language:
            return f'<span lang="{_attribute(span.language)}">{inner}</span>'
        if span.kind == "math":
            return f'<code class="math">{inner}</code>'
        tag = TAGS.get(span.kind)
        return f"<{tag}>{inner}</{tag}>" if tag else inner

    def mark(self, note: str | None, inner: str) -> str:
        """A footnote's mark, which links to it; the note links back to its first mark."""
        if note is None:
            return inner
        identity = "" if note in self.marked else f' id="{note}-mark"'
        self.marked.add(note)
        return f'<a href="#{note}"{identity}>{inner}</a>'

    def paragraph(self, block: Block) -> str:
        inner = self.inline(block.text, block.spans)
        return f"<p>{inner}</p>" if inner else ""

    def heading(self, block: Block) -> str:
        # The page has one <h1>, the title.
        level = min(max(block.level or 2, 2), 6)
        return f"<h{level}>{self.inline(block.text, block.spans)}</h{level}>"

    def quote(self, block: Block) -> str:
        parts = self.blocks(block.blocks) or [
            f"<p>{self.inline(text, spans)}</p>" for text, spans in paragraphs(block.text, block.spans) if text
        ]
        inner = "\n".join(parts)
        link = safe_link(block.cite)
        cite = f' cite="{_attribute(link)}"' if link else ""
        credit = f"\n<footer>— {_anchor(block.cite, _text(block.attribution))}</footer>" if block.attribution else ""
        return f"<blockquote{cite}>{inner}{credit}</blockquote>"

    def list(self, block: Block) -> str:
        return self.items(block.items, block.ordered, block.start)

    def items(self, items: Iterable[Item], ordered: bool | None, start: int | None) -> str:
        tag = "ol" if ordered else "ul"
        first = f' start="{int(start)}"' if ordered and start not in (None, 1) else ""
        inner = "".join(
            f"<li>{self.inline(item.text, item.spans)}"
            f"{self.items(item.items, item.ordered, None) if item.items else ''}</li>\n"
            for item in items
        )
        return f"<{tag}{first}>\n{inner}</{tag}>"

    def table(self, block: Block) -> str:
        caption = f"<caption>{_text(block.caption)}</caption>\n" if block.caption else ""
        rows = "".join(f"<tr>{''.join(map(self.cell, row))}</tr>\n" for row in block.rows)
        return f"<table>\n{caption}{rows}</table>"

    def cell(self, cell: Cell) -> str:
        tag = "th" if cell.header else "td"
        spans = ""
        if cell.colspan and cell.colspan > 1:
            spans += f' colspan="{min(cell.colspan, MAX_COLSPAN)}"'
        if cell.rowspan and cell.rowspan > 1:
            spans += f' rowspan="{min(cell.rowspan, MAX_ROWSPAN)}"'
        return f"<{tag}{spans}>{self.inline(cell.text, cell.spans)}</{tag}>"

    def code(self, block: Block) -> str:
        language = f' class="language-{_attribute(block.code_language)}"' if block.code_language else ""
        return f"<pre><code{language}>{escape(printable(block.text), quote=False)}</code></pre>"

    def math(self, block: Block) -> str:
        return f'<pre class="math">{escape(printable(block.latex or block.text), quote=False)}</pre>'

    def image(self, block: Block) -> str:
        link = safe_link(block.url)
        shown = ""
        if link and link.lower().startswith("http"):
            shown = f'<img src="{_attribute(link)}" alt="{_attribute(block.alt or "")}" loading="lazy">'
        legend = " — ".join(_text(part) for part in (block.caption, block.credit) if part)
        caption = f"<figcaption>{legend}</figcaption>" if legend else ""
        return f"<figure>{shown}{caption}</figure>" if shown or caption else ""

    def embed(self, block: Block) -> str:
        label = block.text or block.provider or block.url or ""
        return f"<p>{_anchor(block.url, _text(label))}</p>" if label else ""

    def footnote(self, block: Block) -> str:
        place = self.notes.get(block.id or "")
        identity = f' id="{place}"' if place and place not in self.placed else ""
        self.placed.add(place or "")
        number = f"<sup>{_text(block.number)}</sup> " if block.number else ""
        back = f' <a href="#{place}-mark">↩</a>' if identity and place in self.marked else ""
        return f'<p class="footnote"{identity}>{number}{self.inline(block.text, block.spans)}{back}</p>'

    def rule(self, block: Block) -> str:
        return "<hr>"


WRITE: dict[str, Callable[[_Body, Block], str]] = {
    "heading": _Body.heading,
    "paragraph": _Body.paragraph,
    "quote": _Body.quote,
    "list": _Body.list,
    "table": _Body.table,
    "code": _Body.code,
    "math": _Body.math,
    "image": _Body.image,
    "embed": _Body.embed,
    "footnote": _Body.footnote,
    "rule": _Body.rule,
}
