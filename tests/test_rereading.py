"""Kept pages read again: the records that today's program gives of them, and nothing lost on the way."""

from __future__ import annotations

import gzip
import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from scraper.cli.main import main
from scraper.records import Article, Author, FeedItem, Origin
from scraper.store import Store
from tests.hostile_server import HostileServer, answer

LOCAL = ["--allow-private", "--no-robots", "--delay-s", "0", "--retries", "0"]
CHALLENGE = (
    b"<html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>"
    b"<p>Please enable JavaScript and cookies to continue.</p>"
    b"<script src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1'></script></body></html>"
)
POST = {
    "date": "2019-03-04T10:00:00",
    "title": {"rendered": "Oil by the API"},
    "content": {
        "rendered": "<p>The whole text stands in the answer of the site's own API, and nowhere else here.</p>" * 3
    },
}


def story(name: str, head: str = "") -> bytes:
    """A page with an article of its own."""
    return (
        f"<!doctype html><html lang=en><head><title>Oil {name}</title>{head}</head><body><article><h1>Oil {name}</h1>"
        f"<p>By Ada Wick</p><p>4 March 2019</p>"
        + "".join(
            f"<p>The keepers of {name} carry the oil along mole {each} in pails, and trim the wicks of {name} before "
            f"the boats come home on day {each}.</p>"
            for each in range(4)
        )
        + "</article></body></html>"
    ).encode()


@dataclass(frozen=True)
class Kept:
    """A store whose server is gone, with the WARC files of its pages."""

    folder: Path
    base: str

    def url(self, path: str) -> str:
        return f"{self.base}{path}"

    def store(self) -> Store:
        return Store.open(self.folder / "scrape.db")

    def record(self, path: str) -> Article:
        with self.store() as store:
            article = store.record(store.find(self.url(path)) or 0)
        assert article is not None
        return article

    def make_older(self, path: str, **fields: object) -> None:
        """Makes the record of a page one that an earlier program might have read from it."""
        old = replace(self.record(path), **fields)  # type: ignore[arg-type]
        with self.store() as store:
            address = store.find(self.url(path)) or 0
            store._write("UPDATE records SET record = ? WHERE address = ?", (json.dumps(old.to_dict()), address))


def routes() -> dict:
    asked: list[str] = []

    def walled(talk):
        """The article, once; a wall ever after."""
        asked.append(talk.seen.path)
        talk.say(html(CHALLENGE if len(asked) > 1 else story("walled"), etag=f'"{len(asked)}"'))

    def html(body: bytes, **headers: str) -> bytes:
        return answer(body, content_type="text/html; charset=utf-8", **headers)

    return {
        "/packed": html(gzip.compress(story("packed")), content_encoding="gzip", etag='"1"'),
        "/twin": html(gzip.compress(story("packed")), content_encoding="gzip"),
        "/from": answer(b"", "302 Found", location="/there"),
        "/there": html(story("there")),
        "/walled": walled,
        "/wall": html(CHALLENGE),
        "/hinted": html(story("hinted")),
        "/long": html(story("long", '<link rel="next" href="/long/2">')),
        "/long/2": html(story("long").replace(b"mole ", b"second mole ")),
        "/api": html(story("api", '<link rel="alternate" href="/wp-json/wp/v2/posts/7">')),
        "/wp-json/wp/v2/posts/7?_embed=1": answer(json.dumps(POST).encode(), content_type="application/json"),
    }


