"""Addresses are made whole, cleaned and compared, and none of them raises."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.normalize.urls import (
    absolute_url,
    clean_url,
    date_from_url,
    normal_url,
    same_site,
    url_host,
    without_userinfo,
)

BASE = "https://www.meadow-herald.test/2016/news.html?page=2"

URL_TEXT = st.text(alphabet="htps:/.?#&=%@[]\\ ;aAé\u2100\u3002-_~+0129wmp\n\t\x00\ud800", max_size=40)
HOSTS = ["www.a.test", "A.test:80", "amp.a.test", "é.test", "u:p@a.test:443", "[::1]:81"]
WEB_URLS = st.builds(
    "{}://{}/{}{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(HOSTS),
    URL_TEXT,
    st.sampled_from(["", "?utm_x=1&b=2&a=1", "?amp=1#x", "#!/y"]),
)


@pytest.mark.parametrize(
    ("href", "absolute"),
    [
        ("https://hill.test/a", "https://hill.test/a"),
        ("https://hill.test", "https://hill.test/"),
        ("HTTP://Hill.Test/A", "http://hill.test/A"),
        ("../b/c.html", "https://www.meadow-herald.test/b/c.html"),
        ("?page=3", "https://www.meadow-herald.test/2016/news.html?page=3"),
        ("//cdn.hill.test/x.png", "https://cdn.hill.test/x.png"),
        (" /with space\n.html ", "https://www.meadow-herald.test/with%20space.html"),
        ('/quote".html', "https://www.meadow-herald.test/quote%22.html"),
        ("/été", "https://www.meadow-herald.test/été"),
        ("\\windows\\path", "https://www.meadow-herald.test/windows/path"),
        ("mailto:anna@hill.test", "mailto:anna@hill.test"),
        ("MAILTO:anna@hill.test", "mailto:anna@hill.test"),
        ("tel:+3312345", "tel:+3312345"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x"),
    ],
)
def test_a_link_becomes_a_whole_address(href: str, absolute: str) -> None:
    """A link is resolved as a browser resolves it, and is safe to print."""
    assert absolute_url(href, BASE) == absolute


HOSTILE = [
    None, "", " ", "#", "#top", "javascript:void(0)", "JavaScript:alert(1)", " java\nscript:x", "data:text/html,x",
    "about:blank", "blob:https://hill.test/1", "file:///etc/passwd", "ftp://hill.test/x", "vbscript:x", "mailto:",
    "tel:",
    "http://", "https://", "http:///x", "http:x", "http:ok", "http://[", "http://[::1", "http://]/", "http://\u2100.test/",
    "http://a..b/", "http://.test/", "http://hill.test:99999/", "http://hill.test:port/", "http://hill.test:-1/",
    "http://http://hill.test/", "http://https//hill.test", "http://hi ll.test/", "http://<b>.test/", "http://hill%00.test/",
    "http://\ud800.test/", "http://" + "a" * 300 + ".test/", "/" + "a" * 9_000, "hill.test:8080/x", "whatsapp://send?text=x",
    "\x00", "//", "///", "http://?x", "http://#x",
]  # fmt: skip


@pytest.mark.parametrize("href", HOSTILE)
def test_a_link_that_leads_nowhere_is_none(href: str | None) -> None:
    """Fragments, scripts, foreign schemes and broken addresses have no address."""
    assert absolute_url(href, None) is None
    if href not in ("//", "///"):
        assert absolute_url(href, BASE) is None


def test_a_relative_link_needs_a_base() -> None:
    """Without the page's address a relative link leads nowhere, and a broken base does not raise."""
    assert absolute_url("a.html", None) is None
    assert absolute_url("a.html", "http://[") is None
    assert absolute_url("//cdn.hill.test/x.png", None) is None


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://hill.test/a?utm_source=x&id=3&fbclid=y#top", "https://hill.test/a?id=3"),
        ("https://hill.test/a?doing_wp_cron=1743001153.54", "https://hill.test/a"),
        ("https://hill.test/page/156?p=fqmdztpd", "https://hill.test/page/156"),
        ("https://hill.test/?p=156", "https://hill.test/?p=156"),
        ("https://hill.test/a?_=1721289660123", "https://hill.test/a"),
        ("https://hill.test/a?t=90", "https://hill.test/a?t=90"),
        ("https://hill.test/a?ref=rss", "https://hill.test/a"),
        ("https://hill.test/a?ref=16633", "https://hill.test/a?ref=16633"),
        ("https://hill.test/a;jsessionid=1AB?x=1", "https://hill.test/a?x=1"),
        ("https://hill.test/a?b=2&amp;utm_medium=x", "https://hill.test/a?b=2"),
        ("https://hill.test/#!/article/5", "https://hill.test/#!/article/5"),
        ("https://Hill.test/Ä?B=%c3#", "https://Hill.test/Ä?B=%c3"),
        ("no address", "no address"),
    ],
)
def test_trackers_are_taken_off_and_nothing_else(url: str, clean: str) -> None:
    """An address loses what counts readers and defeats caches; the rest stays as written."""
    assert clean_url(url) == clean


