"""Which kind of copy a page is, and the page without what an archive put into it.

Each kind leaves a mark that costs one substring search to look for; only where a mark stands is more read. An archive's
own words, scripts and rewritten links come off the text before it is parsed, so that nothing behind this file knows
that there was an archive.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

from scraper.records import Capture, CaptureKind

#: How much of a page is searched for marks that stand at its beginning.
HEAD_CHARS = 4_000

# Wayback Machine: /web/<timestamp><modifier>/<address>, the modifier naming what kind of thing was asked for.
WAYBACK_HOST = r"(?:https?:)?//(?:web|wayback)\.archive\.org(?::\d+)?"
WAYBACK_URL = re.compile(WAYBACK_HOST + r"/web/(\d{4,14})(?:[a-z]{2}_)?/(\S+)", re.IGNORECASE)
WAYBACK_LINK = re.compile(
    WAYBACK_HOST + r"/web/\d{4,14}(?:[a-z]{2}_)?/"
    r"|(?<=[\"'=(\s,])/web/\d{4,14}(?:[a-z]{2}_)?/(?=https?:|//|mailto:)",
    re.IGNORECASE,
)
WAYBACK_TAIL = re.compile(r"<!--\s*FILE ARCHIVED ON (\d\d:\d\d:\d\d) ([A-Z][a-z]{2}) (\d{1,2}), (\d{4})")
WAYBACK_WOMBAT = re.compile(r"""__wm\.wombat\(\s*["']([^"']+)["']\s*,\s*["'](\d{14})["']""")
WAYBACK_OLD_WOMBAT = re.compile(r"""WB_wombat_Init\(\s*["'][^"']*["']\s*,\s*["'](\d{14})["']""")
WAYBACK_MARKS = ("FILE ARCHIVED ON", "__wm.wombat(", "WB_wombat_Init(", "END WAYBACK TOOLBAR INSERT")
TOOLBAR_BEGIN, TOOLBAR_END = "<!-- BEGIN WAYBACK TOOLBAR INSERT -->", "<!-- END WAYBACK TOOLBAR INSERT -->"
REWRITE_END = "<!-- End Wayback Rewrite JS Include -->"
CANONICAL = re.compile(r"<(?:link|meta)\b[^>]{0,400}?(?:canonical|og:url)[^>]{0,1000}>", re.IGNORECASE)

# archive.today and its other names.
TODAY_HOST = r"(?:https?:)?//(?:www\.)?archive\.(?:today|ph|is|fo|li|md|vn)"
TODAY_URL = re.compile(TODAY_HOST + r"/(\d{4}\.?\d\d\.?\d\d-?\d{0,6})/(https?:[^\s\"'<>]+)", re.IGNORECASE)
TODAY_LINK = re.compile(TODAY_HOST + r"/(?:o/\w+|\d{4}\.?\d\d\.?\d\d-?\d{0,6})/(?=https?:)", re.IGNORECASE)
TODAY_STATED = re.compile(r"<(?:link|meta)\b[^>]{0,400}?(?:canonical|bookmark|og:url)[^>]{0,1000}>", re.IGNORECASE)

# Google's cache: the header of later years has an id, that of earlier ones only its words.
CACHE_HEADER_ID = "google-cache-hdr"
CACHE_HEADER = re.compile(r"<div\b[^>]{0,200}google-cache-hdr", re.IGNORECASE)
CACHE_WORDS = re.compile(
    r"This is Google(?:'|&#39;|’)s cache of\s{0,9}<a\b[^>]{0,200}?href=[\"']?([^\"'\s>]+)", re.IGNORECASE
)
CACHE_RULE = re.compile(r"<hr\b[^>]{0,100}>", re.IGNORECASE)
CACHE_MOMENT = re.compile(
    r"as (?:it appeared|retrieved) on ([A-Z][a-z]{2})[a-z]* (\d{1,2}), (\d{4}) (\d\d:\d\d:\d\d) GMT"
)
CACHE_URL = re.compile(
    r"//webcache\.googleusercontent\.com/search\?(?:[^#]{0,300}&)?q=cache:(?:[\w-]{8,16}:)?([^+&#\s]+)"
)

AMP_HTML = re.compile(r"<html\b[^>]{0,300}?\s(?:amp|⚡)(?=[\s=>])", re.IGNORECASE)  # https://amp.dev/documentation
AMP_CACHE = re.compile(
    r"//(?:[\w-]+\.cdn\.ampproject\.org/[cv]|(?:www\.)?google\.[a-z.]{2,6}/amp)/(s/)?(\S+)", re.IGNORECASE
)

PRINT_URL = re.compile(
    r"[/?&](?:print|printable|printer|printview|print-?friendly|printer-?friendly|imprimer|imprimir|drucken|stampa|"
    r"versione-stampa)"
    r"(?:[/=]|\.(?:php|aspx?|html?|jsp)\b|$)|"
    r"[?&](?:view|page|action|format|mode|template|layout|tmpl)=(?:print|imprim)",
    re.IGNORECASE,
)
PRINT_HTML = re.compile(r"<body\b[^>]{0,300}\bonload\s?=\s?[\"'][^\"'>]{0,100}window\.print\(", re.IGNORECASE)

# What programs that save pages write at the top.
SAVED_FROM = re.compile(r"<!--\s*saved from url=\((\d{4})\)(\S+)", re.IGNORECASE)
SINGLE_FILE = re.compile(r"<!--\s*Page saved with SingleFile\s+url:\s*(\S+)(?:\s+saved date:\s*([^\n]{10,80}))?")
MONOLITH = re.compile(r"<!--\s*Saved from (\S+) at (\S+) using monolith")
HTTRACK = re.compile(
    r"<!--\s*Mirrored from (\S+) by HTTrack[^\n>]{0,120}?, (\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT)?"
)
SINGLE_FILE_DATE = re.compile(r"\w{3} (\w{3}) (\d\d) (\d{4}) (\d\d:\d\d:\d\d) GMT([+-]\d{4})")

DIV = re.compile(r"<(/?)div\b", re.IGNORECASE)
DEFAULT_PORT = re.compile(r"^(https?://[^/:?#]+):(?:80|443)(?=[/?#]|$)", re.IGNORECASE)
MONTHS = {
    name: n
    for n, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], start=1
    )
}


