"""What people print, as data by language: months, labels, walls, statements, words for trades and newsrooms.

One TOML file a language holds the wordings; tables.toml explains their tables, docs/adding-a-language.md how to write
one. What is read here is `compiled.json`, which `make wordings` makes of them all: TOML takes far longer to read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

#: Scripts written without spaces between words, or with particles grown onto them.
UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
#: What a sign of a phrase stands for, where it does not stand for itself.
SIGNS = {"*": r"\w*", "#": r"\d+", "'": "['’]"}
ANY = frozenset({SIGNS["*"], SIGNS["#"]})
END = ""
COMPILED = Path(__file__).with_name("compiled.json")

Beginnings: TypeAlias = "dict[str, Beginnings]"


@cache
def _topics() -> dict[str, dict[str, Any]]:
    """Topic -> language -> its table."""
    topics: dict[str, dict[str, Any]] = json.loads(COMPILED.read_bytes())
    return topics


def tables(topic: str) -> dict[str, Any]:
    """The tables of one topic, by language in alphabetical order; empty where no language has one."""
    return _topics().get(topic, {})


def words(topic: str, *keys: str) -> tuple[str, ...]:
    """The words of every language under these keys of a topic, each once."""
    return tuple(dict.fromkeys(word for table in tables(topic).values() for key in keys for word in table.get(key, ())))


def pairs(topic: str) -> dict[str, str]:
    """The words of every language in a topic that gives each word a meaning."""
    return {word: meaning for table in tables(topic).values() for word, meaning in table.items()}


def any_of(phrases: Iterable[str]) -> str:
    """The source of a regular expression that matches any of these phrases, the longest that fits first.

    A `*` stands for any ending of a word, `#` for a number, a straight apostrophe for either kind. What phrases have in
    common at their beginnings is written once: such a pattern is compiled and searched for in half the time.
    """
    beginnings: Beginnings = {}
    for phrase in phrases:
        node = beginnings
        for sign in phrase:
            node = node.setdefault(SIGNS.get(sign) or re.escape(sign), {})
        node[END] = {}
    return _source(beginnings) if beginnings else "(?!)"


def _source(node: Beginnings) -> str:
    """The pattern of all that may follow a beginning; letters before what stands for any, and the end last."""
    signs = sorted(node.keys() - {END}, key=lambda sign: (sign in ANY, sign))
    ways = [sign + _source(node[sign]) for sign in signs]
    if len(ways) == 1 and END not in node:
        return ways[0]
    return f"(?:{'|'.join(ways)}){'?' * (END in node)}" if ways else ""


def one_of(topic: str, *keys: str) -> str:
    """The same of the words of every language under these keys of a topic."""
    return any_of(words(topic, *keys))


def begun(phrases: Iterable[str]) -> str:
    """The same where a word begins; the phrases of scripts without spaces anywhere."""
    anywhere = {phrase for phrase in phrases if UNSPACED.search(phrase)}
    return rf"(?:\b(?:{any_of(set(phrases) - anywhere)})|{any_of(anywhere)})"
