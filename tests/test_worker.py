"""Pages read in a process that can be killed: the record is the same, and no page harms another."""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from io import FileIO
from pathlib import Path

import pytest

from scraper.errors import EmptyError, NotHtmlError, ParseCrashError, ParseError, ResourcesError
from scraper.options import ExtractOptions
from scraper.records import Page
from scraper.worker import Bug, Worker, read_article
from scraper.worker.child import PROFILING_CLOCK, _limit
from scraper.worker.messages import FRAME, MAX_ANSWER_BYTES, loads, receive
from scraper.worker.process import PIPE_BYTES, PROGRAM, ROOT
from tests import warm

ARTICLE = Page(
    "https://example.org/lantern",
    "https://example.org/lantern",
    b"""<!doctype html><html lang="en"><title>The lantern keeper</title><article><h1>The lantern keeper</h1>
    <p class="byline">By Mira Oldroyd</p>
    <p>Nineteen boats were counted before the fog came in over the quay, and none was counted after it.</p>
    <p>The keeper, who has kept the light for thirty years, said that he had never seen the water so still.</p>
    </article>""",
    "text/html; charset=utf-8",
)
#: Distinct formatting elements that every paragraph opens anew: 60 KB that cost lexbor minutes and gigabytes.
FORMATTING = b"".join(b"<b id=%d>" % number for number in range(4_000)) + b"<p>x" * 4_000
#: Elements nested so deep that lexbor's cost grows with their square.
NESTED = b"<div>" * 100_000


def page(content: bytes) -> Page:
    return Page("https://example.org/hostile", "https://example.org/hostile", content, "text/html")


@pytest.fixture(scope="module", autouse=True)
def real_starts():
    """Workers are started here as users' are: what it takes to start one is part of what is shown."""
    with warm.switched_off():
        yield


@pytest.fixture(scope="module")
def worker():
    with Worker() as running:
        yield running


def test_a_worker_gives_the_record_that_is_read_in_process(worker):
    """Every field crosses the border, the trace included."""
    options = ExtractOptions(trace=True)
    here, _ = read_article(ARTICLE, options)
    assert here.text
    assert here.trace is not None
    assert worker.read_article(ARTICLE, options) == (here, None)


def test_options_hold_until_there_are_others(worker):
    """Options are sent when they change, and to every new process."""
    traced = ExtractOptions(trace=True)
    for options, has_trace in (
        (traced, True),
        (traced, True),
        (None, False),
        (ExtractOptions(), False),
        (traced, True),
    ):
        assert (worker.read_article(ARTICLE, options)[0].trace is not None) is has_trace
    worker.kill()
    assert worker.read_article(ARTICLE, traced)[0].trace is not None


def test_messages_longer_than_a_pipe_come_whole(worker):
    """Megabytes go to the worker, and come back from it."""
    sentence = " was counted before the fog came in over the quay, as the keeper says."
    paragraphs = "".join(f"<p>Boat {number}{sentence * 20}</p>" for number in range(2_000))
    long = page(f"<!doctype html><title>Boats</title><article><h1>Boats</h1>{paragraphs}</article>".encode())
    text = worker.read_article(long, ExtractOptions(parse_s=60.0))[0].text
    assert min(len(long.content), len(text)) > 2 * PIPE_BYTES
    assert text.endswith(f"Boat 1999{sentence * 20}")


@pytest.mark.parametrize(
    "sent", [b"", FRAME.pack(5) + b"four", FRAME.pack(MAX_ANSWER_BYTES + 1), FRAME.pack(4) + b"more than four"]
)
def test_what_is_no_message_is_refused(sent):
    """A message that ends early, would take too much memory, or has something behind it."""
    ours, theirs = (FileIO(end, mode) for end, mode in zip(os.pipe(), "rw", strict=True))
    with ours, theirs:
        theirs.write(sent)
        theirs.close()
        with pytest.raises(EOFError):
            receive(ours, time.monotonic() + 5)


def test_a_message_that_comes_too_late_is_left():
    """Half a message, and nothing more, is waited for no longer than asked."""
    ours, theirs = (FileIO(end, mode) for end, mode in zip(os.pipe(), "rw", strict=True))
    with ours, theirs:
        theirs.write(FRAME.pack(5) + b"four")
        start = time.monotonic()
        with pytest.raises(TimeoutError):
            receive(ours, start + 0.2)
        assert 0.2 <= time.monotonic() - start < 2


