"""The port of those who keep what is fetched."""

from __future__ import annotations

from typing import Protocol

from scraper.records import Exchanged, KeptAt, Page


class Recorder(Protocol):
    """Keeps what is fetched, such as archives/writing.py."""

    def keep(self, exchanged: Exchanged) -> KeptAt:
        """Keeps a request and its response. Raises WriteError."""

    def keep_rendered(self, page: Page) -> KeptAt:
        """Keeps the DOM that a browser made of a page. Raises WriteError."""
