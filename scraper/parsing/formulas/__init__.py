"""Formulas in one form, whatever program drew them: <math alttext="TeX">TeX</math>, in a <div> of its own if displayed.

This runs on the parsed tree before the walk, so that the rest of the program knows one kind of formula.

drawn      KaTeX, MathJax 2 to 4, MathML, Temml, MediaWiki: the TeX that they keep, else TeX made from their markup
mathml     MathML, and MathJax's own elements -> TeX
pictures   pictures of formulas, with their TeX in alt or in their URL
equations  numbered equations laid out as tables
raw        TeX between delimiters in the text: \\(…\\), \\[…\\], $$…$$, $…$, \\begin{…}…\\end{…}
made       the one form
symbols    characters and the commands for them
"""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from scraper.parsing.formulas.drawn import read_drawn
from scraper.parsing.formulas.equations import read_equations
from scraper.parsing.formulas.pictures import read_pictures
from scraper.parsing.formulas.raw import read_raw

__all__ = ["standardize_formulas"]

#: Without one of these a page has no formula: most pages are not looked at any further.
SIGNS = (
    "math", "MathJax", "katex", "mjx-", "latex", "tex=", "-tex", "ltx_", "mimetex", "cht=tx", "eeimg", "\\(", "\\[",
    "$$", "\\begin{",
)  # fmt: skip
#: What loads a program that looks for single dollars, too.
LOADERS = ("MathJax", "mathjax", "katex", "KaTeX", "temml")


def standardize_formulas(tree: LexborHTMLParser, html: str) -> None:
    """Replaces every formula of a page, in place, before scripts and drawings are removed."""
    if not any(sign in html for sign in SIGNS):
        return
    read_equations(tree)
    read_drawn(tree)
    read_pictures(tree)
    read_raw(tree, dollars=any(loader in html for loader in LOADERS))
