"""Numbered equations laid out as tables: the cells' formulas are one displayed formula, with its number as its tag."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.parsing.formulas.drawn import kept_tex, made_tex
from scraper.parsing.formulas.made import plain_tex, replace

#: LaTeXML's tables; other tables are equations where each row is a formula and its number in brackets.
LATEXML = re.compile(r"\bltx_(?:equation|equationgroup|eqn_table)\b")
NUMBER = re.compile(r"^[(\[]\s*(\d{1,3}(?:[.\-–]\d{1,3}){0,3}[a-z]?|[A-Z]\.?\d{1,3})\s*[)\]]$")
FORMULAS = "math, .katex, mjx-container, .mwe-math-element"
MAX_ROWS, MAX_TABLES = 400, 2_000


def read_equations(tree: LexborHTMLParser) -> None:
    """Replaces tables that only lay out equations."""
    for table in tree.css("table")[:MAX_TABLES]:
        if table.css_first(FORMULAS) is None or len(table.css("table")) > 1:
            continue  # nothing to replace, or a table around others
        rows = [row for row in table.css("tr")[:MAX_ROWS] if (row.text() or "").strip() or row.css_first(FORMULAS)]
        marked = LATEXML.search(table.attributes.get("class") or "")
        if marked or (rows and all(_is_equation(row) for row in rows)):
            _replace(tree, table, rows)


def _is_equation(row: LexborNode) -> bool:
    """Whether a row holds formulas, and beside them nothing but their number."""
    cells = [cell for cell in row.css("td, th") if (cell.text() or "").strip()]
    words = [cell for cell in cells if cell.css_first(FORMULAS) is None]
    return len(words) == 1 and len(cells) > 1 and NUMBER.match((words[0].text() or "").strip()) is not None


def _replace(tree: LexborHTMLParser, table: LexborNode, rows: list[LexborNode]) -> None:
    lines = []
    for row in rows:
        cells = [
            tex for math in row.css(FORMULAS) if not _is_nested(math) and (tex := kept_tex(math) or made_tex(math))
        ]
        number = next((match[1] for cell in row.css("td, th, span") if (match := NUMBER.match(_words(cell)))), None)
        if cells:
            lines.append("".join(map(plain_tex, cells)) + (f" \\tag{{{number}}}" if number else ""))
    if len(lines) > 1 and not all("\\tag" in line for line in lines):
        lines = ["\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"]
    if lines:
        replace(tree, table, "\n".join(lines) if len(lines) == 1 else _gathered(lines), displayed=True)


def _gathered(lines: list[str]) -> str:
    return "\\begin{gather}\n" + " \\\\\n".join(lines) + "\n\\end{gather}"


def _words(cell: LexborNode) -> str:
    return (cell.text() or "").strip()


def _is_nested(node: LexborNode) -> bool:
    parent = node.parent
    while parent is not None and parent.tag != "tr":
        if parent.tag in ("math", "mjx-container") or "katex" in (parent.attributes.get("class") or ""):
            return True
        parent = parent.parent
    return False
