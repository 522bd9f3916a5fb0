"""The text of a feed -> its URLs: RSS 0.9x to 2.0, RSS 1.0, Atom, JSON Feed; sitemaps are read alike.

XML is parsed by expat in one piece, and entities that the document declares are refused. XML that is not well-formed is
read again from the events of a lenient parser, which the caller supplies.

Sources: https://www.rssboard.org/rss-specification , https://www.rfc-editor.org/rfc/rfc4287 ,
https://www.jsonfeed.org/version/1.1/ , https://web.resource.org/rss/1.0/spec
"""

from __future__ import annotations

import codecs
import dataclasses
import gzip
import html
import io
import json
import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html.entities import html5
from typing import Any
from xml.parsers import expat

from scraper.errors import FeedError, FeedLimitError
from scraper.normalize.dates import normalize_date
from scraper.normalize.text import normalize_text
from scraper.normalize.urls import absolute_url, same_site
from scraper.records import Feed, FeedItem, Origin, Relation
from scraper.sources.sitemaps import read_plain_text

MAX_DEPTH = 100  # levels of nested elements; feeds have some 6
#: One tag with its attributes: expat compares each attribute with all others of its element.
MAX_TAG_CHARS = 65_536
MAX_TITLE_CHARS = 1_000  # a bound for hostile feeds
LOOK_CHARS = 4_096  # enough for a feed's declaration, comments and root
UNPACKED_AT_ONCE = 65_536  # bytes; memory exceeds the limit by up to this much for a moment
CUT = "it is cut off"

GZIP_START = b"\x1f\x8b"
BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
DECLARED_ENCODING = re.compile(rb"<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")

#: Root element -> the elements that hold an entry.
ITEMS = {
    "rss": frozenset({"item"}),
    "rdf": frozenset({"item"}),
    "channel": frozenset({"item"}),
    "feed": frozenset({"entry"}),
    "urlset": frozenset({"url", "sitemap"}),
    "sitemapindex": frozenset({"sitemap", "url"}),
}
KINDS = {"rss": "rss", "rdf": "rss", "channel": "rss", "feed": "atom", "urlset": "sitemap", "sitemapindex": "sitemap"}
ROOT = re.compile(rf"<(?:[A-Za-z_][\w.-]*:)?({'|'.join(ITEMS)})(?=[\s/>])", re.IGNORECASE)
PAGE = re.compile(
    r"\s*(?>(?:<\?xml[^>]*>|<!--.*?-->)\s*)*<(?:!doctype\s+html|html|head|body)(?=[\s>])", re.IGNORECASE | re.DOTALL
)
OTHER_DOCTYPE = re.compile(r"<!doctype\s+(?!html[\s>])", re.IGNORECASE)
LONG_TAG = re.compile(rf"<(?![!?])[^<]{{{MAX_TAG_CHARS},}}")
TAG_END = re.compile(r"""[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*""")
ENTITY = re.compile(r"<!ENTITY|<!DOCTYPE[^>]*\[", re.IGNORECASE)
MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")

#: What is read of an item; prefixes are matched as documents on the web write them.
TITLES = ("title", "news:title", "dc:title")
PUBLISHED = ("published", "pubdate", "news:publication_date", "issued", "dcterms:created", "dcterms:issued", "dc:date",
             "date", "created")  # fmt: skip
MODIFIED = ("updated", "modified", "lastmod", "dcterms:modified", "a10:updated", "atom:updated")
WANTED = frozenset({*TITLES, *PUBLISHED, *MODIFIED, "link", "atom:link", "guid", "id", "loc", "source", "content",
                    "feedburner:origlink"})  # fmt: skip
#: Elements inside an item whose children count as the item's.
GROUPS = frozenset({"news:news"})

#: Events of a lenient parser: ("start", name, attributes), ("end", name, None), ("text", text, None).
Event = tuple[str, str, Mapping[str, str] | None]
Lenient = Callable[[str], Iterable[Event]]


