"""What the guards cost: 2,000 small pages from 50 addresses of this machine, by a bare httpx and by ours.

    make fetch                              each way five times, in turns; about five minutes
    make fetch FETCH_ARGS='--repeat 1'      once

Sixteen pages are fetched at once, each from a host of its own, whose pages follow one another over one connection. The
bare client is `httpx.AsyncClient` with its defaults: no deadline, no limit of size, no check of addresses, no
robots.txt, and compressed answers accepted. Ours has all its guards and asks each host for its robots.txt; only the
pause is 0 and loopback is allowed. Each run is a process of its own; the server is another one, and shares the cores.

The ways run in turns, and each figure is a median; the rate beside the bare client's is the median of the rates of one
turn, so that a machine that gets slower or faster does not decide.

What a page costs more by way of a worker than in our own process is measured one page at a time: the sample is read
here, then by the worker, in turns; of each page the fastest of its runs counts each way, and the figure is the median
of the differences. The CPU time is that of both processes. Other work on the machine lengthens the way to the worker
and back, which has two changes of process.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
from page_server import PageServer, loopback
from report import fixed, machine, table

from scraper.fetching import Fetcher
from scraper.options import FetchOptions
from scraper.records import Page
from scraper.worker import Worker, read_article
from scraper.worker.pool import Workers

HOSTS, PAGES_EACH = 50, 40
AT_ONCE = 16
OPTIONS = FetchOptions(allow_private=True, delay_s=0.0)
SAMPLE = 300  # pages on which the way to the worker is measured
RUNS = 5  # of each of them, of which the fastest counts
MS = 1_000
LIMIT_S = 300.0  # of one run

Visit = Callable[[str], Awaitable[object]]


def addresses(port: int) -> list[list[str]]:
    """The pages of each host."""
    return [[f"http://{loopback(host)}:{port}/small/{number}" for number in range(PAGES_EACH)] for host in range(HOSTS)]


async def visit_all(visit: Visit, port: int) -> None:
    """Every page once; a host's pages one after the other, so many hosts at once."""
    hosts = iter(addresses(port))

    async def take_hosts() -> None:
        for urls in hosts:
            for url in urls:
                await visit(url)

    await asyncio.gather(*(take_hosts() for _ in range(AT_ONCE)))


async def bare(port: int) -> None:
    """`AsyncClient.get`."""
    async with httpx.AsyncClient() as client:

        async def visit(url: str) -> None:
            (await client.get(url)).raise_for_status()

        await visit_all(visit, port)


async def fetch(port: int) -> None:
    """Our fetch alone."""
    async with Fetcher(OPTIONS) as fetcher:
        await visit_all(fetcher.fetch, port)


async def fetch_and_read(port: int) -> None:
    """Our fetch, and the records by as many workers as there are cores."""
    async with Fetcher(OPTIONS) as fetcher, Workers(os.cpu_count() or 1) as workers:

        async def visit(url: str) -> None:
            await workers.read_article(await fetcher.fetch(url))

        await visit_all(visit, port)


async def some_pages(port: int) -> list[Page]:
    """A sample of the pages, from all hosts."""
    urls = [url for each in zip(*addresses(port), strict=True) for url in each][:SAMPLE]
    async with Fetcher(OPTIONS) as fetcher:
        return [await fetcher.fetch(url) for url in urls]


WAYS: dict[str, Callable[[int], Awaitable[None]]] = {
    "bare httpx": bare,
    "our fetch": fetch,
    "fetch, worker and extraction": fetch_and_read,
}


def run_here(way: str, port: int) -> dict[str, float]:
    """One way in this process: seconds, CPU seconds and peak memory in MiB, of its workers in a figure of their own."""
    start, imports_s = time.monotonic(), time.process_time()
    asyncio.run(WAYS[way](port))  # type: ignore[arg-type]
    seconds = time.monotonic() - start
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "seconds": seconds,
        "cpu_s": time.process_time() - imports_s + others.ru_utime + others.ru_stime,
        "mib": own.ru_maxrss / 1_024,
        "worker_mib": others.ru_maxrss / 1_024,
    }


def run(way: str, port: int) -> dict[str, float]:
    """One way in a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), "--way", way, "--port", str(port)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=LIMIT_S)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def times_ms(work: Callable[[Page], object], pages: list[Page], other: int | None = None) -> list[tuple[float, float]]:
    """Milliseconds on the wall, and of the CPU of this process and another one, for each of some pages in turn."""
    times = []
    for page in pages:
        before = cpu_of(other) if other else 0.0
        start, used = time.perf_counter(), time.process_time()
        work(page)
        wall, cpu = time.perf_counter() - start, time.process_time() - used
        if other:
            cpu += cpu_of(other) - before
        times.append((wall * MS, cpu * MS))
    return times


def cpu_of(pid: int) -> float:
    """CPU seconds of the first thread of another process, to the nanosecond."""
    return int(Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[0]) / 1e9


def worker_table(port: int) -> str:
    """What one page takes here and by way of a worker: the median of each, and of the differences."""
    pages = asyncio.run(some_pages(port))
    here: list[list[tuple[float, float]]] = []
    there: list[list[tuple[float, float]]] = []
    with Worker() as worker:
        for page in pages[:20]:
            read_article(page)
            worker.read_article(page)
        for _ in range(RUNS):
            here.append(times_ms(read_article, pages))
            there.append(times_ms(worker.read_article, pages, worker.pid))
    rows = []
    for at, name in enumerate(("on the wall", "of CPU")):
        own, by_worker = ([min(run[page][at] for run in runs) for page in range(len(pages))] for runs in (here, there))
        more = statistics.median(later - earlier for earlier, later in zip(own, by_worker, strict=True))
        rows.append(
            (name, *(fixed(value, 2) for value in (statistics.median(own), statistics.median(by_worker), more)))
        )
    return table((f"ms, {len(pages)} pages", "in process", "by a worker", "median of the differences"), rows)


def ways_table(runs: dict[str, list[dict[str, float]]]) -> str:
    """Medians over the runs of each way, and of its pages per second by the bare client's in the same turn."""
    pages = HOSTS * PAGES_EACH
    middle = {
        way: {key: statistics.median(each[key] for each in figures) for key in figures[0]}
        for way, figures in runs.items()
    }
    bare_s = [each["seconds"] for each in runs["bare httpx"]]
    rates = {
        way: statistics.median(bare / each["seconds"] for bare, each in zip(bare_s, figures, strict=True))
        for way, figures in runs.items()
    }
    rows = [
        (way, fixed(pages / of["seconds"], 0), fixed(rates[way], 2), fixed(of["cpu_s"] / pages * MS, 2),
         fixed(of["mib"], 0), fixed(of["worker_mib"] or None, 0))
        for way, of in middle.items()
    ]  # fmt: skip
    head = (f"{pages:,} pages", "pages/s", "/ bare httpx", "CPU ms per page", "peak MiB", "MiB of a worker")
    return table(head, rows)


def main() -> None:
    """Print both tables."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--repeat", type=int, default=5, help="runs of each way (default: 5)")
    arguments.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    arguments.add_argument("--port", type=int, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.way:
        print(json.dumps(run_here(given.way, given.port)))
        return
    with PageServer() as server:
        run("bare httpx", server.port)  # the server makes its pages
        runs: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
        for _ in range(given.repeat):
            for way, figures in runs.items():
                figures.append(run(way, server.port))
        print(f"{machine()}, httpx {httpx.__version__}\n\n{ways_table(runs)}\n\n{worker_table(server.port)}")


if __name__ == "__main__":
    main()
