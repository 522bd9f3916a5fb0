"""Formulas that a program has drawn: the TeX that it kept beside the drawing, else TeX made from its markup."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.parsing.formulas.made import drop, is_alone, plain_tex, replace
from scraper.parsing.formulas.mathml import tex_of

TEX_ENCODING = re.compile(r"tex", re.IGNORECASE)
#: Attributes in which pages keep the TeX of a formula.
TEX_ATTRIBUTES = (*(f"data-{name}" for name in "tex latex math formula equation expr katex".split()), "alttext")
#: The outermost element of each kind of drawing, outer kinds before those that they may hold.
DRAWN = (
    "span.mwe-math-element, .mwe-math-element, .katex-display, .katex-block, .katex, .katex-error, mjx-container, "
    ".ztext-math, [data-tex], [data-latex], [data-math], [data-formula], [data-katex], [data-equation], math"
)
#: What MathJax 2 shows before, and draws beside, the <script> that keeps its TeX.
MATHJAX_2 = (
    ".MathJax_Preview, .MathJax_Display, .MathJax, .MathJax_SVG, .MathJax_SVG_Display, .MathJax_CHTML, .mjx-chtml"
)
SCRIPTS = 'script[type^="math/"]'
DISPLAY = re.compile(
    r"katex-display|katex-block|MathJax_Display|display-?math|math-?display|mwe-math-.*-display|tml-display"
)
MAX_FORMULAS = 20_000


def read_drawn(tree: LexborHTMLParser) -> None:
    """Replaces every drawn formula of the page."""
    _read_scripts(tree)
    for node in tree.css(DRAWN)[:MAX_FORMULAS]:
        if _is_inside(node):
            continue
        _read_one(tree, node)


def _read_scripts(tree: LexborHTMLParser) -> None:
    """MathJax 2: the TeX stands in scripts, behind what was drawn from it."""
    for script in tree.css(SCRIPTS)[:MAX_FORMULAS]:
        kind = script.attributes.get("type") or ""
        text = script.text() or ""
        if "tex" in kind:
            tex = text.replace("% <![CDATA[", "").replace("%]]>", "")
        elif "mml" in kind:
            tex = _from_markup(text)
        else:
            continue  # AsciiMath is no TeX: what was drawn from it is read
        for drawn in _drawn_before(script):
            drop(drawn)
        replace(tree, script, tex, displayed="mode=display" in kind)
    for node in tree.css(MATHJAX_2):
        markup = node.attributes.get("data-mathml")
        if markup:
            replace(tree, node, _from_markup(markup), displayed=_is_displayed(node))
        elif "MathJax_Preview" in (node.attributes.get("class") or ""):
            drop(node)


def _drawn_before(script: LexborNode) -> list[LexborNode]:
    found = []
    node = script.prev
    while node is not None:
        is_drawn = node.is_element_node and re.search(r"MathJax|mjx-chtml", node.attributes.get("class") or "")
        if not is_drawn and not (node.is_text_node and not (node.text_content or "").strip()):
            break
        if is_drawn:
            found.append(node)
        node = node.prev
    return found


def _read_one(tree: LexborHTMLParser, node: LexborNode) -> None:
    tex = kept_tex(node) or made_tex(node)
    if not tex:
        return
    displayed = _is_displayed(node)
    if node.tag == "math" and not displayed and is_alone(node):
        displayed = (node.attributes.get("display") or "") == "block"
    replace(tree, node, tex, displayed=displayed)


def kept_tex(node: LexborNode) -> str | None:
    """The TeX that stands in an annotation or an attribute."""
    for annotation in node.css("annotation"):
        if TEX_ENCODING.search(annotation.attributes.get("encoding") or ""):
            return annotation.text()
    for each in (node, *node.css("math, [data-tex], [data-latex]")[:1]):
        for name in TEX_ATTRIBUTES:
            if value := (each.attributes.get(name) or "").strip():
                return value
    picture = node.css_first("img[alt]")
    return picture.attributes.get("alt") if picture is not None and node.css_first("math") is None else None


def made_tex(node: LexborNode) -> str | None:
    """TeX made from MathML, else from what MathJax drew."""
    for name in ("math", "mjx-math", 'g[data-mml-node="math"]'):  # what is for machines before what is for eyes
        drawn = node if node.tag == name else node.css_first(name)
        if drawn is not None and (tex := tex_of(drawn)):
            return tex
    return None


def _from_markup(markup: str) -> str:
    node = LexborHTMLParser(markup).css_first("math")
    if node is None:
        return ""
    kept = next((each.text() for each in node.css("annotation") if TEX_ENCODING.search(str(each.attributes))), None)
    return kept or tex_of(node)


def _is_displayed(node: LexborNode) -> bool:
    attributes = node.attributes
    if attributes.get("display") in ("true", "block") or DISPLAY.search(attributes.get("class") or ""):
        return True
    if any(each.attributes.get("display") in ("block", "true") for each in node.css("math")[:1]):
        return True
    tex = kept_tex(node) or ""
    return plain_tex(tex) != tex.strip() and tex.strip()[:2] in ("\\[", "$$")


def _is_inside(node: LexborNode) -> bool:
    """Whether the node was in a formula that is replaced by now: it has lost its tree, or is the one form itself."""
    ancestor = node.parent
    if ancestor is None:
        return True
    if node.tag == "math" and node.child is not None and node.child.is_text_node and node.child.next is None:
        return node.attributes.get("alttext") is not None  # the one form
    while ancestor is not None:
        if ancestor.tag == "html":
            return False
        ancestor = ancestor.parent
    return True
