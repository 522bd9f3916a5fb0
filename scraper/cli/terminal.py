"""The two outputs: results to stdout, messages to stderr. Page text reaches a terminal only through `safe`."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sys
from collections.abc import Iterable
from typing import Any

from scraper.errors import ScraperError, WriteError

#: Characters that control a terminal: C0 but tab and line feed, DEL, C1; and those that reverse the reading direction.
ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

#: Failures that an option avoids, and the option.
CURES = {
    "fetch.private": "--allow-private permits it",
    "fetch.port": "--allow-private permits it",
    "fetch.too_large": "--max-bytes sets the limit",
}

STDOUT, STDERR = 1, 2  # POSIX's file descriptors


def safe(text: str) -> str:
    """The text without characters that control a terminal."""
    return text if text.isascii() and text.isprintable() else ACTING.sub("", text)


def one_line(text: str) -> str:
    """The text as one safe line."""
    return safe(" ".join(text.split()))


def is_terminal(descriptor: int = STDOUT) -> bool:
    """Whether the stream is a terminal."""
    try:
        return os.isatty(descriptor)
    except OSError:
        return False


def write_out(text: str) -> None:
    """Writes a result to stdout, unbuffered and whole; made safe if it is a terminal.

    Raises WriteError if it cannot be written; BrokenPipeError if the reader has gone, which is not a failure.
    """
    write_drawn(safe(text) if is_terminal() else text)


def write_drawn(text: str) -> None:
    """Like `write_out`, for text drawn from safe text: its colours stay."""
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
    """The exit status if stdout itself broke while printing help or version, None for any other error.

    Its buffer is then discarded, or the interpreter would report the error again.
    """
    if error.filename is not None or error.errno not in (errno.EPIPE, errno.ENOSPC, errno.EIO, errno.EBADF):
        return None
    with contextlib.suppress(OSError):  # a closed stdout needs no silencing
        os.dup2(os.open(os.devnull, os.O_WRONLY), STDOUT)
    return 0 if error.errno == errno.EPIPE else WriteError.exit_status


class Talk:
    """Messages on stderr: failures always, warnings unless quiet, progress on request."""

    def __init__(self, log_format: str = "text", verbosity: int = 0) -> None:
        self.as_json = log_format == "json"
        self.verbosity = verbosity

    def failure(self, error: ScraperError, source: str | None = None) -> None:
        """One line for a page that failed: `code: reason (url)`; the source replaces an unknown URL."""
        named = error.url or source
        cure = f"; {CURES[error.code]}" if error.code in CURES else ""
        text = f"{error.code}: {error.reason}{cure}{f' ({named})' if named else ''}"
        self._say(text, {**error.to_dict(), "source": source})

    def warning(self, url: str | None, text: str) -> None:
        """One line for a warning about a page."""
        if self.verbosity >= 0:
            self._say(f"warning: {text}{f' ({url})' if url else ''}", {"url": url, "warning": text})

    def record(self, text: str, record: dict[str, Any]) -> None:
        """One line that is always printed."""
        self._say(text, record)

    def progress(self, text: str, **facts: Any) -> None:
        """One line about progress."""
        if self.verbosity > 0:
            self._say(text, {"message": text, **facts})

    def _say(self, text: str, record: dict[str, Any]) -> None:
        if self.as_json:
            import json  # imported here to keep `scrape --version` fast

            text = json.dumps(record, allow_nan=False)
        say(text)


def say(text: str) -> None:
    """Writes one line to stderr. A closed stderr is no reason to lose the result."""
    _write_err(one_line(text) + "\n")


def say_table(lines: Iterable[str]) -> None:
    """Writes lines with aligned columns to stderr."""
    _write_err("".join(f"{safe(line)}\n" for line in lines))


def _write_err(text: str) -> None:
    with contextlib.suppress(OSError, ValueError, AttributeError):  # closed, full, or missing
        sys.stderr.write(text)
        sys.stderr.flush()
