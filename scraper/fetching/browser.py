"""The browser that renders pages: where it is, how it is started, what its processes take, and their end.

Nothing here knows Playwright, so that what is missing can be told before it is imported.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
from importlib.util import find_spec
from pathlib import Path

from scraper.errors import BrowserError, SandboxError
from scraper.options import FetchOptions

#: In this order on PATH.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

#: What keeps whatever is not taken out of the browser from the network, beside the proxy that is not there.
#: https://peter.sh/experiments/chromium-command-line-switches/
ARGUMENTS = (
    "--blink-settings=imagesEnabled=false,dnsPrefetchingEnabled=false",
    "--disable-background-networking",
    "--disable-client-side-phishing-detection",
    "--disable-domain-reliability",
    "--disable-gpu",
    "--disable-quic",
    "--dns-prefetch-disable",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # the proxy stays; loopback goes to it all the same
    "--js-flags=--max-old-space-size=512",  # MiB of JavaScript objects in one process
    "--no-pings",
    "--proxy-bypass-list=<-loopback>",
)
#: What Playwright gives a browser for tests, and pages of strangers shall not have.
UNWANTED_ARGUMENTS = ("--disable-ipc-flooding-protection", "--disable-popup-blocking", "--enable-unsafe-swiftshader")

PROFILE = b"--user-data-dir="
#: The variables that name the folders in which a program leaves files.
HOMES = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")
#: A socket's path has 107 characters at most, of which a browser's home and what it makes there take 60.
MAX_PLACE = 47
SHORT_PLACE = "/tmp"
PROCESSES = Path("/proc")


def find_browser(options: FetchOptions) -> str:
    """The path of the browser that shall render.

    Raises:  BrowserError where Playwright or a browser is missing, SandboxError where it would run without one.
    """
    if find_spec("playwright") is None:
        raise BrowserError(None, "rendering needs Playwright: pip install 'article-scraper[render]'")
    path = shutil.which(options.browser) if options.browser else next(filter(None, map(shutil.which, NAMES)), None)
    if path is None and options.browser:
        raise BrowserError(None, f"there is no program {options.browser[:200]!r} to render with")
    if path is None:
        raise BrowserError(
            None,
            f"rendering needs a browser: none of {', '.join(NAMES)} is on PATH; install one (Debian: apt-get install"
            " chromium) or name it with --browser",
        )
    is_root = os.geteuid() == 0
    if is_root and not options.no_sandbox:
        raise SandboxError(
            None,
            "the browser's sandbox does not work for root: render as another user, or with --no-sandbox where nothing"
            " on this machine is worth protecting from a page (docs/rendering.md)",
        )
    if options.no_sandbox and not is_root:
        raise SandboxError(None, "--no-sandbox is for root alone: the browser keeps its sandbox for any other user")
    return path


def environment(folder: str) -> dict[str, str]:
    """What the browser is told of its surroundings: no proxies and keys, and a home that is thrown away.

    Its temporary files are there as well: a browser that is killed takes none of them away.
    """
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LD_LIBRARY_PATH", "FONTCONFIG_PATH")}
    return {**kept, **dict.fromkeys(HOMES, folder), "LANG": "C.UTF-8"}


def group_of(process: int) -> int | None:
    """The process group that a browser leads; None where it is ours, which must never be killed."""
    with contextlib.suppress(ProcessLookupError):  # it has just ended
        group = os.getpgid(process)
        return group if group != os.getpgrp() else None
    return None


def profiles_of(process: int) -> list[Path]:
    """The folder of a browser's profile; none where the system does not tell (no /proc)."""
    with contextlib.suppress(OSError):
        words = (PROCESSES / str(process) / "cmdline").read_bytes().split(b"\0")
        return [Path(os.fsdecode(word.removeprefix(PROFILE))) for word in words if word.startswith(PROFILE)]
    return []


def place_of_homes() -> str:
    """Where the homes of browsers are made: the temporary folder, unless its path leaves a socket there no room."""
    folder = tempfile.gettempdir()
    return folder if len(folder) <= MAX_PLACE or not os.access(SHORT_PLACE, os.W_OK) else SHORT_PLACE


def file_bytes(folder: Path) -> int:
    """Bytes on disk of all files in a folder, as far as they can be looked at."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):  # it has just gone
                total += os.lstat(os.path.join(place, name)).st_blocks * 512
    return total


def group_memory(group: int) -> int:
    """Bytes that the processes of a group hold for themselves; 0 where the system does not tell (no /proc)."""
    total = 0
    for folder in _members(group):
        with contextlib.suppress(OSError):  # it has just ended
            for line in (folder / "status").read_text("utf-8", "replace").splitlines():
                if line.startswith(("RssAnon:", "RssShmem:")):
                    total += int(line.split()[1]) * 1024
    return total


def kill_group(group: int) -> None:
    """Ends all processes of a group at once."""
    with contextlib.suppress(ProcessLookupError):  # they have ended by themselves
        os.killpg(group, signal.SIGKILL)


def is_running(group: int) -> bool:
    """Whether a process of a group still runs; one that has ended and waits for its parent does not."""
    if PROCESSES.is_dir():
        return any(True for _ in _members(group))
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, 0)
        return True
    return False


def _members(group: int) -> list[Path]:
    """The /proc folders of a group's living processes."""
    found = []
    for folder in PROCESSES.glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has just ended
            # pid (name) state parent group …: the name may hold anything, https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
            state, _, its_group = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[:3]
            if int(its_group) == group and state not in "ZX":
                found.append(folder)
    return found
