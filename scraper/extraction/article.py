"""Document -> Article: the page as a value, its fields one by one, the ledger of their claims, the body's blocks."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scraper.errors import EmptyError, NotArticleError, ParseError
from scraper.extraction.answer import Answer, Claim
from scraper.extraction.blocks import Builder, body_media
from scraper.extraction.body import edge_furniture, find_body, head_furniture, slide_numbers, with_update_times
from scraper.extraction.fields import FIELDS, apply_profiles, read_language, read_title
from scraper.extraction.ledger import Ledger
from scraper.extraction.page.linked import canonical_links
from scraper.extraction.page.pictures import is_same_picture, is_sharing_card
from scraper.extraction.page.view import Facts, PageView
from scraper.extraction.parts import LISTING_KINDS, next_page
from scraper.extraction.trace import make_trace
from scraper.extraction.verdict.kind import read_kind
from scraper.extraction.verdict.truncated import read_truncation
from scraper.extraction.verdict.walls import verdict
from scraper.normalize.urls import clean_url, normal_url, same_site
from scraper.options import ExtractOptions
from scraper.parsing.document import Document
from scraper.records import TEXT_KINDS, Article, Author, Block, Category, Image, Kind, NextPage, Page

#: More than the longest novels have: beyond it, a record costs more memory than it is worth.
MAX_TEXT_CHARS = 4_000_000


def extract_article(document: Document, page: Page, options: ExtractOptions | None = None) -> Article:
    """The Article of a parsed page, see `extract_part`."""
    return extract_part(document, page, options)[0]


def extract_part(
    document: Document, page: Page, options: ExtractOptions | None = None, start: str | None = None
) -> tuple[Article, NextPage | None]:
    """The Article of a parsed page, and the URL of its next page, if any; `start` is the URL of its first page.

    The body finder picks the lines that look like the article, and a site's profile corrects it. Each field reads the
    page and claims the lines it used. The ledger settles the claims; the picked lines that nobody claims become the
    body.

    Raises:  NoArticleError for a page without content of its own; NotArticleError if only articles were asked for;
             ParseError for a text beyond all bounds.
    """
    options = options or ExtractOptions()
    finding = find_body(document)
    lines = with_update_times(document, finding.lines)
    profiled = apply_profiles(page, options, document, lines)
    view = PageView(
        Facts(document), options, page.fetched_at, profiled.profiles, frozenset(profiled.dropped), tuple(profiled.body)
    )
    title = profiled.answers.get("title") or read_title(view)
    view = view.titled(title.claims[0].line if title.claims else None)
    if (error := verdict(view)) is not None:
        raise error
    answers = read_fields(view, {"title": title, **profiled.answers})
    claims = [*slide_numbers(document, lines), *profiled.claims]
    claims += [claim for answer in answers.values() for claim in answer.claims]
    body = _body(view, Ledger(view.lines, claims), answers["authors"].value)
    kind = _kind(view, answers, body.blocks)
    following = next_page(view, start)
    is_text = kind not in LISTING_KINDS or any(answers[name].where for name in ("byline", "authors"))
    truncated = read_truncation(view, _text(document, body.blocks), answers["prompt"], following if is_text else None)
    answers["language"] = read_language(body.blocks, answers["page_language"])
    warnings = (warning for answer in answers.values() for warning in answer.warnings)
    article = dataclasses.replace(
        _article(view, page, answers, profiled.categories),
        kind=kind,
        body=body.blocks,
        images=_images(answers["images"].value, body.blocks),
        warnings=tuple(dict.fromkeys([*profiled.warnings, *warnings, *truncated])),
        trace=make_trace(view, finding, body.ledger) if options.trace else None,
    )
    return article, following


def read_fields(view: PageView, answers: Mapping[str, Answer[Any]]) -> dict[str, Answer[Any]]:
    """The answer for every field; those given by a profile are kept."""
    out = dict(answers)
    for name, read, needs in FIELDS:
        if name not in out:
            out[name] = read(view, *(out[each] for each in needs))
    return out


@dataclass(frozen=True, slots=True)
class _Body:
    """The body's blocks, and the ledger including their claims and those of the rules for the body's edges."""

    blocks: tuple[Block, ...]
    ledger: Ledger


def _body(view: PageView, ledger: Ledger, authors: tuple[Author, ...]) -> _Body:
    """The body's blocks, made from the chosen lines that no field claimed and the pictures between them."""
    chosen = [index for index in view.body if ledger.is_left(index)]
    head = head_furniture(view, ledger, chosen)
    taken = {claim.line for claim in head}
    edges = edge_furniture(view, [index for index in chosen if index not in taken], authors)
    taken.update(claim.line for claim in edges)
    chosen = [index for index in chosen if index not in taken]
    ledger = ledger.extended([*head, *edges])
    builder = Builder(view.document, {*chosen, *body_media(view, chosen)}, ledger)
    blocks = builder.build(0, len(view.lines), None)
    if view.options.trace:
        ledger = ledger.extended([*builder.claims, *(Claim(index, "body", "body") for index in chosen)])
    followers: list[Block | None] = [*blocks[1:], None][: len(blocks)]
    kept = (
        block
        for number, (block, follower) in enumerate(zip(blocks, followers, strict=True))
        if block.kind != "rule" or (number and follower is not None and follower.kind not in ("rule", "footnote"))
    )
    return _Body(_each_once(tuple(kept)), ledger)


