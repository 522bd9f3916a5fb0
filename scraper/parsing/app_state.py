"""The text of a page that a script would show: one-page apps ship it as data, and nothing of it as markup.

Looks at what the common frameworks leave in the page (JSON scripts such as `__NEXT_DATA__`, assignments of a JSON
value to a state variable, the rows that Next.js pushes) and at the linked data's `articleBody`, for the one value or
list that holds the most prose.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from itertools import islice
from typing import Any

from scraper.parsing.document import Document

SHOWN_CHARS = 400  # outside links: a page that shows more than this has its text in its markup
TIMES_SHOWN = 3  # the text in the data is at least so many times as long
MIN_CHARS = 500  # of prose in the data; less is a teaser
MAX_SCRIPT_CHARS = 4_000_000  # a bound for hostile pages
MAX_SCRIPTS = 300  # likewise
MAX_VALUES = 200_000  # visited in all the data of a page
MAX_DEPTH = 40  # likewise: Python's stack ends at 1,000 calls
PROSE_CHARS = 60  # a string of prose is at least so long
LINE_CHARS = 40  # a line of the page longer than this is text
MIN_PIECES = 4  # of a text that is a list: a list of paragraphs, not of cards
NESTED_SHARE = 0.85  # of the prose around it: an inner list that holds so much is the text itself

SCRIPT_START = re.compile(r"<script\b", re.IGNORECASE)
SCRIPT_END = re.compile("</script", re.IGNORECASE)
#: `window.__STATE__ = {…}`, `states.push({…})` and the like; what follows the sign is read as JSON.
VALUE_START = re.compile(r"(?:[=(]|^)\s*(?=[{\[]\s*[\"{\[])")
MAX_STARTS = 8  # places in one script at which a value is tried, since each try may read it to its end
NEXT_PUSH = re.compile(r'self\.__next_f\.push\(\[1,\s*("(?:[^"\\]|\\.)*+")\s*\]\)', re.DOTALL)
NEXT_ROW = re.compile(r"(?:^|\n)[0-9a-f]+:(?:T([0-9a-f]+),|(?=[\[{\"]))")
MARKUP = re.compile(r"<(?:p|br|div|h[1-6]|li|blockquote)\b[^<>]*>", re.IGNORECASE)
ANY_TAG = re.compile(r"<[^>]{1,300}>")
SENTENCE = re.compile(r"[.!?…»”\"]\s|[.!?…»”\"]$|[。！？]")
NO_PROSE = re.compile(r"^(?:https?:|data:|/|#|\{|function|[\w.-]+$)|[{};]\s*[\w.-]+\s*[:{(]")
#: Keys of what is beside an article, or no text for readers.
OTHER_KEYS = re.compile(
    r"url|href|src|class|style|script|css|related|recommend|comment|cookie|consent|privacy|terms|translation|messages|"
    r"i18n|locale|config|seo|meta|footer|nav|menu|faq|bio|email|newsletter|tracking|analytics|query|svg",
    re.IGNORECASE,
)
#: Keys of a whole text that need no markup to be believed.
TEXT_KEYS = ("articleBody", "body", "content", "text", "articleText", "bodyText", "contentText")
HEADING_KINDS = re.compile(r"head|title|h[1-6]$", re.IGNORECASE)


def stated_text(document: Document) -> str | None:
    """The page's text as markup, where only its data holds it; None for every page that shows its text.

    Raises:  nothing; data that cannot be read is left out.
    """
    shown = shown_chars(document)
    if shown > SHOWN_CHARS:
        return None
    best, chars = "", 0
    budget = [MAX_VALUES]
    for value in _data(document):
        found, size = _best(value, 0, budget)
        if size > chars:
            best, chars = found, size
    return best if chars >= max(MIN_CHARS, TIMES_SHOWN * shown) else None


def shown_chars(document: Document) -> int:
    """Characters outside links in the visible lines that are long enough to be text."""
    return sum(
        len(line.text) - line.link_chars for line in document.lines if len(line.text) > LINE_CHARS and not line.hidden
    )


def _data(document: Document) -> Iterator[Any]:
    """Every JSON value in the page's scripts."""
    pushed: list[str] = []
    for number, written in enumerate(_scripts(document.html)):
        text = written.strip()
        if number >= MAX_SCRIPTS or len(text) > MAX_SCRIPT_CHARS:
            continue
        if rows := NEXT_PUSH.findall(text):
            pushed.extend(value for row in rows if isinstance(value := _json(row), str))
        elif len(text) >= MIN_CHARS:
            starts = islice(VALUE_START.finditer(text), MAX_STARTS)
            yield from (value for start in starts if (value := _json(text[start.end() :])) is not None)
    yield from _rows("".join(pushed))


