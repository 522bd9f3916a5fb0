"""What it costs to read a WARC file: pages per CPU second of each step, and memory as the file grows.

    python benchmarks/warc.py                    2,000 made news pages, and memory over 2,000 and 20,000 small ones
    python benchmarks/warc.py --pages 500        fewer

CPU time is that of the whole tree of processes, for wall-clock time says little on a machine that others use. The pages
are made (made_pages.py), the file is gzip by the record. trafilatura runs beside, in a pool of as many processes, where
it is installed.
"""

from __future__ import annotations

import argparse
import gzip
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from made_pages import NewsSite
from processes import cost_of

WORKERS = 2
SITES = 20
LIMIT_S = 1_800.0
SMALL, MANY = 2_000, 20_000
HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"

BARE = "import sys\nfrom fastwarc.warc import ArchiveIterator\nfor r in ArchiveIterator(sys.argv[1]): r.reader.read()"
READ = """
import sys
from scraper.archives.reading import read_archive
for found in read_archive(sys.argv[1], 10_485_760): pass
"""
PARSED = """
import sys
from scraper.archives.reading import read_archive
from scraper.parsing import parse
for found in read_archive(sys.argv[1], 10_485_760): parse(found.page)
"""
EXTRACTED = """
import sys
from scraper.archives.reading import read_archive
from scraper.worker import read_article
for found in read_archive(sys.argv[1], 10_485_760): read_article(found.page)
"""
PEER = """
import sys
from multiprocessing import Pool
from fastwarc.warc import ArchiveIterator, WarcRecordType
from trafilatura import bare_extraction
def pages():
    for r in ArchiveIterator(sys.argv[1], record_types=WarcRecordType.response):
        yield r.reader.read(), r.headers.get("WARC-Target-URI")
def read(page):
    found = bare_extraction(page[0], url=page[1], with_metadata=True)
    return found and len(found.text or "")
if __name__ == "__main__":
    with Pool(int(sys.argv[2])) as pool:
        print(sum(1 for _ in pool.imap(read, pages(), 4)))
"""


def records(pages: Iterator[bytes]) -> Iterator[bytes]:
    """Records of WARC responses, each a gzip member."""
    for number, page in enumerate(pages):
        block = HEAD.encode() + page
        head = (
            f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/{number}\r\n"
            "WARC-Date: 2024-07-18T08:01:02Z\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(block)}\r\n\r\n"
        )
        yield gzip.compress(head.encode() + block + b"\r\n\r\n", 6)


def write(path: Path, pages: Iterator[bytes]) -> None:
    """A WARC file of pages."""
    with path.open("wb") as file:
        file.writelines(records(pages))


def small_page(number: int) -> bytes:
    """An article of some 3 kB."""
    text = f"The keepers of Ostrel carry the oil along the mole in pails, {number} of them, before the boats come. "
    title = f"<title>Oil {number}</title><article><h1>Oil {number}</h1>"
    return f"<html lang=en>{title}{f'<p>{text * 5}</p>' * 5}".encode()


def step(name: str, command: list[str], folder: Path, pages: int) -> None:
    """Runs one step and prints what it cost."""
    cost = cost_of(command, folder, limit_s=LIMIT_S)
    if cost.status:
        print(f"{name}: exit status {cost.status}: {(folder / 'said').read_text()[-300:]}")
        return
    rate, each = pages / cost.cpu_s, cost.cpu_s / pages * 1_000
    print(f"| {name} | {rate:,.0f} | {each:.2f} | {cost.main_mib:.0f} | {cost.all_mib:.0f} |", flush=True)


def main() -> None:
    """Prints a row for each step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2_000)
    pages = parser.parse_args().pages
    python = [sys.executable, "-c"]
    whole = [sys.executable, "-m", "scraper", "warc", "--workers", str(WORKERS), "-o"]
    print("| step | pages per CPU second | CPU ms a page | MiB, main process | MiB, all |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        news, sites = folder / "news.warc.gz", [NewsSite(f"news{number}.example") for number in range(SITES)]
        write(news, (sites[number % SITES].page(number) for number in range(pages)))
        for label, code in (("bare FastWARC", BARE), ("our reader", READ), ("and parse", PARSED),
                            ("and extract, one process", EXTRACTED)):  # fmt: skip
            step(label, [*python, code, str(news)], folder, pages)
        for kind in ("jsonl", "parquet"):
            step(f"scrape warc -f {kind}", [*whole, f"out-{kind}", "-f", kind, str(news)], folder, pages)
        if find_spec("trafilatura"):
            (folder / "peer.py").write_text(PEER)
            step("trafilatura in a pool", [sys.executable, "peer.py", str(news), str(WORKERS)], folder, pages)
        for count in (SMALL, MANY):
            write(folder / f"{count}.warc.gz", map(small_page, range(count)))
            step(f"scrape warc, {count:,} small pages", [*whole, "small", f"{count}.warc.gz"], folder, count)


if __name__ == "__main__":
    main()
