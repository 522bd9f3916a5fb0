"""The ladder of imports, one library one room, and what importing the package costs."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import scraper
from tests.hostile.test_patterns import made_patterns

PACKAGE = Path(scraper.__file__).parent
PROJECT = PACKAGE.parent

#: Room -> step. A room imports rooms of lower steps only; step 7 may import everything.
STEPS = {
    "__about__": -1, "errors": 0, "records": 0, "options": 0, "wordings": 0,
    "normalize": 1,
    "fetching": 2, "parsing": 2, "extraction": 2, "writing": 2, "sources": 2, "archives": 2,
    "worker": 3, "store": 3, "mirrors": 3,
    "pipeline": 4,
    "batch": 5, "bulk": 5, "discovery": 5, "library": 5,
    "rereading": 6, "cluster": 6,
    "cli": 7,
}  # fmt: skip

#: The door and `python -m scraper` stand outside the ladder.
DOORS = {"__init__", "__main__"}

#: A verb knows its noun; and a noun knows its writers, for `Article.to_markdown()`.
ALLOWED = {
    ("extraction", "scraper.parsing.document"),
    ("extraction", "scraper.parsing.select"),
    ("records", "scraper.writing"),
}

#: Wing of extraction -> step. A wing imports wings of lower steps only.
WINGS = {
    "answer": 0, "sameness": 0, "ledger": 1,
    "profiles": 1, "words": 1, "page": 2, "said": 3, "blocks": 4, "body": 5, "verdict": 6, "fields": 7, "parts": 8,
    "trace": 8, "article": 9, "__init__": 10,
}  # fmt: skip

MAX_LINES = 50
LONG = {("walking.py", "_walk")}

#: Import name -> distribution, where they differ.
DISTRIBUTIONS = {"yaml": "pyyaml", "markdown_it": "markdown-it-py", "httpcore": "httpx"}

HEAVY = ("click", "rich", "httpx", "yaml", "markdown_it", "sqlite3")


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Every module that a file imports, in full, with its line; `from scraper import x` counts as scraper.x."""
    package = ["scraper", *path.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            name = ".".join(part for part in (base, node.module) if part)
            if name in ("scraper", base):
                yield from ((node.lineno, f"{name}.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, name


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_imports_go_down_the_ladder(path: Path) -> None:
    """A module imports only rooms of a lower step, or its own."""
    here = room(path)
    if here in DOORS:
        return
    assert here in STEPS, f"{here} is no room of the house"
    for line, name in imported(path):
        parts = name.split(".")
        if parts[0] != "scraper" or len(parts) < 2 or (here, name) in ALLOWED:
            continue
        there = parts[1]
        assert there in STEPS, f"{path}:{line} imports the door ({name})"
        assert there == here or STEPS[there] < STEPS[here], f"{path}:{line}: {here} may not import {name}"


@pytest.mark.parametrize("name", ["fetching", "extraction"])
def test_no_module_of_a_room_imports_in_a_circle(name: str) -> None:
    """Each can be understood after those that it imports, also where it imports inside a function."""
    files = [path for path in modules() if room(path) == name]
    dotted = {".".join(("scraper", *path.relative_to(PACKAGE).with_suffix("").parts)): path for path in files}
    doors = {each.removesuffix(".__init__"): each for each in dotted}
    leads_to = {
        each: {doors[there] for _, there in imported(path) if there in doors} - {each} for each, path in dotted.items()
    }
    assert len(leads_to) > 15
    while leads_to:
        ends = {each for each, others in leads_to.items() if not others & set(leads_to)}
        assert ends, f"these import each other: {sorted(leads_to)}"
        leads_to = {each: others for each, others in leads_to.items() if each not in ends}


@pytest.mark.parametrize("path", [path for path in modules() if room(path) == "extraction"], ids=name_of)
def test_wings_of_extraction_import_lower_wings(path: Path) -> None:
    """A wing of extraction imports only wings of a lower step, or itself."""
    here = path.relative_to(PACKAGE).parts[1].removesuffix(".py")
    for line, name in imported(path):
        if name.startswith("scraper.extraction."):
            there = name.split(".")[2]
            assert there == here or WINGS[there] < WINGS[here], f"{path}:{line}: {here} may not import {name}"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_no_function_is_longer_than_a_screen(path: Path) -> None:
    """No function has more than 50 lines, but for the one walk over a page, which is written for speed."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (path.name, node.name) not in LONG:
            assert (node.end_lineno or 0) - node.lineno < MAX_LINES, f"{path}:{node.lineno}: {node.name} is too long"


def test_one_library_one_room() -> None:
    """Each foreign library is known in one room and is a declared dependency."""
    rooms: dict[str, set[str]] = defaultdict(set)
    for path in modules():
        for _, name in imported(path):
            library = name.split(".")[0]
            if library not in sys.stdlib_module_names and library not in ("scraper", "__future__"):
                rooms[library].add(room(path))
    shared = {library: sorted(where) for library, where in rooms.items() if len(where) > 1}
    assert not shared, f"libraries known in more than one room: {shared}"
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    for library in rooms:
        distribution = DISTRIBUTIONS.get(library, library).lower()
        assert any(each.lower().startswith(distribution) for each in declared), f"{library} is not in pyproject.toml"


def walks(tree: ast.AST) -> list[int]:
    """The lines that walk a selectolax tree node by node."""
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "traverse"]


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_no_tree_is_walked_node_by_node(path: Path) -> None:
    """Nothing uses `traverse()`: where nodes are removed or replaced meanwhile, lexbor's walker reads freed memory."""
    assert walks(ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "code",
    ["for node in root.traverse():\n    node.decompose()", "nodes = list(tree.body.traverse(include_text=True))",
     "walk = root.traverse\nwhile node := next(walk()):\n    node.remove()"],
)  # fmt: skip
def test_the_lint_for_walks_sees_a_walk(code: str) -> None:
    """The rule above fires on the shapes that it forbids, so that its silence means something."""
    assert len(walks(ast.parse(code))) == 1


#: The lists of tokens behind a Document. Others ask it for elements, lines and pieces.
TOKEN_LISTS = frozenset(("tags", "raws", "texts", "cursors", "ends", "opened"))


def token_reads(tree: ast.AST) -> list[int]:
    """The lines that read a list of tokens of a page's markup."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in TOKEN_LISTS
        and ((isinstance(node.value, ast.Attribute) and node.value.attr == "markup")
             or (isinstance(node.value, ast.Name) and node.value.id == "markup"))
    ]  # fmt: skip


@pytest.mark.parametrize("path", [each for each in modules() if room(each) != "parsing"], ids=name_of)
def test_tokens_are_known_in_parsing_only(path: Path) -> None:
    """No file outside parsing/ reads the lists of tokens by index."""
    assert token_reads(ast.parse(path.read_text())) == []


@pytest.mark.parametrize(
    "code", ["document.markup.raws[3]", "markup.ends[token]", "view.document.markup.opened.get('a')"]
)
def test_the_law_of_tokens_sees_a_read(code: str) -> None:
    """The test above cannot pass by seeing nothing."""
    assert token_reads(ast.parse(code)) == [1]


def undocumented(tree: ast.Module) -> list[str]:
    """The public names of a module that have no docstring; the module itself is ""."""

    def look(holder: ast.Module | ast.ClassDef, path: str) -> Iterator[str]:
        if not ast.get_docstring(holder):
            yield path
        for each in holder.body:
            if isinstance(each, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and each.name[0] != "_":
                inner = f"{path}.{each.name}".lstrip(".")
                if isinstance(each, ast.ClassDef):
                    yield from look(each, inner)
                elif not ast.get_docstring(each):
                    yield inner

    return list(look(tree, ""))


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_every_public_name_is_documented(path: Path) -> None:
    """Each module, and each public class, function and method in it, has a docstring."""
    assert undocumented(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_what_is_undocumented_is_seen() -> None:
    """A module, a class, its method and an asynchronous function without a docstring, and nothing private."""
    code = "class A:\n  def b(self): ...\n  def _c(self): ...\nasync def d():\n  def e(): ...\nclass _F: ..."
    assert undocumented(ast.parse(code)) == ["", "A", "A.b", "d"]


def test_importing_the_package_is_light() -> None:
    """`import scraper` loads no terminal, no network and no storage library."""
    code = f"import sys, scraper; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_asking_for_the_version_loads_no_parser_and_no_client() -> None:
    """`scrape --version` answers without httpx and selectolax, which cost most of a cold start."""
    code = (
        "import sys\nfrom scraper.cli import main\n"
        "sys.argv = ['scrape', '--version']\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code, stop.code\n"
        "print([name for name in ('httpx', 'selectolax') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    version, loaded = done.stdout.strip().splitlines()
    assert scraper.__version__ in version
    assert loaded == "[]"


def test_the_package_says_that_it_is_typed() -> None:
    """The marker that tells type checkers to read our annotations is in the package."""
    assert (PACKAGE / "py.typed").is_file()


def test_the_law_of_patterns_sees_what_functions_make():
    """A function that makes regular expressions of what it is given stands in the table of those that are tried."""
    assert made_patterns()
