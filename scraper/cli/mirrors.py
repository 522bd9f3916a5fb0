"""scrape mirrors FILE..., scrape compare A B: copies of one article, and what each of them changed."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from scraper.cli import running
from scraper.cli.output import followed, format_by_ending, output_path
from scraper.cli.settings import CONTEXT, fetch_options, read_options, talk_options, verbosity
from scraper.cli.terminal import Talk, is_terminal, one_line, write_drawn, write_out
from scraper.errors import RecordError, ScraperError
from scraper.mirrors import compare as compare_articles
from scraper.mirrors import find_mirrors
from scraper.options import Options
from scraper.records import Article, MirrorGroup
from scraper.sources.record_lines import is_record_file, read_record
from scraper.writing.files import write_whole
from scraper.writing.mirror_html import as_mirrors_html
from scraper.writing.mirror_markdown import as_mirrors_markdown
from scraper.writing.mirror_words import counts, group_title, member_name, other_changes, same_words, stated_line
from scraper.writing.record import dump_json

FORMATS = ("table", "json", "jsonl", "markdown", "html")
#: Formats that show the texts side by side, or what was changed in them.
WITH_TEXTS = frozenset({"html", "markdown"})
#: This many invalid lines are reported one by one; the rest of a file without records is only counted.
MAX_TOLD_LINES = 20
#: The table's width where there is no terminal.
TABLE_WIDTH = 120

EXTRA = "scrape mirrors needs the extra 'mirrors': pip install 'article-scraper[mirrors]'"


def report_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options for the report's format and output."""
    command = click.option("-o", "--output", type=click.Path(path_type=str, dir_okay=False), metavar="FILE",
                           help="Write the report there, whole or not at all.")(command)  # fmt: skip
    return click.option("-f", "--format", "format", type=click.Choice(FORMATS),
                        help="Default: by the ending of --output, else table.")(command)  # fmt: skip


@click.command(context_settings=CONTEXT)
@click.argument("sources", nargs=-1, required=True, metavar="STORE|FILE...")
@report_options
@talk_options
def mirrors(sources: tuple[str, ...], **values: Any) -> int:
    """Group copies of one article, name the likely original, and report what each copy changed.

    FILE holds records, one a line, as `scrape --format jsonl` writes them; - is standard input. STORE is the database
    of a batch. An article without a copy makes no group.
    """
    if find_spec("rensa") is None:
        raise click.UsageError(EXTRA)
    told = _Told(Talk(values["log_format"], verbosity(values)))
    report = _Report.choose(values["format"], values["output"])
    try:
        from scraper.cli.mirror_sources import MirrorSources  # comparing two articles opens no store

        with MirrorSources(sources) as records:
            passages = report.format in WITH_TEXTS
            report.write(find_mirrors(records, told, passages=passages, processes=os.cpu_count() or 1))
    except ScraperError as error:
        told(error)
    return told.status()


@click.command(context_settings=CONTEXT)
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@report_options
@fetch_options
def compare(a: str, b: str, **values: Any) -> int:
    """Report what two pages or records share, which is likely the original, and what the other changed.

    A and B are URLs, saved pages, or records: a .json file, a .jsonl file of one record, or FILE.jsonl:LINE.
    """
    told = _Told(Talk(values["log_format"], verbosity(values)))
    report = _Report.choose(values["format"], values["output"])
    articles = running.run(_read([a, b], read_options(values), told))
    if len(articles) == 2:
        try:
            report.write([compare_articles((articles[0], articles[1]), (a, b))])
        except ScraperError as error:
            told(error)
    return told.status()


