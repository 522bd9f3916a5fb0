"""scrape SOURCE...: prints or writes each article."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import click

from scraper.cli import running
from scraper.cli.archived import holds_pages, tell_skipped
from scraper.cli.keeping import recorder, warc_option
from scraper.cli.meant import list_error, with_scheme
from scraper.cli.output import Output
from scraper.cli.settings import CONTEXT, check_url, join_option, read_options, shared_options, verbosity
from scraper.cli.terminal import Talk
from scraper.errors import BugError, ScraperError
from scraper.records import Article

#: Each source with its article, or with how it failed.
Scraped = Callable[[Sequence[str]], AsyncIterator[tuple[str, Article | ScraperError]]]
FORMATS = ("markdown", "json", "jsonl", "html", "text", "jsonld")


@click.command(context_settings=CONTEXT)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("-f", "--format", "format", type=click.Choice(FORMATS),
              help="Default: by the ending of --output, else markdown for one article and jsonl for many.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=str), metavar="PATH",
              help="A file; or a folder (it exists, or ends in /) for one file per article.")  # fmt: skip
@warc_option
@join_option
@shared_options
def get(sources: tuple[str, ...], **values: Any) -> int:
    """Fetch and print each article.

    SOURCE is a URL, a saved .html, .mhtml, .md or .txt file, - for standard input, a WARC file, or a folder of
    saved pages.
    """
    from scraper.pipeline import scrape_each

    url = check_url(values["url"], sources)
    talk = Talk(values["log_format"], verbosity(values))
    has_many = len(sources) > 1 or any(map(holds_pages, sources))
    output = Output.choose(values["format"], values["output"], 2 if has_many else 1)
    sources = tuple(_meant(source, talk) for source in sources)
    options = read_options(values)
    skipped: Counter[str] = Counter()  # records of archives
    with recorder(values["warc"], options.fetch) as keeper:
        work = _get(sources, lambda pages: scrape_each(pages, options, url, keeper, skipped), output, talk)
        status = running.run(work)
    tell_skipped(skipped, talk)
    return status


def _meant(source: str, talk: Talk) -> str:
    """The source as given, or the https URL that it stands for without its scheme."""
    url = with_scheme(source)
    if url is not None and talk.verbosity >= 0:
        talk.record(f"note: {source} is read as {url}", {"message": "read as a URL", "source": source, "url": url})
    return url or source


async def _get(sources: Sequence[str], scraped: Scraped, output: Output, talk: Talk) -> int:
    from scraper.normalize.urls import without_userinfo

    statuses: list[int] = []
    lists = {source: error for source in sources if (error := list_error(source))}
    for error in lists.values():
        talk.failure(error)
        statuses.append(error.exit_status)
    pages = [source for source in sources if source not in lists]
    async for named, outcome in scraped(pages):
        source = without_userinfo(named)
        if isinstance(outcome, ScraperError):
            talk.failure(outcome, source)
            statuses.append(outcome.exit_status)
            continue
        talk.progress(f"{outcome.kind}: {outcome.title} ({source})", url=outcome.url)
        for warning in outcome.warnings:
            talk.warning(outcome.url or source, warning)
        try:
            output.add(outcome)
        except ScraperError as error:
            talk.failure(error, source)
            statuses.append(error.exit_status)
            if not isinstance(error, BugError):
                return min(statuses)  # what failed would fail for the next one too
    try:
        output.close()
    except ScraperError as error:
        talk.failure(error)
        statuses.append(error.exit_status)
    return min(statuses, default=0)
