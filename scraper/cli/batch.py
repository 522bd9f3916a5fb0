"""scrape batch LIST...: many URLs, one outcome each; run again, it resumes where it was cut off."""

from __future__ import annotations

import contextlib
import itertools
import json
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from scraper.cli import running
from scraper.cli.archived import holds_pages, tell_skipped
from scraper.cli.keeping import recorder, warc_option
from scraper.cli.output import (
    ENDINGS_OF_BATCH,
    Joined,
    Output,
    Told,
    TreeFolder,
    check_distinct,
    csv_options,
    csv_style,
    write_records,
)
from scraper.cli.parameters import DATE_TYPE, MAX_COUNT, SECONDS, SECONDS_OR_NONE, TEXT
from scraper.cli.progress import shown_progress
from scraper.cli.settings import CONTEXT, join_option, read_options, shared_options, verbosity
from scraper.cli.terminal import Talk, one_line, say, say_table, write_out
from scraper.errors import BugError, ListError, ScraperError
from scraper.options import BatchOptions, Options
from scraper.records import FAILURES

if TYPE_CHECKING:
    from scraper.batch import Batch, Done, Summary
    from scraper.bulk.kept import KeptPages
    from scraper.store import Store

FORMATS = tuple(ENDINGS_OF_BATCH)
SOME_FAILED = 9  # the exit status, as docs/cron.md tells it
MAX_REPORTED, MAX_REPORTED_HOSTS, SAMPLES = 500, 50, 8  # in a report
SHOWN_HOSTS = 10  # in the table at the end


db_option = click.option("--db", type=click.Path(dir_okay=False, path_type=Path), default=Path("scrape.db"),
                         metavar="FILE", help="The store: a SQLite file, created if missing.")  # fmt: skip


@click.command(context_settings=CONTEXT)
@click.argument("lists", nargs=-1, required=True, metavar="LIST...")
@db_option
@click.option("-f", "--format", "format", type=click.Choice(FORMATS),
              help="Default: by the ending of --output, else jsonl.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=str), metavar="PATH",
              help="A file with all records of the store; or a folder with a file for each.")  # fmt: skip
@click.option("--print", "print", is_flag=True, help="Also print this run's records as they arrive.")
@click.option("--column", type=TEXT, metavar="NAME", help="The column, or key, with the URL.")
@click.option("--concurrency", type=click.IntRange(1, 1_000), default=BatchOptions().concurrency, metavar="N",
              help="Pages in progress at a time.")  # fmt: skip
@click.option("--per-host", type=click.IntRange(1, 100), default=1, metavar="N", help="Concurrent requests per host.")
@click.option("--refresh", is_flag=True, help="Fetch stored articles again, by conditional requests.")
@click.option("--retry-failed", is_flag=True, help="Fetch again what has failed.")
@click.option("--since", type=DATE_TYPE, metavar="DATE",
              help="With --refresh: only articles published since then: 2026-11-27, 7d.")  # fmt: skip
@click.option("--limit", type=click.IntRange(0, MAX_COUNT), metavar="N", help="Fetch at most N URLs.")
@click.option(
    "--max-time-s",
    "--max-time",
    type=SECONDS,
    metavar="SECONDS",
    help="Stop after this long, as 90, 90s or 1h; the next run resumes.",
)
@click.option("--wait-s", "--wait", type=SECONDS_OR_NONE, default=0.0, metavar="SECONDS",
              help="How long to wait for another run to end (else exit 75).")  # fmt: skip
@click.option("--fail-fast", is_flag=True, help="Stop at the first failure.")
@click.option("--dry-run", is_flag=True, help="Print the URLs that would be fetched, and fetch none.")
@click.option("--errors", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="JSON lines of what failed.")  # fmt: skip
@click.option("--summary", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Counts per outcome and code, as JSON.")  # fmt: skip
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.html",
              help="One page: outcomes, failures, hosts, samples.")  # fmt: skip
@click.option("--progress", type=click.Choice(["auto", "always", "never"]), default="auto",
              help="A bar, on a terminal by default; else a line every minute.")  # fmt: skip
