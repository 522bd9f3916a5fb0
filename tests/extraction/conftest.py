"""What the tests of the fields share: a small page, read as far as the field extractors need it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scraper.extraction.reading import Reading
from scraper.extraction.title import extract_title
from scraper.parsing.document import build_document
from scraper.parsing.linked_data import read_linked_data

PROSE = "".join(
    f"<p>Paragraph {n} follows the lamp keepers of Ostrel along the mole, where the oil is carried up in pails and the "
    f"wicks are trimmed before the boats come home.</p>"
    for n in range(1, 8)
)

ADDRESS = "https://lampnews.example/a/oil"

FieldPage = Callable[..., Reading]


@pytest.fixture
def field_page() -> FieldPage:
    """Makes a Reading of a page: what stands in the head, what above and below the text; the title is read already."""

    def make(above: str = "", *, head: str = "", below: str = "", url: str | None = ADDRESS) -> Reading:
        html = f"<html lang=en><head>{head}</head><body>{above}{PROSE}{below}</body></html>"
        document = build_document(html, url, max_elements=10_000, max_depth=500)
        document.linked_data = read_linked_data(document)
        reading = Reading(document)
        reading.body = [line.index for line in document.lines if line.text.startswith("Paragraph")]
        reading.take("title", extract_title(reading))
        return reading

    return make
