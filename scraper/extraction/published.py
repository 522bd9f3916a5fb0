"""When did the publisher say that the article went live, and when was it changed?"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scraper.extraction.answer import Answer, Claim, Found, answered, claims_on
from scraper.extraction.date_labels import is_other_date, modified_label, modified_word, published_label, published_word
from scraper.extraction.head import head_lines
from scraper.extraction.kind import looks_like_forum
from scraper.extraction.site_names import DATELINE_OUTLET, HOME_ADDRESS, is_site_name
from scraper.extraction.structured import FORUM_TYPES, Thing, canonical_links, of_type, values
from scraper.extraction.view import PageView, once
from scraper.normalize.dates import DateMatch, find_dates, is_plausible, normalize_date, precision, same_day
from scraper.normalize.dates_relative import find_relative_dates
from scraper.normalize.names import strip_byline_label
from scraper.normalize.urls import date_from_url
from scraper.parsing.document import Document, Element, Line

#: Names of <meta> that state the day of publication, most trusted first. The last ones are said of the page, too.
PUBLISHED_METAS = (
    "article:published_time", "article:published", "og:article:published_time", "article:published_date",
    "og:published_time", "og:pubdate", "og:publish_date", "datepublished", "parsely-pub-date", "sailthru.date",
    "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "rnews:datepublished", "bt:pubdate", "vr:published_time",
    "publication_date", "publicationdate", "publication-date", "publishdate", "publish-date", "publish_date",
    "published-date", "published_date", "published_time", "published_at", "published", "pubdate", "pub_date",
    "article_date_original", "article-publication-date", "article.published", "originalpublicationdate",
    "dc.date.issued", "dcterms.issued", "dc.date.published", "dcterms.available", "citation_publication_date",
    "citation_online_date", "citation_date", "prism.publicationdate", "eprints.date", "bepress_citation_date",
    "displaydate", "ptime", "lp.article:published_time", "weibo:article:create_at", "article:create_at",
    "release_date", "video:release_date", "dc.date.created", "dcterms.created", "dc.date", "dcterms.date", "dc:date",
    "datecreated", "creation_date", "date", "doc_date", "document-date",
)  # fmt: skip
MODIFIED_METAS = (
    "article:modified_time", "article:modified", "og:article:modified_time", "og:modified_time", "og:updated_time",
    "article:updated_time", "datemodified", "dc.date.modified", "dcterms.modified", "dc.modified", "date.modified",
    "last-modified", "lastmod", "last_modified", "lastmodified", "modified", "article.updated", "updated_time",
    "article:update_at", "revised", "revision_date", "update_date", "vr:modified_time",
)  # fmt: skip
PAGE_TYPES = ("WebPage", "ItemPage", "CollectionPage", "FAQPage", "AboutPage", "CreativeWork")

#: In the name of a <meta> that speaks of publishing, but not of the day.
NOT_PUBLICATION = re.compile(r"modif|updat|expir|publisher|unpublish|end|id$")
MAX_LINE_CHARS = 140  # a longer one is a sentence
DIGIT = re.compile(r"\d")
YEAR = re.compile(r"\d{4}")
#: What may stand in a line of its own beside a date: hours, weekdays, "at", separators, reading times.
BESIDE_DATE = re.compile(
    r"[\W\d_]+|\b(?:[ap]m|[a-z]{1,2}st|gmt|utc|cest|cet|uhr|hrs?|hours?|h|à|at|at|le|on|am|um|den|il|el|de|del|"
    r"o'clock|kl|klo|ore|o|do|г|в|min(?:s|utes?)?|read(?:ing)?(?: time)?|minutes?|lesezeit|lecture|lectura|lettura)\b",
    re.IGNORECASE,
)
MAX_LABEL_CHARS = 30  # "Date of first publication:"
BEHIND_LABEL = 6  # a colon, "on"
MAX_CREDIT_CHARS = 110  # names, outlet, place and day; a longer line is a sentence
MAX_BARE_DATES = 3  # publication, change and the day of reading; more are teasers'
TEASER_LINES = 3  # pictures and spacers between a teaser's date and its headline
MIN_HEADLINE = 25  # characters of a link that is a headline and no name
OWN_SHARE = 0.7  # of the text's lines in articles side by side: the one that holds more is the page's own
HEADLINES = ("h1", "h2", "h3")
HEADINGS = ("h2", "h3", "h4", "h5", "h6")
DATES_OF_A_TEXT = 2  # of publication and of the last change
RELATIVE_LINES = 10  # below the title, where "3 hours ago" is said of the article
CLOSE_LINES = 5  # below the title, where a line that holds a date is about the article
CREDIT_MARKS = (" | ", " · ", " • ", " / ", " » ", " – ", " — ", " - ")
#: In class or id of an element that holds a line about the text.
META_MARKS = re.compile(r"meta|by-?line|date|publish|posted|entry-info|post-info|author", re.IGNORECASE)
#: In class or id of an element that holds the day of a change.
CHANGE_MARKS = re.compile(r"changed|updated|modif")
MARKED_ELEMENTS = 3  # the date, its label's and its line's
OTHERS_MARKS = re.compile(
    r"comment|respon|repl(?:y|ies)|related|recommend|popular|latest|sidebar|widget|teaser|card|more|<aside|<nav|footer",
    re.IGNORECASE,
)
#: Elements that hold a date for machines; the last ones are those that scripts of forums and code hosts fill in.
TIME_TAGS = ("time", "abbr", "relative-time", "local-time", "time-ago", "faceplate-timeago")
ONE_MINUTE = timedelta(minutes=1)  # <time> often leaves the seconds out
MAX_POST_LINES = 120  # from a thread's title to its first post, menus and all
SHORT_REST = 24  # letters beside the date that leave a line a date line: an outlet, a city, a section


@dataclass(frozen=True, slots=True)
class Printed:
    """A date printed near the title."""

    value: str
    line: Line
    modified: bool
    labelled: bool

    @property
    def where(self) -> str:
        return "label" if self.labelled else "dateline"


def read_published(view: PageView) -> Answer[str | None]:
    """The moment the publisher says the article went live.

    Looks:   the main thing's datePublished; <meta>; the page's datePublished; <time> and dates printed near the title;
             the address.
    Gives:   as precise as the page states it; None when it does not say. Never a date of a change, of a comment, of a
             copyright line, nor one after the page was fetched. Adds a warning when the printed day is another one;
             that one holds where the stated day is that of the last change and later.
    Source:  https://schema.org/datePublished, https://ogp.me/#type_article
    """
    document, now = view.document, view.fetched_at
    stated = [found for found in _stated(view, "datePublished", PUBLISHED_METAS) if is_plausible(found.value, now)]
    is_front = HOME_ADDRESS.match(document.url or "") is not None  # it prints the days of other pages
    printed = [each for each in printed_dates(view) if is_plausible(each.value, now)] if not is_front else []
    shown = next((each for each in printed if not each.modified), None)
    claims = claims_on([shown.line] if shown is not None else [], "field", "published")
    if stated:
        return _chosen_of_stated(view, stated, printed, claims)
    if is_front:
        return Answer(None)
    machine = _first_time(view, now)
    if machine is not None and not (shown is not None and shown.labelled and not same_day(machine.value, shown.value)):
        return answered(machine, claims)
    shown = shown or next((each for each in _printed_below(view) if is_plausible(each.value, now)), None)
    if shown is not None:
        return Answer(shown.value, shown.where, claims_on([shown.line], "field", "published"))
    for address in (document.url, *canonical_links(document)):
        value = date_from_url(address or "")
        if value and precision(value) >= precision("2016-10-19") and is_plausible(value, now):
            return Answer(value, "url")
    return _told_by_distance(view, modified=False)


def _chosen_of_stated(
    view: PageView, stated: list[Found[str]], printed: list[Printed], claims: tuple[Claim, ...]
) -> Answer[str | None]:
    """The most precise form of the first stated day, unless it is but that of a copy and the page prints the day."""
    first = stated[0]
    best = max((each for each in stated if same_day(each.value, first.value)), key=_precision, default=first)
    best = best if _precision(best) > _precision(first) else first
    best = _in_zone_of_page(view, best)
    shown = next((each for each in printed if not each.modified), None)
    if shown is None or not days_apart(best.value, shown.value):
        return answered(best, claims)
    warning = f"published: {best.where} says {best.value}, the page prints {shown.value}"
    is_printed = any(same_day(each.value, best.value) for each in printed)
    if shown.value < best.value and not is_printed and _is_of_a_copy(view, best.value, shown):
        best = Found(shown.value, shown.where)
    return answered(best, claims, [warning])


def _told_by_distance(view: PageView, *, modified: bool) -> Answer[str | None]:
    """The date of a line near the title such as "3 hours ago", which only the moment of reading gives a meaning.

    An archive read the page at a moment of its own; where that is not known, or the page is a file, there is no date.
    """
    now = _read_at(view)
    if now is None:
        return Answer(None)
    language = view.document.html_language
    anchor = view.title_line if view.title_line is not None else -1
    label = ""
    for line in [each for each in head_lines(view) if each.index > anchor][:RELATIVE_LINES]:
        matches = find_relative_dates(line.text, language, now)
        if matches and not _is_of_a_teaser(view, line.index):
            before = line.text[: matches[0].start]
            before = before if any(char.isalpha() for char in before) else f"{_as_label(label)} {before}"
            is_change = modified_label(before) is not None
            is_told = is_change or published_label(before) is not None or _is_date_line(line.text, matches)
            if (is_told or _is_credit_line(line, matches)) and is_change == modified and not is_other_date(before):
                claims = claims_on([line], "field", "modified" if modified else "published")
                return Answer(matches[0].value, "relative", claims)
        label = line.text
    return Answer(None)


def _read_at(view: PageView) -> datetime | None:
    """The moment at which the page was read: of an archive's copy that of the capture."""
    capture = view.document.capture
    if capture.captured_at and precision(capture.captured_at) > precision("2016-10-19"):
        return datetime.fromisoformat(capture.captured_at)
    return view.fetched_at if capture.kind in ("live", "file", "amp", "print", "rendered") else None


