"""How does the page print its credits?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from scraper.extraction.answer import Answer, claims_on
from scraper.extraction.fields.authors.boxes import boxed, first_posts
from scraper.extraction.fields.authors.extent import credit_in
from scraper.extraction.fields.authors.lines import (
    MAX_BYLINE_CHARS,
    MAX_NAME_LINE,
    REPEATED,
    Byline,
    parted_text,
    says_date,
)
from scraper.extraction.fields.authors.marks import (
    AUTHOR_PATHS,
    RAW_MARKS,
    byline_mark,
    is_elsewhere,
    line_around,
    lines_in,
)
from scraper.extraction.fields.authors.names import names_of
from scraper.extraction.fields.authors.printed import printed_authors
from scraper.extraction.fields.authors.stated import stated_authors
from scraper.extraction.fields.published.printed import printed_dates
from scraper.extraction.page.head import head_elements, head_lines
from scraper.extraction.page.view import PageView, once
from scraper.extraction.sameness import sameness
from scraper.normalize.byline_labels import has_label, strip_byline_label
from scraper.normalize.cjk import has_cjk
from scraper.normalize.credits import AGENCIES, BYLINE_JOINTS
from scraper.normalize.dates import find_dates
from scraper.normalize.folding import fold
from scraper.normalize.name_tails import has_trade
from scraper.parsing.document import Element, Line

#: Roles that help a text along; a byline with nothing else leaves the author open.
HELPERS = frozenset({"editor", "reviser", "photographer", "interviewee"})
LINES_ABOVE = 2  # the title, where a date and a name beside it are the article's
MAX_CREDITS = 3  # lines: author, translator, reviser
NEXT_CREDIT_LINES = 6  # below the first credit: date, place and source may stand between
NEXT_AUTHOR_LINES = 2  # below the last one: further down an author is a teaser's
NAME_LINES = 8  # below the title, where a bare name beside the date is the author's
NEXT_NAME_LINES = 3  # visible ones between the names of one credit that stand on lines of their own
NEXT_NAME = 8  # lines, hidden notes on an author among them
LAST_BODY_LINES = 6  # among which an author's box may have got
LINES_BEHIND_BODY = 20  # share buttons and tags may stand between the text and who signs it
MAX_SMALL_WORDS = 4  # in a credit that begins with one: a member's name, its section, its date
MAX_LISTED = 12  # names behind a label, each an item of a list
CONFIRMED_LINES = 140  # from the title on: a carousel of pictures with their captions may come before the name
MAX_CONFIRMED_LETTERS = 24  # beside a confirmed name: a label, a date, "Published 4 months ago"
MAX_LETTERS_BEFORE_BY = 28  # "Published on Wednesday, September 12"
DIGIT = re.compile(r"\d")
SENTENCE_MARKS = frozenset("，。！？“")  # in a Chinese line that is text, and no row of labels
#: A word for "by" in front of a name, behind something else.
JOINT = re.compile(rf"(?:^|[\s|·•–—,-])(?:{'|'.join(BYLINE_JOINTS)})\s+(?-i:(?=[^\W\d_a-z]))", re.IGNORECASE)


def read_byline(view: PageView) -> Answer[str | None]:
    """The byline as the page prints it near the title, label and all; claims its lines.

    Looks:   lines that begin with a label ("By", "Par", "Von" …); elements marked as byline or author; links to an
             author's page; a name beside the date; a labelled line right behind the text.
    """
    bylines = printed_bylines(view)
    if not bylines:
        return Answer(None)
    claims = claims_on((line for each in bylines for line in each.lines), "field", "byline")
    return Answer(_text(view, bylines), bylines[0].where, claims)


def _text(view: PageView, bylines: list[Byline]) -> str:
    """The first credit and those right behind it that go on with further names, each without what is no credit."""
    parts: list[str] = []
    seen: set[str] = set()
    last = bylines[0].lines[0].index
    stated = stated_authors(view)
    known = [author for author in stated.value if author.role == "author"] if stated is not None else []
    known = [author for author in known if sameness(author.name) not in view.site_keys]
    is_whole = True  # whether the credits so far are all that their lines print
    for each in bylines:
        if parts and (not is_whole or not _may_go_on(each, bylines[0], last)):
            continue
        own = printed_authors(view, [each])
        whole = sameness(each.text)
        keys = {key for author in (*own, *known) if (key := sameness(author.name)) in whole}
        if parts and (keys <= seen or any(author.kind != "person" for author in own)):
            continue
        parts.append(credit_in(each.text, (*own, *known)))
        is_whole = is_whole and sum(map(str.isalpha, parts[-1])) == sum(map(str.isalpha, each.text))
        seen |= keys
        last = each.lines[-1].index
    return ", ".join(parts)


@once
def printed_bylines(view: PageView) -> list[Byline]:
    """The printed credits: those found in the surest way that finds any."""
    labelled = list(_labelled(head_lines(view), view.title_line))
    after = view.title_line if view.title_line is not None else -1
    below = [each for each in labelled if each.lines[0].index > after]
    if below:
        below = list(_next_credits(below))[:MAX_CREDITS]
        if any(author.role not in HELPERS for each in below for author in names_of(each.text)):
            return below
    found = (
        _marked(view)
        or _linked(view)
        or _beside_date(view)
        or _confirmed(view)
        or [each for each in labelled if each not in below][:1]
        or _signed(view)
        or (boxed(view) or first_posts(view) if stated_authors(view) is None else [])
    )
    return found + [each for each in below if each not in found]


def _may_go_on(credit: Byline, first: Byline, last: int) -> bool:
    """Whether a credit may go on with the names of those before it, the last of which is on line `last`."""
    return (
        credit.where == first.where
        and credit.lines[0].index <= last + NEXT_NAME
        and strip_byline_label(credit.text)[0] is None
        and not has_trade(credit.text)
    )


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
        if line.index == title_line or not 1 < len(line.text) <= MAX_BYLINE_CHARS:
            continue
        printed = _printed_label(line)
        role, rest = strip_byline_label(printed)
        credit = _behind_date(line.text) if role is None else None
        if credit is not None:
            yield Byline("byline", (line,), credit)
        if role is None or role == "photographer":
            continue
        if rest and not _are_words(rest) and names_of(text := parted_text(line)):
            yield Byline("byline", (line,), text)
        elif not rest and position + 1 < len(lines):
            behind = lines[position + 1]
            if len(behind.text) <= MAX_NAME_LINE and names_of(behind.text):
                listed = (behind, *_listed_with(line, behind, lines[position + 2 :]))
                yield Byline("byline", (line, *listed), f"{line.text} {', '.join(each.text for each in listed)}")


def _printed_label(line: Line) -> str:
    """The line's text, with a space behind a label whose element the name's follows at once: <b>By</b><a>N. N.</a>."""
    if line.is_bare or " " not in line.text or strip_byline_label(line.text)[0] is not None:
        return line.text
    label, _, name = parted_text(line).partition("\n")
    return f"{label} {name}" if name and strip_byline_label(label) == ("author", "") else line.text


def _listed_with(label: Line, name: Line, behind: list[Line]) -> Iterator[Line]:
    """The lines behind a name that are the further items of a list that the label stands in front of."""
    holder = _list_around(name)
    if holder is None or label.element.within(holder):
        return
    for each in behind[:MAX_LISTED]:
        names = names_of(each.text) if _list_around(each) == holder and len(each.text) <= MAX_NAME_LINE else []
        if not names or names[0].kind != "person":
            return
        yield each


def _list_around(line: Line) -> Element | None:
    """The list that a line is an item of."""
    item = line.element.closest("li")
    return next(iter(item.ancestors), None) if item is not None else None


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
        names = names_of(credit) if is_dated else []
        if names and names[0].kind != "unknown":
            return credit
    is_row = has_cjk(text) and SENTENCE_MARKS.isdisjoint(text) and has_label(text)
    return text if is_row and any(author.role == "author" for author in names_of(text)) else None


def _marked(view: PageView) -> list[Byline]:
    """The lines inside elements near the title that are marked as author or byline."""
    document = view.document
    found: list[Byline] = []
    for element in head_elements(view, RAW_MARKS):
        where = byline_mark(element)
        if where is None or element.closest("figure", "figcaption") is not None:
            continue
        for line in document.lines_of(element)[:3] or line_around(document, element):
            if not line.text or line.hidden or line.index == view.title_line or len(line.text) > MAX_BYLINE_CHARS:
                continue
            text = parted_text(line)
            if any(line in each.lines for each in found) or says_date(view, line) or not names_of(text):
                continue
            if found and has_trade(text) and strip_byline_label(text)[0] is None:
                continue  # what the author does
            found.append(Byline(where, (line,), text))
            break
        if len(found) == MAX_CREDITS:
            break
    persons = [each for each in found if names_of(each.text)[0].kind == "person"]
    return persons or found[:1]


def _linked(view: PageView) -> list[Byline]:
    """The lines below the title that are a link to an author's page and give a name."""
    found: list[Byline] = []
    for element in head_elements(view, AUTHOR_PATHS):
        if element.tag != "a":
            continue
        for line in lines_in(view.document, element)[:1]:
            is_below = view.title_line is None or line.index > view.title_line
            if not is_below or line.hidden or len(line.text) > MAX_BYLINE_CHARS or REPEATED.match(line.text):
                continue
            names = names_of(element.text)
            if not line.text or len(names) != 1 or names[0].kind == "unknown":
                continue
            if sameness(names[0].name) in sameness(element.text) and all(line not in each.lines for each in found):
                found.append(Byline("link", (line,), parted_text(line)))
    return found[:MAX_CREDITS]


