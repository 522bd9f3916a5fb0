"""What of the body's last lines is about the author or a picture, and not the article?"""

from __future__ import annotations

import re

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
