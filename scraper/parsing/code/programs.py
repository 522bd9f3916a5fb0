"""The text of a program: every line once, blank lines and indentation kept, without what a highlighter adds to it."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

#: In the classes of what is no part of the program.
EXTRA = re.compile(
    r"(?:^|\s)(?:ln|lnt|lnum|sr-only|visually-hidden|clipboard|crayon-nums|crayon-toolbar|toolbar)(?=$|\s)"
    r"|(?:^|[\s_-])(?:line-?nos?|line-?numbers?(?:-rows)?|linenodiv|lineno|gutters?|blob-num|hljs-ln-numbers|"
    r"CodeMirror-(?:linenumber|gutter-wrapper|measure|cursors?)|margin-view-overlays|"
    r"copy(?:-?(?:btn|button|code|to-clipboard))?|clipboard-copy|buttonGroup\w*|code-?header|code-?title|file-?name)(?=$|\s)",
    re.IGNORECASE,
)
EXTRA_TAGS = frozenset({"button", "style", "script", "template", "textarea", "clipboard-copy", "svg", "figcaption"})
#: In the classes of an element that is one line.
LINE = re.compile(
    r"(?:^|\s)(?:line|token-line|cm-line|CodeMirror-line|view-line|crayon-line|code-?line|code__line|highlight-line|"
    r"react-code-text|blob-code|row-code|cl|ec-line)(?=$|\s)"
)
LINE_TAGS = frozenset({"div", "p", "li", "tr"})
NUMBERS = re.compile(r"[\s\d]*")
MAX_DEPTH = 60
TOP = re.compile(r"top:\s*(-?\d+)")


class Program:
    """Text that grows line by line."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.is_line_due = False  # a line has ended, and its break is not written
        self.is_changed = False  # something was left out, or a break put in

    def add(self, text: str) -> None:
        """Adds text as it is."""
        if not text:
            return
        if self.is_line_due:
            self.is_line_due = False
            if not text.startswith("\n"):
                self.is_changed = True
                self.parts.append("\n")
        self.parts.append(text)

    def begin_line(self) -> int:
        """Begins a line, after what stands before it; returns the place of its first part."""
        if self.is_line_due or (self.parts and not self.parts[-1].endswith("\n")):
            self.parts.append("\n")
            self.is_changed = True
        self.is_line_due = False
        return len(self.parts)

    def end_line(self, start: int) -> None:
        """Ends the line that began at a part, unless a line within it has ended it."""
        if not self.is_line_due and len(self.parts) > start:
            self.parts[-1] = self.parts[-1].removesuffix("\n")
        self.is_line_due = True

    @property
    def text(self) -> str:
        """The program."""
        return "".join(self.parts).replace("\u200b", "").replace("\ufeff", "")


def read_program(node: LexborNode) -> Program:
    """The program in an element."""
    program = Program()
    _read(node, program, 0)
    return program


def _read(node: LexborNode, program: Program, depth: int) -> None:
    for child in _in_order(node):
        if child.is_text_node:
            program.add(child.text_content or "")
        elif child.tag == "br":
            program.add("\n")
        elif _is_extra(child):
            program.is_changed = True
        elif depth >= MAX_DEPTH:
            program.add(child.text() or "")
        elif _is_line(child):
            start = program.begin_line()
            _read(child, program, depth + 1)
            program.end_line(start)
        elif not _is_gutter(child):
            _read(child, program, depth + 1)
        else:
            program.is_changed = True


def _in_order(node: LexborNode) -> list[LexborNode]:
    """The parts of an element; lines that are placed by their style in the order of their places."""
    parts = list(node.iter(include_text=True))
    tops = [TOP.search(part.attributes.get("style") or "") if part.is_element_node else None for part in parts]
    if len(parts) > 1 and "view-lines" in (node.attributes.get("class") or "") and all(tops):
        return [
            part
            for _, part in sorted(zip(tops, parts, strict=True), key=lambda each: int(each[0][1]) if each[0] else 0)
        ]
    return parts


def _is_extra(node: LexborNode) -> bool:
    classes = node.attributes.get("class") or ""
    return (
        node.tag in EXTRA_TAGS
        or (bool(classes) and EXTRA.search(classes) is not None)
        or node.attributes.get("unselectable") == "on"
        or (node.attributes.get("aria-hidden") == "true" and NUMBERS.fullmatch(node.text() or "") is not None)
    )


def _is_line(node: LexborNode) -> bool:
    if node.tag in LINE_TAGS:
        return True
    attributes = node.attributes
    return LINE.search(attributes.get("class") or "") is not None or "data-line" in attributes


def _is_gutter(node: LexborNode) -> bool:
    """Whether a cell holds but numbers, beside a cell with code."""
    if node.tag not in ("td", "th") or NUMBERS.fullmatch(node.text() or "") is None:
        return False
    row = node.parent
    return row is not None and any(cell.mem_id != node.mem_id for cell in row.iter())
