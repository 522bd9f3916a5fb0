"""What one page costs: the whole of `scraper.extract` beside a bare parse of the same bytes.

    make speed                                    every tenth page of each development set
    make speed SPEED_ARGS='--every 1 --repeat 5'  all pages

One process, one thread, CPU time. Of each page the fastest of `--repeat` runs counts, since what else the machine
does only ever adds. SCRAPER_DATA names the folder that holds bench/data/.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import importlib.util
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

import scraper

WARM_UP_PAGES = 20

_spec = importlib.util.spec_from_file_location("bench", Path(__file__).with_name("bench.py"))
assert _spec is not None
assert _spec.loader is not None
bench = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(bench)


def extract(content: bytes, url: str | None) -> None:
    """The whole way from bytes to a record; a page that is refused took its time too."""
    try:
        scraper.extract(content, url=url)
    except scraper.ScraperError:
        return


def fastest_ms(work: Callable[[], object], repeat: int) -> float:
    """Milliseconds of CPU time of the fastest of some runs."""
    best = float("inf")
    for _ in range(repeat):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best * 1000


def main() -> None:
    """Print the figures per set and over all pages."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--every", type=int, default=10, help="take every Nth page (default: 10)")
    arguments.add_argument("--repeat", type=int, default=3, help="runs per page (default: 3)")
    given = arguments.parse_args()
    folder = bench.data_folder()
    pages = {
        name: [(bench.read_page(folder, name, case), truth.get("url"))
               for case, truth in list(bench.load_truths(folder, name).items())[:: given.every]]
        for name in bench.sets(folder)
    }  # fmt: skip
    versions = " ".join(f"{name} {importlib.metadata.version(name)}" for name in ("article-scraper", "selectolax"))
    today = datetime.datetime.now(datetime.UTC).date()
    print(f"{today}  Python {platform.python_version()}  {versions}  {platform.machine()}, {platform.system()}")
    for content, url in [page for each in pages.values() for page in each][:WARM_UP_PAGES]:
        extract(content, url)
    print(f"{'set':14}{'pages':>6}{'parse ms':>17}{'extract ms':>19}{'ratio':>18}")
    print(f"{'':14}{'':6}{'median':>9}{'mean':>8}{'median':>10}{'mean':>9}{'of medians':>12}{'median':>8}")
    total: list[tuple[float, float]] = []
    for name, each in pages.items():
        times = [
            (fastest_ms(lambda content=content: LexborHTMLParser(content), given.repeat),
             fastest_ms(lambda content=content, url=url: extract(content, url), given.repeat))
            for content, url in each
        ]  # fmt: skip
        total += times
        print_row(name, times)
    print_row("all", total)


def print_row(name: str, times: list[tuple[float, float]]) -> None:
    parses, extracts = [parse for parse, _ in times], [whole for _, whole in times]
    middle_parse, middle_extract = statistics.median(parses), statistics.median(extracts)
    ratio = statistics.median(whole / parse for parse, whole in times)
    print(
        f"{name:14}{len(times):>6}{middle_parse:>9.2f}{statistics.mean(parses):>8.2f}{middle_extract:>10.2f}"
        f"{statistics.mean(extracts):>9.2f}{middle_extract / middle_parse:>12.2f}{ratio:>8.2f}"
    )


if __name__ == "__main__":
    main()
