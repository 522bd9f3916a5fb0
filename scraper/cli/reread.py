"""scrape reread [STORE]: the kept pages of a store read again, without network."""

from __future__ import annotations

import contextlib
import itertools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli import running
from scraper.cli.parameters import TEXT
from scraper.cli.settings import CONTEXT, talk_options, verbosity
from scraper.cli.terminal import Talk, say, write_out
from scraper.options import ExtractOptions

if TYPE_CHECKING:
    from scraper.rereading import Reread, RereadSummary

MAX_REPORTED = 500  # changed pages in a report
SOME_FAILED = 9


@click.command(context_settings=CONTEXT)
@click.argument("db", type=click.Path(dir_okay=False, path_type=Path), default=Path("scrape.db"), metavar="[STORE]")
@click.option("--dry-run", is_flag=True, help="Change nothing: only tell what would differ.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.html",
              help="One page with the differences, field by field.")  # fmt: skip
@click.option("--host", type=TEXT, metavar="HOST", help="Only pages of this host.")
@click.option("--warc", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
              help="Where the WARC files are, if they have moved.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="JSON lines, one for each page, and a last one with the counts.")
@click.option("--articles-only", is_flag=True, help="Refuse pages of another kind than article.")
@click.option("--profiles", type=click.Path(exists=True, file_okay=False), metavar="DIR",
              help="Folder with your own site profiles.")  # fmt: skip
@talk_options
def reread(db: Path, **values: Any) -> int:
    """Read the kept pages of a store again with today's program, and tell what changed, field by field.

    Nothing is fetched: the pages are those that `--warc` has kept. A record that changes keeps its old version in the
    history; one that a page no longer gives stays, and is told.
    """
    return running.run(_reread(db, values))


async def _reread(db: Path, values: dict[str, Any]) -> int:
    from scraper.rereading import KeptBytes, Rereading, RereadSummary
    from scraper.store import Store, lock

    talk = Talk(values["log_format"], verbosity(values))
    options = ExtractOptions(articles_only=values["articles_only"], profiles=values["profiles"])
    summary, reported = RereadSummary(), list[Any]()
    with contextlib.ExitStack() as stack:
        if not values["dry_run"] and db.is_file():  # else there is nobody to wait for, and nothing to be locked
            stack.enter_context(lock(db, 0.0))
        store = stack.enter_context(Store.open(db, create=False))
        work = Rereading(store, stack.enter_context(KeptBytes(values["warc"])), options)
        async with contextlib.aclosing(work.run(values["host"], is_rehearsal=values["dry_run"])) as results:
            async for each in results:
                summary.add(each)
                _tell(each, talk, as_json=values["as_json"])
                if each.change == "changed" and values["report"] is not None and len(reported) < MAX_REPORTED:
                    reported.append(each)
    if values["report"] is not None:
        from scraper.writing.files import write_whole
        from scraper.writing.reread_html import as_reread_html

        write_whole(values["report"], [as_reread_html(summary.to_dict(), reported).encode()])
    _tell_end(summary, talk, as_json=values["as_json"], is_rehearsal=values["dry_run"])
    return SOME_FAILED if summary.changes["failed"] else 0


def _tell(each: Reread, talk: Talk, *, as_json: bool) -> None:
    if as_json:
        error = each.error.to_dict() if each.error is not None else None
        facts = {"url": each.url, "change": each.change, "fields": list(each.fields), "error": error}
        write_out(json.dumps(facts, ensure_ascii=False) + "\n")
    if each.bug:
        say(each.bug)
    if each.change == "failed" and each.error is not None:
        talk.failure(each.error, each.url)
    else:
        fields = f" ({', '.join(each.fields)})" if each.fields else ""
        talk.progress(f"{each.change}: {each.url}{fields}", url=each.url, change=each.change)


def _tell_end(summary: RereadSummary, talk: Talk, *, as_json: bool, is_rehearsal: bool) -> None:
    counts = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in summary.changes.most_common())
    total = sum(summary.changes.values())
    if as_json:
        write_out(json.dumps({"summary": summary.to_dict()}) + "\n")
    if talk.verbosity < 0 and not summary.changes["failed"]:
        return
    rehearsed = "; nothing was stored (--dry-run)" if is_rehearsal else ""
    what = f"{total:,} kept pages read: {counts}" if total else "the store has no kept pages; --warc keeps them"
    talk.record(f"{what}{rehearsed}", {"summary": summary.to_dict()})
    for name, count in itertools.islice(summary.fields.most_common(), 30):
        if talk.verbosity >= 0:
            talk.record(f"{count:>8} {name}", {"field": name, "records": count})
