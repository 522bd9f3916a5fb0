"""The nouns: Page, Article and its parts, Trace. Frozen, plain, and able to cross a process boundary."""

from __future__ import annotations

import dataclasses
import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, Literal, get_args

SCHEMA = 1

# The vocabularies of a record; docs/record.md explains each word.
Kind = Literal["article", "forum", "product", "service", "documentation", "collection", "listing"]
Role = Literal[
    "author", "reporter", "translator", "reviser", "editor", "interviewer", "interviewee", "photographer", "poster"
]
Scheme = Literal["section", "region", "theme", "report", "tag"]
Relation = Literal["republication", "translation", "excerpt", "rerun", "syndication", "unknown"]
NoticeKind = Literal[
    "disclaimer", "license", "permission", "copyright", "fair_use", "contact", "correction", "rerun", "translation",
    "promotion",
]  # fmt: skip
CaptureKind = Literal[
    "live", "file", "wayback", "archive_today", "google_cache", "amp", "print", "mhtml", "rendered", "api",
    "warc",
]  # fmt: skip
#: The WARC records that a page is kept as.
KeptKind = Literal["response", "revisit", "conversion"]
#: What became of a line.
Fate = Literal["body", "field", "notice", "dropped"]
FATES: tuple[Fate, ...] = get_args(Fate)

WORDS = re.compile(r"\w+")

#: The prefix of a record's warning that a profile no longer fits its site.
OF_PROFILE = "the profile "
#: Nesting of blocks and of items allowed in a record that is read back; extraction stops at 20.
MAX_NESTING = 100
#: Block kinds whose words make up `Article.text`.
TEXT_KINDS = frozenset({"heading", "paragraph", "quote", "list", "table", "code", "footnote"})


@dataclass(frozen=True, slots=True)
class WarcPlace:
    """Where a record of a WARC file begins."""

    file: str
    offset: int  # bytes from the beginning of the file


@dataclass(frozen=True, slots=True)
class KeptAt:
    """The WARC record of a fetched page: its response, the `revisit` that stands for one, or a rendered page's DOM."""

    url: str  # its WARC-Target-URI: where the page was received
    record: WarcPlace
    kind: KeptKind
    at: datetime  # aware, UTC: its WARC-Date
    digest: str = ""  # of the payload as received: `sha1:` and base32; "" where the server said that nothing changed
    payload: WarcPlace | None = None  # the record that holds the payload, another one for a revisit; None: not read


@dataclass(frozen=True, slots=True)
class Page:
    """What a server or a file gave: raw bytes, nothing decoded."""

    url: str | None  # as requested
    final_url: str | None  # after redirects
    content: bytes
    content_type: str | None = None  # the Content-Type header, whole
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    fetched_at: datetime | None = None  # aware, UTC
    capture_kind: CaptureKind = "live"
    kept: KeptAt | None = None


@dataclass(frozen=True, slots=True)
class Exchanged:
    """One request and its response, without the framing of the connection (chunks)."""

    url: str  # of this hop
    at: datetime  # aware, UTC: when the request was sent
    request: list[tuple[bytes, bytes]]
    status: int
    reason: bytes
    version: bytes  # of the response: HTTP/1.1
    headers: list[tuple[bytes, bytes]]  # as received
    payload: bytes = field(default=b"", repr=False)  # as received, its content encodings still on
    is_whole: bool = True  # False where the body was not read, as of a redirect


@dataclass(frozen=True, slots=True)
class NextPage:
    """The URL of an article's next page; `certain`: it is this page's URL with a page number.

    If it is not certain, only that page's headline can tell whether the article continues there.
    """

    url: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Validators:
    """Validators for a conditional request."""

    url: str  # the final URL, to which they belong
    etag: str | None  # verbatim, weak or strong
    last_modified: str | None  # verbatim
    body_sha256: str  # SHA-256 of the body in 64 hex digits, for servers that send neither


@dataclass(frozen=True, slots=True)
class RobotsCopy:
    """A host's robots.txt; `content` is empty if everything is allowed."""

    content: bytes
    fetched_at: float  # POSIX seconds


