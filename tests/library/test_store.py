"""The store for programs: iterate, look up, search, history; nothing is written."""

from __future__ import annotations

import dataclasses

import pytest

import scraper
from scraper import Article
from scraper.errors import StoreError
from scraper.records import Block
from scraper.store import Store as BatchStore


def article(url: str, title: str, words: str, published: str = "2026-11-30") -> Article:
    return Article(url=url, final_url=url, normal_url=url, title=title, published=published,
                   body=(Block("paragraph", words),))  # fmt: skip


@pytest.fixture
def path(tmp_path):
    """A store of two records, one of which has changed once."""
    first = article("https://a.example/oil", "Oil for the mole", "The keepers carried the oil along the mole.")
    second = article("https://b.example/tide", "The tide", "The tide came in before noon.", "2025-01-02")
    with BatchStore.open(tmp_path / "scrape.db") as store:
        store.begin_run()
        for each in (first, second):
            store.list_address(each.url)
        for each in (first, second, dataclasses.replace(first, title="More oil")):
            store.write_record(store.find(each.url), each, None)
    return tmp_path / "scrape.db"


def test_records_are_iterated_counted_and_filtered(path):
    """A store is a collection of its records, in the order they were listed."""
    with scraper.Store(path) as store:
        assert len(store) == 2
        assert [each.title for each in store] == ["More oil", "The tide"]
        assert [each.title for each in store.articles(since="2026")] == ["More oil"]
        assert [each.title for each in store.articles(host="b.example")] == ["The tide"]


def test_a_record_is_found_by_its_url_and_its_words(path):
    """`get` takes any form of a URL, `search` the words of `scrape search`."""
    with scraper.Store(path) as store:
        found = store.get("http://www.b.example/tide?utm_source=x")
        assert found is not None
        assert found.title == "The tide"
        assert store.get("https://c.example/") is None
        assert [hit.url for hit in store.search("keep* OR nothing")] == ["https://a.example/oil"]


def test_versions_are_given_oldest_first(path):
    """The history ends with the current record; a URL without a record has none."""
    with scraper.Store(path) as store:
        versions = store.history("https://a.example/oil")
        assert [each.article.title for each in versions] == ["Oil for the mole", "More oil"]
        assert versions[0].arrived.tzinfo is not None
        assert store.history("https://c.example/") == []


def test_a_missing_store_is_no_new_one(tmp_path):
    """Opening a store that is not there fails, and makes no file."""
    with pytest.raises(StoreError):
        scraper.Store(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []
