"""Which source of a title is right where two of them disagree, per set, on the training pages.

    SCRAPER_DATA=… python benchmarks/title_sources.py [--set fundus] [--list]

Each line tells of one pair of sources on how many pages they disagree, and how often the one, the other or neither is
the gold title. The ranking in scraper/extraction/fields/title/choosing.py rests on these counts.
"""

from __future__ import annotations

import argparse
from collections import Counter
from itertools import combinations

from bench import data_folder, is_validation, load_measures, load_truths, read_page, sets

import scraper
from scraper.extraction.body import find_body
from scraper.extraction.fields.title.choosing import NEWS_TYPES, read_title
from scraper.extraction.fields.title.names import names_to_strip
from scraper.extraction.fields.title.printed import choose_heading, headings_of
from scraper.extraction.fields.title.stated import stated_titles
from scraper.extraction.page.view import Facts, PageView
from scraper.extraction.verdict.kind import kind_of, signs
from scraper.options import ExtractOptions
from scraper.parsing import parse
from scraper.records import Page

CHOSEN = "chosen"


def sources_of(content: bytes, url: str | None) -> tuple[str, dict[str, str]]:
    """The kind of a page (news, or what its signs say), and its titles by source, each without the site's name."""
    document = parse(Page(url, url, content), ExtractOptions())
    view = PageView(Facts(document), body=tuple(find_body(document).lines))
    things = view.things
    names = names_to_strip(view)
    headings = headings_of(document, names)
    stated = stated_titles(document, things, headings, names)
    heading = choose_heading(document, headings, stated, names)
    is_news = any(not NEWS_TYPES.isdisjoint(thing["@type"]) for thing in things)
    found = read_title(view)
    texts = {**stated, "heading": heading.text if heading else None, CHOSEN: found.value}
    return "news" if is_news else kind_of(set(signs(view))), {name: text for name, text in texts.items() if text}


def main() -> None:
    """Print the counts."""
    folder = data_folder()
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--set", action="append", choices=sets(folder), help="default: all that have titles")
    arguments.add_argument(
        "--list", action="store_true", help="list the pages whose title is wrong, with their right sources"
    )
    given = arguments.parse_args()
    normal = load_measures(folder).normal
    for name in given.set or sets(folder):
        counts: Counter[tuple[str, str, str, str]] = Counter()
        truths = [each for each in load_truths(folder, name).values() if not is_validation(name, each)]
        for truth in truths:
            if not truth.get("title"):
                continue
            try:
                kind, texts = sources_of(read_page(folder, name, truth["id"]), truth.get("url"))
            except scraper.ScraperError:
                continue
            gold, shown = normal(truth["title"]), {source: normal(text) for source, text in texts.items()}
            for one, other in combinations(sorted(shown), 2):
                if shown[one] != shown[other]:
                    winner = one if shown[one] == gold else other if shown[other] == gold else "neither"
                    counts[kind, one, other, winner] += 1
            if given.list and shown.get(CHOSEN) != gold:
                right = [source for source, text in shown.items() if text == gold]
                print(f"{name} {truth['id']} {kind}: right in {', '.join(right) or 'no source'}")
        for kind, one, other in sorted({key[:3] for key in counts}):
            won = {winner: counts[kind, one, other, winner] for winner in (one, other, "neither")}
            print(f"{name:12} {kind:14} " + "  ".join(f"{winner} {count}" for winner, count in won.items()))


if __name__ == "__main__":
    main()
