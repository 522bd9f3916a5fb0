"""WARC files, sound and damaged: every record is a page, a named skip or a named failure."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import random
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from fastwarc.stream_io import ZstdWriter

from scraper.archives.found import PageAt
from scraper.archives.reading import WarcFile, read_archive
from scraper.errors import ArchiveAccessError, ArchiveError, EncodingError, TooLargeError
from tests.archives.made import MAX_BYTES, answer, failures, packed, page, pages, read, record, told


def zstd(records: list[bytes]) -> bytes:
    """The records as .warc.zst has them: a frame for each."""
    whole = b""
    for each in records:
        sink = io.BytesIO()
        writer = ZstdWriter(sink)
        writer.write(each)
        writer.close()
        whole += sink.getvalue()
    return whole


STORED = {"plain": b"".join, "gzip": packed, "zstd": zstd, "one gzip": lambda each: gzip.compress(b"".join(each))}


@pytest.mark.parametrize("how", STORED)
def test_every_way_to_store_a_warc_file_gives_its_pages(how: str) -> None:
    """Plain, gzip and zstd by the record, and gzip of the whole file give the same pages."""
    assert told(read(STORED[how](pages(4)))) == ["0", "1", "2", "3"]


def test_a_page_has_its_moment_status_and_headers() -> None:
    """A page says what the record says: address, moment in UTC, status, headers in small letters."""
    block = answer(page(), "X-Cache: a", "x-cache: b")
    (found,) = read(record(block).replace(b"2024-07-18T08:01:02Z", b"2024-07-18T08:01:02.5+02:00"))
    assert isinstance(found, PageAt)
    got = found.page
    assert (got.url, got.status, got.capture_kind) == ("https://lampnews.example/oil", 200, "warc")
    assert got.fetched_at == datetime(2024, 7, 18, 6, 1, 2, 500_000, UTC)
    assert got.headers == (("content-type", "text/html; charset=utf-8"), ("x-cache", "a"), ("x-cache", "b"))
    assert got.content == page()


NO_PAGES = {
    "warcinfo": record(b"software: x", None, kind="warcinfo"),
    "request": record(b"GET / HTTP/1.1\r\n\r\n", kind="request"),
    "metadata": record(b"a: b", kind="metadata"),
    "conversion": record(page(), kind="conversion"),
    "continuation": record(page(), kind="continuation"),
    "unknown_type": record(page(), kind="novelty"),
    "not_http": record(b"20240718 dns", "dns:lampnews.example"),
    "status": record(answer(page(), status="404 Not Found")),
    "not_html": record(answer(b"\x89PNG\r\n\x1a\n", kind="image/png")),
    "revisit_without_page": record(answer(b""), kind="revisit"),
}


@pytest.mark.parametrize("name", NO_PAGES)
def test_what_is_no_page_is_skipped_by_name(name: str) -> None:
    """A record that is no page is told by its own name, and the pages around it are read."""
    assert told(read(b"".join([*pages(1), NO_PAGES[name], *pages(1)]))) == ["0", name, "0"]


def test_a_resource_of_the_web_is_a_page() -> None:
    """A `resource` record of an http address with HTML is read; its Content-Type is that of the page."""
    made = record(page(), "https://lampnews.example/r", kind="resource").replace(
        b"application/http; msgtype=response", b"text/html"
    )
    assert told(read(made)) == ["r"]


def test_a_revisit_is_its_page_at_its_own_moment() -> None:
    """A revisit whose payload this file holds before is that page, at the moment of the revisit."""
    digest = "WARC-Payload-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    first = record(answer(page(7)), "https://lampnews.example/a", digest)
    again = record(answer(b""), "https://lampnews.example/b", digest, kind="revisit").replace(b"2024", b"2025")
    found = read(packed([first, again]))
    assert told(found) == ["a", "b"]
    assert isinstance(found[1], PageAt)
    assert found[1].page.content == page(7)
    assert found[1].page.fetched_at == datetime(2025, 7, 18, 8, 1, 2, tzinfo=UTC)


ENCODED = {
    "gzip": gzip.compress(page()),
    "x-gzip": gzip.compress(page()[:100]) + gzip.compress(page()[100:]) + bytes(8),
    "deflate": zlib.compress(page()),
    "br": brotli.compress(page()),
    "zstd": zstd([page()]),
    "gzip, br": brotli.compress(gzip.compress(page())),
    "identity": page(),
}


@pytest.mark.parametrize("name", ENCODED)
def test_content_encodings_are_taken_off(name: str) -> None:
    """A body that is kept as it came over the wire is decoded."""
    (found,) = read(record(answer(ENCODED[name], f"Content-Encoding: {name}")))
    assert isinstance(found, PageAt)
    assert found.page.content == page()


def test_chunks_are_taken_off_where_there_are_some() -> None:
    """A chunked body is put together; one that was put together by the archive stays as it is."""
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(page()), page())
    for body in (chunked, page()):
        (found,) = read(record(answer(body, "Transfer-Encoding: chunked")))
        assert isinstance(found, PageAt)
        assert found.page.content == page()


def test_a_decoded_body_under_its_old_header_is_taken_as_it_is() -> None:
    """An archive may keep a body decoded and the headers of the wire."""
    (found,) = read(record(answer(page(), "Content-Encoding: gzip")))
    assert isinstance(found, PageAt)
    assert found.page.content == page()


FAILING = {
    EncodingError: answer(b"\x00\x01", "Content-Encoding: gzip"),
    TooLargeError: answer(gzip.compress(b" " * MAX_BYTES + page()), "Content-Encoding: gzip"),
}


@pytest.mark.parametrize("kind", FAILING)
def test_what_cannot_be_decoded_is_a_failure_of_its_page(kind: type[Exception]) -> None:
    """A broken or endless encoding costs its own page, by name."""
    found = read(packed([record(FAILING[kind]), *pages(1)]))
    assert told(found) == [kind.code, "0"]  # type: ignore[attr-defined]


def test_a_page_past_the_limit_is_a_failure_and_is_not_held() -> None:
    """A record that is larger than a page may be is passed over piece by piece."""
    large = record(answer(b"<html>" + b" " * 2 * MAX_BYTES))
    assert told(read(packed([large, *pages(1)]))) == ["fetch.too_large", "0"]


def test_a_cut_off_page_is_no_page() -> None:
    """WARC-Truncated says that the page is not whole: half a text is no record."""
    found = read(record(answer(page()), "https://lampnews.example/a", "WARC-Truncated: length"))
    assert told(found) == ["archive.damaged"]


def test_a_block_is_held_against_its_digest() -> None:
    """A block that is not what its digest says is a failure; base32 and hexadecimal digests are known."""
    block = answer(page())
    digest = hashlib.sha1(block)
    right = [base64.b32encode(digest.digest()).decode(), digest.hexdigest()]
    for stated, expected in [*((each, "oil") for each in right), ("A" * 32, "archive.damaged"), ("no sum", "oil")]:
        assert told(read(record(block, "https://lampnews.example/oil", f"WARC-Block-Digest: sha1:{stated}"))) == [
            expected
        ]


def test_junk_between_records_costs_no_record() -> None:
    """What stands between two whole records is told, and both are read."""
    for how in (packed, b"".join):
        for junk in (b"junk here\r\n" * 9, b"\0" * 300, b"x"):
            found = read(how(pages(2)) + junk + how(pages(2)))
            assert told(found) == ["0", "1", "archive.damaged", "0", "1"], (how, junk)


def test_a_bad_record_in_the_middle_costs_itself() -> None:
    """A record whose compressed bytes are changed is one failure."""
    bad = bytearray(packed(pages(1)))
    bad[len(bad) // 2 : len(bad) // 2 + 20] = bytes(20)
    assert told(read(packed(pages(2)) + bytes(bad) + packed(pages(2)))) == ["0", "1", "archive.damaged", "0", "1"]


@pytest.mark.parametrize("length", [50, 5_000, 10**17, "-5", "many", ""])
@pytest.mark.parametrize("how", [packed, b"".join], ids=["gzip", "plain"])
def test_a_wrong_length_costs_its_record_alone(how: object, length: int | str) -> None:
    """A record that is longer or shorter than it says is one failure; those behind it are read."""
    bad = record(answer(page(9)), "https://lampnews.example/bad", length=length)
    found = read(how([*pages(2), bad, *pages(3)]))  # type: ignore[operator]
    assert told(found)[:2] == ["0", "1"]
    assert [each for each in told(found) if each != "archive.damaged"] == ["0", "1", "0", "1", "2"]
    assert 1 <= len(failures(found)) <= 2


@pytest.mark.parametrize("how", [packed, b"".join], ids=["gzip", "plain"])
def test_a_file_that_is_cut_off_anywhere_says_so(how: object) -> None:
    """Wherever a file ends but between two records, the pages before are read and a failure tells of the rest."""
    two = how(pages(2))  # type: ignore[operator]
    first = len(how(pages(1)))  # type: ignore[operator]
    for cut in range(first + 1, len(two) - 8, 7):
        assert told(read(two[:cut])) == ["0", "archive.damaged"], cut


@pytest.mark.parametrize("how", [packed, STORED["one gzip"]], ids=["by record", "as one"])
def test_a_gzip_file_without_its_last_bytes_says_so(how: object) -> None:
    """Where only the sum at the end is cut off, all pages are read, and the file is told to be cut off."""
    whole = how(pages(2))  # type: ignore[operator]
    assert told(read(whole)) == ["0", "1"]
    for cut in (1, 4, 8):
        assert told(read(whole[:-cut])) == ["0", "1", "archive.damaged"], cut


def test_an_empty_file_holds_nothing() -> None:
    """An archive without a byte has no record and no failure."""
    assert read(b"") == []


@pytest.mark.parametrize(
    "content", [b"<html>no archive", b"\x89PNG\r\n\x1a\n" + bytes(90), b"\x1f\x8b\x08" + bytes(50)]
)
def test_what_is_no_archive_is_one_failure(content: bytes) -> None:
    """A file that holds no record says so."""
    assert told(read(content)) == ["archive.damaged"]


def test_endless_headers_are_one_failure() -> None:
    """Headers of megabytes are not held, and what stands behind them is read."""
    endless = record(answer(page()), "https://lampnews.example/a", "X-Long: " + "a" * 3_000_000)
    assert told(read(b"".join([*pages(1), endless, *pages(1)]))) == ["0", "archive.damaged", "0"]


def test_many_lies_about_lengths_are_not_read_for_ever() -> None:
    """Records that each claim the rest of the file make the reader give up, and say so."""
    lies = [record(answer(page(number)), length=10**12) for number in range(4_000)]
    found = read(b"".join(lies))
    assert "too damaged" in failures(found)[-1]
    assert set(told(found)) == {"archive.damaged"}


def test_any_bytes_are_pages_skips_or_failures() -> None:
    """Changed at random, a file raises nothing, and loses no more records than were hit."""
    chance = random.Random(7)
    whole = packed(pages(6))
    for _ in range(300):
        changed = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        found = read(bytes(changed))
        pages_read = [each for each in found if isinstance(each, PageAt)]
        assert len(pages_read) >= 2
        assert len(pages_read) == 6 or len(pages_read) < len(found)


def test_a_page_is_read_again_at_its_place() -> None:
    """The offset of a page leads back to it."""
    content = packed(pages(3))
    file = WarcFile(io.BytesIO(content), "made.warc", MAX_BYTES)
    for found in list(file):
        assert isinstance(found, PageAt)
        assert file.page_at(found.offset) == found
    with pytest.raises(ArchiveError):
        file.page_at(len(content) - 9)


def test_a_package_gives_the_pages_of_its_archives(tmp_path: Path) -> None:
    """A WACZ package is read as the WARC files in its folder `archive/`."""
    path = tmp_path / "made.wacz"
    with zipfile.ZipFile(path, "w") as whole:
        whole.writestr("archive/a.warc.gz", packed(pages(2)))
        whole.writestr("indexes/index.cdx", "junk")
        whole.writestr("archive/b.warc", b"".join(pages(1)), zipfile.ZIP_DEFLATED)
    assert told(list(read_archive(str(path), MAX_BYTES))) == ["0", "1", "0"]


@pytest.mark.parametrize("content", [b"PK\x03\x04" + bytes(40), b"PK\x03\x04"])
def test_a_broken_package_is_an_error(tmp_path: Path, content: bytes) -> None:
    """A zip that cannot be read is an archive.damaged, and no traceback."""
    path = tmp_path / "made.wacz"
    path.write_bytes(content)
    with pytest.raises(ArchiveError):
        list(read_archive(str(path), MAX_BYTES))


def test_an_archive_that_is_not_there_is_an_error() -> None:
    """A missing file, and an address where nothing listens, are archive.access."""
    for place in ("/nowhere/a.warc", "http://127.0.0.1:9/a.warc"):
        with pytest.raises(ArchiveAccessError):
            list(read_archive(place, MAX_BYTES))
