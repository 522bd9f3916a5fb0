"""What the writer keeps, as two other readers see it: FastWARC and warcio."""

from __future__ import annotations

import gzip
import resource
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from scraper.archives.found import PageAt
from scraper.archives.kept import read_kept
from scraper.archives.reading import WarcFile
from scraper.archives.writing import First, WarcWriter, close_off
from scraper.cli.main import main
from scraper.errors import WriteError
from scraper.records import Exchanged, Page, WarcPlace
from tests.archives.made import page
from tests.hostile_server import HostileServer, answer

URL = "https://lampnews.example/oil?mole=1"
AT = datetime(2024, 7, 18, 8, 1, 2, 345678, tzinfo=UTC)
INFO = {"software": "a test", "robots": "obey"}
HEADERS = [(b"Content-Type", b"text/html; charset=utf-8"), (b"X-Twice", b"1"), (b"x-twice", b"\xe9")]
LOCAL = ["--allow-private", "--no-robots", "--delay-s", "0", "--retries", "0"]


def exchanged(payload: bytes = b"", url: str = URL, **more: object) -> Exchanged:
    """A request with its response."""
    facts = {"headers": HEADERS, "status": 200, "reason": b"Fine", "request": [(b"host", b"lampnews.example")], **more}
    return Exchanged(url=url, at=AT, version=b"HTTP/1.1", payload=payload, **facts)  # type: ignore[arg-type]


def records(path: Path) -> list[dict]:
    """The records of a file as warcio reads them, every digest checked."""
    out = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, no_record_parse=False, check_digests="raise"):
            out.append(
                {
                    "kind": record.rec_type,
                    "url": record.rec_headers.get_header("WARC-Target-URI"),
                    "headers": dict(record.rec_headers.headers),
                    "http": record.http_headers,
                    "payload": record.raw_stream.read(),
                }
            )
    return out


def kinds(path: Path) -> list[str]:
    return [each["kind"] for each in records(path)]


def writer(place: Path, **more: object) -> WarcWriter:
    return WarcWriter(place, INFO, **more)  # type: ignore[arg-type]


def only(folder: Path) -> Path:
    (path,) = folder.glob("*.warc.gz")
    return path


def test_a_response_is_kept_as_it_was_received(tmp_path):
    """Status line, headers twice and in any case, and the body still compressed: byte for byte, with its moment."""
    packed = gzip.compress(page())
    more = {"headers": [*HEADERS, (b"Content-Encoding", b"gzip")]}
    with writer(tmp_path) as keeper:
        kept = keeper.keep(exchanged(packed, **more))
    path = only(tmp_path)
    info, response, request = records(path)
    assert (info["kind"], b"robots: obey" in info["payload"]) == ("warcinfo", True)
    assert (response["kind"], response["url"], response["payload"]) == ("response", URL, packed)
    assert response["http"].statusline == "200 Fine"
    assert [name for name, _ in response["http"].headers] == ["Content-Type", "X-Twice", "x-twice", "Content-Encoding"]
    assert response["headers"]["WARC-Date"] == "2024-07-18T08:01:02.345678Z"
    assert request["headers"]["WARC-Concurrent-To"] == response["headers"]["WARC-Record-ID"]
    with path.open("rb") as file:
        found = WarcFile(file, "kept", 1_000_000).page_at(kept.record.offset).page
    assert (found.content, found.fetched_at, kept.record.file) == (page(), AT, str(path))


def test_no_session_is_kept(tmp_path):
    """The request is kept without cookies and credentials: whoever gets the archive is not to get the session."""
    request = [(b"host", b"a.example"), (b"Cookie", b"id=7"), (b"authorization", b"Basic x"), (b"accept", b"*/*")]
    with writer(tmp_path) as keeper:
        keeper.keep(exchanged(page(), request=request))
    sent = records(only(tmp_path))[2]
    assert sent["http"].protocol == "GET"
    assert [name for name, _ in sent["http"].headers] == ["host", "accept"]
    assert sent["http"].statusline == "/oil?mole=1 HTTP/1.1"


