"""Linked data: JSON-LD in every state of repair, microdata and RDFa, as one flat list of things."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.parsing.document import Document
from scraper.parsing.linked_data import read_linked_data, short_types
from scraper.parsing.walking import build_document


def page(inner: str) -> Document:
    return build_document(f"<html><body>{inner}</body></html>", None, max_elements=10_000, max_depth=500)


def things_of(*scripts: str, inner: str = "") -> list[dict[str, Any]]:
    marked = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return read_linked_data(page(marked + inner))


def test_types_are_lists_of_short_names() -> None:
    """A type is a list of short names, whether it was an address, a prefixed name or a list."""
    things = things_of('{"@type": "http://schema.org/NewsArticle", "author": {"@type": ["schema:Person", "Thing"]}}')
    assert things[0]["@type"] == ["NewsArticle"]
    assert things[0]["author"]["@type"] == ["Person", "Thing"]


def test_arrays_and_graphs_are_flattened() -> None:
    """Things in arrays, in @graph and in several scripts come out as one list in page order."""
    things = things_of(
        '[{"@type": "WebSite", "name": "Lamp News"}, {"@graph": [{"@type": "Article", "headline": "Oil"}]}]',
        '{"@type": "Person", "name": "Ada Wick"}',
    )
    assert [thing["@type"] for thing in things] == [["WebSite"], ["Article"], ["Person"]]


def test_references_are_replaced_by_what_they_mean() -> None:
    """An author given by its id is the person with that id, also where the reference repeats the name."""
    for reference in ('{"@id": "#ada"}', '{"@id": "#ada", "name": "Ada Wick"}'):
        things = things_of(
            f'{{"@graph": [{{"@type": "Article", "headline": "Oil", "author": {reference}}},'
            '{"@type": "Person", "@id": "#ada", "name": "Ada Wick", "url": "https://lampnews.example/ada"}]}'
        )
        assert things[0]["author"]["name"] == "Ada Wick"
        assert things[0]["author"]["url"] == "https://lampnews.example/ada"


def test_references_in_a_circle_end() -> None:
    """Things that refer to one another give a record of bounded depth."""
    things = things_of(
        '{"@graph": [{"@type": "WebPage", "@id": "#a", "name": "A", "isPartOf": {"@id": "#b"}},'
        '{"@type": "WebSite", "@id": "#b", "name": "B", "hasPart": {"@id": "#a"}}]}'
    )
    assert len(json.dumps(things)) < 2_000
    assert things[0]["isPartOf"]["name"] == "B"


@pytest.mark.parametrize(
    "script",
    [
        '<!-- {"@type": "Article", "headline": "Oil"} -->',
        '<!-- made by a plugin -->{"@type": "Article", "headline": "Oil"}',
        '//<![CDATA[\n{"@type": "Article", "headline": "Oil"}\n//]]>',
        '/*<![CDATA[*/{"@type": "Article", "headline": "Oil"}/*]]>*/',
        '{"@type": "Article", "headline": "Oil",}',
        '{"@type": "Article", /* a note */ "headline": "Oil"}',
        '{"@type": "Article", "headline": "Oil"};',
        "{&quot;@type&quot;: &quot;Article&quot;, &quot;headline&quot;: &quot;Oil&quot;}",
        '\ufeff{"@type": "Article", "headline": "Oil"}',
        '{"@type": "Article", "headline": "Oil", "description": "It\\\'s burning"}',
        '{"@type": "Article", "headline": "Oil", "description": "two\nlines"}',
    ],
)
def test_broken_json_is_repaired(script: str) -> None:
    """Comments, CDATA marks, trailing commas, entities, wrong escapes and bare line ends do not lose the thing."""
    things = things_of(script)
    assert [(thing["@type"], thing["headline"]) for thing in things] == [(["Article"], "Oil")]


def test_repair_leaves_strings_alone() -> None:
    """What looks like a comment or a trailing comma inside a string stays."""
    things = things_of('{"@type": "Article", "headline": "https://a.example/,] /* no */",}')
    assert things[0]["headline"] == "https://a.example/,] /* no */"


@pytest.mark.parametrize(
    "hostile",
    [
        "[" * 100_000 + "]" * 100_000,
        '{"a":' * 100_000 + "1" + "}" * 100_000,
        '{"@type": "Article", "position": ' + "9" * 5_000 + "}",
        '"' + '\\"' * 50_000,
        "/*" * 50_000,
        "-->" + " " * 50_000 + "x",
        '{"@type": "Article", "text": "' + "x" * 20_000_000 + '"}',
        "nonsense",
        "",
    ],
    ids=["deep-array", "deep-object", "long-number", "quotes", "comments", "spaces", "20-mb", "no-json", "empty"],
)
@pytest.mark.timeout(10)
def test_hostile_blocks_are_left_out(hostile: str) -> None:
    """A block too deep, too long or no JSON at all is skipped, and the good block beside it is read."""
    things = things_of(hostile, '{"@type": "Article", "headline": "Oil"}')
    assert [thing.get("headline") for thing in things] == ["Oil"]


def test_microdata_gives_things() -> None:
    """An itemscope is a thing, a nested one its property, and a link marked as author has a name and an address."""
    things = things_of(
        inner='<div itemscope itemtype="https://schema.org/Article"><h2 itemprop="headline">Oil</h2>'
        '<time itemprop="datePublished" datetime="2019-03-04">4 March</time>'
        '<a itemprop="author" href="/ada">Ada Wick</a>'
        '<div itemprop="publisher" itemscope itemtype="https://schema.org/Organization">'
        '<meta itemprop="name" content="Lamp News"></div></div>'
    )
    (article,) = things
    assert article["@type"] == ["Article"]
    assert article["@source"] == "microdata"
    assert article["headline"] == "Oil"
    assert article["datePublished"] == "2019-03-04"
    assert (article["author"]["name"], article["author"]["url"]) == ("Ada Wick", "/ada")
    assert article["publisher"]["name"] == "Lamp News"


def test_properties_without_a_scope_are_one_thing() -> None:
    """An itemprop outside of any itemscope is kept in a thing without a type."""
    things = things_of(inner='<h2 itemprop="headline">Oil</h2><p><span itemprop="author">Ada Wick</span></p>')
    assert [(thing["@type"], thing["headline"], thing["author"]) for thing in things] == [([], "Oil", "Ada Wick")]


def test_rdfa_gives_things() -> None:
    """An element with typeof is a thing, and property its properties."""
    things = things_of(
        inner='<div vocab="https://schema.org/" typeof="NewsArticle"><h1 property="headline">Oil</h1>'
        '<span property="author" typeof="Person"><b property="name">Ada Wick</b></span></div>'
    )
    assert things[0]["@source"] == "rdfa"
    assert things[0]["headline"] == "Oil"
    assert things[0]["author"]["name"] == "Ada Wick"


@given(st.text(max_size=300))
def test_any_text_in_a_script_is_read_or_left_out(text: str) -> None:
    """No content of a JSON-LD script raises, and every thing has a list of types."""
    document = page("")
    document.scripts = [("application/ld+json", "", text)]
    assert all(isinstance(thing["@type"], list) for thing in read_linked_data(document))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(["@type", "@id", "@graph", "name", "author", "x:y"]), inner, max_size=4)
        ),
        max_leaves=20,
    )
)
def test_any_json_gives_things(value: Any) -> None:
    """Whatever JSON stands in a script, the result is a list of dicts with lists of short type names."""
    document = page("")
    document.scripts = [("application/ld+json", "", json.dumps(value))]
    for thing in read_linked_data(document):
        assert all(isinstance(name, str) and "/" not in name for name in thing["@type"])


@given(st.lists(st.text(max_size=20), max_size=4))
def test_short_types_are_stable(names: list[str]) -> None:
    """Shortening type names twice changes nothing."""
    assert short_types(short_types(names)) == short_types(names)


def test_quotation_marks_inside_strings_are_mended() -> None:
    """Inner quotation marks that were not escaped, and a trailing comma, cost no field."""
    script = '{"@type": "NewsArticle", "headline": "The "dyke" board met, "late"", "datePublished": "2019-03-04",}'
    html = f'<script type="application/ld+json">{script}</script><p>Text.'
    thing = read_linked_data(build_document(html, None, max_elements=100, max_depth=100))[0]
    assert (thing["headline"], thing["datePublished"]) == ('The "dyke" board met, "late"', "2019-03-04")
