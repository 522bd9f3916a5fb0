"""The dates that the page states for machines: linked data, <meta>, <time>."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from operator import attrgetter

from scraper.extraction.answer import Found
from scraper.extraction.fields.published.lines import CHANGE_MARKS
from scraper.extraction.page.head import head_lines
from scraper.extraction.page.linked import FORUM_TYPES, Thing, of_type, values
from scraper.extraction.page.teasers import is_in_a_listed_article, is_of_a_teaser
from scraper.extraction.page.view import PageView
from scraper.extraction.words.dates import modified_label, published_label
from scraper.normalize.dates import is_plausible, normalize_date, precision
from scraper.parsing.document import Document, Element

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
MAX_BARE_DATES = 3  # publication, change and the day of reading; more are teasers'
#: Elements that hold a date for machines; the last ones are those that scripts of forums and code hosts fill in.
TIME_TAGS = ("time", "abbr", "relative-time", "local-time", "time-ago", "faceplate-timeago")
ONE_MINUTE = timedelta(minutes=1)  # <time> often leaves the seconds out


def first_time(view: PageView, now: datetime | None) -> Found[str] | None:
    """The day of the first <time> of the head, where there are but few of them."""
    if any("LiveBlogPosting" in thing["@type"] for thing in view.things):
        return None  # it is the last update's
    times = [each for each in time_elements(view, changed=False) if is_plausible(each.value, now)]
    return times[0] if times and len({each.value[:10] for each in times}) <= MAX_BARE_DATES else None


def in_zone_of_page(view: PageView, stated: Found[str]) -> Found[str]:
    """A stated moment as the page's own <time> writes it: machines are told UTC, and readers the day where they are."""
    if precision(stated.value) < precision("2016-10-19T08:30:00+02:00") or not stated.value.endswith("+00:00"):
        return stated
    moment = datetime.fromisoformat(stated.value)
    for found in time_elements(view, changed=False):
        is_zoned = precision(found.value) == precision(stated.value) and not found.value.endswith("+00:00")
        if is_zoned and abs(datetime.fromisoformat(found.value) - moment) < ONE_MINUTE:
            return found
    return stated


def stated_dates(view: PageView, name: str, metas: tuple[str, ...]) -> list[Found[str]]:
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


def time_elements(view: PageView, *, changed: bool) -> Iterator[Found[str]]:
    """The machine-readable dates of <time> near the title: those below it first."""
    lines = head_lines(view)
    times = sorted(view.document.all(*TIME_TAGS), key=attrgetter("token"))
    if not lines or not times:
        return
    anchor = view.title_line
    title = view.lines[anchor].last_token if anchor is not None else -1
    first, last = lines[0].block, lines[-1].last_token
    near = [each for each in times if first <= each.token <= last]
    below, above = [each for each in near if each.token >= title], [each for each in near if each.token < title]
    for element in [*below, *reversed(above)]:
        value = normalize_date(
            element.get("datetime") or element.get("content") or element.get("ts") or _abbreviated(element) or ""
        )
        if value is None or _is_change(view.document, element) != changed:
            continue
        if not is_of_a_teaser(view, element.first_line) and not is_in_a_listed_article(view, element):
            yield Found(value, "time")


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
