"""Names out of bylines: who is credited, in which role, without labels, titles, dates, trades and page furniture.

    "Par Fars News Agency"                        one organisation
    "By Prof. A. Example and B. Example, Staff Writer"   two authors, one honorific
    "Propos recueillis par A. Example; photo: B. Example" an interviewer and a photographer

Nothing is made up: what does not look like a name gives no entry, and capitals stay as printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple, cast

from scraper.normalize.cjk import has_cjk, is_cjk
from scraper.normalize.credits import (
    AGENCIES,
    BY_WORDS,
    BYLINE_JOINTS,
    CAPITAL_LABELS,
    COLON_LABELS,
    CONJUNCTIONS,
    DEGREES,
    DESK_WORDS,
    GENERATIONS,
    NEWSROOM_WORDS,
    OTHER_LABELS,
    OUTLETS,
    PARTICLES,
    PHOTOGRAPHED,
    REPORTER_LABELS,
    REPORTER_TITLES,
    ROLES_BEHIND,
    SURNAMES,
    TRADE_WORDS,
    TRAILING_TITLES,
    WEAK_CONJUNCTIONS,
    byline_labels,
)
from scraper.normalize.dates import find_dates
from scraper.normalize.folding import fold, fold_with_places
from scraper.normalize.name_shapes import (
    is_chinese_name,
    is_degree,
    is_name,
    kind_of_name,
    organisation_words,
    take_honorific,
    trimmed,
)
from scraper.records import Author, Role
from scraper.wordings import any_of, one_of, tables, words

__all__ = [
    "BYLINE_JOINTS",
    "has_label",
    "has_trade",
    "split_byline",
    "strip_byline_label",
]

MAX_BYLINE = 1_000  # characters; the longest real one, of 40 scientists, has some 800
MAX_NAMES = 40  # in one byline: the longest known one, of scientists, has as many
MAX_LOWER_WORDS = 3  # a name all in small letters is believed only in so short a byline
LONGEST_LABEL = 60  # characters, in which a label is looked for
_BEHIND_DATE = "\x1f"  # begins a line that a date stood in front of
NO_ROLE = ""  # of a label that credits nobody
_PLACE = re.compile(rf"(?:{one_of('bylines', 'before_place')}) (?=[^\W\d_a-z])")
_PHRASE_WORDS = frozenset(words("names", "in_trades"))
LOUD_CONJUNCTIONS = frozenset(word.upper() for word in words("names", "conjunctions_in_capitals"))

_FIRST_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_WORD_START = re.compile(r"(?<![^\W_])[^\W_]+(?:['\-][^\W_]+)*")
_NO_LETTERS_AROUND = " \t\n:：-–—−,;.|/·•=~>«»[]〔〕【】*#\u200b"
_ADDRESS = re.compile(
    r"\(?\b[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63})+\)?|\(?\bhttps?://[^\s)]+\)?|\(?\bwww\.[^\s)]+\)?"
)
_ANGLES = re.compile(r"<[^<>]{0,200}>")
_HANDLE = re.compile(r"\(?(?<![\w@])@[A-Za-z_][\w.]{0,40}\)?")
_FOOTNOTE = re.compile(r"\[\s?(?:\*{1,3}|\d{1,2}|i{1,3})\s?\]|\((?:\*{1,3}|\d{1,2})\)|[*†‡§¹²³]+")
#: The signs of an author's institutes and of who answers letters, behind the names of papers.
INSTITUTES = re.compile(
    r"(?<=[^\W\d_])(?:\s?(?:\d{1,2}|✉)(?:\s?,\s?(?:\d{1,2}|\*|✉))*\s?(?=[,;，；\n])|\s(?:\d{1,2}|✉)\s?\Z)"
)
_PARENTHESIS = re.compile(r"[(（\[【][^()（）\[\]【】]{0,80}[)）\]】]")
_LIST_IN_PARENTHESIS = re.compile(r"[(（][^()（）]{0,60}[,，、;；][^()（）]{0,140}[)）]")
_ARE_CAPITALS = re.compile(r"(?: [^\W\d_a-zà-ÿа-я][^\W\d_]+){2,4}\s*\Z")
_BAR = re.compile(r" ?[|│•·‖⋅∙●◦▪■]{1,8} | [|│•·‖⋅∙●◦▪■]{1,8} ?| [-–—−]{1,3} | ?\|{1,8} ?| // | [›>»] ")
_BIOGRAPHY = re.compile(
    rf"\s:\s|(?<=[^\W\d_]{{3}})\.\s|\s(?:{one_of('bylines', 'verbs')})\s",
    re.IGNORECASE,
)
_AFFILIATION = re.compile(
    rf"\s(?:{one_of('bylines', 'before_house')})\s+(?=[^\W\d_a-zà-ÿ])"
    rf"|\s(?:{one_of('bylines', 'before_the_house')})\s+(?=(?:The|the)\s)"
)
_FURNITURE = re.compile(
    rf"\b(?:\d+\s*(?:{one_of('bylines', 'minutes')})\b[\s-]*(?:{one_of('bylines', 'reading')})?|"
    rf"{one_of('bylines', 'furniture')}|"
    rf"(?:{one_of('bylines', 'furniture_at_end')})(?=\Z|\n)|"
    rf"(?:{one_of('bylines', 'turn')})(?: (?:{one_of('bylines', 'turn_fillers')}))*"
    rf"(?: (?:{one_of('bylines', 'turned_to')}))+(?: by)?|"
    rf"(?:{one_of('bylines', 'furniture_unless_by')})(?! (?:{one_of('bylines', 'said_by')})))(?!\w)",
    re.IGNORECASE,
)
#: What asks the reader to turn to somebody, before the name; a name that begins with such a word has a label.
_TURN_TO = re.compile(
    rf"[\s\-–—,;.|·•]{{0,4}}(?:{one_of('bylines', 'turn_to')})(?:\s?[:：]|\s+(?-i:(?=[^\W\d_a-zà-ÿа-я])))",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_NUMERIC = re.compile(
    r"(?<!\d)\d{1,4}([./-])\d{1,2}\1\d{2,4}(?!\d)|(?<!\d)\d{1,2}[:.]\d{2}(?!\d)(?:\s?[ap]\.?m\b\.?)?(?:\s[A-Z]{2,4}\b)?"
)
_BEFORE_DATE = re.compile(
    rf"(?:^|[\s,(])(?:{one_of('bylines', 'before_date')})[:\s]*\Z",
    re.IGNORECASE,
)
_HARD_COMMA = re.compile(r"[,，;；、،＋+/／&＆]|\s\+\s")
_BY = re.compile(rf"[\s,]\s?(?:{'|'.join(BY_WORDS)})\s+(?=[^\W\d_a-z])")
_SUFFIX_JOINED = re.compile(r"\s((?:Ph\.?\s?D|M\.?D|D\.?Phil|J\.?D|M\.?P\.?H|MBA|Esq|R\.?N|R\.?D)\b\.?)(?=\s|,|\Z)")


class _Label(NamedTuple):
    role: str
    words: str  # folded
    needs_colon: bool
    closed: bool  # ends in a mark, so that nothing need follow


class _Piece(NamedTuple):
    """A run of text under one role."""

    role: str
    text: str
    loose: bool  # on a line of its own, with no label: a name, or the house of the name before


def strip_byline_label(text: str) -> tuple[str | None, str]:
    """The role that a label at the start of a text gives, and what is behind the label; (None, text) without one.

    Footnote marks and white space around stay out; a label alone gives its role and an empty rest.
    """
    start = len(text) - len(text.lstrip(_NO_LETTERS_AROUND))
    head = text[start : start + LONGEST_LABEL]
    first = _FIRST_WORD.match(head)
    if first and unicodedata.combining(head[first.end() : first.end() + 1] or " "):
        first = _FIRST_WORD.match(unicodedata.normalize("NFC", head))
    candidates = _labels_by_first_word().get(_label_key(fold(first[0]))) if first else None
    if not candidates:
        return _behind_house(text, head)
    folded, places = fold_with_places(head)
    for label in candidates:
        end = _label_end(folded, label)
        if end is None and label.words in CAPITAL_LABELS and _ARE_CAPITALS.match(text, start + len(label.words)):
            end = len(label.words)
        if end is not None:
            end = end if places is None else places[end]
            return label.role, text[start + end :].lstrip(_NO_LETTERS_AROUND)
    return _behind_house(text, head)


def _behind_house(text: str, head: str) -> tuple[str | None, str]:
    """The role and name in a text that begins with the house of a reporter, with no space: "河报记者李范例"."""
    match = _reporter_of_house().match(head) if has_cjk(head) else None
    return ("author", text[text.index(head) + match.end() :]) if match else (None, text)


def split_byline(text: str, language: str | None = None) -> tuple[Author, ...]:
    """The credited names of a byline, in order, one entry each; empty where no name is left.

    `language` is that of the page's frame; it decides which dates are read.
    """
    lines = (" ".join(line.split()) for line in text[:MAX_BYLINE].splitlines())
    text = _without_furniture("\n".join(line for line in lines if line), language)
    authors: list[Author] = []
    seen: set[tuple[str, str]] = set()
    for piece in _pieces(text):
        for author in _authors(piece, is_behind_a_name=bool(authors) and piece.loose):
            key = fold(author.name), author.role
            if key not in seen and len(authors) < MAX_NAMES:
                seen.add(key)
                authors.append(author)
    return tuple(authors)


def has_label(text: str) -> bool:
    """Whether a label credits somebody anywhere in a text: at its start, or within it."""
    return any(role for role, _ in _labelled(text))


def has_trade(text: str) -> bool:
    """Whether a text says what somebody does: "Former Consultant"."""
    return not _trade_words().isdisjoint(fold(text).replace("-", " ").split())


def _without_furniture(text: str, language: str | None) -> str:
    """The byline with a break where dates, addresses and the page's own words stood."""
    if "<" in text:
        text = _ANGLES.sub("\n", text)
    if "@" in text or "http" in text or "www." in text:
        text = _HANDLE.sub("\n", _ADDRESS.sub("\n", text))
    for match in reversed(find_dates(text, language, years=True)):
        text = _without(text, match.start, match.end)
    if _DIGIT.search(text):  # dates that lack their year, or can be read two ways
        for pattern in (_NUMERIC, _day_of_month()):
            for found in reversed([*pattern.finditer(text)]):
                text = _without(text, found.start(), found.end())
    text = _FURNITURE.sub("\n", text)
    if has_cjk(text):
        text = _place_of_report().sub("\n", text)
    if _DIGIT.search(text):
        text = INSTITUTES.sub("", text)
    return _FOOTNOTE.sub(" ", text).replace("#", "")


