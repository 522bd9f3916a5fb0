"""Authors: one entry per credited name, printed names first, and never an account or the site."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scraper.extraction.fields.authors import read_authors, read_byline
from scraper.extraction.page.view import PageView
from tests.extraction.views import FieldPage, fates

TITLE = "<h1>Oil for the mole</h1>"
SITE = '<meta property="og:site_name" content="Lamp News">'


def linked(author: str) -> str:
    thing = f'{{"@type": "Article", "headline": "Oil for the mole", "author": {author}}}'
    return f'<script type="application/ld+json">{thing}</script>'


def names_of(view: PageView) -> list[str]:
    found = read_authors(view)
    return [author.name for author in found.value]


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ('"Ada Wick"', ["Ada Wick"]),
        ('{"@type": "Person", "name": "Ada Wick"}', ["Ada Wick"]),
        ('[{"name": "Ada Wick"}, {"name": "Gus Tarn"}]', ["Ada Wick", "Gus Tarn"]),
        ('{"@type": "Person", "name": "Ada Wick and Gus Tarn"}', ["Ada Wick", "Gus Tarn"]),
        ('{"@type": "Person", "name": ["Ada Wick", "Gus Tarn"]}', ["Ada Wick", "Gus Tarn"]),
        ('[{"name": "Ada Wick"}, {"name": "Ada Wick"}]', ["Ada Wick"]),
        ('{"@type": "Person", "name": "admin"}', []),
        ('"https://lampnews.example/ada"', []),
        ("null", []),
        ("[]", []),
        ("{}", []),
        ('{"@type": "Organization", "name": "Lamp News"}', []),
    ],
)
def test_linked_authors(author: str, names: list[str], field_page: FieldPage) -> None:
    """Every shape of author in the linked data gives its names; accounts, addresses and the site give none."""
    assert names_of(field_page(TITLE, head=SITE + linked(author))) == names


def test_linked_author_has_kind_and_address(field_page: FieldPage) -> None:
    """A person of the linked data keeps its kind and its absolute address."""
    found = read_authors(field_page(TITLE, head=linked('{"@type": "Person", "name": "Ada Wick", "url": "/ada"}')))
    (author,) = found.value
    assert (author.kind, author.role, author.url) == ("person", "author", "https://lampnews.example/ada")


@pytest.mark.parametrize(
    ("line", "byline", "names"),
    [
        ("<p>By Ada Wick</p>", "By Ada Wick", ["Ada Wick"]),
        ("<p>Par Ada Wick et Gus Tarn</p>", "Par Ada Wick et Gus Tarn", ["Ada Wick", "Gus Tarn"]),
        ("<p>Written by</p><p>Ada Wick</p>", "Written by Ada Wick", ["Ada Wick"]),
        ("<p>By <b>Ada Wick</b><i>Harbour correspondent</i></p>", "By Ada Wick", ["Ada Wick"]),
        ('<p class="byline">Ada Wick</p>', "Ada Wick", ["Ada Wick"]),
        ('<p><a rel="author" href="/ada">Ada Wick</a></p>', "Ada Wick", ["Ada Wick"]),
        ('<p><a href="/author/ada-wick">Ada Wick</a></p>', "Ada Wick", ["Ada Wick"]),
        ("<p>Ada Wick</p><p>4 March 2019</p>", "Ada Wick", ["Ada Wick"]),
        ('<p class="authorName">Ada Wick</p>', "Ada Wick", ["Ada Wick"]),
        ('<div class="publish-date-author">4 March 2019 | Ada Wick</div>', "Ada Wick", ["Ada Wick"]),
        ("<p>4 March 2019 by Ada Wick</p>", "by Ada Wick", ["Ada Wick"]),
        ("<p>来源:灯报 作者:林一舟</p>", "作者:林一舟", ["林一舟"]),
        ("<p>By Ada Wick on March 4, 2019</p>", "By Ada Wick", ["Ada Wick"]),
        ("<p>By Ada Wick - Plover News - Monday, March 4, 2019</p>", "By Ada Wick", ["Ada Wick"]),
        ("<p>4. März 2019 • Ada Wick • 3 Minuten</p>", "Ada Wick", ["Ada Wick"]),
        ("<p>By Ada Wick, PhD, Lampville</p>", "By Ada Wick, PhD", ["Ada Wick"]),
        ("<p>By</p><p>Ada Wick</p><p>4 March 2019</p>", "By Ada Wick", ["Ada Wick"]),
        (
            "<p>Written by:</p><ul><li>Ada Wick</li><li>Gus Tarn</li></ul><p>4 March 2019</p>",
            "Written by: Ada Wick, Gus Tarn",
            ["Ada Wick", "Gus Tarn"],
        ),
        (
            '<p class="authors">Ada Wick<sup>1</sup>; Gus Tarn<sup>2</sup>; Ina Holm<sup>1</sup></p>',
            "Ada Wick; Gus Tarn; Ina Holm",
            ["Ada Wick", "Gus Tarn", "Ina Holm"],
        ),
        ("<p><b>Associated Press</b>April 28, 2023 GMT</p>", "Associated Press", ["Associated Press"]),
        ("<p>Ada Wick on behalf of the Lamp Guild</p><p>4 March 2019</p>", None, []),
        ('<p>Lamps <a class="username" href="/u/7">mole_77</a></p>', "mole_77", ["mole_77"]),
        ("<dl><dt>Moler</dt><dd>Member</dd><dd>Posts: 7</dd></dl>", "Moler", ["Moler"]),
        ("<p>Hi Ada Wick,</p><p>4 March 2019</p>", None, []),
        ("<p>By reading on you agree to the terms of this Lamp.</p>", None, []),
        ("<p>#Lamp Making</p><p>4 March 2019</p>", None, []),
        ("<p>Release Date:</p><p>4 March 2019</p>", None, []),
        ("<p>Door &amp; Window Lamps</p>", None, []),
        ("<p>Somewhere</p><p>And elsewhere</p>", None, []),
        ('<p class="author-bio">Likes lamps</p>', None, []),
        ('<p class="author">4 March 2019</p>', None, []),
    ],
)
def test_printed_bylines(line: str, byline: str | None, names: list[str], field_page: FieldPage) -> None:
    """A byline near the title is found by label, mark, link or the date beside it, and kept as printed."""
    view = field_page(TITLE + line)
    found = read_byline(view)
    assert (found.value) == byline
    assert names_of(view) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ('<p>By <a rel="author" href="/ada">Ada Wick</a> Oil Astrologer &amp; Lamp Maker</p>', ["Ada Wick"]),
        ('<p>By <a href="/author/ada">Ada</a> in <a href="/lamps">Lamps</a> <a href="/oil">Oil</a></p>', ["Ada"]),
        ('<p>By <a href="/author/ada">Ada Wick</a> and Gus Tarn</p>', ["Ada Wick", "Gus Tarn"]),
        ('<p>By <a href="/author/ada">Ada Wick</a> and Reuters</p>', ["Ada Wick", "Reuters"]),
    ],
)
def test_links_bound_the_names(line: str, names: list[str], field_page: FieldPage) -> None:
    """Where a name is a link to its author's page, what follows it in the byline is no part of it."""
    assert names_of(field_page(TITLE + line)) == names


