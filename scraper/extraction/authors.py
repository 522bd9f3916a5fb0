"""Who is credited with the article, and how does the page print it?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from scraper.extraction.head import elements_in, head_lines, head_tokens
from scraper.extraction.published import printed_dates
from scraper.extraction.reading import Found, Reading
from scraper.extraction.site import SEPARATOR, site_keys
from scraper.extraction.structured import Thing, first, listed, of_type, own_things, plain, sameness
from scraper.normalize.credits import CONJUNCTIONS
from scraper.normalize.name_shapes import SITE_NAME, kind_of_name
from scraper.normalize.names import (
    BYLINE_JOINTS,
    has_label,
    has_trade,
    normalize_name,
    split_byline,
    strip_byline_label,
)
from scraper.normalize.text import normalize_lines
from scraper.normalize.urls import absolute_url
from scraper.parsing.document import Document, Element, Line, unescape
from scraper.records import Author

AUTHOR_METAS = (
    "citation_author", "parsely-author", "sailthru.author", "author", "dc.creator", "dcterms.creator", "dc:creator",
    "dc.contributor.author", "article:author", "og:article:author", "article:author_name", "book:author", "byl",
    "byline", "creator", "authors", "og:author", "rbauthors", "cxenseparse:author", "dcsext.author",
    "twitter:creator:name",
    "vr:author", "article.author", "mediator_author", "bt:author", "blogger", "citation_authors",
    "eprints.creators_name",
)  # fmt: skip
#: Properties of a thing that credit a name, and the role each one gives.
CREDITS = {"author": "author", "creator": "author", "translator": "translator", "editor": "editor"}
ORGANISATION_TYPES = frozenset(
    {"Organization", "NewsMediaOrganization", "Corporation", "NGO", "EducationalOrganization"}
)
#: Words in class, id, rel or itemprop of an element that holds a byline.
BYLINE_MARKS = re.compile(
    r"(?:^|[\s\"_-]|(?-i:(?<=[a-z])(?=[A-Z])))(?:by-?line|by-author|by_author|authors?|autor(?:es|en)?|auteurs?|autore|"
    r"writer|redacteur|contributors?|credit-?author|post-?author|article-?author|authored-?by|written-?by)"
    r"(?:$|[\s\"_-]|name|(?-i:(?<=[a-z])(?=[A-Z])))",
    re.IGNORECASE,
)
RAW_MARKS = re.compile("uthor|UTHOR|yline|YLINE|utor|uteur|utore|riter|ontributor|redacteur|credit|by")
#: Marks of what stands beside an author and is no name.
NOT_BYLINE_MARKS = re.compile(
    r"bio|avatar|image|img|photo|social|follow|share|role|title|job|position|desc|email|mail|comment|count|"
    r"subscri|newsletter|related|twitter|facebook|icon",
    re.IGNORECASE,
)
#: Marks of what holds other articles, or what readers wrote.
ELSEWHERE_MARKS = re.compile(
    r"comment|respon[ds]|repl(?:y|ies)|related|recommend|recirc|teaser|card|carousel|slider|popular|latest|trending|"
    r"more-|read-?next|feed|listing|archive|testimonial|quote|footer|nav\b|menu",
    re.IGNORECASE,
)
#: Marks of the foot of an article, not of the page.
ARTICLE_MARKS = re.compile(r"meta|entry|post|article|content", re.IGNORECASE)
#: Marks of who opened a thread of a forum.
POSTER_MARKS = re.compile(
    r"(?:^|[\s\"_-])(?:user-?name|post-?user|post-?author|poster|nickname)(?:$|[\s\"_-])", re.IGNORECASE
)
RAW_POSTER_MARKS = re.compile("sername|serName|ser-name|ostUser|ost-user|oster|ickname")
#: Names of accounts and desks that no reader takes for an author, in comparable form.
NO_AUTHORS = frozenset(
    "admin administrator administrateur webmaster editor1 user guest root superuser siteadmin wpadmin author anonymous "
    "unknown none null undefined staff contributor team byline authorname default test last lastupdate lastupdated "
    "update updated published readmore follow share".split()
)
#: Words of which one is enough to make a name an account's.
ACCOUNT_WORDS = frozenset({"admin", "administrator", "webmaster", "wpadmin", "superadmin"})
NO_NAME = re.compile(
    r"https?:|www\.|@|[<>{}\[\]=:%]|\.(?:com|org|net)/|\d{3,}|^(?-i:[a-z]+(?:\.[a-z_]+){3,})$", re.IGNORECASE
)
#: What a member of a forum calls himself: one word that may end in a number.
HANDLE = re.compile(r"(?=[\d_.-]*[^\W\d_]{2})[\w.-]{2,40}")
#: A line behind the article that says again who wrote it.
REPEATED = re.compile(
    r"^(?:all |other |more |tous les |autres |alle |weitere |otros |más |altri |outros )?"
    r"(?:articles?|posts?|artículos|articulos|artikel|beiträge|articoli|artigos|статьи) "
    r"(?:par|by|de|from|von|van|di|автора)\s*:?\s*",
    re.IGNORECASE,
)
#: In the address of an author's own page.
AUTHOR_PATHS = re.compile(
    "/(?:authors?|auteurs?|autor(?:es|en|i)?|autore|by|contributors?|journalists?|people|person|writers?|team|staff|"
    "redaktion|redakteure?|reporters?|columnists?|redacteur|forfatter|skribent|toimittaja)[/?]"
)
#: Roles that help a text along; a byline with nothing else leaves the author open.
HELPERS = frozenset({"editor", "reviser", "photographer", "interviewee"})
WHITE = re.compile(r"[ \t\r\n\f\xa0]+")
REPEAT_INITIALS = frozenset("aAoOmMtTpPwWdDbBсС")
MAX_BYLINE_CHARS = 160
MAX_NAME_LINE = 60
LINES_ABOVE = 2  # the title, where a date and a name beside it are the article's
MAX_CREDITS = 3  # lines: author, translator, reviser
NEXT_CREDIT_LINES = 6
NEXT_AUTHOR_LINES = 2
NAME_LINES = 8  # below the title, where a bare name beside the date is the author's
LINES_BEHIND_BODY = 20
LAST_BODY_LINES = 6  # among which an author's box may have got
MAX_SMALL_WORDS = 4  # in a credit that begins with one: a member's name, its section, its date
MAX_BOXED = 2  # more names in boxes are those of a list of articles
MAX_LETTERS_BEFORE_BY = 28  # "Published on Wednesday, September 12"
MAX_DATE_LETTERS = 16  # a date, its weekday and its zone have fewer
MAX_AUTHORS = 40
COMPANY_ENDING = re.compile(r"(?:ltd|inc|llc|gmbh|plc|\d+)$")
#: Labels that stand on a line of their own, and those that leave no doubt in front of a name; in small letters.
BARE_LABELS = frozenset(
    "by|par|von|por|door|written by|author|authors|about the author|auteur|écrit par|à propos de l'auteur|autor|"
    "autorin|über den autor|über die autorin|escrito por|sobre el autor|autore|scritto da|автор|作者|글쓴이|著者|"
    "yazar".split("|")
)
LONG_LABELS = ("written by ", "author: ", "écrit par ", "auteur : ", "geschrieben von ", "autor: ", "escrito por ",
               "scritto da ", "автор: ", "作者：", "作者:", "yazar: ")  # fmt: skip
#: What a forum prints under a member's name; in small letters.
PROFILE_LABELS = ("posts:", "joined", "registered", "member since", "messages:", "messages :", "inscrit", "beiträge:",
                  "registriert", "mitglied seit", "mensajes:", "registrado", "messaggi:", "posty:", "dołączył",
                  "сообщения:", "сообщений:", "регистрация")  # fmt: skip
PROFILE_LINES = 4
WEAK_PLACES = frozenset({"microdata", "rdfa"})
DIGITS = "0123456789"
DIGIT = re.compile(r"\d")
CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
#: A word for "by" in front of a name, behind something else.
JOINT = re.compile(rf"(?:^|[\s|·•–—,-])(?:{'|'.join(BYLINE_JOINTS)})\s+(?-i:(?=[^\W\d_a-z]))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Byline:
    """One printed credit near the title: its lines, their text, and how it was found."""

    where: str
    lines: tuple[Line, ...]
    text: str

    @property
    def is_labelled(self) -> bool:
        return self.where == "byline"


def extract_byline(reading: Reading) -> Found[str] | None:
    """The byline as the page prints it near the title, label and all; claims its lines.

    Looks:   lines that begin with a label ("By", "Par", "Von" …); elements marked as byline or author; links to an
             author's page; a name beside the date; a labelled line right behind the text.
    """
    bylines = _bylines(reading)
    if not bylines:
        return None
    for line in bylines[0].lines:
        reading.claim(line, "field", "byline")
    return Found(" ".join(bylines[0].text.split()), bylines[0].where)


def extract_authors(reading: Reading) -> Found[tuple[Author, ...]] | None:
    """Every credited name once, with its role and kind; claims the lines of the byline and those that repeat it.

    Looks:   the main thing's author and its like; <meta>; the byline near the title; the tail of the title.
    Gives:   names as printed where the byline prints them, completed by the linked data; never the site's own name
             unless the byline prints it, or the site bears a person's; None when nobody is credited.
    Source:  https://schema.org/author, https://schema.org/translator
    """
    bylines = _bylines(reading)
    printed = _printed(reading, bylines)
    for byline in bylines:
        for line in byline.lines:
            reading.claim(line, "field", "byline")
    stated = _first_stated(reading)
    if stated is not None:
        authors = _merged(stated, printed, bylines[0] if bylines else None)
        result: Found[tuple[Author, ...]] | None = Found(authors[:MAX_AUTHORS], stated.where)
    elif printed:
        result = Found(printed[:MAX_AUTHORS], bylines[0].where)
    else:
        result = _in_title(reading.document)
    if result is None:
        return None
    _claim_repeats(reading, result.value)
    return Found(_with_an_author(result.value), result.where)


def _with_an_author(authors: tuple[Author, ...]) -> tuple[Author, ...]:
    """The authors; where nobody is called that, whoever reported or posted the article wrote it."""
    if any(author.role == "author" for author in authors):
        return authors
    writers = next((role for role in ("reporter", "poster") if any(author.role == role for author in authors)), None)
    return tuple(replace(author, role="author") if author.role == writers else author for author in authors)


def _first_stated(reading: Reading) -> Found[tuple[Author, ...]] | None:
    """What the most trusted place made for machines says that names somebody else than the site; worked out once."""
    if "stated_authors" not in reading.memo:
        keys = site_keys(reading)
        reading.memo["stated_authors"] = next(
            (
                Found(authors, where)
                for where, candidates in _stated(reading)
                if (authors := tuple(author for author in candidates if not _is_outlet(author, keys)))
            ),
            None,
        )
    found: Found[tuple[Author, ...]] | None = reading.memo["stated_authors"]
    return found


def _is_outlet(author: Author, keys: set[str]) -> bool:
    """Whether a name is the site's and no person's: a site that bears its author's name is that person's."""
    if SITE_NAME.match(author.name):
        return True  # nobody's name
    key = sameness(author.name)
    forms = {key, key.removeprefix("the"), "the" + key, COMPANY_ENDING.sub("", key)}
    is_site = not forms.isdisjoint(keys)
    return is_site and not (kind_of_name(author.name) == "person" and 2 <= len(author.name.split()) <= 3)


def _stated(reading: Reading) -> Iterable[tuple[str, tuple[Author, ...]]]:
    """What places made for machines say, most trusted first."""
    document = reading.document
    things = own_things(reading)
    for thing in things:
        authors = _unique(author for name, role in CREDITS.items() for author in _credited(document, thing, name, role))
        if any(author.role == "author" for author in authors):
            yield thing["@source"], authors
    for meta in AUTHOR_METAS:
        names = [plain(value) for value in document.meta.get(meta, ())]
        authors = _unique(author for name in names for author in _people(name))
        if authors:
            yield meta, authors
    for number in ("1", "2"):
        label = next(iter(document.meta.get(f"twitter:label{number}", ())), "")
        name = next(iter(document.meta.get(f"twitter:data{number}", ())), "")
        if label and name and strip_byline_label(f"{label}: {name}")[0] == "author":
            yield f"twitter:data{number}", _unique(_people(name))
    for thing in of_type(document, ("WebPage", "ItemPage", "CreativeWork", "VideoObject", "Product")):
        if thing["@source"] == "json-ld" and thing not in things and "WebPage" in thing["@type"]:
            authors = _unique(_credited(document, thing, "author", "author"))
            if authors:
                yield "json-ld", authors
    for thing in document.linked_data:
        if not thing["@type"] and thing["@source"] != "json-ld":
            authors = _unique(_credited(document, thing, "author", "author"))
            if authors:
                yield thing["@source"], authors


def _credited(document: Document, thing: Thing, name: str, role: str) -> Iterable[Author]:
    for value in listed(thing.get(name))[:MAX_AUTHORS]:
        for author in _of_value(document, value):
            yield author if role == "author" else replace(author, role=role)


def _of_value(document: Document, value: Any) -> Iterable[Author]:
    """The authors in one value of linked data: a name, a person, an outlet, a person who holds a whole list."""
    if isinstance(value, list):
        return [author for each in value[:MAX_AUTHORS] for author in _of_value(document, each)]
    if isinstance(value, str):
        return _people(plain(value))
    if not isinstance(value, dict):
        return []
    names = [name for each in listed(value.get("name")) if isinstance(each, str) and (name := plain(each))]
    if not names and value.get("familyName"):
        names = [" ".join(part for key in ("givenName", "familyName") if (part := first(value, key)))]
    url = next((each for each in listed(value.get("url")) if isinstance(each, str)), None)
    url = absolute_url(url, document.url) if url else None
    is_organisation = not ORGANISATION_TYPES.isdisjoint(value["@type"]) if value.get("@type") else False
    if is_organisation and len(names) == 1 and _is_name(names[0]):
        return [Author(names[0], kind="organisation", url=url)]
    authors = [author for name in names for author in _people(name)]
    if len(authors) == 1:
        kind = authors[0].kind
        if kind == "unknown" and "Person" in value.get("@type", ()):
            kind = "person"
        return [replace(authors[0], url=url, kind=kind)]
    return authors


def _people(text: str) -> list[Author]:
    """The names in a text made for machines; none where it is an address, an account or empty."""
    if not text or len(text) > 400 or text.startswith(("http:", "https:", "@", "/")):
        return []
    if HANDLE.fullmatch(text) and sameness(text) not in NO_AUTHORS and not NO_NAME.search(text.rstrip(DIGITS)):
        return [Author(text)] if not (names := split_byline(text)) else list(names)
    return [author for author in split_byline(text) if _is_name(author.name)]


def _is_name(name: str) -> bool:
    if not 1 < len(name) <= 90 or sameness(name) in NO_AUTHORS or NO_NAME.search(name):
        return False
    return ACCOUNT_WORDS.isdisjoint(name.lower().split())


def _bylines(reading: Reading) -> list[Byline]:
    """The printed credits, worked out once: those found in the surest way that finds any."""
    if "bylines" not in reading.memo:
        reading.memo["bylines"] = _find_bylines(reading)
    found: list[Byline] = reading.memo["bylines"]
    return found


def _find_bylines(reading: Reading) -> list[Byline]:
    labelled = list(_labelled(head_lines(reading), reading.title_line))
    after = reading.title_line if reading.title_line is not None else -1
    below = [each for each in labelled if each.lines[0].index > after]
    if below:
        below = list(_next_credits(below))[:MAX_CREDITS]
        if any(author.role not in HELPERS for each in below for author in _names_of(each.text)):
            return below
    found = (
        _marked(reading)
        or _linked(reading)
        or _beside_date(reading)
        or [each for each in labelled if each not in below][:1]
        or _signed(reading)
        or (_boxed(reading) or _posted(reading) if _first_stated(reading) is None else [])
    )
    return found + [each for each in below if each not in found]


def _next_credits(below: list[Byline]) -> Iterator[Byline]:
    """The first credit below the title and those that follow it; a second author stands close to the first one."""
    first_index = last_index = below[0].lines[0].index
    for each in below:
        index = each.lines[0].index
        is_author = strip_byline_label(each.text)[0] == "author"
        if index <= first_index + NEXT_CREDIT_LINES and (not is_author or index <= last_index + NEXT_AUTHOR_LINES):
            last_index = each.lines[-1].index
            yield each


def _labelled(lines: list[Line], title_line: int | None) -> Iterator[Byline]:
    """The lines that begin with a byline's label; where it stands alone the name is on the next line."""
    for position, line in enumerate(lines):
        if line.index == title_line or not 3 < len(line.text) <= MAX_BYLINE_CHARS:
            continue
        role, rest = strip_byline_label(line.text)
        credit = _behind_date(line.text) if role is None else None
        if credit is not None:
            yield Byline("byline", (line,), credit)
        if role is None or role == "photographer":
            continue
        if rest and not _are_words(rest) and _names_of(text := parted_text(line)):
            yield Byline("byline", (line,), text)
        elif not rest and position + 1 < len(lines):
            behind = lines[position + 1]
            if len(behind.text) <= MAX_NAME_LINE and _names_of(behind.text):
                yield Byline("byline", (line, behind), f"{line.text} {behind.text}")


