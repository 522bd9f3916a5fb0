"""Notices: what is printed with an article about its use: disclaimers, licences, copyright lines, corrections.

They are recognised by wording and place, in every language of the lexicon, and kept verbatim.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import cast

from scraper.extraction.answer import Answer, Claim
from scraper.extraction.fields.rights import read_copyright
from scraper.extraction.page.lines import CAPTION_TAGS, core, is_heading, set_apart, stands_in
from scraper.extraction.page.view import PageView
from scraper.extraction.said.credits import is_nameless
from scraper.extraction.said.sources import is_renewed, is_rerun, read_source
from scraper.extraction.said.statements import LICENSE_LINK, Statement, statements
from scraper.extraction.sameness import sameness
from scraper.extraction.words.lexicon import lexicon
from scraper.normalize.urls import url_host
from scraper.parsing.document import Line
from scraper.records import Notice, NoticeKind
from scraper.wordings import one_of

#: A paragraph after a label on a line of its own is taken up to this length.
MAX_LABELLED_CHARS = 2_000
#: A copyright line further after the body, outside its container, is the site's: no known reprint has one so far away.
MAX_LINES_BEHIND = 12
#: A shorter site name occurs within too many other names.
MIN_NAME_CHARS = 4
#: Kinds whose label is part of the notice: an e-mail address alone would not say whose it is.
KEPT_LABELS = frozenset({"contact", "correction", "copyright"})
#: Kinds about a site's rights: a link in them leads to a site, not to the notice's subject.
LINKLESS = frozenset({"copyright", "permission", "fair_use"})
YEARS = re.compile(r"\b(?:19|20)\d\d\s?[-–—]\s?(?:(?:19|20)\d\d|\d\d\b)")
#: What is said about readers' comments is not said about the article.
OF_COMMENTS = re.compile(rf"^\W*(?:[^\W\d_]{{2,8}}\s)?(?:{one_of('statements', 'of_comments')})", re.IGNORECASE)
#: Sellers of pictures, and the words for pictures.
PICTURES = re.compile(rf"\b(?:{one_of('pictures', 'mentioned', 'sellers')})s?\b", re.IGNORECASE)
PICTURE_WORDS = re.compile(rf"\b(?:{one_of('pictures', 'mentioned')})s?\b", re.IGNORECASE)
LABEL_END = re.compile(r"^[\s:：.—–|-]+")


@dataclass(frozen=True, slots=True)
class _Piece:
    """One line's part of a notice."""

    line: Line
    kind: str
    text: str
    url: str | None


@dataclass
class _Pieces:
    """The pieces in the order they are found, and the parts of the page they take."""

    found: list[_Piece] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    def claim(self, claim: Claim) -> bool:
        """Takes the line, or this part of it, and returns True; False if a piece has taken some of it already."""
        if any(claim.overlaps(each) for each in self.claims):
            return False
        self.claims.append(claim)
        return True


def read_notices(view: PageView, published: Answer[str | None]) -> Answer[tuple[Notice, ...]]:
    """Every notice printed with the article, in reading order.

    Looks:   the lines between the title and the end of the article's surroundings, by their wording.
    Gives:   verbatim texts; neighbouring paragraphs of one kind as one notice. The line with the date of publication is
             not a note on an earlier one.
    Raises:  nothing.
    """
    pieces = _Pieces()
    dated = {claim.line for claim in published.claims}
    label: Statement | None = None
    labelled_at = -1
    by_line: dict[int, list[Statement]] = {}
    for statement in statements(view):
        by_line.setdefault(statement.line.index, []).append(statement)
    for index, group in by_line.items():
        notices = _notices_of(view, group)
        own_label = next((each for each in group if _is_own_line(each)), None)
        if own_label is not None and not notices:
            label, labelled_at = own_label, index
            _add_labelled(view, label, by_line, pieces)
        labelled = label is not None and _next_line(view, labelled_at) == index
        for notice in notices:
            _add(view, notice, label.wording.kind if label and labelled else notice.wording.kind, pieces)
        for each in group:
            if each.wording.role == "drop":
                pieces.claim(each.claim("dropped", each.wording.kind))
            elif not notices and each.wording.role == "origin" and index not in dated and _is_rerun(view, each):
                _add(view, each, "rerun", pieces)
            elif is_nameless(each):
                _add(view, each, "translation", pieces)
    found = _joined(view, sorted(pieces.found, key=lambda piece: piece.line.index))
    return Answer(found, None, tuple(pieces.claims))


