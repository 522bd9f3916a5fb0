"""Categories behind a printed label: "Region: …", "Filed under"."""

from __future__ import annotations

from scraper.extraction.fields.categories.collected import (
    MAX_NAME_CHARS,
    SPLIT_PRINTED,
    Collected,
    is_aside,
    tidy_name,
    values_in,
)
from scraper.extraction.fields.categories.tags import LINES_TO_TAGS, marked_links, rel_of
from scraper.extraction.page.head import head_lines
from scraper.extraction.page.view import PageView
from scraper.extraction.words.categories import LONGEST_LABEL, SCHEMES
from scraper.normalize.byline_labels import strip_byline_label
from scraper.normalize.dates import find_dates
from scraper.parsing.document import Document, Element, Line
from scraper.records import Category, Scheme

MAX_LABELLED_CHARS = 400  # a label and a dozen names
MAX_LABEL_WORDS = 4  # "More stories filed under"
LINES_BEHIND_LABEL = 24  # one name each
AFTER_BODY_LINES = 60  # author's box and share buttons; further down are other texts
#: Elements that hold the whole text: too wide to tie a label to its values.
PAGE_TAGS = ("body", "main", "article", "html")
VALUE_TAGS = ("dd", "td", "li")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
MIN_LISTED, MAX_LISTED_WORDS = 3, 5  # names without links, and words of each
MAX_NAME_WORDS = 7  # more are a sentence
#: What ends a sentence or a label, and no category's name.
NO_NAME_ENDS = (".", "!", "?", "…", "。", "！", "？", ":", "：", ";")


def collect_labelled(view: PageView, collected: Collected) -> None:
    """Lines that begin with a label, or consist of one and are followed by their values."""
    document = view.document
    start = 0 if view.title_line is None else max(0, view.title_line - 8)
    near = {line.index for line in head_lines(view)}
    marked = marked_links(document)
    sections = {document.absolute(each.get("href")) for each in marked if "category" in rel_of(each)} - {None}
    tags = {document.absolute(each.get("href")) for each in marked if "category" not in rel_of(each)} - {None}
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
            found = values_in(document, line, len(line.text) - len(rest), is_linked=line.link_chars > 0)
            is_told = line.index in near and len(rest) <= MAX_NAME_CHARS * 2
            if line.link_chars == 0 and not is_told and not (scheme == "tag" and _is_list_of_names(rest, found)):
                continue
        else:
            found, used = _values_behind(document, line)
            is_bare = line.text.endswith((":", "："))
            if not found and is_bare and (line.index in near or line.index in behind_body):
                found, used = _plain_values_behind(view, line, collected)
            if not found and line.index in near and ":" in line.text:
                collected.warnings.append(f"categories: the label {line.text!r} has no value")
                collected.claim([line], "dropped", "label without a value")
        if found and not is_aside(line.element):
            for category_name, url in found:
                own: Scheme = "section" if scheme == "tag" and url in sections else scheme
                own = "tag" if scheme == "section" and url in tags else own
                collected.add(Category(category_name, own, url), f"label:{name}")
            collected.claim(used, "field", "categories")


def _is_list_of_names(rest: str, found: list[tuple[str, str | None]]) -> bool:
    """Whether what follows a label is a list of names, as papers print their keywords below the abstract."""
    return (
        len(found) >= MIN_LISTED
        and not rest.endswith(NO_NAME_ENDS[1:])
        and all(len(name.split()) <= MAX_LISTED_WORDS for name, _ in found)
    )


def _label(line: Line) -> tuple[str, Scheme, str] | None:
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
            found.extend(values_in(document, other, 0, is_linked=True))
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
        links = dict(values_in(document, line, 0, is_linked=True)) if line.link_chars else {}
        names = [name for name, _ in values_in(document, line, 0, is_linked=False)]
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
    parts = [name for part in SPLIT_PRINTED.split(text) if (name := tidy_name(part))]
    return bool(parts) and all(len(each) <= MAX_NAME_CHARS and each.count(" ") < MAX_NAME_WORDS for each in parts)