def _without(text: str, start: int, end: int) -> str:
    """The byline with a break where a date stood, and no "on" left in front of it."""
    return f"{_BEFORE_DATE.sub('', text[:start])}\n{_BEHIND_DATE}{text[end:]}"


def _pieces(text: str) -> Iterator[_Piece]:
    """The byline cut where a role begins; what has no label after a bar is the outlet, and is left out."""
    role: str | None = None
    loose = is_other = False
    for line in text.split("\n"):
        is_behind_date = line.startswith(_BEHIND_DATE)
        line = line.lstrip(_BEHIND_DATE)
        if not line.strip(_NO_LETTERS_AROUND):
            continue
        for number, part in enumerate(_BAR.split(line)):
            for own_role, run in _labelled(part):
                if own_role == NO_ROLE or (own_role is None and is_other):
                    is_other = own_role == NO_ROLE and not run.strip(_NO_LETTERS_AROUND)
                    continue  # "来源：…", or what it labels on the next line
                is_other = False
                if own_role is None and (number > 0 or is_behind_date) and role is not None and loose:
                    continue  # "A. Example | The Outlet"
                if own_role is None and _TURN_TO.match(run):
                    continue  # "Contact A. Example:"
                if run.strip(_NO_LETTERS_AROUND):
                    role = own_role or role or "author"
                    yield _Piece(role, run, loose and own_role is None)
                    loose = True
                elif own_role is not None:
                    role, loose = own_role, False  # the name is on the next line


