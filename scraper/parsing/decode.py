"""Bytes to text by the HTML standard, and past it where a page lies about its charset; and bytes that are no page.

    BOM > charset of the HTTP header > <meta> in the first 1,024 bytes > UTF-8 if valid > a guess > windows-1252

Source: https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding
"""

from __future__ import annotations

import codecs
import re

import webencodings  # type: ignore[import-untyped]

#: Https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding
PRESCAN_BYTES = 1_024
GUESS_BYTES = 65_536  # outside ASCII: more does not change a guess, and each kilobyte takes time
LOOK_BYTES = 4_096  # one block of a file: what is no text shows it there
#: More of these than this share of the first bytes is binary data; broken pages have single ones.
#: https://mimesniff.spec.whatwg.org/#binary-data-byte
BINARY_BYTES = bytes([*range(0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)])
BINARY_SHARE = 0.02  # of control characters; damaged text has a few

BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16le"), (b"\xfe\xff", "utf-16be"))
#: Encodings of several bytes a character, whose text is valid UTF-8 by chance more often than that of single bytes.
MULTI_BYTE = frozenset({"gbk", "gb18030", "big5", "euc-jp", "iso-2022-jp", "shift_jis", "euc-kr"})
#: Python's codecs for what the standard means by a name, where they are wider than the codec of that name.
CODECS = {"shift_jis": "cp932", "euc-kr": "cp949", "gbk": "gb18030", "big5": "big5hkscs"}
#: What a legacy page can be in; and the standard's name where the guesser has its own.
GUESSED = (
    "utf-8 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 iso8859-2 iso8859-5 iso8859-7 "
    "iso8859-9 iso8859-13 iso8859-15 koi8-r koi8-u mac-roman cp866 cp932 cp949 euc_jis_2004 big5hkscs gb18030"
).split()
GUESS_NAMES = {
    "cp932": "shift_jis", "cp949": "euc-kr", "big5hkscs": "big5", "big5-hkscs": "big5", "mac-roman": "macintosh",
    "macroman": "macintosh", "cp874": "windows-874", "euc_jis_2004": "euc-jp", "euc-jis-2004": "euc-jp",
}  # fmt: skip
#: A guess of one of these is the guess "Western", which the web writes as windows-1252.
WESTERN = frozenset({"windows-1252", "iso-8859-15", "iso-8859-14", "macintosh"})
#: Bytes at which ISO 8859-15 and windows-1252 are different letters.
_WESTERN_DIFFERENCE = re.compile(rb"[\x80-\x9f\xa4\xa6\xa8\xb4\xb8\xbc-\xbe]")

_CHARSET_PARAMETER = re.compile(r"""charset\s*=\s*["']?([^\s"';,]+)""", re.IGNORECASE)
_CHARSET_IN_CONTENT = re.compile(
    rb"""charset[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^"'\t\n\f\r ;][^\t\n\f\r ;]*))""", re.IGNORECASE
)
_TAG_LIKE = re.compile(rb"<(?:(?P<comment>!--)|(?P<meta>meta)(?=[\t\n\f\r /])|(?P<tag>/?[a-z])|(?P<other>[!/?]))",
                       re.IGNORECASE)  # fmt: skip
BETWEEN_ATTRIBUTES = b"\t\n\f\r /"
_ATTRIBUTE = re.compile(
    rb"(?P<name>[^\t\n\f\r />=][^\t\n\f\r />=]*|=[^\t\n\f\r />=]*)"
    rb"(?:[\t\n\f\r ]*=[\t\n\f\r ]*"
    rb"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\t\n\f\r >\"'][^\t\n\f\r >]*)?))?"
)

SIGNATURES = (
    (b"%PDF-", "a PDF file"), (b"\x89PNG\r\n\x1a\n", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"), (b"GIF89a", "a GIF image"), (b"BM", None), (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"), (b"\x00\x00\x01\x00", "an icon"), (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "a ZIP archive"), (b"\x1f\x8b", "gzip data"), (b"BZh", "bzip2 data"), (b"\xfd7zXZ\x00", "xz data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"), (b"Rar!\x1a\x07", "a RAR archive"), (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"wOFF", "a font"), (b"wOF2", "a font"), (b"OTTO\x00", "a font"), (b"\x00\x01\x00\x00\x00", "a font"),
    (b"ID3", "an MP3 file"), (b"OggS", "an Ogg file"), (b"fLaC", "a FLAC file"), (b"\x1aE\xdf\xa3", "a Matroska file"),
    (b"FLV\x01", "a Flash video"), (b"CWS", None), (b"\x7fELF", "a program"), (b"MZ\x90", "a program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office file"), (b"{\\rtf", "an RTF file"), (b"%!PS", "a PostScript file"),
    (b"\x00asm", "a WebAssembly module"), (b"SQLite format 3\x00", "a database"), (b"WARC/", "a WARC file"),
    (b"\xca\xfe\xba\xbe", "a program"),
)  # fmt: skip
_HTML_START = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|link|script|style|base|div|section|article|main|header|nav|p|"
    rb"table|h[1-6]|center|font|iframe|br|ul|ol|a|b|i|em|strong|span|blockquote|frameset)(?=[\s>/])",
    re.IGNORECASE,
)
_XML_ROOT = re.compile(rb"<(?!\?|!)(?:[a-z0-9]+:)?([a-z0-9]+)", re.IGNORECASE)
XML_ROOTS = {
    b"rss": "an RSS feed", b"feed": "an Atom feed", b"rdf": "an RDF feed", b"urlset": "a sitemap",
    b"sitemapindex": "a sitemap", b"svg": "an SVG image", b"opml": "an OPML file",
}  # fmt: skip
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/octet-stream", ""})
_MEDIA_TYPES = ("image/", "video/", "audio/", "font/")
NEVER_HTML = ("text/plain", "text/css", "text/javascript", *_MEDIA_TYPES)
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})


