"""A picture's address, and the lines under it: caption and credit."""

from __future__ import annotations

import re

from scraper.extraction.blocks.captions import caption_and_credit, is_named_caption
from scraper.extraction.blocks.structures import descendants
from scraper.normalize.text import normalize_text
from scraper.parsing.document import Document, Element, Line

PICTURES = ("img", "amp-img")
CREDIT_TAGS = ("span", "small", "cite", "em", "i", "b", "strong")
MAX_CREDIT_CHARS = 120  # a name, an agency and a licence
CREDIT_CLASS = re.compile(r"credit|copyright|source|photographer", re.IGNORECASE)
IMAGE_SOURCES = ("data-lazy-src", "data-src", "data-original", "data-orig-file", "data-full-src", "src")
SIZE = re.compile(r"\d+(?:\.\d+)?[xw]")
MAX_CAPTION_CHARS = 600  # a caption of several sentences; more is the text below
MAX_CAPTION_LINES = 4  # from a picture to the end of its box: caption, credit, buttons
TINY_PX = 40  # a picture smaller than this is an icon or a counter


def captions_below(document: Document, line: Line) -> list[Line]:
    """The lines right below a picture without <figure>, in a box of both named after captions; or a bare credit."""
    picture, chars = line.element, 0
    out: list[Line] = []
    if picture.tag not in PICTURES:
        return out
    for follower in document.lines[line.index + 1 :]:
        chars += len(follower.text)
        if follower.media or follower.hidden or chars > MAX_CAPTION_CHARS:
            break
        box = follower.element
        is_named = is_named_caption(box)
        while not picture.within(box) and box.parent is not None:
            box = box.parent
            is_named = is_named or is_named_caption(box)
        is_credit = not out and caption_and_credit(follower.text)[0] is None
        if not is_credit and (not is_named or box.last_line - line.index > MAX_CAPTION_LINES):
            break
        out.append(follower)
    return out


def alternative(picture: Element) -> str | None:
    """A picture's alternative text, on one line."""
    return normalize_text(picture.attrs.get("alt", "")) or None


def image_url(document: Document, element: Element) -> str | None:
    """The address of a picture, from where lazy loaders keep it; None for icons, counters and placeholders."""
    for side in ("width", "height"):
        size = element.get(side)
        if size and size.isdecimal() and int(size) < TINY_PX:
            return None
    for name in IMAGE_SOURCES:
        if url := document.absolute(_first_source(element.get(name))):
            return url
    source_set = element.get("srcset") or element.get("data-srcset")
    return document.absolute(source_set.split()[0].rstrip(",")) if source_set else None


def _first_source(value: str | None) -> str | None:
    """The address in an attribute of one address, or the first one where somebody has put a list of sizes there."""
    words = (value or "").split()
    return words[0].rstrip(",") if words and SIZE.fullmatch(words[-1]) else value


def figure_caption(lines: list[Line]) -> tuple[str | None, str | None]:
    """The caption and the credit out of the lines under a picture: by class, else by wording."""
    captions: list[str] = []
    credits: list[str] = []
    for line in lines:
        credit = _credit_by_class(line)
        if credit:
            credits.append(caption_and_credit(credit)[1] or credit)
        text = line.text if credit is None else line.text.replace(credit, "", 1).strip()
        if captions and captions[-1].endswith(":"):  # a label, and below it what it is the label of
            captions[-1] += f" {text}"
        elif text:
            captions.append(text)
    parts = [caption_and_credit(text) for text in dict.fromkeys(captions)]
    caption = " ".join(text for text, _ in parts if text) or None
    return caption, " ".join(dict.fromkeys([*credits, *(credit for _, credit in parts if credit)])) or None


def _credit_by_class(line: Line) -> str | None:
    """The part of a line under a picture whose element says that it is the credit; the whole line where that does."""
    names = f"{line.inner.get('class') or ''} {line.element.get('class') or ''}"
    if CREDIT_CLASS.search(names) and len(line.text) < MAX_CREDIT_CHARS:
        return line.text
    for part in descendants(line.element, CREDIT_TAGS):
        if CREDIT_CLASS.search(part.get("class") or "") and (text := part.text) and len(text) < MAX_CREDIT_CHARS:
            return text if line.text.startswith(text) or line.text.endswith(text) else None
    return None
