"""Which words of two texts are the same, in their order or moved: a patience diff, in steps that each cost one pass.

1. Words at both ends that are the same are matched.
2. Shingles that stand once in each text anchor it; the heaviest chain of anchors in one order is the same text. What
   lies between two anchors is searched in the same way, for there other shingles stand once.
3. Of what is left, longer runs that stand elsewhere in the other text have been moved.
4. Short gaps that remain are compared word by word.

Source: Cohen, Patience diff advantages, 2010, https://bramcohen.livejournal.com/73318.html
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import NamedTuple

ANCHOR_WORDS = 3  # two common words coincide by chance
#: Shorter runs found elsewhere are common phrases.
MIN_MOVED_WORDS = 8
#: Levels of gaps within gaps that are searched; each is one pass over the texts.
MAX_DEPTH = 8
#: A gap is compared word by word where its sides, multiplied, are no more than this, and all gaps of two texts together
#: no more than that.
MAX_GAP_CELLS, MAX_ALL_CELLS = 10_000, 2_000_000
#: In a gap of more words than this, a single equal word ("the") is chance.
MAX_WORDS_OF_CLOSE_GAP = 8


class Run(NamedTuple):
    """`size` equal words, from word `original` of one text and word `copy` of the other."""

    original: int
    copy: int
    size: int


class Gap(NamedTuple):
    """Words [original, original_end) of one text, opposite [copy, copy_end) of the other."""

    original: int
    original_end: int
    copy: int
    copy_end: int


@dataclass(slots=True)
class Alignment:
    """Where the words of two texts are equal: runs in one order, and runs that were moved."""

    same: list[Run] = field(default_factory=list)
    moved: list[Run] = field(default_factory=list)
    complete: bool = True  # whether every short gap was compared

    def gaps(self, original: int, copy: int) -> Iterator[Gap]:
        """The gaps before, between and after the runs, for texts of the given numbers of words."""
        return _gaps_between(self.same, Gap(0, original, 0, copy))


def align(original: Sequence[str], copy: Sequence[str]) -> Alignment:
    """Aligns the words of the copy with those of the original."""
    whole = Gap(0, len(original), 0, len(copy))
    runs: list[Run] = []
    level = [whole]
    for _ in range(MAX_DEPTH):
        deeper: list[Gap] = []
        for gap in level:
            if found := _runs_in(original, copy, gap):
                runs += found
                deeper += _gaps_between(found, gap)
        level = [gap for gap in deeper if min(gap.original_end - gap.original, gap.copy_end - gap.copy) >= ANCHOR_WORDS]
    alignment = Alignment(sorted(runs))
    alignment.moved = _moved(original, copy, list(alignment.gaps(len(original), len(copy))))
    _compare_words(original, copy, alignment)
    alignment.same = _merged(alignment.same)
    return alignment


def _gaps_between(runs: Sequence[Run], whole: Gap) -> Iterator[Gap]:
    """The gaps before, between and after runs in a gap, if they have words on either side."""
    before, before_copy = whole.original, whole.copy
    for run in [*runs, Run(whole.original_end, whole.copy_end, 0)]:
        if run.original > before or run.copy > before_copy:
            yield Gap(before, run.original, before_copy, run.copy)
        before, before_copy = run.original + run.size, run.copy + run.size


def _runs_in(original: Sequence[str], copy: Sequence[str], gap: Gap) -> list[Run]:
    """Runs of equal words in a gap, in one order: those at its ends, and the heaviest chain of anchors."""
    first, last, first_copy, last_copy = gap
    start = 0
    while (
        first + start < last and first_copy + start < last_copy and original[first + start] == copy[first_copy + start]
    ):
        start += 1
    shorter = min(last - first, last_copy - first_copy)
    start = start if start >= ANCHOR_WORDS or start == shorter else 0  # one word at both ends ("the") is chance
    end = 0
    while (
        last - end > first + start
        and last_copy - end > first_copy + start
        and original[last - end - 1] == copy[last_copy - end - 1]
    ):
        end += 1
    end = end if end >= ANCHOR_WORDS or start + end == shorter else 0
    inner = Gap(first + start, last - end, first_copy + start, last_copy - end)
    runs = [Run(first, first_copy, start), *_chain(_anchored(original, copy, [inner]))]
    return [run for run in [*runs, Run(last - end, last_copy - end, end)] if run.size]


def _anchored(original: Sequence[str], copy: Sequence[str], gaps: list[Gap]) -> list[Run]:
    """Runs of equal words around shingles that occur once on each side of the gaps, in the original's order."""
    places = _single_places(original, [(gap.original, gap.original_end) for gap in gaps])
    if not places:
        return []
    places_in_copy = _single_places(copy, [(gap.copy, gap.copy_end) for gap in gaps])
    ends = {gap.original: gap.original_end for gap in gaps}
    borders = _Borders(ends), _Borders({gap.copy: gap.copy_end for gap in gaps})
    runs: list[Run] = []
    taken: set[int] = set()  # words of the copy in a run
    end = 0
    for shingle, place in places.items():  # in reading order
        place_in_copy = places_in_copy.get(shingle)
        if place_in_copy is None or place < end or place_in_copy in taken:
            continue
        run = _extended(original, copy, Run(place, place_in_copy, 0), end, borders, taken)
        runs.append(run)
        taken.update(range(run.copy, run.copy + run.size))
        end = run.original + run.size
    return runs


