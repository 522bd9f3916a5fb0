"""Which box is a picture's own? The widest one around it that holds nothing but it and the lines that caption it."""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import islice

from scraper.extraction.blocks.captions import caption_and_credit, is_named_caption
from scraper.extraction.blocks.structures import HEADINGS
from scraper.normalize.text import normalize_text
from scraper.parsing.document import Document, Element, Line

MAX_CAPTION_LINES = 4  # caption, credit, a button or two
MAX_CAPTION_CHARS = 600  # a caption of several sentences; more is text
MAX_BARE_CHARS = 120  # a caption that only its place below a picture tells; a longer one is a paragraph
MAX_FRAME_LINES = 12  # pictures' copies for slow readers counted
MAX_LABEL_CHARS = 40  # "Show the description of the picture"
BUTTON_CLASS = re.compile(r'(?:class|role)="(?:[^"]*[\s_-])?(?:btn|button)(?![a-z])')
BUTTON_LEVELS = 2  # the icon and the link in it
OUTER_TAGS = frozenset(("html", "body", "main", "article", "td", "li"))
FRAME_CLASS = re.compile(
    r"(?<![a-z])(?:image|img|photo|picture|pic|pix|foto|bild|figure|figura|media|illustration|thumbnail|imagen|kep)s?"
    r"(?![a-z])|absatzbild|wp-caption",
    re.IGNORECASE,
)
IMAGE_LINK = re.compile(r"^#|\.(?:jpe?g|png|webp|gif|avif)(?:\?|$)|/attachment", re.IGNORECASE)
CENTRED = re.compile(r'align="center"|text-align:\s*center', re.IGNORECASE)


def frame_of(document: Document, line: Line, chosen: Container[int]) -> Element | None:
    """The picture's own box, by the lines `chosen` as the body; None where it stands among other things."""
    best, named = None, False
    for node in line.element.ancestors:
        first, last = node.first_line, node.last_line
        if node.tag in OUTER_TAGS or last - first > MAX_FRAME_LINES:
            break
        named = named or FRAME_CLASS.search(node.get("class") or "") is not None
        lines = [each for each in document.lines[first:last] if not each.hidden and not is_control(each)]
        texts = [each for each in lines if each.text]
        if not texts:
            continue
        if any(each.media and each.index != line.index for each in lines) or not _can_be_caption(texts):
            break
        if node.tag == "a" and not IMAGE_LINK.search(node.get("href") or ""):
            return None  # a teaser: the words lead to another page
        is_told = named and len(texts) > 1 and is_credit(texts[-1].text)  # a picture's box that ends in its credit
        if not is_told and any(
            each.index in chosen and not is_credit(each.text) and not _is_marked(each.inner, node) for each in texts
        ):
            break  # a paragraph is no caption
        if named or _tells(line.element, texts, node):
            best = node
    return best


def is_control(line: Line) -> bool:
    """Whether a line is the label of a button, by its tag or, right around it, its class."""
    if not line.text:
        return False
    if line.element.closest("button") is not None:
        return True
    if len(line.text) > MAX_LABEL_CHARS:
        return False
    return any(BUTTON_CLASS.search(each.raw) for each in (line.inner, *islice(line.inner.ancestors, BUTTON_LEVELS)))


def is_credit(text: str) -> bool:
    """Whether a line is nothing but a credit."""
    if len(text) > MAX_BARE_CHARS:
        return False
    caption, credit = caption_and_credit(text)
    return caption is None and credit is not None


def _can_be_caption(texts: list[Line]) -> bool:
    return (
        len(texts) <= MAX_CAPTION_LINES
        and sum(len(each.text) for each in texts) <= MAX_CAPTION_CHARS
        and not any(each.element.tag in HEADINGS for each in texts)
    )


def _tells(picture: Element, texts: list[Line], box: Element) -> bool:
    """Whether the lines say what they are: by a caption's tag or class, as a credit, or as the alternative text."""
    if is_credit(texts[-1].text) and len(texts) <= 2:
        return True
    alt = normalize_text(picture.attrs.get("alt", ""))
    if len(texts) == 1 and CENTRED.search(box.raw) and len(texts[0].text) <= MAX_BARE_CHARS:
        return True
    return all(
        is_credit(each.text) or (alt and each.text.startswith(alt)) or _is_marked(each.inner, box) for each in texts
    )


def _is_marked(element: Element, box: Element) -> bool:
    """Whether an element is, or stands inside, one of `box` that is called a caption."""
    node: Element | None = element
    while node is not None and node.token > box.token:
        if node.tag == "figcaption" or is_named_caption(node):
            return True
        node = node.parent
    return box.tag == "figure"