def read_capture(html: str, url: str | None, capture_kind: CaptureKind) -> tuple[Capture, str, str | None]:
    """The capture, the page without the archive's additions, and the address of the page that was captured.

    Looks:   the address itself; comments, scripts and headers that archives and browsers leave.
    Raises:  nothing.
    """
    return (
        _wayback(html, url)
        or _archive_today(html, url)
        or _google_cache(html, url)
        or _amp(html, url)
        or _print_view(html, url)
        or _saved(html, url, capture_kind)
        or (Capture(kind=capture_kind), html, url)
    )


def of_archive(capture: Capture, moment: datetime | None) -> Capture:
    """The capture of a page that an archive file holds. A web archive's copy in it stays that archive's."""
    if capture.kind in ("wayback", "archive_today", "google_cache"):
        return capture
    return Capture("warc", moment.isoformat(timespec="seconds") if moment else None)


def _wayback(html: str, url: str | None) -> tuple[Capture, str, str | None] | None:
    asked = WAYBACK_URL.match(url) if url else None
    if not asked and not any(mark in html for mark in WAYBACK_MARKS):
        return None
    tail = WAYBACK_TAIL.search(html)
    wombat = WAYBACK_WOMBAT.search(html)
    old_wombat = WAYBACK_OLD_WOMBAT.search(html)
    if not (asked or tail or wombat or old_wombat or TOOLBAR_END in html):
        return None
    stated = next((link for tag in CANONICAL.findall(html) if (link := WAYBACK_URL.search(unescape(tag)))), None)
    original = timestamp = None
    if asked:
        timestamp, original = asked[1], asked[2]
    if wombat:
        original, timestamp = original or unescape(wombat[1]), timestamp or wombat[2]
    if old_wombat:
        timestamp = timestamp or old_wombat[1]
    if stated:
        original, timestamp = original or stated[2].rstrip("\"'/> "), timestamp or stated[1]
    captured_at = _digits_moment(timestamp)
    if captured_at is None and tail:
        captured_at = _moment(tail[2], tail[3], tail[4], tail[1])
        timestamp = re.sub(r"\D", "", captured_at)[:14] if captured_at else None
    original = _original(original) or (None if asked else url)
    archive_url = url if asked else None
    if archive_url is None and timestamp and original:
        archive_url = f"https://web.archive.org/web/{timestamp}/{original}"
    return Capture("wayback", captured_at, archive_url), _without_wayback(html), original


def _without_wayback(html: str) -> str:
    start = html.find(TOOLBAR_BEGIN)
    end = html.find(TOOLBAR_END, start)
    if 0 <= start < end:
        html = html[:start] + html[end + len(TOOLBAR_END) :]
    html = _without_div(html, html.find('<div id="wm-ipp-base"'))
    html = _without_div(html, html.find('<div id="wm-ipp-print"'))
    head_end = html.find(REWRITE_END)
    head_start = html.find("<script", 0, head_end)
    between = html[head_start:head_end]
    # Only where nothing of the page itself stands between: old captures put the insert at the very top of the head.
    if 0 <= head_start < head_end and "<meta" not in between and "<body" not in between and "<title" not in between:
        html = html[:head_start] + html[head_end + len(REWRITE_END) :]
    return WAYBACK_LINK.sub("", html)


def _archive_today(html: str, url: str | None) -> tuple[Capture, str, str | None] | None:
    found = TODAY_URL.match(url) if url else None
    if not found and "archive." in html[:HEAD_CHARS]:
        found = next((link for tag in TODAY_STATED.findall(html[:HEAD_CHARS]) if (link := TODAY_URL.search(tag))), None)
    if not found:
        return None
    archive_url = found[0] if found[0].startswith("http") else "https:" + found[0]
    cut = _without_div(html, html.find('<div id="HEADER"'))
    return Capture("archive_today", _digits_moment(found[1]), archive_url), TODAY_LINK.sub("", cut), _original(found[2])


