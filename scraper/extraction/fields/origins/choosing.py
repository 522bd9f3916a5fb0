"""Origins: where this copy says it comes from, hop by hop, and who translated it.

What is printed comes first, for it names the nearest hop; then what the markup states. Nothing is made up: a name is
in the words of the page, an address is a link of the page, and a line that says neither is no origin.
"""

from __future__ import annotations

from dataclasses import replace

from scraper.extraction.answer import Answer
from scraper.extraction.fields.origins.names import name_key
from scraper.extraction.fields.origins.printed import Printed, read_printed, translated_for, translated_from
from scraper.extraction.fields.origins.signatures import signed_origins
from scraper.extraction.fields.origins.stated import canonical_origins, profiled_origins, stated_origins
from scraper.extraction.page.view import PageView
from scraper.extraction.said.statements import Statement
from scraper.normalize.urls import same_site, url_host
from scraper.records import Author, Notice, Origin

#: What an address without a name is not the place of: an earlier day of this outlet, or the report of an agency, which
#: another outlet may have printed first.
UNLINKED = frozenset({"rerun", "syndication"})


def read_origins(
    view: PageView,
    published: Answer[str | None],
    notices: Answer[tuple[Notice, ...]],
    byline: Answer[str | None],
    authors: Answer[tuple[Author, ...]],
) -> Answer[tuple[Origin, ...]]:
    """Where this copy says it comes from, nearest hop first.

    Looks:   printed lines; the agencies that sign the text; what a site profile says; JSON-LD isBasedOn,
             translationOfWork, sourceOrganization; a canonical address on another site.
    Gives:   names, addresses, titles and days as the page has them; `statement` is the verbatim line.
    Raises:  nothing.
    Source:  https://schema.org/isBasedOn, https://schema.org/translationOfWork, https://www.rfc-editor.org/rfc/rfc6596
    """
    dated, noticed = (frozenset(claim.line for claim in each.claims) for each in (published, notices))
    printed = Printed(dated, noticed)
    read_printed(view, printed)
    signed, signatures = signed_origins(view, byline, authors, notices)
    origins: list[Origin] = []
    spoken = (*translated_for(view), *_nearest_first(printed.origins))
    for origin in (*spoken, *signed, *profiled_origins(view), *stated_origins(view), *canonical_origins(view)):
        _merge(origins, origin)
    found = tuple(_named(each) for each in _with_language(origins, translated_from(view)))
    where = ("text" if found[0].statement else "markup") if found else None
    return Answer(found, where, (*printed.claims, *signatures))


def _named(origin: Origin) -> Origin:
    """The origin; one that is known by its address alone has the name of its host."""
    known = origin.name or origin.title or not origin.url
    return origin if known else replace(origin, name=url_host(origin.url))


def _nearest_first(printed: list[Origin]) -> list[Origin]:
    """The origins with one that is an address alone, printed last, as the first: a mirror that copies by itself puts it
    under all that it has copied, the copied page's own source among it.
    """
    if len(printed) > 1 and _is_address_alone(printed[-1]):
        return [printed[-1], *printed[:-1]]
    return printed


def _is_address_alone(origin: Origin) -> bool:
    return origin.relation == "unknown" and bool(origin.url) and not (origin.name or origin.title or origin.published)


def _merge(origins: list[Origin], origin: Origin) -> None:
    """Add an origin, or what it adds to one that is known."""
    for index, known in enumerate(origins):
        same_name = bool(known.name and origin.name) and name_key(known.name) == name_key(origin.name)
        same_url = bool(known.url and origin.url) and same_site(known.url, origin.url)
        unplaced = not origin.name and bool(origin.url) and not known.url and known.relation not in UNLINKED
        is_link = not origin.statement or known.relation == origin.relation == "translation"
        if same_name or same_url or (unplaced and len(origins) == 1 and is_link):
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


def _longer(known: str | None, other: str | None) -> str | None:
    """Of two addresses on one site that of a page, not that of the front."""
    if known and other and known.rstrip("/").count("/") <= 2 < other.rstrip("/").count("/"):
        return other
    return known or other


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
