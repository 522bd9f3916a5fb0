"""The sections on the way from the site's first page to the article."""

from __future__ import annotations

import re
from typing import NamedTuple

from scraper.extraction.fields.categories.collected import Collected, tidy_name, values_in
from scraper.extraction.fields.categories.overline import stands_over_title
from scraper.extraction.page.linked import Thing, first, listed, of_type
from scraper.extraction.page.site_names import is_home, is_site_name
from scraper.extraction.page.view import PageView
from scraper.extraction.sameness import sameness
from scraper.extraction.words.categories import HOME
from scraper.parsing.document import Document, Line
from scraper.records import Category

MAX_CRUMBS = 8  # steps: a longer row is a menu
CRUMB_LINES = 8  # above the title
CRUMBS_BELOW = 6  # lines: where a theme prints them under the title
MAX_LINE_CHARS = 240  # of a row of steps, the title among them
MAX_LABEL_CHARS = 16  # "You are here:"
LABEL = re.compile(rf"^[^:：]{{2,{MAX_LABEL_CHARS}}}[:：] ?(?!:)")
CRUMB_SIGN = re.compile(r" ?[>›»→] ?| / | :: ")
MIN_MENU = 4  # steps: of fewer, one cannot tell a way from a choice


class Step(NamedTuple):
    """A step of breadcrumbs."""

    name: str
    url: str | None
    is_linked: bool  # a link may lead nowhere


def collect_breadcrumbs(view: PageView, collected: Collected) -> None:
    """The sections on the way from the home page to the article, without either end."""
    document = view.document
    keys = view.site_keys
    title = sameness(view.title_text)
    trail: list[Step] = []
    where = "breadcrumbs"
    for thing in of_type(document, ("BreadcrumbList", "Breadcrumb")):
        trail = _trail(document, thing)
        if len(trail) > 1:
            where = thing["@source"]
            break
    if _is_menu(view, trail):
        trail = []
    if len(trail) < 2:
        trail = (_printed_trail(view, collected) if "readcrumb" in document.html else []) or _lined_trail(
            view, collected
        )
    if not 1 < len(trail) <= MAX_CRUMBS:
        return
    last = len(trail) - 1
    for index, (name, url, is_linked) in enumerate(trail):
        key = sameness(name)
        is_title = bool(title) and (key == title or (len(key) > 12 and (key in title or title in key)))
        is_page = index == last and (is_title or not is_linked or len(name) > 40)
        is_home = (index == 0 and is_site_name(name, keys)) or _is_home(name, url)
        if not is_title and not is_page and not is_home:
            collected.add(Category(name, "section", url), where)


def _is_home(name: str, url: str | None) -> bool:
    """Whether a step is the first page, by its name or its address."""
    return sameness(name) in HOME or bool(url and is_home(url))


def _is_menu(view: PageView, trail: list[Step]) -> bool:
    """Whether the steps are the choices of a menu: many pages side by side, none of which lies within another."""
    urls = [step.url.rstrip("/") for step in trail if step.url and not _is_home(step.name, step.url)]
    urls = [url for url in urls if url != (view.document.url or "").rstrip("/")]
    return len(urls) >= MIN_MENU and len({url.rpartition("/")[0] for url in urls}) == 1


def _trail(document: Document, thing: Thing) -> list[Step]:
    """The steps of a BreadcrumbList."""
    trail: list[Step] = []
    for step in listed(thing.get("itemListElement"))[: MAX_CRUMBS * 2]:
        if not isinstance(step, dict):
            continue
        item = step.get("item")
        name = first(step, "name") or (first(item, "name") if isinstance(item, dict) else None)
        address = (item.get("@id") or item.get("url")) if isinstance(item, dict) else item
        if name and not name.startswith("http"):
            url = document.absolute(address) if isinstance(address, str) else None
            trail.append(Step(name, url, url is not None))
    return trail


def _printed_trail(view: PageView, collected: Collected) -> list[Step]:
    """The steps of the breadcrumbs that the markup marks as such."""
    document = view.document
    lines_to = len(document.lines) if view.title_line is None else view.title_line + CRUMBS_BELOW
    end = document.lines[min(lines_to, len(document.lines)) - 1].last_token if document.lines else 0
    for element in document.holding("readcrumb"):
        if element.token >= end:
            break
        lines = [line for line in document.lines_of(element) if line.text and not line.hidden]
        if lines and len(lines) <= MAX_CRUMBS * 2:
            trail = [step for line in lines if line.link_chars for step in _linked_steps(document, line)]
            if trail:
                collected.claim(lines, "dropped", "breadcrumbs")
                return trail
    return []


def _lined_trail(view: PageView, collected: Collected) -> list[Step]:
    """The steps of breadcrumbs that nothing marks: one line above the title, mostly from the home page."""
    if view.title_line is None:
        return []
    above = [line for line in view.document.shown if line.index < view.title_line]
    for line in above[-CRUMB_LINES:]:
        if line.link_chars and len(line.text) <= MAX_LINE_CHARS:
            trail = _steps(view, line)
            if trail:
                collected.claim([line], "dropped", "breadcrumbs")
                return trail
    return []


def _steps(view: PageView, line: Line) -> list[Step]:
    """The steps of a line: parted by arrows, or links with pictures between them that end with the title."""
    text = LABEL.sub("", line.text)
    parts = [name for part in CRUMB_SIGN.split(text) if (name := tidy_name(part))]
    steps = _linked_steps(view.document, line)
    by_name = {step.name: step for step in steps}
    if not 1 < max(len(parts), len(steps)) <= MAX_CRUMBS:
        return []
    if len(parts) > 1:
        is_led = all(part in by_name for part in parts) and stands_over_title(view, line)
        trail = [by_name.get(name) or Step(name, None, is_linked=False) for name in parts]
        return trail if is_led or _begins(view, trail[0]) else []
    is_whole = bool(steps) and sameness(line.text).endswith(sameness(view.title_text))
    return steps if is_whole and _begins(view, steps[0]) else []


def _linked_steps(document: Document, line: Line) -> list[Step]:
    """The links of a line, and what stands between them."""
    links = {tidy_name(link.text) for link in line.links}
    return [Step(name, url, name in links) for name, url in values_in(document, line, 0, is_linked=True)]


def _begins(view: PageView, step: Step) -> bool:
    """Whether a step is the site's first page."""
    return _is_home(step.name, step.url) or is_site_name(step.name, view.site_keys)
