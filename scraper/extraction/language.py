"""Which language is the article written in, and which one does the page declare?"""

from __future__ import annotations

from collections.abc import Sequence

from scraper.extraction.reading import Found, Reading
from scraper.extraction.structured import first, own_things
from scraper.normalize.language import detect_language, normalize_language
from scraper.records import Block

LANGUAGE_METAS = ("content-language", "dc.language", "dcterms.language", "language", "citation_language", "inlanguage")
SAMPLE_CHARS = 2_000  # enough words to tell any language that can be told


def extract_page_language(reading: Reading) -> Found[str] | None:
    """The language that the page declares for itself, as a BCP 47 tag.

    Looks:   <html lang>; <meta> language; og:locale; the main thing's inLanguage.
    Source:  https://www.rfc-editor.org/info/bcp47
    """
    document = reading.document
    candidates = [("html:lang", document.html_language)]
    candidates += [(meta, value) for meta in LANGUAGE_METAS for value in document.meta.get(meta, ())[:1]]
    candidates += [("og:locale", value) for value in document.meta.get("og:locale", ())[:1]]
    candidates += [(thing["@source"], first(thing, "inLanguage")) for thing in own_things(reading)]
    for where, value in candidates:
        tag = normalize_language(value)
        if tag:
            return Found(tag, where)
    return None


def extract_language(reading: Reading, body: Sequence[Block], page_language: str | None) -> Found[str] | None:
    """The language of the body, from its words; where they are too few to tell, the one that the page declares."""
    sample = " ".join(block.text for block in body if block.kind in ("paragraph", "quote", "heading", "list"))
    detected = detect_language(sample[:SAMPLE_CHARS], page_language) if sample else None
    if detected:
        return Found(detected, "body")
    return Found(page_language, "page") if page_language else None
