"""The golden pages, read and checked: for test_pages.py one by one, for rules.py with each rule disabled in turn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from scraper.errors import ScraperError
from scraper.extraction import extract_article
from scraper.options import ExtractOptions
from scraper.parsing import parse
from scraper.records import Article, Page
from scraper.sources.saved import as_page

PAGES = Path(__file__).parent / "fixtures" / "pages"
SAVED_ENDINGS = (".md", ".txt", ".mhtml")


def folders() -> list[Path]:
    """The folders of all golden pages, by name."""
    return sorted(path for path in PAGES.iterdir() if path.is_dir())


def case_of(folder: Path) -> dict[str, Any]:
    """What is expected of a page, and why."""
    loaded: dict[str, Any] = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    return loaded


def page_of(folder: Path) -> Page:
    """The page, as fetching or reading a file would give it."""
    case = case_of(folder)
    file = next(iter(sorted(folder.glob("page.*"))))
    if file.suffix in SAVED_ENDINGS:
        return as_page(file.read_bytes(), file.suffix, case["url"])
    fetched_at = datetime.fromisoformat(case["fetched_at"]) if "fetched_at" in case else None
    return Page(
        case["url"], case["url"], file.read_bytes(), case.get("content_type"), status=200, fetched_at=fetched_at
    )


def outcome_of(folder: Path) -> Article | ScraperError:
    """The page's record with its trace, or why there is none; by the site profile that lies beside the page, if any."""
    page = page_of(folder)
    options = ExtractOptions(trace=True, profiles=str(folder) if any(folder.glob("*.toml")) else None)
    try:
        return extract_article(parse(page, options), page, options)
    except ScraperError as failure:
        return failure


def disagreements(case: dict[str, Any], outcome: Article | ScraperError) -> Iterator[str]:
    """The paths at which an outcome is not the expected one, `error` among them; known gaps are left out."""
    if "error" in case or isinstance(outcome, ScraperError):
        if not isinstance(outcome, ScraperError) or outcome.code != case.get("error"):
            yield "error"
        return
    for path, expected in case["expect"].items():
        if path not in case.get("known_gap", {}) and difference(outcome, path, expected):
            yield path


def difference(article: Article, path: str, expected: Any) -> str:
    """What a record has in place of the expected value at a path; "" where they agree."""
    if path == "text_contains":
        missing = [words for words in expected if words not in article.text]
        return f"not in the text: {missing}" if missing else ""
    if path == "text_lacks":
        present = [words for words in expected if words in article.text]
        return f"in the text: {present}" if present else ""
    if path == "warnings_contain":
        unsaid = [words for words in expected if not any(words in each for each in article.warnings)]
        return f"no warning has: {unsaid}" if unsaid else ""
    if path == "trace_contains":
        unsaid = [each for each in expected if not _has_fate(article, *each)]
        return f"no line of the trace has: {unsaid}" if unsaid else ""
    try:
        got = look_up(article.to_dict(), path)
    except IndexError:
        return f"expected {expected!r}\ngot a shorter list"
    return "" if agrees(expected, got) else f"expected {expected!r}\ngot      {got!r}"


def _has_fate(article: Article, beginning: str, fate: str, reason: str) -> bool:
    """Whether a line of the trace begins so, and has this fate for a reason that begins so."""
    lines = article.trace.lines if article.trace else ()
    return any(
        each.text.startswith(beginning) and each.fate == fate and each.reason.startswith(reason) for each in lines
    )


def look_up(value: Any, path: str) -> Any:
    """The value at a dotted path; a name over a list is the list of that name's values."""
    for step in path.split("."):
        if step.isdigit():
            value = value[int(step)]
        elif isinstance(value, list):
            value = [each.get(step) for each in value]
        else:
            value = value[step]
    return value


def agrees(expected: Any, got: Any) -> bool:
    """Whether a value is the expected one: objects by the keys that are named, lists by length and members."""
    if isinstance(expected, dict) and isinstance(got, dict):
        return all(agrees(value, got.get(name)) for name, value in expected.items())
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(map(agrees, expected, got))
    return bool(expected == got)
