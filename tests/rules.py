"""Which golden page holds which rule: each rule is switched off in turn, and the pages that fail without it are named.

    make rules                           all rules; writes docs/rules.md; status 1 where nothing holds a rule
    make rules RULES_ARGS='_is_near'     only rules of these names, all their pages; writes their rows

A rule is a function of extraction/ or normalize/ that can be answered without thinking. Switched off, it says no where
it says yes or no (and, in a second try, always yes), finds nothing where it finds something, gives back what it got
where it changes a value, and does nothing where it gives nothing. Rules are found by what they return, so that none is
forgotten, and none has to be told when it moves. What only loads the program's own tables is none,
and neither is what only spares work.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import pkgutil
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import scraper.extraction
import scraper.normalize
from tests.golden import case_of, disagreements, folders, outcome_of

ROOMS = (scraper.extraction, scraper.normalize)
TABLE = Path(__file__).parent.parent / "docs" / "rules.md"
ROW = re.compile(r"\| `([\w.]+)` \| ([\w ]+) \| ([\w-]*) \|")
MAX_NAMED = 3  # pages that are printed for a rule
JOBS = 2
#: How a rule is switched off, and the code that stands in for its own.
OFF: dict[str, Callable[..., Any]] = {
    "says no": lambda *given, **named: False,
    "says yes": lambda *given, **named: True,
    "does nothing": lambda *given, **named: None,
    "finds nothing": lambda *given, **named: None,
    "changes nothing": lambda given, *others, **named: given,
    "empty list": lambda *given, **named: [],
    "empty set": lambda *given, **named: set(),
    "empty tuple": lambda *given, **named: (),
    "empty dict": lambda *given, **named: {},
    "empty iterator": lambda *given, **named: iter(()),
}
#: By the end or the beginning of what a function is said to return.
BY_RETURN = {
    r"bool": ("says no", "says yes"),
    r"None": ("does nothing",),
    r".* \| None": ("finds nothing",),
    r"list\[.*": ("empty list",),
    r"set\[.*": ("empty set",),
    r"dict\[.*": ("empty dict",),
    r"tuple\[.*, \.\.\.\]": ("empty tuple",),
    r"Iterator\[.*": ("empty iterator",),
}
#: What only loads the program's own tables: words by language, profiles of sites.
LOADERS = frozenset("_wordings _key".split())
#: What only spares work: the answer is the same without it.
SHORTCUTS = frozenset({"page.view.once", "normalize.urls._front"})
#: What no page alone asks: the parts of an article on several pages (see test_pages_joined.py), and what is asked of
#: an address before there is a page.
ASKED_ELSEWHERE = frozenset({"extraction.parts.joined", "normalize.urls.without_userinfo"})


@dataclass(frozen=True, slots=True)
class Switch:
    """A rule and one way to switch it off."""

    name: str  # of the function; with its module where another one has the same
    off: str  # a key of OFF
    function: FunctionType


def switches() -> list[Switch]:
    """All rules, each with the ways in which it can be switched off, by name."""
    functions = list(_functions())
    known = Counter(each.__qualname__ for each in functions)
    found = []
    for function in functions:
        name = function.__qualname__
        if known[name] > 1:
            name = f"{function.__module__.rpartition('.')[2]}.{name}"
        found += [Switch(name, off, function) for off in _ways(function)]
    return sorted(found, key=lambda each: (each.name, each.off))


def _functions() -> Iterator[FunctionType]:
    """The functions and methods of the rooms, each once, without those that nothing is given to: they load tables."""
    for room in ROOMS:
        names = [room.__name__, *(each.name for each in pkgutil.walk_packages(room.__path__, f"{room.__name__}."))]
        for module in map(importlib.import_module, names):
            for owner in (module, *(each for each in vars(module).values() if inspect.isclass(each))):
                if owner is module or owner.__module__ == module.__name__:
                    yield from _functions_of(owner, module)


def _functions_of(owner: ModuleType | type, module: ModuleType) -> Iterator[FunctionType]:
    for value in vars(owner).values():
        inner = value.fget if isinstance(value, property) else getattr(value, "func", value)  # a cached property's
        function = inspect.unwrap(inner) if callable(inner) else inner
        if isinstance(function, FunctionType) and function.__module__ == module.__name__ and _may_be_rule(function):
            yield function


def _may_be_rule(function: FunctionType) -> bool:
    is_inner = "<" in function.__qualname__ or function.__name__.startswith("__")
    if is_inner or not function.__code__.co_argcount:
        return False
    name = f"{function.__module__}.{function.__qualname__}."
    if any(f".{each}." in name for each in SHORTCUTS | ASKED_ELSEWHERE):
        return False
    return function.__name__ not in LOADERS and not function.__qualname__.startswith("_Reader.")


def _ways(function: FunctionType) -> tuple[str, ...]:
    """How a function can be switched off; () where its answer cannot be done without."""
    hints = function.__annotations__
    returned = str(hints.get("return", ""))
    first = function.__code__.co_varnames[0]
    if returned not in ("bool", "None") and first != "self" and hints.get(first) == returned:
        return ("changes nothing",)
    return next((ways for pattern, ways in BY_RETURN.items() if re.fullmatch(pattern, returned)), ())


@contextmanager
def switched_off(switch: Switch) -> Iterator[None]:
    """The rule is off inside: its function has other code, wherever a reference to it is held."""
    function = switch.function
    own = (function.__code__, function.__defaults__, function.__kwdefaults__)
    function.__code__, function.__defaults__, function.__kwdefaults__ = OFF[switch.off].__code__, None, None
    try:
        yield
    finally:
        function.__code__, function.__defaults__, function.__kwdefaults__ = own


@cache
def _caches() -> list[Callable[[], None]]:
    """What makes forgotten the answers that are remembered from page to page; tables that are loaded once stay."""
    modules = [each for name, each in sys.modules.items() if name.startswith("scraper.")]
    known = {id(each): each for module in modules for each in vars(module).values()}.values()
    learning = [each.clear for each in known if isinstance(each, dict) and hasattr(type(each), "__missing__")]
    cached = [each for each in known if hasattr(each, "cache_clear") and inspect.unwrap(each).__code__.co_argcount]
    return [*learning, *(each.cache_clear for each in cached)]


def failures(folder: Path) -> list[str]:
    """The paths at which a page's record is not what its case expects."""
    for forget in _caches():
        forget()
    try:
        return list(disagreements(case_of(folder), outcome_of(folder)))
    except Exception as bug:  # without the rule the page cannot be read at all
        return [type(bug).__name__]


