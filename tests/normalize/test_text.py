"""Text is kept in one form."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.normalize.text import INVISIBLE, normalize_code, normalize_lines, normalize_text

ANY_TEXT = st.text(alphabet=st.characters(codec=None, exclude_categories=()))
HARD_TEXT = st.text(
    alphabet="ab \t\n\r\u00a0\u00ad\u200b\u200c\u200d\u2028e\u0301\u0308\u034f\u06cc\ufeff\U0001f468\u3000", max_size=24
)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("  two\twords \n", "two words"),
        ("a\u00a0b\u202fc\u3000d", "a b c d"),
        ("soft\u00adhyphen and zero\u200bwidth", "softhyphen and zerowidth"),
        ("e\u0301te\u0301", "été"),
        ("\u2067right\u2069 to left\u200f", "right to left"),
        ("cgj a\u034fb", "cgj ab"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("end\u200d", "end"),
        ("\ufeffmark", "mark"),
        ("\x00a\x1bb\x9fc", "abc"),
        ("« guillemets » “quotes”", "« guillemets » “quotes”"),
        ("", ""),
    ],
)
def test_a_line_has_one_kind_of_space_and_nothing_invisible(raw: str, kept: str) -> None:
    """A line keeps its words, marks and joiners that scripts need, and loses what no reader sees."""
    assert normalize_text(raw) == kept


def test_lines_stay_lines() -> None:
    """Every kind of line end becomes one, and empty lines at the edges go."""
    assert normalize_lines("\r\n one \r two\n\n three\n\n") == "one\ntwo\n\nthree"


def test_code_keeps_its_white_space() -> None:
    """Preformatted text keeps tabs and indents, and loses what stands invisible at line ends."""
    assert normalize_code("\r\nif x:\r\n\treturn\u00a01  \n") == "if x:\n\treturn 1"


@given(ANY_TEXT | HARD_TEXT)
def test_normalizing_text_is_total_and_idempotent(text: str) -> None:
    """Any string gives a string in NFC without invisible characters, and normalizing it again changes nothing."""
    for normalize in (normalize_text, normalize_lines, normalize_code):
        once = normalize(text)
        assert normalize(once) == once
        assert INVISIBLE.search(once) is None
        assert unicodedata.is_normalized("NFC", once)
