"""The origins and credits that the page prints for its readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

from scraper.extraction.answer import Answer, Claim
from scraper.extraction.fields.origins.names import is_own_name, is_site_itself, language_named
from scraper.extraction.page.lines import CAPTION_TAGS, core, is_heading, stands_in
from scraper.extraction.page.view import PageView
from scraper.extraction.said.credits import MADE_FOR, credited, may_be_credit
from scraper.extraction.said.sources import MAX_NAME_CHARS, first_sentence, is_renewed, is_rerun, is_words, read_source
from scraper.extraction.said.statements import Statement, statements
from scraper.extraction.words.lexicon import lexicon
from scraper.normalize.urls import same_site
from scraper.parsing.document import Element, Line
from scraper.records import Author, Origin, Relation
from scraper.wordings import one_of

#: How far into the body, and from its end, a bare label ("Source: …") speaks of the whole article.
BARE_LABEL_LINES = 3
#: A line that only names its source is short.
MAX_LABEL_LINE_CHARS = 240
#: A table of so few lines sets them apart, and holds no data.
MAX_LAYOUT_LINES = 2
#: Relations in which a site's own name says nothing: it published its own text there first.
OF_OTHERS = frozenset({"unknown", "republication", "syndication"})
#: What an element is called that holds a picture, a chart or a table and whose they are.
OF_PICTURE = re.compile(r"image|photo|picture|figure|caption|chart|graph(?!ik-text)|infogra|thumb|gallery|media-credit")
SOURCE_SPLIT = re.compile(rf"[，,;；]\s*(?:{one_of('sources', 'again')})\s*[:：]\s*")


@dataclass
class Printed:
    """The printed origins in reading order, what of the page they are, and which lines other fields have read."""

    dated: frozenset[int]  # the lines of the day of publication
    noticed: frozenset[int]  # those of notices
    origins: list[Origin] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)


def read_credits(view: PageView) -> Answer[tuple[Author, ...]]:
    """Who is credited with the translation or revision, in printed lines."""
    people: dict[Author, None] = {}
    claims: list[Claim] = []
    for statement in statements(view):
        authors = credited(statement)
        if authors and statement.wording.role == "credit":
            claims.append(statement.claim("field", "authors"))
        people |= dict.fromkeys(authors)
    return Answer(tuple(people), None, tuple(claims))


def translated_for(view: PageView) -> Iterator[Origin]:
    """The outlet that a translation was made for, where it is not this site: this copy is nearer to it than to the
    original.
    """
    for statement in statements(view):
        named = statement.group("name") if statement.wording.role == "credit" else None
        found = MADE_FOR.search(first_sentence(named)) if named and may_be_credit(statement) else None
        if named is None or found is None:
            continue
        source = read_source(view, statement, found["outlet"])
        if source.name and source.name[0].isupper() and not is_own_name(view, source):
            said = statement.text.strip()
            yield Origin(name=source.name, url=source.url, relation="republication", statement=said)


def read_printed(view: PageView, printed: Printed) -> None:
    """Reads every statement of an origin, and every label of a source that is not repeated through the text."""
    found = statements(view)
    bare = [each for each in found if each.wording.role == "label" and each.wording.kind == "origin"]
    repeated = {each.match["label"].casefold() for each in bare if each.in_body}
    counts = {label: sum(each.match["label"].casefold() == label for each in bare) for label in repeated}
    for statement in found:
        wording = statement.wording
        if is_heading(statement.line) and wording.place != "any" and statement.line.index not in printed.dated:
            continue
        if wording.role == "origin":
            _read_sentence(view, statement, printed)
        elif statement in bare and counts.get(statement.match["label"].casefold(), 0) < 3:
            _read_label(view, statement, printed)


def _read_sentence(view: PageView, statement: Statement, printed: Printed) -> None:
    """The origin in a statement whose words leave no doubt."""
    if is_renewed(statement):
        return
    rest = statement.group("rest") or ""
    source = read_source(view, statement, rest)
    if not source:
        return
    relation = "rerun" if is_rerun(statement, source) else statement.wording.kind
    if statement.wording.place != "any" and _is_of_picture(view, statement.line):
        return
    if relation == "unknown" and is_own_name(view, source):
        return
    if relation == "rerun" and statement.line.index in printed.dated:
        return  # the dateline of this very copy
    if relation != "rerun":  # which is told as a notice
        printed.claims.append(statement.claim("field", "origins"))
    if relation in OF_OTHERS and is_site_itself(view, source):
        return  # its own address, or its own first day
    printed.origins.append(
        Origin(
            name=source.name,
            url=source.url,
            title=source.title,
            published=source.published,
            language=language_named(statement.group("language")),
            relation=cast(Relation, relation),
            statement=statement.text.strip(),
        )
    )


def _read_label(view: PageView, statement: Statement, printed: Printed) -> None:
    """The origin behind a bare label, where the label cannot be a picture's or a chart's."""
    line = statement.line
    rest = line.text[statement.match.end() :].strip()
    if not rest and (url := _only_link(view, line)) and _speaks_of_article(view, statement, line, printed):
        printed.claims.append(statement.claim("field", "origins"))
        printed.origins.append(
            Origin(url=url, relation=cast(Relation, statement.wording.relation), statement=line.text)
        )
        return
    if not ({":", "："} & set(statement.match[0])) and not _stands_over_site(view, statement):
        return
    value = line
    if not rest:
        following = _following(view, line)
        if following is None or len(following.text) > MAX_NAME_CHARS:
            return
        value, rest = following, following.text
    if len(line.text) > MAX_LABEL_LINE_CHARS or not _speaks_of_article(view, statement, value, printed):
        return
    out: list[Origin] = []
    own = False
    for part in SOURCE_SPLIT.split(rest):
        source = read_source(view, statement, part, value)
        if not (source.name or source.url or source.title) or (source.name and is_words(source.name)):
            continue
        if is_own_name(view, source):
            own = True
            continue
        relation = statement.wording.relation
        if source.name and source.name.casefold() in lexicon().agencies:
            relation = "syndication"
        said = line.text if value is line else f"{line.text} {value.text}"
        out.append(
            Origin(
                name=source.name,
                url=source.url,
                title=source.title,
                published=source.published if line.index not in printed.dated else None,
                relation=cast(Relation, relation),
                statement=said,
            )
        )
    if own and not out:
        printed.claims.append(statement.claim("dropped", "the site's own source line"))
    if out:
        printed.claims.append(statement.claim("field", "origins"))
        if value is not line:
            printed.claims.append(Claim(value.index, "field", "origins"))
        printed.origins += out


def _only_link(view: PageView, line: Line) -> str | None:
    """Where a line leads that is one link to another site's page, as the word "Source" under a text may be."""
    links = line.links
    url = view.document.absolute(links[0].get("href")) if len(links) == 1 else None
    if not url or not url.startswith("http") or line.link_chars < len(line.text) - 1:
        return None
    is_page = bool(url.partition("//")[2].strip("/").partition("/")[2])
    return url if is_page and not same_site(url, view.document.url) else None


