"""Title: the printed headline that the metadata confirm, without the site's name."""

from __future__ import annotations

import json
from html import escape

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from scraper.extraction.answer import Claim
from scraper.extraction.fields.title.choosing import read_title
from scraper.extraction.fields.title.names import Names, strip_site
from scraper.extraction.fields.title.subtitle import read_subtitle
from scraper.extraction.page.likeness import similarity
from scraper.extraction.page.view import PageView
from scraper.parsing.walking import build_document
from scraper.records import Article
from scraper.writing import WRITERS, write
from tests.extraction.views import FieldPage, fates, view_of

NEWS = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "%s"}</script>'


def title_of(view: PageView) -> str | None:
    found = read_title(view)
    return found.value


def test_heading_is_the_title(field_page: FieldPage) -> None:
    """The h1 that <title> confirms is the title, its line is claimed, and the site's name is not in it."""
    view = field_page(
        "<header><h1><a href='/'>Lamp News</a></h1></header><h1>Oil for the mole</h1>",
        head="<title>Oil for the mole - Lamp News</title>",
    )
    assert title_of(view) == "Oil for the mole"
    assert view.title_line is not None
    assert read_title(view).claims == (Claim(view.title_line, "field", "title"),)


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
    view = field_page("<h1>Oil - and wicks - for the mole</h1>", head="<title>Oil - and wicks - for the mole</title>")
    assert title_of(view) == "Oil - and wicks - for the mole"


def test_marked_lesser_heading_is_the_title(field_page: FieldPage) -> None:
    """An h2 marked as headline is the title of a page without h1."""
    assert title_of(field_page('<h2 itemprop="headline">Oil for the mole</h2>')) == "Oil for the mole"


def test_generic_heading_is_passed_over(field_page: FieldPage) -> None:
    """An h1 that names a part of the site is not the title, the next one is."""
    view = field_page("<h1>Blog</h1><h1>Oil for the mole</h1>", head="<title>Oil for the mole</title>")
    assert title_of(view) == "Oil for the mole"


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


OG_OIL = '<meta property="og:title" content="Oil for the mole"><title>Oil for the mole</title>'


def test_headings_of_sections_are_no_title(field_page: FieldPage) -> None:
    """Of many h1 none is the title unless the metadata confirm it, and none of them is claimed as the title."""
    view = field_page("".join(f"<h1>{name}</h1>" for name in ("Wicks", "Oil lamps", "Moles", "Tar")), head=OG_OIL)
    assert title_of(view) == "Oil for the mole"
    assert read_title(view).claims == ()


@pytest.mark.parametrize("heading", ["<span>Coast</span> Oil for the mole", "4 Mar 2019 Oil for the mole"])
def test_kicker_in_the_heading_is_no_part(heading: str, field_page: FieldPage) -> None:
    """What a heading begins with is taken off where two places of the metadata agree on the rest."""
    assert title_of(field_page(f"<h1>{heading}</h1>", head=OG_OIL)) == "Oil for the mole"


def test_address_confirms_the_heading(field_page: FieldPage) -> None:
    """A heading whose words are in the address is the title where <title> is the same on every page."""
    view = field_page(
        "<h1>Who lights the third lamp</h1>",
        head="<title>The warmest harbour of all</title>",
        url="https://lampnews.example/t/who_lights_the_third_lamp",
    )
    assert title_of(view) == "Who lights the third lamp"


@pytest.mark.parametrize(
    ("url", "written", "title"),
    [
        ("https://lampnews.example/", "Lamp News - All that shines", "Lamp News - All that shines"),
        ("https://lampnews.example/", "All that shines | Lamp News", "All that shines"),
        ("https://lampnews.example/a", "Lamp News - All that shines", "All that shines"),
    ],
)
def test_front_page_keeps_the_name_before_its_slogan(url: str, written: str, title: str, field_page: FieldPage) -> None:
    """On a site's front page the name that leads to the slogan is part of the title."""
    assert title_of(field_page(head=f"<title>{written}</title>", url=url)) == title


def test_thing_with_the_name_of_its_maker_is_whole(field_page: FieldPage) -> None:
    """A first part that begins with the site's name and goes on is no name of the site."""
    view = field_page("<h1>Lampnews Lens – the second model</h1>")
    assert title_of(view) == "Lampnews Lens – the second model"


def test_page_filed_under_its_own_headline(field_page: FieldPage) -> None:
    """A section that repeats the headline does not make the headline a section's name."""
    head = NEWS % "Oil for the mole" + '<meta property="article:section" content="Oil for the mole">'
    head += "<title>Oil for the mole [2019]: all prices</title>"
    assert title_of(field_page("<h1>Oil for the mole</h1>", head=head)) == "Oil for the mole"


