"""What the tests of the fields share: a small page, read as far as the readers of the fields need it."""

from __future__ import annotations

from datetime import datetime

import pytest

from scraper.extraction.fields.title.choosing import read_title
from scraper.extraction.page.view import Facts, PageView
from tests.extraction.views import FieldPage, parsed

PROSE = "".join(
    f"<p>Paragraph {n} follows the lamp keepers of Ostrel along the mole, where the oil is carried up in pails and the "
    f"wicks are trimmed before the boats come home.</p>"
    for n in range(1, 8)
)

ADDRESS = "https://lampnews.example/a/oil"


@pytest.fixture
def field_page() -> FieldPage:
    """Makes the view of a page: what stands in the head, what above and below the text; the title is read already."""

    def make(
        above: str = "", *, head: str = "", below: str = "", url: str | None = ADDRESS, now: datetime | None = None
    ) -> PageView:
        document = parsed(f"<html lang=en><head>{head}</head><body>{above}{PROSE}{below}</body></html>", url)
        body = tuple(line.index for line in document.lines if line.text.startswith("Paragraph"))
        view = PageView(Facts(document), fetched_at=now, body=body)
        claims = read_title(view).claims
        return view.titled(claims[0].line if claims else None)

    return make