@dataclass(frozen=True, slots=True)
class HostNotes:
    """What is remembered about one origin; times are POSIX seconds, 0 for none."""

    last_request: float = 0.0
    not_before: float = 0.0
    robots: RobotsCopy | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """An annotation of the characters [start, end) of a text.

    kind: link, strong, emphasis, code, subscript, superscript, strike, note_ref, math, language.
    """

    start: int
    end: int
    kind: str
    url: str | None = None
    id: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list."""

    text: str
    spans: tuple[Span, ...] = ()
    items: tuple[Item, ...] = ()
    ordered: bool | None = None  # of `items`


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table."""

    text: str
    spans: tuple[Span, ...] = ()
    header: bool = False
    colspan: int | None = None
    rowspan: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the body, in reading order.

    kind: heading, paragraph, quote, list, table, code, image, embed, footnote, math, rule. Fields that do not apply to
    the kind are None or empty, and absent from `to_dict()`.
    """

    kind: str
    text: str = ""
    spans: tuple[Span, ...] = ()
    level: int | None = None
    attribution: str | None = None
    cite: str | None = None
    blocks: tuple[Block, ...] = ()
    ordered: bool | None = None
    start: int | None = None
    items: tuple[Item, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    caption: str | None = None
    code_language: str | None = None
    url: str | None = None
    alt: str | None = None
    credit: str | None = None
    provider: str | None = None
    id: str | None = None
    number: str | None = None
    latex: str | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """One credited name. For role and kind see docs/record.md."""

    name: str
    role: Role = "author"
    kind: str = "unknown"
    honorific: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """One category."""

    name: str
    scheme: Scheme
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """One printed notice, verbatim."""

    kind: NoticeKind
    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Rights:
    """What the notices state about rights."""

    holders: tuple[str, ...] = ()
    year: int | None = None
    license: str | None = None
    asserted_by: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """One step of where this copy says it comes from."""

    name: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None
    language: str | None = None
    relation: Relation = "unknown"
    statement: str | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """The kind of copy that was read."""

    kind: CaptureKind = "live"
    captured_at: str | None = None
    archive_url: str | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """One picture of the article."""

    url: str
    alt: str | None = None
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class TraceLine:
    """What became of one visible line of the page.

    reason: the field's or notice's name, or why the line was dropped.
    """

    text: str
    fate: Fate
    reason: str
    where: str  # path of tags from the root


@dataclass(frozen=True, slots=True)
class Trace:
    """What became of every visible line of the page, and of each hidden line that was kept, in reading order."""

    lines: tuple[TraceLine, ...] = ()
    title_at: int = -1  # index in `lines` of the line with the title; -1 if none has it

    @property
    def shares(self) -> dict[str, float]:
        """Each fate's share of the visible characters after the title, 0 to 1."""
        chars = dict.fromkeys(FATES, 0)
        for line in self.lines[self.title_at + 1 :]:
            chars[line.fate] += len(line.text)
        whole = sum(chars.values())
        return {fate: count / whole if whole else 0.0 for fate, count in chars.items()}

    @property
    def dropped(self) -> tuple[TraceLine, ...]:
        """What was dropped after the title, as blocks: adjacent lines with one reason, joined by newlines."""
        blocks: list[TraceLine] = []
        is_next = False
        for line in self.lines[self.title_at + 1 :]:
            kind = line.reason.partition(" (")[0]
            if line.fate != "dropped":
                is_next = False
            elif is_next and blocks[-1].reason == kind:
                last = blocks[-1]
                blocks[-1] = TraceLine(f"{last.text}\n{line.text}", last.fate, kind, last.where)
            else:
                blocks.append(TraceLine(line.text, line.fate, kind, line.where))
                is_next = True
        return tuple(blocks)


