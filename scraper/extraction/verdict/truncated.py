"""Whether the page shows only part of the article: a preview before a paywall, or the first of several pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scraper.extraction.answer import Answer, claims_on
from scraper.extraction.page.linked import Thing, listed
from scraper.extraction.page.view import PageView, once
from scraper.extraction.sameness import sameness
from scraper.extraction.words.paywalls import PAYWALL_MARKS, asks_for_subscription
from scraper.normalize.cjk import has_cjk
from scraper.parsing.document import Document, Element, Line
from scraper.records import NextPage

MAX_PREVIEW = 4_000  # characters of text: a longer text is the article, and the prompt an appeal below it
MAX_PROMPT = 260  # characters of a line that asks for payment
MAX_BOX = 400  # characters of the box around it
MIN_PROMPT = 24  # of one that is a sentence
LINES_BEFORE = 12  # the end of the text, which may include the prompt
LINES_BEHIND = 12  # the text that contains the prompt
SHOWN_CHARS = 400  # in the part declared locked: it is there after all
PROMISED_SHARE = 0.6  # of the words that the page says the article has: less is only a part
MIN_WORDS = 60  # promised; less says nothing
MAX_PARTS = 10  # per property: a bound against hostile data
SELECTED = re.compile(r"[.#]([\w-]{2,80})")
LOCKED_TIERS = frozenset({"locked", "premium", "paid", "subscriber", "subscription"})


def read_prompt(view: PageView) -> Answer[str | None]:
    """The text of a line at the end that asks for a subscription; all such lines and their boxes are claimed."""
    document = view.document
    lines = document.lines
    if not view.body or sum(len(lines[index].text) for index in view.body) > 2 * MAX_PREVIEW:
        return Answer(None)
    first, last = max(view.body[0], (view.title_line or 0) + 1), view.body[-1]
    chars = document.prefix_chars
    near = [
        line
        for line in lines[max(first, last - LINES_BEFORE) : last + LINES_BEHIND]
        if line.text
        and not line.hidden
        and len(line.text) <= MAX_PROMPT
        and chars[last + 1] - chars[min(line.index, last) + 1] <= MAX_BOX  # it ends the text
    ]
    if not asks_for_subscription("\n".join([line.text for line in near])):
        return Answer(None)
    prompts = [line for line in near if asks_for_subscription(line.text) and _is_no_badge(view, line)]
    if not prompts:
        return Answer(None)
    boxes = (other for line in prompts for other in (line, *_box_headed_by(document, line)))
    return Answer(prompts[0].text, None, claims_on(boxes, "dropped", "subscription prompt"))


def _box_headed_by(document: Document, prompt: Line) -> list[Line]:
    """The lines of the small box that begins with a prompt: prices, offers, a link to log in."""
    box: list[Line] = []
    for element in (prompt.element, *prompt.element.ancestors):
        lines = document.lines_of(element)
        if element.first_line < prompt.index or sum(len(line.text) for line in lines) > MAX_BOX:
            break
        box = lines
    return box


def read_truncation(
    view: PageView, text: str, prompt: Answer[str | None], following: NextPage | None
) -> tuple[str, ...]:
    """A warning that begins with `truncated:` for each reason why the record holds only a part of the article.

    `text` is the body's, `prompt` the request to subscribe, `following` the article's next page; there is no warning
    about that page if it will be read as well.

    Source:  https://developers.google.com/search/docs/appearance/structured-data/paywalled-content
    """
    reasons = [reason] if (reason := _preview(view, text, prompt.value)) is not None else []
    if following is not None and following.certain and not view.options.join_pages:
        reasons.append(f"the article goes on at {following.url}")
    return tuple(f"truncated: {reason}" for reason in reasons)


@once
def is_locked(view: PageView) -> bool:
    """Whether the page says that its article is not free."""
    tiers = {tier.lower() for tier in view.document.meta.get("article:content_tier", ())}
    return not tiers.isdisjoint(LOCKED_TIERS) or any(_is_false(each) for each in _things(view))


def _preview(view: PageView, text: str, prompt: str | None) -> str | None:
    """Why the text is only a preview; None if it is whole or there is no sign."""
    locked_chars = [_chars_in(view, name) for name in _locked_parts(view)]
    if any(chars >= SHOWN_CHARS for chars in locked_chars):
        return None  # it is in the body: only a script hides it
    if prompt is not None and len(text) <= MAX_PREVIEW:
        return f"the page shows a preview, and asks for a subscription: {prompt[:80]!r}"
    if not is_locked(view):
        return None
    if locked_chars and len(text) <= MAX_PREVIEW:
        return "the page says that the article is not free, and the part for subscribers is missing"
    if _is_promised_more(view, text):
        return "the page says that the article is not free, and holds fewer words than it promises"
    if len(text) <= MAX_PREVIEW and any(_is_in_paywall(line.element) for line in _lines_behind(view)):
        return "the page says that the article is not free, and shows a paywall"
    return None


def _things(view: PageView) -> list[Thing]:
    """The things that describe the page's article, and those of unknown types."""
    return view.things or [each for each in view.document.linked_data[:MAX_PARTS] if "hasPart" in each]


def _is_false(thing: Thing) -> bool:
    value = thing.get("isAccessibleForFree")
    value = value[0] if isinstance(value, list) and value else value
    return value is False or (isinstance(value, str) and value.lower().rpartition("/")[2] in ("false", "no", "0"))


def _locked_parts(view: PageView) -> Iterator[str]:
    """The classes and ids of the parts declared to be for subscribers."""
    for thing in _things(view):
        for part in listed(thing.get("hasPart"))[:MAX_PARTS]:
            if not isinstance(part, dict) or not _is_false(part):
                continue
            for selector in listed(part.get("cssSelector"))[:MAX_PARTS]:
                if isinstance(selector, str):
                    for each in selector.split(",")[:MAX_PARTS]:
                        yield from SELECTED.findall(each.split(" ")[-1].split(">")[-1])[-1:]


def _chars_in(view: PageView, name: str) -> int:
    """The body's characters in elements with this class or id; some pages name the box of their offers instead."""
    document, body = view.document, frozenset(view.body)
    total = 0
    for element in document.holding(name):
        if name in (element.get("class") or "").split() or element.get("id") == name:
            total += sum(len(line.text) for line in document.lines_of(element) if line.index in body)
    return total


def _is_promised_more(view: PageView, text: str) -> bool:
    """Whether the page states how many words the article has, and the text has far fewer."""
    for thing in view.things:
        promised = str(thing.get("wordCount", "")).strip()
        body = thing.get("articleBody")
        if promised.isdigit() and len(promised) < 7 and int(promised) >= MIN_WORDS:
            return len(text.split()) < PROMISED_SHARE * int(promised)
        if isinstance(body, str) and len(body.split()) >= MIN_WORDS:
            return len(sameness(text)) < PROMISED_SHARE * len(sameness(body))
    return False


def _lines_behind(view: PageView) -> list[Line]:
    last = max(view.body, default=0)
    return [line for line in view.lines[last : last + LINES_BEHIND] if line.text and not line.hidden]


def _is_in_paywall(element: Element) -> bool:
    return any(
        PAYWALL_MARKS.search(each.raw) for each in (element, *element.ancestors) if each.tag not in ("html", "body")
    )


def _is_no_badge(view: PageView, line: Line) -> bool:
    """Whether a line is a sentence, or the article is declared not free: teasers say "Subscribers only", too."""
    is_long = len(line.text) >= MIN_PROMPT or has_cjk(line.text)
    return (is_long and line.link_chars < len(line.text)) or is_locked(view) or _is_in_paywall(line.element)
