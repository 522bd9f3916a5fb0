"""Rights: what the notices claim, as holders, year and licence."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extraction.answer import Answer
from scraper.extraction.fields.notices import read_notices
from scraper.extraction.fields.origins.choosing import read_origins
from scraper.extraction.fields.rights import read_copyright, read_rights, short_license
from scraper.extraction.page.view import PageView
from scraper.parsing.linked_data import read_linked_data
from scraper.parsing.walking import build_document
from scraper.records import Notice, Rights
from tests.extraction.views import view_of

URL = "https://gazette.example/news/wall"
PROSE = "".join(f"<p>Paragraph {n} tells of the harbour at Tidewater and of its wall.</p>" for n in range(9))
BY = "https://creativecommons.org/licenses/by/4.0/"


def page_of(after: str = "", head: str = "") -> PageView:
    html = f"<html><head>{head}</head><body><article><h1>Wall</h1>{PROSE}{after}</article></body></html>"
    document = build_document(html, URL, max_elements=10_000, max_depth=500)
    document.linked_data = read_linked_data(document)
    title = next(line.index for line in document.lines if line.element.tag == "h1")
    body = [line.index for line in document.lines if "harbour at Tidewater" in line.text]
    return view_of(document, body, title)


def rights_of(after: str = "", head: str = "") -> Rights:
    view = page_of(after, head)
    notices = read_notices(view, Answer(None))
    origins = read_origins(view, Answer(None), notices, Answer(None), Answer(()))
    return read_rights(view, notices, origins, Answer("Gazette")).value


@pytest.mark.parametrize(
    ("line", "holders", "year"),
    [
        ("Copyright © Upton Weekly, Upton Weekly, 2016", ["Upton Weekly"], 2016),
        ("Copyright © Anna Example, Upton Weekly, 2016", ["Anna Example", "Upton Weekly"], 2016),
        ("© 2016 Anna Example. All rights reserved.", ["Anna Example"], 2016),
        ("(c) Upton Press, Inc., 2011", ["Upton Press, Inc."], 2011),
        ("Copyright 2011 The Upton Press. All rights reserved. This material may not be published.",
         ["The Upton Press"], 2011),
        ("© 2009-2016 Upton Weekly", ["Upton Weekly"], 2009),
        ("Copyright © Prof. Anna Example et Ben Sample, La Gazette d'Aval, 2016",
         ["Anna Example", "Ben Sample", "La Gazette d'Aval"], 2016),
        ("Copyright: Upton Syndicate, 2025", ["Upton Syndicate"], 2025),
        ("© Copyright Verlag Unterau GmbH & Co. KG", ["Verlag Unterau GmbH & Co. KG"], None),
        ("© Riproduzione riservata", [], None),
        ("All rights reserved.", [], None),
        ("© Copyright BELONGS TO THE AUTHOR 2004.", [], 2004),
        ("<Copyright ⓒ 강변일보. All rights reserved. 무단 전재 및 재배포 금지>", ["강변일보"], None),
    ],
)  # fmt: skip
def test_a_copyright_line(line: str, holders: list[str], year: int | None) -> None:
    """Marks, years and reservations come off; each holder counts once, and a company keeps its suffix."""
    assert read_copyright(line) == (holders, year)


@given(st.text(max_size=200))
def test_any_line_has_a_reading(line: str) -> None:
    """Reading a copyright line is total, and gives no empty holder."""
    holders, year = read_copyright(line)
    assert all(holders)
    assert year is None or 1900 <= year < 2100


@pytest.mark.parametrize(
    ("text", "spdx"),
    [
        ("CC BY-NC-ND 4.0", "CC-BY-NC-ND-4.0"),
        ("cc-by-sa 3.0", "CC-BY-SA-3.0"),
        ("CC0 1.0", "CC0-1.0"),
        ("a Creative Commons Attribution-NonCommercial-NoDerivatives 4.0 International License", "CC-BY-NC-ND-4.0"),
        ("Creative Commons Attribution ShareAlike 3.0", "CC-BY-SA-3.0"),
        ("under a Creative Commons licence", None),
        ("CC BY", None),
    ],
)
def test_a_licences_short_name(text: str, spdx: str | None) -> None:
    """A licence is named by its SPDX id where its version is printed; without a version it is not known which it is."""
    assert short_license(text) == spdx


def test_rights_of_a_reprint() -> None:
    """Holder and year are the printed line's; the claim is that of the site that printed it."""
    assert rights_of("<p>Copyright © Upton Weekly, Upton Weekly, 2016</p>") == Rights(
        ("Upton Weekly",), 2016, None, "Gazette"
    )


def test_no_claim_is_nobodys_claim() -> None:
    """Where nothing is claimed nobody claims it."""
    assert rights_of() == Rights()


def test_a_licence_is_the_address_that_its_notice_links_to() -> None:
    """The licence of a notice is its link; rel=license inside the article and in the head count too."""
    linked = f'<a rel=license href="{BY}">CC</a>'
    assert rights_of(f'<p>This work is licensed under <a href="{BY}">Creative Commons</a>.</p>').license == BY
    assert rights_of(f"<p>{linked}</p>").license == BY
    assert rights_of(head=f'<link rel=license href="{BY}">').license == BY


def test_a_sites_licence_is_none_for_a_reprint() -> None:
    """Where the page says that the article comes from elsewhere, the site's general licence is not the article's."""
    source = "<p>The original source of this article is Upton Weekly</p>"
    assert rights_of(source, head=f'<link rel=license href="{BY}">').license is None


def test_structured_data_about_the_article() -> None:
    """JSON-LD of this article gives holder, year and licence where no line is printed; a printed line wins."""
    thing = {"@type": "NewsArticle", "headline": "Wall", "url": URL, "copyrightYear": 2019, "license": BY,
             "copyrightHolder": {"@type": "Organization", "name": "Upton Press"}}  # fmt: skip
    head = f'<script type="application/ld+json">{json.dumps(thing)}</script>'
    assert rights_of(head=head) == Rights(("Upton Press",), 2019, BY, "Gazette")
    assert rights_of("<p>© 2016 Anna Example</p>", head=head).holders == ("Anna Example",)


def test_structured_data_about_another_article() -> None:
    """JSON-LD of another article says nothing of this one."""
    thing = {"@type": "NewsArticle", "headline": "Bridge", "url": "https://gazette.example/news/bridge",
             "copyrightHolder": "Upton Press"}  # fmt: skip
    assert rights_of(head=f'<script type="application/ld+json">{json.dumps(thing)}</script>') == Rights()


def test_notices_of_other_kinds_claim_nothing() -> None:
    """A permission that mentions a copyright notice names no holder."""
    notice = Notice("permission", "The Centre grants permission to reproduce. A copyright note must be given.")
    assert read_rights(page_of(), Answer((notice,)), Answer(()), Answer("Gazette")).value == Rights()


def test_licences_besides_creative_commons_and_who_asserts_them() -> None:
    """A licence's address is kept whoever wrote it; where the outlet has no name its host asserts what is claimed."""
    free = "https://www.gnu.org/licenses/fdl-1.3.html"
    head = f'<script type="application/ld+json">{json.dumps({"@type": "Article", "license": free})}</script>'
    view = page_of(head=head)
    rights = read_rights(view, read_notices(view, Answer(None)), Answer(()), Answer(None)).value
    assert (rights.license, rights.asserted_by) == (free, "gazette.example")
    other = page_of(head=head.replace("www.gnu.org/licenses", "gazette.example/terms"))
    assert read_rights(other, read_notices(other, Answer(None)), Answer(()), Answer(None)).value == Rights()
