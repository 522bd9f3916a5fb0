"""Many URLs, one outcome each: nothing is lost, fetched twice or overwritten, however a run ends."""

from __future__ import annotations

import asyncio
import dataclasses
import errno
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from scraper.archives.found import Failed
from scraper.archives.reading import read_archive
from scraper.batch import Batch, with_hint
from scraper.errors import BugError, ConnectError, LockedError, StoreError
from scraper.options import BatchOptions, ExtractOptions, FetchOptions, Options
from scraper.records import Article, FeedItem, Origin
from scraper.rereading import KeptBytes
from scraper.sources.lists import Listed
from scraper.store import APPLICATION_ID, SCHEMA, VERSION, Store, lock
from tests.hostile_server import NOT_FOUND, HostileServer, answer, redirect, resets

FETCH = FetchOptions(
    allow_private=True, robots=False, delay_s=0.0, retries=0, timeout_s=5.0, total_s=10.0, connect_timeout_s=2.0
)


def story(name: str, words: str = "nineteen", canonical: str = "") -> bytes:
    """A page with an article of its own."""
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    return f"""<!doctype html><html lang="en"><title>Boat {name}</title>{link}<article><h1>Boat {name}</h1>
    <p>The keeper counted {words} boats like {name} before the fog came in over the quay that night.</p>
    <p>He said that he had never seen the water so still as beside {name}, nor the lantern so dim.</p>
    </article>""".encode()


def stories(talk):
    """Answers every path with an article of its own."""
    talk.say(answer(story(talk.seen.path.strip("/")), connection="close"))


def run(
    store: Store, urls: list[str], fetch: FetchOptions = FETCH, hints: Sequence[FeedItem] = (), folder=None, **options
) -> dict:
    """One batch over the addresses, with what feeds say of them; its summary."""
    batch = Batch(store, Options(fetch, ExtractOptions()), BatchOptions(workers=1, **options), folder)
    known = {hint.url: hint for hint in hints}
    batch.list_addresses(Listed(url, "list:1", known.get(url)) for url in urls)

    async def drain() -> None:
        async for _ in batch.run():
            pass

    asyncio.run(drain())
    return batch.summary.to_dict()


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "scrape.db") as opened:
        yield opened


@pytest.fixture
def server():
    with HostileServer({"/*": stories}) as running:
        yield running


def outcome_of(store: Store, url: str) -> str | None:
    row = sqlite3.connect(store.path).execute("SELECT outcome FROM addresses WHERE url = ?", (url,)).fetchone()
    return row[0] if row else None


def test_every_address_has_one_outcome(store, server):
    """Each kind of end is counted once, and named by its code."""
    server.routes.update({"/gone": NOT_FOUND, "/reset": resets, "/empty": answer(b""), "/moved": redirect("/a")})
    urls = [server.url(path) for path in ("/a", "/b", "/gone", "/reset", "/empty", "/moved", "/a?utm_source=x")]
    summary = run(store, [*urls, urls[0], "no-address"])
    assert summary["outcomes"] == {"new": 2, "gone": 1, "failed": 2, "refused": 1, "duplicate": 2}
    assert summary["codes"] == {"fetch.status": 1, "fetch.reset": 1, "extract.empty": 1, "url.invalid": 1}
    assert (summary["listed"], summary["failed"]) == (8, 4)
    assert {each["url"]: each["outcome"] for each in store.failures()} == {
        urls[2]: "gone", urls[3]: "failed", urls[4]: "refused", "no-address": "failed",
    }  # fmt: skip


class FailingFolder:
    """A folder whose writer has a bug that one record meets."""

    def __init__(self):
        self.files = set()

    def has(self, name):
        return name in self.files

    def new_name(self, article, is_taken):
        return f"{article.title}.md"

    def write(self, article, name):
        if article.title == "Boat b":
            raise BugError(article.url, "it cannot be written as html: RecursionError")
        self.files.add(name)


def test_a_bug_of_a_writer_fails_its_record_and_no_other(store, server):
    """In the run that meets the record, and in later ones that find it stored without a file."""
    urls = [server.url(f"/{name}") for name in "abc"]
    first, second = (run(store, urls, folder=folder) for folder in [FailingFolder()] * 2)
    assert first["outcomes"] == {"new": 2, "failed": 1}
    assert first["codes"] == second["codes"] == {"bug": 1}
    assert second["outcomes"] == {"skipped": 2, "failed": 1}
    run(store, urls[:1])
    later = run(store, urls, folder=FailingFolder())
    assert (later["outcomes"], later["codes"]) == ({"skipped": 2, "failed": 1}, {"bug": 1})
    assert [each["code"] for each in store.failures()] == ["bug"]


