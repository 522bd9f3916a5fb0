"""The rendering browser: where it is, how it is started, what its processes use, and how it ends.

Nothing here imports Playwright, so that a missing part can be reported first.
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

#: Searched on PATH in this order.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

#: Keeps requests that are not intercepted off the network, together with the proxy that does not exist.
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
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # the proxy applies to loopback too
    "--js-flags=--max-old-space-size=512",  # MiB of JavaScript heap in one process
    "--no-pings",
    "--proxy-bypass-list=<-loopback>",
)
#: Playwright's defaults for test browsers, which untrusted pages must not get.
UNWANTED_ARGUMENTS = ("--disable-ipc-flooding-protection", "--disable-popup-blocking", "--enable-unsafe-swiftshader")

PROFILE = b"--user-data-dir="
#: Variables that name the folders in which programs leave files.
HOMES = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")
#: A socket's path may have 107 characters, of which a browser's home and what it creates there take 60.
MAX_PLACE = 47
SHORT_PLACE = "/tmp"
PROCESSES = Path("/proc")


def find_browser(options: FetchOptions) -> str:
    """The path of the browser to render with.

    Raises:  BrowserError if Playwright or a browser is missing, SandboxError if it would run without its sandbox.
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
    """The browser's environment: no proxies, no keys, and a temporary home.

    Its temporary files go there as well, since a browser that is killed removes none of them.
    """
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LD_LIBRARY_PATH", "FONTCONFIG_PATH")}
    return {**kept, **dict.fromkeys(HOMES, folder), "LANG": "C.UTF-8"}


def group_of(process: int) -> int | None:
    """The process group that a browser leads; None if it is our own, which must never be killed."""
    with contextlib.suppress(ProcessLookupError):  # it has just ended
        group = os.getpgid(process)
        return group if group != os.getpgrp() else None
    return None


def profiles_of(process: int) -> list[Path]:
    """The folders of a browser's profile; none if the system does not tell (no /proc)."""
    with contextlib.suppress(OSError):
        words = (PROCESSES / str(process) / "cmdline").read_bytes().split(b"\0")
        return [Path(os.fsdecode(word.removeprefix(PROFILE))) for word in words if word.startswith(PROFILE)]
    return []


def place_of_homes() -> str:
    """Where browsers' homes are created: the temporary folder, unless its path is too long for a socket there."""
    folder = tempfile.gettempdir()
    return folder if len(folder) <= MAX_PLACE or not os.access(SHORT_PLACE, os.W_OK) else SHORT_PLACE


def file_bytes(folder: Path) -> int:
    """Bytes on disk of all files in a folder, as far as they can be read."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):  # it has just been removed
                total += os.lstat(os.path.join(place, name)).st_blocks * 512
    return total


def group_memory(group: int) -> int:
    """Bytes of private memory of a group's processes; 0 if the system does not tell (no /proc)."""
    total = 0
    for folder in _members(group):
        with contextlib.suppress(OSError):  # it has just ended
            for line in (folder / "status").read_text("utf-8", "replace").splitlines():
                if line.startswith(("RssAnon:", "RssShmem:")):
                    total += int(line.split()[1]) * 1024
    return total


def kill_group(group: int) -> None:
    """Kills all processes of a group."""
    with contextlib.suppress(ProcessLookupError):  # they have already ended
        os.killpg(group, signal.SIGKILL)


def is_running(group: int) -> bool:
    """Whether a process of a group still runs; a zombie does not count."""
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
