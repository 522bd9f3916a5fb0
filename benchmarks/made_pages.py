"""Pages of any size, made of invented words, the same on every run: what a page's cost is measured on as it grows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo zu".split()
VOCABULARY = 4_000  # distinct words
HEADING_EVERY = 12  # paragraphs
DEPTH = 200  # elements around the text of each tower of a deep page
ROW_CELLS = 4

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
