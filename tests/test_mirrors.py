"""Which records are copies of one article, which is likely the original, and how many steps the others are from it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import RecordError, ScraperError
from scraper.mirrors import compare, find_mirrors
from scraper.mirrors.overlap import Text, are_copies, overlap
from scraper.mirrors.roles import is_earlier
from scraper.mirrors.words import shingles, words_of, words_with_places
from scraper.records import Article, Block, MirrorGroup, Origin, Span

LETTERS = "aeioubdfgklmnprstv"


class Listed:
    """Records that are here already."""

    def __init__(self, records: Sequence[Article | ScraperError]) -> None:
        self._records = records

    def __iter__(self) -> Iterator[tuple[int, bytes] | ScraperError]:
        for number, record in enumerate(self._records):
            yield record if isinstance(record, ScraperError) else (number, self.line(number))

    def line(self, number: int) -> bytes:
        record = self._records[number]
        assert isinstance(record, Article)
        return json.dumps(record.to_dict()).encode()

    def place(self, number: int) -> str:
        return f"list:{number}"


def passage(seed: int, words: int = 60) -> str:
    """Words that nobody else has written."""
    chance = random.Random(seed)
    return " ".join("".join(chance.choices(LETTERS, k=chance.randint(2, 9))) for _ in range(words)) + "."


def text(seed: int, paragraphs: int = 5) -> list[str]:
    return [passage(seed * 100 + number) for number in range(paragraphs)]


def article(paragraphs: Sequence[str], host: str, path: str = "piece", **more: object) -> Article:
    url = f"https://{host}/{path}"
    body = tuple(Block("paragraph", each) for each in paragraphs)
    known: dict[str, object] = {"url": url, "normal_url": url, "canonical_url": url, "title": f"About {path} of {host}"}
    return Article(body=body, **{**known, **more})  # type: ignore[arg-type]


def groups(*records: Article | ScraperError) -> list[MirrorGroup]:
    told: list[ScraperError | str] = []
    found = list(find_mirrors(Listed(records), told.append))
    assert not told
    return found


def members(group: MirrorGroup) -> dict[str | None, str]:
    return {member.url: member.role for member in group.members}


def changed(kind: str) -> list[str]:
    """A text as a mirror would print it."""
    original = text(1)
    chance = random.Random(7)
    if kind == "typography":
        return [f"« {each.capitalize().replace(' ', ' — ', 1)} »" for each in original]
    if kind == "furniture":
        return [passage(900, 8), *original[:2], passage(901, 12), *original[2:], passage(902, 15)]
    if kind == "cut":
        return [original[0], original[1]]
    if kind == "preface":
        return [passage(903, 70), *original]
    if kind == "moved":
        return [original[3], original[0], original[4], original[1], original[2]]
    if kind == "one word in ten":
        return [
            " ".join(f"zz{chance.random()}" if chance.random() < 0.1 else word for word in each.split())
            for each in original
        ]
    raise AssertionError(kind)


KINDS = ("typography", "furniture", "cut", "preface", "moved", "one word in ten")


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_is_found_whatever_its_site_did_to_it(kind: str) -> None:
    """Other quotation marks, furniture, a cut, a preface, moved paragraphs, replaced words and another title."""
    found = groups(article(text(1), "a.example"), article(text(2), "b.example"), article(changed(kind), "c.example"))
    assert [set(members(group)) for group in found] == [{"https://a.example/piece", "https://c.example/piece"}]


def test_articles_with_the_same_boilerplate_are_no_copies() -> None:
    """Two pages that share half of their words, each with passages of its own between them, are two articles."""
    standing = text(3, 4)
    first = [part for pair in zip(standing, text(4, 4), strict=True) for part in pair]
    second = [part for pair in zip(standing, text(5, 4), strict=True) for part in pair]
    assert groups(article(first, "a.example"), article(second, "b.example")) == []


def test_pages_of_one_site_are_copies_only_where_nearly_all_is_the_same() -> None:
    """Reports of one template differ in a word here and there; on another site the same differences make a copy."""
    report = text(6)
    filled = [
        " ".join("figure" if place % 9 == 4 else word for place, word in enumerate(each.split())) for each in report
    ]
    assert groups(article(report, "a.example", "monday"), article(filled, "a.example", "tuesday")) == []
    assert len(groups(article(report, "a.example", "monday"), article(filled, "b.example", "tuesday"))) == 1


def test_an_article_that_is_quoted_in_a_long_collection_is_no_copy_of_it() -> None:
    """A collection several times as long as the piece is another work."""
    collection = [*text(8, 30), *text(1)]
    assert groups(article(text(1), "a.example"), article(collection, "b.example")) == []


def test_a_translation_is_grouped_only_where_it_says_so() -> None:
    """By the origin's address, or by its title and site; the words are not compared, and their counts are unknown."""
    original = article(text(1), "a.example", title="The dyke of Tarn held", site="The Gazette", language="en")
    translated = article(text(9), "b.example", title="La digue de Tarn a tenu", language="fr")
    assert groups(original, translated) == []
    by_address = Origin(url="http://www.a.example/piece?utm_source=x", relation="translation")
    by_title = Origin(name="The Gazette", title="The dyke of Tarn held", language="en", relation="translation")
    for origin in (by_address, by_title):
        (group,) = groups(original, replace(translated, origins=(origin,)))
        assert members(group) == {"https://a.example/piece": "original", "https://b.example/piece": "copy"}
        assert (group.members[1].changes.added, group.members[1].changes.moved) == (None, None)
    elsewhere = Origin(name="The Herald", title="The dyke of Tarn held", language="en", relation="translation")
    assert groups(original, replace(translated, origins=(elsewhere,))) == []