STATED = linked('{"@type": "Person", "name": "Ada Wick"}')


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("<p>Ada Wick|Published 4 months ago</p>", "Ada Wick"),
        ('<div class="x-description">Ada Wick</div>', "Ada Wick"),
        ("<p>Ada Wick lit the lamps of the harbour</p>", None),
        ("<figure><img src=a.jpg><figcaption>Ada Wick</figcaption></figure>", None),
        ("<p>Source: Ada Wick</p>", None),
        ("<p>Image: Ada Wick</p>", None),
    ],
)
def test_stated_name_makes_a_line_the_byline(line: str, byline: str | None, field_page: FieldPage) -> None:
    """A line near the title that prints the stated author and little else is the byline, with no mark of its own."""
    assert read_byline(field_page(TITLE + line, head=STATED)).value == byline


def test_authors_of_a_paper_stand_on_lines_of_their_own(field_page: FieldPage) -> None:
    """Names that the markup parts by hidden notes and marks of institutes are one byline."""
    head = '<meta name="citation_author" content="Ada Wick"><meta name="citation_author" content="Gus Tarn">'
    page = TITLE + "<div>Ada Wick<div hidden>Lamp Institute</div></div><div>1, Gus Tarn</div><div>2</div>"
    assert read_byline(field_page(page, head=head)).value == "Ada Wick, Gus Tarn"


def test_editors_of_the_paper_are_no_credit(field_page: FieldPage) -> None:
    """More than two editors, and one whom only the linked data names, edit the paper and not this text."""
    view = field_page(TITLE + "<p>By Ada Wick</p><p>Editors: Gus Tarn, Ina Holm, Bo Rask</p>")
    assert names_of(view) == ["Ada Wick"]
    stated = '{"@type": "Person", "name": "Ada Wick"}, "editor": {"@type": "Person", "name": "Gus Tarn"}'
    assert names_of(field_page(TITLE, head=linked(stated))) == ["Ada Wick"]


