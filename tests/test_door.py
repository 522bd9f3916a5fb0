"""The public API: what `import scraper` provides, and what it costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import scraper
from scraper import Article, ScraperError

PAGE = """<!doctype html><html lang="en"><head><title>The dyke of Tarn held</title></head><body><article>
<h1>The dyke of Tarn held</h1>
<p>The dyke of Tarn held through the third night of the spring flood, the water board said, and nobody was hurt.</p>
<p>Wardens walked the crest until dawn with lanterns, and counted eleven places where the turf had slid away.</p>
<p>The board will ask the province for two years of clay and willow, which it calls a modest sum for a dry valley.</p>
</article></body></html>"""


def test_names_are_sorted_and_there() -> None:
    """Every public name is there, and the list of them is sorted."""
    assert scraper.__all__ == sorted(scraper.__all__)
    for name in scraper.__all__:
        assert getattr(scraper, name) is not None
    assert dir(scraper) == scraper.__all__


def test_unknown_names_are_refused() -> None:
    """A name that is not public is an AttributeError, as of any module."""
    with pytest.raises(AttributeError, match="nothing"):
        scraper.nothing  # noqa: B018


def test_importing_is_cheap() -> None:
    """Importing the package imports neither the command line's libraries nor the network's."""
    code = "import sys, scraper; print(sorted({'click', 'rich', 'httpx', 'yaml', 'selectolax'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_package_is_typed() -> None:
    """The package says that it is typed."""
    assert (Path(scraper.__file__).parent / "py.typed").is_file()


@pytest.mark.parametrize("html", [PAGE, PAGE.encode()], ids=["text", "bytes"])
def test_extract_needs_no_network(html: str | bytes) -> None:
    """A page that is here becomes an article that knows where it came from."""
    article = scraper.extract(html, "https://tarn.example/dyke")
    assert isinstance(article, Article)
    assert article.title == "The dyke of Tarn held"
    assert article.url == "https://tarn.example/dyke"
    assert article.text.startswith("The dyke of Tarn held through the third night")
    assert article.capture.kind == "file"


def test_text_is_taken_as_decoded() -> None:
    """What a decoded text declares about its encoding is not asked."""
    html = PAGE.replace("<head>", '<head><meta charset="iso-8859-1">').replace("lanterns", "lanternes allumées")
    assert "lanternes allumées" in scraper.extract(html).text


def test_failures_are_scraper_errors() -> None:
    """A page without content, and an address that is none, fail with a code."""
    with pytest.raises(ScraperError) as empty:
        scraper.extract("")
    assert empty.value.code == "extract.empty"
    with pytest.raises(ScraperError) as invalid:
        scraper.scrape("no address")
    assert invalid.value.code == "url.invalid"
