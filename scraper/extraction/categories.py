"""What is the article filed under: section, region, theme, dossier, tags?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from scraper.extraction.answer import Answer, Claim
from scraper.extraction.category_labels import HOME, LONGEST_LABEL, SCHEMES
from scraper.extraction.head import head_lines
from scraper.extraction.site_names import is_site_name
from scraper.extraction.structured import Thing, first, listed, of_type, plain, sameness, texts, values
from scraper.extraction.view import PageView
from scraper.normalize.dates import find_dates
from scraper.normalize.names import strip_byline_label
from scraper.normalize.urls import absolute_url
from scraper.parsing.document import Document, Element, Line, unescape
from scraper.records import Category

SECTION_METAS = ("article:section", "parsely-section", "sailthru.section", "cxenseparse:section", "section",
                 "og:section", "prism.section", "lp.section", "bt:section", "dcsext.section", "category")  # fmt: skip
#: Where a page keeps its keywords for machines, most trusted first; the first one that holds any is taken whole, since
#: the others hold the same ones among the site's own. Between these two stand the keywords of the linked data.
TAG_METAS = ("article:tag", "og:article:tag", "news_keywords", "keywords")
LESSER_TAG_METAS = ("parsely-tags", "sailthru.tags", "cxenseparse:taglist", "citation_keywords", "dc.subject",
                    "dcterms.subject", "bt:keywords")  # fmt: skip

SPLIT = re.compile(r" ?[,;，、；|] ?")
SPLIT_PRINTED = re.compile(r" ?[,;，、；|•·] ?| / ")
#: A keyword for the site's machines: "topic/…", "Section: …", a bare number.
PREFIXED = re.compile(r"^(?:[a-z_]{3,20}/|(?i:section|topic|tag|category|keyword)\s*:\s*)(?=\S)")
INTERNAL = re.compile(r"^\W*\d{5,}\W*$|^\W+$|^[\w-]+[:=][\w:=-]+$")
#: A comma that parts the names in one value: in "Arts, Letters & Salt" it is part of a name.
TIGHT_COMMA = re.compile(r",(?! )")
#: Pages print the section above the title, regions, themes and dossiers below it, and tags below the text.
ORDER = {"section": 0, "tag": 2}
MAX_TAGS = 60  # more are a cloud of the whole site's tags
MAX_NAME_CHARS = 60  # a longer one is a sentence
MAX_LABELLED_CHARS = 400  # a label and a dozen names
MAX_CRUMBS = 8  # steps: a longer row is a menu
MAX_LABEL_WORDS = 4  # "More stories filed under"
CRUMB_LINES = 8  # above the title
CRUMB_SIGN = re.compile(r" ?[>›»→] ?| / ")
LINES_BEHIND_LABEL = 24  # one name each
AFTER_BODY_LINES = 60  # author's box and share buttons; further down are other texts
LINES_TO_TAGS = 12  # share buttons and the author's note may stand between the text and its tags
MARKED_AROUND = 4  # elements: a link, its item, the list, the box
TAG_MARKS = re.compile(r"(?<![a-z])(?:tags|topics|keywords|tag-?list)(?![a-z])", re.IGNORECASE)
MAX_SEPARATOR = 3  # characters between two links of a row
LINK_WRAPPERS = 4  # elements inside a link, around its text
#: The step of an address under which the pages of topics stand.
TAG_ADDRESS = re.compile(
    r"/(?:tags?|topics?|themen?|temas?|tematy|etiquetas?|argomenti|keywords?|hashtags?|mots?-cles?|stichwort|schlagwort|"
    r"tagi|temy|label|onderwerp|trefwoord|emner?|amnen?|etiket)/(?=[^/])",
    re.IGNORECASE,
)
#: Elements that hold the whole text: too wide to tie a label to its values.
PAGE_TAGS = ("body", "main", "article", "html")
VALUE_TAGS = ("dd", "td", "li")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
MAX_NAME_WORDS = 7  # more are a sentence
#: What ends a sentence or a label, and no category's name.
NO_NAME_ENDS = (".", "!", "?", "…", "。", "！", "？", ":", "：", ";")
ASIDE_TAGS = ("nav", "aside", "form", "select")


@dataclass
class Collected:
    """Categories in reading order, each name once in a scheme."""

    found: dict[tuple[str, str], Category] = field(default_factory=dict)
    where: list[str] = field(default_factory=list)
    claims: dict[int, Claim] = field(default_factory=dict)  # by line: what is read once is not read again
    warnings: list[str] = field(default_factory=list)

    def add(self, category: Category, where: str) -> None:
        key = (category.scheme, sameness(category.name))
        if key[1] and len(category.name) <= MAX_NAME_CHARS and key not in self.found:
            self.found[key] = category
            if where not in self.where:
                self.where.append(where)

    def claim(self, lines: Iterable[Line], fate: str, reason: str) -> None:
        for line in lines:
            self.claims.setdefault(line.index, Claim(line.index, fate, reason))

    def has(self, scheme: str) -> bool:
        return any(each.scheme == scheme for each in self.found.values())


def read_categories(view: PageView) -> Answer[tuple[Category, ...]]:
    """Every category, with its scheme: section, region, theme, report or tag.

    Looks:   lines with a label ("Région :", "Filed under", "Tags"); the section of the linked data and of <meta>;
             breadcrumbs; links marked as tag; a row of links to topics behind the text; the keywords of <meta> and of
             the linked data.
    Gives:   names as printed, in reading order; a link that leads nowhere gives no address. A label without a value
             gives nothing but a warning.
    Source:  https://schema.org/articleSection, https://schema.org/keywords, https://microformats.org/wiki/rel-tag
    """
    document = view.document
    collected = Collected()
    _labelled(view, collected)
    things = view.things
    for thing in things:
        for value in listed(thing.get("articleSection")):
            for name in (part for text in texts(value) for part in TIGHT_COMMA.split(text)):
                collected.add(Category(name, "section"), thing["@source"])
    for meta in SECTION_METAS:
        for value in document.meta.get(meta, ())[:3]:
            if not collected.has("section"):
                collected.add(Category(plain(value), "section"), meta)
    _breadcrumbs(view, collected)
    _rel_tags(view, collected)
    if not collected.has("tag"):
        _linked_tags(view, collected)
    _keywords(document, collected, things)
    claims, warnings = tuple(collected.claims.values()), tuple(collected.warnings)
    if not collected.found:
        return Answer((), None, claims, warnings)
    ordered = sorted(collected.found.values(), key=lambda each: ORDER.get(each.scheme, 1))
    return Answer(tuple(ordered), " ".join(collected.where), claims, warnings)


def _labelled(view: PageView, collected: Collected) -> None:
    """Lines that begin with a label, or consist of one and are followed by their values."""
    document = view.document
    start = 0 if view.title_line is None else max(0, view.title_line - 8)
    near = {line.index for line in head_lines(view)}
    base = document.base or document.url
    marked = _marked_links(document)
    sections = {absolute_url(each.get("href"), base) for each in marked if "category" in _rel(each)} - {None}
    tags = {absolute_url(each.get("href"), base) for each in marked if "category" not in _rel(each)} - {None}
    end = view.body[-1] + AFTER_BODY_LINES if view.body else len(document.lines)
    behind_body = range(view.body[-1] + 1, view.body[-1] + 1 + LINES_TO_TAGS) if view.body else range(0)
    lines = document.lines[start:end]
    for line in lines:
        size = len(line.text)
        if not 2 < size <= MAX_LABELLED_CHARS or line.link_chars == size:
            continue
        label = _label(line)
        if label is None or line.hidden or line.index in collected.claims:
            continue
        name, scheme, rest = label
        used: list[Line] = [line]
        if rest:
            found = _values_in(document, line, len(line.text) - len(rest), is_linked=line.link_chars > 0)
            if line.link_chars == 0 and (line.index not in near or len(rest) > MAX_NAME_CHARS * 2):
                continue
        else:
            found, used = _values_behind(document, line)
            is_bare = line.text.endswith((":", "："))
            if not found and is_bare and (line.index in near or line.index in behind_body):
                found, used = _plain_values_behind(view, line, collected)
            if not found and line.index in near and ":" in line.text:
                collected.warnings.append(f"categories: the label {line.text!r} has no value")
                collected.claim([line], "dropped", "label without a value")
        if found and not _is_aside(line.element):
            for category_name, url in found:
                own = "section" if scheme == "tag" and url in sections else scheme
                own = "tag" if scheme == "section" and url in tags else own
                collected.add(Category(category_name, own, url), f"label:{name}")
            collected.claim(used, "field", "categories")


def _is_aside(element: Element) -> bool:
    """Whether an element is in a menu, beside the text, or in the page's own footer; an article's may hold its tags."""
    if element.closest(*ASIDE_TAGS) is not None:
        return True
    footer = element.closest("footer")
    return footer is not None and footer.closest("article", "main") is None


def _label(line: Line) -> tuple[str, str, str] | None:
    """The label that a line begins with, its scheme and what follows; None where there is none."""
    text = line.text
    at = text.find(":", 0, LONGEST_LABEL + 2)
    if at < 0:
        at = text.find("：", 0, LONGEST_LABEL + 2)
    if at >= 0:
        label = text[:at].strip()
        scheme = SCHEMES.get(label.casefold().strip("#•·- "))
        return (label, scheme, text[at + 1 :].strip()) if scheme else None
    if line.link_chars == 0:
        scheme = SCHEMES.get(text.casefold()) if len(text) <= LONGEST_LABEL else None
        return (text, scheme, "") if scheme else None
    words = text.split(" ", MAX_LABEL_WORDS)
    for size in range(min(MAX_LABEL_WORDS, len(words) - 1), 1, -1):
        label = " ".join(words[:size])
        scheme = SCHEMES.get(label.casefold())
        if scheme in ("section", "tag"):
            return label, scheme, text[len(label) :].strip()
    return None


def _values_behind(document: Document, line: Line) -> tuple[list[tuple[str, str | None]], list[Line]]:
    """The values on the lines behind a label that stands alone: links that fill their lines, in the same container."""
    container = line.element.parent
    found: list[tuple[str, str | None]] = []
    used = [line]
    for _ in range(2):  # the label may stand in a wrapper of its own
        if container is None or container.tag in ("body", "main", "article", "html"):
            break
        for other in document.lines[line.index + 1 : min(container.last_line, line.index + 1 + LINES_BEHIND_LABEL)]:
            if other.hidden or not other.text:
                continue
            if other.link_chars < len(other.text) - 4 or len(other.text) > MAX_NAME_CHARS * 3:
                break
            found.extend(_values_in(document, other, 0, is_linked=True))
            used.append(other)
        if found:
            break
        container = container.parent
    return found, used


def _plain_values_behind(
    view: PageView, label: Line, collected: Collected
) -> tuple[list[tuple[str, str | None]], list[Line]]:
    """The values behind a label with a colon that are no links: in the next line, cell or small container."""
    document = view.document
    lines = _lines_of_values(document, label)
    found: list[tuple[str, str | None]] = []
    for line in lines:
        if line.index in collected.claims or not _is_value_line(view, line):
            return [], [label]
        links = dict(_values_in(document, line, 0, is_linked=True)) if line.link_chars else {}
        names = [name for name, _ in _values_in(document, line, 0, is_linked=False)]
        found.extend((name, links.get(name)) for name in (names if links.keys() <= set(names) else links))
    return found, [label, *lines]


def _lines_of_values(document: Document, label: Line) -> list[Line]:
    """The lines that the markup puts beside a label: the one behind a line break, or all of the next element's."""
    box = label.element
    while box.last_line - box.first_line == 1 and (around := box.parent) is not None and box.tag not in PAGE_TAGS:
        box = around  # wrappers of the label alone
    behind = [line for line in document.lines[label.index + 1 : box.last_line] if line.text and not line.hidden]
    if not behind:
        return []
    if behind[0].element == box:
        return behind[:1] if box.tag not in PAGE_TAGS or behind[0].breaks == 1 else []
    item = _part_of(box, behind[0])
    if item.tag in HEADINGS:
        return []
    found = [line for line in behind if line.index < item.last_line]
    own = _part_of(box, label)
    for line in behind[len(found) :]:  # a term's further definitions, or items of the same mark as the first one
        part = _part_of(box, line)
        is_same = (part.tag, part.raw) == (item.tag, item.raw) != (own.tag, own.raw)
        if not is_same or not (item.raw or item.tag in VALUE_TAGS):
            break
        found.append(line)
    return found if len(found) <= LINES_BEHIND_LABEL else []


