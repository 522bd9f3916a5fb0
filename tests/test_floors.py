"""The quality on the development pages that are not used for tuning stays above the pinned floors."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
FLOORS = json.loads((BENCHMARKS / "floors.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def bench() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)  # the scripts there know each other by their bare names
        yield importlib.import_module("bench")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", sorted(FLOORS.keys() - {"records"}))
def test_no_figure_is_under_its_floor(name: str, bench: ModuleType, data_folder: Path) -> None:
    """Every measured figure of the set's validation split holds its floor, and no page is a bug."""
    folder = data_folder / "bench"
    truths = {
        case: truth for case, truth in bench.load_truths(folder, name).items() if bench.is_validation(name, truth)
    }
    rows = bench.run_set(folder, name, truths)
    assert [(case, row["error"]) for case, row in rows.items() if "error" in row] == []
    assert bench.misses(bench.score(bench.load_measures(folder), truths, rows), FLOORS[name]) == []


@pytest.mark.timeout(600)
def test_no_share_of_whole_records_is_under_its_floor(bench: ModuleType, data_folder: Path) -> None:
    """Of the pages with gold for every field, as many as before have each field, the core and everything right."""
    records = importlib.import_module("records")
    judge = records.load_judge(data_folder / "bench")
    found = records.figures(judge, records.verdicts(judge, jobs=1))
    assert bench.misses(found, FLOORS["records"]) == []


def test_a_figure_under_its_floor_is_told(bench: ModuleType) -> None:
    """A lower figure misses its floor, and so does a higher rate of wrong dates."""
    floors = {"F1": 0.9, "wrong_date": 0.1}
    assert bench.misses({"F1": 0.91, "wrong_date": 0.1}, floors) == []
    assert len(bench.misses({"F1": 0.89, "wrong_date": 0.11}, floors)) == 2
