"""Commands and workers of the tests are forked from one warmed parent: that saves most of the suite's time.

A start of an interpreter with its imports costs more than nearly all that a test then lets the command do. So a process
is kept that has imported everything, and `Popen` has it fork a child in place of `python -m scraper …` and of a worker.
The child is a process like any other: arguments, environment, folder, standard streams, session, signals and the way an
interpreter ends are its own. Whatever else is started, or needs another interpreter, is started as it was asked for;
so is everything in tests that use the fixture `real_start`, since the start itself is what they are about.

    tests                         warmed parent                 command
    Popen, streams --request-->   fork ----------------------->  runs, and has its own warmed parent for its workers
          pid, status <--pipe--   waits for it
"""

from __future__ import annotations

import atexit
import gc
import io
import json
import os
import runpy
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import scraper

ROOT = str(Path(__file__).resolve().parent.parent)
REQUEST_BYTES = 1_048_576
NUMBER = struct.Struct("=i")  # a process's number, and then its wait status
#: What an interpreter reads when it starts: where one of these differs, it has to start anew.
READ_AT_START = ("PYTHON", "LC_", "LANG", "TZ", "LD_")
COMMAND = [sys.executable, "-m", "scraper"]
WORKER = [sys.executable, "-P", "-c"]
NOT_WARMED = ("scraper.__main__", "scraper.cluster")
PLAIN = {"executable": None, "preexec_fn": None, "pass_fds": (), "shell": False, "gid": None, "gids": None, "uid": None,
         "umask": -1, "process_group": -1}  # fmt: skip

Started = subprocess.Popen  # the real one


class Popen(Started):  # type: ignore[type-arg]
    """subprocess.Popen, with commands and workers forked from the warmed parent."""

    #: The way to it, from the first one that it forks.
    parent: socket.socket | None = None
    is_on = False
    _status_fd = -1

    def _execute_child(self, args: Any, *positional: Any) -> None:
        names = Started._execute_child.__code__.co_varnames[2 : 2 + len(positional)]
        asked = dict(zip(names, positional, strict=True))
        if not self.is_on or not _is_known(args, asked):
            super()._execute_child(args, *positional)
            return
        request = {
            "args": [os.fsdecode(arg) for arg in args],
            "env": dict(os.environ if asked["env"] is None else asked["env"]),
            "cwd": os.path.abspath(asked["cwd"] or "."),
            "is_leader": asked["start_new_session"],
        }
        ends = (asked[name] for name in ("p2cread", "c2pwrite", "errwrite"))
        self._status_fd, status = os.pipe()
        fds = [status, *(number if end == -1 else end for number, end in enumerate(ends))]
        try:
            socket.send_fds(_parent(), [json.dumps(request).encode()], fds)
        finally:
            os.close(status)
            self._close_pipe_fds(*(asked[name] for name in names if name in PIPES))
        self.pid = self._number()
        self._child_created = True

    def _number(self) -> int:
        got = os.read(self._status_fd, NUMBER.size)
        if not got:
            raise RuntimeError("the warmed parent is gone")
        return int(NUMBER.unpack(got)[0])

    def _wait(self, timeout: float | None) -> int | None:
        if self._status_fd < 0:
            return super()._wait(timeout)
        if self.returncode is None:
            if not _is_readable(self._status_fd, timeout):
                assert timeout is not None
                raise subprocess.TimeoutExpired(self.args, timeout)
            with self._waitpid_lock:
                if self.returncode is None:
                    self._handle_exitstatus(self._number())
        return self.returncode

    def _internal_poll(self, *args: Any, **more: Any) -> int | None:
        if self._status_fd < 0:
            return super()._internal_poll(*args, **more)
        return self._wait(0) if self.returncode is None and _is_readable(self._status_fd, 0) else self.returncode

    def __del__(self, *args: Any, **more: Any) -> None:
        super().__del__(*args, **more)
        if self._status_fd >= 0:
            os.close(self._status_fd)


PIPES = ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite")


def _is_known(args: Any, asked: dict[str, Any]) -> bool:
    """Whether these are the words of a command or a worker, and nothing is asked for that a fork cannot give."""
    if not isinstance(args, list) or not (args[:3] == COMMAND or (args[:3] == WORKER and "scraper.worker" in args[3])):
        return False
    if any(asked[name] != plain for name, plain in PLAIN.items()):
        return False
    env = os.environ if asked["env"] is None else asked["env"]
    return _read_at_start(env) == _read_at_start(os.environ)


def _read_at_start(env: Any) -> dict[str, str]:
    return {name: value for name, value in env.items() if name.startswith(READ_AT_START)}


def _is_readable(fd: int, timeout: float | None) -> bool:
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    return bool(poll.poll(None if timeout is None else max(0.0, timeout) * 1_000))