@dataclass(frozen=True, slots=True)
class Article:
    """One normalized article; docs/record.md explains every field."""

    url: str | None = None
    final_url: str | None = None
    canonical_url: str | None = None
    normal_url: str | None = None
    kind: Kind = "article"
    title: str | None = None
    subtitle: str | None = None
    byline: str | None = None
    authors: tuple[Author, ...] = ()
    published: str | None = None
    modified: str | None = None
    site: str | None = None
    language: str | None = None
    page_language: str | None = None
    categories: tuple[Category, ...] = ()
    summary: str | None = None
    body: tuple[Block, ...] = ()
    notices: tuple[Notice, ...] = ()
    rights: Rights = Rights()
    origins: tuple[Origin, ...] = ()
    capture: Capture = Capture()
    images: tuple[Image, ...] = ()
    fetched_at: datetime | None = None
    found: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    trace: Trace | None = field(default=None, compare=False, repr=False)

    @property
    def text(self) -> str:
        """The words of the body's text blocks, separated by blank lines, without captions and the title."""
        return "\n\n".join(block.text for block in self.body if block.kind in TEXT_KINDS and block.text)

    @property
    def disclaimer(self) -> str | None:
        """The disclaimer notices, separated by blank lines."""
        return "\n\n".join(notice.text for notice in self.notices if notice.kind == "disclaimer") or None

    @property
    def fingerprint(self) -> str:
        """32 hex digits of SHA-256 over the case-folded words of `text`: equal for two copies of the same words."""
        return _fingerprint(self.text)

    def to_markdown(self) -> str:
        """The article as Markdown with YAML front matter."""
        from scraper.writing import as_markdown  # a noun knows its writers, when it is asked to use one

        return as_markdown(self)

    def to_html(self) -> str:
        """The article as an HTML page of its own."""
        from scraper.writing import as_html

        return as_html(self)

    def to_text(self) -> str:
        """The article as plain text: title, byline, date and body."""
        from scraper.writing import as_text

        return as_text(self)

    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON values, under the names in docs/record.md."""
        return {
            "schema": SCHEMA,
            "url": self.url,
            "final_url": self.final_url,
            "canonical_url": self.canonical_url,
            "normal_url": self.normal_url,
            "kind": self.kind,
            "title": self.title,
            "subtitle": self.subtitle,
            "byline": self.byline,
            "authors": [_plain(author) for author in self.authors],
            "published": self.published,
            "modified": self.modified,
            "site": self.site,
            "language": self.language,
            "page_language": self.page_language,
            "categories": [_plain(category) for category in self.categories],
            "summary": self.summary,
            "body": [_sparse(block) for block in self.body],
            "text": self.text,
            "notices": [_plain(notice) for notice in self.notices],
            "disclaimer": self.disclaimer,
            "rights": _plain(self.rights),
            "origins": [_plain(origin) for origin in self.origins],
            "capture": _plain(self.capture),
            "images": [_plain(image) for image in self.images],
            "fingerprint": self.fingerprint,
            "fetched_at": self.fetched_at.isoformat().replace("+00:00", "Z") if self.fetched_at else None,
            "found": dict(self.found),
            "warnings": list(self.warnings),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Article:
        """The record back from `to_dict()`; derived values are computed again.

        Raises:  ValueError for another schema, and for blocks nested deeper than MAX_NESTING.
        """
        if data.get("schema") != SCHEMA:
            raise ValueError(f"schema {data.get('schema')!r} is not {SCHEMA}")
        fetched_at = data.get("fetched_at")
        plain = ("url", "final_url", "canonical_url", "normal_url", "title", "subtitle", "byline", "published",
                 "modified", "site", "language", "page_language", "summary")  # fmt: skip
        return cls(
            **{name: data.get(name) for name in plain},
            kind=data.get("kind", "article"),
            authors=tuple(Author(**author) for author in data.get("authors", ())),
            categories=tuple(Category(**category) for category in data.get("categories", ())),
            body=tuple(_block(block) for block in data.get("body", ())),
            notices=tuple(Notice(**notice) for notice in data.get("notices", ())),
            rights=_rights(data.get("rights") or {}),
            origins=tuple(Origin(**origin) for origin in data.get("origins", ())),
            capture=Capture(**(data.get("capture") or {})),
            images=tuple(Image(**image) for image in data.get("images", ())),
            fetched_at=datetime.fromisoformat(fetched_at).astimezone(UTC) if fetched_at else None,
            found=dict(data.get("found", {})),
            warnings=tuple(data.get("warnings", ())),
        )


#: The outcomes of a URL in a run or a store; a store knows no `skipped` (stored by an earlier run).
Outcome = Literal["new", "changed", "unchanged", "duplicate", "skipped", "deferred", "failed", "gone", "refused"]
#: Outcomes with a record of the URL's own, and outcomes that count as failures of a run.
STORED: tuple[Outcome, ...] = ("new", "changed", "unchanged")
FAILURES: tuple[Outcome, ...] = ("failed", "gone", "refused")


@dataclass(frozen=True, slots=True)
class FeedItem:
    """A URL named by a feed, a sitemap or a page, and what that says about it: hints, not a record."""

    url: str
    title: str | None = None
    published: str | None = None  # in the record's format
    modified: str | None = None
    source: str | None = None  # URL or file of the feed, sitemap or page
    origin: Origin | None = None  # where the item says it comes from, or the other site that it links to

    def to_dict(self) -> dict[str, Any]:
        """The item as plain JSON values; its origin as name and URL."""
        origin = {"name": self.origin.name, "url": self.origin.url} if self.origin else None
        return {**_plain(self), "origin": origin}


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed, a sitemap, robots.txt or a page names.

    kind: rss, atom, json, sitemap, robots, text, page.
    """

    kind: str
    items: tuple[FeedItem, ...] = ()
    leads_to: tuple[FeedItem, ...] = ()  # further feeds and sitemaps
    nameless: int = 0  # entries without a URL
    damage: str | None = None  # what is wrong with its end; entries may be missing


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link on a page, with its context."""

    url: str
    text: str  # of the heading inside the link, else its own
    heading: int = 0  # level of the heading that contains the link or is inside it; 0: none
    region: str = ""  # nav, footer, aside, list (of tags, breadcrumbs, pages), main; "" if unknown
    has_image: bool = False
    near_chars: float = 0.0  # characters of surrounding text outside links, per link there
    near_time: bool = False  # a <time> is near it
    is_beside: bool = False  # a headline that leads elsewhere is near it
    place: str = ""  # the tags and classes around it, equal for links of one kind


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of two aligned texts, each as printed: the original's side and the copy's.

    kind: same, replaced, dropped (no words in the copy), added (none in the original), moved (one side is empty: the
    other shows the words where they are in that text).
    """

    kind: str
    original: str = ""
    copy: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a copy changed. Counts are of words, None if words cannot be compared (a translation)."""

    added: int | None = 0
    dropped: int | None = 0
    replaced: int | None = 0
    moved: int | None = 0
    title_changed: bool = False
    missing: tuple[str, ...] = ()  # fields of the original that the copy lacks: byline, published, links, notices …
    details: tuple[str, ...] = ()  # for people: what exactly is missing, and where the comparison had to stop


@dataclass(frozen=True, slots=True)
class Member:
    """One copy in a group of mirrors. role: original, copy."""

    source: str  # where the record is: `file:line`, or the requested URL
    role: str
    hop: int  # steps from the original; 0 is the original
    reason: str
    similarity: float  # share of the words of both texts that are the same, 0 to 1
    contained: float  # share of this copy's words that occur in the original, 0 to 1
    changes: Changes = Changes()
    url: str | None = None
    title: str | None = None
    site: str | None = None
    published: str | None = None
    language: str | None = None
    passages: tuple[Passage, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The member as plain JSON values, without the passages."""
        out = {name: value for name, value in _fields(self) if name != "passages"}
        return {**out, "changes": _plain(self.changes)}


