"""robots.txt is obeyed as RFC 9309 specifies."""

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
from scraper.fetching.hosts import MAX_RULES_BYTES, MemoryState, shared_hosts
from scraper.fetching.robots import RobotsRules, essence, product_token
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


def distinct_rules(count: int) -> bytes:
    """A robots.txt of so many rules that have nothing in common."""
    spread = (number * 2_654_435_761 % 2**32 for number in range(count))
    return b"User-agent: *\n" + b"".join(b"Disallow: /%08x\n" % number for number in spread)


#: Costs the most there is to pay: wildcards that nearly match everywhere in a long address.
TOILSOME = b"User-agent: *\n" + b"".join(
    b"Disallow: *%s\n" % (b"a" * 20 + b"b" + b"a" * (20 + number)) for number in range(5_000)
)


def longest_halt(client, work) -> float:
    """For how many seconds `work` keeps everything else in the event loop waiting."""

    async def whole(fetcher: Fetcher) -> float:
        halts = [0.0]

        async def watch() -> None:
            while True:
                start = time.monotonic()
                await asyncio.sleep(0.005)
                halts.append(time.monotonic() - start)

        watching = asyncio.create_task(watch())
        await work(fetcher)
        watching.cancel()
        return max(halts)

    return client.run(whole)


def test_a_long_robots_txt_does_not_keep_others_waiting(serve, client):
    """Half a megabyte of rules is read beside the event loop."""
    server = serve({"/robots.txt": answer(distinct_rules(27_000)), "/page": answer(b"page")})

    async def work(fetcher: Fetcher) -> None:
        assert (await fetcher.fetch(server.url("/page"))).content == b"page"

    assert longest_halt(client(robots=True, total_s=20.0), work) < 0.2


def test_an_address_that_is_toilsome_to_match_is_refused(serve, client, stopwatch):
    """Thousands of near-misses in a long address cost no time, of this address or of others."""
    server = serve({"/robots.txt": answer(TOILSOME), "/*": answer(b"page")})

    async def work(fetcher: Fetcher) -> None:
        assert (await fetcher.fetch(server.url("/page"))).content == b"page"
        for _ in range(5):
            with pytest.raises(RobotsError):
                await fetcher.fetch(server.url("/" + "a" * 8_000))

    assert longest_halt(client(robots=True, total_s=20.0), work) < 0.2
    assert stopwatch() < 5


def test_honest_rules_are_matched_whatever_their_number():
    """Twenty thousand rules with wildcards still say of a long address of an article what they mean."""
    text = b"User-agent: *\n" + b"".join(b"Disallow: /private-%d/*.html$\n" % number for number in range(20_000))
    rules = RobotsRules(text[: text.rindex(b"\n", 0, 512_000)], TOKEN)
    assert rules.allows("http://lantern.example/news/2026/11/" + "the-lantern-" * 10 + ".html")
    assert not rules.allows("http://lantern.example/private-9000/" + "the-lantern-" * 10 + ".html")


def test_of_many_hosts_no_more_rules_are_kept_than_memory_has_room_for(serve, client):
    """A large robots.txt stays neither in the state nor, with those of many hosts, in memory; a small one stays."""
    large = distinct_rules(27_000)
    names = {f"h{number}.example": ["127.0.0.1"] for number in range(8)}
    server = serve({"/robots.txt": answer(large), "/page": answer(b"page")})
    small = serve({"/robots.txt": answer(b"User-agent: *\nDisallow: /x\n"), "/page": answer(b"page")})

    async def work(fetcher: Fetcher) -> None:
        for name in names:
            await fetcher.fetch(server.url("/page", name))
        await fetcher.fetch(small.url("/page"))

    client(names, robots=True, total_s=20.0).run(work)
    hosts = shared_hosts()
    kept = [hosts.rules(f"http://{name}:{server.port}", TOKEN) for name in names]
    assert 0 < sum(each.rules.size for each in kept if each) <= MAX_RULES_BYTES < len(names) * len(large)
    assert all(hosts.state.read(f"http://{name}:{server.port}").robots is None for name in names)
    assert hosts.state.read(f"http://127.0.0.1:{small.port}").robots.content == b"user-agent: *\ndisallow: /x"


def test_rules_that_are_still_kept_are_not_asked_for_again(serve, client):
    """One host's large robots.txt is asked for once for all of its pages, although the state does not keep it."""
    server = serve({"/robots.txt": answer(distinct_rules(27_000)), "/*": answer(b"page")})

    async def work(fetcher: Fetcher) -> None:
        for number in range(3):
            await fetcher.fetch(server.url(f"/{number}"))

    client(robots=True, total_s=20.0).run(work)
    assert server.paths.count("/robots.txt") == 1


SOME_LINES = (
    "User-agent: *", "User-agent: article-scraper", "User-agent: other", "Disallow: /a", "Allow: /a/b", "Disallow: /",
    "Crawl-delay: 3", "# remark", "Sitemap: http://lantern.example/s.xml", "", "Noise", "disallow : /*c$ # why",
)  # fmt: skip


@given(
    st.lists(st.sampled_from(SOME_LINES), max_size=14),
    st.sampled_from(["/a", "/a/b", "/c", "/"]),
    st.sampled_from([TOKEN, "*", "other"]),
)
def test_the_essence_of_rules_says_the_same(lines, path, token):
    """What is kept of a robots.txt allows and disallows as the whole does, to every client."""
    content = "\n".join(lines).encode()
    whole, kept = RobotsRules(content, token), RobotsRules(essence(content), token)
    url = f"http://lantern.example{path}"
    assert (whole.allows(url), whole.delay_s) == (kept.allows(url), kept.delay_s)
    assert essence(essence(content)) == essence(content)


def test_an_unreachable_robots_txt_that_names_a_moment_is_asked_for_then(serve, client):
    """The Retry-After of a 503 closes the host for that long."""
    server = serve({"/robots.txt": answer(b"", "503 Service Unavailable", retry_after="3600")})
    state = MemoryState()

    async def twice() -> None:
        for error in (RobotsUnreachableError, NotBeforeError):
            async with Fetcher(client(robots=True).options, state=state) as fetcher:
                with pytest.raises(error) as caught:
                    await fetcher.fetch(server.url("/page"))
                assert caught.value.origin == f"http://127.0.0.1:{server.port}"

    asyncio.run(twice())
    assert server.paths == ["/robots.txt"]
