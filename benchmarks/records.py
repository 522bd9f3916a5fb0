"""Whole records on the development pages: every field held against gold written by hand, and against the floors.

    make records

Prints how many of the pages have each field right, the core fields right, and every field right. The judge and the gold
stand beside the pages (SCRAPER_DATA). Ends with status 1 where a figure is under its floor in floors.json.
"""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

from bench import data_folder, load_floors, misses
from report import machine

JOBS = 2


def load_judge(folder: Path) -> ModuleType:
    """`records.py` beside the data."""
    spec = importlib.util.spec_from_file_location("records_judge", folder / "records.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its reader goes to other processes by this name
    spec.loader.exec_module(module)
    return module


def verdicts(judge: ModuleType, jobs: int = JOBS) -> list[dict[str, str]]:
    """For each page what is right, wrong, missing or invented, by field."""
    cases: list[dict[str, Any]] = judge.load(judge.DATA / "records/gold.jsonl")
    if jobs == 1:
        records = [judge.read((case["id"], case["url"])) for case in cases]
    else:
        with ProcessPoolExecutor(jobs) as pool:
            records = list(pool.map(judge.read, [(case["id"], case["url"]) for case in cases]))
    return [judge.verdicts(case["gold"], record) for case, record in zip(cases, records, strict=True)]


def figures(judge: ModuleType, judged: list[dict[str, str]]) -> dict[str, float]:
    """Shares from 0 to 1: of pages with each field, the core and everything right, and of all fields."""
    right, total = Counter[str](), Counter[str]()
    for each in judged:
        total.update(each.keys())
        right.update(field for field, said in each.items() if said == "right")
    core = sum(all(each.get(field, "right") == "right" for field in judge.CORE) for each in judged)
    whole = sum(all(said == "right" for said in each.values()) for each in judged)
    return {
        "whole": whole / len(judged),
        "core": core / len(judged),
        "fields": right.total() / total.total(),
        **{field: right[field] / total[field] for field in total},
    }


def main() -> int:
    """The table, and whether the floors hold."""
    folder = data_folder()
    judge = load_judge(folder)
    judged = verdicts(judge)
    found = figures(judge, judged)
    print(machine())
    print(f"\n{len(judged)} pages\n")
    for name, share in found.items():
        print(f"{name:14} {100 * share:5.1f} %")
    missed = misses(found, load_floors()["records"])
    print("\n".join(["", *missed]) if missed else "\nno figure is under its floor")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