def test_two_translations_of_one_absent_original_are_one_group() -> None:
    """They name the same address; the original is told, and none of them is called it."""
    origin = Origin(name="The Gazette", url="https://gazette.example/piece", relation="translation")
    one = article(text(1), "a.example", language="fr", origins=(origin,))
    other = article(text(2), "b.example", language="es", origins=(origin,))
    (group,) = groups(one, other)
    assert set(members(group).values()) == {"copy"}
    assert group.stated == origin
    assert group.to_dict()["stated_original"]["url"] == "https://gazette.example/piece"


def test_the_front_page_of_a_site_is_nobodys_origin() -> None:
    """A source line that links to the outlet's front page does not group what happens to stand there."""
    front = article(text(1), "a.example", "", kind="listing")
    claims = Origin(name="A", url="https://a.example/", relation="republication")
    assert groups(front, article(text(2), "b.example", origins=(claims,))) == []


def test_a_canonical_link_to_another_record_groups_them() -> None:
    """An excerpt too short to be told by its words belongs to the page that it calls its lasting address."""
    original = article(text(1), "a.example")
    excerpt = article([text(1)[0][:60]], "b.example", canonical_url="https://a.example/piece")
    (group,) = groups(excerpt, original)
    assert members(group) == {"https://a.example/piece": "original", "https://b.example/piece": "copy"}
    assert group.members[1].reason == "canonical link to https://a.example/piece"


def test_scripts_without_spaces_are_compared_by_characters() -> None:
    """A Chinese copy with replaced characters and a preface is found; another text of the same characters is not."""
    chance = random.Random(3)
    common = [chr(0x4E00 + number) for number in range(250)]
    writing = "".join(chance.choices(common, k=400))
    copy = (
        "编者按："
        + "".join(chance.choices(common, k=40))
        + "".join("龘" if place % 25 == 0 else char for place, char in enumerate(writing))
    )
    other = "".join(chance.choices(common, k=400))
    found = groups(article([writing], "a.example"), article([copy], "b.example"), article([other], "c.example"))
    assert [set(members(group)) for group in found] == [{"https://a.example/piece", "https://b.example/piece"}]


def test_the_stated_origin_wins_over_the_earlier_date() -> None:
    """A mirror may carry an earlier date (the original was renewed); who is named is the original."""
    original = article(text(1), "a.example", published="2016-04-05", site="Gazette")
    mirror = article(
        text(1),
        "b.example",
        published="2016-04-01",
        origins=(Origin("Gazette", "https://a.example/piece", relation="republication"),),
    )
    (group,) = groups(mirror, original)
    assert [member.url for member in group.members] == ["https://a.example/piece", "https://b.example/piece"]
    assert group.members[0].reason == "named as origin by 1 copy"
    assert group.members[1].reason == "names as origin Gazette"


