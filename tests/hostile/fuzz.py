"""Pages changed at random, parsed and extracted for some minutes: only ScraperError leaves, and every record holds.

    make fuzz                   ten minutes
    make fuzz FUZZ_MINUTES=2    two

Hypothesis makes the pages, in rounds, out of the hand-written ones in tests/fixtures/pages and out of tag soup. A page
that breaks a law is made as small as can be, written to fuzz-failure.html, and ends the run with status 1.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections import Counter
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from scraper.errors import ScraperError
from scraper.normalize.dates import normalize_date
from scraper.options import ExtractOptions
from scraper.parsing.decode import decode_html
from scraper.records import Article, Page
from scraper.worker import read_article
from scraper.writing import WRITERS
from scraper.writing.table import csv_pieces
from tests.hostile.strings import STRINGS
from tests.test_laws import ATTRIBUTES, PAGES, SCRIPTS, TAGS, URL, WORDS, soups

FAILURE = Path("fuzz-failure.html")
ROUND = 200  # pages of one seed
MAX_BYTES = 200_000
MEMORY_BYTES = 6 * 1024**3  # above it the run fails instead of the machine
MAX_MOVES = 6
LONG = 40  # characters from which on a line is not the same as another one by chance


@cache
def fixtures() -> list[bytes]:
    """The hand-written pages."""
    return [path.read_bytes() for path in sorted(PAGES.glob("*/page.*"))]


@st.composite
def pieces(draw: st.DrawFn) -> bytes:
    """Something to put into a page: an element, words that rules look at, data, hostile text, raw bytes."""
    kind = draw(st.integers(0, 5))
    if kind == 0:
        return f"<{draw(st.sampled_from(TAGS))}{draw(ATTRIBUTES)}>".encode("utf-8", "replace")
    if kind == 1:
        return f"</{draw(st.sampled_from(TAGS))}>".encode()
    if kind == 2:
        return draw(WORDS).encode("utf-8", "replace")
    if kind == 3:
        return draw(SCRIPTS).encode("utf-8", "replace")
    if kind == 4:
        return draw(st.sampled_from(STRINGS)).encode("utf-8", "replace")
    return draw(st.binary(max_size=8))


@st.composite
def changed_pages(draw: st.DrawFn) -> bytes:
    """A hand-written page after some changes: pieces put in, parts cut out, doubled, moved, or taken from another."""
    content = draw(st.sampled_from(fixtures()))
    for _ in range(draw(st.integers(1, MAX_MOVES))):
        start, end = sorted((draw(st.integers(0, len(content))), draw(st.integers(0, len(content)))))
        before, part, after = content[:start], content[start:end], content[end:]
        move = draw(st.integers(0, 6))
        if move == 0:
            content = before + after
        elif move == 1:
            content = before + part * draw(st.integers(2, 5)) + after
        elif move == 2:
            content = after + part + before
        elif move == 3:
            other = draw(st.sampled_from(fixtures()))
            content = before + other[len(other) * start // (len(content) + 1) :] + after
        elif move == 4:
            content = content[:end] + draw(pieces()) * draw(st.integers(1, 300)) + after
        else:
            content = content[:start] + draw(pieces()) + content[start:]
        content = content[:MAX_BYTES]
    return content


def check(content: bytes) -> bool:
    """Whether the page gave a record. Raises AssertionError where that breaks a law, or what is no ScraperError."""
    page = Page(URL, URL, content, "text/html")
    try:
        article, _ = read_article(page, ExtractOptions(trace=True))
    except ScraperError:
        return False
    record = article.to_dict()
    text = json.dumps(record, allow_nan=False, ensure_ascii=False)
    text.encode("utf-8")
    assert Article.from_dict(json.loads(text)) == article, "the record does not come back from JSON"
    assert len(article.text) <= len(decode_html(content, "text/html")[0]), "the text is longer than the page"
    check_places(article)
    for value in (article.published, article.modified):
        assert value is None or normalize_date(value) == value, f"{value!r} is no date"
    for name, write in WRITERS.items():
        written = write(article)
        assert written.endswith("\n"), f"{name} has no line end"
        written.encode("utf-8")
    "".join(csv_pieces([article])).encode("utf-8")
    return True


def check_places(article: Article) -> None:
    """No long paragraph is told more often than it is printed, and none that went to a notice or was dropped."""
    assert article.trace is not None
    lines = [line for line in article.trace.lines if len(line.text) >= LONG]
    printed = Counter(line.text for line in lines)
    told = Counter(block.text for block in article.body if block.kind == "paragraph")
    for text, count in told.items():
        assert text not in printed or count <= printed[text], f"told {count} times: {text[:80]!r}"
    elsewhere = {line.text for line in lines if line.fate in ("notice", "dropped") and printed[line.text] == 1}
    assert not elsewhere & set(told), f"in two places: {next(iter(elsewhere & set(told)))[:80]!r}"


class Run:
    """What has been read so far."""

    def __init__(self) -> None:
        self.pages = self.records = 0
        self.slowest_s = 0.0
        self.last = b""

    def read(self, content: bytes) -> None:
        """One page more."""
        self.last = content
        start = time.process_time()
        had_record = check(content)
        self.slowest_s = max(self.slowest_s, time.process_time() - start)
        self.pages += 1
        self.records += had_record

    def told(self) -> str:
        """One line of figures."""
        return f"{self.pages} pages, {self.records} records, the slowest page took {self.slowest_s:.1f} s"


def read_round(run: Run, number: int) -> None:
    """The pages of one seed."""

    @seed(number)
    @settings(
        max_examples=ROUND,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(changed_pages() | changed_pages() | soups().map(lambda soup: soup.encode("utf-8", "replace")))
    def read_pages(content: bytes) -> None:
        run.read(content)

    read_pages()


def main() -> None:
    """Fuzz until the time is over."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--minutes", type=float, default=10.0)
    arguments.add_argument("--seed", type=int, default=0, help="of the first round (default: 0)")
    given_ = arguments.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    run, number, end = Run(), given_.seed, time.monotonic() + 60 * given_.minutes
    while time.monotonic() < end:
        try:
            read_round(run, number)
        except BaseException:
            FAILURE.write_bytes(run.last)
            print(f"{run.told()}; seed {number} broke a law, see {FAILURE}", flush=True)
            raise
        number += 1
    print(f"{run.told()}; {number - given_.seed} rounds, no law broken")


if __name__ == "__main__":
    sys.exit(main())
