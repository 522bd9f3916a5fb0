"""MathML, and the elements that MathJax draws from it -> TeX. https://www.w3.org/TR/mathml-core/

What TeX cannot say (colours, sizes, alignments) is left out; unknown elements give what is in them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from scraper.parsing.formulas.symbols import ACCENTS, FUNCTIONS, INVISIBLE, UNDER, tex_of_char

MAX_DEPTH = 60  # of elements within a formula; what is nested deeper is left out
SPACES = re.compile(r"\s+")
SPACES_BUT_FIRM = re.compile(r"[ \t\r\n\f]+")
#: A command's space before what cannot be read as part of its name.
NEEDLESS_SPACE = re.compile(r"(\\[A-Za-z]+) (?=[^A-Za-z\s]|$)")
GLYPH = re.compile(r"\bmjx-c([0-9A-F]{2,6})\b")
HEIGHT = re.compile(r"translate\([^,)]*,\s*(-?[\d.]+)")
FENCES = {"(": "(", ")": ")", "[": "[", "]": "]", "{": r"\{", "}": r"\}", "|": "|", "‖": r"\Vert ", "⟨": r"\langle ",
          "⟩": r"\rangle ", "⌊": r"\lfloor ", "⌋": r"\rfloor ", "⌈": r"\lceil ", "⌉": r"\rceil "}  # fmt: skip
VARIANTS = {"bold": "mathbf", "double-struck": "mathbb", "script": "mathcal", "fraktur": "mathfrak",
            "sans-serif": "mathsf", "monospace": "mathtt", "bold-italic": "boldsymbol"}  # fmt: skip
NOTHING = frozenset("annotation annotation-xml none mprescripts mphantom maligngroup malignmark mspacer".split())
BIG = frozenset("∑∏∐∫∬∭∮⋃⋂⨁⨂⋁⋀")
LIMITS = frozenset("lim liminf limsup max min sup inf det gcd Pr".split())


@dataclass(slots=True)
class Part:
    """One element of a formula, whichever program drew it."""

    tag: str  # as in MathML
    text: str = ""
    parts: list[Part] = field(default_factory=list)
    variant: str = ""
    height: float = 0.0  # where a drawing puts it: above 0 is raised


def tex_of(node: LexborNode) -> str:
    """The TeX of a <math>, of MathJax's <mjx-math>, or of the drawing <g data-mml-node="math">; "" for nothing."""
    tex = _tex(_part(node, 0))
    return NEEDLESS_SPACE.sub(r"\1", SPACES.sub(" ", tex)).strip()


# --- elements to parts -----------------------------------------------------------------------------------------------


def _part(node: LexborNode, depth: int) -> Part:
    attributes = node.attributes
    tag = attributes.get("data-mml-node") or (node.tag or "").lower().removeprefix("mjx-")
    part = Part(tag.lower(), variant=attributes.get("mathvariant") or "", height=_height(attributes))
    if depth < MAX_DEPTH:
        part.parts = list(_children(node, depth))
    text = "".join(child.text_content or "" for child in node.iter(include_text=True) if child.is_text_node)
    # MathML trims a text, but for spaces that do not break.
    text = SPACES_BUT_FIRM.sub(" ", text).strip(" ").replace("\xa0", " ")
    part.text = text or "".join(each.text for each in part.parts if each.tag == "c")
    return part


def _children(node: LexborNode, depth: int) -> Iterator[Part]:
    for child in node.iter():
        tag = (child.tag or "").lower()
        attributes = child.attributes
        if tag == "mjx-c" and (glyph := GLYPH.search(attributes.get("class") or "")):
            yield Part("c", chr(min(int(glyph[1], 16), 0x10FFFF)))
        elif tag in ("path", "use") and (code := attributes.get("data-c")):
            yield Part("c", chr(min(int(code, 16), 0x10FFFF)) if re.fullmatch("[0-9A-Fa-f]{2,6}", code) else "")
        elif tag == "mjx-script":
            yield Part("script", parts=[_part(each, depth + 1) for each in child.iter() if each.tag != "mjx-spacer"])
        elif tag == "g" and "data-mml-node" not in attributes:
            yield from _children(child, depth + 1) if depth < MAX_DEPTH else ()
        elif tag in ("rect", "line", "svg", "mjx-nstrut", "mjx-dstrut", "mjx-line", "mjx-surd", "mjx-spacer"):
            continue
        elif tag in WRAPPERS:
            yield from _children(child, depth + 1) if depth < MAX_DEPTH else ()
        else:
            yield _part(child, depth + 1)