def test_the_earliest_date_makes_the_original_where_none_is_named() -> None:
    """And the copies say that theirs is later."""
    first = article(text(1), "a.example", published="2016-04-01")
    later = article(text(1), "b.example", published="2016-04-03T08:00:00+02:00")
    (group,) = groups(later, first)
    assert group.members[0].url == "https://a.example/piece"
    assert group.members[0].reason == "earliest date (2016-04-01)"
    assert group.members[1].reason == "later date (2016-04-03T08:00:00+02:00, the original 2016-04-01)"


def test_a_link_to_a_copy_speaks_for_it() -> None:
    """Of undated copies, the one to which another links is likely the original."""
    target = article(text(1), "z.example")
    paragraphs = text(1)
    span = Span(0, 5, "link", url="https://www.z.example/piece#top")
    linking = replace(
        article([], "a.example"), body=tuple(Block("paragraph", each, spans=(span,)) for each in paragraphs)
    )
    (group,) = groups(linking, target)
    assert (group.members[0].url, group.members[0].reason) == ("https://z.example/piece", "linked to by 1 copy")
    assert group.members[1].reason == "links to the original"


def test_without_evidence_the_original_is_called_a_guess() -> None:
    """No date, no origin, no link: the longest text is taken, and the reason says what it is worth."""
    (group,) = groups(article(text(1)[:4], "a.example"), article(text(1), "b.example"))
    assert group.members[0].url == "https://b.example/piece"
    assert group.members[0].reason.startswith("a guess")


def test_a_copy_that_names_an_absent_origin_makes_no_original_of_its_neighbour() -> None:
    """What speaks for nobody in the group is the origin that one of them names."""
    origin = Origin("Herald", "https://herald.example/piece", relation="republication")
    (group,) = groups(article(text(1), "a.example"), article(text(1), "b.example", origins=(origin,)))
    assert set(members(group).values()) == {"copy"}
    assert group.stated == origin


def test_a_chain_of_copies_is_counted_hop_by_hop() -> None:
    """C names B, B names A: A is the original, B one step from it, C two; a stated chain counts where B is absent."""
    a = article(text(1), "a.example", site="Alpha")
    b = article(
        text(1),
        "b.example",
        site="Beta",
        origins=(Origin("Alpha", "https://a.example/piece", relation="republication"),),
    )
    c = article(text(1), "c.example", origins=(Origin("Beta", "https://b.example/piece", relation="republication"),))
    d = article(
        text(1), "d.example", origins=(Origin("Gamma"), Origin("Delta"), Origin("Alpha", "https://a.example/piece"))
    )
    (group,) = groups(d, c, b, a)
    assert [(member.url, member.hop) for member in group.members] == [
        ("https://a.example/piece", 0), ("https://b.example/piece", 1), ("https://c.example/piece", 2),
        ("https://d.example/piece", 3),
    ]  # fmt: skip


def test_copies_that_name_each_other_end() -> None:
    """A circle of stated origins has no original, and is not walked for ever."""
    a = article(text(1), "a.example", origins=(Origin("B", "https://b.example/piece", relation="republication"),))
    b = article(text(1), "b.example", origins=(Origin("A", "https://a.example/piece", relation="republication"),))
    (group,) = groups(a, b)
    assert set(members(group).values()) == {"copy"}


def test_the_same_address_twice_is_no_mirror() -> None:
    """Of two readings of one page the one fetched last counts, and that there were two is told."""
    old = article(text(2), "a.example")
    told: list[ScraperError | str] = []
    new = Article.from_dict({**article(text(1), "a.example").to_dict(), "fetched_at": "2024-01-02T00:00:00Z"})
    for records in ([old, new], [new, old]):
        found = list(find_mirrors(Listed([*records, article(text(1), "b.example")]), told.append))
        assert [set(members(group)) for group in found] == [{"https://a.example/piece", "https://b.example/piece"}]
        assert list(find_mirrors(Listed([*records, article(text(2), "b.example")]), told.append)) == []
    assert len(told) == 4
    assert str(told[0]).startswith("1 records of an address")


