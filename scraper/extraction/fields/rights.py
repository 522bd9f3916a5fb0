"""Rights: what the notices of an article claim, as values. A claim is made by whoever printed it."""

from __future__ import annotations

import re

from scraper.extraction.answer import Answer
from scraper.extraction.page.lines import core
from scraper.extraction.page.linked import first as first_text
from scraper.extraction.page.linked import values
from scraper.extraction.page.view import PageView
from scraper.extraction.words.lexicon import straight
from scraper.normalize.names import split_byline
from scraper.normalize.urls import url_host
from scraper.records import Notice, Origin, Rights
from scraper.wordings import one_of, words

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?:\s?[-–—/]\s?(?:(?:19|20)\d\d|\d\d)(?!\d))?")
MARK = re.compile(r"^\W*?(?:(?:copyright|copr\.|©|ⓒ|\(c\)|℗)\s?[:,]?\s?){1,3}(?:by\s)?|\s?[©ⓒ]\s?", re.I)
RESERVED = re.compile(rf"[.,;|–—-]?\s?(?:{one_of('rights', 'reserved')})\b.*$", re.IGNORECASE | re.DOTALL)
COMPANIES = frozenset(words("rights", "companies"))
NO_HOLDER = re.compile(
    rf"\b(?:{one_of('rights', 'no_holder')})\b|https?$|[@(]|^[a-z]+:\d|www\.|^[\W\d]*$|^an? ", re.IGNORECASE
)
#: A full stop after "Inc" or "Co" ends no sentence.
_NO_ENDS = "".join(f"(?<!{word.title()})" for word in words("statements", "abbreviations"))
SENTENCE = re.compile(rf"(?<=[^\W\d_]{{3}}){_NO_ENDS}\. (?=[^\W_])")
#: What joins two persons, or precedes one.
JOINED = re.compile(rf"\s(?:{one_of('names', 'conjunctions')})\s|^(?:{one_of('rights', 'titles')})\b", re.IGNORECASE)
MAX_HOLDER_CHARS = 80  # a longer one is a sentence about rights
#: URLs of licences for texts: Creative Commons and others.
LICENSE_URL = re.compile(
    r"//(?:www\.)?(?:creativecommons\.org/(?:licenses|publicdomain)/[a-z0-9+-]+|spdx\.org/licenses/[a-z]|"
    r"gnu\.org/(?:licenses|copyleft)/[a-z]|opensource\.org/licenses?/[a-z]|opendatacommons\.org/licenses/[a-z]|"
    r"artlibre\.org/|nationalarchives\.gov\.uk/doc/open-government-licence)",
    re.IGNORECASE,
)
#: The short name of a licence, as printed; https://spdx.org/licenses/
SHORT_LICENSE = re.compile(r"\bcc[ -](by(?:-(?:nc|sa|nd))*)[ -](\d\.\d)\b|\b(cc0)(?:[ -]1\.0)?\b", re.IGNORECASE)
LICENSE_PARTS = (("noncommercial", "NC"), ("noderiv", "ND"), ("sharealike", "SA"))
#: The elements of a licence's long name.
LONG_LICENSE = re.compile(
    r"\bcreative commons attribution"
    r"(?P<parts>(?:[ –-]{0,3}(?:non-?commercial|no-?deriv(?:ative)?s?(?: works)?|share-?alike)){0,3})"
    r"[ ,]{0,3}(?P<version>\d\.\d)\b",
    re.IGNORECASE,
)


def read_rights(
    view: PageView, notices: Answer[tuple[Notice, ...]], origins: Answer[tuple[Origin, ...]], site: Answer[str | None]
) -> Answer[Rights]:
    """The holders, year and licence that the page claims for this article.

    Looks:   the copyright and licence notices; links with rel=license beside the article; JSON-LD of the article.
    Gives:   nothing said about the site's own articles if the page says that this one comes from elsewhere.
    Raises:  nothing.
    Source:  https://schema.org/copyrightHolder, https://microformats.org/wiki/rel-license
    """
    holders: list[str] = []
    year: int | None = None
    for notice in notices.value:
        if notice.kind == "copyright":
            for line in notice.text.splitlines():
                names, line_year = read_copyright(line)
                holders += [name for name in names if name.casefold() not in {each.casefold() for each in holders}]
                year = year or line_year
    license = next((found for each in notices.value if each.kind == "license" and (found := _license(each))), None)
    if not origins.value:
        thing = next(iter(view.things), None)
        if thing is not None:
            if not holders and year is None:
                stated_holders = dict.fromkeys(values(thing, "copyrightHolder"))
                holders = [name for name in stated_holders if not name.startswith("http")]
                stated_year = YEAR.search(first_text(thing, "copyrightYear") or "")
                year = int(stated_year[0]) if stated_year else None
            license = license or _stated_license(first_text(thing, "license"))
        license = license or _linked_license(view)
    if not (holders or year or license):
        return Answer(Rights())
    return Answer(Rights(tuple(holders), year, license, site.value or url_host(view.document.url)))


def read_copyright(line: str) -> tuple[list[str], int | None]:
    """The holders and the first year in one copyright line; a holder named twice counts once."""
    year = YEAR.search(line)
    text = RESERVED.sub("", straight(line))
    text = SENTENCE.split(text)[0]
    text = YEARS.sub(" ", MARK.sub(" ", text))
    holders: list[str] = []
    for part in re.split(r"[,;/|]|\s[-–—]\s", text):
        name = " ".join(part.split()).strip(" .:()[]<>").removeprefix("by ")
        if holders and name.replace(".", "").casefold() in COMPANIES:
            holders[-1] = f"{holders[-1]}, {name}."
        elif name and len(name) <= MAX_HOLDER_CHARS and not NO_HOLDER.search(name):
            holders += [each for each in _people(name) if each not in holders]
    return holders, int(year[0]) if year else None


def _people(name: str) -> list[str]:
    """The persons joined in one part of a copyright line, without their titles; otherwise the part itself."""
    if not JOINED.search(name):
        return [name]
    people = split_byline(name)
    return [each.name for each in people] if people and all(each.kind == "person" for each in people) else [name]


def _license(notice: Notice) -> str | None:
    """The licence of a notice: the URL that it links to, or else its short name."""
    if notice.url and LICENSE_URL.search(notice.url):
        return notice.url
    return short_license(notice.text)


def short_license(text: str) -> str | None:
    """The SPDX id of a licence named with its version; None without a version, because several would fit."""
    if found := SHORT_LICENSE.search(text):
        return "CC0-1.0" if found[3] else f"CC-{found[1].upper()}-{found[2]}"
    if found := LONG_LICENSE.search(text):
        parts = found["parts"].casefold().replace("-", "").replace(" ", "")
        marks = [mark for word, mark in LICENSE_PARTS if word in parts]
        return "-".join(["CC", "BY", *marks, found["version"]])
    return None


def _stated_license(value: str | None) -> str | None:
    if not value:
        return None
    return value if LICENSE_URL.search(value) else short_license(value)


def _linked_license(view: PageView) -> str | None:
    """A link with rel=license in the head, or beside the article."""
    document = view.document
    around = core(view)
    if around is not None:
        around = around.closest("article") or around
    for element in document.holding("license"):
        if "license" not in (element.get("rel") or "").lower().split():
            continue
        if element.tag != "link" and (around is None or not element.within(around)):
            continue
        url = document.absolute(element.get("href"))
        if url and LICENSE_URL.search(url):
            return url
    return None
