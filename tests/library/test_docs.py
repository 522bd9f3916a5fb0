"""docs/library.md and the examples do what they say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import scraper
from scraper import Article
from scraper.records import Block
from scraper.store import Store as BatchStore
from tests.hostile_server import HostileServer, answer

PROJECT = Path(scraper.__file__).parent.parent
GUIDE = (PROJECT / "docs/library.md").read_text(encoding="utf-8")
BLOCKS: list[str] = re.findall(r"^```python\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
PAGE = b"""<!doctype html><html lang="en"><title>The dyke held</title><article><h1>The dyke held</h1>
<p>The dyke of Tarn held through the third night of the spring flood, the water board said, and nobody was hurt.</p>
<p>Wardens walked the crest until dawn with lanterns, and counted eleven places where the turf had slid away.</p>
</article>"""


def test_every_example_of_the_guide_is_typed(tmp_path: Path) -> None:
    """The examples, one after the other, are one program without an error of types."""
    assert len(BLOCKS) >= 7
    program = tmp_path / "guide.py"
    program.write_text('urls: list[str] = []\nhtml: bytes | str = b""\n' + "\n".join(BLOCKS))
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(program)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_every_public_name_is_in_the_guide() -> None:
    """What the package offers, its guide shows."""
    assert [name for name in scraper.__all__ if name != "__version__" and not re.search(rf"\b{name}\b", GUIDE)] == []


@pytest.mark.parametrize("option", re.findall(r"^\| `(\w+\.\w+)` \| (\S+)", GUIDE, re.MULTILINE), ids=str)
def test_each_option_of_the_guide_has_that_default(option: tuple[str, str]) -> None:
    """The table of options names options that exist, with their defaults."""
    kind, name = option[0].split(".")
    assert str(getattr(getattr(scraper, kind)(), name)) == option[1].replace(",", "")


def test_the_example_with_asyncio_prints_a_line_for_each_url() -> None:
    """examples/many.py tells titles on stdout and failures on stderr."""
    with HostileServer({"/a": answer(PAGE, content_type="text/html")}) as server:
        url = server.url("/a")
        done = subprocess.run(
            [sys.executable, "examples/many.py", "--private", url, "no-address"],
            capture_output=True,
            text=True,
            cwd=PROJECT,
        )
    assert done.returncode == 1
    assert done.stdout == f"{url}\t-\tThe dyke held\n"
    assert done.stderr.startswith("no-address\turl.invalid\t")


def test_the_example_with_pandas_counts_articles(tmp_path: Path) -> None:
    """examples/frame.py reads a store into a frame."""
    pytest.importorskip("pandas")
    url = "https://tarn.example/dyke"
    record = Article(url=url, final_url=url, title="The dyke held", site="Tarn Post", published="2026-11-30",
                     body=(Block("paragraph", "It held."),))  # fmt: skip
    with BatchStore.open(tmp_path / "scrape.db") as store:
        store.begin_run()
        store.list_address(url)
        store.write_record(1, record, None)
    done = subprocess.run(
        [sys.executable, "examples/frame.py", str(tmp_path / "scrape.db")], capture_output=True, text=True, cwd=PROJECT
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"Tarn Post +2026-11 +1 +2", done.stdout)


def test_a_csv_has_the_columns_that_are_asked_for() -> None:
    """Columns in the order given, the day apart from the precise date, a byte order mark where it is wanted."""
    article = Article(title="=Dyke", published="2026-11-30T08:00:00+01:00", body=(Block("paragraph", "It held."),))
    lines = scraper.as_csv([article], ["published_date", "title", "text"], bom=True)
    assert "".join(lines) == "\ufeffpublished_date,title,text\n2026-11-30,'=Dyke,It held.\n"
    assert "".join(scraper.as_csv([Article(published="2026-11")], ["published_date"])) == 'published_date\n""\n'
    with pytest.raises(ValueError, match="no column tilte; there are url"):
        scraper.as_csv([], ["tilte"])


def test_an_article_writes_itself() -> None:
    """The methods of an article are its writers."""
    article = scraper.extract(PAGE, "https://tarn.example/dyke")
    assert "# The dyke held" in article.to_markdown()
    assert "<h1>The dyke held</h1>" in article.to_html()
    assert article.to_text().startswith("The dyke held")