def test_what_is_stored_is_not_asked_for_again(store, server):
    """The same list once more asks for nothing; new addresses in it are asked for."""
    urls = [server.url(f"/{number}") for number in range(4)]
    run(store, urls[:3])
    assert run(store, urls)["outcomes"] == {"new": 1, "skipped": 3}
    assert len(server.requests) == 4


def test_failures_are_asked_for_again_where_the_user_wants_it(store, server):
    """A failure stays one until --retry-failed."""
    server.routes["/late"] = NOT_FOUND
    url = server.url("/late")
    run(store, [url])
    del server.routes["/late"]
    assert run(store, [url])["outcomes"] == {"gone": 1}
    assert run(store, [url], retry_failed=True)["outcomes"] == {"new": 1}


def test_refresh_asks_conditionally(store, server):
    """ETag and Last-Modified go back; 304, the same bytes and the same words are unchanged, other words changed."""
    server.routes.update(
        {
            "/etag": answer(story("etag"), etag='"one"', last_modified="Fri, 27 Nov 2026 10:00:00 GMT"),
            "/bytes": answer(story("bytes")),
            "/words": answer(story("words")),
            "/edited": answer(story("edited")),
            "/away": answer(story("away")),
        }
    )
    urls = {path: server.url(path) for path in list(server.routes) if path != "/*"}
    run(store, list(urls.values()))
    server.requests.clear()
    server.routes.update(
        {
            "/etag": answer(b"", "304 Not Modified"),
            "/words": answer(story("words") + b"<!-- another visitor -->"),
            "/edited": answer(story("edited", "twenty")),
            "/away": NOT_FOUND,
        }
    )
    assert run(store, list(urls.values()), refresh=True)["outcomes"] == {"unchanged": 3, "changed": 1, "gone": 1}
    headers = next(seen.headers for seen in server.requests if seen.path == "/etag")
    assert headers["if-none-match"] == '"one"'
    assert headers["if-modified-since"] == "Fri, 27 Nov 2026 10:00:00 GMT"
    old, new = store.history(store.find(urls["/edited"]))
    assert ("nineteen" in old[1].text, "twenty" in new[1].text) == (True, True)
    assert old[0] < new[0]
    gone = store.record(store.find(urls["/away"]))
    assert gone is not None
    assert "nineteen" in gone.text


def test_a_failure_never_costs_a_good_record(store, server):
    """A refresh that fails leaves record and history as they were."""
    url = server.url("/a")
    run(store, [url])
    server.routes["/a"] = resets
    assert run(store, [url], refresh=True)["outcomes"] == {"failed": 1}
    assert store.record(store.find(url)).title == "Boat a"
    del server.routes["/a"]
    assert run(store, [url], refresh=True, retry_failed=True)["outcomes"] == {"unchanged": 1}


def test_an_end_in_the_middle_of_a_record_leaves_the_old_one(store, server, monkeypatch):
    """A polite end (SIGTERM raises SystemExit wherever it comes) between two lines of a write changes nothing."""
    url = server.url("/a")
    run(store, [url])
    address = store.find(url)
    assert address is not None
    article = store.record(address)

    def ends(*_) -> None:
        raise SystemExit(143)

    with monkeypatch.context() as patch:
        patch.setattr(store, "write_validators", ends)
        with pytest.raises(SystemExit):
            store.write_record(address, dataclasses.replace(article, title="Another boat"), None)
    store.flush()
    assert store.record(address) == article
    assert len(store.history(address)) == 1


def test_a_record_that_no_run_has_told_of_is_new(store, server):
    """A run that is killed between keeping a record and noting its outcome costs no "new" and no line of output."""
    url = server.url("/a")
    server.routes["/a"] = answer(story("a"), etag='"one"')
    run(store, [url])
    address = store.find(url)
    with store._whole():
        store._write("UPDATE addresses SET outcome = NULL, due = 1 WHERE id = ?", (address,))
    store.flush()
    assert run(store, [url])["outcomes"] == {"new": 1}
    assert ["if-none-match" in seen.headers for seen in server.requests] == [False, False]
    assert len(store.history(address)) == 1


