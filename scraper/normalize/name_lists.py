"""The names of a list: parted by commas, conjunctions or, in Chinese, by spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scraper.normalize.byline_labels import NO_LETTERS
from scraper.normalize.cjk import has_cjk
from scraper.normalize.credits import AGENCIES, CONJUNCTIONS, DEGREES, GENERATIONS, OUTLETS, WEAK_CONJUNCTIONS
from scraper.normalize.folding import fold
from scraper.normalize.name_shapes import is_chinese_name, organisation_words, trimmed
from scraper.normalize.name_tails import trade_words
from scraper.wordings import words

LOUD_CONJUNCTIONS = frozenset(word.upper() for word in words("names", "conjunctions_in_capitals"))
_HARD_COMMA = re.compile(r"[,，;；、،＋+/／&＆]|\s\+\s")
_SUFFIX_JOINED = re.compile(r"\s((?:Ph\.?\s?D|M\.?D|D\.?Phil|J\.?D|M\.?P\.?H|MBA|Esq|R\.?N|R\.?D)\b\.?)(?=\s|,|\Z)")
_LIST_IN_PARENTHESIS = re.compile(r"[(（][^()（）]{0,60}[,，、;；][^()（）]{0,140}[)）]")


def as_plain_list(text: str) -> str:
    """A list of names with commas before degrees, without lists in parentheses, and a single name in its order."""
    text = _SUFFIX_JOINED.sub(r", \1", text)
    bare = _LIST_IN_PARENTHESIS.sub(" ", text)
    text = bare if bare.strip(NO_LETTERS) else text
    return _inverted_name(text) or text


def listed_names(text: str, role: str) -> Iterator[tuple[bool, str]]:
    """The names of a list, each with whether only a comma parts it from the one before."""
    by_comma = False
    for chunk in _comma_chunks(text):
        names = [chunk] if role == "poster" else _split_conjunctions(chunk)
        names = [each for name in names for each in _parted_by_spaces(name)]
        for number, name in enumerate(names):
            yield by_comma and number == 0, name
        by_comma = True


def _parted_by_spaces(name: str) -> list[str]:
    """The Chinese names that only spaces part; a Japanese one has a space within."""
    words = trimmed(name).split() if " " in name and has_cjk(name) else ()
    return list(words) if len(words) > 1 and all(map(is_chinese_name, words)) else [name]


def _comma_chunks(text: str) -> list[str]:
    chunks: list[str] = []
    for chunk in _HARD_COMMA.split(text):
        bare = fold(chunk).replace(".", "").strip(" :")
        if chunks and bare in GENERATIONS:
            chunks[-1] = f"{chunks[-1].rstrip()} {chunk.strip()}"
        elif chunks and bare and all(word in DEGREES for word in bare.split()):
            continue
        else:
            chunks.append(chunk)
    return chunks


def _split_conjunctions(chunk: str) -> list[str]:
    words = chunk.split()
    names: list[list[str]] = [[]]
    for number, word in enumerate(words):
        if word in CONJUNCTIONS or (word in LOUD_CONJUNCTIONS and chunk.isupper()):
            before, behind = names[-1], words[number + 1 :]
            if not _is_conjunction(word.lower(), before, behind):
                names[-1].append(word)
                continue
            names.append([])
        else:
            names[-1].append(word)
    return [" ".join(name) for name in names]


def _is_conjunction(word: str, before: list[str], behind: list[str]) -> bool:
    """Whether the word joins two names, and is no part of one: "Ortega y Gasset", "Science and Health Desk"."""
    if not before or not behind:
        return True
    end = next((n for n, each in enumerate(behind) if each in CONJUNCTIONS or each in LOUD_CONJUNCTIONS), len(behind))
    behind = behind[:end]
    if word in WEAK_CONJUNCTIONS and len(behind) == 1 and len(before) > 1:
        return fold(behind[0]) in AGENCIES
    one_word = len(before) == 1 and fold(before[0]) not in AGENCIES
    return not (one_word and len(behind) > 1 and any(fold(each) in organisation_words() for each in behind))


def _inverted_name(text: str) -> str | None:
    """ "Example, Anna M." of library records as "Anna M. Example"; None for anything else."""
    last, comma, first = text.strip().partition(", ")
    if not comma or " " in last.strip() or "," in first or not (last.istitle() and first[:1].isupper()):
        return None
    words = first.split()
    if len(words) > 2 or (len(words) == 2 and len(words[1].rstrip(".")) > 1):
        return None
    folded = {fold(last), *(fold(word).strip(".") for word in words)}
    if folded & (AGENCIES | OUTLETS | DEGREES | GENERATIONS | organisation_words() | CONJUNCTIONS | trade_words()):
        return None
    return f"{first.strip()} {last.strip()}"
