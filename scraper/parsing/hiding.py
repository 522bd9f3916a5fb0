"""Which elements hide themselves from a reader."""

from __future__ import annotations

import re

from scraper.parsing.tags import ATTRIBUTE

HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
#: What MediaWiki prints amid a text for its editors.
WIKI_CONTROL = re.compile(r"\bmw-(?:editsection|cite-backlink|jump-link)\b")
#: Without one of these in its attributes no element is hidden.
HIDING = ("hidden", "none", "mw-")


def is_hidden(tag: str, raw: str) -> bool:
    """Whether attributes hide their element, or call it a control of the wiki that stands amid the text."""
    if not any(mark in raw for mark in HIDING) or tag in ("html", "body"):
        return False
    if "mw" in raw and WIKI_CONTROL.search(raw):
        return True
    if ' hidden="' not in raw and not raw.startswith('hidden="') and 'style="' not in raw:
        return False
    attrs = dict(ATTRIBUTE.findall(raw))
    return "hidden" in attrs or ("style" in attrs and HIDDEN_STYLE.search(attrs["style"]) is not None)
