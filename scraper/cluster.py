"""Where parts are made: in this process with its workers, or, by an engine, on the machines of a cluster.

An engine is a function that takes jobs and gives what each came to, in any order. It gets names and gives counts; the
pages and records never pass through it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from scraper.bulk import PartDone, PartJob, write_part
from scraper.bulk.outcomes import Readers

#: Takes jobs, and gives each with what it came to.
Engine = Callable[[Sequence[PartJob]], Iterator[PartDone]]


def here(workers: int) -> Engine:
    """The engine of one machine: part after part, its pages read by so many worker processes."""

    def run(jobs: Sequence[PartJob]) -> Iterator[PartDone]:
        with Readers(workers) as readers:
            for job in jobs:
                yield write_part(job, readers)

    return run
