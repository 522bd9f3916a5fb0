"""Articles on several pages: found, fetched within limits, and joined into one record."""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterable

import pytest

from scraper import Article, extract, scrape
from scraper.extraction.parts.pages import next_page
from scraper.options import ExtractOptions, FetchOptions, Options
from scraper.parsing import parse
from scraper.pipeline import scrape_each
from scraper.records import Page
from tests.extraction.views import view_of
from tests.hostile_server import HostileServer, Talk, answer

FETCHING = FetchOptions(allow_private=True, delay_s=0.0, retries=0, robots=False, timeout_s=2.0)
JOINING = ExtractOptions(join_pages=True)
STANDFIRST = "The salt of Brelle costs twice what it cost in autumn, and nobody on the quay can say for how long."
TEXTS = [
    "On the first morning the wardens of {0} weighed every sack on the quay, and wrote the numbers into a green book.",
    "A clerk of {0} read the numbers aloud until noon, while the women of the lower town stood along the harbour wall.",
    "Nobody in {0} had asked for the sum before, she said, because nobody had believed that there would be one.",
]
NAMES = ("Ostrel", "Varn", "Tollin", "Meddow", "Skarp")


def part(number: int, links: str, *, title: str = "The price of salt", head: str = "") -> bytes:
    """One page of an article, with everything that its pages have in common around its own paragraphs."""
    name = NAMES[(number - 1) % len(NAMES)] + ("" if number <= len(NAMES) else f" {number}")
    text = "".join(f"<p>{each.format(name)}</p>" for each in TEXTS)
    return (
        f'<!doctype html><html lang="en"><head><title>{title} | The Tarn Post</title>{head}</head>'
        f'<body><nav><a href="/">Home</a><a href="/sea">Sea</a></nav><article><h1>{title}</h1>'
        f'<p class="byline">By Ola Tarn</p><time datetime="2016-10-19">19 October 2016</time>'
        f"<p>{STANDFIRST}</p>{text}{links}</article>"
        f"<p>The views expressed in this article are the author's own and do not reflect those of The Tarn Post.</p>"
        f"<footer>© 2016 The Tarn Post</footer></body></html>"
    ).encode()


def link(path: str) -> str:
    return f'<link rel="next" href="{path}">'


def joined(server: HostileServer, path: str = "/salt", extracting: ExtractOptions = JOINING) -> Article:
    return scrape(server.url(path), Options(FETCHING, extracting))


def names_in(article: Article) -> list[str]:
    """The pages whose text a record holds, in its order, each once."""
    words = article.text.replace(".", " ").replace(",", " ").split()
    return [name for name, _ in itertools.groupby(word for word in words if word in NAMES)]


def assert_whole(article: Article, pages: int) -> None:
    assert names_in(article) == list(NAMES[:pages])
    assert article.text.count(STANDFIRST) == 1
    assert "The price of salt" not in article.text
    assert [notice.kind for notice in article.notices].count("disclaimer") == 1
    assert (article.title, article.published) == ("The price of salt", "2016-10-19")
    assert [author.name for author in article.authors] == ["Ola Tarn"]


@pytest.mark.parametrize(
    ("paths", "links"),
    [
        (["/salt", "/salt/2", "/salt/3"], '<link rel="next" href="{}">'),
        (["/salt.html", "/salt-2.html", "/salt-3.html"], '<link rel="next" href="{}">'),
        (["/salt?id=7", "/salt?id=7&page=2", "/salt?id=7&page=3"], '<a rel="nofollow next" href="{}">Next</a>'),
        (["/salt/seite-1", "/salt/seite-2", "/salt/seite-3"], '<a rel="next" href="{}">Weiter</a>'),
        (["/salt", "/more-salt", "/end-of-salt"], '<link rel="next" href="{}">'),  # told by their headline
    ],
)
def test_marked_pages_are_one_record(paths: list[str], links: str) -> None:
    """Pages that rel=next leads through are one record: heads, standfirst and notices once, all bodies in order."""
    bodies = [part(number, links.format(after) if after else "") for number, after in enumerate([*paths[1:], ""], 1)]
    with HostileServer({path: answer(body) for path, body in zip(paths, bodies, strict=True)}) as server:
        article = joined(server, paths[0])
        assert server.paths == paths
        assert article.url == server.url(paths[0])
    assert_whole(article, 3)
    assert article.warnings == ()