def _part_of(box: Element, line: Line) -> Element:
    """The child of an element that holds a line; the line's own inner element where it is none of a child's."""
    part = line.element if line.element != box else line.inner
    while (around := part.parent) is not None and around != box and around.within(box):
        part = around
    return part


def _is_value_line(view: PageView, line: Line) -> bool:
    """Whether a line may be the values of a label: short names, and neither prose nor a label, a byline or a date."""
    text = line.text
    if len(text) > MAX_NAME_CHARS * 2 or text.endswith(NO_NAME_ENDS):
        return False
    if strip_byline_label(text)[0] is not None or find_dates(text, view.document.html_language):
        return False
    if ":" in text or "：" in text or text.casefold() in SCHEMES:
        return False
    parts = [name for part in SPLIT_PRINTED.split(text) if (name := _name(part))]
    return bool(parts) and all(len(each) <= MAX_NAME_CHARS and each.count(" ") < MAX_NAME_WORDS for each in parts)


def _values_in(document: Document, line: Line, skip: int, *, is_linked: bool) -> list[tuple[str, str | None]]:
    """The values in a line behind its first `skip` characters: each link is one, the rest is split at separators."""
    if not is_linked:
        rest = line.text[skip:]
        return [(name, None) for part in SPLIT_PRINTED.split(rest) if (name := _name(part))]
    markup = document.markup
    found: list[tuple[str, str | None]] = []
    token = max(line.first_token - 6, 0)
    start = line.first_token
    while token <= line.last_token:
        if markup.tags[token] == "a" and markup.ends[token] >= start:
            element = Element(markup, token)
            for part in (
                SPLIT.split(element.text) if "," in element.text and not element.get("href") else [element.text]
            ):
                name = _name(part)
                if name and name.casefold() not in SCHEMES:
                    found.append((name, absolute_url(element.get("href"), document.base or document.url)))
            token = max(markup.ends[token], token)
        elif token >= start and found:
            text = unescape(markup.texts[token]).strip(" ,;/|•·\n\t\xa0")
            if 1 < len(text) <= MAX_NAME_CHARS and markup.tags[token][0] != "/" and (name := _name(text)):
                found.append((name, None))
        token += 1
    return found


