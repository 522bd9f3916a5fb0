"""Archives and folders of saved pages where other commands have an address, a file or a list."""

from __future__ import annotations

from collections import Counter

import click

from scraper.archives import NO_WARC_LIBRARY, has_warc_library, is_archive
from scraper.cli.terminal import Talk
from scraper.sources.folders import is_folder


def holds_pages(source: str) -> bool:
    """Whether a word names an archive or a folder, which may hold many pages. Raises UsageError without the library."""
    if is_archive(source):
        if not has_warc_library():
            raise click.UsageError(NO_WARC_LIBRARY)
        return True
    return is_folder(source)


def tell_skipped(skipped: Counter[str], talk: Talk) -> None:
    """Tells how many records of archives are no pages."""
    if skipped and talk.verbosity >= 0:
        told = ", ".join(f"{count} {name}" for name, count in sorted(skipped.items()))
        talk.record(f"skipped records of archives: {told}", {"skipped": dict(skipped)})