def test_a_record_that_cannot_be_read_loses_none_of_the_others() -> None:
    """Its error is told, the rest is grouped."""
    told: list[ScraperError | str] = []
    error = RecordError("list:1", "no JSON")
    found = list(
        find_mirrors(Listed([article(text(1), "a.example"), error, article(text(1), "b.example")]), told.append)
    )
    assert (len(found), told) == (1, [error])


POOL = [
    article(text(1), "a.example", published="2016-04-01"),
    article(changed("cut"), "b.example"),
    article(
        changed("preface"), "c.example", origins=(Origin("D", "https://d.example/piece", relation="republication"),)
    ),
    article(text(2), "d.example"),
    article(text(2), "e.example", published="2016"),
    article(text(3), "f.example"),
    *(article([*text(4)[:4], passage(950 + number, 30)], f"g{number}.example") for number in range(12)),
]


@given(st.permutations(POOL))
def test_the_order_of_the_records_changes_nothing(records: list[Article]) -> None:
    """The same groups with the same originals, hops and changes, whatever comes first."""

    def told(found: list[MirrorGroup]) -> list[list[dict[str, object]]]:
        plain = [[{**member.to_dict(), "source": ""} for member in group.members] for group in found]
        return sorted((sorted(group, key=lambda member: str(member["url"])) for group in plain), key=str)

    assert told(groups(*records)) == told(groups(*POOL))


def test_a_pair_that_shares_nothing_is_called_unrelated() -> None:
    """`compare` lays any two articles side by side, but calls only copies copies."""
    one, other = article(text(1), "a.example"), article(text(2), "b.example")
    assert {member.role for member in compare((one, other), ("a", "b")).members} == {"unrelated"}
    assert [member.role for member in compare((one, one), ("a", "b")).members] == ["original", "copy"]


@pytest.mark.parametrize(
    ("date", "other", "earlier"),
    [
        ("2016-04-01", "2016-04-02", True),
        ("2016", "2016-04-02", False),
        ("2015", "2016-04-02", True),
        ("2016-04-01T08:00:00", "2016-04-01T09:00:00+02:00", False),
        ("2016-04-01T08:00:00+02:00", "2016-04-01T07:00:00Z", True),
        ("soon", "later", False),
        (None, "2016", False),
    ],
)
def test_dates_are_compared_as_precise_as_both_are(date: str | None, other: str, earlier: bool) -> None:
    """A year is not before a day in it; hours count only where both have a zone; what is no date orders nothing."""
    assert is_earlier(date, other) is earlier


def test_words_are_compared_without_their_dress() -> None:
    """Case, quotation marks, dashes and spaces are no words; characters of a script without spaces are words."""
    assert words_of("“L’Été — fini!”") == words_of("l'été FINI") == ["l", "été", "fini"]
    assert words_of("大堤 holds") == ["大", "堤", "holds"]
    assert shingles(["a", "b"]) == ["a b"]
    assert shingles(["a", "b", "c", "d"]) == ["a b c", "b c d"]
    assert shingles(list("一二三四五六七")) == ["一 二 三 四 五 六", "二 三 四 五 六 七"]
    assert shingles([]) == []


@given(st.text(max_size=200))
def test_words_with_places_are_the_words(printed: str) -> None:
    """Both ways of finding words give the same ones, and each stands where it says."""
    placed = words_with_places(printed)
    assert [word.lower for word in placed] == words_of(printed)
    assert [printed[word.start : word.end].lower() for word in placed] == [word.lower for word in placed]


@given(st.lists(st.sampled_from("abcdefg"), max_size=80), st.lists(st.sampled_from("abcdefg"), max_size=80))
def test_overlap_has_no_direction(one: list[str], other: list[str]) -> None:
    """Whichever text comes first, they share the same; a share is between 0 and 1."""
    there, back = overlap(Text(one), Text(other)), overlap(Text(other), Text(one))
    assert there == back
    assert 0 <= there.contained <= 1
    assert 0 <= there.covered <= 1
    assert are_copies(Text(one), Text(other)) == are_copies(Text(other), Text(one))
