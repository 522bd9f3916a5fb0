"""scrape feed and scrape links: sources of every kind, what they lead to, and the import of the articles they name."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import sys
import time

import pytest

from scraper.cli.main import main
from scraper.options import FeedOptions
from tests.hostile_server import NOT_FOUND, HostileServer, answer

OPTIONS = ["--allow-private", "--delay-s", "0", "--retries", "0"]


def rss(*links: str, date: str = "2024-05-06", home: str = "") -> bytes:
    """A feed with an item for each link."""
    items = "".join(
        f"<item><title>Item {link}</title><link>{link}</link><pubDate>{date}</pubDate></item>" for link in links
    )
    return f"<rss><channel><link>{home}</link>{items}</channel></rss>".encode()


def index(*links: str, date: str = "2024-05-06") -> bytes:
    """A sitemap index."""
    entries = "".join(f"<sitemap><loc>{link}</loc><lastmod>{date}</lastmod></sitemap>" for link in links)
    return f"<sitemapindex>{entries}</sitemapindex>".encode()


def sitemap(*links: str) -> bytes:
    """A sitemap."""
    return f"<urlset>{''.join(f'<url><loc>{link}</loc></url>' for link in links)}</urlset>".encode()


def front(head: str = "") -> bytes:
    """A front page."""
    return f"<!doctype html><html><head><title>Q</title>{head}</head><body><p>Boats</p></body></html>".encode()


def story(name: str) -> bytes:
    """A page with an article of its own."""
    return f"""<!doctype html><html lang="en"><title>Boat {name}</title><article><h1>Boat {name}</h1>
    <p>The keeper counted nineteen boats like {name} before the fog came in over the quay that night.</p>
    <p>He said that he had never seen the water so still as beside {name}, nor the lantern so dim.</p>
    </article>""".encode()


@pytest.fixture
def server():
    with HostileServer({"/robots.txt": NOT_FOUND}) as running:
        yield running


def feed(capfd, *args: str) -> tuple[int, list[str], str]:
    """Exit status, lines on stdout, stderr of `scrape feed` with the options for this machine."""
    status = main(["feed", *args, *OPTIONS])
    out, err = capfd.readouterr()
    return status, out.splitlines(), err


def test_addresses_of_a_feed(capfd, server):
    """One a line, each once, whichever feed it stands in."""
    server.routes.update({"/a": answer(rss("/1", "/2?utm_source=feed")), "/b": answer(rss("/2", "/3"))})
    status, lines, err = feed(capfd, server.url("/a"), server.url("/b"))
    assert (status, err) == (0, "")
    assert lines == [server.url(path) for path in ("/1", "/2?utm_source=feed", "/3")]


def test_json_lines_keep_the_hints(capfd, server):
    """Title, dates, the feed, and the other site that an item leads to."""
    server.routes["/feed"] = answer(rss("/1", "https://harbour.example/tide"))
    status, lines, _ = feed(capfd, server.url("/feed"), "-f", "jsonl")
    assert status == 0
    assert [json.loads(line) for line in lines] == [
        {"url": server.url("/1"), "title": "Item /1", "published": "2024-05-06", "modified": None,
         "source": server.url("/feed"), "origin": None},
        {"url": "https://harbour.example/tide", "title": "Item https://harbour.example/tide", "published": "2024-05-06",
         "modified": None, "source": server.url("/feed"),
         "origin": {"name": None, "url": "https://harbour.example/tide"}},
    ]  # fmt: skip


def test_a_front_page_leads_to_its_feeds_but_not_to_comments(capfd, server):
    """The alternates of its head are read in turn."""
    links = ('<link rel="alternate" type="application/rss+xml" href="/feed">'
             '<link rel="alternate" type="application/rss+xml" href="/comments/feed/">')  # fmt: skip
    server.routes.update({"/": answer(front(links)), "/feed": answer(rss("/1"))})
    assert feed(capfd, server.url("/"))[:2] == (0, [server.url("/1")])
    assert "/comments/feed/" not in server.paths


def test_a_front_page_without_feeds_leads_to_the_sitemaps_of_robots_txt(capfd, server):
    """robots.txt -> index, compressed -> sitemap."""
    robots = f"User-agent: *\nDisallow: /x\nSitemap: {server.url('/index.xml.gz')}\n".encode()
    server.routes.update({
        "/": answer(front()),
        "/robots.txt": answer(robots, content_type="text/plain"),
        "/index.xml.gz": answer(gzip.compress(index("/map.xml")), content_type="application/gzip"),
        "/map.xml": answer(sitemap("/1", "/2")),
    })  # fmt: skip
    assert feed(capfd, server.url("/"))[:2] == (0, [server.url("/1"), server.url("/2")])
    server.routes["/robots.txt"] = answer(b"User-agent: *\n")
    status, lines, err = feed(capfd, server.url("/"))
    assert (status, lines) == (8, [])
    assert err == f"feed.invalid: the page names no feed, and robots.txt no sitemap ({server.url('/')})\n"


def test_robots_txt_is_obeyed(capfd, server):
    """A feed that it disallows is not asked for."""
    server.routes.update({"/robots.txt": answer(b"User-agent: *\nDisallow: /feed"), "/feed": answer(rss("/1"))})
    status, lines, err = feed(capfd, server.url("/feed"))
    assert (status, lines, err.split(":")[0]) == (6, [], "fetch.robots")
    assert "/feed" not in server.paths


def test_one_broken_source_does_not_lose_the_others(capfd, server):
    """Each failure is told by its code; what the others name is printed."""
    server.routes.update({"/ok": answer(rss("/1")), "/index": answer(index("/gone", "/map"))})
    server.routes.update({"/gone": NOT_FOUND, "/map": answer(sitemap("/2"))})
    status, lines, err = feed(capfd, server.url("/index"), server.url("/none"), server.url("/ok"))
    assert (status, lines) == (5, [server.url("/2"), server.url("/1")])
    assert [line.split(":")[0] for line in err.splitlines()] == ["fetch.status"] * 2


def test_a_circle_of_indexes_ends_and_so_does_a_deep_one(capfd, server):
    """No sitemap is asked for twice, and none behind too many steps."""
    server.routes["/a"] = answer(index("/b", "/a"))
    server.routes["/b"] = answer(index("/a", "/map"))
    server.routes["/map"] = answer(sitemap("/1"))
    assert feed(capfd, server.url("/a"))[:2] == (0, [server.url("/1")])
    assert sorted(server.paths) == ["/a", "/b", "/map", "/robots.txt"]
    server.routes["/d*"] = lambda talk: talk.say(answer(index(talk.seen.path + "d"), connection="close"))
    status, lines, err = feed(capfd, server.url("/d"))
    assert (status, lines, err.split(":")[0]) == (7, [], "feed.limit")
    assert sum(path.startswith("/d") for path in server.paths) == FeedOptions().max_depth + 1


def test_a_sitemap_that_is_cut_off_is_told(capfd, server):
    """Its addresses are printed, stderr has a code and words, and the status is not 0."""
    whole = gzip.compress(sitemap(*(f"/{number * 7919}" for number in range(500))))
    server.routes["/map.xml.gz"] = answer(whole[: len(whole) // 2], content_type="application/gzip")
    status, lines, err = feed(capfd, server.url("/map.xml.gz"))
    assert (status, lines[:2]) == (8, [server.url("/0"), server.url("/7919")])
    assert err == f"feed.invalid: it is cut off: entries may be missing ({server.url('/map.xml.gz')})\n"


def test_the_time_of_finding_and_of_the_import_is_bounded(capfd, server, tmp_path):
    """--max-time-s ends `scrape feed`, and with --scrape both together: what was listed waits for the next run."""

    def slow(talk):
        time.sleep(0.6)
        talk.say(answer(sitemap(f"/story{talk.seen.path}")))

    server.routes.update({"/index": answer(index(*(f"/{number}" for number in range(50)))), "/*": slow})
    for more in ([], ["--scrape", "--db", str(tmp_path / "a.db"), "--quiet"]):
        start = time.monotonic()
        status, lines, err = feed(capfd, server.url("/index"), "--max-time-s", "1.5", *more)
        assert time.monotonic() - start < 12.0
        assert (status, "feed.limit: the 1.5 s of the run were over" in err) == (9 if more else 7, True)
        assert len(lines) < 50
    with sqlite3.connect(tmp_path / "a.db") as store:
        assert 0 < store.execute("SELECT count(*) FROM addresses").fetchone()[0] < 50


def test_a_bomb_behind_a_feed_is_told(capfd, server):
    """Exit 7, and the next source is read."""
    server.routes.update({"/bomb": answer(b'<!DOCTYPE rss [<!ENTITY a "b">]><rss/>'), "/ok": answer(rss("/1"))})
    status, lines, err = feed(capfd, server.url("/bomb"), server.url("/ok"))
    assert (status, lines) == (7, [server.url("/1")])
    assert err == f"feed.limit: its document type declares entities ({server.url('/bomb')})\n"


def test_since_leaves_out_items_and_whole_sitemaps(capfd, server):
    """What is known to be older is not printed, and a sitemap not changed since is not asked for."""
    server.routes["/old"] = answer(rss("/1"))
    server.routes["/new"] = answer(rss("/2", date="2024-06-01T10:00:00Z"))
    server.routes["/undated"] = answer(sitemap("/3"))
    server.routes["/index"] = answer(index("/never"))
    sources = [server.url(path) for path in ("/old", "/new", "/undated", "/index")]
    assert feed(capfd, *sources, "--since", "2024-06")[:2] == (0, [server.url("/2"), server.url("/3")])
    assert "/never" not in server.paths


def test_match_and_limit(capfd, server):
    """Patterns are parts of an address or, with wildcards, all of it; the limit ends the run."""
    server.routes["/feed"] = answer(rss("/news/1", "/sport/2", "/news/3", "/opinion/4"))
    source = server.url("/feed")
    assert feed(capfd, source, "--match", "/news/")[1] == [server.url("/news/1"), server.url("/news/3")]
    both = feed(capfd, source, "--match", "*/sport/?", "--match", "/opinion")[1]
    assert both == [server.url("/sport/2"), server.url("/opinion/4")]
    assert feed(capfd, source, source, "--limit", "2")[1] == [server.url("/news/1"), server.url("/sport/2")]


def test_files_and_standard_input(capfd, tmp_path, monkeypatch):
    """A saved feed, with --url for what its links are relative to; a file of addresses is written whole."""
    path = tmp_path / "feed.xml"
    path.write_bytes(rss("/1"))
    out = tmp_path / "addresses.txt"
    assert feed(capfd, str(path), "--url", "https://quay.example/feed", "-o", str(out))[:2] == (0, [])
    assert out.read_text() == "https://quay.example/1\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(rss("https://quay.example/2"))))
    assert feed(capfd, "-")[:2] == (0, ["https://quay.example/2"])
    assert feed(capfd, str(tmp_path / "none.xml"))[0] == 2


def test_scrape_imports_what_is_found(capfd, server, tmp_path):
    """--scrape lists the addresses in the store and runs the batch over them; the next run finds them stored."""
    server.routes.update({"/feed": answer(rss("/1", "/2", "/gone")), "/gone": NOT_FOUND})
    server.routes.update({"/1": answer(story("one")), "/2": answer(story("two"))})
    db = tmp_path / "scrape.db"
    status, lines, err = feed(capfd, server.url("/feed"), "--scrape", "--print", "--db", str(db))
    assert status == 9
    assert sorted(json.loads(line)["title"] for line in lines) == ["Boat one", "Boat two"]
    assert "3 addresses: 2 new, 1 gone" in err
    status, lines, err = feed(
        capfd, server.url("/feed"), server.url("/none"), "--scrape", "--db", str(db), "--since", "2020"
    )
    assert (status, lines) == (9, [])
    assert "2 skipped" in err
    assert f"fetch.status: the server answered 404 Not Found ({server.url('/none')})" in err
    with sqlite3.connect(db) as store:
        assert store.execute("SELECT count(*) FROM records").fetchone() == (2,)


def test_what_a_feed_says_is_kept_as_hints(capfd, server, tmp_path):
    """Title, date and origin stand in the store; an origin goes into a record that names none and lies elsewhere."""
    items = (
        "<item><title>One</title><link>/1</link><pubDate>2024-05-06</pubDate>"
        "<source url='https://harbour.example/rss'>The Harbour</source></item>"
        "<item><link>/2</link><atom:link rel='via' href='https://harbour.example/tide'/></item>"
        "<item><link>/3</link><atom:link rel='via' href='https://harbour.example/tide'/></item>"
        f"<item><link>/4</link><source url='{server.url('/rss')}'>Ours</source></item>"
    )
    stated = b"<p>This article was originally published by <a href='https://quay.example/a'>The Quay</a>.</p></article>"
    server.routes.update({f"/{name}": answer(story(f"no. {name}")) for name in "124"})
    server.routes["/3"] = answer(story("no. 3").replace(b"</article>", stated))
    server.routes["/feed"] = answer(f"<rss><channel>{items}</channel></rss>".encode())
    db = tmp_path / "scrape.db"
    status, lines, _ = feed(capfd, server.url("/feed"), "--scrape", "--print", "--db", str(db))
    assert status == 0
    records = {record["url"].rpartition("/")[2]: record for record in map(json.loads, lines)}
    origins = {name: [(each["name"], each["url"]) for each in record["origins"]] for name, record in records.items()}
    assert origins == {
        "1": [("The Harbour", None)],  # the address that the feed gives is a feed's
        "2": [(None, "https://harbour.example/tide")],
        "3": [("The Quay", "https://quay.example/a")],
        "4": [],
    }
    assert records["1"]["found"]["origins"] == f"feed:{server.url('/feed')}"
    assert records["1"]["published"] is None  # a hint is no evidence of what the page says
    with sqlite3.connect(db) as store:
        row = store.execute("SELECT title, published, source, origin_name, origin_url FROM hints ORDER BY address")
        assert row.fetchone() == (
            "One",
            "2024-05-06",
            server.url("/feed"),
            "The Harbour",
            "https://harbour.example/rss",
        )


@pytest.mark.parametrize(
    ("args", "told"),
    [(["--db", "x.db"], "--db needs --scrape"), (["--refresh"], "--refresh needs --scrape"),
     (["-f", "csv"], "addresses are written as text or jsonl"), (["--since", "May"], "no date")],
)  # fmt: skip
def test_options_without_a_meaning_are_usage_errors(capfd, args, told):
    """What counts with --scrape only is refused without it."""
    status, _, err = feed(capfd, "https://quay.example/feed", *args)
    assert status == 2
    assert told in err


SECTION = b"""<!doctype html><html><head><title>Q</title></head><body><nav><a href="/world/">World</a></nav><main>
<div><h2><a href="/world/the-ferry-that-would-not-sail">The ferry that would not sail</a></h2><p>Nobody knew.</p></div>
<div><h2><a href="/town/nineteen-boats-and-the-fog">Nineteen boats and the fog</a></h2><p>What the log says.</p></div>
<a href="/world/?page=2">2</a></main></body></html>"""


def test_links_of_a_page(capfd, server, tmp_path):
    """The articles of a fetched or saved page; failures are told as everywhere."""
    server.routes["/world/"] = answer(SECTION)
    paths = ["/world/the-ferry-that-would-not-sail", "/town/nineteen-boats-and-the-fog"]
    assert main(["links", server.url("/world/"), server.url("/none"), *OPTIONS]) == 5
    out, err = capfd.readouterr()
    assert out.splitlines() == [server.url(path) for path in paths]
    assert err.startswith("fetch.status: ")
    saved = tmp_path / "world.html"
    saved.write_bytes(SECTION)
    assert main(["links", str(saved), "--url", "https://quay.example/world/", "--match", "/town/", "-f", "jsonl"]) == 0
    assert json.loads(capfd.readouterr().out) == {
        "url": "https://quay.example/town/nineteen-boats-and-the-fog", "title": "Nineteen boats and the fog",
        "published": None, "modified": None, "source": "https://quay.example/world/", "origin": None}  # fmt: skip


def test_links_are_imported_with_scrape(capfd, server, tmp_path):
    """--scrape runs a batch over the articles of a page, bounded by --limit."""
    server.routes.update({"/world/": answer(SECTION)})
    server.routes["/*"] = lambda talk: talk.say(answer(story(talk.seen.path[1:6]), connection="close"))
    args = ["--scrape", "--db", str(tmp_path / "scrape.db"), "--limit", "1", *OPTIONS]
    assert main(["links", server.url("/world/"), "--print", *args]) == 0
    assert json.loads(capfd.readouterr().out)["title"] == "Boat world"


def test_an_import_that_is_quiet_says_nothing(capfd, server, tmp_path):
    """As cron wants it: without --print no record goes to stdout, and where all is well nothing is said."""
    server.routes.update({"/feed": answer(rss("/1")), "/1": answer(story("one"))})
    db = str(tmp_path / "scrape.db")
    assert feed(capfd, server.url("/feed"), "--scrape", "--quiet", "--db", db) == (0, [], "")
    (tmp_path / "list.txt").write_text(server.url("/1"))
    server.routes["/1"] = answer(story("won"))
    words = ["batch", str(tmp_path / "list.txt"), "--refresh", "--quiet", "--db", db, *OPTIONS]
    assert main(words) == 0
    assert capfd.readouterr() == ("", "")
    server.routes["/1"] = answer(story("two"))
    assert main([*words, "--print"]) == 0
    assert json.loads(capfd.readouterr().out)["title"] == "Boat two"
