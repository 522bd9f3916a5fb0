"""What of the body's first and last lines is about the author, the copy or a picture, and not the article?"""

from __future__ import annotations

import re

from scraper.extraction.head import LONG_LINE, SENTENCE_CHARS, SENTENCE_ENDS
from scraper.extraction.reading import Reading
from scraper.records import Author

LAST_LINES = 5  # a biography stands among so many lines at the end
MAX_BIOGRAPHY_CHARS = 700
MIN_BODY_LINES = 3  # above it
#: The first words of a line that names whose picture it is.
PICTURE_CREDIT = re.compile(
    r"^[\W_]*(?:(?:photo|foto|image|bild|picture|imagen|imagem|immagine|zdjęcie|фото|изображение|写真|图片|圖片|사진)\w*"
    r"(?:\s+(?:credits?|by|de|par|von|di|quelle|source))?\s*[:：©/]"
    r"|(?:credits?|crédits?|источник|source|quelle|fuente|źródło)\s+"
    r"(?:photo|foto|фото|image|bild|imagen|zdjęcia)\w*\s*[:：])",
    re.IGNORECASE,
)
MAX_CREDIT_CHARS = 120


HEAD_FIELDS = frozenset({"byline", "authors", "published", "modified", "categories"})
CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
MAX_HEAD_SHARE = 0.25  # of the text: more is no mere label
MAX_HEAD_LINES = 30  # from the title to the last of the lines that say who, when and under what


def claim_head(reading: Reading, chosen: list[int]) -> set[int]:
    """Take the short lines above the title, and between it and the byline, date and category lines, out of the body.

    A reprint names its outlet, its place or its section there, without a label. A standfirst above the byline stays: it
    is longer, or ends as sentences do.

    Gives:   the indexes of the lines taken, each claimed as dropped with its reason.
    """
    title = reading.title_line
    if title is None:
        return set()
    lines = reading.document.lines
    last = max(
        (
            index
            for index, (fate, reason) in reading.fates.items()
            if fate == "field" and reason in HEAD_FIELDS and title < index <= title + MAX_HEAD_LINES
        ),
        default=title,
    )
    taken: set[int] = set()
    size = sum(len(lines[index].text) for index in chosen)
    for part, reason, prose in (
        ([index for index in chosen if index < title], "above the title", 0),
        ([index for index in chosen if title < index < last], "above the byline", 1),
    ):
        if any(_is_prose(lines[index].text) for index in part[prose:]):
            continue  # the text itself stands there
        short = [index for index in part if not _is_prose(lines[index].text)]
        if sum(len(lines[index].text) for index in short) <= MAX_HEAD_SHARE * size:
            taken |= {index for index in short if reading.claim(lines[index], "dropped", reason)}
    return taken


def _is_prose(text: str) -> bool:
    if CJK.search(text):  # which says as much in a third of the characters
        return len(text) > LONG_LINE // 3 or text.endswith(SENTENCE_ENDS)
    return len(text) > LONG_LINE or (len(text) > SENTENCE_CHARS and text.endswith(SENTENCE_ENDS))


def claim_tail(reading: Reading, chosen: list[int], authors: tuple[Author, ...]) -> set[int]:
    """Take the author's biography at the end, and lines that only name a picture's maker, out of the body.

    Gives:   the indexes of the lines taken, each claimed as dropped with its reason.
    """
    lines = reading.document.lines
    names = [author.name.casefold() for author in authors if " " in author.name and author.kind != "organisation"]
    taken: set[int] = set()
    for index in chosen:
        text = lines[index].text
        if (
            len(text) <= MAX_CREDIT_CHARS
            and PICTURE_CREDIT.match(text)
            and reading.claim(lines[index], "dropped", "picture credit")
        ):
            taken.add(index)
    for place in range(len(chosen) - 1, max(MIN_BODY_LINES, len(chosen) - LAST_LINES) - 1, -1):
        line = lines[chosen[place]]
        if len(line.text) > MAX_BIOGRAPHY_CHARS or chosen[place] in taken:
            continue
        opening = line.text.casefold()[:80]
        if any(opening.startswith((name, f"about {name}", f"* {name}", f"– {name}", f"— {name}")) for name in names):
            rest = line.text[len(next(name for name in names if name in opening)) :]
            if BIOGRAPHY.search(rest[:80]) and reading.claim(line, "dropped", "author biography"):
                taken.add(chosen[place])
    return taken


#: What follows a name in a biography.
BIOGRAPHY = re.compile(
    r"\b(?:is|was|are|has been|writes|works|lives|teaches|reports|covers|joined|est|écrit|travaille|vit|"
    r"enseigne|ist|schreibt|arbeitet|"
    r"lebt|lehrt|es|escribe|trabaja|vive|è|scrive|lavora|é|escreve|trabalha|jest|pisze|is een|schrijft|werkt)\b",
    re.IGNORECASE,
)
