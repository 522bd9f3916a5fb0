"""WACZ: a zip with WARC files in its folder `archive/`; https://specs.webrecorder.net/wacz/1.1.1/ ."""

from __future__ import annotations

import contextlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from scraper.archives.places import WARC_ENDINGS
from scraper.errors import ArchiveError

MAX_MEMBERS = 100_000  # files in one package


def is_wacz(file: BinaryIO) -> bool:
    """Whether a file begins as a zip does."""
    file.seek(0)
    return file.read(4) == b"PK\x03\x04"


@contextlib.contextmanager
def package(file: BinaryIO, name: str) -> Iterator[list[tuple[str, BinaryIO]]]:
    """The WARC files in a package, each with its name. Raises ArchiveError for what is no package, or has none."""
    try:
        with zipfile.ZipFile(file) as whole:
            members = [each for each in whole.infolist() if _is_warc(each)]
            if len(members) > MAX_MEMBERS:
                raise ArchiveError(name, f"the package holds more than {MAX_MEMBERS} WARC files")
            if not members:
                raise ArchiveError(name, "the package holds no WARC file")
            yield [(each.filename, _Member(whole, each)) for each in members]  # type: ignore[misc]
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise ArchiveError(name, f"the package cannot be read: {error}") from error


def _is_warc(member: zipfile.ZipInfo) -> bool:
    return member.filename.startswith("archive/") and member.filename.lower().endswith(WARC_ENDINGS)


class _Member(io.RawIOBase):
    """One WARC file of a package, opened when it is read."""

    def __init__(self, whole: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
        super().__init__()
        self._whole, self._member = whole, member
        self._file: BinaryIO | None = None

    def _opened(self) -> BinaryIO:
        if self._file is None:
            self._file = cast(BinaryIO, self._whole.open(self._member))
        return self._file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._opened().seek(offset, whence)

    def tell(self) -> int:
        return self._opened().tell()

    def read(self, size: int = -1) -> bytes:
        try:
            return self._opened().read(size)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:  # the sum of the member is wrong, or it is cut off
            raise OSError(5, str(error) or "the package ends in the middle of a file") from error
