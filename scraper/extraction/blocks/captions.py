"""What stands under a picture: caption or credit?"""

from __future__ import annotations

import re
from functools import lru_cache

from scraper.normalize.text import normalize_text
from scraper.parsing.document import Element
from scraper.wordings import one_of

#: A credit in its own words at the end of a caption: "(Photo: N. N.)", "Photo by N. N.", "© N. N.".
CREDIT_LABEL = re.compile(
    r"(?P<open>[(\[])? ?(?:(?<!\w)"
    rf"(?P<label>(?:{one_of('pictures', 'credit', 'credit_by')}) ?[:：=] ?|(?:{one_of('pictures', 'credit_by')}) )|"
    r"©|\(c\) )",
    re.IGNORECASE,
)
#: What of a label is a part of the credit: "courtesy of N. N."
THANKS = re.compile(rf"\b(?:{one_of('pictures', 'thanks')})\W*$", re.IGNORECASE)
#: Agencies and kin that end a caption without a label: "… on Monday. (AP Photo/N. N.)", "… / AFP".
AGENCY = re.compile(rf"\b(?:{one_of('pictures', 'agencies')})\b")
#: What parts a caption from the agency behind it.
BREAKS = (". ", "! ", "? ", " | ", " / ", " – ", " — ", "” ", "» ", "。")
MAX_CREDIT_CHARS = 140  # a name, an agency, a licence; a longer tail is the caption's
MAX_NAME_WORDS = 3  # "N. van N. / AFP"
MAX_CREDIT_TAIL = 60  # a credit without a label is short: a name and an agency
#: What an element around a caption, and not around more, is called where the picture stands in no <figure>.
CAPTION_CLASS = re.compile(
    r"caption|(?:image|img|photo|picture|foto|bild)[-_]?(?:text|desc|legend|title|info|credit)|legende|bildunterschrift|"
    r"didascalia|pie-?de-?foto|epigrafe|podpis",
    re.IGNORECASE,
)


def is_named_caption(element: Element) -> bool:
    """Whether an element is, by its tag or its class, a caption or the box of a picture and its caption."""
    return element.tag == "figcaption" or _is_caption_class(element.get("class") or "")


@lru_cache(maxsize=4_000)  # within a page, and from page to page of a site, the same classes come again and again
def _is_caption_class(names: str) -> bool:
    return CAPTION_CLASS.search(names) is not None


def caption_and_credit(text: str | None) -> tuple[str | None, str | None]:
    """A figure's caption parted from the credit at its end; either may be None. Only labels and brackets are lost."""
    text = normalize_text(text or "")
    if not text:
        return None, None
    for match in CREDIT_LABEL.finditer(text):
        tail = text[match.start() :]
        if len(tail) > MAX_CREDIT_CHARS or (match["open"] and not tail.rstrip(" .").endswith((")", "]"))):
            continue
        if (
            match.start()
            and not match["open"]
            and text[: match.start()].rstrip()[-1:].isalnum()
            and match["label"] is None
            and "©" not in tail[:2]
        ):
            continue
        return _trimmed(text[: match.start()]), _trimmed_credit(tail)
    start = _agency_start(text)
    if start is not None:
        return _trimmed(text[:start]), _trimmed_credit(text[start:])
    return text, None


def _agency_start(text: str) -> int | None:
    """Where the credit begins that ends a caption with an agency's name; None where no agency ends it."""
    matches = list(AGENCY.finditer(text, max(0, len(text) - MAX_CREDIT_CHARS)))
    match = matches[-1] if matches else None
    if match is None or len(text) - match.end() > MAX_CREDIT_TAIL or ". " in text[match.end() :]:
        return None
    bracket = max(text.rfind("(", 0, match.start()), text.rfind("[", 0, match.start()))
    if bracket >= 0 and text.rstrip(".")[-1:] in (")", "]") and len(text) - bracket <= MAX_CREDIT_CHARS:
        return bracket
    start = max(
        text.rfind(sign, 0, match.start()) + len(sign) if sign in text[: match.start()] else 0 for sign in BREAKS
    )
    names = text[:start].split()
    if len(names) <= MAX_NAME_WORDS and not any(word[0].islower() or word[-1] in ".!?" for word in names):
        start = 0  # "N. N. / AFP"
    return start if len(text) - start <= MAX_CREDIT_TAIL else None


def _trimmed(text: str) -> str | None:
    return text.strip().rstrip("|/–—-(").strip() or None


def _trimmed_credit(text: str) -> str | None:
    text = text.strip().strip("|/–—-").strip()
    if text[:1] in "([" and text.rstrip(".")[-1:] in ")]":
        text = text[1:].rstrip(".")[:-1].strip()
    label = CREDIT_LABEL.match(text)
    if label is not None and label["label"] is not None:
        thanks = THANKS.search(label[0])
        text = text[thanks.start() if thanks else label.end() :].strip(" |/–—-")
    return text or None