def test_a_change_that_no_run_has_told_of_is_changed(store, server, monkeypatch):
    """A refresh that is killed between keeping a changed record and noting its outcome: the next run tells of it."""
    url = server.url("/a")
    run(store, [url])
    server.routes["/a"] = answer(story("a", words="ninety"), etag='"two"')

    def is_killed(*_) -> None:
        store.flush()
        raise SystemExit(137)

    with monkeypatch.context() as patch:
        patch.setattr(store, "write_attempt", is_killed)
        with pytest.raises(SystemExit):
            run(store, [url], refresh=True)
    assert "ninety" in store.record(store.find(url)).text
    assert run(store, [url])["outcomes"] == {"changed": 1}
    assert run(store, [url], refresh=True)["outcomes"] == {"unchanged": 1}
    assert len(store.history(store.find(url))) == 2


def test_a_run_ends_with_its_last_address(store, server):
    """Nothing is waited for when the last outcome is there, whatever was committed before it."""

    def slow(talk) -> None:
        time.sleep(0.5)  # more than COMMIT_S: then nothing is left to be committed
        stories(talk)

    server.routes["/slow"] = slow
    summary = run(store, [server.url("/slow")])
    assert summary["outcomes"] == {"new": 1}
    assert summary["seconds"] < 4.0


def test_one_canonical_address_for_a_whole_site_loses_nothing(store, server):
    """Pages with other words under one canonical address are articles of their own; the same words are one."""
    same = server.url("/front")
    server.routes.update({f"/{name}": answer(story(name, canonical=same)) for name in "abc"})
    server.routes["/d"] = answer(story("a", canonical=same))
    summary = run(store, [server.url(f"/{name}") for name in "abcd"], concurrency=1)
    assert summary["outcomes"] == {"new": 3, "duplicate": 1}


NO_ADDRESSES = [
    "http://127.0.0.1\0/a",
    "http://127.0.0.1\0/b",
    "http://[",
    "http://\u2100.example/",
    "http://x:0/",
    "\0",
]


@pytest.mark.parametrize("per_host", [1, 3])
@pytest.mark.parametrize("allow_private", [True, False])
def test_an_address_that_is_none_costs_itself_only(store, server, per_host, allow_private):
    """NULs, open brackets and letters that are no host's: an outcome each, and every other address has its own."""
    urls = [*NO_ADDRESSES, *(server.url(f"/{number}") for number in range(4))]
    summary = run(store, urls, dataclasses.replace(FETCH, per_host=per_host, allow_private=allow_private))
    assert sum(summary["outcomes"].values()) == summary["pages"] == len(urls)
    assert summary["outcomes"]["new" if allow_private else "refused"] >= 4


def test_half_a_character_in_a_list_is_a_line_without_an_address(store, server):
    """Half a surrogate pair, which a JSON list may hold: the line is told, counted, and the rest is fetched."""
    batch = Batch(store, Options(FETCH), BatchOptions(workers=1))
    listed = [Listed(f"http://h/{half}x", f"list:{line}") for line, half in enumerate(("\ud800", "\udfff"), 1)]
    wrong = batch.list_addresses([*listed, Listed(server.url("/a"), "list:3")])
    assert [(each.url, each.code) for each in wrong] == [("list:1", "list.invalid"), ("list:2", "list.invalid")]
    assert (batch.summary.invalid_lines, batch.plan()) == (2, 1)


def test_what_is_no_address_is_told_with_its_line(store):
    """The failure of a line that holds no address says which line of which list it is."""
    run(store, ["no-address"])
    assert [each["reason"].endswith("(list:1)") for each in store.failures()] == [True]


def test_another_form_of_an_address_that_failed_is_asked_for(store, server):
    """http and https are one address, but where the first one has failed the next run asks for the second."""
    other = server.url("/a?utm_source=x")
    server.routes["/a?utm_source=x"] = resets
    assert run(store, [other, server.url("/a")])["outcomes"] == {"failed": 1, "duplicate": 1}
    assert run(store, [other, server.url("/a")])["outcomes"] == {"failed": 1, "new": 1}


