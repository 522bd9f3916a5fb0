"""The documentation says what the program does."""

from __future__ import annotations

import dataclasses
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import scraper
from scraper import errors
from scraper.options import ExtractOptions
from scraper.records import Article, Block, Span
from tests.cli_reference import PAGE, reference

PROJECT = Path(scraper.__file__).parent.parent
TABLE_KEY = re.compile(r"^\| `([a-z_]+)`", re.MULTILINE)


def read(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


EXAMPLES: list[tuple[str, str]] = re.findall(
    r"^\$ (scrape tests/\S+.*)\n((?:(?!```).*\n)*)", read("README.md"), re.MULTILINE
)
#: Where nothing that the user has set changes what is printed.
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("SCRAPE_") and name != "FORCE_COLOR"}
PLAIN |= {"COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb", "XDG_CONFIG_HOME": "/nonexistent"}

CODES = sorted(
    kind.code
    for kind in vars(errors).values()
    if isinstance(kind, type) and "code" in vars(kind) and kind is not errors.ScraperError
)


def test_the_command_line_page_is_the_help() -> None:
    """docs/cli.md is what each command prints at 80 columns; `python -m tests.cli_reference` writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == reference()


@pytest.mark.parametrize("command", EXAMPLES, ids=lambda example: example[0].split("/")[3])
def test_the_examples_in_the_readme_are_what_the_command_prints(command: tuple[str, str]) -> None:
    """Each example on a page of the repository shows what the command prints, but for what `…` leaves out."""
    line, shown = command
    done = subprocess.run(
        [sys.executable, "-m", "scraper", *shlex.split(line)[1:]],
        capture_output=True, encoding="utf-8", env=PLAIN, cwd=PROJECT, timeout=60,
    )  # fmt: skip
    told, _, status = shown.partition("$ echo $?\n")
    at, printed = 0, done.stdout + done.stderr
    for piece in told.split("…\n"):
        place = printed.find(piece, at)
        assert place == 0 or (place > 0 and at > 0), f"not printed, or not in this order: {piece}"
        at = place + len(piece)
    assert told.endswith("…\n") or at == len(printed)
    assert done.returncode == int(status or 0)


def test_the_version_in_the_readme_is_the_version() -> None:
    """What `scrape --version` prints in the README is what it prints."""
    assert f"$ scrape --version\nscrape {scraper.__version__}\n" in read("README.md")


@pytest.mark.parametrize("name", list(Article().to_dict()))
def test_every_field_is_explained(name: str) -> None:
    """docs/record.md has a row for the field."""
    assert name in TABLE_KEY.findall(read("docs/record.md"))


@pytest.mark.parametrize("name", [each.name for record in (Block, Span) for each in dataclasses.fields(record)])
def test_every_key_of_a_block_is_named(name: str) -> None:
    """docs/record.md names every key that a block or a span may have."""
    assert f"`{name}`" in read("docs/record.md")


@pytest.mark.parametrize("code", CODES)
def test_every_error_code_is_explained(code: str) -> None:
    """README.md's table of failures names the code."""
    assert f"`{code}`" in read("README.md")


@pytest.mark.parametrize("code", CODES)
def test_every_error_code_has_an_anchor(code: str) -> None:
    """docs/errors.md has a heading for the code, in the section of its exit status, with words below it."""
    text = read("docs/errors.md")
    (kind,) = {each for each in vars(errors).values() if isinstance(each, type) and vars(each).get("code") == code}
    before, heading, behind = text.partition(f"\n### {code}\n")
    assert heading, f"no heading {code}"
    assert before.rpartition("\n## ")[2].partition("\n")[0].endswith(f"exit status {kind.exit_status}")
    assert len(behind.partition("\n#")[0].split()) > 5


def test_no_error_is_explained_that_is_none() -> None:
    """docs/errors.md explains no code that the program does not have."""
    assert sorted(re.findall(r"^### (\S+)$", read("docs/errors.md"), re.MULTILINE)) == CODES


def test_public_names_are_sorted_and_there() -> None:
    """`scraper.__all__` is sorted and names nothing that is missing."""
    assert list(scraper.__all__) == sorted(scraper.__all__)
    assert [name for name in scraper.__all__ if not hasattr(scraper, name)] == []


def test_the_readme_names_the_two_commands() -> None:
    """A newcomer finds how to see it work and how to test it."""
    assert "make demo" in read("README.md")
    assert "make test" in read("README.md")


def test_the_page_that_is_followed_goes_through_functions_that_exist() -> None:
    """Each step of the page in docs/architecture.md names a file, and a function or class in it."""
    rows = re.findall(r"^\| ([\w/\\]+\.py) \| `(\w+)` \|", read("docs/architecture.md"), re.MULTILINE)
    assert len(rows) > 20
    for path, name in rows:
        text = read("scraper/" + path.replace("\\", ""))
        assert re.search(rf"^ *(?:async )?(?:def|class) {name}\b", text, re.MULTILINE), f"{path} has no {name}"


def test_the_page_that_is_followed_has_the_trace_that_is_told() -> None:
    """The example page of docs/architecture.md gives its lines the fates and reasons of the table below it."""
    text = read("docs/architecture.md")
    (html,) = re.findall(r"```html\n(.*?)```", text, re.DOTALL)
    told = text.partition("| line | fate | reason |\n|---|---|---|\n")[2].partition("\n\n")[0]
    rows = [tuple(row.strip("| ").split(" | ")) for row in told.splitlines()]
    trace = scraper.extract(html, "https://lampnews.example/oil", ExtractOptions(trace=True)).trace
    assert trace is not None
    assert len(trace.lines) == len(rows)
    for line, (start, fate, reason) in zip(trace.lines, rows, strict=True):
        assert line.text.startswith(start.removesuffix(" …"))
        assert (line.fate, line.reason.partition(" (")[0]) == (fate, reason)


def test_links_between_documents_lead_somewhere() -> None:
    """Every relative link in README.md and docs/ points to a file of the project."""
    for document in (PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))):
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("mailto:"):
                assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_every_promise_names_tests_that_exist() -> None:
    """docs/reliability.md has a row for each promise, and each names tests that are there."""
    rows = re.findall(r"^\| (P\d+) \|.*\| ([^|]*) \|$", read("docs/reliability.md"), re.MULTILINE)
    assert [number for number, _ in rows] == [f"P{number}" for number in range(1, 32)]
    for number, shown in rows:
        for part in shown.split("; "):
            path, _, names = part.partition(": ")
            assert names, f"{number} names no test in {path}"
            text = read(f"tests/{path}")
            for name in names.split(", "):
                assert f"\ndef {name.strip('`')}(" in text, f"{number} names {name}, which is not in {path}"