def _stands_over_site(view: PageView, statement: Statement) -> bool:
    """Whether a label without a colon is alone above a line that is but a link to another site's page."""
    following = _following(view, statement.line) if statement.match.end() == len(statement.line.text) else None
    return following is not None and _only_link(view, following) is not None


def _following(view: PageView, line: Line) -> Line | None:
    for each in view.lines[line.index + 1 : line.index + 4]:
        if each.text and not each.hidden:
            return None if is_heading(each) else each
    return None


def _speaks_of_article(view: PageView, statement: Statement, value: Line, printed: Printed) -> bool:
    """Whether a label's place is one where the source of the article is named, not that of a picture or a table."""
    line, body, lines = statement.line, view.body, view.lines
    if line.index in printed.noticed or is_heading(line) or _is_of_picture(view, line):
        return False
    if line.text[0] in "([（[" and statement.place != "top":
        return False  # a remark on what stands before it
    if line.index in printed.dated:
        return True
    table = line.element.closest("table")
    if body and table is not None and not table.first_line <= body[0] and _is_of_data(view, table):
        return False
    if statement.in_body:
        at = body.index(line.index)
        if BARE_LABEL_LINES <= at < len(body) - BARE_LABEL_LINES:
            return False
    elif body and line.index > body[-1] + 25:
        return False
    for index in range(line.index - 1, max(line.index - 3, -1), -1):
        before = lines[index]
        if before.media and before.element.tag != "hr":
            return False
        if before.element.tag in ("td", "th") and line.element.tag not in ("td", "th"):
            return False
        if before.text and not before.hidden:
            break
    after = _following(view, value)
    # Several sources in one list are references.
    return not (after is not None and after.element.tag == "li" and line.element.tag == "li")


def _is_of_data(view: PageView, table: Element) -> bool:
    """Whether a table holds more than one line or two, as those of a layout do."""
    return sum(bool(line.text) for line in view.lines[table.first_line : table.last_line]) > MAX_LAYOUT_LINES


def _is_of_picture(view: PageView, line: Line) -> bool:
    """Whether a line stands in a caption, or in a box that is called one."""
    if stands_in(line, CAPTION_TAGS):
        return True
    around = core(view)
    for element in (line.element, *line.element.ancestors):
        if around is not None and element.token <= around.token <= element.end:
            return False
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if OF_PICTURE.search(names.casefold()):
            return True
    return False


def translated_from(view: PageView) -> tuple[str, Statement] | None:
    """The language that a translator's credit names."""
    for statement in statements(view):
        if statement.wording.role == "credit" and may_be_credit(statement):
            language = language_named(statement.group("language"))
            if language:
                return language, statement
    return None
