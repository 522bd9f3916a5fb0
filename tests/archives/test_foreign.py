"""WARC files that other programs wrote."""

from __future__ import annotations

import io
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.archives.found import PageAt
from scraper.archives.reading import read_archive
from tests.archives.made import MAX_BYTES, page, read, told


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # warcio leaves its spools open
@pytest.mark.parametrize("is_packed", [True, False], ids=["gzip", "plain"])
def test_what_warcio_writes_is_read(is_packed: bool) -> None:
    """Responses, revisits with and without their page, requests and the digests of warcio are understood."""
    sink = io.BytesIO()
    writer = WARCWriter(sink, gzip=is_packed)
    headers = [("Content-Type", "text/html"), ("Content-Length", "7")]  # which it is not

    def response(url: str, content: bytes) -> None:
        http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(content), http_headers=http))

    writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "warcio"}))
    response("https://lampnews.example/a", page(1))
    response("https://lampnews.example/b", page(2))
    kept = {}
    for found in read(sink.getvalue()):
        if isinstance(found, PageAt):
            kept[found.page.url] = found.page.content
    assert kept == {"https://lampnews.example/a": page(1), "https://lampnews.example/b": page(2)}
    known = writer.create_warc_record(
        "https://lampnews.example/a", "response", payload=io.BytesIO(page(1)),
        http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
    )  # fmt: skip
    writer.ensure_digest(known)
    digest = known.rec_headers.get_header("WARC-Payload-Digest")
    for name, stated in (("c", digest), ("d", "sha1:" + "A" * 32)):
        writer.write_record(
            writer.create_revisit_record(
                f"https://lampnews.example/{name}", stated, "https://lampnews.example/a", "2024-07-18T08:01:02Z"
            )
        )
    assert told(read(sink.getvalue())) == ["warcinfo", "a", "b", "c", "revisit_without_page"]


class Site(BaseHTTPRequestHandler):
    """A page, a picture, and a page that is not there."""

    def do_GET(self) -> None:
        kinds = {"/a.html": "text/html", "/a.png": "image/png"}
        self.send_response(200 if self.path in kinds else 404)
        self.send_header("Content-Type", kinds.get(self.path, "text/html"))
        self.end_headers()
        self.wfile.write(page() if self.path == "/a.html" else b"\x89PNG")

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
def test_what_wget_writes_is_read(tmp_path: Path) -> None:
    """A crawl of `wget --warc-file` gives its page; what else wget writes is skipped by name."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        command = ["wget", "-q", "--tries=1", "--timeout=10", "--warc-file=crawl", "--delete-after"]
        urls = [f"{base}/{name}" for name in ("a.html", "a.png", "gone.html")]
        subprocess.run([*command, *urls], cwd=tmp_path, check=False, timeout=60)
        server.shutdown()
    found = told(list(read_archive(str(tmp_path / "crawl.warc.gz"), MAX_BYTES)))
    assert [each for each in found if each not in ("request", "metadata", "warcinfo", "not_http")] == [
        "a.html", "not_html", "status",
    ]  # fmt: skip
