"""What a statement says about a source: its name and URL, the original's title and date."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scraper.extraction.page.view import PageView
from scraper.extraction.said.statements import SENTENCE_END, Statement
from scraper.extraction.words.lexicon import lexicon, straight
from scraper.normalize.dates import DateMatch, find_dates
from scraper.parsing.document import Line
from scraper.wordings import begun, one_of, words

#: A longer name is a sentence.
MAX_NAME_CHARS, MAX_NAME_WORDS = 90, 12
#: A link text of this many words is the original's title, not its outlet's name.
MIN_TITLE_WORDS = 5
URL = re.compile(r"https?://[^\s<>\"'()\[\]，。、]{4,300}", re.IGNORECASE)
#: Words between the name and the rest of a statement.
NAME_END = re.compile(
    rf"\s(?=[^\W\d_]{{2,14}}\s?[:：](?!//))|\s(?:{one_of('sources', 'behind_name')})\b",
    re.IGNORECASE,
)
#: What joins a name and a date, and is left at the end of the name when the date is removed.
NAME_TAIL = re.compile(
    r"(?:(?<![\s,;:.(\[|/–—-])[\s,;:.(\[|/–—-]+)?"  # anchored, or a long run would be tried from each place
    rf"(?:\b(?:{one_of('sources', 'between_name_and_date')})\s*)?$",
    re.IGNORECASE,
)
NAME_HEAD = re.compile(rf"^[\s,:;：|–—-]+|^(?:{one_of('sources', 'before_name')})\s+(?=[A-Z«\"'“])")
BRACKETS = re.compile(r"(?<!\s)\s*[(\[（【][^()\[\]（）【】]{0,80}[)\]）】]\s*$")
#: A word for the kind of site, after its name.
OUTLET_END = re.compile(rf"\s(?:{one_of('sources', 'outlet_end')})$", re.IGNORECASE)
QUOTED = re.compile(r"^[\"“«„'‘「『《]\s?(?P<inner>[^\"”»“」』》]{2,200}?)\s?[\"”»“'’」』》][,.]?(?P<after>.*)$")
QUOTES = tuple(zip("\"“«„”»'‘「『《[(【（", "\"”»“”«'’」』》])】）", strict=True))
#: A link that says that it leads to the original.
TO_ORIGINAL = re.compile(begun(words("sources", "original")), re.IGNORECASE)
#: "Originally published in 2014."
ONLY_YEAR = re.compile(rf"^\W*(?:{one_of('dates', 'in_year')})?\s?((?:19|20)\d\d)\W*$", re.IGNORECASE)
#: An article that its own outlet dates anew is not a copy.
RENEWED = re.compile(
    rf"\b(?:{one_of('sources', 'before_renewed')})\b.{{0,30}}\b(?:{one_of('sources', 'renewed')})",
    re.IGNORECASE,
)
#: Link texts that stand in for a name.
HERE = re.compile(rf"\W*(?:(?:{one_of('sources', 'here')})\W*)?")
SPACELESS = frozenset({"zh", "ja"})
SHORT_WORD = re.compile(r"(?<!\w)\w{1,2}$")
LOWER = re.compile(r"^\W*[a-zß-öø-ÿа-яα-ω]")
#: What templates print in place of a name; or a year.
PLACEHOLDER = re.compile(
    r"^[xX×*＊]{2,}|^\W*$|^(?:19|20)\d\d\b|^\W*[\d.,]+(?:\W*|\s?[a-zа-я]{2,3})$|^[$€£¥₹]", re.IGNORECASE
)
#: In a script without spaces a name ends at a button, a counter or the next label.
NEXT_PART = re.compile(
    r"(?<=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af》」』”）)])[\s\u3000]+(?=[\u3040-\u30ff\u3400-\u9fff【\[（(|])"
)


@dataclass(frozen=True, slots=True)
class Source:
    """What a piece of text says about an origin."""

    name: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None

    def __bool__(self) -> bool:
        return bool(self.name or self.url or self.title or self.published)


def is_words(name: str) -> bool:
    """Whether the words in the place of a name begin like running text; a host name may."""
    return LOWER.match(name) is not None and not ("." in name and " " not in name)


def is_renewed(statement: Statement) -> bool:
    """Whether the statement only gives the article's own site a second date."""
    return RENEWED.search(statement.text) is not None


def is_rerun(statement: Statement, source: Source) -> bool:
    """Whether the statement says when the article was first published, but not where."""
    if statement.wording.kind == "rerun":
        return True
    return statement.wording.kind == "republication" and not (source.name or source.url or source.title)