class _Told:
    """Reports failures and warnings as they come, and keeps the exit status."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._statuses: list[int] = []
        self._lines = 0

    def __call__(self, what: ScraperError | str, source: str | None = None) -> None:
        if isinstance(what, str):
            self._talk.warning("all records", what)
            return
        self._statuses.append(what.exit_status)
        self._lines += isinstance(what, RecordError)
        if not isinstance(what, RecordError) or self._lines <= MAX_TOLD_LINES:
            self._talk.failure(what, source)

    def status(self) -> int:
        """The exit status: the lowest of all failures, 0 without any.

        The failures not reported one by one are counted here.
        """
        if self._lines > MAX_TOLD_LINES:
            self._talk.failure(RecordError("all files", f"{self._lines - MAX_TOLD_LINES} more lines hold no record"))
        return min(self._statuses, default=0)


async def _read(sources: Sequence[str], options: Options, told: _Told) -> list[Article]:
    """The records that the arguments name; failures are reported."""
    from scraper.pipeline import is_address, scrape_each

    articles: list[Article] = []
    for source in sources:
        # `records.jsonl:12` looks like a scheme, but no record's URL lacks a host.
        if is_record_file(source) and ("//" not in source or not is_address(source)):
            try:
                articles.append(read_record(source))
            except ScraperError as error:
                told(error, source)
            continue
        async for _, outcome in scrape_each([source], options):
            if isinstance(outcome, ScraperError):
                told(outcome, source)
            else:
                articles.append(outcome)
    return articles


class _Report:
    """Takes the groups and writes them in one format, to stdout or a file."""

    def __init__(self, format_name: str, path: Path | None) -> None:
        self.format = format_name
        self._path = path

    @classmethod
    def choose(cls, format_name: str | None, target: str | None) -> _Report:
        """The report that the options ask for. Raises UsageError."""
        path = output_path(target)
        named = format_name or format_by_ending(path, (*FORMATS, "text"))
        return cls("table" if named in (None, "text") else named, path)

    def write(self, groups: Iterable[MirrorGroup]) -> None:
        """Writes the groups; on stdout each as it comes if the format allows that. Raises ScraperError."""
        if self._path is not None:
            write_whole(followed(self._path), self._whole(groups, terminal=False).encode())
        elif self.format == "jsonl":
            for group in groups:
                write_out(dump_json(group.to_dict()))
        elif self.format == "table":
            for group in groups:
                write_drawn(_drawn(group, terminal=is_terminal()))
        else:
            write_out(self._whole(groups, terminal=False))

    def _whole(self, groups: Iterable[MirrorGroup], *, terminal: bool) -> str:
        if self.format == "html":
            return as_mirrors_html(groups)
        if self.format == "markdown":
            return as_mirrors_markdown(groups)
        if self.format == "json":
            return dump_json([group.to_dict() for group in groups], indent=2)
        if self.format == "jsonl":
            return "".join(dump_json(group.to_dict()) for group in groups)
        return "".join(_drawn(group, terminal=terminal) for group in groups)


def _drawn(group: MirrorGroup, *, terminal: bool) -> str:
    """The group as a terminal table, made of safe text."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(one_line(f"{group.number}. {group_title(group)}")), title_justify="left", expand=False)
    table.add_column("steps", justify="right")
    table.add_column("page, and why", overflow="fold")
    table.add_column("date")
    for name in ("same", "added", "dropped", "replaced", "moved"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("else", overflow="fold")
    for member in group.members:
        page = Text(one_line(member_name(member)))
        page.append("\n" + one_line(f"{member.role}: {member.reason}"), style="dim")
        table.add_row(
            str(member.hop),
            page,
            Text(one_line(member.published or "")),
            same_words(member),
            *counts(member.changes),
            Text(one_line(other_changes(member.changes))),
        )
    width = max(_terminal_width(), 60) if terminal else TABLE_WIDTH
    console = Console(file=io.StringIO(), force_terminal=terminal, width=width, no_color=not terminal or None)
    with console.capture() as drawn:
        console.print(table)
        if stated := stated_line(group):
            console.print(Text(one_line(stated), style="dim"))
        console.print()
    return drawn.get()


def _terminal_width() -> int:
    try:
        return os.get_terminal_size(1).columns
    except OSError:
        return TABLE_WIDTH
