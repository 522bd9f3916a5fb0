"""Site profiles: what a file may say, what a profile finds on a page, and what it leaves to the general rules."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.cli import main
from scraper.errors import ProfileError
from scraper.extraction import extract_article
from scraper.extraction.profiles import FOLDER, load_profiles, read_profile
from scraper.options import ExtractOptions
from scraper.parsing import parse
from scraper.records import Article, Page

PROSE = "".join(
    f"<p>Paragraph {n} follows the lamp keepers of Ostrel along the mole, where oil is carried before dusk.</p>"
    for n in range(1, 5)
)
PAGE = f"""<html lang=en><head><title>Lamps | Ostrel News</title></head><body><h1>Ostrel News</h1>
<div class=kicker><h2 class=head>The lamps of Ostrel</h2></div><p class=who>By Ada Lund and Piers Moss</p>
<p class=when>May 3, 2011</p><div class=story>{PROSE}<p class=tip>Tip of the day: trim the wick.</p></div>
<p class=topics>Topics</p><p><a href=/t/oil>Oil</a> <a href=/t/lamps>Lamps</a></p>
<div class=more>{PROSE.replace("Paragraph", "Teaser")}</div></body></html>"""

PROFILE = """
hosts = ["ostrel.example"]
valid_until = 2026-01-01
expected = ["title", "subtitle"]
drop = ["p.tip"]
[fields]
title = ["h2.no-such", "h2.head"]
subtitle = ["h3.deck"]
byline = ["p.who"]
published = ["p.when"]
body = ["div.story"]
[labels]
"Topics" = "tag"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ostrel.toml").write_text(PROFILE, encoding="utf-8")
    return tmp_path


def read(folder: Path, url: str = "https://www.ostrel.example/lamps", day: int = 3) -> Article:
    page = Page(url, url, PAGE.encode(), "text/html; charset=utf-8", fetched_at=datetime(2026, 2, day, tzinfo=UTC))
    options = ExtractOptions(profiles=str(folder), trace=True)
    return extract_article(parse(page, options), page, options)


def test_a_profile_finds_its_fields(folder: Path) -> None:
    """Each field comes from the profile's first selector that finds something, and says so; furniture is dropped."""
    article = read(folder)
    assert article.title == "The lamps of Ostrel"
    assert [author.name for author in article.authors] == ["Ada Lund", "Piers Moss"]
    assert article.published == "2011-05-03"
    assert [block.text[:11] for block in article.body] == [f"Paragraph {n}" for n in range(1, 5)]
    assert [(each.name, each.scheme, each.url) for each in article.categories] == [
        ("Oil", "tag", "https://www.ostrel.example/t/oil"),
        ("Lamps", "tag", "https://www.ostrel.example/t/lamps"),
    ]
    assert {article.found[name] for name in ("title", "byline", "authors", "published", "body")} == {"profile:ostrel"}
    assert article.trace is not None
    assert [line.reason for line in article.trace.lines if line.text.startswith("Tip")] == ["profile:ostrel"]


def test_a_profile_that_no_longer_fits_is_told(folder: Path) -> None:
    """An expected field that no selector finds, and a day that is past, are warnings of the record."""
    warnings = read(folder).warnings
    assert any("ostrel finds no subtitle" in each for each in warnings)
    assert any("until 2026-01-01" in each for each in warnings)


def test_a_profile_counts_for_its_hosts_only(folder: Path) -> None:
    """Another host's page is read as if there were no profile; a subdomain's is read with it."""
    other = read(folder, "https://notostrel.example/lamps")
    assert not any(where.startswith("profile:") for where in other.found.values())
    assert not any("ostrel finds no" in each for each in other.warnings)
    assert read(folder, "https://blog.ostrel.example/lamps").found["title"] == "profile:ostrel"


