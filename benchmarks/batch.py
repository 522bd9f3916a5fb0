"""What importing many addresses costs: `scrape batch` beside the batches of other extractors, over one local server.

    make batch                                  5,000 pages of 30 to 300 KB on 200 hosts, without pauses
    make batch BATCH_ARGS='--pages 1000'        fewer
    make batch BATCH_ARGS=--alone               without the others
    make batch BATCH_ARGS=--memory              memory of the main process over 1,000, 10,000 and 100,000 tiny pages

The server runs on the same machine and takes its share of the processor; the second table says what is possible at all:
cores / (CPU time of a bare fetch + of extraction + of the server, for one page). Each is measured alone in the same
run, half before ours and half after it, for a machine may get slower or faster.
No robots.txt is asked for. The others get the first pages of the same list, fewer since they take longer, each between
two imports of ours of the same pages: the last column is about these.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.metadata
import itertools
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from page_server import PageServer, loopback, site
from processes import MIB, Cost, cost_of, cpu_s
from report import fixed, machine, table
from systems import OURS

import scraper
from scraper.fetching import Fetcher
from scraper.options import FetchOptions

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
PAGES, PEER_PAGES, HOSTS = 5_000, 500, 200
ALONE_PAGES = 400  # on which a bare fetch and extraction are measured
LIMIT_S = 600.0  # for one system
MEMORY_PAGES = (1_000, 10_000, 100_000)
MEMORY_LIMIT_S = 600.0  # for one list: where it is too long for that, the rest is left
KB = 1_000
#: trafilatura pauses five seconds between two pages of a host and refuses loopback addresses, unless told otherwise.
TRAFILATURA_SETTINGS = "SLEEP_TIME = 0\nSSRF_PROTECTION = off\n"


@dataclass(frozen=True, slots=True)
class Importer:
    """One command that imports a list: what it needs, the command in a folder with `list.txt`, and what it made."""

    package: str
    command: Callable[[Path], Sequence[str]]
    records: Callable[[Path], int]


def _scrape(folder: Path) -> Sequence[str]:
    return [str(BIN / "scrape"), "batch", "list.txt", "--allow-private", "--no-robots", "--delay-s", "0", "--quiet",
            "--print"]  # fmt: skip


def _stored(folder: Path) -> int:
    with sqlite3.connect(folder / "scrape.db") as store:
        return int(store.execute("SELECT count(*) FROM records").fetchone()[0])


def _without_record(folder: Path) -> str:
    """What came of the addresses that have no record, and how many came to each."""
    with sqlite3.connect(folder / "scrape.db") as store:
        found = store.execute(
            "SELECT coalesce(code, outcome, 'not asked for'), count(*) FROM addresses"
            " WHERE id NOT IN (SELECT address FROM records) GROUP BY 1 ORDER BY 2 DESC"
        )
        return ", ".join(f"{count} {what}" for what, count in found) or "–"


def _trafilatura(folder: Path) -> Sequence[str]:
    package = Path(importlib.metadata.distribution("trafilatura").locate_file("trafilatura"))
    settings = (package / "settings.cfg").read_text("utf-8")
    (folder / "settings.cfg").write_text(
        "".join(line for line in settings.splitlines(keepends=True) if not line.startswith(("SLEEP_", "SSRF_")))
        .replace("[DEFAULT]\n", f"[DEFAULT]\n{TRAFILATURA_SETTINGS}"), "utf-8",
    )  # fmt: skip
    return [str(BIN / "trafilatura"), "-i", "list.txt", "-o", "articles", "--json", "--with-metadata",
            "--config-file", "settings.cfg"]  # fmt: skip


def _newspaper(folder: Path) -> Sequence[str]:
    return [sys.executable, "-m", "newspaper", "--urls-from-file", "list.txt", "--skip-fetch-images", "--skip-nlp"]


def _scrapy(folder: Path) -> Sequence[str]:
    spider = str(HERE / "article_spider.py")
    return [str(BIN / "scrapy"), "runspider", spider, "-a", "addresses=list.txt", "-O", "out.jsonl"]


def _files(folder: Path) -> int:
    return sum(path.is_file() for path in (folder / "articles").rglob("*.json"))


def _lines_with(word: str, name: str) -> Callable[[Path], int]:
    def count(folder: Path) -> int:
        path = folder / name
        if not path.exists():
            return 0
        with path.open(encoding="utf-8", errors="replace") as file:
            return sum(word in line for line in file)

    return count


IMPORTERS: dict[str, Importer] = {
    "scrape batch": Importer("article-scraper", _scrape, _stored),
    "trafilatura -i": Importer("trafilatura", _trafilatura, _files),
    "newspaper4k": Importer("newspaper4k", _newspaper, _lines_with('"text":', "out")),
    "Scrapy + trafilatura": Importer("Scrapy", _scrapy, _lines_with('"text":', "out.jsonl")),
}
OURS_BATCH = "scrape batch"


def addresses(server: PageServer, kind: str, count: int, hosts: int) -> list[str]:
    """So many addresses, spread over the hosts, in an order as a real list has it."""
    urls = [server.url(loopback(number % hosts), f"/{kind}/{number}") for number in range(count)]
    random.Random(1).shuffle(urls)
    return urls


@dataclass(frozen=True, slots=True)
class Import:
    """One import of one system: how many pages it was given, what that cost, and the records it made."""

    pages: int
    cost: Cost
    records: int
    beside: float | None = 1.0  # how many times as fast ours was on the same pages, right before and right after it

    @property
    def rate(self) -> float:
        """Records per second."""
        return self.records / self.cost.seconds


def imported(name: str, urls: Sequence[str]) -> Import:
    """One system's import of the addresses."""
    importer = IMPORTERS[name]
    with tempfile.TemporaryDirectory() as path:
        folder = Path(path)
        (folder / "list.txt").write_text("".join(f"{url}\n" for url in urls), "utf-8")
        cost = cost_of(importer.command(folder), folder, limit_s=LIMIT_S)
        records = importer.records(folder)
        if not records:
            said = (folder / "said").read_text("utf-8", "replace")
            print(f"{name} made no record, status {cost.status}: {said[-500:]}", file=sys.stderr)
        return Import(len(urls), cost, records)


