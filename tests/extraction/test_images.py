"""Images: the lead picture, and a caption parted from its credit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extraction.blocks.captions import caption_and_credit
from scraper.extraction.fields.images import read_images
from scraper.extraction.page.pictures import is_placeholder
from tests.extraction.views import FieldPage

TITLE = "<h1>Oil for the mole</h1>"


def test_lead_image(field_page: FieldPage) -> None:
    """og:image is the lead image, absolute, with the alternative text that the page gives the same picture."""
    head = '<meta property="og:image" content="/i/pails-of-oil.jpg">'
    below = '<img src="/i/small/pails-of-oil.webp" alt="Two pails">'
    found = read_images(field_page(TITLE, head=head, below=below))
    (image,) = found.value
    assert (image.url, image.alt) == ("https://lampnews.example/i/pails-of-oil.jpg", "Two pails")


def test_image_object_of_the_linked_data(field_page: FieldPage) -> None:
    """An ImageObject gives address, caption and credit."""
    head = '<script type="application/ld+json">{"@type": "Article", "headline": "Oil for the mole", "image":'
    head += '{"@type": "ImageObject", "url": "/i/pails.jpg", "caption": "Pails", "creditText": "Gus Tarn"}}</script>'
    found = read_images(field_page(TITLE, head=head))
    assert (found.value[0].caption, found.value[0].credit) == ("Pails", "Gus Tarn")


def test_logo_is_no_lead_image(field_page: FieldPage) -> None:
    """A logo or a stopgap is no picture of the article."""
    assert read_images(field_page(TITLE, head='<meta property="og:image" content="/i/logo.png">')).value == ()
    assert is_placeholder("https://a.example/img/default-share.jpg")
    assert not is_placeholder("https://a.example/logo/pails.jpg")


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("Two pails on the mole.", "Two pails on the mole.", None),
        ("Two pails on the mole. Photo: Gus Tarn", "Two pails on the mole.", "Gus Tarn"),
        ("Two pails on the mole (Photo: Gus Tarn)", "Two pails on the mole", "Gus Tarn"),
        ("Two pails on the mole. Photo by Gus Tarn", "Two pails on the mole.", "Gus Tarn"),
        ("Two pails on the mole. © Gus Tarn", "Two pails on the mole.", "© Gus Tarn"),
        ("Zwei Eimer. Foto: Gus Tarn/dpa", "Zwei Eimer.", "Gus Tarn/dpa"),
        ("Deux seaux. Crédit photo : Gus Tarn", "Deux seaux.", "Gus Tarn"),
        ("Photo: Gus Tarn", None, "Gus Tarn"),
        ("Two pails on the mole. (AP Photo/Gus Tarn)", "Two pails on the mole.", "AP Photo/Gus Tarn"),
        ("Two pails on the mole | Gus Tarn/Reuters", "Two pails on the mole", "Gus Tarn/Reuters"),
        ("Gus Tarn / AFP", None, "Gus Tarn / AFP"),
        ("They met Reuters people. They were polite.", "They met Reuters people. They were polite.", None),
        ("A photo of two pails", "A photo of two pails", None),
        ("", None, None),
        (None, None, None),
    ],
)  # fmt: skip
def test_caption_and_credit(text: str | None, caption: str | None, credit: str | None) -> None:
    """A credit with a label, a sign or an agency at the end of a caption is parted from it."""
    assert caption_and_credit(text) == (caption, credit)


@given(st.text(max_size=200))
def test_parting_a_caption_is_total(text: str) -> None:
    """Any text gives a caption and a credit that are None or not empty."""
    assert all(part is None or part.strip() for part in caption_and_credit(text))
