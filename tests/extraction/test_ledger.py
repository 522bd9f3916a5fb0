"""The ledger: of several claims on a line the strongest holds, and no word of the page has two fates or none."""

from __future__ import annotations

from itertools import permutations

import pytest

from scraper import extract
from scraper.extraction import article
from scraper.extraction.answer import Claim
from scraper.extraction.ledger import Ledger
from scraper.options import ExtractOptions
from scraper.records import Article
from tests.extraction.views import parsed

TEXT = "Oil is dear. Reprinted from the Beacon."
LEAD = len("Oil is dear.")
LINES = parsed(f"<p>{TEXT}</p>", None).lines
PROSE = "".join(
    f"<p>Paragraph {n} follows the keepers of Ostrel along the mole, where the oil is carried up in pails and the "
    "wicks are trimmed before the boats come home.</p>"
    for n in range(1, 8)
)


def settled(*claims: Claim) -> list[tuple[str, str, str]]:
    """The words of each claimed part of the one line, with their fate and reason."""
    parts = Ledger(LINES, claims).parts.get(0, ())
    return [(TEXT[part.start : part.end].strip(), part.fate, part.reason) for part in parts]


@pytest.mark.parametrize(
    ("strong", "weak"),
    [
        (("dropped", "profile:beacon"), ("notice", "copyright")),
        (("notice", "copyright"), ("field", "byline")),
        (("field", "title"), ("field", "categories")),
        (("field", "published"), ("field", "byline")),
        (("field", "origins"), ("dropped", "breadcrumbs")),
        (("dropped", "slide number"), ("body", "caption")),
    ],
)
def test_the_stronger_claim_holds_whichever_comes_first(strong: tuple[str, str], weak: tuple[str, str]) -> None:
    """Precedence settles two claims on one line, and not the order in which they were made."""
    claims = [Claim(0, *strong), Claim(0, *weak)]
    for order in permutations(claims):
        assert settled(*order) == [(TEXT, *strong)]


def test_a_claim_on_a_part_leaves_the_rest() -> None:
    """What a claim leaves of a line is free for the body, or for a weaker claim on all of it."""
    origin = Claim(0, "field", "origins", LEAD)
    assert Ledger(LINES, [origin]).is_left(0)
    assert settled(origin) == [("Reprinted from the Beacon.", "field", "origins")]
    prompt = Claim(0, "dropped", "subscription prompt")
    assert settled(origin, prompt) == [
        ("Oil is dear.", "dropped", "subscription prompt"),
        ("Reprinted from the Beacon.", "field", "origins"),
    ]
    assert not Ledger(LINES, [origin, prompt]).is_left(0)


def test_claims_that_overlap_share_no_character() -> None:
    """Of two parts that overlap the stronger one is whole, and the weaker one has what is left of its own."""
    assert settled(Claim(0, "field", "origins", 0, LEAD + 10), Claim(0, "notice", "license", LEAD)) == [
        ("Oil is dear.", "field", "origins"),
        ("Reprinted from the Beacon.", "notice", "license"),
    ]


def read(html: str) -> Article:
    return extract(html.encode(), "https://lampnews.example/a/oil", ExtractOptions(trace=True))


def test_a_notice_is_read_before_its_line_is_furniture() -> None:
    """A line that repeats the byline, as below other texts, and says under which licence it is, is the licence's."""
    line = "Articles by Ada Wick, republished from The Beacon under a Creative Commons license."
    record = read(f"<html lang=en><h1>Oil for the mole</h1><p>By Ada Wick</p>{PROSE}<p>{line}</p>")
    assert [each.text for each in record.notices] == [line]
    assert record.trace is not None
    assert [(each.fate, each.reason) for each in record.trace.lines if each.text == line] == [("notice", "license")]


def test_fields_are_read_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """A field depends on what it asks for alone: any order in which each comes after those gives the same record."""
    html = (
        '<html lang=en><head><meta property="og:site_name" content="Lamp News"></head><h1>Oil for the mole</h1>'
        "<p>By Ada Wick</p><p>4 March 2019</p><p>Region: <a href='/r'>Western Bays</a></p>"
        f"{PROSE}<p>First published in The Beacon on 3 May 2011.</p><p>Translated by Gus Tarn</p>"
        "<p>© 2019 Ada Wick. All rights reserved.</p>"
    )
    expected = read(html)
    assert all((expected.origins, expected.notices, expected.categories, expected.authors))
    fields, late = list(article.FIELDS), []
    while fields:  # each field as late as its dependents allow
        asked = {need for _, _, needs in fields for need in needs}
        index = next(index for index, (name, _, _) in enumerate(fields) if name not in asked)
        late.insert(0, fields.pop(index))
    assert [name for name, _, _ in late] != [name for name, _, _ in article.FIELDS]
    monkeypatch.setattr(article, "FIELDS", tuple(late))
    again = read(html)
    assert {**again.to_dict(), "trace": again.trace} == {**expected.to_dict(), "trace": expected.trace}
