"""Notices: what is printed with an article about its use: disclaimers, licences, copyright lines, corrections.

They are found by their wording and their place, in every language of the lexicon, and kept verbatim.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from scraper.extraction.credits import is_nameless
from scraper.extraction.reading import Reading
from scraper.extraction.rights import read_copyright
from scraper.extraction.source_words import is_renewed, is_rerun, read_source
from scraper.extraction.statements import (
    CAPTION_TAGS,
    LICENSE_LINK,
    Statement,
    claim,
    core,
    is_heading,
    links_of,
    set_apart,
    stands_in,
    statements,
)
from scraper.normalize.urls import absolute_url, url_host
from scraper.parsing.document import Line
from scraper.records import Notice

#: A paragraph behind a label on a line of its own is taken up to this length.
MAX_LABELLED_CHARS = 2_000
#: A copyright line further behind the body, outside its container, is the site's: no known reprint's reaches so far.
MAX_LINES_BEHIND = 12
#: A site's name shorter than this is found in too many other names.
MIN_NAME_CHARS = 4
#: Kinds whose label is part of what they say: an address alone would not tell whose it is.
KEPT_LABELS = frozenset({"contact", "correction", "copyright"})
#: Kinds that speak of a site's rights: a link in them leads to a site, not to the notice's subject.
LINKLESS = frozenset({"copyright", "permission", "fair_use"})
YEARS = re.compile(r"\b(?:19|20)\d\d\s?[-–—]\s?(?:(?:19|20)\d\d|\d\d\b)")
#: What is said of the readers' comments is not said of the article.
OF_COMMENTS = re.compile(
    r"^\W*(?:[^\W\d_]{2,8}\s)?(?:comments?|comentarios?|comentários?|commentaires?|kommentare?|reacties?|комментари)",
    re.IGNORECASE,
)
#: Who sells pictures, and the words for them.
PICTURES = re.compile(
    r"\b(?:image|photo|foto|bild|picture|credit|illustration|grafik|photograph|getty|shutterstock|istock|alamy|unsplash|pexels|"
    r"dreamstime|fotolia|123rf|pixabay|flickr|depositphotos|adobe stock|reuters|ap images|afp|dpa|imago|фото)s?\b",
    re.IGNORECASE,
)
LABEL_END = re.compile(r"^[\s:：.—–|-]+")


@dataclass(frozen=True, slots=True)
class _Piece:
    """One line's part of a notice."""

    line: Line
    kind: str
    text: str
    url: str | None


def extract_notices(reading: Reading) -> tuple[Notice, ...]:
    """Every notice printed with the article, in reading order.

    Looks:   the lines between the title and the end of the article's surroundings, by their wording.
    Gives:   verbatim texts; neighbouring paragraphs of one kind as one notice.
    Raises:  nothing.
    """
    found = statements(reading)
    known = reading.memo.get("notices")
    if known is None or known[0] is not found:
        known = reading.memo["notices"] = (found, _read_notices(reading, found))
    notices: tuple[Notice, ...] = known[1]
    return notices


def _read_notices(reading: Reading, found: list[Statement]) -> tuple[Notice, ...]:
    pieces: list[_Piece] = []
    label: Statement | None = None
    labelled_at = -1
    by_line: dict[int, list[Statement]] = {}
    for statement in found:
        by_line.setdefault(statement.line.index, []).append(statement)
    for index, group in by_line.items():
        notices = _notices_of(reading, group)
        own_label = next((each for each in group if _is_own_line(each)), None)
        if own_label is not None and not notices:
            label, labelled_at = own_label, index
            pieces += _labelled(reading, label, by_line)
        labelled = label is not None and _next_line(reading, labelled_at) == index
        for notice in notices:
            if reading.is_free(notice.line):
                pieces += _piece(reading, notice, label.wording.kind if label and labelled else notice.wording.kind)
        for each in group:
            if each.wording.role == "drop":
                claim(reading, each, "dropped", each.wording.kind)
            elif not notices and each.wording.role == "origin" and _is_rerun(reading, each):
                pieces += _piece(reading, each, "rerun")
            elif is_nameless(each) and reading.is_free(each.line):
                pieces += _piece(reading, each, "translation")
    return _joined(reading, sorted(pieces, key=lambda piece: piece.line.index))


def _is_rerun(reading: Reading, statement: Statement) -> bool:
    """Whether an origin's statement gives a first publication's day only: a note to the reader, kept as a notice."""
    if is_renewed(statement) or not reading.is_free(statement.line) or is_heading(statement.line):
        return False
    source = read_source(reading, statement, statement.group("rest") or "")
    return bool(source) and is_rerun(statement, source)


def _is_own_line(statement: Statement) -> bool:
    """Whether the statement is a label alone in its line."""
    wording = statement.wording
    return wording.role == "label" and wording.kind != "origin" and statement.match.end() == len(statement.line.text)


def _notices_of(reading: Reading, group: list[Statement]) -> list[Statement]:
    """What one line says, where it is a notice or several: a label before the text decides the kind."""
    notices = [each for each in group if each.wording.role == "notice"]
    label = next((each for each in group if each.wording.role == "label" and each.wording.kind != "origin"), None)
    if label is not None and not _is_own_line(label) and label.place != "middle":
        # A label settles the kind where it is set apart, or where the words behind it are of a notice too.
        if notices or set_apart(label.line, label.match["label"]):
            return [replace(label, start=0, end=len(label.line.text))]
        return []
    return [each for each in notices if _may_stand(reading, each)]


