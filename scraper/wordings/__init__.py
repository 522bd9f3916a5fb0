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
from typing import Any

#: Scripts written without spaces between words, or with particles grown onto them.
UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
COMPILED = Path(__file__).with_name("compiled.json")


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
    """The source of a regular expression that matches any of these phrases, the longest first.

    A `*` stands for any ending of a word, `#` for a number, a straight apostrophe for either kind.
    """
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(map(_written, ordered)) or "(?!)"


def one_of(topic: str, *keys: str) -> str:
    """The same of the words of every language under these keys of a topic."""
    return any_of(words(topic, *keys))


def begun(phrases: Iterable[str]) -> str:
    """The same where a word begins; the phrases of scripts without spaces anywhere."""
    anywhere = {phrase for phrase in phrases if UNSPACED.search(phrase)}
    return rf"(?:\b(?:{any_of(set(phrases) - anywhere)})|{any_of(anywhere)})"


def _written(phrase: str) -> str:
    return re.escape(phrase).replace(r"\*", r"\w*").replace(r"\#", r"\d+").replace("'", "['’]")