@pytest.mark.parametrize("step_s", [-3_600, 3_600])
def test_a_clock_that_is_set_in_a_run_stops_nothing(store, server, monkeypatch, step_s):
    """The day's clock jumps an hour back, or on, after the second page: the run goes on with the same pauses."""
    real, steps = time.time, [0]
    monkeypatch.setattr(time, "time", lambda: real() + steps[0])
    batch = Batch(store, Options(dataclasses.replace(FETCH, delay_s=0.3)), BatchOptions(workers=1))
    batch.list_addresses(Listed(server.url(f"/{number}"), "list:1") for number in range(5))

    async def drain() -> None:
        async with asyncio.timeout(30):
            async for _ in batch.run():
                if batch.summary.pages == 2:
                    steps[0] = step_s

    asyncio.run(drain())
    assert batch.summary.outcomes == {"new": 5}
    gaps = [b.at - a.at for a, b in zip(server.requests, server.requests[1:], strict=False)]
    assert min(gaps) >= 0.3 or (step_s > 0 and sorted(gaps)[1] >= 0.3)  # one pause is over in a clock that jumps on


class CollidingFolder(FailingFolder):
    """A folder whose names are all the same at first."""

    def new_name(self, article, is_taken):
        return f"{article.title}.md" if is_taken("same.md") else "same.md"


def test_two_addresses_never_share_a_file(store, server):
    """Where the name of a file is another address's, whatever ending that has, the next one gets a longer name."""
    folder = CollidingFolder()
    run(store, [server.url(f"/{name}") for name in "acd"], folder=folder)
    assert len(folder.files) == 3
    assert "same.md" in folder.files


@pytest.mark.parametrize(
    "error",
    [OSError(errno.EMFILE, "Too many open files"), MemoryError(), RuntimeError("can't start new thread")],
    ids=["EMFILE", "memory", "threads"],
)
def test_a_machine_that_has_nothing_left_loses_no_address(store, server, monkeypatch, error):
    """Out of descriptors or memory, in our process or behind the client: system.resources, and the next run asks."""
    urls = [server.url(f"/{name}") for name in "ab"]

    async def fails(*_) -> None:
        raise ConnectError(urls[0], "no connection") from error

    with monkeypatch.context() as patch:
        patch.setattr("scraper.fetching.Fetcher.fetch", fails)
        summary = run(store, urls)
    assert summary["codes"] == {"system.resources": 2}
    assert run(store, urls)["outcomes"] == {"new": 2}


def test_a_profile_that_fits_no_longer_is_counted(store, server, tmp_path):
    """Records whose site's profile does not find what it expects are in the summary, under the doubt."""
    (tmp_path / "quay.toml").write_text(
        'hosts = ["127.0.0.1"]\nexpected = ["subtitle"]\n[fields]\nsubtitle = ["h2.deck"]\n'
    )
    batch = Batch(store, Options(FETCH, ExtractOptions(profiles=str(tmp_path))), BatchOptions(workers=1))
    batch.list_addresses(Listed(server.url(f"/{name}"), "list:1") for name in "ab")

    async def drain() -> None:
        async for _ in batch.run():
            pass

    asyncio.run(drain())
    assert batch.summary.to_dict()["profile_warnings"] == {
        "the profile quay finds no subtitle: the site may have changed": 2
    }


def test_a_store_of_the_first_version_is_moved_on(tmp_path, server):
    """A file without the table of hints gets it, and keeps what it has."""
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as old:
        old.executescript(f"{SCHEMA} PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 1;")
        old.execute("INSERT INTO addresses (url, normal_url, host, added_at) VALUES ('http://a/1', 'a/1', 'a', 0)")
    with Store.open(path) as store:
        assert store.outcome_counts() == {None: 1}
        run(store, [server.url("/a")])
    assert sqlite3.connect(path).execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_since_asks_the_feed_where_the_record_has_no_date(store, server):
    """With --refresh --since, a page is left alone whose feed dates it before; what nobody dates is asked for."""
    urls = [server.url(f"/{name}") for name in ("old", "new", "undated")]
    hints = [FeedItem(url, published=day) for url, day in zip(urls, ("2024-05-06", "2026-05-06", None), strict=True)]
    run(store, urls, hints=hints)
    server.requests.clear()
    run(store, urls, refresh=True, since="2025")
    assert sorted(server.paths) == ["/new", "/undated"]


