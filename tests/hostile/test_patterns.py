"""No regular expression of ours takes long on any input (P28)."""

from __future__ import annotations

import ast
import importlib
import itertools
import os
import pkgutil
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import scraper
from scraper.extraction.words import walls as wall_words
from scraper.extraction.words.lexicon import lexicon
from scraper.normalize import dates_relative
from scraper.wordings import tables
from tests.hostile.pumping import near_misses

Written = str | bytes
Found = dict[tuple[Written, str], re.Pattern[Any]]

LENGTH, SAMPLE = 20_000, 2_000
TAIL = 20  # of a text: its wrong end
#: What takes less on the sample takes less than 50 ms on ten times as much, where it grows with the square.
QUICK_S = 0.0005
#: Twice the text takes less than so many times as long where time grows with it; four times where with its square.
LINEAR = 2.8
LIMIT_S = 0.05 * 4  # of CPU time; four times on a machine that others use too
BODIES = ["a", "1", " ", "\n", "-", ".", "/", "<", "&", ",", "ab ", "a.", "\t ", "é"]
PREFIXES = ["", "<a ", "By ", "1 "]
SUFFIXES = ["", "!", "\x00"]
TEXTS = [
    prefix + body * (LENGTH // len(body)) + suffix
    for prefix, body, suffix in itertools.product(PREFIXES, BODIES, SUFFIXES)
]

#: Slow on these texts, and never given such: a piece of the pattern, and why.
SAFE = {
    r"<([^ >]+) ?([^>]*)>": "reads what lexbor has written, where each < has its >",
    r"<(?:!--.*?-->|(?P<tag>iframe": "reads what lexbor has written, where each comment and element has its end",
    "<!--.*?-->": "reads the first 1,445 bytes of a page",
}
#: Functions that make patterns of what they are given -> all that they make.
MADE: dict[str, Callable[[], Iterable[re.Pattern[str]]]] = {
    "scraper.extraction.words.dates._pattern": tuple,  # of the functions without parameters beside it
    "scraper.extraction.words.lexicon.compiled": lambda: [each.regex for each in lexicon().wordings],
    "scraper.extraction.words.lexicon.compiled_label": lambda: [
        each.label_regex for each in lexicon().wordings if each.role == "label"
    ],
    "scraper.extraction.words.lexicon.lexicon": lambda: [lexicon().any_sign],
    "scraper.extraction.words.walls.pattern": lambda: [
        wall_words.pattern(key) for key in {key for table in tables("walls").values() for key in table}
    ],
    "scraper.normalize.dates_relative._ago": lambda: map(dates_relative._ago, tables("relative_dates")),
    "scraper.normalize.dates_relative._day": lambda: map(dates_relative._day, tables("relative_dates")),
    "scraper.wordings.compiling._faults_of_entry": tuple,  # it only looks whether they can be made
}
MAKERS = frozenset("compile search match fullmatch sub subn split findall finditer".split())


def patterns() -> Found:
    """Every pattern that the package holds or makes, by pattern and method, without those of SAFE.

    The method is the one that the code calls: `match` and `fullmatch` try one place where `search` tries all.
    """
    found = {**_held(), **made_patterns()}
    return {key: pattern for key, pattern in found.items() if not any(each in _text(key[0]) for each in SAFE)}


def _held() -> Found:
    """The patterns that the package's modules hold, alone or in tables."""
    found: Found = {}
    uses = _uses()
    for module in _modules():
        for name, value in vars(module).items():
            for pattern in _within(value, 4):
                for method in _methods(value, uses[module.__name__, name]):
                    found[pattern.pattern, method] = pattern
    return found


def made_patterns() -> Found:
    """The patterns that the package's functions make when they are called.

    Raises LookupError for a function that makes them of what it is given and is not told of in MADE.
    """
    found: Found = {}
    for module in _modules():
        tree = ast.parse(Path(module.__file__).read_text("utf-8"))
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)):
            name = f"{module.__name__}.{function.name}"
            makes = [node for node in ast.walk(function) if isinstance(node, ast.Call) and _is_maker(node)]
            open_ones = [node for node in makes if not isinstance(node.args[0], ast.Constant)]
            for node in makes:
                if isinstance(node.args[0], ast.Constant):
                    pattern = re.compile(node.args[0].value, _flags(node))
                    found[pattern.pattern, _method(ast.unparse(node.func).removeprefix("re."))] = pattern
            returns = ast.unparse(function.returns or ast.Constant(None))
            if name in MADE:
                found |= {(each.pattern, "search"): each for each in MADE[name]()}
            elif returns == "re.Pattern[str]" and not function.args.args:
                each = getattr(module, function.name)()
                found[each.pattern, "search"] = each
            elif open_ones:
                raise LookupError(f"{name} makes patterns that no test sees")
    return found


def _modules() -> Iterator[Any]:
    for module in pkgutil.walk_packages(scraper.__path__, "scraper."):
        if not module.name.endswith("__main__"):
            yield importlib.import_module(module.name)


def _is_maker(call: ast.Call) -> bool:
    name = call.func
    return isinstance(name, ast.Attribute) and ast.unparse(name.value) == "re" and name.attr in MAKERS


