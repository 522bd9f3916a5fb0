"""Quality and time per page, ours and the peers', on the same pages in one process: tables, JSON and a picture.

    make compare                                  some validation pages of each set, evenly spaced
    make compare COMPARE_ARGS='--most 10000'      all of them

Validation pages only, since ours has learned from the others. Every extractor takes the same page one after the other;
time is CPU time, of one run per page. Writes docs/quality-against-time.json and docs/quality-against-time.svg unless
`--dry-run` is given. SCRAPER_DATA names the folder that holds bench/data/.
"""

from __future__ import annotations

import argparse
import json
import statistics
from pathlib import Path
from typing import Any

import bench
from plot import Point, quality_plot
from report import fixed, machine, table
from systems import OURS, Row, installed_peers

DOCS = Path(__file__).resolve().parent.parent / "docs"
JSON_FILE = DOCS / "quality-against-time.json"
PLOT_FILE = DOCS / "quality-against-time.svg"
SPLIT = "validate"
WARM_UP_PAGES = 2
MOST = 80  # pages of a set: with all of them the slow peers take an hour
PLOTTED = "F1"
MEASURES = ("F1", "P", "R", "exact", "bagF1", "snippetF1", "title", "date", "wrong_date", "authorsF1", "topicsF1")


def spaced(cases: list[str], most: int) -> list[str]:
    """At most so many of the page ids, evenly spaced."""
    return cases[:: -(-len(cases) // most)] if cases else []


def read_all(folder: Path, name: str, truths: dict[str, Row], extractors: list[str]) -> dict[str, dict[str, Row]]:
    """The rows of all extractors, page by page: by extractor, then by page id."""
    rows: dict[str, dict[str, Row]] = {extractor: {} for extractor in extractors}
    for case, truth in truths.items():
        for extractor in extractors:
            rows[extractor][case] = bench.run_page(folder, name, extractor, case, truth.get("url"))
    return rows


def measured(folder: Path, extractors: list[str], most: int) -> dict[str, Any]:
    """The scores of each set and the times over all of them, by extractor."""
    measures = bench.load_measures(folder)
    out: dict[str, Any] = {extractor: {"sets": {}} for extractor in extractors}
    times: dict[str, list[float]] = {extractor: [] for extractor in extractors}
    for name in bench.sets(folder):
        truths = bench.load_truths(folder, name)
        chosen = bench.part(spaced(bench.split(name, truths)[SPLIT], most), truths)
        read_all(folder, name, dict(list(chosen.items())[:WARM_UP_PAGES]), extractors)
        for extractor, rows in read_all(folder, name, chosen, extractors).items():
            scored = measures.score(chosen, rows)
            out[extractor]["sets"][name] = {
                key: scored[key] for key in ("n", "errors", *MEASURES, "bagF1_by_type") if key in scored
            }
            times[extractor] += [row["ms"] for row in rows.values()]
    for extractor, each in times.items():
        out[extractor]["ms_median"] = round(statistics.median(each), 3)
        out[extractor]["ms_mean"] = round(statistics.mean(each), 3)
        out[extractor][PLOTTED] = round(
            statistics.mean(scored[PLOTTED] for scored in out[extractor]["sets"].values()), 4
        )
    return out


def overview(systems: dict[str, Any]) -> str:
    """One line per extractor: body F1 of each set, their mean, and the time."""
    names = list(systems[OURS]["sets"])
    rows = []
    for extractor, figures in systems.items():
        cells = [fixed(figures["sets"][name][PLOTTED]) for name in names]
        ratio = fixed(systems[OURS]["ms_median"] / figures["ms_median"], 2)
        rows.append((extractor, *cells, fixed(figures[PLOTTED]), fixed(figures["ms_median"], 1), ratio))
    return table(("body F1", *names, "mean of sets", "median ms", f"{OURS} / this"), rows)


def set_table(systems: dict[str, Any], name: str) -> str:
    """All measures of one set, one line per extractor."""
    lines = {extractor: figures["sets"][name] for extractor, figures in systems.items()}
    shown = [measure for measure in MEASURES if measure in lines[OURS]]
    rows = [(extractor, *(fixed(scored.get(measure)) for measure in shown)) for extractor, scored in lines.items()]
    pages, failures = lines[OURS]["n"], {extractor: scored["errors"] for extractor, scored in lines.items()}
    failed = ", ".join(f"{extractor} fails on {count}" for extractor, count in failures.items() if count)
    return f"{name}: {pages} pages{'; ' + failed if failed else ''}\n\n" + table(("", *shown), rows)


def main() -> None:
    """Measure, print, and write the JSON and the picture."""
    folder = bench.data_folder()
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--most", type=int, default=MOST, help=f"validation pages of each set (default: {MOST})")
    arguments.add_argument("--dry-run", action="store_true", help="write no file")
    given = arguments.parse_args()
    peers = installed_peers()
    systems = measured(folder, [OURS, *peers], given.most)
    header = machine() + "".join(f", {peer} {version}" for peer, version in peers.items())
    print(f"{header}\n\n{overview(systems)}")
    for name in systems[OURS]["sets"]:
        print(f"\n{set_table(systems, name)}")
        if "bagF1_by_type" in systems[OURS]["sets"][name]:
            lines = {extractor: figures["sets"][name] for extractor, figures in systems.items()}
            print(f"\n{bench.kinds_table(lines)}")
    if not given.dry_run:
        data = {"measured": header, "split": SPLIT, "most_of_a_set": given.most, "systems": systems}
        JSON_FILE.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        points = [
            Point(extractor, each["ms_median"], each[PLOTTED], extractor == OURS) for extractor, each in systems.items()
        ]
        PLOT_FILE.write_text(quality_plot(points), encoding="utf-8")


if __name__ == "__main__":
    main()
