"""Categories: by label, section, breadcrumb, tag link and keyword, each with its scheme."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extraction.fields.categories.choosing import read_categories
from scraper.extraction.fields.categories.keywords import split_keywords
from scraper.extraction.page.view import PageView
from tests.extraction.views import FieldPage, fates

TITLE = "<h1>Oil for the mole</h1>"


def pairs_of(view: PageView) -> list[tuple[str, str]]:
    found = read_categories(view)
    return [(category.name, category.scheme) for category in found.value]


@pytest.mark.parametrize(
    ("line", "pairs"),
    [
        ("<p>Région : <a href='/r'>Western Bays</a></p>", [("Western Bays", "region")]),
        ("<p>Region: <a href='#'>Western Bays</a></p>", [("Western Bays", "region")]),
        ("<p>Thème: <a href='#'>Lamps</a>, <a href='#'>Oil & Wicks</a></p>",
         [("Lamps", "theme"), ("Oil & Wicks", "theme")]),
        ("<p>Analyses: <a href='#'>LAMP REPORT</a>, <a href='#'>OIL</a></p>",
         [("LAMP REPORT", "report"), ("OIL", "report")]),
        ("<p>In-depth Report: OIL</p>", [("OIL", "report")]),
        ("<p>Theme: Lamps, Harbours &amp; Quays</p>", [("Lamps", "theme"), ("Harbours & Quays", "theme")]),
        ("<p>Filed under <a href='/c'>Coast</a>, <a href='/h'>Home</a></p>",
         [("Coast", "section"), ("Home", "section")]),
        ("<p>Тема: <a href='/l'>Лампы</a></p>", [("Лампы", "theme")]),
        ("<p>标签：<a href='/l'>灯</a></p>", [("灯", "tag")]),
        ("<div><h4>Tags</h4><ul><li><a href='/o'>oil</a></li><li><a href='/w'>wicks</a></li></ul></div>",
         [("oil", "tag"), ("wicks", "tag")]),
        ("<p>The region: nobody knows where it ends, and the keepers of the lamps would not say so.</p>", []),
    ],
)  # fmt: skip
def test_labelled_lines(line: str, pairs: list[tuple[str, str]], field_page: FieldPage) -> None:
    """A line with a known label gives its links, or its parts, under the label's scheme."""
    assert pairs_of(field_page(TITLE + line)) == pairs


def test_labelled_lines_are_claimed(field_page: FieldPage) -> None:
    """A category line is taken out of the body, and says where its values were found."""
    view = field_page(TITLE + "<p>Region: <a href='/r'>Western Bays</a></p>")
    found = read_categories(view)
    assert found.where == "label:Region"
    assert found.value[0].url == "https://lampnews.example/r"
    assert fates(view, found) == [("Region: Western Bays", "field", "categories")]


def test_link_to_nowhere_has_no_address(field_page: FieldPage) -> None:
    """A category whose link leads to # has no address."""
    found = read_categories(field_page(TITLE + "<p>Region: <a href='#'>Western Bays</a></p>"))
    assert found.value[0].url is None


def test_label_without_value_gives_a_warning(field_page: FieldPage) -> None:
    """A label that nothing follows gives no category but a warning."""
    view = field_page(TITLE + "<p>Région :</p>")
    answer = read_categories(view)
    assert answer.value == ()
    assert any("Région" in warning for warning in answer.warnings)


def test_menu_labels_do_not_count(field_page: FieldPage) -> None:
    """A list under a label in a menu is no category of the article."""
    below = "<nav><div><h4>Topics</h4><ul><li><a href='/o'>Oil</a></li><li><a href='/w'>War</a></li></ul></div></nav>"
    assert pairs_of(field_page(TITLE, below=below)) == []