@pytest.mark.parametrize(
    "variant",
    [
        "http://hill.test/2016/a-day",
        "https://www.hill.test/2016/a-day/",
        "https://hill.test:443/2016/a-day#part",
        "http://www.hill.test:80/2016/./x/../a-day",
        "https://user:word@hill.test/2016//a-day",
        "https://hill.test/2016/a-day/?utm_campaign=x&gclid=y",
        "https://hill.test/2016/a-day/amp",
        "https://hill.test/2016/a-day/amp/",
        "https://hill.test/2016/a-day?amp=1",
        "https://hill.test/2016/a-day?amp",
        "https://hill.test/2016/a-day?outputType=amp",
        "https://amp.hill.test/2016/a-day",
        "https://hill.test/amp/2016/a-day",
        "https://hill.test/2016/a-day/print/",
        "https://hill.test/2016/a-day?print=1",
        "https://hill.test/2016/a-day?tmpl=component&print=1",
        "https://www.google.com/amp/s/hill.test/2016/a-day",
        "https://hill-test.cdn.ampproject.org/c/s/hill.test/2016/a-day?amp_gsa=1",
        "https://hill.test/2016/a%2Dday",
        "https://hill.test/2016/a-day/index.html",
        "https://hill.test./2016/a-day",
    ],
)
def test_every_variant_of_an_address_has_one_normal_form(variant: str) -> None:
    """Scheme, www, ports, trackers, AMP and print versions of one page have the same normal form."""
    assert normal_url(variant) == "https://hill.test/2016/a-day"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("https://hill.test/news/12345", "https://hill.test/products/12345"),
        ("https://hill.test/?p=1", "https://hill.test/?p=2"),
        ("https://hill.test/article.asp?reference=1", "https://hill.test/article.asp?reference=2"),
        ("https://hill.test/A", "https://hill.test/a"),
        ("https://hill.test/a?page=2", "https://hill.test/a"),
        ("https://hill.test/#!/1", "https://hill.test/#!/2"),
        ("https://hill.test:8080/a", "https://hill.test/a"),
        ("https://news.hill.test/a", "https://hill.test/a"),
        ("https://hill.test/a%2Fb", "https://hill.test/a/b"),
        ("https://hill.test/index.php?context=va&aid=1", "https://hill.test/index.php?context=va&aid=2"),
    ],
)
def test_different_articles_keep_different_normal_forms(a: str, b: str) -> None:
    """What may tell two articles apart stays in the normal form."""
    assert normal_url(a) != normal_url(b)


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("http://hill.test/a?b=2&a=1", "https://hill.test/a?a=1&b=2"),
        ("http://www.münze.test/é?q=ü", "https://xn--mnze-0ra.test/%C3%A9?q=%C3%BC"),
        ("http://hill.test", "https://hill.test/"),
        ("http://hill.test/a.amp.html", "https://hill.test/a.html"),
        ("mailto:anna@hill.test", None),
        ("/relative", None),
        (None, None),
    ],
)
def test_the_normal_form_is_written_one_way(url: str | None, normal: str | None) -> None:
    """Parameters stand in order, letters are percent-encoded in UTF-8, hosts in ASCII; no web address is None."""
    assert normal_url(url) == normal


@given(WEB_URLS | URL_TEXT)
def test_urls_never_raise_and_normal_forms_are_final(text: str) -> None:
    """Any text gives an address or None, and making it normal, clean or absolute twice is making it so once."""
    normal = normal_url(text)
    assert normal_url(normal) == normal
    absolute = absolute_url(text, BASE)
    assert absolute is None or absolute_url(absolute, None) == absolute
    assert clean_url(clean_url(text)) == clean_url(text)
    assert url_host(text) is None or url_host(text) == str(url_host(text)).lower()
    date_from_url(text)


