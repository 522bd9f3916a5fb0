"""Quality on the development pages, per set and per split, held against the pinned floors.

    make bench                                            all sets
    make bench BENCH_ARGS='--set fundus --worst 10'       one set and its worst pages by body F1
    make bench BENCH_ARGS='--check'                       exit 1 where a figure is under its floor

SCRAPER_DATA names the folder that holds bench/measures.py and bench/data/; the pages stay outside the repository.
A page belongs to the validation split when the first byte of SHA-256 of its host (of its id in the sets whose
addresses are invented) is divisible by 3. Rules are tuned on the rest; the floors are those of the validation split.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import hashlib
import importlib.util
import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import scraper

Row = dict[str, Any]

FLOORS = Path(__file__).with_name("floors.json")
SPLIT_BY_ID = frozenset({"readability", "daniel"})
LOWER_IS_BETTER = frozenset({"errors", "wrong_date"})
SHOWN = ("n", "errors", "F1", "P", "R", "exact", "bagF1", "snippetF1", "title", "date", "wrong_date", "authorsF1",
         "topicsF1", "ms_median", "ms_mean", "ms_max")  # fmt: skip


def data_folder() -> Path:
    """The folder of the development pages. Ends the program where SCRAPER_DATA does not name it."""
    named = os.environ.get("SCRAPER_DATA")
    if not named or not (Path(named) / "bench" / "data").is_dir():
        sys.exit("SCRAPER_DATA must name the folder that holds bench/data")
    return Path(named) / "bench"


def sets(folder: Path) -> list[str]:
    """The names of the sets in the folder."""
    return sorted(path.name for path in (folder / "data").iterdir() if path.is_dir())


def load_truths(folder: Path, name: str) -> dict[str, Row]:
    """The gold answers of one set by page id."""
    with (folder / "data" / name / "truth.jsonl").open(encoding="utf-8") as lines:
        return {truth["id"]: truth for truth in map(json.loads, lines)}


def read_page(folder: Path, name: str, case: str) -> bytes:
    """The bytes of one page."""
    return gzip.decompress((folder / "data" / name / "html" / f"{case}.html.gz").read_bytes())


def load_measures(folder: Path) -> ModuleType:
    """The judge: `measures.py` beside the data."""
    spec = importlib.util.spec_from_file_location("measures", folder / "measures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def is_validation(name: str, truth: Row) -> bool:
    """Whether a page is kept out of tuning."""
    key = truth["id"] if name in SPLIT_BY_ID else urlsplit(truth["url"]).hostname or truth["id"]
    return hashlib.sha256(key.encode()).digest()[0] % 3 == 0


def run_page(folder: Path, name: str, case: str, url: str | None) -> Row:
    """The scored fields that we read off one page, with the CPU time it took."""
    content = read_page(folder, name, case)
    start = time.process_time()
    try:
        article = scraper.extract(content, url=url)
    except scraper.ScraperError as failure:
        return {"refused": failure.code, "ms": (time.process_time() - start) * 1000}
    except Exception as bug:  # a bug is a figure of its own here, and one bad page must not end the run
        return {"error": f"{type(bug).__name__}: {bug}"[:200], "ms": (time.process_time() - start) * 1000}
    return {
        "title": article.title,
        "date": (article.published or "")[:10] or None,
        "text": article.text,
        "authors": [author.name for author in article.authors if author.role == "author"],
        "tags": [category.name for category in article.categories if category.scheme == "tag"],
        "ms": (time.process_time() - start) * 1000,
    }


def run_set(folder: Path, name: str, truths: dict[str, Row], jobs: int = 1) -> dict[str, Row]:
    """The rows of all pages of a set by page id."""
    work: Callable[[str, str | None], Row] = functools.partial(run_page, folder, name)
    urls = [truth.get("url") for truth in truths.values()]
    if jobs == 1:
        return dict(zip(truths, map(work, truths, urls), strict=True))
    with ProcessPoolExecutor(jobs) as pool:
        return dict(zip(truths, pool.map(work, truths, urls, chunksize=8), strict=True))


def misses(figures: dict[str, float], floors: dict[str, float]) -> list[str]:
    """Each figure on the wrong side of its floor, said in words."""
    out = []
    for measure, floor in floors.items():
        got = figures[measure]
        if got > floor if measure in LOWER_IS_BETTER else got < floor:
            out.append(f"{measure} is {got}, its floor {floor}")
    return out


def load_floors() -> dict[str, dict[str, float]]:
    """The pinned figures of the validation split: {set: {measure: floor}}; of an error rate, the most it may be."""
    loaded: dict[str, dict[str, float]] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return loaded


def part(ids: Iterable[str], whole: dict[str, Row]) -> dict[str, Row]:
    return {each: whole[each] for each in ids}


def main() -> None:
    """Print the figures; with --check, fail where one is under its floor."""
    folder = data_folder()
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--set", action="append", choices=sets(folder), help="default: all")
    arguments.add_argument("--jobs", type=int, default=2)
    arguments.add_argument("--worst", type=int, default=0, help="list the N worst training pages by body F1")
    arguments.add_argument("--check", action="store_true", help="exit 1 where a figure is under its floor")
    given = arguments.parse_args()
    measures, floors, failed = load_measures(folder), load_floors(), False
    for name in given.set or sets(folder):
        truths = load_truths(folder, name)
        rows = run_set(folder, name, truths, given.jobs)
        kept = {each for each, truth in truths.items() if is_validation(name, truth)}
        print(f"\n{name}")
        for label, ids in (
            ("all", list(truths)),
            ("train", [i for i in truths if i not in kept]),
            ("validate", sorted(kept)),
        ):
            figures = measures.score(part(ids, truths), part(ids, rows))
            shown = "  ".join(f"{measure} {figures[measure]}" for measure in SHOWN if measure in figures)
            print(f"  {label:9}{shown}")
            if label == "all":
                for kind, value in figures.get("bagF1_by_type", {}).items():
                    print(f"           bagF1 of {kind}: {value}")
            if label == "validate":
                for miss in misses(figures, floors.get(name, {})):
                    failed = True
                    print(f"  UNDER THE FLOOR: {miss}")
        for case, row in rows.items():
            if "error" in row:
                print(f"  BUG {case} {row['error']}")
        f1 = {case: measures.page_f1(truths[case], row) for case, row in rows.items() if case not in kept}
        for case in sorted((case for case in f1 if f1[case] is not None), key=lambda case: f1[case])[: given.worst]:
            print(f"  {f1[case]:.3f} {case} {rows[case].get('refused', '')} {truths[case].get('url', '')}")
    if given.check and failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
