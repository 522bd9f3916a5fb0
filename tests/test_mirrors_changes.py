"""What a copy changed: words in order and moved, the title, and what is missing besides words."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mirrors import changes
from scraper.mirrors.alignment import align
from scraper.mirrors.changes import Comparison, Side, compare_sides
from scraper.records import Article, Author, Block, Image, Item, Notice, Origin, Span

ONE = "The dyke of Tarn held through the third night of the spring flood, the board said, and nobody was hurt."
TWO = "Wardens walked the crest until dawn with lanterns, and counted eleven places where the turf had slid away."
THREE = "The board will ask the province for two years of clay and willow, which it calls a modest sum."


def article(*paragraphs: str, **more: object) -> Article:
    return Article(body=tuple(Block("paragraph", each) for each in paragraphs), **more)  # type: ignore[arg-type]


def compared(original: Article, copy: Article) -> Comparison:
    return compare_sides(Side(original), Side(copy), passages=True)


def counts(comparison: Comparison) -> dict[str, int | None]:
    found = comparison.changes
    named = {"added": found.added, "dropped": found.dropped, "replaced": found.replaced, "moved": found.moved}
    return {name: count for name, count in named.items() if count}


def test_typography_is_no_change() -> None:
    """Quotation marks, dashes, capitals and spaces are the dress of the words."""
    copy = article(
        "“THE dyke of Tarn — held” through the third night of the spring flood; the board said, and nobody was hurt"
    )
    comparison = compared(article(ONE), copy)
    assert (counts(comparison), comparison.similarity, comparison.contained) == ({}, 1.0, 1.0)


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        ([ONE, TWO], {"dropped": 19}),
        (["Editor's note: read it twice.", ONE, TWO, THREE], {"added": 6}),
        ([ONE.replace("third", "second"), TWO, THREE], {"replaced": 1}),
        ([ONE, TWO.replace("eleven places", "a place or two")], {"replaced": 2, "added": 2, "dropped": 19}),
        ([TWO, ONE, THREE], {"moved": 18}),
        ([ONE, THREE, TWO], {"moved": 18}),
        ([THREE[:40], ONE], {"dropped": 29, "moved": 8}),
    ],
)
def test_words_are_counted_by_what_became_of_them(copy: list[str], expected: dict[str, int]) -> None:
    """Added, dropped, replaced word for word, moved as a run."""
    assert counts(compared(article(ONE, TWO, THREE), article(*copy))) == expected


def test_text_that_repeats_itself_is_aligned() -> None:
    """Without a shingle that stands only once, the ends and the gaps still tell what was dropped."""
    chorus = "row row row your boat " * 6
    assert counts(compared(article(chorus, ONE, chorus, chorus), article(chorus, ONE, chorus))) == {"dropped": 30}


def test_passages_hold_both_texts_whole() -> None:
    """Joined again they are the two texts as printed, and each kind has its side."""
    original, copy = article(ONE, TWO, THREE), article("A note.", THREE.replace("two", "ten"), ONE[:60])
    passages = compared(original, copy).passages
    assert "".join(each.original for each in passages) == original.text
    assert "".join(each.copy for each in passages) == copy.text
    assert {each.kind for each in passages} == {"same", "added", "dropped", "moved", "replaced"}
    (replaced,) = [each for each in passages if each.kind == "replaced"]
    assert (replaced.original.strip(), replaced.copy.strip()) == ("two", "ten")
    assert all(not each.copy for each in passages if each.kind == "dropped")
    assert all(not each.original for each in passages if each.kind == "added")


def test_words_of_two_languages_are_not_compared() -> None:
    """The counts are unknown, and the details say why."""
    comparison = compared(article(ONE, language="en-GB"), article("La digue a tenu.", language="fr"))
    assert comparison.changes.added is None
    assert comparison.passages == ()
    assert comparison.changes.details == ("another language: the words are not compared",)


def test_what_is_missing_beside_the_words_is_named() -> None:
    """Byline, date, links, notices, pictures and second headline, each with what exactly is missing."""
    linked = Block(
        "list",
        ONE,
        items=(Item(ONE, (Span(0, 3, "link", url="https://www.board.example/report?utm_source=a"),)),),
    )
    original = Article(
        body=(linked,),
        title="The dyke held",
        subtitle="For now",
        authors=(Author("Ola Tarn"), Author("Ilse Morvan")),
        published="2016-04-01",
        notices=(Notice("copyright", "© 2016"), Notice("disclaimer", "Ours alone.")),
        images=(Image("https://a.example/i.jpg"),),
    )
    copy = article(ONE, title="Floods!", byline="By ILSE MORVAN", notices=(Notice("disclaimer", "Ours alone."),))
    found = compared(original, copy).changes
    assert found.title_changed
    assert found.missing == ("byline", "published", "links", "notices", "images", "subtitle")
    assert found.details == (
        "lacks byline: Ola Tarn",
        "lacks published: 2016-04-01",
        "lacks links: https://board.example/report",
        "lacks notices: copyright",
        "lacks images: all pictures",
        "lacks subtitle: For now",
    )


def test_a_date_that_is_stated_for_the_origin_is_kept() -> None:
    """A copy without a date of its own that tells the original's lacks none; a title in capitals is the same title."""
    original = article(ONE, title="L'été à Tarn", published="2016-04-01T08:00:00")
    copy = article(ONE, title="L’ETE A TARN", origins=(Origin("Gazette", published="2016-04-01"),))
    found = compared(original, copy).changes
    assert (found.missing, found.title_changed) == ((), False)