def _is_rerun(view: PageView, statement: Statement) -> bool:
    """Whether an origin's statement only dates the first publication: such a note to readers is kept as a notice."""
    if is_renewed(statement) or is_heading(statement.line):
        return False
    source = read_source(view, statement, statement.group("rest") or "")
    return bool(source) and is_rerun(statement, source)


def _is_own_line(statement: Statement) -> bool:
    """Whether the statement is a label alone on its line."""
    wording = statement.wording
    return wording.role == "label" and wording.kind != "origin" and statement.match.end() == len(statement.line.text)


def _notices_of(view: PageView, group: list[Statement]) -> list[Statement]:
    """The notices in one line; a label before the text decides the kind."""
    notices = [each for each in group if each.wording.role == "notice"]
    label = next((each for each in group if each.wording.role == "label" and each.wording.kind != "origin"), None)
    if label is not None and not _is_own_line(label) and label.place != "middle":
        # A label decides the kind if it is set apart, or if the words after it are a notice, too.
        if notices or set_apart(label.line, label.match["label"]):
            return [replace(label, start=0, end=len(label.line.text))]
        return []
    return [each for each in notices if _may_stand(view, each)]


def _may_stand(view: PageView, notice: Statement) -> bool:
    """Whether a notice's line is in a place where such notices belong to the article."""
    line, kind = notice.line, notice.wording.kind
    if is_heading(line) or (kind in ("disclaimer", "permission") and OF_COMMENTS.match(line.text)):
        return False
    if kind == "copyright":
        return not _is_credit(view, notice) and not _is_of_site(view, notice)
    if notice.wording is LICENSE_LINK and PICTURES.search(line.text):
        return False
    return not stands_in(line, CAPTION_TAGS)


def _is_credit(view: PageView, notice: Statement) -> bool:
    """Whether a copyright line names the owner of a picture; an agency named below the text owns the text as well."""
    line, lines = notice.line, view.lines
    near = [lines[i] for i in (line.index - 1, line.index + 1) if 0 <= i < len(lines)]
    signs = notice.place == "tail" and any(
        holder.casefold() in lexicon().agencies for holder in read_copyright(line.text)[0]
    )
    if (PICTURE_WORDS if signs else PICTURES).search(line.text):
        return True
    if any(each.media and each.element.tag != "hr" and each.block == line.block for each in near):
        return True
    before = near[0] if near and near[0].index < line.index else None
    is_under_picture = before is not None and before.media and before.element.tag != "hr"
    return is_under_picture or stands_in(line, CAPTION_TAGS)


def _is_of_site(view: PageView, notice: Statement) -> bool:
    """Whether a copyright line is the site's own, printed under every page."""
    line = notice.line
    if notice.in_body:
        return False
    around = core(view)
    if around is not None and line.element.within(around):
        return False
    if around is not None and around.tag not in ("article", "main"):
        near = around.closest("article", "main")
        if near is not None and line.element.within(near):
            return False
    if YEARS.search(line.text) and "," not in line.text:
        return True
    holders, _ = read_copyright(line.text)
    document = view.document
    names = [sameness(name) for name in (*document.meta.get("og:site_name", []), url_host(document.url) or "") if name]
    if all(any(_is_part(sameness(holder), name) for name in names) for holder in holders):
        return True
    body_end = view.body[-1] if view.body else line.index
    return line.index - body_end > MAX_LINES_BEHIND


