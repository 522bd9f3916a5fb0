"""Origins: what a copy says of where it comes from, and the words that only look like it."""

from __future__ import annotations

import json

import pytest

from scraper.extraction.answer import Answer
from scraper.extraction.fields.authors import read_authors, read_byline
from scraper.extraction.fields.notices import read_notices
from scraper.extraction.fields.origins.choosing import read_origins
from scraper.extraction.fields.origins.printed import read_credits
from scraper.extraction.page.view import PageView
from scraper.parsing.linked_data import read_linked_data
from scraper.parsing.walking import build_document
from scraper.records import Notice, Origin
from scraper.wordings.compiling import Data, read_folder
from tests.extraction.views import fates, view_of

PROSE = [
    f"<p>Paragraph number {n} tells of the harbour at Tidewater, its wall and the people who mend it every spring.</p>"
    for n in range(1, 20)
]

URL = "https://gazette.example/news/wall"
ENTRIES = [(language, each) for language, data in read_folder().items() for each in data.get("wording", ())]
CREDITS = [(language, each) for language, each in ENTRIES if each["as"] == "credit"]
ORIGINS = [(language, each) for language, each in ENTRIES if each["as"] == "origin"]


def name_of(part: object) -> str:
    """How an entry is called in the name of a test."""
    return f"{part['kind']}-{part['anchors'][0]}" if isinstance(part, dict) else str(part)


def page_of(after: str = "", *, before: str = "", middle: str = "", head: str = "") -> PageView:
    """A page with the body that a finder would choose: every paragraph about the harbour and what has class=body."""
    body = f"{before}{''.join(PROSE[:9])}{middle}{''.join(PROSE[9:])}{after}"
    html = f"<html lang=en><head>{head}</head><body><article><h1>Wall</h1>{body}</article></body></html>"
    document = build_document(html, URL, max_elements=10_000, max_depth=500)
    document.linked_data = read_linked_data(document)
    title = next(line.index for line in document.lines if line.element.tag == "h1")
    body = [
        line.index
        for line in document.lines
        if line.text and ("harbour at Tidewater" in line.text or line.element.get("class") == "body")
    ]
    return view_of(document, body, title)


def answer_of(view: PageView) -> Answer[tuple[Origin, ...]]:
    return read_origins(view, Answer(None), read_notices(view, Answer(None)), read_byline(view), read_authors(view))


def origins_of(after: str = "", **places: str) -> tuple[Origin, ...]:
    return answer_of(page_of(after, **places)).value


def test_the_original_source_without_an_address() -> None:
    """A link that leads nowhere names the source and gives no address; the line is the statement and is claimed."""
    view = page_of('<p>La source originale de cet article est <a href="#">Gazette d\'Aval</a></p>')
    statement = "La source originale de cet article est Gazette d'Aval"
    assert answer_of(view).value == (Origin(name="Gazette d'Aval", relation="republication", statement=statement),)
    assert fates(view, answer_of(view)) == [(statement, "field", "origins")]


def test_the_address_of_the_original_wins_over_that_of_the_outlet() -> None:
    """Where one link names the outlet and another one the original, the address is the original's."""
    (origin,) = origins_of(
        '<p><strong>This article was originally published by <a href="https://upton.example/">Upton Weekly</a>. '
        'Read the <a href="https://upton.example/2011/wall">original article</a>.</strong></p>'
    )
    assert (origin.name, origin.url) == ("Upton Weekly", "https://upton.example/2011/wall")
    assert origin.statement == "This article was originally published by Upton Weekly. Read the original article."


def test_a_licensed_republication_is_an_origin_and_a_notice() -> None:
    """A line that says where from and under which licence feeds both, and both keep it verbatim."""
    line = "This article is republished from Upton Weekly under a Creative Commons license. Read the original article."
    view = page_of(f"<p>{line}</p>")
    assert read_notices(view, Answer(None)).value == (Notice("license", line),)
    (origin,) = answer_of(view).value
    assert (origin.name, origin.relation, origin.statement) == ("Upton Weekly", "republication", line)


