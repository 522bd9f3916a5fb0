"""The one form of a formula."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

#: What a formula may be wrapped in by the program that set it: how the wrapper begins, and how it ends.
WRAPPED = (
    (re.compile(r"\{\\(?:display|text|script|scriptscript)style\b"), "}"),
    (re.compile(r"\\(?:display|text)style\b"), ""),
    (re.compile(r"\\\["), "\\]"),
    (re.compile(r"\\\("), "\\)"),
    (re.compile(r"\$\$"), "$$"),
    (re.compile(r"\$"), "$"),
)
#: What only sets a formula apart.
WRAPPERS = frozenset({"p", "span", "center", "dd", "dl"})
MAX_CHARS = 20_000  # of one formula; a longer one is none


def plain_tex(tex: str) -> str:
    """The TeX without the wrappers that only say how it is set, its lines without blank ones between them."""
    lines = (line.strip() for line in tex.replace("\xa0", " ").splitlines())
    tex = "\n".join(filter(None, lines))
    for beginning, end in WRAPPED:
        match = beginning.match(tex)
        if match and tex.endswith(end) and match.end() + len(end) <= len(tex):
            inner = tex[match.end() : len(tex) - len(end)].strip()
            if _is_balanced(inner):
                tex = inner
    return tex


def formula(tree: LexborHTMLParser, tex: str, *, displayed: bool) -> LexborNode | None:
    """A node for a formula, not yet in the tree; None for an empty or endless one."""
    tex = plain_tex(tex)
    if not tex or len(tex) > MAX_CHARS:
        return None
    node = tree.create_node("math")
    node.attrs["alttext"] = tex
    node.insert_child(" ".join(tex.split()))
    if not displayed:
        return node
    node.attrs["display"] = "block"
    box = tree.create_node("div")
    box.insert_child(node)
    return box


def replace(tree: LexborHTMLParser, node: LexborNode, tex: str | None, *, displayed: bool) -> bool:
    """Puts a formula in the place of a node; returns whether there was one to put."""
    made = formula(tree, tex, displayed=displayed) if tex else None
    if made is None:
        return False
    (_outermost_alone(node) if displayed else node).replace_with(made)
    return True


def drop(node: LexborNode) -> None:
    """Takes a node out of the tree. It keeps its memory: other references to it and into it stay safe."""
    node.replace_with("")


def is_alone(node: LexborNode) -> bool:
    """Whether the node's parent holds nothing else, but for line breaks and white space."""
    parent = node.parent
    if parent is None:
        return False
    for child in parent.iter(include_text=True):
        is_blank = child.tag == "br" or (child.is_text_node and not (child.text_content or "").strip())
        if not is_blank and child.mem_id != node.mem_id:
            return False
    return True


def _outermost_alone(node: LexborNode) -> LexborNode:
    """The outermost of the wrappers that hold nothing but this node: a paragraph, or the list that indents it."""
    while (parent := node.parent) is not None and parent.tag in WRAPPERS and is_alone(node):
        node = parent
    return node


def _is_balanced(tex: str) -> bool:
    """Whether the braces within a wrapper close in it: in `{\\displaystyle a} + {b}` they do not."""
    depth = 0
    for char in tex:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0
