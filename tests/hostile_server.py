"""A loopback server that sends exactly the bytes it is told to, and misbehaves on request.

It uses raw sockets, since no HTTP library would let it send what hostile and broken servers send.
"""

from __future__ import annotations

import contextlib
import gzip
import socket
import ssl
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True)
class Seen:
    """One request that has arrived."""

    path: str
    headers: dict[str, str]
    at: float  # monotonic seconds


@dataclass(frozen=True, slots=True)
class Talk:
    """One request being answered."""

    socket: socket.socket
    seen: Seen
    stopped: threading.Event

    def say(self, data: bytes) -> None:
        """Sends the bytes, whatever they are."""
        self.socket.sendall(data)

    def going(self, every_s: float = 0.0) -> Iterator[int]:
        """Counts up, pausing in between, until the server is stopped; the client's going ends it with OSError."""
        count = 0
        while not self.stopped.wait(every_s):
            yield count
            count += 1


#: What a path answers: the bytes themselves, or a function that says them.
Reply = bytes | Callable[[Talk], None]


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """A well-formed answer; `content_type="x"` becomes the header Content-Type, `content_length` may lie."""
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in {"Content-Length": str(len(body)), **named}.items()]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode() + body


def redirect(location: str, status: str = "302 Found", body: bytes = b"") -> bytes:
    """A redirect; the location is sent as it is."""
    return answer(body, status, location=location)


NOT_FOUND = answer(b"nothing here", "404 Not Found")


@dataclass
class HostileServer:
    """Answers each path by `routes`, where a path ending in `*` stands for all that begin so; 404 otherwise."""

    routes: Mapping[str, Reply]
    tls: ssl.SSLContext | None = None
    address: str = "127.0.0.1"
    requests: list[Seen] = field(default_factory=list)
    connections: int = 0

    def __enter__(self) -> Self:
        self._stopped = threading.Event()
        self._listener = socket.create_server((self.address, 0), backlog=256)
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stopped.set()
        with contextlib.suppress(OSError):  # not connected, on some systems
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in list(self._open):
            with contextlib.suppress(OSError):  # the client was faster
                each.shutdown(socket.SHUT_RDWR)

    @property
    def port(self) -> int:
        """The port listened on."""
        port: int = self._listener.getsockname()[1]
        return port

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """The address of a path here."""
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}{path}"

    def awaits_open(self, count: int, seconds: float = 2.0) -> bool:
        """Whether so many connections are open, within some seconds: hang-ups arrive a little later."""
        end = time.monotonic() + seconds
        while len(self._open) != count and time.monotonic() < end:
            time.sleep(0.01)
        return len(self._open) == count

    @property
    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [seen.path for seen in self.requests]

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return  # closed
            self.connections += 1
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        self._open.add(client)
        # Clients hang up on misbehaving servers: so they should.
        with contextlib.suppress(OSError), client, self._talking(client) as talking:
            while self._answer_one(talking):
                pass
        self._open.discard(client)

    def _talking(self, client: socket.socket) -> socket.socket:
        return self.tls.wrap_socket(client, server_side=True) if self.tls else client

    def _answer_one(self, client: socket.socket) -> bool:
        head = b""
        while b"\r\n\r\n" not in head:
            data = client.recv(65_536)
            if not data:
                return False
            head += data
        first, *lines = head.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        seen = Seen(first.split(" ")[1], headers, time.monotonic())
        self.requests.append(seen)
        reply = self._reply(seen.path)
        if not isinstance(reply, bytes):
            reply(Talk(client, seen, self._stopped))
            return False
        client.sendall(reply)
        return b"Content-Length" in reply

    def _reply(self, path: str) -> Reply:
        if path in self.routes:
            return self.routes[path]
        wild = [route for route in self.routes if route.endswith("*") and path.startswith(route[:-1])]
        return self.routes[max(wild, key=len)] if wild else NOT_FOUND


# --- misbehaviour: slow ---------------------------------------------------------------------------------------------

HEAD = b"HTTP/1.1 200 OK\r\n"


def drips_the_body(talk: Talk) -> None:
    """One byte of the body at a time, for ever."""
    talk.say(HEAD + b"Content-Length: 100000\r\n\r\n")
    for _ in talk.going(0.1):
        talk.say(b"x")


def drips_the_head(talk: Talk) -> None:
    """One byte of the headers at a time, for ever."""
    talk.say(HEAD)
    for _ in talk.going(0.1):
        talk.say(b"x")