def decode_html(content: bytes, content_type: str | None) -> tuple[str, str]:
    """The text of a page and the WHATWG name of its encoding. Never raises.

    The standard's order, with three departures in the reader's interest. A page that is not the UTF-8 it declares, but
    that a legacy charset explains, is read in that charset; single broken bytes among valid UTF-8 stay U+FFFD. A page
    that declares a legacy charset and is valid UTF-8, with accents to prove it, is UTF-8. And UTF-16 without a NUL
    byte is not UTF-16.
    """
    for bom, name in BOMS:
        if content.startswith(bom):
            return _decode(content[len(bom) :], name), name
    declared = _declared(content, content_type)
    if declared is None or declared == "utf-8":
        try:
            return content.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            return _not_quite_utf_8(content, declared)
    if not content.startswith(b"\x1b") and _is_utf_8_after_all(content, declared):
        return content.decode("utf-8"), "utf-8"
    text = _decode(content, declared)
    # Bytes that the declared charset has no letters for: another one may explain them all.
    broken = text.count("\ufffd")
    if broken > 3 and broken * 200 > len(text) and (better := _guess(content)) and better != declared:
        return _decode(content, better), better
    return text, declared


def sniff_not_html(content: bytes, content_type: str | None, *, is_final: bool = False) -> str | None:
    """Why these bytes are no HTML page, as words for a message; None where they may be one.

    The first bytes tell a picture sent as text/html. A page that is sent as plain text, or as a picture, is none for a
    browser either: somebody shows its source, or hides it. With `is_final` (`nosniff`) what is declared as HTML is.

    Source: https://mimesniff.spec.whatwg.org/#interpreting-the-resource-metadata
    """
    head = content[:LOOK_BYTES]
    for signature, what in SIGNATURES:
        if what and head.startswith(signature):
            return what
    if head[4:8] == b"ftyp":
        return "an MP4 file"
    if head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "a WebP image" if head[8:12] == b"WEBP" else "a RIFF file"
    if not content:
        return None
    mime = (content_type or "").partition(";")[0].strip().lower()
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None  # UTF-16: every second byte is NUL
    binary = len(head) - len(head.translate(None, BINARY_BYTES))
    if binary > 2 + len(head) * BINARY_SHARE and not _is_utf_16(head):
        return "binary data"
    start = head.lstrip(b"\xef\xbb\xbf\t\n\f\r ")
    if start.startswith((b"<?xml", b"<rss", b"<feed", b"<urlset", b"<sitemapindex", b"<svg", b"<rdf:", b"<!--")):
        root = _XML_ROOT.search(re.sub(rb"<!--.*?-->", b"", start, flags=re.DOTALL))
        if root and (what := XML_ROOTS.get(root[1].lower())):
            return what
    if mime and (mime.startswith(NEVER_HTML) or (is_final and mime not in _PAGE_TYPES)):
        return f"declared as {mime}"
    if _HTML_START.search(start):
        return None
    if start[:1] in (b"{", b"[") and (mime.endswith("json") or re.match(rb'[{\[]\s*["{\[\]}]', start)):
        return "JSON"
    if mime.startswith(_MEDIA_TYPES) or (mime not in _HTML_TYPES and not mime.startswith("text/html")):
        return f"declared as {mime}"
    return None


def _declared(content: bytes, content_type: str | None) -> str | None:
    """The encoding that the HTTP header or a <meta> names."""
    if content_type and (match := _CHARSET_PARAMETER.search(content_type)):
        name = _known(match[1])
        if name and not (name.startswith("utf-16") and b"\x00" not in content[:LOOK_BYTES]):
            return name
    name = _prescan(content[:PRESCAN_BYTES])
    if name is None:
        return "utf-16le" if _is_utf_16(content[:LOOK_BYTES]) and content[1:2] == b"\x00" else None
    return name


