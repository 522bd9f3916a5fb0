"""What an archive holds, record by record: a page, a record that is none, or a failure."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.errors import ScraperError
from scraper.records import Page

#: Why a record is no page, as the counts of a manifest name it.
SKIPS = (
    "warcinfo", "request", "metadata", "conversion", "continuation", "unknown_type", "not_http", "status", "not_html",
    "revisit_without_page", "filtered",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that is no page to be read; `name` is one of `SKIPS`."""

    name: str
    offset: int  # bytes from the beginning of the archive, as it is stored
    url: str | None = None


@dataclass(frozen=True, slots=True)
class PageAt:
    """A page, and where its record begins."""

    page: Page
    offset: int


@dataclass(frozen=True, slots=True)
class Failed:
    """A record that should be a page and cannot be had."""

    error: ScraperError
    offset: int


Found = PageAt | Skipped | Failed
