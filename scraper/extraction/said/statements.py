"""The lines of a page that speak about the article itself: notices, origins, credits, and the labels before them.

One scan serves them all. It goes from the title to the end of the page, looks up every line that may hold a statement
in the lexicon, and judges by place: a wording that ordinary prose may contain counts only near the title or the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from scraper.extraction.answer import Claim
from scraper.extraction.page.lines import core
from scraper.extraction.page.view import PageView, once
from scraper.extraction.words.lexicon import Wording, lexicon, straight
from scraper.parsing.document import Element, Line
from scraper.wordings import one_of

#: How many lines at the beginning and the end of the body count as near the title and near the end. Reprints have up to
#: three notes above the lead; the longest known run of notices below an article has nine lines.
TOP_LINES, TAIL_LINES = 3, 10
#: How many lines after the body are examined: many related links and comments follow.
LINES_BEHIND = 100
#: A statement in the middle of the body is a short line of its own.
MAX_MIDDLE_CHARS = 300
#: A longer line of the body is prose with a statement in it, not a statement.
MAX_STATEMENT_CHARS = 900
#: A line with more sentences is not a run of notices.
MAX_SENTENCES = 40
#: No notice is longer; more is a whole page of terms.
MAX_NOTICE_CHARS = 3_000
#: A sentence that begins further into its line has prose before it.
MIN_PROSE_CHARS = 60
#: "…, 3 May 2011. Read the original article." is still about the origin; more than this is not.
MAX_REST_CHARS = 160
#: A line that links to a licence states the article's within this many characters; a longer one says more.
MAX_LICENSED_CHARS = 400
#: A line after the body that is one long link leads to another article.
MAX_LINK_CHARS = 60
SENTENCE_END = re.compile(r"[.!?…][\"')\]»”’]{0,2}\s+(?=[^\W_]|[\"'(\[«“])|[。！？]")
LICENSE_ADDRESS = re.compile(r"//(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/", re.IGNORECASE)
#: The text of a line that links to a licence, in any language.
LICENSE_LINK = Wording("und", "notice", "license", "edge", (), "", seen="many sites")
#: What a panel that opens at a click may say about the article.
OF_PANELS = frozenset({"license", "copyright", "permission"})
EMPTY = next(re.finditer("", ""))
#: Words whose full stop ends no sentence.
ABBREVIATED = re.compile(rf"\b(?:[^\W\d_]{{1,2}}|{one_of('statements', 'abbreviations')})\.$", re.IGNORECASE)
MAX_ABBREVIATION = 5  # letters
#: What a sentence within a line may be.
SPOKEN = frozenset({"notice", "origin", "credit"})
CHROME = re.compile(
    r"comment|disqus|respond|sidebar|related|recommend|cookie|consent|nav(?![a-z])|navbar|menu|widget|popup|modal|"
    r"footer|colophon|masthead|site-info|paywall|subscri|teaser|carousel",
    re.IGNORECASE,
)
CHROME_TAGS = frozenset({"nav", "form", "button", "select", "label", "option", "dialog"})
OUTSIDE_TAGS = frozenset({"footer", "aside"})
CLASS_OR_ID = re.compile(r'(?:class|id|role)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Statement:
    """One line, or its part [start, end), that matches a wording."""

    line: Line
    wording: Wording
    match: re.Match[str]
    place: str  # top, middle, tail
    in_body: bool
    start: int
    end: int
    shift: int = 0  # where in the line the matched text begins: the offset of its sentence

    @property
    def begin(self) -> int:
        """Where in the line the wording itself begins."""
        return self.match.start() + self.shift

    @property
    def text(self) -> str:
        """The statement's words, as printed."""
        return self.line.text[self.start : self.end]

    @property
    def is_whole(self) -> bool:
        """Whether the line holds nothing else."""
        return self.start == 0 and self.end == len(self.line.text)

    def claim(self, fate: str, reason: str) -> Claim:
        """A claim on the statement's line, or its part of the line, with this fate."""
        return Claim(self.line.index, fate, reason, self.start, None if self.end == len(self.line.text) else self.end)

    def group(self, name: str) -> str | None:
        """A group of the wording's pattern, as printed; None if the pattern lacks it."""
        if name not in self.match.re.groupindex or self.match.start(name) < 0:
            return None
        start, end = self.match.span(name)
        return self.line.text[start + self.shift : min(end + self.shift, self.end)].strip() or None


@once
def statements(view: PageView) -> list[Statement]:
    """Every statement of the page in reading order; at most one of each role per line or sentence."""
    return list(_scan(view))


