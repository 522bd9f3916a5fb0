"""Feeds of every dialect, well-formed or as found in the wild: their URLs and hints."""

from __future__ import annotations

import gzip

import pytest

from scraper.errors import FeedError
from scraper.records import Feed, FeedItem, Page
from scraper.worker import read_feed

HERE = "https://quay.example/feed.xml"

RSS_2 = b"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>The Quay</title><link>https://quay.example/</link>
<atom:link href="https://quay.example/feed.xml" rel="self"/>
<image><url>https://quay.example/logo.png</url><title>Logo</title><link>https://quay.example</link></image>
<item><title>Nineteen boats &amp;amp; a lantern</title><link>https://quay.example/boats</link>
<media:content url="x"><media:title>Not this</media:title></media:content>
<content:encoded><![CDATA[<p>A <a href="https://else.example/">link</a></p>]]></content:encoded>
<pubDate>Wed, 02 Oct 2024 08:00:00 EST</pubDate></item>
<item><title><![CDATA[Two <b>bold</b> keepers]]></title><guid>https://quay.example/?p=7</guid>
<dc:date>2024-10-03</dc:date></item>
<item><title>No permalink</title><guid isPermaLink="false">https://quay.example/?p=8</guid></item>
<item><title>Fog</title><link>/fog</link><source url="https://harbour.example/rss">The Harbour</source></item>
<item><title>Elsewhere</title><link>https://harbour.example/tide</link></item>
</channel></rss>"""

RSS_091 = b"""<?xml version="1.0"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Q</title><link>https://quay.example/</link>
<item><title>Caf&eacute; on the quay</title><link>https://quay.example/cafe</link></item></channel></rss>"""

RSS_1 = b"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://quay.example/rdf"><title>Q</title><link>https://quay.example/</link>
<items><rdf:Seq><rdf:li rdf:resource="https://quay.example/a"/></rdf:Seq></items></channel>
<item rdf:about="https://quay.example/a"><title>A</title><link>https://quay.example/a</link>
<dc:date>2024-01-02T03:04:05Z</dc:date></item>
<item rdf:about="https://quay.example/b"><title>B</title></item></rdf:RDF>"""

ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://quay.example/2024/"><title>Q</title>
<link href="https://quay.example/"/><link rel="self" href="https://quay.example/atom"/>
<entry><title type="html">&lt;i&gt;Tide&lt;/i&gt; &amp;amp; time</title><link rel="edit" href="/edit/1"/>
<link rel="via" href="https://harbour.example/tide" title="The Harbour"/>
<link rel="alternate" type="application/pdf" href="tide.pdf"/><link rel="alternate" type="text/html" href="tide"/>
<id>tag:quay.example,2024:1</id><published>2024-05-06T07:08:09+02:00</published><updated>2024-05-07T00:00:00Z</updated>
<source><title>Other</title><link href="https://other.example/"/><updated>2001-01-01</updated></source></entry>
<entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <em>fog</em> horn</div></title>
<id>https://quay.example/horn</id></entry></feed>"""

JSON_FEED = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "Q", "home_page_url": "https://quay.example/",
"items": [{"id": "1", "url": "/boats", "title": "Boats", "date_published": "2024-05-06T07:08:09Z"},
{"id": "2", "url": "https://quay.example/note", "external_url": "https://harbour.example/tide"},
{"id": "https://quay.example/three"}, {"id": "4"}, 5]}"""


def read(content: bytes, content_type: str | None = None) -> Feed:
    return read_feed(Page(HERE, HERE, content, content_type))


def facts(item: FeedItem) -> tuple:
    origin = (item.origin.name, item.origin.url) if item.origin else None
    return item.url, item.title, item.published, item.modified, origin


def test_rss_2():
    """Links, permalinks, titles in text, HTML and CDATA, dates; what is not the item's own is left alone."""
    feed = read(RSS_2)
    assert [facts(each) for each in feed.items] == [
        ("https://quay.example/boats", "Nineteen boats & a lantern", "2024-10-02T08:00:00-05:00", None, None),
        ("https://quay.example/?p=7", "Two bold keepers", "2024-10-03", None, None),
        ("https://quay.example/fog", "Fog", None, None, ("The Harbour", "https://harbour.example/rss")),
        ("https://harbour.example/tide", "Elsewhere", None, None, (None, "https://harbour.example/tide")),
    ]
    assert (feed.kind, feed.nameless, feed.leads_to) == ("rss", 1, ())
    assert {each.source for each in feed.items} == {HERE}