def test_a_page_that_another_sites_feed_leads_to_is_no_copy():
    """The feed names the page itself as the origin, under the address that redirected to it: nothing for the record."""
    pointer = "https://short.example/x"
    article = Article(url=pointer, final_url="https://harbour.example/tide")
    assert with_hint(article, FeedItem(pointer, origin=Origin(url=pointer))) is article
    assert with_hint(article, FeedItem(pointer, origin=Origin(url="https://www.harbour.example/"))) is article
    found = with_hint(
        article, FeedItem(pointer, source="https://q.example/feed", origin=Origin(url="https://c.example/"))
    )
    assert (found.origins, found.found) == (
        (Origin(url="https://c.example/"),),
        {"origins": "feed:https://q.example/feed"},
    )


def test_a_dead_host_is_left_alone_and_blocks_nobody(store):
    """After five failures in a row the rest of a host's addresses waits for a later run; other hosts go on."""
    with HostileServer({"/*": resets}) as dead, HostileServer({"/*": stories}) as alive:
        urls = [server.url(f"/{number}") for number in range(12) for server in (dead, alive)]
        summary = run(store, urls)
        assert summary["outcomes"] == {"new": 12, "failed": 5, "deferred": 7}
        assert len(dead.requests) == 5
        dead.routes = {"/*": stories}
        assert run(store, urls)["outcomes"] == {"new": 7, "skipped": 12, "failed": 5}


def test_a_host_that_wants_a_long_pause_is_left_to_a_later_run(store, server):
    """A Retry-After of an hour defers the host's addresses, and the next run, soon after, asks for none of them."""
    server.routes["/*"] = answer(b"", "503 Service Unavailable", retry_after="3600")
    urls = [server.url(f"/{number}") for number in range(3)]
    assert run(store, urls)["outcomes"] == {"deferred": 3}
    assert run(store, urls)["outcomes"] == {"deferred": 3}
    assert len(server.requests) == 1


def test_limit_and_time_leave_the_rest_to_the_next_run(store, server):
    """--limit asks for so many; --max-time-s ends politely; the next run goes on."""
    urls = [server.url(f"/{number}") for number in range(6)]
    assert run(store, urls, limit=2)["outcomes"] == {"new": 2, "deferred": 4}
    summary = run(store, urls, FetchOptions(**{**vars_of(FETCH), "delay_s": 0.5}), max_time_s=0.8)
    assert summary["stopped"] is not None
    assert 0 < summary["outcomes"]["deferred"] <= 4
    assert run(store, urls)["outcomes"]["skipped"] < 6
    assert set(server.paths) == {f"/{number}" for number in range(6)}


def vars_of(options: FetchOptions) -> dict:
    return {name: getattr(options, name) for name in options.__dataclass_fields__}


def test_hosts_are_asked_side_by_side(store):
    """Five hosts with a pause each take as long as one."""
    servers = [HostileServer({"/*": stories}).__enter__() for _ in range(5)]
    try:
        fetch = FetchOptions(**{**vars_of(FETCH), "delay_s": 0.5})
        run(store, [server.url(f"/{n}") for server in servers for n in range(4)], fetch)
        gaps = [b.at - a.at for server in servers for a, b in zip(server.requests, server.requests[1:], strict=False)]
        assert len(gaps) == 15
        assert min(gaps) >= 0.5
        moments = [seen.at for server in servers for seen in server.requests]
        assert max(moments) - min(moments) < 7.0  # 7.5 s one after the other
    finally:
        for server in servers:
            server.__exit__()


# --- the command ----------------------------------------------------------------------------------------------------

COMMAND = [sys.executable, "-m", "scraper", "batch"]
OPTIONS = ["--allow-private", "--no-robots", "--delay-s", "0", "--retries", "0"]


def command(folder: Path, *arguments: str, timeout: float = 100) -> subprocess.CompletedProcess:
    return subprocess.run(
        [*COMMAND, *arguments, *OPTIONS], cwd=folder, capture_output=True, encoding="utf-8", timeout=timeout
    )


def write_list(folder: Path, urls: list[str]) -> None:
    (folder / "list.txt").write_text("".join(f"{url}\n" for url in urls))


