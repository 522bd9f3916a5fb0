"""What a line looks like to the body model at its first look: some 350 numbers for each line of the page.

A feature is about the line itself, the element around it and its ancestors, the container it shares with others, its
neighbours, the heading above it, the page as a whole, or what the page's structured data says of it. Nothing here
knows a site; words that lines say are told in many languages. Counts come from prefix sums; everything else is
arithmetic over whole columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scraper.extraction.body.surroundings import Surroundings, numbered, running_sum
from scraper.extraction.page.hints import CLASS_STEMS, LINE_GROUPS, TAG_BITS, judge_text
from scraper.parsing.document import Document, Line

Floats = NDArray[np.float32]
_HINTS = (*CLASS_STEMS, *TAG_BITS)
_HEADING = sum(1 << (len(CLASS_STEMS) + TAG_BITS.index(tag)) for tag in ("h1", "h2", "h3", "h4"))
_ALL_TAGS = sum(1 << (len(CLASS_STEMS) + place) for place in range(len(TAG_BITS)))
_CLOSING = np.array([ord(char) for char in ":;»”\"'’)】」』"], dtype=np.uint32)  # what may follow the last full stop
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LINE = ("chars", "words", "link_density", "stops", "commas", "ends", "stops_at_end", "upper_first", "digits", "bars",
         "breaks", "hidden", "media", "word_chars", "caps", "tokens")  # fmt: skip
_PLACE = ("place", "place_chars", "after_title", "title_known", "lines_total", "chars_total", "cjk", "depth")
_CONTAINER = ("chars_share", "prose_share", "link_density", "line_count", "mean_chars", "offset")
_LEVELS = 4  # containers around a line, innermost first; the model was trained with as many
_GROUP = ("count", "mean_chars", "prose_share", "link_density")
#: The page as a whole: how many elements of these tags it has, which types its linked data names.
_PAGE_TAGS = ("article", "h1", "h2", "h3", "p", "li", "form", "time", "img", "table", "pre", "a", "input")
_PAGE_TYPES = {
    "article": "Article NewsArticle BlogPosting Report ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle",
    "product": "Product ProductGroup Offer IndividualProduct",
    "forum": "DiscussionForumPosting QAPage Question Comment Answer",
    "list": "ItemList CollectionPage SearchResultsPage",
    "business": "LocalBusiness Service ProfessionalService Restaurant Hotel",
    "recipe": "Recipe",
    "docs": "TechArticle APIReference HowTo Course",
    "profile": "ProfilePage AboutPage ContactPage",
    "faq": "FAQPage",
}
_PAGE_MORE = ("links", "prose", "og_article", "og_product", "published", "stated_body")
#: The address: how many steps its path has, hyphens and digits in the last one, whether it has a query.
ADDRESS = ("address:steps", "address:hyphens", "address:digits", "address:query")
NO_ADDRESS = (3, 4, 0, 0)  # of a page that is read without its address: what most articles' addresses look like
_HEADING_ABOVE = ("heading_distance", "heading_level")
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
SHORT_LINE = 160  # characters: a longer line is not told by its first words
TOLD_CHARS = 60  # of a line, in which its first words tell what it is; the model was trained with it
_STATED = ("in_body", "in_description", "in_title", "repeats")
_NEAR = ("chars", "link_density", "stops", "stops_at_end", "prose", "heading", "media")
_OFFSETS = (-2, -1, 1, 2)  # the neighbours that the model was trained with
_SECTIONS: dict[str, tuple[str, ...]] = {
    "line": _LINE,
    "place": _PLACE,
    "own": tuple(f"own:{name}" for name in _HINTS),
    "near": tuple(f"near:{name}" for name in _HINTS),
    "any": tuple(f"any:{name}" for name in _HINTS),
    **{f"up{level}": tuple(f"up{level}:{name}" for name in _CONTAINER) for level in range(_LEVELS)},
    **{group: tuple(f"{group}:{name}" for name in _GROUP) for group in ("siblings", "alike")},
    "page": (*(f"page:{name}" for name in (*_PAGE_TAGS, *_PAGE_TYPES, *_PAGE_MORE)), *ADDRESS),
    "words": (
        *(f"says:{name}" for name in LINE_GROUPS),
        *(f"under:{name}" for name in LINE_GROUPS),
        *_HEADING_ABOVE,
    ),
    "stated": _STATED,
    **{f"{offset:+d}": tuple(f"{offset:+d}:{name}" for name in _NEAR) for offset in _OFFSETS},
    "windows": (
        "window3:prose",
        "window8:prose",
        "window3:links",
        "window8:links",
        "run:prose_before",
        "run:prose_after",
    ),
}
FEATURES: tuple[str, ...] = tuple(name for names in _SECTIONS.values() for name in names)
_ROWS = dict(zip(_SECTIONS, accumulate(map(len, _SECTIONS.values()), initial=0), strict=False))  # where each begins
#: Which hints of an element, of those near it and of all around it are asked for: their bits.
Hints = tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.uint64]]


def hints_among(names: Iterable[str]) -> Hints:
    """The bits of the hints that are among these features."""
    asked = set(names)
    own, near, anywhere = (
        np.array([bit for bit, name in enumerate(_SECTIONS[section]) if name in asked], dtype=np.uint64)
        for section in ("own", "near", "any")
    )
    return own, near, anywhere


ALL_HINTS = hints_among(FEATURES)


def line_features(document: Document, surroundings: Surroundings, stated: Stated, hints: Hints = ALL_HINTS) -> Floats:
    """One row per name in FEATURES, one column per line of the document; hints that are not asked for stay 0."""
    lines = document.lines
    count = len(lines)
    table = np.zeros((len(FEATURES), count), dtype=np.float32)
    chain = surroundings.chain(_LEVELS)
    basic = table[: len(_LINE)]
    _text_numbers(lines, basic)
    chars, density, hidden = basic[0], basic[2], basic[11]
    weight = np.where(hidden > 0, 0, chars)
    prose = np.where((chars >= 40) & (density < 0.35) & (basic[3] + basic[4] > 0), weight, 0)
    linked = weight * density
    sums = [running_sum(column) for column in (weight, linked, prose)]
    total, total_prose = max(sums[0][-1], 1.0), max(sums[2][-1], 1.0)

    def fill(section: str, rows: Iterable[Any]) -> None:
        for row, values in enumerate(rows, _ROWS[section]):
            table[row] = values

    index = np.arange(count, dtype=np.float32)
    title = stated.title_line
    after_title = -50 if title is None else np.clip(index - title, -50, 200)
    place = (index / max(count, 1), sums[0][:-1] / total, after_title, title is not None, count, total, stated.cjk)
    fill("place", (*place, surroundings.depths[chain[0]]))
    own, near, anywhere = (bits[chain[0]] for bits in (surroundings.own, surroundings.near, surroundings.anywhere))
    for section, bits, asked in zip(("own", "near", "any"), (own, near, anywhere), hints, strict=True):
        table[_ROWS[section] + asked.astype(np.intp)] = (bits >> asked[:, None]) & np.uint64(1)
    for level, rows in enumerate(chain):
        fill(f"up{level}", _container_numbers(surroundings, rows, sums, index))
    fill("siblings", _group_numbers(numbered(chain[1], own & np.uint64(_ALL_TAGS)), weight, linked, prose, total_prose))
    fill("alike", _group_numbers(numbered(own, near), weight, linked, prose, total_prose))
    fill("page", _page_numbers(document, stated, sums))
    fill("words", _word_numbers(document))
    fill("stated", _stated_numbers(document, stated))
    heading = (own & np.uint64(_HEADING)) > 0
    around = (chars, density, basic[3], basic[6], prose > 0, heading, basic[12])
    for offset in _OFFSETS:
        start = _ROWS[f"{offset:+d}"]
        for row, values in enumerate(around, start):
            if offset < 0:
                table[row, -offset:] = values[:offset]
            else:
                table[row, :-offset] = values[offset:]
    fill("windows", _windows(sums, prose))
    return table


def _container_numbers(surroundings: Surroundings, rows: Any, sums: list[Any], index: Any) -> tuple[Any, ...]:
    """What the element at one level above each line holds, and where in it the line stands."""
    first, last = surroundings.first_lines[rows], surroundings.last_lines[rows]
    inside = np.maximum(sums[0][last] - sums[0][first], 1.0)
    count = last - first
    safe = np.maximum(count, 1)
    return (
        inside / max(sums[0][-1], 1.0),
        (sums[2][last] - sums[2][first]) / max(sums[2][-1], 1.0),
        (sums[1][last] - sums[1][first]) / inside,
        count,
        inside / safe,
        (index - first) / safe,
    )


class Stated:
    """What the page says of its own text outside the visible lines."""

    __slots__ = ("body", "cjk", "description", "title", "title_line")

    def __init__(self, document: Document) -> None:
        meta = document.meta
        self.title = next((meta[name][0] for name in ("og:title", "twitter:title", "title") if name in meta), "")
        self.title = self.title or document.head_title or ""
        self.description = " ".join(meta[name][0] for name in ("description", "og:description") if name in meta)
        self.body = _longest_body(document.linked_data)
        self.title_line = _title_line(document, self.title)
        sample = "".join(line.text for line in document.lines[:: max(1, len(document.lines) // 40)])[:2000]
        self.cjk = len(_CJK.findall(sample)) * 4 > len(sample)


def _longest_body(things: list[dict[str, Any]]) -> str:
    bodies = [value for thing in things for key in ("articleBody", "text") if isinstance(value := thing.get(key), str)]
    body = max(bodies, key=len, default="")
    return " ".join(body.split()) if len(body) > 200 else ""


def _title_line(document: Document, title: str) -> int | None:
    """The line that most likely prints the title: the longest <h1> that the title holds, the only one, or a line.

    Of several <h1> that the title does not hold each may be the heading of a section.
    """
    headings = document.all("h1")
    printed = [line for element in headings for line in document.lines_of(element) if line.text and not line.hidden]
    held = [line for line in printed if line.text in title or (title and title in line.text)]
    if held or (printed and len(headings) == 1):
        return max(held or printed, key=lambda line: len(line.text)).index
    if title:
        for line in document.lines:
            if len(line.text) > 12 and not line.hidden and title.startswith(line.text) and line.element.tag != "title":
                return line.index
    return None


# What a character is, as bits: `_kinds()[code]`.
_SPACE, _STOP, _WIDE_STOP, _COMMA, _BAR, _UPPER, _LOWER, _DIGIT, _LETTER = (1 << n for n in range(9))
#: Blocks of Unicode that hold marks of writing beside words: general, CJK, and the forms of other widths.
_WIDE_PUNCTUATION = ((0x2000, 0x2C00), (0x3000, 0x3040), (0xFE10, 0xFE70), (0xFF00, 0xFF10), (0xFF1A, 0xFF21))


@cache
def _kinds() -> NDArray[np.uint16]:
    kinds = np.zeros(0x10000, dtype=np.uint16)
    for code in range(0x2000):  # the scripts that know capitals
        char = chr(code)
        kinds[code] = (
            _UPPER * char.isupper() | _LOWER * char.islower() | _DIGIT * char.isdigit() | _LETTER * char.isalnum()
        )
    kinds[0x2000:] |= _LETTER
    for start, end in _WIDE_PUNCTUATION:
        kinds[start:end] = 0
    for chars, kind in ((" \n", _SPACE), (".!?…؟۔", _STOP), ("。！？", _WIDE_STOP), (",，、،", _COMMA), ("|•/", _BAR)):
        for char in chars:
            kinds[ord(char)] |= kind
    return kinds


def _text_numbers(lines: list[Line], out: Floats) -> None:
    """Fill the rows of _LINE for all lines, by arithmetic over all their characters at once."""
    texts = [line.text for line in lines]
    count = len(texts)
    codes = np.frombuffer(("\n".join(texts) + "\n").encode("utf-32-le", "replace"), dtype=np.uint32)
    flags = _kinds().take(codes, mode="clip")
    chars = np.fromiter(map(len, texts), np.int64, count)
    starts = np.concatenate(([0], np.cumsum(chars + 1)[:-1])).astype(np.int64)
    lasts = np.maximum(starts + chars - 1, starts)

    def counted(which: NDArray[np.bool_]) -> Any:
        return np.add.reduceat(which.view(np.int8), starts, dtype=np.int32)

    space, stop, comma = (flags & _SPACE) != 0, (flags & _STOP) != 0, (flags & _COMMA) != 0
    before_space = np.concatenate((space[1:], [True]))
    letter = (flags & _LETTER) != 0
    word_start = letter.copy()
    word_start[1:] &= ~letter[:-1]
    words = counted(space)  # each line has one line end
    stops = counted(stop & before_space) + counted((flags & _WIDE_STOP) != 0)
    last = flags[lasts]
    closing = (codes[lasts][:, None] == _CLOSING).any(axis=1)
    before_last = flags[np.maximum(lasts - 1, starts)]
    stopping = _STOP | _WIDE_STOP
    ends_at_stop = (last & stopping) != 0
    at_stop = ends_at_stop | (closing & ((before_last & stopping) != 0))
    first = flags[starts]
    links = np.fromiter((line.link_chars for line in lines), np.int64, count)
    full = chars > 0
    safe = np.maximum(chars, 1)
    rows = (
        chars,
        np.where(full, words, 0),
        links / safe,
        stops,
        counted(comma),
        ends_at_stop | closing,
        at_stop,
        (first & _UPPER) != 0,
        ((first | last) & _DIGIT) != 0,
        counted((flags & _BAR) != 0),
        np.fromiter((line.breaks for line in lines), np.int64, count),
        np.fromiter((line.hidden for line in lines), np.bool_, count),
        ~full,
        np.where(full, chars / np.maximum(words, 1), 0),
        (counted((flags & _UPPER) != 0) > 0) & (counted((flags & _LOWER) != 0) == 0),
        counted(word_start),
    )
    for row, values in enumerate(rows):
        out[row] = values


def _group_numbers(key: Any, weight: Any, linked: Any, prose: Any, total_prose: float) -> tuple[Any, ...]:
    count = np.bincount(key)[key]
    chars = np.bincount(key, weight)[key]
    links = np.bincount(key, linked)[key]
    proses = np.bincount(key, prose)[key]
    return count, chars / count, proses / total_prose, links / np.maximum(chars, 1)


def _stated_numbers(document: Document, stated: Stated) -> Floats:
    body, description, title = stated.body, stated.description, stated.title
    opening = description[:80] if len(description) > 40 else None
    out = np.zeros((len(_STATED), len(document.lines)), dtype=np.float32)
    seen: set[str] = set()
    for index, line in enumerate(document.lines):
        text = line.text
        if not text:
            continue
        if text in seen:
            out[3, index] = 1
        else:
            seen.add(text)
        size = len(text)
        if body:
            out[0, index] = 1 if text[:60] in body else -1
        if size > 20 and description and (text[:80] in description or (opening is not None and opening in text)):
            out[1, index] = 1
        if 3 < size <= len(title) and text in title:
            out[2, index] = 1
    return out


def _windows(sums: list[Any], prose: Any) -> tuple[Any, ...]:
    count = len(prose)
    index = np.arange(count)
    columns = []
    for size in (3, 8):
        low, high = np.maximum(index - size, 0), np.minimum(index + size + 1, count)
        columns.append(sums[2][high] - sums[2][low])
    for size in (3, 8):
        low, high = np.maximum(index - size, 0), np.minimum(index + size + 1, count)
        columns.append((sums[1][high] - sums[1][low]) / np.maximum(sums[0][high] - sums[0][low], 1))
    where = np.flatnonzero(prose)
    before = np.full(count, 99.0)
    after = np.full(count, 99.0)
    if len(where):
        place = np.searchsorted(where, index)
        has = place > 0
        before[has] = np.minimum(index[has] - where[place[has] - 1], 99)
        place = np.searchsorted(where, index, side="right")
        has = place < len(where)
        after[has] = np.minimum(where[place[has]] - index[has], 99)
    return (*columns, before, after)


def _page_numbers(document: Document, stated: Stated, sums: list[Any]) -> tuple[float, ...]:
    """What the page is like as a whole, and its address: the same for each line."""
    types = {name for thing in document.linked_data for name in thing["@type"]}
    meta = document.meta
    og_type = next(iter(meta.get("og:type", ())), "").lower()
    total = max(sums[0][-1], 1.0)
    return (
        *(document.count(tag) for tag in _PAGE_TAGS),
        *(not types.isdisjoint(names.split()) for names in _PAGE_TYPES.values()),
        sums[1][-1] / total,
        sums[2][-1] / total,
        "article" in og_type,
        "product" in og_type,
        "article:published_time" in meta or "datepublished" in meta,
        len(stated.body),
        *_address_numbers(document.url),
    )


def _address_numbers(url: str | None) -> tuple[float, ...]:
    if not url:
        return NO_ADDRESS
    path, mark, _ = url.partition("://")[2].partition("/")[2].partition("?")
    steps = [step for step in path.split("/") if step]
    last = steps[-1] if steps else ""
    return len(steps), last.count("-"), sum(char.isdigit() for char in last), bool(mark)


def _word_numbers(document: Document) -> Any:
    """What each line's first words say, what those of the heading above it say, and how far above that heading is."""
    said: list[int] = []
    above: list[tuple[int, int, int]] = []  # what the heading says, how far above it is, its level
    heading, heading_at, level = 0, -99, 0
    for index, line in enumerate(document.lines):
        text = line.text
        bits = 0
        if text and len(text) <= SHORT_LINE:
            bits = judge_text(text[:TOLD_CHARS])
            tag = line.tag
            if tag in HEADINGS and not line.hidden:
                heading, heading_at, level = bits, index, int(tag[1])
        said.append(bits)
        above.append((heading, index - heading_at, level))
    shifts = np.arange(len(LINE_GROUPS))[:, None]
    of_line, of_heading = np.array(said, dtype=np.int64), np.array(above, dtype=np.int64).T
    return np.concatenate([of_line >> shifts & 1, of_heading[:1] >> shifts & 1, of_heading[1:]])
