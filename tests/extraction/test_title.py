"""Title: the printed headline that the metadata confirm, without the site's name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extraction.reading import Reading
from scraper.extraction.title import extract_subtitle, extract_title, similarity, strip_site
from scraper.parsing.document import build_document

FieldPage = Callable[..., Reading]
NEWS = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "%s"}</script>'


def title_of(reading: Reading) -> str | None:
    found = extract_title(reading)
    return found.value if found else None


def test_heading_is_the_title(field_page: FieldPage) -> None:
    """The h1 that <title> confirms is the title, its line is claimed, and the site's name is not in it."""
    reading = field_page(
        "<header><h1><a href='/'>Lamp News</a></h1></header><h1>Oil for the mole</h1>",
        head="<title>Oil for the mole - Lamp News</title>",
    )
    assert title_of(reading) == "Oil for the mole"
    assert reading.title_line is not None
    assert reading.fates[reading.title_line] == ("field", "title")


@pytest.mark.parametrize(
    "written",
    [
        "Oil for the mole | Lamp News",
        "Oil for the mole - Lamp News",
        "Lamp News: Oil for the mole",
        "Lamp News | Coast | Oil for the mole",
        "Oil for the mole « Lamp News",
        "Oil for the mole-Coast | Lamp News",
    ],
)
def test_head_title_is_cut_to_the_headline(written: str, field_page: FieldPage) -> None:
    """A page without an h1 has the part of <title> that is neither site nor section."""
    head = f'<title>{written}</title><meta property="og:site_name" content="Lamp News">'
    head += '<meta property="article:section" content="Coast">'
    assert title_of(field_page("<div><b>Oil for the mole</b></div>", head=head)) == "Oil for the mole"


def test_dash_of_the_headline_stays(field_page: FieldPage) -> None:
    """A dash that parts the headline itself does not cut it."""
    reading = field_page(
        "<h1>Oil - and wicks - for the mole</h1>", head="<title>Oil - and wicks - for the mole</title>"
    )
    assert title_of(reading) == "Oil - and wicks - for the mole"


def test_marked_lesser_heading_is_the_title(field_page: FieldPage) -> None:
    """An h2 marked as headline is the title of a page without h1."""
    assert title_of(field_page('<h2 itemprop="headline">Oil for the mole</h2>')) == "Oil for the mole"


def test_generic_heading_is_passed_over(field_page: FieldPage) -> None:
    """An h1 that names a part of the site is not the title, the next one is."""
    reading = field_page("<h1>Blog</h1><h1>Oil for the mole</h1>", head="<title>Oil for the mole</title>")
    assert title_of(reading) == "Oil for the mole"


def test_unlike_heading_yields_to_metadata(field_page: FieldPage) -> None:
    """An h1 that shares no word with what the metadata say is not the title."""
    head = '<title>Oil for the mole</title><meta property="og:title" content="Oil for the mole">'
    assert title_of(field_page("<h1>Departments and desks</h1>", head=head)) == "Oil for the mole"


def test_printed_variant_wins_over_teaser(field_page: FieldPage) -> None:
    """Where og:title is a variant of the h1, the printed wording is the title."""
    head = '<meta property="og:title" content="Ten reasons why oil for the mole is dear">'
    assert title_of(field_page("<h1>Why oil for the mole is dear</h1>", head=head)) == "Why oil for the mole is dear"


def test_news_headline_of_the_editors(field_page: FieldPage) -> None:
    """On a news page two of heading, linked data and og:title outvote the third."""
    head = NEWS % "Keepers run out of oil" + '<meta property="og:title" content="Keepers run out of oil">'
    assert title_of(field_page("<h1>Coast Keepers run out of oil</h1>", head=head)) == "Keepers run out of oil"


def test_permalink_mark_is_no_part(field_page: FieldPage) -> None:
    """The mark by which a heading links to itself is taken off."""
    reading = field_page('<h1>Oil for the mole<a href="#oil">¶</a></h1>')
    assert title_of(reading) == "Oil for the mole"


def test_page_without_markup_has_its_first_line() -> None:
    """The first line above a byline is the title of a page without any markup."""
    document = build_document(
        "<pre>Oil for the mole<br>By Ada Wick<br>A text.</pre>", None, max_elements=99, max_depth=99
    )
    assert title_of(Reading(document)) == "Oil for the mole"


def test_page_without_any_title_has_none() -> None:
    """A page that names nothing has no title."""
    document = build_document("<p>Some words, and no more.</p>", None, max_elements=99, max_depth=99)
    assert extract_title(Reading(document)) is None


def test_subtitle_is_the_marked_line_below(field_page: FieldPage) -> None:
    """A line marked as subtitle below the title is the subtitle and is claimed."""
    reading = field_page('<h1>Oil for the mole</h1><p class="subtitle">Part two of three</p>')
    found = extract_subtitle(reading)
    assert found is not None
    assert found.value == "Part two of three"
    assert ("field", "subtitle") in reading.fates.values()


def test_subtitle_never_repeats_the_title(field_page: FieldPage) -> None:
    """An alternative headline with the title's words is no subtitle."""
    head = '<script type="application/ld+json">{"@type": "Article", "headline": "Oil for the mole",'
    head += '"alternativeHeadline": "Oil for the mole!"}</script>'
    assert extract_subtitle(field_page("<h1>Oil for the mole</h1>", head=head)) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_similarity_is_a_share(one: str, other: str) -> None:
    """The likeness of two titles is between 0 and 1, whatever they are."""
    assert 0.0 <= similarity(one, other) <= 1.0


@given(st.text(max_size=80), st.sets(st.sampled_from(["lampnews", "coast", "a"])))
def test_stripping_the_site_twice_changes_nothing(text: str, keys: set[str]) -> None:
    """Taking the site's name off is idempotent and never leaves nothing of something."""
    once = strip_site(text, keys)
    assert strip_site(once, keys) == once
    assert bool(once) == bool(text)
