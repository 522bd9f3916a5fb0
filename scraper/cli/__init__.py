"""The command line: the only package that prints or exits."""

from __future__ import annotations

from scraper.cli.main import main

__all__ = ["main"]
