"""Where archives lie: local paths, and http(s):// and s3:// addresses through fsspec; which of them are archives."""

from __future__ import annotations

import contextlib
import io
import re
import zlib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, cast

from scraper.errors import ArchiveAccessError, ListError

WARC_ENDINGS = (".warc", ".warc.gz", ".warc.zst")
WACZ_ENDING = ".wacz"
REMOTE = re.compile(r"(?:https?|s3)://", re.IGNORECASE)
NO_WARC_LIBRARY = "WARC files need the extra 'warc': pip install 'article-scraper[warc]'"
NO_REMOTE_LIBRARY = "archives at http(s):// and s3:// need the extra 'remote': pip install 'article-scraper[remote]'"
WARC_START, GZIP_START = b"WARC/", b"\x1f\x8b"
BLOCK_BYTES = 4_194_304  # asked for at once of a remote file
START_BYTES = 1_445


def is_remote(place: str) -> bool:
    """Whether a place is an address that fsspec opens."""
    return REMOTE.match(place) is not None


def is_archive(place: str) -> bool:
    """Whether a place is a WARC file or a WACZ package, by its name, or, for a local file, by how it begins."""
    name = place.partition("?")[0].lower() if is_remote(place) else place.lower()
    if name.endswith((*WARC_ENDINGS, WACZ_ENDING)):
        return is_remote(place) or _is_file(place)
    return not is_remote(place) and _is_file(place) and _begins_as_warc(Path(place))


def _is_file(place: str) -> bool:
    try:
        return Path(place).is_file()
    except (OSError, ValueError):  # too long for a name, or a NUL in it
        return False


def _begins_as_warc(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            start = file.read(START_BYTES)
    except OSError:  # told by whoever reads it
        return False
    if start.startswith(GZIP_START):
        with contextlib.suppress(zlib.error):
            start = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(start, len(WARC_START))
    return start.startswith(WARC_START)


def has_warc_library() -> bool:
    """Whether the extra `warc` is installed."""
    return find_spec("fastwarc") is not None


@contextlib.contextmanager
def opened(place: str) -> Iterator[BinaryIO]:
    """The file at a place, to be read and sought in.

    Raises:  ArchiveAccessError where it cannot be opened or read on; ListError without the extra `remote`.
    """
    try:
        with _file(place) as file:
            yield file
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name, an address that none is
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise ArchiveAccessError(place, f"the archive cannot be read: {reason}") from error


def _file(place: str) -> contextlib.AbstractContextManager[BinaryIO]:
    if is_remote(place):
        return _remote_file(place)
    return Path(place).open("rb")


@contextlib.contextmanager
def _remote_file(place: str) -> Iterator[BinaryIO]:
    """Raises OSError for whatever the network, the server or the bucket says."""
    if find_spec("fsspec") is None:
        raise ListError(place, NO_REMOTE_LIBRARY)
    import fsspec

    try:
        file: Any = fsspec.open(place, "rb", block_size=BLOCK_BYTES, cache_type="readahead").open()
    except ImportError as error:
        raise ListError(place, f"{NO_REMOTE_LIBRARY} ({error})") from error
    except OSError:
        raise
    except Exception as error:  # each file system of fsspec has its own
        raise OSError(f"{type(error).__name__}: {error}") from error
    with contextlib.closing(file):
        yield cast(BinaryIO, _Remote(file))


class _Remote(io.RawIOBase):
    """A remote file whose failures are OSErrors."""

    def __init__(self, file: Any) -> None:
        super().__init__()
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return int(self._told(self._file.seek, offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())

    def read(self, size: int = -1) -> bytes:
        return cast(bytes, self._told(self._file.read, size))

    def _told(self, ask: Any, *values: int) -> Any:
        try:
            return ask(*values)
        except OSError:
            raise
        except Exception as error:  # a client's, with no class in common
            raise OSError(5, f"{type(error).__name__}: {error}") from error


def mark_of(place: str) -> str:
    """What tells this state of an archive from a later one: size and moment, or a server's ETag.

    Raises:  ArchiveAccessError where there is no such file; ListError without the extra `remote`.
    """
    if not is_remote(place):
        try:
            found = Path(place).stat()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise ArchiveAccessError(place, f"the archive cannot be read: {reason}") from error
        return f"{found.st_size} {found.st_mtime_ns}"
    if find_spec("fsspec") is None:
        raise ListError(place, NO_REMOTE_LIBRARY)
    import fsspec

    try:
        system, path = fsspec.core.url_to_fs(place)
        told = system.info(path)
    except ImportError as error:
        raise ListError(place, f"{NO_REMOTE_LIBRARY} ({error})") from error
    except Exception as error:  # each file system of fsspec has its own
        raise ArchiveAccessError(place, f"the archive cannot be read: {type(error).__name__}: {error}") from error
    return f"{told.get('size')} {told.get('ETag') or told.get('etag') or ''}".strip()
