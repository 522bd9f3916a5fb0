"""Which lines of the page are the article: the body finder.

Every line gets a probability from the body model, which looks at it twice: by itself, and among the lines that the
first look believes in. Those lines stay that make the expected F1 of the page's words highest. Around the model stand
only rules that are certain, or that were measured to help: what follows the page's one <article> is not the article,
nor is a small comment section or a sign-up form; a list, table, quotation or code is kept whole or not at all; and a
footnote that the kept text refers to is kept with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from scraper.extraction.body.beliefs import beliefs_from, line_table
from scraper.extraction.body.context import best_border
from scraper.extraction.body.features import Floats
from scraper.extraction.body.furniture import furniture_among
from scraper.extraction.body.model import body_model
from scraper.extraction.body.rules import (
    behind_article,
    drop_last_headings,
    headings_of,
    hidden_trifles,
    insertions,
    numbered_headings,
    placeholders_among,
    pull_quotes,
    referenced_notes,
    refrains,
    settle_structures,
    teasers_among,
    text_fields,
    wiki_furniture,
)
from scraper.parsing.document import Document

MAX_BOXES = 5  # of consent, one after the other


@dataclass(frozen=True, slots=True)
class Finding:
    """The body finder's answer: the lines it chose, and its belief in every line of the page."""

    lines: list[int] = field(default_factory=list)  # indexes, in reading order
    beliefs: Floats = field(default_factory=lambda: np.zeros(0, dtype=np.float32))  # one per line


def find_body(document: Document) -> Finding:
    """The lines of the page that are its article, by the body model's two looks at them."""
    if not document.lines:
        return Finding()
    model = body_model()
    table = line_table(document, model.hints)
    beliefs, hints = beliefs_from(table, model), table.surroundings.hints
    chosen = _likely(beliefs, table.words)
    chosen -= behind_article(document, chosen)
    furniture = furniture_among(document, hints, beliefs, chosen)
    for _ in range(MAX_BOXES):
        if not furniture or chosen - furniture:
            break
        beliefs[list(furniture)] = 0  # all that was likely is a box of consent: look behind it
        chosen = _likely(beliefs, table.words)
        furniture = furniture_among(document, hints, beliefs, chosen)
    furniture |= placeholders_among(document, chosen) | wiki_furniture(document) | text_fields(document, chosen)
    chosen -= furniture
    chosen |= refrains(document, chosen) - furniture
    chosen -= hidden_trifles(document, chosen)
    chosen -= pull_quotes(document, chosen)
    chosen -= teasers_among(document, chosen)
    beliefs[list(furniture)] = 0
    settle_structures(document, beliefs, chosen)
    chosen |= insertions(document, chosen) - furniture
    numbered = numbered_headings(document, chosen) - furniture
    notes = referenced_notes(document, chosen)
    chosen |= notes
    chosen -= headings_of(document, chosen, notes)
    drop_last_headings(document, chosen)
    chosen |= numbered
    return Finding(sorted(chosen), beliefs)


def _likely(beliefs: Floats, words: Floats) -> set[int]:
    """The lines that make the expected F1 of the page's words highest."""
    border, _ = best_border(beliefs, words)
    return set(np.flatnonzero(beliefs >= border).tolist()) if border > 0 else set()
