"""The text of a page that shows little, and whose linked data tell it in parts: updates, answers, slides.

Source:  https://schema.org/LiveBlogPosting, https://schema.org/QAPage, https://schema.org/ImageGallery
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from scraper.parsing.app_state import SHOWN_CHARS, TIMES_SHOWN, shown_chars
from scraper.parsing.document import Document
from scraper.parsing.linked_data import read_linked_data

TAG = re.compile(r"<[^<>]*>")
MIN_CHARS = 200  # of the parts together
MAX_PARTS = 1_000  # a bound for hostile data
MARKUP = re.compile(r"<(?:p|br|div|ul|ol|blockquote|h[1-6])\b", re.IGNORECASE)
CLOCK = re.compile(r"T(\d\d:\d\d)")
KINDS = ("LiveBlogPosting", "QAPage", "ImageGallery", "MediaGallery")


def stated_parts(document: Document) -> str | None:
    """The parts as markup, in their order; None for a page that shows its text, or tells none in parts."""
    shown = shown_chars(document)
    if shown > SHOWN_CHARS or not any(kind in document.html for kind in KINDS):
        return None
    for thing in read_linked_data(document):
        parts = [part for part in _parts(thing) if part][:MAX_PARTS]
        chars = sum(len(TAG.sub("", part)) for part in parts)
        if chars >= max(MIN_CHARS, TIMES_SHOWN * shown):
            return "".join(parts)
    return None


def _parts(thing: dict[str, Any]) -> Iterator[str]:
    kinds = thing["@type"]
    if "LiveBlogPosting" in kinds:
        yield _text(thing.get("articleBody"))
        for update in _things(thing.get("liveBlogUpdate")):
            clock = CLOCK.search(str(update.get("datePublished", "")))
            time = f"<p>{clock[1]}</p>" if clock else ""
            yield time + _heading(update.get("headline")) + _text(update.get("articleBody"))
    elif "QAPage" in kinds:
        for question in _things(thing.get("mainEntity")):
            yield from _question(question)
    elif {"ImageGallery", "MediaGallery"} & set(kinds):
        for image in _things(thing.get("image")) or _things(thing.get("associatedMedia")):
            yield _slide(image)


def _question(question: dict[str, Any]) -> Iterator[str]:
    """The question's text and the answers to it, the accepted one first."""
    yield _text(question.get("text"))
    for name in ("acceptedAnswer", "suggestedAnswer"):
        for answer in _things(question.get(name)):
            yield _text(answer.get("text"))


def _slide(image: dict[str, Any]) -> str:
    url, caption = image.get("contentUrl") or image.get("url"), image.get("caption") or image.get("description")
    if not isinstance(url, str) or not isinstance(caption, str):
        return ""
    return f'<figure><img src="{escape(url)}"><figcaption>{escape(caption, quote=False)}</figcaption></figure>'


def _things(value: Any) -> list[dict[str, Any]]:
    each = value if isinstance(value, list) else [value]
    return [thing for thing in each[:MAX_PARTS] if isinstance(thing, dict)]


def _heading(value: Any) -> str:
    return f"<h2>{escape(value, quote=False)}</h2>" if isinstance(value, str) and value else ""


def _text(value: Any) -> str:
    """A text as paragraphs; one that is markup already stays."""
    if not isinstance(value, str) or not value.strip():
        return ""
    if MARKUP.search(value):
        return f"<div>{value}</div>"
    return "".join(f"<p>{escape(part.strip(), quote=False)}</p>" for part in value.split("\n") if part.strip())
