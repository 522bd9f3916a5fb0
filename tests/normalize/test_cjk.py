"""Characters of Chinese, Japanese and Korean are told from all others."""

from __future__ import annotations

import pytest

from scraper.normalize.cjk import has_cjk, is_cjk


@pytest.mark.parametrize(
    ("text", "has", "only"),
    [
        ("", False, False),
        ("Ada Wick", False, False),
        ("Ада Фитиль", False, False),
        ("A。B", False, False),  # higher than letters, and but a mark
        ("灯", True, True),
        ("灯 油", True, True),
        ("アダ・ウィック", True, True),
        ("등불", True, True),
        ("灯 lamp", True, False),
        ("···", False, False),
    ],
)
def test_characters(text: str, has: bool, only: bool) -> None:
    """A text has such characters, or nothing else beside the marks that part a name."""
    assert (has_cjk(text), is_cjk(text)) == (has, only)
