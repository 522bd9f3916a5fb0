"""What a line looks like to the body model: one row of numbers per visible line of the page.

A feature is about the line itself, the element around it and its ancestors, the container it shares with others, its
neighbours, or what the page's structured data says of it. Nothing here knows a site or a language. Class and id words
are judged once per distinct tag; counts come from prefix sums; everything else is arithmetic over whole columns.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scraper.parsing.document import Document, Line

Floats = NDArray[np.float32]

#: What words in class, id, role and itemprop hint at: a word counts when it begins with, or has inside, one of these
#: stems; stems of fewer than four letters only as whole words. Each group is one bit of its element.
CLASS_STEMS: dict[str, str] = {
    "article": "article story post entry blog artikel articulo",
    "content": "content body text prose copy inhalt contenu contenido detail",
    "main": "main",
    "comment": "comment disqus reply replies respond discussion kommentar feedback review rating",
    "meta": "meta byline author date time publish posted autor auteur writer info",
    "share": "share sharing social twitter facebook whatsapp follow bookmark print toolbar tools action",
    "related": "related recommend more next prev also popular trending latest teaser outbrain taboola readon similar",
    "nav": "nav menu breadcrumb paginat pager tabs skip toc crumb links",
    "footer": "foot copyright legal colophon disclaimer bottom",
    "side": "side aside widget rail secondary column panel",
    "ad": "advert sponsor banner promo commercial werbung adsense gpt ad ads",
    "signup": "newsletter subscri signup paywall donat register login member inscri abo cta form",
    "caption": "caption figure credit gallery photo image media video slide carousel player legend thumb img",
    "tags": "tag tags categor topic keyword label rubri section",
    "consent": "cookie consent gdpr modal popup overlay privacy lightbox dialog toast alert",
    "head": "header masthead hero title headline logo brand top",
    "lead": "lead intro summary excerpt standfirst deck dek abstract chapo subtitle description perex kicker",
    "shop": "price product cart shop buy basket sku stock shipping",
    "list": "list item grid feed archive loop row card box block module",
    "quote": "quote tweet embed pull callout highlight note infobox faq accordion",
    "bio": "bio profile about avatar user vcard contributor",
    "para": "paragraph para rich wysiwyg markdown editor field block msg message",
    "body_item": "articlebody storybody postcontent entrycontent postbody storytext",
    "hidden": "hidden hide invisible collapse sr screen visually noprint offscreen",
}
#: Tags that set a bit on their element.
TAG_BITS = (
    "p", "li", "h1", "h2", "h3", "h4", "td", "th", "div", "blockquote", "pre", "figcaption", "dd", "dt", "article",
    "main", "aside", "nav", "footer", "header", "form", "table", "ul", "ol", "figure", "section", "a", "button",
    "label", "span", "details", "dl", "address", "center", "noscript", "caption", "body", "option", "summary", "code",
)  # fmt: skip

_GROUPS = list(CLASS_STEMS)
_WHOLE_WORDS: dict[str, int] = {}  # stems of fewer than four letters
_STEMS: dict[str, list[tuple[str, int]]] = {}  # the first four letters of the others -> stem, bit
for _bit, _stems in enumerate(CLASS_STEMS.values()):
    for _stem in _stems.split():
        if len(_stem) < 4:
            _WHOLE_WORDS[_stem] = _WHOLE_WORDS.get(_stem, 0) | 1 << _bit
        else:
            _STEMS.setdefault(_stem[:4], []).append((_stem, 1 << _bit))
_TAG_BIT = {tag: 1 << (len(_GROUPS) + i) for i, tag in enumerate(TAG_BITS)}
_TAG_BIT["h5"] = _TAG_BIT["h6"] = _TAG_BIT["h4"]
_BITS = len(_GROUPS) + len(TAG_BITS)
_SHIFTS = np.arange(_BITS, dtype=np.uint64)
_NAMING = ('class="', 'id="', 'role="', 'itemprop="')  # of "data-testid" and its like the last part is enough
_WORD = re.compile("[a-z]+")
_CLOSING = np.array([ord(char) for char in ":;»”\"'’)】」』"], dtype=np.uint32)  # what may follow the last full stop
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

_LINE = ("chars", "words", "link_density", "stops", "commas", "ends", "stops_at_end", "upper_first", "digits", "bars",
         "breaks", "hidden", "media", "word_chars", "caps")  # fmt: skip
_PLACE = ("place", "place_chars", "after_title", "title_known", "lines_total", "chars_total", "cjk", "depth")
_CONTAINER = ("chars_share", "prose_share", "link_density", "line_count", "mean_chars", "offset")
_LEVELS = 4
_GROUP = ("count", "mean_chars", "prose_share", "link_density")
_STATED = ("in_body", "in_description", "in_title", "repeats")
_NEAR = ("chars", "link_density", "stops", "stops_at_end", "prose", "heading", "media")
_OFFSETS = (-2, -1, 1, 2)

FEATURES: tuple[str, ...] = (
    *_LINE,
    *_PLACE,
    *(f"own:{name}" for name in (*_GROUPS, *TAG_BITS)),
    *(f"near:{name}" for name in (*_GROUPS, *TAG_BITS)),
    *(f"any:{name}" for name in (*_GROUPS, *TAG_BITS)),
    *(f"up{level}:{name}" for level in range(_LEVELS) for name in _CONTAINER),
    *(f"siblings:{name}" for name in _GROUP),
    *(f"alike:{name}" for name in _GROUP),
    *_STATED,
    *(f"{offset:+d}:{name}" for offset in _OFFSETS for name in _NEAR),
    "window3:prose", "window8:prose", "window3:links", "window8:links", "run:prose_before", "run:prose_after",
)  # fmt: skip


def line_features(document: Document, stated: Stated) -> Floats:
    """One row per line of the document, one column per name in FEATURES."""
    lines = document.lines
    count = len(lines)
    contexts = _Contexts(document)
    chain = contexts.chain()
    own, near, anywhere = (bits[chain[0]] for bits in (contexts.own, contexts.near, contexts.anywhere))
    line_tokens = np.array(document.markup.line_tokens, dtype=np.int64)
    firsts, lasts = np.searchsorted(line_tokens, contexts.tokens), np.searchsorted(line_tokens, contexts.ends)
    basic = _text_numbers(lines)
    chars, density = basic[:, 0], basic[:, 2]
    hidden = basic[:, 11] > 0
    weight = np.where(hidden, 0, chars)
    prose = np.where((chars >= 40) & (density < 0.35) & (basic[:, 3] + basic[:, 4] > 0), weight, 0)
    sums = [np.concatenate(([0.0], np.cumsum(column))) for column in (weight, weight * density, prose)]
    total, total_prose = max(sums[0][-1], 1.0), max(sums[2][-1], 1.0)

    index = np.arange(count, dtype=np.float32)
    title = stated.title_line
    place = np.stack(
        [
            index / max(count, 1),
            sums[0][:-1] / total,
            np.clip(index - title, -50, 200) if title is not None else np.full(count, -50.0),
            np.full(count, float(title is not None)),
            np.full(count, float(count)),
            np.full(count, total),
            np.full(count, float(stated.cjk)),
            contexts.depths[chain[0]].astype(np.float32),
        ],
        axis=1,
    )
    columns = [basic, place, _unpack(own), _unpack(near), _unpack(anywhere)]
    for level in range(_LEVELS):
        first, last = firsts[chain[level]], lasts[chain[level]]
        inside = np.maximum(sums[0][last] - sums[0][first], 1.0)
        columns.append(
            np.stack(
                [
                    inside / total,
                    (sums[2][last] - sums[2][first]) / total_prose,
                    (sums[1][last] - sums[1][first]) / inside,
                    last - first,
                    inside / np.maximum(last - first, 1),
                    (index - first) / np.maximum(last - first, 1),
                ],
                axis=1,
            )
        )
    tags = own & np.uint64(_ALL_TAGS)
    for key in (_codes(chain[1].tolist(), tags.tolist()), _codes(own.tolist(), near.tolist())):
        columns.append(_group_numbers(key, weight, weight * density, prose, total_prose))
    columns.append(_stated_numbers(document, stated))
    heading = (own & np.uint64(_HEADING)) > 0
    base = np.stack([chars, density, basic[:, 3], basic[:, 6], prose > 0, heading, basic[:, 12]], axis=1)
    padded = np.zeros((count + 4, base.shape[1]), dtype=np.float32)
    padded[2:-2] = base
    columns.extend(padded[2 + offset : 2 + offset + count] for offset in _OFFSETS)
    columns.append(_windows(sums, prose))
    return np.concatenate(columns, axis=1, dtype=np.float32)


_HEADING = _TAG_BIT["h1"] | _TAG_BIT["h2"] | _TAG_BIT["h3"] | _TAG_BIT["h4"]


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
    """The line that most likely prints the title: the longest <h1> that the title holds, or the line equal to it."""
    best: tuple[int, int] | None = None
    for element in document.all("h1"):
        for line in document.lines_of(element):
            if line.text and not line.hidden:
                score = len(line.text) + (1000 if line.text in title or title in line.text else 0)
                if best is None or score > best[0]:
                    best = (score, line.index)
    if best is not None:
        return best[1]
    if title:
        for line in document.lines:
            if len(line.text) > 12 and not line.hidden and title.startswith(line.text) and line.element.tag != "title":
                return line.index
    return None


# What a character is, as bits: `_kinds()[code]`.
_SPACE, _STOP, _WIDE_STOP, _COMMA, _BAR, _UPPER, _LOWER, _DIGIT = (1 << n for n in range(8))


@cache
def _kinds() -> NDArray[np.uint8]:
    kinds = np.zeros(0x10000, dtype=np.uint8)
    for code in range(0x2000):  # the scripts that know capitals
        char = chr(code)
        kinds[code] = _UPPER * char.isupper() | _LOWER * char.islower() | _DIGIT * char.isdigit()
    for chars, kind in ((" \n", _SPACE), (".!?…؟۔", _STOP), ("。！？", _WIDE_STOP), (",，、،", _COMMA), ("|•/", _BAR)):
        for char in chars:
            kinds[ord(char)] |= kind
    return kinds


def _text_numbers(lines: list[Line]) -> Floats:
    """The columns of _LINE for all lines, by arithmetic over all their characters at once."""
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
    columns = (
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
    )
    return np.stack(columns, axis=1).astype(np.float32)


@lru_cache(maxsize=50_000)  # words are short, and the same few thousand serve most of the web
def judge_word(word: str) -> int:
    """The bits of one word of a class, id, role or itemprop, in lower case."""
    bits = _WHOLE_WORDS.get(word, 0)
    for start in range(len(word) - 3):
        for stem, bit in _STEMS.get(word[start : start + 4], ()):
            if word.startswith(stem, start):
                bits |= bit
    return bits


@lru_cache(maxsize=20_000)  # within a page, and from page to page of a site, the same names come again and again
def _judge_names(names: str) -> int:
    """The bits of one value of class, id, role or itemprop."""
    bits = 0
    for word in _WORD.findall(names[:400].lower()):
        bits |= judge_word(word[:40])
    if "-" in names or "_" in names:
        bits |= judge_word(names[:40].lower().replace("-", "").replace("_", ""))
    return bits


def judge_tag(tag: str, raw: str) -> int:
    """The bits of one element, from its tag and the words in its class, id, role and itemprop."""
    bits = _TAG_BIT.get(tag, 0)
    if raw:
        for name in _NAMING:
            start = raw.find(name)
            if start >= 0:
                start += len(name)
                bits |= _judge_names(raw[start : raw.find('"', start)])
    return bits


def class_bits(*groups: str) -> int:
    """The bits of these groups of CLASS_STEMS."""
    return sum(1 << _GROUPS.index(group) for group in groups)


class _Contexts:
    """What each line's surroundings look like: one row per element around a line, parents before children."""

    def __init__(self, document: Document) -> None:
        markup = document.markup
        tags, raws, cursors = markup.tags, markup.raws, markup.cursors
        places: dict[int, int] = {}  # opening token -> row
        own: list[int] = []
        parents: list[int] = []
        lines: list[int] = []
        for line in document.lines:
            token = line.first_token if line.media else line.block
            if token not in places:
                path = []
                while token not in places and token >= 0:
                    path.append(token)
                    token = cursors[token - 1] if token else -1
                parent = places.get(token, -1)
                for token in reversed(path):
                    bits = judge_tag(tags[token], raws[token])
                    places[token] = len(own)
                    parents.append(parent if parent >= 0 else len(own))
                    parent = len(own)
                    own.append(bits)
            lines.append(places[token])
        ends = document.markup.ends
        self.line_rows = np.array(lines, dtype=np.int64)
        self.tokens = np.array(list(places), dtype=np.int64)
        self.ends = np.array([ends[token] or token + 1 for token in places], dtype=np.int64)
        self.own = np.array(own, dtype=np.uint64)
        self.parents = np.array(parents, dtype=np.int64)
        self.near = self.own | self.own[self.parents] | self.own[self.parents[self.parents]]
        # All ancestors at once, by pointer jumping: after k steps each row has seen 2 ** k of them.
        self.anywhere = self.own.copy()
        self.depths = np.where(self.parents == np.arange(len(own)), 0, 1)
        jump = self.parents
        while len(own) and not (jump == jump[jump]).all():
            self.anywhere |= self.anywhere[jump]
            self.depths += self.depths[jump]
            jump = jump[jump]
        self.anywhere |= self.anywhere[jump] if len(own) else np.uint64(0)
        self.depths += self.depths[jump] if len(own) else 0

    def chain(self) -> list[NDArray[np.int64]]:
        """For each line the row of its element, of its parent, and so on up."""
        rows = [self.line_rows]
        for _ in range(_LEVELS - 1):
            rows.append(self.parents[rows[-1]])
        return rows