def _first_time(view: PageView, now: datetime | None) -> Found[str] | None:
    """The day of the first <time> of the head, where there are but few of them."""
    if any("LiveBlogPosting" in thing["@type"] for thing in view.things):
        return None  # it is the last update's
    times = [each for each in _time_elements(view, changed=False) if is_plausible(each.value, now)]
    return times[0] if times and len({each.value[:10] for each in times}) <= MAX_BARE_DATES else None


def _in_zone_of_page(view: PageView, stated: Found[str]) -> Found[str]:
    """A stated moment as the page's own <time> writes it: machines are told UTC, and readers the day where they are."""
    if precision(stated.value) < precision("2016-10-19T08:30:00+02:00") or not stated.value.endswith("+00:00"):
        return stated
    moment = datetime.fromisoformat(stated.value)
    for found in _time_elements(view, changed=False):
        is_zoned = precision(found.value) == precision(stated.value) and not found.value.endswith("+00:00")
        if is_zoned and abs(datetime.fromisoformat(found.value) - moment) < ONE_MINUTE:
            return found
    return stated


def _is_of_a_copy(view: PageView, stated: str, shown: Printed) -> bool:
    """Whether a stated day is but that of a copy into the system that serves the page, since the page prints an earlier
    one with its title: it is the day of the last change, too.

    Of 7 development pages, each of another site, the printed day is right on 6, and the stated one on none.
    """
    anchor = view.title_line
    if anchor is None or not -CLOSE_LINES < shown.line.index - anchor <= CLOSE_LINES + 2:
        return False
    if len(shown.line.text) > MAX_CREDIT_CHARS or _is_forum(view.document):
        return False
    if _names_another_outlet(view, shown.line.text):
        return False  # a mirror prints the day of the original
    changed = next((found.value for found in _stated(view, "dateModified", MODIFIED_METAS)), None)
    return changed is not None and changed[:10] <= stated[:10] != _swapped(shown.value)


