"""Which lines of the page are the article: the body finder.

Every line gets a probability from the body model, which looks at it twice: by itself, and among the lines that the
first look believes in. Those lines stay that make the expected F1 of the page's words highest. Around the model stand
only rules that are certain, or that were measured to help: what follows the page's one <article> is not the article,
nor is a small comment section or a sign-up form; a list, table, quotation or code is kept whole or not at all; and a
footnote that the kept text refers to is kept with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from scraper.extraction.blocks import heading_of, is_structure
from scraper.extraction.body.context import best_border, context_features
from scraper.extraction.body.features import Floats, Stated, line_features, word_counts
from scraper.extraction.body.marks import class_bits, is_teaser_label, placeholders
from scraper.extraction.body.model import body_model
from scraper.extraction.body.surroundings import Surroundings
from scraper.extraction.inline import MAX_MARK_CHARS
from scraper.parsing.document import Document, Element

#: What comment sections and sign-up boxes are: at most so much of the chosen text, believed in less than so.
FURNITURE_SHARE = 0.3
FURNITURE_BELIEF = 0.6
LABELLED_SHARE = 0.8  # a box that says that it leads to other articles may be longer than a short article
MAX_BOXES_SHARE = 0.6  # of the chosen text, all such boxes together
MAX_LAST_SHARE = 0.5  # of the chosen text, the headings with nothing below them
SIGNUP_CHARS, SIGNUP_BELIEF = 600, 0.97  # an appeal to sign up is short, and may stand amid the text
SHARE_CHARS = 100  # of the text of a box of share buttons
CONSENT_SHARE = 0.8  # a consent box with buttons may be longer than a short article
CONSENT_BIT = class_bits("consent")
COMMENTS = re.compile(r"comment|disqus|kommentar|respond", re.IGNORECASE)  # in a tag's attributes, as the next one
SIGNUP = re.compile(r"newsletter|subscri|sign-?up|mailing|donat|abonn|inscri", re.IGNORECASE)
SHARE = re.compile(r"shar(?:e|ing)(?![a-z]{0,20}holder)", re.IGNORECASE)
RELATED = re.compile(r"relat(?:ed|ion)s?(?![a-z]{0,20}ship)|recirc|outbrain|taboola|recommend", re.IGNORECASE)
PROFILE = re.compile(
    r"post-?profile|user-?info|message-user(?![a-z])|author-?(?:bio|box|card)|about-?(?:the-?)?author|bio-?box", re.I
)
FURNITURE = re.compile("|".join(each.pattern for each in (SHARE, RELATED, COMMENTS)), re.IGNORECASE)
#: What any of these, or a consent box, hints at.
FURNITURE_BITS = class_bits("share", "related", "comment", "signup", "consent", "bio")
BOX_TAGS = frozenset("div ul ol section aside footer nav details dl table form dialog".split())  # no headings: their
# ids are their words
LINKED_SHARE = 0.6  # of the text of a box of related links or of share links is in links
MAX_BOXES = 5  # of consent, one after the other
AMP_FURNITURE = frozenset(("amp-ad", "amp-sticky-ad", "amp-consent", "amp-social-share", "amp-user-notification"))
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
CONTENT_BITS = class_bits("article", "content", "para", "body_item", "main")
#: Structures that are kept or left whole, and the mean belief from which on each is kept among chosen lines.
KEEP_WHOLE = {"table": 0.3, "ul": 0.42, "ol": 0.35, "dl": 0.42, "blockquote": 0.3, "pre": 0.3, "math": 0.2}
WHOLE_TAGS = tuple(KEEP_WHOLE)
MAX_WHOLE_SHARE = 0.4  # of the chosen text: a larger structure is the page's layout
SHORT_CHARS = 10  # added to each line's length, so that short lines have a say
#: A link to a note on the same page, as serialized: the name of the place.
NOTE_LINK = re.compile(r'href="#((?:[^"]*(?:note|fn|ftn|nb|ref|bib)[^"]*|[a-z]?\d{1,3}))"', re.IGNORECASE)
MAX_NOTE_CHARS = 3_000  # a page of print; what is longer is more than one note


@dataclass(frozen=True, slots=True)
class Finding:
    """The body finder's answer: the lines it chose, and its belief in every line of the page."""

    lines: list[int] = field(default_factory=list)  # indexes, in reading order
    beliefs: Floats = field(default_factory=lambda: np.zeros(0, dtype=np.float32))  # one per line


