"""TeX between delimiters in the text of a page, which a script would have set."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.parsing.formulas.made import drop, formula

ENVIRONMENTS = (
    "equation align alignat gather multline eqnarray displaymath math flalign aligned cases matrix pmatrix bmatrix"
)
OPENING = re.compile(
    r"(?P<display>\\\[|\$\$)|(?P<inline>\\\()|(?<![\\$\w])(?P<dollar>\$)(?=[^\s$])"
    rf"|\\begin\{{(?P<environment>(?:{'|'.join(ENVIRONMENTS.split())})\*?)\}}"
)
CLOSING = {"\\[": "\\]", "$$": "$$", "\\(": "\\)", "$": "$"}
MAX_CHARS, MAX_DOLLAR_CHARS = 4_000, 500  # of a formula; what ends later begins none
#: What a formula between single dollars has, and a sum of money has not.
TEX_LIKE = re.compile(r"[\\^_{}=<>+]|^[A-Za-z](?:'|\([\w, ]{1,20}\))?$|^-?\d+(?:\.\d+)?$")
MONEY = re.compile(r"^\d[\d.,]*(?:\s|\s?[-–]|$)")
#: Elements whose text is shown as it is.
VERBATIM = frozenset("script style code pre kbd samp textarea math title option template noscript xmp svg".split())
MAX_FORMULAS = 20_000


def read_raw(tree: LexborHTMLParser, *, dollars: bool) -> None:
    """Replaces TeX between delimiters; between single dollars only where `dollars` says that the page means it so."""
    body = tree.body
    if body is None:
        return
    found = 0
    for node in list(_texts(body)):
        text = node.text_content or ""
        pieces = list(_pieces(text, dollars=dollars))
        if not pieces:
            continue
        found += len(pieces)
        if found > MAX_FORMULAS:
            return
        _replace(tree, node, text, pieces)


def _texts(body: LexborNode) -> Iterator[LexborNode]:
    """The texts in which a delimiter may stand."""
    for element in (body, *body.css("*")):
        if element.tag in VERBATIM:
            continue
        for child in element.iter(include_text=True):
            text = child.text_content if child.is_text_node else None
            if text and ("$" in text or "\\" in text):
                yield child


def _pieces(text: str, *, dollars: bool) -> Iterator[tuple[int, int, str, bool]]:
    """Start and end of each formula, its TeX, and whether it is displayed."""
    ends: dict[str, int] = {}  # closing delimiter -> its next place: each is looked for once
    at = 0
    while match := OPENING.search(text, at):
        at = match.end()
        environment = match["environment"]
        closing = f"\\end{{{environment}}}" if environment else CLOSING[match[0]]
        end = ends.get(closing, 0)
        if end >= 0 and end < at:
            end = ends[closing] = text.find(closing, at)
        inside = text[at:end] if 0 <= end <= at + MAX_CHARS else ""
        if not inside.strip() or not _is_formula(match, inside, text[end + 1 : end + 2], dollars=dollars):
            continue
        at = end + len(closing)
        yield (
            match.start(),
            at,
            text[match.start() : at] if environment else inside,
            not (match["inline"] or match["dollar"]),
        )


def _is_formula(match: re.Match[str], inside: str, following: str, *, dollars: bool) -> bool:
    """Whether what stands between dollars is TeX and no sum of money; other delimiters leave no doubt."""
    if match["dollar"]:
        is_closed = inside[-1] not in " \t\\" and not following.isdigit() and following != "$"
        is_short = len(inside) <= MAX_DOLLAR_CHARS and "\n" not in inside
        return dollars and is_closed and is_short and TEX_LIKE.search(inside) is not None and not MONEY.match(inside)
    return match[0] != "$$" or dollars or TEX_LIKE.search(inside) is not None


def _replace(tree: LexborHTMLParser, node: LexborNode, text: str, pieces: list[tuple[int, int, str, bool]]) -> None:
    at = 0
    for start, end, tex, displayed in pieces:
        made = formula(tree, tex, displayed=displayed)
        if made is None:
            continue
        if text[at:start]:
            node.insert_before(text[at:start])
        node.insert_before(made)
        at = end
    if text[at:]:
        node.insert_before(text[at:])
    drop(node)
