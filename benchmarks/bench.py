"""Quality on the development pages, per set and per split, held against the pinned floors.

    make bench                                            all sets, and the peers on the validation pages
    make bench BENCH_ARGS='--alone'                       all sets, without peers
    make bench BENCH_ARGS='--set fundus --worst 10'       only the worst training pages of one set, by body F1
    make bench BENCH_ARGS='--kinds'                       only which kind is taken for which, and refusals
    make bench BENCH_ARGS='--check'                       without peers; exit 1 where a figure is under its floor

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
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from report import fixed, machine, table
from systems import OURS, Row, installed_peers, system

import scraper
from scraper.parsing import parse
from scraper.records import Page

FLOORS = Path(__file__).with_name("floors.json")
SPLIT_BY_ID = frozenset({"readability", "daniel"})
LOWER_IS_BETTER = frozenset({"errors", "refused", "wrong_date"})
SHOWN = ("n", "errors", "refused", "F1", "P", "R", "exact", "bagF1", "snippetF1", "title", "date", "wrong_date",
         "authorsF1", "topicsF1")  # fmt: skip
MOST_OF_TEXT = 0.5  # of the gold text's shingles: the page holds its text
PAGE_CHARS = 40  # of a page's id that are shown
COUNTS = frozenset({"n", "errors", "refused"})
KINDS_SET = "wcxb-dev"  # whose truth names the kind of each page
KINDS = ("article", "forum", "product", "service", "documentation", "collection", "listing")
REFUSED = "refused"


def data_folder() -> Path:
    """The folder of the development pages. Ends the program where SCRAPER_DATA does not name it."""
    named = os.environ.get("SCRAPER_DATA")
    if not named or not (Path(named) / "bench" / "data").is_dir():
        sys.exit("SCRAPER_DATA must name the folder that holds bench/data")
    return Path(named) / "bench"


def sets(folder: Path) -> list[str]:
    """The names of the sets in the folder."""
    return sorted(path.parent.name for path in (folder / "data").glob("*/truth.jsonl"))


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


def run_page(folder: Path, name: str, extractor: str, case: str, url: str | None) -> Row:
    """The scored fields that one extractor reads off one page, with the CPU time it took."""
    content, extract = read_page(folder, name, case), system(extractor)
    start = time.process_time()
    try:
        answer = extract.read(content, url)
    except scraper.ScraperError as failure:
        return {REFUSED: failure.code, "ms": (time.process_time() - start) * 1000}
    except Exception as bug:  # a bug is a figure of its own here, and one bad page must not end the run
        return {"error": f"{type(bug).__name__}: {bug}"[:200], "ms": (time.process_time() - start) * 1000}
    ms = (time.process_time() - start) * 1000
    return {**extract.row(answer), "ms": ms}


def run_set(folder: Path, name: str, truths: dict[str, Row], jobs: int = 1, extractor: str = OURS) -> dict[str, Row]:
    """The rows of all given pages of a set by page id."""
    work: Callable[[str, str | None], Row] = functools.partial(run_page, folder, name, extractor)
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
    """The entries of these ids."""
    return {each: whole[each] for each in ids}


def split(name: str, truths: dict[str, Row]) -> dict[str, list[str]]:
    """The page ids of both splits."""
    out: dict[str, list[str]] = {"train": [], "validate": []}
    for case, truth in truths.items():
        out["validate" if is_validation(name, truth) else "train"].append(case)
    return out


def score(measures: ModuleType, truths: dict[str, Row], rows: dict[str, Row]) -> dict[str, Any]:
    """The judge's figures, and of 1,000 pages that have content how many were refused."""
    pages, codes = sum(map(has_content, truths.values())), refusals(truths, rows)
    figures: dict[str, Any] = measures.score(truths, rows)
    return {**figures, "refused": round(1000 * codes.total() / max(pages, 1), 1)}


def quality_table(lines: dict[str, dict[str, Any]]) -> str:
    """The measures that the set has, one line of figures each."""
    shown = [measure for measure in SHOWN if any(measure in figures for figures in lines.values())]
    rows = []
    for label, figures in lines.items():
        cells = {measure: figures.get(measure) for measure in shown}
        rows.append((label, *(cell if measure in COUNTS else fixed(cell) for measure, cell in cells.items())))
    return table(("", *shown), rows)


