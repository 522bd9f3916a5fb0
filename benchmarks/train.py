"""Trains the body model and writes scraper/extraction/body/body_model.json.

    SCRAPER_DATA=… python benchmarks/train.py            learn from the training split, report both, write the model
    SCRAPER_DATA=… python benchmarks/train.py --dry-run  the same without writing

Every visible line of every development page is labelled by the page's gold text: 1 where its words stand there in their
order, else 0. Each page weighs the same; within a page a line weighs as the root of its words. Pages of the validation
split are never trained on.

Two lists of oblivious trees are learned, from the table that the body finder has them judge (beliefs.py of
scraper/extraction/body). The first judges a line by its features. The second sees what the first beliefs add up to as
well; what it learns from are beliefs of trees that had not seen the page, learned on the other folds of the training
split.

Every training page is learned from twice: as it is, and thinned at random: parts without gold text left out, the
article cut short, names of classes taken away. So the model also knows small and plain pages,
of which the sets hold few.

Needs the `bench` extra (catboost) on top of the package.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import re
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from scraper.errors import ScraperError
from scraper.extraction.body.beliefs import LineTable, first_look, line_table, second_look, with_context
from scraper.extraction.body.context import best_border
from scraper.extraction.body.features import ADDRESS, FEATURES, Floats
from scraper.extraction.body.model import CONTEXT_NAMES
from scraper.parsing import parse
from scraper.parsing.document import Document, Element
from scraper.records import Page

MODEL = Path(__file__).resolve().parent.parent / "scraper" / "extraction" / "body" / "body_model.json"
#: How much a page of each set weighs: agreement with another extractor counts less than hand-made gold, and 400 pages
#: of one corpus of 2011 count less than the same number of today's.
SETS = {"wcxb-dev": 1.0, "fundus": 1.5, "daniel": 0.5, "readability": 0.7}
CREDIT = (
    "Learned by benchmarks/train.py from the texts of WCXB (github.com/Murrough-Foley/web-content-extraction-benchmark,"
    " CC-BY-4.0), fundus (github.com/flairNLP/fundus, MIT), the DAniEL corpus in github.com/rundimeco/waddle, and the"
    " test pages of github.com/mozilla/readability (Apache-2.0). A question is [feature, border]:"
    " is the feature greater?"
)
ADDRESSLESS = ("readability", "daniel")
FOLDS = 4
WORD = re.compile(r"\w+")
SHINGLE = 4
NAMING = re.compile(r'(?:class|id|role|itemprop)="[^"]*"')
THINNED_WEIGHT = 0.5
DEPTH = 6
LINE_RATE, CONTEXT_RATE = 0.12, 0.08
SOLID = 0.6  # share of a line's shingles that must be in the gold text


@dataclass(slots=True)
class Sample:
    """One page: the table of its lines, and the label of each."""

    name: str
    case: str
    kind: str
    validates: bool
    table: LineTable
    labels: Any
    weight: float = 1.0
    first: Any = None  # beliefs of the first look, by trees that never saw the page


@dataclass(frozen=True, slots=True)
class Learned:
    """A classifier of catboost in the place of the model's trees."""

    model: Any

    def probabilities(self, table: Floats) -> Floats:
        """The probability that a line belongs to the body, for each column of features."""
        if not table.shape[1]:
            return np.zeros(0, dtype=np.float32)
        return self.model.predict_proba(table.T)[:, 1].astype(np.float32)


def validates(name: str, truth: dict[str, Any]) -> bool:
    """Whether a page is of the validation split: the rule of the development data's README."""
    host = None if name in ADDRESSLESS else urlsplit(truth.get("url") or "").hostname
    return hashlib.sha256((host or truth["id"]).encode()).digest()[0] % 3 == 0


