"""Which lines of the page are the article: the body finder.

Every line gets a probability from the body model; what is likelier in than out stays. Around the model stand only rules
that are certain: a list, table, quotation or code is kept or left whole, and a footnote that the kept text refers to is
kept with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from scraper.extraction.features import Floats, Stated, line_features
from scraper.extraction.model import body_model
from scraper.parsing.document import Document, Element

#: Where keeping a line helps F1 as much as it hurts: half of the F1 that is reached.
THRESHOLD = 0.47
#: Structures that are kept or left whole, and the mean belief from which on each is kept where it is among chosen lines.
KEEP_WHOLE = {"table": 0.3, "ul": 0.42, "ol": 0.35, "dl": 0.42, "blockquote": 0.3, "pre": 0.3}
WHOLE_TAGS = tuple(KEEP_WHOLE)
SHORT_CHARS = 10  # added to each line's length, so that short lines have a say
#: A link to a note on the same page, as serialized: the name of the place.
NOTE_LINK = re.compile(r'href="#((?:[^"]*(?:note|fn|ftn|endnote|ref|bib)[^"]*|[a-z]?\d{1,3}))"', re.IGNORECASE)
MAX_NOTE_CHARS = 3_000


@dataclass(frozen=True, slots=True)
class Finding:
    """The body finder's answer: the lines it chose, and its belief in every line of the page."""

    lines: list[int] = field(default_factory=list)  # indexes, in reading order
    beliefs: Floats = field(default_factory=lambda: np.zeros(0, dtype=np.float32))  # one per line


def find_body(document: Document) -> Finding:
    """The lines of the page that are its article, by the body model."""
    if not document.lines:
        return Finding()
    beliefs = body_model().probabilities(line_features(document, Stated(document)))
    chosen = {
        line.index
        for line, belief in zip(document.lines, beliefs.tolist(), strict=True)
        if line.text and belief > THRESHOLD
    }
    _settle_structures(document, beliefs, chosen)
    chosen |= _referenced_notes(document, chosen)
    return Finding(sorted(chosen), beliefs)


def _settle_structures(document: Document, beliefs: Floats, chosen: set[int]) -> None:
    """Keep each list, table, quotation and code between chosen lines whole, or not at all."""
    if not chosen:
        return
    first, last = min(chosen), max(chosen)
    settled_to = -1  # the end of the outermost structure that is settled, as a token
    tokens = sorted(token for tag in WHOLE_TAGS for token in document.markup.opened.get(tag, ()))
    for token in tokens:
        if token <= settled_to:
            continue
        element = Element(document.markup, token)
        start, end = element.first_line, element.last_line
        if end <= first or start > last + 1:
            continue
        lines = [line for line in document.lines[start:end] if line.text and not line.hidden]
        if not lines or (start <= first and end > last):
            continue  # it holds the whole article: a means of layout
        settled_to = element.end
        weights = [len(line.text) + SHORT_CHARS for line in lines]
        belief = sum(float(beliefs[line.index]) * weight for line, weight in zip(lines, weights, strict=True)) / sum(weights)
        held = sum(weight for line, weight in zip(lines, weights, strict=True) if line.index in chosen) / sum(weights)
        if belief > KEEP_WHOLE[element.tag] or held > 0.5:
            chosen.update(line.index for line in lines)


def _referenced_notes(document: Document, chosen: set[int]) -> set[int]:
    """The lines of the footnotes that chosen lines refer to."""
    markup = document.markup
    names: set[str] = set()
    for index in chosen:
        line = document.lines[index]
        if line.link_chars:
            for token in range(line.first_token, line.last_token + 1):
                if markup.tags[token] == "a" and (match := NOTE_LINK.search(markup.raws[token])):
                    names.add(match[1])
    if not names:
        return set()
    found: set[int] = set()
    for element in (*document.having("id"), *document.having("name")):
        name = element.get("id") or element.get("name")
        if name in names:
            holder = element.closest("li", "p", "dd", "div", "td") or element
            lines = [line for line in document.lines_of(holder) if line.text and not line.hidden]
            if sum(len(line.text) for line in lines) <= MAX_NOTE_CHARS:
                found.update(line.index for line in lines)
    return found
