"""What is the article called?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote, urlsplit

from scraper.extraction.answer import Answer, Found, answered, claims_on
from scraper.extraction.head import SENTENCE_ENDS
from scraper.extraction.kind import kind_of, signs
from scraper.extraction.site_names import HOME_ADDRESS, SEPARATOR, is_home, is_site_name
from scraper.extraction.structured import (
    ARTICLE_TYPES,
    FORUM_TYPES,
    WORD,
    Thing,
    canonical_links,
    first,
    page_names,
    plain,
    sameness,
    values,
)
from scraper.extraction.view import PageView
from scraper.normalize.dates import find_dates
from scraper.normalize.names import strip_byline_label
from scraper.parsing.document import Document, Element, Line

NEWS_TYPES = frozenset(name for name in ARTICLE_TYPES if "News" in name) | {"LiveBlogPosting", "Report"}
OG_TITLES = ("og:title", "dc.title", "dcterms.title", "dc:title", "citation_title", "parsely-title", "sailthru.title")
TWITTER_TITLES = ("twitter:title", "twitter:text:title")
#: First headings that name a part of the site and not a text, in comparable form.
GENERIC_HEADINGS = frozenset(
    "blog ourblog theblog blogs news ournews newsroom home homepage start startseite accueil inicio menu login signin "
    "contact contactus followus articles article resources insights perspectives press magazine search forum forums "
    "loading share cart settings navigation search results searchresults error actualités noticias nachrichten "
    "aktuelles notizie новости новость 新闻 ニュース blogpost posts post".split()
)
MAX_TITLE_CHARS = 300  # titles of studies run to some 250
MAX_HEADINGS = 12  # of the first rank; a page with more marks all its sections so
FEW_HEADINGS = 3  # more of the first rank head the sections of a text, not the text
SLUG_WORDS = 3  # of a heading in the page's address that make it the page's own
MIN_HEADLINE = 5  # letters
#: The mark that links a heading to itself, and the word that forum software prints before a thread's title.
ANCHOR_MARK = re.compile(r" ?[¶§#🔗] ?$")
THREAD_LABEL = re.compile(
    r"^(?:thread|topic|view topic|subject|sujet|thema|tema)\s*(?::|\s-\s)\s*(?=\S)", re.IGNORECASE
)
DASHES = ("-", "–", "—")
COLON = re.compile(r":\s+")
MIN_PART = 7  # letters: a shorter part is a section's name
DECK_LINES = 4  # below the title: date or byline may stand before the second headline
MIN_DECK_CHARS = 20  # a shorter one is a section's name
MAX_DECK_SENTENCE = 60  # a longer line that ends as sentences do is no headline
SUBTITLE_MARKS = re.compile(
    r"(?:^|[\s_-])(?:sub-?titles?|sub-?headlines?|sub-?heads?|sous-?titres?|soustitre|untertitel|subt[ií]tulo|sottotitolo|"
    r"alternativeheadline|podtytul|underrubrik)(?:$|[\s_-])",
    re.IGNORECASE,
)
LABELS_BELOW = 3  # lines under an unmarked title in which a byline or a date must stand
MAX_LABEL_LINE = 90  # a byline and a date; a longer line is text
LINES_BEHIND = 25  # in which a title's text begins, head and pictures passed
TEXT_BEHIND = 400  # characters: more than the labels and buttons of a menu
# Shares of words in common. Where they disagree, an article's heading is right 4 times as often as its metadata from
# SIMILAR on, and a service's metadata 3 times as often as its heading up to SURELY_SIMILAR.
SIMILAR, SURE, SURELY_SIMILAR = 0.34, 0.5, 0.7
#: What is added to a heading's likeness. One that may be a title is worth less than one that the metadata confirm
#: (SIMILAR); the others only choose between headings that are confirmed alike: one that is seen before one that is
#: hidden, one with text behind it before the first one.
PLAUSIBLE, SEEN, BEFORE_TEXT, FIRST = 0.3, 0.1, 0.06, 0.05
#: The likeness of titles of which one holds the other: cut at its end, cut elsewhere, and by how much less for a short
#: one, which may be a word that both have. All are above SURELY_SIMILAR but for the short ones.
HEAD_OF_OTHER, PART_OF_OTHER, LESS_WHEN_SHORT = 0.9, 0.8, 0.2
MIN_PART_CHARS, MIN_SURE_CHARS = 4, 9
#: That of titles that share words, times the share: in another order they are never as like as when one holds the
#: other, and a short title's words say little of a long one.
IN_OTHER_ORDER, OF_A_LONG_ONE = 0.8, 0.3
LONG_SHARE = 0.25
FAINT = 0.2  # a title in the middle of one many times as long
MIN_SHARE = 0.15  # of a longer title that a shorter one inside it takes; less is a word that both have


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of the page that may be the title: its text and its visible lines."""

    text: str
    lines: tuple[Line, ...]
    element: Element
    of_many: bool = False  # of the same rank on the page


