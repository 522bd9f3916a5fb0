"""The benchmark scripts: what they count and print, and that they work without other extractors."""

from __future__ import annotations

import importlib
import itertools
import json
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import scraper

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
SVG = "{http://www.w3.org/2000/svg}"
PAGE = (
    b"<html><head><title>Wafu peta</title></head><body><article><h1>Wafu peta</h1>"
    + b"<p>Lomi dora nefi gatu, sela mido ravo peti buno kela. Ziro lamu peto, dari selo fima.</p>" * 5
    + b"</article></body></html>"
)


@pytest.fixture(scope="module", autouse=True)
def _scripts_know_each_other() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)
        yield


def script(name: str) -> Any:
    return importlib.import_module(name)


def test_a_table_is_aligned_markdown() -> None:
    """All lines are as wide, the first column stands left, the others right."""
    lines = script("report").table(("set", "F1"), [("wafu", "0.9"), ("peta-lomi", 12.25)]).splitlines()
    assert lines == [
        "| set       |    F1 |",
        "|-----------|------:|",
        "| wafu      |   0.9 |",
        "| peta-lomi | 12.25 |",
    ]


def test_kinds_are_counted_against_the_truth() -> None:
    """A page that was taken for another kind, or refused, stands in that column; the diagonal is what is right."""
    bench = script("bench")
    truths = {"a": {"type": "forum"}, "b": {"type": "forum"}, "c": {"type": "article"}, "d": {"type": "forum"}}
    rows = {"a": {"kind": "forum"}, "b": {"kind": "article"}, "c": {"kind": "article"}, "d": {"refused": "extract.x"}}
    counts = bench.confusion(truths, rows)
    assert counts == {
        ("forum", "forum"): 1,
        ("forum", "article"): 1,
        ("article", "article"): 1,
        ("forum", "refused"): 1,
    }
    forum = next(line for line in bench.confusion_table(counts).splitlines() if line.startswith("| forum"))
    assert [cell.strip() for cell in forum.strip("|").split("|")] == [
        "forum", "1", "1", "·", "·", "·", "·", "·", "1", "0.333",
    ]  # fmt: skip


def test_only_refusals_of_pages_with_content_are_counted() -> None:
    """A refused page without any gold words is no mistake; others are told per 1,000, with their codes."""
    bench = script("bench")
    truths = {"a": {"text": "Lomi."}, "b": {"text": ""}, "c": {"with": ["dora"]}, "d": {"text": "Nefi."}}
    rows = {"a": {"refused": "extract.login"}, "b": {"refused": "extract.empty"}, "c": {"refused": "extract.login"},
            "d": {"text": "Nefi."}}  # fmt: skip
    codes = bench.refusals(truths, rows)
    assert codes == {"extract.login": 2}
    assert bench.refusal_row("wafu", 4, codes, 1) == ("wafu", 4, 2, "500.0", 1, "extract.login 2")


def test_a_page_is_read_by_name_and_a_refusal_keeps_its_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own extractor gives the scored fields and the kind; a page without content its error's code."""
    bench = script("bench")
    contents = {"good": PAGE, "empty": b"<html><body></body></html>"}
    monkeypatch.setattr(bench, "read_page", lambda folder, name, case: contents[case])
    good = bench.run_page(tmp_path, "wafu", bench.OURS, "good", None)
    assert (good["title"], good["kind"]) == ("Wafu peta", "article")
    assert good["text"].startswith("Lomi dora nefi gatu")
    assert good["ms"] > 0
    assert bench.run_page(tmp_path, "wafu", bench.OURS, "empty", None)["refused"] == "extract.empty"