def _are_words(rest: str) -> bool:
    """Whether a label goes on as a sentence or a title does: "By clicking this you agree …", "Door & window"."""
    return rest[0] == "&" or (rest[0].islower() and sum(word[0].islower() for word in rest.split()) > MAX_SMALL_WORDS)


def _behind_date(text: str) -> str | None:
    """The credit in a line that begins with its date or source: "3 March 2019 by N. N.", "来源：… 作者：…"."""
    if DIGIT.search(text) is None and ":" not in text and "：" not in text:
        return None
    match = JOINT.search(text)
    if match is not None:
        before = text[: match.start()]
        is_dated = DIGIT.search(before) and sum(letter.isalpha() for letter in before) <= MAX_LETTERS_BEFORE_BY
        credit = text[match.start() :].lstrip(" |·•–—-,")
        names = _names_of(credit) if is_dated else []
        if names and names[0].kind != "unknown":
            return credit
    if CJK.search(text) and has_label(text) and any(author.role == "author" for author in _names_of(text)):
        return text
    return None


def _signed(reading: Reading) -> list[Byline]:
    """The labelled line at the end of the article; where several lines say who posted them, they are comments."""
    found = [
        replace(each, where="signature")
        for each in _labelled(_lines_behind_body(reading), None)
        if _names_of(each.text)[0].kind != "unknown"
    ]
    posted = [each for each in found if strip_byline_label(each.text)[0] == "poster"]
    found = [each for each in found if len(posted) == 1 or each not in posted]
    if (stated := _first_stated(reading)) is not None:  # other credits are those of other articles
        known = {sameness(author.name) for author in stated.value}
        found = [each for each in found if any(sameness(author.name) in known for author in _names_of(each.text))]
    return found[:1]


