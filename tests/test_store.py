"""The store: no page costs another its record, and any fault of the file is reported as an error of ours."""

from __future__ import annotations

import dataclasses
import os
import shutil
import sqlite3
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import LockedError, StoreError
from scraper.options import MAX_NOT_BEFORE_S, BatchOptions
from scraper.records import Article, Block, FeedItem, HostNotes
from scraper.store import Attempt, Store, lock
from scraper.store.database import _connected

HOST = "https://quay.example"
STORY = Article(
    url=f"{HOST}/news/the-big-story", final_url=f"{HOST}/news/the-big-story", title="The big story",
    body=(Block("paragraph", "Nineteen boats were counted before the fog came in over the quay."),),
)  # fmt: skip


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "scrape.db") as opened:
        opened.begin_run()
        yield opened


def keep(store: Store, article: Article) -> int | None:
    """Lists an article's address and keeps it; gives the address that has it already, if one has."""
    assert article.url is not None
    store.list_address(article.url)
    store.plan(BatchOptions())
    (address,) = [each.id for each in store.due_of("quay.example", 9) if each.url == article.url]
    holder = store.holder_of(article, address)
    if holder is None:
        store.write_record(address, article, None)
    done = Attempt("duplicate" if holder else "new", duplicate_of=holder)
    store.write_attempt(1, address, done)
    return holder


def page(path: str, **fields) -> Article:
    return dataclasses.replace(STORY, url=HOST + path, final_url=HOST + path, **fields)


WORDS = (Block("paragraph", "The keeper sells lanterns, and nothing else, behind the third bollard."),)


@pytest.mark.parametrize("title", ["Lanterns", STORY.title], ids=["another title", "the same title"])
def test_a_canonical_link_makes_no_other_page_vanish(store, title):
    """A page that names another one of its site as canonical has that one's address no longer than it is not there."""
    evil = page("/evil", title=title, body=WORDS, canonical_url=STORY.url)
    assert keep(store, evil) is None
    assert keep(store, STORY) is None
    assert store.record(store.find(STORY.url)) == STORY
    assert store.record(store.find(evil.url)) == evil


def test_who_was_there_comes_before_who_claims_it(store):
    """An address that is nobody's in the list leads to the page that was found at it, not to one that names it."""
    there = f"{HOST}/moved-here"
    keep(store, page("/evil", title="Lanterns", body=WORDS, canonical_url=there))
    keep(store, dataclasses.replace(page("/short"), final_url=there))
    assert store.record(store.find(there)).url == f"{HOST}/short"


def test_a_teaser_does_not_keep_the_article_out(store):
    """Of two pages under one title and canonical address the one that says more is kept, whichever came first."""
    teaser = page("/teaser", canonical_url=STORY.url, body=(Block("paragraph", "Nineteen boats were counted"),))
    assert keep(store, teaser) is None
    assert keep(store, dataclasses.replace(STORY, canonical_url=STORY.url)) is None
    late = dataclasses.replace(teaser, url=f"{HOST}/late", final_url=f"{HOST}/late")
    assert keep(store, late) == store.find(STORY.url)


def test_the_same_words_are_one_article_whatever_the_title(store):
    """What redirects to a page that is stored is that page, also where its title has changed since."""
    keep(store, STORY)
    assert keep(store, dataclasses.replace(STORY, url=f"{HOST}/old", title="A big story")) == store.find(STORY.url)


PATHS = st.sampled_from([f"/{letter}" for letter in "abcde"])
TITLES = st.sampled_from([None, "Fog", "Tide"])
SOME_WORDS = st.sets(st.sampled_from("vwxyz"), min_size=1)
PAGES = st.lists(st.tuples(PATHS, st.none() | PATHS, TITLES, SOME_WORDS), min_size=2, max_size=8)