def _scan(view: PageView) -> Iterator[Statement]:
    around = core(view)
    lines = _lines(view)
    if not lines:
        return
    licensed = _licensed(view, lines)
    for index, wordings in _candidates([line.text for line, _, _ in lines], licensed):
        line, place, in_body = lines[index]
        found = [each for each in _matches(line, wordings, place, in_body) if each is not None]
        if line.hidden and not in_body:
            found = [each for each in found if each.wording.kind in OF_PANELS]
        if index in licensed and not any(each.wording.role == "notice" for each in found):
            found.append(Statement(line, LICENSE_LINK, EMPTY, place, in_body, 0, len(line.text)))
        if found and not _is_chrome(line, around, in_body):
            yield from _by_sentence(found, wordings) or _one_per_role(found)


def _candidates(texts: list[str], licensed: set[int]) -> Iterator[tuple[int, list[Wording]]]:
    """What the lexicon finds, and the licence lines in which it finds nothing."""
    if not licensed:
        yield from lexicon().candidates(texts)
        return
    found = dict(lexicon().candidates(texts))
    for index in sorted(found.keys() | licensed):
        yield index, found.get(index, [])


def _licensed(view: PageView, lines: list[tuple[Line, str, bool]]) -> set[int]:
    """The indexes of the short lines that link to a licence, whatever their words."""
    if "creativecommons.org/" not in view.document.html:
        return set()
    return {
        index
        for index, (line, place, in_body) in enumerate(lines)
        if line.link_chars
        and len(line.text) <= MAX_LICENSED_CHARS
        and not (in_body and place == "middle")
        and _links_to_license(line)
    }


def _links_to_license(line: Line) -> bool:
    """Whether a line links to a licence and at most one other place; more would make it a bar of links."""
    links = [LICENSE_ADDRESS.search(link.get("href") or "") is not None for link in line.links]
    return any(links) and links.count(False) <= 1


def _lines(view: PageView) -> list[tuple[Line, str, bool]]:
    """The lines that may hold a statement, each with its place and whether the body has it."""
    lines, body, title = view.lines, view.body, view.title_line
    first = title + 1 if title is not None else 0
    if body:
        first = min(first, body[0]) if title is not None else body[0]
    chosen = set(body)
    top = body[min(TOP_LINES, len(body)) - 1] if body else first - 1
    tail = body[-min(TAIL_LINES, len(body))] if body else first
    end = body[-1] if body else first
    around = _article(view)
    out: list[tuple[Line, str, bool]] = []
    for index, line in enumerate(lines[first : end + LINES_BEHIND], start=first):
        text = line.text
        if not text or index == title or index in view.dropped or (line.hidden and not _is_in_panel(line, around)):
            continue
        if index in chosen:
            # In a short body, top and tail overlap: the first lines are top, but the very last line is always tail.
            if index <= top and index != end:
                out.append((line, "top", True))
            elif index >= tail:
                out.append((line, "tail", True))
            elif len(text) <= MAX_MIDDLE_CHARS:
                out.append((line, "middle", True))
        elif len(text) <= MAX_NOTICE_CHARS and not line.link_chars >= len(text) > MAX_LINK_CHARS:
            place = "tail" if index > end else "top" if index <= top else "tail" if index >= tail else "middle"
            out.append((line, place, False))
    return out


def _article(view: PageView) -> Element | None:
    """The <article> or <main> that holds the body."""
    around = core(view)
    return around.closest("article", "main") if around is not None else None


def _is_in_panel(line: Line, article: Element | None) -> bool:
    """Whether a hidden line belongs to the article because a click shows it, as with a journal's licence."""
    return article is not None and line.element.within(article)


def _matches(line: Line, wordings: list[Wording], place: str, in_body: bool) -> Iterator[Statement | None]:
    wordings = [each for each in wordings if _fits(each, place, in_body)]
    text = straight(line.text) if wordings else ""
    for wording in wordings:
        regex = wording.label_regex if wording.role == "label" else wording.regex
        match = regex.search(text)
        if match:
            yield _extent(line, wording, match, (place, in_body))


def _fits(wording: Wording, place: str, in_body: bool) -> bool:
    """Whether a wording counts in a line at that place."""
    if place == "middle" and in_body:
        return wording.place == "any"
    return wording.place in ("any", "edge", place)


