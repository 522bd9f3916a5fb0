"""Makes the quick form of the wordings: checks every language's file, and writes them all as one JSON file.

`make wordings` runs it. A table or key that tables.toml does not explain is an error, as is a value of another shape.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scraper.wordings import COMPILED

FOLDER = Path(__file__).parent
EXPLAINED = "tables.toml"
#: Keys that hold one list of forms for each month or day of the week.
CELLS = {"months": 12, "solar_months": 12, "weekdays": 7}
#: What a statement's entry must have, and what it may.
REQUIRED = {"as", "kind", "anchors", "pattern", "example", "seen"}
OPTIONAL = {"place", "relation", "expect"}
#: Of an entry, what only tests read.
UNREAD = {"example", "expect"}
#: A table that only tests read: lines that look like statements and are none.
TRAPS = "traps"

#: A choice within a text.
CHOICE = re.compile(r"\(([^()|]*\|[^()]*)\)")

Data = dict[str, Any]


def read_folder(folder: Path = FOLDER) -> dict[str, Data]:
    """The wordings of every language in a folder, checked. Raises ValueError with the file's name."""
    explained = tomllib.loads((folder / EXPLAINED).read_text(encoding="utf-8"))
    languages: dict[str, Data] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name == EXPLAINED:
            continue
        try:
            languages[path.stem] = tomllib.loads(path.read_text(encoding="utf-8"))
            for place, fault in _faults(languages[path.stem], explained):
                raise ValueError(f"{place}: {fault}")
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from error
    return languages


def compiled(languages: dict[str, Data]) -> str:
    """The quick form: topic -> language -> table as JSON, one line each, so that a change shows as one line."""
    topics: dict[str, dict[str, Any]] = {}
    for language, data in languages.items():
        for topic, table in data.items():
            if topic != TRAPS:
                topics.setdefault(topic, {})[language] = _read_part(topic, table)
    blocks = (
        f"{json.dumps(topic)}: {{\n"
        + ",\n".join(f"{json.dumps(language)}: {_line(table)}" for language, table in tables.items())
        + "\n}"
        for topic, tables in sorted(topics.items())
    )
    return "{\n" + ",\n".join(blocks) + "\n}\n"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _read_part(topic: str, table: Any) -> Any:
    """What of a table is read: statements without their examples, lists with every choice of their texts."""
    if topic == "wording":
        return [{key: value for key, value in entry.items() if key not in UNREAD} for entry in table]
    if topic == "also":
        return table
    return {key: _every_choice(value) if key not in CELLS else value for key, value in table.items()}


def _every_choice(value: list[str] | str) -> list[str] | str:
    return value if isinstance(value, str) else [each for text in value for each in choices(text)]


def choices(text: str) -> Iterator[str]:
    """The texts that one stands for: "(view|see) all" is "view all" and "see all"; brackets without a bar are text."""
    choice = CHOICE.search(text)
    if choice is None:
        yield text
        return
    for each in choice[1].split("|"):
        yield from choices(text[: choice.start()] + each + text[choice.end() :])


def _faults(data: Data, explained: Data) -> Iterator[tuple[str, str]]:
    """What is wrong in one language's file, each with its place."""
    for topic, table in data.items():
        if topic not in explained:
            yield topic, f"no such table; {EXPLAINED} lists them"
        elif topic == "wording":
            for number, entry in enumerate(table, 1):
                yield from ((f"wording {number}", fault) for fault in _faults_of_entry(entry))
        elif topic == "also":
            yield from ((topic, fault) for fault in _faults_of_words(table))
        else:
            for key, value in table.items():
                fault = next(_faults_of_value(key, value, explained[topic]), None)
                if fault is not None:
                    yield f"[{topic}] {key}", fault


def _faults_of_value(key: str, value: object, keys: object) -> Iterator[str]:
    if isinstance(keys, str):  # a table of pairs: any word may be a key
        if not isinstance(value, str) or not value:
            yield "a pair's value is one text"
    elif not isinstance(keys, dict) or key not in keys:
        yield f"no such key; {EXPLAINED} lists them"
    elif key in CELLS:
        if not isinstance(value, list) or len(value) != CELLS[key]:
            yield f"needs {CELLS[key]} lists"
        else:
            yield from (fault for cell in value for fault in _faults_of_words(cell))
    else:
        yield from _faults_of_words(value)


def _faults_of_words(value: object) -> Iterator[str]:
    if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() == word != "" for word in value):
        yield "needs a list of texts, none of them empty or with a space around"


def _faults_of_entry(entry: Data) -> Iterator[str]:
    if missing := REQUIRED - entry.keys():
        yield f"lacks {', '.join(sorted(missing))}"
    if unknown := entry.keys() - REQUIRED - OPTIONAL:
        yield f"has no use for {', '.join(sorted(unknown))}"
    try:
        re.compile(entry.get("pattern", ""), re.IGNORECASE)
    except re.error as error:
        yield f"the pattern {entry['pattern']!r} is no regular expression: {error}"


def main() -> int:
    """Writes the quick form; says what is wrong where it cannot."""
    try:
        languages = read_folder()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    COMPILED.write_text(compiled(languages), encoding="utf-8")
    entries = [entry for data in languages.values() for entry in data.get("wording", ())]
    unverified = sum(entry["seen"] == "unverified" for entry in entries)
    print(f"{len(languages)} languages, {len(entries)} statements, {unverified} of them not met on a page yet")
    return 0


if __name__ == "__main__":
    sys.exit(main())
