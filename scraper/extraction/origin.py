"""Origins: where this copy says it comes from, hop by hop, and who translated it.

What is printed comes first, for it names the nearest hop; then what the markup states. Nothing is made up: a name is
in the words of the page, an address is a link of the page, and a line that says neither is no origin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from scraper.extraction.answer import Answer, Claim
from scraper.extraction.credits import MADE_FOR, credited, may_be_credit
from scraper.extraction.lexicon import lexicon
from scraper.extraction.source_words import (
    MAX_NAME_CHARS,
    URL,
    Source,
    first_sentence,
    is_renewed,
    is_rerun,
    is_words,
    read_source,
    tidy_name,
)
from scraper.extraction.statements import (
    CAPTION_TAGS,
    Statement,
    is_heading,
    links_of,
    stands_in,
    statements,
)
from scraper.extraction.structured import canonical_links, listed
from scraper.extraction.structured import first as first_text
from scraper.extraction.view import PageView
from scraper.normalize.dates import normalize_date
from scraper.normalize.language import normalize_language
from scraper.normalize.suffixes import registrable_domain
from scraper.normalize.urls import absolute_url, same_site, url_host
from scraper.parsing.document import Line
from scraper.records import Author, Notice, Origin

#: How far into the body, and from its end, a bare label ("Source: …") speaks of the whole article.
BARE_LABEL_LINES = 3
#: A line that only names its source is short.
MAX_LABEL_LINE_CHARS = 240

QUERY = re.compile("[?#]")
DIGITS = re.compile(r"[0-9]{1,20}")
SOURCE_SPLIT = re.compile(r"[，,;；]\s*(?:摘自|转自|轉自|via|原载|原載)\s*[:：]\s*")
PROPERTIES = (("isBasedOn", "republication"), ("isBasedOnUrl", "republication"), ("translationOfWork", "translation"))


def read_origins(
    view: PageView, published: Answer[str | None], notices: Answer[tuple[Notice, ...]]
) -> Answer[tuple[Origin, ...]]:
    """Where this copy says it comes from, nearest hop first.

    Looks:   printed lines; what a site profile says; JSON-LD isBasedOn, translationOfWork, sourceOrganization; a
             canonical address on another site.
    Gives:   names, addresses, titles and days as the page has them; `statement` is the verbatim line.
    Raises:  nothing.
    Source:  https://schema.org/isBasedOn, https://schema.org/translationOfWork, https://www.rfc-editor.org/rfc/rfc6596
    """
    dated, noticed = (frozenset(claim.line for claim in each.claims) for each in (published, notices))
    printed = _Printed(dated, noticed)
    _read_printed(view, printed)
    origins: list[Origin] = []
    spoken = (*_translated_for(view), *_nearest_first(printed.origins))
    for origin in (*spoken, *_profiled(view), *_stated(view), *_canonical(view)):
        _merge(origins, origin)
    found = tuple(_with_language(origins, _translated_from(view)))
    where = ("text" if found[0].statement else "markup") if found else None
    return Answer(found, where, tuple(printed.claims))


@dataclass
class _Printed:
    """The printed origins in reading order, what of the page they are, and which lines other fields have read."""

    dated: frozenset[int]  # the lines of the day of publication
    noticed: frozenset[int]  # those of notices
    origins: list[Origin] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)


def _nearest_first(printed: list[Origin]) -> list[Origin]:
    """The origins with one that is an address alone, printed last, as the first: a mirror that copies by itself puts it
    under all that it has copied, the copied page's own source among it.
    """
    if len(printed) > 1 and _is_address_alone(printed[-1]):
        return [printed[-1], *printed[:-1]]
    return printed


def _is_address_alone(origin: Origin) -> bool:
    return origin.relation == "unknown" and bool(origin.url) and not (origin.name or origin.title or origin.published)


def read_credits(view: PageView) -> Answer[tuple[Author, ...]]:
    """Who is credited with the translation or revision, in printed lines."""
    people: dict[Author, None] = {}
    claims: list[Claim] = []
    for statement in statements(view):
        authors = credited(statement)
        if authors and statement.wording.role == "credit":
            claims.append(statement.claim("field", "authors"))
        people |= dict.fromkeys(authors)
    return Answer(tuple(people), None, tuple(claims))


def _translated_for(view: PageView) -> Iterator[Origin]:
    """The outlet that a translation was made for, where it is not this site: this copy is nearer to it than to the
    original.
    """
    for statement in statements(view):
        named = statement.group("name") if statement.wording.role == "credit" else None
        found = MADE_FOR.search(first_sentence(named)) if named and may_be_credit(statement) else None
        if named is None or found is None:
            continue
        source = read_source(view, statement, found["outlet"])
        if source.name and source.name[0].isupper() and not _is_own_name(view, source):
            said = statement.text.strip()
            yield Origin(name=source.name, url=source.url, relation="republication", statement=said)


def _read_printed(view: PageView, printed: _Printed) -> None:
    """Reads every statement of an origin, and every label of a source that is not repeated through the text."""
    found = statements(view)
    bare = [each for each in found if each.wording.role == "label" and each.wording.kind == "origin"]
    repeated = {each.match["label"].casefold() for each in bare if each.in_body}
    counts = {label: sum(each.match["label"].casefold() == label for each in bare) for label in repeated}
    for statement in found:
        wording = statement.wording
        if is_heading(statement.line) and wording.place != "any":
            continue
        if wording.role == "origin":
            _read_sentence(view, statement, printed)
        elif statement in bare and counts.get(statement.match["label"].casefold(), 0) < 3:
            _read_label(view, statement, printed)


def _read_sentence(view: PageView, statement: Statement, printed: _Printed) -> None:
    """The origin in a statement whose words leave no doubt."""
    if is_renewed(statement):
        return
    rest = statement.group("rest") or ""
    source = read_source(view, statement, rest)
    if not source:
        return
    relation = "rerun" if is_rerun(statement, source) else statement.wording.kind
    if relation == "unknown" and _is_own_name(view, source):
        return
    if relation == "rerun" and statement.line.index in printed.dated:
        return  # the dateline of this very copy
    if relation != "rerun":  # which is told as a notice
        printed.claims.append(statement.claim("field", "origins"))
    printed.origins.append(
        Origin(
            name=source.name,
            url=source.url,
            title=source.title,
            published=source.published,
            language=_language(statement.group("language")),
            relation=relation,
            statement=statement.text.strip(),
        )
    )


def _read_label(view: PageView, statement: Statement, printed: _Printed) -> None:
    """The origin behind a bare label, where the label cannot be a picture's or a chart's."""
    line = statement.line
    rest = line.text[statement.match.end() :].strip()
    if not rest and (url := _only_link(view, line)) and _speaks_of_article(view, statement, line, printed):
        printed.claims.append(statement.claim("field", "origins"))
        printed.origins.append(Origin(url=url, relation=statement.wording.relation, statement=line.text))
        return
    if not ({":", "："} & set(statement.match[0])) and not _stands_over_site(view, statement):
        return
    value = line
    if not rest:
        following = _following(view, line)
        if following is None or len(following.text) > MAX_NAME_CHARS:
            return
        value, rest = following, following.text
    if len(line.text) > MAX_LABEL_LINE_CHARS or not _speaks_of_article(view, statement, value, printed):
        return
    out: list[Origin] = []
    for part in SOURCE_SPLIT.split(rest):
        source = read_source(view, statement, part, value)
        if not (source.name or source.url or source.title) or (source.name and is_words(source.name)):
            continue
        if _is_own_name(view, source):
            continue
        relation = statement.wording.relation
        if source.name and source.name.casefold() in lexicon().agencies:
            relation = "syndication"
        said = line.text if value is line else f"{line.text} {value.text}"
        out.append(
            Origin(
                name=source.name,
                url=source.url,
                title=source.title,
                published=source.published,
                relation=relation,
                statement=said,
            )
        )
    if out:
        printed.claims.append(statement.claim("field", "origins"))
        if value is not line:
            printed.claims.append(Claim(value.index, "field", "origins"))
        printed.origins += out


def _only_link(view: PageView, line: Line) -> str | None:
    """Where a line leads that is one link to another site's page, as the word "Source" under a text may be."""
    links = links_of(line)
    url = absolute_url(links[0].get("href"), view.document.url) if len(links) == 1 else None
    if not url or not url.startswith("http") or line.link_chars < len(line.text) - 1:
        return None
    is_page = bool(url.partition("//")[2].strip("/").partition("/")[2])
    return url if is_page and not same_site(url, view.document.url) else None


