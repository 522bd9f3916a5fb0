"""Notices: found by wording and place, kept verbatim, and never taken out of prose."""

from __future__ import annotations

import pytest

from scraper import extract
from scraper.extraction.answer import Answer
from scraper.extraction.fields.notices import read_notices
from scraper.extraction.ledger import Ledger
from scraper.extraction.page.view import PageView
from scraper.options import ExtractOptions
from scraper.parsing.walking import build_document
from scraper.records import Notice
from tests.extraction.views import fates, view_of

PROSE = [
    f"<p>Paragraph number {n} tells of the harbour at Tidewater, its wall and the people who mend it every spring.</p>"
    for n in range(1, 30)
]
BODY = "".join(PROSE)


def page_of(inner: str, *, head: str = "", url: str = "https://gazette.example/wall") -> PageView:
    """A page with the body that a finder would choose: every paragraph about the harbour and what has class=body."""
    html = f"<html lang=en><head>{head}</head><body>{inner}</body></html>"
    document = build_document(html, url, max_elements=10_000, max_depth=500)
    title = next((line.index for line in document.lines if line.element.tag == "h1"), None)
    body = [
        line.index
        for line in document.lines
        if line.text and ("harbour at Tidewater" in line.text or line.element.get("class") == "body")
    ]
    return view_of(document, body, title)


def notices_of(inner: str, *, head: str = "") -> list[tuple[str, str]]:
    return [(notice.kind, notice.text) for notice in read_notices(page_of(inner, head=head), Answer(None)).value]


def article(after: str = "", before: str = "", middle: str = "") -> str:
    half = len(PROSE) // 2
    return f"<article><h1>Wall</h1>{before}{''.join(PROSE[:half])}{middle}{''.join(PROSE[half:])}{after}</article>"


REPRINT_NOTICES = """
<p>La source originale de cet article est <a href="#">Gazette d'Aval</a><br>
Copyright © <a href="#">Anne Exemple</a>, <a href="#">Gazette d'Aval</a>, 2016</p><hr>
<p>Articles Par : <a href="#">Anne Exemple</a></p>
<p><strong>Avis de non-responsabilité</strong> : Les opinions exprimées ici n'engagent que leurs auteurs.</p>
<p>Le Centre d'Aval accorde la permission de reproduire ses articles.</p>
<p>Pour publier des articles du Centre en format papier, contactez:
<a href="mailto:bureau@aval.example">bureau@aval.example</a></p>
<p><a href="#">Aval.example</a> contient du matériel protégé par le droit d'auteur.</p>
<p>Nous le mettons à disposition en vertu du principe « d'utilisation équitable ».</p>
<p>Contact média: <a href="mailto:presse@aval.example">presse@aval.example</a></p>
"""


def test_a_reprints_tail_is_read_whole() -> None:
    """Copyright, disclaimer, permission, contact and fair use are told apart, in reading order."""
    view = page_of(f"<h1>Digue</h1>{BODY}{REPRINT_NOTICES}")
    assert read_notices(view, Answer(None)).value == (
        Notice("copyright", "Copyright © Anne Exemple, Gazette d'Aval, 2016"),
        Notice("disclaimer", "Les opinions exprimées ici n'engagent que leurs auteurs."),
        Notice("permission", "Le Centre d'Aval accorde la permission de reproduire ses articles."),
        Notice(
            "contact",
            "Pour publier des articles du Centre en format papier, contactez: bureau@aval.example",
            "mailto:bureau@aval.example",
        ),
        Notice(
            "fair_use",
            "Aval.example contient du matériel protégé par le droit d'auteur.\n\n"
            "Nous le mettons à disposition en vertu du principe « d'utilisation équitable ».",
        ),
        Notice("contact", "Contact média: presse@aval.example", "mailto:presse@aval.example"),
    )


def test_the_lines_of_notices_are_claimed() -> None:
    """Each notice's line has the fate `notice` with its kind, and the repeated byline is dropped with a reason."""
    view = page_of(f"<h1>Digue</h1>{BODY}{REPRINT_NOTICES}")
    ledger = Ledger(view.lines, read_notices(view, Answer(None)).claims)
    settled = {view.lines[index].text[:14]: ledger.fate(index) for index in ledger.parts}
    assert settled["Copyright © An"] == ("notice", "copyright")
    assert settled["Avis de non-re"] == ("notice", "disclaimer")
    assert settled["Articles Par :"] == ("dropped", "byline")


