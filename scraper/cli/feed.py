"""scrape feed SOURCE...: the URLs of articles named by feeds, sitemaps and front pages."""

from __future__ import annotations

from typing import Any

import click

from scraper.cli import running
from scraper.cli.discovery import (
    check_options,
    format_option,
    limit_option,
    match_option,
    max_time_option,
    output_option,
    run,
    scrape_option,
    with_import,
)
from scraper.cli.parameters import DATE_TYPE
from scraper.cli.settings import CONTEXT, shared_options


@click.command(context_settings=CONTEXT)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@format_option
@output_option
@match_option
@click.option(
    "--since", type=DATE_TYPE, metavar="DATE", help="Nothing that is known to be older: 2026-11-27, 7d, yesterday."
)
@limit_option
@max_time_option
@scrape_option
@shared_options
@click.pass_context
def feed(context: click.Context, /, sources: tuple[str, ...], **values: Any) -> int:
    """Print the URLs of the articles in a feed, one a line.

    SOURCE is the URL or file of an RSS, Atom or JSON feed, a sitemap, robots.txt or a front page, which leads to its
    feeds; or - for standard input.
    """
    check_options(context, OWN)
    return running.run(run(sources, lambda discovery, names: discovery.in_feeds(names), values))


OWN = tuple(param.name or "" for param in feed.params)
with_import(feed)
