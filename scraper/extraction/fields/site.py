"""The outlet that served this copy."""

from __future__ import annotations

import re

from scraper.extraction.answer import Answer
from scraper.extraction.fields.rights import COMPANIES, read_copyright
from scraper.extraction.fields.title.names import GENERIC_HEADINGS, is_generic
from scraper.extraction.page.site_names import (
    DATELINE_OUTLET,
    MAX_NAME_CHARS,
    SEPARATOR,
    host_keys,
    is_home,
    is_site_name,
    page_host,
    stated_names,
)
from scraper.extraction.page.view import PageView, once
from scraper.extraction.sameness import WORD, sameness
from scraper.extraction.words.categories import HOME
from scraper.normalize.byline_labels import strip_byline_label
from scraper.parsing.document import Document, Line
from scraper.wordings import any_of

#: Names of a home page, and of any part of a site.
NO_NAMES = HOME | GENERIC_HEADINGS
#: What separates a headline from the outlet's name in a <title>: more marks than are safe for cutting a headline.
ANY_SEPARATOR = re.compile(
    r" [-–—―|•·:»«/~›‹<>_]+ | ?[|｜ㅣ│»]+ ?|\s?[-–—―_]{2,3}\s?|(?<=[\u3040-\u9fff\uff00-\uffef])[-–—―_](?=\w)"
)
IN_BRACKETS = re.compile(r"[\[(][^\[\]()]*[\])]$")
MAX_TAIL_CHARS = 50  # a longer part is a slogan or a headline
MIN_INITIALS = 3  # two letters begin too many host names
FOOTER_LINES = 60  # at the end of the page
MAX_COPYRIGHT_CHARS = 160  # mark, years, holder and reserved rights; a longer line is a page of terms
MAX_LINKS, MAX_LOGOS = 400, 12  # at the top of a page, where its menus and its logo stand
COPYRIGHT = re.compile(r"\W*(?:©|ⓒ|\(c\)\s|copyright\b)", re.IGNORECASE)
#: The legal form after a company's name, which no outlet uses in its own name.
COMPANY = re.compile(rf"(?<![,\s])[,\s]+(?:{any_of(COMPANIES)})\.?$", re.IGNORECASE)
BULLET = re.compile(r"[·∙•]")  # between the links of a footer
LOGO_WORD = re.compile(r"\b(?:logo|home ?page|home)\b", re.IGNORECASE)
HOST_NAME = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}$", re.IGNORECASE)


@once
def read_site(view: PageView) -> Answer[str | None]:
    """The name of the outlet that served this copy.

    Looks:   og:site_name; the publisher or WebSite of the linked data; the outlet in the dateline; the tail of <title>;
             the logo; the copyright line; the host.
    Gives:   the name as the page writes it, or else the host name; None if there is neither.
    """
    document = view.document
    dateline = _dateline_outlet(view)
    if dateline is not None:
        return Answer(dateline, "dateline")
    for where, name in stated_names(document, view.things):
        if _is_name(name):
            return Answer(name, where)
    for where, read in (("title", _title_tail), ("title", _printed_tail), ("logo", _logo), ("copyright", _holder)):
        found = read(view)
        if found is not None:
            return Answer(found, where)
    host = page_host(document) or ""
    return Answer(host, "host") if HOST_NAME.match(host) else Answer(None)


def _is_name(name: str) -> bool:
    is_address = name.startswith(("http:", "https:", "@", "/"))
    return 1 < len(name) <= MAX_NAME_CHARS and not is_address and sameness(name) not in NO_NAMES


def _dateline_outlet(view: PageView) -> str | None:
    """The outlet that begins a dateline under the title, if the page's host bears that name."""
    if view.title_line is None:
        return None
    hosts = host_keys(view.document)
    for line in view.lines[view.title_line + 1 : view.title_line + 8]:
        if line.hidden or not 8 < len(line.text) < 90:
            continue
        match = DATELINE_OUTLET.match(line.text)
        if match is None:
            continue
        if HOST_NAME.match(match[1]) or sameness(match[1]) in hosts:
            return match[1]
        if not hosts and " " in match[1] and _is_under_byline(view.document, line):
            return match[1]
    return None


def _is_under_byline(document: Document, line: Line) -> bool:
    """Whether a line is right under a byline and ends in its date, as mirrors print their name.

    A city's name is at the head of the text, or at its foot.
    """
    above = [each.text for each in document.lines[max(0, line.index - 2) : line.index] if each.text]
    is_under = bool(above) and strip_byline_label(above[-1])[0] is not None
    return is_under and line.text[-1:].isdigit()


def _title_tail(view: PageView) -> str | None:
    """The part of <title> after the last separator, if the host bears that name."""
    parts = SEPARATOR.split(view.document.head_title or "")
    hosts = host_keys(view.document)
    return next((part for part in (parts[-1], parts[0]) if len(parts) > 1 and is_site_name(part, hosts)), None)


def _printed_tail(view: PageView) -> str | None:
    """The part of <title> after any separator, the last one, if the page confirms it as the outlet's name.

    The page confirms it by a host name, its copyright line, its logo or the initials in its host name, or by printing
    exactly the rest of <title> as its heading while no link to another page bears that part, as one to a section would.
    """
    document = view.document
    *rest, tail = ANY_SEPARATOR.split(document.head_title or "")
    tail = IN_BRACKETS.sub("", tail).rstrip()
    key = sameness(tail)
    if not rest or not _is_name(tail) or len(tail) > MAX_TAIL_CHARS or not key or is_generic(tail, view.site_keys):
        return None
    is_printed = key in (sameness(_holder(view)), sameness(_logo(view)))
    if is_printed or HOST_NAME.match(tail) or _bears_initials(tail, page_host(document)):
        return tail
    is_headed = sameness(view.title_text) in (sameness(rest[0]), sameness("".join(rest)))
    return tail if is_headed and not _is_linked(document, key) else None


def _bears_initials(name: str, host: str | None) -> bool:
    """Whether a host name begins with the initials of a name: "Lamp Oil Keepers Union" and loku.example."""
    initials = "".join(word[0] for word in WORD.findall(name.casefold()))
    return len(initials) >= MIN_INITIALS and (host or "").startswith(initials)


def _is_linked(document: Document, key: str) -> bool:
    """Whether a link to a page other than the home page bears this name."""
    for link in document.all("a", limit=MAX_LINKS):
        if sameness(link.text) == key and not is_home(link.get("href") or ""):
            return True
    return False


def _holder(view: PageView) -> str | None:
    """The holder in the page's last copyright line, if it names only one and the host bears that name.

    If the host has another name, the holder is often the company behind the outlet, or a photographer.
    """
    hosts = host_keys(view.document)
    lines = [line for line in view.lines[-FOOTER_LINES:] if not line.hidden and COPYRIGHT.match(line.text)]
    for line in lines[::-1]:
        holders, _ = read_copyright(line.text)
        name = COMPANY.sub("", holders[0]) if len(holders) == 1 else ""
        is_line = len(line.text) <= MAX_COPYRIGHT_CHARS and BULLET.search(name) is None
        if is_line and _is_name(name) and (not hosts or is_site_name(name, hosts)):
            return name
    return None


def _logo(view: PageView) -> str | None:
    """The alternative text of the picture that links to the home page."""
    for image in view.document.all("img", limit=MAX_LOGOS):
        alt = LOGO_WORD.sub("", " ".join((image.get("alt") or "").split())).strip(" -–|:")
        if not _is_name(alt) or len(alt) > MAX_TAIL_CHARS:
            continue
        link = image.closest("a")
        if link is not None and is_home(link.get("href") or ""):
            return alt
    return None