def _names_another_outlet(view: PageView, text: str) -> bool:
    """Whether a dateline opens with an outlet that is not the page's own."""
    outlet = DATELINE_OUTLET.match(text)
    if outlet is None or strip_byline_label(text)[0] is not None:
        return False
    dates = find_dates(text, view.document.html_language)
    is_before = bool(dates) and outlet.end() <= dates[0].start  # and no weekday, no "Jan."
    return is_before and not is_site_name(outlet[1], view.site_keys)


def _swapped(value: str) -> str:
    """The day with its month and day changed over: two numbers may have been read the wrong way round."""
    return f"{value[:4]}-{value[8:10]}-{value[5:7]}"


def read_modified(view: PageView) -> Answer[str | None]:
    """The moment of the last change that the page states: the main thing's dateModified, <meta>, a printed label."""
    now = view.fetched_at
    stated = [found for found in _stated(view, "dateModified", MODIFIED_METAS) if is_plausible(found.value, now)]
    shown = next((each for each in printed_dates(view) if each.modified and is_plausible(each.value, now)), None)
    claims = claims_on([shown.line] if shown is not None else [], "field", "modified")
    if stated:
        return answered(stated[0], claims)
    machine = next((each for each in _time_elements(view, changed=True) if is_plausible(each.value, now)), None)
    if machine is None and shown is not None:
        machine = Found(shown.value, "label")
    return answered(machine, claims) if machine is not None else _told_by_distance(view, modified=True)