def _known(label: str) -> str | None:
    """The WHATWG name of a label; None for one that the standard does not know."""
    encoding = webencodings.lookup(label.strip("\t\n\f\r \"'"))
    return None if encoding is None else str(encoding.name)


def _prescan(head: bytes) -> str | None:
    """What the first <meta> with a charset says, as the standard's prescan reads it."""
    place = 0
    while match := _TAG_LIKE.search(head, place):
        place = match.end()
        if match["comment"]:
            # "<!-->" is a whole comment: its end may begin with the dashes of its start.
            end = head.find(b"-->", match.start() + 2)
            if end < 0:
                return None
            place = end + 3
        elif match["meta"]:
            name, place = _read_meta(head, place)
            if name is not None:
                return name
        elif match["tag"]:
            while place < len(head) and head[place] not in b"\t\n\f\r />":
                place += 1
            _, place = _attributes(head, place)
        else:
            end = head.find(b">", place)
            if end < 0:
                return None
            place = end + 1
    return None


def _read_meta(head: bytes, place: int) -> tuple[str | None, int]:
    attributes, place = _attributes(head, place)
    label: bytes | None = None
    if b"charset" in attributes:
        label = attributes[b"charset"]
    elif attributes.get(b"http-equiv", b"").lower() == b"content-type":
        found = _CHARSET_IN_CONTENT.search(attributes.get(b"content", b""))
        label = (found[1] or found[2] or found[3]) if found else None
    name = _known(label.decode("latin-1")) if label else None
    if name is not None and name.startswith("utf-16"):
        return "utf-8", place  # what could be read as ASCII so far is not UTF-16
    return ("windows-1252" if name == "x-user-defined" else name), place


def _attributes(head: bytes, place: int) -> tuple[dict[bytes, bytes], int]:
    """The attributes of a tag from `place` on, the first of each name, and where the tag ends."""
    attributes: dict[bytes, bytes] = {}
    rest = head[place:].lstrip(BETWEEN_ATTRIBUTES)
    while match := _ATTRIBUTE.match(rest):
        value = match["double"] or match["single"] or match["bare"] or b""
        attributes.setdefault(match["name"].lower(), value)
        rest = rest[match.end() :].lstrip(BETWEEN_ATTRIBUTES)
    end = rest.find(b">")
    return attributes, (len(head) - len(rest) + end + 1 if end >= 0 else len(head))


def _decode(content: bytes, name: str) -> str:
    return str(_codec(name).decode(content, "replace")[0])


def _codec(name: str) -> codecs.CodecInfo:
    if name in CODECS:
        return codecs.lookup(CODECS[name])
    encoding = webencodings.lookup(name)
    return codecs.lookup("utf-8") if encoding is None else encoding.codec_info


def _not_quite_utf_8(content: bytes, declared: str | None) -> tuple[str, str]:
    """Bytes that are not valid UTF-8: UTF-8 with a few broken ones, or a legacy charset."""
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd") - content.count(b"\xef\xbf\xbd")
    valid = len(text) - len(text.encode("ascii", "ignore")) - broken
    if valid > 2 * broken:
        return text, "utf-8"
    name = _guess(content)
    if name is not None:
        return _decode(content, name), name
    if declared is None:
        return _decode(content, "windows-1252"), "windows-1252"
    return text, "utf-8"


def _is_utf_8_after_all(content: bytes, declared: str) -> bool:
    if content.isascii() or declared.startswith("utf-16"):
        return False
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    sequences = len(text) - len(text.encode("ascii", "ignore"))
    return sequences >= (10 if declared in MULTI_BYTE else 2)


def _is_utf_16(head: bytes) -> bool:
    """Whether every second byte is NUL, as in UTF-16 text of mostly ASCII letters."""
    return len(head) >= 8 and (head[1::2].count(0) * 10 > len(head) * 3) != (head[::2].count(0) * 10 > len(head) * 3)


def _guess(content: bytes) -> str | None:
    """The legacy encoding in which all bytes are letters and their frequencies make sense; None for none."""
    import chardet  # its models cost a tenth of a second, and few pages need them

    pieces: list[bytes] = []
    size = 0
    for piece in content[: 16 * GUESS_BYTES].split(b"<"):  # what is ASCII says nothing and would use up the sample
        if not piece.isascii():
            pieces.append(piece)
            size += len(piece)
            if size > GUESS_BYTES:
                break
    label = chardet.detect(b"\n".join(pieces)[:GUESS_BYTES], include_encodings=GUESSED)["encoding"]
    name = _known(GUESS_NAMES.get(label.lower(), label)) if label else None
    if name in WESTERN and (name != "iso-8859-15" or not _WESTERN_DIFFERENCE.search(content)):
        name = "windows-1252"
    if name is None or name == "utf-8" or name.startswith("utf-16"):
        return None
    try:
        _codec(name).decode(content, "strict")
    except UnicodeDecodeError:
        return None
    return name
