"""One word for one thing: names that say nothing, or say two things, occur nowhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PRODUCT = ("neuro", "deploy")
FILES = [path for room in (*PRODUCT, "tests", "examples") for path in sorted((ROOT / room).rglob("*.py"))]

BANNED = re.compile(
    "courses?|lessons?|curriculum|paces?|wires?|tapes?|workplaces?|plans?|projects?|parts|subjects?|near|narrow|drawings?"
)
# The table [project] of pyproject.toml.
FOREIGN = frozenset({"PROJECT"})
# Passes over the units are sweeps; a grid of settings is a grid.
SWEEPS = (
    "deploy/nest/",
    "tests/deploy/nest/",
    "neuro/manifold/",
    "neuro/engines/numba/sequential.py",
    "tests/engines/test_numba_layouts.py",
    "tests/manifold/",
    "tests/bench/bench_running.py",
    "tests/test_names.py",
    "examples/thresholds.py",
    "examples/transition.py",
)
# Two runs, two counts or two weights that agree are identical, in every JSON and table.
NO_KEYS = frozenset({"equal", "states_equal", "same"})


def words(name: str) -> list[str]:
    """The words of a name: between underscores, and where a capital follows a small letter."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)]


def names(path: Path) -> Iterator[tuple[int, str]]:
    """Every name a file chooses, with its line: its own, of classes, functions, arguments, fields and variables."""
    yield 0, path.stem if path.name != "__init__.py" else path.parent.name
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr
        elif isinstance(node, ast.alias) and node.asname is not None:
            yield 0, node.asname


def keys(path: Path) -> Iterator[tuple[int, str]]:
    """Texts that are keys: of a literal, of a call of ``dict``, of what stands in brackets."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Dict):
            found = [key for key in node.keys if key is not None]
        elif isinstance(node, ast.DictComp):
            found = [node.key]
        elif isinstance(node, ast.Subscript):
            found = [node.slice]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict":
            yield from ((node.lineno, word.arg) for word in node.keywords if word.arg is not None)
            continue
        else:
            continue
        yield from (
            (key.lineno, key.value) for key in found if isinstance(key, ast.Constant) and isinstance(key.value, str)
        )


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_name_has_a_banned_word() -> None:
    found = [
        f"{relative(path)}:{line}: {name}"
        for path in FILES
        for line, name in names(path)
        if name not in FOREIGN and any(map(BANNED.fullmatch, words(name)))
    ]
    assert found == []


def test_sweeps_are_passes_over_the_units() -> None:
    found = [
        f"{relative(path)}:{line}: {name}"
        for path in FILES
        if not relative(path).startswith(SWEEPS)
        for line, name in names(path)
        if {"sweep", "sweeps", "sweeping"}.intersection(words(name))
    ]
    assert found == []


def test_identical_is_the_word_for_what_agrees() -> None:
    found = [
        f"{relative(path)}:{line}: {key}"
        for path in FILES
        if relative(path).startswith(PRODUCT)
        for line, key in keys(path)
        if key in NO_KEYS
    ]
    assert found == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("lesson_tapes", ["lesson", "tapes"]),
        ("StatePlan", ["state", "plan"]),
        ("_LESSONS", ["lessons"]),
        ("nearest", ["nearest"]),
        ("HTTPServer2", ["http", "server", "2"]),
    ],
)
def test_names_are_cut_into_words(name: str, expected: list[str]) -> None:
    assert words(name) == expected
