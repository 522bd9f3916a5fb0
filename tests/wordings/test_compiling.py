"""The languages' files are sound, and the quick form that is read says what they say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scraper.wordings import COMPILED, any_of, tables
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


def test_phrases_become_one_pattern() -> None:
    """The longest phrase comes first, `*` stands for any ending, an apostrophe for either kind, all else for itself."""
    assert any_of(["a.", "aujourd'hui", "foto*"]) == r"aujourd['’]hui|foto\w*|a\."


def test_a_text_may_hold_choices() -> None:
    """A choice stands for each of its parts, with any other choice; brackets without a bar are text."""
    assert list(choices("(view|see) all comment(|s)")) == [
        "view all comment", "view all comments", "see all comment", "see all comments",
    ]  # fmt: skip
    assert list(choices("author(s)")) == ["author(s)"]
