"""Which parts of the page belong to the other pages that it links to."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from scraper.extraction.page.address import looks_like_forum
from scraper.extraction.page.linked import FORUM_TYPES
from scraper.extraction.page.view import PageView, once
from scraper.parsing.document import Document, Element

TEASER_LINES = 3  # pictures and spacers between a teaser's date and its headline
MIN_HEADLINE = 25  # a link this long is a headline and not a name
OWN_SHARE = 0.7  # of the text's lines, among articles side by side: the one with more is the page's own
HEADLINES = ("h1", "h2", "h3")
HEADINGS = ("h2", "h3", "h4", "h5", "h6")


def is_thread(document: Document) -> bool:
    """Whether the page is a forum thread."""
    is_said = any(not FORUM_TYPES.isdisjoint(thing["@type"]) for thing in document.linked_data)
    return is_said or looks_like_forum(document)


def is_of_a_teaser(view: PageView, index: int) -> bool:
    """Whether a line is right below or above a linked headline, so that its date belongs to another page."""
    lines = view.lines
    title = view.title_text
    above = next((each for each in lines[max(0, index - TEASER_LINES) : index][::-1] if each.text), None)
    below = next((each for each in lines[index + 1 : index + 1 + TEASER_LINES] if each.text), None)
    for line, is_heading in ((above, False), (below, True)):
        if line is None or line.hidden or not MIN_HEADLINE <= len(line.text) <= line.link_chars:
            continue
        if (not title or title not in line.text) and (not is_heading or line.element.tag in HEADINGS):
            return True
    return False


def is_in_a_listed_article(view: PageView, element: Element) -> bool:
    """Whether an element is in one of several <article> side by side that are teasers of other pages, or comments.

    The page's own <article> contains its title or most of its text; a thread's posts have no headlines.
    """
    article = element.closest("article")
    while article is not None:
        if article.token in _listed_articles(view):
            return True
        article = article.parent.closest("article") if article.parent is not None else None
    return False


@once
def _listed_articles(view: PageView) -> frozenset[int]:
    """The opening tokens of the <article> elements side by side that are not the page's own."""
    return frozenset(_find_listed_articles(view))


def _find_listed_articles(view: PageView) -> Iterator[int]:
    markup = view.document.markup
    articles = view.document.all("article")
    parents = Counter(around.token for each in articles if (around := each.parent) is not None)
    groups: dict[int, list[Element]] = {}
    for each in articles:
        around = each.parent
        if around is not None and parents[around.token] == 1 and around.tag in ("li", "div"):
            around = around.parent  # each has its own wrapper
        if around is not None:
            groups.setdefault(around.token, []).append(each)
    body = sorted(view.body)
    is_forum = len(articles) > 1 and is_thread(view.document)
    for group in groups.values():
        spans = [(each.first_line, each.last_line) for each in group]
        texts = [bisect_left(body, last) - bisect_left(body, first) for first, last in spans]
        for each, (first, last), text in zip(group, spans, texts, strict=True):
            is_titled = view.title_line is not None and first <= view.title_line < last
            if len(group) == 1 or is_titled or text > OWN_SHARE * sum(texts):
                continue
            if not is_forum or any(markup.inside(tag, each.token, each.end) for tag in HEADLINES):
                yield each.token
