"""XML that is not well-formed, as the web has it, read by the HTML parser: no entity of its own, no error, no network.

Every element is renamed before, so that HTML's own rules (an empty <link>, a <title> of text only, an <image> that
becomes <img>) apply to none of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from scraper.errors import ParseError
from scraper.options import ExtractOptions
from scraper.parsing.document import unescape
from scraper.parsing.tags import ATTRIBUTE
from scraper.parsing.walking import build_document

PREFIX = "x-"
CDATA_START, CDATA_END = "<![CDATA[", "]]>"
NAME_START = re.compile(r"(?<=<)(?=[A-Za-z_])|(?<=</)(?=[A-Za-z_])")
EMPTY_TAG = re.compile(rf"<({PREFIX}[^\s<>/]++)([^<>]*)/>")
TAG = re.compile(r"<(/?)([A-Za-z_][^\s<>/]*+)")
#: Open elements looked at for ends without a start, all together: some tenth of a second.
MAX_STEPS = 10_000_000

Event = tuple[str, str, dict[str, str] | None]


def lenient_events(text: str, url: str | None, options: ExtractOptions) -> Iterator[Event]:
    """The events of a text: ("start", name, attributes), ("end", name, None), ("text", text, None).

    Names are in lower case, and an element has an end wherever one is missing.

    Raises ParseError past a limit of the parser.
    """
    _check_depth(text, url, options.max_depth)
    markup = build_document(
        _as_unknown_elements(text), url, max_elements=options.max_elements, max_depth=options.max_depth
    ).markup
    for tag, raw, behind in zip(markup.tags, markup.raws, markup.texts, strict=True):
        name = tag.removeprefix("/")
        if name.startswith(PREFIX):
            if name == tag:
                yield "start", name[len(PREFIX) :], {key: unescape(value) for key, value in ATTRIBUTE.findall(raw)}
            else:
                yield "end", name[len(PREFIX) :], None
        if behind:
            yield "text", unescape(behind), None


def _as_unknown_elements(text: str) -> str:
    """The text with a prefix before every name, an end for every empty element, and CDATA as escaped text."""
    first, *rest = text.split(CDATA_START)
    out = [_renamed(first)]
    for piece in rest:
        inside, end, behind = piece.partition(CDATA_END)
        out.append(inside.replace("&", "&amp;").replace("<", "&lt;"))
        if end:
            out.append(_renamed(behind))
    return "".join(out)


def _renamed(text: str) -> str:
    return EMPTY_TAG.sub(r"<\1\2></\1>", NAME_START.sub(PREFIX, text))


def _check_depth(text: str, url: str | None, limit: int) -> None:
    """Raises ParseError where more elements are open at once, or where ends without a start would cost too much.

    An end closes all that is open inside its element; one without a start is looked for among all open elements.
    """
    stack: list[str] = []
    count: Counter[str] = Counter()
    steps = 0
    for match in TAG.finditer(text):
        slash, name = match.groups()
        if not slash:
            stack.append(name)
            count[name] += 1
            if len(stack) > limit:
                raise ParseError(url, f"more than {limit} elements are open at once")
        elif not count[name]:
            steps += len(stack)
            if steps > MAX_STEPS:
                raise ParseError(url, "too many ends of elements that were never begun")
        else:
            closed = None
            while closed != name:
                closed = stack.pop()
                count[closed] -= 1