@pytest.mark.usefixtures("real_start")
def test_the_command_writes_records_failures_and_summary(tmp_path, server):
    """Records on stdout, one line a failure on stderr, files of errors and counts, exit 9; quiet when all is well."""
    server.routes["/gone"] = NOT_FOUND
    write_list(tmp_path, [server.url("/a"), server.url("/gone")])
    done = command(tmp_path, "list.txt", "--errors", "errors.jsonl", "--summary", "summary.json", "--print")
    assert done.returncode == 9
    assert [json.loads(line)["title"] for line in done.stdout.splitlines()] == ["Boat a"]
    assert f"fetch.status: the server answered 404 Not Found ({server.url('/gone')})" in done.stderr
    assert json.loads((tmp_path / "errors.jsonl").read_text())["status"] == 404
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["outcomes"] == {"gone": 1, "new": 1}
    (host,) = summary["slowest_hosts"]
    assert (host["host"], host["pages"], host["failed"]) == (f"127.0.0.1:{server.port}", 2, 1)
    assert re.search(rf"^ +2 +1 +\d+\.\d  127\.0\.0\.1:{server.port}$", done.stderr, re.MULTILINE)
    write_list(tmp_path, [server.url("/b")])
    done = command(tmp_path, "list.txt", "--quiet", "-o", "all.csv")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len((tmp_path / "all.csv").read_text().splitlines()) == 3


def test_a_folder_gets_a_file_for_each_article(tmp_path, server):
    """Files keep their names for ever, missing ones are written again, and a reader never sees half of one."""
    write_list(tmp_path, [server.url(f"/{number}") for number in range(5)])
    assert command(tmp_path, "list.txt").returncode == 0
    assert command(tmp_path, "list.txt", "-o", "out/", "-f", "json").returncode == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert len(names) == 5
    assert {json.loads((tmp_path / "out" / name).read_text())["kind"] for name in names} == {"article"}
    (tmp_path / "out" / names[0]).unlink()
    server.routes["/1"] = answer(story("1", "twenty").replace(b"<h1>Boat 1", b"<h1>Another boat"))
    assert command(tmp_path, "list.txt", "-o", "out/", "-f", "json", "--refresh").returncode == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names


def test_a_full_disk_is_told_and_loses_nothing(tmp_path, server):
    """What cannot be written ends the run with exit 3; the next run, with room, has it all."""
    write_list(tmp_path, [server.url(f"/{number}") for number in range(3)])
    (tmp_path / "out").write_text("in the way")
    done = command(tmp_path, "list.txt", "-o", "out/")
    assert done.returncode == 3
    assert "write.failed" in done.stderr
    (tmp_path / "out").unlink()
    assert command(tmp_path, "list.txt", "-o", "out/").returncode == 0
    assert len(list((tmp_path / "out").iterdir())) == 3


def test_two_runs_do_not_share_a_store(tmp_path, server):
    """The second one exits with 75 at once and names the first; after its death the lock is free."""
    path = tmp_path / "scrape.db"
    write_list(tmp_path, [server.url("/a")])
    with lock(path):
        with pytest.raises(LockedError, match=str(os.getpid())), lock(path):
            pytest.fail("the lock was given twice")
        done = command(tmp_path, "list.txt")
        assert done.returncode == 75
        assert str(os.getpid()) in done.stderr
    assert command(tmp_path, "list.txt").returncode == 0


def test_a_file_that_is_no_store_is_refused(tmp_path, server):
    """Another database, a text and a later version are exit 3, and are left as they are."""
    other, text = tmp_path / "other.db", tmp_path / "text.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE mine (x)")
    text.write_text("no database, but long enough to be taken for one" * 100)
    for path in (other, text):
        before = path.read_bytes()
        with pytest.raises(StoreError):
            Store.open(path)
        assert path.read_bytes() == before
    with Store.open(tmp_path / "later.db") as later:
        later._db.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="later version"):
        Store.open(tmp_path / "later.db")


@pytest.mark.parametrize("path", ["/slow", "/hostile"])
def test_ctrl_c_ends_a_run_soon_and_keeps_what_was_done(tmp_path, server, path):
    """SIGINT while a page is fetched, or read by the parser, is exit 130 within two seconds."""
    server.routes.update(
        {"/slow": lambda talk: talk.stopped.wait(30), "/hostile": answer(b"<div>" * 100_000, connection="close")}
    )
    write_list(tmp_path, [server.url("/a"), server.url(path)])
    process = subprocess.Popen([*COMMAND, "list.txt", *OPTIONS], cwd=tmp_path, stdout=-1, stderr=-1)
    wait_for(lambda: path in server.paths and process.poll() is None)
    time.sleep(1.0)
    start = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == 130
    assert time.monotonic() - start < 2.0 * 4  # four times on a shared machine
    with Store.open(tmp_path / "scrape.db") as store:
        assert store.outcome_counts() == {"new": 1, None: 1}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_busy_run_ends_at_once(tmp_path, server, number):
    """While pages come and go, the signal is neither lost nor taken for a failure of a page that was on its way."""
    write_list(tmp_path, [server.url(f"/{name}") for name in range(5_000)])
    for _ in range(3):
        seen = len(server.requests)
        process = subprocess.Popen([*COMMAND, "list.txt", *OPTIONS], cwd=tmp_path, stdout=-3, stderr=-1)
        wait_for(lambda seen=seen: len(server.requests) > seen + 40, 60)
        start = time.monotonic()
        process.send_signal(number)
        told = process.communicate(timeout=20)[1]
        assert (process.returncode, time.monotonic() - start < 2.0 * 4) == (128 + number, True)
        assert b"bug" not in told
    with Store.open(tmp_path / "scrape.db") as store:
        assert store.outcome_counts().keys() <= {"new", "unchanged", None}


