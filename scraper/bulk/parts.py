"""Writing one part: its records, its failures, and last its manifest; each under another name first, then renamed.

A part is there when its manifest is. Whatever ends a run before that, the next one makes the part again.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from scraper.archives.found import PageAt
from scraper.archives.reading import read_archive
from scraper.bulk.jobs import ENDINGS, PartJob, part_name
from scraper.bulk.manifests import ENDING, MANIFEST_SCHEMA, Counts, read_manifest
from scraper.bulk.outcomes import Outcome, Readers
from scraper.errors import BugError, ScraperError, WriteError
from scraper.records import SCHEMA, Article
from scraper.writing import as_jsonl
from scraper.writing.claims import claimed
from scraper.writing.files import write_whole
from scraper.writing.guard import attempt
from scraper.writing.record import dump_json
from scraper.writing.typed_rows import Provenance, typed_pieces, typed_row

T = TypeVar("T")

FAILURES_ENDING = ".failures.jsonl"
PIECE = 1_048_576


@dataclass(frozen=True, slots=True)
class PartDone:
    """What a job came to: a manifest, or the error that the part failed with."""

    source: str
    manifest: dict[str, Any] | None = None
    error: ScraperError | None = None
    is_new: bool = False  # made in this run


def write_part(job: PartJob, readers: Readers) -> PartDone:
    """Makes the part of a job, unless it is there.

    Raises:  nothing of what may be wrong with an archive, the disk or another run: that is the part's error.
    """
    try:
        identity = job.identity()
        name = part_name(job.source, identity)
        folder = Path(job.folder)
        there = read_manifest(folder, name, identity)
        if there is not None:
            return PartDone(job.source, there)
        with claimed(folder, name):
            there = read_manifest(folder, name, identity)  # by a run that has just ended
            if there is not None:
                return PartDone(job.source, there)
            return PartDone(job.source, _Part(job, folder, name).written(identity, readers), is_new=True)
    except ScraperError as error:
        return PartDone(job.source, error=error)
    except OSError as error:  # of the spool, which has no name
        return PartDone(job.source, error=WriteError(None, f"cannot write in {job.folder}: {error.strerror or error}"))


class _Part:
    """One part on its way."""

    def __init__(self, job: PartJob, folder: Path, name: str) -> None:
        self._job, self._folder, self._name = job, folder, name
        self._counts = Counts()

    def written(self, identity: dict[str, Any], readers: Readers) -> dict[str, Any]:
        """Writes the part; gives its manifest. Raises ScraperError, OSError."""
        start = time.monotonic()
        options = self._job.options
        records = self._folder / (self._name + ENDINGS[options.format])
        failures = self._folder / (self._name + FAILURES_ENDING)
        with tempfile.TemporaryFile(dir=self._folder) as self._spool:
            with closing(read_archive(self._job.source, options.max_bytes)) as found:
                write_whole(records, self._pieces(readers.outcomes(found, options)))
            self._spool.seek(0)
            write_whole(failures, iter(lambda: self._spool.read(PIECE), b""))
        if not self._counts.is_whole:
            raise BugError(self._job.source, f"records of the archive are not accounted for: {self._counts.to_dict()}")
        manifest = {
            "manifest": MANIFEST_SCHEMA,
            "schema": SCHEMA,
            **identity,
            **self._counts.to_dict(),
            "files": {each.name: each.stat().st_size for each in (records, failures)},
            "seconds": round(time.monotonic() - start, 3),
        }
        write_whole(self._folder / (self._name + ENDING), dump_json(manifest, indent=2).encode())
        return manifest

    def _pieces(self, outcomes: Iterable[Outcome]) -> Iterator[bytes]:
        """The records as the part's bytes."""
        if self._job.options.format == "parquet":
            return typed_pieces(self._made(outcomes, self._row))
        return self._made(outcomes, lambda article, _: attempt(as_jsonl, article, "jsonl").encode())

    def _made(self, outcomes: Iterable[Outcome], make: Callable[[Article, PageAt], T]) -> Iterator[T]:
        """What is made of each record; what is none is counted, and failures are written down."""
        for outcome in outcomes:
            self._counts.read += 1
            if outcome.skip is not None:
                self._counts.skipped[outcome.skip] += 1
            elif outcome.error is not None:
                self._note(outcome, outcome.error)
            elif outcome.article is not None and isinstance(outcome.found, PageAt):
                try:
                    made = make(outcome.article, outcome.found)
                except BugError as error:  # one record must not cost the others their part
                    self._note(outcome, error)
                    continue
                self._counts.records += 1
                yield made

    def _row(self, article: Article, found: PageAt) -> dict[str, Any]:
        page = found.page
        digest = f"sha256:{hashlib.sha256(page.content).hexdigest()}"
        kept = Provenance(self._job.source, found.offset, page.status, page.content_type, digest)
        return typed_row(article, kept, markdown=self._job.options.markdown)

    def _note(self, outcome: Outcome, error: ScraperError) -> None:
        self._counts.failed[error.code] += 1
        url = outcome.found.page.url if isinstance(outcome.found, PageAt) else error.url
        told = {**error.to_dict(), "url": url, "source": self._job.source, "offset": outcome.found.offset}
        self._spool.write(dump_json(told).encode())
