"""Who is credited with the article: the names stated to machines, or those that the page prints?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scraper.extraction.answer import Answer, Found, claims_on
from scraper.extraction.fields.authors.bylines import printed_bylines
from scraper.extraction.fields.authors.lines import MAX_BYLINE_CHARS, REPEATED, Byline
from scraper.extraction.fields.authors.names import completed, names_of, unique_authors
from scraper.extraction.fields.authors.printed import printed_authors
from scraper.extraction.fields.authors.signed import sign_offs, signed_in_text
from scraper.extraction.fields.authors.stated import MAX_AUTHORS, stated_authors
from scraper.extraction.page.site_names import SEPARATOR
from scraper.extraction.page.view import PageView
from scraper.extraction.sameness import sameness
from scraper.normalize.byline_labels import strip_byline_label
from scraper.normalize.names import split_byline
from scraper.parsing.document import Document, Line
from scraper.records import Author

MAX_EDITORS = 2  # of one text
WEAK_PLACES = frozenset({"microdata", "rdfa"})
REPEAT_INITIALS = frozenset("aAoOmMtTpPwWdDbBсС")


def read_authors(view: PageView) -> Answer[tuple[Author, ...]]:
    """Every credited name once, with its role and kind; claims the lines that repeat the byline.

    Looks:   the main thing's author and its like; <meta>; the byline near the title; the tail of the title.
    Gives:   names as printed where the byline prints them, completed by the linked data; never the site's own name
             unless the byline prints it, or the site bears a person's; None when nobody is credited.
    Source:  https://schema.org/author, https://schema.org/translator
    """
    bylines = printed_bylines(view)
    printed = _without_masthead(printed_authors(view, bylines))
    stated = _without_site(view, stated_authors(view), printed)
    if stated is not None and all(each.kind == "organisation" for each in stated.value) and signed_in_text(view):
        stated = None
    if stated is not None:
        authors = _merged(stated, printed, bylines[0] if bylines else None)
        result: Found[tuple[Author, ...]] | None = Found(authors[:MAX_AUTHORS], stated.where)
    elif printed:
        result = Found(printed[:MAX_AUTHORS], bylines[0].where)
    elif signed := signed_in_text(view):
        result = Found(signed, "text")
    else:
        result = _in_title(view.document)
    signed_off = list(sign_offs(view))
    claims = claims_on((line for line, _ in signed_off), "field", "authors")
    extra = [author for _, authors in signed_off for author in authors]
    if result is None and not extra:
        return Answer(())
    known = result.value if result is not None else ()
    names = {sameness(author.name) for author in known}
    authors = (*known, *(author for author in extra if sameness(author.name) not in names))
    claims = (*claims, *claims_on(_repeats(view, authors), "dropped", "repeats the byline"))
    return Answer(_with_an_author(unique_authors(authors)), result.where if result is not None else "text", claims)


def _without_site(
    view: PageView, stated: Found[tuple[Author, ...]] | None, printed: tuple[Author, ...]
) -> Found[tuple[Author, ...]] | None:
    """The stated authors; where the page prints another person's name, the site is none of them, whatever its name."""
    keys = view.site_keys
    if stated is None or not any(each.kind == "person" and sameness(each.name) not in keys for each in printed):
        return stated
    authors = tuple(author for author in stated.value if sameness(author.name) not in keys)
    return Found(authors, stated.where) if authors else None


def _without_masthead(authors: tuple[Author, ...]) -> tuple[Author, ...]:
    """The authors; more editors than edit one text are those of the paper."""
    editors = sum(author.role == "editor" for author in authors)
    return authors if editors <= MAX_EDITORS else tuple(author for author in authors if author.role != "editor")


def _with_an_author(authors: tuple[Author, ...]) -> tuple[Author, ...]:
    """The authors; where nobody is called that, whoever reported or posted the article wrote it."""
    if any(author.role == "author" for author in authors):
        return authors
    writers = next((role for role in ("reporter", "poster") if any(author.role == role for author in authors)), None)
    return tuple(replace(author, role="author") if author.role == writers else author for author in authors)


def _merged(found: Found[tuple[Author, ...]], printed: tuple[Author, ...], byline: Byline | None) -> tuple[Author, ...]:
    """One list out of the stated and the printed names: the printed ones win, the stated ones complete them."""
    names = {sameness(author.name) for author in printed}
    # What machines are told is an editor edits the paper, unless readers are told, too.
    stated = tuple(each for each in found.value if each.role != "editor" or sameness(each.name) in names)
    printed = tuple(_respelled(author, stated) for author in printed)
    known = {sameness(author.name): author for author in stated}
    by_key = {sameness(author.name): author for author in printed}
    if byline is not None and _printed_wins(found, printed, byline):
        first = [completed(author, known.get(sameness(author.name), author)) for author in printed]
        return unique_authors([*first, *(author for author in stated if author.role != "author")])
    out = []
    for author in stated:
        same = by_key.get(sameness(author.name))
        out.append(completed(replace(same, role=author.role), author) if same else author)
    others = [author for author in printed if sameness(author.name) not in known]
    is_labelled = byline is not None and byline.is_labelled
    extra = (author for author in others if author.role != "author" or (is_labelled and author.kind == "organisation"))
    return unique_authors([*out, *extra])


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
            authors = tuple(names_of(part)) if role is not None and rest else ()
            if authors:
                return Found(authors, "title")
    return None


def _repeats(view: PageView, authors: tuple[Author, ...]) -> Iterator[Line]:
    """The lines behind the article that say again who wrote it."""
    keys = {sameness(author.name) for author in authors}
    start = (view.title_line or 0) + 1
    for line in view.lines[start:]:
        if not 8 < len(line.text) <= MAX_BYLINE_CHARS or line.text[0] not in REPEAT_INITIALS or line.hidden:
            continue
        if match := REPEATED.match(line.text):
            names = {sameness(line.text[match.end() :])}
            if names & keys or {sameness(author.name) for author in split_byline(line.text[match.end() :])} & keys:
                yield line
