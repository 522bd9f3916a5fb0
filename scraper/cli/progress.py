"""The progress of a long run: a bar on a terminal, a line every minute elsewhere, nothing when quiet."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scraper.cli.terminal import STDERR, is_terminal, safe, say

if TYPE_CHECKING:
    from rich.table import Table

    from scraper.batch import Batch

LINE_EVERY_S = 60.0  # where no terminal redraws a line, so that a night's log stays readable
REDRAW_S = 0.2  # as often as the eye can follow
SHOWN_HOSTS = 3  # with the most URLs waiting: this many fit beside the counts


class Progress:
    """Shows how far a batch is; `tick` may be called any number of times."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._start = self._shown = time.monotonic()

    def tick(self) -> None:
        """Shows the progress if it is time to."""
        now = time.monotonic()
        if now - self._shown >= LINE_EVERY_S:
            self._shown = now
            say(self.line())

    def line(self) -> str:
        """Done, failed, rate, what is left, and an estimate of the remaining time."""
        summary, left = self._batch.summary, self._batch.due
        seconds = max(time.monotonic() - self._start, 0.001)
        rate = summary.pages / seconds
        end = f", about {_span(left / rate)} left" if rate and left else ""
        hosts = sorted(self._batch.waiting_hosts.items(), key=lambda item: -item[1])[:SHOWN_HOSTS]
        queued = "".join(f"; {safe(host)}: {count}" for host, count in hosts)
        return f"{summary.pages} done, {summary.failed} failed, {rate:.1f}/s, {left} to go{end}{queued}"


class Bar(Progress):
    """The same as a progress bar by rich."""

    def __init__(self, batch: Batch) -> None:
        super().__init__(batch)
        from rich.console import Console
        from rich.live import Live

        self._live = Live(console=Console(stderr=True), auto_refresh=False, transient=True)

    def tick(self) -> None:
        """Redraws the bar, unless that was done just now."""
        now = time.monotonic()
        if now - self._shown >= REDRAW_S:
            self._shown = now
            self._live.update(self._drawn(), refresh=True)

    def _drawn(self) -> Table:
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        done, left = self._batch.summary.pages, self._batch.due
        drawn = Table.grid(expand=True)  # because a bar alone ends no line and takes the full width
        drawn.add_row(ProgressBar(total=max(done + left, 1), completed=done))
        drawn.add_row(Text(self.line()))
        return drawn


class Silent(Progress):
    """Shows nothing."""

    def tick(self) -> None:
        """Does nothing."""
        return


@contextmanager
def shown_progress(batch: Batch, when: str, *, quiet: bool) -> Iterator[Progress]:
    """The progress display that `--progress` asks for: auto, always or never."""
    if when == "never" or (quiet and when != "always"):
        yield Silent(batch)
    elif when == "always" or is_terminal(STDERR):
        bar = Bar(batch)
        with bar._live:
            yield bar
    else:
        yield Progress(batch)


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5_400 else f"{seconds / 3_600:.1f} h"
