"""Blocks: what stays together when the body finder has left out a part of it."""

from __future__ import annotations

from scraper.extraction.blocks.building import Builder
from scraper.extraction.ledger import Ledger
from scraper.parsing.walking import build_document
from scraper.records import Block

ADDRESS = "https://ploverpost.example/plays"


def blocks_of(html: str, *left_out: str) -> list[Block]:
    """The blocks of a page of which the body finder has chosen all lines but some."""
    document = build_document(f"<body>{html}</body>", ADDRESS, max_elements=1_000, max_depth=100)
    kept = {line.index for line in document.lines if line.text not in left_out}
    return Builder(document, kept, Ledger(document.lines, ())).build(0, len(document.lines), None)


def test_table_keeps_its_heads() -> None:
    """The heads of columns stay with the table, also where the body finder did not choose them; other cells do not."""
    html = "<table><tr><th>Play<th>Year</tr><tr><td>Clay<td>1840</tr><tr><td>Sort<td>Hide</tr></table>"
    (table,) = blocks_of(html, "Play", "Year", "Sort", "Hide")
    assert [[cell.text for cell in row] for row in table.rows] == [["Play", "Year"], ["Clay", "1840"]]


def test_first_number_of_a_list_may_stand_at_its_first_item() -> None:
    """A list that goes on after an interruption begins with the number that the page prints."""
    (by_item,) = blocks_of("<ol><li value=4>Walk</li><li>Count</li></ol>")
    (by_list,) = blocks_of("<ol start=4><li>Walk</li><li>Count</li></ol>")
    assert (by_item.start, by_list.start) == (4, 4)


def test_link_of_an_item_to_itself_is_no_text() -> None:
    """The pilcrow that links to a term of a list is not a part of the term."""
    (terms,) = blocks_of("<dl><dt>Crest <a href='#crest'>¶</a><dd>The top of the dyke.</dl>")
    assert [item.text for item in terms.items] == ["Crest"]
    assert [item.text for item in terms.items[0].items] == ["The top of the dyke."]


def test_list_alone_under_a_term_is_the_terms_own() -> None:
    """A list that is all that is said of a term stands under it without an empty item between."""
    (terms,) = blocks_of("<dl><dt>Dyke<dd><ul><li>Crest<li>Toe</ul></dl>")
    assert [item.text for item in terms.items[0].items] == ["Crest", "Toe"]


def test_mark_of_a_note_may_name_its_own_page() -> None:
    """In a saved page the link to a footnote holds the page's whole address; one to another page is a link."""
    html = f'<p>Said so<a href="{ADDRESS}#fn1">1</a> and <a href="https://other.example/#fn1">there</a></p>'
    (paragraph,) = blocks_of(html)
    assert [(span.kind, span.id) for span in paragraph.spans] == [("note_ref", "fn1"), ("link", None)]


def test_quotation_marks_of_an_element_stand_on_both_sides() -> None:
    """<q> gets its marks wherever in a line it begins; one that goes on over a line break gets each mark once."""
    (first,) = blocks_of("<p><q>The tide is late</q>, she said.</p>")
    (middle,) = blocks_of("<p>She said: <q>The tide is late</q>.</p>")
    (over,) = blocks_of("<p><q>The tide<br>is late</q>, she said.</p>")
    assert first.text == "“The tide is late”, she said."
    assert middle.text == "She said: “The tide is late”."
    assert over.text == "“The tide\nis late”, she said."
