"""Long near-misses of a regular expression: texts that nearly match it, made from its own syntax tree.

A pattern is slow where many places of a text each let it read far before it fails. So whatever it repeats is repeated
many times behind what leads there, and each way to begin is written again and again, both with an end that it refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import _constants, _parser  # type: ignore[attr-defined]  # the only reader of patterns there is
from typing import Any

#: So many choices of a pattern's branches are written out.
MAX_WAYS = 6
#: A repeat of fewer times than this costs nothing that grows with the text.
MIN_REPEAT = 20
MAX_PUMPS = 60
REFUSED = "\x00"
#: What leads to a repeat, what is repeated, and the end.
Seeds = dict[tuple[str, str, str], None]
CHARACTERS = "a1 -.,:/é中\n<\"'(#" + "".join(map(chr, range(33, 127)))
CATEGORY_CHARACTERS = {
    _constants.CATEGORY_DIGIT: "1",
    _constants.CATEGORY_SPACE: " ",
    _constants.CATEGORY_WORD: "a",
    _constants.CATEGORY_NOT_DIGIT: "a",
    _constants.CATEGORY_NOT_SPACE: "a",
    _constants.CATEGORY_NOT_WORD: "-",
}


def near_misses(pattern: re.Pattern[str], length: int) -> Iterator[str]:
    """Texts of about `length` characters that the pattern nearly matches."""
    written = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = _parser.parse(written, pattern.flags & (re.IGNORECASE | re.DOTALL | re.MULTILINE | re.VERBOSE))
    seeds: Seeds = {}
    for way in range(MAX_WAYS):
        whole = _written(tree, way, seeds, "")
        seeds.setdefault(("", whole, REFUSED), None)
        seeds.setdefault(("", whole[:-1], REFUSED), None)
    for lead, body, end in list(seeds)[:MAX_PUMPS]:
        if body:
            yield lead + body * (length // len(body)) + end
        if lead and body:
            start = lead + body
            yield start * (length // len(start)) + end


def _written(tree: Any, way: int, seeds: Seeds, lead: str) -> str:
    """A text that the tree matches; `way` chooses among branches, `lead` is what stands before it."""
    out = ""
    for op, value in tree:
        out += _one(op, value, way, seeds, lead + out)
    return out


def _one(op: Any, value: Any, way: int, seeds: Seeds, lead: str) -> str:
    if op is _constants.LITERAL:
        return chr(value)
    if op is _constants.NOT_LITERAL:
        return "a" if value != ord("a") else "b"
    if op is _constants.ANY:
        return "a"
    if op is _constants.IN:
        return _of_set(value, way)
    if op is _constants.BRANCH:
        branches = value[1]
        return _written(branches[way * len(branches) // MAX_WAYS], way, seeds, lead)
    if op is _constants.SUBPATTERN:
        return _written(value[-1], way, seeds, lead)
    if op is _constants.ATOMIC_GROUP:
        return _written(value, way, seeds, lead)
    if op in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
        least, most, inner = value
        once = _written(inner, way, seeds, lead)
        if most >= MIN_REPEAT and once:
            seeds.setdefault((lead, once, REFUSED), None)
        return once * (least or (most > 0 and way % 2))
    if op is _constants.ASSERT:  # what must follow is written where something follows anyway
        return _written(value[1], way, seeds, lead) if value[0] > 0 else ""
    if op is _constants.ASSERT_NOT and value[0] > 0:  # far behind it stands what must not follow
        seeds.setdefault(("", lead, _written(value[1], way, seeds, lead)), None)
    return ""


def _of_set(items: list[tuple[Any, Any]], way: int) -> str:
    """A character of a set: of one that leaves characters out, the first of ours that it holds."""
    chosen = []
    is_refusing = items[0][0] is _constants.NEGATE
    for op, value in items:
        if op is _constants.LITERAL:
            chosen.append(chr(value))
        elif op is _constants.RANGE:
            chosen += [chr(value[0]), chr(value[1])]
        elif op is _constants.CATEGORY:
            chosen.append(CATEGORY_CHARACTERS.get(value, "a"))
    if not is_refusing:
        return chosen[way % len(chosen)]
    ranges = [value for op, value in items if op is _constants.RANGE]
    kinds = {value for op, value in items if op is _constants.CATEGORY}
    return next(
        char
        for char in CHARACTERS
        if char not in chosen
        and not any(low <= ord(char) <= high for low, high in ranges)
        and not any(_is_of(char, kind) for kind in kinds)
    )


def _is_of(char: str, kind: Any) -> bool:
    """Whether a character is of a category: a digit, white space, part of a word, or none of these."""
    holds = {
        _constants.CATEGORY_DIGIT: char.isdigit(),
        _constants.CATEGORY_SPACE: char.isspace(),
        _constants.CATEGORY_WORD: char.isalnum() or char == "_",
    }
    refused = {
        _constants.CATEGORY_NOT_DIGIT: not char.isdigit(),
        _constants.CATEGORY_NOT_SPACE: not char.isspace(),
        _constants.CATEGORY_NOT_WORD: not (char.isalnum() or char == "_"),
    }
    return bool(holds.get(kind) or refused.get(kind))
