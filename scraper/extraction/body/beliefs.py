"""The seam to the body model: a table of features for a page's lines, and the beliefs from it.

The model knows of a page only what is in the table, so that another core can take its place with these two functions
alone. Training (benchmarks/train.py) learns from the same table, with the same two looks at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from scraper.extraction.body.context import context_features
from scraper.extraction.body.features import ALL_HINTS, FEATURES, Floats, Hints, Stated, line_features
from scraper.extraction.body.model import BodyModel
from scraper.extraction.body.surroundings import Surroundings
from scraper.parsing.document import Document

_WORDS = FEATURES.index("tokens")


class Classifier(Protocol):
    """What judges lines by their features: trees of the model, or whatever stands in their place."""

    def probabilities(self, table: Floats) -> Floats:
        """The probability that a line belongs to the body, for each column of features."""


@dataclass(frozen=True, slots=True)
class LineTable:
    """The lines of a page as the body model sees them."""

    features: Floats  # one row per name in FEATURES, one column per line
    words: Floats  # of each line; none in the line that prints the title, which is no part of the body
    surroundings: Surroundings


def line_table(document: Document, hints: Hints = ALL_HINTS) -> LineTable:
    """The table of a page that has lines; hints that are not asked for stay 0."""
    surroundings, stated = Surroundings(document), Stated(document)
    features = line_features(document, surroundings, stated, hints)
    words: Floats = features[_WORDS].copy()
    if stated.title_line is not None:
        words[stated.title_line] = 0
    return LineTable(features, words, surroundings)


def beliefs_from(table: LineTable, model: BodyModel) -> Floats:
    """The belief that a line belongs to the body, one per line: by itself, then among those first beliefs."""
    return second_look(table, first_look(table, model.lines), model.context)


def first_look(table: LineTable, classifier: Classifier) -> Floats:
    """The belief in each line by itself; 0 in those without words."""
    return _judged(classifier, table.features, table.words)


def second_look(table: LineTable, first: Floats, classifier: Classifier) -> Floats:
    """The belief in each line among the first beliefs in all of them."""
    return _judged(classifier, with_context(table, first), table.words)


def with_context(table: LineTable, first: Floats) -> Floats:
    """The features of the second look: one row per name in CONTEXT_NAMES, one column per line."""
    return np.concatenate((table.features, context_features(first, table.words, table.surroundings)))


def _judged(classifier: Classifier, features: Floats, words: Floats) -> Floats:
    worded = np.flatnonzero(words)
    beliefs = np.zeros_like(words)
    beliefs[worded] = classifier.probabilities(features[:, worded])
    return beliefs
