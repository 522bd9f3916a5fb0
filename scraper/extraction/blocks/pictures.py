"""A picture's address, and the lines under it: caption and credit."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from itertools import islice

from scraper.extraction.blocks.captions import caption_and_credit, is_named_caption
from scraper.extraction.blocks.frames import (
    MAX_CAPTION_CHARS,
    MAX_CAPTION_LINES,
    frame_of,
    is_control,
    is_credit,
)
from scraper.extraction.page.pictures import is_stopgap
from scraper.normalize.text import normalize_text
from scraper.parsing.document import Document, Element, Line

PICTURES = ("img", "amp-img")
CREDIT_TAGS = ("span", "small", "cite", "em", "i", "b", "strong")
MAX_CREDIT_CHARS = 120  # a name, an agency and a licence
CREDIT_CLASS = re.compile(r"credit|copyright|source|photographer", re.IGNORECASE)
IMAGE_SOURCES = ("data-lazy-src", "data-src", "data-original", "data-orig-file", "data-full-src", "src")
#: Other names that lazy loaders give to the attribute of the address.
LAZY_SOURCE = re.compile(r"data-(?:[a-z]+-)*(?:[a-z]*src|[a-z]*srcset|image|img|url)")
SIZE = re.compile(r"\d+(?:\.\d+)?[xw]")
CAPTION_LEVELS = 2  # a span in a paragraph in the box of captions
TINY_PX = 40  # a picture smaller than this is an icon or a counter


def captions_below(document: Document, line: Line, chosen: Container[int]) -> list[Line]:
    """The lines right below a picture without <figure> that are its caption and credit.

    They stand in a box of their own with it, or in one of both named after captions, or are a bare credit.
    """
    picture, chars = line.element, 0
    out: list[Line] = []
    if picture.tag not in PICTURES:
        return out
    frame = frame_of(document, line, chosen)
    for follower in document.lines[line.index + 1 :]:
        if follower.hidden or is_control(follower):
            continue
        chars += len(follower.text)
        if follower.media or chars > MAX_CAPTION_CHARS:
            break
        box = follower.element
        is_named = is_named_caption(box)
        while not picture.within(box) and box.parent is not None:
            box = box.parent
            is_named = is_named or is_named_caption(box)
        is_framed = frame is not None and follower.index < frame.last_line
        is_bare = not out and is_credit(follower.text)
        if not (is_bare or is_framed) and (not is_named or box.last_line - line.index > MAX_CAPTION_LINES):
            break
        out.append(follower)
    return out


def alternative(picture: Element) -> str | None:
    """A picture's alternative text, on one line."""
    return normalize_text(picture.attrs.get("alt", "")) or None


def image_url(document: Document, element: Element) -> str | None:
    """The address of a picture, from where lazy loaders keep it; None for icons, counters and placeholders."""
    if _is_tiny(element):
        return None
    for value in _sources(element):
        url = document.absolute(value)
        if url and not is_stopgap(url):
            return url
    return None


def _is_tiny(element: Element) -> bool:
    """Whether a picture says that it is small; a nought beside another size is one that is not known."""
    sizes = [int(size) for side in ("width", "height") if (size := element.get(side)) and size.isdecimal()]
    known = [size for size in sizes if size] or sizes
    return any(size < TINY_PX for size in known)


def _sources(element: Element) -> Iterator[str]:
    """What may be a picture's address, the best first: lazy loaders put a stopgap where it is due."""
    for name in IMAGE_SOURCES:
        if source := _first_source(element.get(name)):
            yield source
    if source_set := element.get("srcset") or element.get("data-srcset"):
        yield source_set.split()[0].rstrip(",")
    for name, value in element.attrs.items():
        if LAZY_SOURCE.fullmatch(name) and value.strip():
            yield value.split()[0].rstrip(",")
    around = element.parent
    if around is not None and around.tag == "picture":
        for child in around.children:
            if child.tag == "source" and (source_set := child.get("srcset") or child.get("data-srcset")):
                yield source_set.split()[0].rstrip(",")


def _first_source(value: str | None) -> str | None:
    """The address in an attribute of one address, or the first one where somebody has put a list of sizes there."""
    words = (value or "").split()
    return words[0].rstrip(",") if words and SIZE.fullmatch(words[-1]) else value


def caption_lines(document: Document, figure: Element) -> list[Line]:
    """The lines of a figure that tell of its picture: its <figcaption> and credits, else all; no buttons' labels."""
    texts = [line for line in document.lines_of(figure) if line.text and not line.hidden and not is_control(line)]
    captions = [line for line in texts if line.element.closest("figcaption", "figure") != figure]
    if not any(line.element.closest("figcaption") for line in captions):
        return texts
    return [line for line in texts if line in captions or is_named_caption(line.element) or _credit_by_class(line)]


def is_told_caption(line: Line) -> bool:
    """Whether a line by itself is a caption or a credit: by its words, or by the class of its box."""
    around = (line.inner, *islice(line.inner.ancestors, CAPTION_LEVELS))
    return is_credit(line.text) or any(is_named_caption(each) for each in around)


def figure_caption(lines: list[Line]) -> tuple[str | None, str | None]:
    """The caption and the credit out of the lines under a picture: by class, else by wording."""
    captions: list[str] = []
    credits: list[str] = []
    for line in lines:
        credit = _credit_by_class(line)
        if credit:
            credits.append(caption_and_credit(credit)[1] or credit)
        text = line.text if credit is None else _without_credit(line.text, credit)
        if captions and captions[-1].endswith(":"):  # a label, and below it what it is the label of
            captions[-1] += f" {text}"
        elif text:
            captions.append(text)
    parts = [caption_and_credit(text) for text in dict.fromkeys(captions)]
    caption = " ".join(text for text, _ in parts if text) or None
    return caption, " ".join(dict.fromkeys([*credits, *(credit for _, credit in parts if credit)])) or None


def _without_credit(text: str, credit: str) -> str:
    """A line under a picture without the credit that ends or begins it; the caption may name it once more."""
    return (text.removesuffix(credit) if text.endswith(credit) else text.removeprefix(credit)).strip()


def _credit_by_class(line: Line) -> str | None:
    """The part of a line under a picture whose element says that it is the credit; the whole line where that does."""
    names = f"{line.inner.get('class') or ''} {line.element.get('class') or ''}"
    if CREDIT_CLASS.search(names) and len(line.text) < MAX_CREDIT_CHARS:
        return line.text
    for part in line.element.inside(*CREDIT_TAGS):
        if CREDIT_CLASS.search(part.get("class") or "") and (text := part.text) and len(text) < MAX_CREDIT_CHARS:
            return text if line.text.startswith(text) or line.text.endswith(text) else None
    return None
