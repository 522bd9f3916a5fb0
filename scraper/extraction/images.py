"""Which picture leads the article, and what stands under a picture: caption or credit?"""

from __future__ import annotations

import re
from typing import Any

from scraper.extraction.reading import Found, Reading
from scraper.extraction.structured import first, listed, own_things, plain
from scraper.normalize.text import normalize_text
from scraper.normalize.urls import absolute_url
from scraper.parsing.document import Document, Element
from scraper.records import Image

IMAGE_METAS = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src", "thumbnail",
               "sailthru.image.full", "parsely-image-url")  # fmt: skip
#: Pictures that stand for the site and not for the article.
PLACEHOLDER = re.compile(
    r"(?:^|[/_.-])(?:logo|favicon|default|placeholder|blank|spacer|avatar|gravatar|share[-_]?image|no[-_]?image|pixel|"
    r"sprite|icon)s?(?:[/_.-]|\d|$)",
    re.IGNORECASE,
)
_CREDIT_WORDS = (
    r"photo(?:s|graph|graphie|graphs)?(?: credits?| by| courtesy(?: of)?| :)?|image(?:s)?(?: credits?| by| courtesy(?: of)?| source)?|"
    r"credits?|crédits?(?: photos?| image)?|credit line|picture(?:s)?(?: by| credit)?|pic(?:s)? by|courtesy(?: of)?|via|source(?:s)?|"
    r"foto(?:s|graf|grafie|graphie)?(?: von| di| de)?|bild(?:er|quelle|nachweis|rechte)?|quelle|fotocredit|"
    r"fuente|crédito|imagen|imágenes|fotografía(?: de)?|fonte|imagem|créditos|immagine|"
    r"фото|источник(?: фото)?|изображение|zdjęcie|zdjęcia|fot\.?|źródło|zdroj|beeld|afbeelding|bron|foto van|"
    r"kuva|kép|forrás|görsel|fotoğraf|kaynak|φωτογραφία|πηγή|图片来源|图|摄影|圖片來源|圖|攝影|写真|撮影|画像|사진|자료|출처|"
    r"illustration(?:s)?(?: by| par)?|infographic|graphic(?:s)?(?: by)?|grafik|video"
)
#: A credit in its own words at the end of a caption: "(Photo: N. N.)", "Photo by N. N.", "© N. N.".
CREDIT_LABEL = re.compile(
    rf"(?P<open>[(\[])?\s*(?:(?:(?<!\w)(?:{_CREDIT_WORDS})\s*(?P<colon>[:：=/]|(?<=by)\s|(?<=of)\s|(?<=von)\s|(?<=par)\s))|©|\(c\)\s|&copy;)",
    re.IGNORECASE,
)
#: Agencies and kin that end a caption without a label: "… on Monday. (AP Photo/N. N.)", "… / AFP".
AGENCY = re.compile(
    r"[(\[]?\s*[^.()\[\]]{0,60}\b(?:AFP|AP|AP Photo|Reuters|REUTERS|Getty Images|dpa|DPA|EPA|EFE|ANSA|Shutterstock|iStock|"
    r"Alamy|Unsplash|Pexels|Pixabay|Wikimedia Commons|Xinhua|TASS|PTI|IANS|AAP|PA Wire|PA Media|Keystone|APA|imago|IMAGO|"
    r"picture alliance|Bloomberg|Anadolu|NurPhoto|ČTK|PAP|Ritzau|NTB|TT|Yonhap|Kyodo)\b[^.()\[\]]{0,60}[)\]]?\s*$"
)
MAX_CREDIT_CHARS = 140


def extract_images(reading: Reading) -> Found[tuple[Image, ...]] | None:
    """The article's lead image, with what the page says of it.

    Looks:   og:image, the main thing's image, twitter:image; the same picture in the page for its alternative text.
    Gives:   absolute addresses; no logo or placeholder; None without a picture.
    Source:  https://schema.org/image, https://ogp.me/#structured
    """
    document = reading.document
    candidates: list[tuple[str, Image]] = []
    alt = next(iter(document.meta.get("og:image:alt", ())), None)
    for meta in IMAGE_METAS:
        for value in document.meta.get(meta, ())[:1]:
            if (url := _address(document, value)) is not None:
                candidates.append(
                    (meta, Image(url, alt=plain(alt) or None if alt and meta.startswith("og:") else None))
                )
    for thing in own_things(reading):
        for value in (*listed(thing.get("image"))[:1], *listed(thing.get("thumbnailUrl"))[:1]):
            image = _of_value(document, value)
            if image is not None:
                candidates.append((thing["@source"], image))
    if not candidates:
        return None
    where, image = candidates[0]
    for _, other in candidates[1:]:
        if file_name(other.url) == file_name(image.url):
            image = Image(
                image.url, image.alt or other.alt, image.caption or other.caption, image.credit or other.credit
            )
    if image.alt is None:
        image = Image(image.url, _alt_of(document, image.url), image.caption, image.credit)
    return Found((image,), where)


def caption_and_credit(text: str | None) -> tuple[str | None, str | None]:
    """A figure's caption parted from the credit at its end; either may be None. Nothing is lost but labels' brackets."""
    text = normalize_text(text or "")
    if not text:
        return None, None
    for match in CREDIT_LABEL.finditer(text):
        tail = text[match.start() :]
        if len(tail) > MAX_CREDIT_CHARS or (match["open"] and not tail.rstrip(" .").endswith((")", "]"))):
            continue
        if (
            match.start()
            and not match["open"]
            and text[: match.start()].rstrip()[-1:].isalnum()
            and match["colon"] is None
            and "©" not in tail[:2]
        ):
            continue
        return _trimmed(text[: match.start()]), _trimmed_credit(tail)
    agency = AGENCY.search(text)
    if agency is not None and agency.end() - agency.start() <= MAX_CREDIT_CHARS:
        caption = text[: agency.start()]
        if not caption or caption.rstrip()[-1:] in '.!?/|-–—)”»"' or agency[0].lstrip()[:1] in "([":
            return _trimmed(caption), _trimmed_credit(agency[0])
    return text, None


def file_name(url: str) -> str:
    """The last step of an address without its ending, by which sizes of one picture are known."""
    return url.partition("?")[0].rsplit("/", 1)[-1].rsplit(".", 1)[0].casefold()


def is_placeholder(url: str) -> bool:
    """Whether a picture's file name says that it is a logo, an icon or a stopgap."""
    return PLACEHOLDER.search(url.partition("?")[0].rsplit("/", 1)[-1]) is not None


def _address(document: Document, value: str) -> str | None:
    url = absolute_url(value, document.base or document.url)
    return url if url and url.startswith("http") and not is_placeholder(url) else None


def _of_value(document: Document, value: Any) -> Image | None:
    """The picture in a value of linked data: an address, or an ImageObject."""
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
            return _alternative(element)
    return None


def _alternative(element: Element) -> str | None:
    alt = normalize_text(element.get("alt") or "")
    return alt or None


def _trimmed(text: str) -> str | None:
    return text.strip().rstrip("|/–—-(").strip() or None


def _trimmed_credit(text: str) -> str | None:
    text = text.strip().strip("|/–—-").strip()
    if text[:1] in "([" and text.rstrip(".")[-1:] in ")]":
        text = text[1:].rstrip(".")[:-1].strip()
    return text or None