def unpacked(content: bytes, url: str | None, max_bytes: int) -> tuple[bytes, str | None]:
    """The bytes of a feed, decompressed if they are gzip, and what is wrong with their end.

    Raises FeedLimitError past `max_bytes`, FeedError for corrupt gzip data.
    """
    if not content.startswith(GZIP_START):
        return content, None
    out, damage = bytearray(), None
    with gzip.GzipFile(fileobj=io.BytesIO(content)) as members:
        try:
            while piece := members.read1(UNPACKED_AT_ONCE):
                out += piece
                if len(out) > max_bytes:
                    raise FeedLimitError(url, f"it has more than {max_bytes} bytes after decompression")
        except EOFError:
            damage = CUT
        except gzip.BadGzipFile as error:
            if not out or not str(error).startswith("Not a gzipped file"):
                raise FeedError(url, f"broken gzip data: {error}") from error
            damage = "what follows its gzip data is none"
        except zlib.error as error:
            raise FeedError(url, f"broken gzip data: {error}") from error
    return bytes(out), damage


def declared_type(content: bytes, content_type: str | None) -> str | None:
    """The content type with the encoding of the XML declaration, if the header names none."""
    if content.startswith(BOMS) or "charset" in (content_type or "").lower():
        return content_type
    match = DECLARED_ENCODING.search(content[:LOOK_CHARS])
    return f"text/xml; charset={match[1].decode('ascii')}" if match else content_type


def is_page(text: str) -> bool:
    """Whether a text is an HTML page rather than a feed."""
    start = text[:LOOK_CHARS].lstrip("\ufeff \t\r\n")
    is_feed = ROOT.search(start) is not None or OTHER_DOCTYPE.search(start) is not None
    return PAGE.match(start) is not None or (start.startswith("<") and not is_feed)


def read_feed(text: str, url: str | None, lenient: Lenient, damage: str | None = None) -> Feed:
    """Reads a feed or sitemap; `url` is its own, the base of its links, `damage` what is known to be wrong with it.

    A feed that is cut off gives the items it has, without a last URL that may be incomplete, and says so in `damage`.

    Raises:  FeedError for any other text; FeedLimitError for one that declares entities or goes past a limit.
    """
    text = text.lstrip("\ufeff \t\r\n")
    if text.startswith(("{", "[")):
        return dataclasses.replace(_read_json(text, url), damage=damage)
    root = ROOT.search(text[:LOOK_CHARS])
    if root is None and not text.startswith("<"):
        whole = text[: text.rfind("\n") + 1] if damage == CUT else text
        return dataclasses.replace(read_plain_text(whole, url), damage=damage)
    try:
        return dataclasses.replace(_read_xml(text, url), damage=damage)
    except expat.ExpatError as error:
        if root is None:
            raise FeedError(url, f"neither a feed nor a sitemap: {error}") from error
        if ENTITY.search(text[: root.start()]):
            raise FeedLimitError(url, "its document type declares entities") from None
        text = text[root.start() :]
        if not _is_ended(text, root[0]):
            text, damage = text[: text.rfind(">") + 1], CUT
        return dataclasses.replace(_read_broken(text, url, lenient), damage=damage)


def _is_ended(text: str, root: str) -> bool:
    """Whether the root element, or the channel in it, is closed."""
    text = text.lower()
    return f"</{root[1:].lower()}" in text or "</channel" in text


def _read_broken(text: str, url: str | None, lenient: Lenient) -> Feed:
    reader = _Reader(url)
    for kind, name, attributes in lenient(text):
        if kind == "start":
            reader.start(name, attributes or {})
        elif kind == "end":
            reader.end(name)
        else:
            reader.text(name)
    return reader.feed()


def _read_xml(text: str, url: str | None) -> Feed:
    """Raises ExpatError if the text is not well-formed."""
    for match in LONG_TAG.finditer(text):
        end = TAG_END.match(text, match.start(), match.end())
        if end is not None and end.end() - end.start() > MAX_TAG_CHARS:
            raise FeedLimitError(url, f"a tag has more than {MAX_TAG_CHARS} characters")
    reader = _Reader(url)
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: Any) -> None:
        raise FeedLimitError(url, "its document type declares entities")

    def start_doctype(name: str, system: str | None, public: str | None, has_subset: bool) -> None:
        if has_subset:
            refuse()

    def skipped_entity(name: str, is_parameter: bool) -> None:
        if not is_parameter:
            reader.text(html5.get(f"{name};", ""))

    parser.StartDoctypeDeclHandler = start_doctype
    parser.EntityDeclHandler = refuse
    parser.SkippedEntityHandler = skipped_entity
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.Parse(text, True)  # a str, so that the encoding declared in the document is ignored
    return reader.feed()