def test_a_date_alone_is_a_rerun() -> None:
    """A note that only dates the first publication makes a rerun, as precise as printed, and is a notice too."""
    view = page_of(before="<p>First published on August 24, 2022</p>")
    assert read_notices(view, Answer(None)).value == (Notice("rerun", "First published on August 24, 2022"),)
    assert answer_of(view).value == (
        Origin(published="2022-08-24", relation="rerun", statement="First published on August 24, 2022"),
    )


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("(Originally published November 18, 2023)", "2023-11-18"),
        ("[Originally published in March 2007.]", "2007-03"),
        ("First published on 25, November 2025", "2025-11-25"),
        ("Reprise d'article, publié le 12 septembre 2001", "2001-09-12"),
    ],
)
def test_rerun_notes_as_printed(line: str, published: str) -> None:
    """Brackets, months alone and slipped commas do not hide the date of the first publication."""
    (origin,) = origins_of(before=f"<p>{line}</p>")
    assert (origin.relation, origin.published, origin.name) == ("rerun", published, None)


@pytest.mark.parametrize(
    ("line", "name", "published"),
    [
        ("Source : RiverDispatch.com, le 12/06/2016", "RiverDispatch.com", "2016-06-12"),
        ("Source : Le Phare diplomatique, Anne Exemple, 20-03-2018", "Le Phare diplomatique", "2018-03-20"),
        ("Fuentes: El Viejo Dique", "El Viejo Dique", None),
        ("Bron: DIJKBODE", "DIJKBODE", None),
        ("Источник: reka.ua", "reka.ua", None),
        ("Источник: ИА «Мост-Река»", "ИА «Мост-Река»", None),
        ("Źródło: Goniec Rzeczny", "Goniec Rzeczny", None),
        ("Πηγή: Potami.gr 07/11/11-09:42", "Potami.gr", "2011-11-07"),
        ("来源： 河流证券网", "河流证券网", None),
    ],
)
def test_a_bare_label_at_the_top(line: str, name: str, published: str | None) -> None:
    """A source line near the title names the outlet, its day where printed, and leaves the relation open."""
    (origin,) = origins_of(before=f"<p>{line}</p>")
    assert (origin.name, origin.relation, origin.statement) == (name, "unknown", line)
    assert (origin.published or "")[:10] == (published or "")


def test_a_line_of_an_origin_and_a_notice_is_the_notices() -> None:
    """A line that is both has the fate of the notice, whichever claim comes first."""
    line = "This article is republished from Upton Weekly under a Creative Commons license."
    view = page_of(f"<p>{line}</p>", before="<p>First published on August 24, 2022</p>")
    assert len(answer_of(view).value) == 2
    assert [notice.kind for notice in read_notices(view, Answer(None)).value] == ["rerun", "license"]
    settled = fates(view, answer_of(view), read_notices(view, Answer(None)))
    assert settled == [("First published on August 24, 2022", "notice", "rerun"), (line, "notice", "license")]


def test_two_sources_in_one_line() -> None:
    """A line that names the outlet and where that one took it from gives two hops, nearest first."""
    names = [origin.name for origin in origins_of(before="<p>來源：河匯資訊，摘自：河流觀察報</p>")]
    assert names == ["河匯資訊", "河流觀察報"]


def test_the_placeholder_of_a_terms_sentence_is_no_source() -> None:
    """The rule that texts marked 来源：XXX are reprints is a disclaimer, and XXX names nobody."""
    view = page_of("<p>凡本网注明“来源：XXX（非本网）”的作品，均转载自其它媒体，并不代表本网赞同其观点。</p>")
    assert [notice.kind for notice in read_notices(view, Answer(None)).value] == ["disclaimer"]
    assert answer_of(view).value == ()


