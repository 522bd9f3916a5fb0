"""Saved files: every format becomes a page of HTML."""

from __future__ import annotations

import gzip
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import NotHtmlError, TooLargeError, UrlError
from scraper.sources.saved import as_page, html_of_markdown, is_saved, read_saved

MHTML = b"""From: <Saved by Somebody>
Snapshot-Content-Location: https://tarn.example/dykes
Subject: Dykes
Date: Tue, 5 Mar 2019 10:11:12 +0100
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html";
\tboundary="----edge"

------edge
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable
Content-Location: https://tarn.example/dykes?p=3D1

<html><body><p>The dyke held =E9t=E9</p></body></html>
------edge
Content-Type: image/png
Content-Transfer-Encoding: base64
Content-Location: https://tarn.example/i.png

AAAA
------edge--
"""


def test_html_stays_as_it_is() -> None:
    """An HTML file keeps its bytes, for only the parser knows their encoding."""
    page = as_page(b"<p>\xe9", ".html", "https://tarn.example/a")
    assert (page.content, page.content_type, page.capture_kind) == (b"<p>\xe9", None, "file")
    assert (page.url, page.final_url) == ("https://tarn.example/a", "https://tarn.example/a")


def test_mhtml_gives_its_root_part() -> None:
    """An MHTML gives the page with the address, the encoding and the moment that it states."""
    page = as_page(MHTML, ".mhtml", None)
    assert page.content.strip() == b"<html><body><p>The dyke held \xe9t\xe9</p></body></html>"
    assert page.content_type == "text/html; charset=iso-8859-1"
    assert page.final_url == "https://tarn.example/dykes?p=3D1"
    assert page.capture_kind == "mhtml"
    assert page.fetched_at == datetime(2019, 3, 5, 9, 11, 12, tzinfo=UTC)


def test_mhtml_starts_with_the_part_that_it_names() -> None:
    """Where the header names the root part, it is that one and not the first."""
    content = (
        b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="e"; start="<b@x>"\n\n'
        b"--e\nContent-Type: text/html\nContent-ID: <a@x>\n\nframe\n"
        b"--e\nContent-Type: text/html\nContent-ID: <b@x>\n\nroot\n--e--\n"
    )
    assert as_page(content, "", None).content.strip() == b"root"


def test_mhtml_without_a_page_is_no_page() -> None:
    """An MHTML without HTML fails as what it is."""
    with pytest.raises(NotHtmlError, match="no HTML part"):
        as_page(
            b"Content-Type: multipart/related; boundary=e\n\n--e\nContent-Type: image/png\n\nx\n--e--\n", ".mht", None
        )


def test_deeply_nested_mhtml_is_refused() -> None:
    """Parts inside parts without end fail as no page, and do not exhaust the stack."""
    content = b"".join(b"Content-Type: multipart/related; boundary=e%d\n\n--e%d\n" % (n, n) for n in range(3000))
    with pytest.raises(NotHtmlError):
        as_page(content, ".mht", None)


