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

    A `*` at a word's end stands for any ending; a straight apostrophe for either kind.
    """
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.escape(phrase).replace(r"\*", r"\w*").replace("'", "['’]") for phrase in ordered)
