"""Option values: what is allowed, where a wrong one came from, and that none ends in a traceback."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest

from scraper.cli.parameters import BYTES, DATE_TYPE, SECONDS, SECONDS_OR_NONE
from tests.cli.conftest import Scrape


def day(before: int) -> str:
    return (datetime.now(UTC).date() - timedelta(days=before)).isoformat()


@pytest.mark.parametrize("text", ["2026", "2026-11", "2026-11-27", "2024-02-29"])
def test_dates_are_as_precise_as_they_are_given(text: str) -> None:
    """A year, a month and a day stay what they are."""
    assert DATE_TYPE.convert(text, None, None) == text


@pytest.mark.parametrize(("text", "before"), [("7d", 7), ("2w", 14), ("today", 0), ("Yesterday", 1), ("0d", 0)])
def test_dates_may_be_told_by_their_distance(text: str, before: int) -> None:
    """Days and weeks before today."""
    assert DATE_TYPE.convert(text, None, None) in (day(before), day(before + 1))  # it may be midnight


@pytest.mark.parametrize(
    "text", ["2026-13-99", "2026-02-31", "2026-02-29", "0000-01-01", "2026-1-1", "20261127", "", "7", "-7d", "999999w",
             "99999999999d", "２０２６", "2026-11-27T08:00", "tomorrow", "nan"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    """Days that are not in the calendar, and words that are no date."""
    with pytest.raises(click.BadParameter, match="no date like"):
        DATE_TYPE.convert(text, None, None)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("90s", 90), ("1h", 3600), ("1.5 h", 5400), ("2m", 120), ("500ms", 0.5), (3, 3)]
)
def test_durations_take_units(text: object, seconds: float) -> None:
    """A number alone is in seconds."""
    assert SECONDS.convert(text, None, None) == seconds


@pytest.mark.parametrize(
    ("text", "size"), [("1000", 1000), ("10MB", 10**7), ("1.5kB", 1500), ("1 MiB", 2**20), ("2g", 2 * 10**9)]
)
def test_sizes_take_units(text: str, size: int) -> None:
    """A number alone is in bytes, kB are thousands and KiB are 1,024."""
    assert BYTES.convert(text, None, None) == size


@pytest.mark.parametrize(
    "text", ["nan", "inf", "-inf", "", " ", "-1", "1e400", "9" * 500, "0x10", "1_0", "5 parsecs", True]
)
def test_numbers_that_are_none_are_refused(text: object) -> None:
    """No number, no known unit, negative, endless, or beyond any use."""
    for kind in (SECONDS, SECONDS_OR_NONE, BYTES):
        with pytest.raises(click.BadParameter):
            kind.convert(text, None, None)
    for text_of_nothing in ("0", "0s"):
        with pytest.raises(click.BadParameter, match="not between"):
            SECONDS.convert(text_of_nothing, None, None)
        assert SECONDS_OR_NONE.convert(text_of_nothing, None, None) == 0.0


MISUSES = {
    "format = {a = 1}": "format: a table is no value of it",
    "header = 3": "header: '3' is not of the form",
    "header = [['a']]": "header: a list is no value of it",
    "verbose = [1]": "verbose: a list is no value of it",
    "url = true": "url: true or false is no value of it",
    "quiet = 'perhaps'": "quiet: 'perhaps'",
    "timeout-s = nan": "timeout-s: 'nan' is no duration",
    "timeout-s = -3": "timeout-s: '-3' is not between",
    "[get]\nformat = 'docx'": "[get] format: 'docx' is not one of",
    "[get]\n'max-bytes' = '5 parsecs'": "[get] max-bytes: '5 parsecs' is no size",
    'profiles = "a\\u0000b"': "profiles: no value may hold a NUL",
    "proxy = ''": "proxy: it is empty",
    "sources = ['a']": "unknown setting 'sources'",
    "get = 3": "unknown setting 'get'",
    f"x = {'[' * 5_000}": "recursion",
    f"retries = {'9' * 6_000}": "digits",
    f"x = '{'a' * 1_000_000}'": "longer than",
    "\udcff": "can't decode",
}


@pytest.mark.parametrize("text", MISUSES)
def test_a_wrong_setting_is_blamed_on_the_file(scrape: Scrape, tmp_path: Path, text: str) -> None:
    """Status 2, and the file with the setting in it is named, not a flag that nobody gave."""
    config = tmp_path / "scrape.toml"
    config.write_bytes(text.encode("utf-8", "surrogateescape"))
    status, out, err = scrape("page.html", "--config", str(config))
    assert (status, out) == (2, "")
    assert MISUSES[text] in err
    assert str(config) in err
    assert "--" not in err.replace(str(config), "")


def test_settings_are_taken_as_flags_would_be(scrape: Scrape, tmp_path: Path) -> None:
    """Units, a date of TOML, one header for a list of one; a value for another command is not looked at."""
    (tmp_path / "p.html").write_text("<title>Dyke</title><article><h1>Dyke</h1><p>It held through the night.</p>")
    (tmp_path / "s.toml").write_text(
        "timeout-s = '90s'\nmax-bytes = '1MB'\nheader = 'X-One: 1'\nsince = 2026-11-27\nquiet = true\nverbose = 0\n"
        "[batch]\nformat = 'parquet'\n[get]\nformat = 'text'\n"
    )
    status, out, _ = scrape("p.html", "--config", "s.toml")
    assert (status, out.partition("\n")[0]) == (0, "Dyke")


def test_a_wrong_variable_is_blamed_on_the_environment(scrape: Scrape, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable is named, not a flag."""
    monkeypatch.setenv("SCRAPE_TIMEOUT_S", "soon")
    status, _, err = scrape("page.html")
    assert status == 2
    assert "Error: SCRAPE_TIMEOUT_S: 'soon' is no duration" in err