def test_rss_091_may_have_its_doctype():
    """A document type without a subset is no bomb; the entities that it stands for are HTML's."""
    assert [facts(each)[:2] for each in read(RSS_091).items] == [("https://quay.example/cafe", "Café on the quay")]


def test_rss_1():
    """An item's address is its link, else its rdf:about."""
    assert [facts(each)[:3] for each in read(RSS_1).items] == [
        ("https://quay.example/a", "A", "2024-01-02T03:04:05+00:00"),
        ("https://quay.example/b", "B", None),
    ]


def test_atom():
    """The page among the alternates, relative to xml:base; a link `via` is the origin; <source> is not the entry."""
    assert [facts(each) for each in read(ATOM).items] == [
        ("https://quay.example/2024/tide", "Tide & time", "2024-05-06T07:08:09+02:00", "2024-05-07T00:00:00+00:00",
         ("The Harbour", "https://harbour.example/tide")),
        ("https://quay.example/horn", "A fog horn", None, None, None),
    ]  # fmt: skip


def test_json_feed():
    """Addresses relative or as identifiers; an external address is the origin; entries without one are counted."""
    feed = read(JSON_FEED, "application/feed+json")
    assert [facts(each) for each in feed.items] == [
        ("https://quay.example/boats", "Boats", "2024-05-06T07:08:09+00:00", None, None),
        ("https://quay.example/note", None, None, None, (None, "https://harbour.example/tide")),
        ("https://quay.example/three", None, None, None, None),
    ]
    assert (feed.kind, feed.nameless) == ("json", 2)


def test_prefixes_and_letter_case_do_not_matter():
    """A feed whose elements all have a prefix, and one that shouts."""
    atom = b"""<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>T</a:title><a:link href="/x"/></a:entry>
    </a:feed>"""
    rss = b"<RSS><CHANNEL><ITEM><TITLE>T</TITLE><LINK>/x</LINK></ITEM></CHANNEL></RSS>"
    for content in (atom, rss):
        assert [facts(each)[:2] for each in read(content).items] == [("https://quay.example/x", "T")]


def test_the_address_behind_a_counting_redirect():
    """What a feed service calls the original link goes before its own."""
    content = b"""<rss xmlns:feedburner="f"><channel><item><link>https://feeds.example/~r/1</link>
    <feedburner:origLink>https://quay.example/boats</feedburner:origLink></item></channel></rss>"""
    assert read(content).items[0].url == "https://quay.example/boats"


BROKEN = {
    "bare ampersands": b"<rss><channel><item><title>Fish & chips</title><link>https://quay.example/a?x=1&y=2</link></item>"
    b"</channel></rss>",
    "entities of HTML": b"<rss><channel><item><title>Fish&nbsp;&amp; chips</title><link>https://quay.example/a?x=1&amp;y=2"
    b"</link></item></channel></rss>",
    "blank lines before": b"\n\n <?xml version='1.0'?><rss><channel><item><title>Fish &amp; chips</title>"
    b"<link>https://quay.example/a?x=1&amp;y=2</link></item></channel></rss>",
    "a warning before": b"<br />\n<b>Warning</b>: foo() in /srv/x.php<br />\n<?xml version='1.0'?><rss><channel><item>"
    b"<title>Fish &amp; chips</title><link>https://quay.example/a?x=1&amp;y=2</link></item></channel></rss>",
    "cut off": b"<rss><channel><item><title>Fish &amp; chips</title><link>https://quay.example/a?x=1&amp;y=2</link>"
    b"<description>And then",
    "prefix not declared": b"<rss><channel><item><dc:creator>M & M</dc:creator><title>Fish &amp; chips</title>"
    b"<link>https://quay.example/a?x=1&amp;y=2</link></item></channel></rss>",
    "HTML unescaped": b"<rss><channel><item><description><p>One<br>two<img src=x><a href='/no'>link</a></description>"
    b"<title>Fish <b>&amp;</b> chips</title><link>https://quay.example/a?x=1&amp;y=2</link></item></channel></rss>",
    "control characters": b"<rss><channel><item><title>Fish &amp;\x0b chips</title><link>https://quay.example/a?x=1&amp;y=2"
    b"</link></item></channel></rss>",
    "CDATA in what is broken": b"<rss><channel><item><title><![CDATA[Fish & chips]]></title><link><![CDATA["
    b"https://quay.example/a?x=1&y=2]]></link><guid>a & b</guid></item></channel></rss>",
    "quotation marks missing": b"<feed><entry><title>Fish &amp; chips</title><link rel=alternate "
    b"href=https://quay.example/a?x=1&y=2 /></entry></feed>",
}  # fmt: skip


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_not_well_formed_is_read_all_the_same(content):
    """Each way in which feeds are broken gives the same item."""
    (item,) = read(content).items
    assert item.url == "https://quay.example/a?x=1&y=2"
    assert item.title == "Fish & chips"


