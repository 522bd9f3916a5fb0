"""Shared by `scrape feed` and `scrape links`: which URLs are printed, how, and the import of their articles."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from scraper.cli.batch import FORMATS as FORMATS_OF_BATCH
from scraper.cli.batch import batch as batch_command
from scraper.cli.batch import run_batch
from scraper.cli.output import followed, format_by_ending, output_path
from scraper.cli.parameters import MAX_COUNT, SECONDS
from scraper.cli.settings import check_url, read_options, verbosity
from scraper.cli.terminal import Talk, write_out
from scraper.errors import ScraperError
from scraper.options import FeedOptions
from scraper.records import FeedItem
from scraper.sources.lists import Listed
from scraper.sources.wanted import is_wanted
from scraper.writing.files import write_whole
from scraper.writing.record import dump_json

if TYPE_CHECKING:
    from scraper.batch import Batch
    from scraper.discovery import Discovery
    from scraper.store import Store

FORMATS = ("text", "jsonl")
LISTED_AT_ONCE = 1_000  # URLs held before they are written

#: How URLs are found in the sources.
Find = Callable[["Discovery", Sequence[str]], AsyncGenerator["FeedItem | ScraperError", None]]


def with_import(command: click.Command) -> click.Command:
    """Adds the options of `scrape batch` after the command's own."""
    own = {param.name for param in command.params}
    command.params += [each for each in batch_command.params if each.name not in {*own, "lists", "column"}]
    return command


def check_options(context: click.Context, own: Sequence[str]) -> None:
    """Raises UsageError for options that only make sense with --scrape; `own` are the command's options."""
    if context.params["scrape"]:
        return
    for param in context.command.params:
        name = param.name or ""
        if name not in own and context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{param.opts[-1]} needs --scrape", context)
    if context.params["format"] not in (None, *FORMATS):
        raise click.UsageError(f"addresses are written as {' or '.join(FORMATS)}", context)


async def run(sources: Sequence[str], find: Find, values: dict[str, Any]) -> int:
    """Finds URLs and prints them, or imports their articles; returns the exit status."""
    url = check_url(values["url"], sources)
    if values["scrape"]:
        return await _import(sources, url, find, values)
    return await _print(sources, url, find, values)


async def _print(sources: Sequence[str], url: str | None, find: Find, values: dict[str, Any]) -> int:
    from scraper.discovery import Discovery

    talk = Talk(values["log_format"], verbosity(values))
    path = output_path(values["output"])
    as_json = (values["format"] or format_by_ending(path, FORMATS)) == "jsonl"
    statuses: list[int] = []
    lines: list[str] = []
    count = 0
    async with (
        Discovery(read_options(values), _limits(values), url=url) as discovery,
        contextlib.aclosing(find(discovery, sources)) as all_found,
    ):
        async for found in all_found:
            if isinstance(found, ScraperError):
                talk.failure(found)
                statuses.append(found.exit_status)
            elif is_wanted(found.url, values["match"]):
                count += 1
                line = dump_json(found.to_dict()) if as_json else f"{found.url}\n"
                if path is None:
                    write_out(line)
                else:
                    lines.append(line)
                if count == values["limit"]:
                    break
    if path is not None and (lines or not statuses):
        write_whole(followed(path), (line.encode() for line in lines))
    talk.progress(f"{count} addresses", addresses=count)
    return min(statuses, default=0)


async def _import(sources: Sequence[str], url: str | None, find: Find, values: dict[str, Any]) -> int:
    """Lists the found URLs in the store and runs a batch over them."""
    from scraper.discovery import Discovery

    async def list_all(work: Batch, store: Store, talk: Talk) -> list[ScraperError]:
        failed: list[ScraperError] = []
        listed: list[Listed] = []
        async with (
            Discovery(read_options(values), _limits(values), url=url, state=store) as discovery,
            contextlib.aclosing(find(discovery, sources)) as all_found,
        ):
            async for found in all_found:
                if isinstance(found, ScraperError):
                    talk.failure(found)
                    failed.append(found)
                elif is_wanted(found.url, values["match"]):
                    listed.append(Listed(found.url, found.source or "-", found))
                if len(listed) == LISTED_AT_ONCE:
                    work.list_addresses(listed)
                    listed.clear()
        work.list_addresses(listed)
        return failed

    return await run_batch({**values, "since": None}, list_all)


def _limits(values: dict[str, Any]) -> FeedOptions:
    return FeedOptions(since=values.get("since"), max_time_s=values["max_time_s"])


match_option: Callable[[Any], Any] = click.option(
    "--match", multiple=True, metavar="PATTERN",
    help="Only addresses with this in them, or (with * and ?) of this form; may be given several times.",
)  # fmt: skip
scrape_option: Callable[[Any], Any] = click.option(
    "--scrape", is_flag=True, help="Import the articles, as scrape batch does, with its options."
)
limit_option: Callable[[Any], Any] = click.option(
    "--limit",
    type=click.IntRange(1, MAX_COUNT),
    metavar="N",
    help="So many addresses at most; with --scrape, those asked for.",
)
max_time_option: Callable[[Any], Any] = click.option(
    "--max-time-s", type=SECONDS, metavar="SECONDS",
    help="End after so long, with what was found by then; the import with --scrape as well.",
)  # fmt: skip
format_option: Callable[[Any], Any] = click.option(
    "-f", "--format", "format", metavar="FORMAT",
    type=click.Choice(tuple(dict.fromkeys((*FORMATS, *FORMATS_OF_BATCH)))),
    help="text (addresses) or jsonl (with title, date and origin); with --scrape as of scrape batch.",
)  # fmt: skip
output_option: Callable[[Any], Any] = click.option(
    "-o", "--output", type=click.Path(path_type=str), metavar="PATH",
    help="A file of the addresses, whole or not at all; with --scrape as of scrape batch.",
)  # fmt: skip