def test_headlines_of_later_pages_may_be_numbered() -> None:
    """A number behind the headline makes no other article of a page."""
    with HostileServer(
        {
            "/salt": answer(part(1, link("/salt-again"))),
            "/salt-again": answer(part(2, "", title="The price of salt (page 2 of 2)")),
        }
    ) as server:
        assert names_in(joined(server)) == ["Ostrel", "Varn"]


def pager(own: int, paths: Iterable[str]) -> str:
    numbers = [f'<a href="{path}">{n}</a>' if n != own else f"<span>{n}</span>" for n, path in enumerate(paths, 1)]
    return f'<div class="page-links">Pages: {" ".join(numbers)}</div>'


def test_printed_page_numbers_are_followed() -> None:
    """Numbers printed behind the text lead on where their addresses are the page's own with the same number."""
    paths = ["/salt/", "/salt/2/", "/salt/3/"]
    with HostileServer({path: answer(part(n, pager(n, paths))) for n, path in enumerate(paths, 1)}) as server:
        article = joined(server, "/salt/")
        assert server.paths == paths
    assert_whole(article, 3)
    assert "Pages" not in article.text


@pytest.mark.parametrize(
    "links",
    [
        '<div class="comments"><a rel="next" href="/salt?page=1">Next</a></div>',
        '<div class="comments"><span>1</span> <a href="/salt?page=2">2</a> <a href="/salt?page=3">3</a></div>',
        '<div><span>1</span> <a href="/salt/comment-page-2/">2</a> <a href="/salt/comment-page-3/">3</a></div>',
        '<div>1 <a href="/other/2">2</a> <a href="/other/3">3</a></div>',
        '<div>1 <a href="https://elsewhere.example/salt/2">2</a> <a href="https://elsewhere.example/salt/3">3</a></div>',
        '<p>Note <a href="/salt/2">2</a></p>',
        '<div>1 <a href="/salt/2#note">3</a></div>',
        '<a rel="next" href="https://elsewhere.example/salt/2">Next</a>',
        '<a rel="next" href="#top">Next</a>',
        '<a rel="next" href="javascript:more()">Next</a>',
        '<a rel="next" href="http://[">Next</a>',
    ],
)
def test_other_numbers_are_not(links: str) -> None:
    """Pages of comments, other texts, other sites and notes are no pages of the article."""
    with HostileServer({"/salt": answer(part(1, links)), "/*": answer(part(2, ""))}) as server:
        article = joined(server)
        assert server.paths == ["/salt"]
    assert article.warnings == ()


def test_next_article_is_not_joined() -> None:
    """What rel=next leads to is left out where neither its address nor its headline is the article's."""
    with HostileServer(
        {"/salt": answer(part(1, link("/ferry"))), "/ferry": answer(part(2, "", title="The ferry to Ostrel"))}
    ) as server:
        article = joined(server)
    assert names_in(article) == ["Ostrel"]
    assert article.warnings == ()


def test_without_the_option_a_warning_tells() -> None:
    """Off by default: one page is asked for, and the record says that it is not the whole."""
    with HostileServer({"/salt": answer(part(1, link("/salt/2"))), "/salt/2": answer(part(2, ""))}) as server:
        article = scrape(server.url("/salt"), Options(FETCHING))
        assert server.paths == ["/salt"]
        assert article.warnings == (f"truncated: the article goes on at {server.url('/salt/2')}",)


def test_page_that_is_here_already_is_read_alone() -> None:
    """Without a network nothing is joined, and the warning stays."""
    page = part(1, link("/salt/2"))
    (warning,) = extract(page, url="https://tarn.example/salt", options=JOINING).warnings
    assert warning == "truncated: the article goes on at https://tarn.example/salt/2"


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (answer(b"gone", "404 Not Found"), "page 2 of the article is missing: fetch.status"),
        (answer(b"<html></html>"), "page 2 of the article is missing: extract.empty"),
        (answer(b"\x89PNG\r\n\x1a\n", content_type="image/png"), "page 2 of the article is missing: extract.not_html"),
        (answer(b"x" * 40, content_length="80"), "page 2 of the article is missing: fetch.t"),
    ],
)
def test_missing_page_leaves_a_partial_record(reply: bytes, words: str) -> None:
    """What could be read is the record, and a warning says what is missing."""
    with HostileServer({"/salt": answer(part(1, link("/salt/2"))), "/salt/2": reply}) as server:
        article = joined(server)
    assert names_in(article) == ["Ostrel"]
    assert [each.startswith(f"truncated: {words}") for each in article.warnings] == [True]


