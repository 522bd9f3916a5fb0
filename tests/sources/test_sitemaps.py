"""Sitemaps, their indexes, news sitemaps, plain-text ones, and the lines of robots.txt that name them."""

from __future__ import annotations

import gzip

import pytest

from scraper.errors import FeedError
from scraper.records import Feed, Page
from scraper.worker import read_feed

HERE = "https://quay.example/sitemap.xml"

SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://quay.example/boats?a=1&amp;b=2 </loc><lastmod>2024-05-06</lastmod><changefreq>daily</changefreq>
<image:image><image:loc>https://quay.example/boats.jpg</image:loc><image:title>Picture</image:title></image:image></url>
<url><loc>https://quay.example/fog</loc><news:news><news:publication><news:name>The Quay</news:name></news:publication>
<news:publication_date>2024-05-07T08:09:10Z</news:publication_date>
<news:title>Fog &amp; tide</news:title></news:news></url>
<url><lastmod>2024-01-01</lastmod></url></urlset>"""

INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://quay.example/sitemap-1.xml.gz</loc><lastmod>2024-05-06T00:00:00+00:00</lastmod></sitemap>
<sitemap><loc>https://quay.example/sitemap-2.xml</loc></sitemap></sitemapindex>"""

ROBOTS = b"""# The Quay
User-agent: *
Disallow: /private
sitemap : https://quay.example/sitemap-1.xml
Sitemap: /sitemap-2.xml # relative, which is not allowed and happens
SITEMAP:https://quay.example/sitemap-1.xml
"""


def read(content: bytes, url: str = HERE) -> Feed:
    return read_feed(Page(url, url, content))


def test_a_sitemap_and_a_news_sitemap():
    """Addresses, the day of the last change, the news' title and date; pictures are no articles."""
    feed = read(SITEMAP)
    assert [(each.url, each.title, each.published, each.modified, each.origin) for each in feed.items] == [
        ("https://quay.example/boats?a=1&b=2", None, None, "2024-05-06", None),
        ("https://quay.example/fog", "Fog & tide", "2024-05-07T08:09:10+00:00", None, None),
    ]
    assert (feed.kind, feed.nameless, feed.leads_to) == ("sitemap", 1, ())


def test_gzip_is_undone_and_nothing_else_changes():
    """A .gz file gives what the file inside gives."""
    assert read(gzip.compress(SITEMAP)) == read(SITEMAP)


def test_every_member_of_a_gzip_file_is_read():
    """A .gz file of several members, as tools that write in parts make them, gives what all of them hold."""
    middle = SITEMAP.index(b"<url><loc>https://quay.example/fog")
    assert read(gzip.compress(SITEMAP[:middle]) + gzip.compress(SITEMAP[middle:]) + bytes(7)) == read(SITEMAP)


NAMES = [f"https://quay.example/{number * 7919}" for number in range(2_000)]
LONG = b"<urlset>" + b"".join(f"<url><loc>{name}</loc></url>\n".encode() for name in NAMES) + b"</urlset>"


@pytest.mark.parametrize("content", [
    gzip.compress(LONG)[:-500], LONG[: len(LONG) // 2], LONG[: LONG.index(b"7919</loc>") + 2],
    gzip.compress("\n".join(NAMES).encode())[:-500], gzip.compress(LONG[:-9]),
], ids=["packed", "half", "half an address", "text", "cut before it was packed"])  # fmt: skip
def test_what_is_cut_off_gives_what_it_has_and_says_so(content):
    """Packed or not, every address before the cut, none that is half of one, and what is wrong."""
    feed = read(content)
    found = [each.url for each in feed.items]
    assert found == NAMES[: len(found)] != []
    assert feed.damage == "it is cut off"


def test_what_follows_gzip_data_and_is_none_is_told():
    """The addresses in front of it are kept."""
    feed = read(gzip.compress(LONG) + b"<html>moved</html>")
    assert (len(feed.items), feed.damage) == (len(NAMES), "what follows its gzip data is none")


def test_gzip_data_that_do_not_sum_up_are_an_error():
    """Nothing that a broken file gives is believed."""
    packed = bytearray(gzip.compress(LONG))
    packed[-6] ^= 255
    with pytest.raises(FeedError, match="broken gzip data"):
        read(bytes(packed))


def test_an_index_leads_to_sitemaps():
    """The sitemaps of an index, with the day by which --since may leave one out."""
    feed = read(INDEX)
    assert [(each.url, each.modified) for each in feed.leads_to] == [
        ("https://quay.example/sitemap-1.xml.gz", "2024-05-06T00:00:00+00:00"),
        ("https://quay.example/sitemap-2.xml", None),
    ]
    assert feed.items == ()


def test_robots_txt_leads_to_sitemaps():
    """Every Sitemap line counts, however it is written, and once."""
    feed = read(ROBOTS, "https://quay.example/robots.txt")
    assert feed.kind == "robots"
    assert [each.url for each in feed.leads_to] == [
        "https://quay.example/sitemap-1.xml",
        "https://quay.example/sitemap-2.xml",
    ]


def test_a_sitemap_of_plain_text():
    """One address a line; a line that is none is counted."""
    feed = read(
        b"\xef\xbb\xbfhttps://quay.example/a\r\nhttps://quay.example/b\r\n" + b"https://quay.example/c\n" * 20 + b"x\n"
    )
    assert [each.url[-1] for each in feed.items[:3]] == ["a", "b", "c"]
    assert (feed.kind, feed.nameless) == ("text", 1)


def test_fifty_thousand_addresses():
    """The largest sitemap that the protocol allows, in one answer of the worker."""
    urls = b"".join(b"<url><loc>https://quay.example/%d</loc></url>" % number for number in range(50_000))
    feed = read(b"<urlset>" + urls + b"</urlset>")
    assert len(feed.items) == 50_000
    assert feed.items[-1].url == "https://quay.example/49999"