def test_one_process_serves_many_pages(worker):
    """The worker is kept from page to page, and what a page is not is an error as in process."""
    pids = set()
    for content, error in ((b"", EmptyError), (b"%PDF-1.7 \x00\x01", NotHtmlError), (b"<p>", EmptyError)):
        with pytest.raises(error) as caught:
            worker.read_article(page(content))
        assert caught.value.url == "https://example.org/hostile"
        pids.add(worker.pid)
    assert len(pids) == 1


def test_a_text_without_end_is_refused(monkeypatch):
    """A text longer than any novel is past a limit."""
    monkeypatch.setattr("scraper.extraction.article.MAX_TEXT_CHARS", 100)
    with pytest.raises(ParseError, match="longer than 100 characters"):
        read_article(ARTICLE)


@pytest.mark.parametrize(
    ("content", "limits"),
    [(NESTED, {"parse_s": 1.0}), (FORMATTING, {"parse_s": 60.0, "parse_bytes": 200_000_000})],
    ids=["time", "memory"],
)
def test_a_page_past_a_limit_costs_itself_only(worker, content, limits):
    """Too much time or memory is parse.limit, soon; the next page is read as if nothing had been."""
    start = time.monotonic()
    with pytest.raises(ParseError) as caught:
        worker.read_article(page(content), ExtractOptions(**limits))
    assert time.monotonic() - start < 12
    assert caught.value.code == "parse.limit"
    assert worker.read_article(ARTICLE)[0].title == "The lantern keeper"


def test_a_crash_costs_its_page_only(worker):
    """A worker that dies of a page is parse.crash with the signal, and started anew."""

    worker.read_article(ARTICLE)
    threading.Timer(0.5, os.kill, (worker.pid, signal.SIGSEGV)).start()
    with pytest.raises(ParseCrashError, match="signal 11"):
        worker.read_article(page(NESTED))
    assert worker.read_article(ARTICLE)[0].title == "The lantern keeper"


def test_an_idle_worker_that_was_killed_is_replaced(worker):
    """Whoever kills an idle worker costs no page."""
    worker.start()
    os.kill(worker.pid, signal.SIGKILL)
    time.sleep(0.5)
    assert worker.read_article(ARTICLE)[0].title == "The lantern keeper"


def test_a_bug_is_told_with_its_traceback(worker):
    """What is no ScraperError inside the worker is a Bug here, and the worker lives on."""
    wrong = dataclasses.replace(ExtractOptions(), max_elements="many")
    with pytest.raises(Bug, match="TypeError"):
        worker.read_article(ARTICLE, wrong)
    assert worker.read_article(ARTICLE)[0].title == "The lantern keeper"


def test_kill_from_another_thread_ends_a_running_page(worker):
    """Ctrl-C need not wait for a parse."""
    worker.read_article(ARTICLE)
    start = time.monotonic()
    threading.Timer(0.5, worker.kill).start()
    with pytest.raises(ParseCrashError, match="was stopped"):
        worker.read_article(page(NESTED))
    assert time.monotonic() - start < 2


