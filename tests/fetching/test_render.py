"""Pages as their scripts render them, in a browser that reaches only what our own fetcher serves it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import socket
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import httpcore
import httpx
import pytest

from scraper.cli.main import main
from scraper.errors import BrowserError, RenderError, SandboxError, ScraperError, TooLargeError
from scraper.fetching import browser as browsers
from scraper.fetching.browser import find_browser, group_memory, is_running
from scraper.fetching.client import Fetcher
from scraper.fetching.transport import GuardedTransport
from scraper.options import FetchOptions, Options
from scraper.pipeline import scrape_each
from scraper.records import Article, Page, Validators
from tests.hostile_server import HostileServer, answer, redirect

Result = TypeVar("Result")

IS_ROOT = os.geteuid() == 0


def what_is_missing() -> str:
    try:
        find_browser(FetchOptions(no_sandbox=IS_ROOT))
    except BrowserError as error:
        return error.reason
    return ""


if find_spec("playwright"):
    from scraper.fetching import chromium

needs_browser = pytest.mark.skipif(bool(what_is_missing()), reason=what_is_missing())

#: No public host answers here: tests lead connections to this address to their own server.
PUBLIC = "93.184.215.14"

HURRY: dict[str, Any] = {
    "allow_private": True,
    "robots": False,
    "delay_s": 0.0,
    "retries": 0,
    "timeout_s": 10.0,
    "render": True,
    "no_sandbox": IS_ROOT,
    "render_s": 60.0,  # where it is not the time that is tested: machines that run tests are slow
    "render_settle_s": 20.0,
    "render_at_once": 1,
}

TEXT = {"content_type": "text/html; charset=utf-8"}
SHELL = b"<!doctype html><title>Velbry</title><div id=app></div>"


def html(script: str, shell: bytes = SHELL) -> bytes:
    """A page with nothing in it but a script."""
    return answer(shell + f"<script>{script}</script>".encode(), **TEXT)


def run(
    work: Callable[[Fetcher], Awaitable[Result]], transport: httpx.AsyncBaseTransport | None = None, **options: Any
) -> Result:
    """What `work` gives with a fetcher that renders."""

    async def whole() -> Result:
        async with Fetcher(FetchOptions(**{**HURRY, **options}), transport=transport) as fetcher:
            return await work(fetcher)

    return asyncio.run(whole())


def render(url: str, transport: httpx.AsyncBaseTransport | None = None, **options: Any) -> Page:
    """One rendered page."""
    return run(lambda fetcher: fetcher.fetch(url), transport, **options)


async def failure(fetcher: Fetcher, url: str) -> ScraperError:
    """How an address fails."""
    with pytest.raises(ScraperError) as caught:
        await fetcher.fetch(url)
    return caught.value


def group_of(fetcher: Fetcher) -> int:
    """The process group of the browser that waits for the next page."""
    assert fetcher._renderer is not None
    group = fetcher._renderer._idle[-1].group
    assert group is not None
    return group


class Detour(httpcore.AsyncNetworkBackend):
    """A network where the public address is a server of the test, and every other one is where it is."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(self, host: str, port: int, *args: Any, **named: Any) -> httpcore.AsyncNetworkStream:
        if host == PUBLIC:
            host, port = "127.0.0.1", self._port
        return await self._network.connect_tcp(host, port, *args, **named)


def guarded(server: HostileServer, names: dict[str, list[str]], **options: Any) -> GuardedTransport:
    """The transport with all its guards, for hosts of these names; the public address is the server."""

    async def resolve(host: str, port: int) -> list[str]:
        if host not in names:
            raise OSError(f"no such name: {host}")
        return names[host]

    transport = GuardedTransport(FetchOptions(**options), resolve=resolve)
    transport._backend._network = Detour(server.port)
    return transport


# --- what scripts make of a page ------------------------------------------------------------------------------------

