"""Files that hold articles: which name, and whole or not at all."""

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

MAX_NAME_BYTES = 120  # file systems allow 255, and archives and other programs add to a name
MAX_HOST_BYTES = 40  # of the name, so that the title has room
HASH_DIGITS, LONG_HASH_DIGITS = 10, 32  # of 1.2 million short ones two are alike as often as not, of long ones never
DRAFT_TRIES = 10  # names of drafts: a random one that is taken is a wonder, ten are a fault of the disk

DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
DRAFT = re.compile(r"\.scrape-[0-9a-f]{16}\.tmp")  # what is written until it is whole; a name that nobody else gives
NO_SLUG = re.compile(r"[^a-z0-9]+")
NO_HOST = re.compile(r"[^a-z0-9.]+")
#: Letters that no decomposition turns into ASCII.
FOLDED = str.maketrans(
    {"ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d",
     "ł": "l", "Ł": "l", "þ": "th", "Þ": "th", "ð": "d", "Ð": "d", "ı": "i", "’": "", "'": ""}
)  # fmt: skip


def file_name(article: Article, ending: str, digits: int = HASH_DIGITS) -> str:
    """The name of the article's file: `DATE-host-title-slug-HASH.ext`, ASCII, at most 120 bytes.

    HASH is so many digits of one of the asked address's normal form, of the words where there is no address. Ten part
    any two articles that nobody has made to collide; `free_name` and `FileNames` take more for those.
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
    """The name of the article's file, with more of the hash where another article has it already."""
    name = file_name(article, ending)
    return file_name(article, ending, LONG_HASH_DIGITS) if is_taken(name) else name


class FileNames:
    """Gives articles that are written one after the other a name each; an article that comes again has its own."""

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
    """The slug in so many bytes, cut between words where that leaves most of it."""
    if len(slug) <= room:
        return slug
    cut = slug[: room + 1]
    whole = cut.rpartition("-")[0]
    return (whole if len(whole) > room // 2 else cut[:room]).strip("-")


def write_whole(path: Path, content: bytes | Iterable[bytes], url: str | None = None) -> None:
    """Put the content, in one piece or many, into a file that the user names.

    Under the file's name there is never a part of it: the old content, then the new. A symbolic link is refused, for it
    may lead anywhere; what is no regular file (a pipe, a device) is written as it is. Raises WriteError.
    """
    with _write_errors(path, url), _folder(path.parent) as folder:
        if stat.S_ISREG(_mode(path.name, folder)):
            _replace(path.name, folder, content)
        else:
            _write(os.open(path.name, os.O_WRONLY | os.O_NOFOLLOW, dir_fd=folder), content)


def write_in_folder(path: Path, content: bytes, url: str | None = None) -> None:
    """Like `write_whole` for a name that we give: whoever else writes into the folder may have put a pipe or a device
    under it, on which we would wait for ever. Raises WriteError."""
    with _write_errors(path, url), _folder(path.parent) as folder:
        if not stat.S_ISREG(_mode(path.name, folder)):
            raise OSError("it is no regular file")
        _replace(path.name, folder, content)


def sweep_drafts(path: Path) -> int:
    """Removes the drafts that runs which were killed have left in a folder; gives how many they were.

    A draft is locked by whoever writes it, and the lock ends with its process: what can be locked has no writer.
    """
    with contextlib.suppress(OSError, ValueError), _folder(path) as folder:  # what cannot be swept harms nobody
        return _sweep(folder)
    return 0


def _sweep(folder: int) -> int:
    with os.scandir(folder) as entries:
        drafts = [each.name for each in entries if DRAFT.fullmatch(each.name) and each.is_file(follow_symlinks=False)]
    return sum(_remove_draft(draft, folder) for draft in drafts)


def _remove_draft(draft: str, folder: int) -> bool:
    with contextlib.suppress(OSError):  # it has a writer, is gone already, or is another user's
        handle = os.open(draft, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.unlink(draft, dir_fd=folder)
            return True
        finally:
            os.close(handle)
    return False


def _sweep_once(folder: int) -> None:
    """Sweeps a folder before this process writes its first draft there."""
    found = os.fstat(folder)
    if (found.st_dev, found.st_ino) not in _swept:
        _swept.add((found.st_dev, found.st_ino))
        with contextlib.suppress(OSError):  # a folder that may be written to and not be listed
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
    """What a name is, a regular file where it is nothing yet. Raises OSError for a symbolic link."""
    try:
        mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
    except FileNotFoundError:
        return stat.S_IFREG
    if stat.S_ISLNK(mode):
        raise OSError("it is a symbolic link")
    return mode


def _replace(name: str, folder: int, content: bytes | Iterable[bytes]) -> None:
    """Writes a draft and gives it the name."""
    _sweep_once(folder)
    draft, handle = _new_draft(folder)
    try:
        _write(handle, content, name=lambda: os.replace(draft, name, src_dir_fd=folder, dst_dir_fd=folder))
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(draft, dir_fd=folder)
        raise
    os.fsync(folder)  # the new name too outlives a power cut


def _new_draft(folder: int) -> tuple[str, int]:
    """The name of a new, locked draft, and a handle on it."""
    for _ in range(DRAFT_TRIES):
        draft = f".scrape-{secrets.token_hex(8)}.tmp"
        handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666, dir_fd=folder)
        with contextlib.suppress(OSError):  # a file system without locks, on which nothing is swept either
            fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return draft, handle
        os.close(handle)  # swept between its making and its lock
    raise OSError("another run removes every draft")


def _write(handle: int, content: bytes | Iterable[bytes], *, name: Callable[[], None] | None = None) -> None:
    """Writes and closes; a file that gets a name is on the disk before it does, and gets it before its lock ends."""
    with os.fdopen(handle, "wb") as file:
        file.writelines((content,) if isinstance(content, bytes) else content)
        file.flush()
        if name is not None:
            os.fsync(file.fileno())
            name()