def _scripts(html: str) -> Iterator[str]:
    """The content of each script; one that never ends is none."""
    end = 0
    while (tag := SCRIPT_START.search(html, end)) and (start := html.find(">", tag.end()) + 1):
        closing = SCRIPT_END.search(html, start)
        if closing is None:
            return
        yield html[start : closing.start()]
        end = closing.end()


def _json(text: str) -> Any:
    """The JSON value at the beginning of a text; None where there is none."""
    if text[:1] not in ("{", "[", '"'):
        return None
    try:
        return json.JSONDecoder(strict=False).raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _rows(stream: str) -> Iterator[Any]:
    """The values in what Next.js pushes: rows of JSON, and texts with their length in bytes before them."""
    for match in NEXT_ROW.finditer(stream):
        if match[1]:
            size = int(match[1][:7], 16)
            yield stream[match.end() : match.end() + size].encode()[:size].decode("utf-8", "ignore")
        else:
            yield _json(stream[match.end() :])


def _best(value: Any, depth: int, budget: list[int]) -> tuple[str, int]:
    """The markup of the string, or of the list of pieces, with the most prose in a value, and its characters."""
    budget[0] -= 1
    if depth > MAX_DEPTH or budget[0] < 0:
        return "", 0
    if isinstance(value, str):
        return _of_string(value) if MARKUP.search(value) else ("", 0)
    if isinstance(value, dict):
        inner = [_best(each, depth + 1, budget) for key, each in value.items() if not OTHER_KEYS.search(str(key))]
        inner += [_of_string(value[key]) for key in TEXT_KEYS if isinstance(value.get(key), str)]
        return max(inner, key=lambda found: found[1], default=("", 0))
    if not isinstance(value, list):
        return "", 0
    inner = [_best(each, depth + 1, budget) for each in value]
    best = max(inner, key=lambda found: found[1], default=("", 0))
    pieces = [piece for each in value for piece in _pieces(each, 0, budget)]
    chars = sum(size for _, size in pieces)
    if len(pieces) >= MIN_PIECES and best[1] < NESTED_SHARE * chars:
        return "".join(markup for markup, _ in pieces), chars
    return best


def _pieces(value: Any, depth: int, budget: list[int]) -> Iterator[tuple[str, int]]:
    """The markup of each piece of text in one item of a list: a paragraph, a heading, nested pieces."""
    budget[0] -= 1
    if depth > 6 or budget[0] < 0:
        return
    if isinstance(value, str):
        if (found := _of_string(value))[1]:
            yield found
    elif isinstance(value, list):
        for each in value:
            yield from _pieces(each, depth + 1, budget)
    elif isinstance(value, dict):
        kind = next((str(value[key]) for key in ("type", "_type", "__typename", "kind", "name") if value.get(key)), "")
        for key, each in value.items():
            if OTHER_KEYS.search(str(key)):
                continue
            if isinstance(each, str) and HEADING_KINDS.search(kind) and 3 < len(each) < 200 and " " in each:
                yield f"<h2>{_escaped(each)}</h2>", 0
            else:
                yield from _pieces(each, depth + 1, budget)


def _of_string(text: str) -> tuple[str, int]:
    """A string as markup and its characters, where it is prose."""
    if len(text) < PROSE_CHARS or NO_PROSE.search(text[:200]) or not SENTENCE.search(text):
        return "", 0
    plain = ANY_TAG.sub("", text)
    if len(plain) < PROSE_CHARS or (" " not in plain and plain.isascii()):
        return "", 0
    if MARKUP.search(text):
        return f"<div>{text}</div>", len(plain)
    paragraphs = (part.strip() for part in re.split(r"\n+", text))
    return "".join(f"<p>{_escaped(part)}</p>" for part in paragraphs if part), len(plain)


def _escaped(text: str) -> str:
    """The text as markup; inline tags that a string already has stay."""
    return text if ANY_TAG.search(text) else escape(text, quote=False)
