"""Site profiles: what is known about a family of sites, as TOML files in `sites/` or the user's folder.

    hosts        host names; their subdomains count, too
    marks        pieces of HTML that identify such a page on any host
    valid_until  the day after which somebody should check whether the profile still fits
    expected     the fields whose selectors must find something; otherwise the record gets a warning
    drop         selectors of furniture: these elements are not part of the article
    [fields]     field -> selectors, tried in order; `body` takes what all of them find
    [labels]     printed label -> `section`, `region`, `theme`, `report`, `tag`, or `drop`
    [origin]     of republications: `name`, `relation`, `outlets` (the original's own hosts), `number_after` (pieces
                 of HTML before the number that ends the original's URL)
    [[tests]]    `why`, `url`, `html`, `expect` {path: value}: what the page must give

Selectors are CSS as lexbor reads it. What a profile does not find is left to the general rules.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

from scraper.errors import ProfileError
from scraper.parsing.select import is_selector
from scraper.records import Relation, Scheme

FOLDER = Path(__file__).with_name("sites")
FIELDS = frozenset({"title", "subtitle", "byline", "published", "modified", "summary", "body"})
SCHEMES: frozenset[Scheme] = frozenset(get_args(Scheme))
RELATIONS: frozenset[Relation] = frozenset(get_args(Relation))
KEYS = frozenset({"hosts", "marks", "valid_until", "expected", "drop", "fields", "labels", "origin", "tests"})
ORIGIN_KEYS = frozenset({"name", "relation", "outlets", "number_after"})
TEST_KEYS = frozenset({"why", "url", "html", "expect"})
MAX_FILES, MAX_FILE_BYTES = 1_000, 200_000  # bounds for a folder that does not hold profiles
MAX_SELECTORS, MAX_SELECTOR_CHARS = 40, 300  # bounds for learned profiles: each selector costs a search of the page
#: A shorter mark would match too many pages.
MIN_MARK_CHARS = 12
#: Parts of a dotted key `a.b.c`: the TOML parser takes quadratic time in their number.
LONG_KEY = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]++[ \t]*+\.[ \t]*+){50}")


@dataclass(frozen=True, slots=True)
class StatedOrigin:
    """Where the pages of a profile come from."""

    name: str
    relation: Relation = "republication"
    outlets: tuple[str, ...] = ()
    number_after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProfileTest:
    """A small page, and what its record must say."""

    why: str
    url: str
    html: str
    expect: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of one family of sites."""

    name: str  # of its file
    hosts: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    valid_until: date | None = None
    expected: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)  # in lower case
    origin: StatedOrigin | None = None
    tests: tuple[ProfileTest, ...] = ()

    def fits(self, host: str | None, html: str) -> bool:
        """Whether the page belongs to this family, by its host or by a mark in it."""
        if host and any(host == each or host.endswith(f".{each}") for each in self.hosts):
            return True
        return any(mark in html for mark in self.marks)


def profiles_for(host: str | None, html: str, folder: str | None) -> list[Profile]:
    """The profiles that fit a page, those of the user's folder first.

    Raises:  ProfileError if a file in the user's folder is not a profile.
    """
    known = [*(load_profiles(folder) if folder else ()), *load_profiles(str(FOLDER))]
    return [profile for profile in known if profile.fits(host, html)]


@lru_cache(maxsize=8)
def load_profiles(folder: str) -> tuple[Profile, ...]:
    """All profiles of a folder, by name; read once. Raises ProfileError."""
    try:
        paths = sorted(Path(folder).glob("*.toml"))
        if not Path(folder).is_dir():
            raise ProfileError(folder, "there is no such folder")
    except OSError as error:
        raise ProfileError(folder, f"the folder cannot be read: {error.strerror}") from error
    if len(paths) > MAX_FILES:
        raise ProfileError(folder, f"more than {MAX_FILES} profiles")
    return tuple(map(read_profile, paths))


def read_profile(path: Path) -> Profile:
    """The profile in a file. Raises ProfileError, which names the file and the mistake."""
    try:
        if not path.is_file():  # a pipe would block
            raise ProfileError(str(path), "it is no file")
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
        if len(content) > MAX_FILE_BYTES:
            raise ProfileError(str(path), f"larger than {MAX_FILE_BYTES} bytes")
        text = content.decode("utf-8")
        if LONG_KEY.search(text):
            raise ProfileError(str(path), "a key of too many parts")
        data = tomllib.loads(text)
    except OSError as error:
        raise ProfileError(str(path), error.strerror or str(error)) from error
    except (ValueError, RecursionError) as error:  # no UTF-8, no TOML, a number too long, tables too deep
        raise ProfileError(str(path), str(error)) from error
    return _Reader(path).profile(data)


