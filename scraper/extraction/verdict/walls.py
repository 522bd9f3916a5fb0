"""Whether the page holds anything to read, or is a wall."""

from __future__ import annotations

import re

from scraper.errors import ChallengeError, ConsentWallError, EmptyError, LoginError, ScraperError, SoftNotFoundError
from scraper.extraction.page.view import PageView
from scraper.extraction.words.walls import CHALLENGE_MARKS, pattern
from scraper.parsing.document import Document, Line

# A wall is a page with next to nothing to read: even the shortest real articles have several times as much.
THIN_CHARS = 600
MARKED_CHARS = 1_200  # twice that: a wall that says more than a few sentences
WALL_CHARS = 2_500  # all visible text, including an agency's list of partners
BARE_CHARS = 1_500  # all visible text of a bot check, including its number and its host
BARE_LINKS = 8  # a wall has no menu
EMPTY_CHARS = 20  # a site's name
SCRIPTLESS_CHARS = 300  # what a page says to browsers without scripts, plus its title; more is content
HEAD_CHARS = 200_000  # of the markup, searched for the marks of a challenge
SENTENCE_CHARS = 8  # outside links: shorter ones are labels and buttons
CONSENT_REST = 200  # characters of a consent wall about something else: the site's name, a greeting
NAME_PARTS = re.compile(r" · | [-–—|] ")


def verdict(view: PageView) -> ScraperError | None:
    """The error to raise if the page holds nothing to read; None for every page with content of its own.

    A wall's words count only on a page with little text of its own, because articles write about walls, too.
    """
    document = view.document
    lines = document.lines
    readable = view.facts.readable_chars
    if readable > MARKED_CHARS:
        return None
    total = sum(len(line.text) for line in lines)
    names = [text for text in (document.head_title, *(each.text for each in document.all("h1")[:3])) if text]
    if total < 3 * WALL_CHARS and (found := _challenge(document, " · ".join(names)[:400], readable, total)) is not None:
        return found
    for wordings, error, says, limit in (
        ("not_found", SoftNotFoundError, "says that there is no such page", None),
        ("consent", ConsentWallError, "asks for consent first", WALL_CHARS),
        ("login", LoginError, "asks for a login first", WALL_CHARS),
    ):
        if limit is not None and total >= limit:
            continue
        words = pattern(wordings)
        if limit is not None and not _is_only(document, words):
            continue
        if (name := _named(names, words)) is not None:
            return error(document.url, f"the page {says}: {name[:80]!r}")
    if readable <= THIN_CHARS and total < WALL_CHARS and (found := _by_sentences(view)) is not None:
        return found
    if document.prefix_chars[-1] < EMPTY_CHARS and total < SCRIPTLESS_CHARS and not document.count("img"):
        if _is_marked(document):
            return ChallengeError(document.url, "the page holds nothing but a check of the visitor")
        return EmptyError(document.url, "the page has no text")
    if view.body and all(_is_beside(lines[index]) for index in view.body):
        return EmptyError(document.url, "the page has no main content")
    return None


def _by_sentences(view: PageView) -> ScraperError | None:
    """The error for a page with next to nothing to read except a wall's sentence or form."""
    document = view.document
    own = [
        line.text for line in document.lines if not line.hidden and len(line.text) - line.link_chars > SENTENCE_CHARS
    ]
    for sentences, error, says in (
        ("not_found_sentences", SoftNotFoundError, "says that there is no such page"),
        ("login_sentences", LoginError, "asks for a login first"),
    ):
        words = pattern(sentences)
        if (text := next((text for text in own if words.search(text)), None)) is not None:
            return error(document.url, f"the page {says}: {text[:80]!r}")
    if not _is_bare(document):
        return None
    if _has_password(document) and not view.facts.readable_chars:
        return LoginError(document.url, "the page is but a form to log in")
    topics, buttons = pattern("consent_topics"), pattern("consent_buttons")
    shown = [line.text for line in document.lines if line.text and not line.hidden]
    others = sum(len(text) for text in shown if not topics.search(text) and not buttons.match(text))
    if others <= CONSENT_REST and any(text in own for text in shown) and any(map(buttons.fullmatch, shown)):
        return ConsentWallError(document.url, "the page asks for consent first")
    return None


def _has_password(document: Document) -> bool:
    """Whether a visible form asks for a password; forum software keeps a hidden one on every page."""
    asking = (each for each in document.all("input") if 'type="password"' in each.raw.lower())
    return any(not any(around.tag == "noscript" or around.is_hidden for around in each.ancestors) for each in asking)


def _is_beside(line: Line) -> bool:
    """Whether a line is only a link beside what should be the page's content."""
    return line.link_chars >= len(line.text) and line.element.closest("aside", "nav", "footer") is not None


def _challenge(document: Document, names: str, readable: int, total: int) -> ScraperError | None:
    """The error for a page that asks visitors to prove that they are human."""
    words = pattern("challenge")
    is_named = words.search(names) is not None
    is_short = readable <= THIN_CHARS and total < BARE_CHARS
    if not (is_named or is_short):
        return None
    marked = _is_marked(document)
    if is_named and (marked or readable <= THIN_CHARS) and (marked or _is_bare(document)):
        return ChallengeError(document.url, f"the page asks the visitor to prove to be human: {names[:80]!r}")
    if is_short and (marked or _is_bare(document)):
        match = words.search(_opening(document))
        if match is not None:
            return ChallengeError(document.url, f"the page asks the visitor to prove to be human: {match[0]!r}")
    return None


def _is_marked(document: Document) -> bool:
    """Whether the markup holds a mark of a product that checks visitors."""
    head = document.html[:HEAD_CHARS].lower()
    return any(mark in head for mark in CHALLENGE_MARKS)


def _opening(document: Document) -> str:
    """The first lines of the page, including those that only browsers without scripts show."""
    return " · ".join(line.text for line in document.lines[:40] if line.text)[:2_000]


def _is_bare(document: Document) -> bool:
    """Whether the page has no frame around its text: no navigation, hardly any links."""
    return document.count("a") <= BARE_LINKS


def _is_only(document: Document, words: re.Pattern[str]) -> bool:
    """Whether the page has no heading other than the wall's, or its <title> is the wall's."""
    headings = [each.text for each in document.all("h1")]
    return all(words.search(text) for text in headings) or words.search(document.head_title or "") is not None


def _named(names: list[str], words: re.Pattern[str]) -> str | None:
    """The part of a title or heading that says little besides the wording, as an article about walls would."""
    for part in (part for name in names for part in NAME_PARTS.split(name)):
        match = words.search(part)
        if match is not None and (match.end() - match.start()) * 2 >= len(part):
            return part
    return None