def _beside_date(view: PageView) -> list[Byline]:
    """A person's name in the line of the date right below the title, or on a line of its own beside it."""
    anchor = view.title_line
    dated = {each.line.index for each in printed_dates(view) if anchor is not None and each.line.index > anchor}
    below = [line for line in head_lines(view) if anchor is not None and line.index > anchor][:NAME_LINES]
    above = [line for line in head_lines(view) if anchor is not None and anchor - LINES_ABOVE <= line.index < anchor]
    dated |= {each.line.index for each in printed_dates(view) if each.line in above}
    below += [line for line in above if line.index in dated and not line.link_chars]
    dated |= {line.index for line in below if DIGIT.search(line.text) and _has_date_of_its_own(line)}
    for position, line in enumerate(below):
        is_dated = line.index in dated
        near = below[max(0, position - 1) : position + 2]
        if not is_dated and (len(line.text) > MAX_NAME_LINE or all(each.index not in dated for each in near)):
            continue
        if (
            len(line.text) > MAX_BYLINE_CHARS
            or _is_like_title(view, line.text)
            or line.text[0] == "#"
            or line.text[-1] in ":：,"
        ):
            continue
        names = names_of(parted_text(line))
        is_name = bool(names) and (
            (names[0].kind == "person" and 2 <= len(names[0].name.split()) <= 4) or fold(names[0].name) in AGENCIES
        )
        if is_name and names[0].name in line.text:
            whole = sameness(names[0].name)
            if is_dated or whole == sameness(line.text):
                return [Byline("dateline", (line,), parted_text(line))]
    return []


