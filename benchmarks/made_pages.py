"""Pages of any size made of invented words, the same on every run: for measuring a page's cost as it grows."""

from __future__ import annotations

import datetime
import html
import itertools
import json
from collections.abc import Callable, Iterator
from random import Random

SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo zu".split()
VOCABULARY = 4_000  # distinct words
HEADING_EVERY = 12  # paragraphs
DEPTH = 200  # elements around the text of each tower of a deep page
ROW_CELLS = 4
#: A page of a news site: how many bytes, and of those that are no article the shares of scripts and of styles.
NEWS_BYTES = (30_000, 300_000)
SCRIPTS, STYLES = 0.15, 0.05
#: Of 115 real pages of that size so many stated the date in their data, had an <article>, and a <time>.
STATED, ARTICLES, TIMES = 0.44, 0.55, 0.28
#: Their paragraphs were 14 elements deep.
WRAPPERS = "page layout layout__main columns column column--wide content content__inner post".split()
WRAPPED = "".join(f"<div class='{name}'>" for name in WRAPPERS)
PARAGRAPHS = (8, 40)  # of its article
MENU_LINKS = 40
IMAGE_WIDTHS = (320, 640, 960, 1280)  # of a teaser

_random = Random(7)
WORDS = ["".join(_random.choices(SYLLABLES, k=_random.randint(1, 4))) for _ in range(VOCABULARY)]


def sentence(random: Random, words: int) -> str:
    """So many words, the first one capitalized."""
    return " ".join(random.choices(WORDS, k=words)).capitalize() + "."


def paragraph(random: Random) -> str:
    """Three to seven sentences."""
    return " ".join(sentence(random, random.randint(6, 22)) for _ in range(random.randint(3, 7)))


def article(random: Random) -> Iterator[str]:
    """Paragraphs under headings, a link in every other one."""
    count = 0
    while True:
        if count % HEADING_EVERY == HEADING_EVERY - 1:
            yield f"<h2>{sentence(random, 5)}</h2>\n"
        link = f' <a href="/notes/{count}">{sentence(random, 3)}</a>' if count % 2 else ""
        yield f"<p>{paragraph(random)}{link}</p>\n"
        count += 1


def breaks(random: Random) -> Iterator[str]:
    """One element whose paragraphs are parted by line breaks only."""
    while True:
        yield f"{paragraph(random)}<br><br>\n"


def links(random: Random) -> Iterator[str]:
    """One list of nothing but links."""
    count = 0
    while True:
        yield f'<li class="item"><a href="/list/entry-{count}.html">{sentence(random, 4)}</a></li>\n'
        count += 1


def deep(random: Random) -> Iterator[str]:
    """Towers of nested elements, three paragraphs at the bottom of each."""
    opening, closing = '<div class="box part">' * DEPTH, "</div>" * DEPTH
    while True:
        text = "".join(f"<p>{paragraph(random)}</p>" for _ in range(3))
        yield f"{opening}{text}{closing}\n"


def cells(random: Random) -> Iterator[str]:
    """One table of cells with a few words each."""
    while True:
        row = "".join(f"<td>{sentence(random, 7)}</td>" for _ in range(ROW_CELLS))
        yield f"<tr>{row}</tr>\n"


#: What each kind of page is made of, and the elements around it.
SHAPES: dict[str, tuple[Callable[[Random], Iterator[str]], str, str]] = {
    "article": (article, "<article>", "</article>"),
    "breaks": (breaks, "<table><tr><td>", "</td></tr></table>"),
    "links": (links, "<ul>", "</ul>"),
    "deep": (deep, "<main>", "</main>"),
    "cells": (cells, "<table>", "</table>"),
}


def made_page(shape: str, size_bytes: int) -> bytes:
    """A page of that shape with at least `size_bytes` bytes, and at most one piece more."""
    pieces, start, end = SHAPES[shape]
    random = Random(f"{shape} {size_bytes}")
    out = [
        f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{sentence(random, 4)}</title></head><body>\n"
        f"<nav><ul><li><a href='/'>{sentence(random, 2)}</a></li></ul></nav>\n"
        f"<h1>{sentence(random, 6)}</h1>\n<p>{paragraph(random)}</p>\n{start}\n"
    ]
    left = size_bytes - len(out[0])
    for piece in pieces(random):
        if left <= 0:
            break
        out.append(piece)
        left -= len(piece)
    out.append(f"{end}\n<footer><p>{sentence(random, 5)}</p></footer></body></html>\n")
    return "".join(out).encode()


