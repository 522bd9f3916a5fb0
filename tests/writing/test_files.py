"""Files: names that stay inside their folder, and atomic content."""

from __future__ import annotations

import fcntl
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import WriteError
from scraper.records import Article
from scraper.writing.files import FileNames, file_name, sweep_drafts, write_in_folder, write_whole

NAMES = [
    "../../etc/passwd", "..", ".", "", "/", "/etc/passwd", "-rf", ".htaccess", "~", "a/b", "a\\b", "C:\\x", "CON",
    "nul.txt", "a\x00b", "a\nb", "\u202egnp.exe", "\ud800", "x" * 300, "é" * 300, "日本語のニュース", "😀",
    "\u200b", "a b",
    "a?b*c", "$(rm)", "`x`", "a;b", "a|b", "%2e%2e%2f", "Ærø’s Straße",
]  # fmt: skip


#: Two addresses of one host with the same first ten digits, found by trying.
COLLISION = ("https://tarn.example/150512", "https://tarn.example/173171")


@pytest.mark.parametrize("title", NAMES)
def test_name_is_plain_and_short(title: str) -> None:
    """Whatever the title is, the name is ASCII, short, and names a file in its folder."""
    name = file_name(Article(url="https://tarn.example/a", title=title, published="2016-10-19T08:00:00Z"), ".json")
    assert re.fullmatch(r"2016-10-19-tarn\.example-(?:[a-z0-9-]+-)?[0-9a-f]{10}\.json", name)
    assert len(name.encode()) <= 120
    assert Path("/folder", name).resolve().parent == Path("/folder")


def test_names_of_different_addresses_differ() -> None:
    """Under any title, and under one title, no two addresses share a name."""
    names = [
        file_name(Article(url=f"https://tarn.example/{number}", title=title), ".json")
        for number, title in enumerate([*NAMES, *["Dykes"] * 500, *[None] * 500])
    ]
    assert len(NAMES) >= 31
    assert len(set(names)) == len(names)


def test_name_follows_the_formula() -> None:
    """The name tells date, host and title, letters folded to ASCII."""
    name = file_name(
        Article(url="https://www.tarn.example/a", title="Ærø’s Straße: côté nord", published="2016-10"), ".md"
    )
    assert re.fullmatch(r"2016-10-tarn\.example-aeros-strasse-cote-nord-[0-9a-f]{10}\.md", name)


def test_unknown_parts_are_named_so() -> None:
    """Without date, address and title there is still a name, and two texts get two names."""
    first, second = (file_name(Article(title=title), ".txt") for title in ("Dykes", None))
    assert re.fullmatch(r"undated-file-dykes-[0-9a-f]{10}\.txt", first)
    assert re.fullmatch(r"undated-file-[0-9a-f]{10}\.txt", second)


def test_forms_of_one_address_share_a_name() -> None:
    """The hash is of the address's normal form: trackers and www make no second file, another page does."""

    def name(url: str) -> str:
        return file_name(Article(url=url, title="Dykes"), ".md")

    assert name("https://tarn.example/a") == name("http://www.tarn.example/a?utm_source=x")
    assert name("https://tarn.example/a") != name("https://tarn.example/b")


@given(st.text(max_size=200), st.text(max_size=60), st.text(max_size=30))
def test_any_name_is_plain(title: str, host: str, published: str) -> None:
    """No title, host or date makes a name that is long, hidden, or leaves the folder."""
    name = file_name(Article(url=f"https://{host}/x", title=title, published=published), ".json")
    assert re.fullmatch(r"[a-z0-9][a-z0-9.-]*\.json", name)
    assert len(name) <= 120


def test_new_content_takes_the_place_of_the_old(tmp_path: Path) -> None:
    """A file is replaced whole, and nothing else is left in the folder."""
    path = tmp_path / "a.json"
    path.write_text("old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a.json"]


def test_reader_of_the_old_file_keeps_it(tmp_path: Path) -> None:
    """Who has the old file open reads it to its end: it is replaced, not overwritten."""
    path = tmp_path / "a.json"
    path.write_text("old")
    with path.open() as reader:
        write_whole(path, b"new")
        assert reader.read() == "old"


def test_symbolic_link_is_refused(tmp_path: Path) -> None:
    """A link that lies in the folder is not followed out of it."""
    outside = tmp_path / "outside"
    outside.write_text("mine")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.json").symlink_to(outside)
    with pytest.raises(WriteError, match="symbolic link"):
        write_whole(folder / "a.json", b"new", "https://tarn.example/a")
    assert outside.read_text() == "mine"
    assert os.listdir(folder) == ["a.json"]


