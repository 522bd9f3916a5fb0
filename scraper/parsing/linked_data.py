"""Linked data: what a page says about itself in JSON-LD, microdata and RDFa, as one flat list of things.

A thing is a dict of JSON values. `@type` is always a list of short names ("NewsArticle"), `@source` says how it was
written (json-ld, microdata, rdfa). What cannot be read is left out: a page never fails for its linked data.

Source:  https://www.w3.org/TR/json-ld11/, https://html.spec.whatwg.org/multipage/microdata.html, https://schema.org/
"""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

from scraper.normalize.text import normalize_text
from scraper.parsing.document import Document, Element

Thing = dict[str, Any]

MAX_SCRIPT_CHARS = 2_000_000  # the largest of 2,159 real pages had 0.4 million
MAX_THINGS = 2_000  # per page; the rest is teasers
MAX_DEPTH = 12  # of nested things; authors and breadcrumbs stand at 2 to 4
MAX_REFERENCE_KEYS = 5  # `@id`, `@type`, `@source`, a name: more is a thing of its own
MAX_REFERENCES = 3  # `@id` after `@id`
MAX_TEXT_TOKENS = 300  # an element with more inside is no short value, but a text

#: A comment at the start that holds no JSON.
COMMENT = re.compile(r"<!--[^{}\[\]]*?-->")
OPENING_WRAPPERS = ("//", "/*", "<![CDATA[", "<!--", "*/")
CLOSING_WRAPPERS = ("//", "*/", "]]>", "-->", ";", "/*")
#: A JSON string (left as it is), or what must not stand outside one: comments, and commas before a closing bracket.
OUTSIDE_STRINGS = re.compile(r'("(?:[^"\\]|\\.)*+"?)|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|//[^\n]*+|,(?=\s*+[}\]])', re.DOTALL)
QUOTE = re.compile(r'\\.|"', re.DOTALL)
#: What follows the end of a string: a colon, a closing bracket, or a comma and the next value.
STRING_END = re.compile(r"\s*+(?:[:}\]]|,\s*+[\"{\[\dtfn}\]-]|$)")
BAD_ESCAPE = re.compile(r'\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|)')
TYPE_END = re.compile(r"[/#:]")

#: Properties whose value is a person or an outlet, so that a link gives a name and an address.
NAMED = frozenset({"author", "creator", "publisher", "contributor", "editor", "translator"})
#: Properties that hold the whole text of a page.
LONG = frozenset({"articleBody", "text", "reviewBody", "commentText", "mainContentOfPage", "comment"})


def read_linked_data(document: Document) -> list[Thing]:
    """Every thing that the page describes: JSON-LD first, then microdata, then RDFa; `@graph` flattened, ids resolved.

    Raises:  nothing; a block that is broken beyond repair, too deep or too large is left out.
    """
    things: list[Thing] = []
    for kind, _, text in document.scripts:
        if "ld+json" in kind and len(text) <= MAX_SCRIPT_CHARS:
            for value in _load(text):
                _flatten(value, things, 0)
    by_id = {thing["@id"]: thing for thing in reversed(things) if isinstance(thing.get("@id"), str) and len(thing) > 3}
    if by_id:
        things = [_resolve(thing, by_id, 0, 0) for thing in things]
    things.extend(_marked_up(document, "itemprop", "itemscope", "itemtype"))
    things.extend(_marked_up(document, "property", "typeof", "typeof"))
    return things[:MAX_THINGS]


def short_types(value: Any) -> list[str]:
    """The short names of a `@type`: "http://schema.org/NewsArticle" and "schema:NewsArticle" are "NewsArticle"."""
    values = value if isinstance(value, list) else [value]
    names = (TYPE_END.split(each.strip().rstrip("/"))[-1].strip() for each in values if isinstance(each, str))
    return [name for name in names if name]


def _load(text: str) -> list[Any]:
    """The JSON values in a script, repaired where it is broken; empty where that does not help."""
    text = text.strip().lstrip("\ufeff")
    for attempt in (_as_written, _repaired, _requoted):
        candidate = attempt(text)
        try:
            return _values(candidate)
        except (ValueError, RecursionError):
            continue
    return []


def _values(text: str) -> list[Any]:
    """One JSON value, or several written one after another."""
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    position = 0
    while position < len(text):
        value, position = decoder.raw_decode(text, position)
        values.append(value)
        while position < len(text) and text[position] in " \t\r\n;,":
            position += 1
    return values


def _as_written(text: str) -> str:
    return text


def _repaired(text: str) -> str:
    """Comments, CDATA marks, trailing commas, wrong escapes and escaped quotation marks taken out."""
    if (comment := COMMENT.match(text)) is not None:
        text = text[comment.end() :]
    text = _unwrapped(text.strip())
    if "&quot;" in text and text.count("&quot;") > text.count('"'):
        text = unescape(text)
    text = BAD_ESCAPE.sub(lambda match: match[0] if match[1] else "", text)
    text = OUTSIDE_STRINGS.sub(lambda match: match[1] or "", text)
    return text.strip()


def _requoted(text: str) -> str:
    """The repaired text with the quotation marks inside its strings escaped: those that nothing of JSON follows."""
    text = _unwrapped(text.strip())
    parts: list[str] = []
    in_string = False
    start = 0
    for match in QUOTE.finditer(text):
        parts.append(text[start : match.start()])
        start = match.end()
        if match[0] != '"':  # escaped as it should be
            parts.append(match[0])
        elif in_string and STRING_END.match(text, start) is None:
            parts.append('\\"')
        else:
            parts.append('"')
            in_string = not in_string
    return _repaired("".join((*parts, text[start:])))


