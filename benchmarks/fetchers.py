"""The programs that `make hostile` sends to a hostile server: ours, curl, wget, and three libraries of Python.

Each is asked to do what it is for: curl and wget save what the server sends, Scrapy saves the body that its spider
gets, trafilatura and newspaper4k the text that they find, ours the record. All follow redirects, take compressed
answers where they know any, try once, and give up after GIVE_UP_S seconds, as far as each has an option for it.

    python benchmarks/fetchers.py NAME FOLDER URL...    one of the libraries: a file for each address that it can read
"""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

GIVE_UP_S = 5
TRIES = 3
HERE = Path(__file__).resolve()
OURS = "scrape"
OURS_LOCAL = ["--allow-private", "--no-robots", "--delay-s", "0"]
TRAFILATURA_SETTINGS = "trafilatura.cfg"


@dataclass(frozen=True, slots=True)
class Client:
    """A program, as the cases of hostile.py ask for it; None is what it cannot do.

    `save(folder, urls, tries)` is the command that writes a file `0`, `1`, … into the folder for each address;
    `guarded(folder, url)` is the same with all the guards against addresses of this machine that it has;
    `show(folder, url)` the command that prints a page, `again(folder, url)` the one that asks only for what has changed
    since the last time, and keeps it in the folder's file `0`.
    """

    version: str
    parses: bool
    save: Callable[[Path, Sequence[str], int], list[str]]
    guarded: Callable[[Path, str], list[str]]
    show: Callable[[Path, str], list[str]]
    again: Callable[[Path, str], list[str]] | None = None


def clients() -> dict[str, Client]:
    """Those that are here, ours first; tells which are not."""
    found = {OURS: _ours()}
    for name, build in {"curl": _curl, "wget": _wget, **{each: _library(each) for each in LIBRARIES}}.items():
        try:
            found[name] = build()
        except (FileNotFoundError, importlib.metadata.PackageNotFoundError):
            print(f"{name} is left out: it is not installed here\n", flush=True)
    return found


def _ours() -> Client:
    program = [sys.executable, "-m", "scraper"]

    def save(folder: Path, urls: Sequence[str], tries: int) -> list[str]:
        where = ["-f", "json", "-o", str(folder / "0")] if len(urls) == 1 else ["-f", "jsonl", "-o", str(folder / "1")]
        return [*program, *urls, *OURS_LOCAL, "--retries", str(tries - 1), "--total-s", str(GIVE_UP_S), *where]

    def guarded(folder: Path, url: str) -> list[str]:
        return [word for word in save(folder, [url], 1) if word != "--allow-private"]

    def again(folder: Path, url: str) -> list[str]:
        (folder / "list.txt").write_text(url)
        store = ["--db", str(folder / "store.db"), "-o", f"{folder}/out/", "-f", "json"]
        return [*program, "batch", str(folder / "list.txt"), *OURS_LOCAL, "--refresh", *store]

    return Client(
        importlib.metadata.version("article-scraper"),
        True,
        save,
        guarded,
        lambda _, url: [*program, url, *OURS_LOCAL],
        again,
    )


def _curl() -> Client:
    program = [_found("curl"), "-sSL", "--compressed", "--max-time", str(GIVE_UP_S)]

    def save(folder: Path, urls: Sequence[str], tries: int) -> list[str]:
        command = [*program, "--fail", "--retry", str(tries - 1)]
        for number, url in enumerate(urls):
            command += ["-o", str(folder / str(number)), url]
        return command

    def again(folder: Path, url: str) -> list[str]:
        etag = str(folder / "etag")
        return [*program, "--etag-compare", etag, "--etag-save", etag, "-o", str(folder / "0"), url]

    return Client(
        _printed_version("curl"),
        False,
        save,
        lambda folder, url: save(folder, [url], 1),
        lambda _, url: [*program, url],
        again,
    )


def _wget() -> Client:
    program = [_found("wget"), "-nv", "--compression=auto", f"--timeout={GIVE_UP_S}"]

    def save(folder: Path, urls: Sequence[str], tries: int) -> list[str]:
        more = [f"--tries={tries}", *(["--retry-on-http-error=503"] if tries > 1 else [])]
        return [*program, *more, "-O", str(folder / "0"), *urls]

    def again(folder: Path, url: str) -> list[str]:
        return [*program, "--tries=1", "-N", "-P", str(folder), url]

    return Client(
        _printed_version("wget"),
        False,
        save,
        lambda folder, url: save(folder, [url], 1),
        lambda _, url: [*program, "--tries=1", "-O", "-", url],
        again,
    )


