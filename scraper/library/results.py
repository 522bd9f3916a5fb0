"""What the library gives for one of many URLs, and for one version of a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scraper.errors import ScraperError
from scraper.records import Article


@dataclass(frozen=True, slots=True)
class Success:
    """A URL that gave an article."""

    url: str  # as it was asked for
    article: Article


@dataclass(frozen=True, slots=True)
class Failure:
    """A URL that gave none, and why."""

    url: str  # as it was asked for
    error: ScraperError


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a record, as a store has kept it."""

    arrived: datetime  # when it was stored, UTC
    article: Article
