"""The language the article is written in, and the one the page declares."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.extraction.answer import Answer
from scraper.extraction.page.linked import first
from scraper.extraction.page.view import PageView
from scraper.normalize.language import detect_language, normalize_language
from scraper.records import Block

LANGUAGE_METAS = ("content-language", "dc.language", "dcterms.language", "language", "citation_language", "inlanguage")
SAMPLE_CHARS = 2_000  # enough words to identify any language that can be identified


def read_page_language(view: PageView) -> Answer[str | None]:
    """The language that the page declares, as a BCP 47 tag.

    Looks:   <html lang>; <meta> language; og:locale; the main thing's inLanguage.
    Source:  https://www.rfc-editor.org/info/bcp47
    """
    document = view.document
    candidates = [("html:lang", document.html_language)]
    candidates += [(meta, value) for meta in LANGUAGE_METAS for value in document.meta.get(meta, ())[:1]]
    candidates += [("og:locale", value) for value in document.meta.get("og:locale", ())[:1]]
    candidates += [(thing["@source"], first(thing, "inLanguage")) for thing in view.things]
    for where, value in candidates:
        tag = normalize_language(value)
        if tag:
            return Answer(tag, where)
    return Answer(None)


def read_language(body: Sequence[Block], page_language: Answer[str | None]) -> Answer[str | None]:
    """The language of the body's words; if they are too few to tell, the one that the page declares."""
    sample = " ".join(block.text for block in body if block.kind in ("paragraph", "quote", "heading", "list"))
    detected = detect_language(sample[:SAMPLE_CHARS], page_language.value) if sample else None
    if detected:
        return Answer(detected, "body")
    return Answer(page_language.value, "page") if page_language.value else Answer(None)