def test_notices_are_found_when_the_finder_took_them_for_body() -> None:
    """The same notices come out when the body finder chose their lines, for they stand at the end."""
    inner = f"<h1>Digue</h1>{BODY}{REPRINT_NOTICES.replace('<p>', '<p class=body>')}"
    kinds = [notice.kind for notice in read_notices(page_of(inner), Answer(None)).value]
    assert kinds == ["copyright", "disclaimer", "permission", "contact", "fair_use", "contact"]


@pytest.mark.parametrize(
    "markup", ["<strong>Disclaimer:</strong> {}", "<b>Disclaimer</b>: {}", "<em>Disclaimer</em> - {}"]
)
def test_a_label_in_its_own_element_is_left_out(markup: str) -> None:
    """A label set apart before the text is not part of the notice."""
    text = "The views expressed here are those of the author alone."
    assert notices_of(article(f"<p>{markup.format(text)}</p>")) == [("disclaimer", text)]


def test_a_label_that_is_left_out_is_in_the_trace() -> None:
    """A label set apart has an entry of its own in the trace: dropped, because it is a label."""
    text = "The views expressed here are those of the author alone."
    page = article(f"<p><strong>Disclaimer:</strong> {text}</p>")
    lines = extract(f"<html><body>{page}</body></html>", options=ExtractOptions(trace=True)).trace
    assert lines is not None
    fates = [
        (line.text, line.fate, line.reason) for line in lines.lines if "isclaimer" in line.text or line.text == text
    ]
    assert fates == [("Disclaimer:", "dropped", "label"), (text, "notice", "disclaimer")]


def test_a_label_in_the_running_text_stays() -> None:
    """A label that is part of the line stays in the verbatim text."""
    text = "Disclaimer: The views expressed here are those of the author alone."
    assert notices_of(article(f"<p>{text}</p>")) == [("disclaimer", text)]


def test_a_label_on_its_own_line_is_dropped_and_makes_its_paragraph_a_notice() -> None:
    """A heading that is a label settles what the paragraph behind it is, whatever its words."""
    text = "Whoever reads this does so knowing that the harbour board had no part in it at all."
    view = page_of(article(f"<h4>Disclaimer</h4><p>{text}</p>"))
    assert read_notices(view, Answer(None)).value == (Notice("disclaimer", text),)
    assert fates(view, read_notices(view, Answer(None))) == [
        ("Disclaimer", "dropped", "label"),
        (text, "notice", "disclaimer"),
    ]


def test_lines_of_one_paragraph_stay_one_notice() -> None:
    """Two lines of one paragraph are parted by a line break, two paragraphs by a blank line."""
    found = notices_of(article("<p>© 2016 Anna Example<br>© 2015 Upton Weekly</p>"))
    assert found == [("copyright", "© 2016 Anna Example\n© 2015 Upton Weekly")]


@pytest.mark.parametrize(
    "sentence",
    [
        "The article, she wrote, is about copyright law and what it means for the fishermen of the whole coast.",
        "He published a disclaimer in 1998, and the harbour board has quoted it at every meeting since that day.",
        "Fair use of the quay was what the boat owners asked for, and the council granted it after long debates.",
        "All rights of way along the wall were closed while the masons worked, the town clerk said on Monday.",
        "Her views on the wall are well known, and they do not reflect those of the other members of the board.",
        "Nobody may republish the tide tables without a licence, which costs more than a boat, the captain said.",
    ],
)
def test_prose_about_rights_stays_prose(sentence: str) -> None:
    """A sentence of the article that talks about copyright, views or permission is no notice."""
    assert notices_of(article(middle=f"<p class=body>{sentence}</p>")) == []


def test_a_correction_above_the_lead_is_found() -> None:
    """A correction stands above the article as often as below it."""
    text = "An earlier version of this article placed the bridge in Upton."
    assert notices_of(article(before=f"<p><em>{text}</em></p>")) == [("correction", text)]


