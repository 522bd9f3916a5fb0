"""The few rules about the body's lines that are certain, or that were measured to help."""

from __future__ import annotations

import re
from itertools import pairwise
from operator import attrgetter

from scraper.extraction.blocks.inline import MAX_MARK_CHARS
from scraper.extraction.blocks.structures import heading_of, is_structure
from scraper.extraction.body.features import Floats
from scraper.extraction.body.furniture import size_of
from scraper.extraction.page.hints import is_teaser_label, placeholders
from scraper.parsing.document import Document, Element, Line

MAX_LAST_SHARE = 0.5  # of the chosen text, the headings with nothing below them
#: In a tag's attributes: the table of contents that MediaWiki makes, and the line that says whose text it is.
WIKI_FURNITURE = (' aria-labelledby="mw-toc-heading"', ' id="siteSub"')
SOLE_SHARE = 0.25  # of the chosen text is in the page's only <article>, which holds its <h1>
PULLED = re.compile(r"pull|quote", re.IGNORECASE)  # in a tag's attributes
QUOTE_TAGS = frozenset(("aside", "blockquote"))
MIN_PULLED_CHARS, MAX_PULLED_CHARS = 40, 400  # a shorter one may repeat by chance; a longer one is a quotation
PULLED_LINES = 40  # a pulled quotation stands at most so many lines from its words
MAX_BOX_SHARE = 2.5  # the text of a box around a placeholder for something embedded, as a share of the placeholder's
MIN_REFRAIN_CHARS = 40  # a shorter line that comes again may be a label
MAX_FIELDS_SHARE = 0.8  # of the chosen text: on a page with more in its fields, a script puts it into its place
HIDDEN_SHARE = 0.1  # of the chosen text: of training pages' less than that only a quarter is theirs
MAX_TEASER_LABEL = 30  # characters: "Read also", "More on this topic"
TEASER_SHARE = 0.4  # of a teaser's text is its link; beside it stand a date, a name
#: Structures that are kept or left whole, and the mean belief from which on each is kept among chosen lines.
KEEP_WHOLE = {"table": 0.3, "ul": 0.42, "ol": 0.35, "dl": 0.42, "blockquote": 0.3, "pre": 0.3, "math": 0.2}
WHOLE_TAGS = tuple(KEEP_WHOLE)
MAX_WHOLE_SHARE = 0.4  # of the chosen text: a larger structure is the page's layout
SHORT_CHARS = 10  # added to each line's length, so that short lines have a say
NUMBERED_TAGS = ("h2", "h3", "h4")
NUMBER = re.compile(r"\W{0,2}(\d{1,3})\s*[.):]?\s")  # at the beginning of a heading in a row of numbered ones
MIN_NUMBERED = 3  # headings of a row, of which at least half are chosen
#: A link to a note on the same page, as serialized: the name of the place.
NOTE_LINK = re.compile(r'href="#((?:[^"]*(?:note|fn|ftn|nb|ref|bib)[^"]*|[a-z]?\d{1,3}))"', re.IGNORECASE)
MAX_NOTE_CHARS = 3_000  # a page of print; what is longer is more than one note


def behind_article(document: Document, chosen: set[int]) -> set[int]:
    """The chosen lines after the one <article> that holds most of the chosen text."""
    total = size_of(document, chosen)
    articles = document.all("article")
    needed = (
        SOLE_SHARE if len(articles) == 1 and document.all("h1") and document.all("h1")[0].within(articles[0]) else 0.5
    )
    holders = [
        element
        for element in articles
        if size_of(document, chosen.intersection(range(element.first_line, element.last_line))) >= needed * total > 0
    ]
    return {index for index in chosen if index >= holders[0].last_line} if len(holders) == 1 else set()


def pull_quotes(document: Document, chosen: set[int]) -> set[int]:
    """The chosen lines, set apart as quotations, whose words another chosen line has, too."""
    found: set[int] = set()
    for index in chosen:
        line = document.lines[index]
        if not MIN_PULLED_CHARS <= len(line.text) <= MAX_PULLED_CHARS:
            continue
        block = Element(document.markup, line.block)
        around = (block, block.parent or block)
        if any(each.tag in QUOTE_TAGS or PULLED.search(each.raw) for each in around):
            words = line.text.strip(" \"'“”„«»‘’.…").casefold()
            near = range(max(index - PULLED_LINES, 0), min(index + PULLED_LINES, len(document.lines)))
            if any(
                other != index and other in chosen and words in document.lines[other].text.casefold() for other in near
            ):
                found.add(index)
    return found


