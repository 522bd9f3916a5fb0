"""Which boxes among the chosen lines are comments, profiles, share bars, sign-up forms or consent?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from scraper.extraction.body.features import Floats
from scraper.extraction.page.hints import class_bits, is_teaser_label
from scraper.parsing.document import Document, Element

#: What comment sections and sign-up boxes are: at most so much of the chosen text, believed in less than so.
FURNITURE_SHARE = 0.3
FURNITURE_BELIEF = 0.6  # the model is surer of nearly every line of a text
LABELLED_SHARE = 0.8  # a box that says that it leads to other articles may be longer than a short article
MAX_BOXES_SHARE = 0.6  # of the chosen text, all such boxes together
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
AMP_FURNITURE = frozenset(("amp-ad", "amp-sticky-ad", "amp-consent", "amp-social-share", "amp-user-notification"))
CONTENT_BITS = class_bits("article", "content", "para", "body_item", "main")


def furniture_among(document: Document, hints: dict[int, int], beliefs: Floats, chosen: set[int]) -> set[int]:
    """The chosen lines of comments, profiles, share bars, and boxes with a field to sign up or with consent buttons."""
    markup = document.markup
    around: dict[int, int] = {-1: -1}  # opening token -> that of the outermost furniture around it, or -1
    groups: dict[int, list[int]] = {}
    for index in chosen:
        path, token = markup.path(document.lines[index].block, around)
        outermost = around[token]
        for token in reversed(path):
            if outermost < 0 and _is_furniture(Element(markup, token), hints.get(token, 0)):
                outermost = token
            around[token] = outermost
        if outermost >= 0:
            groups.setdefault(outermost, []).append(index)
    total = size_of(document, chosen)
    left: set[int] = set()
    boxes: set[int] = set()  # those of them that do not say themselves what they are
    for token, group in groups.items():
        size = size_of(document, group)
        belief = sum(float(beliefs[index]) * len(document.lines[index].text) for index in group) / size
        box = Element(markup, token)
        raw = box.raw
        is_linked = sum(document.lines[index].link_chars for index in group) > LINKED_SHARE * size
        is_consent = box.tag in AMP_FURNITURE or hints[token] & CONSENT_BIT
        is_related = RELATED.search(raw) is not None
        is_labelled = is_related and _is_labelled(document, box)
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
    return left - boxes if size_of(document, boxes) > MAX_BOXES_SHARE * total else left


def _is_labelled(document: Document, element: Element) -> bool:
    """Whether the first line of a box says that what follows leads to other articles."""
    first = next((line for line in document.lines_of(element) if line.text and not line.hidden), None)
    return first is not None and is_teaser_label(first.text)


def _is_furniture(element: Element, bits: int) -> bool:
    """Whether an element, by what it hints at and what it holds, is a box of links, comments, sign-up or consent."""
    tag, raw = element.tag, element.raw
    if tag in AMP_FURNITURE:
        return True
    if tag not in BOX_TAGS or not bits & FURNITURE_BITS:
        return False
    if PROFILE.search(raw) or (not bits & CONTENT_BITS and FURNITURE.search(raw)):
        return True
    controls = ("button",) if bits & CONSENT_BIT else ("input", "form") if SIGNUP.search(raw) else ()
    return any(element.markup.inside(name, element.token, element.end) for name in controls)


def size_of(document: Document, indexes: Iterable[int]) -> int:
    """The characters of the lines at these indexes."""
    return sum(len(document.lines[index].text) for index in indexes)
