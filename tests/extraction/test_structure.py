"""Structures kept exactly: pieces of the markup that known programs write, and the Markdown that they must become.

tests/fixtures/structure/<kind>/<form>.html is a piece of a page, <form>.md what it is in Markdown.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

import scraper
from scraper.errors import EmptyError, ParseError
from scraper.writing.markdown import markdown_text

FOLDER = Path(__file__).parent.parent / "fixtures" / "structure"
BEFORE = (
    "The keepers of Ostrel carried the oil along the mole in pails, and trimmed the wicks before the boats came home."
)
AFTER = (
    "It was enough for nine nights, and on the tenth the ship came in with the barrels that everybody had waited for."
)
FRAME = f"""<!doctype html><html lang="en"><head><title>Oil for the mole</title></head><body><article>
<h1>Oil for the mole</h1>
<p>In spring the pails were empty, since the ship with the barrels lay behind the bar and waited for the tide.</p>
<p>{BEFORE}</p>
PIECE
<p>{AFTER}</p>
</article></body></html>"""
CASES = sorted(FOLDER.glob("*/*.html"))


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def markdown_of(piece: str) -> str:
    """What a piece of a page becomes, with the footnotes at the end of the page."""
    article = scraper.extract(FRAME.replace("PIECE", piece), "https://lampnews.example/oil")
    _, _, behind = markdown_text(article).partition(BEFORE)
    inside, _, notes = behind.partition(AFTER)
    return f"{inside.strip()}\n\n{notes.strip()}".strip() + "\n"


@pytest.mark.parametrize("path", CASES, ids=named)
def test_a_form_is_kept(path: Path) -> None:
    """The markup of one program becomes the Markdown beside it."""
    assert markdown_of(path.read_text(encoding="utf-8")) == path.with_suffix(".md").read_text(encoding="utf-8")


def test_there_are_forms_of_each_kind() -> None:
    """No folder of forms has been lost."""
    assert len(CASES) >= 72


@pytest.mark.parametrize(
    "piece",
    [
        "<math>" + "<munder><mi>x</mi>" * 3_000,
        "<math><msqrt>" + "<mrow>" * 3_000,
        "<span class=katex>" * 2_000,
        "<table class=ltx_equation><tr><td><math><mi>x</mi></math></table>" * 2_000,
        "<p>" + "<span class=katex-display data-tex=x>x</span> " * 5_000,
        "<script src=mathjax></script><p>" + "$x" * 50_000,
        "<p>" + r"\[" * 50_000,
        "<mjx-math>" + "<mjx-c class=mjx-cFFFFFF>" * 200,
        "<pre>" * 3_000,
        "<pre>" + "<span class=line>" * 3_000,
        "<pre>" + "<span class=line>a</span>" * 50_000,
        "<div class=highlight>" * 1_000 + "<pre>a<span class=lineno>1</span></pre>",
        "<div class=code><button>a</button><pre>a</pre></div>" * 3_000,
        "<div class=CodeMirror>" * 2_000,
    ],
    ids="munder mrow katex tables displayed dollars brackets glyphs pre nested lines wrappers labels editors".split(),
)
@pytest.mark.timeout(60)
def test_hostile_forms_cost_little(piece: str) -> None:
    """Nested, endless and repeated formulas and code end in time, whatever is made of them."""
    with contextlib.suppress(ParseError, EmptyError):  # a limit may end it
        assert scraper.extract(FRAME.replace("PIECE", piece)).title == "Oil for the mole"
