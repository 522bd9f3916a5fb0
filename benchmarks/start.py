"""What it costs to start: the version, and one saved page, by each command line. Children are counted, too.

    make start                          the fastest of 7 runs each
    make start START_ARGS='--repeat 3'

`scrape` reads a page in a process of its own, so two are started. The page is made, of 60 KB.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from made_pages import NewsSite
from processes import Cost, cost_of
from report import fixed, machine, table

BIN = Path(sys.executable).parent
PAGE = "page.html"
PAGE_BYTES = 60_000
REPEAT = 7
LIMIT_S = 60.0
NEWSPAPER = ("--url", "https://host.example/", "--html-from-file", PAGE, "--skip-fetch-images", "--skip-nlp")
#: What is run: the package that it needs, and its arguments. The page is on standard input, too.
COMMANDS: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "python -c pass": (None, (sys.executable, "-c", "pass")),
    "scrape --version": (None, (str(BIN / "scrape"), "--version")),
    "trafilatura --version": ("trafilatura", (str(BIN / "trafilatura"), "--version")),
    "newspaper --help": ("newspaper4k", (sys.executable, "-m", "newspaper", "--help")),
    "scrape page.html": (None, (str(BIN / "scrape"), PAGE)),
    "trafilatura < page.html": ("trafilatura", (str(BIN / "trafilatura"), "--with-metadata")),
    "newspaper page.html": ("newspaper4k", (sys.executable, "-m", "newspaper", *NEWSPAPER)),
}


def cheapest(command: Sequence[str], folder: Path, repeat: int) -> Cost:
    """The run with the least CPU time. Ends the program where the command fails."""
    costs = [cost_of(command, folder, limit_s=LIMIT_S, every_s=0.01, given=PAGE) for _ in range(repeat)]
    if any(cost.status for cost in costs):
        sys.exit(f"{' '.join(command)}: {(folder / 'said').read_text('utf-8', 'replace')[-500:]}")
    return min(costs, key=lambda cost: cost.cpu_s)


def version_of(package: str | None) -> str | None:
    """The version of another extractor, None where it is not installed."""
    try:
        return importlib.metadata.version(package) if package else None
    except importlib.metadata.PackageNotFoundError:
        return None


def start_table(repeat: int) -> str:
    """CPU time, wall-clock time and memory of each command that is installed."""
    rows = []
    with tempfile.TemporaryDirectory() as path:
        folder = Path(path)
        (folder / PAGE).write_bytes(NewsSite("host.example", (PAGE_BYTES, PAGE_BYTES)).page(1))
        for name, (package, command) in COMMANDS.items():
            if package is None or version_of(package):
                cost = cheapest(command, folder, repeat)
                memory = (fixed(cost.main_mib, 0), fixed(cost.all_mib, 0))
                rows.append((name, fixed(cost.cpu_s, 2), fixed(cost.seconds, 2), *memory))
    return table(("", "CPU s", "seconds", "MiB main", "MiB all"), rows)


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--repeat", type=int, default=REPEAT, help=f"runs of each (default: {REPEAT})")
    given = arguments.parse_args()
    peers = sorted({package for package, _ in COMMANDS.values() if package and version_of(package)})
    versions = "".join(f", {package} {version_of(package)}" for package in peers)
    print(f"{machine()}{versions}\n\n{start_table(given.repeat)}")


if __name__ == "__main__":
    main()
