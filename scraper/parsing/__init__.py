"""Page -> Document: bytes to text, archive wrappers off, one walk, structured data read."""

from __future__ import annotations

from scraper.errors import NotHtmlError
from scraper.options import ExtractOptions
from scraper.parsing.app_state import SHOWN_CHARS, shown_chars, stated_text
from scraper.parsing.capture import of_archive, read_capture
from scraper.parsing.decode import decode_html, sniff_not_html
from scraper.parsing.document import Document
from scraper.parsing.linked_data import read_linked_data
from scraper.parsing.stated_parts import stated_parts
from scraper.parsing.walking import build_document
from scraper.records import Page

__all__ = ["Document", "parse"]


def parse(page: Page, options: ExtractOptions | None = None) -> Document:
    """The Document of a page.

    Raises:  NotHtmlError for bytes that are no HTML page, ParseError past a limit of the parser.
    """
    options = options or ExtractOptions()
    url = page.final_url or page.url
    is_final = ("x-content-type-options", "nosniff") in [(name, value.lower()) for name, value in page.headers]
    if reason := sniff_not_html(page.content, page.content_type, is_final=is_final):
        raise NotHtmlError(url, reason)
    decoded, encoding = decode_html(page.content, page.content_type)
    capture, html, url = read_capture(decoded, url, page.capture_kind)
    # The parser takes UTF-8. A page that is just that, no byte of it mended, need not be encoded again.
    is_same = html is decoded and encoding == "utf-8" and page.content[:1] == b"<" and "\ufffd" not in decoded
    document = build_document(
        html, url, page.content if is_same else None, max_elements=options.max_elements, max_depth=options.max_depth
    )
    shows_little = shown_chars(document) <= SHOWN_CHARS
    if shows_little and (text := stated_parts(document) or stated_text(document)) is not None:
        # The data's text becomes the page's, so that it is read, judged and traced as any other.
        html = f"{html}<main><article>{text}</article></main>"
        document = build_document(html, url, None, max_elements=options.max_elements, max_depth=options.max_depth)
    document.capture = of_archive(capture, page.fetched_at) if page.capture_kind == "warc" else capture
    document.linked_data = read_linked_data(document)
    return document