def days_apart(one: str, other: str) -> bool:
    """Whether two dates are days that no change of time zone makes the same."""
    if len(one) < 10 or len(other) < 10 or same_day(one, other):
        return False
    try:
        distance = abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days)
    except ValueError:
        return False
    return distance > (1 if "T" in one or "T" in other else 0)


def _precision(found: Found[str]) -> int:
    return precision(found.value)


def _stated(view: PageView, name: str, metas: tuple[str, ...]) -> list[Found[str]]:
    """What the page says in places made for machines, most trusted first."""
    document = view.document
    things = view.things
    found = list(_dates_of(things, name))
    for meta in metas:
        for value in document.meta.get(meta, ())[:2]:
            normal = normalize_date(value)
            if normal:
                found.append(Found(normal, meta))
    if name == "datePublished":
        for meta, contents in document.meta.items():
            if "publish" in meta and meta not in metas and not NOT_PUBLICATION.search(meta):
                found.extend(Found(normal, meta) for value in contents[:1] if (normal := normalize_date(value)))
    found.extend(_dates_of((thing for thing in of_type(document, PAGE_TYPES) if thing not in things), name))
    orphans = (thing for thing in document.linked_data if not thing["@type"] and thing["@source"] != "json-ld")
    found.extend(_dates_of(orphans, name))
    return found


def _dates_of(things: Iterator[Thing] | list[Thing], name: str) -> Iterator[Found[str]]:
    for thing in things:
        for value in values(thing, name)[:2]:
            normal = normalize_date(value)
            if normal:
                yield Found(normal, thing["@source"])
        if name == "datePublished" and "LiveBlogPosting" in thing["@type"]:
            for value in values(thing, "coverageStartTime")[:1]:
                if (normal := normalize_date(value)) is not None:
                    yield Found(normal, thing["@source"])
        if name == "datePublished" and not FORUM_TYPES.isdisjoint(thing["@type"]):
            for value in values(thing, "dateCreated")[:1]:
                if (normal := normalize_date(value)) is not None:
                    yield Found(normal, thing["@source"])


@once
def printed_dates(view: PageView) -> list[Printed]:
    """The dates printed near the title: those below it first, then those above, nearest first."""
    found: list[Printed] = []
    language = view.document.html_language
    anchor = view.title_line if view.title_line is not None else -1
    before: Line | None = None
    position = 0
    for line in head_lines(view):
        position += line.index > anchor
        text = line.text
        if line.index != anchor and len(text) <= MAX_LINE_CHARS and DIGIT.search(text):
            label = before.text if before is not None else ""
            dates = list(_dates_in(line, label, language, is_close=0 < position <= CLOSE_LINES))
            if dates and _is_in_a_listed_article(view, line.element):
                dates = []
            if dates and _is_of_a_teaser(view, line.index):
                dates = [each for each in dates if each.labelled]
            found.extend(dates)
        before = line
    bare = {each.value[:10] for each in found if not each.labelled}
    if len(bare) > MAX_BARE_DATES:  # a list of dated teasers, and no date of its own
        found = [each for each in found if each.labelled]
    above = [each for each in found if each.line.index < anchor]
    return [each for each in found if each.line.index >= anchor] + above[::-1]


def _as_label(text: str) -> str:
    """A line as the label of the date below it: it is short, and ends with its word, not with "Reviewed by N. N."."""
    if len(text) > MAX_LABEL_CHARS:
        return ""
    word = modified_word().search(text)
    return text if word is None or len(text) - word.end() <= BEHIND_LABEL else ""


def _is_label(text: str) -> bool:
    """Whether a line is but a label of publication: what has one, in a side column too, tells of the page."""
    found = published_word().match(text)
    return found is not None and len(text) - found.end() <= BEHIND_LABEL