#: What MathJax puts around the parts of an element, and MathML does not know.
WRAPPERS = frozenset(
    "mjx-frac mjx-num mjx-den mjx-dbox mjx-dtable mjx-row mjx-sqrt mjx-box mjx-base mjx-under mjx-over mjx-table "
    "mjx-itable mjx-dbl mjx-cell mjx-assistive-mml".split()
)


def _height(attributes: dict[str, str | None]) -> float:
    match = HEIGHT.search(attributes.get("transform") or "")
    return float(match[1]) if match and match[1].count(".") < 2 and match[1] not in ("-", ".", "-.") else 0.0


# --- parts to TeX ----------------------------------------------------------------------------------------------------


def _tex(part: Part) -> str:
    if part.tag in NOTHING:
        return ""
    reader = READERS.get(part.tag)
    return reader(part) if reader else _row(part.parts)


def _row(parts: list[Part]) -> str:
    return "".join(map(_tex, parts))


def _argument(part: Part | None) -> str:
    return f"{{{_tex(part).strip()}}}" if part else "{}"


def _at(part: Part, place: int) -> Part | None:
    return part.parts[place] if place < len(part.parts) else None


def _identifier(part: Part) -> str:
    text = part.text
    if text in FUNCTIONS:
        return f"\\{text} "
    if len(text) > 1 and text.isalpha() and text.isascii():
        return f"\\mathrm{{{text}}}"
    tex = "".join(map(tex_of_char, text))
    style = VARIANTS.get(part.variant)
    return f"\\{style}{{{tex.strip()}}}" if style else tex


def _operator(part: Part) -> str:
    text = "".join(char for char in part.text if char not in INVISIBLE)
    if text in FUNCTIONS:
        return f"\\{text} "
    if len(text) > 1 and text.isalpha() and text.isascii():
        return f"\\operatorname{{{text}}}"
    return "".join(map(tex_of_char, text))


def _words(part: Part) -> str:
    words = "".join(f"\\{char}" if char in "#$%&_{}" else char for char in part.text if char != "\\")
    return f"\\text{{{words}}}" if words.strip() else " "


def _fraction(part: Part) -> str:
    return f"\\frac{_argument(_at(part, 0))}{_argument(_at(part, 1))}"


def _root(part: Part) -> str:
    inner = [each for each in part.parts if not (each.tag == "mo" and each.text == "√")]
    return f"\\sqrt{{{_row(inner).strip()}}}"


def _nth_root(part: Part) -> str:
    index = _at(part, 1)
    return f"\\sqrt[{_tex(index).strip() if index else ''}]{_argument(_at(part, 0))}"


def _scripts(part: Part) -> tuple[str, str, str]:
    """The base, what is below and what is above it, each as TeX."""
    base, *others = part.parts or [Part("mrow")]
    if len(others) == 1 and others[0].tag == "script":  # MathJax writes the upper one first
        others = others[0].parts[::-1] if part.tag == "msubsup" else others[0].parts
    elif any(each.height for each in others):
        others = sorted(others, key=lambda each: each.height)
    tex = [_tex(each).strip() for each in others]
    if part.tag in ("msub", "munder"):
        return _base(base), tex[0] if tex else "", ""
    if part.tag in ("msup", "mover"):
        return _base(base), "", tex[0] if tex else ""
    return _base(base), tex[0] if tex else "", tex[1] if len(tex) > 1 else ""


