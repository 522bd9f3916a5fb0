"""A loopback server of made pages, for runs over many addresses; it answers on every address 127.x.y.z.

    python benchmarks/page_server.py     prints its port, and serves until its standard input ends

What a path gives is its first word: a page of a news site, or one of the ways in which pages fail.
"""

from __future__ import annotations

import asyncio
import functools
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from made_pages import NewsSite

SMALL_BYTES = (4_000, 40_000)
NO_PAGE = b"<html><head><title>No page</title></head><body><p>There is nothing here.</p></body></html>"
CHALLENGE = (
    b"<html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>"
    b"<p>Please enable JavaScript and cookies to continue.</p>"
    b"<script src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1'></script></body></html>"
)


def answer(body: bytes, status: str = "200 OK", *headers: str, length: int | None = None) -> bytes:
    """A whole answer; `length` may promise more than there is."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    if not any(each.startswith("Content-Type") for each in headers):
        lines.append("Content-Type: text/html; charset=utf-8")
    return "\r\n".join([*lines, "", ""]).encode() + body


@functools.cache
def site(host: str, sizes: tuple[int, int] | None = None) -> NewsSite:
    """The site of a host, made when it is first asked for."""
    return NewsSite(host, sizes) if sizes else NewsSite(host)


def news(host: str, path: str) -> bytes:
    """A page of 30 to 300 KB."""
    return answer(site(host).page(int(path.rpartition("/")[2])))


@functools.lru_cache(4_096)
def small(host: str, path: str) -> bytes:
    """A page of 4 to 40 KB, made when it is first asked for."""
    return answer(site(host, SMALL_BYTES).page(int(path.rpartition("/")[2])))


def tiny(host: str, path: str) -> bytes:
    """A page of three sentences."""
    name = f"{host}{path}"
    return answer(
        f"<html lang=en><title>Lomi {name}</title><article><h1>Lomi {name}</h1>"
        f"<p>Wafu peta of {name} lomi dora nefi gatu, sela mido ravo at {host}, as buno has it.</p>"
        f"<p>Kela ziro lamu peto dari selo fima of {path}, and lamu sela gatu nefi wafu.</p></article></html>".encode()
    )


#: What the first word of a path gives; None: nothing, ever.
ANSWERS: dict[str, Callable[[str, str], bytes] | None] = {
    "news": news,
    "small": small,
    "tiny": tiny,
    "missing": lambda host, path: answer(NO_PAGE, "404 Not Found"),
    "gone": lambda host, path: answer(NO_PAGE, "410 Gone"),
    "forbidden": lambda host, path: answer(NO_PAGE, "403 Forbidden"),
    "broken": lambda host, path: answer(NO_PAGE, "500 Internal Server Error"),
    "image": lambda host, path: answer(b"\x89PNG\r\n\x1a\n" + bytes(2_000), "200 OK", "Content-Type: image/png"),
    "empty": lambda host, path: answer(b""),
    "challenge": lambda host, path: answer(CHALLENGE),
    "circle": lambda host, path: answer(b"", "302 Found", f"Location: {path}"),
    "huge": lambda host, path: answer(b"", length=10**9),
    "garbled": lambda host, path: b"this is no HTTP\r\n\r\n",
    "cut": lambda host, path: answer(NO_PAGE, length=len(NO_PAGE) + 1_000),
    "silent": None,
}
CLOSED_AFTER = frozenset({"garbled", "cut", "huge"})
RESET = "reset"
NO_ROBOTS = answer(b"", "404 Not Found")


class Connection(asyncio.Protocol):
    """One connection, kept open for further requests."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._waiting = b""

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while b"\r\n\r\n" in self._waiting and not self._transport.is_closing():
            head, _, self._waiting = self._waiting.partition(b"\r\n\r\n")
            self._answer(head.decode("latin-1"))

    def _answer(self, head: str) -> None:
        first, *lines = head.split("\r\n")
        path = first.split(" ")[1]
        host = next((line[5:].strip() for line in lines if line[:5].lower() == "host:"), "")
        word = path.split("/")[1]
        if word == RESET:
            self._transport.abort()
            return
        make = ANSWERS.get(word, lambda host, path: NO_ROBOTS)
        if make is not None:
            self._transport.write(make(host, path))
        if word in CLOSED_AFTER:
            self._transport.close()


class PageServer:
    """The server as a process of its own.

    with PageServer() as server:
        url = server.url("127.0.1.1", "/news/1")
    """

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).resolve())], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())
        self.pid = self._process.pid
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate(timeout=30)

    def url(self, host: str, path: str) -> str:
        """The address of a path on one of the hosts."""
        return f"http://{host}:{self.port}{path}"


def loopback(number: int) -> str:
    """The nth loopback address behind the usual one."""
    return f"127.0.{1 + number // 250}.{1 + number % 250}"


async def serve() -> None:
    """Serves on a free port until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Connection, "0.0.0.0", 0, backlog=1_024)
    print(server.sockets[0].getsockname()[1], flush=True)
    ended = asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), ended.set)
    await ended.wait()


if __name__ == "__main__":
    asyncio.run(serve())