def _labelled(text: str) -> list[tuple[str | None, str]]:
    """A part of a byline cut at the labels within it."""
    role, rest = strip_byline_label(text)
    while (more := strip_byline_label(rest))[0] is not None and len(more[1]) < len(rest):
        role, rest = (more[0] if role in (None, "author") or more[0] != "author" else role), more[1]
    runs: list[tuple[str | None, str]] = []
    folded, places = fold_with_places(rest)
    start = 0
    table = _inner_labels()
    for word in _WORD_START.finditer(folded):
        if word.start() < start or (labels := table.get(_label_key(word[0]))) is None:
            continue
        for label in labels:
            end = _label_end(folded[word.start() : word.start() + LONGEST_LABEL], label)
            if end is not None:
                places_of = places or range(len(rest) + 1)
                runs.append((role, rest[places_of[start] : places_of[word.start()]]))
                role = label.role
                start = word.start() + end
                break
    start = start if places is None else places[start]
    runs.append((role, rest[start:]))
    return [part for run in runs for part in _by_interviewer(*_without_label(*run))]


def _without_label(role: str | None, run: str) -> tuple[str | None, str]:
    """The run without a further word for author in front of the name: "作者：" and "实习记者 …" behind it."""
    if role != "author" or (more := strip_byline_label(run))[0] is None:
        return role, run
    return more