@csv_options
@warc_option
@join_option
@shared_options
def batch(lists: tuple[str, ...], **values: Any) -> int:
    """Import many URLs, one outcome each.

    LIST is a text file (one URL a line, # comments), CSV, JSON lines, OPML, a browser's bookmarks, or -; or a WARC
    file or a folder of saved pages with a manifest, whose pages are read from there.
    """
    if values["url"]:
        raise click.UsageError("--url names where one saved file came from; a batch has addresses")

    kept = _kept(lists, values)

    async def list_all(work: Batch, store: Store, talk: Talk) -> list[ScraperError]:
        wrong = [wrong for each in lists for wrong in work.list_addresses(_read(each, values["column"], talk, kept))]
        if kept is not None:
            tell_skipped(kept.skipped, talk)
        return list(wrong)

    with kept or contextlib.nullcontext():
        return running.run(run_batch({**values, "lists": lists, "kept": kept}, list_all))


def _kept(lists: Sequence[str], values: dict[str, Any]) -> KeptPages | None:
    """Where the pages of archives and folders among the lists will be. Raises UsageError without the extra `warc`."""
    if not any(map(holds_pages, lists)):
        return None
    from scraper.bulk.kept import KeptPages

    return KeptPages(values["max_bytes"])


async def run_batch(
    values: dict[str, Any], list_all: Callable[[Batch, Store, Talk], Awaitable[list[ScraperError]]]
) -> int:
    """Runs a batch over a store; `list_all` lists the URLs and returns the entries that were invalid.

    Returns the exit status.
    """
    from scraper.batch import Batch
    from scraper.store import Store, lock
    from scraper.writing.files import sweep_drafts

    talk = Talk(values["log_format"], verbosity(values))
    output = Output.choose(values["format"], values["output"], 2, FORMATS)
    printed = _printed(values)
    style = csv_style(values)
    failed: list[ScraperError] = []  # records that could not be written

    def told(error: ScraperError) -> None:
        failed.append(error)
        talk.failure(error)

    written = {"--db": values["db"], "--output": None if output.folder else output.path,
               **{f"--{name}": values[name] for name in ("errors", "summary", "report")}}  # fmt: skip
    for each in values.get("lists", ("-",)):
        check_distinct({"LIST": None if each == "-" else Path(each), **written})
    if values["dry_run"]:
        return await _rehearse(values, list_all, talk)
    options = _options(values)
    with (
        lock(values["db"], values["wait_s"]),
        Store.open(values["db"]) as store,
        recorder(values["warc"], options.fetch, store) as keeper,
    ):
        folder = TreeFolder(output.path, output.format) if output.folder and output.path else None
        if output.path is not None:
            sweep_drafts(output.path if output.folder else output.path.parent)
        work = Batch(store, options, _batch_options(values), folder, keeper)
        if values.get("kept") is not None:
            work.take_from(values["kept"])
        wrong = await list_all(work, store, talk)
        try:
            await _work(work, printed, values, talk, told)
        finally:  # however the run ended, what was done is reported
            if output.path is not None and not output.folder:
                write_records(output, store.records(), told, style)
            _tell_end(work, store, wrong, values, talk)
    return SOME_FAILED if work.summary.failed or wrong or failed else 0


async def _rehearse(
    values: dict[str, Any], list_all: Callable[[Batch, Store, Talk], Awaitable[list[ScraperError]]], talk: Talk
) -> int:
    """Prints the URLs that a run would fetch; the store stays as it is."""
    from scraper.batch import Batch
    from scraper.store import Store, lock

    with contextlib.ExitStack() as stack:
        if values["db"].is_file():  # without a store there is nobody to wait for, and nothing to lock
            stack.enter_context(lock(values["db"], values["wait_s"]))
        store = stack.enter_context(Store.rehearse(values["db"]))
        work = Batch(store, _options(values), _batch_options(values))
        wrong = await list_all(work, store, talk)
        work.plan()
        for host in store.due_hosts():
            after = 0
            while found := store.due_of(host, 1_000, after):
                write_out("".join(f"{one_line(each.url)}\n" for each in found))
                after = found[-1].id
    return SOME_FAILED if wrong else 0


def _printed(values: dict[str, Any]) -> Joined | None:
    """What of this run goes to stdout. Raises UsageError for a format that cannot, or for one without an output."""
    if values["print"] or values["output"] == "-":
        return Joined(Output.choose(values["format"], None, 2, FORMATS).format, style=csv_style(values))
    source = click.get_current_context().get_parameter_source("format")
    if values["output"] is None and source is ParameterSource.COMMANDLINE and not values["dry_run"]:
        raise click.UsageError("--format says how records are written: give --output, or --print for stdout")
    return None