def _stands_over_site(view: PageView, statement: Statement) -> bool:
    """Whether a label without a colon is alone above a line that is but a link to another site's page."""
    following = _following(view, statement.line) if statement.match.end() == len(statement.line.text) else None
    return following is not None and _only_link(view, following) is not None


def _following(view: PageView, line: Line) -> Line | None:
    for each in view.lines[line.index + 1 : line.index + 4]:
        if each.text and not each.hidden:
            return None if is_heading(each) else each
    return None


def _speaks_of_article(view: PageView, statement: Statement, value: Line, printed: _Printed) -> bool:
    """Whether a label's place is one where the source of the article is named, not that of a picture or a table."""
    line, body, lines = statement.line, view.body, view.lines
    if line.index in printed.noticed or is_heading(line) or stands_in(line, CAPTION_TAGS):
        return False
    if line.text[0] in "([（[" and statement.place != "top":
        return False  # a remark on what stands before it
    table = line.element.closest("table")
    if body and table is not None and not table.first_line <= body[0]:
        return False
    if statement.in_body:
        at = body.index(line.index)
        if BARE_LABEL_LINES <= at < len(body) - BARE_LABEL_LINES:
            return False
    elif body and line.index > body[-1] + 25:
        return False
    for index in range(line.index - 1, max(line.index - 3, -1), -1):
        before = lines[index]
        if before.media and before.element.tag != "hr":
            return False
        if before.element.tag in ("td", "th") and line.element.tag not in ("td", "th"):
            return False
        if before.text and not before.hidden:
            break
    after = _following(view, value)
    # Several sources in one list are references.
    return not (after is not None and after.element.tag == "li" and line.element.tag == "li")


