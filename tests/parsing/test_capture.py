"""Captures: which kind of copy a page is, and the page without what an archive put into it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.parsing import parse
from scraper.parsing.capture import read_capture
from scraper.records import Capture, Page

ORIGINAL = "http://gazette.example/wall"
WAYBACK = f"https://web.archive.org/web/20070228213001/{ORIGINAL}"
TAIL = """<!--
     FILE ARCHIVED ON 21:30:01 Feb 28, 2007 AND RETRIEVED FROM THE
     INTERNET ARCHIVE ON 17:06:15 Nov 12, 2021.
-->
<!-- playback timings (ms): -->"""
HEAD = f"""<script src="//archive.org/includes/analytics.js?v=1"></script>
<script>__wm.init("https://web.archive.org/web");</script>
<script>__wm.wombat("{ORIGINAL}","20070228213001","https://web.archive.org/","web","/_static/","1172698201");</script>
<link rel="stylesheet" href="/_static/css/banner-styles.css" />
<!-- End Wayback Rewrite JS Include -->"""
TOOLBAR = """<!-- BEGIN WAYBACK TOOLBAR INSERT --><div id="wm-ipp-base"><div id="wm-ipp">12 captures</div></div>
<!-- END WAYBACK TOOLBAR INSERT -->"""
PLAIN = "<html><head><title>Wall</title></head><body><p>The wall.</p></body></html>"


def test_a_plain_page_is_left_as_it_is() -> None:
    """A page without marks keeps its text, its address and the kind that its reader named."""
    assert read_capture(PLAIN, ORIGINAL, "live") == (Capture("live"), PLAIN, ORIGINAL)
    assert read_capture(PLAIN, None, "mhtml") == (Capture("mhtml"), PLAIN, None)


def test_a_wayback_copy_by_its_address() -> None:
    """The address of a Wayback copy gives the moment and the original's address, without the port it has anyway."""
    url = "https://web.archive.org/web/20070228213001id_/http://gazette.example:80/wall?a=1"
    capture, _, original = read_capture(PLAIN, url, "live")
    assert capture == Capture("wayback", "2007-02-28T21:30:01+00:00", url)
    assert original == "http://gazette.example/wall?a=1"


def test_a_saved_wayback_copy_by_its_head() -> None:
    """A saved copy without an address is known by the script in its head, which names the original and the moment."""
    html = f"<html><head>{HEAD}<title>Wall</title></head><body>{TOOLBAR}<p>The wall.</p></body></html>{TAIL}"
    capture, cut, original = read_capture(html, None, "file")
    assert capture == Capture("wayback", "2007-02-28T21:30:01+00:00", WAYBACK)
    assert original == ORIGINAL
    assert "12 captures" not in cut
    assert "__wm" not in cut
    assert "<title>Wall</title>" in cut
    assert "<p>The wall.</p>" in cut


def test_a_saved_wayback_copy_by_its_tail_alone() -> None:
    """The comment at the end suffices: its date is the moment, and a rewritten canonical link the address."""
    html = f'<html><head><link rel="canonical" href="{WAYBACK}"/></head><body><p>x</p></body></html>{TAIL}'
    capture, cut, original = read_capture(html, None, "file")
    assert (capture.kind, capture.captured_at, capture.archive_url) == ("wayback", "2007-02-28T21:30:01+00:00", WAYBACK)
    assert original == ORIGINAL
    assert f'href="{ORIGINAL}"' in cut


