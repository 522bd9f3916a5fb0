"""Every default, in one place, with its unit in its name."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from scraper import __about__

MAX_NOT_BEFORE_S = 86_400.0  # no server can close a host for more than a day
DEFAULT_USER_AGENT = f"article-scraper/{__about__.VERSION} (+https://pypi.org/project/article-scraper/)"


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How pages are fetched."""

    connect_timeout_s: float = 5.0
    timeout_s: float = 10.0  # longest silence of a server
    total_s: float = 60.0  # one URL with all its redirects and retries
    max_bytes: int = 10_485_760  # raw and after decompression; the largest of 1,471 real pages had 2.2 MB
    max_redirects: int = 10
    max_encodings: int = 2
    retries: int = 2
    backoff_s: float = 1.0  # before the first retry; doubled for each further one, plus up to half as much
    max_wait_s: float = 30.0  # a longer Retry-After is not waited for
    delay_s: float = 1.0  # pause between two requests to a host
    per_host: int = 1  # concurrent requests
    max_crawl_delay_s: float = 60.0
    robots: bool = True
    allow_private: bool = False
    ports: tuple[int, ...] = (80, 443, 8080, 8443)
    user_agent: str = DEFAULT_USER_AGENT
    headers: tuple[tuple[str, str], ...] = ()
    proxy: str | None = None
    archive_fallback: bool = False  # fall back to the newest Wayback capture of a page that is gone
    archive_api: str = "https://archive.org/wayback/available"
    render: bool = False  # run the page's scripts in headless Chromium first
    browser: str | None = None  # its path or name; else searched on PATH
    no_sandbox: bool = False  # root only
    render_s: float = 30.0  # one page in the browser
    render_settle_s: float = 12.0  # of those, until its scripts are idle; then the page is taken as it is
    render_requests: int = 200  # requests of one page for scripts, style sheets, data
    render_bytes: int = 31_457_280  # of all their responses
    render_memory: int = 1_610_612_736  # bytes of one browser, memory and files; some 200 MB on a small page
    render_at_once: int = 2  # concurrent browsers, each with one page at a time


@dataclass(frozen=True, slots=True)
class ExtractOptions:
    """How a page is read."""

    trace: bool = False  # record what became of every visible line
    articles_only: bool = False
    prefer_api: bool = False  # take the text from a WordPress site's own API, for fetched pages
    profiles: str | None = None  # folder with the user's own site profiles
    join_pages: bool = False  # join an article on several pages into one record, for fetched pages
    max_pages: int = 20  # of one article
    max_joined_bytes: int = 31_457_280  # all pages of one article together
    max_joined_s: float = 300.0  # from the first to the last of them, pauses included
    max_elements: int = 400_000  # 14 times the largest of 1,471 real pages
    max_depth: int = 4_000  # of nested elements; the deepest of those pages had 52
    parse_s: float = 10.0  # CPU and wall-clock time of one page in a worker; the slowest of those pages took 0.3 s
    max_feed_bytes: int = 10_485_760  # of a feed or sitemap after decompression
    parse_bytes: int = 1_073_741_824  # memory of one page in a worker, above what the imports take


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How a batch is run."""

    concurrency: int = 16  # pages in progress, from the request to the record
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)  # processes that read pages
    breaker: int = 5  # consecutive failures of a host, after which the rest of its URLs is deferred
    refresh: bool = False  # fetch stored articles again
    retry_failed: bool = False
    since: str | None = None  # with refresh: only articles published since then, ISO 8601
    limit: int | None = None  # URLs fetched in this run
    max_time_s: float | None = None


@dataclass(frozen=True, slots=True)
class BulkOptions:
    """Which pages of archives become records, and how the records are written."""

    format: str = "parquet"  # or jsonl
    markdown: bool = False  # fill the Parquet column with the text as Markdown
    max_bytes: int = 10_485_760  # of one page after decompression, as for a page that is fetched
    match: tuple[str, ...] = ()  # only addresses with one of these in them, or of this form
    hosts: tuple[str, ...] = ()  # only these, and what lies under them
    languages: tuple[str, ...] = ()  # only bodies in these, BCP 47; "de" takes "de-AT" too
    kinds: tuple[str, ...] = ()  # only pages of these kinds
    since: str | None = None  # nothing that is known to be older, ISO 8601
    extract: ExtractOptions = field(default_factory=ExtractOptions)


@dataclass(frozen=True, slots=True)
class FeedOptions:
    """How far feeds and the sitemaps they lead to are followed from one source."""

    max_depth: int = 4  # a front page, its robots.txt, an index, an index in it, a sitemap
    max_feeds: int = 500  # feeds, sitemaps and pages that are fetched
    max_bytes: int = 268_435_456  # all of them together
    max_page_feeds: int = 10  # feeds that are taken from one page
    max_s: float = 3_600.0  # fetching and reading, without the wait for the consumer
    failing_times: float = 5.0  # times `total_s`: what the failures of one source may take
    max_time_s: float | None = None  # all sources together
    parse_s: float = 30.0  # of one feed in a worker; the 50,000 URLs that a sitemap may hold take 3 s
    since: str | None = None  # skip what is known to be older, ISO 8601


@dataclass(frozen=True, slots=True)
class Options:
    """All options of one run."""

    fetch: FetchOptions = field(default_factory=FetchOptions)
    extract: ExtractOptions = field(default_factory=ExtractOptions)