def beside_ours(name: str, urls: Sequence[str]) -> Import:
    """Another system's import, between two of ours of the same addresses."""
    before, other, after = (imported(each, urls) for each in (OURS_BATCH, name, OURS_BATCH))
    return replace(other, beside=(before.rate + after.rate) / 2 / other.rate if other.records else None)


def cost_table(imports: dict[str, Import]) -> str:
    """Speed, CPU time and memory of each system, and how many times as fast ours is."""
    rows = []
    for name, each in imports.items():
        cost, records = each.cost, each.records
        figures = (fixed(cost.seconds, 1), fixed(each.rate, 1), fixed(cost.cpu_s / max(records, 1) * 1_000, 1))
        memory = (fixed(cost.main_mib, 0), fixed(cost.all_mib, 0))
        asked = f"{each.pages}, cut off" if cost.is_cut else each.pages
        rows.append((name, asked, records, *figures, *memory, fixed(each.beside, 1)))
    head = ("", "pages", "records", "seconds", "records/s", "CPU s per 1,000", "MiB main", "MiB all", f"{OURS} / this")
    return table(head, rows)


@dataclass(frozen=True, slots=True)
class Least:
    """What pages cost at least, in seconds of CPU time, all of them together."""

    pages: int
    fetch: float
    extract: float
    served: float

    def __add__(self, other: Least) -> Least:
        return Least(
            self.pages + other.pages,
            self.fetch + other.fetch,
            self.extract + other.extract,
            self.served + other.served,
        )


def least_of(server: PageServer, urls: Sequence[str]) -> Least:
    """What these pages cost, fetched and then read one after the other."""
    before, start = cpu_s(server.pid), time.process_time()
    asyncio.run(_fetch_all(urls))
    fetch, served = time.process_time() - start, cpu_s(server.pid) - before
    contents = [site(url.split("/")[2]).page(int(url.rpartition("/")[2])) for url in urls]
    start = time.process_time()
    for url, content in zip(urls, contents, strict=True):
        scraper.extract(content, url=url)
    return Least(len(urls), fetch, time.process_time() - start, served)


def possible_table(least: Least, ours: Import) -> str:
    """What a page costs at least, the pages per second that follow from it, and which share of them is reached.

    Where others use the machine, the share of time says little; the share of CPU time is what `batch` adds of its own.
    """
    whole = (least.fetch + least.extract + least.served) / least.pages
    possible, reached = (os.cpu_count() or 1) / whole, ours.rate
    spent = ours.cost.cpu_s / ours.records + least.served / least.pages
    rows = [
        ("bare fetch, ms of CPU per page", fixed(least.fetch / least.pages * 1_000, 2)),
        ("extraction, ms of CPU per page", fixed(least.extract / least.pages * 1_000, 2)),
        ("server, ms of CPU per page", fixed(least.served / least.pages * 1_000, 2)),
        (f"pages/s that {os.cpu_count()} cores allow", fixed(possible, 1)),
        ("pages/s reached", fixed(reached, 1)),
        ("share of the pages/s", fixed(reached / possible, 2)),
        ("share of the CPU time", fixed(whole / spent, 2)),
    ]
    return table((f"{least.pages} pages, one after the other", ""), rows)