def label_lines(texts: list[str], gold: str) -> Any:
    """1.0 for each line whose words stand in the gold text, else 0.0."""
    words = [WORD.findall(text) for text in texts]
    gold_words = WORD.findall(gold)
    joined = f" {' '.join(gold_words)} "
    shingles = {tuple(gold_words[i : i + SHINGLE]) for i in range(len(gold_words) - SHINGLE + 1)}
    labels: list[float | None] = [_share(each, shingles) for each in words]
    _drop_copies(words, labels, joined)
    _label_short(words, labels, joined)
    return np.array([label or 0.0 for label in labels])


def _share(words: list[str], shingles: set[tuple[str, ...]]) -> float | None:
    """The label of a line that is long enough to speak for itself; None for one that is not."""
    own = [tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)]
    if not own:
        return None
    share = sum(each in shingles for each in own) / len(own)
    return 1.0 if share >= SOLID else share if share >= 0.4 else 0.0


def _drop_copies(words: list[list[str]], labels: list[float | None], joined: str) -> None:
    """Of a line that the page prints more often than the gold text, keep the copies among the most gold lines."""
    places: dict[str, list[int]] = {}
    for index, label in enumerate(labels):
        if label == 1.0:
            places.setdefault(" ".join(words[index]), []).append(index)
    mass = [len(each) if label == 1.0 else 0 for each, label in zip(words, labels, strict=True)]
    for text, indexes in places.items():
        times = max(joined.count(f" {text} "), 1)
        if len(indexes) > times:
            for index in sorted(indexes, key=lambda i: -sum(mass[max(0, i - 6) : i + 7]))[times:]:
                labels[index] = 0.0


def _label_short(words: list[list[str]], labels: list[float | None], joined: str) -> None:
    """A line too short for a shingle is gold where it stands beside its gold neighbour in the gold text, too."""
    places = [index for index, each in enumerate(words) if each]
    for _ in range(4):  # from neighbour to neighbour
        changed = False
        for at, index in enumerate(places):
            if labels[index] is not None:
                continue
            for step in (-1, 1):
                other = (
                    next((i for i in places[at + step :: step][:5] if labels[i] == 1.0), None)
                    if at + step >= 0
                    else None
                )
                if other is None:
                    continue
                run = words[other][-3:] + words[index] if step < 0 else words[index] + words[other][:3]
                if f" {' '.join(run)} " in joined:
                    labels[index] = 1.0
                    changed = True
                    break
        if not changed:
            return


def samples_of(job: tuple[str, str, dict[str, Any]]) -> list[Sample]:
    """One development page as it is and, of the training split, thinned; nothing where it has no lines."""
    folder, name, truth = job
    content = gzip.decompress((Path(folder) / name / "html" / f"{truth['id']}.html.gz").read_bytes())
    url, is_validation = truth.get("url"), validates(name, truth)
    try:
        document = parse(Page(url, url, content, capture_kind="file"))
    except ScraperError as error:
        print(f"{name}/{truth['id']}: {error}", file=sys.stderr)
        return []
    if not document.lines:
        return []
    out = [sample_of(document, name, truth)]
    if not is_validation and out[0].labels.any():
        random = Random(f"{name}/{truth['id']}")
        html = thinned(document, out[0].labels, random)
        document = parse(Page(url, url, html.encode(), "text/html; charset=utf-8", capture_kind="file"))
        if document.lines:
            out.append(sample_of(document, name, truth))
            out[-1].weight = THINNED_WEIGHT
    return out


def sample_of(document: Document, name: str, truth: dict[str, Any]) -> Sample:
    """The sample of a parsed page. The line that prints the title is in no body, though some golds begin with it."""
    table = line_table(document)
    labels = label_lines([line.text for line in document.lines], truth["text"]) * (table.words > 0)
    kind = truth.get("type", "article")
    return Sample(name, truth["id"], kind, validates(name, truth), table, labels)


