"""Which URLs may be fetched, and where a redirect may lead."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import FetchError, PortError, ProtocolError, RedirectsError, ScraperError, UrlError
from scraper.fetching.targets import read_target, redirect_target
from scraper.normalize.urls import MAX_LENGTH, without_userinfo
from scraper.options import FetchOptions
from tests.hostile_server import answer, redirect

OPTIONS = FetchOptions()
LOCAL = FetchOptions(allow_private=True)


@pytest.mark.parametrize(
    "url",
    [
        "", "   ", "lantern.example", "lantern.example/page", "lantern.example:8080/page", "//lantern.example/page",
        "/page", "page.html", "?x", "#x", "http://[", "http://[::1", "http://lantern.example:99999/", "http://lantern.example:-1/",
        "http://lantern.example:0x50/", "http://a@b@c.example/", "http://good.example\\@evil.example/", "http://xn--a-\u00fc/",
        "http://exa\u2100mple.org/", "http://a b.example\x7f/", "http://" + "a" * 70_000 + "/",
    ],
)  # fmt: skip
def test_what_is_no_address_is_url_invalid(url):
    """No scheme, no port of that number, an ambiguous or broken host: url.invalid, exit 2."""
    with pytest.raises(UrlError) as caught:
        read_target(url, OPTIONS)
    assert (caught.value.url, caught.value.exit_status) == (without_userinfo(url), 2)


@pytest.mark.parametrize(
    "host", ["%31%32%37.0.0.1", "%6cocalhost", "127.0.0.1%20", "lantern.example%00", "a%2fb.example"]
)
def test_a_host_with_percent_signs_is_none(host):
    """What decodes a host behind us, a proxy or a resolver, would ask an address that was not checked."""
    for options in (OPTIONS, LOCAL):
        with pytest.raises(UrlError):
            read_target(f"http://{host}/", options)


@pytest.mark.parametrize(
    "url",
    ["file:///etc/hosts", "ftp://lantern.example/", "gopher://lantern.example/", "data:text/html,hi",
     "javascript:alert(1)", "about:blank", "mailto:keeper@lantern.example", "ws://lantern.example/"],
)  # fmt: skip
def test_other_schemes_are_refused(url):
    """Schemes other than http and https are fetch.scheme, exit 6."""
    with pytest.raises(ScraperError) as caught:
        read_target(url, OPTIONS)
    assert (caught.value.code, caught.value.exit_status) == ("fetch.scheme", 6)


@pytest.mark.parametrize(
    ("url", "wire", "origin"),
    [
        ("http://lantern.example", "http://lantern.example", "http://lantern.example:80"),
        (" \n https://Lantern.Example:443/a b#part ", "https://lantern.example/a%20b", "https://lantern.example:443"),
        ("HTTP://lantern.example:8080/?q=ü", "http://lantern.example:8080/?q=%C3%BC", "http://lantern.example:8080"),
        ("https://www.bücher.example/ä", "https://www.xn--bcher-kva.example/%C3%A4",
         "https://www.xn--bcher-kva.example:443"),
        ("https://me:secret@lantern.example/", "https://lantern.example/", "https://lantern.example:443"),
        ("https://[2606:4700::1111]/", "https://[2606:4700::1111]/", "https://[2606:4700::1111]:443"),
        ("http://lan\ntern.example/a\tb", "http://lantern.example/ab", "http://lantern.example:80"),
    ],
)  # fmt: skip
def test_an_address_is_sent_in_one_form(url, wire, origin):
    """Host in lower case and ASCII, without user info, fragment, default port and stray blanks."""
    target = read_target(url, OPTIONS)
    assert (target.url, target.origin) == (wire, origin)


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=80), st.sampled_from(["", "http://", "http://a.example/", "//", "http:"]))
def test_any_text_is_a_target_or_an_error_of_ours(text, before):
    """Reading an address, and following a redirect to it, raises nothing but ScraperError."""
    base = read_target("https://lantern.example/start", OPTIONS)
    for read in (
        lambda: read_target(before + text, OPTIONS),
        lambda: redirect_target(base, before + text, OPTIONS, base.url),
    ):
        with contextlib.suppress(ScraperError):
            target = read()
            assert target.url.isascii()
            assert target.host


#: Location to the codes it may end with; the server itself is on loopback.
HOSTILE_LOCATIONS = [
    "data:text/html,hi", "javascript:alert(1)", "about:blank", "file:///etc/hosts", "ftp://lantern.example/",
    "gopher://lantern.example/", "http://xn--/", "http://xn--a/", "http://" + "a" * 300 + ".example/", "http://.../",
    "http://a..b/", "http://lantern.example:99999/", "http://lantern.example:-1/", "http:///ok", "http://", "http://[",
    "//[::1", "/" + "p" * 70_000, "http://exa\u2100mple.org/", "/\x01x", "http://good.example\\@evil.example/",
]  # fmt: skip


@pytest.mark.parametrize("location", HOSTILE_LOCATIONS, ids=lambda location: repr(location[:24]))
def test_a_hostile_location_is_an_error_of_ours(serve, client, location):
    """A redirect to what is no page ends with exit 4 or 6, and with nothing asked."""
    server = serve({"/": redirect(location)})
    with pytest.raises(FetchError) as caught:
        client().fetch(server.url())
    assert caught.value.exit_status in (4, 6)
    assert caught.value.url == server.url()
    assert server.paths == ["/"]


def test_the_usual_redirects_are_followed(serve, client):
    """Absolute, relative, scheme-relative and odd but clear locations lead on, by any redirect status."""
    server = serve(
        {
            "/a": redirect("/b", "301 Moved Permanently"),
            "/b": redirect("c?x=1#part", "302 Found"),
            "/c?x=1": redirect("http:d", "303 See Other"),
            "/d": redirect(" /e ü ", "307 Temporary Redirect"),
            "/f": answer(b"found", content_type="text/html; charset=latin1"),
        }
    )
    server.routes["/e%20%C3%BC"] = redirect(f"//127.0.0.1:{server.port}/f", "308 Permanent Redirect")
    page = client().fetch(server.url("/a"))
    assert (page.content, page.url, page.final_url) == (b"found", server.url("/a"), server.url("/f"))
    assert (page.status, page.content_type) == (200, "text/html; charset=latin1")
    assert page.fetched_at is not None
    assert page.fetched_at.utcoffset().total_seconds() == 0


def test_a_self_loop_is_noticed_at_once(serve, client):
    """A page that redirects to itself is fetch.redirects after one request."""
    server = serve({"/": redirect("/#again")})
    with pytest.raises(RedirectsError, match="circle"):
        client().fetch(server.url())
    assert server.paths == ["/"]


@pytest.mark.parametrize(("hops", "fits"), [(9, True), (10, True), (11, False)])
def test_ten_redirects_are_followed_and_no_more(serve, client, hops, fits):
    """The eleventh redirect of a chain is fetch.redirects, with eleven requests made."""
    routes = {f"/{number}": redirect(f"/{number + 1}") for number in range(hops)} | {f"/{hops}": answer(b"end")}
    server = serve(routes)
    if fits:
        assert client().fetch(server.url("/0")).content == b"end"
    else:
        with pytest.raises(RedirectsError):
            client().fetch(server.url("/0"))
        assert len(server.requests) == 11


def test_a_redirect_to_plain_http_is_refused():
    """From https no redirect leads to http."""
    base = read_target("https://lantern.example/", OPTIONS)
    with pytest.raises(FetchError) as caught:
        redirect_target(base, "http://lantern.example/", OPTIONS, "https://asked.example/")
    assert (caught.value.code, caught.value.url) == ("fetch.scheme", "https://asked.example/")
    upgraded = redirect_target(
        read_target("http://lantern.example/", OPTIONS), "https://lantern.example/", OPTIONS, "x"
    )
    assert upgraded.scheme == "https"


def test_a_redirect_to_no_address_is_a_protocol_error():
    """The server is to blame for a broken Location, not the user: fetch.protocol, not url.invalid."""
    base = read_target("http://lantern.example/", LOCAL)
    with pytest.raises(ProtocolError):
        redirect_target(base, "http://[", LOCAL, "http://asked.example/")


def test_an_address_longer_than_any_server_reads_is_refused():
    """Up to 8,192 characters, as they are sent, are asked for; more are url.invalid, in a redirect fetch.protocol."""
    start = "http://lantern.example/"
    base = read_target(start, OPTIONS)
    longest = start + "a" * (MAX_LENGTH - len(start))
    assert read_target(longest, OPTIONS).url == longest
    for url in (longest + "a", start + "é" * 2_000, start + " " * 90_000 + "x"):
        with pytest.raises(UrlError):
            read_target(url, OPTIONS)
        with pytest.raises(ProtocolError) as caught:
            redirect_target(base, url, OPTIONS, start)
        assert len(caught.value.reason) < 200


@pytest.mark.parametrize("path", ["/", "/page", ""])
@pytest.mark.parametrize("options", [OPTIONS, LOCAL], ids=["public", "private"])
def test_port_0_is_refused_everywhere(path, options):
    """Nothing listens at port 0, and it is not taken for the scheme's own port, neither at first nor in a redirect."""
    base = read_target("http://lantern.example/", options)
    for url in (f"http://lantern.example:0{path}", f"https://lantern.example:00{path}"):
        with pytest.raises(PortError):
            read_target(url, options)
        with pytest.raises(PortError):
            redirect_target(base, url, options, base.url)


@pytest.mark.parametrize("url", ["http://127.0.0.1\0/a", "http://1\0/", "http://lantern\0.example/", "http://\0/"])
def test_a_nul_in_a_host_is_url_invalid(url):
    """A host that the resolver's own functions choke on is no address."""
    for options in (OPTIONS, LOCAL):
        with pytest.raises(UrlError):
            read_target(url, options)