_starting = threading.Lock()


def _parent() -> socket.socket:
    """The way to the warmed parent, which is started when the first process is."""
    with _starting:
        if Popen.parent is None:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, REQUEST_BYTES)
            code = f"import sys; sys.path.append({ROOT!r}); from tests import warm; warm.main({theirs.fileno()})"
            Popen.process = Started([sys.executable, "-P", "-c", code], stdin=-3, pass_fds=[theirs.fileno()])
            Popen.parent = ours
            theirs.close()
        return Popen.parent


def start() -> None:
    """From now on commands and workers are forked, where the system can."""
    Popen.is_on = hasattr(os, "pidfd_open")
    subprocess.Popen = Popen  # type: ignore[misc]


def stop() -> None:
    """Ends the warmed parent: it goes when nobody can ask it any more."""
    subprocess.Popen = Started  # type: ignore[misc]
    if Popen.parent is not None:
        Popen.parent.close()
        Popen.parent = None
        Popen.process.wait(timeout=30)


@contextmanager
def switched_off() -> Iterator[None]:
    """Everything is started for real meanwhile."""
    was_on, Popen.is_on = Popen.is_on, False
    try:
        yield
    finally:
        Popen.is_on = was_on


# --- inside the warmed parent ---------------------------------------------------------------------------------------


def main(fd: int) -> None:
    """Imports what commands and workers import, and forks them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; whoever started us ends us
    for module in walk_packages(scraper.__path__, "scraper."):
        if module.name not in NOT_WARMED:
            with suppress(ImportError):  # of an extra that is not installed
                import_module(module.name)
    _read_a_page()
    gc.freeze()
    run(serve(socket.socket(fileno=fd)))


def _read_a_page() -> None:
    """So that all is loaded that the first page loads: it takes as long as the imports."""
    text = b"The keeper counted nineteen boats before the fog came in over the quay that night, and none after it."
    scraper.extract(b"<html lang=en><title>Boats</title><article><h1>Boats</h1><p>%b</p></article>" % text)


def serve(requests: socket.socket) -> dict[str, Any]:
    """Forks a child for each request. Returns in the children only, with what each is to be."""
    children: dict[int, tuple[int, int]] = {}  # what tells its end -> its number, and where its status goes
    poll = select.poll()
    poll.register(requests, select.POLLIN)
    while True:
        for fd, _ in poll.poll():
            if fd == requests.fileno():
                message, fds, _, _ = socket.recv_fds(requests, REQUEST_BYTES, 4)
                if not message:
                    os._exit(0)
                pid = os.fork()
                if not pid:
                    request: dict[str, Any] = json.loads(message)
                    requests.detach()
                    _become(request, fds[1:])
                    return request
                os.write(fds[0], NUMBER.pack(pid))
                children[end := os.pidfd_open(pid)] = pid, fds[0]
                poll.register(end, select.POLLIN)
                for each in fds[1:]:
                    os.close(each)
            else:
                pid, status = children.pop(fd)
                poll.unregister(fd)
                os.close(fd)
                ended = os.waitpid(pid, 0)[1]
                with suppress(BrokenPipeError):  # nobody asks any more
                    os.write(status, NUMBER.pack(ended))
                os.close(status)


def _become(request: dict[str, Any], streams: list[int]) -> None:
    """Takes on what a process gets from whoever starts it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if request["is_leader"]:
        os.setsid()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    for number, (name, mode) in enumerate((("stdin", "rb"), ("stdout", "wb"), ("stderr", "wb"))):
        old = getattr(sys, name)
        new = io.TextIOWrapper(
            open(number, mode, closefd=False),  # noqa: SIM115
            old.encoding, old.errors, "\n",
            line_buffering=name == "stderr" or os.isatty(number),
        )  # fmt: skip
        setattr(sys, name, new)
        setattr(sys, f"__{name}__", new)


def run(request: dict[str, Any]) -> None:
    """Is the command, or the worker, to its end."""
    args = request["args"]
    if args[:3] == WORKER:
        sys.argv = ["-c", *args[4:]]
        exec(args[3], {"__name__": "__main__"})
        os._exit(0)  # its streams are closed: there is nothing left that the end of an interpreter could do
    _fork_own_parent()
    sys.path.insert(0, os.getcwd())
    sys.argv = ["", *args[3:]]
    runpy.run_module("scraper", run_name="__main__", alter_sys=True)


def _fork_own_parent() -> None:
    """Lets the workers of this command be forked too, by a process that is as good as new."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if pid:
        theirs.close()
        Popen.parent = ours
        start()
        atexit.register(lambda: (ours.close(), os.waitpid(pid, 0)))
        return
    ours.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nowhere, number)
    os.close(nowhere)
    run(serve(theirs))
    sys.exit()