def _each_once(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks without bare copies of pictures that also appear with a caption or a credit."""
    told = {block.url for block in blocks if block.kind == "image" and (block.caption or block.credit)}
    return tuple(
        block
        for block in blocks
        if block.kind != "image" or block.caption or block.credit or block.url is None or block.url not in told
    )


def _kind(view: PageView, answers: Mapping[str, Answer[Any]], body: tuple[Block, ...]) -> Kind:
    """The page's kind. Raises EmptyError if there is no body, NotArticleError for a kind that was not asked for."""
    if not any(block.kind in TEXT_KINDS or block.kind in ("image", "embed") for block in body):
        raise EmptyError(view.document.url, "the page has no main content")
    kind: Kind = read_kind(view, answers["published"], answers["byline"], answers["authors"]).value
    if view.options.articles_only and kind != "article":
        raise NotArticleError(view.document.url, f"the page is no article but of kind {kind}")
    return kind


def _text(document: Document, body: tuple[Block, ...]) -> str:
    """The words of the body. Raises ParseError for a text beyond all bounds."""
    text = "\n".join(block.text for block in body if block.kind in TEXT_KINDS)
    if len(text) > MAX_TEXT_CHARS:
        raise ParseError(document.url, f"the text is longer than {MAX_TEXT_CHARS:,} characters")
    return text


def _article(view: PageView, page: Page, answers: Mapping[str, Answer[Any]], stated: list[Category]) -> Article:
    """The record as far as the fields determine it; `stated` are the categories that a profile found."""
    document = view.document
    canonical = _canonical_url(document, page)
    values = {name: answer.value for name, answer in answers.items()}
    plain = ("title", "subtitle", "byline", "published", "modified", "site", "language", "page_language", "summary")
    return Article(
        url=page.url,
        final_url=page.final_url,
        canonical_url=canonical,
        normal_url=normal_url(canonical or document.url),
        authors=_with_credits(values["authors"], values["credits"]),
        categories=_with_stated(stated, values["categories"]),
        notices=values["notices"],
        rights=values["rights"],
        origins=values["origins"],
        capture=document.capture,
        fetched_at=page.fetched_at,
        found={name: answer.where for name, answer in answers.items() if answer.where},
        **{name: values[name] for name in plain},
    )


def _with_stated(stated: list[Category], found: tuple[Category, ...]) -> tuple[Category, ...]:
    """The categories found by a profile and by the general rules, each name once per scheme."""
    known = {(each.name, each.scheme) for each in stated}
    return (*stated, *(each for each in found if (each.name, each.scheme) not in known))


def _canonical_url(document: Document, page: Page) -> str | None:
    """The permanent URL of this copy; a URL on another site does not count.

    For a capture that names none, it is the URL the capture was taken from.
    """
    for href in (*canonical_links(document), *document.meta.get("og:url", ())):
        url = document.absolute(href)
        if url and (document.url is None or same_site(url, document.url)):
            return clean_url(url)
    return clean_url(document.url) if document.url and document.url not in (page.url, page.final_url) else None


def _images(lead: tuple[Image, ...], body: tuple[Block, ...]) -> tuple[Image, ...]:
    """The lead image first, then the body's images in order, each URL once.

    A printed lead image wins over the one for sharing, because the body knows its URL, caption and credit.
    """
    images: dict[str, Image] = {}
    for block in body:
        if block.kind == "image" and block.url:
            images[block.url] = Image(block.url, block.alt, block.caption, block.credit)
    if not lead or not images:
        return (*lead, *images.values())
    (stated,) = lead
    printed = next((image for image in images.values() if is_same_picture(image.url, stated.url)), None)
    if printed is not None:
        told = printed if printed.caption or printed.credit else stated
        images.pop(printed.url)
        return (Image(printed.url, printed.alt or stated.alt, told.caption, told.credit), *images.values())
    if body[0].kind == "image" or is_sharing_card(stated.url):
        return tuple(images.values())
    return (*lead, *images.values())


def _with_credits(authors: tuple[Author, ...], credits: tuple[Author, ...]) -> tuple[Author, ...]:
    """The authors and everyone credited elsewhere on the page, each name once per role."""
    known = {(author.name, author.role) for author in authors}
    return (*authors, *(credit for credit in credits if (credit.name, credit.role) not in known))