def test_pages_in_a_circle_end() -> None:
    """A page that was read already ends the article."""
    with HostileServer(
        {"/salt": answer(part(1, link("/salt/2"))), "/salt/2": answer(part(2, link("/salt")))}
    ) as server:
        article = joined(server)
        assert server.paths == ["/salt", "/salt/2"]
    assert (names_in(article), article.warnings) == (["Ostrel", "Varn"], ())


def test_page_that_repeats_the_text_ends_it() -> None:
    """A pager of comments gives the article again under a new address: it is not joined, and not followed further."""
    with HostileServer(
        {"/salt": answer(part(1, link("/salt?page=1"))), "/salt?page=*": answer(part(1, link("/salt?page=2")))}
    ) as server:
        article = joined(server)
        assert server.paths == ["/salt", "/salt?page=1"]
    assert_whole(article, 1)


def endless(talk: Talk) -> None:
    number = int(talk.seen.path.rpartition("/")[2])
    talk.say(answer(part(number, link(f"/salt/{number + 1}"))))


def test_number_of_pages_is_bounded() -> None:
    """The chain ends at `max_pages`, with a warning."""
    with HostileServer({"/salt": answer(part(1, link("/salt/2"))), "/salt/*": endless}) as server:
        article = joined(server, extracting=dataclasses.replace(JOINING, max_pages=4))
        assert len(server.paths) == 4
    assert names_in(article) == list(NAMES[:4])
    (warning,) = article.warnings
    assert warning.startswith("truncated: the article goes on behind page 4")


def test_size_of_all_pages_is_bounded() -> None:
    """Pages that together go past `max_joined_bytes` are left out, with a warning."""
    with HostileServer({"/salt": answer(part(1, link("/salt/2"))), "/salt/*": endless}) as server:
        article = joined(server, extracting=dataclasses.replace(JOINING, max_joined_bytes=2_500))
    assert names_in(article) == ["Ostrel", "Varn"]
    assert "more than 2500 bytes" in article.warnings[0]


def test_time_of_all_pages_is_bounded() -> None:
    """A later page that does not come in time is left out, with a warning."""

    def silent(talk: Talk) -> None:
        for _ in talk.going(0.05):
            pass

    with HostileServer({"/salt": answer(part(1, link("/salt/2"))), "/salt/2": silent}) as server:
        article = joined(server, extracting=dataclasses.replace(JOINING, max_joined_s=0.3))
    assert names_in(article) == ["Ostrel"]
    assert "not here within 0.3 s" in article.warnings[0]


def test_pages_are_asked_for_with_manners() -> None:
    """robots.txt holds for later pages, and they wait for their turn."""
    with HostileServer(
        {
            "/robots.txt": answer(b"User-agent: *\nDisallow: /salt/3\n"),
            "/salt": answer(part(1, link("/salt/2"))),
            "/salt/2": answer(part(2, link("/salt/3"))),
            "/salt/3": answer(part(3, "")),
        }
    ) as server:
        polite = dataclasses.replace(FETCHING, robots=True, delay_s=0.3)
        article = scrape(server.url("/salt"), Options(polite, JOINING))
        times = {seen.path: seen.at for seen in server.requests}
    assert "/salt/3" not in times
    assert times["/salt/2"] - times["/salt"] >= 0.29
    assert names_in(article) == ["Ostrel", "Varn"]
    assert "fetch.robots" in article.warnings[0]


def test_redirect_to_another_site_is_not_joined() -> None:
    """A later page that is served by another site is no page of the article."""
    with HostileServer({"/salt/2": answer(part(2, ""))}) as other:
        moved = answer(b"", "302 Found", location=other.url("/salt/2", host="localhost"))
        with HostileServer({"/salt": answer(part(1, link("/salt/2"))), "/salt/2": moved}) as server:
            article = joined(server)
    assert names_in(article) == ["Ostrel"]


