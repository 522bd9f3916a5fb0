"""What an element or a short line suggests, by the words in class, id, role and itemprop, by its tag, by its own words.

Each hint is one bit, so a whole chain of ancestors is judged by a few integer operations. Words are judged once and
cached: within a page and from page to page the same few thousand keep coming back.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from scraper.extraction.words.lexicon import STEM, entries
from scraper.normalize.folding import fold
from scraper.wordings import UNSPACED, words

#: What words in class, id, role and itemprop suggest. A word counts if it begins with or contains one of these stems;
#: stems of fewer than four letters count only as whole words. Each group is one bit of its element.
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
TAG_BIT = {tag: 1 << (len(_GROUPS) + i) for i, tag in enumerate(TAG_BITS)}
TAG_BIT["h5"] = TAG_BIT["h6"] = TAG_BIT["h4"]
_NAMING = ('class="', 'id="', 'role="', 'itemprop="')  # for "data-testid" and the like the last part is enough
_WORD = re.compile("[a-z]+")
#: What the first words of a short line say that it is; the model's features bear these names.
LINE_GROUPS = (
    "related", "comments", "share", "signup", "rights", "credit", "meta", "shop", "tags", "ad", "donate", "nav", "bio",
)  # fmt: skip
JUDGED_WORDS = 8  # a line's first words say what it is
_LINE_BITS: dict[str, int] = {}
#: In scripts without spaces the words are searched for anywhere in a line.
_UNSPACED_BITS: dict[str, int] = {}
for _bit, _group in enumerate(LINE_GROUPS):
    for _word in words("lines", _group):
        _bits, _key = (_UNSPACED_BITS, _word) if UNSPACED.search(_word) else (_LINE_BITS, fold(_word))
        _bits[_key] = _bits.get(_key, 0) | 1 << _bit
_UNSPACED = re.compile("|".join(sorted(_UNSPACED_BITS, key=len, reverse=True)))
_LINE_WORD = re.compile(r"[^\W\d_]+")
_TEASER_LABELS = frozenset(map(fold, words("teasers", "labels")))
LONGEST_TEASER_LABEL = max(map(len, words("teasers", "labels")))
MAX_PLACEHOLDER_CHARS = 500  # a request for consent may take several sentences; a longer line is text


@lru_cache(maxsize=50_000)  # words are short, and a few thousand cover most of the web
def judge_word(word: str) -> int:
    """The bits of one word of a class, id, role or itemprop, in lower case."""
    bits = _WHOLE_WORDS.get(word, 0)
    for start in range(len(word) - 3):
        for stem, bit in _STEMS.get(word[start : start + 4], ()):
            if word.startswith(stem, start):
                bits |= bit
    return bits


@lru_cache(maxsize=20_000)  # within a page, and from page to page of a site, the same names recur
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
    return TAG_BIT.get(tag, 0) | (judge_attributes(raw) if raw else 0)


def judge_attributes(raw: str) -> int:
    """The bits of an element's attributes."""
    bits = 0
    for name in _NAMING:
        start = raw.find(name)
        if start >= 0:
            start += len(name)
            bits |= _judge_names(raw[start : raw.find('"', start)])
    return bits


def is_teaser_label(text: str) -> bool:
    """Whether a text says that what follows leads to other articles: "Read also", "Lire aussi :"."""
    return len(text) <= LONGEST_TEASER_LABEL + 2 and fold(text).strip(" :：|-–—>»") in _TEASER_LABELS


def class_bits(*groups: str) -> int:
    """The bits of these groups of CLASS_STEMS."""
    return sum(1 << _GROUPS.index(group) for group in groups)


@lru_cache(maxsize=20_000)  # menus, share bars and the like are the same on every page of a site
def judge_text(text: str) -> int:
    """The bits of LINE_GROUPS that the first words of a line set."""
    bits = 0
    for word in _LINE_WORD.findall(fold(text))[:JUDGED_WORDS]:
        bits |= _LINE_BITS.get(word, 0)
    if not text.isascii():
        for word in _UNSPACED.findall(text):
            bits |= _UNSPACED_BITS[word]
    return bits


def placeholders(texts: list[str]) -> list[bool]:
    """For each line, whether it takes the place of an embed and asks for cookies, consent or scripts."""
    small = [text.lower() if len(text) <= MAX_PLACEHOLDER_CHARS else "" for text in texts]
    together = "\n".join(small)  # most stems are nowhere on the page: one search over all of it rules them out
    stems = [stem for stem in _placeholder_stems() if stem in together]
    return [any(stem in text for stem in stems) and _placeholder().search(text) is not None for text in small]


@cache
def _placeholder_stems() -> tuple[str, ...]:
    """Word beginnings; every placeholder contains one of them."""
    return tuple(dict.fromkeys(anchor[:STEM] for _, each in entries("placeholder") for anchor in each["anchors"]))


@cache
def _placeholder() -> re.Pattern[str]:
    return re.compile("|".join(each["pattern"] for _, each in entries("placeholder")))