LISTED = ["/packed", "/twin", "/from", "/walled", "/wall", "/hinted", "/long", "/api"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A run over all pages, and one that asks again."""
    folder = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patch, HostileServer(routes()) as server:
        patch.chdir(folder)
        patch.setenv("XDG_CONFIG_HOME", "/nonexistent")
        kept = Kept(folder, server.url("").rstrip("/"))
        (folder / "list.txt").write_text("".join(f"{kept.url(path)}\n" for path in LISTED))
        origin = Origin(name="The Beacon", url="https://beacon.example/oil", relation="republication")
        with kept.store() as store:
            store.begin_run()
            store.list_address(kept.url("/hinted"), FeedItem(kept.url("/hinted"), source="feed", origin=origin))
        batch = ["batch", "list.txt", *LOCAL, "--quiet", "--warc", "warc", "--join-pages", "--prefer-api"]
        assert main(batch) == 9  # the wall
        assert main([*batch, "--refresh"]) == 9
    return kept


@pytest.fixture
def kept(whole, tmp_path, monkeypatch):
    """A copy of its store, in the working folder."""
    shutil.copy(whole.folder / "scrape.db", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", "/nonexistent")
    return Kept(tmp_path, whole.base)


def reread(capfd, *args: str, status: int = 0) -> dict[str, dict]:
    """What each page came to, by its path, and the counts under "summary"."""
    capfd.readouterr()
    assert main(["reread", "--json", *args]) == status
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    return {"/" + each["url"].partition("://")[2].partition("/")[2]: each for each in lines[:-1]} | lines[-1]


def test_the_same_program_reads_the_same_records(kept, capfd):
    """Compressed, redirected, the bytes of another one, joined of several pages, from the site's API, with an origin
    that only its feed named, met by a wall since: no field differs, and a page that gave no record gives none."""
    found = reread(capfd, "--dry-run")
    assert {path: each["change"] for path, each in found.items() if path != "summary"} == {
        **dict.fromkeys(LISTED, "unchanged"), "/wall": "no_record"
    }  # fmt: skip
    assert kept.record("/hinted").origins[0].name == "The Beacon"
    assert "second mole" in kept.record("/long").text
    assert kept.record("/api").capture.kind == "api"


def test_what_changed_is_told_field_by_field(kept, capfd):
    """A rehearsal changes nothing; then the record is today's, the one before it is in the history, and a further time
    nothing differs."""
    now = kept.record("/packed")
    kept.make_older("/packed", title="Oyl", authors=(Author("Ada"),))
    for more, title in (["--dry-run"], "Oyl"), ([], now.title):
        found = reread(capfd, *more)
        assert found["/packed"]["fields"] == ["title", "authors"]
        assert found["summary"]["fields"] == {"title": 1, "authors": 1}
        assert kept.record("/packed").title == title
    assert kept.record("/packed") == now
    with kept.store() as store:
        assert [each.title for _, each in store.history(store.find(kept.url("/packed")))] == ["Oyl", now.title]
    assert reread(capfd)["/packed"]["change"] == "unchanged"


def test_a_record_that_turns_into_a_failure_is_kept_and_told(kept, capfd):
    """The page gives no record any more: the stored one stays, with a line on stderr and status 9."""
    with kept.store() as store:
        address = store.find(kept.url("/wall"))
        (page,) = store.kept_pages(address)
        store.write_record(address, replace(kept.record("/packed"), fetched_at=page.fetched_at), None)
    assert main(["reread", "--quiet"]) == 9
    assert "extract.challenge: " in (err := capfd.readouterr().err)
    assert kept.url("/wall") in err
    assert kept.record("/wall").title == "Oil packed"


def test_a_page_that_gives_a_record_now_is_new(kept, capfd):
    """An address that had none gets its record, an outcome, and no history."""
    with kept.store() as store:
        address = store.find(kept.url("/from"))
        store._write("DELETE FROM records WHERE address = ?", (address,))
        store._write("UPDATE addresses SET outcome = 'refused', code = 'extract.empty' WHERE id = ?", (address,))
    assert reread(capfd)["/from"]["change"] == "new"
    assert kept.record("/from").final_url == kept.url("/there")
    with kept.store() as store:
        assert store.outcome_counts() == {"new": 1, "unchanged": 5, "refused": 2}


def test_a_record_of_a_page_that_is_not_kept_stays(kept, capfd):
    """It came from another visit than those that are kept: nothing is read in its place."""
    kept.make_older("/from", title="Before", fetched_at=kept.record("/from").fetched_at.replace(year=2019))
    assert reread(capfd)["/from"]["change"] == "not_kept"
    assert kept.record("/from").title == "Before"


def test_other_bytes_than_those_that_were_kept_are_told(kept, capfd):
    """The archive holds another page at the place: no record is read from it."""
    with kept.store() as store:
        store._write("UPDATE kept SET digest = 'sha1:' || substr(digest, 7) || 'A' WHERE url LIKE '%/from'", ())
    found = reread(capfd, status=9)
    assert (found["/from"]["change"], found["/from"]["error"]["code"]) == ("failed", "archive.damaged")
    assert found["/packed"]["change"] == "unchanged"


def test_archives_may_be_moved(kept, capfd):
    """Where they are not where they were written each page is told; --warc says where they are now."""
    shutil.copytree(kept_folder(kept), kept.folder / "elsewhere")
    with kept.store() as store:
        store._write(
            "UPDATE kept SET payload_file = '/nowhere/' || replace(payload_file, ?, '')", (f"{kept_folder(kept)}/",)
        )
    assert reread(capfd, status=9)["summary"]["codes"] == {"archive.access": 8}
    assert reread(capfd, "--warc", "elsewhere")["summary"]["changes"] == {"unchanged": 7, "no_record": 1}
    assert main(["show", kept.url("/packed"), "--page", "--warc", "elsewhere"]) == 0


def kept_folder(kept: Kept) -> Path:
    """Where the WARC files are."""
    with kept.store() as store:
        return Path(store.kept_pages(1)[0].kept.record.file).parent


def test_a_host_and_a_report(kept, capfd):
    """Only pages of a host; the report shows what was and what is, and nothing of a page is taken for its own."""
    kept.make_older("/packed", title="<script>alert(1)</script>")
    assert "summary" in reread(capfd, "--host", "other.example", "--report", "none.html")
    assert "no kept pages" in (kept.folder / "none.html").read_text()
    reread(capfd, "--host", kept.base.removeprefix("http://"), "--report", "report.html")
    report = (kept.folder / "report.html").read_text()
    assert ("<script>" in report, "&lt;script&gt;alert(1)&lt;/script&gt;" in report, "Oil" in report) == (
        False,
        True,
        True,
    )


def test_the_kept_page_is_given(kept, capfdbinary):
    """`show --page` gives the page that the record came from, byte for byte, also where a wall came after it."""
    for path in ("/packed", "/walled"):
        assert main(["show", kept.url(path), "--page"]) == 0
        assert capfdbinary.readouterr().out == story(path[1:])


def test_a_kept_page_is_explained_without_network(kept, capfd):
    """`explain URL --db` tells what became of each line, though nobody answers."""
    assert main(["explain", kept.url("/packed"), "--db", "scrape.db"]) == 0
    out = capfd.readouterr().out
    assert ("Oil packed" in out, "field\ttitle" in out) == (True, True)


def test_a_store_that_is_not_there_is_not_made(kept, capfd):
    """One clear line, and no file."""
    assert main(["reread", "other.db"]) == 3
    assert "does not exist" in capfd.readouterr().err
    assert not list(kept.folder.glob("other*"))
