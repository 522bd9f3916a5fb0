"""Summary: the page's own abstract, whole, and no repeat of the title."""

from __future__ import annotations

from scraper.extraction.fields.summary import read_summary
from scraper.extraction.page.view import PageView
from tests.extraction.views import FieldPage

TITLE = "<h1>Oil for the mole</h1>"


def summary_of(view: PageView) -> str | None:
    found = read_summary(view)
    return found.value


def test_description_is_the_summary(field_page: FieldPage) -> None:
    """The description in <meta> is the summary."""
    head = '<meta name="description" content="Why the lamps of Ostrel burn less oil.">'
    assert summary_of(field_page(TITLE, head=head)) == "Why the lamps of Ostrel burn less oil."


def test_description_that_repeats_the_title_is_none(field_page: FieldPage) -> None:
    """A description with the title's words says nothing."""
    view = field_page("<h1>Oil for the mole of Ostrel</h1>",
                         head='<meta name="description" content="Oil for the mole of Ostrel.">')  # fmt: skip
    assert summary_of(view) is None


def test_cut_description_is_completed_from_the_page(field_page: FieldPage) -> None:
    """A description that breaks off gives the printed paragraph that it quotes, or nothing."""
    cut = '<meta name="description" content="Paragraph 1 follows the lamp keepers of Ostrel along…">'
    whole = summary_of(field_page(TITLE, head=cut))
    assert whole is not None
    assert whole.endswith("before the boats come home.")
    assert summary_of(field_page(TITLE, head=cut.replace("Paragraph 1", "Another"))) is None


def test_printed_standfirst(field_page: FieldPage) -> None:
    """A line marked as standfirst is the summary of a page without a description."""
    line = '<p class="standfirst">The keepers of Ostrel carry their oil in pails, as they always did.</p>'
    found = read_summary(field_page(TITLE + line))
    assert found.where == "standfirst"
    assert found.value.startswith("The keepers of Ostrel")


def test_silent_page_has_no_summary(field_page: FieldPage) -> None:
    """A page without description or standfirst has no summary."""
    assert summary_of(field_page(TITLE)) is None