def lend_addresses(pages: list[Sample]) -> None:
    """Give pages of sets with invented addresses, or none, the address features of some real article's.

    Else the trees would know these sets, and what is peculiar in their gold, by their addresses.
    """
    columns = [FEATURES.index(name) for name in ADDRESS]
    real = [
        page.table.features[columns, :1] for page in pages if page.kind == "article" and page.name not in ADDRESSLESS
    ]
    random = Random(1)
    for page in pages:
        if page.name in ADDRESSLESS:
            page.table.features[columns] = random.choice(real)


def thinned(document: Document, labels: Any, random: Random) -> str:
    """The page with most parts that hold no gold text left out, maybe a shorter article, maybe without class names."""
    markup = document.markup
    gold = [line.first_token for line, label in zip(document.lines, labels, strict=True) if label > 0.5]
    last = len(markup.tags)
    if random.random() < 0.6 and len(gold) > 4:
        last = gold[min(random.randint(3, 12), len(gold) - 1)]  # the gold lines behind it go
    keep = random.choice((0.15, 0.4, 0.7))
    plain = random.random() < 0.5
    out: list[str] = []
    token = 0
    while token < len(markup.tags):
        tag, raw, end = markup.tags[token], markup.raws[token], markup.ends[token]
        if end and tag not in ("html", "head", "body", "title"):
            inside = bisect_left(gold, end) - bisect_left(gold, token)
            is_late = inside and token > last
            if is_late or (not inside and document.chars(Element(markup, token)) and random.random() > keep):
                out.append(markup.texts[end] if end < len(markup.texts) else "")
                token = end + 1
                continue
        if plain and tag != "meta":
            raw = NAMING.sub("", raw)
        out.append(f"<{tag} {raw}>{markup.texts[token]}" if raw else f"<{tag}>{markup.texts[token]}")
        token += 1
    return "".join(out)


def samples(folder: Path) -> list[Sample]:
    """All development pages with a gold text."""
    jobs = []
    for name in SETS:
        with (folder / name / "truth.jsonl").open(encoding="utf-8") as lines:
            jobs += [(str(folder), name, truth) for truth in map(json.loads, lines) if truth.get("text")]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        return [sample for group in pool.map(samples_of, jobs, chunksize=8) for sample in group]


def fit(pages: list[Sample], features: list[Any], trees: int, rate: float) -> Any:
    """A classifier of lines, fitted to these features of these pages, a column for each line."""
    from catboost import CatBoostClassifier, Pool

    weights = []
    for page in pages:
        weight = np.sqrt(np.maximum(page.table.words, 1.0))
        weights.append(weight / weight.sum() * SETS[page.name] * page.weight)
    labels = np.concatenate([page.labels for page in pages])
    has_words = np.concatenate([page.table.words for page in pages]) > 0
    model = CatBoostClassifier(
        iterations=trees, depth=DEPTH, learning_rate=rate, l2_leaf_reg=6, loss_function="CrossEntropy", border_count=48,
        bootstrap_type="MVS", subsample=0.6, random_seed=1, allow_writing_files=False, verbose=0,
    )  # fmt: skip
    rows = np.concatenate([each.T for each in features])
    model.fit(Pool(rows[has_words], labels[has_words], weight=np.concatenate(weights)[has_words]))
    return model


def first_beliefs(model: Any, pages: list[Sample]) -> None:
    """Note the first look's beliefs, by a model that has not seen these pages."""
    for page in pages:
        page.first = first_look(page.table, Learned(model))


def fold_of(page: Sample) -> int:
    """The fold of a page: the same for a page and its thinned copy."""
    return hashlib.sha256(f"{page.name}/{page.case}".encode()).digest()[1] % FOLDS


