"""Words of addresses and links by which pages that are no articles are known, in the languages of the sites we meet."""

from __future__ import annotations

from scraper.wordings import words

#: A segment of a path behind which there is never an article: lists by tag, by author, by page, and functions.
LISTS = frozenset(words("addresses", "lists"))

#: A segment that a section, or an archive, has before its name; an article may stand behind it all the same.
SECTIONS = frozenset(words("addresses", "sections"))

#: Last segments, and whole texts of links, of pages about the site itself.
ABOUT = frozenset(words("addresses", "about"))

#: Endings of files that are no pages.
FILES = (
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".pdf", ".mp3", ".mp4", ".m4a", ".zip", ".xml", ".rss", ".atom",
    ".json", ".css", ".js", ".ics", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".epub", ".apk",
)  # fmt: skip

#: Names in a query whose number or word is an article.
ID_PARAMETERS = frozenset(
    "p id aid articleid article_id artid art newsid news_id storyid story_id nid sid context item code articulo "
    "noticia idnews num no".split()
)
#: Names in a query that make a list, a print or a function of a page.
LIST_PARAMETERS = frozenset(
    "page paged s q search query cat tag author sort order replytocom share print lang login redirect return "
    "start offset".split()
)
