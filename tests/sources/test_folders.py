"""Folders of saved pages, and what their manifest says of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.errors import ListError, TooLargeError
from scraper.records import Page
from scraper.sources.folders import read_folder
from tests.archives.made import page

MANIFESTS = {
    "manifest.csv": "file,url,moment\na/oil.html,https://lampnews.example/oil,2024-07-18T10:01:02+02:00\n",
    "manifest.jsonl": '{"path": "a/oil.html", "URL": "https://lampnews.example/oil", "date": "2024-07-18T08:01:02"}\n',
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a saved page in another one, a Markdown file and something else."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "oil.html").write_bytes(page())
    (tmp_path / "b.md").write_text("# Oil")
    (tmp_path / "c.png").write_bytes(b"\x89PNG")
    return tmp_path


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_says_where_and_when_pages_were_saved(folder: Path, name: str) -> None:
    """The page has its address and moment; one that no manifest names has neither; what is no page is left out."""
    (folder / name).write_text(MANIFESTS[name])
    found = dict(read_folder(str(folder), 10**6))
    assert [Path(each).name for each in found] == ["b.md", "oil.html"]
    told = {Path(each).name: (got.url, got.fetched_at) for each, got in found.items() if isinstance(got, Page)}
    assert told == {
        "oil.html": ("https://lampnews.example/oil", datetime(2024, 7, 18, 8, 1, 2, tzinfo=UTC)),
        "b.md": (None, None),
    }


def test_what_is_missing_or_too_large_is_an_error_of_its_own(folder: Path) -> None:
    """A file that the manifest names and the folder has not is told, as is one past the limit."""
    (folder / "manifest.csv").write_text("file,url\ngone.html,https://lampnews.example/gone\n")
    kinds = [type(found) for _, found in read_folder(str(folder), 100)]
    assert kinds == [Page, TooLargeError, ListError]


@pytest.mark.parametrize(
    ("name", "content"),
    [("manifest.csv", "url\nhttps://lampnews.example/\n"), ("manifest.jsonl", "{"), ("manifest.jsonl", "[]"),
     ("manifest.csv", "file,moment\nb.md,soon\n"), ("manifest.csv", "file\n" + "a" * 200_000)],
)  # fmt: skip
def test_a_manifest_that_makes_no_sense_is_an_error(folder: Path, name: str, content: str) -> None:
    """Wrong data is worse than none: a manifest that cannot be read is told with its line."""
    (folder / name).write_text(content)
    with pytest.raises(ListError):
        list(read_folder(str(folder), 10**6))


def test_a_link_in_a_circle_is_not_followed(folder: Path) -> None:
    """A folder that leads to itself is read once."""
    (folder / "a" / "again").symlink_to(folder)
    assert len(list(read_folder(str(folder), 10**6))) == 2