@dataclass(slots=True)
class _Field:
    """One element of an item."""

    name: str
    attributes: Mapping[str, str]
    base: str | None
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts).strip()


@dataclass(slots=True)
class _Item:
    name: str
    prefix: str
    depth: int
    base: str | None
    about: str | None  # RSS 1.0: the URL as an attribute
    fields: list[_Field] = field(default_factory=list)

    def texts(self, names: Iterable[str]) -> Iterable[str]:
        """The texts of the item's elements, in the order of the names."""
        return (each.text for name in names for each in self.fields if each.name == name and each.parts)


class _Reader:
    """Collects the items from a parser's events. Element names are case-insensitive."""

    def __init__(self, url: str | None) -> None:
        self._url = url
        self._kind = ""
        self._tags: frozenset[str] = frozenset()
        self._open: list[str] = []
        self._bases: list[str | None] = [url]
        self._items: list[_Item] = []
        self._item: _Item | None = None
        self._field: _Field | None = None
        self._field_depth = 0
        self._home = _Field("link", {}, url)  # the feed's site
        self._is_home = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        name = name.lower()
        prefix, _, local = name.rpartition(":")
        if not self._kind and local in KINDS:
            self._kind, self._tags = KINDS[local], ITEMS[local]
        item = self._item
        if item is not None and item.name == name:
            self.end(name)  # the previous item's end tag is missing
            item = None
        depth = len(self._open) + 1
        if depth > MAX_DEPTH:
            raise FeedLimitError(self._url, f"elements nested deeper than {MAX_DEPTH}")
        base = self._bases[-1]
        if attributes and (own := attributes.get("xml:base")):
            base = absolute_url(own, base) or base
        self._open.append(name)
        self._bases.append(base)
        if item is None:
            if local in self._tags:
                self._item = _Item(name, prefix, depth, base, attributes.get("rdf:about"))
            elif local == "link" and depth <= 3 and not self._home.text and self._leads_home(attributes):
                self._home = _Field("link", attributes, base)
                self._is_home = True
        elif self._field is None and (depth == item.depth + 1 or self._open[-2] in GROUPS):
            short = local if prefix == item.prefix else name
            if short in WANTED:
                self._field, self._field_depth = _Field(short, attributes, base), depth

    def _leads_home(self, attributes: Mapping[str, str]) -> bool:
        return attributes.get("rel", "alternate") == "alternate" and not self._home.attributes.get("href")

    def end(self, name: str) -> None:
        name = name.lower()
        if self._open and self._open[-1] != name and name not in self._open:
            return  # an end tag without a start tag
        while self._open:  # more than one only if end tags are missing
            depth = len(self._open)
            closed = self._open.pop()
            self._bases.pop()
            self._is_home = False
            if self._item is not None:
                if self._field is not None and depth <= self._field_depth:
                    self._item.fields.append(self._field)
                    self._field = None
                if depth <= self._item.depth:
                    self._items.append(self._item)
                    self._item = None
            if closed == name:
                return

    def text(self, text: str) -> None:
        if self._field is not None:
            self._field.parts.append(text)
        elif self._is_home:
            self._home.parts.append(text)

    def feed(self) -> Feed:
        """The feed that was read. Raises FeedError if the root is not a feed's."""
        while self._open:
            self.end(self._open[-1])
        if not self._kind:
            raise FeedError(self._url, "neither a feed nor a sitemap")
        home = absolute_url(self._home.attributes.get("href") or self._home.text, self._home.base)
        items, leads_to, nameless = [], [], 0
        for each in self._items:
            item = _feed_item(each, self._url, home, is_sitemap=self._kind == "sitemap")
            if item is None:
                nameless += 1
            elif each.name.endswith("sitemap"):
                leads_to.append(item)
            else:
                items.append(item)
        return Feed(self._kind, tuple(items), tuple(leads_to), nameless)


def _feed_item(item: _Item, source: str | None, home: str | None, *, is_sitemap: bool) -> FeedItem | None:
    url = next(filter(None, (absolute_url(href, base) for href, base in _links(item))), None)
    if url is None or not url.startswith("http"):
        return None
    title = next(filter(None, map(_plain_title, item.texts(TITLES))), None)
    return FeedItem(
        url,
        title,
        next(filter(None, map(normalize_date, item.texts(PUBLISHED))), None),
        next(filter(None, map(normalize_date, item.texts(MODIFIED))), None),
        source,
        None if is_sitemap else _stated_origin(item) or _off_site(url, source, home),
    )