def _is_part(holder: str, name: str) -> bool:
    return holder in name or (len(name) >= MIN_NAME_CHARS and name in holder)


def _next_line(view: PageView, index: int) -> int:
    """The index of the next visible line with text; -1 if there is none."""
    lines = view.lines
    return next((line.index for line in lines[index + 1 : index + 6] if line.text and not line.hidden), -1)


def _add_labelled(view: PageView, label: Statement, by_line: dict[int, list[Statement]], pieces: _Pieces) -> None:
    """Adds the line after a label on a line of its own: a notice even if its words alone would not show it."""
    index = _next_line(view, label.line.index)
    if index < 0 or label.place == "middle":
        return
    line = view.lines[index]
    said = any(each.wording.role == "notice" for each in by_line.get(index, ()))
    if is_heading(line) or len(line.text) > MAX_LABELLED_CHARS:
        return
    if not said and (len(line.text) < 40 or line.link_chars * 2 > len(line.text) or not _is_near(label.line, line)):
        return
    kind = label.wording.kind
    if pieces.claim(Claim(line.index, "notice", kind)):
        pieces.claim(Claim(label.line.index, "dropped", "label"))
        pieces.found.append(_Piece(line, kind, line.text, _url(view, line, kind)))


def _is_near(label: Line, line: Line) -> bool:
    """Whether a label and a line share a container with little else in it."""
    parent = label.element.parent
    return parent is not None and line.element.within(parent)


def _add(view: PageView, statement: Statement, kind: str, pieces: _Pieces) -> None:
    """Adds a statement's words, without the label before them if that only names the kind."""
    line = statement.line
    text = statement.text
    if statement.wording.role == "label":
        kind = statement.wording.kind
        label = statement.match["label"]
        if kind not in KEPT_LABELS and set_apart(line, label):
            text = LABEL_END.sub("", line.text[statement.match.end("label") :])
    elif kind not in KEPT_LABELS:
        text = _without_label(line, text)
    text = text.strip()
    label_end = len(line.text) - len(text) if statement.is_whole and line.text.endswith(text) else 0
    claim = replace(statement.claim("notice", kind), start=max(statement.start, label_end))
    if text and pieces.claim(claim):
        if label_end:
            pieces.claim(Claim(line.index, "dropped", "label", 0, label_end))
        pieces.found.append(_Piece(line, kind, text, _url(view, line, kind)))


def _without_label(line: Line, text: str) -> str:
    """The text without a label of any wording that is an element of its own before it."""
    head, mark, rest = text.partition(":")
    if mark and len(head) <= 60 and line.text.startswith(head) and set_apart(line, head) and rest.strip():
        return rest
    return text


def _url(view: PageView, line: Line, kind: str) -> str | None:
    """Where the notice links to, if that is one place only."""
    if kind in LINKLESS or not line.link_chars:
        return None
    document = view.document
    urls = {url for link in line.links if (url := document.absolute(link.get("href")))}
    if kind == "contact":
        urls = {url for url in urls if url.startswith("mailto:")} or urls
    if kind == "license":
        urls = {url for url in urls if "creativecommons.org/" in url} or urls
    return urls.pop() if len(urls) == 1 else None


def _joined(view: PageView, pieces: list[_Piece]) -> tuple[Notice, ...]:
    """One notice for each run of neighbouring lines of one kind."""
    notices: list[Notice] = []
    last: _Piece | None = None
    for piece in pieces:
        if last and last.kind == piece.kind and _next_line(view, last.line.index) == piece.line.index:
            gap = "\n" if piece.line.block == last.line.block else "\n\n"
            known = notices[-1]
            url = known.url if known.url == piece.url or piece.url is None else (None if known.url else piece.url)
            notices[-1] = Notice(known.kind, known.text + gap + piece.text, url)
        else:
            notices.append(Notice(cast(NoticeKind, piece.kind), piece.text, piece.url))
        last = piece
    return tuple(dict.fromkeys(notices))
