"""The records: which are kept, which duplicate another URL's record, and the versions that were replaced."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

from scraper.errors import StoreError
from scraper.normalize.urls import normal_url
from scraper.records import Article, Outcome, Validators
from scraper.store.addresses import Addresses, Due
from scraper.store.database import failures


class Articles(Addresses):
    """The last good record of each URL, with its history, its file's name and its validators."""

    def holder_of(self, article: Article, address: int) -> int | None:
        """The URL that already has this article: the same words under the same final or canonical URL.

        A URL alone proves nothing: sites name their front page as every page's canonical URL, and a page may name
        another page of its site. An article that says anything the stored record does not is a record of its own.
        """
        with failures(self.path):
            for claimed in (normal_url(article.final_url), normal_url(article.canonical_url)):
                row = self._db.execute(
                    "SELECT address, title, fingerprint, text FROM aliases JOIN records USING (address)"
                    " WHERE normal_url = ? AND address != ?",
                    (claimed, address),
                ).fetchone()
                if row is not None and _says_nothing_new(article, *row[1:]):
                    return int(row[0])
            return None

    def write_record(self, address: int, article: Article, validators: Validators | None) -> Outcome:
        """Stores a record, and moves the one it replaces to the history if its words changed.

        Returns `new`, `changed` or `unchanged`.
        """
        with failures(self.path), self._whole():
            now = time.time()
            old = self._db.execute(
                "SELECT fingerprint, title, record, changed_at FROM records WHERE address = ?", (address,)
            ).fetchone()
            is_same = old is not None and (old[0], old[1]) == (article.fingerprint, article.title)
            if old is not None and not is_same:
                self._write_history(address, now, old[2])
                # The attempt gives the new one.
                self._write("UPDATE addresses SET outcome = NULL WHERE id = ?", (address,))
            self._insert(address, article, now, old[3] if is_same else now)
            self.write_validators(address, validators)
            if is_same and self._is_told(address):
                return "unchanged"
            return "changed" if self._has_history(address) else "new"

    def replace_record(self, address: int, article: Article) -> None:
        """Keeps a record that was read anew from the same bytes, and the one before it in the history."""
        with failures(self.path), self._whole():
            now = time.time()
            row = self._db.execute("SELECT record FROM records WHERE address = ?", (address,)).fetchone()
            if row is not None:
                self._write_history(address, now, row[0])
            self._insert(address, article, now, now)
            if row is None:
                self._write(
                    "UPDATE addresses SET outcome = 'new', code = NULL, reason = NULL, retryable = 0 WHERE id = ?",
                    (address,),
                )

    def _insert(self, address: int, article: Article, now: float, changed_at: float) -> None:
        """Puts a record in place of the one that is there."""
        values = article.to_dict()  # derived values are computed on every access
        self._write("DELETE FROM records WHERE address = ?", (address,))
        self._write(
            "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (address, article.title, article.published, article.site, article.language, article.kind,
             values["fingerprint"], article.canonical_url, values["text"],
             json.dumps(values, ensure_ascii=False, allow_nan=False), now, changed_at),
        )  # fmt: skip
        self._write_aliases(address, article)

    def _write_history(self, address: int, now: float, record: str) -> None:
        self._write("INSERT INTO history (address, replaced_at, record) VALUES (?, ?, ?)", (address, now, record))

    def _is_told(self, address: int) -> bool:
        """Whether the record's outcome was reported: a killed run may have stored a record without reporting it."""
        row = self._db.execute("SELECT outcome FROM addresses WHERE id = ?", (address,)).fetchone()
        return row is not None and row[0] is not None

    def _has_history(self, address: int) -> bool:
        return self._db.execute("SELECT 1 FROM history WHERE address = ?", (address,)).fetchone() is not None

    def _write_aliases(self, address: int, article: Article) -> None:
        """Maps the final and the canonical URL to the record; a URL reached takes precedence over one claimed."""
        final, canonical = normal_url(article.final_url), normal_url(article.canonical_url)
        if final is not None:
            row = self._db.execute(
                "SELECT CASE WHEN json_valid(record) THEN json_extract(record, '$.final_url') END"
                " FROM aliases JOIN records USING (address) WHERE normal_url = ?",
                (final,),
            ).fetchone()
            if row is None or normal_url(row[0]) != final:
                self._write("INSERT OR REPLACE INTO aliases VALUES (?, ?)", (final, address))
        if canonical is not None:
            self._write("INSERT OR IGNORE INTO aliases VALUES (?, ?)", (canonical, address))

    def write_validators(self, address: int, validators: Validators | None) -> None:
        """Stores the validators for a conditional request."""
        with failures(self.path):
            self._write("DELETE FROM validators WHERE address = ?", (address,))
            if validators is not None:
                self._write(
                    "INSERT INTO validators VALUES (?, ?, ?, ?, ?)",
                    (address, validators.url, validators.etag, validators.last_modified, validators.body_sha256),
                )

    def validators(self, address: int) -> Validators | None:
        """Validators for a conditional request; None if no reported record exists that a 304 could leave in place."""
        with failures(self.path):
            row = self._db.execute(
                "SELECT validators.url, etag, last_modified, body_sha256 FROM validators JOIN records USING (address)"
                " JOIN addresses ON addresses.id = address WHERE address = ? AND outcome IS NOT NULL",
                (address,),
            ).fetchone()
            return Validators(*row) if row else None

    def name_file(self, address: int, name: str) -> None:
        """Stores the name of a URL's file, for ever."""
        with failures(self.path):
            self._write("UPDATE addresses SET file = ? WHERE id = ? AND file IS NULL", (name, address))

    def is_file_of_another(self, address: int, name: str) -> bool:
        """Whether another URL's file has that name, whatever its extension."""
        stem = name.rpartition(".")[0]
        with failures(self.path):
            row = self._db.execute(
                "SELECT 1 FROM addresses WHERE file > ? AND file < ? AND id != ?", (f"{stem}.", f"{stem}/", address)
            ).fetchone()
        return row is not None

    def listed_files(self) -> Iterator[Due]:
        """The listed URLs that have a record, each with its file's name."""
        with failures(self.path):
            rows = self._db.execute(
                "SELECT id, url, file FROM addresses WHERE listed AND id IN (SELECT address FROM records) ORDER BY id"
            )
            for row in rows:
                yield Due(*row)

    def record(self, address: int) -> Article | None:
        """The last good record of a URL."""
        line = self.record_line(address)
        return _record(line, self.url_of(address)) if line else None

    def record_count(self) -> int:
        """The number of records."""
        with failures(self.path):
            return int(self._db.execute("SELECT count(*) FROM records").fetchone()[0])

    def records(self, since: str | None = None, host: str | None = None) -> Iterator[Article]:
        """The records in the order they were listed; optionally those published since a date, or of one host."""
        with failures(self.path):
            rows = self._db.execute(
                "SELECT url, record FROM records JOIN addresses ON addresses.id = records.address"
                " WHERE (?1 IS NULL OR published >= ?1) AND (?2 IS NULL OR host = ?2) ORDER BY addresses.id",
                (since, host),
            )
            for url, record in rows:
                yield _record(record, url)

    def record_lines(self) -> Iterator[tuple[int, bytes]]:
        """Each record's JSON with its URL, in the order in which they were listed."""
        with failures(self.path):
            rows = self._db.execute("SELECT address, record FROM records ORDER BY address")
            for address, record in rows:
                yield int(address), str(record).encode()

    def record_line(self, address: int) -> bytes:
        """The JSON of a URL's record, empty if it has none."""
        with failures(self.path):
            row = self._db.execute("SELECT record FROM records WHERE address = ?", (address,)).fetchone()
        return str(row[0]).encode() if row else b""

    def history(self, address: int) -> list[tuple[float, Article]]:
        """The versions of a record with the POSIX time in seconds at which each arrived, oldest first."""
        with failures(self.path):
            old = self._db.execute(
                "SELECT replaced_at, record FROM history WHERE address = ? ORDER BY id", (address,)
            ).fetchall()
            now = self._db.execute("SELECT record FROM records WHERE address = ?", (address,)).fetchone() or ()
        url = self.url_of(address)
        versions = [_record(record, url) for record in (*(each[1] for each in old), *now[:1])]
        first = versions[0].fetched_at.timestamp() if versions and versions[0].fetched_at else 0.0
        return list(zip([first, *(moment for moment, _ in old)], versions, strict=False))

    def samples(self, count: int) -> list[Article]:
        """A few of the listed records, spread over the whole list."""
        with failures(self.path):
            rows = self._db.execute(
                "SELECT url, record FROM records JOIN addresses ON addresses.id = records.address WHERE listed"
                " ORDER BY fingerprint LIMIT ?",
                (count,),
            ).fetchall()
        return [_record(record, url) for url, record in rows]


def _says_nothing_new(article: Article, title: str | None, fingerprint: str, text: str) -> bool:
    """Whether the record under a shared URL already contains everything that the article says.

    That is: the same words in the same order, or the same title and every word of the article. A teaser that was stored
    first does not keep the whole article out.
    """
    if article.fingerprint == fingerprint:
        return True
    is_titled_so = article.title is not None and article.title == title
    return is_titled_so and set(article.text.casefold().split()) <= set(text.casefold().split())


def _record(line: str | bytes, url: str) -> Article:
    """Parses a stored line. Raises StoreError if it is damaged."""
    try:
        return Article.from_dict(json.loads(line))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
        raise StoreError(url, f"the stored record is damaged: {error}") from error