ARTICLE = """
fetch("/text.json", {headers: {"X-Client": "shell"}}).then(got => got.json()).then(told => {
  document.querySelector("#app").innerHTML = "<article><h1>" + told.title + "</h1>" +
    told.parts.map(part => "<p>" + part + "</p>").join("") + "</article>";
  history.replaceState(null, "", "/articles/vel" + location.hash);
});
"""
PARTS = [
    "The mayor of Velbry opened the ninth bridge over the Ondra on Tuesday, after eleven years of building it.",
    "Some four hundred people crossed it in the first hour; most of them, as Ilse Tarn said, “only to come back”.",
    "The bridge cost 31 million marks, of which the district paid a third and the railway the rest of the bill.",
]
STORY = (
    '{"title": "Ninth bridge opens at Velbry", "parts": [' + ", ".join(f'"{part}"' for part in PARTS) + "]}"
).encode()


@needs_browser
def test_an_article_that_a_script_writes(serve: Callable[..., HostileServer]) -> None:
    """The page is its DOM after the scripts: UTF-8, its own kind of capture, at the address that they gave it."""
    server = serve(
        {
            "/": answer(SHELL + b"<script src=/app.js></script>", **TEXT, etag='"shell"'),
            "/app.js": answer(ARTICLE.encode(), content_type="text/javascript"),
            "/text.json": answer(STORY, content_type="application/json"),
        }
    )
    options = FetchOptions(**{**HURRY, "headers": (("X-Key", "mine"),)})

    async def scrape_twice() -> list[Article | ScraperError]:
        sources = [server.url("/#/vel"), server.url("/")]
        return [result async for _, result in scrape_each(sources, Options(options))]

    first, second = asyncio.run(scrape_twice())
    assert isinstance(first, Article), first
    assert isinstance(second, Article), second
    assert first.title == "Ninth bridge opens at Velbry"
    assert all(part in first.text for part in PARTS)
    assert (first.capture.kind, first.final_url) == ("rendered", server.url("/articles/vel"))
    asked = server.requests[2].headers
    assert server.paths == ["/", "/app.js", "/text.json"] * 2
    assert (asked["x-client"], asked["x-key"], asked["accept"]) == ("shell", "mine", "*/*")
    assert asked["user-agent"] == options.user_agent


@needs_browser
def test_what_is_no_html_is_not_rendered_and_validators_are_not_asked_with(
    serve: Callable[..., HostileServer],
) -> None:
    """Data stays as it is; a rendered page has no validators, which would be those of its shell."""
    server = serve(
        {
            "/data": answer(b'{"a": 1}', content_type="application/json"),
            "/": answer(SHELL, **TEXT, etag='"shell"', last_modified="Tue, 03 Mar 2026 10:00:00 GMT"),
        }
    )

    async def both(fetcher: Fetcher) -> tuple[Page, Page]:
        known = Validators(server.url("/"), '"shell"', None, "0" * 64)
        return await fetcher.fetch(server.url("/data")), await fetcher.fetch(server.url("/"), known)

    data, page = run(both)
    assert "if-none-match" not in server.requests[1].headers
    assert (data.content, data.capture_kind) == (b'{"a": 1}', "live")
    assert (
        page.content
        == b'<!DOCTYPE html><html><head><title>Velbry</title></head><body><div id="app"></div></body></html>'
    )
    assert (page.content_type, page.capture_kind, page.status) == ("text/html; charset=utf-8", "rendered", 200)
    assert not {"etag", "last-modified", "content-type"} & dict(page.headers).keys()


