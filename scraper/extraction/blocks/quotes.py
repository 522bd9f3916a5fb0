"""A quotation as a block: what it holds, and whom it quotes."""

from __future__ import annotations

import re
from dataclasses import replace

from scraper.extraction.answer import Claim, claims_on
from scraper.extraction.blocks.spans import clip
from scraper.normalize.text import normalize_text
from scraper.parsing.document import Document, Element
from scraper.records import Block, Span

ATTRIBUTION = re.compile(r"^\s*(?:[—–―-]{1,3}|par |by )\s*(.+)$", re.IGNORECASE)


def as_quote(document: Document, element: Element, blocks: list[Block]) -> tuple[Block | None, tuple[Claim, ...]]:
    """The quotation of these blocks, with claims on the lines of its attribution; None where nothing else is left."""
    attribution = link = None
    claims: tuple[Claim, ...] = ()
    cited = [child for child in (*element.inside("footer"), *element.inside("cite")) if child.text]
    if cited:
        attribution = cited[0].text
        link = next((anchor.get("href") for anchor in cited[0].inside("a")), None)
        if blocks and normalize_text(blocks[-1].text).endswith(attribution):
            rest = blocks[-1].text[: len(blocks[-1].text) - len(attribution)].rstrip(" \n—–―-")
            blocks = [*blocks[:-1], clip(blocks[-1], rest)] if rest else blocks[:-1]
        claims = claims_on(document.lines_of(cited[0]), "body", "attribution")
    elif len(blocks) > 1 and len(blocks[-1].text) < 90 and (match := ATTRIBUTION.match(blocks[-1].text)):
        attribution = match[1]
        link = next((span.url for span in reversed(blocks[-1].spans) if span.kind == "link"), None)
        blocks = blocks[:-1]
    if attribution:
        attribution = attribution.lstrip("—–―- ") or None
    if not blocks:
        return None, claims
    plain = all(block.kind == "paragraph" for block in blocks)
    quote = Block(
        "quote",
        "\n\n".join(block.text for block in blocks if block.text),
        _joined_spans(blocks) if plain else (),
        attribution=attribution,
        cite=document.absolute(element.get("cite") or link),
        blocks=() if plain else tuple(blocks),
    )
    return quote, claims


def _joined_spans(paragraphs: list[Block]) -> tuple[Span, ...]:
    """The spans of paragraphs over their text joined by blank lines."""
    spans: list[Span] = []
    offset = 0
    for block in paragraphs:
        spans.extend(replace(span, start=span.start + offset, end=span.end + offset) for span in block.spans)
        offset += len(block.text) + 2
    return tuple(spans)
