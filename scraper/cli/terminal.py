"""The two ways out: results to stdout, talk to stderr. Nothing of a page reaches a terminal but through `safe`."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sys
from collections.abc import Iterable
from typing import Any

from scraper.errors import ScraperError, WriteError

#: What a terminal would act on: C0 but tab and line feed, DEL, C1; and what turns the reading direction around.
ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

#: Failures that an option lifts, and the option.
CURES = {
    "fetch.private": "--allow-private permits it",
    "fetch.port": "--allow-private permits it",
    "fetch.too_large": "--max-bytes sets the limit",
}

STDOUT, STDERR = 1, 2  # POSIX's file descriptors


def safe(text: str) -> str:
    """The text without a character that a terminal would act on."""
    return text if text.isascii() and text.isprintable() else ACTING.sub("", text)


def one_line(text: str) -> str:
    """The text as one safe line."""
    return safe(" ".join(text.split()))


def is_terminal(descriptor: int = STDOUT) -> bool:
    """Whether somebody looks at it."""
    try:
        return os.isatty(descriptor)
    except OSError:
        return False


def write_out(text: str) -> None:
    """Put a result on stdout, unbuffered and whole; made safe where it is a terminal.

    Raises WriteError where it cannot be written, BrokenPipeError where the reader has gone, which is no failure.
    """
    write_drawn(safe(text) if is_terminal() else text)


def write_drawn(text: str) -> None:
    """Like `write_out` for what was drawn out of safe text: its colours stay."""
    write_bytes(text.encode("utf-8", "replace"))


def write_bytes(content: bytes) -> None:
    """Put bytes on stdout as they are. Raises what `write_out` does."""
    data = memoryview(content)
    try:
        while data:
            data = data[os.write(STDOUT, data) :]
    except BrokenPipeError:
        raise
    except OSError as error:
        raise WriteError(None, f"cannot write to stdout: {error.strerror}") from error


def hush_stdout(error: OSError) -> int | None:
    """The exit status where stdout itself broke under help or version, None for any other error.

    What waits in its buffer goes nowhere then, or the interpreter would complain of it once more.
    """
    if error.filename is not None or error.errno not in (errno.EPIPE, errno.ENOSPC, errno.EIO, errno.EBADF):
        return None
    with contextlib.suppress(OSError):  # a stdout that is closed needs no hushing
        os.dup2(os.open(os.devnull, os.O_WRONLY), STDOUT)
    return 0 if error.errno == errno.EPIPE else WriteError.exit_status


class Talk:
    """What is said on stderr: failures always, doubts unless quiet, progress where asked for."""

    def __init__(self, log_format: str = "text", verbosity: int = 0) -> None:
        self.as_json = log_format == "json"
        self.verbosity = verbosity

    def failure(self, error: ScraperError, source: str | None = None) -> None:
        """One line for a page that failed: `code: reason (url)`; the source stands for an address that is not known."""
        named = error.url or source
        cure = f"; {CURES[error.code]}" if error.code in CURES else ""
        text = f"{error.code}: {error.reason}{cure}{f' ({named})' if named else ''}"
        self._say(text, {**error.to_dict(), "source": source})

    def warning(self, url: str | None, text: str) -> None:
        """One line for a doubt about a page."""
        if self.verbosity >= 0:
            self._say(f"warning: {text}{f' ({url})' if url else ''}", {"url": url, "warning": text})

    def record(self, text: str, record: dict[str, Any]) -> None:
        """One line that is always said."""
        self._say(text, record)

    def progress(self, text: str, **facts: Any) -> None:
        """One line about what is going on."""
        if self.verbosity > 0:
            self._say(text, {"message": text, **facts})

    def _say(self, text: str, record: dict[str, Any]) -> None:
        if self.as_json:
            import json  # not needed by `scrape --version`, which is not to wait

            text = json.dumps(record, allow_nan=False)
        say(text)


def say(text: str) -> None:
    """Put one line on stderr. That nobody listens is no reason to lose the result."""
    _write_err(one_line(text) + "\n")


def say_table(lines: Iterable[str]) -> None:
    """Put lines on stderr whose columns stay aligned."""
    _write_err("".join(f"{safe(line)}\n" for line in lines))


def _write_err(text: str) -> None:
    with contextlib.suppress(OSError, ValueError, AttributeError):  # closed, full, or not there at all
        sys.stderr.write(text)
        sys.stderr.flush()
