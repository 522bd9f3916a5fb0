"""What a picture's URL says: whether it is the same picture as another one, a placeholder, an icon."""

from __future__ import annotations

import re
from urllib.parse import unquote

#: Pictures that represent the site and not the article.
PLACEHOLDER = re.compile(
    r"(?:^|[/_.-])(?:logo|favicon|default|placeholder|blank|spacer|avatar|gravatar|share[-_]?image|no[-_]?image|pixel|"
    r"sprite|icon)s?(?:[/_.-]|\d|$)",
    re.IGNORECASE,
)
#: Complete file names of buttons and of the placeholders of lazy loaders and layouts.
STOPGAP = re.compile(
    r"(?:rss|feed|print|printer|e?mail|share|facebook|twitter|plus|minus|arrow|bullet|loading|loader|spinner|leer|empty|"
    r"blank|spacer|space|pixel|transparent|clear|dot|trans|grey|gray|1x1|px|lazy|lazyload|placeholder|image-ratio-holder|"
    r"zoom|zoom-in|enlarge|play|close|search)(?:[-_ ]?(?:icon|button|btn|image|img|\d{1,4}(?:x\d{1,4})?))?",
    re.IGNORECASE,
)
#: Folders with decorations of a site's pages, whatever they are about.
DECORATION = re.compile(
    r"/wp-content/(?:themes|plugins)/|/(?:emoji|emoticons|smilies|skins)/|/_next/static/[^?]*\.svg", re.IGNORECASE
)
#: Pictures made for sharing, the same for every page of a site.
SHARING_CARD = re.compile(
    r"(?:^|[-_.])(?:open-?graph|social-?(?:card|share|image)|share-?card|card-?share|og-?(?:image|default)|fb-?share|"
    r"facebook-?share|sharing|share)(?:$|[-_.])",
    re.IGNORECASE,
)
#: Buttons of old layouts that enlarge the print.
LETTER = re.compile(r"/[a-z]?\d?\.gif$", re.IGNORECASE)
INNER_URL = re.compile(r"[?&]url=(https?%3a[^&]+)", re.IGNORECASE)
ENDINGS = re.compile(r"(?:\.(?:jpe?g|png|webp|gif|avif)){1,3}$")
SIZE = re.compile(
    r"(?:[-_@]{0,2}[1-9]\d{1,3}x\d{2,4}|[-_](?:scaled|[1-9]\d{2,3}(?:w|px)?|[wh]\d{2,4})|@[23]x|=[ws]\d{2,4}){1,4}(?=$|\.|__)",
    re.IGNORECASE,
)
MIN_NAME_CHARS = 8  # a shorter name ("1", "image") says nothing without its folder


def file_name(url: str) -> str:
    """The last path segment of a URL without its extension, which identifies variants of one picture."""
    return url.partition("?")[0].rsplit("/", 1)[-1].rsplit(".", 1)[0].casefold()


def is_same_picture(one: str, other: str) -> bool:
    """Whether two URLs show the same picture, apart from size, format and server."""
    return one == other or _key(one) == _key(other)


def is_placeholder(url: str) -> bool:
    """Whether a picture's file name says that it is a logo, an icon or a placeholder."""
    return PLACEHOLDER.search(url.partition("?")[0].rsplit("/", 1)[-1]) is not None


def is_stopgap(url: str) -> bool:
    """Whether a URL is that of a button, a decoration, or a lazy loader's placeholder."""
    return (
        STOPGAP.fullmatch(file_name(url)) is not None
        or LETTER.search(url) is not None
        or DECORATION.search(url) is not None
    )


def is_sharing_card(url: str) -> bool:
    """Whether a file name says that a picture was made for sharing and is not part of the text."""
    return SHARING_CARD.search(file_name(url)) is not None


def _key(url: str) -> tuple[str, ...]:
    inner = INNER_URL.search(url)
    path = unquote(unquote(inner[1] if inner else url)).partition("?")[0].casefold().rstrip("/")
    *folders, last = path.rsplit("/", 2)
    name = SIZE.sub("", ENDINGS.sub("", last))
    return (name,) if len(name) >= MIN_NAME_CHARS and not name.isdecimal() else (*folders[-1:], name)
