"""Kind and walls: what a page is, and when it holds nothing to read."""

from __future__ import annotations

import pytest

from scraper import extract
from scraper.errors import ChallengeError, ConsentWallError, EmptyError, LoginError, ScraperError, SoftNotFoundError
from scraper.extraction.fields.authors import read_authors, read_byline
from scraper.extraction.fields.published.choosing import read_published
from scraper.extraction.page.address import looks_like_forum
from scraper.extraction.page.view import PageView
from scraper.extraction.verdict.kind import KINDS, read_kind
from scraper.extraction.verdict.walls import verdict
from scraper.parsing.walking import build_document
from tests.extraction.views import FieldPage, view_of

TITLE = "<h1>Oil for the mole</h1>"


def read(html: str) -> PageView:
    return view_of(build_document(html, "https://lampnews.example/a", max_elements=10_000, max_depth=500))


def kind_of(view: PageView) -> str:
    return read_kind(view, read_published(view), read_byline(view), read_authors(view)).value


def test_article(field_page: FieldPage) -> None:
    """A page with prose, a date and a byline is an article."""
    view = field_page(TITLE + "<p>By Ada Wick</p>", head='<meta property="og:type" content="article">')
    assert kind_of(view) == "article"


def test_forum(field_page: FieldPage) -> None:
    """A thread is a forum page by its linked data and by its address."""
    thing = '{"@type": "DiscussionForumPosting", "headline": "Oil for the mole"}'
    head = f'<script type="application/ld+json">{thing}</script>'
    view = field_page(TITLE, head=head, url="https://forum.lampnews.example/threads/oil.123/")
    assert kind_of(view) == "forum"
    assert looks_like_forum(view.document)


def test_product() -> None:
    """A page that sells one thing is a product."""
    html = '<head><meta property="og:type" content="product"><meta property="product:price:amount" content="9">'
    html += '<script type="application/ld+json">{"@type": "Product", "name": "Pail"}</script></head>'
    html += "<body><h1>Pail</h1><p>$9.00</p><form><button>Add to cart</button></form></body>"
    document = build_document(html, "https://shop.example/products/pail", max_elements=999, max_depth=99)
    document.linked_data = [{"@type": ["Product"], "@source": "json-ld", "name": "Pail"}]
    assert kind_of(view_of(document)) == "product"


def test_documentation(field_page: FieldPage) -> None:
    """A page of a manual is documentation by its host, its path and its software."""
    head = '<meta name="generator" content="Docusaurus v3">'
    view = field_page(TITLE + "<pre>trim wick</pre>" * 6, head=head, url="https://docs.lampnews.example/docs/guide/")
    assert kind_of(view) == "documentation"


def test_every_page_has_a_kind() -> None:
    """An empty page, too, gets one of the kinds."""
    assert kind_of(read("")) in KINDS


WALLS: list[tuple[str, type[ScraperError]]] = [
    ("<title>Just a moment...</title><body><h1>lampnews.example</h1><p>Checking your browser</p>"
     "<script src='/cdn-cgi/challenge-platform/h/b'></script></body>", ChallengeError),
    ("<title>Attention Required!</title><body><h1>Sorry, you have been blocked</h1></body>", ChallengeError),
    ("<title>lampnews.example</title><body><p>Verify you are human by completing the action below.</p></body>",
     ChallengeError),
    ("<title>Vérification de sécurité</title><body><p>Patientez.</p></body>", ChallengeError),
    ("<title>Page not found - Lamp News</title><body><h1>Page not found</h1><p>Try the search.</p></body>",
     SoftNotFoundError),
    ("<title>Lamp News</title><body><h1>404</h1><p>Oops.</p></body>", SoftNotFoundError),
    ("<title>Seite nicht gefunden</title><body><p>Zur Startseite</p></body>", SoftNotFoundError),
    ("<title>страница не найдена</title><body><h1>Ошибка 404</h1></body>", SoftNotFoundError),
    ("<title>Before you continue</title><body><h1>We value your privacy</h1><button>Accept all</button></body>",
     ConsentWallError),
    ("<title>Log in | Lamp News</title><body><h1>Log in</h1><form><input name=user></form></body>", LoginError),
    ("<title>Lamp News</title><body></body>", EmptyError),
    ("<title>Lamp News</title><body><noscript>You need to enable JavaScript.</noscript><div id=root></div></body>",
     EmptyError),
]  # fmt: skip


@pytest.mark.parametrize(("html", "error"), WALLS)
def test_walls(html: str, error: type[ScraperError]) -> None:
    """A page that only asks something of the visitor, or says that it is missing, is no record but an error."""
    assert type(verdict(read(html))) is error


@pytest.mark.parametrize(
    "title",
    [
        "Page not found: the story of an error",
        "Access denied: how the mole was closed to keepers",
        "Log in the harbour: a tree trunk drifts ashore",
        "We value your privacy, said the lamp, and went out",
        "Just a moment: a keeper's memoir",
    ],
)
def test_articles_about_walls_are_read(title: str, field_page: FieldPage) -> None:
    """An article that uses a wall's words has text of its own and is no wall."""
    assert verdict(field_page(f"<h1>{title}</h1>", head=f"<title>{title} - Lamp News</title>")) is None


def test_short_news_is_no_wall() -> None:
    """A report of two sentences with an ordinary title is read."""
    html = "<title>Oil for the mole - Lamp News</title><h1>Oil for the mole</h1><p>The oil came on Monday.</p>"
    assert (
        verdict(read(html + "<p>The keepers carried it up in pails until the evening, and the lamps burned.</p>"))
        is None
    )


def test_cookie_banner_above_an_article_is_no_wall(field_page: FieldPage) -> None:
    """A consent banner on a page with text does not hide it."""
    assert verdict(field_page("<div><h1>We value your privacy</h1></div>" + TITLE)) is None


def test_the_one_thing_offered_makes_a_product_page() -> None:
    """Linked data that offers the very thing of the heading settles the kind, however small the page."""
    offer = '{"@type":"Product","name":"Copper kettle, 2 litres","offers":{"@type":"Offer","price":"49.00"}}'
    html = (
        f'<script type="application/ld+json">{offer}</script><main><h1>Copper kettle, 2 litres</h1>'
        "<p>A kettle of hammered copper that holds two litres and whistles in a low voice.</p></main>"
    )
    assert extract(html, url="https://kettle.example/copper-kettle").kind == "product"
