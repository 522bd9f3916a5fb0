"""Where results go: stdout, a terminal, one file, or a folder with a file for each article."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from scraper.cli.terminal import is_terminal, safe, write_drawn, write_out
from scraper.records import Article
from scraper.writing import ENDINGS, write
from scraper.writing.files import FileNames, free_name, write_in_folder, write_whole
from scraper.writing.markdown import markdown_text
from scraper.writing.markdown_inline import Inline
from scraper.writing.table import csv_pieces, write_parquet
from scraper.writing.tail import heading_line

FORMAT_BY_ENDING = {ending: name for name, ending in ENDINGS.items()} | {
    ".markdown": "markdown",
    ".htm": "html",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
}
#: Formats of records as rows, for many of them only.
TABLES = frozenset({"csv", "parquet"})
ENDINGS_OF_BATCH = {**ENDINGS, "csv": ".csv", "parquet": ".parquet"}
#: Formats of which several make one JSON array.
ARRAYS = frozenset({"json", "jsonld"})
#: Formats that stand one below the other.
STREAMS = frozenset({"jsonl", "markdown", "text"})


@dataclass
class Output:
    """Takes each article as it comes; `close` completes what is one piece."""

    format: str
    path: Path | None = None
    folder: bool = False
    many: bool = False
    written: list[str] = field(default_factory=list)
    names: FileNames = field(default_factory=FileNames)

    @classmethod
    def choose(
        cls, format_name: str | None, target: str | None, count: int, formats: tuple[str, ...] = tuple(ENDINGS)
    ) -> Output:
        """The output that the options mean. Raises UsageError for several HTML pages in one."""
        path = Path(target) if target not in (None, "-") else None
        folder = path is not None and (str(target).endswith(("/", os.sep)) or path.is_dir())
        ending = path.suffix.lower() if path and not folder else ""
        by_ending = FORMAT_BY_ENDING.get(ending)
        if by_ending not in formats:
            by_ending = None
        chosen = format_name or by_ending or ("jsonl" if count > 1 and not folder else "markdown")
        if chosen in TABLES and (folder or (path is None and chosen == "parquet")):
            raise click.UsageError(f"{chosen} is one file: --output FILE")
        if count > 1 and not folder and chosen not in ARRAYS | STREAMS | TABLES:
            raise click.UsageError(f"several articles as {chosen} need a folder: --output DIR/")
        return cls(chosen, path, folder, count > 1)

    def add(self, article: Article) -> None:
        """Write the article, or keep it for the one file. Raises WriteError."""
        if self.path is None and self.format == "markdown" and is_terminal():
            write_drawn(render(article))
            return
        text = write(article, self.format)
        if self.folder:
            assert self.path is not None
            _make_folder(self.path)
            write_in_folder(self.path / self.names.name_of(article, ENDINGS[self.format]), text.encode(), article.url)
        elif self.path is None and not (self.many and self.format in ARRAYS):
            blank = "\n" if self.written and self.format != "jsonl" else ""
            self.written.append("")
            write_out(blank + text)
        else:
            self.written.append(text)

    def piece(self, article: Article, place: int, *, raw: bool = False) -> str:
        """One of the records that stand one below the other on stdout, with what parts it from the one before."""
        if self.format == "csv":
            rows = list(csv_pieces([article], raw=raw))
            return "".join(rows if place == 0 else rows[1:])
        text = write(article, "jsonl" if self.format in ARRAYS else self.format)
        return text if self.format == "jsonl" or self.format in ARRAYS or place == 0 else "\n" + text

    def close(self) -> None:
        """Write what is one piece: a file, or an array. Without an article a file is left as it was."""
        if self.folder or (self.path is None and not (self.many and self.format in ARRAYS)) or not self.written:
            return
        if self.many and self.format in ARRAYS:
            text = f"[\n{','.join(self.written).rstrip()}\n]\n"
        else:
            text = ("" if self.format == "jsonl" else "\n").join(self.written)
        if self.path is None:
            write_out(text)
        else:
            # A link that the user names is the user's own; one inside a folder of ours may be anybody's.
            write_whole(Path(os.path.realpath(self.path)) if self.path.is_symlink() else self.path, text.encode())


@dataclass(frozen=True, slots=True)
class TreeFolder:
    """A folder with a file for each article of a batch."""

    path: Path
    format: str

    def has(self, name: str | None) -> bool:
        """Whether a file of that name is there."""
        return name is not None and (self.path / self._named(name)).is_file()

    def new_name(self, article: Article, is_taken: Callable[[str], bool]) -> str:
        """A name for the file of an article that has none, and that nobody has taken."""
        return free_name(article, ENDINGS[self.format], is_taken)

    def write(self, article: Article, name: str) -> None:
        """Writes an article under a name, whatever ending that had when it was given. Raises WriteError."""
        _make_folder(self.path)
        write_in_folder(self.path / self._named(name), write(article, self.format).encode(), article.url)

    def _named(self, name: str) -> str:
        return Path(name).stem + ENDINGS[self.format]


def write_records(output: Output, articles: Iterable[Article], *, raw: bool = False) -> None:
    """Writes records into the one file of an output, whole, however many they are. Raises WriteError."""
    assert output.path is not None
    path = Path(os.path.realpath(output.path)) if output.path.is_symlink() else output.path
    if output.format == "parquet":
        write_parquet(path, articles)
        return
    write_whole(path, (piece.encode() for piece in _pieces(output, articles, raw=raw)))


def _pieces(output: Output, articles: Iterable[Article], *, raw: bool) -> Iterator[str]:
    if output.format == "csv":
        yield from csv_pieces(articles, raw=raw)
    elif output.format in ARRAYS:
        mark = "[\n"
        for article in articles:
            yield mark + write(article, output.format).rstrip()
            mark = ",\n"
        yield "[]\n" if mark == "[\n" else "\n]\n"
    else:
        for place, article in enumerate(articles):
            yield output.piece(article, place)


def _make_folder(path: Path) -> None:
    from scraper.errors import WriteError

    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(None, f"cannot make the folder {path}: {error.strerror}") from error


def render(article: Article) -> str:
    """The article drawn for a terminal, out of safe text."""
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
