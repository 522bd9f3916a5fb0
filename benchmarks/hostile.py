"""What ours and other clients do with servers and pages that are hostile: the same loopback server, each in its turn.

    make hostile                              all cases; about a quarter of an hour
    make hostile HOSTILE_ARGS='--only P4 P13' the cases of these promises of docs/reliability.md
    make hostile HOSTILE_ARGS=--alone         ours only

A client that is not done after 15 s is stopped: it hangs. So is one that holds more than 2 GB, or writes a file of more
than 256 MB. Where two pages are read, the first of them dear to read, it has 24 s. benchmarks/fetchers.py says how each
client is asked.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme
from fetchers import OURS, TRIES, Client, clients
from report import machine, table
from watched import CUT_FILE_BYTES, CUT_S, MB, Ended, watch, watch_on_terminal

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the hostile server is that of the tests

from tests.hostile.bombs import bombs
from tests.hostile.shapes import SHAPES
from tests.hostile_server import (
    HEAD,
    LARGE_HEADS,
    NOT_FOUND,
    SLOW,
    HostileServer,
    Reply,
    Talk,
    answer,
    closes_after,
    cut,
    redirect,
)

STORY_WORDS = b"Nineteen boats"
STORY = b"""<!doctype html><html lang="en"><head><title>The lantern keeper</title></head><body><article>
<h1>The lantern keeper</h1>""" + b"".join(
    b"<p>Nineteen boats were counted before the fog came in over quay %d, and none was counted after it. The keeper,"
    b" who has kept it for thirty years, said that he had never seen the water so still, nor his lamp dimmer.</p>"
    % number
    for number in range(40)
)
END = b"</article></body></html>"
PAGE = STORY + END
PACKED = gzip.compress(PAGE)
MUCH_BYTES = 300 * MB  # of memory, which no page is worth
PARSED_S = 24.0  # both of two pages, the first of which is dear to read, on a machine that others use too
AT_ONCE = 6  # clients that wait for slow servers
ALLOWED_PORTS = (8080, 8443, 80)
SECRET = b"a secret of this machine"
PARSED = ("nested-div", "nested-list", "nested-span", "spans-and-items", "many-attributes", "formatting",
          "formatting-shallow", "paragraphs", "less-than", "nul-bytes")  # fmt: skip

#: What a client did in a case: whether it is what the promise asks for, and in a few words what it was; None where it
#: has no part in the case.
Verdict = tuple[bool, str] | None


@dataclass(frozen=True, slots=True)
class Case:
    """One row: the promise, what the server does, and how a client's part in it is measured."""

    promise: str
    name: str
    measure: Callable[[Client], Verdict]
    waits: bool = False  # most of its time is spent waiting, so several clients may do it at once


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for what a client writes, gone afterwards."""
    path = Path(tempfile.mkdtemp(prefix="hostile-"))
    try:
        yield path
    finally:
        shutil.rmtree(path)


def told(ended: Ended, what: str) -> str:
    """In a few words: what happened, how long it took, how much memory it took."""
    cuts = {"time": "hangs", "memory": "more than 2 GB of memory", "disk": f"{CUT_FILE_BYTES // MB} MB on the disk"}
    memory = f"{ended.peak_bytes / MB:.0f}" if ended.peak_bytes > 10 * MB else "< 10"
    return f"{cuts.get(ended.cut) or what}, {ended.seconds:.1f} s, {memory} MB"


def size(count: int) -> str:
    """Bytes in the unit that fits."""
    return f"{count} B" if count < 1_000 else f"{count / 1_000:.0f} kB" if count < MB else f"{count / MB:.0f} MB"


def outcome(ended: Ended, kept: bytes | None) -> str:
    """`reads it` where the story was had, `refuses` where nothing was, else what was kept of it."""
    if ended.status < 0 and not ended.cut:
        return f"dies of signal {-ended.status}"
    if ended.status == 0:
        return "reads it" if kept and STORY_WORDS in kept else f"keeps {size(len(kept or b''))} as the page"
    return f"refuses, leaves {size(len(kept))}" if kept else "refuses"


def saved(client: Client, url: str, tries: int = 1) -> tuple[Ended, bytes | None]:
    """Has a client save an address; gives how it ended, and what it kept."""
    with folder() as place:
        ended = watch(client.save(place, [url], tries), env=_environment(place), cwd=place)
        path = place / "0"
        return ended, path.read_bytes()[: 10 * MB] if path.exists() else None


def _environment(home: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "TERM": "xterm"}


# --- kinds of cases -------------------------------------------------------------------------------------------------


def refuses(routes: Mapping[str, Reply], *, limit_s: float = CUT_S, limit_bytes: int = MUCH_BYTES, path: str = "/"):  # type: ignore[no-untyped-def]
    """What the server says is no page: an error, soon, in little memory. A rest on the disk is told, and no fault."""

    def measure(client: Client) -> Verdict:
        with HostileServer(routes) as server:
            ended, kept = saved(client, server.url(path))
        right = not ended.cut and ended.status > 0 and ended.seconds < limit_s and ended.peak_bytes < limit_bytes
        return right and len(kept or b"") < MB, told(ended, outcome(ended, kept))

    return measure


def reads(routes: Mapping[str, Reply]):  # type: ignore[no-untyped-def]
    """The page is had, in little memory."""

    def measure(client: Client) -> Verdict:
        with HostileServer(routes) as server:
            ended, kept = saved(client, server.url())
        right = ended.status == 0 and not ended.cut and STORY_WORDS in (kept or b"") and ended.peak_bytes < MUCH_BYTES
        return right, told(ended, outcome(ended, kept))

    return measure


def asks_at_most(routes: Mapping[str, Reply], most: int, *, tries: int = 1):  # type: ignore[no-untyped-def]
    """No page, after so many requests at most."""

    def measure(client: Client) -> Verdict:
        with HostileServer(routes) as server:
            ended, kept = saved(client, server.url(), tries)
            count = len(server.requests)
        right = not ended.cut and ended.status > 0 and count <= most and not kept
        return right, f"{times(count)}, {told(ended, outcome(ended, kept))}"

    return measure


def leads_to_a_file(client: Client) -> Verdict:
    """A redirect to a file of this machine: nothing of it is read."""
    with folder() as place:
        (place / "secret").write_bytes(SECRET)
        with HostileServer({"/": redirect((place / "secret").as_uri())}) as server:
            ended, kept = saved(client, server.url())
    right = not ended.cut and ended.status > 0 and SECRET not in (kept or b"")
    return right, told(ended, outcome(ended, kept))


def waits_as_asked(seconds: int):  # type: ignore[no-untyped-def]
    """A 503 that asks for a pause: no request comes before its end."""

    def measure(client: Client) -> Verdict:
        busy = answer(b"", "503 Service Unavailable", retry_after=str(seconds))
        with HostileServer({"/": busy}) as server:
            ended, _ = saved(client, server.url(), TRIES)
            moments = [seen.at for seen in server.requests]
        gaps = [after - before for before, after in itertools.pairwise(moments)]
        right = not ended.cut and ended.status > 0 and all(gap >= seconds for gap in gaps)
        pauses = f", pauses {', '.join(f'{gap:.1f}' for gap in gaps)} s" if gaps else ""
        return right, f"{times(len(moments))}{pauses}{', hangs' if ended.cut else ''}"

    return measure


def reaches_this_machine(client: Client) -> Verdict:
    """Addresses of this machine in ten spellings, without leave: none may be connected to."""
    port = next(port for port in ALLOWED_PORTS if _is_free(port))
    hosts = ("127.0.0.1 127.1 2130706433 0x7f000001 0x7f.1 0177.0.0.1 0 localhost LOCALHOST. "
             "[::ffff:127.0.0.1]").split()  # fmt: skip
    connected, answered = 0, 0
    with _canary(port) as server:
        for host in hosts:
            before = server.connections, len(server.requests)
            with folder() as place:
                watch(client.guarded(place, f"http://{host}:{port}/"), env=_environment(place), cwd=place)
            connected += server.connections > before[0]
            answered += len(server.requests) > before[1]
    return connected == 0, f"connects for {connected} of {len(hosts)}, asks for {answered}"


@contextmanager
def _canary(port: int) -> Iterator[HostileServer]:
    """A server on a port of all addresses of this machine."""
    server = HostileServer({"/*": answer(PAGE)}, address="0.0.0.0")
    create = socket.create_server
    socket.create_server = lambda address, **more: create((address[0], port), **more)  # type: ignore[assignment]
    try:
        with server as running:
            yield running
    finally:
        socket.create_server = create


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("0.0.0.0", port)).close()
    except OSError:
        return False
    return True


def asks_for_changes_only(client: Client) -> Verdict:
    """A second visit to a page that has not changed: asked with its validators, the file as it was, and no failure."""
    if client.again is None:
        return False, "cannot: asks for all of it again"

    def unchanged(talk: Talk) -> None:
        known = {"if-none-match", "if-modified-since"} & set(talk.seen.headers)
        talk.say(answer(b"", "304 Not Modified", connection="close") if known else page)

    modified = "Fri, 27 Nov 2026 10:00:00 GMT"
    page = answer(PAGE, etag='"one"', last_modified=modified, content_type="text/html", connection="close",
                  cache_control="max-age=0")  # fmt: skip
    with folder() as place, HostileServer({"/page": unchanged}) as server:
        states = []
        for _ in range(2):
            ended = watch(client.again(place, server.url("/page")), env=_environment(place), cwd=place)
            states.append({path: path.stat().st_mtime_ns for path in place.rglob("*") if _is_the_story(path)})
            time.sleep(0.05)
        asked = [{"if-none-match", "if-modified-since"} & set(seen.headers) for seen in server.requests]
    right = len(asked) == 2 and bool(asked[1]) and ended.status == 0 and states[0] == states[1] != {}
    how = "asks with validators" if asked and asked[-1] else "asks for all of it again"
    file = "file untouched" if states[0] == states[1] != {} else "file written anew" if states[1] else "file lost"
    return right, f"{how}, {file}, exit {ended.status}"


def _is_the_story(path: Path) -> bool:
    return path.is_file() and path.suffix in ("", ".json") and STORY_WORDS in path.read_bytes()


def survives_the_shape(name: str):  # type: ignore[no-untyped-def]
    """A page that is dear to read, and another one after it: that one is had within the time."""

    def measure(client: Client) -> Verdict:
        if not client.parses:
            return None
        routes = {"/hostile": answer(SHAPES[name](), content_type="text/html"), "/good": answer(PAGE)}
        with folder() as place, HostileServer(routes) as server:
            urls = [server.url("/hostile"), server.url("/good")]
            ended = watch(client.save(place, urls, 1), cut_s=PARSED_S, env=_environment(place), cwd=place)
            path = place / "1"
            had = path.exists() and STORY_WORDS in path.read_bytes()
        return had and not ended.cut, told(ended, "reads the next" if had else "loses the next")

    return measure


def says_that_the_disk_is_full(client: Client) -> Verdict:
    """The result to a device that is always full: a failure, no traceback."""
    with folder() as place, HostileServer({"/": answer(PAGE)}) as server, open("/dev/full", "wb") as full:
        ended = watch(client.show(place, server.url()), stdout=full, env=_environment(place), cwd=place)
    trace = ", with a traceback" if "Traceback" in ended.error else ""
    return ended.status > 0 and not trace, f"exit {ended.status}{trace}"


def takes_a_closed_pipe(client: Client) -> Verdict:
    """The result to a reader that takes one line and goes: no failure, no word."""
    long = STORY * 30 + END
    with folder() as place, HostileServer({"/": answer(long)}) as server:
        pipe = subprocess.Popen(["head", "-1"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        command = client.show(place, server.url())
        ended = watch(command, stdout=pipe.stdin, env=_environment(place), cwd=place)
        assert pipe.stdin is not None
        pipe.stdin.close()
        pipe.wait()
    trace = ", with a traceback" if "Traceback" in ended.error else ", with words" if ended.error.strip() else ""
    return ended.status == 0 and not trace, f"exit {ended.status}{trace}"


def leaves_no_part_on_a_full_disk(client: Client) -> Verdict:
    """A file system of 64 KiB and a page of more: a failure, and nothing under the file's name."""
    with folder() as place, HostileServer({"/": answer(STORY * 30 + END)}) as server:
        small = place / "small"
        small.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(small)], check=True)
        try:
            ended = watch(client.save(small, [server.url()], 1), env=_environment(place), cwd=place)
            left = (small / "0").stat().st_size if (small / "0").exists() else 0
        finally:
            subprocess.run(["umount", str(small)], check=True)
    trace = ", with a traceback" if "Traceback" in ended.error else ""
    return ended.status > 0 and not left, f"exit {ended.status}{trace}, {f'leaves {size(left)}' if left else 'no file'}"


