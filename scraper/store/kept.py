"""Which pages are kept in WARC files, and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scraper.records import KeptAt
from scraper.store.database import Database, failures


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page whose bytes are kept."""

    address: int
    url: str  # asked for
    final_url: str  # where it was received
    at: datetime  # aware, UTC
    kept: KeptAt  # always a response


class KeptPages(Database):
    """The pages that are kept, by their address and by their digest."""

    def kept_page(self, address: int) -> KeptPage | None:
        """The newest page of an address whose bytes are kept; None where none is.

        Where that was found to be the same as one kept before, the bytes are that one's.
        """
        with failures(self.path):
            row = self._db.execute(
                'SELECT addresses.id, addresses.url, kept.url, kept.at, kept.file, "offset", digest, kind FROM kept'
                " JOIN addresses ON addresses.id = kept.address"
                " WHERE kept.address = ? AND digest != '' ORDER BY attempt DESC LIMIT 1",
                (address,),
            ).fetchone()
            if row is None:
                return None
            kept = KeptAt(*row[4:])
            if kept.kind == "revisit":
                first = self._response(kept.digest)
                if first is None:
                    return None
                kept = first
        return KeptPage(row[0], row[1], row[2], datetime.fromisoformat(row[3]), kept)

    def kept_addresses(self, host: str | None = None) -> list[int]:
        """The addresses of which a page is kept, perhaps of one host; duplicates have no record of their own."""
        with failures(self.path):
            rows = self._db.execute(
                "SELECT id FROM addresses WHERE id IN (SELECT address FROM kept WHERE digest != '')"
                " AND duplicate_of IS NULL AND (?1 IS NULL OR host = ?1) ORDER BY id",
                (host,),
            )
            return [int(address) for (address,) in rows.fetchall()]

    def kept_first(self, digest: str) -> tuple[str, str] | None:
        """URL and moment (ISO 8601) of the response that was kept with a payload first; None where none was."""
        with failures(self.path):
            row = self._db.execute(
                "SELECT url, at FROM kept WHERE digest = ? AND kind = 'response' ORDER BY attempt LIMIT 1", (digest,)
            ).fetchone()
        return (str(row[0]), str(row[1])) if row else None

    def _response(self, digest: str) -> KeptAt | None:
        row = self._db.execute(
            "SELECT file, \"offset\", digest, kind FROM kept WHERE digest = ? AND kind = 'response' LIMIT 1", (digest,)
        ).fetchone()
        return KeptAt(*row) if row else None