@given(PAGES)
def test_no_words_of_any_page_are_lost(pages):
    """Whatever pages say of each other by redirect, canonical link or title: each address leads to all of its words."""
    with Store(Path("memory"), _connected(":memory:")) as store:
        store.begin_run()
        for number, (final, canonical, title, words) in enumerate(pages):
            body = (Block("paragraph", " ".join(sorted(words))),)
            named = {"final_url": HOST + final, "canonical_url": HOST + canonical if canonical else None}
            keep(store, Article(url=f"{HOST}/{number}", title=title, body=body, **named))
        for number, (_, _, _, words) in enumerate(pages):
            kept = store.record(store.find(f"{HOST}/{number}"))
            assert words <= set(kept.text.split())


@pytest.mark.parametrize("text", ["half a character \ud83d", "a\x00b", "\ufeff", "ﬀ"])
def test_any_text_is_stored(store, text):
    """Reasons, hints, titles and words of any characters; half a surrogate pair, which JSON may hold, is a mark."""
    url = f"{HOST}/a"
    store.list_address(url, FeedItem(url, title=text, source=text))
    store.plan(BatchOptions())
    store.write_record(1, dataclasses.replace(STORY, url=url, title=text, site=text), None)
    store.write_attempt(1, 1, Attempt("failed", code="bug", reason=text))
    told = text.replace("\ud83d", "?")
    assert store.hint(1).title == told
    assert [each["reason"] for each in store.failures()] == [told]


def test_an_address_that_is_no_text_is_an_error_of_ours(store):
    """Half a surrogate pair in an address that is asked for: StoreError, not a traceback."""
    with pytest.raises(StoreError):
        store.find("https://quay.example/\ud800")


READERS = {
    "record": lambda store: store.record(1),
    "records": lambda store: list(store.records()),
    "history": lambda store: store.history(1),
    "samples": lambda store: store.samples(3),
    "search": lambda store: store.search("boats"),
    "hosts": lambda store: store.hosts(),
    "failures": lambda store: list(store.failures()),
    "last_run": lambda store: store.last_run(),
    "find": lambda store: store.find(f"{HOST}/other"),
    "validators": lambda store: store.validators(1),
    "lines": lambda store: list(store.record_lines()),
}


@pytest.mark.parametrize(
    "record", ["no JSON", "[]", "{}", '{"schema": 1, "body": [3]}', "[" * 5_000, '{"schema":1e999}']
)
@pytest.mark.parametrize("name", ["record", "records", "history", "samples"])
def test_a_damaged_record_is_told_with_its_address(store, name, record):
    """A record that is no JSON, or no record, is store.failed, and says whose it is."""
    keep(store, STORY)
    store._write("UPDATE records SET record = ?", (record,))
    with pytest.raises(StoreError) as caught:
        READERS[name](store)
    assert caught.value.url == STORY.url


def test_a_damaged_record_is_replaced(store):
    """A page that is read again takes the place of a damaged record, and of one that its address leads to."""
    keep(store, STORY)
    store._write("UPDATE records SET record = 'no JSON'", ())
    assert store.write_record(1, STORY, None) == "unchanged"
    assert store.record(1) == STORY


def test_flipped_bytes_are_told(tmp_path):
    """Bytes flipped all over the store, in 60 ways: what reads it gives an answer or StoreError, never a traceback."""
    path = tmp_path / "scrape.db"
    with Store.open(path) as store:
        store.begin_run()
        for number in range(40):
            keep(store, page(f"/{number}", title=f"Lanterns {number}"))
        store.end_run(1, {"listed": 40})
    whole = path.read_bytes()
    fallen = 0
    for number in range(60):
        broken = bytearray(whole)
        for place in range(100 + number * 37, len(broken), 997 + number * 131):
            broken[place] ^= 0xFF if number % 2 else 0x80
        path.write_bytes(broken)
        for reader in READERS.values():
            try:
                with Store.open(path) as store:
                    reader(store)
            except StoreError:
                fallen += 1
    assert fallen > 60


def test_a_host_without_an_attempt_has_a_status(store):
    """Addresses that nobody has come to yet are counted: 0 stored, 0 failed."""
    store.list_address(f"{HOST}/a")
    (host,) = store.hosts()
    assert (host["addresses"], host["stored"], host["failed"], host["seconds"]) == (1, 0, 0, 0.0)