ORPHANING = """
import sys
from scraper.records import Page
from scraper.worker import Worker
worker = Worker()
innocent = b"<p>The fog came in over the quay.</p>" * 9
worker.read_article(Page("https://example.org/", "https://example.org/", innocent, "text/html"))
content = sys.stdin.buffer.read()
print(worker.pid, flush=True)
worker.read_article(Page("https://example.org/", "https://example.org/", content, "text/html"))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the signal is asked of Linux")
def test_a_worker_ends_with_whoever_asked():
    """SIGKILL to the process that waits for a page: the worker that reads it is gone within a second."""
    with subprocess.Popen([sys.executable, "-c", ORPHANING], stdin=-1, stdout=-1) as asking:
        assert asking.stdin is not None
        assert asking.stdout is not None
        asking.stdin.write(NESTED)
        asking.stdin.close()
        child = int(asking.stdout.readline())
        time.sleep(0.5)
        asking.kill()
    start = time.monotonic()
    while is_running(child) and time.monotonic() < start + 8:
        time.sleep(0.01)
    assert time.monotonic() - start < 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the signal is asked of Linux")
def test_a_worker_that_starts_ends_with_whoever_asked(monkeypatch):
    """Whoever goes while the worker still imports what it needs does not leave it behind."""
    slow = PROGRAM.replace("main()", "child._import = lambda **_: time.sleep(30); main()")
    program = f"import time; import scraper.worker.child as child; {slow}"
    ours, theirs = os.pipe()
    with subprocess.Popen([sys.executable, "-c", program, ROOT], stdin=ours, stdout=subprocess.DEVNULL) as worker:
        os.close(ours)
        time.sleep(1)
        assert worker.poll() is None
        os.close(theirs)
        assert worker.wait(10) == -signal.SIGIO


def is_running(pid: int) -> bool:
    """Whether a process is there, and more than an exit status that nobody has asked for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_a_machine_without_descriptors_is_told():
    """Where no process can be started that is system.resources, and the next page is read once there is room."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.closing(Worker()) as running:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))  # the standard streams have the numbers below
            with pytest.raises(ResourcesError):
                running.read_article(ARTICLE)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        assert running.read_article(ARTICLE)[0].title == "The lantern keeper"


def test_a_process_that_may_not_start_is_told(monkeypatch):
    """Too many processes, of which fork says EAGAIN, and an interpreter without room are system.resources."""

    def fails(*_, **__) -> None:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    with monkeypatch.context() as patch:
        patch.setattr(subprocess, "Popen", fails)
        with pytest.raises(ResourcesError):
            Worker().read_article(ARTICLE)
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (10**12, resource.RLIM_INFINITY))
    monkeypatch.setattr("scraper.worker.process.PROGRAM", "raise MemoryError")
    with pytest.raises(ResourcesError, match="not enough memory"):
        Worker().read_article(ARTICLE)


def test_a_worker_that_has_no_room_to_start_is_told(monkeypatch):
    """A limit of memory that the imports do not fit into is system.resources, not a bug."""
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_AS, (60_000_000, 60_000_000)); {PROGRAM}"
    monkeypatch.setattr("scraper.worker.process.PROGRAM", limited)
    with pytest.raises(ResourcesError, match="not enough memory"):
        Worker().read_article(ARTICLE)


def test_an_answer_holds_records_only():
    """An answer that would run something, or make anything but records, is refused."""

    class Run:
        def __reduce__(self):
            return (os.system, ("true",))

    for hostile in (Run(), subprocess.Popen, os.getcwd):
        with pytest.raises(EOFError):
            loads(pickle.dumps(hostile))
    assert loads(pickle.dumps(ARTICLE)) == ARTICLE


def test_a_closed_worker_leaves_no_process():
    """Leaving the block ends the process."""
    with Worker() as running:
        pid = running.pid
        running.read_article(ARTICLE)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_limit_of_cpu_time_is_set_by_the_clock_that_it_is_held_against(monkeypatch):
    """That clock may be ahead of the times that the process is told, by more than a page may take."""
    resource = pytest.importorskip("resource")
    limits = {}
    monkeypatch.setattr(resource, "setrlimit", lambda kind, pair: limits.update({kind: pair}))
    ahead = time.process_time() + 60
    monkeypatch.setattr(time, "clock_gettime", lambda clock: {PROFILING_CLOCK: ahead}[clock])
    _limit(0, ExtractOptions(parse_s=10))
    assert ahead + 10 <= limits[resource.RLIMIT_CPU][0] <= ahead + 11


def _profiled(cpu_s: float) -> float:
    """What the profiling clock goes on by while the process computes for some time."""
    start, told = time.clock_gettime(PROFILING_CLOCK), time.process_time()
    while time.process_time() < told + cpu_s:
        pass
    return time.clock_gettime(PROFILING_CLOCK) - start


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the clock is Linux's")
def test_the_profiling_clock_is_that_of_this_process():
    """Its number is the kernel's: it goes as the CPU time of the process does, but for ticks, and rests as it sleeps.

    On a busy machine a tick is at times another process's: of some tries one goes right, of a wrong clock none.
    """
    assert any(0.25 < _profiled(0.5) < 1.0 for _ in range(5))
    start = time.clock_gettime(PROFILING_CLOCK)
    time.sleep(0.3)
    assert time.clock_gettime(PROFILING_CLOCK) - start < 0.15
