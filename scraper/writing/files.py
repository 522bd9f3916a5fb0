"""Files of articles: their names, and atomic writing."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import secrets
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from scraper.errors import WriteError
from scraper.normalize.urls import normal_url, url_host
from scraper.records import Article

MAX_NAME_BYTES = 120  # file systems allow 255; archives and other programs add to a name
MAX_HOST_BYTES = 40  # of the name, so that the title has room
HASH_DIGITS, LONG_HASH_DIGITS = 10, 32  # two of 1.2 million short hashes collide with even odds; long ones never do
DRAFT_TRIES = 10  # attempts at a draft's name: one collision of random names is a wonder, ten are a faulty disk

DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
DRAFT = re.compile(r"\.scrape-[0-9a-f]{16}\.tmp")  # marks temporary files; nobody else uses this name
NO_SLUG = re.compile(r"[^a-z0-9]+")
NO_HOST = re.compile(r"[^a-z0-9.]+")
#: Letters that no Unicode decomposition turns into ASCII.
FOLDED = str.maketrans(
    {"ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d",
     "ł": "l", "Ł": "l", "þ": "th", "Þ": "th", "ð": "d", "Ð": "d", "ı": "i", "’": "", "'": ""}
)  # fmt: skip


def file_name(article: Article, ending: str, digits: int = HASH_DIGITS) -> str:
    """The name of the article's file: `DATE-host-title-slug-HASH.ext`, ASCII, at most 120 bytes.

    HASH is that many digits of a hash of the requested URL's normal form, or of the words without a URL. Ten digits
    tell apart any two articles that nobody has made to collide; `free_name` and `FileNames` take more for those.
    """
    dated = DATE.match(article.published or "")
    date = dated[0] if dated else "undated"
    address = article.url or article.canonical_url
    host = NO_HOST.sub("-", _ascii(url_host(address or "") or "file"))[:MAX_HOST_BYTES].strip("-.")
    digest = hashlib.sha256(_identity(article)).hexdigest()[:digits]
    slug = NO_SLUG.sub("-", _ascii(article.title or "")).strip("-")
    room = MAX_NAME_BYTES - len(f"{date}-{host}--{digest}{ending}")
    return "-".join(part for part in (date, host, _cut(slug, max(room, 0)), digest) if part) + ending


def free_name(article: Article, ending: str, is_taken: Callable[[str], bool]) -> str:
    """The name of the article's file, with more of the hash if another article has that name."""
    name = file_name(article, ending)
    return file_name(article, ending, LONG_HASH_DIGITS) if is_taken(name) else name


class FileNames:
    """Gives each of several articles a name of its own; an article that comes again gets the same name."""

    def __init__(self) -> None:
        self._owners: dict[str, bytes] = {}

    def name_of(self, article: Article, ending: str) -> str:
        """The name of an article's file."""
        owner = hashlib.sha256(_identity(article)).digest()
        name = free_name(article, ending, lambda name: self._owners.get(name, owner) != owner)
        self._owners[name] = owner
        return name


def _identity(article: Article) -> bytes:
    address = article.url or article.canonical_url
    identity = normal_url(address) or address or f"{article.title}\n{article.fingerprint}"
    return identity.encode("utf-8", "replace")


def _ascii(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.translate(FOLDED))
    return text.encode("ascii", "ignore").decode("ascii").lower()