@needs_browser
def test_where_scripts_lead(serve: Callable[..., HostileServer]) -> None:
    """Another page is fetched with all manners: redirects, robots.txt, addresses; after a refusal this one stays."""
    stays = "document.querySelector('#app').textContent = 'still here';"
    server = serve(
        {
            "/robots.txt": answer(b"User-agent: *\nDisallow: /secret"),
            "/start": html("location.replace('/moved')"),
            "/moved": redirect("/there"),
            "/there": answer(SHELL.replace(b"><", b">there<"), **TEXT, x_page="there"),
            "/to-secret": html(stays + "location.href = '/secret'"),
            "/secret": answer(SHELL, **TEXT),
            "/to-inside": html(stays + "location.href = 'http://inside.example/'"),
            "/to-file": html(stays + "location.href = 'file:///etc/passwd'"),
            "/to-picture": html(stays + "location.href = '/picture'"),
            "/picture": answer(b"\x89PNG", content_type="image/png"),
            "/round": html(stays + "location.reload()"),
            "/blob": html("location.href = URL.createObjectURL(new Blob(['<p>b'], {type: 'text/html'}))"),
        }
    )
    names = {"site.example": [PUBLIC], "inside.example": ["127.0.0.1"]}
    stayed = ["/to-secret", "/to-inside", "/to-file", "/to-picture", "/round"]

    async def all_of_them(fetcher: Fetcher) -> tuple[Page, list[Page], ScraperError]:
        moved = await fetcher.fetch("http://site.example/start")
        pages = [await fetcher.fetch(f"http://site.example{path}") for path in stayed]
        return moved, pages, await failure(fetcher, "http://site.example/blob")

    moved, pages, led_away = run(all_of_them, guarded(server, names), allow_private=False, robots=True, max_redirects=4)
    assert moved.final_url == "http://site.example/there"
    assert moved.url == "http://site.example/start"
    assert b">there<" in moved.content
    assert ("x-page", "there") in moved.headers
    for path, page in zip(stayed, pages, strict=True):
        assert page.final_url == f"http://site.example{path}"
        assert b"still here" in page.content, path
    assert "/secret" not in server.paths
    assert server.paths.count("/round") == 5
    assert server.paths.count("/there") == 1
    assert (led_away.code, led_away.url) == ("fetch.scheme", "http://site.example/blob")


@needs_browser
def test_secrets_of_one_host_stay_with_it(serve: Callable[..., HostileServer]) -> None:
    """Headers of the user go to the host asked for; who may read an answer is what its server says."""
    script = """
    const out = document.querySelector("#app");
    const get = (url, name) => fetch(url).then(() => out.append(name + " read;"), () => out.append(name + " refused;"));
    get("/own", "own").then(() => get("http://other.example/closed", "closed"))
      .then(() => get("http://other.example/open", "open"))
      .then(() => get("http://site.example:8080/port", "port"));
    """
    server = serve(
        {
            "/": html(script),
            "/own": answer(b"o"),
            "/closed": answer(b"c"),
            "/open": answer(b"o", access_control_allow_origin="http://site.example"),
            "/port": answer(b"p", access_control_allow_origin="http://site.example"),
        }
    )
    names = {"site.example": [PUBLIC], "other.example": [PUBLIC]}
    headers = (("Authorization", "Basic c2VjcmV0"), ("Accept-Language", "et"))
    page = render("http://site.example/", guarded(server, names), allow_private=False, headers=headers)
    assert b"own read;closed refused;open read;port read;" in page.content
    seen = {each.path: each.headers for each in server.requests}
    assert seen["/own"]["authorization"] == "Basic c2VjcmV0"
    assert "authorization" not in seen["/open"]
    assert "authorization" not in seen["/port"]
    assert (seen["/open"]["accept-language"], seen["/open"]["origin"]) == ("et", "http://site.example")


# --- the network ----------------------------------------------------------------------------------------------------

