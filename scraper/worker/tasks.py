"""What can be asked of a page, answered in this process; a worker answers the same in another one."""

from __future__ import annotations

from scraper.errors import ParseError
from scraper.options import ExtractOptions
from scraper.records import Article, Feed, NextPage, Page

#: An article, or a part of one and where it goes on.
Part = tuple[Article, NextPage | None]


def read_article(page: Page, options: ExtractOptions | None = None, start: str | None = None) -> Part:
    """The article in a page, read in this process, and the page that it goes on in.

    `start` is the first page of the article, where this is a later one. Raises ScraperError, whatever the bytes are.
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
    """What a feed or sitemap names, or which feeds a page leads to, read in this process.

    Raises:  FeedError where it is neither, FeedLimitError or ParseError past a limit.
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
    """The articles that a front or section page links to, read in this process. Raises NotHtmlError, ParseError."""
    from scraper.parsing import parse
    from scraper.parsing.links import page_links
    from scraper.sources.links import article_links

    document = parse(page, options or ExtractOptions())
    return Feed("page", tuple(article_links(page_links(document), document.url)))