def _library(name: str) -> Callable[[], Client]:
    def build() -> Client:
        version = importlib.metadata.version(LIBRARIES[name].package)

        def save(folder: Path, urls: Sequence[str], tries: int) -> list[str]:
            return [sys.executable, str(HERE), name, str(folder), str(tries), *urls]

        return Client(
            version,
            True,
            save,
            lambda folder, url: save(folder, [url], 0),
            LIBRARIES[name].show,
            (lambda folder, url: save(folder, [url], -1)) if LIBRARIES[name].remembers else None,
        )

    return build


def _found(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        raise FileNotFoundError(program)
    return path


def _printed_version(program: str) -> str:
    said = subprocess.run([_found(program), "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+(\.\d+)+", said)
    assert found is not None
    return found[0]


# --- inside the process of a library --------------------------------------------------------------------------------


def run_scrapy(folder: Path, urls: Sequence[str], tries: int) -> None:
    """A spider that writes the body of each page, once its title has been selected; a negative `tries` caches."""
    import scrapy
    from scrapy.crawler import CrawlerProcess

    class Saving(scrapy.Spider):  # type: ignore[misc]
        name = "saving"

        async def start(self):  # type: ignore[no-untyped-def]
            for number, url in enumerate(urls):
                yield scrapy.Request(url, callback=self.parse, cb_kwargs={"number": number}, dont_filter=True)

        def parse(self, response, number):  # type: ignore[no-untyped-def]
            response.css("title::text").get()
            (folder / str(number)).write_bytes(response.body)

    settings = {
        "LOG_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "DOWNLOAD_TIMEOUT": GIVE_UP_S,
        "RETRY_ENABLED": tries > 1,
    }
    if tries < 0:
        policy = "scrapy.extensions.httpcache.RFC2616Policy"
        settings |= {"HTTPCACHE_ENABLED": True, "HTTPCACHE_DIR": str(folder / "cache"), "HTTPCACHE_POLICY": policy}
    process = CrawlerProcess(settings)
    process.crawl(Saving)
    process.start()


def run_trafilatura(folder: Path, urls: Sequence[str], tries: int) -> None:
    """`fetch_url` and `extract`. Zero `tries` keep its guard against addresses of this machine."""
    import trafilatura
    from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "DOWNLOAD_TIMEOUT", str(GIVE_UP_S))
    if tries:
        config.set("DEFAULT", "SSRF_PROTECTION", "False")
    for number, url in enumerate(urls):
        page = trafilatura.fetch_url(url, config=config)
        text = trafilatura.extract(page, url=url) if page else None
        if text:
            (folder / str(number)).write_text(text, "utf-8", "replace")


def run_newspaper4k(folder: Path, urls: Sequence[str], tries: int) -> None:
    """`Article.download` and `parse`, without its pictures."""
    import newspaper

    config = newspaper.Config()
    config.fetch_images = False
    config.request_timeout = GIVE_UP_S
    for number, url in enumerate(urls):
        try:
            article = newspaper.Article(url, config=config)
            article.download()
            article.parse()
        except newspaper.ArticleException as error:
            print(error, file=sys.stderr)
            continue
        if article.text:
            (folder / str(number)).write_text(article.text, "utf-8", "replace")


def show_trafilatura(folder: Path, url: str) -> list[str]:
    """Its command line, with a settings file, since by itself it refuses addresses of this machine."""
    import trafilatura

    settings = folder / TRAFILATURA_SETTINGS
    shipped = Path(trafilatura.__file__).with_name("settings.cfg").read_text("utf-8")
    settings.write_text(re.sub(r"(?m)^SSRF_PROTECTION *=.*", "SSRF_PROTECTION = False", shipped))
    return [sys.executable, "-m", "trafilatura.cli", "--config-file", str(settings), "-u", url]


@dataclass(frozen=True, slots=True)
class Library:
    """A library: its distribution, how it reads pages, how it shows one, and whether it can remember the last visit."""

    package: str
    run: Callable[[Path, Sequence[str], int], None]
    show: Callable[[Path, str], list[str]]
    remembers: bool = False


LIBRARIES: dict[str, Library] = {
    "Scrapy": Library(
        "scrapy",
        run_scrapy,
        lambda _, url: [sys.executable, "-m", "scrapy", "fetch", "--nolog", url],
        remembers=True,
    ),
    "trafilatura": Library("trafilatura", run_trafilatura, show_trafilatura),
    "newspaper4k": Library(
        "newspaper4k",
        run_newspaper4k,
        lambda _, url: [sys.executable, "-m", "newspaper", "-u", url, "-of", "text", "--skip-fetch-images"],
    ),
}


def main() -> None:
    """Read the addresses with the library that is named; status 1 where one of them gave nothing."""
    name, folder, tries, *urls = sys.argv[1:]
    LIBRARIES[name].run(Path(folder), urls, int(tries))
    sys.exit(0 if all((Path(folder) / str(number)).exists() for number in range(len(urls))) else 1)


if __name__ == "__main__":
    main()