#: Every way known by which a page may make a browser speak to others; CANARY is host:port of a listener, UDP another.
ATTEMPTS = """<!doctype html><title>x</title>
<link rel=preconnect href="http://CANARY/preconnect"><link rel=dns-prefetch href="//CANARY/dns">
<link rel=prefetch href="http://CANARY/prefetch"><link rel=preload as=script href="http://CANARY/preload">
<link rel=modulepreload href="http://CANARY/modulepreload"><link rel=stylesheet href="http://CANARY/style">
<link rel=icon href="http://CANARY/icon"><link rel=manifest href="http://CANARY/manifest">
<link rel=prerender href="http://CANARY/prerender">
<script type=speculationrules>{"prefetch": [{"source": "list", "urls": ["http://CANARY/speculation"]}],
 "prerender": [{"source": "list", "urls": ["/prerendered"]}]}</script>
<style>@import "http://CANARY/import"; @font-face {font-family: x; src: url(http://CANARY/font)}
body {font-family: x; background: url(http://CANARY/background)}</style>
<img src="http://CANARY/image"><img srcset="http://CANARY/srcset 2x"><video src="http://CANARY/video" autoplay></video>
<audio src="http://CANARY/audio" autoplay></audio><object data="http://CANARY/object"></object>
<embed src="http://CANARY/embed"><iframe src="http://CANARY/iframe"></iframe><iframe src="file:///etc/passwd"></iframe>
<iframe srcdoc="<img src=http://CANARY/srcdoc><script>fetch('http://CANARY/srcdoc-fetch')</script>"></iframe>
<a id=ping href="#x" ping="http://CANARY/ping">x</a><a id=load download href="http://CANARY/download">x</a>
<form id=form action="http://CANARY/form" method=post target=other></form>
<script src="http://CANARY/script"></script><p id=out>tried: </p>
<script>
const at = "http://CANARY", out = document.querySelector("#out");
const attempt = (name, act) => {
  try {
    Promise.resolve(act()).then(() => out.append(name + " went through; "), () => out.append(name + " refused; "));
  } catch (error) { out.append(name + " refused; "); }
};
attempt("fetch", () => fetch(at + "/fetch"));
attempt("fetch-host", () => fetch("http://inside.example/fetch"));
attempt("no-cors", () => fetch(at + "/no-cors", {mode: "no-cors"}));
attempt("post", () => fetch(at + "/post", {method: "POST", body: "x"}));
attempt("keepalive", () => fetch(at + "/keepalive", {keepalive: true, mode: "no-cors"}));
attempt("file", () => fetch("file:///etc/passwd"));
attempt("xhr", () => new Promise((done, failed) => {
  const request = new XMLHttpRequest();
  request.open("GET", at + "/xhr"); request.onload = done; request.onerror = failed; request.send();
}));
attempt("sync-xhr", () => {
  const request = new XMLHttpRequest(); request.open("GET", at + "/sync-xhr", false); request.send();
});
attempt("websocket", () => new Promise((done, failed) => {
  const web = new WebSocket("ws://CANARY/websocket"); web.onmessage = done; web.onclose = failed; web.onerror = failed;
}));
attempt("beacon", () => navigator.sendBeacon(at + "/beacon", "x") ? undefined : Promise.reject());
attempt("events", () => new Promise((done, failed) => {
  const events = new EventSource(at + "/events"); events.onopen = done; events.onerror = failed;
}));
attempt("service-worker", () => navigator.serviceWorker.register("/worker.js"));
attempt("worker", () => new Worker(URL.createObjectURL(new Blob([
  `fetch("${at}/worker-fetch", {mode: "no-cors"}); new WebSocket("ws://CANARY/worker-websocket");
   const r = new XMLHttpRequest(); r.open("GET", "${at}/worker-xhr"); r.send();
   importScripts("${at}/worker-import");`]))));
attempt("shared-worker", () => new SharedWorker(URL.createObjectURL(new Blob([
  `fetch("${at}/shared-fetch", {mode: "no-cors"}); new WebSocket("ws://CANARY/shared-websocket");`]))));
attempt("shared-worker-file", () => new SharedWorker("/worker.js"));
attempt("transport", () => new WebTransport("https://UDP/transport").ready);
attempt("rtc", async () => {
  const peer = new RTCPeerConnection({iceServers: [{urls: ["stun:UDP"]},
    {urls: ["turn:CANARY?transport=tcp", "turn:UDP?transport=udp"], username: "x", credential: "x"}]});
  peer.createDataChannel("x");
  await peer.setLocalDescription(await peer.createOffer());
  await peer.setRemoteDescription({type: "answer", sdp: peer.localDescription.sdp.replace("actpass", "active")});
  await peer.addIceCandidate({candidate: "candidate:1 1 udp 2113937151 UDPHOST UDPPORT typ host", sdpMid: "0"});
});
attempt("window", () => { if (!window.open(at + "/window")) throw 0; });
attempt("ping", () => document.querySelector("#ping").click());
attempt("download", () => document.querySelector("#load").click());
attempt("form", () => document.querySelector("#form").submit());
new Image().src = at + "/new-image";
const late = document.createElement("iframe"); document.body.append(late);
attempt("bare-iframe", () => late.contentWindow.fetch(at + "/bare-iframe", {mode: "no-cors"}));
attempt("bare-websocket", () => { new late.contentWindow.WebSocket("ws://CANARY/bare-websocket"); });
setTimeout(() => { location.href = at + "/location"; }, 1500);
</script>"""
WORKER = b"""for (const kind of ["no-cors", "cors"]) fetch("http://CANARY/in-worker", {mode: kind}).catch(() => 0);
new WebSocket("ws://CANARY/in-worker"); importScripts("http://CANARY/in-worker");"""
#: What a browser may ask for through us, where private addresses are allowed.
THROUGH_US = {"/fetch", "/no-cors", "/xhr", "/sync-xhr", "/script", "/style", "/worker-fetch"}
#: And what not even then.
NEVER = {
    "/image", "/new-image", "/srcset", "/video", "/audio", "/iframe", "/post", "/beacon", "/websocket", "/window",
    "/worker-websocket", "/bare-websocket", "/shared-websocket", "/shared-fetch", "/in-worker", "/form", "/ping",
    "/font", "/icon", "/manifest", "/speculation",
}  # fmt: skip


