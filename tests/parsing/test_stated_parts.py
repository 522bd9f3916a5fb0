"""Text that the linked data tell in parts, on pages that show little."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scraper.options import ExtractOptions
from scraper.parsing import parse
from scraper.records import Page

TEXT = (
    "Wardens say that the water stands two hands below the crest, and that it no longer rises at the lock of Ostrel. "
)


def lines(data: Any, shown: str = "") -> list[str]:
    """The visible lines of a page with linked data."""
    page = f'<h1>Flood</h1>{shown}<script type="application/ld+json">{json.dumps(data)}</script>'.encode()
    return [line.text for line in parse(Page(None, None, page), ExtractOptions()).lines if line.text]


def live(*updates: Any) -> dict[str, Any]:
    return {"@type": "LiveBlogPosting", "headline": "Flood", "liveBlogUpdate": list(updates)}


def test_updates_stand_in_their_order_under_their_time() -> None:
    """Each update has its time, its headline and its text; one without a time, or without a headline, has none."""
    first = {"@type": "BlogPosting", "headline": "Second", "datePublished": "2024-03-01T14:32:00Z", "articleBody": TEXT}
    second = {"@type": "BlogPosting", "articleBody": f"{TEXT}\n\n{TEXT}"}
    got = lines(live(first, second))
    assert got == ["Flood", "14:32", "Second", TEXT.strip(), TEXT.strip(), TEXT.strip()]


def test_page_that_shows_its_text_is_left_alone() -> None:
    """What a page shows is read as it is shown."""
    shown = f"<p>{TEXT * 5}</p>"
    assert lines(live({"articleBody": TEXT * 3}), shown) == ["Flood", (TEXT * 5).strip()]


@pytest.mark.parametrize(
    "data",
    [
        live(None, 7, "text", [], {"articleBody": 7}, {"headline": None}),
        {"@type": "LiveBlogPosting", "liveBlogUpdate": "soon"},
        {"@type": "QAPage", "mainEntity": [{"text": {}, "acceptedAnswer": "yes", "suggestedAnswer": [None]}]},
        {"@type": "ImageGallery", "image": [{"contentUrl": ["a"], "caption": 7}, "b.jpg"]},
        live({"articleBody": "short"}),
    ],
)
def test_broken_parts_are_left_out(data: Any) -> None:
    """Values of the wrong type, and too little text, give nothing."""
    assert lines(data) == ["Flood"]


def test_markup_in_a_caption_is_text() -> None:
    """A caption cannot open an element of the page."""
    caption = f"<h1>{TEXT * 2}"
    got = lines({"@type": "ImageGallery", "image": [{"contentUrl": 'a.jpg" onerror="x', "caption": caption}]})
    assert got[-1].startswith("<h1>Wardens")