def _may_stand(reading: Reading, notice: Statement) -> bool:
    """Whether a notice's line is where such notices are printed with an article."""
    line, kind = notice.line, notice.wording.kind
    if is_heading(line) or (kind in ("disclaimer", "permission") and OF_COMMENTS.match(line.text)):
        return False
    if kind == "copyright":
        return not _is_credit(reading, line) and not _is_of_site(reading, notice)
    if notice.wording is LICENSE_LINK and PICTURES.search(line.text):
        return False
    return not stands_in(line, CAPTION_TAGS)


def _is_credit(reading: Reading, line: Line) -> bool:
    """Whether a copyright line names the owner of a picture."""
    lines = reading.document.lines
    near = [lines[i] for i in (line.index - 1, line.index + 1) if 0 <= i < len(lines)]
    if PICTURES.search(line.text):
        return True
    if any(each.media and each.element.tag != "hr" and each.block == line.block for each in near):
        return True
    before = near[0] if near and near[0].index < line.index else None
    is_under_picture = before is not None and before.media and before.element.tag != "hr"
    return is_under_picture or stands_in(line, CAPTION_TAGS)


def _is_of_site(reading: Reading, notice: Statement) -> bool:
    """Whether a copyright line is the site's own, printed under every page."""
    line = notice.line
    if notice.in_body:
        return False
    around = core(reading)
    if around is not None and line.element.within(around):
        return False
    if around is not None and around.tag not in ("article", "main"):
        near = around.closest("article", "main")
        if near is not None and line.element.within(near):
            return False
    if YEARS.search(line.text) and "," not in line.text:
        return True
    holders, _ = read_copyright(line.text)
    document = reading.document
    names = [_squeezed(name) for name in (*document.meta.get("og:site_name", []), url_host(document.url) or "") if name]
    if all(any(_is_part(_squeezed(holder), name) for name in names) for holder in holders):
        return True
    body_end = reading.body[-1] if reading.body else line.index
    return line.index - body_end > MAX_LINES_BEHIND


def _squeezed(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def _is_part(holder: str, name: str) -> bool:
    return holder in name or (len(name) >= MIN_NAME_CHARS and name in holder)


def _next_line(reading: Reading, index: int) -> int:
    """The index of the next visible line that has text; -1 where there is none."""
    lines = reading.document.lines
    return next((line.index for line in lines[index + 1 : index + 6] if line.text and not line.hidden), -1)


def _labelled(reading: Reading, label: Statement, by_line: dict[int, list[Statement]]) -> list[_Piece]:
    """The line behind a label on a line of its own: a notice though its words alone would not tell."""
    index = _next_line(reading, label.line.index)
    if index < 0 or label.place == "middle":
        return []
    line = reading.document.lines[index]
    said = any(each.wording.role == "notice" for each in by_line.get(index, ()))
    if is_heading(line) or not reading.is_free(line) or len(line.text) > MAX_LABELLED_CHARS:
        return []
    if not said and (len(line.text) < 40 or line.link_chars * 2 > len(line.text) or not _is_near(label.line, line)):
        return []
    kind = label.wording.kind
    reading.claim(label.line, "dropped", "label")
    reading.claim(line, "notice", kind)
    return [_Piece(line, kind, line.text, _url(reading, line, kind))]


def _is_near(label: Line, line: Line) -> bool:
    """Whether a label and a line share a container that holds little else."""
    parent = label.element.parent
    return parent is not None and line.element.within(parent)


def _piece(reading: Reading, statement: Statement, kind: str) -> list[_Piece]:
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
    if not text or not claim(reading, statement, "notice", kind):
        return []
    label_end = len(line.text) - len(text) if statement.is_whole and line.text.endswith(text) else 0
    if label_end:
        reading.cuts.setdefault(line.index, []).append((0, label_end, "dropped", "label"))
    return [_Piece(line, kind, text, _url(reading, line, kind))]


def _without_label(line: Line, text: str) -> str:
    """The text without a label of any wording, where it stands in an element of its own before it."""
    head, mark, rest = text.partition(":")
    if mark and len(head) <= 60 and line.text.startswith(head) and set_apart(line, head) and rest.strip():
        return rest
    return text


def _url(reading: Reading, line: Line, kind: str) -> str | None:
    """Where the notice leads, if it leads to one place only."""
    if kind in LINKLESS or not line.link_chars:
        return None
    base = reading.document.url
    urls = {url for link in links_of(line) if (url := absolute_url(link.get("href"), base))}
    if kind == "contact":
        urls = {url for url in urls if url.startswith("mailto:")} or urls
    if kind == "license":
        urls = {url for url in urls if "creativecommons.org/" in url} or urls
    return urls.pop() if len(urls) == 1 else None


def _joined(reading: Reading, pieces: list[_Piece]) -> tuple[Notice, ...]:
    """One notice for each run of neighbouring lines of one kind."""
    notices: list[Notice] = []
    last: _Piece | None = None
    for piece in pieces:
        if last and last.kind == piece.kind and _next_line(reading, last.line.index) == piece.line.index:
            gap = "\n" if piece.line.block == last.line.block else "\n\n"
            known = notices[-1]
            url = known.url if known.url == piece.url or piece.url is None else (None if known.url else piece.url)
            notices[-1] = Notice(known.kind, known.text + gap + piece.text, url)
        else:
            notices.append(Notice(piece.kind, piece.text, piece.url))
        last = piece
    return tuple(dict.fromkeys(notices))