def _name(text: str) -> str:
    name = text.strip().strip("#,;:|/•·>»").strip()
    return name if any(letter.isalnum() for letter in name) else ""


def _breadcrumbs(view: PageView, collected: Collected) -> None:
    """The sections on the way from the home page to the article, without either end."""
    document = view.document
    keys = view.site_keys
    title = "" if view.title_line is None else sameness(document.lines[view.title_line].text)
    trail: list[tuple[str, str | None]] = []
    where = "breadcrumbs"
    for thing in of_type(document, ("BreadcrumbList", "Breadcrumb")):
        trail = _trail(document, thing)
        if len(trail) > 1:
            where = thing["@source"]
            break
    if len(trail) < 2:
        trail = (_printed_trail(view, collected) if "readcrumb" in document.html else []) or _lined_trail(
            view, collected
        )
    if not 1 < len(trail) <= MAX_CRUMBS:
        return
    last = len(trail) - 1
    for index, (name, url) in enumerate(trail):
        key = sameness(name)
        is_title = bool(title) and (key == title or (len(key) > 12 and (key in title or title in key)))
        is_page = index == last and (is_title or url is None or len(name) > 40)
        is_home = index == 0 and (key in HOME or name.casefold() in HOME or is_site_name(name, keys))
        if not is_title and not is_page and not is_home and key not in HOME:
            collected.add(Category(name, "section", url), where)