WORDS = st.lists(st.sampled_from([*"abcdefghij", "the", "of"]), max_size=120)


@given(WORDS)
def test_a_text_beside_itself_changes_nothing(words: list[str]) -> None:
    """Whatever repeats in it."""
    comparison = compared(article(" ".join(words)), article(" ".join(words)))
    assert (counts(comparison), comparison.similarity) == ({}, 1.0)


@given(WORDS, WORDS, st.integers(0, 120), st.integers(0, 120))
def test_every_word_has_one_fate(words: list[str], others: list[str], start: int, end: int) -> None:
    """Kept, dropped or replaced words are the original's; kept, added or replaced ones the copy's; nothing is lost."""
    mixed = [*others[:start], *words[min(start, end) : max(start, end)], *others[start:], *words[:start]]
    original, copy = article(" ".join(words)), article(" ".join(mixed))
    comparison = compared(original, copy)
    found = comparison.changes
    assert found.added is not None and found.dropped is not None  # noqa: PT018  # for the type checker
    assert len(mixed) == len(words) - found.dropped + found.added
    assert "".join(each.original for each in comparison.passages) == original.text
    assert "".join(each.copy for each in comparison.passages) == copy.text
    assert 0 <= comparison.similarity <= 1
    assert 0 <= comparison.contained <= 1


@given(WORDS, WORDS)
def test_no_word_is_matched_twice(words: list[str], others: list[str]) -> None:
    """The same runs stand in one order in both texts, moved ones elsewhere, and their words are the same."""
    alignment = align(words, others)
    for run in [*alignment.same, *alignment.moved]:
        assert words[run.original : run.original + run.size] == others[run.copy : run.copy + run.size]
    for earlier, later in zip(alignment.same, alignment.same[1:], strict=False):
        assert earlier.original + earlier.size <= later.original
        assert earlier.copy + earlier.size <= later.copy
    everything = [*alignment.same, *alignment.moved]
    for side in (0, 1):
        taken = [place for run in everything for place in range(run[side], run[side] + run.size)]
        assert len(taken) == len(set(taken))


def _edited(words: list[str], chance: random.Random) -> list[str]:
    return [f"new{place}" if chance.random() < 0.1 else word for place, word in enumerate(words)]


@pytest.mark.parametrize("kind", ["edited", "strangers", "one word", "reversed", "blocks turned round"])
def test_long_texts_are_compared_in_bounded_time(kind: str) -> None:
    """50,000 words a side, of the shapes that make a diff quadratic."""
    chance = random.Random(5)
    words = [f"w{chance.randrange(5000)}" for _ in range(50_000)]
    others = {
        "edited": lambda: _edited(words, chance),
        "strangers": lambda: [f"w{chance.randrange(5000)}" for _ in range(50_000)],
        "one word": lambda: ["a"] * 50_000,
        "reversed": lambda: words[::-1],
        "blocks turned round": lambda: [word for start in range(49_980, -1, -20) for word in words[start : start + 20]],
    }[kind]()
    if kind == "one word":
        words = ["a", "b"] * 25_000
    started = time.process_time()
    align(words, others)
    assert time.process_time() - started < 20


def test_a_text_past_the_limit_is_compared_up_to_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the details say so."""
    monkeypatch.setattr(changes, "MAX_WORDS", 10)
    comparison = compared(article(ONE, TWO), article(ONE, THREE))
    assert counts(comparison) == {}
    assert comparison.changes.details == ("only the first 10 words were compared",)
