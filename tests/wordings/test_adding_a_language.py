"""docs/adding-a-language.md is true to the letter: a language is added by the file that it shows, and nothing else."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import textwrap
import tomllib
from pathlib import Path

import pytest

from scraper.wordings.compiling import EXPLAINED, FOLDER, OPTIONAL, REQUIRED, compiled, read_folder

DOCUMENT = (Path(__file__).parents[2] / "docs" / "adding-a-language.md").read_text(encoding="utf-8")
VESTRIAN = textwrap.dedent(re.search(r"```toml\n(.*?)\n *```", "\n" + DOCUMENT, re.DOTALL)[1])  # type: ignore[index]
PAGE = """<!doctype html>
<html lang="qvx"><head><title>The wall at Upton</title></head><body><article><h1>The wall at Upton</h1>
<p>Skriptore: Anna Example</p><p>Traduktore: Berta Sample</p><p>Ventilit: 3 agostul 2016 kloke 10:15</p>
<p>The wardens of Ostrel weighed every sack on the quay on the first morning, and wrote the numbers into a book.</p>
<p>A clerk read the numbers aloud until noon, while the women of the lower town stood along the wall, in the rain.</p>
<p>The board will ask the province for two years of clay and willow, which it calls a modest sum, as it said there.</p>
<p>Nobody had asked for the sum before, and nobody will ask for it again, say those who have seen the book since.</p>
<p>Temule: <a href="/a">Salt</a>, <a href="/b">Harbours</a></p>
<p>Firste ventilit in Upton Weekly.</p><p>Reprintul nevor permit sin skriptore.</p></article></body></html>"""
READ = """
import json, pathlib, sys
import scraper.wordings
scraper.wordings.COMPILED = pathlib.Path(sys.argv[1])
from scraper import extract
article = extract(sys.stdin.read(), "https://gazette.example/wall")
print(json.dumps({
    "published": article.published,
    "authors": [(author.name, author.role) for author in article.authors],
    "tags": [category.name for category in article.categories if category.scheme == "tag"],
    "origins": [origin.name for origin in article.origins],
    "notices": [(notice.kind, notice.text) for notice in article.notices],
}))
"""
FOUND = {
    "published": "2016-08-03T10:15:00",
    "authors": [["Anna Example", "author"], ["Berta Sample", "translator"]],
    "tags": ["Salt", "Harbours"],
    "origins": ["Upton Weekly"],
    "notices": [["permission", "Reprintul nevor permit sin skriptore."]],
}


def read_with(folder: Path, tmp_path: Path) -> object:
    """What a fresh interpreter reads from the page with the wordings of a folder."""
    quick = tmp_path / "compiled.json"
    quick.write_text(compiled(read_folder(folder)), encoding="utf-8")
    command = [sys.executable, "-c", READ, str(quick)]
    done = subprocess.run(command, input=PAGE, capture_output=True, text=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def languages(tmp_path: Path) -> Path:
    """A copy of the languages' files."""
    folder = tmp_path / "wordings"
    folder.mkdir()
    for path in FOLDER.glob("*.toml"):
        shutil.copy(path, folder)
    return folder


def test_a_language_is_added_by_one_file(languages: Path, tmp_path: Path) -> None:
    """With the file that the document shows a page in that language gives its day, names, tags, source and notice."""
    (languages / "qvx.toml").write_text(VESTRIAN, encoding="utf-8")
    assert read_with(languages, tmp_path) == FOUND


def test_the_page_is_not_read_without_it(languages: Path, tmp_path: Path) -> None:
    """Without that file none of these is found, so that it is the file that does it."""
    found = read_with(languages, tmp_path)
    assert isinstance(found, dict)
    assert [name for name in FOUND if found[name] == FOUND[name]] == []


def test_the_document_names_every_part_of_a_statement() -> None:
    """Every key of an entry, every role and every kind that the files use is explained in the document."""
    entries = [entry for data in read_folder().values() for entry in data.get("wording", ())]
    names = {name for entry in entries for name in (entry["as"], entry["kind"])}
    assert [name for name in sorted(names) if f"`{name}`" not in DOCUMENT] == []
    assert [key for key in sorted(REQUIRED | OPTIONAL) if f"**{key}**" not in DOCUMENT] == []


def test_every_explained_key_is_used() -> None:
    """tables.toml explains no key that no language has."""
    explained = tomllib.loads((FOLDER / EXPLAINED).read_text(encoding="utf-8"))
    used: dict[str, set[str]] = {}
    for data in read_folder().values():
        for topic, table in data.items():
            used.setdefault(topic, set()).update(table if isinstance(table, dict) else ())
    unused = [
        (topic, key) for topic, keys in explained.items() if isinstance(keys, dict) for key in keys.keys() - used[topic]
    ]
    assert unused == []