def test_an_agency_syndicates() -> None:
    """A source that is a news agency makes a syndicated text."""
    (origin,) = origins_of(before="<p>Source: Reuters</p>")
    assert (origin.name, origin.relation) == ("Reuters", "syndication")


@pytest.mark.parametrize(
    "markup",
    [
        "<figure><img src=a.png><figcaption>Source: Harbour Board</figcaption></figure>",
        "<p class=body><img src=chart.png></p><p class=body>Source: Harbour Board</p>",
        "<table><tr><td>12</td></tr></table><p class=body>Source: Harbour Board</p>",
        "<p class=body>(Source: Harbour Board)</p>",
        "<p class=body>Primary source: the logbook</p>",
        "<p class=body>Illustration: Ida Sample. Source: http://images.example/wall</p>",
        "<p class=body>Sources: Harbour Board; Upton Weekly; the town archive</p>",
        "<p>Источник фото: архив порта</p>",
        "<h4>Source</h4><p>Expand description</p>",
        "<p>[사진 출처 = 강변통신]</p>",
    ],
)
def test_sources_of_pictures_and_tables_are_no_origins(markup: str) -> None:
    """A source named under a chart, a table or a picture, in brackets or among references is not the article's."""
    assert origins_of(markup) == ()


def test_repeated_source_lines_are_of_charts() -> None:
    """A label that returns again and again in one body belongs to its charts."""
    line = "<p class=body>Source: Harbour Board</p>"
    assert origins_of(line + PROSE[0] + line, before=line) == ()


@pytest.mark.parametrize(
    "line",
    [
        "This article was originally published on May 5, 2022 and has been updated.",
        "Originally published in March 2022. Last updated on December 20, 2024.",
        "The story was originally published in 1998 and became a film.",
        "This article originally misidentified the harbour master.",
        "Her novels, originally published in Upton Weekly, are out again in one volume.",
        "The post Wall appeared first on Tidewater Gazette.",
    ],
)
def test_what_looks_like_an_origin_and_is_none(line: str) -> None:
    """Renewed dates, corrections, prose about books and feed footers name no origin."""
    assert origins_of(f"<p class=body>{line}</p>") == ()


def test_a_statement_in_the_middle_needs_a_line_of_its_own() -> None:
    """Prose in the middle of the body that mentions a first publication stays prose."""
    prose = "The masons keep a diary of the tides. " * 6
    said = "This essay was first published in Upton Weekly and the mayor framed it."
    assert origins_of(middle=f"<p class=body>{prose}{said}</p>") == ()


def test_a_translators_credit() -> None:
    """The credit names the translator, the original's language, and the outlet that the translation was made for."""
    view = page_of("<p>Traduit de l'anglais par Anne Exemple pour Le Phare</p>")
    (author,) = read_credits(view).value
    assert (author.name, author.role) == ("Anne Exemple", "translator")
    outlet, original = answer_of(view).value
    assert (outlet.relation, outlet.language, outlet.name) == ("republication", None, "Le Phare")
    assert (original.relation, original.language, original.name) == ("translation", "en", None)


def test_the_original_of_a_translation() -> None:
    """A source line and a translator's credit together make one translated origin."""
    (origin,) = origins_of("<p>Source : RiverDispatch</p><p>Traduit de l'anglais par Anne Exemple</p>")
    assert (origin.name, origin.relation, origin.language) == ("RiverDispatch", "translation", "en")


def test_an_original_article_with_title_outlet_and_day() -> None:
    """A long link text is the original's title, the words behind it the outlet, then the day."""
    (origin,) = origins_of(
        "<p>Article original en anglais : "
        '<a href="https://upton.example/wall">The wall that nobody wanted to mend</a>, '
        "Upton Weekly, publié le 3 mai 2011</p>"
    )
    assert origin.title == "The wall that nobody wanted to mend"
    assert (origin.name, origin.url) == ("Upton Weekly", "https://upton.example/wall")
    assert (origin.published, origin.language, origin.relation) == ("2011-05-03", "en", "translation")


