"""What one page costs: the whole of `scraper.extract` beside a bare parse of the same bytes, and beside the peers.

    make speed                                    every tenth page of each development set
    make speed SPEED_ARGS='--every 1 --repeat 5'  all pages
    make speed SPEED_ARGS=--alone                 without the peers
    make speed SPEED_ARGS=--slowest               the slowest page of all, in medians
    make speed SPEED_ARGS=--sizes                 made pages of 0.1, 1 and 10 MB
    make speed SPEED_ARGS='--memory 10000'        resident memory on the way through so many pages

One process, one thread, CPU time; all extractors take the same page one after the other. Of each page the fastest of
`--repeat` runs counts, since what else the machine does only ever adds. SCRAPER_DATA names the folder that holds
bench/data/; --sizes does without.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import bench
from made_pages import SHAPES, made_page
from report import fixed, machine, table
from selectolax.lexbor import LexborHTMLParser
from systems import OURS, installed_peers, system

import scraper

Work = Callable[[bytes, str | None], object]

PARSE = "bare parse"
WARM_UP_PAGES = 20
WARM_UP_BYTES = 50_000  # of a made page
SIZES_MB = (0.1, 1, 10)
MB = 1_000_000
KIB = 1_024
STAGES = (0.1, 0.5, 1.0)  # of all pages, after which memory is told
SLOWEST = 5


def parse(content: bytes, url: str | None) -> object:
    """Nothing but the tree."""
    return LexborHTMLParser(content)


def tolerant(work: Work) -> Work:
    """The same work, a failure taken as an end of it: a page that is refused took its time, too."""

    def run(content: bytes, url: str | None) -> None:
        try:
            work(content, url)
        except Exception:  # whatever a peer may raise; bench.py counts failures
            return

    return run


def extract(content: bytes, url: str | None) -> None:
    """The whole way from bytes to a record; a page that is refused took its time, too."""
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


def cases(folder: Path, every: int) -> dict[str, list[tuple[str, str | None]]]:
    """Of each set every Nth page: its id and its address."""
    return {
        name: [(case, truth.get("url")) for case, truth in list(bench.load_truths(folder, name).items())[::every]]
        for name in bench.sets(folder)
    }


def time_pages(folder: Path, works: dict[str, Work], every: int, repeat: int) -> dict[str, list[dict[str, float]]]:
    """For each set and page the milliseconds of each work."""
    chosen = cases(folder, every)
    pages = ((name, *page) for name, each in chosen.items() for page in each)
    for name, case, url in itertools.islice(pages, WARM_UP_PAGES):
        content = bench.read_page(folder, name, case)
        for work in works.values():
            work(content, url)
    times: dict[str, list[dict[str, float]]] = {}
    for name, each in chosen.items():
        for case, url in each:
            content = bench.read_page(folder, name, case)
            of_page = {
                label: fastest_ms(lambda work=work, content=content, url=url: work(content, url), repeat)
                for label, work in works.items()
            }
            times.setdefault(name, []).append(of_page)
    return times


def speed_table(times: dict[str, list[dict[str, float]]]) -> str:
    """Each extractor's times over all sets: in milliseconds, in bare parses, and as a part of ours."""
    pages = [page for each in times.values() for page in each]
    middle = {label: statistics.median(page[label] for page in pages) for label in pages[0]}
    rows = [
        (
            label,
            fixed(middle[label], 2),
            fixed(statistics.mean(page[label] for page in pages), 2),
            fixed(middle[label] / middle[PARSE], 2),
            fixed(statistics.median(page[label] / page[PARSE] for page in pages), 2),
            fixed(middle[OURS] / middle[label], 3),
        )
        for label in middle
    ]
    head = (f"{len(pages)} pages", "median ms", "mean ms", "medians / parse", "median of ratios", f"{OURS} / this")
    return table(head, rows)


def sets_table(times: dict[str, list[dict[str, float]]]) -> str:
    """The median milliseconds of each set."""
    rows = []
    for name, pages in times.items():
        middle = [statistics.median(page[label] for page in pages) for label in pages[0]]
        ratio = statistics.median(page[OURS] / page[PARSE] for page in pages)
        rows.append((name, len(pages), *(fixed(value, 2) for value in middle), fixed(ratio, 2)))
    return table(("median ms", "pages", *next(iter(times.values()))[0], f"{OURS} / parse"), rows)