def test_moments_of_a_wrong_clock_close_no_host_for_years(tmp_path):
    """A `not_before` in ten years is one of a day at most, from the first look on; a last request is not to come."""
    late = time.time() + 10 * 365 * 86_400
    with Store.open(tmp_path / "scrape.db") as store:
        store.write(HOST, HostNotes(last_request=late, not_before=late))
    seen = []
    for _ in range(2):
        with Store.open(tmp_path / "scrape.db") as store:
            seen.append(store.read(HOST))
    assert seen[0].not_before <= time.time() + MAX_NOT_BEFORE_S
    assert seen[0].last_request <= time.time()
    assert seen[0].not_before == seen[1].not_before


SEARCHED = [
    ("fog", ["quay"]), ("FOG boats", ["quay"]), ("fog lanterns", []),
    ('"the fog came"', ["quay"]), ('"fog the"', []), ('"the fog', ["quay"]),
    ("lant*", ["keeper"]), ("lant", []), ("fog OR lanterns", ["keeper", "quay"]), ("OR fog OR", ["quay"]),
    ("灯塔", ["zh"]), ("守望者", ["zh"]), ("灯塔 雾", ["zh"]), ("灯塔 fog", []), ("灯塔 OR fog", ["quay", "zh"]),
    ("霧が", ["ja"]), ("等대", []), ("등대", ["ko"]), ("ประภาคาร", ["th"]), ('"', []), ("*", []), ("-", []),
    ("AND", ["keeper"]), ("NEAR(fog", []), ("title:fog", []), ("a" * 5_000, []), ("灯" * 5_000, []), ("x " * 500, []),
    ("fog\0boats", ["quay"]), ("\0", []), ("\ud800", []), ("灯\ud800塔", ["zh"]),
]  # fmt: skip
LIBRARY = {
    "quay": "Nineteen boats were counted before the fog came in over the quay.",
    "keeper": "The keeper sells lanterns, and nothing else.",
    "zh": "守望者说灯塔的灯在雾里看不见。",
    "ja": "夜明けに霧が港をおおい、船は一隻も戻らなかった。",
    "ko": "안개가 걷히자 등대를 지키던 사람이 내려왔다.",
    "th": "คนเฝ้าประภาคารนับเรือได้สิบเก้าลำก่อนหมอกลง",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    with Store.open(tmp_path_factory.mktemp("library") / "scrape.db") as opened:
        opened.begin_run()
        for name, text in LIBRARY.items():
            keep(opened, page(f"/{name}", title=name, body=(Block("paragraph", text),)))
        yield opened


@pytest.mark.parametrize(("query", "found"), SEARCHED, ids=lambda each: str(each)[:20])
def test_records_are_found_by_their_words(library, query, found):
    """Words, phrases, beginnings and alternatives, in scripts with and without spaces; no query is an error."""
    hits = library.search(query)
    assert sorted(hit.title for hit in hits) == found
    assert all("[" in hit.snippet for hit in hits)


# --- files that cannot be written -----------------------------------------------------------------------------------


@pytest.fixture
def another_user():
    """An effective user without rights, where root may choose one."""
    if os.geteuid() != 0:
        pytest.skip("only root may be somebody else for a while")
    folder = Path(tempfile.mkdtemp())
    yield folder
    os.seteuid(0)
    shutil.rmtree(folder)


@pytest.mark.parametrize("is_live", [False, True], ids=["after a run", "while a run writes"])
def test_a_store_that_may_only_be_read_is_read(another_user, is_live):
    """Whoever may not write the file, or beside it, reads it all the same; to write is store.failed."""
    folder = another_user
    with Store.open(folder / "scrape.db") as store:
        store.begin_run()
        keep(store, STORY)
        store.flush()
        if not is_live:
            store.close()
        for path in folder.iterdir():
            path.chmod(0o644)
        folder.chmod(0o755)
        os.seteuid(65_534)
        with Store.open(folder / "scrape.db", create=False) as reading:
            assert [each.title for each in reading.records()] == [STORY.title]
            assert reading.search("boats")
            with pytest.raises(StoreError):
                reading.begin_run()
        with pytest.raises(StoreError), Store.open(folder / "scrape.db") as writing:
            writing.begin_run()
        os.seteuid(0)
        if not is_live:
            store._db = sqlite3.connect(":memory:")  # closed once more on the way out


@pytest.mark.parametrize(
    "make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to(path)], ids=["pipe", "folder", "loop"]
)
def test_what_is_no_file_is_no_store(tmp_path, make):
    """A pipe, a folder, a link to itself and impossible names: StoreError, and nothing is waited for."""
    make(tmp_path / "scrape.db")
    for path in (tmp_path / "scrape.db", tmp_path / ("x" * 300), tmp_path / "a\0b", tmp_path / "missing" / "scrape.db"):
        for create in (True, False):
            with pytest.raises(StoreError):
                Store.open(path, create=create)


def test_a_rehearsal_changes_nothing(tmp_path):
    """What is listed and planned in one is gone after it; where there was no store there is none."""
    path = tmp_path / "scrape.db"
    for _ in range(2):
        with Store.rehearse(path) as store:
            store.begin_run()
            store.list_address(f"{HOST}/a")
            store.plan(BatchOptions())
            assert [each.url for each in store.due_of("quay.example", 9)] == [f"{HOST}/a"]
        assert not path.exists() or Store.open(path).outcome_counts() == {}
        Store.open(path).close()


# --- the lock -------------------------------------------------------------------------------------------------------


def test_a_link_to_the_store_has_its_lock(tmp_path):
    """A second run that names the store by a symbolic link, or a link to a folder above it, is kept out."""
    (tmp_path / "real").mkdir()
    path = tmp_path / "real" / "scrape.db"
    Store.open(path).close()
    (tmp_path / "link.db").symlink_to(path)
    (tmp_path / "folder").symlink_to(tmp_path / "real")
    with lock(path):
        for other in (tmp_path / "link.db", tmp_path / "folder" / "scrape.db"):
            with pytest.raises(LockedError), lock(other):
                pytest.fail("the lock was given twice")


def test_a_link_to_a_store_that_is_not_there_yet_has_its_lock(tmp_path):
    """Two first runs, one of them by a link that leads nowhere yet, do not both begin."""
    (tmp_path / "link.db").symlink_to(tmp_path / "scrape.db")
    with lock(tmp_path / "link.db"), pytest.raises(LockedError), lock(tmp_path / "scrape.db"):
        pytest.fail("the lock was given twice")


def test_a_store_with_two_names_is_refused(tmp_path):
    """A hard link is a second name, beside which SQLite would keep a second journal: store.failed says so."""
    path = tmp_path / "scrape.db"
    Store.open(path).close()
    os.link(path, tmp_path / "second.db")
    for name in (path, tmp_path / "second.db"):
        with pytest.raises(StoreError, match="several names"), lock(name):
            pytest.fail("the lock was given")


def test_a_lock_that_is_no_file_is_told(tmp_path):
    """A pipe, a folder or a link under the lock's name, and an impossible name: store.failed, and nothing hangs."""
    beside = tmp_path / "scrape.db.lock"
    for make in (os.mkfifo, os.mkdir, lambda name: os.symlink("/nowhere", name)):
        make(beside)
        with pytest.raises(StoreError, match="lock cannot be opened"), lock(tmp_path / "scrape.db"):
            pytest.fail("the lock was given")
        beside.rmdir() if beside.is_dir() else beside.unlink()
    for name in ("x" * 300, "a\x00b"):
        with pytest.raises(StoreError), lock(tmp_path / name):
            pytest.fail("the lock was given")


def test_a_new_store_may_be_opened_by_several_at_once(tmp_path):
    """Each of eight that open one new file finds its tables, whoever has made them."""
    for turn in range(3):
        path = tmp_path / f"{turn}.db"
        with ThreadPoolExecutor(8) as pool:
            for store in pool.map(lambda _, path=path: Store.open(path), range(8)):
                assert store.outcome_counts() == {}
                store.close()