class NewsSite:
    """A news site: one frame of scripts, styles, menus and teasers, and any number of articles in it.

    The frame is made once, so that a page costs little more than the words of its article.
    """

    def __init__(self, name: str, sizes: tuple[int, int] = NEWS_BYTES) -> None:
        """`name` is its host and port; `sizes` the smallest and largest number of bytes of a site's pages."""
        random = Random(f"site {name}")
        self._name = name
        self._states, self._has_time = random.random() < STATED, random.random() < TIMES
        self._element = "article" if random.random() < ARTICLES else "section"
        low, high = sizes
        size = int(low * (high / low) ** random.random())
        menu = "".join(f"<li><a href='/{word}/'>{word}</a></li>" for word in random.choices(WORDS, k=MENU_LINKS))
        self._title = sentence(random, 2).rstrip(".")
        self._before = f"{_style(random, int(size * STYLES))}{_script(random, int(size * SCRIPTS))}"
        self._menu = f"<header><nav><ul>{menu}</ul></nav></header>"
        left = size - sum(map(len, (self._before, self._menu))) - 4_000
        self._after = (
            f"<aside class='related-stories'><h2>More stories</h2>{_filled(_teasers(random), left)}</aside>"
            f"<footer><p>{sentence(random, 9)}</p></footer>"
        )

    def page(self, number: int) -> bytes:
        """The page of one article."""
        random = Random(f"{self._name} {number}")
        title, author = sentence(random, 7).rstrip("."), " ".join(random.choices(WORDS, k=2)).title()
        day = datetime.date(2010, 1, 1) + datetime.timedelta(random.randrange(6_000))
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": title,
            "datePublished": f"{day}T08:30:00Z",
            "author": {"@type": "Person", "name": author},
        }
        stated = f"<script type='application/ld+json'>{json.dumps(data)}</script>" if self._states else ""
        printed = f"{day:%B} {day.day}, {day.year}"
        dated = f"<time datetime='{day}'>{printed}</time>" if self._has_time else f"<span class=date>{printed}</span>"
        text = "".join(itertools.islice(article(random), random.randint(*PARAGRAPHS)))
        picture = f"<figure><img src='/i/{number}.jpg' alt=''><figcaption>{sentence(random, 9)}</figcaption></figure>"
        return (
            f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{title} - {self._title}</title>"
            f"<link rel=canonical href='http://{self._name}/news/{number}'>"
            f"<meta property=og:site_name content='{self._title}'>{stated}{self._before}</head><body>{self._menu}"
            f"{WRAPPED}<{self._element}><h1>{title}</h1>"
            f"<p class=byline>By <a rel=author href='/by/{author[:3]}'>{author}</a></p>{dated}\n{picture}{text}"
            f"</{self._element}>{'</div>' * len(WRAPPERS)}{self._after}</body></html>"
        ).encode()


def _filled(pieces: Iterator[str], size: int) -> str:
    """Pieces until they have so many characters."""
    out: list[str] = []
    while size > 0:
        out.append(next(pieces))
        size -= len(out[-1])
    return "".join(out)


def _teasers(random: Random) -> Iterator[str]:
    """What a news page shows of other articles."""
    count = 0
    while True:
        link = "/news/" + "-".join(random.choices(WORDS, k=9))
        images = ", ".join(
            f"/images/{random.randbytes(16).hex()}/{width}x{width}.jpg {width}w" for width in IMAGE_WIDTHS
        )
        told = html.escape(json.dumps({"id": random.randbytes(12).hex(), "list": "more", "position": count}))
        yield (
            f"<div class='teaser teaser--{random.choice(WORDS)} teaser--with-image' data-tracking='{told}'>"
            f"<a class=teaser__media href='{link}'><img class=teaser__image srcset='{images}' sizes='20vw'"
            f" width=320 height=180 loading=lazy alt=''></a><div class=teaser__body><h3 class=teaser__title>"
            f"<a class=teaser__link href='{link}'>{sentence(random, 14)}</a></h3><div class=teaser__meta>"
            f"<span class=teaser__tag>{random.choice(WORDS)}</span>"
            f"<span class=teaser__author>{sentence(random, 2)}</span>"
            f"<time class=teaser__time>{count % 24} h</time></div></div></div>\n"
        )
        count += 1


def _style(random: Random, size: int) -> str:
    rules = (
        f".{random.choice(WORDS)}-{random.choice(WORDS)}{{margin:{n % 40}px;color:#{n % 1000:03}}}" for n in range(size)
    )
    return f"<style>{_filled(rules, size)}</style>"


def _script(random: Random, size: int) -> str:
    lines = (f"w.{random.choice(WORDS)}=function(a){{return a.{random.choice(WORDS)}({n})}};\n" for n in range(size))
    return f"<script>(function(w){{{_filled(lines, size)}}})(window)</script>"