def _lines_behind_body(reading: Reading) -> list[Line]:
    """The visible lines at the end of the article and right behind it, where some pages sign it."""
    if not reading.body:
        return []
    start = reading.body[-LAST_BODY_LINES:][0]
    lines = reading.document.lines[start : reading.body[-1] + LINES_BEHIND_BODY]
    return [line for line in lines if line.text and not line.hidden and len(line.text) <= MAX_BYLINE_CHARS]


def _marked(reading: Reading) -> list[Byline]:
    """The lines inside elements near the title that are marked as author or byline."""
    document = reading.document
    found: list[Byline] = []
    for element in elements_in(reading, head_tokens(reading), RAW_MARKS):
        where = _mark(element)
        if where is None or element.closest("figure", "figcaption") is not None:
            continue
        for line in document.lines_of(element)[:3] or _around(document, element):
            if not line.text or line.hidden or line.index == reading.title_line or len(line.text) > MAX_BYLINE_CHARS:
                continue
            text = parted_text(line)
            if any(line in each.lines for each in found) or _says_date(reading, line) or not _names_of(text):
                continue
            if found and has_trade(text) and strip_byline_label(text)[0] is None:
                continue  # what the author does
            found.append(Byline(where, (line,), text))
            break
        if len(found) == MAX_CREDITS:
            break
    persons = [each for each in found if _names_of(each.text)[0].kind == "person"]
    return persons or found[:1]