def _dates_in(line: Line, above: str, language: str | None, *, is_close: bool) -> Iterator[Printed]:
    """The dates in one line, told by the label before them, or by the line above when it is but a label."""
    text = line.text
    matches = find_dates(text, language)
    if not matches:
        return
    label = _as_label(above)
    is_date_line = _is_date_line(text, matches)
    is_dated = len(matches) == DATES_OF_A_TEXT and _is_date_and_change(text, matches)
    start = 0
    for match in matches:
        before = text[start : match.start]
        start = match.end
        if precision(match.value) < precision("2016-10-19") or is_other_date(before):
            continue
        if not any(letter.isalpha() for letter in before) and label and not DIGIT.search(label):
            before = f"{label} {before}"
        if modified_label(before):
            yield Printed(match.value, line, modified=True, labelled=True)
        elif published_label(before) or (is_dated and match is matches[0]):
            yield Printed(match.value, line, modified=False, labelled=True)
        elif is_date_line or (is_close and _is_credit_line(line, matches)):
            yield Printed(match.value, line, modified=_is_marked_as_change(line), labelled=False)


def _is_date_and_change(text: str, matches: list[DateMatch]) -> bool:
    """Whether a line opens with a date and goes on with that of the last change: "3 March 2019. Updated: 4 May"."""
    first, second = matches
    before = not any(letter.isalpha() for letter in text[: first.start])
    return before and modified_label(text[first.end : second.start]) is not None


def _is_marked_as_change(line: Line) -> bool:
    """Whether class or id of the elements around a date say that it is the day of a change."""
    element = line.inner
    for _ in range(MARKED_ELEMENTS):
        marks = element.raw.lower()
        if "publish" in marks or "created" in marks:
            return False
        if CHANGE_MARKS.search(marks):
            return True
        parent = element.parent
        if parent is None or parent.last_line - parent.first_line > 1:
            return False
        element = parent
    return False


def _is_credit_line(line: Line, matches: list[DateMatch]) -> bool:
    """Whether a line right below the title credits an author and gives the day: "by N. N. · 20 Dec 2025"."""
    text = line.text
    if len(matches) > 2 or len(text) > MAX_CREDIT_CHARS or text[-1:] in ".!?:":
        return False
    return (
        strip_byline_label(text)[0] is not None
        or any(mark in text for mark in CREDIT_MARKS)
        or META_MARKS.search(line.element.raw) is not None
    )


def _printed_below(view: PageView) -> list[Printed]:
    """The date of publication that is printed further down, where nothing else on the page is labelled as one.

    Of a thread it is the first post's; of other pages it stands behind the text with a label, outside of comments.
    """
    document = view.document
    start = (view.title_line or 0) + 1
    is_forum = _is_forum(document)
    found: list[Printed] = []
    label = ""
    for line in document.lines[start : start + (MAX_POST_LINES if is_forum else len(document.lines))]:
        text = line.text
        if line.hidden or not text:
            continue
        if len(text) <= MAX_CREDIT_CHARS and DIGIT.search(text):
            is_labelled = published_label(f"{label} {text[:MAX_LABEL_CHARS]}") is not None
            if not is_labelled and len(YEAR.findall(text)) == DATES_OF_A_TEXT:
                is_labelled = modified_word().search(text) is not None  # before a change stands the date of publication
            if is_forum or (is_labelled and (_is_label(label) or not _is_others(line))):
                matches = list(_dates_in(line, label, document.html_language, is_close=is_forum))
                if matches and not _is_in_a_listed_article(view, line.element):
                    found.extend(each for each in matches if not each.modified and (each.labelled or is_forum))
                if found and is_forum:
                    return found[:1]
        label = text if len(text) <= MAX_LABEL_CHARS else ""
    return found[:1] if len({each.value[:10] for each in found}) == 1 else []


def _is_forum(document: Document) -> bool:
    """Whether the page is a thread."""
    is_said = any(not FORUM_TYPES.isdisjoint(thing["@type"]) for thing in document.linked_data)
    return is_said or looks_like_forum(document)


def _is_others(line: Line) -> bool:
    """Whether a line stands in a comment or among other articles."""
    return any(OTHERS_MARKS.search(element.raw) for element in line.element.ancestors if element.tag != "body")


def _is_date_line(text: str, matches: list[DateMatch]) -> bool:
    """Whether a line says little more than its dates: an hour, an outlet, a city."""
    outlet = DATELINE_OUTLET.match(text)
    start = outlet.end() if outlet else 0
    rest = []
    for match in matches:
        rest.append(text[start : match.start])
        start = max(start, match.end)
    rest.append(text[start:])
    return sum(len(BESIDE_DATE.sub("", part)) for part in rest) <= SHORT_REST