def _trail(document: Document, thing: Thing) -> list[tuple[str, str | None]]:
    """The steps of a BreadcrumbList."""
    trail: list[tuple[str, str | None]] = []
    for step in listed(thing.get("itemListElement"))[: MAX_CRUMBS * 2]:
        if not isinstance(step, dict):
            continue
        item = step.get("item")
        name = first(step, "name") or (first(item, "name") if isinstance(item, dict) else None)
        address = (item.get("@id") or item.get("url")) if isinstance(item, dict) else item
        if name and not name.startswith("http"):
            trail.append((name, absolute_url(address, document.url) if isinstance(address, str) else None))
    return trail


def _printed_trail(view: PageView, collected: Collected) -> list[tuple[str, str | None]]:
    """The steps of the breadcrumbs that the markup marks as such."""
    document = view.document
    markup = document.markup
    end = len(markup.tags) if view.title_line is None else document.lines[view.title_line].last_token
    for token in range(end):
        if "readcrumb" in markup.raws[token]:
            element = Element(markup, token)
            lines = [line for line in document.lines_of(element) if line.text and not line.hidden]
            if lines and len(lines) <= MAX_CRUMBS * 2:
                trail = [
                    step for line in lines if line.link_chars for step in _values_in(document, line, 0, is_linked=True)
                ]
                if trail:
                    collected.claim(lines, "dropped", "breadcrumbs")
                    return trail
    return []