def _by_interviewer(role: str | None, run: str) -> Iterator[tuple[str | None, str]]:
    """The run, or who was asked and who asked: "Interview with A. Example by B. Example"; "Posted in News by …"."""
    match = _BY.search(run) if role in ("interviewee", NO_ROLE) else None
    if match is None:
        yield role, run
        return
    yield role, run[: match.start()]
    yield ("author" if role == NO_ROLE else "interviewer"), run[match.end() :]


def _authors(piece: _Piece, *, is_behind_a_name: bool) -> Iterator[Author]:
    text = _SUFFIX_JOINED.sub(r", \1", piece.text)
    bare = _LIST_IN_PARENTHESIS.sub(" ", text)
    text = bare if bare.strip(_NO_LETTERS_AROUND) else text
    inverted = _inverted_name(text)
    if inverted is not None:
        text = inverted
    after_trade = False
    found_person = is_behind_a_name
    behind_tail = behind_person = in_phrase = False
    brief = len(text.split()) <= MAX_LOWER_WORDS
    for joined_by_comma, part in _parts(text, piece.role):
        joined_by_comma = joined_by_comma or is_behind_a_name
        if not joined_by_comma:
            after_trade = False
        name = trimmed(part)
        if name.endswith(PHOTOGRAPHED):
            continue
        if found_person and joined_by_comma and is_degree(name):
            continue
        folded = fold(name).replace(".", "").strip()
        if not folded or _PLACE.match(name):
            continue
        if in_phrase and not joined_by_comma:
            continue  # "Head of Marketing and Growth"
        in_phrase = False
        if _is_trade(name, folded, found_person):
            after_trade = True
            in_phrase = not _PHRASE_WORDS.isdisjoint(folded.split())
            continue
        if after_trade:
            continue  # "…, Staff Writer, The Outlet"
        honorific, name = take_honorific(name)
        words, name = name, trimmed(_cut_tail(name)).removeprefix("the ").removeprefix("our ")
        if not is_name(name) or (name.islower() and not brief and fold(name) not in AGENCIES):
            after_trade = found_person
            continue
        kind = kind_of_name(name)
        if kind == "organisation" and found_person and joined_by_comma and fold(name) not in AGENCIES:
            continue  # "A. Example, The Outlet"
        if kind == "unknown" and joined_by_comma and (behind_tail or (behind_person and " " not in name)):
            continue  # "A. Example Writer, Hardware", "A. Example, Berlin"
        found_person = found_person or kind != "organisation"
        behind_tail = found_person and len(name.split()) < len(words.split())
        behind_person = kind == "person"
        role = _own_role(part) if piece.role == "author" else piece.role
        yield Author(name, cast(Role, role), kind, honorific)


