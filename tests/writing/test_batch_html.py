"""The report of a batch: complete, and with nothing in it that runs."""

from __future__ import annotations

from scraper.records import Article, Author, Block
from scraper.writing.batch_html import as_batch_html

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\x1b[31m\u202e"
SUMMARY = {
    "listed": 1_203, "outcomes": {"new": 1_000, "skipped": 200, "failed": 3}, "codes": {"fetch.dns": 3}, "failed": 3,
    "pages": 1_003, "bytes": 5_000_000, "seconds": 61.5, "stopped": None,
}  # fmt: skip
HOST = {"host": HOSTILE, "addresses": 3, "stored": 1, "failed": 2, "attempts": 0, "seconds": 0.0, "bytes": 0.0}


def test_a_report_tells_what_there_is():
    """Counts, shares, codes, hosts and samples stand in it."""
    sample = Article(title="Fog over the quay", authors=(Author("Mira Oldroyd"),), published="2026-11-27",
                     body=(Block("paragraph", "Nineteen boats."),), url="https://gazette.example/fog")  # fmt: skip
    failure = {"url": "https://quay.example/", "code": "fetch.dns", "reason": "no such name"}
    report = as_batch_html(SUMMARY, [failure], [{**HOST, "host": "quay.example"}], [sample])
    for words in ("1,203 addresses, 3 failed", "5.0 MB in 61.5 s", "83.1%", "fetch.dns", "quay.example",
                  "no such name", "Fog over the quay", "Nineteen boats.", "Mira Oldroyd",
                  'href="https://gazette.example/fog"'):  # fmt: skip
        assert words in report


def test_nothing_in_a_report_acts():
    """Hostile addresses, reasons, hosts, titles and texts are text; only http addresses are links."""
    sample = Article(title=HOSTILE, site=HOSTILE, body=(Block("paragraph", HOSTILE),), url="javascript:alert(1)")
    failure = {"url": HOSTILE, "code": HOSTILE, "reason": HOSTILE}
    report = as_batch_html({**SUMMARY, "codes": {HOSTILE: 1}, "stopped": HOSTILE}, [failure], [HOST], [sample])
    assert "<script" not in report
    assert "<img" not in report
    assert "\x1b" not in report
    assert 'href="' not in report


def test_an_empty_run_has_a_report():
    """Nothing listed is told, too."""
    empty = {**SUMMARY, "listed": 0, "outcomes": {}, "codes": {}, "failed": 0}
    assert "Nothing was listed." in as_batch_html(empty, [], [], [])