def test_a_short_title_before_the_outlet() -> None:
    """Behind "original article" a link followed by another name is the title, however short."""
    (origin,) = origins_of(
        '<p>Article original en anglais : <a href="https://upton.example/wall">The Wall</a>, Upton Weekly, '
        "le 3 mai 2011</p>"
    )
    assert (origin.title, origin.name, origin.published) == ("The Wall", "Upton Weekly", "2011-05-03")


def test_a_source_and_a_byline_in_one_line() -> None:
    """The name of a source ends where another label begins, and a line taken for its byline still names it."""
    view = page_of(before="<p>来源：河流晚报 作者：林一舟</p>")
    assert [origin.name for origin in answer_of(view).value] == ["河流晚报"]


def test_the_counter_of_a_republication_service() -> None:
    """The counting picture that republishers must keep names the source, and a link with its number the address."""
    counter = (
        '<img src="https://counter.theconversation.com/content/270911/count.gif?distributor=republish-lightbox-basic">'
    )
    link = '<a href="https://theconversation.com/the-wall-270911">piece</a>'
    assert origins_of(f"<p class=body>A {link}.</p>{counter}") == (
        Origin(name="The Conversation", url="https://theconversation.com/the-wall-270911", relation="republication"),
    )
    printed = origins_of(f"<p>First published in The Conversation.</p>{counter}")
    assert [(each.name, each.statement) for each in printed] == [
        ("The Conversation", "First published in The Conversation.")
    ]


def test_a_canonical_address_elsewhere() -> None:
    """A canonical address on another site is an origin; one under another ending or subdomain of ours is none."""
    head = '<link rel=canonical href="{}">'
    (origin,) = origins_of(head=head.format("https://upton.example/2011/wall"))
    assert (origin.url, origin.relation) == ("https://upton.example/2011/wall", "republication")
    assert origins_of(head=head.format("https://www.gazette.example/news/wall")) == ()
    assert origins_of(head=head.format("https://amp.gazette.co.uk/news/wall")) == ()


def test_structured_data_names_the_work_it_is_based_on() -> None:
    """JSON-LD translationOfWork gives title, address, language and day of the original."""
    thing = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Wall",
        "url": URL,
        "translationOfWork": {
            "@type": "NewsArticle",
            "name": "Die Mauer",
            "url": "https://bote.example.org/mauer",
            "inLanguage": "de",
            "datePublished": "2011-05-03",
        },
    }
    (origin,) = origins_of(head=f'<script type="application/ld+json">{json.dumps(thing)}</script>')
    assert origin == Origin(None, "https://bote.example.org/mauer", "Die Mauer", "2011-05-03", "de", "translation")


def test_a_page_without_origins_gives_none() -> None:
    """Nothing is made up where the page says nothing."""
    view = page_of()
    assert answer_of(view).value == ()
    assert read_credits(view).value == ()
    assert fates(view, answer_of(view), read_credits(view)) == []


@pytest.mark.parametrize(("language", "entry"), ORIGINS, ids=name_of)
def test_origins_of_every_language(language: str, entry: Data) -> None:
    """The example of each wording in the lexicon, printed in its place, gives what the lexicon expects."""
    place = "before" if entry.get("place") == "top" else "after"
    view = page_of(**{place: f"<p>{entry['example']}</p>"})
    origins = answer_of(view).value
    assert len(origins) == 1
    got = {name: getattr(origins[0], name) for name in entry.get("expect", {})}
    assert got == entry.get("expect", {})


@pytest.mark.parametrize(("language", "entry"), CREDITS, ids=name_of)
def test_credits_of_every_language(language: str, entry: Data) -> None:
    """The example of each credit in the lexicon gives the translator that the lexicon expects."""
    authors = read_credits(page_of(f"<p>{entry['example']}</p>")).value
    assert [author.name for author in authors] == [entry["expect"]["name"]]
    assert {author.role for author in authors} == {"translator"}
