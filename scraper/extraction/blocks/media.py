"""Which pictures, embeds and rules belong to the body? Those that stand among its lines, or lead it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from scraper.extraction.blocks.captions import is_named_caption
from scraper.extraction.blocks.frames import IMAGE_LINK, frame_of, is_control
from scraper.extraction.blocks.pictures import PICTURES, image_url
from scraper.extraction.page.hints import class_bits, judge_tag
from scraper.extraction.page.pictures import file_name
from scraper.extraction.page.view import PageView
from scraper.parsing.document import Document, Element, Line

LEAD_LINES = 12  # a lead picture stands at most so many lines above the body's first
HEADER_LINES = 30  # what may stand between the title and the body: byline, share bar, pictures
MAX_GALLERY_LINES = 120  # of pictures, captions and buttons
MIN_HEADLINE = 25  # characters of a link that is a headline and no name
ABOVE_TITLE = 6  # a lead picture above the title stands at most so many lines above it
#: What hints that a picture inside it is not the article's, where the box holds no line of the body.
FURNITURE_TAGS = frozenset(("nav", "footer", "aside", "form", "noscript"))
_FURNITURE = class_bits("related", "nav", "footer", "ad", "comment", "bio")
#: Names of boxes and files that no picture of the text goes by.
STRANGER = re.compile(
    r"avatar|author|byline|profile-|headshot|gravatar|logo|emoji|(?<![a-z])(?<!gallery-)(?:icon|social|ad|ads|share|sharing)(?![a-z])|"
    r"sidebar|newsletter|sign-?up|subscri|sponsor|advert|banner|related|recommend|comment|tracking|donat",
    re.IGNORECASE,
)
STRANGE_FILE = re.compile(r"avatar|headshot|emoji|sprite", re.IGNORECASE)
PORTRAITS = re.compile(r"/(?:authors?|avatars?|headshots?)/", re.IGNORECASE)  # folders


def body_media(view: PageView, chosen: list[int]) -> set[int]:
    """The indexes of the lines without text (pictures, embeds, rules) that belong to the body."""
    if not chosen:
        return set()
    document, title = view.document, view.title_line
    lines = document.lines
    first, last = chosen[0], chosen[-1]
    start = first - LEAD_LINES
    anchors = chosen
    if title is not None and first - HEADER_LINES <= title < first:
        start = title - ABOVE_TITLE
        anchors = [title, *chosen]
    container = _common(lines[first], lines[last])
    reader = _Boxes(document, anchors, frozenset(chosen), {container.token: True})
    leads = {file_name(url) for url in document.meta.get("og:image", ())}
    out = set()
    for line in lines[max(start, 0) : last + 2]:
        if not line.media or line.hidden:
            continue
        element = line.element
        if element.tag == "hr":
            if first < line.index < last:
                out.add(line.index)
        elif (element.within(container) or line.index < first) and reader.belongs(line):
            above = title is not None and anchors is not chosen and line.index < title
            if not above or reader.frame or file_name(image_url(document, element) or "") in leads:
                out.add(line.index)
    return out


def _common(one: Line, other: Line) -> Element:
    """The innermost element around two lines."""
    node = one.element
    while not other.element.within(node):
        parent = node.parent
        if parent is None:
            break
        node = parent
    return node


@dataclass
class _Boxes:
    """Tells of one picture after another whether the boxes around it are the body's."""

    document: Document
    anchors: list[int]  # the lines of the body, and the title's: a box that holds one is the article's
    chosen: frozenset[int]
    parts: dict[int, bool]  # opening token -> whether pictures in it are the body's
    frame: Element | None = None  # the own box of the picture that was asked for last

    def belongs(self, line: Line) -> bool:
        """Whether no part of the page around the picture is furniture, or a box whose words are not the body's."""
        element = line.element
        path: list[Element] = []
        node: Element | None = element
        while node is not None and node.token not in self.parts:
            path.append(node)
            node = node.parent
        verdict = True if node is None else self.parts[node.token]
        frame = self.frame = frame_of(self.document, line, self.chosen) if verdict else None
        in_figure = False
        for node in reversed(path):
            in_figure = in_figure or node == frame or node.tag == "figure" or is_named_caption(node)
            if verdict and not _holds_any(self.anchors, node.first_line, node.last_line):
                verdict = self._is_ours(node) if in_figure else self._is_bare(node)
                verdict = verdict and not (node.tag == "figure" and self._is_teaser(node))
            self.parts[node.token] = verdict
        return verdict

    def _is_ours(self, node: Element) -> bool:
        return (node.tag not in FURNITURE_TAGS or node == self.frame) and not _is_strange(node)

    def _is_teaser(self, figure: Element) -> bool:
        """Whether a figure has no caption but a headline that leads to another page."""
        lines = [line for line in self.document.lines_of(figure) if line.text and not line.hidden]
        if any(is_named_caption(line.element) or line.element.closest("figcaption") for line in lines):
            return False
        return any(
            MIN_HEADLINE <= len(line.text) <= line.link_chars
            and not IMAGE_LINK.search((line.inner.closest("a") or figure).get("href") or "")
            for line in lines
        )

    def _is_bare(self, node: Element) -> bool:
        """Whether a box around no more than a picture is no furniture either."""
        return (
            self._is_ours(node)
            and not judge_tag(node.tag, node.raw) & _FURNITURE
            and (node.tag in ("body", "html") or self._says_nothing(node))
            and (node.tag != "button" or bool(node.inside("figure")))
        )

    def _says_nothing(self, node: Element) -> bool:
        """Whether a box has no words but figures' captions, and no link but to larger pictures: a gallery."""
        if not self.document.chars(node):
            return True
        if node.last_line - node.first_line > MAX_GALLERY_LINES:
            return False
        words = [
            each for each in self.document.lines_of(node) if each.text and not each.hidden and not is_control(each)
        ]
        if not words or not all(each.element.closest("figcaption") for each in words):
            return False
        links = [each for each in (node, *node.inside("a")) if each.tag == "a"]
        return all(IMAGE_LINK.search(each.get("href") or "") for each in links)


def _is_strange(node: Element) -> bool:
    names = f"{node.get('class') or ''} {node.get('id') or ''}"
    if STRANGER.search(names):
        return True
    source = node.get("src") or ""
    is_strange = STRANGE_FILE.search(file_name(source)) or PORTRAITS.search(source)
    return node.tag in PICTURES and is_strange is not None


def _holds_any(indexes: list[int], first: int, last: int) -> bool:
    """Whether any of the indexes, which are in order, lies in [first, last)."""
    place = bisect_left(indexes, first)
    return place < len(indexes) and indexes[place] < last
