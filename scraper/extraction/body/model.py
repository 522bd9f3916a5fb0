"""The body model: shallow trees learned by benchmarks/train.py, kept as data in body_model.json.

It has two parts, each a list of trees: `lines` judges every line by the features of features.py, `context` judges it
again by these and by what the first beliefs add up to (context.py). Every tree asks its questions level by level, the
same question for a whole level, so that all trees answer for all lines in a few operations over whole columns.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scraper.extraction.body.context import CONTEXT
from scraper.extraction.body.features import FEATURES, Floats, Hints, hints_among

BLOCK_LINES = 2_048  # judged at once: the answers of all trees to more would leave the processor's cache
CONTEXT_NAMES = (*FEATURES, *(f"context:{name}" for name in CONTEXT))


@dataclass(frozen=True, slots=True)
class Trees:
    """Oblivious trees: `depth` questions for each tree, and 2 ** depth answers (log-odds).

    Trees share many of their questions, so each distinct one is asked once.
    """

    features: NDArray[np.intp]  # of each distinct question: the row of the table of features
    borders: Floats  # of each distinct question, one in a row: the answer is 1 where the feature is greater
    questions: NDArray[np.intp]  # depth x trees: which question a tree asks at each level
    leaves: Floats  # trees x 2 ** depth, flat
    offsets: NDArray[np.intp]  # where in it each tree begins, one in a row
    bias: float

    def probabilities(self, table: Floats) -> Floats:
        """The probability that a line belongs to the body, for each column of features."""
        count = table.shape[1]
        if count > BLOCK_LINES:
            starts = range(0, count, BLOCK_LINES)
            return np.concatenate([self.probabilities(table[:, at : at + BLOCK_LINES]) for at in starts])
        answers = (table[self.features] > self.borders).view(np.uint8)
        leaf = answers[self.questions[-1]]
        for level in self.questions[-2::-1]:
            leaf <<= 1
            leaf |= answers[level]
        odds = self.leaves.take(leaf + self.offsets).sum(axis=0) + self.bias
        out: Floats = 1.0 / (1.0 + np.exp(-odds))
        return out


@dataclass(frozen=True, slots=True)
class BodyModel:
    """Both parts of the model."""

    lines: Trees
    context: Trees
    hints: Hints  # those that either part asks for


@cache
def body_model() -> BodyModel:
    """The model that ships with the package. Raises KeyError where it knows a feature that we do not compute."""
    data = json.loads(files("scraper.extraction.body").joinpath("body_model.json").read_text("utf-8"))
    return BodyModel(
        read_trees(data["lines"], FEATURES),
        read_trees(data["context"], CONTEXT_NAMES),
        hints_among({*data["lines"]["features"], *data["context"]["features"]}),
    )


def read_trees(data: dict[str, Any], names: tuple[str, ...]) -> Trees:
    """Trees out of their data; `names` are the rows of the table that they will be asked about."""
    place = {name: row for row, name in enumerate(names)}
    asked = [
        (place[data["features"][feature]], border) for tree in data["trees"] for feature, border in tree["questions"]
    ]
    distinct = {question: number for number, question in enumerate(sorted(set(asked)))}
    numbers = np.array([distinct[question] for question in asked], dtype=np.intp)
    leaves = np.array([tree["leaves"] for tree in data["trees"]], dtype=np.float32)
    return Trees(
        features=np.array([feature for feature, _ in distinct], dtype=np.intp),
        borders=np.array([[border] for _, border in distinct], dtype=np.float32),
        questions=np.ascontiguousarray(numbers.reshape(len(leaves), data["depth"]).T),
        leaves=leaves.ravel(),
        offsets=(np.arange(len(leaves)) * leaves.shape[1])[:, None],
        bias=data["bias"],
    )
