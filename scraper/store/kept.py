"""Which pages are kept in WARC files, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from scraper.records import KeptAt, KeptKind, Page, WarcPlace
from scraper.store.database import Database, failures

COLUMNS = 'url, final_url, fetched_at, file, "offset", kind, warc_date, digest, payload_file, payload_offset'


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page that is kept."""

    url: str  # asked for
    fetched_at: datetime  # aware, UTC
    kept: KeptAt

    @classmethod
    def of(cls, page: Page) -> KeptPage | None:
        """What is to be known of a fetched page; None for one that is not kept."""
        if page.kept is None:
            return None
        return cls(page.url or "", page.fetched_at or datetime.now(UTC), page.kept)


class KeptPages(Database):
    """The pages that are kept, by their address and by their digest."""

    def write_kept(self, attempt: int, address: int, pages: Iterable[KeptPage]) -> None:
        """Keeps where the pages of an attempt are: the address's own first, then those that its record goes on in."""
        for page in pages:
            kept = page.kept
            payload = (kept.payload.file, kept.payload.offset) if kept.payload else (None, None)
            self._write(
                f"INSERT INTO kept (attempt, address, {COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (attempt, address, page.url, kept.url, page.fetched_at.isoformat(), kept.record.file,
                 kept.record.offset, kept.kind, kept.at.isoformat(), kept.digest, *payload),
            )  # fmt: skip

    def kept_pages(self, address: int, fetched_at: datetime | None = None) -> tuple[KeptPage, ...]:
        """The pages that a record was read from, or, without its moment, the newest ones; empty where none are kept.

        The first is the address's own. `fetched_at` is the record's.
        """
        with failures(self.path):
            row = self._db.execute(
                "SELECT attempt FROM kept WHERE address = ?1 AND payload_file IS NOT NULL"
                " AND (?2 IS NULL OR fetched_at = ?2) ORDER BY id DESC LIMIT 1",
                (address, fetched_at.isoformat() if fetched_at else None),
            ).fetchone()
            if row is None:
                return ()
            rows = self._db.execute(
                f"SELECT {COLUMNS} FROM kept WHERE attempt = ? AND payload_file IS NOT NULL ORDER BY id", row
            )
            return tuple(map(_page, rows))

    def kept_addresses(self, host: str | None = None) -> list[int]:
        """The addresses of which a page is kept, perhaps of one host; duplicates have no record of their own."""
        with failures(self.path):
            rows = self._db.execute(
                "SELECT id FROM addresses WHERE id IN (SELECT address FROM kept WHERE payload_file IS NOT NULL)"
                " AND duplicate_of IS NULL AND (?1 IS NULL OR host = ?1) ORDER BY id",
                (host,),
            )
            return [int(address) for (address,) in rows.fetchall()]

    def kept_first(self, digest: str) -> KeptAt | None:
        """The response that was kept with a payload first; None where none was."""
        with failures(self.path):
            row = self._db.execute(
                f"SELECT {COLUMNS} FROM kept WHERE digest = ? AND kind = 'response' AND payload_file IS NOT NULL"
                " ORDER BY id LIMIT 1",
                (digest,),
            ).fetchone()
        return _page(row).kept if row else None


def _page(row: tuple[str, str, str, str, int, KeptKind, str, str, str | None, int | None]) -> KeptPage:
    url, final_url, fetched_at, file, offset, kind, at, digest, payload_file, payload_offset = row
    payload = None if payload_file is None or payload_offset is None else WarcPlace(payload_file, payload_offset)
    kept = KeptAt(final_url, WarcPlace(file, offset), kind, datetime.fromisoformat(at), digest, payload)
    return KeptPage(url, datetime.fromisoformat(fetched_at), kept)
