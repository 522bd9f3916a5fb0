"""Structured data: the page's own article among all that it describes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extraction.page.linked import Thing, comparable, main_things, plain, texts
from scraper.extraction.sameness import sameness
from scraper.parsing.walking import build_document


def chosen(things: list[Thing], *, title: str = "Oil for the mole", url: str = "https://a.example/oil") -> list[str]:
    document = build_document(f"<h1>{title}</h1>", url, max_elements=99, max_depth=99)
    document.linked_data = [{"@type": ["Article"], "@source": "json-ld"} | thing for thing in things]
    return [thing.get("headline", "") for thing in main_things(document)]


def test_headline_tells_the_own_article() -> None:
    """Of many articles the one with the page's heading is its own."""
    assert chosen([{"headline": "Salt"}, {"headline": "Oil for the mole"}, {"headline": "Rope"}]) == [
        "Oil for the mole"
    ]


def test_address_tells_the_own_article() -> None:
    """An article with the page's address is its own, whatever its headline."""
    things: list[Thing] = [
        {"headline": "Salt and nets", "url": "https://a.example/salt"},
        {"headline": "Dear oil", "mainEntityOfPage": {"@id": "https://www.a.example/oil/"}},
    ]
    assert chosen(things) == ["Dear oil"]


def test_only_article_is_taken_unless_it_is_anothers() -> None:
    """A single article without an address is the page's own; one with another address and headline is not."""
    assert chosen([{"description": "Words"}]) == [""]
    assert chosen([{"headline": "Salt and nets", "url": "https://a.example/salt"}]) == []


def test_outlets_are_no_articles() -> None:
    """An organisation with the title's name is not the article."""
    assert chosen([{"@type": ["Organization"], "headline": "Oil for the mole"}]) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Oil", ["Oil"]),
        (["Oil", {"name": "Wicks"}, None, ""], ["Oil", "Wicks"]),
        ({"@value": "Oil"}, ["Oil"]),
        (7, ["7"]),
        (True, []),
        ([["nested"]], []),
        (None, []),
    ],
)
def test_texts_of_any_shape(value: object, expected: list[str]) -> None:
    """A property's texts are found in strings, named things, lists and numbers."""
    assert texts(value) == expected


def test_plain_undoes_double_escapes() -> None:
    """Entities escaped twice and tags come out as text."""
    assert plain("Oil &amp;amp; <b>wicks</b> &#8217;til dawn") == "Oil & wicks ’til dawn"


@given(st.text(max_size=100))
def test_sameness_is_total_and_stable(text: str) -> None:
    """The comparable form of a comparable form is the same."""
    assert sameness(sameness(text)) == sameness(text)


@given(st.text(max_size=100))
def test_comparable_addresses_never_raise(address: str) -> None:
    """Any text may be asked for its comparable address."""
    assert isinstance(comparable(address), str)
