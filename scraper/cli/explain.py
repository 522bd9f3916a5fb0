"""scrape explain SOURCE: what became of each visible line, and where each field was found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from scraper.cli import running
from scraper.cli.settings import CONTEXT, check_url, read_options, shared_options, verbosity
from scraper.cli.terminal import Talk, one_line, write_out
from scraper.errors import ScraperError
from scraper.options import Options
from scraper.records import Article

#: Keys left out when a field's value is explained: they are long, or shown among the lines.
LEFT_OUT = frozenset({"schema", "body", "text", "notices", "disclaimer", "found", "fingerprint"})
MAX_SHOWN_CHARS = 160  # of a line: two lines of a terminal


@click.command(context_settings=CONTEXT)
@click.argument("source", metavar="SOURCE")
@click.option("--db", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="Explain the page that `--warc` has kept for this store, without network.")  # fmt: skip
@shared_options
def explain(source: str, **values: Any) -> int:
    """Show what became of each visible line of a page, and where each field was found.

    SOURCE is a URL, a saved .html, .mhtml, .md or .txt file, or - for standard input.
    """
    url = check_url(values["url"], [source])
    talk = Talk(values["log_format"], verbosity(values))
    options = read_options(values, trace=True)
    if values["db"] is not None:
        return running.run(_explain_kept(source, values["db"], options))
    return running.run(_explain(source, url, options, talk))


async def _explain_kept(url: str, db: Path, options: Options) -> int:
    """Explains the page that is kept of an address. Raises ScraperError."""
    from scraper.cli.store import kept_page
    from scraper.worker.pool import Workers

    async with Workers() as workers:
        article, _ = await workers.read_article(kept_page(db, url), options.extract)
    write_out(told(article))
    return 0


async def _explain(source: str, url: str | None, options: Options, talk: Talk) -> int:
    from scraper.pipeline import scrape_each

    status = 0
    async for _, outcome in scrape_each([source], options, url):
        if isinstance(outcome, ScraperError):
            talk.failure(outcome, source)
            status = outcome.exit_status
        else:
            write_out(told(outcome))
    return status


def told(article: Article) -> str:
    """The article's trace and fields as lines of text with tab-separated columns."""
    lines = ["fate\treason\twhere\ttext"]
    for line in article.trace.lines if article.trace else ():
        lines.append("\t".join((line.fate, line.reason, line.where, _short(line.text))))
    if article.trace:
        lines += ["", "fate\tshare of the text after the title"]
        lines += [f"{fate}\t{share:.1%}" for fate, share in article.trace.shares.items()]
        lines += ["", "dropped block\tcharacters\ttext"]
        lines += [f"{block.reason}\t{len(block.text)}\t{_short(block.text)}" for block in article.trace.dropped]
    lines += ["", "field\tfound\tvalue"]
    for name, value in article.to_dict().items():
        if name not in LEFT_OUT and _is_known(value):
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            lines.append("\t".join((name, article.found.get(name, "-"), _short(shown))))
    lines += [f"warning\t-\t{warning}" for warning in article.warnings]
    return "".join("\t".join(map(one_line, line.split("\t"))) + "\n" for line in lines)


def _is_known(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_is_known, value.values()))
    return value not in (None, [])


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MAX_SHOWN_CHARS else text[: MAX_SHOWN_CHARS - 1] + "…"
