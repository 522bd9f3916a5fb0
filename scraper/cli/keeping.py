"""--warc: what is fetched is kept in WARC files."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper import __about__
from scraper.options import FetchOptions

if TYPE_CHECKING:
    from scraper.archives.writing import WarcWriter
    from scraper.store import Store

warc_option: Callable[[Any], Any] = click.option(
    "--warc", type=click.Path(path_type=Path), metavar="DIR|FILE.warc.gz",
    help="Keep what is fetched as WARC 1.1 (extra `warc`).",
)  # fmt: skip


def recorder(
    place: Path | None, options: FetchOptions, store: Store | None = None
) -> contextlib.AbstractContextManager[WarcWriter | None]:
    """Who keeps what is fetched; nobody without a place.

    Raises:  UsageError without the extra, or where the place is no folder and no .warc.gz file; WriteError.
    """
    if place is None:
        return contextlib.nullcontext(None)
    from scraper.archives import NO_WARC_LIBRARY, has_warc_library

    if not has_warc_library():
        raise click.UsageError(NO_WARC_LIBRARY)
    if place.suffix in (".warc", ".gz", ".zst", ".wacz") and not place.name.endswith(".warc.gz") and not place.is_dir():
        raise click.UsageError(f"--warc {place}: give a folder, or a file that ends in .warc.gz")
    from scraper.archives.writing import First, WarcWriter

    def first_of(digest: str) -> First | None:
        found = store.kept_first(digest) if store is not None else None
        return First(found.url, found.at, found.record) if found else None

    info = {
        "software": f"article-scraper/{__about__.VERSION}",
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "robots": "obey" if options.robots else "ignore",
        "http-header-user-agent": options.user_agent,
        "max-bytes": str(options.max_bytes),
        "render": "yes" if options.render else "no",
    }
    return WarcWriter(place, info, first_of)
