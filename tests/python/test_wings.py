"""The package keeps to its plan: imports go down, folders are small, each wing has an example."""

import ast
import doctest
import re
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "python/usage_groups"
MOST_LINES, MOST_MODULES = 250, 12
MATHEMATICS = {"history", "search", "shapes", "baseline", "explain", "differences", "fitting"}
APART = {"reading", "publish", "simulate", "report", "workbook", "settings"}
# The wings that each wing may import, beside itself and the small modules in no wing ("").
BELOW = {
    **dict.fromkeys({"", *APART, *MATHEMATICS}, frozenset()),
    "search": {"fitting"},
    "history": {"search", "shapes", "fitting"},
    "entrypoints": APART | MATHEMATICS,
    "console": APART | {"entrypoints"},
}
MODULES = sorted(PACKAGE.rglob("*.py"))
WINGS = {folder.parent.name for folder in PACKAGE.glob("*/__init__.py")}
# Command lines and their settings are nothing that others use.
SHOWN = sorted(WINGS - {"console", "settings"})
NAMED = re.compile(r"^[A-Za-z_*][\w, *]* : ")


def imports_of(file):
    """Yield what a module imports, wherever in it, and what it names for workers to import."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from re.findall(r"^(usage_groups\.[\w.]+):\w+$", node.value)


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_imports_go_down(file):
    wing = file.parent.relative_to(PACKAGE).parts[:1]
    wing = wing[0] if wing else ""
    for imported in imports_of(file):
        package, _, path = imported.partition(".")
        if package == "usage_groups" and file.name != "__main__.py":
            assert {path.split(".")[0]} & WINGS <= BELOW[wing] | {wing}, imported
        if wing in MATHEMATICS or (wing == "" and file.stem != "database"):
            assert package != "duckdb", imported
            assert not package.startswith("dbt"), imported
            assert not path.startswith("database"), imported


def test_modules_and_folders_are_small():
    lines = {file: len(file.read_text().splitlines()) for file in MODULES}
    assert not [str(file) for file, count in lines.items() if count > MOST_LINES]
    folders = {file.parent for file in MODULES}
    assert not [folder for folder in folders if len(list(folder.glob("[!_]*.py"))) > MOST_MODULES]


@pytest.mark.parametrize("wing", SHOWN)
def test_a_wing_shows_what_it_holds_by_an_example(wing):
    module = import_module(f"usage_groups.{wing}")
    assert all(callable(getattr(module, name)) or name.isupper() for name in module.__all__)
    found = doctest.testmod(module)
    assert found.attempted > 1
    assert not found.failed


def documented(file):
    """Yield each parameter of numpydoc with the line that follows it."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            _, *sections = re.split(r"\n(\w+)\n-+\n", ast.get_docstring(node) or "")
            for name, text in zip(sections[::2], sections[1::2], strict=True):
                lines = [*text.splitlines(), ""]
                if name in ("Parameters", "Attributes"):
                    yield from pairwise(lines)


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_parameters_have_a_sentence(file):
    named = [(line, below) for line, below in documented(file) if NAMED.match(line)]
    assert not [line for line, below in named if not below.startswith("    ")]
