"""Words in URLs and links that mark pages other than articles, in the languages of the sites we meet."""

from __future__ import annotations

from scraper.wordings import words

#: A path segment that no article ever follows: lists by tag, author or page, and functions.
LISTS = frozenset(words("addresses", "lists"))

#: A segment before the name of a section or archive; an article may follow it all the same.
SECTIONS = frozenset(words("addresses", "sections"))

#: Last segments, and whole link texts, of pages about the site itself.
ABOUT = frozenset(words("addresses", "about"))

#: Extensions of files that are not pages.
FILES = (
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".pdf", ".mp3", ".mp4", ".m4a", ".zip", ".xml", ".rss", ".atom",
    ".json", ".css", ".js", ".ics", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".epub", ".apk",
)  # fmt: skip

#: Query parameters whose number or word identifies an article.
ID_PARAMETERS = frozenset(
    "p id aid articleid article_id artid art newsid news_id storyid story_id nid sid context item code articulo "
    "noticia idnews num no".split()
)
#: Query parameters that turn a page into a list, a print version or a function.
LIST_PARAMETERS = frozenset(
    "page paged s q search query cat tag author sort order replytocom share print lang login redirect return "
    "start offset".split()
)
