"""In which language is a program written, by what its markup says?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborNode

#: In class names: "language-js", "lang-js", "highlight-source-js"; "brush: js", "lang:php"; "sourceCode python".
PREFIXED = re.compile(
    r"\b(?:(?:language|lang|brush|highlight-source)-|(?:brush|lang)\s*:\s*|sourceCode\s+)([a-z][\w+#.-]*)"
    r"|\bhighlight-(?P<sphinx>[a-z][\w+#]*)",
    re.IGNORECASE,
)
#: Classes of a highlighter beside which the language is a class of its own.
HIGHLIGHTERS = frozenset(
    {"hl", "hljs", "highlight", "syntaxhighlighter", "prettyprint", "src", "code", "listing", "chroma"}
)
ATTRIBUTES = tuple(f"data-{name}" for name in "language lang code-language enlighter-language mode-id syntax".split())
#: Names that say that no language is meant, or that belong to the layout.
NO_LANGUAGES = frozenset(
    "none nohighlight no-highlight default auto undefined unknown block wrapper container line lines inline "
    "notranslate toolbar copy".split()
)
KNOWN = frozenset(
    "apache asm awk bash bat batch c c# c++ clojure cmake console cpp csharp css csv dart diff docker dockerfile "
    "elixir elm erlang fish fortran fsharp git go golang graphql groovy haskell hcl html http ini java javascript "
    "js json jsonc json5 jsx julia kotlin latex lean less lisp lua makefile markdown matlab md mermaid nginx nix "
    "objective-c ocaml pascal perl php plaintext powershell prolog proto protobuf ps1 python py r racket regex "
    "rest ruby rb rust rs sass scala scheme scss sh shell solidity sql svelte swift tcl terraform tex text toml "
    "ts tsx txt typescript vb vim vue wasm xml yaml yml zig zsh".split()
)
MAX_CHARS = 30


def language_of(nodes: Iterable[LexborNode]) -> str | None:
    """The language that one of these elements names, in small letters; the first one that does counts."""
    for node in nodes:
        for name in _named(node):
            name = name.strip().lower()
            if name and len(name) <= MAX_CHARS and name not in NO_LANGUAGES:
                return name
    return None


def is_language(label: str) -> bool:
    """Whether a printed label is the name of a language."""
    return label.strip().lower() in KNOWN


def _named(node: LexborNode) -> Iterator[str]:
    attributes = node.attributes
    for name in ATTRIBUTES:
        yield attributes.get(name) or ""
    classes = attributes.get("class") or ""
    for match in PREFIXED.finditer(classes):
        yield match[1] or (match["sphinx"] if is_language(match["sphinx"]) else "")
    words = classes.split()
    if not HIGHLIGHTERS.isdisjoint(words):
        yield from (word.removeprefix("src-") for word in words if word.removeprefix("src-").lower() in KNOWN)
    if node.tag == "pre":  # GitHub's own HTML
        yield attributes.get("lang") or ""