async def _fetch_all(urls: Sequence[str]) -> None:
    waiting = iter(urls)

    async def fetch_some(fetcher: Fetcher) -> None:
        for url in waiting:
            await fetcher.fetch(url)

    async with Fetcher(FetchOptions(allow_private=True, robots=False, delay_s=0.0)) as fetcher:
        await asyncio.gather(*(fetch_some(fetcher) for _ in range(16)))


def compare(pages: int, peer_pages: int, names: Sequence[str]) -> str:
    """Both tables, over one server."""
    with PageServer() as server:
        urls = addresses(server, "news", pages, HOSTS)
        sizes = [len(site(url.split("/")[2]).page(1)) for url in urls[:HOSTS]]
        least = least_of(server, urls[:ALONE_PAGES:2])
        ours = imported(OURS_BATCH, urls)
        least += least_of(server, urls[1:ALONE_PAGES:2])
        others = {name: beside_ours(name, urls[:peer_pages]) for name in names if name != OURS_BATCH}
    told = f"Pages of {min(sizes) // KB} to {max(sizes) // KB} KB, {sum(sizes) // len(sizes) // KB} KB on average."
    tables = f"{cost_table({OURS_BATCH: ours, **others})}\n\n{possible_table(least, ours)}"
    return f"{told} The load of the machine was {os.getloadavg()[1]:.1f}.\n\n{tables}"


def memory_table(counts: Sequence[int], limit_s: float) -> str:
    """Peak memory of the main process and of all, for growing lists of tiny pages, each for so many seconds at most."""
    rows = []
    with PageServer() as server:
        for count in counts:
            with tempfile.TemporaryDirectory() as path:
                folder = Path(path)
                urls = addresses(server, "tiny", count, HOSTS)
                (folder / "list.txt").write_text("".join(f"{url}\n" for url in urls), "utf-8")
                command = [*_scrape(folder), "--max-time-s", str(limit_s)]
                cost = cost_of(command, folder, limit_s=limit_s + 120, every_s=0.25)
                records, others = _stored(folder), _without_record(folder)
                size = (folder / "scrape.db").stat().st_size / MIB
            rows.append((count, records, fixed(cost.seconds, 0), fixed(cost.cpu_s / max(records, 1) * 1_000, 1),
                         fixed(cost.main_mib, 0), fixed(cost.all_mib, 0), fixed(size, 0), others))  # fmt: skip
    head = ("addresses", "records", "seconds", "CPU s per 1,000", "MiB main", "MiB all", "MiB store", "no record")
    return table(head, rows)


def installed() -> dict[str, str]:
    """The systems that are here, each with its version; says which are left out."""
    found = {}
    for name, importer in IMPORTERS.items():
        try:
            found[name] = f"{importer.package} {importlib.metadata.version(importer.package)}"
        except importlib.metadata.PackageNotFoundError:
            print(f"{name} is left out: {importer.package} is not installed", file=sys.stderr)
    return found


def main() -> None:
    """Print the tables that are asked for."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pages", type=int, default=PAGES, help=f"for ours (default: {PAGES})")
    arguments.add_argument("--peer-pages", type=int, default=PEER_PAGES, help=f"for others (default: {PEER_PAGES})")
    arguments.add_argument("--alone", action="store_true", help="without the others")
    arguments.add_argument("--memory", type=int, nargs="*", metavar="N", help="only memory, over lists of N tiny pages")
    arguments.add_argument("--limit-s", type=float, default=MEMORY_LIMIT_S, help="for one list of --memory")
    given = arguments.parse_args()
    if given.memory is not None:
        print(f"{machine()}\n\n{memory_table(given.memory or MEMORY_PAGES, given.limit_s)}")
        return
    found = installed()
    names = [OURS_BATCH] if given.alone else list(found)
    versions = "".join(f", {found[name]}" for name in itertools.islice(names, 1, None))
    print(f"{machine()}{versions}\n\n{compare(given.pages, given.peer_pages, names)}")


if __name__ == "__main__":
    main()
