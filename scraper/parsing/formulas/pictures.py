"""Pictures of formulas: their TeX is their alternative text, or part of their URL."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.parsing.formulas.made import is_alone, plain_tex, replace

#: Services that draw a formula out of their URL: what their URL holds, and the parameter with the formula.
SERVICES = (("latex.php", "latex"), ("zhihu.com/equation", "tex"), ("cht=tx", "chl"), ("render/math", "math"),
            ("math.now.sh", "from"), ("math.now.sh", "inline"))  # fmt: skip
#: Those whose whole query is the formula, or what follows in the path.
WHOLE_QUERY = ("codecogs.com/", "mimetex", "mathtex")
WHOLE_PATH = ("i.upmath.me/svg/", "i.upmath.me/png/")
MAX_URL_CHARS = 8_000
#: In class or id of pictures whose alternative text is TeX.
TEX_CLASSES = re.compile(
    r"\b(?:latex|tex|wp-katex|quicklatex-\w+|ql-img-\w+|ee_img|math|mathtex|mimetex|formula|equation)\b"
)
#: What TeX has and the description of a picture has not.
TEX_LIKE = re.compile(r"\\[A-Za-z]+|[\w)}][_^]\s?[\w{\\(]|^\s*\$.+\$\s*$|^[^\s\w]*\w(?:\s*[=<>+*/^-]\s*[\w\\{]+)+$")
#: Settings that stand before a formula of codecogs, such as `\\dpi{120}\\bg_white`.
SETTINGS = re.compile(r"^(?:\s*\\(?:dpi\{\d+\}|bg_\w+|fn_\w+|inline|large|small|tiny|huge|LARGE|Large|Huge)\s*)+")
DISPLAYED = re.compile(r"displayed|display|ql-img-displayed|center|block")
BLOCKS = frozenset({"p", "div", "figure", "dd", "center"})
INLINE = frozenset({"a", "span"})
MAX_PICTURES = 20_000


def read_pictures(tree: LexborHTMLParser) -> None:
    """Replaces every picture of a formula by the formula."""
    for picture in tree.css("img")[:MAX_PICTURES]:
        tex = _tex_of(picture)
        if tex:
            replace(tree, picture, tex, displayed=_is_displayed(picture))


def _tex_of(picture: LexborNode) -> str | None:
    attributes = picture.attributes
    url = attributes.get("src") or ""
    if not url or url.startswith("data:"):
        url = attributes.get("data-src") or attributes.get("data-lazy-src") or url
    if served := _served(url[:MAX_URL_CHARS]):
        return SETTINGS.sub("", plain_tex(served)) or attributes.get("alt")
    alt = (attributes.get("alt") or "").strip()
    marks = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    if alt and (TEX_CLASSES.search(marks) or attributes.get("eeimg")) and TEX_LIKE.search(alt):
        return alt
    return None


def _served(url: str) -> str | None:
    """The formula in the URL of a service that draws it."""
    address, _, query = url.partition("?")
    if any(mark in address for mark in WHOLE_QUERY) and query:
        return unquote(query.replace("&space;", " ").replace("&plus;", "+"))
    for mark in WHOLE_PATH:
        if mark in address:
            return unquote(address.partition(mark)[2])
    for mark, name in SERVICES:
        if mark in url and (values := parse_qs(query).get(name)):
            return values[0]
    return None


def _is_displayed(picture: LexborNode) -> bool:
    """Whether the picture is set apart: by its class, or since it is alone in its block."""
    if DISPLAYED.search(picture.attributes.get("class") or ""):
        return True
    node = picture
    while is_alone(node) and (parent := node.parent) is not None:
        if parent.tag in BLOCKS:
            return True
        if parent.tag not in INLINE:
            return False
        node = parent
    return False
