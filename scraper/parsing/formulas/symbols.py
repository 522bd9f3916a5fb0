"""Characters of formulas and their TeX commands; https://www.w3.org/TR/xml-entity-names/ names the characters."""

from __future__ import annotations

import unicodedata

_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma tau "
    "upsilon varphi chi psi omega"
).split()
_CAPITALS = {"Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma",
             "Υ": "Upsilon", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega"}  # fmt: skip
_OTHERS = {
    "ϵ": "epsilon", "ε": "varepsilon", "ϑ": "vartheta", "ϕ": "phi", "ϱ": "varrho", "ϖ": "varpi",
    "×": "times", "÷": "div", "±": "pm", "∓": "mp", "·": "cdot", "⋅": "cdot", "∗": "ast", "⋆": "star", "∘": "circ",
    "∙": "bullet", "⊕": "oplus", "⊖": "ominus", "⊗": "otimes", "⊙": "odot", "†": "dagger", "‡": "ddagger",
    "≤": "leq", "≥": "geq", "≠": "neq", "≈": "approx", "≡": "equiv", "∼": "sim", "≃": "simeq", "≅": "cong",
    "∝": "propto", "≪": "ll", "≫": "gg", "≺": "prec", "≻": "succ", "⊥": "perp", "∥": "parallel", "∣": "mid",
    "∈": "in", "∉": "notin", "∋": "ni", "⊂": "subset", "⊃": "supset", "⊆": "subseteq", "⊇": "supseteq", "∪": "cup",
    "∩": "cap", "∖": "setminus", "∅": "emptyset", "∀": "forall", "∃": "exists", "∄": "nexists", "¬": "neg",
    "∧": "wedge", "∨": "vee", "⊢": "vdash", "⊨": "models", "⊤": "top",
    "∑": "sum", "∏": "prod", "∐": "coprod", "∫": "int", "∬": "iint", "∭": "iiint", "∮": "oint", "⋃": "bigcup",
    "⋂": "bigcap", "⨁": "bigoplus", "⨂": "bigotimes", "⋁": "bigvee", "⋀": "bigwedge",
    "∞": "infty", "∂": "partial", "∇": "nabla", "ℏ": "hbar", "ℓ": "ell", "ℜ": "Re", "ℑ": "Im", "℘": "wp", "ℵ": "aleph",
    "√": "surd", "∠": "angle", "△": "triangle", "□": "square", "⟨": "langle", "⟩": "rangle", "⌊": "lfloor",
    "⌋": "rfloor", "⌈": "lceil", "⌉": "rceil", "‖": "Vert",
    "→": "to", "←": "leftarrow", "↔": "leftrightarrow", "⇒": "Rightarrow", "⇐": "Leftarrow", "⇔": "Leftrightarrow",
    "⟶": "longrightarrow", "⟵": "longleftarrow", "⟹": "Longrightarrow", "⟺": "Longleftrightarrow", "↦": "mapsto",
    "↑": "uparrow", "↓": "downarrow", "⇌": "rightleftharpoons", "↪": "hookrightarrow",
    "…": "ldots", "⋯": "cdots", "⋮": "vdots", "⋱": "ddots", "′": "prime", "°": "circ",
}  # fmt: skip
#: Character -> command, without its backslash.
COMMANDS: dict[str, str] = (
    {chr(0x3B1 + place): name for place, name in enumerate(_GREEK) if name != "omicron"} | _CAPITALS | _OTHERS
)
#: What stands for itself only behind a backslash.
SPECIAL = frozenset("#$%&_{}")
#: What is drawn above or below a base -> its command.
ACCENTS = {
    "^": "hat", "ˆ": "hat", "~": "tilde", "˜": "tilde", "¯": "bar", "‾": "overline", "―": "overline", "→": "vec",
    "⃗": "vec", "˙": "dot", ".": "dot", "¨": "ddot", "..": "ddot", "ˇ": "check", "˘": "breve", "⏞": "overbrace",
}  # fmt: skip
UNDER = {"_": "underline", "̲": "underline", "―": "underline", "⏟": "underbrace", "¯": "underline"}
#: Names of functions, which are set upright.
FUNCTIONS = frozenset(
    "arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup ln log max "
    "min Pr sec sin sinh sup tan tanh".split()
)
#: Letters that differ from plain ones by their style alone -> the command of that style.
_STYLES = (("DOUBLE-STRUCK", "mathbb"), ("FRAKTUR", "mathfrak"), ("BLACK-LETTER", "mathfrak"), ("SCRIPT", "mathcal"),
           ("BOLD", "mathbf"), ("SANS-SERIF", "mathsf"), ("MONOSPACE", "mathtt"))  # fmt: skip
INVISIBLE = frozenset("\u2061\u2062\u2063\u2064\u200b")


def tex_of_char(char: str) -> str:
    """The TeX of one character; a command ends in a space."""
    if char in INVISIBLE:
        return ""
    if char in COMMANDS:
        return f"\\{COMMANDS[char]} "
    if char in SPECIAL:
        return f"\\{char}"
    if char == "\\":
        return "\\backslash "
    if char == "−":
        return "-"
    plain = unicodedata.normalize("NFKC", char) if ord(char) > 0x20FF else char
    if len(plain) != 1 or plain == char:
        return char
    name = unicodedata.name(char, "")
    style = next((command for word, command in _STYLES if word in name), None)
    inner = f"\\{COMMANDS[plain]} " if plain in COMMANDS else plain
    return f"\\{style}{{{inner.strip()}}}" if style else inner