def test_a_peer_that_is_not_installed_is_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is told which one and why; nothing fails."""
    systems = script("systems")

    def missing() -> None:
        raise ImportError("No module named 'wafu'")

    monkeypatch.setattr(systems, "PEERS", {"wafu": missing})
    monkeypatch.setattr(systems, "_isolate", lambda: None)
    assert systems.installed_peers() == {}
    assert capsys.readouterr().out == "wafu is left out: No module named 'wafu'\n"


@pytest.mark.parametrize("shape", ["article", "breaks", "links", "deep", "cells"])
def test_a_made_page_has_its_size_and_is_always_the_same(shape: str) -> None:
    """At least as large as asked for and not much larger, the same bytes each time, and a page that we can read."""
    made_page = script("made_pages").made_page
    page = made_page(shape, 60_000)
    assert 60_000 <= len(page) < 75_000
    assert page == made_page(shape, 60_000)
    assert scraper.extract(page).text


def test_memory_is_told_on_the_way() -> None:
    """After a tenth, a half and all of the pages; more resident memory than nothing."""
    speed = script("speed")
    rows = speed.memory_table(itertools.repeat((PAGE, None)), 10).splitlines()[2:]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    assert [row[:2] for row in cells] == [["10%", "1"], ["50%", "5"], ["100%", "10"]]
    assert all(float(row[2]) > 10 for row in cells)


def test_speed_is_told_in_parses_and_as_a_part_of_ours() -> None:
    """Ratios of medians, the median of ratios, and ours over each."""
    speed = script("speed")
    times = {"wafu": [{"bare parse": 1.0, "scrape": 5.0, "peta": 10.0},
                      {"bare parse": 2.0, "scrape": 6.0, "peta": 10.0},
                      {"bare parse": 4.0, "scrape": 20.0, "peta": 40.0}]}  # fmt: skip
    peta = speed.speed_table(times).splitlines()[-1]
    assert [cell.strip() for cell in peta.strip("|").split("|")] == ["peta", "10.00", "20.00", "5.00", "10.00", "0.600"]


def test_the_plot_shows_every_extractor_in_its_place() -> None:
    """Slower is further right, better is further up, every name is there, and nothing leaves the picture."""
    plot = script("plot")
    points = [plot.Point("wafu", 5.0, 0.95, True), plot.Point("peta & co", 50.0, 0.81, False),
              plot.Point("lomi", 52.0, 0.81, False)]  # fmt: skip
    root = ElementTree.fromstring(plot.quality_plot(points))
    ours, peta, lomi = (
        (float(circle.attrib["cx"]), float(circle.attrib["cy"])) for circle in root.iter(f"{SVG}circle")
    )
    assert ours[0] < peta[0] < lomi[0]
    assert ours[1] < peta[1]
    assert all(0 < x < plot.WIDTH and 0 < y < plot.HEIGHT for x, y in (ours, peta, lomi))
    labels = {text.text: text for text in root.iter(f"{SVG}text")}
    assert {"wafu", "peta & co", "lomi"} <= set(labels)
    placed = [(labels[name].attrib["x"], labels[name].attrib["y"]) for name in ("peta & co", "lomi")]
    assert placed[0] != placed[1]


def test_a_section_of_the_document_is_exchanged() -> None:
    """Only what stands between the section's own markers; a section that is not there is an error."""
    figures = script("figures")
    text = "a\n<!-- wafu -->\nold\n<!-- end of wafu -->\nb\n<!-- peta -->\nkept\n<!-- end of peta -->\n"
    assert figures.replaced(text, "wafu", "new \\1\n") == text.replace("old\n", "new \\1\n\n")
    with pytest.raises(KeyError):
        figures.replaced(text, "lomi", "new")


def test_the_document_has_every_section() -> None:
    """Each section that `make figures` writes has its markers in its document."""
    figures = script("figures")
    for name, sections in figures.DOCUMENTS.items():
        text = (figures.DOCS / name).read_text(encoding="utf-8")
        for section in sections:
            assert figures.replaced(text, section, "") != ""