def kinds_table(lines: dict[str, dict[str, Any]]) -> str:
    """The bag F1 of each type of page that the truth tells apart."""
    types = sorted({kind for figures in lines.values() for kind in figures["bagF1_by_type"]})
    rows = [(label, *(fixed(figures["bagF1_by_type"].get(kind)) for kind in types)) for label, figures in lines.items()]
    return table(("bagF1", *types), rows)


def confusion(truths: dict[str, Row], rows: dict[str, Row]) -> Counter[tuple[str, str]]:
    """How often a page of one type (first) was taken for one kind (second), or refused."""
    return Counter((truth["type"], rows[case].get("kind", REFUSED)) for case, truth in truths.items())


def confusion_table(counts: Counter[tuple[str, str]]) -> str:
    """The truth's type downwards, our kind across, and the share of each type that is told rightly."""
    rows = []
    for kind in KINDS:
        told = [counts[kind, other] for other in (*KINDS, REFUSED)]
        rows.append((kind, *(count or "·" for count in told), fixed(counts[kind, kind] / max(sum(told), 1))))
    return table(("type \\ kind", *KINDS, REFUSED, "right"), rows)


def refusals(truths: dict[str, Row], rows: dict[str, Row]) -> Counter[str]:
    """The codes with which pages that have content were refused."""
    return Counter(
        rows[case][REFUSED] for case, truth in truths.items() if has_content(truth) and REFUSED in rows[case]
    )


def has_content(truth: Row) -> bool:
    """Whether the gold knows any words of the page."""
    return bool(truth.get("text") or truth.get("with"))


def refusal_row(label: str, pages: int, codes: Counter[str], there: int) -> tuple[str, int, int, str, int, str]:
    """One line of the table of refusals; `there` are the refused pages that hold most of their gold text."""
    told = ", ".join(f"{code} {count}" for code, count in codes.most_common())
    return label, pages, codes.total(), fixed(1000 * codes.total() / max(pages, 1), 1), there, told or "–"


def refusal_table(folder: Path, results: dict[str, dict[str, Row]]) -> str:
    """Of each set and split the pages that have content but were refused; some need scripts to show their text."""
    measures, lines = load_measures(folder), []
    for name, rows in results.items():
        truths = load_truths(folder, name)
        for label, ids in split(name, truths).items():
            pages = {case: truths[case] for case in ids if has_content(truths[case])}
            there = sum(
                share_on_page(read_page(folder, name, case), truth["text"], measures) > MOST_OF_TEXT
                for case, truth in pages.items()
                if REFUSED in rows[case] and truth.get("text")
            )
            lines.append(refusal_row(f"{name}, {label}", len(pages), refusals(pages, rows), there))
    return table(("pages with content", "pages", "refused", "of 1,000", "text is on the page", "codes"), lines)


def judged_bodies(name: str, truths: dict[str, Row], rows: dict[str, Row], measures: ModuleType) -> list[Row]:
    """Body F1, precision and recall of each page, and what went wrong: too much or too little was taken, or refused."""
    out = []
    for case, truth in truths.items():
        f1 = measures.page_f1(truth, rows[case])
        if f1 is not None:
            right, over, under = measures.shingle_counts(truth["text"], rows[case].get("text") or "")
            wrong = rows[case].get(REFUSED) or ("too much" if over > under else "too little")
            out.append({"page": f"{name}/{case[:PAGE_CHARS]}", "set": name, "case": case, "text": truth["text"],
                        "words": len(truth["text"].split()), "type": truth.get("type", ""), "F1": f1, "wrong": wrong,
                        "P": right / max(right + over, 1), "R": right / max(right + under, 1)})  # fmt: skip
    return out


