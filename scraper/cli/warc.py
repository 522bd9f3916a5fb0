"""scrape warc FILE... -o DIR: archives in, parts out."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from scraper.archives import NO_WARC_LIBRARY, has_warc_library
from scraper.cli.output import PARQUET, make_folder
from scraper.cli.parameters import BYTES, DATE_TYPE, TEXT
from scraper.cli.settings import CONTEXT, talk_options, verbosity
from scraper.cli.terminal import STDERR, Talk, is_terminal
from scraper.errors import ListError
from scraper.options import BulkOptions, ExtractOptions
from scraper.records import Kind

if TYPE_CHECKING:
    from scraper.bulk import PartDone, PartJob
    from scraper.cluster import Engine

SOME_FAILED = 9  # the exit status, as of a batch
ENGINES = ("here", "ray")
FORMATS = ("jsonl", "parquet")
DEFAULT = BulkOptions()
MAX_LIST_BYTES = 67_108_864  # of a list of archives: Common Crawl's largest has some 10 MB


@click.command(context_settings=CONTEXT)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("-o", "--output", type=TEXT, required=True, metavar="DIR", help="The folder of the parts.")
@click.option("-f", "--format", "format", type=click.Choice(FORMATS), default=DEFAULT.format,
              help="What a part is.")  # fmt: skip
@click.option("--markdown", is_flag=True, help="Fill the Parquet column with the text as Markdown.")
@click.option(
    "--match",
    multiple=True,
    metavar="PATTERN",
    help="Only addresses with this in them, or (with * and ?) of this form; may be given several times.",
)
@click.option("--host", multiple=True, type=TEXT, metavar="HOST", help="Only this host and those under it.")
@click.option("--language", multiple=True, type=TEXT, metavar="CODE", help="Only articles in this language, as fr.")
@click.option("--kind", multiple=True, type=click.Choice(get_args(Kind)), help="Only pages of this kind.")
@click.option("--since", type=DATE_TYPE, metavar="DATE", help="Nothing that is known to be older: 2026-11-27, 7d.")
@click.option("--workers", type=click.IntRange(1, 1_000), default=None, metavar="N",
              help="Processes that read pages; by default as many as there are cores.")  # fmt: skip
@click.option("--engine", type=click.Choice(ENGINES), default="here",
              help="Where parts are made: in this process, or in tasks of Ray (extra `ray`).")  # fmt: skip
@click.option("--address", type=TEXT, metavar="HOST:PORT",
              help="The head of a Ray cluster, or auto; by default Ray is started on this machine alone.")  # fmt: skip
@click.option("--max-bytes", type=BYTES, default=DEFAULT.max_bytes, metavar="BYTES", help="Largest page.")
@click.option("--articles-only", is_flag=True, help="Count pages of another kind than article as failures.")
@click.option("--profiles", type=click.Path(exists=True, file_okay=False), metavar="DIR",
              help="Folder with your own site profiles; they go before those that are known.")  # fmt: skip
@talk_options
def warc(files: tuple[str, ...], **values: Any) -> int:
    """Make records of the pages in WARC files: one part a file.

    FILE is a WARC file (.warc, .warc.gz, .warc.zst) or a WACZ package: a path, or an http(s):// or s3:// address; or
    @LIST, a file that names some, one a line. The same command again makes what is missing.
    """
    from scraper.bulk import jobs_of

    _check(values["format"])
    engine = _engine(values)
    options = _options(values)
    sources = [each for file in files for each in _named(file)]
    folder = Path(values["output"])
    make_folder(folder)
    talk = Talk(values["log_format"], verbosity(values))
    jobs = jobs_of(sources, str(folder), options)
    return _run(engine, jobs, folder, talk)


def _engine(values: dict[str, Any]) -> Engine:
    """Raises UsageError for an address without a cluster."""
    from scraper.cluster import here, on_ray

    workers = values["workers"] or os.cpu_count() or 1
    if values["engine"] == "ray":
        return on_ray(values["address"], workers)
    if values["address"] is not None:
        raise click.UsageError("--address is that of a cluster: --engine ray")
    return here(workers)


def _check(format_name: str) -> None:
    """Raises UsageError where a library is missing."""
    if not has_warc_library():
        raise click.UsageError(NO_WARC_LIBRARY)
    if format_name == "parquet" and find_spec("pyarrow") is None:
        raise click.UsageError(PARQUET)


def _options(values: dict[str, Any]) -> BulkOptions:
    return BulkOptions(
        format=values["format"],
        markdown=values["markdown"],
        max_bytes=values["max_bytes"],
        match=values["match"],
        hosts=tuple(each.lower().removeprefix("www.") for each in values["host"]),
        languages=values["language"],
        kinds=values["kind"],
        since=values["since"],
        extract=ExtractOptions(articles_only=values["articles_only"], profiles=values["profiles"]),
    )


def _named(file: str) -> list[str]:
    """The archives that a word names: itself, or those in its list. Raises ListError."""
    from scraper.sources.saved import read_bytes

    if not file.startswith("@"):
        return [file]
    lines = read_bytes(file[1:], None, MAX_LIST_BYTES).decode("utf-8-sig", "replace").splitlines()
    named = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    if not named:
        raise ListError(file[1:], "the list names no archive")
    return named


def _run(engine: Engine, jobs: Sequence[PartJob], folder: Path, talk: Talk) -> int:
    from scraper.writing.claims import sweep_claims
    from scraper.writing.files import sweep_drafts

    sweep_drafts(folder)
    sweep_claims(folder)
    counts: Counter[str] = Counter()
    statuses: list[int] = []
    for number, done in enumerate(engine(jobs), 1):
        if done.error is not None:
            counts["failed"] += 1
            statuses.append(done.error.exit_status)
            talk.failure(done.error, done.source)
            continue
        assert done.manifest is not None
        counts["made" if done.is_new else "there already"] += 1
        for name in ("read", "records"):
            counts[name] += done.manifest[name]
        for name in ("skipped", "failed"):
            counts[f"{name} records"] += sum(done.manifest[name].values())
        if "bug" in done.manifest["failed"]:
            statuses.append(SOME_FAILED)
        if talk.verbosity > 0 or (talk.verbosity == 0 and is_terminal(STDERR)):
            talk.record(f"{number} of {len(jobs)}: {_line(done)}", {"part": done.manifest, "new": done.is_new})
    if talk.verbosity >= 0 or statuses:
        talk.record(_summary(counts), {"summary": dict(counts)})
    return statuses[0] if len(jobs) == 1 and statuses else SOME_FAILED if statuses else 0


def _line(done: PartDone) -> str:
    """One part in a line."""
    manifest = done.manifest or {}
    told = [f"{manifest['records']} records"]
    told += [f"{count} {name}" for name, count in {**manifest["failed"], **manifest["skipped"]}.items()]
    return f"{done.source}: {', '.join(told)}{'' if done.is_new else ' (there already)'}"


def _summary(counts: Counter[str]) -> str:
    parts = ", ".join(f"{counts[name]} {name}" for name in ("made", "there already", "failed") if counts[name])
    return (
        f"parts: {parts or 'none'}; {counts['read']} records of archives: {counts['records']} articles, "
        f"{counts['failed records']} failed, {counts['skipped records']} skipped"
    )
