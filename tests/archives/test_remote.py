"""Archives at an address: read in pieces, with every failure of the network an archive.access."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from scraper.archives.places import is_archive, mark_of
from scraper.archives.reading import read_archive
from scraper.errors import ArchiveAccessError
from tests.archives.made import MAX_BYTES, packed, pages, told

CONTENT = packed(pages(3))


class Bucket(BaseHTTPRequestHandler):
    """An archive that may be asked for in pieces, and one that fails in the middle."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer(has_body=False)

    def do_GET(self) -> None:
        self._answer(has_body=True)

    def _answer(self, *, has_body: bool) -> None:
        if self.path == "/broken.warc.gz" and has_body:
            self.send_response(500)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        asked = self.headers.get("Range", "").removeprefix("bytes=").split("-")
        start, end = (int(asked[0]), min(int(asked[1] or len(CONTENT)), len(CONTENT) - 1)) if asked[0] else (0, 10**9)
        piece = CONTENT[start : end + 1]
        self.send_response(206 if asked[0] else 200)
        if asked[0]:
            self.send_header("Content-Range", f"bytes {start}-{end}/{len(CONTENT)}")
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("ETag", '"one"')
        self.send_header("Content-Length", str(len(piece)))
        self.end_headers()
        if has_body:
            self.wfile.write(piece)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """Where the archives are."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Bucket) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_an_archive_at_an_address_is_read(base: str) -> None:
    """A remote archive gives the pages of a local one; its mark names size and ETag."""
    place = f"{base}/crawl.warc.gz"
    assert is_archive(place)
    assert told(list(read_archive(place, MAX_BYTES))) == ["0", "1", "2"]
    assert mark_of(place).split() == [str(len(CONTENT)), '"one"']


def test_a_server_that_fails_is_an_access_error(base: str) -> None:
    """An answer of 500 is told as what it is, and no page is made up."""
    with pytest.raises(ArchiveAccessError):
        list(read_archive(f"{base}/broken.warc.gz", MAX_BYTES))