@pytest.fixture
def udp() -> Iterator[socket.socket]:
    """A UDP port that nothing shall arrive at."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.setblocking(False)
        yield listener


def attempts(text: str, canary: HostileServer, udp: socket.socket) -> bytes:
    host, port = udp.getsockname()
    places = {"CANARY": f"127.0.0.1:{canary.port}", "UDPHOST": host, "UDPPORT": str(port), "UDP": f"{host}:{port}"}
    for name, place in places.items():
        text = text.replace(name, place)
    return text.encode()


def assert_silent(canary: HostileServer, udp: socket.socket) -> None:
    """Nothing has arrived; a connection of our own shows that something could have."""
    assert canary.paths == []
    assert canary.connections == 0
    with pytest.raises(BlockingIOError):
        udp.recv(1)
    with socket.create_connection(("127.0.0.1", canary.port), timeout=5):
        end = time.monotonic() + 5
        while not canary.connections and time.monotonic() < end:
            time.sleep(0.01)
    assert canary.connections == 1


@needs_browser
def test_nothing_reaches_a_private_address(serve: Callable[..., HostileServer], udp: socket.socket) -> None:
    """P4 for all that a page's scripts may try: 0 connections, 0 packets, and the page is read nevertheless."""
    canary = serve({"/*": answer(b"x", access_control_allow_origin="*")})
    page = attempts(ATTEMPTS, canary, udp)
    worker = attempts(WORKER.decode(), canary, udp)
    server = serve({"/": answer(page, **TEXT), "/worker.js": answer(worker, content_type="text/javascript")})
    names = {"site.example": [PUBLIC], "inside.example": ["127.0.0.1"]}

    async def stay_a_while(fetcher: Fetcher) -> Page:
        seen = await fetcher.fetch("http://site.example/")
        await asyncio.sleep(1)
        return seen

    seen = run(stay_a_while, guarded(server, names), allow_private=False)
    told = seen.content.decode()
    assert seen.final_url == "http://site.example/"
    for name in ("fetch", "fetch-host", "no-cors", "post", "file", "xhr", "sync-xhr", "websocket", "events"):
        assert f" {name} refused; " in told, (name, told[-900:])
    assert_silent(canary, udp)


