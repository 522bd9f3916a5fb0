"""Bytes become text by the standard's chain, and what is no page says so."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.parsing.decode import decode_html, sniff_not_html

FRENCH = "<p>L'été sera chaud à l'école, « ça va », répondit le maître.</p>"
RUSSIAN = "<p>Министр сказал вчера, что лето будет жарким и сухим во всей стране.</p>"
JAPANESE = "<p>大臣は昨日、今年の夏は全国で暑くなると述べた①。</p>"


@pytest.mark.parametrize(
    ("content", "content_type", "encoding"),
    [
        (b"\xef\xbb\xbf" + FRENCH.encode(), "text/html; charset=windows-1251", "utf-8"),
        (b"\xff\xfe" + FRENCH.encode("utf-16-le"), "text/html; charset=utf-8", "utf-16le"),
        (b"\xfe\xff" + FRENCH.encode("utf-16-be"), None, "utf-16be"),
        (FRENCH.encode("utf-16-le"), "text/html; charset=utf-16le", "utf-16le"),
        (FRENCH.encode("windows-1252"), "text/html; charset=ISO-8859-1", "windows-1252"),
        (FRENCH.encode("windows-1252"), 'text/html; charset="latin1"', "windows-1252"),
        (b"<meta charset=koi8-r>" + RUSSIAN.encode("koi8-r"), "text/html", "koi8-r"),
        (b"<meta charset=koi8-r>" + RUSSIAN.encode("cp1251"), "text/html; charset=cp1251", "windows-1251"),
        (b"<meta charset=shift_jis>" + JAPANESE.encode("cp932"), "text/html", "shift_jis"),
        (FRENCH.encode(), None, "utf-8"),
        (FRENCH.encode(), "text/html; charset=no-such-charset", "utf-8"),
        (b"plain", None, "utf-8"),
        (b"", None, "utf-8"),
    ],
)
def test_the_declared_charset_is_read_in_the_standards_order(
    content: bytes, content_type: str | None, encoding: str
) -> None:
    """A byte order mark wins over the header, the header over <meta>, and that over a look at the bytes."""
    text, name = decode_html(content, content_type)
    assert name == encoding
    assert "\ufffd" not in text
    assert any(words in text for words in (FRENCH, RUSSIAN, JAPANESE, "plain")) or not content


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="windows-1251">', "windows-1251"),
        ("<META CHARSET = 'windows-1251' >", "windows-1251"),
        ("<meta/charset=windows-1251>", "windows-1251"),
        ("<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>", "windows-1251"),
        ("<meta content='text/html; charset = \"windows-1251\"' http-equiv=content-type>", "windows-1251"),
        ("<!-- <meta charset=utf-8> --><meta charset=windows-1251>", "windows-1251"),
        ("<!--><meta charset=windows-1251>", "windows-1251"),
        ("<?xml encoding='utf-8'?><!doctype html><meta charset=windows-1251>", "windows-1251"),
        ("<p title='<meta charset=utf-8>'><meta charset=windows-1251>", "windows-1251"),
        ("<meta charset=nonsense><meta charset=windows-1251>", "windows-1251"),
        ("<meta charset=windows-1251 charset=koi8-r>", "windows-1251"),
        ("<meta name=description content='charset=koi8-r'><meta charset=windows-1251>", "windows-1251"),
        ("<meta charset=x-user-defined>", "windows-1252"),
    ],
)
def test_meta_is_read_as_the_prescan_reads_it(head: str, encoding: str) -> None:
    """Comments, attributes in any quoting, unknown labels and other metas do not mislead the prescan."""
    assert decode_html(head.encode() + b"\xcf\xf0\xe8\xe2\xe5\xf2", "text/html")[1] == encoding


def test_a_meta_behind_the_first_kilobyte_is_not_read() -> None:
    """The prescan ends after 1,024 bytes, as in a browser."""
    content = b" " * 1_024 + b"<meta charset=koi8-r>" + FRENCH.encode("windows-1252")
    assert decode_html(content, "text/html")[1] == "windows-1252"


@pytest.mark.parametrize(
    ("text", "codec", "encoding"),
    [
        (FRENCH, "cp1252", "windows-1252"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (JAPANESE, "cp932", "shift_jis"),
        ("<p>大臣は昨日、今年の夏は全国で暑くなると述べた。</p>", "euc_jp", "euc-jp"),
        ("<p>장관은 어제 올 여름 전국이 더울 것이라고 말했다.</p>", "cp949", "euc-kr"),
        ("<p>部长昨天说今年夏天全国都会很热，请大家注意。</p>", "gbk", "gb18030"),
        ("<p>部長昨天說今年夏天全國都會很熱，請大家注意。</p>", "big5", "big5"),
        ("<p>Minister powiedział wczoraj, że żaden z posłów nie będzie się śmiał.</p>", "iso8859-2", "iso-8859-2"),
        ("<p>Ο υπουργός είπε χθες ότι το καλοκαίρι θα είναι ζεστό.</p>", "iso8859-7", "iso-8859-7"),
    ],
)
@pytest.mark.parametrize("content_type", [None, "text/html; charset=utf-8"])
def test_a_legacy_charset_is_found_where_none_or_a_wrong_one_is_declared(
    text: str, codec: str, encoding: str, content_type: str | None
) -> None:
    """Bytes that are not UTF-8 are read in the legacy charset that explains them, whatever the page says."""
    assert decode_html(text.encode(codec), content_type) == (text, encoding)


def test_single_broken_bytes_do_not_make_utf_8_another_charset() -> None:
    """A cut character among valid UTF-8 stays one mark, and the rest is read as UTF-8."""
    content = (FRENCH * 3).encode() + b"caf\xe9" + FRENCH.encode()
    text, name = decode_html(content, "text/html; charset=utf-8")
    assert name == "utf-8"
    assert text.count("\ufffd") == 1
    assert text.endswith(FRENCH)


def test_valid_utf_8_is_not_read_as_the_latin_1_it_declares() -> None:
    """A page that declares a legacy charset but proves to be UTF-8 is read as UTF-8."""
    assert decode_html(FRENCH.encode(), "text/html; charset=iso-8859-1") == (FRENCH, "utf-8")


@pytest.mark.parametrize(
    "label",
    [
        "zlib", "bz2", "base64", "hex", "uu", "quopri", "rot13", "idna", "undefined", "punycode", "utf-7", "utf-32",
        "unicode_escape", "raw_unicode_escape", "mbcs", "oem", "\x00", "utf-8\x00", "'", "é", "x" * 5_000, "utf-16",
    ],
)  # fmt: skip
def test_bad_labels_never_raise(label: str) -> None:
    """Names of codecs that are no charsets of the web, and garbage, are as if nothing were declared."""
    content = FRENCH.encode()
    assert decode_html(content, f"text/html; charset={label}") == (FRENCH, "utf-8")
    assert decode_html(b"<meta charset='" + label.encode() + b"'>" + content, None)[1] == "utf-8"


@given(
    st.binary(max_size=300)
    | st.lists(
        st.sampled_from(
            [b"<meta ", b"charset", b"=", b"'", b'"', b"utf-16", b"<!--", b"-->", b">", b"/", b"\xff", b"\x00"]
        ),
        max_size=20,
    ).map(b"".join),
    st.text(max_size=30) | st.none(),
)  # fmt: skip
def test_decoding_is_total(content: bytes, content_type: str | None) -> None:
    """Any bytes under any content type become text that can be written as UTF-8."""
    text, name = decode_html(content, content_type)
    assert name
    text.encode("utf-8")
    sniff_not_html(content, content_type)


@pytest.mark.parametrize(
    ("content", "content_type", "reason"),
    [
        (b"%PDF-1.7 \xe2\xe3", "text/html", "a PDF file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "text/html", "a PNG image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "text/html", "a JPEG image"),
        (b"GIF89a\x01\x00", None, "a GIF image"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", None, "a WebP image"),
        (b"PK\x03\x04\x14\x00", "text/html", "a ZIP archive"),
        (b"\x1f\x8b\x08\x00", "text/html", "gzip data"),
        (b"\x00\x00\x00\x18ftypmp42", None, "an MP4 file"),
        (b"wOF2\x00\x01", None, "a font"),
        (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n<html><p>x", "text/html", "a WARC file"),
        (b"ab\x00\x00cd\x00" * 10, "text/html", "binary data"),
        (b'{"a": [1]}', "text/html", "JSON"),
        (b"[1, 2]", "application/json", "JSON"),
        (b"<?xml version='1.0'?>\n<rss><channel/></rss>", "text/html", "an RSS feed"),
        (b"<?xml version='1.0'?><!-- x --><svg/>", None, "an SVG image"),
        (b"just words", "text/plain", "declared as text/plain"),
        (b"<!doctype html><p>x", "text/plain; charset=utf-8", "declared as text/plain"),
        (b"<!doctype html><p>x", "image/png", "declared as image/png"),
        (b"\x12\x34\x56", "image/x-raw", "declared as image/x-raw"),
    ],
)
def test_what_is_no_page_says_why(content: bytes, content_type: str | None, reason: str) -> None:
    """Signatures, NULs and types tell a file from a page, and the reason is in words."""
    assert sniff_not_html(content, content_type) == reason


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"<!DOCTYPE html><p>x", "text/html"),
        (b"\xef\xbb\xbf\n <html><p>x", "application/octet-stream"),
        (b"<html><p>x", "application/x-unknown"),
        (b"<?xml version='1.0'?><!DOCTYPE html><html>", "application/xhtml+xml"),
        (b"<!-- {\"a\": 1} --><div>x</div>", None),
        (b"words without a tag", "text/html"),
        (b"words <p>x\x00</p> and more words of the page", "text/html"),
        ("<p>été</p>".encode("utf-16"), None),
        ("<html><p>x</p></html>".encode("utf-16-le"), "text/html"),
        (b"<p>x", "application/octet-stream"),
        (b"", "image/png"),
    ],
)  # fmt: skip
def test_a_page_is_a_page_whatever_its_label(content: bytes, content_type: str | None) -> None:
    """Markup is read as a page though its type is plain text or unknown, or a NUL stands in it."""
    assert sniff_not_html(content, content_type) is None


def test_ten_megabytes_are_decoded_at_once() -> None:
    """The largest page allowed takes less than three seconds, valid, broken and unclosed."""
    for content in (
        b"<p>\xc3\xa9</p>" * 1_250_000,
        b"<p>x</p>\xe9" * 1_100_000,
        b"<meta " * 1_700_000,
        b"<!--" * 2_500_000,
    ):
        start = time.monotonic()
        decode_html(content, None)
        sniff_not_html(content, None)
        assert time.monotonic() - start < 3


def test_nosniff_leaves_the_declared_type_as_it_is():
    """With X-Content-Type-Options: nosniff a page is what is declared as HTML, or not declared at all."""
    page = b"<!doctype html><p>x"
    assert sniff_not_html(page, "application/x-unknown", is_final=True) == "declared as application/x-unknown"
    for declared in ("text/html; charset=utf-8", "application/xhtml+xml", None):
        assert sniff_not_html(page, declared, is_final=True) is None
    assert sniff_not_html(b"\x89PNG\r\n\x1a\n", "text/html", is_final=True) is not None
