"""The body model: shallow trees over line features, learned by benchmarks/train.py, kept as data in body_model.json.

Every tree asks its questions level by level, the same question for a whole level, so that all trees answer for all
lines in a few operations over whole columns.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from scraper.extraction.features import FEATURES, Floats


@dataclass(frozen=True, slots=True)
class Model:
    """depth questions for each of the trees, and 2 ** depth answers (log-odds) for each tree."""

    columns: NDArray[np.int64]  # of FEATURES; trees x depth, flat
    borders: Floats  # trees x depth, flat: the answer is 1 where the feature is greater
    leaves: Floats  # trees x 2 ** depth, flat
    depth: int
    bias: float

    def probabilities(self, rows: Floats) -> Floats:
        """The probability for each row of features that its line belongs to the body."""
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


@cache
def body_model() -> Model:
    """The model that ships with the package. Raises KeyError where it knows a feature that we do not compute."""
    data = json.loads(files("scraper.extraction").joinpath("body_model.json").read_text("utf-8"))
    place = {name: column for column, name in enumerate(FEATURES)}
    questions = [question for tree in data["trees"] for question in tree["questions"]]
    return Model(
        columns=np.array([place[data["features"][feature]] for feature, _ in questions], dtype=np.int64),
        borders=np.array([border for _, border in questions], dtype=np.float32),
        leaves=np.array([leaf for tree in data["trees"] for leaf in tree["leaves"]], dtype=np.float32),
        depth=data["depth"],
        bias=data["bias"],
    )