def _linked(reading: Reading) -> list[Byline]:
    """The lines below the title that are a link to an author's page and give a name."""
    found: list[Byline] = []
    for element in elements_in(reading, head_tokens(reading), AUTHOR_PATHS):
        if element.tag != "a":
            continue
        for line in _lines_in(reading.document, element)[:1]:
            is_below = reading.title_line is None or line.index > reading.title_line
            if not is_below or line.hidden or len(line.text) > MAX_BYLINE_CHARS or REPEATED.match(line.text):
                continue
            names = _names_of(element.text)
            if not line.text or len(names) != 1 or names[0].kind == "unknown":
                continue
            if sameness(names[0].name) in sameness(element.text) and all(line not in each.lines for each in found):
                found.append(Byline("link", (line,), parted_text(line)))
    return found[:MAX_CREDITS]


def _beside_date(reading: Reading) -> list[Byline]:
    """A person's name in the line of the date right below the title, or on a line of its own beside it."""
    anchor = reading.title_line
    dated = {each.line.index for each in printed_dates(reading) if anchor is not None and each.line.index > anchor}
    below = [line for line in head_lines(reading) if anchor is not None and line.index > anchor][:NAME_LINES]
    above = [line for line in head_lines(reading) if anchor is not None and anchor - LINES_ABOVE <= line.index < anchor]
    dated |= {each.line.index for each in printed_dates(reading) if each.line in above}
    below += [line for line in above if line.index in dated and not line.link_chars]
    for position, line in enumerate(below):
        is_dated = line.index in dated
        near = below[max(0, position - 1) : position + 2]
        if not is_dated and (len(line.text) > MAX_NAME_LINE or all(each.index not in dated for each in near)):
            continue
        if similar_to_title(reading, line.text) or line.text[0] == "#" or line.text[-1] in ":：,":
            continue
        names = _names_of(parted_text(line))
        is_name = bool(names) and names[0].kind == "person" and 2 <= len(names[0].name.split()) <= 4
        if is_name and names[0].name in line.text:
            whole = sameness(names[0].name)
            if is_dated or whole == sameness(line.text):
                return [Byline("dateline", (line,), line.text)]
    return []