_ALL_TAGS = sum(1 << (len(_GROUPS) + i) for i in range(len(TAG_BITS)))


def _codes(*keys: list[int]) -> NDArray[np.int64]:
    """One small number for each distinct combination of keys."""
    seen: dict[tuple[int, ...], int] = {}
    return np.array([seen.setdefault(key, len(seen)) for key in zip(*keys, strict=True)], dtype=np.int64)


def _unpack(bits: NDArray[np.uint64]) -> Floats:
    return ((bits[:, None] >> _SHIFTS) & np.uint64(1)).astype(np.float32)


def _group_numbers(key: Any, weight: Any, linked: Any, prose: Any, total_prose: float) -> Floats:
    count = np.bincount(key)[key]
    chars = np.bincount(key, weight)[key]
    links = np.bincount(key, linked)[key]
    proses = np.bincount(key, prose)[key]
    return np.stack([count, chars / count, proses / total_prose, links / np.maximum(chars, 1)], axis=1)


def _stated_numbers(document: Document, stated: Stated) -> Floats:
    body, description, title = stated.body, stated.description, stated.title
    opening = description[:80] if len(description) > 40 else None
    out = np.zeros((len(document.lines), len(_STATED)), dtype=np.float32)
    seen: set[str] = set()
    for index, line in enumerate(document.lines):
        text = line.text
        if not text:
            continue
        if text in seen:
            out[index, 3] = 1
        else:
            seen.add(text)
        size = len(text)
        if body:
            out[index, 0] = 1 if text[:60] in body else -1
        if size > 20 and description and (text[:80] in description or (opening is not None and opening in text)):
            out[index, 1] = 1
        if 3 < size <= len(title) and text in title:
            out[index, 2] = 1
    return out


def _windows(sums: list[Any], prose: Any) -> Floats:
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
    return np.stack([columns[0], columns[1], columns[2], columns[3], before, after], axis=1)
