"""What a worker can do with a page, run here in this process; a worker runs the same in another one."""

from __future__ import annotations

from scraper.errors import ParseError
from scraper.options import ExtractOptions
from scraper.records import Article, Feed, NextPage, Page

#: An article, or a part of one, and the page on which it continues.
Part = tuple[Article, NextPage | None]


def read_article(page: Page, options: ExtractOptions | None = None, start: str | None = None) -> Part:
    """Extracts the article of a page in this process, and the page on which it continues.

    `start` is the article's first page, if this is a later one. Raises ScraperError, whatever the bytes are.
    """
    from scraper.extraction import extract_part
    from scraper.parsing import parse

    options = options or ExtractOptions()
    try:
        if page.capture_kind == "file":
            from scraper.sources.saved import as_html

            page = as_html(page)
        return extract_part(parse(page, options), page, options, start)
    except RecursionError as error:
        raise ParseError(page.final_url or page.url, "pieces of the page are nested too deep") from error


def read_feed(page: Page, options: ExtractOptions | None = None) -> Feed:
    """Reads what a feed or sitemap lists, or which feeds a page links to, in this process.

    Raises:  FeedError if it is neither, FeedLimitError or ParseError past a limit.
    """
    from scraper.parsing import parse
    from scraper.parsing.decode import decode_html
    from scraper.parsing.lenient import lenient_events
    from scraper.parsing.links import feed_links
    from scraper.sources import feeds

    options = options or ExtractOptions()
    url = page.final_url or page.url
    content, damage = feeds.unpacked(page.content, url, options.max_feed_bytes)
    text, _ = decode_html(content, feeds.declared_type(content, page.content_type))
    if feeds.is_page(text):
        return Feed("page", leads_to=tuple(feed_links(parse(page, options))), damage=damage)
    return feeds.read_feed(text, url, lambda broken: lenient_events(broken, url, options), damage)


def read_links(page: Page, options: ExtractOptions | None = None) -> Feed:
    """Finds the articles linked on a front or section page, in this process. Raises NotHtmlError, ParseError."""
    from scraper.parsing import parse
    from scraper.parsing.links import page_links
    from scraper.sources.links import article_links

    document = parse(page, options or ExtractOptions())
    return Feed("page", tuple(article_links(page_links(document), document.url)))
