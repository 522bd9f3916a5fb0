"""Site: the outlet that served this copy."""

from __future__ import annotations

import pytest

from scraper.extraction.fields.site import read_site
from scraper.extraction.page.site_names import is_home, is_site_name
from scraper.extraction.page.view import PageView
from tests.extraction.views import FieldPage

TITLE = "<h1>Oil for the mole</h1>"
HOST = ("lampnews.example", "host")


def site_of(view: PageView) -> tuple[str, str] | None:
    found = read_site(view)
    return (found.value, found.where) if found.where else None


def test_site_name_of_open_graph(field_page: FieldPage) -> None:
    """og:site_name is the outlet."""
    head = '<meta property="og:site_name" content="Lamp News">'
    assert site_of(field_page(TITLE, head=head)) == ("Lamp News", "og:site_name")


def test_publisher_of_the_linked_data(field_page: FieldPage) -> None:
    """The main thing's publisher is the outlet."""
    head = '<script type="application/ld+json">{"@type": "Article", "headline": "Oil for the mole",'
    head += '"publisher": {"@type": "Organization", "name": "Lamp News"}}</script>'
    assert site_of(field_page(TITLE, head=head)) == ("Lamp News", "json-ld")


def test_outlet_of_the_dateline(field_page: FieldPage) -> None:
    """A dateline that opens with the host's name names the outlet; a city's does not."""
    assert site_of(field_page(TITLE + "<p>Lampnews.example, 4 March 2019</p>")) == ("Lampnews.example", "dateline")
    assert site_of(field_page(TITLE + "<p>Ostrel, 4 March 2019</p>")) == HOST


def test_tail_of_the_title(field_page: FieldPage) -> None:
    """The last part of <title> is the outlet when the host bears its name."""
    assert site_of(field_page(TITLE, head="<title>Oil for the mole | Lamp News</title>")) == ("Lamp News", "title")
    assert site_of(field_page(TITLE, head="<title>Oil for the mole of Ostrel | Opinion</title>")) == HOST


def test_link_to_the_first_page(field_page: FieldPage) -> None:
    """A link to the first page names the outlet where <title> ends in its text."""
    above = '<a href="/">The Beacon</a>' + TITLE
    head = "<title>Oil for the mole | The Beacon</title>"
    assert site_of(field_page(above, head=head)) == ("The Beacon", "home link")


def test_silent_page_has_its_hosts_name(field_page: FieldPage) -> None:
    """A page that names no outlet has its host's name."""
    assert site_of(field_page(TITLE)) == HOST


def test_word_for_a_first_page_is_no_outlet(field_page: FieldPage) -> None:
    """og:site_name that says "Home" names no outlet."""
    assert site_of(field_page(TITLE, head='<meta property="og:site_name" content="Home">')) == HOST


@pytest.mark.parametrize("mark", [" - ", "――", " ― ", "｜", " _ "])
def test_tail_behind_any_separator(field_page: FieldPage, mark: str) -> None:
    """The tail of <title> is the outlet, whatever parts it from the headline that the page prints."""
    head = f"<title>Oil for the mole{mark}The Beacon</title>"
    assert site_of(field_page(TITLE, head=head)) == ("The Beacon", "title")


def test_tail_that_is_a_linked_section(field_page: FieldPage) -> None:
    """A tail of <title> that a link to another page bears is a section."""
    above = '<p><a href="/harbour">Harbour</a></p>' + TITLE
    assert site_of(field_page(above, head="<title>Oil for the mole - Harbour</title>")) == HOST


def test_logo_that_links_home(field_page: FieldPage) -> None:
    """The alternative text of the logo names the outlet."""
    above = '<a href="/"><img src="/l.png" alt="The Beacon logo"></a>' + TITLE
    assert site_of(field_page(above)) == ("The Beacon", "logo")


def test_holder_whose_name_the_host_bears(field_page: FieldPage) -> None:
    """The holder of the copyright is the outlet where the host is called so, and not the company behind it."""
    assert site_of(field_page(TITLE + "<footer><p>© 2019 Lamp News Ltd</p></footer>")) == ("Lamp News", "copyright")
    assert site_of(field_page(TITLE + "<footer><p>© 2019 Wick Holdings</p></footer>")) == HOST


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lamp News", True),
        ("The Lamp News", True),
        ("lampnews.example", True),
        ("Lamp", False),
        ("Oil for the mole", False),
    ],
)
def test_names_of_the_site(text: str, expected: bool, field_page: FieldPage) -> None:
    """The site goes by its name, with or without an article, and by its host."""
    keys = field_page(TITLE, head='<meta property="og:site_name" content="Lamp News">').site_keys
    assert is_site_name(text, keys) is expected


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/", True),
        ("https://a.example", True),
        ("https://a.example/", True),
        ("/a", False),
        ("https://a.example/a", False),
    ],
)
def test_addresses_of_a_first_page(href: str, expected: bool) -> None:
    """Only an address without a path leads home."""
    assert is_home(href) is expected


def test_slogan_beside_the_name_is_no_name(field_page: FieldPage) -> None:
    """Of an og:site_name with a slogan only the part that the host bears is a name of the site."""
    keys = field_page(TITLE, head='<meta property="og:site_name" content="Lampnews - Oil for all">').site_keys
    assert "lampnews" in keys
    assert "oilforall" not in keys


def test_name_is_found_in_a_longer_host() -> None:
    """A name is the site's where the host says it with a word more."""
    assert is_site_name("Salt Mats", {"yosaltmats"})
    assert not is_site_name("Salt Mats", {"yosaltmats"}, whole=True)
