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
from scraper.extraction.body.features import FEATURES, Floats

BLOCK_ROWS = 2_048  # judged at once: the answers of all trees to more would leave the processor's cache
LINE_NAMES = FEATURES
CONTEXT_NAMES = (*FEATURES, *(f"context:{name}" for name in CONTEXT))


@dataclass(frozen=True, slots=True)
class Trees:
    """depth questions for each of the trees, and 2 ** depth answers (log-odds) for each tree."""

    columns: NDArray[np.int64]  # of the rows of features; trees x depth, flat
    borders: Floats  # trees x depth, flat: the answer is 1 where the feature is greater
    leaves: Floats  # trees x 2 ** depth, flat
    depth: int
    bias: float

    def probabilities(self, rows: Floats) -> Floats:
        """The probability for each row of features that its line belongs to the body."""
        if len(rows) > BLOCK_ROWS:
            parts = [self.probabilities(rows[at : at + BLOCK_ROWS]) for at in range(0, len(rows), BLOCK_ROWS)]
            return np.concatenate(parts)
        count, trees = len(rows), len(self.borders) // self.depth
        answers = np.ascontiguousarray(rows.T)[self.columns] > self.borders[:, None]
        bits = answers.reshape(trees, self.depth, count).view(np.uint8)
        leaf = np.zeros((trees, count), dtype=np.intp)
        for level in range(self.depth):
            leaf += bits[:, level] << level
        leaf += (np.arange(trees) << self.depth)[:, None]
        odds = self.leaves[leaf].sum(axis=0) + self.bias
        out: Floats = 1.0 / (1.0 + np.exp(-odds))
        return out


@dataclass(frozen=True, slots=True)
class BodyModel:
    """Both parts of the model."""

    lines: Trees
    context: Trees


@cache
def body_model() -> BodyModel:
    """The model that ships with the package. Raises KeyError where it knows a feature that we do not compute."""
    data = json.loads(files("scraper.extraction.body").joinpath("body_model.json").read_text("utf-8"))
    return BodyModel(read_trees(data["lines"], LINE_NAMES), read_trees(data["context"], CONTEXT_NAMES))


def read_trees(data: dict[str, Any], names: tuple[str, ...]) -> Trees:
    """Trees out of their data; `names` are the columns that they will be asked about."""
    place = {name: column for column, name in enumerate(names)}
    questions = [question for tree in data["trees"] for question in tree["questions"]]
    return Trees(
        columns=np.array([place[data["features"][feature]] for feature, _ in questions], dtype=np.int64),
        borders=np.array([border for _, border in questions], dtype=np.float32),
        leaves=np.array([leaf for tree in data["trees"] for leaf in tree["leaves"]], dtype=np.float32),
        depth=data["depth"],
        bias=data["bias"],
    )
