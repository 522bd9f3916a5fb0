"""What each extractor does with the lines that say where a text comes from, on ten hand-written reprint pages.

    make provenance                                      the tables of docs/provenance.md

The pages are ten of tests/fixtures/pages; provenance.json lists, for each one, how its paragraphs begin (`paragraphs`),
words of each line that speaks about the article (`lines`), and what these lines say (`facts`). Of each extractor it is
asked which paragraphs are in its text, which lines are left in its text, which it keeps as data in any field, which are
in neither, and which facts stand in any field. A peer's field counts whatever its name is.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from report import machine, table
from systems import OURS, installed_peers, system

HERE = Path(__file__).parent
PAGES = HERE.parent / "tests" / "fixtures" / "pages"
CASES = HERE / "provenance.json"
PEERS = ("trafilatura", "newspaper4k", "goose3", "readability-lxml")

#: What of a peer's answer is text, markup or a copy of the page, and no field.
NOT_FIELDS = frozenset(
    "text raw_text body commentsbody comments cleaned_text raw_html html article_html doc raw_doc top_node clean_doc "
    "clean_top_node text_cleaned top_node_raw_html "
    "infos config links movies final_url link_hash summary extractor".split()
)
MAX_DEPTH = 4


@dataclasses.dataclass(frozen=True)
class Outcome:
    """How one extractor did on one page: counts of paragraphs, lines and facts."""

    paragraphs: int
    kept: int  # paragraphs in the text
    lines: int
    left: int  # lines in the text
    data: int  # lines in a field
    lost: int  # lines in neither
    facts: int
    given: int  # facts in a field


def main() -> None:
    """Print the two tables."""
    cases: dict[str, Any] = json.loads(CASES.read_text(encoding="utf-8"))
    peers = [name for name in PEERS if name in installed_peers()]
    outcomes = {name: {page: measure(name, page, case) for page, case in cases.items()} for name in (OURS, *peers)}
    print(machine(), "\n")
    print(table(("extractor", "paragraphs kept", "lines left in the text", "lines kept as data", "lines lost",
                 "facts given"), (summed(name, each.values()) for name, each in outcomes.items())), "\n")  # fmt: skip
    print("Lines: left in the text / kept as data / lost; then facts given, of all.\n")
    print(table(("page", *outcomes), ((page, *(cell(each[page]) for each in outcomes.values())) for page in cases)))


def measure(name: str, page: str, case: dict[str, Any]) -> Outcome:
    """One extractor on one page."""
    (file,) = (PAGES / page).glob("page.*")
    url = json.loads((PAGES / page / "case.json").read_text(encoding="utf-8"))["url"]
    try:
        answer = system(name).read(file.read_bytes(), url)
        text = squeezed(system(name).row(answer).get("text") or "")
        fields = squeezed("\n".join(our_fields(answer) if name == OURS else fields_of(answer)))
    except Exception as error:  # a peer may fail as it likes; its answer is nothing then
        print(f"{name} fails on {page}: {type(error).__name__}: {error}")
        text = fields = ""
    lines = [squeezed(line) for line in case["lines"]]
    left, data = ([line in where for line in lines] for where in (text, fields))
    return Outcome(
        paragraphs=len(case["paragraphs"]),
        kept=sum(squeezed(each) in text for each in case["paragraphs"]),
        lines=len(lines),
        left=sum(left),
        data=sum(data),
        lost=sum(not (a or b) for a, b in zip(left, data, strict=True)),
        facts=len(case["facts"]),
        given=sum(squeezed(each) in fields for each in case["facts"].values()),
    )


def our_fields(article: Any) -> Iterator[str]:
    """The texts of our record but for the body's."""
    record = {name: value for name, value in article.to_dict().items() if name not in ("body", "text")}
    return texts_of(record)


def fields_of(answer: Any) -> Iterator[str]:
    """The texts of a peer's fields; of a plain tuple those of its first member, the title."""
    if isinstance(answer, tuple):
        yield str(answer[0])
        return
    names = [name for name in dir(answer) if not name.startswith("_") and name.lower() not in NOT_FIELDS]
    for name in names:
        value = getattr(answer, name, None)
        if not callable(value):
            yield from texts_of(value)


def texts_of(value: Any, depth: int = 0) -> Iterator[str]:
    """Every text and number in a value of lists and mappings."""
    if isinstance(value, dict) and depth < MAX_DEPTH:
        for each in value.values():
            yield from texts_of(each, depth + 1)
    elif isinstance(value, (list, tuple, set)) and depth < MAX_DEPTH:
        for each in value:
            yield from texts_of(each, depth + 1)
    elif isinstance(value, (str, int)):
        yield str(value)


def squeezed(text: str) -> str:
    """The text as compared: one kind of space, apostrophe and case."""
    return re.sub(r"\s+", " ", text.replace("’", "'")).casefold()


def summed(name: str, outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    """One extractor's row over all pages."""
    total = [sum(values) for values in zip(*map(dataclasses.astuple, outcomes), strict=True)]
    every = Outcome(*total)
    return (name, f"{every.kept} of {every.paragraphs}", f"{every.left} of {every.lines}",
            f"{every.data} of {every.lines}", f"{every.lost} of {every.lines}",
            f"{every.given} of {every.facts}")  # fmt: skip


def cell(outcome: Outcome) -> str:
    """One page's cell."""
    missing = outcome.paragraphs - outcome.kept
    note = f"; {missing} paragraphs missing" if missing else ""
    return f"{outcome.left}/{outcome.data}/{outcome.lost}, {outcome.given} of {outcome.facts}{note}"


if __name__ == "__main__":
    main()