def _boxed(reading: Reading) -> list[Byline]:
    """The line that is marked or labelled as the author's anywhere below the title, where one or two names are: a box
    beside the text or behind it."""
    found: dict[str, Byline] = {}
    for where, lines, element in (*_marked_boxes(reading), *_labelled_boxes(reading)):
        line = lines[-1]
        if line.hidden or len(line.text) > MAX_BYLINE_CHARS or _says_date(reading, line) or _is_elsewhere(element):
            continue
        text = line.text if len(line.text) <= MAX_NAME_LINE else element.text
        names = _names_of(text) if len(text) <= MAX_NAME_LINE else []
        if names and names[0].kind == "person":
            text = " ".join(each.text for each in lines) if line.text == text else text
            found.setdefault(sameness(names[0].name), Byline(where, lines, text))
        if len(found) > MAX_BOXED:
            return []
    return list(found.values())


def _marked_boxes(reading: Reading) -> Iterator[tuple[str, tuple[Line, ...], Element]]:
    """Every element below the title that is marked as the author's or leads to his page, with its line."""
    document = reading.document
    markup = document.markup
    start = document.lines[reading.title_line].last_token if reading.title_line is not None else 0
    for token in range(start, len(markup.raws)):
        raw = markup.raws[token]
        if not raw or ("uthor" not in raw and "yline" not in raw):
            continue
        element = Element(markup, token)
        where = _mark(element) or ("link" if markup.tags[token] == "a" and AUTHOR_PATHS.search(raw) else None)
        if where is not None and (lines := _lines_in(document, element)):
            is_label = not strip_byline_label(lines[0].text)[1] and len(lines) > 1
            yield where, tuple(lines[: 1 + is_label]), element


