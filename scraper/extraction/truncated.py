"""Is what the page shows but a part of the article: a preview before a payment, or the first of several pages?"""

from __future__ import annotations

from scraper.extraction.pages import LISTING_KINDS, NextPage
from scraper.extraction.reading import Reading


def note_truncation(reading: Reading, kind: str, following: NextPage | None) -> None:
    """Adds a warning that begins with `truncated:` where the record holds only a part of the article.

    `following` is the page that the article goes on in; nothing is said of it where that will be read as well.
    """
    if following is not None and following.certain and kind not in LISTING_KINDS and not reading.options.join_pages:
        reading.warnings.append(f"truncated: the article goes on at {following.url}")