def _rel_tags(view: PageView, collected: Collected) -> None:
    """The links marked as tag or category, of the article and not of teasers."""
    document = view.document
    links = _marked_links(document)
    if not links or len(links) > MAX_TAGS:
        return
    has_tags = collected.has("tag")
    for element in links:
        scheme = "section" if "category" in _rel(element) or "/category/" in (element.get("href") or "") else "tag"
        name = _name(element.text)
        if name and not (scheme == "tag" and has_tags):
            url = absolute_url(element.get("href"), document.base or document.url)
            collected.add(Category(name, scheme, url), "rel:tag")


def _linked_tags(view: PageView, collected: Collected) -> None:
    """The first row of links behind the text that lead to the pages of topics, told by their addresses or by marks."""
    if not view.body:
        return
    document = view.document
    base = document.base or document.url
    start = view.body[-1] + 1
    row: list[tuple[Line, list[Element]]] = []
    for line in document.lines[start : start + LINES_TO_TAGS]:
        if line.hidden or not line.text:
            continue
        links = _tag_links(document, line) if line.index not in collected.claims else []
        if links and not _is_aside(line.element):
            row.append((line, links))
        elif row:
            break
    found = [each for _, links in row for each in links]
    if len(found) == 1 and not _is_named_by_address(found[0]):  # a button that leads to more
        return
    for each in found:
        collected.add(Category(_name(each.text), "tag", absolute_url(each.get("href"), base)), "tag links")
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


def _lined_trail(view: PageView, collected: Collected) -> list[tuple[str, str | None]]:
    """The steps of breadcrumbs that nothing marks: one line above the title, from the home page, parted by arrows."""
    if view.title_line is None:
        return []
    document = view.document
    for line in document.lines[max(0, view.title_line - CRUMB_LINES) : view.title_line]:
        parts = CRUMB_SIGN.split(line.text) if line.link_chars and not line.hidden else []
        if 1 < len(parts) <= MAX_CRUMBS:
            key = sameness(parts[0])
            if key in HOME or parts[0].casefold() in HOME or is_site_name(parts[0], view.site_keys):
                links = dict(_values_in(document, line, 0, is_linked=True))
                collected.claim([line], "dropped", "breadcrumbs")
                return [(name, links.get(name)) for part in parts if (name := _name(part))]
    return []


def _marked_links(document: Document) -> list[Element]:
    """The links with rel=tag, outside of menus and side columns."""
    raws = document.markup.raws
    tokens = [token for token in document.markup.opened.get("a", ()) if 'rel="' in raws[token] and "tag" in raws[token]]
    links = [Element(document.markup, token) for token in tokens]
    return [each for each in links if "tag" in _rel(each) and not _is_aside(each)]


def _rel(element: Element) -> list[str]:
    return (element.get("rel") or "").lower().split()


def _keywords(document: Document, collected: Collected, things: list[Thing]) -> None:
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
    if len(values_) > 1 and all("," in part for part in parts):
        parts = [each for part in parts for each in SPLIT.split(part)]
    names = (PREFIXED.sub("", part.strip().strip("\"'").strip()).strip() for part in parts)
    good = (name for name in names if 1 < len(name) <= MAX_NAME_CHARS and not INTERNAL.match(name))
    unique: dict[str, str] = {}
    for name in good:
        unique.setdefault(sameness(name), name)
    return list(unique.values())