@dataclass(frozen=True, slots=True)
class Names:
    """What is no part of a title at its ends: names of the site and of the page's section, in comparable form."""

    keys: frozenset[str]
    is_front: bool  # the page is the site's front page


def read_title(view: PageView) -> Answer[str | None]:
    """The headline, without the site's name; claims the lines that print it.

    Looks:   the printed heading that the page's metadata confirm; JSON-LD headline; og:title; twitter:title; <title>.
    Gives:   what is printed, where that and the metadata are variants of one headline; None without any title.
    Source:  https://schema.org/headline, https://ogp.me/
    """
    things = view.things
    names = _names_to_strip(view)
    headings = _headings(view.document, names)
    stated = _stated_titles(view.document, things, headings, names)
    heading = _choose_heading(view.document, headings, stated, names)
    is_news = any(not NEWS_TYPES.isdisjoint(thing["@type"]) for thing in things)
    found = _choose(view, heading, stated, is_news, names)
    if found is None:
        return _first_line(view)
    linked = stated["json-ld"]
    is_forum = bool(things) and not FORUM_TYPES.isdisjoint(things[0]["@type"])
    if is_forum and linked and sameness(found.value).endswith(sameness(linked)):
        found = Found(linked, "json-ld")  # without the label that forum software prints before a thread's title
    return answered(found, claims_on(_printing(view.document, heading, found.value), "field", "title"))


def read_subtitle(view: PageView, title: Answer[str | None]) -> Answer[str | None]:
    """The second headline: the linked data's alternative headline, or a deck line in the title's own header."""
    printed = sameness(view.title_text)
    for thing in view.things:
        text = first(thing, "alternativeHeadline", "alternateName")
        if text and printed and sameness(text) != printed and len(text) <= MAX_TITLE_CHARS:
            return Answer(text, thing["@source"])
    line = _deck_line(view)
    if line is None or sameness(line.text) == printed or _is_all_there_is(view, line, title):
        return Answer(None)
    return Answer(line.text, line.element.tag, claims_on([line], "field", "subtitle"))


def _is_all_there_is(view: PageView, line: Line, title: Answer[str | None]) -> bool:
    """Whether the line is the only one of the body beside the title: then it is the text, not what stands above one."""
    return set(view.body).difference(claim.line for claim in title.claims) == {line.index}


def _stated_titles(
    document: Document, things: list[Thing], headings: list[Heading], names: Names
) -> dict[str, str | None]:
    """What the page says in places made for machines, by place, each without the site's name."""
    linked = next((text for thing in things if (text := _clean(first(thing, "headline", "name"), names, ()))), None)
    printed = [heading.text for heading in headings]
    known = [text for text in (linked, *printed) if text and not is_generic(text, names.keys)]
    og = next((_clean(plain(text), names, known) for key in OG_TITLES for text in document.meta.get(key, ())), None)
    twitter = next(
        (_clean(plain(text), names, known) for key in TWITTER_TITLES for text in document.meta.get(key, ())), None
    )
    head = _clean(document.head_title, names, [text for text in (og, *known) if text])
    return {"json-ld": linked, "og:title": og, "title": head, "twitter:title": twitter}


def _headings(document: Document, names: Names) -> list[Heading]:
    """The h1 and what is marked as the headline, with text, visible ones first."""
    elements = document.all("h1")[:MAX_HEADINGS]
    marked: list[Element] = []
    if not elements or any("headline" in thing for thing in document.linked_data if thing["@source"] == "microdata"):
        marked = [each for each in document.having("itemprop") if _is_headline(each)][:3]
    found = []
    many = len(elements) > FEW_HEADINGS
    for element in [*elements, *(each for each in marked if each not in elements)]:
        lines = tuple(line for line in document.lines_of(element) if line.text and not line.hidden)
        text = ANCHOR_MARK.sub("", " ".join(line.text for line in lines) or element.text)
        text = strip_site(THREAD_LABEL.sub("", unescape(text)), names)
        if text and len(text) <= MAX_TITLE_CHARS:
            found.append(Heading(text, lines, element, many))
    return found


def _is_headline(element: Element) -> bool:
    return element.tag not in ("meta", "link") and "headline" in (element.get("itemprop") or "").split()