def _extent(line: Line, wording: Wording, match: re.Match[str], where: tuple[str, bool]) -> Statement | None:
    """How much of the line is the statement; None if it is just a phrase in prose."""
    place, in_body = where
    text = line.text
    size = len(text)
    if wording.role == "label":
        whole = size <= MAX_STATEMENT_CHARS or not in_body
        return Statement(line, wording, match, place, in_body, 0, size) if whole else None
    start = 0
    end = size
    if in_body and match.start() >= MIN_PROSE_CHARS:
        borders = [border.end() for border in SENTENCE_END.finditer(text)]
        start = max((border for border in borders if border <= match.start()), default=0)
        if start < MIN_PROSE_CHARS:
            start = 0
        elif wording.place != "any" and wording.role not in ("origin", "credit"):
            # An everyday wording within a paragraph of prose is prose.
            return None
    if wording.role in ("origin", "credit"):
        end = _sentence_end(text, match)
    is_certain = wording.role == "notice" and wording.place == "any" and match.start() < MIN_PROSE_CHARS
    if in_body and end - start > (MAX_NOTICE_CHARS if is_certain and place == "tail" else MAX_STATEMENT_CHARS):
        return None
    if in_body and start == 0 and match.start() > MAX_MIDDLE_CHARS:
        return None
    if place == "middle" and in_body and start:
        return None
    return Statement(line, wording, match, place, in_body, start, end)


def _sentence_end(text: str, match: re.Match[str]) -> int:
    """Where a statement ends if prose may follow it in its line: at the line's end if little follows."""
    key = match.start("rest") if "rest" in match.re.groupindex else match.start()
    if len(text) - max(key, 0) <= MAX_REST_CHARS:
        return len(text)
    border = next((each for each in SENTENCE_END.finditer(text, max(key, 0)) if each.start() - key > 3), None)
    return len(text[: border.end()].rstrip()) if border is not None else len(text)


def _one_per_role(found: list[Statement]) -> list[Statement]:
    """For each role the statement that begins first; among equals the first in the files, among labels the longest."""
    best: dict[str, Statement] = {}
    for each in found:
        role = each.wording.role
        length = each.match.end() if role == "label" else 0
        if role not in best or (each.begin, -length) < (best[role].begin, -best[role].match.end() if length else 0):
            best[role] = each
    return list(best.values())


def _by_sentence(found: list[Statement], wordings: list[Wording]) -> list[Statement]:
    """The statements of a line that runs several together, sentence by sentence; [] if it holds only one.

    A sentence that says nothing by itself belongs to the notice before it.
    """
    line, place, in_body = found[0].line, found[0].place, found[0].in_body
    if any(each.wording.role in ("label", "drop") for each in found):
        return []
    start = min(each.start for each in found)
    borders = [start, *(border for border in _borders(line.text) if border > start), len(line.text)]
    if not 2 < len(borders) <= MAX_SENTENCES:
        return []
    wordings = [each for each in wordings if each.role in SPOKEN and _fits(each, place, in_body)]
    out: list[Statement] = []
    text = straight(line.text)
    for begin, end in pairwise(borders):
        sentence = text[begin:end].rstrip()
        said = [
            Statement(line, wording, match, place, in_body, begin, begin + len(sentence), begin)
            for wording in wordings
            if (match := wording.regex.search(sentence))
        ]
        out = _continued(out, _one_per_role(said), begin + len(sentence))
    is_run = len({each.start for each in out}) > 1
    return out if is_run else []


def _continued(before: list[Statement], said: list[Statement], end: int) -> list[Statement]:
    """The statements so far, with those of one more sentence added, or the last one extended by it."""
    last = [each for each in before if each.start == before[-1].start]
    if not {_kind(each) for each in said} <= {_kind(each) for each in last}:
        return [*before, *said]
    goes_on = any(each.wording.role == "notice" for each in last) or (last and end - last[0].end <= MAX_REST_CHARS)
    if not said and not goes_on:
        return before
    return [*before[: len(before) - len(last)], *(replace(each, end=end) for each in last)]


def _kind(statement: Statement) -> tuple[str, str]:
    """What separates one statement from the next: origins and credits continue whatever their relation."""
    wording = statement.wording
    return (wording.role, wording.kind if wording.role == "notice" else "")


def _borders(text: str) -> list[int]:
    """Where a line's sentences begin, except the first; "U.S. News" and "Prof. Lund" do not end one."""
    return [
        each.end()
        for each in SENTENCE_END.finditer(text)
        if not ABBREVIATED.search(text, max(each.start() - MAX_ABBREVIATION, 0), each.start() + 1)
    ]


def _is_chrome(line: Line, around: Element | None, in_body: bool) -> bool:
    """Whether the line belongs to the site's frame: footer, comments, side columns, forms."""
    if in_body:
        return False
    element = line.element
    for each in (element, *element.ancestors):
        if around is not None and each.token <= around.token <= each.end:
            return False  # from here upwards everything contains the article too, as a form around the whole page does
        if each.tag in CHROME_TAGS:
            return True
        if each.tag in OUTSIDE_TAGS and each.closest("article") is None:
            return True
        if each.tag not in ("html", "body", "article", "main") and each.raw:
            names = " ".join(CLASS_OR_ID.findall(each.raw))
            if names and CHROME.search(names) and not (each.tag == "footer" and each.closest("article") is not None):
                return True
    return False
