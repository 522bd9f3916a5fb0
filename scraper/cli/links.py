"""scrape links URL...: the URLs of the articles on a front or section page."""

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
from scraper.cli.settings import CONTEXT, shared_options


@click.command(context_settings=CONTEXT)
@click.argument("sources", nargs=-1, required=True, metavar="URL...")
@format_option
@output_option
@match_option
@limit_option
@max_time_option
@scrape_option
@shared_options
@click.pass_context
def links(context: click.Context, /, sources: tuple[str, ...], **values: Any) -> int:
    """Print the URLs of the articles on a front or section page, one a line.

    Sections, tags, authors, numbered pages, legal pages and other sites are left out. URL may be a saved page, with
    --url naming where it came from, or - for standard input.
    """
    check_options(context, OWN)
    return running.run(run(sources, lambda discovery, names: discovery.on_pages(names), values))


OWN = tuple(param.name or "" for param in links.params)
with_import(links)
