"""What a name looks like: trimmed, told from a sentence, and whose it is, a person's or an organisation's."""

from __future__ import annotations

import re
from functools import cache

from scraper.normalize.cjk import has_cjk, is_cjk
from scraper.normalize.credits import (
    AGENCIES,
    ARTICLES,
    CONJUNCTIONS,
    DEGREES,
    GENERATIONS,
    HONORIFICS,
    NOT_NAMES,
    ORGANISATION_ENDINGS,
    ORGANISATION_WORDS,
    OUTLETS,
    PARTICLES,
    SURNAMES,
)
from scraper.normalize.folding import fold

MAX_WORDS = 7  # a name with its particles, or a house of several words
MAX_NAME = 80  # characters: a house's whole name
MAX_CJK = 12  # characters of a name; more are a sentence

SITE_NAME = re.compile(
    r"\A[\w\-]{1,63}\.(?:com|org|net|at|de|fr|co|info|ch|eu|it|es|ru|uk|ca|tv|io|cz|pl|gr|ua|cn|jp|kr|br|nl|be|se|no|dk|fi|tr)\Z",
    re.IGNORECASE,
)
_BRACKETS = (
    ('"', '"'), ("“", "”"), ("«", "»"), ("'", "'"), ("(", ")"), ("[", "]"), ("（", "）"), ("【", "】"),
)  # fmt: skip


def is_degree(word: str) -> bool:
    """Whether a word in capitals behind a name is a degree or a membership: "DACVB", "M.D."."""
    bare = word.replace(".", "")
    folded = bare.lower()
    return folded in DEGREES or (
        2 < len(bare) <= 6 and bare.isalpha() and bare.isascii() and bare.isupper() and folded not in AGENCIES
        and folded not in OUTLETS and folded not in GENERATIONS
    )  # fmt: skip


def take_honorific(name: str) -> tuple[str | None, str]:
    """Takes the honorifics off the front of a name: gives them, None where there are none, and the rest."""
    words = name.split()
    count = 0
    while count < len(words) - 1 and fold(words[count]).replace(".", "").rstrip(",") in HONORIFICS:
        count += 1
    if count and fold(words[0]).replace(".", "") in ("do", "pt", "an"):
        return None, name
    return (" ".join(words[:count]).rstrip(",") if count else None), " ".join(words[count:])


def trimmed(name: str) -> str:
    """The name without the brackets and punctuation around it, and with single spaces."""
    name = " ".join(name.split()).strip(" :：,;|/=~>–—−-·•_")
    for opening, closing in _BRACKETS:
        if len(name) > 2 and name.startswith(opening) and name.endswith(closing):
            name = name[1:-1].strip()
    if name.endswith((")", "]", "）", "】", "〕")) and not any(mark in name for mark in "([（【〔"):
        name = name[:-1].rstrip()
    if name.startswith(("(", "[", "（", "【")) and not any(mark in name for mark in ")]）】"):
        name = name[1:].lstrip()
    if name.endswith(".") and not name.endswith("..") and len(name.split()[-1].rstrip(".")) > 3:
        name = name[:-1]
    return name.rstrip("(（[【").strip(" :：,;|/=~>–—−-·•_")


def is_name(name: str) -> bool:
    """Whether what is left may be somebody's name."""
    if not name or len(name) > MAX_NAME:
        return False
    words = name.split()
    folded = fold(name).strip(" .")
    if len(words) == 1 and folded in HONORIFICS:
        return False
    if len(words) > MAX_WORDS or folded in _not_names() or not any(char.isalpha() for char in name):
        return False
    if any(word.isdigit() and len(word) > 2 for word in words):
        return False
    if name[0].isdigit() and not words[0][-1].isalpha():
        return False
    if has_cjk(name) and (len(name) > MAX_CJK or any(char.isdigit() for char in name)):
        return name.endswith(ORGANISATION_ENDINGS)
    if len(name) == 1 and not is_cjk(name):
        return False
    if name in CONJUNCTIONS or name in PARTICLES or any(mark in name for mark in "?!<>{}=\\"):
        return False
    lower = [
        word for word in words if word[:1].islower() and fold(word) not in PARTICLES and not _has_name_prefix(word)
    ]
    # A sentence has more small words than a name has; "dpa" and "danah boyd" have no capital at all.
    return len(lower) <= 1 or (len(lower) == len(words) <= 2)


def _has_name_prefix(word: str) -> bool:
    return any(mark in word for mark in "'’-") and any(char.isupper() for char in word)


def is_chinese_name(word: str) -> bool:
    """Whether a word is a Chinese person's name: a family name of one character, and one or two more."""
    return 2 <= len(word) <= 3 and word[0] in SURNAMES and is_cjk(word)


def kind_of_name(name: str) -> str:
    """Whether a name is that of a `person` or an `organisation`, else `unknown`."""
    folded = fold(name).strip(" .")
    words = folded.replace("-", " ").replace("’", "'").split()
    if folded in AGENCIES or folded in OUTLETS or any(SITE_NAME.match(word) for word in name.split()):
        return "organisation"
    if any(word.removesuffix("'s") in organisation_words() for word in (*words, *folded.split())):
        return "organisation"
    if is_cjk(name):
        if name.endswith(ORGANISATION_ENDINGS) and len(name) > 2:
            return "organisation"
        return "person" if 2 <= len(re.sub(r"[\s·・]", "", name)) <= 4 or "·" in name or "・" in name else "unknown"
    printed = name.split()
    # A person's name runs to two to five words that begin with a capital, particles aside.
    if not 2 <= len(printed) <= 5 or words[0] in ARTICLES:
        return "unknown"
    named = [word for word in printed if not (word.islower() and fold(word).strip(".") in PARTICLES)]
    if len(named) < 2 or any(char.isdigit() for char in name):
        return "unknown"
    return "person" if all(not word[:1].islower() or _has_name_prefix(word) for word in named) else "unknown"


@cache
def organisation_words() -> frozenset[str]:
    """The words that make a name an organisation's, folded."""
    return frozenset(fold(word) for word in ORGANISATION_WORDS)


@cache
def _not_names() -> frozenset[str]:
    return frozenset(fold(name) for name in NOT_NAMES)
