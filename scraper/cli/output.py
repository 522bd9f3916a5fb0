"""Where results go: stdout, a terminal, one file, or a folder with a file per article."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import click

from scraper.cli.terminal import is_terminal, safe, write_drawn, write_out
from scraper.errors import BugError, ScraperError, WriteError
from scraper.records import Article
from scraper.writing import ENDINGS, write
from scraper.writing.files import FileNames, free_name, write_in_folder, write_whole
from scraper.writing.markdown import markdown_text
from scraper.writing.markdown_inline import Inline
from scraper.writing.table import CsvStyle, check_columns, csv_pieces, parquet_pieces, parquet_row
from scraper.writing.tail import heading_line

#: Formats that write records as rows.
TABLES = frozenset({"csv", "parquet"})
ENDINGS_OF_BATCH = {**ENDINGS, "csv": ".csv", "parquet": ".parquet"}
FORMAT_BY_ENDING = {ending: name for name, ending in ENDINGS_OF_BATCH.items()} | {
    ".markdown": "markdown",
    ".htm": "html",
    ".ndjson": "jsonl",
}
#: Formats whose articles together make one JSON array.
ARRAYS = frozenset({"json", "jsonld"})
BESIDE_STORE = ("-wal", "-shm", ".lock")  # files that belong to a store
#: Formats whose articles follow one another.
STREAMS = frozenset({"jsonl", "markdown", "text"})

PARQUET = "parquet needs the extra 'parquet': pip install 'article-scraper[parquet]'"

#: Called for each record that could not be written.
Told = Callable[[ScraperError], None]
T = TypeVar("T")
Command = TypeVar("Command", bound=Callable[..., Any])


def output_path(target: str | None) -> Path | None:
    """The path that --output names; None for stdout. Raises UsageError."""
    if target == "":
        raise click.UsageError("--output is empty")
    return Path(target) if target not in (None, "-") else None


def format_by_ending(path: Path | None, formats: Iterable[str]) -> str | None:
    """The format for a file's extension, one of `formats`; None without an extension. Raises UsageError."""
    ending = path.suffix.lower() if path else ""
    if not ending:
        return None
    formats = set(formats)
    known = {each: name for each, name in FORMAT_BY_ENDING.items() if name in formats}
    if ending not in known:
        told = f"{ending} is the ending of no format that can be written here; known are {', '.join(sorted(known))}"
        raise click.UsageError(f"--output {path}: {told}")
    return known[ending]