def test_name_of_the_book_stands_behind_the_page(field_page: FieldPage) -> None:
    """Of two headings that <title> is made of, the first one is the page's."""
    head = "<title>How to trim a wick — The Keeper's Handbook</title>"
    view = field_page("<h1>The Keeper's Handbook</h1><h1>How to trim a wick</h1>", head=head)
    assert title_of(view) == "How to trim a wick"


def test_part_of_the_site_is_a_title_that_head_title_confirms(field_page: FieldPage) -> None:
    """A heading such as "News" is the title of the page whose <title> begins with it."""
    assert title_of(field_page("<h1>News</h1>", head="<title>News | The Shiners' Union</title>")) == "News"


def test_service_is_named_by_its_metadata(field_page: FieldPage) -> None:
    """A service's page is called what its metadata say where its heading is a slogan of similar words."""
    head = '<meta property="og:type" content="website"><meta property="og:title" content="Lamp cleaning service">'
    view = field_page(
        "<h1>Clean lamps for you and yours</h1>", head=head, url="https://lampnews.example/services/lenses"
    )
    assert title_of(view) == "Lamp cleaning service"


def test_twice_escaped_heading_is_read(field_page: FieldPage) -> None:
    """A heading that was escaped once too often is undone where the page says elsewhere what it means."""
    head = "<title>Oil &amp; wicks - Lamp News</title>"
    assert title_of(field_page("<h1>Oil &amp;#x26; wicks</h1>", head=head)) == "Oil & wicks"
    assert title_of(field_page("<h1>Oil &amp;amp; wicks</h1>", head=head)) == "Oil & wicks"
    head = "<title>What &amp;amp; means - Lamp News</title>"
    assert title_of(field_page("<h1>What &amp;amp; means</h1>", head=head)) == "What &amp; means"


@pytest.mark.parametrize("name", WRITERS)
def test_a_heading_is_unescaped_once(field_page: FieldPage, name: str) -> None:
    """What a reader sees of markup that is told as text is the title, in every format: no more, and no less."""
    seen = "<b>Oil</b> &amp; <script>wicks</script> &lt;i&gt;"
    page = field_page(f"<h1>{escape(seen)}</h1>")
    assert title_of(page) == seen
    written = write(Article(title=seen), name)
    read = {
        "json": lambda: json.loads(written)["title"],
        "jsonl": lambda: json.loads(written)["title"],
        "jsonld": lambda: json.loads(written)["headline"],
        "text": lambda: written.partition("\n")[0],
        "html": lambda: LexborHTMLParser(written).css_first("h1").text(),
        "markdown": lambda: yaml.safe_load(written.split("---\n")[1])["title"],
    }[name]()
    assert read == seen


def test_permalink_mark_is_no_part(field_page: FieldPage) -> None:
    """The mark by which a heading links to itself is taken off."""
    view = field_page('<h1>Oil for the mole<a href="#oil">¶</a></h1>')
    assert title_of(view) == "Oil for the mole"


def test_page_without_markup_has_its_first_line() -> None:
    """The first line above a byline is the title of a page without any markup."""
    document = build_document(
        "<pre>Oil for the mole<br>By Ada Wick<br>A text.</pre>", None, max_elements=99, max_depth=99
    )
    assert title_of(view_of(document)) == "Oil for the mole"


def test_page_without_any_title_has_none() -> None:
    """A page that names nothing has no title."""
    document = build_document("<p>Some words, and no more.</p>", None, max_elements=99, max_depth=99)
    assert read_title(view_of(document)).value is None


def test_subtitle_is_the_marked_line_below(field_page: FieldPage) -> None:
    """A line marked as subtitle below the title is the subtitle and is claimed."""
    view = field_page('<h1>Oil for the mole</h1><p class="subtitle">Part two of three</p>')
    found = read_subtitle(view, read_title(view))
    assert found.value == "Part two of three"
    assert fates(view, found) == [("Part two of three", "field", "subtitle")]


def test_subtitle_never_repeats_the_title(field_page: FieldPage) -> None:
    """An alternative headline with the title's words is no subtitle."""
    head = '<script type="application/ld+json">{"@type": "Article", "headline": "Oil for the mole",'
    head += '"alternativeHeadline": "Oil for the mole!"}</script>'
    view = field_page("<h1>Oil for the mole</h1>", head=head)
    assert read_subtitle(view, read_title(view)).value is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_similarity_is_a_share(one: str, other: str) -> None:
    """The likeness of two titles is between 0 and 1, whatever they are."""
    assert 0.0 <= similarity(one, other) <= 1.0


@given(st.text(max_size=80), st.sets(st.sampled_from(["lampnews", "coast", "a"])))
def test_stripping_the_site_twice_changes_nothing(text: str, keys: set[str]) -> None:
    """Taking the site's name off is idempotent and never leaves nothing of something."""
    names = Names(keys, is_front=False)
    once = strip_site(text, names)
    assert strip_site(once, names) == once
    assert bool(once) == bool(text)
