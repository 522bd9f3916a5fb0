"""Truncated bodies and non-pages are reported and never kept (P3, P31)."""

from __future__ import annotations

import gzip
import json
import zipfile
from io import BytesIO

import pytest

from tests.hostile.command import LOCAL, run
from tests.hostile_server import HEAD, HostileServer, answer, closes_after, cut
from tests.test_batch import story

PAGE = story("a").replace(b"</article>", b"<p>The fog came in over the quay, boat by boat, and went.</p>" * 40)
HALF = PAGE[: len(PAGE) // 2]
PACKED = gzip.compress(PAGE)
CUTS = {
    "/8-of-100-bytes": cut(b"<p>Boats", 100),
    "/half-the-length": cut(HALF, len(PAGE)),
    "/chunks-without-end": closes_after(HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(HALF), HALF)),
    "/half-a-gzip": answer(PACKED[: len(PACKED) // 2], content_encoding="gzip", connection="close"),
    "/gzip-without-its-last-four-bytes": answer(PACKED[:-4], content_encoding="gzip", connection="close"),
}


def archive() -> bytes:
    """A ZIP archive with a page in it."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("page.html", PAGE)
    return packed.getvalue()


HTML = {"content_type": "text/html; charset=utf-8", "connection": "close"}
NO_PAGES = {
    "/image": answer(b"\x89PNG\r\n\x1a\n" + bytes(200) + PAGE, **HTML),
    "/pdf": answer(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + PAGE, **HTML),
    "/zip": answer(archive(), **HTML),
    "/nul-bytes": answer(b"ab\x00\x00cd\x00" * 500, **HTML),
    "/plain-text": answer(PAGE, content_type="text/plain", connection="close"),
    "/nosniff": answer(PAGE, content_type="text/x-notes", x_content_type_options="nosniff", connection="close"),
}


@pytest.mark.parametrize(
    ("routes", "code", "status"),
    [(CUTS, "fetch.truncated", 4), (NO_PAGES, "extract.not_html", 8)],
    ids=["cut", "no page"],
)
def test_what_is_no_whole_page_is_never_kept(tmp_path, routes, code, status):
    """All have their code and exit status; a batch of them keeps the one whole page that is among them."""
    with HostileServer({**routes, "/whole": answer(PAGE, connection="close")}) as server:
        done = run(*map(server.url, routes), *LOCAL, "-o", "alone/", cwd=tmp_path)
        assert (done.status, done.out) == (status, "")
        assert [line.partition(":")[0] for line in done.err.splitlines()] == [code] * len(routes)
        (tmp_path / "list.txt").write_text("\n".join(map(server.url, [*routes, "/whole"])))
        done = run("batch", "list.txt", *LOCAL, "-o", "out/", "--errors", "errors.jsonl", cwd=tmp_path)
    assert done.status == 9
    codes = [json.loads(line)["code"] for line in (tmp_path / "errors.jsonl").read_text().splitlines()]
    assert codes == [code] * len(routes)
    assert len(list((tmp_path / "out").iterdir())) == 1
    assert list((tmp_path / "alone").glob("*")) == []