def _google_cache(html: str, url: str | None) -> tuple[Capture, str, str | None] | None:
    asked = CACHE_URL.search(url) if url else None
    head = html[:HEAD_CHARS]
    if not asked and CACHE_HEADER_ID not in head and "s cache of" not in head:
        return None
    header = CACHE_HEADER.search(head)
    words = CACHE_WORDS.search(head)
    moment = CACHE_MOMENT.search(head)
    if not (asked or (words and (header or moment))):
        return None
    original = _original(unescape(words[1])) if words else None
    if original is None and asked:
        original = _original(asked[1] if asked[1].startswith("http") else "http://" + asked[1])
    captured_at = _moment(moment[1], moment[2], moment[3], moment[4]) if moment else None
    cut = _without_div(html, header.start()) if header else _without_cache_words(html, words)
    return Capture("google_cache", captured_at, url if asked else None), cut, original or (None if asked else url)


def _without_cache_words(html: str, words: re.Match[str] | None) -> str:
    """The page without the header of earlier years: a table, or loose words, above a rule."""
    rule = CACHE_RULE.search(html, words.end(), words.end() + HEAD_CHARS) if words else None
    if words is None or rule is None:
        return html
    table = html.rfind("<table", 0, words.start())
    return html[: table if table >= 0 else words.start()] + html[rule.end() :]


def _amp(html: str, url: str | None) -> tuple[Capture, str, str | None] | None:
    cached = AMP_CACHE.search(url) if url else None
    if cached:
        original = f"{'https' if cached[1] else 'http'}://{cached[2]}"
        return Capture("amp", None, url), html, original
    if AMP_HTML.search(html[:HEAD_CHARS]):
        return Capture("amp"), html, url
    return None


def _print_view(html: str, url: str | None) -> tuple[Capture, str, str | None] | None:
    path = url.partition("//")[2].partition("/")[2] if url else ""
    if (path and PRINT_URL.search("/" + path)) or ("window.print(" in html and PRINT_HTML.search(html)):
        return Capture("print"), html, url
    return None


def _saved(html: str, url: str | None, capture_kind: CaptureKind) -> tuple[Capture, str, str | None] | None:
    head = html[:HEAD_CHARS]
    if "<!--" not in head:
        return None
    kind: CaptureKind = "file" if capture_kind == "live" else capture_kind
    if found := SAVED_FROM.search(head):
        written = found[2][: int(found[1])]
        return Capture(kind), html, _original(written) or url
    if found := SINGLE_FILE.search(head):
        date = SINGLE_FILE_DATE.match(found[2] or "")
        moment = _moment(date[1], date[2], date[3], date[4], date[5]) if date else None
        return Capture(kind, moment), html, _original(found[1]) or url
    if found := MONOLITH.search(head):
        moment = _digits_moment(found[2]) if found[2].endswith("Z") else None
        return Capture(kind, moment), html, _original(found[1]) or url
    if found := HTTRACK.search(head):
        moment = None
        if found[2]:
            day, month, year, clock, _ = found[2].partition(", ")[2].split()
            moment = _moment(month, day, year, clock)
        # HTTrack leaves the scheme out; http is what it takes an address without one for.
        return Capture(kind, moment), html, _original("http://" + found[1]) or url
    return None


def _original(url: str | None) -> str | None:
    """The address as a plain http one, without the port that its scheme has anyway."""
    if not url or not url.lower().startswith(("http://", "https://")):
        return None
    return DEFAULT_PORT.sub(r"\1", url)


def _digits_moment(timestamp: str | None) -> str | None:
    """An archive's timestamp, as precise as its digits; archives write UTC."""
    digits = re.sub(r"\D", "", timestamp or "")
    try:
        if len(digits) == 14:
            return datetime.strptime(digits, "%Y%m%d%H%M%S").strftime("%Y-%m-%dT%H:%M:%S+00:00")
        if len(digits) >= 8:
            return datetime.strptime(digits[:8], "%Y%m%d").strftime("%Y-%m-%d")
    except ValueError:
        return None
    return None


def _moment(month: str, day: str, year: str, clock: str, zone: str = "+0000") -> str | None:
    """A moment from English words and digits, in UTC."""
    try:
        written = f"{year}-{MONTHS[month]:02}-{int(day):02}T{clock}{zone[:3]}:{zone[3:]}"
        return datetime.fromisoformat(written).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    except (KeyError, ValueError, OverflowError):
        return None


def _without_div(html: str, start: int) -> str:
    """The page without the <div> that begins at `start`; unchanged where it begins nowhere or never ends."""
    if start < 0:
        return html
    depth = 0
    for match in DIV.finditer(html, start):
        depth += -1 if match[1] else 1
        if depth == 0:
            end = html.find(">", match.end())
            return html[:start] + html[end + 1 :] if end > 0 else html
    return html