def _flags(call: ast.Call) -> re.RegexFlag:
    """The flags of a call: the constants of `re` that it names."""
    named = (node.attr for node in ast.walk(call) if isinstance(node, ast.Attribute) and node.attr.isupper())
    return re.RegexFlag(sum({getattr(re, name) for name in named}))


def _method(asked: str) -> str:
    return asked if asked in ("match", "fullmatch") else "search"


def _text(written: Written) -> str:
    return written if isinstance(written, str) else written.decode("latin-1")


def _uses() -> dict[tuple[str, str], set[str]]:
    """Module and name -> what is asked of it in the package's code; an empty text where it is handed on."""
    uses: dict[tuple[str, str], set[str]] = defaultdict(set)
    root = Path(scraper.__path__[0])
    for path in root.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        own = ".".join(path.relative_to(root.parent).with_suffix("").parts).removesuffix(".__init__")
        of = {
            alias.asname or alias.name: (node.module or "", alias.name)
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        asked = {id(node.value): node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                uses[of.get(node.id, (own, node.id))].add(asked.get(id(node), ""))
    return uses


def _methods(value: Any, uses: set[str]) -> set[str]:
    """The ways in which the code uses a pattern; by search where it is handed on or stands in a table.

    None for a pattern that another module has made: it is listed there.
    """
    if not isinstance(value, re.Pattern) or "" in uses:
        return {"search", *(uses & {"match", "fullmatch"})}
    return {_method(method) for method in uses}


def _within(value: Any, depth: int) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, dict):
        for each in (*value.keys(), *value.values()):
            yield from _within(each, depth - 1)
    elif depth and isinstance(value, (list, tuple, set, frozenset)):
        for each in value:
            yield from _within(each, depth - 1)


def seconds(pattern: re.Pattern[Any], method: str, text: Any) -> float:
    """CPU time of one call, the least of three where the first is long; 0 where samples show that it is short."""
    call = getattr(pattern, method)

    def timed(text: Any) -> float:
        start = time.process_time()
        call(text)
        return time.process_time() - start

    short = timed(text[:SAMPLE] + text[-TAIL:])
    if short < QUICK_S:
        return 0.0
    if timed(text[: 2 * SAMPLE] + text[-TAIL:]) < LINEAR * short < LIMIT_S * SAMPLE / LENGTH:
        return 0.0
    taken = []
    for _ in range(3):
        taken.append(timed(text))
        if taken[-1] < LIMIT_S:
            break
    return min(taken)


def slow_ones(texts_for: Callable[[re.Pattern[Any]], Iterable[str]]) -> dict[tuple[str, str], tuple[float, str, str]]:
    """The patterns that take long on one of their texts, with the time and how that text begins and ends."""
    slow = {}
    for (written, method), pattern in patterns().items():
        for text in texts_for(pattern):
            given = text if isinstance(written, str) else text.encode("utf-8", "replace")
            taken = seconds(pattern, method, given)
            if taken >= LIMIT_S:
                slow[_text(written)[:100], method] = (round(taken, 2), text[:30], text[-2:])
                break
    return slow


@pytest.mark.timeout(300)
def test_no_pattern_takes_long():
    """Each pattern, used as the code uses it, is done with each of 14 texts of 20 KB within 50 ms."""
    assert len(patterns()) > 700
    texts = [text for text in TEXTS if text.endswith("!") and not text.startswith(("<a", "By", "1 "))]
    assert slow_ones(lambda _: texts) == {}


@pytest.mark.timeout(300)
def test_no_pattern_takes_long_on_what_it_nearly_matches():
    """The same with texts of its own: what it repeats and how it begins, again and again, and a wrong end."""
    assert slow_ones(lambda pattern: near_misses(pattern, LENGTH)) == {}


@pytest.mark.skipif("SCRAPER_SLOW_TESTS" not in os.environ, reason="takes minutes; SCRAPER_SLOW_TESTS=1 runs it")
@pytest.mark.timeout(1_200)
def test_no_pattern_takes_long_on_any_text():
    """The same with all 168 texts: 14 bodies, 4 beginnings, 3 ends."""
    assert len(TEXTS) == 168
    assert slow_ones(lambda _: TEXTS) == {}


def test_the_harness_sees_a_slow_pattern():
    """A pattern that is quadratic in a run of blanks is found."""
    blanks = " " * LENGTH
    assert blanks in TEXTS
    assert seconds(re.compile(r"\s*x$"), "search", blanks) > LIMIT_S


@pytest.mark.parametrize(
    "written",
    [r"\s*x$", r"(?:^|[_-])fn[\w-]*\d", r"shar(?:e|ing)(?![a-z]*holder)", "<script>(.*?)</script", "<(?:p|br)[^>]*>"],
)
def test_near_misses_show_a_slow_pattern(written: str):
    """Patterns that are quadratic, each in another way, are slow on one of the texts made from them."""
    pattern = re.compile(written)
    assert any(seconds(pattern, "search", text) > LIMIT_S / 20 for text in near_misses(pattern, LENGTH // 2))


def test_a_function_that_makes_patterns_of_its_own_is_told(monkeypatch: pytest.MonkeyPatch):
    """A function that makes patterns of what it is given must be in the table of those that are seen."""
    monkeypatch.delitem(MADE, "scraper.normalize.dates_relative._ago")
    with pytest.raises(LookupError, match="_ago"):
        made_patterns()