@dataclass(frozen=True, slots=True)
class MirrorGroup:
    """Copies of one article; the others are compared with the first member."""

    number: int
    members: tuple[Member, ...]
    stated: Origin | None = None  # the original that the copies name, if it is not among them

    def to_dict(self) -> dict[str, Any]:
        """The group as plain JSON values."""
        stated = _plain(self.stated) if self.stated else None
        return {"group": self.number, "stated_original": stated, "members": [each.to_dict() for each in self.members]}


def _plain(record: Any) -> dict[str, Any]:
    """A flat record with every key, None if unknown."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in _fields(record)}


@lru_cache(maxsize=4)  # a record is often written to several places in a row
def _fingerprint(text: str) -> str:
    words = WORDS.findall(unicodedata.normalize("NFKC", text).casefold())
    return hashlib.sha256(" ".join(words).encode("utf-8", "replace")).hexdigest()[:32]


def _sparse(record: Any) -> dict[str, Any]:
    """A body record with only the keys that apply; `kind` and `text` always."""
    out: dict[str, Any] = {}
    for name, value in _fields(record):
        if (value is None or value == () or (name == "header" and not value)) and name not in ("kind", "text"):
            continue
        out[name] = value if isinstance(value, str) else _sparse_value(value)
    return out


def _sparse_value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_sparse_value(each) for each in value]
    if isinstance(value, Span):
        return {name: each for name, each in _fields(value) if each is not None}
    return _sparse(value) if dataclasses.is_dataclass(value) else value


def _fields(record: Any) -> Iterator[tuple[str, Any]]:
    kind: Any = type(record)  # mypy does not consider classes hashable
    names, values = _reader(kind)
    return zip(names, values(record), strict=True)


@cache
def _reader(kind: type) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The fields of a record type and a getter that reads them all at once, cached because every record is written."""
    names = tuple(each.name for each in dataclasses.fields(kind))
    return names, attrgetter(*names)


def _spans(data: Mapping[str, Any]) -> tuple[Span, ...]:
    return tuple(Span(**span) for span in data.get("spans", ()))


def _item(data: Mapping[str, Any], depth: int = 0) -> Item:
    _check_depth(depth)
    items = tuple(_item(item, depth + 1) for item in data.get("items", ()))
    return Item(data["text"], _spans(data), items, data.get("ordered"))


def _check_depth(depth: int) -> None:
    if depth > MAX_NESTING:
        raise ValueError(f"the body is nested deeper than {MAX_NESTING}")


def _cell(data: Mapping[str, Any]) -> Cell:
    return Cell(**{**data, "spans": _spans(data)})


def _block(data: Mapping[str, Any], depth: int = 0) -> Block:
    _check_depth(depth)
    nested = {
        "spans": _spans(data),
        "blocks": tuple(_block(block, depth + 1) for block in data.get("blocks", ())),
        "items": tuple(_item(item, depth + 1) for item in data.get("items", ())),
        "rows": tuple(tuple(_cell(cell) for cell in row) for row in data.get("rows", ())),
    }
    return Block(**{**data, **nested})


def _rights(data: Mapping[str, Any]) -> Rights:
    return Rights(**{**data, "holders": tuple(data.get("holders", ()))})