def test_name_to_sign_in_by_is_no_author(field_page: FieldPage) -> None:
    """A login that only <meta> tells is nobody; one that the page prints is."""
    head = '<meta name="author" content="lampadm1">'
    assert names_of(field_page(TITLE, head=head)) == []
    assert names_of(field_page(TITLE + "<p>Posted: lampadm1</p>", head=head)) == ["lampadm1"]


def test_text_credits_its_reporter_in_parentheses(field_page: FieldPage) -> None:
    """A Chinese text that names its reporter in its first line, and its editor at its end, is theirs."""
    first = "灯城3月4日电 (记者 林一舟)港口的灯在夜里全部点亮,渔船陆续归来。"
    view = field_page(TITLE, below=f"<p>{first}</p><p>市场在天亮之前开门。(编辑:王小灯)</p>")
    lines = [line.index for line in view.lines if line.text.startswith(("灯城", "市场"))]
    found = read_authors(replace(view, body=tuple(lines), kept={}))
    assert [(author.name, author.role) for author in found.value] == [("林一舟", "author"), ("王小灯", "editor")]


@pytest.mark.parametrize(
    ("line", "credits"),
    [
        ("(Reporting by Gus Tarn; editing by Ina Holm)", [("Gus Tarn", "reporter"), ("Ina Holm", "editor")]),
        ("Aus dem Englischen von Gus Tarn", [("Gus Tarn", "translator")]),
        ("【责任编辑：王小灯】", [("王小灯", "editor")]),
        ("By Gus Tarn", []),
    ],
)
def test_line_that_signs_the_text_off(line: str, credits: list[tuple[str, str]], field_page: FieldPage) -> None:
    """A last line that only credits somebody adds its people to the byline's, and is no part of the text."""
    view = field_page(TITLE + "<p>By Ada Wick</p>", below=f"<p>{line}</p>")
    last = next(each for each in view.lines if each.text == line)
    found = read_authors(replace(view, body=(*view.body, last.index), kept={}))
    assert [(author.name, author.role) for author in found.value] == [("Ada Wick", "author"), *credits]
    assert [claim.line for claim in found.claims if claim.reason == "authors"] == ([last.index] if credits else [])


def test_whoever_reported_is_the_author(field_page: FieldPage) -> None:
    """A reporter is the author where no other one is named, and a reporter beside an author."""
    found = read_authors(field_page(TITLE + "<p>Reported by Ada Wick</p>"))
    assert [author.role for author in found.value] == ["author"]
    found = read_authors(field_page(TITLE + "<p>By Gus Tarn</p><p>Additional reporting by Ada Wick</p>"))
    assert [author.role for author in found.value] == ["author", "reporter"]


def test_second_author_stands_close(field_page: FieldPage) -> None:
    """A label further below names the author of what the article speaks of."""
    lines = "<p>by Ada Wick</p><p>Book of the week</p><p>The Mole</p><p>Author: Gus Tarn</p>"
    assert names_of(field_page(TITLE + lines)) == ["Ada Wick"]


def test_author_in_a_box(field_page: FieldPage) -> None:
    """A box that is marked as the author's is read where nothing else names one; not in a list of other articles."""
    box = '<div class="side"><div class="author"><p class="name"><a rel="author" href="/a">Ada Wick</a></p></div></div>'
    assert names_of(field_page(TITLE, below="<p>More</p>" * 30 + box)) == ["Ada Wick"]
    assert names_of(field_page(TITLE, below="<p>More</p>" * 30 + box.replace("side", "related"))) == []
    for box in (
        "<div><p>Written by</p><h3>Ada Wick</h3></div>",
        '<div><a href="/authors/ada"><img src="/a.jpg"><span>Ada Wick</span></a></div>',
        '<footer class="entry-meta"><p>Written by Ada Wick</p></footer>',
    ):
        assert names_of(field_page(TITLE, below="<p>More</p>" * 30 + box)) == ["Ada Wick"]


def test_byline_of_another_article(field_page: FieldPage) -> None:
    """A label behind the text does not speak against the linked data; it may belong to the next article."""
    view = field_page(TITLE, head=linked('{"name": "Ada Wick"}'), below="<h3>Moles</h3><p>By Gus Tarn</p>")
    assert names_of(view) == ["Ada Wick"]
    assert read_byline(view).value is None


def test_comments_sign_nothing(field_page: FieldPage) -> None:
    """Several lines that say who posted them are those of comments."""
    assert names_of(field_page(TITLE, below="<p>Posted by Ada Wick</p><p>Posted by Gus Tarn</p>")) == []


def test_byline_rules_out_marks_of_comments(field_page: FieldPage) -> None:
    """The names that microdata gives are those of comments, too, where the byline names the author."""
    page = (
        '<div itemscope itemtype="https://schema.org/Article"><h1 itemprop="headline">Oil for the mole</h1>'
        '<p>By Ada Wick</p><p><span itemprop="author">Ada Wick</span></p><p><span itemprop="author">Gus Tarn</span></p>'
        "</div>"
    )
    assert names_of(field_page(page)) == ["Ada Wick"]