@pytest.mark.parametrize(
    ("content", "ending", "kind"),
    [
        (b"<!DOCTYPE html><title>a</title>", "", "html"),
        (b"\xef\xbb\xbf  <HTML lang=nl>", ".bin", "html"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html>', "", "html"),
        (b"<!doctype html><p>x", ".txt", "html"),
        (b"\xff\xfe<\x00h\x00t\x00m\x00l\x00", "", "html"),
        (b"# Dykes\n\nWords.", "", "markdown"),
        (b"# Dykes\n\nWords.", ".md", "markdown"),
        (b"Words only.", ".txt", "markdown"),
        (MHTML, "", "mhtml"),
        (MHTML, ".txt", "mhtml"),
        (b"%PDF-1.7\x00", "", "html"),
    ],
)
def test_kind_is_seen_from_name_and_content(content: bytes, ending: str, kind: str) -> None:
    """The ending tells what a file is, and where it does not, or lies, the first bytes do."""
    page = as_page(content, ending, None)
    changed = page.content != content
    assert ("mhtml" if page.capture_kind == "mhtml" else "markdown" if changed else "html") == kind


WARC = b"WARC/1.0\r\nWARC-Type: response\r\n\r\nHTTP/1.1 200 OK\r\n\r\n<html><p>The dyke held.</p></html>"
PACKED = gzip.compress(WARC, mtime=0)


@pytest.mark.parametrize(
    ("content", "ending"),
    [(WARC, ".warc"), (WARC, ""), (WARC, ".txt"), (PACKED, ".gz"), (PACKED, ".md"), (b"anything", ".warc")],
)  # fmt: skip
def test_an_archive_of_pages_is_no_page(content: bytes, ending: str) -> None:
    """A WARC file, packed or not, by its name or its content, is refused: its headers are no article."""
    with pytest.raises(NotHtmlError, match="a WARC file"):
        as_page(content, ending, None)


def test_packed_text_is_no_text() -> None:
    """Gzip data are never read as the letters that their bytes would be."""
    content = b"\x1f\x8b\x08\x01\x11\x11\x11\x11\x02\x03" + b"\x9d" * 1_500
    assert as_page(content, "", None).content == content


def test_markdown_becomes_html() -> None:
    """Headings, links, tables and line breaks of a Markdown dump become elements; links to `#` stay what they are."""
    html = html_of_markdown(
        "# Dykes\n\nBy [Ola](#)\n\nFirst line  \nsecond & last\n\n| a |\n| --- |\n| b |\n\n~~no~~\n"
    )
    assert "<h1>Dykes</h1>" in html
    assert '<p>By <a href="#">Ola</a></p>' in html
    assert "<p>First line<br />\nsecond &amp; last</p>" in html
    assert "<td>b</td>" in html
    assert "<s>no</s>" in html


def test_html_inside_markdown_is_text() -> None:
    """A tag in a text file is words, not an element."""
    assert "<p>a &lt;script&gt; b</p>" in html_of_markdown("a <script> b")


def test_front_matter_is_no_text() -> None:
    """What stands between two fences at the top is no part of the text; a rule further down is."""
    assert "Secret" not in html_of_markdown("---\ntitle: Secret\n---\n\nWords.\n\n---\n\nMore.")
    assert "<hr" in html_of_markdown("Words.\n\n---\n\nMore.")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("\ufeffété".encode(), "été"),
        ("été".encode("windows-1252"), "été"),
        ("été".encode("utf-16"), "été"),
        (b"a\r\n\r\nb", "<p>a</p>\n<p>b</p>"),
    ],
)
def test_text_files_are_decoded(content: bytes, text: str) -> None:
    """A text file is read in the encoding that it has, with any line ends."""
    page = as_page(content, ".txt", None)
    assert text in page.content.decode("utf-8")
    assert page.content_type == "text/html; charset=utf-8"


def test_file_is_read(tmp_path: Path) -> None:
    """A file is read from its path."""
    path = tmp_path / "a.html"
    path.write_bytes(b"<p>a")
    assert is_saved(str(path))
    assert read_saved(str(path), None, 4).content == b"<p>a"


def test_limit_is_the_last_byte_that_is_allowed(tmp_path: Path) -> None:
    """A file of one byte more than allowed fails."""
    path = tmp_path / "a.html"
    path.write_bytes(b"<p>ab")
    with pytest.raises(TooLargeError):
        read_saved(str(path), None, 4)


@pytest.mark.parametrize("name", ["missing.html", "", "a\x00b", "x" * 5000, "tarn.example/a"])
def test_what_is_no_file_is_a_bad_address(tmp_path: Path, name: str) -> None:
    """A word that is neither an address nor a file fails as a bad address."""
    assert not is_saved(str(tmp_path / name))
    with pytest.raises(UrlError):
        read_saved(str(tmp_path / name), None, 10)


@given(st.binary(max_size=300), st.sampled_from(["", ".html", ".mhtml", ".md", ".txt"]))
def test_any_bytes_give_a_page_or_a_reason(content: bytes, ending: str) -> None:
    """Whatever the bytes are, there is a page or an error of ours."""
    try:
        page = as_page(content, ending, None)
    except NotHtmlError:
        return
    assert isinstance(page.content, bytes)


def test_saved_html_loads_no_reader_of_other_formats() -> None:
    """Saved HTML waits neither for the Markdown library nor for the one of mail."""
    code = (
        "import sys\nfrom scraper.sources.saved import as_page\n"
        "as_page(b'<p>Oil for the mole', '.html', None)\n"
        "print([name for name in ('markdown_it', 'email') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
