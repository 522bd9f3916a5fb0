"""The agencies that sign a text: in its dateline, its byline, under it, or in its copyright line.

A signature stands in a place of its own ("BERLIN (dpa) –", "/afp/hrb", "© AFP 2024"); an agency that a sentence speaks
of signs nothing. Each agency gives one origin, with the line that it is read from as the statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scraper.extraction.answer import Answer, Claim
from scraper.extraction.fields.origins.names import is_own_name
from scraper.extraction.fields.rights import read_copyright
from scraper.extraction.page.lines import CAPTION_TAGS, core, is_heading, stands_in
from scraper.extraction.page.view import PageView
from scraper.extraction.said.sources import Source
from scraper.extraction.words.lexicon import lexicon
from scraper.parsing.document import Line
from scraper.records import Author, Notice, Origin
from scraper.wordings import UNSPACED, any_of, pairs

#: Lines of the body that a dateline may open, and those at its end that a signature may close. A standfirst, a lead in
#: bold and a picture's caption may stand before the dateline; a note on the reporters behind the signature.
HEAD_LINES, TAIL_LINES = 4, 3
#: Lines behind the body among which a signature stands, if anywhere: share buttons and tags may come before it.
LINES_BEHIND = 12
MAX_SIGNATURE_CHARS = 60  # of a line that is nothing else
MAX_PLACE_WORDS = 7  # "Rio de Janeiro, 4 de outubro de"
#: Names of so few letters are buttons and abbreviations of other things too: they sign only in brackets or slashes.
SHORT_NAME = 2
_NAMES = any_of(sorted(pairs("agencies"), key=len, reverse=True))
#: One agency or several, with the desks and initials of editors behind them: "sid/dpa", "dpa/tmn", "AFP, hrb".
_SIGNED = rf"(?P<signed>(?:{_NAMES})(?:\s?[/,+&–-]\s?(?:{_NAMES}|[\w]{{1,12}})){{0,4}})"
_PLACE = r"[^()（）\[\]【】/—.!?:;]{0,60}?\.?"
#: "BERLIN (dpa) –", "Madrid, 4 oct (EFE).-", "KYIV. /Ukrinform/.", "(서울=연합뉴스)", "【北京共同】".
DATELINES = (
    re.compile(
        rf"^\W?{_PLACE}\s?[(（\[【/]\s?(?:[^()（）【】]{{0,25}}[=＝\s.,])?{_SIGNED}\s?[)）\]】/]\s?[.:]?\s?[-–—―:]",
        re.I,
    ),
    re.compile(rf"^[(（\[【]\s?(?:[^()（）【】]{{0,25}}[=＝\s]?)??{_SIGNED}[)）\]】]", re.I),
    re.compile(rf"^[^\W\d_][^()—.!?:;]{{1,40}} [-–—] {_SIGNED}\s?[.,:–—-]", re.I),
    re.compile(rf"^[^\W\d_][^()—.!?:;]{{1,40}}\s\((?-i:{_SIGNED})\)\s(?=[^\W\d_])(?-i:(?=[A-ZÄÖÜ]))", re.I),
    re.compile(rf"^[(（【]?{_SIGNED}[^，。,()（）]{{0,25}}[电電](?![话話影视視子力])"),
)
#: A dateline on a line of its own, above the text: "OSTREL January 12, 2012 (AP)".
PLACE_ALONE = re.compile(rf"^[^\W\d_][^()—!?:;]{{1,50}}\s\((?-i:{_SIGNED})\)$", re.I)
#: "(AFP)", "/dpa", "– Reuters" behind the last words.
_BARE = _SIGNED.replace("signed", "bare")
LAST_WORDS = re.compile(
    rf"(?:[(（\[]\s?{_SIGNED}\s?(?:[,;]\s?[\w .,/:-]{{1,30}})?[)）\]]|"
    rf"(?<=[.!?\"”»]) ?[/–—]\s?(?-i:{_BARE})/?)\s?[.]?$",
    re.I,
)
ALONE = re.compile(rf"^(?P<before>\W{{0,3}}?){_SIGNED}(?P<after>[\s/)\].*]{{0,4}})$", re.I)
NAME = re.compile(rf"(?<![^\W_])(?:{_NAMES})(?![^\W_])", re.I)
UNSPACED_NAME = re.compile(any_of(sorted((name for name in pairs("agencies") if UNSPACED.search(name)), key=len)))


def signed_origins(
    view: PageView, byline: Answer[str | None], authors: Answer[tuple[Author, ...]], notices: Answer[tuple[Notice, ...]]
) -> tuple[list[Origin], list[Claim]]:
    """One syndication for each agency that signs the text, with the claims on the lines that are but signatures."""
    origins: dict[str, Origin] = {}
    claims: list[Claim] = []
    for name, statement in (*_credited(byline, authors), *_datelines(view), *_holders(notices)):
        _add(view, origins, name, statement)
    for line, name in _signatures(view):
        _add(view, origins, name, line.text)
        if (claim := Claim(line.index, "field", "origins")) not in claims:
            claims.append(claim)
    for name, statement in _last_words(view):
        _add(view, origins, name, statement)
    return list(origins.values()), claims


def _add(view: PageView, origins: dict[str, Origin], name: str, statement: str | None) -> None:
    host = lexicon().agencies[name.casefold()]
    if host not in origins and not is_own_name(view, Source(name, f"https://{host}/")):
        said = " ".join(statement.split()) if statement else None
        origins[host] = Origin(name=name, relation="syndication", statement=said)


def agencies_in(text: str) -> list[str]:
    """The names of agencies in a text, as printed."""
    pattern = UNSPACED_NAME if UNSPACED.search(text) else NAME
    return [each[0] for each in pattern.finditer(text)]


def is_agency(name: str) -> bool:
    """Whether a name is that of a news agency."""
    return name.casefold() in lexicon().agencies


def _credited(byline: Answer[str | None], authors: Answer[tuple[Author, ...]]) -> Iterator[tuple[str, str | None]]:
    """The agencies that the byline or the list of authors names."""
    for author in authors.value:
        if author.role in ("author", "reporter") and is_agency(author.name):
            yield author.name, byline.value if author.name in (byline.value or "") else None
    if byline.value:
        yield from ((name, byline.value) for name in agencies_in(byline.value) if len(name) > SHORT_NAME)


def _datelines(view: PageView) -> Iterator[tuple[str, str]]:
    lines = view.lines
    for index in _above(view):
        found = PLACE_ALONE.match(lines[index].text)
        if found is not None and not lines[index].hidden and _is_clean(lines[index].text[: found.start("signed")]):
            yield from ((name, lines[index].text) for name in agencies_in(found["signed"]))
            return
    for index in view.body[:HEAD_LINES]:
        line = lines[index]
        if is_heading(line) or stands_in(line, CAPTION_TAGS):
            continue
        found = next((match for each in DATELINES if (match := each.match(line.text[:160]))), None)
        if found is not None and _is_clean(line.text[: found.start("signed")]):
            yield from ((name, line.text) for name in agencies_in(found["signed"]))
            return


def _above(view: PageView) -> range:
    """The last lines between the title and the body."""
    if not view.body or view.title_line is None:
        return range(0)
    return range(max(view.title_line + 1, view.body[0] - HEAD_LINES), view.body[0] + 1)


def _is_clean(place: str) -> bool:
    """Whether what stands before a signature is a place and a day, and not the agency's own long name."""
    return not agencies_in(place) and len(place.split()) <= MAX_PLACE_WORDS