def _base(part: Part) -> str:
    tex = _tex(part).strip()
    is_one = part.tag in ("mi", "mn", "mo", "mtext", "c") or len(tex) < 2 or (tex[0] == "\\" and tex[1:].isalpha())
    is_group = part.tag in ("msqrt", "mroot", "mfrac", "mover", "munder", "mfenced")
    is_closed = tex[-1:] in (")", "]", "}", "|")
    return tex if is_one or is_group or is_closed else f"{{{tex}}}"


def _with_scripts(part: Part) -> str:
    return _scripted(*_scripts(part))


def _scripted(base: str, below: str, above: str) -> str:
    primes = above.replace("\\prime", "'").replace(" ", "")
    if above and not below and not primes.strip("'"):
        return base + primes
    return f"{base}{f'_{{{below}}}' if below else ''}{f'^{{{above}}}' if above else ''}"


def _over(part: Part) -> str:
    above = _at(part, 1)
    command = ACCENTS.get(above.text) if above else None
    if command:
        return f"\\{command}{_argument(_at(part, 0))}"
    return _stacked(part)


def _under(part: Part) -> str:
    below = _at(part, 1)
    command = UNDER.get(below.text) if below else None
    if command:
        return f"\\{command}{_argument(_at(part, 0))}"
    return _stacked(part)


def _stacked(part: Part) -> str:
    """Limits of a sum or of a function are scripts; what is set above or below something else is stacked."""
    base, below, above = _scripts(part)
    first = part.parts[0] if part.parts else Part("mrow")
    name = base.strip().removeprefix("\\").removeprefix("operatorname{").rstrip("}")
    braced = base.startswith(("\\underbrace", "\\overbrace"))
    if first.text in BIG or name in LIMITS or braced or (below and above):
        return _scripted(base, below, above)
    if below:
        return f"\\underset{{{below}}}{{{base}}}"
    return f"\\overset{{{above}}}{{{base}}}" if above else base


def _table(part: Part) -> str:
    rows = [row.parts for row in part.parts if row.tag in ("mtr", "mlabeledtr")]
    tex = r" \\ ".join(" & ".join(_tex(cell).strip() for cell in row) for row in rows)
    return f"\\begin{{matrix}} {tex} \\end{{matrix}}"


def _fenced(part: Part) -> str:
    return f"\\left({', '.join(_tex(each).strip() for each in part.parts)}\\right)"


def _grouped(part: Part) -> str:
    """A row; one between fences that holds a table is that kind of matrix."""
    inner = [each for each in part.parts if each.tag not in NOTHING]
    if len(inner) == 3 and inner[1].tag == "mtable" and (kind := MATRICES.get((inner[0].text, inner[2].text))):
        return _table(inner[1]).replace("{matrix}", f"{{{kind}}}")
    if len(inner) == 2 and inner[1].tag == "mtable" and inner[0].text == "{":
        return _table(inner[1]).replace("{matrix}", "{cases}")
    return _row(part.parts)


MATRICES = {("(", ")"): "pmatrix", ("[", "]"): "bmatrix", ("{", "}"): "Bmatrix", ("|", "|"): "vmatrix",
            ("‖", "‖"): "Vmatrix"}  # fmt: skip
READERS: dict[str, Callable[[Part], str]] = {
    "mi": _identifier, "mn": lambda part: "".join(map(tex_of_char, part.text)), "mo": _operator, "mtext": _words,
    "ms": _words, "c": lambda part: "".join(map(tex_of_char, part.text)), "mspace": lambda part: " ",
    "mfrac": _fraction, "msqrt": _root, "mroot": _nth_root, "msup": _with_scripts, "msub": _with_scripts,
    "msubsup": _with_scripts, "mover": _over, "munder": _under, "munderover": _stacked, "mtable": _table,
    "mfenced": _fenced, "mrow": _grouped, "math": _grouped, "mstyle": _grouped, "semantics": _grouped,
    "texatom": _grouped, "mpadded": _grouped,
}  # fmt: skip
