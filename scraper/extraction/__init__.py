"""Document -> Article: one file answers one question, and this one asks them in order."""

from __future__ import annotations

from scraper.errors import EmptyError, NotArticleError, ParseError
from scraper.extraction.authors import extract_authors, extract_byline
from scraper.extraction.blocks import Builder
from scraper.extraction.body import claim_head, claim_tail, find_body
from scraper.extraction.categories import extract_categories
from scraper.extraction.images import extract_images
from scraper.extraction.inline import base_url
from scraper.extraction.joined import is_further_part, join_articles
from scraper.extraction.kind import extract_kind, verdict
from scraper.extraction.language import extract_language, extract_page_language
from scraper.extraction.live import add_update_times
from scraper.extraction.media import body_media
from scraper.extraction.notices import extract_notices
from scraper.extraction.origin import extract_credits, extract_origins
from scraper.extraction.pages import next_page
from scraper.extraction.profiled import apply_profiles
from scraper.extraction.published import extract_modified, extract_published
from scraper.extraction.reading import Reading
from scraper.extraction.rights import read_rights
from scraper.extraction.site import extract_site
from scraper.extraction.structured import canonical_links
from scraper.extraction.summary import extract_summary
from scraper.extraction.title import extract_subtitle, extract_title
from scraper.extraction.trace import make_trace
from scraper.extraction.truncated import claim_prompt, note_truncation
from scraper.normalize.urls import absolute_url, clean_url, normal_url, same_site
from scraper.options import ExtractOptions
from scraper.parsing.document import Document
from scraper.records import TEXT_KINDS, Article, Author, Block, Category, Image, NextPage, Page

#: More than the longest novels have: past it, a record costs more memory than it is worth.
MAX_TEXT_CHARS = 4_000_000

__all__ = ["extract_article", "extract_part", "is_further_part", "join_articles"]


def extract_article(document: Document, page: Page, options: ExtractOptions | None = None) -> Article:
    """The Article of a parsed page, see `extract_part`."""
    return extract_part(document, page, options)[0]


def extract_part(
    document: Document, page: Page, options: ExtractOptions | None = None, start: str | None = None
) -> tuple[Article, NextPage | None]:
    """The Article of a parsed page, and the page that it goes on in; `start` is the address of its first page.

    Every visible line gets one fate on the way: first the body finder says which lines look like the article, then each
    field takes the lines that it has read, and what is left of the finder's lines becomes the body.

    Raises:  NoArticleError for a page without content of its own; NotArticleError where only articles were asked for;
             ParseError for a text without an end.
    """
    options = options or ExtractOptions()
    reading = Reading(document, options)
    finding = find_body(document)
    reading.body = finding.lines
    add_update_times(reading)
    profiled = apply_profiles(reading, page.fetched_at)

    title = reading.take("title", profiled.get("title") or extract_title(reading))
    if (error := verdict(reading)) is not None:
        raise error
    subtitle = reading.take("subtitle", profiled.get("subtitle") or extract_subtitle(reading))
    site = reading.take("site", extract_site(reading))
    published = reading.take("published", profiled.get("published") or extract_published(reading, page.fetched_at))
    modified = reading.take("modified", profiled.get("modified") or extract_modified(reading, page.fetched_at))
    byline = reading.take("byline", profiled.get("byline") or extract_byline(reading))
    authors = reading.take("authors", profiled.get("authors") or extract_authors(reading)) or ()
    categories = _with_stated(profiled.categories, reading.take("categories", extract_categories(reading)) or ())
    origins = extract_origins(reading)
    authors = _with_credits(authors, extract_credits(reading))
    notices = extract_notices(reading)
    rights = read_rights(notices, reading, site)
    summary = reading.take("summary", profiled.get("summary") or extract_summary(reading))

    prompt = claim_prompt(reading)
    body = _body(reading, authors)
    if not any(block.kind in TEXT_KINDS or block.kind in ("image", "embed") for block in body):
        raise EmptyError(document.url, "the page has no main content")
    kind = extract_kind(reading).value
    if options.articles_only and kind != "article":
        raise NotArticleError(document.url, f"the page is no article but of kind {kind}")
    page_language = reading.take("page_language", extract_page_language(reading))
    following = next_page(reading, start)
    text = "\n".join(block.text for block in body if block.kind in TEXT_KINDS)
    if len(text) > MAX_TEXT_CHARS:
        raise ParseError(document.url, f"the text is longer than {MAX_TEXT_CHARS:,} characters")
    note_truncation(reading, kind, text, prompt, following)
    article = Article(
        url=page.url,
        final_url=page.final_url,
        canonical_url=(canonical := _canonical_url(document, page)),
        normal_url=normal_url(canonical or document.url),
        kind=kind,
        title=title,
        subtitle=subtitle,
        byline=byline,
        authors=authors,
        published=published,
        modified=modified,
        site=site,
        language=reading.take("language", extract_language(reading, body, page_language)),
        page_language=page_language,
        categories=categories,
        summary=summary,
        body=body,
        notices=notices,
        rights=rights,
        origins=origins,
        capture=document.capture,
        images=_images(reading.take("images", extract_images(reading)) or (), body),
        fetched_at=page.fetched_at,
        found=reading.found,
        warnings=tuple(dict.fromkeys(reading.warnings)),
        trace=make_trace(reading, finding) if options.trace else None,
    )
    return article, following


