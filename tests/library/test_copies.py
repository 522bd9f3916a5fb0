"""Groups of copies among articles in memory."""

from __future__ import annotations

import scraper
from scraper import Article
from scraper.records import Block, Origin

WORDS = (
    "The keepers of Ostrel carry the oil along the mole in pails and trim the wicks before the boats come home while "
    "in spring the pails were empty since the ship with the barrels lay behind the bar and waited for the tide so that "
    "nobody on the quay could say how long the lamps would burn and the council met and counted what was left"
)


def article(host: str, words: str, *origins: Origin) -> Article:
    url = f"https://{host}/oil"
    return Article(url=url, final_url=url, normal_url=url, title=f"Oil at {host}", body=(Block("paragraph", words),),
                   origins=origins)  # fmt: skip


def test_copies_are_grouped_with_the_original_first():
    """The page that a copy names leads its group; a text of its own is in none."""
    copy = article("copy.example", WORDS, Origin(name="First", url="https://first.example/oil"))
    other = article("other.example", " ".join(reversed(WORDS.split())))
    (group,) = scraper.find_mirrors([copy, other, article("first.example", WORDS)], passages=True)
    assert [(member.source, member.role) for member in group.members] == [("2", "original"), ("0", "copy")]
    assert group.members[1].passages


def test_no_articles_make_no_groups():
    """An empty list is no error."""
    assert scraper.find_mirrors([]) == []