def test_a_users_folder_that_cannot_be_read_is_told(
    scrape: Scrape, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A settings file that is there and cannot be read is status 2; one that is not there is none."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "scrape" / "config.toml").mkdir(parents=True)
    status, _, err = scrape("status", "--db", "no.db")
    assert (status, "Is a directory" in err) == (2, True)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    (tmp_path / "file").write_text("in the way")
    assert scrape("status", "--db", "no.db")[0] == 3


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["p.html", "--proxy", ""], "--proxy'?: it is empty"),
        (["p.html", "--user-agent", " "], "--user-agent'?: it is empty"),
        (["p.html", "-o", ""], "--output is empty"),
        (["p.html", "-o", "a" * 300], "write.failed|url.invalid"),
        (["p.html", "-o", "a" * 300 + "/"], "write.failed|url.invalid"),
        (["batch", "l.txt", "-o", "a" * 300 + "/", "--db", "news.db"], "list.invalid|write.failed"),
        (["export", "--db", "news.db", "-o", "a" * 300], "write.failed"),
        (["batch", "l.txt", "--limit", "9" * 20], "--limit"),
        (["batch", "l.txt", "--limit", "9" * 5000], "--limit"),
        (["feed", "l.xml", "--limit", "9" * 20], "--limit"),
        (["p.html", "--retries", "9" * 20], "--retries"),
        (["batch", "l.txt", "--max-time-s", "nan"], "--max-time-s"),
        (["batch", "l.txt", "--wait-s", "inf"], "--wait-s"),
        (["search", "--count", "0", "a", "--db", "news.db"], "--count"),
    ],
)
@pytest.mark.usefixtures("store")
def test_no_value_ends_in_a_traceback(scrape: Scrape, args: list[str], told: str) -> None:
    """Empty, endless, huge and unwritable values are told in words, with a status that is no bug's."""
    status, out, err = scrape(*args)
    assert (status in (2, 3, 9), out) == (True, "")
    assert re.search(told, err), err


def test_a_group_alone_prints_its_help(scrape: Scrape) -> None:
    """`scrape profile` is a question, not an error."""
    status, out, err = scrape("profile")
    assert status == 2
    assert "check" in out + err
    assert "Error" not in out + err


def test_a_failure_without_an_address_names_what_it_is_of(scrape: Scrape) -> None:
    """The line ends where nothing more is known; a file's name is never replaced by "no address"."""
    for words in (
        ["batch", "no-such-list.txt"],
        ["p.html", "-o", "no/such/folder.md"],
        ["compare", "a.jsonl", "b.jsonl"],
    ):
        _, _, err = scrape(*words)
        assert err
        assert "no address" not in err


WORDS = "<p>The dyke of Tarn held through the third night, the board said, and nobody was hurt by it.</p>" * 3
GOOD = f'hosts = ["tarn.example"]\n[[tests]]\nwhy = "a"\nurl = "https://tarn.example/"\nhtml = "{WORDS}"\n'
PROFILES = {
    'hosts = ["a.example"]\n[labels]\n"Region" = ["region"]': "no kind of label",
    'hosts = ["a.example"]\n[labels]\n"Region" = {a = 1}': "no kind of label",
    'hosts = ["a.example"]\n[origin]\nname = "A"\nrelation = ["rerun"]': "relation",
    "hosts = 3": "hosts is no list",
    f"hosts = {'[' * 5_000}": "recursion",
    f"hosts = {'9' * 6_000}": "digits",
    "# " + "a" * 200_000: "larger than",
    "\udcff": "can't decode",
}


@pytest.mark.parametrize("text", PROFILES)
def test_a_profile_that_is_none_is_told(scrape: Scrape, tmp_path: Path, text: str) -> None:
    """Status 2 with the file's name and what is wrong in it, for `profile check` and for --profiles."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "bad.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    (tmp_path / "p.html").write_text("<title>Dyke</title><article><h1>Dyke</h1><p>It held through the night.</p>")
    for words in (["profile", "check", "own"], ["p.html", "--profiles", "own"]):
        status, out, err = scrape(*words)
        assert (status, out) == (2, "")
        assert err.startswith("profile.invalid: ")
        assert "bad.toml" in err
        assert PROFILES[text] in err


def test_a_pipe_is_no_profile(scrape: Scrape, tmp_path: Path) -> None:
    """A FIFO with a profile's name is not waited for."""
    (tmp_path / "own").mkdir()
    os.mkfifo(tmp_path / "own" / "pipe.toml")
    status, _, err = scrape("profile", "check", "own")
    assert (status, "no file" in err) == (2, True)


@pytest.mark.parametrize(
    ("expect", "told"),
    [("text_contains = 3", "no list of texts"), ("text_lacks = 'a'", "no list of texts"), ('"body.²" = 1', "not 1"),
     (f'"body.{"9" * 5_000}" = 1', "not 1"), ("title = {a = 1}", "not {"), ("title = 2026-01-01", "not datetime")],
)  # fmt: skip
def test_a_test_that_cannot_hold_fails(scrape: Scrape, tmp_path: Path, expect: str, told: str) -> None:
    """Expectations of any form are told as failed, status 9."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "a.toml").write_text(f"{GOOD}[tests.expect]\n{expect}\n")
    status, out, _ = scrape("profile", "check", str(tmp_path / "own"))
    assert (status, out.startswith("failed\ta\t"), told in out) == (9, True, True)
