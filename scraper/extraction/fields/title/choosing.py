"""What is the article called?"""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import unquote, urlsplit

from scraper.extraction.answer import Answer, Found, answered, claims_on
from scraper.extraction.fields.title.names import Names, is_generic, names_to_strip
from scraper.extraction.fields.title.printed import (
    SIMILAR,
    SURELY_SIMILAR,
    Heading,
    choose_heading,
    confirmed,
    first_line_title,
    headings_of,
    printed_lines,
)
from scraper.extraction.fields.title.stated import stated_titles
from scraper.extraction.page.likeness import TEXT_BEHIND, line_printing, text_behind
from scraper.extraction.page.linked import ARTICLE_TYPES, FORUM_TYPES
from scraper.extraction.page.site_names import SEPARATOR, is_site_name
from scraper.extraction.page.view import PageView
from scraper.extraction.sameness import WORD, sameness
from scraper.extraction.verdict.kind import kind_of, signs
from scraper.parsing.document import Document

NEWS_TYPES = frozenset(name for name in ARTICLE_TYPES if "News" in name) | {"LiveBlogPosting", "Report"}
SLUG_WORDS = 3  # of a heading in the page's address that make it the page's own
MIN_HEADLINE = 5  # letters
COLON = re.compile(r":\s+")
MIN_PART = 7  # letters: a shorter part is a section's name


def read_title(view: PageView) -> Answer[str | None]:
    """The headline, without the site's name; claims the lines that print it.

    Looks:   the printed heading that the page's metadata confirm; JSON-LD headline; og:title; twitter:title; <title>.
    Gives:   what is printed, where that and the metadata are variants of one headline; None without any title.
    Source:  https://schema.org/headline, https://ogp.me/
    """
    things = view.things
    names = names_to_strip(view)
    headings = headings_of(view.document, names)
    stated = stated_titles(view.document, things, headings, names)
    heading = choose_heading(view.document, headings, stated, names)
    is_news = any(not NEWS_TYPES.isdisjoint(thing["@type"]) for thing in things)
    found = _choose(view, heading, stated, is_news, names)
    if found is None:
        return first_line_title(view)
    linked = stated["json-ld"]
    if heading is not None and found.where == "heading":
        heading = None  # it is that of a bar: the title is printed by another line
    is_forum = bool(things) and not FORUM_TYPES.isdisjoint(things[0]["@type"])
    if is_forum and linked and sameness(found.value).endswith(sameness(linked)):
        found = Found(linked, "json-ld")  # without the label that forum software prints before a thread's title
    return answered(found, claims_on(printed_lines(view.document, heading, found.value), "field", "title"))


def _choose(
    view: PageView, heading: Heading | None, stated: dict[str, str | None], is_news: bool, names: Names
) -> Found[str] | None:
    """One title out of the printed and the stated ones."""
    document = view.document
    rest = [Found(text, where) for where, text in stated.items() if text and not is_generic(text, names.keys)]
    if heading is None:
        fallback = [Found(text, where) for where, text in stated.items() if text]
        return next((_printed_part(document, found, names) for found in rest or fallback), None)
    printed = _without_kicker(Found(heading.text, heading.element.tag), stated)
    if is_news and stated["json-ld"] and stated["og:title"]:
        return _second_heading(document, printed, stated["json-ld"]) or _choose_news(printed, stated)
    if not rest:
        return printed
    likeness = confirmed(heading, (each.value for each in rest))
    if likeness >= SURELY_SIMILAR or _is_worded_like_address(printed.value, rest[0].value, document):
        return printed
    # What heads the page of a service is a slogan, and its name stands in the metadata.
    is_slogan = likeness < SIMILAR or kind_of(set(signs(view))) == "service"
    return rest[0] if is_slogan else printed


def _second_heading(document: Document, printed: Found[str], linked: str) -> Found[str] | None:
    """The headline of the linked data, where a lesser heading prints it: the first one is then worded for machines."""
    if sameness(printed.value) == sameness(linked) or not document.count("h2"):
        return None
    line = line_printing(document, linked, whole=True)
    if line is None or line.tag != "h2" or line.link_chars or text_behind(document, line) <= TEXT_BEHIND:
        return None
    return Found(linked, "heading")


def _without_kicker(printed: Found[str], stated: dict[str, str | None]) -> Found[str]:
    """A heading without the label, date or topic that it begins with, where the metadata agree on what is left."""
    whole = sameness(printed.value)
    counts = Counter(key for text in stated.values() if len(key := sameness(text)) > MIN_HEADLINE and key != whole)
    for where, text in stated.items():
        if text and counts[sameness(text)] > 1 and whole.endswith(sameness(text)):
            return Found(text, where)
    return printed


def _is_worded_like_address(printed: str, stated: str, document: Document) -> bool:
    """Whether the page's address has a heading's words and not the metadata's, which then are those of every page."""
    try:
        path = unquote(urlsplit(document.url or "").path)
    except ValueError:
        return False
    slug = frozenset(WORD.findall(path.casefold().replace("_", " ")))
    own, others = ([word for word in WORD.findall(text.casefold()) if len(word) > 2] for text in (printed, stated))
    shared = sum(word in slug for word in own)
    return shared >= min(len(own), SLUG_WORDS) > 1 and shared > sum(word in slug for word in others)


def _printed_part(document: Document, found: Found[str], names: Names) -> Found[str]:
    """A stated title, or the part of it that the page prints as a line of its own while it does not print the whole."""
    text = found.value
    cuts = [*SEPARATOR.finditer(text), *COLON.finditer(text)]
    if not cuts or line_printing(document, text, whole=True) is not None:
        return found
    parts = {part for cut in cuts for part in (text[: cut.start()].strip(), text[cut.end() :].strip())}
    for part in sorted(parts, key=lambda each: (-len(each), each)):
        if len(sameness(part)) < MIN_PART or is_site_name(part, names.keys, whole=True):
            continue
        if line_printing(document, part, whole=True) is not None:
            return Found(part, found.where)
    return found


def _choose_news(printed: Found[str], stated: dict[str, str | None]) -> Found[str]:
    """The headline of a news page, whose <title> and heading may be reworded for search engines.

    Of the heading, the linked data and og:title two mostly agree. Where og:title alone differs, and <title> is worded
    like the heading, the heading is the search engines' and og:title the editors' (13 of 18 pages of news publishers);
    but one that is a piece of the heading, and no twitter:title besides, is cut short for those who share it.
    The counts are those of benchmarks/title_sources.py.
    """
    linked, og = Found(stated["json-ld"] or "", "json-ld"), Found(stated["og:title"] or "", "og:title")
    as_printed, as_linked, as_og = sameness(printed.value), sameness(linked.value), sameness(og.value)
    as_head, as_twitter = sameness(stated["title"]), sameness(stated["twitter:title"])
    if as_linked == as_og:
        return printed if as_printed == as_linked else linked
    if as_linked == as_printed:
        if as_og in as_printed and not as_twitter:
            return printed
        return og if as_head == as_printed != as_twitter else printed
    return linked if as_og == as_printed and as_head == as_linked else printed
