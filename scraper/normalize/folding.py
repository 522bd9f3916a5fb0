"""Text folded for look-ups: small letters, no accents, one kind of digit, and the way back to the original place."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not take apart, the spellings of one Arabic letter, and punctuation of one meaning.
_SINGLE = {
    "ı": "i", "İ": "i", "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ß": "s", "ѐ": "е",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ھ": "ه", "ۀ": "ه",
    "ـ": "", "’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "º": "°", "ª": "°",
    "،": ",", "、": ",", "。": ".",
}  # fmt: skip


class _Folding(dict[int, str]):
    """A table for `str.translate` that learns each character when it first comes; never more than Unicode has."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


def _fold_character(char: str) -> str:
    if char in _SINGLE:
        return _SINGLE[char]
    if (digit := unicodedata.decimal(char, None)) is not None:
        return str(digit)
    if "\uff01" <= char <= "\uff5e":  # the wide forms of ASCII
        return chr(ord(char) - 0xFEE0).lower()
    category = unicodedata.category(char)
    if category in ("Mn", "Cf"):
        return ""
    if category == "Zs":
        return " "
    lower = char.lower()
    base = [each for each in unicodedata.normalize("NFKD", lower) if unicodedata.category(each) != "Mn"]
    if len(base) == 1:
        return base[0]
    return lower if len(lower) == 1 else char


_TABLE = _Folding()


def fold(text: str) -> str:
    """The text in small letters without accents; what joins nothing and shows nothing is gone."""
    return text.lower() if text.isascii() else text.translate(_TABLE)


def fold_with_places(text: str) -> tuple[str, list[int] | None]:
    """The folded text, and for each of its characters (and its end) the place in `text`; None where they agree."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded, None
    places = [place for place, char in enumerate(text) if _TABLE[ord(char)]]
    return folded, [*places, len(text)]
