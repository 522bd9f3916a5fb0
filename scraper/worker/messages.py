"""Messages between the parent and a worker: records, errors and datetimes, prefixed by their length.

A page may have taken over the process that answers, so its answer is unpickled with these classes only.
"""

from __future__ import annotations

import dataclasses
import io
import pickle
import select
import struct
import time
from collections.abc import Callable, Mapping
from io import FileIO
from operator import attrgetter
from typing import Any, ClassVar

from scraper import records

MS = 1_000  # per second
FRAME = struct.Struct(">Q")  # the length prefix of a message
PIECE_BYTES = 65_536  # bytes per read
MAX_ANSWER_BYTES = 512 * 1024 * 1024  # more than an honest worker can send within its memory limit

#: The classes allowed in an answer. A page that takes over a worker gains no more than its own wrong record.
ANSWER_MODULES = frozenset({"scraper.records", "scraper.errors"})
ANSWER_CLASSES = frozenset({("datetime", "datetime"), ("datetime", "timezone"), ("datetime", "timedelta")})


def _framed(message: object) -> memoryview:
    packed = io.BytesIO(bytes(FRAME.size))
    packed.seek(FRAME.size)
    _Messages(packed, pickle.HIGHEST_PROTOCOL).dump(message)
    whole = packed.getbuffer()
    FRAME.pack_into(whole, 0, len(whole) - FRAME.size)
    return whole


def send(pipe: FileIO, message: object) -> None:
    """Writes one message. Raises OSError if the other side is gone."""
    left = _framed(message)
    while left:
        left = left[pipe.write(left) :]


def receive(pipe: FileIO, end: float | None = None) -> memoryview:
    """Reads one message, by a deadline on the monotonic clock if one is given.

    Each side waits for the other's message before it sends its own, so whatever can be read belongs to this one.

    Raises:  EOFError if the other side is gone or sends garbage, TimeoutError at the deadline.
    """
    got = bytearray()
    whole = FRAME.size
    try:
        while len(got) < whole:
            if end is not None:
                _await_bytes(pipe, end)
            piece = pipe.read(PIECE_BYTES)
            if not piece:
                raise EOFError
            got += piece
            if whole == FRAME.size <= len(got):
                whole += FRAME.unpack_from(got)[0]
            if whole > MAX_ANSWER_BYTES or len(got) > whole > FRAME.size:
                raise EOFError
    except ValueError as error:  # `kill` in another thread has closed it
        raise EOFError from error
    return memoryview(got)[FRAME.size :]


def _await_bytes(pipe: FileIO, end: float) -> None:
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    if not poll.poll(max(0.0, end - time.monotonic()) * MS):
        raise TimeoutError


class _Answers(pickle.Unpickler):
    """Unpickles records, errors and datetimes only; any other class is refused, so that no answer can run code."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        known = self._known.get((module_name, global_name))
        if known is not None:
            return known
        if (module_name in ANSWER_MODULES and "." not in global_name) or (module_name, global_name) in ANSWER_CLASSES:
            found = super().find_class(module_name, global_name)
            if isinstance(found, type):
                self._known[module_name, global_name] = found
                return found
        raise EOFError(f"an answer must not hold {module_name}.{global_name}")

    _known: ClassVar[dict[tuple[str, str], type]] = {}


def loads(message: bytes | memoryview) -> Any:
    """Unpickles a worker's message. Raises EOFError if it holds anything but records, errors and datetimes."""
    return _Answers(io.BytesIO(message)).load()


def _by_arguments(record: type) -> Callable[[Any], tuple[type, tuple[Any, ...]]]:
    """Pickles a record as a call of its constructor, which takes half as long as a dataclass's own way."""
    names = [each.name for each in dataclasses.fields(record)]
    assert len(names) > 1  # with one name, attrgetter returns the value itself, not a tuple
    values = attrgetter(*names)
    return lambda value: (record, values(value))


class _Messages(pickle.Pickler):
    """Writes ordinary pickles, records faster."""

    dispatch_table: Mapping[type, Callable[[Any], Any]] = {
        record: _by_arguments(record)
        for record in vars(records).values()
        if isinstance(record, type) and dataclasses.is_dataclass(record)
    }