def wait_for(condition, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.01)


def check_kept(folder: Path) -> None:
    """Each record's page is kept as it was served, in WARC files without damage, none of them left open."""
    files = list((folder / "warc").iterdir())
    assert all(path.name.endswith(".warc.gz") for path in files)
    assert not [each for path in files for each in read_archive(str(path), 1_000_000) if isinstance(each, Failed)]
    with Store.open(folder / "scrape.db") as store, KeptBytes() as kept:
        for article in store.records():
            (page,) = store.kept_pages(store.find(article.url), article.fetched_at)
            assert kept.page(page).content == story(article.url.rpartition("/")[2])


@pytest.mark.timeout(400)
def test_fifteen_kills_lose_nothing(tmp_path):
    """1,000 addresses, 15 SIGKILLs at random: 1,000 whole files, each page fetched once and once more per kill at most.

    A lock dies with its process; no draft of a file is left once a run has come to its end. With --warc the page of
    each record is kept, and every WARC file is whole.
    """
    chance = random.Random(15)
    with HostileServer({"/*": stories}, address="0.0.0.0") as server:  # all of 127.*
        hosts = [f"127.0.0.{number}" for number in range(1, 11)]
        urls = [f"http://{hosts[number % 10]}:{server.port}/{number}" for number in range(1_000)]
        write_list(tmp_path, urls)
        kills = 0
        while kills < 15:
            before = len(server.requests)
            arguments = [*COMMAND, "list.txt", "-o", "out/", "-f", "json", "--warc", "warc", *OPTIONS]
            process = subprocess.Popen(arguments, cwd=tmp_path, stdout=-3, stderr=-3)
            wait_for(lambda before=before, process=process: len(server.requests) > before or process.poll() is not None)
            time.sleep(chance.uniform(0.05, 0.3))
            process.kill()
            process.wait()
            kills += 1
        done = command(tmp_path, "list.txt", "-o", "out/", "-f", "json", "--warc", "warc", timeout=300)
        assert done.returncode == 0, done.stderr[-500:]
        files = list((tmp_path / "out").iterdir())
        assert len(files) == 1_000
        assert {json.loads(path.read_text())["kind"] for path in files} == {"article"}
        assert max(Counter(server.paths).values()) <= 1 + kills
        assert set(server.paths) == {f"/{number}" for number in range(1_000)}
    check_kept(tmp_path)
    connection = sqlite3.connect(tmp_path / "scrape.db")
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert dict(connection.execute("SELECT outcome, count(*) FROM addresses GROUP BY outcome")) == {"new": 1_000}


# --- the documents --------------------------------------------------------------------------------------------------

DOCS = Path(__file__).resolve().parent.parent / "docs"


@pytest.mark.parametrize("number", range(5))
def test_the_queries_in_the_documents_run(store, server, number):
    """Each of the five queries of docs/store.md gives the rows that its words promise."""
    server.routes["/gone"] = NOT_FOUND
    origin = b"<p>This article was originally published by <a href='https://quay.example/a'>The Quay Gazette</a>.</p>"
    site = b'<meta property="og:site_name" content="The Quay Gazette">'
    server.routes["/copied"] = answer(story("a").replace(b"</article>", origin + b"</article>"))
    server.routes["/a"] = answer(story("a"))
    server.routes["/b"] = answer(story("b").replace(b"<article>", site + b"<article>"))
    urls = [server.url(f"/{name}") for name in ("a", "b", "gone", "copied")]
    run(store, urls)
    server.routes["/a"] = answer(story("a", "twenty"))
    if number == 4:
        run(store, urls, refresh=True)
    query = re.findall(r"```sql\n(.*?)```", (DOCS / "store.md").read_text("utf-8"), re.DOTALL)[number]
    rows = sqlite3.connect(store.path).execute(query).fetchall()
    copy = store.record(store.find(urls[3]))
    expected = {
        0: [("fetch.status", 1, "the server answered 404 Not Found")],
        1: [(None, "Boat b", urls[1])],
        2: [(urls[3], "The Quay Gazette", "https://quay.example/a")],
        3: [(copy.fingerprint, 2, f"{urls[0]}\n{urls[3]}")],
        4: [(urls[0], 2)],
    }[number]
    assert [row[: len(told)] for row, told in zip(rows, expected, strict=True)] == expected


