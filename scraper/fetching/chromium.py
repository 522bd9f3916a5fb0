"""One running Chromium and its Playwright driver: start, resource limits, end."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Self

from playwright.async_api import Browser, BrowserContext, Error, Playwright, async_playwright

from scraper.errors import BrowserError
from scraper.fetching.browser import (
    ARGUMENTS,
    UNWANTED_ARGUMENTS,
    environment,
    file_bytes,
    group_memory,
    group_of,
    is_running,
    kill_group,
    place_of_homes,
    profiles_of,
)
from scraper.options import FetchOptions

START_S = 30.0  # enough for a browser to start even on a busy machine
END_S = 5.0  # a browser that has not ended by then is killed
MEMORY_EVERY_S = 0.2  # a page may exceed its memory unnoticed for this long

#: Tall, so that content that loads when scrolled into view does load.
VIEWPORT = {"width": 1280, "height": 4000}


class Chromium:
    """One running browser and its driver, with a temporary home and no network."""

    def __init__(self, stack: contextlib.AsyncExitStack, browser: Browser, folders: list[Path], leader: int) -> None:
        self._stack = stack
        self._browser = browser
        self.folders = folders
        self.group = group_of(leader)

    @classmethod
    async def start(cls, path: str, options: FetchOptions) -> Self:
        """Starts a browser. Raises BrowserError."""
        async with contextlib.AsyncExitStack() as stack:
            place = place_of_homes()
            home = stack.enter_context(
                tempfile.TemporaryDirectory(prefix="scrape-", dir=place, ignore_cleanup_errors=True)
            )
            # Bound but never listened on: nobody answers there, and nobody else can start to listen there.
            nowhere = stack.enter_context(socket.socket())
            nowhere.bind(("127.0.0.1", 0))
            proxy = f"--proxy-server=http://127.0.0.1:{nowhere.getsockname()[1]}"
            try:
                async with asyncio.timeout(2 * START_S):
                    driver = await async_playwright().start()
                    stack.push_async_callback(_stop, driver)
                    browser = await driver.chromium.launch(
                        executable_path=path,
                        artifacts_dir=home,
                        args=[*ARGUMENTS, proxy],
                        ignore_default_args=list(UNWANTED_ARGUMENTS),
                        chromium_sandbox=not options.no_sandbox,
                        env=dict(environment(home)),
                        timeout=START_S * 1000,
                    )
                    session = await browser.new_browser_cdp_session()
                    info = await session.send("SystemInfo.getProcessInfo")
                    await session.detach()
            except (Error, OSError, TimeoutError) as error:
                raise BrowserError(None, f"{path} does not start: {reason_of(error)}") from error
            leader = next(each["id"] for each in info["processInfo"] if each["type"] == "browser")
            # The driver creates the profile, and is certain to remove it only if the browser exits cleanly.
            folders = [Path(home), *profiles_of(leader)]
            for folder in folders:
                stack.callback(shutil.rmtree, folder, ignore_errors=True)
            return cls(stack.pop_all(), browser, folders, leader)
        raise AssertionError("nothing is suppressed above")

    @property
    def is_alive(self) -> bool:
        """Whether it can take another page."""
        return self._browser.is_connected()

    async def outgrows(self, limit: int) -> None:
        """Returns when its processes hold more than `limit` bytes, memory and files together."""
        while self.group is None or group_memory(self.group) + sum(map(file_bytes, self.folders)) <= limit:
            await asyncio.sleep(MEMORY_EVERY_S)

    @contextlib.asynccontextmanager
    async def context(self, options: FetchOptions) -> AsyncIterator[BrowserContext]:
        """An in-memory profile for one page; nothing of it is left for the next one."""
        context = await self._browser.new_context(
            accept_downloads=False,
            locale="en-US",
            service_workers="block",
            timezone_id="UTC",
            user_agent=options.user_agent,
            viewport={"width": VIEWPORT["width"], "height": VIEWPORT["height"]},
        )
        yield context  # after a failure the whole browser is discarded
        await context.close()

    async def close(self) -> None:
        """Ends it cleanly, or else by force."""
        with contextlib.suppress(Error, TimeoutError):  # if it does not close, it is killed
            async with asyncio.timeout(END_S):
                await self._browser.close()
        await self.kill()

    async def kill(self) -> None:
        """Kills all its processes, whatever they are doing, and waits until they are gone."""
        if self.group is not None:
            kill_group(self.group)
        end = time.monotonic() + END_S
        while self.group is not None and is_running(self.group) and time.monotonic() < end:
            await asyncio.sleep(0.02)
        await self._stack.aclose()


async def _stop(driver: Playwright) -> None:
    with contextlib.suppress(Error, TimeoutError):  # it ends by itself when we do
        async with asyncio.timeout(END_S):
            await driver.stop()


def reason_of(error: BaseException) -> str:
    """The first line of Playwright's message; logs and drawings follow it."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0][:300] if lines else type(error).__name__
