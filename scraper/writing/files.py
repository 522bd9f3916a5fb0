"""Files that hold articles: which name, and whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from scraper.errors import WriteError
from scraper.normalize.urls import normal_url, url_host
from scraper.records import Article

MAX_NAME_BYTES = 120
MAX_HOST_BYTES = 40
HASH_DIGITS = 10

DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
NO_SLUG = re.compile(r"[^a-z0-9]+")
NO_HOST = re.compile(r"[^a-z0-9.]+")
#: Letters that no decomposition turns into ASCII.
FOLDED = str.maketrans(
    {"ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d",
     "ł": "l", "Ł": "l", "þ": "th", "Þ": "th", "ð": "d", "Ð": "d", "ı": "i", "’": "", "'": ""}
)  # fmt: skip


def file_name(article: Article, ending: str) -> str:
    """The name of the article's file: `DATE-host-title-slug-HASH.ext`, ASCII, at most 120 bytes.

    HASH is of the asked address's normal form, of the words where there is no address: two articles never share a name.
    """
    dated = DATE.match(article.published or "")
    date = dated[0] if dated else "undated"
    address = article.url or article.canonical_url
    host = NO_HOST.sub("-", _ascii(url_host(address or "") or "file"))[:MAX_HOST_BYTES].strip("-.")
    identity = normal_url(address) or address or f"{article.title}\n{article.fingerprint}"
    digest = hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:HASH_DIGITS]
    slug = NO_SLUG.sub("-", _ascii(article.title or "")).strip("-")
    room = MAX_NAME_BYTES - len(f"{date}-{host}--{digest}{ending}")
    return "-".join(part for part in (date, host, _cut(slug, room), digest) if part) + ending


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
    """Put the content, in one piece or many, into a file.

    Under the file's name there is never a part of it: the old content, then the new.

    A symbolic link is refused, for it may lead anywhere; what is no regular file (a pipe, a device) is written
    as it is. Raises WriteError.
    """
    try:
        _write_whole(path, content)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise WriteError(url, f"cannot write {path}: {reason}") from error


def _write_whole(path: Path, content: bytes | Iterable[bytes]) -> None:
    with _folder(path.parent) as folder:
        try:
            mode = os.stat(path.name, dir_fd=folder, follow_symlinks=False).st_mode
        except FileNotFoundError:
            mode = stat.S_IFREG
        if stat.S_ISLNK(mode):
            raise OSError(f"{path} is a symbolic link")
        if not stat.S_ISREG(mode):
            _write(os.open(path.name, os.O_WRONLY | os.O_NOFOLLOW, dir_fd=folder), content)
            return
        draft = f".{secrets.token_hex(8)}.tmp"
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
            handle = os.open(draft, flags, 0o666, dir_fd=folder)
            _write(handle, content, sync=True)
            os.replace(draft, path.name, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(draft, dir_fd=folder)
            raise
        os.fsync(folder)  # the new name too outlives a power cut


@contextlib.contextmanager
def _folder(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield handle
    finally:
        os.close(handle)


def _write(handle: int, content: bytes | Iterable[bytes], *, sync: bool = False) -> None:
    with os.fdopen(handle, "wb") as file:
        file.writelines((content,) if isinstance(content, bytes) else content)
        file.flush()
        if sync:
            os.fsync(file.fileno())
