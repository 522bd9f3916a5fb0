"""Tags: marked links, rows of links to topics, keywords for machines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

from scraper.extraction.fields.categories.collected import MAX_NAME_CHARS, SPLIT, Collected, is_aside, tidy_name
from scraper.extraction.page.linked import Thing, plain, values
from scraper.extraction.page.view import PageView
from scraper.extraction.sameness import sameness
from scraper.parsing.document import Document, Element, Line
from scraper.records import Category, Scheme
from scraper.wordings import one_of

#: Where a page keeps its keywords for machines, most trusted first; the first one that holds any is taken whole, since
#: the others hold the same ones among the site's own. Between these two stand the keywords of the linked data.
TAG_METAS = ("article:tag", "og:article:tag", "news_keywords", "keywords")
LESSER_TAG_METAS = ("parsely-tags", "sailthru.tags", "cxenseparse:taglist", "citation_keywords", "dc.subject",
                    "dcterms.subject", "bt:keywords")  # fmt: skip
#: A keyword for the site's machines: "topic/…", "Section: …", a bare number.
PREFIXED = re.compile(rf"^(?:[a-z_]{{3,20}}/|(?i:{one_of('categories', 'prefixes')})\s*:\s*)(?=\S)")
INTERNAL = re.compile(r"^\W*\d{5,}\W*$|^\W+$|^[\w-]+[:=][\w:=-]+$")
MAX_TAGS = 60  # more are a cloud of the whole site's tags
LINES_TO_TAGS = 12  # share buttons and the author's note may stand between the text and its tags
MARKED_AROUND = 4  # elements: a link, its item, the list, the box
TAG_MARKS = re.compile(r"(?<![a-z])(?:tags|topics|keywords|tag-?list)(?![a-z])", re.IGNORECASE)
MAX_SEPARATOR = 3  # characters between two links of a row
LINK_WRAPPERS = 4  # elements inside a link, around its text
#: The step of an address under which the pages of topics stand.
TAG_ADDRESS = re.compile(rf"/(?:{one_of('addresses', 'tag')})/(?=[^/])", re.IGNORECASE)


def collect_marked_tags(view: PageView, collected: Collected) -> None:
    """The links marked as tag or category, of the article and not of teasers."""
    document = view.document
    links = marked_links(document)
    if not links or len(links) > MAX_TAGS:
        return
    has_tags = collected.has("tag")
    for element in links:
        is_section = "category" in rel_of(element) or "/category/" in (element.get("href") or "")
        scheme: Scheme = "section" if is_section else "tag"
        name = tidy_name(element.text)
        if name and not (scheme == "tag" and has_tags):
            url = document.absolute(element.get("href"))
            collected.add(Category(name, scheme, url), "rel:tag")


def collect_linked_tags(view: PageView, collected: Collected) -> None:
    """The first row of links behind the text that lead to the pages of topics, told by their addresses or by marks."""
    if not view.body:
        return
    document = view.document
    start = view.body[-1] + 1
    row: list[tuple[Line, list[Element]]] = []
    for line in document.lines[start : start + LINES_TO_TAGS]:
        if line.hidden or not line.text:
            continue
        links = _tag_links(document, line) if line.index not in collected.claims else []
        if links and not is_aside(line.element):
            row.append((line, links))
        elif row:
            break
    found = [each for _, links in row for each in links]
    if len(found) == 1 and not _is_named_by_address(found[0]):  # a button that leads to more
        return
    for each in found:
        collected.add(Category(tidy_name(each.text), "tag", document.absolute(each.get("href"))), "tag links")
    collected.claim((line for line, _ in row), "field", "categories")


def _is_named_by_address(link: Element) -> bool:
    """Whether the address of a link ends in its text."""
    name = sameness(link.text)
    return bool(name) and sameness(unquote((link.get("href") or "").rstrip("/")).rpartition("/")[2]).endswith(name)


def _tag_links(document: Document, line: Line) -> list[Element]:
    """The links to topics that a line is made of; none where it holds anything else."""
    if 2 * line.link_chars < len(line.text):
        return []
    tags = document.markup.tags
    tokens = range(max(line.first_token - LINK_WRAPPERS, 0), line.last_token + 1)
    links = [Element(document.markup, token) for token in tokens if tags[token] == "a"]
    links = [each for each in links if each.end > line.first_token]
    if line.link_chars + MAX_SEPARATOR * len(links) < len(line.text):
        return []
    if any(not 1 < len(each.text) <= MAX_NAME_CHARS for each in links):
        return []
    is_told = all(TAG_ADDRESS.search(each.get("href") or "") for each in links) or _is_marked_as_tags(line.element)
    return links if is_told else []


def _is_marked_as_tags(element: Element) -> bool:
    """Whether an element, or one of the next around it, is marked as a row of tags."""
    around: Element | None = element
    for _ in range(MARKED_AROUND):
        if around is None or around.tag in ("body", "main", "article"):
            return False
        if TAG_MARKS.search(around.raw):
            return True
        around = around.parent
    return False


def marked_links(document: Document) -> list[Element]:
    """The links with rel=tag, outside of menus and side columns."""
    raws = document.markup.raws
    tokens = [token for token in document.markup.opened.get("a", ()) if 'rel="' in raws[token] and "tag" in raws[token]]
    links = [Element(document.markup, token) for token in tokens]
    return [each for each in links if "tag" in rel_of(each) and not is_aside(each)]


def rel_of(element: Element) -> list[str]:
    """The words of an element's `rel`, in lower case."""
    return (element.get("rel") or "").lower().split()


def collect_keywords(document: Document, collected: Collected, things: list[Thing]) -> None:
    """The keywords for machines; printed tags with an address keep it."""
    sources: list[tuple[str, list[str]]] = [(meta, document.meta.get(meta, [])) for meta in TAG_METAS]
    sources += [(thing["@source"], values(thing, "keywords")) for thing in things]
    sources += [(meta, document.meta.get(meta, [])) for meta in LESSER_TAG_METAS]
    for where, raw in sources:
        names = split_keywords(raw)
        if not names or (where == "article:tag" and _is_weak(names, sources)):
            continue
        printed = {sameness(each.name): each for each in collected.found.values() if each.scheme == "tag"}
        if len(names) == 1 < len(printed):
            continue
        for key in [key for key in collected.found if key[0] == "tag"]:
            del collected.found[key]
        for name in names[:MAX_TAGS]:
            same = printed.get(sameness(name))
            collected.add(Category(name, "tag", same.url if same else None), where)
        return


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