async def _work(work: Batch, printed: Joined | None, values: dict[str, Any], talk: Talk, told: Told) -> None:
    with shown_progress(work, values["progress"], quiet=values["quiet"]) as progress:
        async with contextlib.aclosing(work.run()) as results:
            async for done in results:
                progress.tick()
                _tell(done, talk)
                if printed is not None and done.article is not None:
                    try:
                        write_out(printed.piece(done.article))
                    except BugError as error:
                        told(error)
                if values["fail_fast"] and work.summary.failed:
                    work.summary.stopped = "the first failure ended the run"
                    break
    if printed is not None:
        write_out(printed.end())


def _tell(done: Done, talk: Talk) -> None:
    attempt = done.attempt
    if attempt.outcome in FAILURES:
        talk.record(f"{attempt.code}: {attempt.reason} ({done.url})", {"url": done.url, "outcome": attempt.outcome,
                    "code": attempt.code, "reason": attempt.reason, "status": attempt.status})  # fmt: skip
    else:
        told = f"{attempt.outcome}: {attempt.reason or (done.article.title if done.article else '')} ({done.url})"
        talk.progress(told, url=done.url, outcome=attempt.outcome)


def _read(path: str, column: str | None, talk: Talk, kept: KeptPages | None) -> Iterator[Any]:
    from scraper.sources.lists import read_list

    for each in kept.add(path) if kept is not None and holds_pages(path) else read_list(path, column):
        if isinstance(each, ListError):
            talk.failure(each)
        yield each


def _tell_end(work: Batch, store: Store, wrong: Iterable[ScraperError], values: dict[str, Any], talk: Talk) -> None:
    from scraper.writing.files import write_whole

    summary = work.summary
    for bug in summary.bugs:
        say(bug)
    if values["errors"] is not None:
        lines = (json.dumps(each, ensure_ascii=True) + "\n" for each in _failures(store, wrong))
        write_whole(values["errors"], (line.encode() for line in lines))
    if values["summary"] is not None:
        write_whole(values["summary"], (json.dumps(summary.to_dict(), indent=2) + "\n").encode())
    if values["report"] is not None:
        from scraper.writing.batch_html import as_batch_html

        failures = list(itertools.islice(_failures(store, wrong), MAX_REPORTED))
        report = as_batch_html(summary.to_dict(), failures, store.hosts(MAX_REPORTED_HOSTS), store.samples(SAMPLES))
        write_whole(values["report"], report.encode())
    if summary.failed or talk.verbosity >= 0:
        counts = ", ".join(f"{count} {name}" for name, count in summary.outcomes.most_common() if count)
        codes = ", ".join(f"{name} {count}" for name, count in summary.codes.most_common(5))
        wrong_lines = f", {summary.invalid_lines} lines without an address" if summary.invalid_lines else ""
        told = f"{summary.listed} addresses: {counts or 'nothing to do'}{wrong_lines}" + (
            f" ({codes})" if codes else ""
        )
        more = f"; {summary.bytes / 1e6:.1f} MB in {summary.seconds:.1f} s" + (
            f"; {summary.stopped}" if summary.stopped else ""
        )
        talk.record(told + more, {"summary": summary.to_dict()})
    if talk.verbosity >= 0:
        for doubt, count in summary.profiles.most_common():
            talk.record(f"warning: {doubt} ({count} records)", {"warning": doubt, "records": count})
        if not talk.as_json:
            say_table(_host_lines(summary))


def _host_lines(summary: Summary) -> Iterator[str]:
    """A table of the hosts that took most of the time."""
    if summary.hosts:
        yield f"{'pages':>8}{'failed':>8}{'seconds':>9}  host"
    for name, host in itertools.islice(summary.hosts.items(), SHOWN_HOSTS):
        yield f"{host.pages:>8}{host.failed:>8}{host.seconds:>9.1f}  {one_line(name) or '-'}"


def _failures(store: Store, wrong: Iterable[ScraperError]) -> Iterator[dict[str, Any]]:
    for error in wrong:
        yield {**error.to_dict(), "attempts": 0}
    yield from store.failures()


def _options(values: dict[str, Any]) -> Options:
    return read_options(values, per_host=values["per_host"])


def _batch_options(values: dict[str, Any]) -> BatchOptions:
    return BatchOptions(
        concurrency=values["concurrency"],
        refresh=values["refresh"],
        retry_failed=values["retry_failed"],
        since=values["since"],
        limit=values["limit"],
        max_time_s=values["max_time_s"],
    )
