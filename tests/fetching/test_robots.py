"""robots.txt is obeyed as RFC 9309 has it."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import ConnectError, DnsError, NotBeforeError, RobotsError, RobotsUnreachableError
from scraper.fetching.client import Fetcher
from scraper.fetching.manners import MemoryState
from scraper.fetching.robots import RobotsRules, product_token
from scraper.options import FetchOptions
from scraper.records import HostNotes, RobotsCopy
from tests.hostile_server import answer, closes_after, drips_the_body, hangs_up, is_silent, redirect

TOKEN = "article-scraper"
DENY_ALL = b"User-agent: *\nDisallow: /\n"
FILLER = b"# a long remark that says nothing to anybody\n"


def padded(rule_at: int, size: int = 600_000) -> bytes:
    """A robots.txt of that size whose one refusal begins at byte `rule_at`."""
    head = b"User-agent: *\n"
    before = (FILLER * (rule_at // len(FILLER) + 1))[: rule_at - len(head) - 1] + b"\n"
    text = head + before + b"Disallow: /page\n"
    return text + b"#" * (size - len(text))


def hops(count: int, end: bytes) -> dict[str, bytes]:
    """robots.txt that leads to `end` over so many redirects."""
    names = ["/robots.txt", *(f"/hop{number}" for number in range(1, count + 1))]
    routes = {name: redirect(following, "301 Moved Permanently") for name, following in itertools.pairwise(names)}
    return {**routes, names[-1]: end}


ALLOWED = {
    "200-other-path": {"/robots.txt": answer(b"User-agent: *\nDisallow: /private\n")},
    "301x6": hops(6, answer(DENY_ALL)),
    "401": {"/robots.txt": answer(DENY_ALL, "401 Unauthorized")},
    "403": {"/robots.txt": answer(DENY_ALL, "403 Forbidden")},
    "404": {"/robots.txt": answer(DENY_ALL, "404 Not Found")},
    "410": {"/robots.txt": answer(DENY_ALL, "410 Gone")},
    "429": {"/robots.txt": answer(DENY_ALL, "429 Too Many Requests")},
    "empty": {"/robots.txt": answer(b"")},
    "html": {"/robots.txt": answer(b"<!doctype html><title>Disallow: /</title><p>Welcome: to the lantern museum</p>")},
    "rule-behind-the-end": {"/robots.txt": answer(padded(599_000))},
    "redirect-to-no-page": {"/robots.txt": redirect("ftp://lantern.example/robots.txt")},
    "redirect-without-target": {"/robots.txt": answer(b"", "302 Found")},
}

REFUSED = {
    "200": {"/robots.txt": answer(DENY_ALL)},
    "301x5": hops(5, answer(DENY_ALL)),
    "rule-before-the-end": {"/robots.txt": answer(padded(511_900))},
    "gzip": {"/robots.txt": answer(gzip.compress(DENY_ALL), content_encoding="gzip")},
    "bom": {"/robots.txt": answer(b"\xef\xbb\xbf" + DENY_ALL)},
}

UNREACHABLE = {
    "500": {"/robots.txt": answer(b"", "500 Internal Server Error")},
    "503": {"/robots.txt": answer(b"", "503 Service Unavailable")},
    "silence": {"/robots.txt": is_silent},
    "drip": {"/robots.txt": drips_the_body},
    "no-answer": {"/robots.txt": hangs_up},
    "not-http": {"/robots.txt": closes_after(b"hello\r\n\r\n")},
    "cut": {"/robots.txt": closes_after(answer(DENY_ALL, content_length="900"))},
    "encoding": {"/robots.txt": answer(DENY_ALL, content_encoding="br")},
}


@pytest.mark.parametrize("case", ALLOWED)
def test_a_page_is_fetched_where_robots_allow_it(serve, client, case):
    """No robots.txt, an empty one, one that says nothing, or one behind too many redirects allow everything."""
    server = serve({**ALLOWED[case], "/page": answer(b"page")})
    assert client(robots=True).fetch(server.url("/page")).content == b"page"
    assert server.paths[0] == "/robots.txt"


@pytest.mark.parametrize("case", REFUSED)
def test_a_disallowed_page_is_not_asked_for(serve, client, case):
    """A rule within the first 512,000 bytes, behind up to five redirects, is fetch.robots, exit 6."""
    server = serve({**REFUSED[case], "/page": answer(b"page")})
    with pytest.raises(RobotsError) as caught:
        client(robots=True).fetch(server.url("/page"))
    assert caught.value.exit_status == 6
    assert "/page" not in server.paths


@pytest.mark.parametrize("case", UNREACHABLE)
def test_unreachable_robots_disallow_everything(serve, client, case):
    """Server errors, silence and broken answers are fetch.robots_unreachable, exit 6, to be tried in a later run."""
    server = serve({**UNREACHABLE[case], "/page": answer(b"page")})
    with pytest.raises(RobotsUnreachableError) as caught:
        client(robots=True, total_s=0.8, timeout_s=0.4).fetch(server.url("/page"))
    assert (caught.value.exit_status, caught.value.retryable, caught.value.url) == (6, True, server.url("/page"))
    assert "/page" not in server.paths


def test_robots_that_ask_for_a_pause_get_it(serve, client):
    """A 429 with a Retry-After closes the host for that long, to robots.txt and to pages."""
    server = serve({"/robots.txt": answer(b"", "429 Too Many Requests", retry_after="3600"), "/page": answer(b"page")})
    with pytest.raises(NotBeforeError):
        client(robots=True, retries=2).fetch(server.url("/page"))
    assert server.paths == ["/robots.txt"]


def test_unreachable_robots_are_asked_for_once_a_run(serve, client):
    """A host whose robots.txt failed is not troubled again by the same run."""
    server = serve(UNREACHABLE["500"])

    async def twice(fetcher: Fetcher) -> None:
        for path in ("/one", "/two"):
            with pytest.raises(RobotsUnreachableError):
                await fetcher.fetch(server.url(path))

    client(robots=True).run(twice)
    assert server.paths == ["/robots.txt"]


def test_a_host_that_is_not_reached_fails_as_itself(client):
    """Without a name or a listener it is the page that cannot be had, not only its robots.txt."""
    with pytest.raises(DnsError):
        client(robots=True).fetch("http://gone.example/")
    with pytest.raises(ConnectError):
        client({"deaf.example": ["127.0.0.1"]}, robots=True).fetch("http://deaf.example:1/")


def test_robots_are_asked_for_once_and_kept_a_day(serve, client):
    """One copy serves all pages of a host for 24 hours, many at once included; an older one is asked for anew."""
    server = serve({"/robots.txt": answer(b"User-agent: *\nDisallow: /no\n"), "/*": answer(b"page")})
    state = MemoryState()
    options = client(robots=True).options

    async def several(age_s: float) -> None:
        origin = f"http://127.0.0.1:{server.port}"
        notes = state.read(origin)
        if notes.robots:
            state.write(origin, HostNotes(robots=RobotsCopy(notes.robots.content, time.time() - age_s)))
        async with Fetcher(options, state=state) as fetcher:
            await asyncio.gather(*(fetcher.fetch(server.url(f"/{number}")) for number in range(4)))

    asyncio.run(several(0))
    asyncio.run(several(86_000))
    assert server.paths.count("/robots.txt") == 1
    asyncio.run(several(86_500))
    assert server.paths.count("/robots.txt") == 2


def test_every_hop_asks_its_own_host(serve, client):
    """A redirect into a host that disallows it is refused there."""
    target = serve({"/robots.txt": answer(DENY_ALL), "/page": answer(b"page")})
    start = serve({"/": redirect(target.url("/page"))})
    with pytest.raises(RobotsError):
        client(robots=True).fetch(start.url())
    assert target.paths == ["/robots.txt"]


def test_robots_can_be_left_aside(serve, client):
    """With `robots=False` no robots.txt is asked for."""
    server = serve({**REFUSED["200"], "/page": answer(b"page")})
    assert client(robots=False).fetch(server.url("/page")).content == b"page"
    assert server.paths == ["/page"]


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /\nDisallow: /private", "/private/x", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x.pdf?y", True),
        ("User-agent: *\nDisallow: /ä", "/%C3%A4", False),
        ("User-agent: *\nDisallow:", "/x", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: article-scraper\nAllow: /", "/x", True),
        ("User-agent: *\nAllow: /\n\nUser-agent: Article-Scraper/2.0\nDisallow: /", "/x", False),
        ("User-agent: art\nDisallow: /\n", "/x", True),
        ("User-agent: scraper\nDisallow: /\n", "/x", True),
        ("User-agent: *bot\nDisallow: /\n", "/x", True),
        ("User-agent: article-scraper\nNoise: x\nUser-agent: other\nDisallow: /", "/x", False),
        ("User-agent: article-scraper\nSitemap: http://x/\nUser-agent: other\nDisallow: /", "/x", False),
        ("User-agent: other\nDisallow: /a\nUser-agent: article-scraper\nDisallow: /b", "/a", True),
        ("User-agent: *\r\nDisallow: /a\r\rDisallow: /b", "/b", False),
        ("User-agent: *\nDisallow: /a\u2028b", "/a b", False),
        ("user-agent : * # everybody\n disallow : /x # not here", "/x", False),
        ("USER AGENT: *\nDISALLAW: /x", "/x", False),
    ],
)
def test_rules_are_read_as_the_standard_has_them(text, path, allowed):
    """The longest match wins, groups are whole product tokens, and unknown lines end no group."""
    rules = RobotsRules(text.encode(), TOKEN)
    assert rules.allows(f"http://lantern.example{path}") is allowed


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_hides_no_rule(encoding):
    """The first group counts under any byte order mark."""
    assert not RobotsRules("User-agent: *\nDisallow: /\n".encode(encoding), TOKEN).allows("http://lantern.example/")


@pytest.mark.parametrize(
    ("user_agent", "token"),
    [
        ("article-scraper/0.1 (+https://lantern.example)", "article-scraper"),
        ("Lantern_Reader", "lantern_reader"),
        ("9lives", "*"),
        ("", "*"),
    ],
)
def test_the_product_token_is_the_start_of_the_user_agent(user_agent, token):
    """Version and comment of a User-Agent are no part of its name."""
    assert product_token(user_agent) == token


@pytest.mark.parametrize(("written", "seconds"), [("2", 2.0), ("0.5", 0.5), ("-1", 0.0), ("nan", 0.0), ("1e9", 1e9)])
def test_the_crawl_delay_of_our_group_is_read(written, seconds):
    """A readable delay is given as written; a broken one is none."""
    text = f"User-agent: other\nCrawl-delay: 77\n\nUser-agent: *\nCrawl-delay: {written}\n"
    assert RobotsRules(text.encode(), TOKEN).delay_s == seconds


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=600), st.text(max_size=30))
def test_any_bytes_are_rules(content, path):
    """Reading rules and asking them raises nothing."""
    rules = RobotsRules(content, TOKEN)
    assert rules.allows("http://lantern.example/" + path) in (True, False)
    assert rules.delay_s >= 0


def test_hostile_robots_cost_little_time(stopwatch):
    """Half a megabyte of blank lines, rules or wildcards is read and asked within a moment."""
    for text in (b"\n" * 9_000_000, b"User-agent: *\n" + b"Disallow: /*a*b*c\n" * 28_000, DENY_ALL + b" " * 9_000_000):
        RobotsRules(text, TOKEN).allows("http://lantern.example/" + "a" * 2_000)
    assert stopwatch() < 8


def test_the_default_client_has_a_name():
    """Hosts can address us by our product token."""
    assert product_token(FetchOptions().user_agent) == TOKEN