def keeps_the_terminal_safe(client: Client) -> Verdict:
    """A page whose title and text hold what a terminal acts on, printed on one."""
    acts = "\x1b]0;pwned\x07\x1b[2J\x9b31m\u202ered\x08\x08"
    written = "".join(f"&#{ord(char)};" if char > "\x7f" else char for char in acts)
    page = PAGE.replace(b"<h1>The", f"<h1>{acts}{written} The".encode()).replace(b"<p>Nine", f"<p>{acts} Nine".encode())
    with folder() as place, HostileServer({"/": answer(page, content_type="text/html; charset=utf-8")}) as server:
        _, got = watch_on_terminal(client.show(place, server.url()), env=_environment(place), cwd=place)
    text = re.sub(r"\x1b\[[0-9;]*m|\x1b\[\?25[hl]", "", got.decode("utf-8", "replace"))  # colours of its own
    acting = re.findall("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    return not acting, f"{len(acting)} characters that act"


def verifies(client: Client) -> Verdict:
    """A certificate that nobody we know has signed: refused, and nothing is asked over the connection."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with HostileServer({"/": answer(PAGE)}, tls=context) as server:
        ended, kept = saved(client, server.url())
        count = len(server.requests)
    return ended.status > 0 and not kept and not count, f"{outcome(ended, kept)}, {times(count)}"


def times(count: int) -> str:
    """So many requests."""
    return f"{count} request{'' if count == 1 else 's'}"


# --- the cases ------------------------------------------------------------------------------------------------------


def cases() -> list[Case]:
    """All rows of the table."""
    return [*_sizes(), *_cuts(), *_slow(), *_heads(), *_redirects(), *_manners(), *_pages(), *_sinks()]


def _sizes() -> Iterator[Case]:
    for encoding, body in bombs().items():
        name = f"1 GiB as {size(len(body))} of {encoding}"
        yield Case("P1", name, refuses({"/": answer(body, content_encoding=encoding)}, limit_s=12.0))
    for encoding, body in bombs().items():
        routes = {"/": answer(body, "302 Found", location="/to", content_encoding=encoding), "/to": answer(PAGE)}
        yield Case("P1", f"the same {encoding} on a redirect", reads(routes))
    yield Case("P2", "15,000 stacked encodings", refuses({"/": answer(b"x", content_encoding="gzip," * 15_000)}))


def _cuts() -> Iterator[Case]:
    half = PAGE[: len(PAGE) // 2]
    chunked = HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(half), half)
    yield Case("P3", "half of the promised length", refuses({"/": cut(half, len(PAGE))}))
    yield Case("P3", "chunks without an end", refuses({"/": closes_after(chunked)}))
    yield Case("P3", "half of a gzip", refuses({"/": answer(PACKED[: len(PACKED) // 2], content_encoding="gzip")}))
    yield Case("P3", "a gzip without its last 4 bytes", refuses({"/": answer(PACKED[:-4], content_encoding="gzip")}))


def _slow() -> Iterator[Case]:
    names = {"/drip-body": "one byte of the body each 0.1 s", "/drip-head": "one byte of the headers each 0.1 s",
             "/drip-103": "an interim answer each 0.1 s", "/flood-103": "interim answers without end",
             "/one-byte-chunks": "chunks of one byte without end", "/silence": "silence"}  # fmt: skip
    for path, reply in SLOW.items():
        yield Case("P4", names[path], refuses({"/": reply}, limit_s=12.0), waits=path != "/flood-103")


def _heads() -> Iterator[Case]:
    names = {"/long-header": "a header of 200 kB", "/endless-headers": "headers without end",
             "/chunk-extension": "a chunk extension of 9 MB"}  # fmt: skip
    for path, reply in LARGE_HEADS.items():
        yield Case("P5", names[path], refuses({"/": reply}, limit_s=12.0))
    lines = b"".join(b"X%d: y\r\n" % number for number in range(8_000))
    yield Case("P5", "8,000 small headers: a page", reads({"/": HEAD + lines + answer(PAGE).partition(b"\r\n")[2]}))


def _redirects() -> Iterator[Case]:
    def further(talk: Talk) -> None:
        talk.say(redirect(f"{talk.seen.path}x").replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))

    yield Case("P6", "a redirect to itself", asks_at_most({"/": redirect("/")}, 11))
    yield Case("P6", "redirects to ever new addresses", asks_at_most({"/*": further}, 11))
    yield Case("P6", "a redirect to a file here", leads_to_a_file)
    for location in ("http:///ok", "http://[", "data:text/html,hi"):
        yield Case("P6", f"a redirect to `{location}`", refuses({"/": redirect(location)}))
    yield Case("P6", "a redirect to a path of 70 kB", refuses({"/": redirect("/" + "p" * 70_000)}))
    yield Case("P7", "this machine in ten spellings", reaches_this_machine)


def _manners() -> Iterator[Case]:
    yield Case("P10", "404", asks_at_most({"/": NOT_FOUND}, 1, tries=TRIES))
    yield Case("P10", "503 each time", asks_at_most({"/": answer(b"", "503 Busy")}, TRIES, tries=TRIES), waits=True)
    yield Case("P10", "503, Retry-After: 2", waits_as_asked(2), waits=True)
    yield Case("P10", "503, Retry-After: 86400", waits_as_asked(86_400), waits=True)
    yield Case("P11", "a second visit to the same page", asks_for_changes_only)


def _pages() -> Iterator[Case]:
    for name in PARSED:
        yield Case("P13", f"{name.replace('-', ' ')}, {size(len(SHAPES[name]()))}", survives_the_shape(name))


def _sinks() -> Iterator[Case]:
    yield Case("P17", "the disk is full", says_that_the_disk_is_full)
    if os.geteuid() == 0:
        yield Case("P17", "the disk gets full on the way", leaves_no_part_on_a_full_disk)
    yield Case("P17", "the reader of the pipe leaves", takes_a_closed_pipe)
    yield Case("P20", "escape sequences, on a terminal", keeps_the_terminal_safe)
    yield Case("P29", "a certificate of nobody we know", verifies)


def cell(verdict: Verdict) -> str:
    """Bold where it is not what the promise asks for."""
    if verdict is None:
        return "–"
    right, words = verdict
    return words if right else f"**{words}**"


def rows(chosen: list[Case], having: dict[str, Client]) -> Iterator[tuple[str, ...]]:
    """A row for each case, in order; those that mostly wait are measured side by side."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for case in chosen:
            each = threads.map(case.measure, having.values()) if case.waits else map(case.measure, having.values())
            verdicts = list(each)
            print(f"{case.promise} {case.name}: {verdicts[0]}", file=sys.stderr, flush=True)
            yield (f"{case.promise}: {case.name}", *(cell(verdict) for verdict in verdicts))


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--only", nargs="+", metavar="P", help="the cases of these promises only")
    arguments.add_argument("--alone", action="store_true", help="without the peers that are installed")
    given = arguments.parse_args()
    having = {name: client for name, client in clients().items() if name == OURS or not given.alone}
    chosen = [case for case in cases() if not given.only or case.promise in given.only]
    versions = ", ".join(f"{name} {client.version}" for name, client in having.items() if name != OURS)
    print(f"{machine()}{', ' + versions if versions else ''}\n")
    print(table(("", *having), list(rows(chosen, having))))


if __name__ == "__main__":
    main()