@pytest.mark.parametrize(
    ("url", "date"),
    [
        ("https://hill.test/2016/10/19/a-day", "2016-10-19"),
        ("https://hill.test/2016/9/3/a-day", "2016-09-03"),
        ("https://hill.test/world/2016/oct/19/a-day", "2016-10-19"),
        ("https://hill.test/a-day-2016-10-19.html", "2016-10-19"),
        ("https://hill.test/2011-11/04/content_7.htm", "2011-11-04"),
        ("https://hill.test/n/2012/0112/c1001.html", "2012-01-12"),
        ("https://hill.test/index.php?context=viewArticle&code=ENG20060827&articleId=3082", "2006-08-27"),
        ("https://hill.test/2016/10/a-day", "2016-10"),
        ("https://hill.test/2016/a-day", None),
        ("https://hill.test/a-day/5422073", None),
        ("https://hill.test/20161340/a", None),
        ("https://hill.test/2016/02/30/a", "2016-02"),
        ("https://hill.test/a-2016-02-30", None),
        ("https://hill.test/120161019", None),
        ("not an address", None),
        (None, None),
    ],
)
def test_an_address_may_carry_a_date(url: str | None, date: str | None) -> None:
    """A day, or a month, in a path or a code is read; other numbers are not."""
    assert date_from_url(url) == date


SUFFIXES = ["kyiv.ua", "spb.ru", "msk.ru", "waw.pl", "nhs.uk", "notion.site", "com.au", "github.io", "公司.cn",
            "xn--55qx5d.cn"]  # fmt: skip


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("https://www.hill.test/a", "http://news.hill.test/b", True),
        ("https://hill.co.uk/a", "https://meadow.co.uk/a", False),
        ("https://www.hill.co.uk/a", "https://hill.co.uk/a", True),
        ("https://one.blogspot.com/", "https://two.blogspot.com/", False),
        ("https://one.substack.com/", "https://one.substack.com/p/x", True),
        ("https://10.0.0.1/", "https://10.9.0.1/", False),
        *((f"https://quay.{suffix}/", f"https://hill.{suffix}/", False) for suffix in SUFFIXES),
        *((f"https://www.quay.{suffix}/", f"https://news.quay.{suffix}/", True) for suffix in SUFFIXES),
        ("https://quay.рус.test/", "https://xn--quay.рус.test/", True),
        ("https://www.xn--e1a4c/", "https://news.xn--e1a4c/", False),
        ("https://a.www.ck/", "https://b.www.ck/", True),
        ("https://a.b.kobe.jp/", "https://a.c.kobe.jp/", False),
        ("https://a.city.kobe.jp/", "https://b.city.kobe.jp/", True),
        ("https://hill.test/", None, False),
        ("http://[", "http://[", False),
    ],
)
def test_two_addresses_may_be_of_one_site(a: str, b: str | None, same: bool) -> None:
    """A site is what one owner registered, not a country's suffix and not a platform."""
    assert same_site(a, b) is same


def test_a_host_is_told_without_www() -> None:
    """The host is lower-case, without www., port and credentials; an address without one has none."""
    assert url_host("HTTPS://u:p@WWW.Hill.Test:8080/a") == "hill.test"
    assert url_host("mailto:anna@hill.test") is None
    assert url_host(None) is None


NUMBERED = [
    "https://www.mondialisation.ca/le-pont-qui-chante/5422073",
    "http://mondialisation.ca/le-pont-qui/5422073?doing_wp_cron=1743001153.5455",
    "https://www.mondialisation.ca/?p=5422073",
    "http://www.mondialisation.ca/index.php?context=viewArticle&code=ENG20060827&articleId=5422073",
    "http://mondialisation.ca/?context=va&aid=5422073",
    "https://www.mondialisation.ca/le-pont-qui-chante/5422073?print=1",
    "https://web.archive.org/web/20170228213001id_/http://www.mondialisation.ca:80/le-pont-qui-chante/5422073",
    "https://archive.ph/2026.04.03-101010/https://www.mondialisation.ca/le-pont-qui-chante/5422073",
    "https://m.mondialisation.ca/le-pont-qui-chante/5422073?share=facebook",
]


@pytest.mark.parametrize("url", NUMBERED)
def test_a_posts_number_is_its_address_where_a_site_numbers_them(url: str) -> None:
    """Slugs are cut and edited, the number stays; archives, print views and mobile hosts show the same article."""
    assert normal_url(url) == "https://mondialisation.ca/?p=5422073"


def test_a_listings_page_has_no_posts_number() -> None:
    """The number of a listing's page is none of an article, nor is a number on a site that is not known for it."""
    listing = "https://mondialisation.ca/theme/guerre/page/156"
    assert normal_url(listing) == listing
    assert normal_url("https://paper.example/a/5422073") != normal_url("https://paper.example/b/5422073")


@pytest.mark.parametrize("filler", [" ", "/", "\\", "\t/", "a"])
def test_user_info_is_looked_for_in_linear_time(filler):
    """A hundred thousand blanks, slashes or letters behind the scheme are read within a moment."""
    start = time.process_time()
    url = "http://" + filler * 100_000 + "x"
    assert without_userinfo(url) == url
    assert time.process_time() - start < 0.2
