"""Trains the model that tells kinds of page apart and writes scraper/extraction/verdict/kind_model.json.

    SCRAPER_DATA=… python benchmarks/train_kind.py            learn from the training split, report both, write it
    SCRAPER_DATA=… python benchmarks/train_kind.py --dry-run  the same without writing

A softmax regression with a ridge penalty over the signs of scraper/extraction/verdict/kind.py. wcxb-dev names the kind
of each page; the pages of the other sets are articles, in nine languages and of twenty years. Each page is learned
from three times: as it is, without its address, and without what it says of itself to machines; so a saved file and
an old page are judged by their shape.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from bench import data_folder, fixed, is_validation, load_truths, read_page, sets
from report import table

import scraper
import scraper.extraction.article
import scraper.extraction.verdict
from scraper.extraction.answer import Answer
from scraper.extraction.page.view import PageView
from scraper.extraction.verdict.kind import KINDS, kind_of, signs_of_page

MODEL = Path(scraper.extraction.verdict.__file__).with_name("kind_model.json")
#: 400 pages of one corpus of 2011, none of another kind beside them, count for little.
SETS = {"wcxb-dev": 1.0, "fundus": 0.7, "daniel": 0.1, "readability": 0.5}
ADDRESS = ("host:", "path:", "depth:", "query")
DATA = ("type:", "own:", "products:", "og:", "meta:", "generator:")
PARTIAL_WEIGHT = 0.5
RIDGE = 2.0
STEPS, RATE = 3_000, 0.05


@dataclass(frozen=True, slots=True)
class Sample:
    """One page: its signs, and the kind that it is."""

    name: str
    kind: str
    validates: bool
    signs: frozenset[str]


def sample_of(job: tuple[str, str, dict[str, Any]]) -> Sample | None:
    """The sample of a development page; None where it is refused before its kind is asked for."""
    folder, name, truth = job
    seen: list[frozenset[str]] = []

    def note(view: PageView, *credits: Answer[Any]) -> Answer[str]:
        seen.append(frozenset(signs_of_page(view, *credits)))
        return Answer("article", "signs")

    # Refusals are counted by bench.py.
    with patch.object(scraper.extraction.article, "read_kind", note), suppress(scraper.ScraperError):
        scraper.extract(read_page(Path(folder), name, truth["id"]), truth.get("url"))
    kind = truth["type"] if name == "wcxb-dev" else "article"
    return Sample(name, kind, is_validation(name, truth), seen[0]) if seen else None


def variants(sample: Sample) -> list[tuple[frozenset[str], float]]:
    """The signs to learn from, each with its weight."""
    weight = SETS[sample.name]
    without = [
        frozenset(sign for sign in sample.signs if not sign.startswith(left_out)) for left_out in (ADDRESS, DATA)
    ]
    return [(sample.signs, weight), *((each, PARTIAL_WEIGHT * weight) for each in without)]


def fit(samples: list[Sample]) -> dict[str, list[float]]:
    """The weights of each sign for each kind, by Adam on the penalized likelihood of all samples at once."""
    names = sorted({sign for sample in samples for sign in sample.signs})
    place = {name: number for number, name in enumerate(names, 1)}
    rows, labels, weights = [], [], []
    for sample in samples:
        for shown, weight in variants(sample):
            row = np.zeros(len(names) + 1, dtype=np.float32)
            row[0] = 1
            row[[place[sign] for sign in shown]] = 1
            rows.append(row)
            labels.append(KINDS.index(sample.kind))
            weights.append(weight)
    x, weight = np.array(rows), np.array(weights, dtype=np.float32)[:, None]
    wanted = np.eye(len(KINDS), dtype=np.float32)[labels]
    theta = np.zeros((x.shape[1], len(KINDS)), dtype=np.float32)
    mean, spread = np.zeros_like(theta), np.zeros_like(theta)
    for step in range(1, STEPS + 1):
        scores = x @ theta
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        slope = x.T @ ((scores / scores.sum(axis=1, keepdims=True) - wanted) * weight) + RIDGE * theta
        mean, spread = 0.9 * mean + 0.1 * slope, 0.999 * spread + 0.001 * slope**2
        theta -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
    return {name: [round(float(value), 2) for value in theta[number]] for number, name in enumerate(["bias", *names])}


def report(samples: list[Sample]) -> str:
    """The share of each set's pages of each kind that are told rightly."""
    told: dict[tuple[str, str, bool], list[bool]] = defaultdict(list)
    for sample in samples:
        told[sample.name, sample.kind, sample.validates].append(kind_of(set(sample.signs)) == sample.kind)
    rows = []
    for name, kind in sorted({key[:2] for key in told}):
        parts = [told[name, kind, validates] for validates in (False, True)]
        rows.append(
            (name, kind, *(cell for part in parts for cell in (len(part), fixed(sum(part) / max(len(part), 1)))))
        )
    return table(("set", "kind", "train", "right", "validate", "right"), rows)


def main() -> None:
    """Learn, report, write."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--dry-run", action="store_true")
    given = arguments.parse_args()
    folder = data_folder()
    jobs = [(str(folder), name, truth) for name in sets(folder) for truth in load_truths(folder, name).values()]
    with ProcessPoolExecutor(2) as pool:
        samples = [sample for sample in pool.map(sample_of, jobs, chunksize=16) if sample]
    print(report(samples), "\n")
    weights = fit([sample for sample in samples if not sample.validates])
    with patch("scraper.extraction.verdict.kind._weights", lambda: weights):
        print(report(samples))
    if not given.dry_run:
        lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(row)}" for name, row in weights.items())
        MODEL.write_text(f"{{\n{lines}\n}}\n", "utf-8")


if __name__ == "__main__":
    main()
