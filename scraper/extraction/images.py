"""Which picture leads the article, and what stands under a picture: caption or credit?"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from scraper.extraction.answer import Answer
from scraper.extraction.structured import first, listed, plain
from scraper.extraction.view import PageView
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
    r"photo(?:s|graph|graphie|graphs)?(?: credits?| by| courtesy(?: of)?)?|photos? :|"
    r"images?(?: credits?| by| courtesy(?: of)?| source)?|credits?|crédits?(?: photos?| image)?|credit line|"
    r"pictures?(?: by| credit)?|pics? by|courtesy(?: of)?|via|sources?|"
    r"foto(?:s|graf|grafie|graphie)?(?: von| di| de)?|bild(?:er|quelle|nachweis|rechte)?|quelle|fotocredit|"
    r"fuente|crédito|imagen|imágenes|fotografía(?: de)?|fonte|imagem|créditos|immagine|"
    r"фото|источник(?: фото)?|изображение|zdjęcie|zdjęcia|fot\.?|źródło|zdroj|beeld|afbeelding|bron|foto van|"
    r"kuva|kép|forrás|görsel|fotoğraf|kaynak|φωτογραφία|πηγή|图片来源|图|摄影|圖片來源|圖|攝影|写真|撮影|画像|사진|자료|출처|"
    r"illustrations?(?: by| par)?|infographic|graphics?(?: by)?|grafik|video"
)
#: A credit in its own words at the end of a caption: "(Photo: N. N.)", "Photo by N. N.", "© N. N.".
CREDIT_LABEL = re.compile(
    rf"(?P<open>[(\[])? ?(?:(?<!\w)(?:{_CREDIT_WORDS}) ?(?P<colon>[:：=] ?|(?<=(?:by|of|on|ar) ))|©|\(c\) )",
    re.IGNORECASE,
)
#: Agencies and kin that end a caption without a label: "… on Monday. (AP Photo/N. N.)", "… / AFP".
AGENCY = re.compile(
    r"\b(?:AFP|AP|Reuters|REUTERS|Getty Images|dpa|DPA|EPA|EFE|ANSA|Shutterstock|iStock|Alamy|Unsplash|Pexels|Pixabay|"
    r"Wikimedia Commons|Xinhua|TASS|PTI|IANS|AAP|PA Wire|PA Media|Keystone|APA|imago|IMAGO|picture alliance|Bloomberg|"
    r"Anadolu|NurPhoto|ČTK|PAP|Ritzau|NTB|TT|Yonhap|Kyodo)\b"
)
#: What parts a caption from the agency behind it.
BREAKS = (". ", "! ", "? ", " | ", " / ", " – ", " — ", "” ", "» ", "。")
MAX_CREDIT_CHARS = 140  # a name, an agency, a licence; a longer tail is the caption's
MAX_NAME_WORDS = 3  # "N. van N. / AFP"
MAX_CREDIT_TAIL = 60  # a credit without a label is short: a name and an agency
#: What an element around a caption, and not around more, is called where the picture stands in no <figure>.
CAPTION_CLASS = re.compile(
    r"caption|(?:image|img|photo|picture|foto|bild)[-_]?(?:text|desc|legend|title|info|credit)|legende|bildunterschrift|"
    r"didascalia|pie-?de-?foto|epigrafe|podpis",
    re.IGNORECASE,
)


def read_images(view: PageView) -> Answer[tuple[Image, ...]]:
    """The article's lead image, with what the page says of it.

    Looks:   og:image, the main thing's image, twitter:image; the same picture in the page for its alternative text.
    Gives:   absolute addresses; no logo or placeholder; None without a picture.
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
        if file_name(other.url) == file_name(image.url):
            image = Image(
                image.url, image.alt or other.alt, image.caption or other.caption, image.credit or other.credit
            )
    if image.alt is None:
        image = Image(image.url, _alt_of(document, image.url), image.caption, image.credit)
    return Answer((image,), where)


def is_named_caption(element: Element) -> bool:
    """Whether an element is, by its tag or its class, a caption or the box of a picture and its caption."""
    return element.tag == "figcaption" or _is_caption_class(element.get("class") or "")


@lru_cache(maxsize=4_000)  # within a page, and from page to page of a site, the same classes come again and again
def _is_caption_class(names: str) -> bool:
    return CAPTION_CLASS.search(names) is not None


def caption_and_credit(text: str | None) -> tuple[str | None, str | None]:
    """A figure's caption parted from the credit at its end; either may be None. Only labels and brackets are lost."""
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
    start = _agency_start(text)
    if start is not None:
        return _trimmed(text[:start]), _trimmed_credit(text[start:])
    return text, None


def _agency_start(text: str) -> int | None:
    """Where the credit begins that ends a caption with an agency's name; None where no agency ends it."""
    matches = list(AGENCY.finditer(text, max(0, len(text) - MAX_CREDIT_CHARS)))
    match = matches[-1] if matches else None
    if match is None or len(text) - match.end() > MAX_CREDIT_TAIL or ". " in text[match.end() :]:
        return None
    bracket = max(text.rfind("(", 0, match.start()), text.rfind("[", 0, match.start()))
    if bracket >= 0 and text.rstrip(".")[-1:] in (")", "]") and len(text) - bracket <= MAX_CREDIT_CHARS:
        return bracket
    start = max(
        text.rfind(sign, 0, match.start()) + len(sign) if sign in text[: match.start()] else 0 for sign in BREAKS
    )
    names = text[:start].split()
    if len(names) <= MAX_NAME_WORDS and not any(word[0].islower() or word[-1] in ".!?" for word in names):
        start = 0  # "N. N. / AFP"
    return start if len(text) - start <= MAX_CREDIT_TAIL else None


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
    label = CREDIT_LABEL.match(text)
    if label is not None and label["colon"] is not None:
        text = text[label.end() :].strip()
    return text or None