def _unwrapped(text: str) -> str:
    """The text without the comment and CDATA marks around it."""
    found = True
    while found:
        found = False
        for mark in OPENING_WRAPPERS:
            if text.startswith(mark):
                text, found = text[len(mark) :].lstrip(), True
        for mark in CLOSING_WRAPPERS:
            if text.endswith(mark):
                text, found = text[: -len(mark)].rstrip(), True
    return text


def _flatten(value: Any, things: list[Thing], depth: int) -> None:
    if depth > MAX_DEPTH or len(things) >= MAX_THINGS:
        return
    if isinstance(value, list):
        for each in value:
            _flatten(each, things, depth + 1)
    elif isinstance(value, dict):
        graph = value.get("@graph")
        thing = _typed(value, 0)
        if set(thing) - {"@context", "@graph", "@type", "@source", "@id"}:
            thing.pop("@graph", None)
            things.append(thing)
        elif "@id" in thing and thing["@type"]:
            things.append(thing)
        if isinstance(graph, (list, dict)):
            _flatten(graph, things, depth + 1)


def _typed(value: Thing, depth: int) -> Thing:
    """The thing with `@type` as a list of short names, all the way down."""
    thing: Thing = {"@type": short_types(value.get("@type", value.get("type"))), "@source": "json-ld"}
    for name, each in value.items():
        if name in ("@type", "@context", "@graph"):
            continue
        if isinstance(each, (dict, list)):
            if depth >= MAX_DEPTH:
                continue
            each = _typed_value(each, depth + 1)
        thing[TYPE_END.split(name)[-1] if ":" in name else name] = each
    return thing


def _typed_value(value: Any, depth: int) -> Any:
    if isinstance(value, dict):
        return _typed(value, depth)
    if isinstance(value, list) and depth < MAX_DEPTH:
        return [_typed_value(each, depth + 1) for each in value]
    return value if not isinstance(value, list) else []


def _resolve(value: Any, by_id: dict[str, Thing], depth: int, hops: int) -> Any:
    """The value with each bare reference replaced by the thing it means, a few hops deep."""
    if depth > MAX_DEPTH or hops > MAX_REFERENCES:
        return value
    if isinstance(value, list):
        return [_resolve(each, by_id, depth + 1, hops) if isinstance(each, (dict, list)) else each for each in value]
    identity = value.get("@id")
    if depth and isinstance(identity, str) and len(value) <= MAX_REFERENCE_KEYS:
        target = by_id.get(identity)
        if target is None or hops >= MAX_REFERENCES:
            return value
        # A referenced thing's own references are left alone but for its names: a graph of pages points in circles.
        own = {name: each for name, each in value.items() if each and not isinstance(each, (dict, list))}
        plain = {name: each for name, each in target.items() if not isinstance(each, (dict, list)) or name == "@type"}
        return {**plain, **own}
    return {
        name: _resolve(each, by_id, depth + 1, hops) if isinstance(each, (dict, list)) and name != "@type" else each
        for name, each in value.items()
    }


def _marked_up(document: Document, prop: str, scope: str, kind: str) -> list[Thing]:
    """The things written into the markup itself; properties outside of any scope are one thing without a type."""
    source = "microdata" if prop == "itemprop" else "rdfa"
    prop_mark, scope_mark = f'{prop}="', f'{scope}="'
    markup = document.markup
    scopes, props = markup.holding(scope_mark), markup.holding(prop_mark)
    if not (props if source == "microdata" else scopes):
        return []
    tokens = sorted({*scopes, *props})
    orphan: Thing = {"@type": [], "@source": source}
    things: list[Thing] = []
    open_scopes: list[tuple[int, Thing]] = []  # (closing token, thing), outermost first
    for token in tokens[: MAX_THINGS * 4]:
        element = Element(markup, token)
        while open_scopes and open_scopes[-1][0] < element.token:
            open_scopes.pop()
        around = open_scopes[-1][1] if open_scopes else None
        names = (element.get(prop) or "").split()
        value: Any = None
        if scope in element.attrs:
            value = {"@type": short_types((element.get(kind) or "").split()), "@source": source}
            _own_address(element, value)
            open_scopes.append((element.end, value))
            if not names or around is None:
                things.append(value)
        if around is None and (value is not None or source == "rdfa"):
            continue
        for name in names:
            short = TYPE_END.split(name)[-1]
            if short in LONG:
                continue
            _add(
                around if around is not None else orphan, short, value if value is not None else _value(element, short)
            )
    if len(orphan) > 2:
        things.append(orphan)
    return things


def _own_address(element: Element, thing: Thing) -> None:
    address = element.get("itemid") or element.get("resource") or (element.tag == "a" and element.get("href"))
    if address:
        thing["@id"] = address


def _value(element: Element, name: str) -> Any:
    """What a property says: an attribute made for machines, or the element's text."""
    content = element.get("content")
    if content:
        return normalize_text(content)
    if element.tag == "time" or element.get("datetime"):
        return element.get("datetime") or element.text
    if element.tag in ("img", "audio", "video", "embed", "iframe", "source"):
        return element.get("src") or element.get("data-src")
    if element.end - element.token > MAX_TEXT_TOKENS:
        return None
    if element.tag in ("a", "link", "area"):
        if name in NAMED and element.tag == "a":
            return {"@type": [], "@source": "markup", "name": element.text, "url": element.get("href")}
        if name in ("url", "image", "mainEntityOfPage", "item", "sameAs", "logo"):
            return element.get("href")
    return element.text or element.get("href")


def _add(thing: Thing, name: str, value: Any) -> None:
    """Set a property; a second value makes a list."""
    if value is None or value == "":
        return
    if name not in thing:
        thing[name] = value
    elif isinstance(thing[name], list):
        thing[name].append(value)
    else:
        thing[name] = [thing[name], value]