def _choose_heading(
    document: Document, headings: list[Heading], stated_: dict[str, str | None], names: Names
) -> Heading | None:
    """The heading that prints the title: the one that the metadata confirm best, else the first that may be one."""
    stated = [text for text in stated_.values() if text and not is_site_name(text, names.keys)]
    best: tuple[float, int, Heading] | None = None
    for index, heading in enumerate(headings):
        likeness = _likeness(heading, stated)
        is_name = is_site_name(heading.text, names.keys) or _leads_home(document, heading.element)
        plausible = not is_name and not is_generic(heading.text, names.keys)
        is_confirmed = likeness >= SURELY_SIMILAR and not is_name  # "News" of "News | The Plover Post"
        if not plausible and not is_confirmed and (stated or len(headings) > 1):
            continue
        score = likeness + PLAUSIBLE * plausible + FIRST * (index == 0)
        if heading.lines:
            score += SEEN + BEFORE_TEXT * (text_behind(document, heading.lines[-1]) > TEXT_BEHIND)
        if best is None or score > best[0]:
            best = (score, index, heading)
    if best is None or best[0] <= 0:
        return None
    return best[2]


def _likeness(heading: Heading, stated: Iterable[str]) -> float:
    """How well the metadata confirm a heading; one of many is a section's unless they do so clearly."""
    likeness = max((similarity(heading.text, text) for text in stated), default=0.0)
    return 0.0 if heading.of_many and likeness < SURE else likeness


def _leads_home(document: Document, heading: Element) -> bool:
    """Whether a heading is a link to the site's first page, or stands in one: it holds the site's name."""
    markup = document.markup
    inside = (token for token in range(heading.token + 1, heading.end) if markup.tags[token] == "a")
    token = next(inside, None)
    link = Element(markup, token) if token is not None else heading.closest("a")
    href = (link.get("href") or "").strip() if link is not None else ""
    return is_home(href)


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
        return _choose_news(printed, stated)
    if not rest:
        return printed
    likeness = _likeness(heading, (each.value for each in rest))
    if likeness >= SURELY_SIMILAR or _is_worded_like_address(printed.value, rest[0].value, document):
        return printed
    # What heads the page of a service is a slogan, and its name stands in the metadata.
    is_slogan = likeness < SIMILAR or kind_of(set(signs(view))) == "service"
    return rest[0] if is_slogan else printed


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
    if not cuts or _line_of(document, text, whole=True) is not None:
        return found
    parts = {part for cut in cuts for part in (text[: cut.start()].strip(), text[cut.end() :].strip())}
    for part in sorted(parts, key=lambda each: (-len(each), each)):
        if len(sameness(part)) < MIN_PART or is_site_name(part, names.keys, whole=True):
            continue
        if _line_of(document, part, whole=True) is not None:
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


def similarity(one: str, other: str) -> float:
    """How much two titles have in common: 1.0 for the same, else the share of the shorter one's words in the other."""
    first_key, second_key = sameness(one), sameness(other)
    if first_key == second_key:
        return 1.0 if first_key else 0.0
    shorter, longer = sorted((first_key, second_key), key=len)
    if len(shorter) >= MIN_PART_CHARS and shorter in longer:
        part = HEAD_OF_OTHER if longer.startswith(shorter) else PART_OF_OTHER
        if part == PART_OF_OTHER and len(shorter) < MIN_SHARE * len(longer):
            return FAINT
        return part if len(shorter) >= MIN_SURE_CHARS else part - LESS_WHEN_SHORT
    words = {word for word in WORD.findall(one.casefold()) if len(word) > 2}
    others = {word for word in WORD.findall(other.casefold()) if len(word) > 2}
    if not words or not others:
        return 0.0
    share = len(words & others) / max(min(len(words), len(others)), 2)
    return share * (IN_OTHER_ORDER if len(shorter) > LONG_SHARE * len(longer) else OF_A_LONG_ONE)


def is_generic(text: str, keys: frozenset[str]) -> bool:
    """Whether a heading names the site or a part of it, and no text."""
    return sameness(text) in GENERIC_HEADINGS or is_site_name(text, keys)


def _clean(text: str | None, names: Names, known: Iterable[str]) -> str | None:
    """A title without the site's name and section."""
    text = plain(text) if text else ""
    text = THREAD_LABEL.sub("", text)
    if not text or len(text) > 2 * MAX_TITLE_CHARS:
        return None
    own = sameness(text)
    # A heading that says all but the site's name; the name of the book or forum stands behind the page's, so the front
    # is asked first.
    for other in sorted(known, key=lambda each: (not own.startswith(sameness(each)), -len(each))):
        key = sameness(other)
        if len(key) > 8 and key != own and (own.startswith(key) or own.endswith(key)) and _is_part(text, key):
            return other
    return strip_site(text, names)


def _is_part(text: str, key: str) -> bool:
    """Whether these letters are all of the text but what separators part from it."""
    parts = SEPARATOR.split(text)
    return any(
        sameness("".join(parts[start : start + size])) == key
        for size in range(1, len(parts))
        for start in (0, len(parts) - size)
    )