def csv_options(command: Command) -> Command:
    """The options of commands that write CSV; `csv_style` reads them."""
    options = (
        click.option("--columns", metavar="NAMES", help="Columns of a CSV, separated by commas, such as "
                     "url,title,published_date,text."),
        click.option("--csv-bom", is_flag=True, help="Begin a CSV with a byte order mark, for spreadsheets."),
        click.option("--csv-raw", is_flag=True, help="Write CSV cells as they are, unguarded against formulas."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def csv_style(values: dict[str, Any]) -> CsvStyle:
    """How the options want a CSV. Raises UsageError for a column that does not exist."""
    style = CsvStyle(raw=values["csv_raw"], bom=values["csv_bom"])
    if values["columns"] is None:
        return style
    try:
        return replace(style, columns=check_columns(name.strip() for name in values["columns"].split(",")))
    except ValueError as error:
        raise click.UsageError(f"--columns: {error}") from error


@dataclass
class Output:
    """Where a command's records go, and in which format."""

    format: str
    path: Path | None = None
    folder: bool = False
    many: bool = False
    pieces: list[str] = field(default_factory=list)  # of the one file
    names: FileNames = field(default_factory=FileNames)

    def __post_init__(self) -> None:
        self._joined = Joined(self.format, many=self.many)

    @classmethod
    def choose(
        cls, format_name: str | None, target: str | None, count: int, formats: tuple[str, ...] = tuple(ENDINGS)
    ) -> Output:
        """The output that the options ask for. Raises UsageError for several HTML pages in one."""
        path = output_path(target)
        folder = path is not None and (str(target).endswith(("/", os.sep)) or os.path.isdir(path))
        chosen = format_name or format_by_ending(None if folder else path, formats)
        chosen = chosen or ("jsonl" if count > 1 and not folder else "markdown")
        if chosen in TABLES and (folder or (path is None and chosen == "parquet")):
            raise click.UsageError(f"{chosen} is one file: --output FILE")
        if chosen == "parquet" and find_spec("pyarrow") is None:
            raise click.UsageError(PARQUET)  # now, not when hours of work are to be written
        if count > 1 and not folder and chosen not in ARRAYS | STREAMS | TABLES:
            raise click.UsageError(f"several articles as {chosen} need a folder: --output DIR/")
        return cls(chosen, path, folder, count > 1)

    def add(self, article: Article) -> None:
        """Writes the article, or keeps it for the one file. Raises WriteError, and BugError for the article alone."""
        if self.path is None and self.format == "markdown" and is_terminal():
            write_drawn(render(article))
        elif self.folder:
            folder = TreeFolder(self.path or Path(), self.format)
            folder.write(article, self.names.name_of(article, ENDINGS[self.format]))
        elif self.path is None:
            write_out(self._joined.piece(article))
        else:
            self.pieces.append(self._joined.piece(article))

    def close(self) -> None:
        """Writes what is one piece: a file, or the end of an array. Without an article, a file is left as it was."""
        if self.folder or not self._joined.count:
            return
        if self.path is None:
            write_out(self._joined.end())
        else:
            write_whole(followed(self.path), "".join([*self.pieces, self._joined.end()]).encode())


class Joined:
    """Articles as one text in a format: lines, an array, a table, or one after the other."""

    def __init__(self, format_name: str, *, many: bool = True, style: CsvStyle | None = None) -> None:
        self.format = format_name
        self.count = 0
        self._is_array = many and format_name in ARRAYS
        self._style = style

    def piece(self, article: Article) -> str:
        """The next article, with the separator before it. On BugError it adds nothing to the text."""
        if self.format == "csv":
            text = "".join(csv_pieces([article], self._style, head=not self.count))
        elif self._is_array:
            text = (",\n" if self.count else "[\n") + write(article, self.format).rstrip()
        else:
            text = ("\n" if self.count and self.format != "jsonl" else "") + write(article, self.format)
        self.count += 1
        return text

    def end(self) -> str:
        """The end of the text; without an article an empty array, or the table's header."""
        if self._is_array:
            return "\n]\n" if self.count else "[]\n"
        return "".join(csv_pieces([], self._style)) if self.format == "csv" and not self.count else ""


@dataclass(frozen=True, slots=True)
class TreeFolder:
    """A folder with a file for each article of a batch."""

    path: Path
    format: str

    def has(self, name: str | None) -> bool:
        """Whether a file of that name exists."""
        return name is not None and os.path.isfile(self.path / self._named(name))

    def new_name(self, article: Article, is_taken: Callable[[str], bool]) -> str:
        """An unused name for the file of an article that has none yet."""
        return free_name(article, ENDINGS[self.format], is_taken)

    def write(self, article: Article, name: str) -> None:
        """Writes an article under its name, whatever extension that was given with. Raises WriteError, BugError."""
        text = write(article, self.format)
        make_folder(self.path)
        write_in_folder(self.path / self._named(name), text.encode(), article.url)

    def _named(self, name: str) -> str:
        return Path(name).stem + ENDINGS[self.format]


def write_records(output: Output, articles: Iterable[Article], told: Told, style: CsvStyle | None = None) -> None:
    """Writes any number of records into an output's one file, atomically; a bug in one is reported.

    Raises:  WriteError.
    """
    assert output.path is not None
    if output.format == "parquet":
        write_whole(followed(output.path), parquet_pieces(sound(articles, parquet_row, told)))
    else:
        write_whole(followed(output.path), map(str.encode, pieces(output.format, articles, told, style)))


def pieces(format_name: str, articles: Iterable[Article], told: Told, style: CsvStyle | None = None) -> Iterator[str]:
    """Articles as one text in a format; a bug in one is reported."""
    joined = Joined(format_name, style=style)
    yield from sound(articles, joined.piece, told)
    yield joined.end()


def sound(articles: Iterable[Article], made: Callable[[Article], T], told: Told) -> Iterator[T]:
    """What is made of each article; a bug in one is reported and the article skipped."""
    for article in articles:
        try:
            yield made(article)
        except BugError as error:
            told(error)


def followed(path: Path) -> Path:
    """The file behind a symbolic link.

    A link that the user names is the user's own; one inside our folder may be anybody's.
    """
    return Path(os.path.realpath(path)) if os.path.islink(path) else path


def check_distinct(files: Mapping[str, Path | None]) -> None:
    """Raises UsageError if two options name one file: only the last one written would survive."""
    owners: dict[str | tuple[int, int], str] = {}
    for option, path in files.items():
        if path is None:
            continue
        for name in (path, *(path.with_name(path.name + ending) for ending in BESIDE_STORE if option == "--db")):
            for identity in _identities(name):
                other = owners.setdefault(identity, option)
                if other != option:
                    raise click.UsageError(f"{other} and {option} name one file: {path}")


def _identities(path: Path) -> Iterator[str | tuple[int, int]]:
    """What identifies a file: its path, and its inode if it exists. A device belongs to nobody."""
    with contextlib.suppress(OSError, ValueError):  # an impossible name is reported when it is opened
        if not path.exists() or path.is_file():
            yield os.path.realpath(path)
        if path.is_file():
            found = path.stat()
            yield found.st_dev, found.st_ino


def make_folder(path: Path) -> None:
    """Makes a folder and those above it, where they are not there. Raises WriteError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or error
        raise WriteError(None, f"cannot make the folder {path}: {reason}") from error


def render(article: Article) -> str:
    """The article drawn for a terminal, made of safe text."""
    import io

    from rich.console import Console
    from rich.markdown import Markdown
    from rich.text import Text

    console = Console(file=io.StringIO(), force_terminal=True, width=_width())
    with console.capture() as drawn:
        if line := heading_line(article):
            console.print(Text(safe(line), style="dim"))
        console.print(Markdown(safe(markdown_text(article, Inline(tags=False)))))
    return drawn.get()


def _width() -> int:
    try:
        return min(os.get_terminal_size(1).columns, 100) or 80
    except OSError:
        return 80