def _has_date_of_its_own(line: Line) -> bool:
    """Whether an element within the line is a date that the words of the one before it run into."""
    text = parted_text(line)
    return "\n" in text and any(find_dates(part) for part in text.split("\n")[1:])


def _confirmed(view: PageView) -> list[Byline]:
    """The lines around the title that print a name which the linked data states, and little else; of a paper each
    author's."""
    stated = stated_authors(view)
    named = stated.value if stated is not None else ()
    keys = {sameness(author.name) for author in named if author.role == "author" and author.kind != "unknown"}
    if not keys or view.title_line is None:
        return []
    start = max(0, view.title_line - LINES_ABOVE)
    lines = [line for line in view.lines[start : start + CONFIRMED_LINES] if line.text and not line.hidden]
    found: list[Byline] = []
    last = len(lines)  # the place of the last line found
    for place, line in enumerate(lines):
        if place > last + NEXT_NAME_LINES:
            break
        if line.index != view.title_line and _confirms(line, keys):
            found.append(Byline("text", (line,), parted_text(line)))
            last = place
    return found


def _confirms(line: Line, keys: set[str]) -> bool:
    """Whether a line prints one of the names, and besides it no more than a label or a date."""
    if not 1 < len(line.text) <= MAX_BYLINE_CHARS:
        return False
    own = sameness(line.text)
    named = [key for key in keys if key in own]
    if not named:
        return False
    role = strip_byline_label(line.text)[0]
    if role == "photographer" or (role is None and ":" in line.text[:-1]):
        return False
    rest = sum(map(str.isalpha, own)) - sum(sum(map(str.isalpha, key)) for key in named)
    begins = role is not None or own.startswith((*named, *"0123456789"))
    if rest and (not begins or rest > MAX_CONFIRMED_LETTERS or not (role or DIGIT.search(line.text))):
        return False
    return line.element.closest("figure", "figcaption") is None and not is_elsewhere(line.element)


def _is_like_title(view: PageView, text: str) -> bool:
    """Whether a text is in the title, or the title in it."""
    if view.title_line is None:
        return False
    title, key = sameness(view.lines[view.title_line].text), sameness(text)
    return key in title or title in key


def _signed(view: PageView) -> list[Byline]:
    """The labelled line at the end of the article; where several lines say who posted them, they are comments."""
    found = [
        replace(each, where="signature")
        for each in _labelled(_lines_behind_body(view), None)
        if names_of(each.text)[0].kind != "unknown"
    ]
    posted = [each for each in found if strip_byline_label(each.text)[0] == "poster"]
    found = [each for each in found if len(posted) == 1 or each not in posted]
    if (stated := stated_authors(view)) is not None:  # other credits are those of other articles
        known = {sameness(author.name) for author in stated.value}
        found = [each for each in found if any(sameness(author.name) in known for author in names_of(each.text))]
    return found[:1]


def _lines_behind_body(view: PageView) -> list[Line]:
    """The visible lines at the end of the article and right behind it, where some pages sign it."""
    if not view.body:
        return []
    start = view.body[-LAST_BODY_LINES:][0]
    lines = view.lines[start : view.body[-1] + LINES_BEHIND_BODY]
    return [line for line in lines if line.text and not line.hidden and len(line.text) <= MAX_BYLINE_CHARS]
