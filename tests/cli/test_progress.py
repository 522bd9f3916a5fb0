"""The progress bar of a batch shows its numbers, whatever the terminal is like."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any, cast

import pytest
from rich.console import Console

from scraper.batch import Batch
from scraper.cli.progress import Bar

HOSTS = {"a-long-name.harbour.example": 1_234, "tarn.example": 17, "moor.example": 3}


@pytest.mark.parametrize("width", [40, 80, 100, 140])
@pytest.mark.parametrize("colours", ["truecolor", "standard", None])
def test_a_bar_shows_its_numbers(width: int, colours: Any) -> None:
    """In colour and without, and on narrow terminals: one line of bar, and below it every number, uncut."""
    summary = SimpleNamespace(pages=1_200, failed=17)
    batch = cast(Batch, SimpleNamespace(summary=summary, due=1_254, waiting_hosts=HOSTS))
    bar = Bar(batch)
    bar._start -= 100
    shown = io.StringIO()
    console = Console(file=shown, force_terminal=True, width=width, color_system=colours, no_color=colours is None)
    console.print(bar._drawn())
    plain = io.StringIO()
    Console(file=plain, width=width, no_color=True).print(bar._drawn())
    first, *lines = plain.getvalue().splitlines()
    assert set(first.strip()) <= set("━╸╺ -")
    assert len(first.strip()) > width // 3
    text = " ".join(" ".join(lines).split())
    assert text.startswith("1200 done, 17 failed, 12.0/s, 1254 to go, about ")
    assert text.endswith("a-long-name.harbour.example: 1234; tarn.example: 17; moor.example: 3")
    for word in ("1200", "1254", "1234"):
        assert word in shown.getvalue()