def _own_role(part: str) -> str:
    """The role that stands behind a name: "안나래 기자", "A. Example (photos)"."""
    if part.rstrip().endswith(REPORTER_TITLES):
        return "reporter"
    match = _PARENTHESIS.search(part)
    said = fold(match[0]).strip("()（） ") if match else ""
    return next((role for role, words in ROLES_BEHIND.items() if said in words), "author")


def _parts(text: str, role: str) -> Iterator[tuple[bool, str]]:
    """The names of a list, each with whether only a comma parts it from the one before."""
    by_comma = False
    for chunk in _comma_chunks(text):
        names = [chunk] if role == "poster" else _split_conjunctions(chunk)
        names = [each for name in names for each in _parted_by_spaces(name)]
        for number, name in enumerate(names):
            yield by_comma and number == 0, name
        by_comma = True


def _parted_by_spaces(name: str) -> list[str]:
    """The Chinese names that only spaces part; a Japanese one has a space within."""
    words = trimmed(name).split() if " " in name and has_cjk(name) else ()
    return list(words) if len(words) > 1 and all(map(is_chinese_name, words)) else [name]


def _comma_chunks(text: str) -> list[str]:
    chunks: list[str] = []
    for chunk in _HARD_COMMA.split(text):
        bare = fold(chunk).replace(".", "").strip(" :")
        if chunks and bare in GENERATIONS:
            chunks[-1] = f"{chunks[-1].rstrip()} {chunk.strip()}"
        elif chunks and bare and all(word in DEGREES for word in bare.split()):
            continue
        else:
            chunks.append(chunk)
    return chunks


def _split_conjunctions(chunk: str) -> list[str]:
    words = chunk.split()
    names: list[list[str]] = [[]]
    for number, word in enumerate(words):
        if word in CONJUNCTIONS or (word in LOUD_CONJUNCTIONS and chunk.isupper()):
            before, behind = names[-1], words[number + 1 :]
            if not _is_conjunction(word.lower(), before, behind):
                names[-1].append(word)
                continue
            names.append([])
        else:
            names[-1].append(word)
    return [" ".join(name) for name in names]


def _is_conjunction(word: str, before: list[str], behind: list[str]) -> bool:
    """Whether the word joins two names, and is no part of one: "Ortega y Gasset", "Science and Health Desk"."""
    if not before or not behind:
        return True
    end = next((n for n, each in enumerate(behind) if each in CONJUNCTIONS or each in LOUD_CONJUNCTIONS), len(behind))
    behind = behind[:end]
    if word in WEAK_CONJUNCTIONS and len(behind) == 1 and len(before) > 1:
        return fold(behind[0]) in AGENCIES
    one_word = len(before) == 1 and fold(before[0]) not in AGENCIES
    return not (one_word and len(behind) > 1 and any(fold(each) in organisation_words() for each in behind))


def _inverted_name(text: str) -> str | None:
    """ "Example, Anna M." of library records as "Anna M. Example"; None for anything else."""
    last, comma, first = text.strip().partition(", ")
    if not comma or " " in last.strip() or "," in first or not (last.istitle() and first[:1].isupper()):
        return None
    words = first.split()
    if len(words) > 2 or (len(words) == 2 and len(words[1].rstrip(".")) > 1):
        return None
    folded = {fold(last), *(fold(word).strip(".") for word in words)}
    if folded & (AGENCIES | OUTLETS | DEGREES | GENERATIONS | organisation_words() | CONJUNCTIONS | _trade_words()):
        return None
    return f"{first.strip()} {last.strip()}"