def test_breadcrumbs_are_sections_without_their_ends(field_page: FieldPage) -> None:
    """Breadcrumbs give the steps between home page and title, from linked data, marked markup, or a line of arrows."""
    data = '<script type="application/ld+json">{"@type": "BreadcrumbList", "itemListElement": ['
    data += '{"@type": "ListItem", "name": "Home", "item": "https://lampnews.example/"},'
    data += '{"@type": "ListItem", "name": "Coast", "item": "https://lampnews.example/coast"},'
    data += '{"@type": "ListItem", "name": "Oil for the mole"}]}</script>'
    marked = '<nav class="breadcrumb"><a href="/">Home</a> <a href="/coast">Coast</a></nav>'
    arrows = '<div><a href="/">Accueil</a> > <a href="/coast">Coast</a> > Oil for the mole</div>'
    assert pairs_of(field_page(TITLE, head=data)) == [("Coast", "section")]
    assert pairs_of(field_page(marked + TITLE)) == [("Coast", "section")]
    assert pairs_of(field_page(arrows + TITLE)) == [("Coast", "section")]


def test_section_of_the_metadata(field_page: FieldPage) -> None:
    """The section of <meta> or of the linked data is a section, once."""
    head = '<meta property="article:section" content="Coast">'
    head += '<script type="application/ld+json">{"@type": "Article", "headline": "Oil for the mole",'
    head += '"articleSection": ["Coast", "Lamps"]}</script>'
    assert pairs_of(field_page(TITLE, head=head)) == [("Coast", "section"), ("Lamps", "section")]


def test_rel_tag_links(field_page: FieldPage) -> None:
    """Links with rel=tag are tags, with rel="category tag" sections, those in a side column neither."""
    below = '<article><footer>Posted in <a href="/category/coast/" rel="category tag">Coast</a>. Tagged '
    below += (
        '<a href="/tag/oil/" rel="tag">oil</a></footer></article><aside><a href="/tag/x" rel="tag">x-ray</a></aside>'
    )
    assert pairs_of(field_page(TITLE, below=below)) == [("Coast", "section"), ("oil", "tag")]


def test_keywords_are_tags(field_page: FieldPage) -> None:
    """The most trusted list of keywords is taken whole, and printed tags lend it their addresses."""
    head = '<meta property="article:tag" content="Oil"><meta property="article:tag" content="Wicks">'
    head += '<meta name="keywords" content="news, lamps, oil">'
    found = read_categories(field_page(TITLE, head=head, below='<p>Tags: <a href="/t/oil">Oil</a></p>'))
    assert [(each.name, each.scheme, each.url) for each in found.value] == [
        ("Oil", "tag", "https://lampnews.example/t/oil"),
        ("Wicks", "tag", None),
    ]


def test_keywords_for_machines_are_left_out() -> None:
    """Bare numbers and prefixes are no words; repeats count once."""
    assert split_keywords(["topic/oil, 100312362, Oil, section: Coast, x"]) == ["oil", "Coast"]


@given(st.lists(st.text(max_size=30), max_size=6))
def test_splitting_keywords_is_total_and_stable(raw: list[str]) -> None:
    """Any list of values gives distinct, non-empty keywords."""
    once = split_keywords(raw)
    assert all(once)
    assert len({each.casefold() for each in once}) == len(once)


@pytest.mark.parametrize(
    ("row", "names"),
    [
        ("<p><a href=/tag/7-oil>Oil</a> <a href=/tag/8-wicks>Wicks and tar</a></p>", ["Oil", "Wicks and tar"]),
        (
            "<ul class=tags-box><li><a href=/coast/oil>Oil</a></li><li><a href=/coast/tar>Tar</a></li></ul>",
            ["Oil", "Tar"],
        ),
        ("<div><a href=/topic/oil>Oil</a></div>", ["Oil"]),
        ("<div><a href=/topics/all>Show more</a></div>", []),
        ("<nav><a href=/tag/oil>Oil</a> <a href=/tag/tar>Tar</a></nav>", []),
        ("<p>Read all about <a href=/tag/oil>Oil</a> and other things on this page of ours.</p>", []),
    ],
)
def test_links_to_topics_behind_the_text(row: str, names: list[str], field_page: FieldPage) -> None:
    """A row of nothing but links to the pages of topics behind the text gives tags."""
    assert pairs_of(field_page(TITLE, below=row)) == [(name, "tag") for name in names]