def pages_with(found: list[Switch]) -> dict[Switch, list[Path]]:
    """The pages that can tell that a rule is off: it gave another answer there than it gives switched off."""
    by_code: dict[CodeType, list[Switch]] = {}
    for switch in found:
        by_code.setdefault(switch.function.__code__, []).append(switch)
    pages: dict[Switch, list[Path]] = {}
    for folder in folders():
        if broken := failures(folder):  # this once loads the tables, too
            raise SystemExit(f"{folder.name} fails with all rules on: {broken}")
    for folder in folders():
        told: dict[Switch, None] = {}

        def watch(frame: Any, event: str, answer: Any, told: dict[Switch, None] = told) -> None:
            if event == "return" and frame.f_code in by_code:
                told.update((each, None) for each in by_code[frame.f_code] if _differs(each, answer))

        sys.setprofile(watch)
        try:
            failures(folder)
        finally:
            sys.setprofile(None)
        for switch in told:
            pages.setdefault(switch, []).append(folder)
    return pages


def _differs(switch: Switch, answer: Any) -> bool:
    """Whether an answer may be another one than that of the rule switched off."""
    if switch.off in ("says no", "says yes"):
        return bool(answer) != (switch.off == "says yes")
    if switch.off in ("does nothing", "changes nothing"):
        return True
    return answer is not None and answer not in ([], set(), (), {})


def holding(switch: Switch, pages: Iterable[Path]) -> Iterator[Path]:
    """Those of the pages that fail without the rule."""
    with switched_off(switch):
        yield from (page for page in pages if failures(page))


def known_holders() -> dict[tuple[str, str], str]:
    """Of each rule and way in docs/rules.md, the page that is named; "" where none is."""
    return {(row[1], row[2]): row[3] for row in ROW.finditer(TABLE.read_text("utf-8"))}


def write(held: dict[Switch, list[Path]]) -> None:
    """Writes the table of docs/rules.md, and the number above it; rules that were not asked for keep their pages."""
    known = known_holders()
    pages = {(each.name, each.off): found[0].name if found else "" for each, found in held.items()}
    ways = [(each.name, each.off) for each in switches()]
    rows = [f"| `{name}` | {off} | {pages.get((name, off), known.get((name, off), ''))} |" for name, off in ways]
    head = TABLE.read_text("utf-8").partition("| Rule |")[0]
    head = re.sub(r"All \d+ ways", f"All {len(rows)} ways", head)
    TABLE.write_text(head + "\n".join(["| Rule | Switched off | Page |", "|---|---|---|", *rows, ""]), "utf-8")


#: What the forked processes find: each rule and the pages that can tell that it is off, those first that tell least.
work: list[tuple[Switch, list[Path]]] = []


def _holding(order: tuple[int, int]) -> list[Path]:
    at, most = order
    return list(islice(holding(*work[at]), most))


def main() -> int:
    """Prints what holds each rule; 1 where nothing holds one."""
    parser = argparse.ArgumentParser(description="Which golden page holds which rule.")
    parser.add_argument("names", nargs="*", help="names of rules; all of them without any")
    wanted = parser.parse_args().names
    chosen = [each for each in switches() if not wanted or each.name in wanted or each.function.__name__ in wanted]
    pages = pages_with(chosen)
    told = Counter(page for each in pages.values() for page in each)
    work[:] = [(each, sorted(pages.get(each, ()), key=lambda page: told[page])) for each in chosen]
    most = len(folders()) if wanted else 1
    held: dict[Switch, list[Path]] = {}
    with get_context("fork").Pool(JOBS) as pool:
        for (switch, possible), found in zip(
            work, pool.imap(_holding, ((at, most) for at in range(len(work)))), strict=True
        ):
            held[switch] = found
            named = ", ".join(page.name for page in found[:MAX_NAMED]) + (", …" if len(found) > MAX_NAMED else "")
            print(
                f"{switch.name} {switch.off}: held by {named or f'none of the {len(possible)} pages that ask it'}",
                flush=True,
            )
    write(held)
    unheld = [each for each, found in held.items() if not found]
    print(f"{len(held)} ways to switch off {len({each.function for each in held})} rules; nothing holds {len(unheld)}")
    return 1 if unheld else 0


if __name__ == "__main__":
    sys.exit(main())
