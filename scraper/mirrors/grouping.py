"""Which records are copies of one article.

1. Each record is read once; a sketch, a few keys and its number are kept.
2. Records whose sketches meet in a band are read again and compared by their exact shingles.
3. Records that name one another as origin belong together whatever their words, as translations do if they say so.
4. Whatever any of these joins is one group.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator

from scraper.errors import ScraperError
from scraper.mirrors.candidates import Candidates, Pair, copies_among
from scraper.mirrors.joined import Joined
from scraper.mirrors.lines import Line, Records
from scraper.mirrors.links import Links, is_named
from scraper.mirrors.outlines import Outline, read_outlines
from scraper.mirrors.processes import Processes
from scraper.mirrors.sketches import Sketches
from scraper.records import Article

#: Pairs gathered before comparing, so that each is compared once; some 200 bytes each.
MAX_PAIRS = 500_000
#: Candidate pairs are compared by so many texts at once, or by so many bytes; the two of a pair may be longer.
MAX_TEXTS, MAX_BYTES = 64, 4_000_000


def find_copies(records: Records, tell: Callable[[ScraperError | str], None], processes: Processes) -> list[list[int]]:
    """Groups of the numbers of records that are copies of one article, in the order of their first members.

    A record that cannot be read is reported and skipped. So are earlier fetches of a URL that occurs more than once:
    the same page read twice is not a mirror, and the latest fetch counts.
    """
    seen = _Seen(records)
    for item in read_outlines(records, processes):
        if isinstance(item, ScraperError):
            tell(item)
        else:
            seen.add(item)
    if seen.repeated:
        tell(f"{seen.repeated} records of an address that is there already; of each address the last reading counts")
    return seen.groups(processes)


class _Seen:
    """What is kept of the records read so far."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._sketches = Sketches()
        self._links = Links()
        self._sketched = array("Q")  # number of a sketch -> number of its record
        self._site_of = array("Q")  # number of a sketch -> key of its site; 0 if it has none
        self._by_address: dict[int, int] = {}
        self._replaced: set[int] = set()
        self.repeated = 0

    def add(self, outline: Outline) -> None:
        if outline.address is not None and not self._is_newest(outline.number, outline.address):
            return
        if outline.sketch is not None:
            self._sketches.add(outline.sketch, outline.order)
            self._sketched.append(outline.number)
            self._site_of.append(outline.site)
        self._links.add(outline.number, outline.claims)

    def groups(self, processes: Processes) -> list[list[int]]:
        joined = Joined()
        self._join_by_words(joined, processes)
        for one, other in self._links.pairs():
            if not {one, other} & self._replaced:
                joined.join(one, other)
        for one, other in self._links.title_pairs():
            if not {one, other} & self._replaced and not joined.are_one(one, other):
                bearer = self._read(other)
                if any(is_named(origin, bearer) for origin in self._read(one).origins):
                    joined.join(one, other)
        return joined.groups()

    def _is_newest(self, number: int, address: int) -> bool:
        """Whether no other record of this URL was fetched later."""
        before = self._by_address.setdefault(address, number)
        if before == number:
            return True
        self.repeated += 1
        if _age(self._read(number)) <= _age(self._read(before)):
            self._replaced.add(number)
            return False
        self._replaced.add(before)
        self._by_address[address] = number
        return True

    def _read(self, number: int) -> Article:
        return Line.of(self._records, number).article()

    def _join_by_words(self, joined: Joined, processes: Processes) -> None:
        for batch in _batches(self._sketches.pairs(processes)):
            for copies in processes.map(copies_among, self._candidates(batch, joined)):
                for one, other in copies:
                    joined.join(one, other)

    def _candidates(self, pairs: set[tuple[int, int]], joined: Joined) -> Iterator[Candidates]:
        """The pairs not joined yet, with their texts, one cluster after another."""
        clusters = Joined()
        for sketches in pairs:
            clusters.join(*sketches)
        lines: dict[int, Line] = {}
        chosen: list[Pair] = []
        size = 0
        for first, second in sorted(pairs, key=lambda sketches: (clusters.root(sketches[0]), sketches)):
            one, other = self._sketched[first], self._sketched[second]
            if joined.are_one(one, other) or {one, other} & self._replaced:
                continue
            chosen.append(Pair(one, other, one_site=self._site_of[first] == self._site_of[second] != 0))
            for number in {one, other} - lines.keys():
                lines[number] = Line.of(self._records, number)
                size += len(lines[number].content)
            if len(lines) >= MAX_TEXTS or size > MAX_BYTES:
                yield Candidates(lines, chosen)
                lines, chosen, size = {}, [], 0
        yield Candidates(lines, chosen)


def _batches(pairs: Iterable[tuple[int, int]]) -> Iterator[set[tuple[int, int]]]:
    """The pairs in batches, each pair once unless there are too many."""
    batch: set[tuple[int, int]] = set()
    for pair in pairs:
        batch.add(pair)
        if len(batch) == MAX_PAIRS:
            yield batch
            batch = set()
    yield batch


def _age(article: Article) -> tuple[str, str]:
    """Sorts later fetches after earlier ones; ties are always broken the same way."""
    return (article.fetched_at.isoformat() if article.fetched_at else "", article.fingerprint)