@needs_browser
def test_what_is_not_taken_out_of_the_browser_reaches_nothing(
    serve: Callable[..., HostileServer], udp: socket.socket
) -> None:
    """The second line alone, with nothing in front of it: the browser's own way to the network is a dead end."""
    canary = serve({"/*": answer(b"x", access_control_allow_origin="*")})
    options = FetchOptions(**HURRY)

    async def try_everything() -> str:
        browser = await chromium.Chromium.start(find_browser(options), options)
        try:
            tab = await (await browser._browser.new_context()).new_page()
            with pytest.raises(chromium.Error, match="ERR_"):
                await tab.goto(canary.url("/page"))
            with pytest.raises(chromium.Error, match="ERR_"):
                await tab.goto(canary.url("/page", "localhost"))
            tab = await (await browser._browser.new_context()).new_page()
            await tab.set_content(attempts(ATTEMPTS, canary, udp).decode(), wait_until="commit")
            await asyncio.sleep(3)
            return "done"
        finally:
            await browser.kill()

    assert asyncio.run(try_everything()) == "done"
    assert_silent(canary, udp)


@needs_browser
def test_what_is_allowed_goes_through_us_alone(serve: Callable[..., HostileServer], udp: socket.socket) -> None:
    """With private addresses allowed, scripts get their data from our fetch, and pictures and sockets still nothing."""
    canary = serve({"/*": answer(b"/**/", access_control_allow_origin="*", content_type="text/css")})
    server = serve({"/": answer(attempts(ATTEMPTS, canary, udp), **TEXT)})
    render(server.url("/"))
    assert set(canary.paths) >= THROUGH_US
    assert not NEVER & set(canary.paths)
    agents = {each.headers.get("user-agent") for each in canary.requests}
    assert agents == {FetchOptions().user_agent}
    assert {each.headers.get("accept-encoding") for each in canary.requests} == {"gzip, deflate"}
    with pytest.raises(BlockingIOError):
        udp.recv(1)


# --- bounds ---------------------------------------------------------------------------------------------------------


@needs_browser
def test_requests_and_bytes_without_end(serve: Callable[..., HostileServer]) -> None:
    """A page may go on for ever: it gets so many answers and so many bytes, and is read all the same."""
    loop = "let n = 0; const go = () => fetch('/more/' + n++).catch(() => 0).then(() => setTimeout(go, 5)); go();"
    server = serve(
        {
            "/many": html(loop + "document.querySelector('#app').textContent = 'many';"),
            "/much": html(loop.replace("/more/", "/big/") + "document.querySelector('#app').textContent = 'much';"),
            "/more/*": answer(b"x"),
            "/big/*": answer(b"x" * 40_000),
        }
    )

    async def both(fetcher: Fetcher) -> list[Page]:
        return [await fetcher.fetch(server.url(path)) for path in ("/many", "/much")]

    many, much = run(both, render_requests=15, render_bytes=200_000, render_settle_s=2.0)
    assert b"many" in many.content
    assert b"much" in much.content
    assert sum(path.startswith("/more/") for path in server.paths) == 15
    assert sum(path.startswith("/big/") for path in server.paths) == 5


#: A script, the options it meets, and what is said of its page.
TOO_MUCH: dict[str, tuple[str, dict[str, Any], str]] = {
    "hangs": ("for (;;);", {"render_s": 6.0, "render_settle_s": 1.0}, "did not finish within 6 s"),
    "grows": (
        "const all = []; for (;;) all.push(new Uint8Array(1e7).fill(1));",
        {"render_memory": 400_000_000},
        "more than 400000000 bytes of memory and files",
    ),
    "crashes": (
        "const all = []; for (;;) all.push(new Array(1e4).fill(1.5));",  # more than the JavaScript engine may have
        {"render_memory": 4_000_000_000},
        "crashed",
    ),
}


