"""Nothing is sent that the user did not intend to send, and nothing unverified is accepted."""

from __future__ import annotations

import datetime
import socket
import ssl
import threading

import pytest
import trustme

from scraper.errors import ConnectError, PolicyError, TlsError, UrlError
from scraper.fetching import Fetcher
from scraper.fetching.targets import is_own_origin, read_target
from scraper.options import FetchOptions
from tests.hostile_server import answer, redirect

PAGE = {"*": answer(b"page", set_cookie="visit=1; Path=/")}


def server_side(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def trusting(authority) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def test_a_verified_server_is_read(serve, client, authority, trusting):
    """A certificate of a trusted authority for the host is accepted; the name decides, not the address connected to."""
    server = serve(PAGE, tls=server_side(authority.issue_cert("lantern.example")))
    names = {"lantern.example": ["127.0.0.1"]}
    assert client(names, tls=trusting).fetch(server.url("/", host="lantern.example")).content == b"page"


@pytest.mark.parametrize("fault", ["unknown", "expired", "other-host"])
def test_an_unverified_server_is_refused(serve, client, authority, trusting, fault):
    """Unknown authority, expired, or another host's certificate: fetch.tls, one attempt, nothing in plain text."""
    past = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    certificate = {
        "unknown": lambda: trustme.CA().issue_cert("127.0.0.1"),
        "expired": lambda: authority.issue_cert("127.0.0.1", not_before=past, not_after=past.replace(month=2)),
        "other-host": lambda: authority.issue_cert("lantern.example"),
    }[fault]()
    server = serve(PAGE, tls=server_side(certificate))
    with pytest.raises(TlsError) as caught:
        client(tls=trusting, retries=2, robots=True).fetch(server.url())
    assert (caught.value.code, caught.value.exit_status) == ("fetch.tls", 4)
    assert (server.connections, server.requests) == (1, [])


def test_a_server_without_tls_is_a_tls_error(client):
    """Plain HTTP on an https address is fetch.tls."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer_in_plain_text() -> None:
            talking, _ = listener.accept()
            with talking:
                talking.recv(65_536)
                talking.sendall(answer(b"", "400 Bad Request"))

        threading.Thread(target=answer_in_plain_text, daemon=True).start()
        with pytest.raises(TlsError):
            client().fetch(f"https://127.0.0.1:{listener.getsockname()[1]}/")


def test_the_environment_routes_nothing(serve, client, monkeypatch, tmp_path):
    """Proxy variables and .netrc change nothing."""
    server, proxy = serve(PAGE), serve(PAGE)
    (tmp_path / ".netrc").write_text("default login keeper password lamp\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy.url())
    assert client().fetch(server.url("/x")).content == b"page"
    assert (server.paths, proxy.connections) == (["/x"], 0)
    assert "authorization" not in server.requests[0].headers


def test_a_proxy_that_was_asked_for_is_used(serve, client):
    """With a proxy the request goes there whole, and names are not looked up here."""
    proxy = serve(PAGE)
    page = client(proxy=proxy.url(), allow_private=False).fetch("http://lantern.example/x")
    assert (page.content, proxy.paths) == (b"page", ["http://lantern.example/x"])


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://2130706433/"])
def test_a_proxy_is_not_asked_for_private_targets(serve, client, url):
    """Literal addresses and local names are refused before the proxy hears of them."""
    proxy = serve(PAGE)
    with pytest.raises(PolicyError):
        client(proxy=proxy.url(), allow_private=False).fetch(url)
    assert proxy.connections == 0


def test_a_proxy_that_refuses_is_a_connect_error(serve, client):
    """A CONNECT that the proxy declines is fetch.connect."""
    proxy = serve({"lantern.example:443": answer(b"", "407 Proxy Authentication Required")})
    with pytest.raises(ConnectError):
        client(proxy=proxy.url(), allow_private=False).fetch("https://lantern.example/")


@pytest.mark.parametrize(
    "proxy",
    [
        "socks5://127.0.0.1:1",
        "lantern.example:3128",
        "ftp://lantern.example",
        "http://",
        "http://lantern.example:99999",
        "http://lantern.example:0",
    ],
)
def test_a_proxy_of_another_kind_is_refused(client, proxy):
    """Only http and https proxies are known."""
    with pytest.raises(UrlError):
        client(proxy=proxy).fetcher()


def test_cookies_are_not_kept(serve, client):
    """What a server sets is sent to nobody, not even back to it."""
    server = serve({**PAGE, "/first": redirect("/second").replace(b"\r\n\r\n", b"\r\nSet-Cookie: a=b\r\n\r\n")})

    async def work(fetcher: Fetcher) -> None:
        await fetcher.fetch(server.url("/first"))
        await fetcher.fetch(server.url("/third"))

    client().run(work)
    assert all("cookie" not in seen.headers for seen in server.requests)


def test_secrets_stay_with_the_host_they_were_given_for(serve, client):
    """The user's Cookie and Authorization go to the host asked for, not to robots.txt or to where it redirects."""
    server = serve({**PAGE, "/start": redirect("/here"), "/robots.txt": answer(b"")})
    server.routes["/here"] = redirect(server.url("/there", host="other.example"))
    headers = (("Cookie", "k=v"), ("authorization", "Bearer x"), ("X-Key", "y"), ("Accept-Language", "fr"))
    names = {"one.example": ["127.0.0.1"], "other.example": ["127.0.0.1"]}
    client(names, headers=headers, robots=True).fetch(server.url("/start", host="one.example"))
    sent = {seen.path: seen.headers for seen in server.requests if seen.path != "/robots.txt"}
    for name, value in (("cookie", "k=v"), ("authorization", "Bearer x"), ("x-key", "y")):
        assert sent["/start"][name] == sent["/here"][name] == value
        assert name not in sent["/there"]
    assert sent["/there"]["accept-language"] == "fr"
    robots = [seen.headers for seen in server.requests if seen.path == "/robots.txt"]
    assert len(robots) == 2
    assert all(set(headers) == {"host", "user-agent", "accept", "accept-encoding"} for headers in robots)


def test_secrets_stay_with_the_port_they_were_given_for(serve, client):
    """Another port of the host is another server: a redirect takes the user's Cookie there no more than elsewhere."""
    other = serve(PAGE)
    server = serve({"/start": redirect(other.url("/there"))})
    client(headers=(("Cookie", "k=v"), ("Accept-Language", "fr"))).fetch(server.url("/start"))
    assert server.requests[0].headers["cookie"] == "k=v"
    assert "cookie" not in other.requests[0].headers
    assert other.requests[0].headers["accept-language"] == "fr"


@pytest.mark.parametrize(
    ("start", "to", "kept"),
    [
        ("http://lantern.example/", "https://lantern.example/", True),
        ("http://lantern.example/", "http://lantern.example/x", True),
        ("https://lantern.example/", "https://lantern.example:443/x", True),
        ("http://lantern.example/", "http://lantern.example:8080/", False),
        ("http://lantern.example:8080/", "https://lantern.example/", False),
        ("http://lantern.example/", "https://lantern.example:8443/", False),
        ("http://lantern.example/", "https://www.lantern.example/", False),
    ],
)
def test_only_the_usual_step_to_https_keeps_secrets(start, to, kept):
    """From port 80 to port 443 of one host is the same site made safe; any other change of origin is another one."""
    options = FetchOptions()
    assert is_own_origin(read_target(start, options), read_target(to, options)) is kept


def test_the_users_headers_replace_ours_but_not_the_framing(serve, client):
    """A given User-Agent or Accept replaces the default; encodings and framing stay ours."""
    server = serve(PAGE)
    headers = (
        ("User-Agent", "Lantern/1"),
        ("accept", "text/plain"),
        ("Accept-Encoding", "br"),
        ("Host", "evil.example"),
    )
    client(headers=headers).fetch(server.url())
    sent = server.requests[0].headers
    assert (sent["user-agent"], sent["accept"], sent["accept-encoding"]) == ("Lantern/1", "text/plain", "gzip, deflate")
    assert sent["host"] == f"127.0.0.1:{server.port}"


def test_the_default_user_agent_names_us(serve, client):
    """Hosts can see who asks."""
    server = serve(PAGE)
    client().fetch(server.url())
    assert server.requests[0].headers["user-agent"].startswith("article-scraper/")


@pytest.mark.parametrize("header", [("X-A", "b\r\nX-Evil: 1"), ("X A", "b"), ("", "b"), ("X-A", "b\x00")])
def test_a_header_that_is_none_is_refused(header):
    """A header with a line break, a blank in its name or a control character is refused before anything is sent."""
    with pytest.raises(UrlError):
        Fetcher(FetchOptions(headers=(header,)))
