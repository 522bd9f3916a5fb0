"""What a copy changed: its words and title, and what it omits of byline, date, links, notices and images."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from scraper.mirrors.alignment import Alignment, Gap, align
from scraper.mirrors.words import Word, folded_words, words_of, words_with_places
from scraper.normalize.urls import normal_url
from scraper.records import Article, Block, Changes, Item, Passage, Span

#: Longer texts are compared up to here.
MAX_WORDS = 200_000
#: The number of missing names, URLs or kinds that are listed.
MAX_DETAILS = 10


@dataclass(frozen=True, slots=True)
class Comparison:
    """A copy beside its original."""

    changes: Changes
    similarity: float  # share of the words of both texts that are equal, in place or moved
    contained: float  # share of the copy's words that are the original's
    passages: tuple[Passage, ...] = ()


class Side:
    """An article as one side of comparisons: its words are split once."""

    def __init__(self, article: Article) -> None:
        self.article = article

    @cached_property
    def text(self) -> str:
        """The text that is compared."""
        return self.article.text

    @cached_property
    def all_words(self) -> list[str]:
        """All words of the text, in reading order."""
        return words_of(self.text)

    @cached_property
    def words(self) -> list[str]:
        """The words that are compared."""
        return self.all_words[:MAX_WORDS]

    @cached_property
    def places(self) -> list[Word]:
        """Where the same words occur."""
        return words_with_places(self.text)[:MAX_WORDS]

    def printed(self, start: int, end: int) -> str:
        """The printed text from one word to another, with everything in between."""
        first = self.places[start].start if start else 0
        return self.text[first : self.places[end].start if end < len(self.places) else None]


def compare_sides(original: Side, copy: Side, *, passages: bool = False) -> Comparison:
    """Compares a copy with its original; with `passages`, also aligns the two texts.

    Words of two languages are not compared: their counts are None.
    """
    if copy is original:
        return Comparison(Changes(), 1.0, 1.0)
    changes = _changes_around(original.article, copy.article)
    details = list(changes.details)
    if is_translated(original.article, copy.article):
        details.append("another language: the words are not compared")
        none = replace(changes, added=None, dropped=None, replaced=None, moved=None, details=tuple(details))
        return Comparison(none, 0.0, 0.0)
    laid = _Laid(original, copy)
    if max(len(original.all_words), len(copy.all_words)) > MAX_WORDS:
        details.append(f"only the first {MAX_WORDS} words were compared")
    if not laid.alignment.complete:
        details.append("too many changes: some words that count as replaced may be the same")
    added, dropped, replaced = laid.counts()
    kept = laid.kept()
    total = len(original.words) + len(copy.words)
    return Comparison(
        replace(changes, added=added, dropped=dropped, replaced=replaced, moved=laid.moved(), details=tuple(details)),
        similarity=round(2 * kept / total, 4) if total else 1.0,
        contained=round(kept / len(copy.words), 4) if copy.words else 0.0,
        passages=tuple(laid.passages()) if passages else (),
    )


def is_translated(original: Article, copy: Article) -> bool:
    """Whether the two are known to be in different languages."""
    languages = [(each.language or "").partition("-")[0].lower() for each in (original, copy)]
    return all(languages) and languages[0] != languages[1]


def body_links(article: Article) -> list[str]:
    """The normalized URLs that the body links to, each once, in reading order."""
    found = (normal_url(span.url) for span in _spans_of(article.body) if span.kind == "link" and span.url)
    return list(dict.fromkeys(url for url in found if url))


class _Laid:
    """Two aligned texts."""

    def __init__(self, original: Side, copy: Side) -> None:
        self.sides = (original, copy)
        self.alignment: Alignment = align(original.words, copy.words)
        self._moved = {place for run in self.alignment.moved for place in range(run.original, run.original + run.size)}
        self._moved_in_copy = {place for run in self.alignment.moved for place in range(run.copy, run.copy + run.size)}
        self._gaps = list(self.alignment.gaps(len(original.words), len(copy.words)))

    def counts(self) -> tuple[int, int, int]:
        """Words added, dropped, replaced: in each gap, as many words are replaced as the shorter side has."""
        added = dropped = replaced = 0
        for gap in self._gaps:
            lost = sum(place not in self._moved for place in range(gap.original, gap.original_end))
            new = sum(place not in self._moved_in_copy for place in range(gap.copy, gap.copy_end))
            replaced += min(lost, new)
            dropped += max(lost - new, 0)
            added += max(new - lost, 0)
        return added, dropped, replaced

    def moved(self) -> int:
        return sum(run.size for run in self.alignment.moved)

    def kept(self) -> int:
        return sum(run.size for run in self.alignment.same) + self.moved()

    def passages(self) -> Iterator[Passage]:
        """The texts as printed, in pieces of one kind; a piece of both ends where a paragraph ends in both."""
        gaps = {(gap.original, gap.copy): gap for gap in self._gaps}
        place = place_in_copy = 0
        for run in self.alignment.same:
            if gap := gaps.get((place, place_in_copy)):
                yield from self._gap_passages(gap)
            yield from self._same_passages(run.original, run.copy, run.size)
            place, place_in_copy = run.original + run.size, run.copy + run.size
        if gap := gaps.get((place, place_in_copy)):
            yield from self._gap_passages(gap)

    def _same_passages(self, original: int, copy: int, size: int) -> Iterator[Passage]:
        start = 0
        for each in range(size):
            printed = self.sides[0].printed(original + each, original + each + 1)
            printed_in_copy = self.sides[1].printed(copy + each, copy + each + 1)
            if each == size - 1 or ("\n" in printed and "\n" in printed_in_copy):
                yield Passage(
                    "same",
                    self.sides[0].printed(original + start, original + each + 1),
                    self.sides[1].printed(copy + start, copy + each + 1),
                )
                start = each + 1

    def _gap_passages(self, gap: Gap) -> Iterator[Passage]:
        left = list(self._stretches(0, gap.original, gap.original_end, self._moved))
        right = list(self._stretches(1, gap.copy, gap.copy_end, self._moved_in_copy))
        if len(left) == len(right) == 1 and not left[0][1] and not right[0][1]:
            yield Passage("replaced", left[0][0], right[0][0])
            return
        for text, is_moved in left:
            yield Passage("moved" if is_moved else "dropped", original=text)
        for text, is_moved in right:
            yield Passage("moved" if is_moved else "added", copy=text)

    def _stretches(self, side: int, start: int, end: int, moved: set[int]) -> Iterator[tuple[str, bool]]:
        """The printed text from one word to another, in pieces that are moved as a whole or not at all."""
        first = start
        for place in range(start, end):
            if place + 1 == end or (place in moved) != (place + 1 in moved):
                yield self.sides[side].printed(first, place + 1), place in moved
                first = place + 1


def _changes_around(original: Article, copy: Article) -> Changes:
    missing: list[str] = []
    details: list[str] = []
    for name, lost in (
        ("byline", _lost_names(original, copy)),
        ("published", _lost_date(original, copy)),
        ("links", _lost_links(original, copy)),
        ("notices", _lost_notices(original, copy)),
        ("images", ["all pictures"] if original.images and not copy.images else []),
        ("subtitle", [original.subtitle] if original.subtitle and not copy.subtitle else []),
    ):
        if lost:
            missing.append(name)
            more = f" and {len(lost) - MAX_DETAILS} more" if len(lost) > MAX_DETAILS else ""
            details.append(f"lacks {name}: {', '.join(lost[:MAX_DETAILS])}{more}")
    title_changed = folded_words(original.title or "") != folded_words(copy.title or "")
    return Changes(title_changed=title_changed, missing=tuple(missing), details=tuple(details))


def _lost_names(original: Article, copy: Article) -> list[str]:
    """Names credited in the original but nowhere in the copy; the whole byline if it has no names."""
    credited = " ".join([copy.byline or "", *(author.name for author in copy.authors)])
    words = f" {' '.join(folded_words(credited))} "
    names = [author.name for author in original.authors] or ([original.byline] if original.byline else [])
    return [name for name in names if f" {' '.join(folded_words(name))} " not in words]


def _lost_date(original: Article, copy: Article) -> list[str]:
    """The original's date, if the copy states neither it nor a date of its own."""
    if not original.published or copy.published:
        return []
    day = original.published[:10]
    return [] if any((origin.published or "")[:10] == day for origin in copy.origins) else [original.published]


def _lost_links(original: Article, copy: Article) -> list[str]:
    kept = set(body_links(copy))
    return [url for url in body_links(original) if url not in kept]


def _lost_notices(original: Article, copy: Article) -> list[str]:
    kept = {notice.kind for notice in copy.notices}
    return list(dict.fromkeys(notice.kind for notice in original.notices if notice.kind not in kept))


def _spans_of(blocks: tuple[Block, ...]) -> Iterator[Span]:
    for block in blocks:
        yield from block.spans
        yield from _item_spans(block.items)
        for row in block.rows:
            for cell in row:
                yield from cell.spans
        yield from _spans_of(block.blocks)


def _item_spans(items: tuple[Item, ...]) -> Iterator[Span]:
    for item in items:
        yield from item.spans
        yield from _item_spans(item.items)
