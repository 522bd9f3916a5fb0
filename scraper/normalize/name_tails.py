"""What follows a name and is no part of it: a trade, a house, a place, a sentence.

"A. Example BBC News correspondent"   a house and a trade
"ANNA EXAMPLE AP Science Writer"      told from the name by its capitals
"""

from __future__ import annotations

import re
from functools import cache

from scraper.normalize.credits import AGENCIES, DESK_WORDS, NEWSROOM_WORDS, PARTICLES, TRADE_WORDS, TRAILING_TITLES
from scraper.normalize.folding import fold
from scraper.normalize.name_shapes import is_degree, organisation_words
from scraper.wordings import one_of

PARENTHESIS = re.compile(r"[(（\[【][^()（）\[\]【】]{0,80}[)）\]】]")
_BIOGRAPHY = re.compile(
    rf"\s:\s|(?<=[^\W\d_]{{3}})\.\s|\s(?:{one_of('bylines', 'verbs')})\s",
    re.IGNORECASE,
)
_AFFILIATION = re.compile(
    rf"\s(?:{one_of('bylines', 'before_house')})\s+(?=[^\W\d_a-zà-ÿ])"
    rf"|\s(?:{one_of('bylines', 'before_the_house')})\s+(?=(?:The|the)\s)"
)


def has_trade(text: str) -> bool:
    """Whether a text says what somebody does: "Former Consultant"."""
    return not trade_words().isdisjoint(fold(text).replace("-", " ").split())


def is_trade(folded: str, *, is_behind_a_person: bool) -> bool:
    """Whether a part of a byline, folded, says what somebody does and names nobody."""
    words = folded.replace("-", " ").split()
    if not any(word in trade_words() for word in words):
        return False
    if is_behind_a_person:
        return True
    # At the start a trade is a whole part of its own, or reads as a phrase: "Senior Research Fellow at …".
    return all(
        word in trade_words() or word in PARTICLES or word in ("and", "at", "of", "the") for word in words
    ) or any(word in ("at", "of", "with") for word in words[1:])


def cut_tail(name: str) -> str:
    """The name without the sentence, the place or the house that follows it."""
    name = PARENTHESIS.sub(" ", name)
    if match := _BIOGRAPHY.search(name):
        name = name[: match.start()]
    match = _AFFILIATION.search(name)
    if match and len(name[: match.start()].split()) >= 2:
        name = name[: match.start()]
    words = _loud_name(name.split())
    for number in range(2, len(words)):
        if fold(words[number]).strip(".") in trade_words() and not words[number][:1].isupper():
            # "A. Example BBC News correspondent"
            end = number
            while end > 2 and (words[end - 1].isupper() or _is_of_a_desk(fold(words[end - 1]))):
                end -= 1
            words = words[:end]
            break
    if len(words) > 2 and words[-1].isdigit() and len(words[-1]) < 3:
        words = words[:-1]  # the mark of a footnote
    words = _without_trade(words)
    if len(words) > 2 and is_degree(words[-1]) and not name.isupper():
        words = words[:-1]
    for title in TRAILING_TITLES:
        if len(words) > 1 and words[-1] == title:
            words = words[:-1]
        elif len(words) == 1 and words[0].endswith(title) and len(words[0]) > len(title) + 1:
            words = [words[0][: -len(title)]]
    return " ".join(words)


def _loud_name(words: list[str]) -> list[str]:
    """The words of a name in capitals without its house or trade: "ANNA EXAMPLE AP Science Writer"."""
    end = next((number for number, word in enumerate(words) if not word.isupper()), len(words))
    behind = words[end:]
    while end > 2 and fold(words[end - 1]) in AGENCIES:
        end -= 1
    if end < 2 or not behind or _has_house(words[:end]):
        return words
    is_house = fold(" ".join(behind)) in AGENCIES or any(
        fold(word) in _newsroom_words() or fold(word) in organisation_words() for word in behind
    )
    return words[:end] if is_house else words


def _without_trade(words: list[str]) -> list[str]:
    """The words of a name without the trade that ends them: "A. Example Deputy Tech Editor"."""
    if len(words) < 3 or fold(words[-1]) not in _newsroom_words():
        return words
    first = next(number for number, word in enumerate(words) if number > 1 and fold(word) in trade_words())
    name = words[:first]
    while len(name) > 2 and fold(name[-1]) in DESK_WORDS:
        name.pop()
    is_desk = words[0].isupper() or _has_house(name)
    return words if is_desk or any(fold(word) in trade_words() for word in name) else name


def _has_house(words: list[str]) -> bool:
    """Whether one of the words is that of an organisation or an agency."""
    return any(fold(word) in organisation_words() or fold(word) in AGENCIES for word in words)


def _is_of_a_desk(word: str) -> bool:
    """Whether a word between a name and its trade is that of the house or of its desk."""
    return word in organisation_words() or word in DESK_WORDS or word in trade_words()


@cache
def _newsroom_words() -> frozenset[str]:
    return frozenset(fold(word) for word in NEWSROOM_WORDS)


@cache
def trade_words() -> frozenset[str]:
    """The words that say what a person does, folded."""
    return frozenset(fold(word) for word in TRADE_WORDS)
