"""The keywords for machines: those that vary with the article, and not the site's own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from scraper.extraction.fields.categories.collected import MAX_NAME_CHARS, SPLIT, Collected
from scraper.extraction.fields.categories.tags import MAX_TAGS
from scraper.extraction.page.linked import plain, values
from scraper.extraction.page.site_names import is_site_name
from scraper.extraction.page.view import PageView
from scraper.extraction.sameness import WORD, sameness
from scraper.records import Category
from scraper.wordings import one_of

#: Where a page keeps its keywords for machines, most trusted first; the first one that holds any is taken whole, since
#: the others hold the same ones among the site's own. Between these two stand the keywords of the linked data.
TAG_METAS = ("article:tag", "og:article:tag", "news_keywords", "keywords")
LESSER_TAG_METAS = ("parsely-tags", "sailthru.tags", "cxenseparse:taglist", "citation_keywords", "dc.subject",
                    "dcterms.subject", "bt:keywords")  # fmt: skip
#: A keyword for the site's machines: "topic/…", "Section: …", a bare number, "displayType: listicle".
PREFIXED = re.compile(rf"^(?:[a-z_]{{3,20}}/|(?i:{one_of('categories', 'prefixes')})\s*:\s*)(?=\S)")
INTERNAL = re.compile(r"^\W*\d{5,}\W*$|^\W+$|^[\w-]+[:=][\w:=-]+$|^[a-z]+(?:-[a-z]+|[A-Z][a-z]+)*: ")
#: Many keywords of which few are words of the article are those of the whole site; of fewer ones, when the site's own
#: name is among them and nothing of the title, or when next to none are words of the article.
MANY_KEYWORDS, SOME_KEYWORDS, FEW_KEYWORDS = 10, 6, 4
MANY_FOREIGN, NAMED_FOREIGN, ALL_FOREIGN = 0.66, 0.5, 0.87  # shares of the names
STEM_CHARS = 5  # by which an inflected word is told
MIN_WORD_CHARS = 3  # a shorter word, "of" or "in", is in every text
#: Single words in the order of the title are the title cut up.
CUT_SINGLE, CUT_IN_TEXT, CUT_IN_ORDER = 0.8, 0.65, 0.7  # shares of the names


def collect_keywords(view: PageView, collected: Collected) -> None:
    """The keywords for machines; printed tags keep their address and their spelling."""
    meta_of, things = view.document.meta, view.things
    sources: list[tuple[str, list[str]]] = [(meta, meta_of.get(meta, [])) for meta in TAG_METAS]
    sources += [(thing["@source"], values(thing, "keywords")) for thing in things]
    sources += [(meta, meta_of.get(meta, [])) for meta in LESSER_TAG_METAS]
    for where, raw in sources:
        names = split_keywords(raw)
        if not names or (where == "article:tag" and _is_weak(names, sources)):
            continue
        printed = {sameness(each.name): each for each in collected.found.values() if each.scheme == "tag"}
        if len(names) == 1 < len(printed) or _is_sites_own(view, names) or _is_cut_text(view, names):
            continue
        for key in [key for key in collected.found if key[0] == "tag"]:
            del collected.found[key]
        for name in names[:MAX_TAGS]:
            if not is_site_name(name, view.site_keys, whole=True):
                same = printed.get(sameness(name))
                collected.add(same or Category(name, "tag"), where)
        return


def _is_sites_own(view: PageView, names: list[str]) -> bool:
    """Whether keywords are those of the whole site: few of them are words of the article."""
    if len(names) < FEW_KEYWORDS:
        return False
    title = (view.title_text or view.document.head_title or "").casefold()
    text = "\n".join([title, *(view.lines[index].text.casefold() for index in view.body)])
    foreign = sum(not _is_in(name, text) for name in names) / len(names)
    if len(names) >= MANY_KEYWORDS and foreign >= MANY_FOREIGN:
        return True
    if foreign <= NAMED_FOREIGN or any(_is_in(name, title) for name in names):
        return False
    is_named = any(is_site_name(name, view.site_keys) for name in names)
    return is_named or (len(names) >= SOME_KEYWORDS and foreign >= ALL_FOREIGN)


def _is_in(name: str, text: str) -> bool:
    """Whether a text has a word of a name, in any ending; of scripts without spaces, two signs of it."""
    words = [word for word in WORD.findall(name.casefold()) if len(word) >= MIN_WORD_CHARS or not word.isascii()]
    return any((word[:STEM_CHARS] if word < "\u2e80" else word[:2]) in text for word in words)


def _is_cut_text(view: PageView, names: list[str]) -> bool:
    """Whether keywords are the title cut into its words."""
    single = [name for name in names if " " not in name]
    if len(names) < FEW_KEYWORDS or len(single) < CUT_SINGLE * len(names):
        return False
    for text in (view.document.head_title, view.title_text):
        words = WORD.findall((text or "").casefold())
        places = [words.index(key[0]) for name in names if (key := WORD.findall(name.casefold())) and key[0] in words]
        in_order = sum(before < behind for before, behind in pairwise(places))
        if len(places) >= CUT_IN_TEXT * len(names) and in_order >= CUT_IN_ORDER * (len(places) - 1) > 0:
            return True
    return False


def _is_weak(names: list[str], sources: list[tuple[str, list[str]]]) -> bool:
    """Whether article:tag holds but one value, as sites put their section there, while other keywords are there."""
    return len(names) < 2 and any(split_keywords(raw) for where, raw in sources if where != "article:tag")


def split_keywords(raw: Iterable[str]) -> list[str]:
    """The keywords in one or many values; what is written for the site's own machines is left out."""
    values_ = list(dict.fromkeys(raw))
    parts = SPLIT.split(plain(values_[0])) if len(values_) == 1 else [plain(value) for value in values_]
    if len(values_) == 1 and len(values_[0]) <= MAX_NAME_CHARS and any(part.startswith("&") for part in parts):
        parts = [plain(values_[0])]  # "Salt, Wool, & Ferries" is one name
    if len(values_) > 1 and all("," in part for part in parts):
        parts = [each for part in parts for each in SPLIT.split(part)]
    names = (PREFIXED.sub("", part.strip().strip("\"'").strip()).strip() for part in parts)
    good = (name for name in names if 1 < len(name) <= MAX_NAME_CHARS and not INTERNAL.match(name))
    unique: dict[str, str] = {}
    for name in good:
        unique.setdefault(sameness(name), name)
    return list(unique.values())