def test_the_commands_in_the_documents_are_commands(tmp_path, server):
    """Each `scrape batch` line of docs/cron.md, run as it is written, with an option for the loopback server only."""
    write_list(tmp_path, [server.url("/a")])
    (tmp_path / "addresses.txt").write_text((tmp_path / "list.txt").read_text())
    text = (DOCS / "cron.md").read_text("utf-8").replace("\\\n", " ").replace("/var/lib/scrape", str(tmp_path))
    lines = [line[line.index("scrape batch") :] for line in text.splitlines() if "scrape batch addresses" in line]
    assert len(lines) == 3
    for line in lines:
        words = [sys.executable, "-m", "scraper", *line.split()[1:], "--allow-private", "--no-robots"]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=100)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [json.loads(path.read_text())["title"] for path in (tmp_path / "articles").iterdir()] == ["Boat a"]


POLITE = dataclasses.replace(FETCH, robots=True)
BUSY = answer(b"", "503 Service Unavailable")


def test_what_robots_txt_was_out_of_reach_for_is_taken_up_by_the_next_run(store, server):
    """A host whose robots.txt cannot be had is deferred, asked for once a run, and read as soon as it can."""
    server.routes["/robots.txt"] = BUSY
    urls = [server.url(f"/{number}") for number in range(3)]
    assert run(store, urls, POLITE)["outcomes"] == {"deferred": 3}
    assert server.paths == ["/robots.txt"]
    assert run(store, urls, POLITE)["outcomes"] == {"deferred": 3}
    assert server.paths == ["/robots.txt"] * 2
    server.routes["/robots.txt"] = NOT_FOUND
    assert run(store, urls, POLITE)["outcomes"] == {"new": 3}


def test_a_robots_txt_that_wants_a_pause_is_asked_for_after_it(store, server):
    """With a Retry-After no run asks before its moment, and the first one after it does."""
    server.routes["/robots.txt"] = answer(b"", "503 Service Unavailable", retry_after="2")
    fetch = dataclasses.replace(POLITE, max_wait_s=0.0)
    assert run(store, [server.url("/a")], fetch)["outcomes"] == {"deferred": 1}
    server.routes["/robots.txt"] = NOT_FOUND
    assert run(store, [server.url("/a")], fetch)["codes"] == {"fetch.not_before": 1}
    assert server.paths == ["/robots.txt"]
    time.sleep(2.1)
    assert run(store, [server.url("/a")], fetch)["outcomes"] == {"new": 1}


def test_a_redirect_to_a_closed_host_defers_no_other_address(store, server):
    """Of one host's addresses only that is deferred which leads to another host, whose robots.txt is out of reach."""
    with HostileServer({"/robots.txt": BUSY}) as closed:
        server.routes.update({"/robots.txt": NOT_FOUND, "/away": redirect(closed.url("/x"))})
        urls = [server.url(path) for path in ("/away", "/a", "/b")]
        assert run(store, urls, POLITE)["outcomes"] == {"new": 2, "deferred": 1}
    assert outcome_of(store, urls[0]) == "deferred"


def test_a_large_robots_txt_takes_no_room_in_the_store(store, server):
    """Half a megabyte of rules is not kept for the next run."""
    rules = b"".join(b"Disallow: /%08x\n" % number for number in range(25_000))
    server.routes["/robots.txt"] = answer(b"User-agent: *\n" + rules)
    assert run(store, [server.url("/a")], POLITE)["outcomes"] == {"new": 1}
    (size,) = sqlite3.connect(store.path).execute("SELECT coalesce(sum(length(robots)), 0) FROM origins").fetchone()
    assert size == 0
