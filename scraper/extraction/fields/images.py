"""The article's lead image, and the caption and credit below a picture."""

from __future__ import annotations

from typing import Any

from scraper.extraction.answer import Answer
from scraper.extraction.blocks.pictures import alternative
from scraper.extraction.page.linked import first, listed, plain
from scraper.extraction.page.pictures import file_name, is_placeholder, is_same_picture, is_stopgap
from scraper.extraction.page.view import PageView
from scraper.parsing.document import Document
from scraper.records import Image

IMAGE_METAS = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src", "thumbnail",
               "sailthru.image.full", "parsely-image-url")  # fmt: skip


def read_images(view: PageView) -> Answer[tuple[Image, ...]]:
    """The article's lead image, with what the page says about it.

    Looks:   og:image, the main thing's image, twitter:image; the same picture in the page for its alternative text.
    Gives:   absolute URLs; no logo or placeholder; None without a picture.
    Source:  https://schema.org/image, https://ogp.me/#structured
    """
    document = view.document
    candidates: list[tuple[str, Image]] = []
    alt = next(iter(document.meta.get("og:image:alt", ())), None)
    for meta in IMAGE_METAS:
        for value in document.meta.get(meta, ())[:1]:
            if (url := _address(document, value)) is not None:
                candidates.append(
                    (meta, Image(url, alt=plain(alt) or None if alt and meta.startswith("og:") else None))
                )
    for thing in view.things:
        for value in (*listed(thing.get("image"))[:1], *listed(thing.get("thumbnailUrl"))[:1]):
            image = _of_value(document, value)
            if image is not None:
                candidates.append((thing["@source"], image))
    if not candidates:
        return Answer(())
    where, image = candidates[0]
    for _, other in candidates[1:]:
        if is_same_picture(other.url, image.url):
            image = Image(
                image.url, image.alt or other.alt, image.caption or other.caption, image.credit or other.credit
            )
    if image.alt is None:
        image = Image(image.url, _alt_of(document, image.url), image.caption, image.credit)
    return Answer((image,), where)


def _address(document: Document, value: str) -> str | None:
    url = document.absolute(value)
    return url if url and url.startswith("http") and not is_placeholder(url) and not is_stopgap(url) else None


def _of_value(document: Document, value: Any) -> Image | None:
    """The picture in a value of linked data: a URL, or an ImageObject."""
    if isinstance(value, str):
        url = _address(document, value)
        return Image(url) if url else None
    if not isinstance(value, dict):
        return None
    address = next(
        (each for key in ("url", "contentUrl", "@id") for each in listed(value.get(key)) if isinstance(each, str)), None
    )
    url = _address(document, address) if address else None
    if url is None:
        return None
    caption = first(value, "caption", "description")
    return Image(url, caption=caption, credit=first(value, "creditText", "copyrightHolder", "creator", "author"))


def _alt_of(document: Document, url: str) -> str | None:
    """The alternative text of the same picture in the page."""
    name = file_name(url)
    if len(name) < 5:
        return None
    for element in document.all("img"):
        if name in element.raw.casefold():
            return alternative(element)
    return None