def _time_elements(view: PageView, *, changed: bool) -> Iterator[Found[str]]:
    """The machine-readable dates of <time> near the title: those below it first."""
    lines = head_lines(view)
    opened = view.document.markup.opened
    tokens = sorted(token for tag in TIME_TAGS for token in opened.get(tag, ()))
    if not lines or not tokens:
        return
    anchor = view.title_line
    title = view.lines[anchor].last_token if anchor is not None else -1
    first, last = lines[0].block, lines[-1].last_token
    near = [token for token in tokens if first <= token <= last]
    for token in [token for token in near if token >= title] + [token for token in near if token < title][::-1]:
        element = Element(view.document.markup, token)
        value = normalize_date(
            element.get("datetime") or element.get("content") or element.get("ts") or _abbreviated(element) or ""
        )
        if value is None or _is_change(view.document, element) != changed:
            continue
        if not _is_of_a_teaser(view, element.first_line) and not _is_in_a_listed_article(view, element):
            yield Found(value, "time")


def _is_of_a_teaser(view: PageView, index: int) -> bool:
    """Whether a line stands right under a linked headline, or right above one: its date is another page's."""
    lines = view.lines
    title = lines[view.title_line].text if view.title_line is not None else ""
    above = next((each for each in lines[max(0, index - TEASER_LINES) : index][::-1] if each.text), None)
    below = next((each for each in lines[index + 1 : index + 1 + TEASER_LINES] if each.text), None)
    for line, is_heading in ((above, False), (below, True)):
        if line is None or line.hidden or not MIN_HEADLINE <= len(line.text) <= line.link_chars:
            continue
        if (not title or title not in line.text) and (not is_heading or line.element.tag in HEADINGS):
            return True
    return False


def _is_in_a_listed_article(view: PageView, element: Element) -> bool:
    """Whether an element is in one of several <article> side by side that are other pages' teasers, or comments.

    The page's own one holds its title, or most of its text; a thread's posts have no headlines.
    """
    article = element.closest("article")
    while article is not None:
        if article.token in _listed_articles(view):
            return True
        article = article.parent.closest("article") if article.parent is not None else None
    return False


@once
def _listed_articles(view: PageView) -> frozenset[int]:
    """The opening tokens of the articles that stand side by side and are not the page's own."""
    return frozenset(_find_listed_articles(view))


def _find_listed_articles(view: PageView) -> Iterator[int]:
    markup = view.document.markup
    articles = [Element(markup, token) for token in markup.opened.get("article", ())]
    parents = Counter(around.token for each in articles if (around := each.parent) is not None)
    groups: dict[int, list[Element]] = {}
    for each in articles:
        around = each.parent
        if around is not None and parents[around.token] == 1 and around.tag in ("li", "div"):
            around = around.parent  # each one has a wrapper of its own
        if around is not None:
            groups.setdefault(around.token, []).append(each)
    body = sorted(view.body)
    is_forum = len(articles) > 1 and _is_forum(view.document)
    for group in groups.values():
        spans = [(each.first_line, each.last_line) for each in group]
        texts = [bisect_left(body, last) - bisect_left(body, first) for first, last in spans]
        for each, (first, last), text in zip(group, spans, texts, strict=True):
            is_titled = view.title_line is not None and first <= view.title_line < last
            if len(group) == 1 or is_titled or text > OWN_SHARE * sum(texts):
                continue
            if not is_forum or any(markup.inside(tag, each.token, each.end) for tag in HEADLINES):
                yield each.token


def _abbreviated(element: Element) -> str | None:
    """The full form of <abbr class="published" title="…">, as hAtom writes dates."""
    return element.get("title") if element.tag == "abbr" and "published" in element.raw else None


def _is_change(document: Document, element: Element) -> bool:
    """Whether a <time> gives the day of a change: by its marks, its parent's, or the words before it."""
    own = element.raw.lower()
    if "publish" in own or "updated" in own or "modified" in own:
        return "publish" not in own
    around = element.parent
    marks = around.raw.lower() if around is not None else ""
    if CHANGE_MARKS.search(marks) and "publish" not in marks:
        return True
    index = element.first_line
    lines = document.lines[max(0, index - 1) : index + 1]
    text = " ".join(line.text for line in lines if not line.hidden and len(line.text) <= MAX_LINE_CHARS)
    shown = element.text
    before = text.partition(shown)[0] if shown and shown in text else text
    found, published = modified_label(before), published_label(before)
    return found is not None and not (published is not None and published.start() > found.start())