class _Reader:
    """Takes a file's tables apart; any deviation from the format is an error that names the file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def profile(self, data: dict[str, Any]) -> Profile:
        """The profile described by the file's tables."""
        self.check_keys(data, KEYS, "the profile")
        fields = self.table(data, "fields")
        self.check_keys(fields, FIELDS | SCHEMES, "[fields]")
        labels = {name.casefold(): kind for name, kind in self.table(data, "labels").items()}
        for name, kind in labels.items():
            self.require(
                isinstance(kind, str) and kind in {*SCHEMES, "drop"}, f"label {name!r} is {kind!r}: no kind of label"
            )
        valid_until = data.get("valid_until")
        is_day = valid_until is None or (isinstance(valid_until, date) and not hasattr(valid_until, "hour"))
        self.require(is_day, "valid_until is no day, as 2027-12-31")
        profile = Profile(
            name=self.path.stem,
            hosts=tuple(host.lower().removeprefix("www.") for host in self.texts(data, "hosts")),
            marks=self.texts(data, "marks", lambda mark: len(mark) >= MIN_MARK_CHARS),
            valid_until=valid_until,
            expected=self.texts(data, "expected", lambda name: name in fields),
            drop=self.selectors(data, "drop"),
            fields={name: self.selectors(fields, name) for name in fields},
            labels=labels,
            origin=self.origin(data),
            tests=tuple(self.test(each) for each in self.tables(data, "tests")),
        )
        self.require(bool(profile.hosts or profile.marks), "neither hosts nor marks")
        return profile

    def origin(self, data: dict[str, Any]) -> StatedOrigin | None:
        """Where the profile's pages come from; None without an [origin] table."""
        table = self.table(data, "origin")
        if not table:
            return None
        self.check_keys(table, ORIGIN_KEYS, "[origin]")
        name, relation = table.get("name"), table.get("relation", "republication")
        self.require(isinstance(name, str) and bool(name), "[origin] has no name")
        self.require(isinstance(relation, str) and relation in RELATIONS, f"[origin] relation {relation!r} is unknown")
        marks = self.texts(table, "number_after", lambda mark: len(mark) >= MIN_MARK_CHARS)
        return StatedOrigin(str(name), relation, self.texts(table, "outlets"), marks)

    def test(self, table: dict[str, Any]) -> ProfileTest:
        """One of [[tests]]."""
        self.check_keys(table, TEST_KEYS, "[[tests]]")
        for key in ("why", "url", "html"):
            self.require(isinstance(table.get(key), str), f"a test has no {key}")
        expect = table.get("expect")
        self.require(isinstance(expect, dict) and bool(expect), f"the test {table['why']!r} expects nothing")
        return ProfileTest(table["why"], table["url"], table["html"], expect or {})

    def selectors(self, data: dict[str, Any], key: str) -> tuple[str, ...]:
        """The CSS selectors under a key."""
        selectors = self.texts(data, key, lambda each: len(each) <= MAX_SELECTOR_CHARS)
        self.require(len(selectors) <= MAX_SELECTORS, f"{key} has more than {MAX_SELECTORS} selectors")
        for selector in selectors:
            self.require(is_selector(selector), f"{key}: {selector!r} is no CSS selector")
        return selectors

    def texts(self, data: dict[str, Any], key: str, check: Callable[[str], bool] = bool) -> tuple[str, ...]:
        """The texts under a key, each of which passes the check."""
        values = data.get(key, [])
        values = [values] if isinstance(values, str) else values
        self.require(isinstance(values, list), f"{key} is no list")
        for value in values:
            self.require(isinstance(value, str) and check(value), f"{key} cannot hold {value!r}")
        return tuple(values)

    def table(self, data: dict[str, Any], key: str) -> dict[str, Any]:
        """The table under a key; {} if there is none."""
        value = data.get(key, {})
        self.require(isinstance(value, dict), f"[{key}] is no table")
        return dict(value)

    def tables(self, data: dict[str, Any], key: str) -> list[dict[str, Any]]:
        """The list of tables under a key."""
        value = data.get(key, [])
        self.require(
            isinstance(value, list) and all(isinstance(each, dict) for each in value), f"[[{key}]] are no tables"
        )
        return list(value)

    def check_keys(self, data: Mapping[str, Any], known: frozenset[str], where: str) -> None:
        """Refuse an unknown key."""
        unknown = sorted(data.keys() - known)
        self.require(not unknown, f"{where} knows no {', '.join(unknown)}; it knows {', '.join(sorted(known))}")

    def require(self, is_right: bool, problem: str) -> None:
        """Refuse the file, naming the mistake, unless the condition holds."""
        if not is_right:
            raise ProfileError(str(self.path), problem)