def _body(reading: Reading, authors: tuple[Author, ...]) -> tuple[Block, ...]:
    """The body's blocks, out of the finder's lines that no field has taken, and the pictures among them."""
    lines = reading.document.lines
    chosen = [index for index in reading.body if reading.is_free(lines[index])]
    taken = claim_head(reading, chosen)
    taken |= claim_tail(reading, [index for index in chosen if index not in taken], authors)
    chosen = [index for index in chosen if index not in taken]
    kept = {*chosen, *body_media(reading.document, chosen, reading.title_line)}
    blocks = Builder(reading, kept).build(0, len(lines), None)
    for index in chosen:
        reading.claim(lines[index], "body", "body")
    followers: list[Block | None] = [*blocks[1:], None][: len(blocks)]
    return tuple(
        block
        for number, (block, follower) in enumerate(zip(blocks, followers, strict=True))
        if block.kind != "rule" or (number and follower is not None and follower.kind not in ("rule", "footnote"))
    )


def _with_stated(stated: list[Category], found: tuple[Category, ...]) -> tuple[Category, ...]:
    """The categories that a profile found, and those that it did not, each name once in each scheme."""
    known = {(each.name, each.scheme) for each in stated}
    return (*stated, *(each for each in found if (each.name, each.scheme) not in known))


def _canonical_url(document: Document, page: Page) -> str | None:
    """The lasting address of this copy; one on another site is no address of this copy.

    A capture that names none was at least taken from one.
    """
    for href in (*canonical_links(document), *document.meta.get("og:url", ())):
        url = absolute_url(href, base_url(document))
        if url and (document.url is None or same_site(url, document.url)):
            return clean_url(url)
    return clean_url(document.url) if document.url and document.url not in (page.url, page.final_url) else None


def _images(lead: tuple[Image, ...], body: tuple[Block, ...]) -> tuple[Image, ...]:
    """The lead image first, then the body's in their order, each address once; the body knows captions."""
    images: dict[str, Image] = {image.url: image for image in lead}
    for block in body:
        if block.kind == "image" and block.url:
            known = images.get(block.url)
            alt = block.alt or (known.alt if known else None)
            images[block.url] = Image(block.url, alt, block.caption, block.credit)
    return tuple(images.values())


def _with_credits(authors: tuple[Author, ...], credits: tuple[Author, ...]) -> tuple[Author, ...]:
    """Authors and those credited elsewhere on the page, each name once in each role."""
    known = {(author.name, author.role) for author in authors}
    return (*authors, *(credit for credit in credits if (credit.name, credit.role) not in known))