def test_single_keyword_yields_to_printed_tags(field_page: FieldPage) -> None:
    """One keyword for machines does not replace the tags that the page prints."""
    row = "<p><a href=/tag/oil>Oil</a> <a href=/tag/tar>Tar</a></p>"
    view = field_page(TITLE, head='<meta name="keywords" content="coast">', below=row)
    assert pairs_of(view) == [("Oil", "tag"), ("Tar", "tag")]


def test_sections_without_spaces_are_parted(field_page: FieldPage) -> None:
    """Sections run together in one value are parted at the commas that no space follows."""
    head = '<script type="application/ld+json">{"@type": "Article", "headline": "Oil for the mole",'
    head += '"articleSection": "Coast,Arts, Letters"}</script>'
    assert pairs_of(field_page(TITLE, head=head)) == [("Coast", "section"), ("Arts, Letters", "section")]


def test_short_numbers_and_slashes_are_names() -> None:
    """A keyword may be a number or hold a slash; a long number is a machine's."""
    assert split_keywords(["58, 1&1, Oil/Tar, topic/salt, 1234567"]) == ["58", "1&1", "Oil/Tar", "salt"]


BODY = "<p>The keepers of the harbour lamps have burnt mole oil since the winter when the whale boats stayed away.</p>"


@pytest.mark.parametrize(
    ("above", "pairs"),
    [
        ("<p class='kicker'><a href='/c/9'>Coast</a></p>", [("Coast", "section")]),
        ("<p><a href='/coast-harbours/'>Coast &amp; harbours</a></p>", [("Coast & harbours", "section")]),
        ("<p><a href='/category/coast'>Our coast</a></p>", [("Our coast", "section")]),
        ("<p class='kicker'><a href='/'>Lamp News</a></p>", []),
        ("<p class='kicker'><a href='/blog'>Back to blog</a></p>", []),
        ("<p><a href='/p/1'>How to trim a wick</a></p>", []),
        ("<p>You are here: <a href='/'>Home</a> → <a href='/n'>Reports</a> → <a href='/c'>Coast</a></p>",
         [("Reports", "section"), ("Coast", "section")]),
        ("<p><a href='/'>Home</a> <a href='/c'>Coast</a> Oil for the mole</p>", [("Coast", "section")]),
        ("<p><a href='/r'>Reports</a> » <a href='/c'>Coast</a></p>", [("Reports", "section"), ("Coast", "section")]),
        ("<p class='kicker'><a href='/category/none'>Uncategorized</a></p>", []),
    ],
)  # fmt: skip
def test_section_above_the_title(above: str, pairs: list[tuple[str, str]], field_page: FieldPage) -> None:
    """A link to a section right above the title, and a row of steps that leads to it, give sections; others do not."""
    assert pairs_of(field_page(f"<article>{above}{TITLE}{BODY}</article>")) == pairs


def test_menu_above_the_title_is_no_section(field_page: FieldPage) -> None:
    """Links on several lines above the title are a menu when they are more than a few."""
    links = "".join(
        f"<p class='section'><a href='/{name}'>{name}</a></p>" for name in ("Isles", "Quays", "Ferry", "Salt")
    )
    assert pairs_of(field_page(f"<article>{links}{TITLE}{BODY}</article>")) == []


@pytest.mark.parametrize(
    ("keywords", "names"),
    [
        ("oil, lamps, harbour", ["oil", "lamps", "harbour"]),
        ("politics, business, sport, weather, stocks, travel, culture, opinion, horoscope, lottery, cinema", []),
        ("Great, oil, for, the, mole", []),
        ("displayType: listicle, oil", ["oil"]),
    ],
)  # fmt: skip
def test_keywords_of_the_article(keywords: str, names: list[str], field_page: FieldPage) -> None:
    """Keywords count where they vary with the article, not those of the whole site nor the title cut into words."""
    head = f"<meta name='keywords' content='{keywords}'>"
    title = "<h1>Great oil for the mole</h1>"
    view = field_page(head + title + BODY)
    assert [name for name, _ in pairs_of(view)] == names