def _labelled_boxes(reading: Reading) -> Iterator[tuple[str, tuple[Line, ...], Element]]:
    """Every short line below the title that begins with a label of two words or is one, with the line behind it."""
    lines = reading.document.lines
    for index in range((reading.title_line or 0) + 1, len(lines)):
        line = lines[index]
        if not 1 < len(line.text) <= MAX_NAME_LINE or line.hidden:
            continue
        words = line.text.casefold()
        if words.rstrip(" :") in BARE_LABELS:
            behind = next((each for each in lines[index + 1 : index + 3] if each.text), None)
            if behind is not None:
                yield "byline", (line, behind), behind.element
        elif words.startswith(LONG_LABELS):
            yield "byline", (line,), line.element


def _is_elsewhere(element: Element) -> bool:
    """Whether an element stands among other articles, comments or links of the page."""
    for each in element.ancestors:
        if each.tag in ("nav", "figure", "li", "article", "main", "body"):
            return each.tag not in ("article", "main", "body")
        words = f"{each.get('class') or ''} {each.get('id') or ''}" if each.raw else ""
        if each.tag == "footer" and not ARTICLE_MARKS.search(words):
            return True
        if ELSEWHERE_MARKS.search(words) and not BYLINE_MARKS.search(words):
            return True
    return False


def _posted(reading: Reading) -> list[Byline]:
    """The line that names who opened a thread: the first member's name below the title."""
    document = reading.document
    below = [line for line in head_lines(reading) if line.index > (reading.title_line or 0)]
    for position, line in enumerate(below):
        behind = below[position + 1 : position + 1 + PROFILE_LINES]
        if HANDLE.fullmatch(line.text) and any(each.text.casefold().startswith(PROFILE_LABELS) for each in behind):
            return [Byline("poster", (line,), line.text)] if sameness(line.text) not in NO_AUTHORS else []
    for element in elements_in(reading, head_tokens(reading), RAW_POSTER_MARKS):
        words = f"{element.get('class') or ''} {element.get('id') or ''}"
        if not POSTER_MARKS.search(words) or NOT_BYLINE_MARKS.search(words):
            continue
        for line in document.lines_of(element)[:1] or _around(document, element):
            is_below = reading.title_line is None or line.index > reading.title_line
            name = element.text
            is_handle = HANDLE.fullmatch(name) is not None and sameness(name) not in NO_AUTHORS
            if is_below and is_handle and line.text and not line.hidden:
                return [Byline("poster", (line,), name)]
    return []


def similar_to_title(reading: Reading, text: str) -> bool:
    """Whether a text is in the title, or the title in it."""
    if reading.title_line is None:
        return False
    title, key = sameness(reading.document.lines[reading.title_line].text), sameness(text)
    return key in title or title in key