def strip_site(text: str, names: Names) -> str:
    """The title without the parts at its ends that name the site or its section.

    On a site's front page the site is what the title is about: a name that a dash joins to its slogan stays.
    """
    keys = names.keys
    separators = list(SEPARATOR.finditer(text))
    start, end = 0, len(text)
    while separators and is_site_name(text[separators[-1].end() : end], keys):
        end = separators.pop().start()
    # In front only the name itself is one: "Plover Switch – the second model" is about a thing of Plover's.
    while separators and is_site_name(text[start : separators[0].start()], keys, whole=True):
        if names.is_front and separators[0][0].strip() in DASHES:
            break
        start = separators.pop(0).end()
    stripped = text[start:end].strip() or text
    tail = stripped.rpartition("-")
    return tail[0].strip() if tail[0] and tail[2] and sameness(tail[2]) in keys else stripped


def _names_to_strip(view: PageView) -> Names:
    """The site's names, and the section's where a <title> ends in it."""
    document = view.document
    sections = [*document.meta.get("article:section", ())[:2]]
    sections += [text for thing in view.things[:2] for text in values(thing, "articleSection")[:3]]
    keys = {key for each in sections if len(key := sameness(each)) > 1}
    if keys:
        keys -= page_names(document)  # some pages file themselves under their own headline
    address = next((each for each in (document.url, *canonical_links(document)) if each), "")
    return Names(view.site_keys | keys, bool(HOME_ADDRESS.match(address)))


def _first_line(view: PageView) -> Answer[str | None]:
    """The first line of a page without any markup, when a byline or a date stands below it."""
    lines = [line for line in view.lines if line.text and not line.hidden][: 1 + LABELS_BELOW]
    if len(lines) < 2 or len(lines[0].text) > MAX_TITLE_CHARS or lines[0].link_chars:
        return Answer(None)
    language = view.document.html_language
    below = (line.text for line in lines[1:] if len(line.text) <= MAX_LABEL_LINE)
    if not any(strip_byline_label(text)[0] is not None or find_dates(text, language) for text in below):
        return Answer(None)
    return Answer(lines[0].text, "first line", claims_on(lines[:1], "field", "title"))


def _printing(document: Document, heading: Heading | None, title: str) -> tuple[Line, ...]:
    """The lines that print the title."""
    if heading is not None and heading.of_many and similarity(heading.text, title) < SURE:
        heading = None
    if heading is not None and heading.lines:
        return heading.lines
    printed = _line_of(document, title)
    return (printed,) if printed is not None else ()


def _line_of(document: Document, title: str, *, whole: bool = False) -> Line | None:
    """The line that prints the title without being marked as a heading: all of it, else most of it and little more."""
    key = sameness(title)
    exact: list[Line] = []
    close: Line | None = None
    for line in document.lines:
        if line.hidden or not 0.6 * len(title) <= len(line.text) <= 1.5 * len(title) + 10:
            continue
        own = sameness(line.text)
        if own == key:
            exact.append(line)
        elif (
            not whole and close is None and len(key) > 12 and (key in own or (own in key and len(own) > 0.6 * len(key)))
        ):
            close = line
    # Breadcrumbs, menus and lists of contents print the title, too; behind the one that heads the text, text follows.
    return next((line for line in exact if text_behind(document, line) > TEXT_BEHIND), exact[0] if exact else close)


def text_behind(document: Document, line: Line) -> int:
    """Characters outside links in the lines right behind a line."""
    start, end = line.index + 1, min(line.index + 1 + LINES_BEHIND, len(document.lines))
    chars = document.prefix_chars[end] - document.prefix_chars[start]
    return chars - (document.prefix_link_chars[end] - document.prefix_link_chars[start])


def _deck_line(view: PageView) -> Line | None:
    """The second headline right below the title: marked as one, or a lesser heading in the title's own header."""
    if view.title_line is None:
        return None
    title = view.lines[view.title_line]
    around = title.element.parent
    below = view.lines[view.title_line + 1 : view.title_line + 1 + DECK_LINES]
    for line in (each for each in below if each.text and not each.hidden):
        element = line.element
        if len(line.text) > MAX_TITLE_CHARS or line.link_chars:
            return None
        if len(line.text) > MAX_DECK_SENTENCE and line.text.endswith(SENTENCE_ENDS):
            return None  # a standfirst: the body begins with it
        if SUBTITLE_MARKS.search(f"{element.get('class') or ''} {element.get('itemprop') or ''}"):
            return line
        in_header = around is not None and around.tag in ("header", "hgroup") and element.within(around)
        if element.tag in ("h2", "h3"):
            return line if in_header and len(line.text) > MIN_DECK_CHARS else None
        if len(line.text) > MIN_DECK_CHARS:
            return None
    return None