WRONG = {
    "unknown key": 'hosts = ["a.example"]\nhost = "b"',
    "unknown field": 'hosts = ["a.example"]\n[fields]\nheadline = ["h1"]',
    "no selector": 'hosts = ["a.example"]\n[fields]\ntitle = ["h1[["]',
    "long selector": f'hosts = ["a.example"]\ndrop = ["{"a " * 200}"]',
    "no list": "hosts = 3",
    "label of a list": 'hosts = ["a.example"]\n[labels]\nRegion = []',
    "relation of a table": 'hosts = ["a.example"]\n[origin]\nname = "A"\nrelation = {}',
    "deep lists": f"hosts = {'[' * 5_000}{']' * 5_000}",
    "deep tables": f"hosts = {'{a=' * 3_000}1{'}' * 3_000}",
    "a number of 6,000 digits": f"hosts = {'9' * 6_000}",
    "a key of 50,000 parts": f"{'a.' * 50_000}b = 1",
    "empty host": 'hosts = [""]',
    "short mark": 'marks = ["<p>"]',
    "nothing to fit": 'drop = ["p"]',
    "unknown label": 'hosts = ["a.example"]\n[labels]\n"X" = "y"',
    "unknown expected": 'hosts = ["a.example"]\nexpected = ["title"]',
    "no day": 'hosts = ["a.example"]\nvalid_until = "soon"',
    "test without html": 'hosts = ["a.example"]\n[[tests]]\nwhy = "x"\nurl = "https://a.example"',
    "test that expects nothing": 'hosts = ["a.example"]\n[[tests]]\nwhy = "x"\nurl = "https://a.example"\nhtml = "<p>"',
    "unknown relation": 'hosts = ["a.example"]\n[origin]\nname = "X"\nrelation = "copy"',
    "no TOML": "hosts = [",
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_in_a_file_is_an_error_with_its_name(tmp_path: Path, text: str) -> None:
    """A file that is no profile raises one error with a stable code, its path, and the exit status of a setting."""
    path = tmp_path / "wrong.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError) as caught:
        read_profile(path)
    assert caught.value.url == str(path)
    assert (caught.value.code, caught.value.exit_status) == ("profile.invalid", 2)


@pytest.mark.timeout(10)
def test_a_profile_that_is_no_file_is_an_error(tmp_path: Path) -> None:
    """A pipe that nobody writes to is not waited for."""
    os.mkfifo(tmp_path / "pipe.toml")
    with pytest.raises(ProfileError, match="it is no file"):
        load_profiles(str(tmp_path))


def test_a_folder_that_is_none_is_an_error(tmp_path: Path) -> None:
    """So is a folder that is not there."""
    with pytest.raises(ProfileError):
        load_profiles(str(tmp_path / "none"))


def test_the_shipped_profiles_hold(capfd: pytest.CaptureFixture[str]) -> None:
    """Every profile that comes with the program has tests, a day to look at it again, and passes."""
    assert main(["profile", "check"]) == 0
    told = [line.split("\t")[:2] for line in capfd.readouterr().out.splitlines()]
    assert {name for verdict, name in told if verdict == "ok"} == {path.stem for path in FOLDER.glob("*.toml")}
    assert {verdict for verdict, _ in told} == {"ok"}
    assert all(profile.valid_until for profile in load_profiles(str(FOLDER)))


def test_a_failed_test_of_a_profile_is_shown(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What a profile's page gives and should give stands in the line, and the exit status is 9."""
    tests = f'[[tests]]\nwhy = "Names."\nurl = "https://ostrel.example/a"\nhtml = {json.dumps(PAGE)}\n[tests.expect]\n'
    (folder / "ostrel.toml").write_text(
        PROFILE + tests + 'title = "Lamps"\ntext_lacks = ["Teaser"]\n', encoding="utf-8"
    )
    load_profiles.cache_clear()
    assert main(["profile", "check", str(folder)]) == 9
    out = capfd.readouterr().out
    assert "failed\tostrel\tNames.\ttitle: 'The lamps of Ostrel', not 'Lamps'" in out
    assert "text_lacks" not in out


def test_a_users_profile_reaches_the_command(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """`--profiles DIR` is read by the command; a wrong file ends it with exit 2."""
    page = folder / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    arguments = [str(page), "--url", "https://ostrel.example/a", "--profiles", str(folder), "--format", "json"]
    load_profiles.cache_clear()
    assert main(arguments) == 0
    assert json.loads(capfd.readouterr().out)["found"]["title"] == "profile:ostrel"
    (folder / "ostrel.toml").write_text("hosts = [", encoding="utf-8")
    load_profiles.cache_clear()
    assert main(arguments) == 2
    assert "profile.invalid" in capfd.readouterr().err
