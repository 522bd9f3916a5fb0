"""What each part of the body finder is worth: body F1 with parts of it left out, on both splits.

    make ablation                                 all development pages
    make ablation ABLATION_ARGS='--every 5'       every fifth page of each set

The container that needs no learning is the parent of the most text in <p>, with every visible line in it. The rules
are those of finding.py, run as they are: for rules without the model, or with its first look only, the model's beliefs
are exchanged for the variant's. Everything else of `extract` stays, so that the texts that
are judged are those of whole records. SCRAPER_DATA names the folder that holds bench/data/.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import patch

import bench
import numpy as np
from report import fixed, machine, table
from systems import Row

import scraper.extraction.article
from scraper.extraction.body import Finding, finding
from scraper.extraction.body.beliefs import first_look, line_table, second_look
from scraper.extraction.body.context import best_border
from scraper.extraction.body.features import Floats
from scraper.extraction.body.model import body_model
from scraper.parsing.document import Document

Finder = Callable[[Document], Finding]

INSIDE, OUTSIDE = 0.9, 0.02  # belief in lines in and outside the container that is found without a model
MEASURES = ("F1", "bagF1")


@dataclasses.dataclass(frozen=True, slots=True)
class Looks:
    """What both looks of the model believe, and the number of words: one value per line of the page."""

    first: Floats
    second: Floats
    tokens: Floats


def look(document: Document) -> Looks:
    """Both looks at a page, as the body finder takes them."""
    table, model = line_table(document), body_model()
    first = first_look(table, model.lines)
    return Looks(first, second_look(table, first, model.context), table.words)


def container(document: Document) -> Floats:
    """Beliefs by the simplest honest rule: all visible lines in the parent of the most text in <p>."""
    held: dict[int, int] = {}
    parents = {}
    for paragraph in document.all("p"):
        parent = paragraph.parent
        if parent is not None:
            held[parent.token] = held.get(parent.token, 0) + len(paragraph.text)
            parents[parent.token] = parent
    beliefs = np.full(len(document.lines), OUTSIDE if held else INSIDE, dtype=np.float32)
    if held:
        best = parents[max(held, key=lambda token: held[token])]
        beliefs[best.first_line : best.last_line] = INSIDE
    beliefs[[line.index for line in document.lines if line.hidden]] = 0
    return beliefs


def likely(beliefs: Floats, tokens: Floats) -> Finding:
    """The lines that make the expected F1 of the page's words highest, and no rule."""
    border, _ = best_border(beliefs, tokens)
    chosen = np.flatnonzero(beliefs >= border).tolist() if border > 0 else []
    return Finding(chosen, beliefs)


def with_rules(document: Document, beliefs: Floats, tokens: Floats) -> Finding:
    """What the rules make of these beliefs in the place of the model's."""
    given = beliefs * (tokens > 0)
    with patch.object(finding, "beliefs_from", lambda *_: given):
        return finding.find_body(document)


def container_alone(document: Document) -> Finding:
    """The simplest container, whole."""
    tokens = look(document).tokens
    return likely(container(document) * (tokens > 0), tokens)


def container_and_rules(document: Document) -> Finding:
    """The rules alone: they need a container to begin with."""
    return with_rules(document, container(document), look(document).tokens)


def first_look_alone(document: Document) -> Finding:
    """Each line judged by itself."""
    looks = look(document)
    return likely(looks.first, looks.tokens)


def first_look_and_rules(document: Document) -> Finding:
    """Each line judged by itself, then the rules."""
    looks = look(document)
    return with_rules(document, looks.first, looks.tokens)


def both_looks_alone(document: Document) -> Finding:
    """The model alone."""
    looks = look(document)
    return likely(looks.second, looks.tokens)


VARIANTS: dict[str, Finder] = {
    "container alone": container_alone,
    "container, rules": container_and_rules,
    "first look alone": first_look_alone,
    "first look, rules": first_look_and_rules,
    "both looks alone": both_looks_alone,
    "both looks, rules (as it is)": finding.find_body,
}


def run_page(folder: Path, name: str, case: str, url: str | None) -> dict[str, Row]:
    """The row of one page by each variant."""
    rows = {}
    for variant, finder in VARIANTS.items():
        safe = functools.partial(found, finder)
        with patch.object(scraper.extraction.article, "find_body", safe):
            rows[variant] = bench.run_page(folder, name, bench.OURS, case, url)
    return rows


def found(finder: Finder, document: Document) -> Finding:
    """What the variant finds; nothing on a page without lines, which it need not know."""
    return finder(document) if document.lines else Finding()


def run_set(folder: Path, name: str, truths: dict[str, Row], jobs: int) -> dict[str, dict[str, Row]]:
    """The rows of a set: by variant, then by page id."""
    work = functools.partial(run_page, folder, name)
    with ProcessPoolExecutor(jobs) as pool:
        pages = list(pool.map(work, truths, [truth.get("url") for truth in truths.values()], chunksize=8))
    return {variant: {case: rows[variant] for case, rows in zip(truths, pages, strict=True)} for variant in VARIANTS}


def main() -> None:
    """Print one table per measure: variants downwards, sets and splits across."""
    folder = bench.data_folder()
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--every", type=int, default=1, help="take every Nth page (default: 1)")
    arguments.add_argument("--jobs", type=int, default=2)
    given = arguments.parse_args()
    measures = bench.load_measures(folder)
    head: list[str] = []
    figures: dict[str, list[dict[str, Any]]] = {variant: [] for variant in VARIANTS}
    for name in bench.sets(folder):
        truths = dict(list(bench.load_truths(folder, name).items())[:: given.every])
        rows = run_set(folder, name, truths, given.jobs)
        for label, ids in bench.split(name, truths).items():
            head.append(f"{name}, {label}")
            for variant in VARIANTS:
                scored = measures.score(bench.part(ids, truths), bench.part(ids, rows[variant]))
                assert not scored["errors"], f"{variant} fails on {scored['errors']} pages of {name}"
                figures[variant].append(scored)
    print(machine())
    for measure in MEASURES:
        lines = [(variant, *(fixed(scored.get(measure)) for scored in each)) for variant, each in figures.items()]
        print(f"\n{table((measure, *head), lines)}")


if __name__ == "__main__":
    main()