def test_an_older_head_script() -> None:
    """The script of earlier years names the moment only; the address stays unknown where nothing else tells it."""
    html = '<html><head><script>WB_wombat_Init("https://web.archive.org/web/","20120814000000","gazette.example");</script>'
    capture, _, original = read_capture(html, None, "file")
    assert capture == Capture("wayback", "2012-08-14T00:00:00+00:00", None)
    assert original is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://web.archive.org/web/20070228213001/http://upton.example/a", "http://upton.example/a"),
        ("//web.archive.org/web/20070228213001im_/http://upton.example/a.png", "http://upton.example/a.png"),
        ("/web/20070228213001/http://upton.example/a", "http://upton.example/a"),
        ("/web/20070228213001cs_/https://upton.example/a.css", "https://upton.example/a.css"),
        ("/web/guide/http", "/web/guide/http"),
    ],
)
def test_rewritten_links_are_unwrapped(written: str, meant: str) -> None:
    """Absolute and relative links into the archive lead to the original again; others stay."""
    html = f'<body><a href="{written}">a</a></body>{TAIL}'
    assert f'<a href="{meant}">' in read_capture(html, None, "file")[1]


def test_a_page_that_links_to_the_archive_is_live() -> None:
    """A page that only links to an archived copy is no capture, and its links stay."""
    html = f'<body><p>See <a href="{WAYBACK}">the copy</a>, FILE ARCHIVED ON demand.</p></body>'
    assert read_capture(html, ORIGINAL, "live") == (Capture("live"), html, ORIGINAL)


@pytest.mark.parametrize("host", ["archive.today", "archive.ph", "archive.is", "archive.md"])
def test_an_archive_today_copy(host: str) -> None:
    """The address with a moment in it gives original and moment; the header is cut off and links are unwrapped."""
    url = f"https://{host}/2016.10.19-083000/{ORIGINAL}"
    html = (
        '<body><center><div id="HEADER"><div>Saved from</div></div><div id="CONTENT">'
        f'<p><a href="https://{host}/o/aB1cD/http://upton.example/a">a</a></p></div></center></body>'
    )
    capture, cut, original = read_capture(html, url, "live")
    assert capture == Capture("archive_today", "2016-10-19T08:30:00+00:00", url)
    assert original == ORIGINAL
    assert "Saved from" not in cut
    assert '<a href="http://upton.example/a">' in cut


def test_a_saved_archive_today_copy() -> None:
    """A saved copy is known by its canonical link."""
    html = f'<html><head><link rel="canonical" href="https://archive.ph/2016.10.19-083000/{ORIGINAL}"/></head></html>'
    capture, _, original = read_capture(html, None, "file")
    assert (capture.kind, capture.captured_at, original) == ("archive_today", "2016-10-19T08:30:00+00:00", ORIGINAL)


def test_a_google_cache_copy() -> None:
    """The header of the cache names address and moment, and comes off with all that is nested in it."""
    header = (
        f'<div id="bN0_google-cache-hdr"><div>This is Google\'s cache of <a href="{ORIGINAL}">{ORIGINAL}</a>. It is a '
        "snapshot of the page as it appeared on Sep 16, 2018 13:43:18 GMT.</div><div>Full version</div></div>"
    )
    capture, cut, original = read_capture(header + PLAIN, None, "file")
    assert capture == Capture("google_cache", "2018-09-16T13:43:18+00:00", None)
    assert (cut, original) == (PLAIN, ORIGINAL)


def test_the_earlier_words_of_the_cache() -> None:
    """The wording of earlier years is known too, without the later years' id."""
    html = f'<p>This is Google\'s cache of <a href="{ORIGINAL}">x</a> as retrieved on April 12, 2006 20:02:06 GMT.</p>'
    assert read_capture(html, None, "file")[0].captured_at == "2006-04-12T20:02:06+00:00"


@pytest.mark.parametrize("tag", ["<html amp>", '<html ⚡ lang="en">', '<!doctype html><html lang="en" amp="">'])
def test_an_amp_page(tag: str) -> None:
    """A page that declares itself AMP is one."""
    assert read_capture(f"{tag}<body></body></html>", ORIGINAL, "live")[0] == Capture("amp")