def share_on_page(content: bytes, gold: str, measures: ModuleType) -> float:
    """The share of the gold text's shingles that any line of the page has: more is not to be had without scripts."""
    try:
        lines = parse(Page(None, None, content, capture_kind="file")).lines
    except scraper.ScraperError:
        return 0.0
    right, _, missing = measures.shingle_counts(gold, "\n".join(line.text for line in lines))
    return right / max(right + missing, 1)


def worst_table(bodies: list[Row]) -> str:
    """Pages, how well their body was found, and how much of the gold text the page has at all."""
    rows = [
        (each["page"], each["type"], each["words"], fixed(each["on_page"], 2),
         *(fixed(each[measure], 2) for measure in ("F1", "P", "R")), each["wrong"])
        for each in bodies
    ]  # fmt: skip
    return table(("page", "type", "gold words", "on page", "F1", "P", "R", "what went wrong"), rows)


def parse_arguments(names: list[str]) -> argparse.Namespace:
    """What the command line asks for."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--set", action="append", choices=names, help="default: all")
    arguments.add_argument("--jobs", type=int, default=2)
    arguments.add_argument("--alone", action="store_true", help="without the peers that are installed")
    what = arguments.add_mutually_exclusive_group()
    what.add_argument("--worst", type=int, metavar="N", help="only the N worst training pages by body F1")
    what.add_argument("--kinds", action="store_true", help="only kinds of pages, and refusals")
    what.add_argument("--check", action="store_true", help="exit 1 where a figure is under its floor")
    return arguments.parse_args()


def report_quality(folder: Path, name: str, rows: dict[str, Row], peers: Iterable[str], jobs: int) -> list[str]:
    """Print the figures of one set, and what of them is under its floor, which is also what is given back."""
    measures, truths = load_measures(folder), load_truths(folder, name)
    parts = {"all": list(truths), **split(name, truths)}
    lines = {f"ours, {label}": score(measures, part(ids, truths), part(ids, rows)) for label, ids in parts.items()}
    told = misses(lines["ours, validate"], load_floors().get(name, {}))
    kept = part(parts["validate"], truths)
    for peer in peers:
        lines[f"{peer}, validate"] = score(measures, kept, run_set(folder, name, kept, jobs, peer))
    print(f"\n{name}\n\n{quality_table(lines)}")
    if "bagF1_by_type" in lines["ours, all"]:
        print(f"\n{kinds_table(lines)}")
    for miss in told:
        print(f"UNDER THE FLOOR: {miss}")
    for case, row in rows.items():
        if "error" in row:
            print(f"BUG {case} {row['error']}")
    return told


def report_worst(folder: Path, names: list[str], count: int, jobs: int) -> None:
    """Print the worst training pages of these sets together."""
    measures, bodies = load_measures(folder), []
    for name in names:
        truths = load_truths(folder, name)
        truths = part(split(name, truths)["train"], truths)
        bodies += judged_bodies(name, truths, run_set(folder, name, truths, jobs), measures)
    worst = sorted(bodies, key=lambda body: (body["F1"], body["page"]))[:count]
    for body in worst:
        body["on_page"] = share_on_page(read_page(folder, body["set"], body["case"]), body["text"], measures)
    print(f"\n{worst_table(worst)}")


def main() -> None:
    """Print the tables; with --check, fail where a figure is under its floor."""
    folder = data_folder()
    given = parse_arguments(sets(folder))
    names = given.set or sets(folder)
    peers = {} if given.alone or given.check or given.kinds or given.worst else installed_peers()
    print(machine() + "".join(f", {peer} {version}" for peer, version in peers.items()))
    if given.worst:
        report_worst(folder, names, given.worst, given.jobs)
        return
    results, told = {}, []
    for name in names:
        truths = load_truths(folder, name)
        results[name] = run_set(folder, name, truths, given.jobs)
        if given.kinds and name == KINDS_SET:
            for label, ids in split(name, truths).items():
                print(f"\n{name}, {label}\n\n{confusion_table(confusion(part(ids, truths), results[name]))}")
        elif not given.kinds:
            told += report_quality(folder, name, results[name], peers, given.jobs)
    print(f"\n{refusal_table(folder, results)}")
    if told and given.check:
        sys.exit(1)


if __name__ == "__main__":
    main()
