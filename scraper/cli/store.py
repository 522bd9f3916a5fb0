"""scrape show, search, status, history and export: what a batch has stored."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from scraper.cli.batch import FORMATS, db_option
from scraper.cli.output import Output, check_distinct, csv_options, csv_style, pieces, sound, write_records
from scraper.cli.parameters import DATE_TYPE, TEXT
from scraper.cli.settings import CONTEXT, talk_options, verbosity
from scraper.cli.terminal import Talk, one_line, safe, write_bytes, write_out
from scraper.errors import ScraperError, StoreError
from scraper.records import Article, Page
from scraper.store import Store

FORMATS_OF_ONE = tuple(name for name in FORMATS if name != "parquet")  # which is a file
CONTEXT_LINES = 2  # of a diff
MAX_DIFF_LINES = 20_000  # of one version: of a longer one it is only said that it changed


@click.command(context_settings=CONTEXT)
@click.argument("url", metavar="URL")
@db_option
@click.option("-f", "--format", "format", type=click.Choice(FORMATS_OF_ONE), help="Default: markdown.")
@click.option("--page", "page", is_flag=True, help="The bytes of its page instead, as `--warc` has kept them.")
@click.option("--warc", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
              help="With --page: where the WARC files are, if they have moved.")  # fmt: skip
@talk_options
def show(url: str, db: Path, **values: Any) -> int:
    """Print the last good record of a URL."""
    if values["page"]:
        write_bytes(kept_page(db, url, values["warc"]).content)
        return 0
    with Store.open(db, create=False) as store:
        article = store.record(_found(store, url))
        if article is None:
            raise StoreError(url, "the store has no record of the address")
    output = Output.choose(values["format"], None, 1, FORMATS_OF_ONE)
    output.add(article)
    output.close()
    return 0


@click.command(context_settings=CONTEXT)
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@db_option
@click.option("-n", "--count", type=click.IntRange(1, 1_000), default=20, metavar="N", help="Hits to print.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines instead of text.")
@talk_options
def search(words: tuple[str, ...], db: Path, count: int, as_json: bool, **values: Any) -> int:
    """Print the records that contain all the words, best first, with the matching passage.

    "two words" match a phrase, word* a prefix, OR separates alternatives.
    """
    talk, hit = Talk(values["log_format"], verbosity(values)), None
    with Store.open(db, create=False) as store:
        for hit in store.search(" ".join(words), count):
            if as_json:
                facts = {"url": hit.url, "title": hit.title, "published": hit.published, "snippet": hit.snippet}
                write_out(json.dumps(facts, ensure_ascii=False) + "\n")
            else:
                dated = f"{hit.published[:10]}  " if hit.published else ""
                write_out(f"{dated}{one_line(hit.title or '-')}\n{one_line(hit.url)}\n  {one_line(hit.snippet)}\n\n")
    if hit is None and talk.verbosity >= 0:
        talk.record("no record holds the words", {"message": "no record holds the words"})
    return 0


@click.command(context_settings=CONTEXT)
@db_option
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")
@talk_options
def status(db: Path, as_json: bool, **values: Any) -> int:
    """Print how many URLs have each outcome, the failures by code, and the hosts with most of them."""
    del values
    with Store.open(db, create=False) as store:
        facts: dict[str, Any] = {
            "outcomes": {outcome or "not tried": count for outcome, count in store.outcome_counts().items()},
            "codes": store.code_counts(),
            "hosts": store.hosts(20),
            "last_run": store.last_run(),
        }
    write_out(json.dumps(facts, indent=2) + "\n" if as_json else "".join(f"{line}\n" for line in _told(facts)))
    return 0


@click.command(context_settings=CONTEXT)
@click.argument("url", metavar="URL")
@db_option
@talk_options
def history(url: str, db: Path, **values: Any) -> int:
    """Print when the record of a URL changed, and which of its words."""
    del values
    with Store.open(db, create=False) as store:
        versions = store.history(_found(store, url))
    if not versions:
        raise StoreError(url, "the store has no record of the address")
    before: list[str] = []
    for moment, article in versions:
        lines = [f"# {article.title or ''}", *article.text.split("\n")]
        write_out(f"{_moment(moment)}  {one_line(article.title or '-')}\n")
        for line in _diff(before, lines) if before else ():
            write_out(safe(line) + "\n")
        before = lines
    return 0


@click.command(context_settings=CONTEXT)
@db_option
@click.option("-f", "--format", "format", type=click.Choice(FORMATS), help="Default: by the ending, else jsonl.")
@click.option("-o", "--output", type=click.Path(path_type=str), metavar="PATH",
              help="A file, or a folder with a file for each; else stdout.")  # fmt: skip
@click.option("--since", type=DATE_TYPE, metavar="DATE", help="Only articles published since then: 2026-11, 7d.")
@click.option("--host", type=TEXT, metavar="HOST", help="Only articles of this host.")
@csv_options
@talk_options
def export(db: Path, **values: Any) -> int:
    """Write the records of the store."""
    talk = Talk(values["log_format"], verbosity(values))
    output = Output.choose(values["format"], values["output"], 2, FORMATS)
    check_distinct({"--db": db, "--output": None if output.folder else output.path})
    failed: list[ScraperError] = []

    def told(error: ScraperError) -> None:
        failed.append(error)
        talk.failure(error)

    with Store.open(db, create=False) as store:
        articles = _Counted(store.records(values["since"], values["host"]))
        if output.folder:
            for _ in sound(articles, output.add, told):
                pass
        elif output.path is not None:
            write_records(output, articles, told, csv_style(values))
        else:
            for piece in pieces(output.format, articles, told, csv_style(values)):
                write_out(piece)
    talk.progress(f"{articles.count - len(failed)} records written")
    return min((error.exit_status for error in failed), default=0)


def kept_page(db: Path, url: str, folder: Path | None = None) -> Page:
    """The page that an address's record was read from, or its newest one; `folder` holds WARC files that have moved.

    Raises ScraperError.
    """
    from scraper.rereading import KeptBytes

    with Store.open(db, create=False) as store:
        address = _found(store, url)
        article = store.record(address)
        pages = store.kept_pages(address, article.fetched_at if article else None)
    if not pages:
        raise StoreError(url, "the page of the address is not kept; --warc keeps pages")
    with KeptBytes(folder) as kept:
        return kept.page(pages[0])


class _Counted:
    """Articles, with a count of how many were consumed."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles = articles
        self.count = 0

    def __iter__(self) -> Iterator[Article]:
        for article in self._articles:
            self.count += 1
            yield article


def _found(store: Store, url: str) -> int:
    address = store.find(url)
    if address is None:
        raise StoreError(url, "the store does not know the address")
    return address


def _told(facts: dict[str, Any]) -> Iterator[str]:
    yield from (f"{count:>8} {outcome}" for outcome, count in facts["outcomes"].items())
    if facts["codes"]:
        yield ""
        yield from (f"{count:>8} {code}" for code, count in facts["codes"].items())
    yield ""
    yield f"{'addresses':>10}{'stored':>8}{'failed':>8}{'seconds':>9}  host"
    for host in facts["hosts"]:
        numbers = f"{host['addresses']:>10}{host['stored']:>8}{host['failed']:>8}{host['seconds']:>9.1f}"
        yield f"{numbers}  {one_line(host['host'] or '-')}"


def _diff(before: list[str], after: list[str]) -> Iterator[str]:
    if max(len(before), len(after)) > MAX_DIFF_LINES:
        yield f"  (more than {MAX_DIFF_LINES} lines: not compared)"
        return
    yield from list(difflib.unified_diff(before, after, lineterm="", n=CONTEXT_LINES))[2:]


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
