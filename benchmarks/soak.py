"""A long import under everything that may go wrong with one, and whether each address still has the outcome it should.

    make soak                              20,000 addresses, at most 20 minutes
    make soak SOAK_ARGS='--pages 2000'     fewer

One address in a hundred fails, in each of the ways below. The import is killed three times (SIGKILL), meets a full disk
once, and is started twice while it runs already. Ends with status 1 where anything is not as it should be.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from page_server import PageServer, loopback
from report import machine, table

PAGES, HOSTS = 20_000, 200
LIMIT_S = 1_200.0
FAILING_EVERY = 99  # addresses; has no factor in common with the hosts, so that all of them have some
SMALL_EVERY = 10  # pages are of 4 to 40 KB; the others of three sentences, so that there is time for so many
DEAD_NET, DEAD_PORT = "127.0.250", 9  # where nobody listens
KILLS_AT = (0.15, 0.35, 0.55)  # shares of the addresses
FULL_AT = 0.75
ROOM_MIB, ADDRESSES_PER_MIB = 1, 1_250  # on the small disk, beside the store: some pages fit on it, the rest does not
MIB = 1_048_576
BUSY, NO_ROOM, SOME_FAILED = 75, 3, 9
OPTIONS = ("--allow-private", "--no-robots", "--delay-s", "0", "--timeout-s", "3", "--retries", "1", "--quiet",
           "--errors", "errors.jsonl", "--summary", "summary.json", "--progress", "never")  # fmt: skip
#: The first word of a path, and what must come of it.
FAILURES = {
    "missing": ("gone", "fetch.status"),
    "gone": ("gone", "fetch.status"),
    "forbidden": ("failed", "fetch.status"),
    "broken": ("failed", "fetch.status"),
    "reset": ("failed", "fetch.reset"),
    "cut": ("failed", "fetch.truncated"),
    "garbled": ("failed", "fetch.protocol"),
    "silent": ("failed", "fetch.timeout"),
    "circle": ("failed", "fetch.redirects"),
    "huge": ("failed", "fetch.too_large"),
    "image": ("refused", "extract.not_html"),
    "empty": ("refused", "extract.empty"),
    "challenge": ("refused", "extract.challenge"),
}
DEAD = "dead"  # a host, and not a path
PAGE, UNCHANGED = ("new", None), ("unchanged", None)


@dataclass
class Soak:
    """One import with its list, its store and what has happened so far."""

    folder: Path
    expected: dict[str, tuple[str, str | None]]  # address -> outcome, code
    started: float = field(default_factory=time.monotonic)
    events: list[tuple[str, str]] = field(default_factory=list)

    @property
    def store(self) -> Path:
        return self.folder / "scrape.db"

    def left_s(self) -> float:
        """Seconds until the end of the time that all of it may take."""
        return self.started + LIMIT_S - time.monotonic()

    def tell(self, event: str, store: Path | None = None) -> None:
        """Notes what has happened, and how far the import is."""
        self.events.append((f"{time.monotonic() - self.started:.0f}", f"{event} ({self.done(store)} addresses done)"))
        print(f"{self.events[-1][0]} s: {self.events[-1][1]}", file=sys.stderr, flush=True)

    def start(self, store: Path | None = None) -> subprocess.Popen[bytes]:
        """The import as a process; with --db where another store is meant."""
        command = [sys.executable, "-m", "scraper", "batch", str(self.folder / "list.txt"), *OPTIONS]
        command += ["--db", str(store or self.store)]
        limit = str(max(self.left_s(), 1.0))
        return subprocess.Popen(
            [*command, "--max-time-s", limit], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def done(self, store: Path | None = None) -> int:
        """How many addresses have an outcome in the store."""
        path = store or self.store
        if not path.exists():
            return 0
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as connection:
            try:
                row = connection.execute("SELECT count(*) FROM addresses WHERE outcome IS NOT NULL").fetchone()
            except sqlite3.OperationalError:  # its tables are not there yet
                return 0
            return int(row[0])

    def wait_for(self, process: subprocess.Popen[bytes], share: float) -> None:
        """Until so many of the addresses are done, or the import or the time is over."""
        while self.done() < share * len(self.expected) and process.poll() is None and self.left_s() > 0:
            time.sleep(0.2)


def listed(server: PageServer, count: int) -> dict[str, tuple[str, str | None]]:
    """So many addresses, in an order as a real list has it, each with what must come of it."""
    kinds = [*FAILURES, DEAD]
    out: dict[str, tuple[str, str | None]] = {}
    for number in range(count):
        turn, rest = divmod(number, FAILING_EVERY)
        kind = ("small" if number % SMALL_EVERY == 0 else "tiny") if rest else kinds[turn % len(kinds)]
        if kind == DEAD:
            out[f"http://{DEAD_NET}.{1 + turn % 250}:{DEAD_PORT}/{number}"] = ("failed", "fetch.connect")
        else:
            out[server.url(loopback(number % HOSTS), f"/{kind}/{number}")] = FAILURES.get(kind, PAGE)
    urls = list(out)
    random.Random(2).shuffle(urls)
    return {url: out[url] for url in urls}


def kill_thrice(soak: Soak) -> None:
    """Three imports, each killed on its way; the first one runs when two more are started."""
    for number, share in enumerate(KILLS_AT):
        process = soak.start()
        soak.wait_for(process, share - 0.05)
        if number < 2:
            start = time.monotonic()
            status = soak.start().wait()
            soak.tell(f"a second start ended with status {status} after {time.monotonic() - start:.1f} s")
            if status != BUSY:
                raise SystemExit("two imports ran at once")
        soak.wait_for(process, share)
        process.kill()
        process.wait()
        soak.tell("SIGKILL")


def fill_the_disk(soak: Soak) -> None:
    """The store on a disk with a little room, until that is full; then it comes back to where there is more."""
    with _small_disk(soak.store, ROOM_MIB + len(soak.expected) // ADDRESSES_PER_MIB) as (store, how):
        process = soak.start(store)
        try:
            status = process.wait(max(soak.left_s(), 1.0))
        finally:
            process.kill()
        soak.tell(f"{how}: ended with status {status}", store)
        if status != NO_ROOM:
            raise SystemExit("a full disk did not end the import")


@contextlib.contextmanager
def _small_disk(store: Path, room_mib: int) -> Iterator[tuple[Path, str]]:
    """A place for the store with that much room beside it: a small tmpfs as root, else a limit of the size of files."""
    parts = [path for path in store.parent.glob(f"{store.name}*") if not path.name.endswith(".lock")]
    mib = sum(path.stat().st_size for path in parts) // MIB + room_mib
    room = store.parent / "small"
    room.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={mib}m", "tmpfs", str(room)]
    if os.geteuid() == 0 and subprocess.run(mount, capture_output=True).returncode == 0:
        try:
            for path in parts:
                shutil.copy2(path, room)
            yield room / store.name, f"a tmpfs of {mib} MiB is full"
            for path in store.parent.glob(f"{store.name}-*"):
                path.unlink()
            for path in room.glob(f"{store.name}*"):
                shutil.copy2(path, store.parent)
        finally:
            subprocess.run(["umount", str(room)], check=True)
        return
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (mib * MIB, before[1]))
    try:
        yield store, f"no file may have more than {mib} MiB"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def finish(soak: Soak) -> None:
    """The import to its end; once more where hosts were left alone."""
    for _ in range(5):
        process = soak.start()
        process.wait()
        soak.tell(f"ran to its end, status {process.returncode}")
        outcomes = json.loads((soak.folder / "summary.json").read_text("utf-8"))["outcomes"]
        if process.returncode != SOME_FAILED or not outcomes.get("deferred"):
            return


def faults(soak: Soak) -> list[str]:
    """What is not as it should be; empty where all is well."""
    found = []
    with contextlib.closing(sqlite3.connect(soak.store)) as connection:
        (integrity,) = connection.execute("PRAGMA integrity_check").fetchone()
        if integrity != "ok":
            found.append(f"integrity_check: {integrity}")
        rows = connection.execute("SELECT url, outcome, code, reason FROM addresses").fetchall()
        records = connection.execute(
            "SELECT url, record, records.text FROM records JOIN addresses ON addresses.id = records.address"
        ).fetchall()
    came_to = {url: (outcome, code) for url, outcome, code, _ in rows}
    reasons = {url: reason for url, _, _, reason in rows}
    if came_to.keys() != soak.expected.keys():
        found.append(f"{len(came_to)} addresses in the store, {len(soak.expected)} in the list")
    for url, wanted in soak.expected.items():
        outcome = came_to.get(url)
        # The record of a page whose run was killed before it noted the outcome is found to be unchanged.
        if outcome != wanted and not (wanted == PAGE and outcome == UNCHANGED):
            found.append(f"{url}: {outcome} ({reasons.get(url)}), not {wanted}")
        if wanted != PAGE and not reasons.get(url):
            found.append(f"{url}: failed without a reason")
    whole = {url for url, record, text in records if json.loads(record)["url"] == url and text}
    if whole != {url for url, wanted in soak.expected.items() if wanted == PAGE}:
        found.append(f"{len(whole)} whole records")
    named = {json.loads(line)["url"] for line in (soak.folder / "errors.jsonl").read_text("utf-8").splitlines()}
    if named != {url for url, wanted in soak.expected.items() if wanted != PAGE}:
        found.append(f"{len(named)} failures in the file of errors")
    return found


def told(soak: Soak) -> str:
    """What has happened, and what the addresses came to."""
    with contextlib.closing(sqlite3.connect(soak.store)) as connection:
        rows = connection.execute(
            "SELECT outcome, coalesce(code, ''), count(*) FROM addresses GROUP BY 1, 2 ORDER BY 3 DESC, 2"
        ).fetchall()
        tries = Counter(dict(connection.execute("SELECT address, count(*) FROM attempts GROUP BY address").fetchall()))
    story = "\n".join(f"    {at:>5} s  {event}" for at, event in soak.events)
    most = max(tries.values(), default=0)
    return f"{story}\n\n{table(('outcome', 'code', 'addresses'), rows)}\n\nMost attempts at one address: {most}."


def main() -> int:
    """Run the import, and say what came of it."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pages", type=int, default=PAGES, help=f"addresses (default: {PAGES})")
    given = arguments.parse_args()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    with tempfile.TemporaryDirectory() as path, PageServer() as server:
        soak = Soak(Path(path), listed(server, given.pages))
        (soak.folder / "list.txt").write_text("".join(f"{url}\n" for url in soak.expected), "utf-8")
        kill_thrice(soak)
        process = soak.start()
        soak.wait_for(process, FULL_AT)
        process.terminate()
        process.wait()
        soak.tell(f"SIGTERM, status {process.returncode}")
        fill_the_disk(soak)
        finish(soak)
        found = faults(soak)
        print(f"{machine()}\n\n{told(soak)}\n")
        seconds = time.monotonic() - soak.started
        print(f"{len(soak.expected)} addresses in {seconds:.0f} s, integrity_check and all outcomes looked at: "
              f"{f'{len(found)} faults' if found else 'no fault'}.")  # fmt: skip
        for each in found[:20]:
            print(f"- {each}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