def parted_text(line: Line) -> str:
    """The line's text with a break where one element's words run into the next one's: "By N. N.", "Staff Writer"."""
    markup = line.markup
    if line.first_token == line.last_token:
        return line.text
    parts = [unescape(markup.texts[token]) for token in range(line.first_token, line.last_token + 1)]
    out = ""
    for part in parts:
        if out and part and out[-1].isalnum() and part[0].isalnum():
            out += "\v"
        out += part
    return normalize_lines(WHITE.sub(" ", out).replace("\v", "\n"))


def _says_date(reading: Reading, line: Line) -> bool:
    """Whether a line prints a date and nothing that a name could be."""
    return (
        any(each.line is line for each in printed_dates(reading))
        and strip_byline_label(line.text)[0] is None
        and (sum(letter.isalpha() for letter in line.text) < MAX_DATE_LETTERS)
    )


def _lines_in(document: Document, element: Element) -> list[Line]:
    """The lines of text inside an element, or the one that it stands in the middle of."""
    return [line for line in document.lines_of(element) if line.text] or _around(document, element)


def _around(document: Document, element: Element) -> list[Line]:
    """The line that an inline element stands in the middle of."""
    index = element.first_line
    return document.lines[max(0, index - 1) : index]


def _mark(element: Element) -> str | None:
    """How an element is marked as a byline; None where it is not."""
    if element.get("rel") and "author" in (element.get("rel") or "").split():
        return "rel:author"
    if "author" in (element.get("itemprop") or "").split():
        return "itemprop:author"
    words = f"{element.get('class') or ''} {element.get('id') or ''}"
    if BYLINE_MARKS.search(words) and not NOT_BYLINE_MARKS.search(words):
        return "class"
    return None


def _names_of(text: str) -> list[Author]:
    return [replace(author, name=_once(author.name)) for author in split_byline(text) if _is_name(author.name)]


def _once(name: str) -> str:
    """A name that a page prints twice in a row, for a picture and beside it."""
    words = name.split(" ")
    half = len(words) // 2
    return " ".join(words[:half]) if half and words[:half] == words[half:] else name


def _printed(reading: Reading, bylines: list[Byline]) -> tuple[Author, ...]:
    """The names that the bylines print, with the addresses of their links."""
    authors: list[Author] = []
    for byline in bylines:
        links = _links(reading.document, byline.lines[-1])
        names = [Author(byline.text)] if byline.where == "poster" else _names_of(byline.text)
        names = _by_marks(byline, names, links)
        if byline.where == "dateline":
            names = names[:1] + [author for author in names[1:] if author.role != "author"]
        for author in names:
            key = sameness(author.name)
            url = links.get(key) or next((links[each] for each in links if each.endswith(key)), None)
            authors.append(replace(author, url=url) if url else author)
    return _unique(authors)


def _by_marks(byline: Byline, names: list[Author], links: dict[str, str]) -> list[Author]:
    """The names of a byline as its marked elements and links to authors' pages bound them.

    The text alone cannot tell where a name ends: "By N. N. Astrologer", "By N. N. in Gardens".
    """
    marked: dict[str, Author] = {}
    for line in byline.lines:
        for element in _marked_in(line):
            own = _names_of(element.text)
            if len(own) == 1 and sameness(own[0].name) == sameness(element.text):
                marked.setdefault(sameness(own[0].name), own[0])
    if not marked:
        return names
    has_tail = any(_goes_on(byline.text, each.name) for each in marked.values())
    out = []
    for author in names:
        key = sameness(author.name)
        bound = next((each for each in marked if key.startswith(each) or key.endswith(each)), None)
        if bound is not None:
            out.append(replace(author, name=marked[bound].name, kind=marked[bound].kind))
            continue
        is_other_person = author.kind == "person" and key not in links and not has_tail
        if is_other_person or author.role != "author" or author.kind == "organisation":
            out.append(author)
    if not out:
        role = strip_byline_label(byline.text)[0] or "author"
        out = [replace(each, role=role) for each in marked.values()]
    return out


def _goes_on(text: str, name: str) -> bool:
    """Whether something else than a mark or a further name stands behind a name."""
    _, _, rest = text.partition(name)
    word = rest.split()[0] if rest[:1].isspace() and rest.split() else ""
    return word[:1].isalpha() and word not in CONJUNCTIONS and "\n" not in rest[: rest.find(word)]


def _marked_in(line: Line) -> Iterator[Element]:
    """The elements within a line that are an author's name by their mark or their link."""
    markup = line.markup
    for token in range(max(line.first_token - 3, 0), line.last_token + 1):
        raw = markup.raws[token]
        if raw and markup.tags[token] in ("a", "span", "strong", "b", "em", "i", "cite"):
            is_link = markup.tags[token] == "a" and AUTHOR_PATHS.search(raw)
            if is_link or (RAW_MARKS.search(raw) and _mark(Element(markup, token)) is not None):
                yield Element(markup, token)