def test_a_notice_run_into_the_last_paragraph_is_cut_out() -> None:
    """The tail sentence of a paragraph becomes a notice by a cut; the line itself keeps its fate."""
    prose = "The masons will come back in spring, when the water is low, and the wall will stand for many years."
    said = "The views expressed in this article do not necessarily reflect those of the Gazette."
    view = page_of(article(f"<p class=body>{prose} {said}</p>"))
    assert read_notices(view, Answer(None)).value == (Notice("disclaimer", said),)
    ledger = Ledger(view.lines, read_notices(view, Answer(None)).claims)
    ((index, parts),) = ledger.parts.items()
    assert parts == ((len(prose) + 1, len(prose) + 1 + len(said), "notice", "disclaimer"),)
    assert ledger.is_left(index)


def test_the_sites_footer_is_left_alone() -> None:
    """The copyright line of the site's own footer is not printed with the article."""
    inner = article() + "<footer><p>© 2024 The Gazette. All rights reserved.</p></footer>"
    assert notices_of(inner) == []


@pytest.mark.parametrize("line", ["© 2005-2024 Gazette", "Copyright 2024 gazette.example", "All rights reserved."])
def test_a_footer_without_its_element_is_left_alone(line: str) -> None:
    """A copyright line of the site behind the article's container is left, also where no <footer> says so."""
    head = '<meta property="og:site_name" content="Gazette">'
    assert notices_of(f"<div>{article()}</div><div><p>{line}</p></div>", head=head) == []


def test_a_footer_inside_the_article_counts() -> None:
    """A <footer> inside the article's own element is printed with the article."""
    assert notices_of(article("<footer><p>© 2016 Anna Example</p></footer>")) == [("copyright", "© 2016 Anna Example")]


def test_comments_and_side_columns_are_no_notices() -> None:
    """What stands in comments, side columns and forms is not said by the article."""
    said = "The views expressed here are those of the author alone."
    frames = ('<div class="comments"><p>{}</p></div>', "<aside><p>{}</p></aside>", "<form><p>{}</p></form>")
    for frame in frames:
        assert notices_of(article() + frame.format(said)) == []


def test_a_pictures_owner_is_no_copyright_notice() -> None:
    """A copyright line under a picture or in its caption is a picture credit."""
    figure = "<figure><img src=w.jpg><figcaption>© 2016 Anna Example</figcaption></figure>"
    under = "<div><img src=w.jpg></div><p>© Upton Weekly</p>"
    assert notices_of(article(figure)) == []
    assert notices_of(article(under)) == []


def test_a_licence_keeps_its_link() -> None:
    """A licence notice has the address of the licence, though other links stand in its line."""
    line = (
        '<p>This <a href="/about">work</a> is licensed under a '
        '<a href="https://creativecommons.org/licenses/by/4.0/">Creative Commons Attribution 4.0 License</a>.</p>'
    )
    (notice,) = read_notices(page_of(article(line)), Answer(None)).value
    assert (notice.kind, notice.url) == ("license", "https://creativecommons.org/licenses/by/4.0/")


def test_a_feed_footer_is_dropped() -> None:
    """The footer that blog software puts into feeds is neither notice nor origin."""
    text = "The post Wall appeared first on Tidewater Gazette."
    view = page_of(article(f"<p>{text}</p>"))
    assert read_notices(view, Answer(None)).value == ()
    assert fates(view, read_notices(view, Answer(None))) == [(text, "dropped", "feed_footer")]


def test_a_page_without_notices_gives_none() -> None:
    """Nothing is found where nothing is printed, also on an empty page."""
    assert notices_of(article()) == []
    assert read_notices(page_of(""), Answer(None)).value == ()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("disclaimer", "Las opiniones no reflejan necesariamente la línea editorial de La Gaceta."),
        ("disclaimer", "Die Meinung der Autoren entspricht nicht notwendigerweise der des Boten."),
        ("permission", "При перепечатке активная гиперссылка на Вестник обязательна."),
        ("copyright", "Tüm hakları saklıdır"),
        ("disclaimer", "免责声明：本文仅代表作者个人观点，与河报无关"),
        ("permission", "無断転載を禁じます"),
        ("permission", "Το περιεχόμενο διατίθεται ελεύθερα με παραπομπή στην πηγή του."),
        ("copyright", "© جميع الحقوق محفوظة"),
    ],
)
def test_notices_of_other_languages(kind: str, text: str) -> None:
    """A notice is read in its own language, whatever that of the body."""
    assert notices_of(article(f"<p>{text}</p>")) == [(kind, text)]