def test_failure_leaves_the_old_file(tmp_path: Path) -> None:
    """Where writing fails there is an error with the address, the old content, and no draft."""
    folder = tmp_path / "a.json"
    folder.mkdir()
    with pytest.raises(WriteError) as caught:
        write_whole(folder, b"new", "https://tarn.example/a")
    assert caught.value.url == "https://tarn.example/a"
    assert os.listdir(tmp_path) == ["a.json"]


@pytest.mark.parametrize("name", ["missing/a.json", "a\x00b", "x" * 300])
def test_impossible_paths_are_write_errors(tmp_path: Path, name: str) -> None:
    """A missing folder and an impossible name are errors of ours, and leave nothing behind."""
    with pytest.raises(WriteError):
        write_whole(tmp_path / name, b"new")
    assert os.listdir(tmp_path) == []


def test_full_device_is_a_write_error() -> None:
    """A device that is full fails as a write error, not as a crash."""
    with pytest.raises(WriteError, match="No space left"):
        write_whole(Path("/dev/full"), b"new")


def test_file_has_the_usual_rights(tmp_path: Path) -> None:
    """A new file has the rights that the user's mask gives."""
    mask = os.umask(0o027)
    try:
        write_whole(tmp_path / "a.json", b"new")
    finally:
        os.umask(mask)
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == 0o640


def test_drafts_of_runs_that_were_killed_are_swept(tmp_path: Path) -> None:
    """A draft without a writer goes, when a run begins and before the first file; any other file of its kind stays."""
    draft, theirs = (
        ".scrape-0123456789abcdef.tmp",
        [".0123456789abcdef.tmp", ".scrape-x.tmp", "scrape-0123456789abcdef.tmp"],
    )
    for name in (draft, *theirs):
        (tmp_path / name).write_text("half")
    (tmp_path / ".scrape-fedcba9876543210.tmp").symlink_to(tmp_path / theirs[0])
    assert sweep_drafts(tmp_path) == 1
    assert sweep_drafts(tmp_path / "missing") == 0
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / draft).write_text("half")
    write_whole(tmp_path / "folder" / "a.json", b"new")
    assert os.listdir(tmp_path / "folder") == ["a.json"]
    assert {*theirs, "folder", ".scrape-fedcba9876543210.tmp"} == set(os.listdir(tmp_path))


def test_a_draft_that_is_being_written_stays(tmp_path: Path) -> None:
    """Another run's draft is locked until it has its name."""

    def pieces():
        assert sweep_drafts(tmp_path) == 0
        yield b"new"
        assert sweep_drafts(tmp_path) == 0

    write_whole(tmp_path / "a.json", pieces())
    assert (tmp_path / "a.json").read_bytes() == b"new"


def test_a_draft_that_is_swept_before_its_lock_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sweeps between the making of a draft and its lock takes nothing from its writer."""
    real = fcntl.flock
    left = [1]

    def late(handle: int, how: int) -> None:
        if how == fcntl.LOCK_EX and left.pop():
            left.append(0)
            assert sweep_drafts(tmp_path) == 1
        real(handle, how)

    monkeypatch.setattr(fcntl, "flock", late)
    write_whole(tmp_path / "a.json", b"new")
    assert (tmp_path / "a.json").read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a.json"]


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("/dev/null")])
def test_what_is_no_file_has_no_record(tmp_path: Path, make) -> None:
    """A pipe, a folder or a link under the name that a record would have is write.failed, and nobody waits for it."""
    make(tmp_path / "a.json")
    with pytest.raises(WriteError, match=r"not a regular file|symbolic link"):
        write_in_folder(tmp_path / "a.json", b"new")
    assert os.listdir(tmp_path) == ["a.json"]


def test_a_pipe_that_the_user_names_is_written(tmp_path: Path) -> None:
    """`-o PIPE` writes what somebody reads at the other end."""
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write_whole(tmp_path / "pipe", b"new")
    assert os.read(reader, 9) == b"new"
    os.close(reader)


def test_names_that_somebody_made_collide_are_two() -> None:
    """Of two addresses with the same first ten digits of the hash, the second has 32; each keeps its own."""
    first, second = (Article(url=url, title="Dykes") for url in COLLISION)
    assert file_name(first, ".md") == file_name(second, ".md")
    names = FileNames()
    given = [names.name_of(each, ".md") for each in (first, second, first)]
    assert given[0] == given[2] == file_name(first, ".md")
    assert re.fullmatch(r"undated-tarn\.example-dykes-[0-9a-f]{32}\.md", given[1])
    longest = Article(url=f"https://{'a' * 60}.example/", title="Dykes " * 50, published="2016-10-19")
    assert len(file_name(longest, ".parquet", 32)) <= 120