def _links(document: Document, line: Line) -> dict[str, str]:
    """The addresses that a line's links lead to, by their text in comparable form."""
    found: dict[str, str] = {}
    markup = document.markup
    for token in range(max(line.first_token - 3, 0), line.last_token + 1):
        if markup.tags[token] == "a":
            element = Element(markup, token)
            url = absolute_url(element.get("href"), document.url)
            if url:
                found[sameness(element.text)] = url
    return found


def _unique(authors: Iterable[Author]) -> tuple[Author, ...]:
    """One entry per name and role, the first one completed by the others."""
    out: dict[tuple[str, str], Author] = {}
    for author in authors:
        key = (sameness(author.name), author.role)
        if key in out:
            out[key] = _completed(out[key], author)
        elif key[0]:
            out[key] = author
    return tuple(out.values())


def _completed(author: Author, other: Author) -> Author:
    """The author with what only the other entry knows."""
    return replace(
        author,
        kind=other.kind if author.kind == "unknown" else author.kind,
        honorific=author.honorific or other.honorific,
        url=author.url or other.url,
    )


def _merged(found: Found[tuple[Author, ...]], printed: tuple[Author, ...], byline: Byline | None) -> tuple[Author, ...]:
    """One list out of the stated and the printed names: the printed ones win, the stated ones complete them."""
    stated = found.value
    printed = tuple(_respelled(author, stated) for author in printed)
    known = {sameness(author.name): author for author in stated}
    by_key = {sameness(author.name): author for author in printed}
    if byline is not None and _printed_wins(found, printed, byline):
        first = [_completed(author, known.get(sameness(author.name), author)) for author in printed]
        return _unique([*first, *(author for author in stated if author.role != "author")])
    out = []
    for author in stated:
        same = by_key.get(sameness(author.name))
        out.append(_completed(replace(same, role=author.role), author) if same else author)
    others = [author for author in printed if sameness(author.name) not in known]
    is_labelled = byline is not None and byline.is_labelled
    extra = (author for author in others if author.role != "author" or (is_labelled and author.kind == "organisation"))
    return _unique([*out, *extra])


def _printed_wins(found: Found[tuple[Author, ...]], printed: tuple[Author, ...], byline: Byline) -> bool:
    """Whether the authors that the byline prints are to be believed against the stated ones."""
    known = {sameness(author.name) for author in found.value}
    writers = [author for author in printed if author.role == "author"]
    keys = {sameness(author.name) for author in writers}
    persons = {sameness(author.name) for author in writers if author.kind == "person"}
    if not persons:
        return False
    if found.where in WEAK_PLACES and (byline.is_labelled or keys & known):
        return True  # the marks of comments and pictures are among these
    if persons <= known:
        return False
    if known <= keys:
        line = sameness(byline.text)
        return byline.is_labelled or (persons == keys and all(key in line for key in keys))
    if keys & known:
        return False
    return byline.is_labelled or all(author.kind == "organisation" for author in found.value)


def _respelled(author: Author, stated: tuple[Author, ...]) -> Author:
    """A printed name by the stated one that is a part of it: words that follow a name may look like more of it."""
    key = sameness(author.name)
    for other in stated:
        own = sameness(other.name)
        if own != key and len(own) > 5 and (key.startswith(own) or key.endswith(own)) and other.kind != "organisation":
            return replace(author, name=other.name, kind=other.kind)
    return author


def _in_title(document: Document) -> Found[tuple[Author, ...]] | None:
    """The author whom only the title names: "… | Von N. N."."""
    for text in (*document.meta.get("og:title", ())[:1], document.head_title or ""):
        for part in SEPARATOR.split(text)[1:]:
            role, rest = strip_byline_label(part)
            authors = tuple(_names_of(part)) if role is not None and rest else ()
            if authors:
                return Found(authors, "title")
    return None


def _claim_repeats(reading: Reading, authors: tuple[Author, ...]) -> None:
    """Drop the lines behind the article that say again who wrote it."""
    keys = {sameness(author.name) for author in authors}
    start = (reading.title_line or 0) + 1
    for line in reading.document.lines[start:]:
        if not 8 < len(line.text) <= MAX_BYLINE_CHARS or line.text[0] not in REPEAT_INITIALS or line.hidden:
            continue
        if match := REPEATED.match(line.text):
            names = {sameness(normalize_name(line.text[match.end() :]) or line.text[match.end() :])}
            if names & keys or {sameness(author.name) for author in split_byline(line.text[match.end() :])} & keys:
                reading.claim(line, "dropped", "repeats the byline")
