"""The sections on the way from the site's first page to the article."""

from __future__ import annotations

import re

from scraper.extraction.fields.categories.collected import Collected, tidy_name, values_in
from scraper.extraction.page.linked import Thing, first, listed, of_type
from scraper.extraction.page.site_names import is_site_name
from scraper.extraction.page.view import PageView
from scraper.extraction.sameness import sameness
from scraper.extraction.words.categories import HOME
from scraper.parsing.document import Document, Element
from scraper.records import Category

MAX_CRUMBS = 8  # steps: a longer row is a menu
CRUMB_LINES = 8  # above the title
CRUMB_SIGN = re.compile(r" ?[>›»→] ?| / ")


def collect_breadcrumbs(view: PageView, collected: Collected) -> None:
    """The sections on the way from the home page to the article, without either end."""
    document = view.document
    keys = view.site_keys
    title = sameness(view.title_text)
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
            trail.append((name, document.absolute(address) if isinstance(address, str) else None))
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
                    step for line in lines if line.link_chars for step in values_in(document, line, 0, is_linked=True)
                ]
                if trail:
                    collected.claim(lines, "dropped", "breadcrumbs")
                    return trail
    return []


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
                links = dict(values_in(document, line, 0, is_linked=True))
                collected.claim([line], "dropped", "breadcrumbs")
                return [(name, links.get(name)) for part in parts if (name := tidy_name(part))]
    return []
