"""Which elements hold code, and what stands around it that is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.parsing.code.languages import is_language, language_of
from scraper.parsing.code.programs import read_program

SIGNS = ("<pre", "CodeMirror", "cm-editor", "monaco-editor", "crayon", "syntaxhighlighter", "blob-code", "hljs-ln",
         "code-block", "hl lean")  # fmt: skip
#: What holds a whole program, outer kinds before those that they may hold.
HOLDERS = (
    ".CodeMirror, .cm-editor, .monaco-editor, .crayon-syntax, .syntaxhighlighter, figure.highlight, .highlighttable, "
    ".rouge-table, .lntable, table.js-file-line-container, table.hljs-ln, .react-code-lines, .code-block[data-lang], "
    "code.block, pre"
)
#: Within a holder, what alone is the program.
WITHIN = ".CodeMirror-code, .cm-content, .view-lines, .crayon-pre, td.code, .code .container"
#: Within a holder, what prints the language.
NAMES = ".crayon-language, .language-name, .lang"
#: In the class of what is drawn around a program.
WRAPPER = re.compile(r"code|highlight|snippet|shiki|prism|hljs|rouge|chroma|lang(?:uage)?-", re.IGNORECASE)
LABEL = re.compile(r"head|bar|title|file|lang|label|copy|button|meta|info|action", re.IGNORECASE)
FILE_NAME = re.compile(r"[\w@./\\-]{1,70}\.\w{1,8}")
PROGRAMS = "pre, .CodeMirror, .cm-editor, .monaco-editor"
MAX_LABEL_CHARS = 80  # of what a header over a program says: a file's name, its language
MAX_WRAPPERS = 4
MAX_HOLDERS = 5_000


def standardize_code(tree: LexborHTMLParser, html: str) -> None:
    """Replaces every program that is shown with more than its text, in place."""
    if not any(sign in html for sign in SIGNS):
        return
    for holder in tree.css(HOLDERS)[:MAX_HOLDERS]:
        if _is_attached(holder) and not _is_inside_another(holder):
            _read_one(tree, holder)


def _read_one(tree: LexborHTMLParser, holder: LexborNode) -> None:
    inner = holder.css_first(WITHIN) if holder.tag != "pre" else None
    program = read_program(inner or holder)
    text = program.text.strip("\n")
    if not text.strip():
        return
    around = list(_wrappers(holder))
    labels = [label for wrapper in around for label in _labels(wrapper, holder)]
    language = language_of([holder, *holder.css("code, pre, td, [data-language], [data-lang]")[:12], *around])
    names = (_text(label) for label in (*labels, *holder.css(NAMES)[:2]))
    language = language or next((name.lower() for name in names if is_language(name)), None)
    if holder.tag == "pre" and not program.is_changed and not labels:
        if language or "data-language" in holder.attributes:
            holder.attrs["data-language"] = language or ""
        return
    for label in labels:
        label.replace_with("")
    made = tree.create_node("pre")
    if language:
        made.attrs["data-language"] = language
    made.insert_child(text)
    holder.replace_with(made)


def _wrappers(holder: LexborNode) -> Iterator[LexborNode]:
    """The elements that are drawn around one program alone."""
    node, programs = holder.parent, len(holder.css(PROGRAMS))
    for _ in range(MAX_WRAPPERS):
        if node is None or node.tag in ("body", "article", "main", "li", "td"):
            return
        if len(node.css(PROGRAMS)) > programs:
            return  # another program stands there, too
        if node.tag == "figure" or WRAPPER.search(node.attributes.get("class") or "") or "data-lang" in node.attributes:
            yield node
        elif node.tag not in ("div", "figure", "span"):
            return
        node = node.parent


def _labels(wrapper: LexborNode, holder: LexborNode) -> Iterator[LexborNode]:
    """What a wrapper holds beside the program: its language, its file's name, buttons."""
    if not (wrapper.tag == "figure" or WRAPPER.search(wrapper.attributes.get("class") or "")):
        return
    for child in wrapper.iter():
        if (
            child.css_first("pre, code, .CodeMirror, p, table") is None
            and not _holds(child, holder)
            and _is_label(child)
        ):
            yield child


def _is_label(node: LexborNode) -> bool:
    """Whether an element beside a program is a button, a language, a file's name, or the bar that holds them."""
    attributes, words = node.attributes, _text(node)
    if node.tag == "button" or not words or is_language(words) or FILE_NAME.fullmatch(words):
        return True
    is_title = "data-rehype-pretty-code-title" in attributes or LABEL.search(attributes.get("class") or "") is not None
    return is_title and len(words) <= MAX_LABEL_CHARS


def _holds(node: LexborNode, holder: LexborNode) -> bool:
    ancestor: LexborNode | None = holder
    for _ in range(MAX_WRAPPERS + 1):
        if ancestor is None:
            return False
        if ancestor.mem_id == node.mem_id:
            return True
        ancestor = ancestor.parent
    return False


def _text(node: LexborNode) -> str:
    buttons = "".join(button.text() or "" for button in node.css("button"))
    words = " ".join((node.text() or "").split())
    return words.replace(" ".join(buttons.split()), "").strip() if buttons.strip() else words


def _is_attached(node: LexborNode) -> bool:
    """Whether the node is still in the tree, and not in what was replaced."""
    while node.parent is not None:
        node = node.parent
    return node.is_document_node or node.tag == "html"


def _is_inside_another(holder: LexborNode) -> bool:
    """Whether an element around it is read in its place."""
    node = holder.parent
    while node is not None:
        if node.tag == "pre":
            return True
        node = node.parent
    return False