class _Borders:
    """The stretches of a text that are searched; a run stays in the one in which it begins."""

    def __init__(self, ends: dict[int, int]) -> None:
        self._starts = sorted(ends)
        self._ends = [ends[start] for start in self._starts]

    def around(self, place: int) -> tuple[int, int]:
        index = bisect_left(self._starts, place + 1) - 1
        return self._starts[index], self._ends[index]


def _extended(
    original: Sequence[str],
    copy: Sequence[str],
    run: Run,
    end: int,
    borders: tuple[_Borders, _Borders],
    taken: set[int],
) -> Run:
    """The run extended by equal words that are free: after word `end`, not taken, within its borders."""
    (first, last), (first_copy, last_copy) = borders[0].around(run.original), borders[1].around(run.copy)
    start, start_copy = run.original, run.copy
    while (
        start > max(end, first)
        and start_copy > first_copy
        and start_copy - 1 not in taken
        and original[start - 1] == copy[start_copy - 1]
    ):
        start, start_copy = start - 1, start_copy - 1
    stop, stop_copy = run.original, run.copy
    while stop < last and stop_copy < last_copy and stop_copy not in taken and original[stop] == copy[stop_copy]:
        stop, stop_copy = stop + 1, stop_copy + 1
    return Run(start, start_copy, stop - start)


def _single_places(words: Sequence[str], stretches: list[tuple[int, int]]) -> dict[tuple[str, ...], int]:
    """The shingles that occur once in the stretches, and where, in reading order."""
    places: dict[tuple[str, ...], int] = {}
    repeated: set[tuple[str, ...]] = set()
    for start, end in sorted(stretches):
        stretch = words[start:end]
        shingles = zip(*(stretch[first:] for first in range(ANCHOR_WORDS)), strict=False)
        for place, shingle in enumerate(shingles, start):
            if shingle in places:
                repeated.add(shingle)
            else:
                places[shingle] = place
    for shingle in repeated:
        del places[shingle]
    return places


def _chain(runs: list[Run]) -> list[Run]:
    """The heaviest chain of runs that is in order in both texts; the runs come in the original's order."""
    # For each end of a chain in the copy, the heaviest weight so far; both lists grow together.
    ends: list[int] = []
    chains: list[tuple[int, int]] = []  # weight, index of its last run
    before: list[int] = []
    for index, run in enumerate(runs):
        place = bisect_left(ends, run.copy)
        weight, previous = chains[place - 1] if place else (0, -1)
        before.append(previous)
        weight += run.size
        stop = place
        while stop < len(ends) and chains[stop][0] <= weight:
            stop += 1
        ends[place:stop] = [run.copy]
        chains[place:stop] = [(weight, index)]
    out: list[Run] = []
    index = chains[-1][1] if chains else -1
    while index >= 0:
        out.append(runs[index])
        index = before[index]
    return out[::-1]


def _moved(original: Sequence[str], copy: Sequence[str], gaps: list[Gap]) -> list[Run]:
    """Runs of the gaps' words found in another gap."""
    if len(gaps) < 2:
        return []
    return [run for run in _anchored(original, copy, gaps) if run.size >= MIN_MOVED_WORDS]


def _compare_words(original: Sequence[str], copy: Sequence[str], alignment: Alignment) -> None:
    """Adds the equal words in short gaps, without moved ones."""
    moved = {place for run in alignment.moved for place in range(run.original, run.original + run.size)}
    moved_in_copy = {place for run in alignment.moved for place in range(run.copy, run.copy + run.size)}
    cells = 0
    found: list[Run] = []
    for gap in alignment.gaps(len(original), len(copy)):
        size = (gap.original_end - gap.original) * (gap.copy_end - gap.copy)
        if not 0 < size <= MAX_GAP_CELLS:
            continue
        cells += size
        if cells > MAX_ALL_CELLS:
            alignment.complete = False
            break
        places = [place for place in range(gap.original, gap.original_end) if place not in moved]
        places_in_copy = [place for place in range(gap.copy, gap.copy_end) if place not in moved_in_copy]
        least = 1 if max(len(places), len(places_in_copy)) <= MAX_WORDS_OF_CLOSE_GAP else 2
        words, words_of_copy = [original[place] for place in places], [copy[place] for place in places_in_copy]
        for first, first_copy, count in SequenceMatcher(None, words, words_of_copy, False).get_matching_blocks():
            if count >= least:
                found += [Run(places[first + each], places_in_copy[first_copy + each], 1) for each in range(count)]
    alignment.same = sorted(alignment.same + found)


def _merged(runs: list[Run]) -> list[Run]:
    """The runs, with those joined that touch on both sides."""
    out: list[Run] = []
    for run in runs:
        if out and run.original == out[-1].original + out[-1].size and run.copy == out[-1].copy + out[-1].size:
            out[-1] = Run(out[-1].original, out[-1].copy, out[-1].size + run.size)
        else:
            out.append(run)
    return out