def _is_own_name(view: PageView, source: Source) -> bool:
    """Whether the source is the very site that prints it."""
    document = view.document
    host = url_host(document.url)
    if source.url and host and same_site(source.url, document.url):
        return True
    if not source.name:
        return False
    name = _squeezed(source.name).removeprefix("www")
    if name in [_squeezed(each) for each in document.meta.get("og:site_name", [])]:
        return True
    label = _squeezed(registrable_domain(host).split(".")[0]) if host else ""
    return len(label) > 2 and name.startswith(label)


def _squeezed(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def _language(word: str | None) -> str | None:
    return lexicon().languages.get(word.casefold()) if word else None


def _profiled(view: PageView) -> Iterator[Origin]:
    """What the profiles that fit the page say about where its like come from: a counter that republishers must keep."""
    document = view.document
    host = url_host(document.url) or ""
    for stated in [profile.origin for profile in view.profiles if profile.origin]:
        if host.endswith(stated.outlets):
            continue
        numbers = (_number_after(document.html, mark) for mark in stated.number_after)
        number = next(filter(None, numbers), "")
        links = (absolute_url(link.get("href"), document.url) for link in document.all("a")) if number else ()
        url = next((url for url in links if url and _is_numbered(url, stated.outlets, number)), None)
        yield Origin(name=stated.name, url=url.partition("?")[0] if url else None, relation=stated.relation)


def _is_numbered(url: str, outlets: tuple[str, ...], number: str) -> bool:
    """Whether an address leads to an article of one of the outlets and ends with its number."""
    host = f".{url_host(url) or ''}"
    return host.endswith(tuple(f".{each}" for each in outlets)) and QUERY.split(url, 1)[0].endswith(f"-{number}")


def _number_after(html: str, mark: str) -> str:
    """The digits behind a mark in the page; "" where there are none."""
    at = html.find(mark)
    found = DIGITS.match(html, at + len(mark)) if at >= 0 else None
    return found[0] if found else ""


def _stated(view: PageView) -> Iterator[Origin]:
    """What the structured data says the article is made from."""
    document = view.document
    for thing in view.things[:1]:
        for name, relation in PROPERTIES:
            for value in listed(thing.get(name))[:3]:
                origin = _from_thing(value, relation, document.url)
                if origin and not (origin.url and document.url and same_site(origin.url, document.url)):
                    yield origin
        organisation = first_text(thing, "sourceOrganization")
        if organisation and _is_other(view, organisation, first_text(thing, "publisher")):
            yield Origin(name=organisation, relation="syndication")


def _is_other(view: PageView, name: str, publisher: str | None) -> bool:
    """Whether a source organisation is another one than the publisher: many sites name their own company there."""
    if tidy_name(name) != name or _is_own_name(view, Source(name)):
        return False
    if name.casefold() in lexicon().agencies:
        return True
    key, other = _key(name), _key(publisher)
    return bool(other) and key[:6] not in other and other[:6] not in key


def _from_thing(value: object, relation: str, base: str | None) -> Origin | None:
    if isinstance(value, str):
        url = absolute_url(value, base) if value.startswith("http") else None
        return Origin(url=url, relation=relation) if url else None
    if not isinstance(value, dict):
        return None
    url = absolute_url(first_text(value, "url", "@id"), base)
    title = first_text(value, "headline", "name")
    published = first_text(value, "datePublished")
    language = first_text(value, "inLanguage")
    origin = Origin(
        name=first_text(value, "publisher", "sourceOrganization"),
        url=url,
        title=title if title and not URL.match(title) else None,
        published=normalize_date(published) if published else None,
        language=normalize_language(language) if language else None,
        relation=relation,
    )
    return origin if origin.url or origin.title or origin.name else None


def _canonical(view: PageView) -> Iterator[Origin]:
    """A canonical address on another site: whoever prints it says that the text lives there."""
    document = view.document
    if not document.url or not url_host(document.url):
        return
    links = canonical_links(document)
    urls = [url for href in (*links, *document.meta.get("og:url", ())) if (url := absolute_url(href, document.url))]
    for url in urls[:1]:
        path = url.partition("//")[2].strip("/").partition("/")[2]
        if path and url.startswith("http") and not _same_owner(url, document.url):
            yield Origin(url=url, relation="republication")


def _same_owner(a: str, b: str) -> bool:
    """Whether two addresses belong to one owner: one site, or the same name under another ending or as a subdomain."""
    if same_site(a, b):
        return True
    host_a, host_b = url_host(a) or "", url_host(b) or ""
    label_a, label_b = (registrable_domain(host).split(".")[0] for host in (host_a, host_b))
    return (
        label_a == label_b
        or (len(label_a) > 3 and label_a in host_b.rpartition(".")[0])
        or (len(label_b) > 3 and label_b in host_a.rpartition(".")[0])
    )


def _merge(origins: list[Origin], origin: Origin) -> None:
    """Add an origin, or what it adds to one that is known."""
    for index, known in enumerate(origins):
        same_name = bool(known.name and origin.name) and _key(known.name) == _key(origin.name)
        same_url = bool(known.url and origin.url) and same_site(known.url, origin.url)
        unplaced = not origin.name and bool(origin.url) and not known.url and known.relation != "rerun"
        if same_name or same_url or (unplaced and len(origins) == 1 and not origin.statement):
            origins[index] = replace(
                known,
                name=known.name or origin.name,
                url=_longer(known.url, origin.url),
                title=known.title or origin.title,
                published=known.published or origin.published,
                language=known.language or origin.language,
                relation=origin.relation if known.relation == "unknown" else known.relation,
            )
            return
    origins.append(origin)


def _key(name: str | None) -> str:
    return "".join((name or "").casefold().split()).removeprefix("the").removeprefix("www.")


def _longer(known: str | None, other: str | None) -> str | None:
    """Of two addresses on one site that of a page, not that of the front."""
    if known and other and known.rstrip("/").count("/") <= 2 < other.rstrip("/").count("/"):
        return other
    return known or other


def _translated_from(view: PageView) -> tuple[str, Statement] | None:
    """The language that a translator's credit names."""
    for statement in statements(view):
        if statement.wording.role == "credit" and may_be_credit(statement):
            language = _language(statement.group("language"))
            if language:
                return language, statement
    return None


def _with_language(origins: list[Origin], translated: tuple[str, Statement] | None) -> list[Origin]:
    """The origins with what a translator's credit says of the one that was translated."""
    if translated is None:
        return origins
    language, statement = translated
    open_ones = [each for each in origins if each.relation in ("unknown", "translation") and each.language is None]
    if len(open_ones) == 1:
        at = origins.index(open_ones[0])
        origins[at] = replace(open_ones[0], language=language, relation="translation")
    elif not any(each.relation == "translation" for each in origins):
        origins.append(Origin(language=language, relation="translation", statement=statement.text.strip()))
    return origins
