"""Pages kept in WARC files under kills, and read again: whether any is lost, and whether the records are the same.

    make keeping                              1,000 pages, 15 kills
    make keeping KEEPING_ARGS='--pages 100'   fewer

An import with --warc is killed (SIGKILL) at random moments and started again. Then each page that the store knows must
be in its WARC file byte for byte as the server gave it, each file must be whole to FastWARC and to `warcio check`, and
the records that are read from the files, by `scrape reread` and by `scrape warc` into another place, must be those of
the import but for the moment. Ends with status 1 where anything is not as it should be.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from page_server import PageServer, loopback, small
from report import machine

from scraper.archives.found import Failed
from scraper.archives.reading import read_archive
from scraper.rereading import KeptBytes
from scraper.store import Store

PAGES, KILLS, HOSTS = 1_000, 15, 50
LIMIT_S = 600.0
MAX_BYTES = 10_485_760
SCRAPE = [sys.executable, "-m", "scraper"]
OPTIONS = ["--allow-private", "--no-robots", "--delay-s", "0", "--per-host", "4", "--quiet", "--progress", "never"]
#: Fields that say when and from which copy a page was read.
OF_THE_COPY = ("fetched_at", "capture")


class Keeping:
    """One import with its list, its store and its WARC files."""

    def __init__(self, folder: Path, urls: list[str]) -> None:
        self.folder, self.urls = folder, urls
        self.store, self.warcs = folder / "scrape.db", folder / "warc"
        (folder / "list.txt").write_text("".join(f"{url}\n" for url in urls), "utf-8")
        self.until = time.monotonic() + LIMIT_S

    def start(self) -> subprocess.Popen[bytes]:
        """The import as a process."""
        command = [*SCRAPE, "batch", "list.txt", "--db", str(self.store), "--warc", str(self.warcs), *OPTIONS]
        return subprocess.Popen(command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def done(self) -> int:
        """How many pages the store has."""
        if not self.store.exists():
            return 0
        with Store.open(self.store, create=False) as store:
            return store.outcome_counts().get("new", 0)

    def files(self) -> list[Path]:
        """The WARC files."""
        return sorted(self.warcs.glob("*.warc.gz"))

    def run(self, *arguments: str) -> tuple[int, str]:
        """A command over them, to its end: status and standard output."""
        left_s = max(self.until - time.monotonic(), 1.0)
        done = subprocess.run([*SCRAPE, *arguments], cwd=self.folder, capture_output=True, text=True, timeout=left_s)
        return done.returncode, done.stdout


def import_under_kills(keeping: Keeping, kills: int) -> int:
    """Runs the import, killed so many times on its way; gives how many kills met it at work."""
    chance, met = random.Random(3), 0
    for number in range(kills):
        process, before = keeping.start(), keeping.done()
        share = (number + chance.random()) / (kills + 1) * len(keeping.urls)
        while process.poll() is None and keeping.done() < share and time.monotonic() < keeping.until:
            time.sleep(0.02)
        time.sleep(chance.random() / 10)
        met += process.poll() is None
        process.kill()
        process.wait()
        print(f"SIGKILL {number + 1}: {before} pages before, {keeping.done()} now", file=sys.stderr, flush=True)
    if keeping.start().wait(max(keeping.until - time.monotonic(), 1.0)) != 0:
        raise SystemExit("the last run did not end well")
    return met


def faults(keeping: Keeping) -> Iterator[str]:
    """What is not as it should be."""
    yield from lost_pages(keeping)
    yield from broken_files(keeping)
    yield from other_records(keeping)


def lost_pages(keeping: Keeping) -> Iterator[str]:
    """Pages that the store or the archive has not, or not as they were served."""
    with Store.open(keeping.store, create=False) as store, KeptBytes() as kept:
        for url in keeping.urls:
            address = store.find(url)
            record = store.record(address) if address else None
            pages = store.kept_pages(address, record.fetched_at) if address and record else ()
            if len(pages) != 1:
                yield f"{url}: {len(pages)} pages of its record are kept"
            elif kept.page(pages[0]).content != served(url):
                yield f"{url}: other bytes than were served"


def served(url: str) -> bytes:
    """The body that the server gives."""
    host, _, path = url.removeprefix("http://").partition("/")
    return small(host, f"/{path}").partition(b"\r\n\r\n")[2]


def broken_files(keeping: Keeping) -> Iterator[str]:
    """WARC files that a reader stumbles over, and what a killed run has left behind."""
    yield from (f"{path}: left open" for path in keeping.warcs.iterdir() if path not in keeping.files())
    for path in keeping.files():
        checked = subprocess.run([sys.executable, "-m", "warcio.cli", "check", path], capture_output=True, text=True)
        if checked.returncode != 0:
            yield f"warcio check {path.name}: {checked.stdout[:300]} {checked.stderr[-300:]}"
        for each in read_archive(str(path), MAX_BYTES):
            if isinstance(each, Failed):
                yield f"{path.name}: {each.error}"


def other_records(keeping: Keeping) -> Iterator[str]:
    """Records that are others when the kept pages are read again."""
    status, told = keeping.run("reread", str(keeping.store), "--json", "--quiet")
    changes = json.loads(told.splitlines()[-1])["summary"]["changes"]
    if status or changes != {"unchanged": len(keeping.urls)}:
        yield f"scrape reread: status {status}, {changes}"
    status, _ = keeping.run("warc", *map(str, keeping.files()), "-o", "again", "-f", "jsonl", "--quiet")
    if status:
        yield f"scrape warc: status {status}"
    again: dict[str, dict[str, object]] = {}
    for part in sorted((keeping.folder / "again").rglob("*.jsonl")):
        for line in part.read_text("utf-8").splitlines():
            record = json.loads(line)
            if "text" in record:
                again[record["url"]] = record
    with Store.open(keeping.store, create=False) as store:
        for article in store.records():
            first, second = article.to_dict(), again.get(article.url or "")
            if second is None:
                yield f"{article.url}: no record is read from the files"
                continue
            fields = [name for name in first if name not in OF_THE_COPY and first[name] != second.get(name)]
            if fields:
                yield f"{article.url}: another record ({', '.join(fields)})"


def kinds(keeping: Keeping) -> Counter[str]:
    """How many records of each kind the files have."""
    from fastwarc.warc import ArchiveIterator

    return Counter(
        str(record.record_type).rpartition(".")[2]
        for path in keeping.files()
        for record in ArchiveIterator(path.open("rb"), parse_http=False)
    )


def main() -> int:
    """Run the import, and say what came of it."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pages", type=int, default=PAGES, help=f"pages (default: {PAGES})")
    arguments.add_argument("--kills", type=int, default=KILLS, help=f"kills (default: {KILLS})")
    given = arguments.parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as path, PageServer() as server:
        urls = [server.url(loopback(number % HOSTS), f"/small/{number}") for number in range(given.pages)]
        keeping = Keeping(Path(path), urls)
        met = import_under_kills(keeping, given.kills)
        found = list(faults(keeping))
        size = sum(path.stat().st_size for path in keeping.files())
        counts = ", ".join(f"{count:,} {name}" for name, count in kinds(keeping).most_common())
        print(f"{machine()}\n\n{len(urls):,} pages, {given.kills} kills ({met} of them in the middle of a run), "
              f"{len(keeping.files())} WARC files of {size / 1e6:.1f} MB: {counts}; "
              f"{time.monotonic() - start:.0f} s: {f'{len(found)} faults' if found else 'no fault'}.")  # fmt: skip
    for each in found[:20]:
        print(f"- {each}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
