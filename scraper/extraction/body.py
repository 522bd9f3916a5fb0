"""Which lines of the page are the article: the body finder.

Every line gets a probability from the body model; what is likelier in than out stays. The rules around the model are only
those that are certain: what no reader sees and what a form holds is not the article, nor is a page's own <title>.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from scraper.extraction.features import Floats, Stated, line_features
from scraper.extraction.model import body_model
from scraper.parsing.document import Document

#: Where keeping a line helps F1 as much as it hurts: half of the F1 that is reached.
THRESHOLD = 0.47


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
    chosen = [
        line.index
        for line, belief in zip(document.lines, beliefs.tolist(), strict=True)
        if line.text and belief > THRESHOLD
    ]
    return Finding(chosen, beliefs)