def find_body(document: Document) -> Finding:
    """The lines of the page that are its article, by the body model's two looks at them."""
    if not document.lines:
        return Finding()
    surroundings, stated, model = Surroundings(document), Stated(document), body_model()
    features = line_features(document, surroundings, stated, model.hints)
    tokens = word_counts(features, stated)
    worded = np.flatnonzero(tokens)
    first, beliefs = np.zeros_like(tokens), np.zeros_like(tokens)
    first[worded] = model.lines.probabilities(features[:, worded])
    context = context_features(first, tokens, surroundings)
    beliefs[worded] = model.context.probabilities(np.concatenate((features, context))[:, worded])
    chosen = _likely(beliefs, tokens)
    chosen -= _behind_article(document, chosen)
    furniture = _furniture(document, surroundings.hints, beliefs, chosen)
    for _ in range(MAX_BOXES):
        if not furniture or chosen - furniture:
            break
        beliefs[list(furniture)] = 0  # all that was likely is a box of consent: look behind it
        chosen = _likely(beliefs, tokens)
        furniture = _furniture(document, surroundings.hints, beliefs, chosen)
    furniture |= _placeholders(document, chosen) | _wiki_furniture(document) | _fields(document, chosen)
    chosen -= furniture
    chosen |= _refrains(document, chosen) - furniture
    chosen -= _hidden(document, chosen)
    chosen -= _pull_quotes(document, chosen)
    chosen -= _teasers(document, chosen)
    beliefs[list(furniture)] = 0
    _settle_structures(document, beliefs, chosen)
    notes = _referenced_notes(document, chosen)
    chosen |= notes
    chosen -= _headings_of(document, chosen, notes)
    _drop_last_headings(document, chosen)
    return Finding(sorted(chosen), beliefs)


def _likely(beliefs: Floats, tokens: Floats) -> set[int]:
    """The lines that make the expected F1 of the page's words highest."""
    border, _ = best_border(beliefs, tokens)
    return set(np.flatnonzero(beliefs >= border).tolist()) if border > 0 else set()


def _behind_article(document: Document, chosen: set[int]) -> set[int]:
    """The chosen lines after the one <article> that holds most of the chosen text."""
    total = _size(document, chosen)
    articles = document.all("article")
    needed = (
        SOLE_SHARE if len(articles) == 1 and document.all("h1") and document.all("h1")[0].within(articles[0]) else 0.5
    )
    holders = [
        element
        for element in articles
        if _size(document, chosen.intersection(range(element.first_line, element.last_line))) >= needed * total > 0
    ]
    return {index for index in chosen if index >= holders[0].last_line} if len(holders) == 1 else set()


def _furniture(document: Document, hints: dict[int, int], beliefs: Floats, chosen: set[int]) -> set[int]:
    """The chosen lines of comments, profiles, share bars, and boxes with a field to sign up or with consent buttons."""
    markup = document.markup
    around: dict[int, int] = {-1: -1}  # opening token -> that of the outermost furniture around it, or -1
    groups: dict[int, list[int]] = {}
    for index in chosen:
        token = document.lines[index].block
        path = []
        while token not in around:
            path.append(token)
            token = markup.cursors[token - 1] if token else -1
        outermost = around[token]
        for token in reversed(path):
            if outermost < 0 and _is_furniture(document, token, hints.get(token, 0)):
                outermost = token
            around[token] = outermost
        if outermost >= 0:
            groups.setdefault(outermost, []).append(index)
    total = _size(document, chosen)
    left: set[int] = set()
    boxes: set[int] = set()  # those of them that do not say themselves what they are
    for token, group in groups.items():
        size = _size(document, group)
        belief = sum(float(beliefs[index]) * len(document.lines[index].text) for index in group) / size
        raw = markup.raws[token]
        is_linked = sum(document.lines[index].link_chars for index in group) > LINKED_SHARE * size
        is_consent = markup.tags[token] in AMP_FURNITURE or hints[token] & CONSENT_BIT
        is_related = RELATED.search(raw) is not None
        is_labelled = is_related and _is_labelled(document, token)
        if is_consent:
            is_left = size <= CONSENT_SHARE * total
        elif PROFILE.search(raw):
            is_left = size <= FURNITURE_SHARE * total
        elif is_labelled:
            is_left = size <= LABELLED_SHARE * total
        elif (is_share := SHARE.search(raw) is not None) or is_related:
            is_left = (is_linked or (is_share and size <= SHARE_CHARS)) and size <= FURNITURE_SHARE * total
        else:
            is_appeal = size <= SIGNUP_CHARS and SIGNUP.search(raw) is not None
            needed = SIGNUP_BELIEF if is_appeal else FURNITURE_BELIEF
            is_left = size <= FURNITURE_SHARE * total and belief < needed
        if is_left:
            left.update(group)
            if not (is_consent or is_labelled):
                boxes.update(group)
    # Boxes that together are much of what was chosen are what the page is made of: products with a button, places.
    return left - boxes if _size(document, boxes) > MAX_BOXES_SHARE * total else left


def _is_labelled(document: Document, token: int) -> bool:
    """Whether the first line of a box says that what follows leads to other articles."""
    element = Element(document.markup, token)
    first = next((line for line in document.lines_of(element) if line.text and not line.hidden), None)
    return first is not None and is_teaser_label(first.text)


