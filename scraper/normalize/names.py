"""Stub until the names room is written: replace this file."""
from scraper.records import Author
def normalize_name(text): return text.strip() or None
def strip_byline_label(text):
    for l in ("Par ","By ","Von "):
        if text.startswith(l): return "author", text[len(l):]
    return None, text
def split_byline(text, language=None): return (Author(strip_byline_label(text)[1]),)