def teasers_among(document: Document, chosen: set[int]) -> set[int]:
    """The chosen lines that lead to other articles and say so: "Read also: …", or what stands last under such words."""
    lines = document.lines
    found: set[int] = set()
    behind: list[int] = []  # links, and nothing else, from here to the end
    is_tail = True
    for index in sorted(chosen, reverse=True):
        line = lines[index]
        if line.link_chars > TEASER_SHARE * len(line.text):
            if ":" in line.text[:MAX_TEASER_LABEL] and is_teaser_label(line.text.partition(":")[0]):
                found.add(index)
            elif is_tail:
                behind.append(index)
            continue
        if is_tail and behind and any(is_teaser_label(each.text) for each in lines[index : behind[-1]]):
            found.update(behind)
            if is_teaser_label(line.text):
                found.add(index)
        is_tail = False
    return found


def placeholders_among(document: Document, chosen: set[int]) -> set[int]:
    """The chosen lines in the place of something embedded that is not shown, with the rest of their small boxes."""
    found: set[int] = set()
    lines = [document.lines[index] for index in chosen]
    for line, is_one in zip(lines, placeholders([line.text for line in lines]), strict=True):
        index = line.index
        if index in found or not is_one:
            continue
        found.add(index)
        box = Element(document.markup, line.block)
        while (parent := box.parent) is not None and document.chars(parent) <= MAX_BOX_SHARE * len(line.text):
            box = parent
        found.update(range(box.first_line, box.last_line))
    return found


def hidden_trifles(document: Document, chosen: set[int]) -> set[int]:
    """The chosen lines that a reader does not see, where they are a trifle, and copies of those that he sees.

    Much that is hidden is the rest of a text, shown at a click.
    """
    lines = document.lines
    hidden = {index for index in chosen if lines[index].hidden}
    seen = {lines[index].text for index in chosen - hidden}
    copies = {index for index in hidden if lines[index].text in seen}
    is_trifle = size_of(document, hidden - copies) <= HIDDEN_SHARE * size_of(document, chosen)
    return hidden if is_trifle else copies


def text_fields(document: Document, chosen: set[int]) -> set[int]:
    """The chosen lines of fields: the article once more, to be copied, or the rules for what is written there."""
    found: set[int] = set()
    for element in document.all("textarea"):
        found.update(range(element.first_line, element.last_line))
    found &= chosen
    return found if size_of(document, found) <= MAX_FIELDS_SHARE * size_of(document, chosen) else set()


def refrains(document: Document, chosen: set[int]) -> set[int]:
    """The lines that say what a chosen line beside them says: what comes again in an article belongs to it."""
    parent = document.markup.parent
    places = {  # the element around each long line's own, and its words
        line.index: (parent(line.block), line.text)
        for line in document.lines
        if len(line.text) >= MIN_REFRAIN_CHARS and not line.hidden
    }
    told = {place for index, place in places.items() if index in chosen}
    return {index for index, place in places.items() if place in told}


def wiki_furniture(document: Document) -> set[int]:
    """The lines of what MediaWiki prints around each of its texts."""
    found: set[int] = set()
    for mark in WIKI_FURNITURE:
        for element in document.holding(mark):
            found.update(range(element.first_line, element.last_line))
    return found


def drop_last_headings(document: Document, chosen: set[int]) -> None:
    """A heading with nothing chosen below it is the heading of something else; a page of headings has nothing else."""
    last = []
    for index in sorted(chosen, reverse=True):
        if heading_of(document, document.lines[index]) is None:
            break
        last.append(index)
    if size_of(document, last) <= MAX_LAST_SHARE * size_of(document, chosen):
        chosen.difference_update(last)