def _holders(notices: Answer[tuple[Notice, ...]]) -> Iterator[tuple[str, str]]:
    """The agencies that a copyright line names."""
    for notice in notices.value:
        if notice.kind == "copyright":
            for text in notice.text.splitlines():
                holders, _ = read_copyright(text)
                yield from ((name, text) for holder in holders for name in agencies_in(holder)[:1])


def _signatures(view: PageView) -> Iterator[tuple[Line, str]]:
    """The lines at the end that are but a signature."""
    for line in _end(view):
        if len(line.text) > MAX_SIGNATURE_CHARS or line.hidden or is_heading(line) or stands_in(line, CAPTION_TAGS):
            continue
        found = ALONE.match(line.text)
        if found is None or line.link_chars or _is_under_picture(view, line) or not _is_in_column(view, line):
            continue
        names = agencies_in(found["signed"])
        marked = found["before"].strip(" -–—*") or found["after"].strip(" .*") or "/" in found["signed"]
        if marked or all(len(name) > SHORT_NAME for name in names):
            yield from ((line, name) for name in names)


def _last_words(view: PageView) -> Iterator[tuple[str, str]]:
    """The signatures behind the last words of the body."""
    for index in view.body[-TAIL_LINES:]:
        text = view.lines[index].text
        found = LAST_WORDS.search(text, max(len(text) - MAX_SIGNATURE_CHARS, 0))
        if found is not None and found.start() > 0 and not stands_in(view.lines[index], CAPTION_TAGS):
            signed = found["signed"] or found["bare"]
            yield from ((name, text[found.start() :].strip()) for name in agencies_in(signed))


def _end(view: PageView) -> Iterable[Line]:
    """The last lines of the body, and those behind it."""
    if not view.body:
        return ()
    first = view.body[-min(TAIL_LINES, len(view.body))]
    return view.lines[first : view.body[-1] + LINES_BEHIND]


def _is_in_column(view: PageView, line: Line) -> bool:
    """Whether the line is in the element around the body, or in the article around that."""
    if line.index not in view.body and line.element.closest("table", "li") is not None:
        return False  # a list of partners
    around = core(view)
    near = around.closest("article", "main") or around.parent if around is not None else None
    return line.element.within(near) if near is not None else line.index <= view.body[-1] + 1


def _is_under_picture(view: PageView, line: Line) -> bool:
    above = view.lines[max(line.index - 2, 0) : line.index]
    return any(each.media and each.element.tag != "hr" for each in above)