def slowest_table(folder: Path, every: int, repeat: int) -> str:
    """The slowest pages of all sets, in medians over all of them."""
    times = []
    for name, each in cases(folder, every).items():
        for case, url in each:
            content = bench.read_page(folder, name, case)
            ms = fastest_ms(lambda content=content, url=url: extract(content, url), repeat)
            times.append((ms, f"{name}/{case}", len(content)))
    middle = statistics.median(ms for ms, _, _ in times)
    rows = [("median of all", "", fixed(middle, 1), "1.0")]
    rows += [
        (page, fixed(size / MB, 2), fixed(ms, 1), fixed(ms / middle, 1)) for ms, page, size in sorted(times)[-SLOWEST:]
    ]
    return table((f"{len(times)} pages", "MB", "ms", "medians"), rows)


def sizes_table(sizes: tuple[float, ...], repeat: int) -> str:
    """What made pages cost as they grow; linear is where milliseconds per MB stay the same."""
    rows = []
    for shape in SHAPES:
        scraper.extract(made_page(shape, WARM_UP_BYTES))
        for size in sizes:
            content = made_page(shape, int(size * MB))
            bare = fastest_ms(lambda content=content: parse(content, None), repeat)
            ms = fastest_ms(lambda content=content: scraper.extract(content), repeat)
            per_mb = ms / (len(content) / MB)
            rows.append((shape, size, fixed(bare, 1), fixed(ms, 1), fixed(per_mb, 0), fixed(ms / bare, 1)))
    return table(("shape", "MB", "parse ms", "extract ms", "ms per MB", "extract / parse"), rows)


def resident_mib() -> float:
    """Resident memory of this process. Ends the program where the system does not tell it."""
    status = Path("/proc/self/statm")
    if not status.exists():
        sys.exit("memory is read from /proc, which is not here")
    pages = int(status.read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / KIB**2


def memory_table(contents: Iterator[tuple[bytes, str | None]], count: int) -> str:
    """Resident memory after each stage of `count` pages, drawn from an endless stream."""
    stages = {max(1, round(count * stage)): stage for stage in STAGES}
    rows = []
    for done, (content, url) in enumerate(itertools.islice(contents, count), 1):
        extract(content, url)
        if done in stages:
            rows.append((f"{stages[done]:.0%}", done, fixed(resident_mib(), 1)))
    return table(("of the way", "pages", "resident MiB"), rows)


def cycled(folder: Path) -> Iterator[tuple[bytes, str | None]]:
    """The pages of all sets, again and again, each read when its turn comes."""
    pages = [(name, case, url) for name, each in cases(folder, 1).items() for case, url in each]
    for name, case, url in itertools.cycle(pages):
        yield bench.read_page(folder, name, case), url


def main() -> None:
    """Print the tables that are asked for."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--every", type=int, help="take every Nth page (default: 10; with --slowest 1)")
    arguments.add_argument("--repeat", type=int, default=3, help="runs per page (default: 3)")
    arguments.add_argument("--alone", action="store_true", help="without the peers that are installed")
    what = arguments.add_mutually_exclusive_group()
    what.add_argument("--slowest", action="store_true", help="only the slowest pages")
    what.add_argument("--sizes", action="store_true", help="only made pages of growing sizes")
    what.add_argument("--memory", type=int, metavar="N", help="only resident memory over N pages")
    given = arguments.parse_args()
    if given.sizes:
        print(f"{machine()}\n\n{sizes_table(SIZES_MB, given.repeat)}")
        return
    folder = bench.data_folder()
    if given.slowest:
        print(f"{machine()}\n\n{slowest_table(folder, given.every or 1, given.repeat)}")
    elif given.memory:
        print(f"{machine()}\n\n{memory_table(cycled(folder), given.memory)}")
    else:
        peers = {} if given.alone else installed_peers()
        works = {PARSE: parse, OURS: extract, **{peer: tolerant(system(peer).read) for peer in peers}}
        times = time_pages(folder, works, given.every or 10, given.repeat)
        print(machine() + "".join(f", {peer} {version}" for peer, version in peers.items()))
        print(f"\n{speed_table(times)}\n\n{sets_table(times)}")


if __name__ == "__main__":
    main()