def _is_trade(name: str, folded: str, behind_a_person: bool) -> bool:
    words = folded.replace("-", " ").split()
    if not any(word in _trade_words() for word in words):
        return False
    if behind_a_person:
        return True
    # At the start a trade is a whole part of its own, or reads as a phrase: "Senior Research Fellow at …".
    return all(
        word in _trade_words() or word in PARTICLES or word in ("and", "at", "of", "the") for word in words
    ) or any(word in ("at", "of", "with") for word in words[1:])


def _cut_tail(name: str) -> str:
    """The name without the sentence, the place or the house that follows it."""
    name = _PARENTHESIS.sub(" ", name)
    if match := _BIOGRAPHY.search(name):
        name = name[: match.start()]
    match = _AFFILIATION.search(name)
    if match and len(name[: match.start()].split()) >= 2:
        name = name[: match.start()]
    words = _loud_name(name.split())
    for number in range(2, len(words)):
        if fold(words[number]).strip(".") in _trade_words() and not words[number][:1].isupper():
            # "A. Example BBC News correspondent"
            end = number
            while end > 2 and (words[end - 1].isupper() or _is_of_a_desk(fold(words[end - 1]))):
                end -= 1
            words = words[:end]
            break
    if len(words) > 2 and words[-1].isdigit() and len(words[-1]) < 3:
        words = words[:-1]  # the mark of a footnote
    words = _without_trade(words)
    if len(words) > 2 and is_degree(words[-1]) and not name.isupper():
        words = words[:-1]
    for title in TRAILING_TITLES:
        if len(words) > 1 and words[-1] == title:
            words = words[:-1]
        elif len(words) == 1 and words[0].endswith(title) and len(words[0]) > len(title) + 1:
            words = [words[0][: -len(title)]]
    return " ".join(words)


def _loud_name(words: list[str]) -> list[str]:
    """The words of a name in capitals without its house or trade: "ANNA EXAMPLE AP Science Writer"."""
    end = next((number for number, word in enumerate(words) if not word.isupper()), len(words))
    behind = words[end:]
    while end > 2 and fold(words[end - 1]) in AGENCIES:
        end -= 1
    if end < 2 or not behind or _has_house(words[:end]):
        return words
    is_house = fold(" ".join(behind)) in AGENCIES or any(
        fold(word) in _newsroom_words() or fold(word) in organisation_words() for word in behind
    )
    return words[:end] if is_house else words


def _has_house(words: list[str]) -> bool:
    """Whether one of the words is that of an organisation or an agency."""
    return any(fold(word) in organisation_words() or fold(word) in AGENCIES for word in words)


def _is_of_a_desk(word: str) -> bool:
    """Whether a word between a name and its trade is that of the house or of its desk."""
    return word in organisation_words() or word in DESK_WORDS or word in _trade_words()


def _without_trade(words: list[str]) -> list[str]:
    """The words of a name without the trade that ends them: "A. Example Deputy Tech Editor"."""
    if len(words) < 3 or fold(words[-1]) not in _newsroom_words():
        return words
    first = next(number for number, word in enumerate(words) if number > 1 and fold(word) in _trade_words())
    name = words[:first]
    while len(name) > 2 and fold(name[-1]) in DESK_WORDS:
        name.pop()
    is_desk = words[0].isupper() or _has_house(name)
    return words if is_desk or any(fold(word) in _trade_words() for word in name) else name