def drips_interim_answers(talk: Talk) -> None:
    """A 103 now and then, for ever."""
    for _ in talk.going(0.1):
        talk.say(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")


def floods_interim_answers(talk: Talk) -> None:
    """A 103 after the other, for ever."""
    for _ in talk.going():
        talk.say(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 50)


def sends_one_byte_chunks(talk: Talk) -> None:
    """Chunks of one byte each, for ever."""
    talk.say(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    for _ in talk.going(0.001):
        talk.say(b"1\r\nx\r\n" * 5)


def is_silent(talk: Talk) -> None:
    """Takes the request and says nothing."""
    for _ in talk.going(0.1):
        pass


SLOW: dict[str, Reply] = {
    "/drip-body": drips_the_body,
    "/drip-head": drips_the_head,
    "/drip-103": drips_interim_answers,
    "/flood-103": floods_interim_answers,
    "/one-byte-chunks": sends_one_byte_chunks,
    "/silence": is_silent,
}

# --- misbehaviour: large --------------------------------------------------------------------------------------------


def sends_endless_headers(talk: Talk) -> None:
    """Header after header, for ever."""
    talk.say(HEAD)
    for count in talk.going():
        talk.say(b"X-%d: y\r\n" % count)


def sends_a_long_chunk_extension(talk: Talk) -> None:
    """Nine megabytes between a chunk's size and its line end."""
    talk.say(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5;")
    for _ in range(9):
        talk.say(b"e" * 1_000_000)
    talk.say(b"\r\nhello\r\n0\r\n\r\n")


def sends_without_end(talk: Talk) -> None:
    """A body without a length that never ends."""
    talk.say(HEAD + b"\r\n")
    for _ in talk.going():
        talk.say(b"x" * 65_536)


LARGE_HEADS: dict[str, Reply] = {
    "/long-header": HEAD + b"X-Long: " + b"y" * 200_000 + b"\r\nContent-Length: 0\r\n\r\n",
    "/endless-headers": sends_endless_headers,
    "/chunk-extension": sends_a_long_chunk_extension,
}


GZIP_HEAD, LAST_BLOCK = b"\x1f\x8b\x08\0\0\0\0\0\0\xff", b"\x03\0"  # RFC 1952, RFC 1951 3.2.6


def gzipped_zeros(mebibytes: int, layers: int = 1) -> bytes:
    """That many MiB of NUL bytes under that many layers of gzip, made of one packed MiB that comes again and again."""
    mebibyte = bytes(1_048_576)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(mebibyte) + packer.flush(zlib.Z_FULL_FLUSH)  # looks at nothing before it
    check = 0
    for _ in range(mebibytes):
        check = zlib.crc32(mebibyte, check)
    size = mebibytes * len(mebibyte)
    out = GZIP_HEAD + block * mebibytes + LAST_BLOCK + struct.pack("<II", check, size & 0xFFFFFFFF)
    for _ in range(layers - 1):
        out = gzip.compress(out, mtime=0)
    return out


# --- misbehaviour: broken -------------------------------------------------------------------------------------------


def resets(talk: Talk) -> None:
    """Breaks the connection instead of answering."""
    talk.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    talk.socket.close()


def hangs_up(talk: Talk) -> None:
    """Closes the connection without an answer."""
    talk.socket.close()


def closes_after(data: bytes) -> Reply:
    """Says the bytes and closes the connection."""
    return lambda talk: talk.say(data)


def cut(body: bytes, length: int, **headers: str) -> Reply:
    """An answer that promises `length` bytes and holds the body only."""
    return closes_after(answer(body, content_length=str(length), **headers))


NOT_HTTP: dict[str, Reply] = {
    "/banner": closes_after(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"),
    "/http2-line": closes_after(b"HTTP/2 200\r\n\r\nhello"),
    "/no-status": closes_after(b"<html>hello</html>\r\n\r\n"),
    "/negative-length": closes_after(HEAD + b"Content-Length: -1\r\n\r\nhello"),
    "/two-lengths": closes_after(HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
    "/nul-in-header": closes_after(HEAD + b"X: a\x00b\r\nContent-Length: 0\r\n\r\n"),
    "/bad-chunk": closes_after(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n"),
    "/status-000": closes_after(b"HTTP/1.1 000 Nothing\r\nContent-Length: 0\r\n\r\n"),
    "/upgrade": closes_after(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
    "/unasked-304": answer(b"", "304 Not Modified"),
    "/redirect-to-nowhere": answer(b"", "302 Found"),
}