def test_a_body_without_its_chunks_does_not_claim_to_have_them(tmp_path):
    """The framing of the connection is off the payload, so its header is kept under another name."""
    with writer(tmp_path) as keeper:
        keeper.keep(exchanged(page(), headers=[(b"Transfer-Encoding", b"chunked"), *HEADERS]))
    response = records(only(tmp_path))[1]
    assert response["http"].get_header("Transfer-Encoding") is None
    assert response["http"].get_header("X-Crawler-Transfer-Encoding") == "chunked"


def test_the_same_payload_is_kept_once(tmp_path):
    """Another page with the same bytes is a revisit that names the first one; FastWARC's page of it has its bytes."""
    with writer(tmp_path) as keeper:
        first, second = keeper.keep(exchanged(page())), keeper.keep(exchanged(page(), "https://b.example/"))
    found = records(only(tmp_path))
    assert [each["kind"] for each in found] == ["warcinfo", "response", "request", "revisit", "request"]
    revisit = found[3]["headers"]
    assert (revisit["WARC-Refers-To-Target-URI"], revisit["WARC-Refers-To-Date"]) == (
        URL,
        "2024-07-18T08:01:02.345678Z",
    )
    assert revisit["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert (first.kind, second.kind, first.digest) == ("response", "revisit", second.digest)
    assert (found[3]["payload"], second.payload) == (b"", first.record)


def test_a_payload_that_an_earlier_run_kept_is_not_kept_again(tmp_path):
    """Whoever knows the earlier runs is asked by the digest."""
    asked: list[str] = []

    def first_of(digest: str) -> First | None:
        asked.append(digest)
        return First("https://early.example/", AT, WarcPlace("early.warc.gz", 7))

    with writer(tmp_path, first_of=first_of) as keeper:
        kept = keeper.keep(exchanged(page()))
    revisit = records(only(tmp_path))[1]
    assert (revisit["kind"], revisit["headers"]["WARC-Refers-To-Target-URI"]) == ("revisit", "https://early.example/")
    assert (asked, kept.payload) == ([kept.digest], WarcPlace("early.warc.gz", 7))


def test_an_unchanged_page_is_a_revisit_without_a_digest(tmp_path):
    """304: the standard's own profile, and no payload that anything could be said of."""
    with writer(tmp_path) as keeper:
        kept = keeper.keep(exchanged(status=304, reason=b"Not Modified"))
    revisit = records(only(tmp_path))[1]
    assert revisit["headers"]["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert ("WARC-Payload-Digest" in revisit["headers"], kept.kind, kept.digest) == (False, "revisit", "")


def test_a_response_whose_body_was_not_read_says_so(tmp_path):
    """A redirect is kept by its head, and is not taken for one with an empty body."""
    with writer(tmp_path) as keeper:
        keeper.keep(exchanged(status=302, reason=b"", headers=[(b"Location", b"/b")], is_whole=False))
        second = keeper.keep(exchanged(status=302, reason=b"", headers=[(b"Location", b"/c")], is_whole=False))
    response = records(only(tmp_path))[1]
    assert (response["headers"]["WARC-Truncated"], response["http"].statusline) == ("unspecified", "302 Found")
    assert second.kind == "response"


def test_the_dom_of_a_rendered_page_is_kept_beside_what_was_served(tmp_path):
    """A conversion, which no other reader takes for a response; the page that is read from it is the rendered one."""
    dom = Page(URL, URL, page(2), "text/html; charset=utf-8", 200, (), AT, "rendered")
    with writer(tmp_path) as keeper:
        keeper.keep(exchanged(page(1)))
        kept = keeper.keep_rendered(dom)
    found = records(only(tmp_path))
    assert [each["kind"] for each in found] == ["warcinfo", "response", "request", "conversion"]
    with only(tmp_path).open("rb") as file:
        again = read_kept(file, kept.record.offset, kept.digest, 1_000_000)
        assert sum(isinstance(each, PageAt) for each in WarcFile(file, "kept", 1_000_000)) == 1
    assert (again.content, again.capture_kind) == (page(2), "rendered")


def test_a_full_file_is_followed_by_another(tmp_path):
    """Each file begins with its own warcinfo, holds whole records, and no two have one name."""
    with writer(tmp_path, max_file_bytes=2_000) as keeper:
        kept = [keeper.keep(exchanged(page(number) + bytes(range(256)) * 4, f"{URL}{number}")) for number in range(9)]
    files = sorted(tmp_path.iterdir())
    assert len(files) > 2
    assert {each.record.file for each in kept} == {str(path) for path in files}
    assert all(kinds(path)[0] == "warcinfo" and path.name.endswith(".warc.gz") for path in files)
    assert sum(kinds(path).count("response") for path in files) == 9


def test_what_a_kill_leaves_is_closed_off(tmp_path):
    """Wherever the last record was cut, the next run keeps all whole ones and gives the file its lasting name."""
    keeper = writer(tmp_path)
    for number in range(3):
        last = keeper.keep(exchanged(page(number), f"{URL}{number}"))
    (path,) = tmp_path.glob("*.open")
    whole = path.read_bytes()
    keeper.close()
    only(tmp_path).unlink()
    for size in [*range(last.record.offset, len(whole), 97), len(whole) - 1, len(whole)]:
        left = tmp_path / f"killed-{size}.warc.gz.open"
        left.write_bytes(whole[:size])
        assert close_off(tmp_path) == [left.with_suffix("")]
        closed = left.with_suffix("")
        assert kinds(closed)[:5] == ["warcinfo", "response", "request", "response", "request"]
        assert len(kinds(closed)) >= 5
        closed.unlink()


def test_a_file_that_a_run_writes_is_left_alone(tmp_path):
    """A second run into the same folder has files of its own, and both are whole."""
    with writer(tmp_path) as one, writer(tmp_path) as other:
        one.keep(exchanged(page(1)))
        other.keep(exchanged(page(2)))
        assert close_off(tmp_path) == []
    assert [kinds(path) for path in tmp_path.iterdir()] == [["warcinfo", "response", "request"]] * 2


def test_a_named_file_is_appended_to(tmp_path):
    """A later run goes on behind the last whole record, whatever a kill has left behind it."""
    path = tmp_path / "kept.warc.gz"
    with writer(path) as keeper:
        keeper.keep(exchanged(page(1)))
    with path.open("ab") as file:
        file.write(gzip.compress(b"WARC/1.1\r\nWARC-Type: resp")[:20])
    with writer(path) as keeper:
        kept = keeper.keep(exchanged(page(2)))
    assert kinds(path) == ["warcinfo", "response", "request"] * 2
    with path.open("rb") as file:
        assert WarcFile(file, "kept", 1_000_000).page_at(kept.record.offset).page.content == page(2)


@pytest.mark.parametrize("content", [b"letters", gzip.compress(b"letters")], ids=["plain", "packed"])
def test_a_file_that_is_no_archive_stays_as_it_is(tmp_path, content):
    """What is no WARC file is told of, and no byte of it is lost."""
    path = tmp_path / "letters.warc.gz"
    path.write_bytes(content)
    with pytest.raises(WriteError, match="no WARC file"):
        writer(path)
    assert path.read_bytes() == content


def test_two_runs_do_not_write_one_file(tmp_path):
    """The second one is told that another run writes it."""
    path = tmp_path / "kept.warc.gz"
    with writer(path), pytest.raises(WriteError, match="another run"):
        writer(path)
    assert kinds(path) == ["warcinfo"]


def test_a_full_disk_costs_no_record_that_is_kept(tmp_path):
    """The record that has no room is told of; the file ends with the one before it, under its lasting name."""
    keeper, kept = writer(tmp_path), []

    def fill() -> None:
        for number in range(99):
            kept.append(keeper.keep(exchanged(page(number), f"{URL}{number}")))

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (6_000, hard))
    try:
        with pytest.raises(WriteError, match="File too large"):
            fill()
        keeper.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert kinds(only(tmp_path)).count("response") >= len(kept) > 1
    with only(tmp_path).open("rb") as file:
        found = WarcFile(file, "kept", 1_000_000).page_at(kept[-1].record.offset).page
    assert found.content == page(len(kept) - 1)


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    """A file where a folder is to be: one error that names it."""
    (tmp_path / "a").write_text("")
    with pytest.raises(WriteError, match="a/kept"):
        writer(tmp_path / "a" / "kept")


# Through the command


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", "/nonexistent")
    return tmp_path


def test_scrape_keeps_what_it_fetches(folder, capfd):
    """`scrape URL --warc FILE`: the redirect and the page, as the server sent them, beside the record on stdout."""
    routes = {"/": b"HTTP/1.1 301 Gone on\r\nLocation: /oil\r\nContent-Length: 0\r\n\r\n",
              "/oil": answer(gzip.compress(page()), content_encoding="gzip", content_type="text/html")}  # fmt: skip
    with HostileServer(routes) as server:
        assert main([server.url("/"), *LOCAL, "--warc", "kept.warc.gz"]) == 0
        urls = [server.url("/"), server.url("/oil")]
    assert "# Oil for mole 0" in capfd.readouterr().out
    found = records(folder / "kept.warc.gz")
    assert [each["kind"] for each in found] == ["warcinfo", "response", "request", "response", "request"]
    assert [each["url"] for each in found if each["kind"] == "response"] == urls
    assert gzip.decompress(found[3]["payload"]) == page()
    assert b"robots: ignore" in found[0]["payload"]


def test_a_batch_keeps_its_pages_and_the_store_points_to_them(folder):
    """Each attempt has its record's file, place and digest; a 304 and a failure are kept as what they were."""

    def oil(talk):
        is_known = "if-none-match" in talk.seen.headers
        talk.say(answer(b"", "304 Not Modified") if is_known else answer(page(), content_type="text/html", etag='"1"'))

    with HostileServer({"/oil": oil, "/gone": answer(b"no more", "410 Gone")}) as server:
        (folder / "list.txt").write_text(f"{server.url('/oil')}\n{server.url('/gone')}\n")
        for more in ([], ["--refresh"]):
            main(["batch", "list.txt", *LOCAL, "--quiet", "--warc", "kept", *more])
    files = sorted((folder / "kept").iterdir())
    assert [kinds(path) for path in files] == [
        ["warcinfo", "response", "request", "response", "request"], ["warcinfo", "revisit", "request"]
    ]  # fmt: skip
    with closing(sqlite3.connect("scrape.db")) as store:
        rows = store.execute(
            'SELECT outcome, file, "offset", digest, kind FROM kept JOIN attempts ON attempts.id = attempt'
        ).fetchall()
    found = {outcome: (Path(file), offset, digest, kind) for outcome, file, offset, digest, kind in rows}
    assert found["unchanged"][0::2] == (files[1], "")
    with files[0].open("rb") as file:
        kept = WarcFile(file, "kept", 1_000_000)
        assert kept.page_at(found["new"][1]).page.content == page()
        assert kept.block_at(found["gone"][1])[2].startswith(b"HTTP/1.1 410 Gone\r\n")


@pytest.mark.parametrize("name", ["kept.warc", "kept.gz", "kept.wacz"])
def test_a_name_that_would_be_something_else_is_refused(folder, capfd, name):
    """Neither a folder nor a .warc.gz file: a usage error before anything is fetched."""
    assert main(["https://lampnews.example/", "--warc", name]) == 2
    assert ".warc.gz" in capfd.readouterr().err
    assert not (folder / name).exists()