def test_printed_person_wins_over_a_stated_company(field_page: FieldPage) -> None:
    """Where the linked data names a company only, the person whom the page prints is the author."""
    head = linked('{"@type": "Organization", "name": "Wick Media"}')
    assert names_of(field_page(TITLE + '<p class="author">Ada Wick</p>', head=head)) == ["Ada Wick"]


@pytest.mark.parametrize(
    "name",
    [
        "Lamp News Ltd",
        "lampnews1",
        "wick.com",
        "Web Admin",
        "page.head.extra.author",
        "{{ author }}",
    ],
)
def test_no_reader_takes_it_for_an_author(name: str, field_page: FieldPage) -> None:
    """The site's company, an account and what a template forgot are nobody's names."""
    assert names_of(field_page(TITLE, head=SITE + linked(f'{{"name": "{name}"}}'))) == []


def test_site_name_may_end_in_a_number(field_page: FieldPage) -> None:
    """A site whose own name ends in a number is the site, and no author."""
    head = '<meta property="og:site_name" content="Lamp7"><meta name="author" content="Lamp7">'
    assert names_of(field_page(TITLE, head=head)) == []


def test_members_name_may_end_in_a_number(field_page: FieldPage) -> None:
    """The name of an account is an author where the linked data says so."""
    assert names_of(field_page(TITLE, head=linked('{"@type": "Person", "name": "mole3080392"}'))) == ["mole3080392"]


def test_byline_line_is_claimed(field_page: FieldPage) -> None:
    """The line of the byline is taken out of the body."""
    view = field_page(TITLE + "<p>By Ada Wick</p>")
    assert fates(view, read_byline(view)) == [("By Ada Wick", "field", "byline")]


def test_printed_names_win(field_page: FieldPage) -> None:
    """Where the byline prints other persons than the linked data, the printed ones are the authors."""
    view = field_page(TITLE + "<p>By Ada Wick and Gus Tarn</p>", head=linked('{"name": "Web Desk One"}'))
    assert names_of(view) == ["Ada Wick", "Gus Tarn"]


def test_printed_agency_joins_the_stated_person(field_page: FieldPage) -> None:
    """An agency that the byline prints beside the stated author is credited, too."""
    view = field_page(TITLE + "<p>By Ada Wick with Reuters</p>", head=linked('{"name": "Ada Wick"}'))
    assert "Ada Wick" in names_of(view)


def test_links_of_the_byline_are_kept(field_page: FieldPage) -> None:
    """The address behind a printed name is the author's; one that leads nowhere is none."""
    view = field_page(TITLE + '<p>By <a href="/author/ada">Dr. Ada Wick</a> and <a href="#">Gus Tarn</a></p>')
    found = read_authors(view)
    assert [(author.name, author.honorific, author.url) for author in found.value] == [
        ("Ada Wick", "Dr.", "https://lampnews.example/author/ada"),
        ("Gus Tarn", None, None),
    ]


def test_site_name_counts_when_printed(field_page: FieldPage) -> None:
    """The site's own name is an author only where the byline prints it."""
    assert names_of(field_page(TITLE + "<p>By Lamp News Agency</p>", head=SITE)) == ["Lamp News Agency"]
    assert names_of(field_page(TITLE, head=SITE + '<meta name="author" content="Lamp News">')) == []


def test_author_of_a_site_of_that_name_stays(field_page: FieldPage) -> None:
    """A site that bears its author's name does not hide the author."""
    head = '<meta property="og:site_name" content="Ada Wick"><meta name="author" content="Ada Wick">'
    assert names_of(field_page(TITLE, head=head)) == ["Ada Wick"]


def test_author_in_the_title_only(field_page: FieldPage) -> None:
    """An author whom only <title> names, behind a label, is found."""
    assert names_of(field_page(TITLE, head="<title>Oil for the mole | Von Ada Wick</title>")) == ["Ada Wick"]


def test_repeated_byline_is_dropped(field_page: FieldPage) -> None:
    """A line behind the text that lists the author's articles repeats the byline."""
    view = field_page(TITLE + "<p>By Ada Wick</p>", below="<p>Articles by: Ada Wick</p>")
    assert fates(view, read_authors(view)) == [("Articles by: Ada Wick", "dropped", "repeats the byline")]


def test_signature_behind_the_text(field_page: FieldPage) -> None:
    """A labelled name right behind the text signs it, where nothing stands above."""
    assert names_of(field_page(TITLE, below="<p>Posted by Ada Wick on 4 March 2019</p>")) == ["Ada Wick"]
