"""The page's own summary of the article."""

from __future__ import annotations

import re

from scraper.extraction.answer import Answer
from scraper.extraction.page.head import head_elements
from scraper.extraction.page.linked import first, plain
from scraper.extraction.page.site_names import is_site_name
from scraper.extraction.page.view import PageView
from scraper.extraction.sameness import sameness

DESCRIPTION_METAS = ("og:description", "description", "dc.description", "dcterms.description", "dcterms.abstract",
                     "citation_abstract", "twitter:description", "sailthru.description")  # fmt: skip
CUT = ("…", "...", "[…]", "[...]", "&hellip;")
#: In the class or itemprop of a standfirst's element.
STANDFIRST_WORDS = re.compile(
    "chap|standfirst|lead|intro|perex|de[ck]|abstract|ingress|vorspann|sapo|entradilla|sommario|excerpt|summary|bajada|resumo"
)
STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:chap[oô]|chapeau|standfirst|lead|lede|lead-?text|intro|introduction|perex|dek|deck|abstract|ingress|"
    r"vorspann|sapo|entradilla|sommario|excerpt|summary|bajada|resumo)(?:$|[\s_-])",
    re.IGNORECASE,
)
MIN_CHARS = 20  # a shorter one is a name or a label
MAX_CHARS = 2_000  # an abstract of a study; a longer one is the text
LEAD_LINES = 12  # of the body, searched for a shortened description


def read_summary(view: PageView) -> Answer[str | None]:
    """The page's own abstract or standfirst, in full.

    Looks:   the description in the linked data and <meta>; the standfirst that they quote, if they cut it short.
    Gives:   the printed standfirst if a description is its beginning; None if there is only a repeat of the title, the
             site's name, or a text cut off in the middle.
    Source:  https://schema.org/abstract, https://ogp.me/
    """
    document = view.document
    things = view.things
    title = sameness(view.title_text) or sameness(document.head_title)
    candidates = [(thing["@source"], text) for thing in things if (text := first(thing, "abstract", "description"))]
    candidates += [(meta, plain(value)) for meta in DESCRIPTION_METAS for value in document.meta.get(meta, ())[:1]]
    cut: list[tuple[str, str]] = []
    for where, text in candidates:
        key = sameness(text)
        if not MIN_CHARS <= len(text) <= MAX_CHARS or not key or key == title or is_site_name(text, view.site_keys):
            continue
        if not text.endswith(CUT):
            return Answer(text, where)
        cut.append((where, text))
    for where, text in cut:
        whole = _printed(view, sameness(text))
        if whole:
            return Answer(whole, where)
    standfirst = _standfirst(view, title)
    return Answer(standfirst, "standfirst") if standfirst else Answer(None)


def _standfirst(view: PageView, title: str) -> str | None:
    """The paragraph near the title that is marked as the article's opening."""
    for element in head_elements(view, STANDFIRST_WORDS):
        if STANDFIRST.search(f"{element.get('class') or ''} {element.get('itemprop') or ''}") is None:
            continue
        lines = [line for line in view.document.lines_of(element) if line.text and not line.hidden]
        text = " ".join(line.text for line in lines)
        if 0 < len(lines) <= 2 and 2 * MIN_CHARS < len(text) <= MAX_CHARS and sameness(text) != title:
            return text
    return None


def _printed(view: PageView, beginning: str) -> str | None:
    """The printed paragraph near the title, or in the body, that begins with these letters."""
    start = view.title_line or 0
    lines = [view.lines[index] for index in view.body[:LEAD_LINES]]
    lines = lines or view.lines[start : start + 4 * LEAD_LINES]
    for line in lines:
        if not line.hidden and len(line.text) >= len(beginning) and sameness(line.text).startswith(beginning):
            return line.text
    return None