def export(model: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """The trees as plain data."""
    with NamedTemporaryFile(suffix=".json") as file:
        model.save_model(file.name, format="json")
        raw = json.loads(Path(file.name).read_text())
    used = sorted({split["float_feature_index"] for tree in raw["oblivious_trees"] for split in tree["splits"]})
    place = {feature: number for number, feature in enumerate(used)}
    trees = []
    for tree in raw["oblivious_trees"]:
        questions = [[place[split["float_feature_index"]], float(f"{split['border']:.6g}")] for split in tree["splits"]]
        leaves = [round(leaf, 3) for leaf in tree["leaf_values"]]
        while len(questions) < DEPTH:  # a question that nobody answers with yes
            questions.append([0, 1e30])
            leaves += [0.0] * len(leaves)
        trees.append({"questions": questions, "leaves": leaves})
    bias = round(raw["scale_and_bias"][1][0], 5)
    return {"depth": DEPTH, "bias": bias, "features": [names[i] for i in used], "trees": trees}


def as_text(parts: dict[str, dict[str, Any]]) -> str:
    """The model as JSON, one tree per line, so that a change can be read."""
    out = [f'{{\n"about": {json.dumps(CREDIT)}']
    for name, data in parts.items():
        head = json.dumps({key: value for key, value in data.items() if key != "trees"})
        trees = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in data["trees"])
        out.append(f'"{name}": {head[:-1]}, "trees": [\n{trees}\n]}}')
    return ",\n".join(out) + "\n}\n"


def report(pages: list[Sample], title: str, beliefs: Callable[[Sample], Any]) -> None:
    """Mean F1 of words, judged line by line, by set and split."""
    shares: dict[tuple[str, bool], list[float]] = {}
    for page in pages:
        if page.weight < 1:
            continue
        belief, words = beliefs(page), page.table.words
        chosen, gold = belief >= max(best_border(belief, words)[0], 1e-9), page.labels > 0.5
        both = float(words[chosen & gold].sum())
        f1 = 2 * both / max(1.0, float(words[chosen].sum() + words[gold].sum()))
        shares.setdefault((page.name, page.validates), []).append(f1)
        if page.name == "wcxb-dev" and page.kind == "article":
            shares.setdefault(("wcxb-dev articles", page.validates), []).append(f1)
    print(title)
    for (name, is_validation), values in sorted(shares.items()):
        split = "validation" if is_validation else "training"
        print(f"  {name:18} {split:10} {len(values):5} pages  F1 of words {np.mean(values):.4f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trees", type=int, default=200, help="of the first look")
    parser.add_argument("--context-trees", type=int, default=200, help="of the second look")
    parser.add_argument("--dry-run", action="store_true")
    arguments = parser.parse_args()
    if "SCRAPER_DATA" not in os.environ:
        parser.exit(2, "SCRAPER_DATA names no folder with bench/data: nothing to train on\n")
    pages = samples(Path(os.environ["SCRAPER_DATA"]) / "bench" / "data")
    lend_addresses(pages)
    print(Counter((page.name, page.validates) for page in pages))
    training = [page for page in pages if not page.validates]
    for fold in range(FOLDS):
        others = [page for page in training if fold_of(page) != fold]
        model = fit(others, [page.table.features for page in others], arguments.trees, LINE_RATE)
        first_beliefs(model, [page for page in training if fold_of(page) == fold])
    lines = fit(training, [page.table.features for page in training], arguments.trees, LINE_RATE)
    first_beliefs(lines, [page for page in pages if page.validates])
    report(pages, "first look, by trees that have not seen the page", lambda page: page.first)
    context = fit(
        training, [with_context(page.table, page.first) for page in training], arguments.context_trees, CONTEXT_RATE
    )
    report(
        pages,
        "both looks; of the training pages the second has seen",
        lambda page: second_look(page.table, page.first, Learned(context)),
    )
    for model, names in ((lines, FEATURES), (context, CONTEXT_NAMES)):
        best = sorted(zip(model.get_feature_importance(), names, strict=True), reverse=True)[:40]
        print(", ".join(f"{name} {importance:.1f}" for importance, name in best))
    if not arguments.dry_run:
        text = as_text({"lines": export(lines, FEATURES), "context": export(context, CONTEXT_NAMES)})
        MODEL.write_text(text, encoding="utf-8")
        print(f"{MODEL.name}: {len(text)} bytes")


if __name__ == "__main__":
    main()