def _label_end(folded: str, label: _Label) -> int | None:
    """Where a label ends in the folded text, if it stands at its start as a label does."""
    if not folded.startswith(label.words):
        return None
    end = len(label.words)
    rest = folded[end:]
    if label.closed:
        return end
    bare = rest.lstrip()
    if bare.startswith((":", "：", "=", "|", "/", "／")):
        return end + len(rest) - len(bare) + 1
    if label.needs_colon:
        return None
    if rest and rest[0].isalnum() and not is_cjk(label.words):
        return None
    if "\u3400" <= rest[:1] <= "\u9fff" and rest[0] not in SURNAMES and label.words.endswith(REPORTER_LABELS):
        return None  # "记者了解到…"
    if rest and not rest[0].isspace() and rest[0].isalnum() and len(label.words) == 1:
        return None  # one Chinese character in front of others is a name's beginning
    return None if rest[:1] in ("'", "-", ".") and rest[:2] != ". " else end


@cache
def _labels() -> tuple[_Label, ...]:
    labels: dict[str, _Label] = {}
    colon = {fold(word) for word in COLON_LABELS}
    for role, name in byline_labels():
        words = fold(name)
        closed = words.endswith(("/", "=", ":", "|", "·", "."))
        labels.setdefault(words, _Label(role, words, words in colon, closed))
    return tuple(sorted(labels.values(), key=lambda label: -len(label.words)))


@cache
def _labels_by_first_word() -> dict[str, list[_Label]]:
    table: dict[str, list[_Label]] = {}
    for label in _labels():
        if first := _FIRST_WORD.match(label.words):
            table.setdefault(_label_key(first[0]), []).append(label)
    return table


def _label_key(word: str) -> str:
    """What labels are looked up by: their first word, or in a script without spaces their first character."""
    return word[0] if is_cjk(word[0]) else word


@cache
def _inner_labels() -> dict[str, list[_Label]]:
    """Labels that may stand within a byline: of two words and more, or with a mark behind them."""
    table: dict[str, list[_Label]] = {}
    for label in _labels():
        if " " in label.words or label.closed or label.words.endswith(REPORTER_LABELS):
            inner = label._replace(needs_colon=False)
        elif label.role != "author" or is_cjk(label.words):
            inner = label._replace(needs_colon=True)
        else:
            continue
        if first := _FIRST_WORD.match(inner.words):
            table.setdefault(_label_key(first[0]), []).append(inner)
    for each in OTHER_LABELS:
        label = _Label(NO_ROLE, each, " " not in each, False)
        table.setdefault(_label_key(each.split()[0]), []).append(label)
    return table


@cache
def _day_of_month() -> re.Pattern[str]:
    """A day and the name of its month, in any language: "March 18", "18 mars"."""
    cells = (cell for table in tables("dates").values() for cell in table.get("months", ()))
    month = any_of(name.strip(".") for cell in cells for name in cell if len(name) > 2)
    day_before = r"(?P<day>\d{1,2}(?:\.|er|º|°)? (?:de )?)?"
    day_behind = r"(?(day)|\.? \d{1,2}(?:st|nd|rd|th)?)"
    # Most places of a text begin no word: there none of the thousand names need be tried.
    return re.compile(rf"(?<!\w)(?=\w){day_before}(?:{month}){day_behind}(?!\w)", re.IGNORECASE)


@cache
def _place_of_report() -> re.Pattern[str]:
    return re.compile(
        rf"(?:[/／ ] ?[\u3400-\u9fff]{{2,4}}|[\u3400-\u9fff]{{2}})(?:{one_of('bylines', 'behind_place')})"
    )


@cache
def _reporter_of_house() -> re.Pattern[str]:
    label = one_of("bylines", "behind_house")
    name = r"[\u3400-\u9fff·]{2,4}(?:[\s、，,)）】/]|\Z)"
    return re.compile(rf"[\u3400-\u9fff]{{2,8}}?(?:{label})[:： ]?(?={name})")


@cache
def _newsroom_words() -> frozenset[str]:
    return frozenset(fold(word) for word in NEWSROOM_WORDS)


@cache
def _trade_words() -> frozenset[str]:
    return frozenset(fold(word) for word in TRADE_WORDS)
