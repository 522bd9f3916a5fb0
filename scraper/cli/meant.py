"""What the user meant: arguments that are neither a command, a URL nor a file, and misspelt settings."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from scraper.errors import ListError

#: A host name and, perhaps, a path, typed without a scheme: `www.example.com/a`, `example.org`.
BARE_HOST = re.compile(r"(?P<host>(?:[\w-]{1,63}\.){1,10}[^\W\d_]{2,63})(?::\d{1,5})?(?:[/?#]\S*)?")
#: Extensions of our files, not top-level domains: a missing `list.txt` is not a host.
FILE_ENDINGS = frozenset(
    ".csv .db .htm .html .json .jsonl .md .mhtml .mht .ndjson .opml .parquet .pdf .py .toml .tsv .txt .urls .warc "
    ".xhtml .xml .yaml .zip".split()
)
SIMILAR = 0.72  # "expalin" is 0.86 like "explain"; "news" and "feed" are nothing like each other

LIST_ENDINGS = (".csv", ".tsv", ".jsonl", ".ndjson", ".opml")
LOOKED_AT_BYTES = 4_096  # of a file that may be a list
URL_LINE = re.compile(r"<?https?://\S+", re.IGNORECASE)

ENVIRONMENT = "SCRAPE_"


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word spelt most like a given one, if any is close."""
    return next(iter(difflib.get_close_matches(word, sorted(known), 1, SIMILAR)), None)


def command_meant(word: str, commands: Iterable[str]) -> str | None:
    """The command that a first word misspells; None for what may be a URL or a file."""
    if not word.isascii() or not word.isalpha() or Path(word).exists():
        return None
    return closest(word.lower(), commands)


def with_scheme(source: str) -> str | None:
    """The https URL that a word without a scheme stands for; None for a file, a URL, or anything else."""
    found = BARE_HOST.fullmatch(source.strip())
    if found is None or Path(found["host"]).suffix.lower() in FILE_ENDINGS or Path(source).exists():
        return None
    return f"https://{source.strip()}"


def list_error(source: str) -> ListError | None:
    """The error for a file that is a list of URLs and not a page; None for any other source. Reads only its start."""
    path = Path(source)
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            start = file.read(LOOKED_AT_BYTES)
    except (OSError, ValueError):  # reported by whoever reads it as a page
        return None
    if not _is_list(start.decode("utf-8-sig", "replace"), path.suffix.lower(), is_cut=len(start) == LOOKED_AT_BYTES):
        return None
    return ListError(source, "a list of URLs, not a page; to import it, run: scrape batch LIST")


def _is_list(start: str, ending: str, *, is_cut: bool) -> bool:
    if ending in LIST_ENDINGS:
        return "http://" in start or "https://" in start
    lines = start.split("\n")[: -1 if is_cut else None]
    lines = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    return bool(lines) and all(URL_LINE.fullmatch(line) for line in lines)


def unknown_variables(known: Sequence[str]) -> list[str]:
    """A line for each `SCRAPE_…` environment variable that sets nothing."""
    names = {f"{ENVIRONMENT}{name.upper()}" for name in known}
    lines = []
    for name in sorted(os.environ):
        if name.startswith(ENVIRONMENT) and name not in names:
            meant = closest(name, names)
            lines.append(f"{name} is not a setting" + (f"; did you mean {meant}?" if meant else ""))
    return lines