def test_footnotes_of_all_pages_stay_apart() -> None:
    """Each page numbers its footnotes anew: their marks lead to their own, and all notes stand at the end."""

    def noted(number: int, links: str) -> bytes:
        sign = '<sup><a href="#fn1" id="ref1">1</a></sup>'
        mark = f"<p>The book of {NAMES[number]}{sign} was found under a stair in the old office of the harbour.</p>"
        note = f'Note of page {number}, in the archive of the harbour. <a href="#ref1">↩</a>'
        return part(number, f'{mark}<ol class="footnotes"><li id="fn1">{note}</li></ol>{links}')

    with HostileServer({"/salt": answer(noted(1, link("/salt/2"))), "/salt/2": answer(noted(2, ""))}) as server:
        article = joined(server)
    notes = [block for block in article.body if block.kind == "footnote"]
    marks = [span.id for block in article.body for span in block.spans if span.kind == "note_ref"]
    assert len(notes) == 2
    assert [note.id for note in notes] == marks
    assert len(set(marks)) == 2
    assert article.body[-2:] == tuple(notes)


def test_each_source_of_many_is_joined() -> None:
    """Several addresses share one fetcher, and each has its pages."""
    with HostileServer({"/salt": answer(part(1, link("/salt/2"))), "/salt/2": answer(part(2, ""))}) as server:

        async def run() -> list[object]:
            sources = [server.url("/salt"), server.url("/missing")]
            return [outcome async for _, outcome in scrape_each(sources, Options(FETCHING, JOINING))]

        first, second = asyncio.run(run())
    assert isinstance(first, Article)
    assert names_in(first) == ["Ostrel", "Varn"]
    assert getattr(second, "code", "") == "fetch.status"


@pytest.mark.parametrize("way", ["option", "environment", "file"])
def test_the_command_joins(way: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """`--join-pages`, SCRAPE_JOIN_PAGES and `join_pages = true` in the configuration are one."""
    with HostileServer({"/salt": answer(part(1, link("/salt/2"))), "/salt/2": answer(part(2, ""))}) as server:
        config = tmp_path_factory.mktemp("config") / "config.toml"
        config.write_text("join_pages = true\n" if way == "file" else "")
        environment = {**os.environ, "XDG_CONFIG_HOME": "/nonexistent", "NO_COLOR": "1"}
        environment |= {"SCRAPE_JOIN_PAGES": "1"} if way == "environment" else {}
        command = [sys.executable, "-m", "scraper", server.url("/salt"), "-f", "json", "--config", str(config)]
        command += ["--allow-private", "--delay-s", "0", "--no-robots", *(["--join-pages"] if way == "option" else [])]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert names_in(Article.from_dict(json.loads(done.stdout))) == ["Ostrel", "Varn"]


@pytest.mark.parametrize(
    ("own", "address", "certain"),
    [
        ("/a/salt.html", "/a/salt_2.html", True),
        ("/a/salt.html", "/a/salt,2.html", True),
        ("/a/salt.html?ref=mail", "/a/salt.html?page=2", True),
        ("/a/salt", "/a/salt?page=1", True),  # counted from zero
        ("/a/salt/", "/a/salt/page/2/", True),
        ("/a/salt?page=4", "/a/salt?page=5", True),
        ("/a/post-41", "/a/post-42", False),
        ("/?p=41", "/?p=42", False),
        ("/a/salt?id=5", "/a/salt?id=6", False),
        ("/a/salt", "/a/salt/7", False),
        ("/a/salt", "/a/pepper", False),
    ],
)
def test_addresses_of_next_pages(own: str, address: str, certain: bool) -> None:
    """An address is certain to be the next page's where it is the own one with the next page number."""
    url = f"https://tarn.example{own}"
    document = parse(Page(url, url, part(1, f'<a rel="next" href="{address}">next</a>')), ExtractOptions())
    found = next_page(view_of(document))
    assert (found.url, found.certain) == (f"https://tarn.example{address}", certain)