def _cut(slug: str, room: int) -> str:
    """The slug cut to a number of bytes, between words if that keeps most of it."""
    if len(slug) <= room:
        return slug
    cut = slug[: room + 1]
    whole = cut.rpartition("-")[0]
    return (whole if len(whole) > room // 2 else cut[:room]).strip("-")


def write_whole(path: Path, content: bytes | Iterable[bytes], url: str | None = None) -> None:
    """Writes the content, in one piece or many, to a file that the user named, atomically.

    The file never holds part of it: it has the old content, then the new. A symbolic link is refused, because it may
    lead anywhere; anything but a regular file (a pipe, a device) is written directly. Raises WriteError.
    """
    with _write_errors(path, url), _folder(path.parent) as folder:
        if stat.S_ISREG(_mode(path.name, folder)):
            _replace(path.name, folder, content)
        else:
            _write(os.open(path.name, os.O_WRONLY | os.O_NOFOLLOW, dir_fd=folder), content)


def write_in_folder(path: Path, content: bytes, url: str | None = None) -> None:
    """Like `write_whole`, for a name of ours.

    Another writer may have put a pipe or a device under that name, on which we would block for ever. Raises WriteError.
    """
    with _write_errors(path, url), _folder(path.parent) as folder:
        if not stat.S_ISREG(_mode(path.name, folder)):
            raise OSError("it is not a regular file")
        _replace(path.name, folder, content)


def sweep_drafts(path: Path) -> int:
    """Removes the temporary files that killed runs have left in a folder; returns how many.

    Their writer holds a lock on them, which ends with its process: a file that can be locked has no writer.
    """
    with contextlib.suppress(OSError, ValueError), _folder(path) as folder:  # what cannot be removed does no harm
        return _sweep(folder)
    return 0


def _sweep(folder: int) -> int:
    with os.scandir(folder) as entries:
        drafts = [each.name for each in entries if DRAFT.fullmatch(each.name) and each.is_file(follow_symlinks=False)]
    return sum(_remove_draft(draft, folder) for draft in drafts)


def _remove_draft(draft: str, folder: int) -> bool:
    with contextlib.suppress(OSError):  # it has a writer, is already gone, or is another user's
        handle = os.open(draft, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.unlink(draft, dir_fd=folder)
            return True
        finally:
            os.close(handle)
    return False


def _sweep_once(folder: int) -> None:
    """Sweeps a folder before this process writes its first temporary file there."""
    found = os.fstat(folder)
    if (found.st_dev, found.st_ino) not in _swept:
        _swept.add((found.st_dev, found.st_ino))
        with contextlib.suppress(OSError):  # a folder that is writable but cannot be listed
            _sweep(folder)


_swept: set[tuple[int, int]] = set()  # folders, by device and number


@contextlib.contextmanager
def _write_errors(path: Path, url: str | None) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise WriteError(url, f"cannot write {path}: {reason}") from error


@contextlib.contextmanager
def _folder(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield handle
    finally:
        os.close(handle)


def _mode(name: str, folder: int) -> int:
    """What kind of file a name is; a regular file if it does not exist. Raises OSError for a symbolic link."""
    try:
        mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
    except FileNotFoundError:
        return stat.S_IFREG
    if stat.S_ISLNK(mode):
        raise OSError("it is a symbolic link")
    return mode


def _replace(name: str, folder: int, content: bytes | Iterable[bytes]) -> None:
    """Writes a temporary file and renames it."""
    _sweep_once(folder)
    draft, handle = _new_draft(folder)
    try:
        _write(handle, content, name=lambda: os.replace(draft, name, src_dir_fd=folder, dst_dir_fd=folder))
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(draft, dir_fd=folder)
        raise
    os.fsync(folder)  # the new name survives a power cut too


def _new_draft(folder: int) -> tuple[str, int]:
    """The name of a new, locked temporary file, and a handle on it."""
    for _ in range(DRAFT_TRIES):
        draft = f".scrape-{secrets.token_hex(8)}.tmp"
        handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666, dir_fd=folder)
        with contextlib.suppress(OSError):  # a file system without locks, where nothing is swept either
            fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return draft, handle
        os.close(handle)  # swept between its creation and its lock
    raise OSError("another run removes every draft")


def _write(handle: int, content: bytes | Iterable[bytes], *, name: Callable[[], None] | None = None) -> None:
    """Writes and closes; a file is on the disk before it gets its name, and gets it before its lock ends."""
    with os.fdopen(handle, "wb") as file:
        file.writelines((content,) if isinstance(content, bytes) else content)
        file.flush()
        if name is not None:
            os.fsync(file.fileno())
            name()