def test_an_amp_cache_address() -> None:
    """The address of an AMP cache holds that of the page."""
    url = "https://gazette-example.cdn.ampproject.org/c/s/gazette.example/wall"
    capture, _, original = read_capture(PLAIN, url, "live")
    assert (capture, original) == (Capture("amp", None, url), "https://gazette.example/wall")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/wall/print/", "print"),
        ("/wall?print=1", "print"),
        ("/print.php?id=3", "print"),
        ("/spip.php?page=imprimer&id=3", "print"),
        ("/wall?view=print", "print"),
        ("/printers-of-the-harbour", "live"),
        ("/footprint", "live"),
        ("/blueprint/", "live"),
    ],
)
def test_print_views(path: str, kind: str) -> None:
    """A print view is known by its address; a word that only holds `print` is none."""
    assert read_capture(PLAIN, f"https://gazette.example{path}", "live")[0].kind == kind


def test_a_page_that_prints_itself() -> None:
    """A page that opens the print dialogue as it loads is a print view."""
    html = '<html><body onload="window.print()"><p>x</p></body></html>'
    assert read_capture(html, ORIGINAL, "live")[0].kind == "print"


@pytest.mark.parametrize(
    ("comment", "moment"),
    [
        ("<!-- saved from url=(0027)http://gazette.example/wall -->", None),
        ("<!-- saved from url=(0027)http://gazette.example/wall?junk -->", None),
        ("<!--\n Page saved with SingleFile \n url: http://gazette.example/wall \n saved date: "
         "Tue Oct 19 2021 10:00:00 GMT+0200 (Local Time)\n-->", "2021-10-19T08:00:00+00:00"),
        ("<!-- Saved from http://gazette.example/wall at 2020-01-02T03:04:05Z using monolith v2.4.0 -->",
         "2020-01-02T03:04:05+00:00"),
        ("<!-- Mirrored from gazette.example/wall by HTTrack Website Copier/3.x [XR&CO'2014], "
         "Wed, 19 Oct 2016 08:30:00 GMT -->", "2016-10-19T08:30:00+00:00"),
    ],
)  # fmt: skip
def test_pages_saved_by_programs(comment: str, moment: str | None) -> None:
    """Browsers and savers note the page's address at the top, some of them the moment too."""
    assert read_capture(comment + PLAIN, None, "file") == (Capture("file", moment), comment + PLAIN, ORIGINAL)


@pytest.mark.parametrize("stamp", ["99999999999999", "20071332000000"])
def test_an_impossible_moment_is_unknown(stamp: str) -> None:
    """A timestamp that is no moment gives none."""
    assert read_capture(PLAIN, f"https://web.archive.org/web/{stamp}/{ORIGINAL}", "live")[0].captured_at is None


PIECES = st.sampled_from(
    ["<div", "</div>", '<div id="wm-ipp-base"', "<script", TAIL, HEAD[:200], TOOLBAR, "google-cache-hdr", "<html amp",
     "<!--",
     "This is Google's cache of <a href=", "saved from url=(9999)", WAYBACK, " ", '"', ">", "archive.ph/"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join), st.none() | st.text(max_size=40) | st.just(WAYBACK))
def test_any_text_has_a_capture(html: str, url: str | None) -> None:
    """Reading a capture never raises, and a page already freed of its archive is not changed again."""
    _, cut, original = read_capture(html, url, "live")
    assert len(cut) <= len(html)
    assert original is None or isinstance(original, str)


def test_a_page_of_an_archive_file_has_its_moment() -> None:
    """A page out of a WARC file is a capture of kind `warc` at the record's moment; a Wayback copy in it stays one."""
    moment = datetime(2024, 7, 18, 8, 1, 2, tzinfo=UTC)
    for html, kind, at in [
        (b"<html><body><p>Oil", "warc", "2024-07-18T08:01:02+00:00"),
        (b"<html amp><body><p>Oil", "warc", "2024-07-18T08:01:02+00:00"),
        (b"<body><p>Oil<!-- FILE ARCHIVED ON 08:00:00 Mar 04, 2019 AND -->", "wayback", "2019-03-04T08:00:00+00:00"),
    ]:
        page = Page("https://lampnews.example/", None, html, "text/html", fetched_at=moment, capture_kind="warc")
        capture = parse(page).capture
        assert (capture.kind, capture.captured_at) == (kind, at)