def _pull_quotes(document: Document, chosen: set[int]) -> set[int]:
    """The chosen lines, set apart as quotations, whose words another chosen line has, too."""
    markup = document.markup
    found: set[int] = set()
    for index in chosen:
        line = document.lines[index]
        token = line.block
        if not MIN_PULLED_CHARS <= len(line.text) <= MAX_PULLED_CHARS:
            continue
        around = (token, markup.cursors[token - 1] if token else token)
        if any(markup.tags[each] in QUOTE_TAGS or PULLED.search(markup.raws[each]) for each in around):
            words = line.text.strip(" \"'“”„«»‘’.…").casefold()
            near = range(max(index - PULLED_LINES, 0), min(index + PULLED_LINES, len(document.lines)))
            if any(
                other != index and other in chosen and words in document.lines[other].text.casefold() for other in near
            ):
                found.add(index)
    return found


def _teasers(document: Document, chosen: set[int]) -> set[int]:
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


def _placeholders(document: Document, chosen: set[int]) -> set[int]:
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


def _hidden(document: Document, chosen: set[int]) -> set[int]:
    """The chosen lines that a reader does not see, where they are a trifle, and copies of those that he sees.

    Much that is hidden is the rest of a text, shown at a click.
    """
    lines = document.lines
    hidden = {index for index in chosen if lines[index].hidden}
    seen = {lines[index].text for index in chosen - hidden}
    copies = {index for index in hidden if lines[index].text in seen}
    is_trifle = _size(document, hidden - copies) <= HIDDEN_SHARE * _size(document, chosen)
    return hidden if is_trifle else copies


def _fields(document: Document, chosen: set[int]) -> set[int]:
    """The chosen lines of fields: the article once more, to be copied, or the rules for what is written there."""
    found: set[int] = set()
    for element in document.all("textarea"):
        found.update(range(element.first_line, element.last_line))
    found &= chosen
    return found if _size(document, found) <= MAX_FIELDS_SHARE * _size(document, chosen) else set()


def _refrains(document: Document, chosen: set[int]) -> set[int]:
    """The lines that say what a chosen line beside them says: what comes again in an article belongs to it."""
    cursors = document.markup.cursors
    places = {  # the element around each long line's own, and its words
        line.index: (cursors[line.block - 1] if line.block else -1, line.text)
        for line in document.lines
        if len(line.text) >= MIN_REFRAIN_CHARS and not line.hidden
    }
    told = {place for index, place in places.items() if index in chosen}
    return {index for index, place in places.items() if place in told}


def _wiki_furniture(document: Document) -> set[int]:
    """The lines of what MediaWiki prints around each of its texts."""
    found: set[int] = set()
    for mark in WIKI_FURNITURE:
        for token in document.markup.holding(mark):
            element = Element(document.markup, token)
            found.update(range(element.first_line, element.last_line))
    return found


def _is_furniture(document: Document, token: int, bits: int) -> bool:
    """Whether an element, by what it hints at and what it holds, is a box of links, comments, sign-up or consent."""
    markup = document.markup
    tag, raw = markup.tags[token], markup.raws[token]
    if tag in AMP_FURNITURE:
        return True
    if tag not in BOX_TAGS or not bits & FURNITURE_BITS:
        return False
    if PROFILE.search(raw) or (not bits & CONTENT_BITS and FURNITURE.search(raw)):
        return True
    controls = ("button",) if bits & CONSENT_BIT else ("input", "form") if SIGNUP.search(raw) else ()
    return any(markup.inside(name, token, markup.ends[token]) for name in controls)


def _drop_last_headings(document: Document, chosen: set[int]) -> None:
    """A heading with nothing chosen below it is the heading of something else; a page of headings has nothing else."""
    last = []
    for index in sorted(chosen, reverse=True):
        if heading_of(document, document.lines[index]) is None:
            break
        last.append(index)
    if _size(document, last) <= MAX_LAST_SHARE * _size(document, chosen):
        chosen.difference_update(last)


def _headings_of(document: Document, chosen: set[int], notes: set[int]) -> set[int]:
    """The chosen headings right above footnotes: each note is told by its mark, wherever it is written."""
    lines = document.lines
    return {
        index
        for index, follower in pairwise(sorted(chosen) if notes else ())
        if follower in notes and heading_of(document, lines[index]) is not None
    }


def _size(document: Document, indexes: Iterable[int]) -> int:
    return sum(len(document.lines[index].text) for index in indexes)


def _settle_structures(document: Document, beliefs: Floats, chosen: set[int]) -> None:
    """Keep each list, table, quotation and code between chosen lines whole, or not at all."""
    if not chosen:
        return
    first, last = min(chosen), max(chosen)
    total = _size(document, chosen)
    settled_to = -1  # the end of the outermost structure that is settled, as a token
    tokens = sorted(token for tag in WHOLE_TAGS for token in document.markup.opened.get(tag, ()))
    for token in tokens:
        if token <= settled_to:
            continue
        element = Element(document.markup, token)
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


def _referenced_notes(document: Document, chosen: set[int]) -> set[int]:
    """The lines of the footnotes that chosen lines refer to."""
    markup = document.markup
    names: set[str] = set()
    for index in chosen:
        line = document.lines[index]
        if line.link_chars:
            for token in range(line.first_token, line.last_token + 1):
                match = NOTE_LINK.search(markup.raws[token]) if markup.tags[token] == "a" else None
                if match is not None and len(Element(markup, token).text) <= MAX_MARK_CHARS:
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