@pytest.mark.parametrize("variant", range(6))
def test_every_variant_of_the_ablation_finds_the_article(variant: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parts that are left out can be left out: each variant gives a text of this plainest of pages."""
    ablation = script("ablation")
    monkeypatch.setattr(ablation.bench, "read_page", lambda folder, name, case: PAGE)
    rows = ablation.run_page(Path(), "wafu", "peta", None)
    assert list(rows) == list(ablation.VARIANTS)
    assert list(rows.values())[variant]["text"].startswith("Lomi dora nefi gatu")


def test_the_comparison_takes_pages_evenly() -> None:
    """At most as many as asked for, from the first to near the last."""
    spaced = script("compare").spaced
    assert spaced(list("abcdefg"), 3) == ["a", "d", "g"]
    assert spaced(list("abc"), 80) == ["a", "b", "c"]
    assert spaced([], 80) == []


def test_the_published_figures_are_those_of_the_picture() -> None:
    """docs/quality-against-time.json names every extractor that the picture shows."""
    compare = script("compare")
    systems = json.loads(compare.JSON_FILE.read_text(encoding="utf-8"))["systems"]
    shown = {text.text for text in ElementTree.parse(compare.PLOT_FILE).getroot().iter(f"{SVG}text")}
    assert set(systems) <= shown
    assert "scrape" in systems


def test_made_news_pages_have_their_size_and_their_article() -> None:
    """A page is as large as its site's pages are, the same each time, and an article of its own."""
    site = script("made_pages").NewsSite("127.0.1.1:80", (60_000, 60_000))
    page = site.page(7)
    assert page == site.page(7) != site.page(8)
    assert 50_000 < len(page) < 75_000
    article = scraper.extract(page, url="http://127.0.1.1:80/news/7")
    assert article.kind == "article"
    assert article.text.count("\n\n") >= 5
    assert "More stories" not in article.text


def test_a_command_is_measured_with_its_children(tmp_path: Path) -> None:
    """CPU time and memory of a child count, and what takes too long is ended with all that it started."""
    processes = script("processes")
    child = (
        "import time; block = b'x' * 60_000_000; end = time.process_time() + 0.3\nwhile time.process_time() < end: pass"
    )
    parent = f"import subprocess, sys; print(input()); subprocess.run([sys.executable, '-c', {child!r}])"
    (tmp_path / "given").write_text("wafu\n")
    cost = processes.cost_of([sys.executable, "-c", parent], tmp_path, limit_s=60, every_s=0.01, given="given")
    assert (cost.status, cost.is_cut, (tmp_path / "out").read_text()) == (0, False, "wafu\n")
    assert cost.cpu_s >= 0.3
    assert cost.all_mib > cost.main_mib + 55
    endless = "import subprocess; subprocess.run(['sleep', '600'])"
    cost = processes.cost_of([sys.executable, "-c", endless], tmp_path, limit_s=1.0)
    assert (cost.is_cut, cost.seconds < 30) == (True, True)


def test_the_page_server_gives_pages_and_failures() -> None:
    """On every loopback address, each path what its first word says; the list of a soak has them all."""
    server = script("page_server")
    options = scraper.FetchOptions(allow_private=True, robots=False, delay_s=0.0, retries=0, timeout_s=1.0)
    soak = script("soak")
    with server.PageServer() as running:
        pages = [scraper.fetch(running.url(server.loopback(number), f"/tiny/{number}"), options) for number in (0, 199)]
        assert [scraper.extract(page.content).title for page in pages] == [
            f"Lomi {server.loopback(number)}:{running.port}/tiny/{number}" for number in (0, 199)
        ]
        for word, (outcome, code) in soak.FAILURES.items():
            if outcome == "failed":
                with pytest.raises(scraper.ScraperError) as failure:
                    scraper.fetch(running.url("127.0.1.1", f"/{word}/1"), options)
                assert failure.value.code == code
        listed = soak.listed(running, 2_000)
    assert len(listed) == 2_000
    assert {wanted for wanted in listed.values() if wanted != soak.PAGE} == {
        *soak.FAILURES.values(), ("failed", "fetch.connect"),
    }  # fmt: skip
