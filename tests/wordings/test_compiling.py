"""The languages' files are sound, and the quick form that is read says what they say."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.normalize.folding import fold
from scraper.wordings import COMPILED, any_of, pairs, tables, words
from scraper.wordings.compiling import EXPLAINED, FOLDER, choices, compiled, read_folder


def test_the_quick_form_is_made_of_the_files() -> None:
    """compiled.json is what `make wordings` writes of the files as they are now."""
    assert COMPILED.read_text(encoding="utf-8") == compiled(read_folder()), "run `make wordings`"


FAULTS = {
    "a table that nothing explains": ("[month]\nnames = []", "xx.toml: month: no such table; tables.toml lists them"),
    "a key that nothing explains": ("[dates]\nmoths = []", "xx.toml: [dates] moths: no such key"),
    "months that are no dozen": ('[dates]\nmonths = [["mai"]]', "xx.toml: [dates] months: needs 12 lists"),
    "one text for a list": ('[dates]\nclock = "at"', "xx.toml: [dates] clock: needs a list of texts"),
    "an empty text": ('[dates]\nclock = ["at", ""]', "xx.toml: [dates] clock: needs a list of texts"),
    "a pair without a meaning": ("[zones]\nmez = 1", "xx.toml: [zones] mez: a pair's value is one text"),
    "an entry without a pattern": ('[[wording]]\nas = "label"', "xx.toml: wording 1: lacks anchors, example, kind"),
    "a pattern that is none": (
        "[[wording]]\nas='label'\nkind='origin'\nanchors=['a']\npattern='(a'\nexample='a'\nseen='a'",
        "xx.toml: wording 1: the pattern '(a' is no regular expression",
    ),
    "no TOML": ("[dates", "xx.toml: Expected"),
}


@pytest.mark.parametrize(("text", "message"), FAULTS.values(), ids=list(FAULTS))
def test_a_fault_is_told_with_its_place(text: str, message: str, tmp_path: Path) -> None:
    """A file that is wrong is refused with its name, the place in it and what is wrong."""
    shutil.copy(FOLDER / EXPLAINED, tmp_path)
    (tmp_path / "xx.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"xx\.toml") as caught:
        read_folder(tmp_path)
    assert str(caught.value).startswith(message)


def test_a_topic_that_no_language_has_is_empty() -> None:
    """Asking for words that no file holds is no error."""
    assert tables("no such topic") == {}


PHRASES = ["a.", "aujourd'hui", "au", "foto*", "foto von", "# min", "photo (c)"]


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("a.", "a."),
        ("ab", None),
        ("aujourd’hui", "aujourd’hui"),
        ("aujourd", "au"),
        ("fotografie", "fotografie"),
        ("foto von A.", "foto von"),
        ("12 min", "12 min"),
        ("photo (c)", "photo (c)"),
        ("photo c", None),
    ],
)
def test_phrases_become_one_pattern(text: str, matched: str | None) -> None:
    """The longest phrase that fits counts; `*` is any ending, `#` a number, an apostrophe is either kind."""
    found = re.match(any_of(PHRASES), text)
    assert (found and found[0]) == matched


def test_no_phrases_match_nothing() -> None:
    """A topic without words gives a pattern that matches nowhere, the empty text least of all."""
    assert re.search(any_of([]), "") is None


@given(st.lists(st.text("ab' ", min_size=1, max_size=5), min_size=1, max_size=8), st.text("ab'’ ", max_size=12))
def test_the_pattern_is_that_of_the_phrases_side_by_side(phrases: list[str], text: str) -> None:
    """Written with common beginnings, phrases match what they match one beside the other, the longest first."""
    plain = "|".join(re.escape(each).replace("'", "['’]") for each in sorted(phrases, key=len, reverse=True))
    assert [each.span() for each in re.finditer(any_of(phrases), text)] == [
        each.span() for each in re.finditer(plain, text)
    ]


def test_a_text_may_hold_choices() -> None:
    """A choice stands for each of its parts, with any other choice; brackets without a bar are text."""
    assert list(choices("(view|see) all comment(|s)")) == [
        "view all comment", "view all comments", "see all comment", "see all comments",
    ]  # fmt: skip
    assert list(choices("author(s)")) == ["author(s)"]


def test_each_agency_stands_in_one_list() -> None:
    """An agency either signs texts and has a host, or is only credited: no name is in both lists."""
    signing = {fold(name) for name in pairs("agencies")}
    assert "afp" in signing
    assert [name for name in words("names", "credited_agencies") if fold(name) in signing] == []