def _links(item: _Item) -> Iterable[tuple[str, str | None]]:
    """URLs that may be the item's, likeliest first, each with its base URL."""
    fields = item.fields
    for each in fields:
        if each.name in ("loc", "feedburner:origlink"):
            yield each.text, each.base
    for each in fields:
        if each.name == "link" and "href" not in each.attributes:
            yield each.text, each.base
    alternates = [each for each in fields if each.name in ("link", "atom:link")
                  and each.attributes.get("rel", "alternate").lower() == "alternate"]  # fmt: skip
    for each in sorted(alternates, key=lambda link: "html" not in link.attributes.get("type", "html")):
        yield each.attributes.get("href", ""), each.base
    for each in fields:
        if each.name == "guid" and _is_permalink(each.attributes):
            yield _address_only(each.text), each.base
    if item.about:
        yield item.about, item.base
    for each in fields:
        if each.name == "id":
            yield _address_only(each.text), None
        elif each.name == "content":
            yield each.attributes.get("src", ""), each.base


def _is_permalink(attributes: Mapping[str, str]) -> bool:
    value = attributes.get("isPermaLink") or attributes.get("ispermalink") or "true"
    return value.strip().lower() != "false"


def _address_only(text: str) -> str:
    """An identifier that is a URL; else None."""
    return text if text.startswith(("http://", "https://")) else ""


def _stated_origin(item: _Item) -> Origin | None:
    """Where an item says it comes from: <source url> of RSS, a link `via` of Atom."""
    for each in item.fields:
        href, name = None, ""
        relation: Relation = "unknown"
        if each.name == "source":  # its URL is that of the feed that the item comes from
            href, name, relation = each.attributes.get("url"), each.text, "syndication"
        elif each.name in ("link", "atom:link") and each.attributes.get("rel", "").lower() == "via":
            href, name = each.attributes.get("href"), each.attributes.get("title", "")
        url = absolute_url(href, each.base)
        if url is not None and url.startswith("http"):
            return Origin(name=_plain_title(name), url=url, relation=relation)
    return None


def _off_site(url: str, source: str | None, home: str | None) -> Origin | None:
    known = [each for each in (source, home) if each and each.startswith("http")]
    return None if not known or any(same_site(url, each) for each in known) else Origin(url=url)


def _plain_title(text: str) -> str | None:
    """A title as plain text: feeds write it as text, as HTML, or as HTML escaped twice."""
    text = text[: 4 * MAX_TITLE_CHARS]
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = html.unescape(MARKUP.sub("", text))
    return normalize_text(text)[:MAX_TITLE_CHARS] or None


def _read_json(text: str, url: str | None) -> Feed:
    try:
        data = json.loads(text)
    except RecursionError as error:
        raise FeedLimitError(url, "its values are nested too deep") from error
    except ValueError as error:
        raise FeedError(url, f"broken JSON: {error}") from error
    entries = data.get("items") if isinstance(data, dict) else None
    if not isinstance(entries, list):
        raise FeedError(url, "neither a feed nor a sitemap: JSON without a list of items")
    home = _text(data.get("home_page_url"))
    items = [_json_item(each, url, home) for each in entries]
    found = tuple(each for each in items if each is not None)
    return Feed("json", found, nameless=len(items) - len(found))


def _json_item(entry: Any, source: str | None, home: str | None) -> FeedItem | None:
    if not isinstance(entry, dict):
        return None
    external = absolute_url(_text(entry.get("external_url")), source)
    texts = (_text(entry.get("url")), external, _address_only(_text(entry.get("id")) or ""))
    url = next(filter(None, (absolute_url(each, source) for each in texts)), None)
    if url is None or not url.startswith("http"):
        return None
    return FeedItem(
        url,
        _plain_title(_text(entry.get("title")) or ""),
        normalize_date(_text(entry.get("date_published")) or ""),
        normalize_date(_text(entry.get("date_modified")) or ""),
        source,
        Origin(url=external) if external else _off_site(url, source, home),
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