def read_source(view: PageView, statement: Statement, rest: str, line: Line | None = None) -> Source:
    """The name, URL, title and date in the words after a wording."""
    line = line or statement.line
    rest = NEXT_PART.split(rest, maxsplit=1)[0] if statement.wording.language in SPACELESS else rest
    document = view.document
    links = [(link, document.absolute(link.get("href"))) for link in line.links]
    inside = [(link.text, url) for link, url in links if link.text and link.text in rest]
    later = [url for link, url in links if url and TO_ORIGINAL.search(link.text)]
    printed = URL.search(rest)
    sentence = first_sentence(rest)
    date = _date(sentence, view, statement)
    # After "original article" a link is the article's title if another name follows it.
    least = 1 if statement.wording.kind == "translation" and len(inside) == 1 else MIN_TITLE_WORDS
    day = sentence[date.start : date.end] if date else ""
    name, title = _name(URL.sub("", sentence), [text for text, _ in inside], day, least)
    url = next(iter(later), None)
    if url is None:
        url = next((url for text, url in inside if url), None)
    if url is None and printed:
        url = document.absolute(printed[0].rstrip(".,;:!?"))
    if url and url.startswith(("mailto:", "tel:")):
        url = None
    if name and not title and statement.wording.kind == "translation" and _is_title(name):
        name, title = None, name
    if later and name and HERE.fullmatch(name):
        name = None
    if name and is_words(name) and name.casefold() not in lexicon().agencies:
        name = None
    year = ONLY_YEAR.match(rest)
    return Source(name, url, title, date.value if date else year[1] if year else None)


def _is_title(name: str) -> bool:
    """Whether the words in the place of a name are the original's title: several, and not all of them names."""
    words = name.split()
    return len(words) >= 4 and sum(len(word) > 3 and word[0].islower() for word in words) > 1


def first_sentence(text: str) -> str:
    """The text up to the end of its first sentence."""
    border = SENTENCE_END.search(text)
    while border is not None:
        at = border.start()
        # "U.S. News", "St. Louis": a full stop after one or two letters ends no sentence.
        if text[at] != "." or not SHORT_WORD.search(text[max(at - 3, 0) : at]):
            return text[:at]
        border = SENTENCE_END.search(text, border.end())
    return text


def _date(text: str, view: PageView, statement: Statement) -> DateMatch | None:
    """The date in the words; the language of the line, then that of the page, decides which number is the month."""
    language = statement.wording.language
    own = "fr" if " :" in statement.line.text else language if language not in ("en", "und") else None
    for each in dict.fromkeys((own, view.document.html_language, None)):
        dates = find_dates(text, each)
        if dates:
            return dates[0]
    return None


def _name(text: str, links: list[str], day: str, min_title_words: int) -> tuple[str | None, str | None]:
    """The outlet's name and the original's title in the words after a wording."""
    text = NAME_HEAD.sub("", text.strip())
    title = None
    for link in links:
        if text.startswith(link) and not URL.match(link):
            after = text[len(link) :].lstrip(' ,;:–—-"”»')
            named = LOWER.match(after) is None and after[:1].isalpha() and not (day and after.startswith(day))
            if len(link.split()) >= (min_title_words if named else MIN_TITLE_WORDS):
                title, text = link, after
                continue
            # "Upton Weekly, Anna Example": the outlet and who wrote for it.
            outlet, comma, _ = link.partition(", ")
            return tidy_name(outlet if comma and len(outlet) > 1 else link), title
    quoted = QUOTED.match(text)
    if quoted:
        inner, after = quoted["inner"].strip(), quoted["after"].strip(" ,;:–—-")
        if after and after != day and not NAME_END.match(" " + after) and len(inner.split()) >= MIN_TITLE_WORDS:
            title, text = inner, NAME_HEAD.sub("", after)
        else:
            return tidy_name(inner), title
    folded = straight(text)
    end = text.find(day) if day and day in text else len(text)
    stop = NAME_END.search(folded, 0, end)
    if stop:
        end = stop.start()
    head = text[:end]
    # A comma separates the outlet from the author or the date.
    for mark in (", ", "，", " – ", " — ", " - ", " | ", "; "):
        first, found, _ = head.partition(mark)
        if found and len(first) > 1:
            head = first
    return tidy_name(head), title


def tidy_name(name: str) -> str | None:
    """The name without brackets, quotation marks and joining words; None if nothing is left of it."""
    while (shorter := BRACKETS.sub("", name)) != name:
        name = shorter
    name = NAME_TAIL.sub("", name).strip(" \t*_,;:：|/–—-")
    for opening, closing in QUOTES:
        # A quotation mark stays only if its partner is inside the name: ИА «Мост».
        if name.startswith(opening) and (opening == closing or name.find(closing, 1) in (-1, len(name) - 1)):
            name = name[1:]
        if name.endswith(closing) and opening not in name[:-1]:
            name = name[:-1]
    name = OUTLET_END.sub("", name.strip(" ,;:"))
    name = name.removesuffix(".") if name.count(".") == 1 else name
    if not name or len(name) > MAX_NAME_CHARS or len(name.split()) > MAX_NAME_WORDS:
        return None
    if PLACEHOLDER.match(name) or ": " in name or name.isdigit() or URL.match(name):
        return None
    return name