def test_items_without_an_end_are_parted():
    """The start of the next item ends the one before."""
    content = b"<rss><channel><item><link>/a</link><item><link>/b</link><item><link>/c</link></channel></rss>"
    assert [each.url[-1] for each in read(content).items] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        ('<?xml version="1.0" encoding="iso-8859-1"?>{}'.encode("latin-1"), None),
        (b'<?xml version="1.0" encoding="windows-1251"?>{}', None),
        ("\ufeff{}".encode("utf-16-le"), "text/xml"),
        (b'<?xml version="1.0" encoding="Shift_JIS"?>{}', None),
        (b'<?xml version="1.0" encoding="utf-8"?>{}', "text/xml; charset=iso-8859-1"),
    ],
    ids=["latin-1", "windows-1251", "utf-16", "shift-jis", "the header"],
)
def test_encodings(content, content_type):
    """The encoding is that of the mark, the header or the XML declaration, whatever the parser itself may know."""
    names = {"windows-1251": "Туман", "Shift_JIS": "霧の港"}
    declared = next((name for name in names if name.encode() in content), None)
    title = names.get(declared, "Brücke über den Fluß")
    charset = declared or ("utf-16-le" if content.startswith(b"\xff\xfe") else "latin-1")
    mark = "{}".encode("utf-16-le") if charset == "utf-16-le" else b"{}"
    feed = f"<rss><channel><item><title>{title}</title><link>/a</link></item></channel></rss>".encode(charset)
    assert read(content.replace(mark, feed), content_type).items[0].title == title


def test_a_front_page_leads_to_its_feeds():
    """The alternates of a page that are feeds; its other alternates are not."""
    content = b"""<!doctype html><html><head><title>Q</title><base href="/de/">
    <link rel="alternate" type="application/rss+xml" title="All" href="feed">
    <link rel="alternate" type="application/atom+xml" href="https://quay.example/atom">
    <link rel="alternate" hreflang="fr" href="/fr/"><link rel="alternate" type="application/json" href="/wp-json/1">
    <link rel="stylesheet" href="x.css"></head><body><p>Boats</body></html>"""
    feed = read(content, "text/html")
    assert (feed.kind, [each.url for each in feed.leads_to]) == (
        "page",
        ["https://quay.example/de/feed", "https://quay.example/atom"],
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"Nothing to see here.", b'{"items": 1}', b"{", b"[1]", b"\x89PNG\r\n\x1a\n\x00", gzip.compress(b"x")[:-4],
     b"<?xml version='1.0'?><!DOCTYPE other><other/>"],
    ids=["empty", "text", "json", "broken json", "list", "picture", "cut gzip", "other XML"],
)  # fmt: skip
def test_what_is_no_feed_is_told(content):
    """Anything else is feed.invalid, exit 8."""
    with pytest.raises(FeedError) as caught:
        read(content)
    assert (caught.value.code, caught.value.exit_status, caught.value.url) == ("feed.invalid", 8, HERE)


def test_links_that_lead_nowhere_are_no_items():
    """Other schemes, fragments and empty links have no address."""
    content = b"""<rss><channel><item><link>javascript:alert(1)</link></item><item><link>#a</link></item><item><link/>
    </item><item><link>mailto:a@quay.example</link></item><item><link>file:///etc/passwd</link></item></channel></rss>"""
    feed = read(content)
    assert (feed.items, feed.nameless) == ((), 5)