def numbered_headings(document: Document, chosen: set[int]) -> set[int]:
    """The headings of each row of numbered ones ("1. …", "2. …") of which most are chosen: all of them belong to it."""
    found: set[int] = set()
    for tag in NUMBERED_TAGS:
        rows: dict[int, list[list[int]]] = {}  # parent -> its rows of lines
        last: dict[int, int] = {}  # parent -> the last number
        for element in document.all(tag):
            index = element.first_line
            if element.last_line != index + 1 or document.lines[index].hidden:
                continue
            match = NUMBER.match(document.lines[index].text)
            if match is None:
                continue
            parent, number = document.markup.parent(element.token), int(match[1])
            if number != last.get(parent, number) + 1:
                rows.setdefault(parent, []).append([])
            rows[parent][-1].append(index)
            last[parent] = number
        for row in (each for of_parent in rows.values() for each in of_parent):
            if len(row) >= MIN_NUMBERED and 2 * len(chosen.intersection(row)) >= len(row):
                found.update(row)
    return found


def headings_of(document: Document, chosen: set[int], notes: set[int]) -> set[int]:
    """The chosen headings right above footnotes: each note is told by its mark, wherever it is written."""
    lines = document.lines
    return {
        index
        for index, follower in pairwise(sorted(chosen) if notes else ())
        if follower in notes and heading_of(document, lines[index]) is not None
    }


def settle_structures(document: Document, beliefs: Floats, chosen: set[int]) -> None:
    """Keep each list, table, quotation and code between chosen lines whole, or not at all."""
    if not chosen:
        return
    first, last = min(chosen), max(chosen)
    total = size_of(document, chosen)
    settled_to = -1  # the end of the outermost structure that is settled, as a token
    for element in sorted(document.all(*WHOLE_TAGS), key=attrgetter("token")):
        if element.token <= settled_to:
            continue
        start, end = element.first_line, element.last_line
        if end <= first or start > last + 1:
            continue
        lines = [line for line in document.lines[start:end] if line.text and not line.hidden]
        if not lines or (start <= first and end > last):
            continue  # it holds the whole article: a means of layout
        if sum(len(line.text) for line in lines) > MAX_WHOLE_SHARE * total or not is_structure(element, lines):
            continue
        settled_to = element.end
        weights = [len(line.text) + SHORT_CHARS for line in lines]
        belief = sum(float(beliefs[line.index]) * weight for line, weight in zip(lines, weights, strict=True)) / sum(
            weights
        )
        held = sum(weight for line, weight in zip(lines, weights, strict=True) if line.index in chosen) / sum(weights)
        if belief > KEEP_WHOLE[element.tag] or held > 0.5:
            chosen.update(line.index for line in lines)


def insertions(document: Document, chosen: set[int]) -> set[int]:
    """The displayed formulas and code right beside a chosen line: without them the sentence before leads nowhere."""
    texts = [line for line in document.lines if line.text and not line.hidden]
    place_of = {line.index: place for place, line in enumerate(texts)}
    runs = [
        places
        for element in document.all("math", "pre")
        if element.tag == "pre" or element.get("display") == "block"
        if (places := [place_of[line.index] for line in document.lines_of(element) if line.index in place_of])
    ]
    found: set[int] = set()
    for places in (*sorted(runs), *sorted(runs, reverse=True)):  # one behind the other, from either end
        beside = [texts[place] for place in (places[0] - 1, places[-1] + 1) if 0 <= place < len(texts)]
        if any(
            line.index in chosen or line.index in found
            for line in beside
            if _are_together(document, line, texts[places[0]])
        ):
            found.update(texts[place].index for place in places)
    return found


def _are_together(document: Document, line: Line, inserted: Line) -> bool:
    """Whether two lines stand in the same element, apart from one wrapper of each."""
    parent = document.markup.parent
    around = {parent(line.block), parent(parent(line.block))}
    return bool(around & {parent(inserted.block), parent(parent(inserted.block))})


def referenced_notes(document: Document, chosen: set[int]) -> set[int]:
    """The lines of the footnotes that chosen lines refer to."""
    names: set[str] = set()
    for index in chosen:
        line = document.lines[index]
        for link in line.links:
            match = NOTE_LINK.search(link.raw)
            if match is not None and len(link.text) <= MAX_MARK_CHARS:
                names.add(match[1])
    if not names:
        return set()
    found: set[int] = set()
    for element in (*document.having("id"), *document.having("name")):
        name = element.get("id") or element.get("name")
        if name in names:
            holder = element.closest("li", "p", "dd", "div", "td") or element
            lines = [line for line in document.lines_of(holder) if line.text and not line.hidden]
            if sum(len(line.text) for line in lines) <= MAX_NOTE_CHARS:
                found.update(line.index for line in lines)
    return found