@needs_browser
@pytest.mark.parametrize("name", TOO_MUCH)
def test_a_page_that_the_browser_cannot_cope_with(
    serve: Callable[..., HostileServer], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """Hanging, growing, crashing: an error of its own address in time, nothing is left of it, and the run goes on."""
    script, options, reason = TOO_MUCH[name]
    server = serve({"/bad": html(script), "/good": answer(SHELL, **TEXT)})
    kill, left = chromium.Chromium.kill, []

    async def kill_and_look(browser: chromium.Chromium) -> None:
        await kill(browser)
        left.append(is_running(browser.group))

    monkeypatch.setattr(chromium.Chromium, "kill", kill_and_look)
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # of the driver
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    async def bad_and_good(fetcher: Fetcher) -> tuple[ScraperError, float, Page]:
        await fetcher.fetch(server.url("/good"))
        start = time.monotonic()
        error = await failure(fetcher, server.url("/bad"))
        return error, time.monotonic() - start, await fetcher.fetch(server.url("/good"))

    error, seconds, good = run(bad_and_good, **{"render_s": 30.0, **options})
    assert isinstance(error, RenderError), error
    assert (error.code, error.exit_status, error.url) == ("render.failed", 7, server.url("/bad"))
    assert reason in error.reason
    assert seconds < options.get("render_s", 30.0) + 5.0
    assert left == [False, False]  # the one that failed, and the one that took over, at the end
    assert good.capture_kind == "rendered"
    assert list(tmp_path.iterdir()) == []


@needs_browser
def test_a_flood_of_requests(serve: Callable[..., HostileServer], caplog: pytest.LogCaptureFixture) -> None:
    """Thousands of requests a second are blocked, or end the page in time, and leave nothing behind in our own loop."""
    flood = "setInterval(() => { for (let i = 0; i < 500; i++) fetch('/x' + Math.random()).catch(() => 0); }, 1);"
    server = serve({"/bad": html(flood), "/good": answer(SHELL, **TEXT)})

    async def bad_and_good(fetcher: Fetcher) -> tuple[float, Page]:
        start = time.monotonic()
        with contextlib.suppress(RenderError):
            await fetcher.fetch(server.url("/bad"))
        return time.monotonic() - start, await fetcher.fetch(server.url("/good"))

    seconds, good = run(bad_and_good, render_s=4.0, render_settle_s=2.0, render_requests=10)
    gc.collect()
    assert seconds < 4.0 + 20.0  # with the start of a browser
    assert good.capture_kind == "rendered"
    assert len(server.paths) <= 1 + 10 + 1
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []


@needs_browser
def test_an_answer_that_the_browser_does_not_take(serve: Callable[..., HostileServer]) -> None:
    """Headers that browsers refuse are left out, an unknown status becomes 500: no request waits for ever."""
    script = """fetch("/odd").then(got => { document.querySelector("#app").textContent = "status " + got.status; });"""
    server = serve(
        {
            "/": answer(SHELL + f"<script>{script}</script>".encode(), **TEXT, x_odd="caf\u00e9 \x01\x7f"),
            "/odd": answer(b"", "999 Odd", x_odd="\x02"),
        }
    )
    assert b'<div id="app">status 500</div>' in render(server.url("/")).content


@needs_browser
def test_a_page_over_https() -> None:
    """Our own fetch has checked the certificate, so the browser takes the page, and its scripts stay with https."""
    script = """
    fetch("/data").then(got => got.text()).then(text => { document.querySelector("#app").append(text); });
    fetch("http://site.example/plain").catch(() => document.querySelector("#app").append("no plain text;"));
    """
    asked = []

    def serve_it(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        page = SHELL + f"<script>{script}</script>".encode()
        content, kind = (page, "text/html") if request.url.path == "/" else (b"data;", "text/plain")
        return httpx.Response(200, headers={"content-type": kind}, stream=httpx.ByteStream(content))

    page = render("https://site.example/", httpx.MockTransport(serve_it), allow_private=False)
    assert b"data;" in page.content
    assert b"no plain text;" in page.content
    assert page.final_url == "https://site.example/"
    assert asked == ["https://site.example/", "https://site.example/data"]


@needs_browser
def test_a_dom_of_limit_and_one_byte_more(serve: Callable[..., HostileServer]) -> None:
    """`max_bytes` holds for what scripts make of a page, too."""
    server = serve({"/*": html("document.querySelector('#app').textContent = 'x'.repeat(+location.hash.slice(1))")})

    async def around(fetcher: Fetcher) -> tuple[Page, ScraperError, ScraperError]:
        size = len((await fetcher.fetch(server.url("/#0"))).content)
        most = await fetcher.fetch(server.url(f"/#{5000 - size}"))
        over = await failure(fetcher, server.url(f"/#{5001 - size}"))
        return most, over, await failure(fetcher, server.url("/#2000000"))

    most, over, far_over = run(around, max_bytes=5000)
    assert len(most.content) == 5000
    assert isinstance(over, TooLargeError)
    assert isinstance(far_over, TooLargeError)


@needs_browser
def test_browsers_end_with_us_and_start_again(
    serve: Callable[..., HostileServer], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A browser killed from outside is replaced; leaving, and being cancelled, leaves no process and no folder.

    Neither in the temporary folder that the driver has, nor in the one that the browser takes by itself.
    """
    server = serve({"/good": answer(SHELL, **TEXT), "/hangs": html("for (;;);")})
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # of the driver
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    folders: set[Path] = set()

    async def kill_and_cancel(fetcher: Fetcher) -> list[int]:
        await fetcher.fetch(server.url("/good"))
        groups = [group_of(fetcher)]
        browser = fetcher._renderer._idle[-1]
        folders.update(browser.folders)
        assert list(browser.folders[0].glob("org.chromium.*"))  # what it makes by itself is where it is thrown away
        os.killpg(groups[0], signal.SIGKILL)
        await asyncio.sleep(0.5)
        await fetcher.fetch(server.url("/good"))
        groups.append(group_of(fetcher))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2):
                await fetcher.fetch(server.url("/hangs"))
        assert not is_running(groups[1])
        await fetcher.fetch(server.url("/good"))
        return [*groups, group_of(fetcher)]

    groups = run(kill_and_cancel)
    assert len(set(groups)) == 3
    assert not any(map(is_running, groups))
    assert list(tmp_path.iterdir()) == []
    assert len(folders) == 2
    assert not any(folder.exists() for folder in folders)


@needs_browser
def test_files_of_a_browser_count_as_its_memory(serve: Callable[..., HostileServer]) -> None:
    """A page that has the browser fill the disk, by downloads or otherwise, is given up like one that fills memory."""
    server = serve({"/": answer(SHELL, **TEXT)})

    async def fill(fetcher: Fetcher) -> None:
        await fetcher.fetch(server.url())
        assert fetcher._renderer is not None
        browser = fetcher._renderer._idle[-1]
        limit = group_memory(group_of(fetcher)) + 400_000_000
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await browser.outgrows(limit)
        with (browser.folders[0] / "download").open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, 900_000_000)
        async with asyncio.timeout(5):
            await browser.outgrows(limit)

    run(fill)


# --- what is missing ------------------------------------------------------------------------------------------------


def test_without_playwright_or_a_browser(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is fetched it is told what to install: exit 2, with a code of its own."""
    monkeypatch.setattr(browsers, "find_spec", lambda name: None)
    assert main(["http://site.example/", "--render"]) == 2
    assert (
        "render.browser: rendering needs Playwright: pip install 'article-scraper[render]'" in capsys.readouterr().err
    )

    monkeypatch.setattr(browsers, "find_spec", lambda name: object())
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BrowserError, match="apt-get install chromium"):
        find_browser(FetchOptions())
    with pytest.raises(BrowserError, match="no program '/no/such'"):
        find_browser(FetchOptions(browser="/no/such"))


def test_root_and_the_sandbox(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Root must ask for going without the sandbox, and nobody else can."""
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(browsers, "find_spec", lambda name: object())
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(SandboxError, match="--no-sandbox"):
        find_browser(FetchOptions(browser=str(program)))
    assert find_browser(FetchOptions(browser=str(program), no_sandbox=True)) == str(program)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert find_browser(FetchOptions(browser=str(program))) == str(program)
    with pytest.raises(SandboxError, match="root alone"):
        find_browser(FetchOptions(browser=str(program), no_sandbox=True))


@needs_browser
def test_a_program_that_is_no_browser(serve: Callable[..., HostileServer], tmp_path: Path) -> None:
    """What does not start is told as such."""
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    server = serve({"/": answer(SHELL, **TEXT)})
    with pytest.raises(BrowserError, match="does not start"):
        render(server.url("/"), browser=str(program))
