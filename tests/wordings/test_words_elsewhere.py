"""No module outside the wordings holds a list of natural-language words of its own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import scraper
from scraper.wordings import tables

PACKAGE = Path(scraper.__file__).parent
MIN_ENGLISH, MIN_FOREIGN = 6, 2  # words of a list; fewer may be a coincidence
MIN_LETTERS = 4  # of a word; shorter ones are codes, too
#: What holds such words and is no wording, by the name of the constant or function that holds them, and why.
ALLOWED = {
    "names that sites give to classes, ids and steps of addresses": (
        "BYLINE_MARKS", "CAPTION_CLASS", "CLASS_STEMS", "FRAME_CLASS", "META_MARKS", "NOTE_ID", "PATHS", "POSTER_MARKS",
        "PRINT_URL", "PROFILE", "SHARING_CARD", "STOPGAP",
    ),
    "names of metadata, of headers and of our own roles": ("ANSWERING", "MODIFIED_METAS", "ROLES", "Role"),
    "letters and ranges of letters": ("CYRILLIC_WITHOUT", "REPEAT_INITIALS", "_DAY_SIGNS", "_UNSPACED"),
    "a calendar and a currency": ("ERAS", "PRICE", "PRICE_SIGNS"),
}  # fmt: skip


def words_said(*topics: str, english: bool) -> frozenset[str]:
    """The words of these topics in English and in what is alike everywhere, or in all other languages."""
    return frozenset(
        word
        for topic in topics
        for language, table in tables(topic).items()
        for value in table.values()
        for part in value
        for text in (part if isinstance(part, list) else [part])
        for word in words_of(text)
        if (language in ("en", "und")) == english and len(word) >= MIN_LETTERS
    )


def words_of(text: str) -> list[str]:
    """The words of a text or a pattern, in small letters; sets of characters are no words."""
    return [word.casefold() for word in re.findall(r"[^\W\d_]{2,}", re.sub(r"\[[^]]*\]|\\[a-zA-Z]", " ", text))]


TOPICS = ("addresses", "bylines", "categories", "date_labels", "dates", "forums", "lines", "names", "pages", "pictures",
          "relative_dates", "rights", "sources", "teasers", "titles", "walls")  # fmt: skip
#: What is said in English is told from the words of markup and protocols by topics that are about people and prose.
ENGLISH = words_said("bylines", "date_labels", "names", "relative_dates", "walls", english=True)
FOREIGN = words_said(*TOPICS, english=False) - words_said(*TOPICS, english=True)


def lists_of(node: ast.AST) -> Iterator[list[str]]:
    """The words of each literal that is a list: a collection, a text that is split, the alternatives of a pattern."""
    for each in ast.walk(node):
        if isinstance(each, ast.Tuple | ast.List | ast.Set):
            yield [member for item in each.elts for member in one_word(item)]
        elif isinstance(each, ast.Dict):
            yield [member for key in each.keys if key is not None for member in one_word(key)]
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield words_of(each.value) if "|" in each.value else []
        elif isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr == "split":
            yield words_of(ast.unparse(each.func.value))


def one_word(item: ast.AST) -> list[str]:
    """A text of one to three words as it is; nothing for anything else."""
    if isinstance(item, ast.Constant) and isinstance(item.value, str) and 0 < len(item.value.split()) < 4:
        return words_of(item.value)[:1]
    return []


def texts_of(node: ast.AST) -> Iterator[str]:
    """The texts within a statement but its docstrings."""
    docstrings = {
        id(each.body[0].value)
        for each in ast.walk(node)
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and isinstance(each.body[0], ast.Expr)
    }
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and id(each) not in docstrings:
            yield each.value


def wordings_in(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    """The name of each top-level constant or function that holds words of natural language, with the words."""
    for node in tree.body:
        if isinstance(node, ast.Expr) or name_of(node) == "__all__":
            continue  # the docstring, and the names of a package
        foreign = [word for text in texts_of(node) for word in words_of(text) if not word.isascii()]
        listed = [
            word
            for words in lists_of(node)
            if sum(each in FOREIGN for each in words) >= MIN_FOREIGN
            or MIN_ENGLISH <= sum(each in ENGLISH for each in words) >= len(words) / 2
            for word in words
        ]
        if foreign or listed:
            yield name_of(node), [*foreign, *listed]


def name_of(node: ast.stmt) -> str:
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0])
    if isinstance(node, ast.AnnAssign):
        return ast.unparse(node.target)
    return getattr(node, "name", f"line {node.lineno}")


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_holds_no_wordings(path: Path) -> None:
    """Words that pages print, or that addresses are made of, stand in the languages' files and nowhere else."""
    allowed = {name for names in ALLOWED.values() for name in names}
    found = {name: words for name, words in wordings_in(ast.parse(path.read_text("utf-8"))) if name not in allowed}
    assert found == {}


def test_nothing_is_allowed_in_vain() -> None:
    """Every name that may hold such words does, so that the list of exceptions is no longer than it must be."""
    found = {name for path in PACKAGE.rglob("*.py") for name, _ in wordings_in(ast.parse(path.read_text("utf-8")))}
    assert {name for names in ALLOWED.values() for name in names} - found == set()


HIDDEN = {
    "a word with other letters": "LABEL = 'publié le'",
    "a tuple": "WORDS = ('reporter', 'editor', 'writer', 'columnist', 'correspondent', 'professor')",
    "a text that is split": "WORDS = frozenset('heute demain ieri morgen oggi'.split())",
    "a pattern": "PATTERN = re.compile(r'^(?:photo|image|bild|foto|quelle) ?:')",
    "a list in a function": "def f(text):\n    return text in {'today', 'yesterday', 'heute', 'gestern', 'hier'}",
}


@pytest.mark.parametrize("code", HIDDEN.values(), ids=list(HIDDEN))
def test_the_search_sees_words_in_every_shape(code: str) -> None:
    """The rule above fires on each shape that a list of words may have, so that its silence means something."""
    assert len(list(wordings_in(ast.parse(code)))) == 1
