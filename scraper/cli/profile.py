"""scrape profile check [DIR]: runs the tests inside site profiles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from scraper.cli.settings import CONTEXT
from scraper.cli.terminal import one_line, write_out
from scraper.errors import ScraperError
from scraper.extraction.profiles import FOLDER, Profile, ProfileTest, load_profiles
from scraper.options import ExtractOptions

SOME_FAILED = 9  # the exit status, as docs/cron.md tells it
PLACE = re.compile(r"[0-9]{1,9}")  # in a list
#: Keys of an expectation besides the record's fields.
CONTAINS, LACKS = "text_contains", "text_lacks"


@click.group(context_settings=CONTEXT)
def profile() -> None:
    """Site profiles: what is known of a family of sites, as TOML files."""


@profile.command(context_settings=CONTEXT)
@click.argument("folder", metavar="[DIR]", required=False)
def check(folder: str | None) -> int:
    """Run the tests inside the profiles of DIR, or of those that come with the program.

    One line per test: ok or failed, the profile, why the test exists, and what is wrong. Exit 9 if any failed.
    """
    own = folder or str(FOLDER)
    failed = 0
    today = datetime.now(UTC).date()
    for each in load_profiles(own):
        if each.valid_until and each.valid_until < today:
            write_out(f"old\t{one_line(each.name)}\tmeant to hold until {each.valid_until}\n")
        if not each.tests:
            write_out(f"untested\t{one_line(each.name)}\tthe profile has no tests\n")
        for test in each.tests:
            problems = list(_problems(each, test, own))
            failed += bool(problems)
            told = "\t".join(map(one_line, ("failed" if problems else "ok", each.name, test.why, *problems)))
            write_out(f"{told}\n")
    return SOME_FAILED if failed else 0


def _problems(profile: Profile, test: ProfileTest, folder: str) -> Iterator[str]:
    """Where a test page's record differs from what the test expects."""
    from scraper.pipeline import extract

    own = None if Path(folder) == FOLDER else folder
    try:
        article = extract(test.html, test.url, ExtractOptions(profiles=own))
    except ScraperError as error:
        yield f"{error.code}: {error.reason}"
        return
    record = article.to_dict()
    for path, expected in test.expect.items():
        if path in (CONTAINS, LACKS):
            if not isinstance(expected, list) or not all(isinstance(words, str) for words in expected):
                yield f"{path} is no list of texts"
                continue
            wrong = [words for words in expected if (words in article.text) != (path == CONTAINS)]
            if wrong:
                yield f"{path}: {wrong!r}"
        elif (got := look_up(record, path)) != expected:
            yield f"{path}: {got!r}, not {expected!r}"
    yield from (warning for warning in article.warnings if f"profile {profile.name} finds no" in warning)


def look_up(value: Any, path: str) -> Any:
    """The value at a dotted path in a record; a name applied to a list yields the list of its items' values."""
    for step in path.split("."):
        if isinstance(value, list) and PLACE.fullmatch(step):
            value = value[int(step)] if int(step) < len(value) else None
        elif isinstance(value, list):
            value = [_part(each, step) for each in value]
        else:
            value = _part(value, step)
    return value


def _part(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None
