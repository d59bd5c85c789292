"""The house as a newcomer meets it: small files, and public names that say what they take and when they refuse."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = [path for room in ("neuro", "deploy") for path in sorted((ROOT / room).rglob("*.py"))]
MOST_LINES, MEDIAN_LINES = 400, 130


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_long() -> None:
    assert [(str(path.relative_to(ROOT)), lines(path)) for path in FILES if lines(path) > MOST_LINES] == []


def test_half_of_the_files_are_short() -> None:
    assert statistics.median(lines(path) for path in FILES) < MEDIAN_LINES


Definition = ast.ClassDef | ast.FunctionDef


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def statements(path: Path) -> list[ast.stmt]:
    """What a file says at its top; what only type checkers read, too."""
    body = tree(path).body
    return [one for node in body for one in (node.body if isinstance(node, ast.If) else [node])]


def source(package: Path, node: ast.ImportFrom) -> Path | None:
    """The file a relative import of a package reads, or None where it leads out of the package."""
    if node.level != 1 or node.module is None:
        return None
    place = package.joinpath(*node.module.split("."))
    return next((path for path in (place.with_suffix(".py"), place / "__init__.py") if path.exists()), None)


def definition(path: Path, name: str) -> tuple[Path, Definition] | None:
    """Where a name is defined; re-exports are followed, constants are none."""
    for node in statements(path):
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == name:
            return path, node
        if isinstance(node, ast.ImportFrom) and path.name == "__init__.py":
            for alias in node.names:
                if (alias.asname or alias.name) == name and (further := source(path.parent, node)) is not None:
                    return definition(further, alias.name)
    return None


def public() -> dict[str, Definition]:
    """Functions and classes that a package of `neuro` re-exports, by file and name; each once."""
    found: dict[str, Definition] = {}
    for init in sorted((ROOT / "neuro").rglob("__init__.py")):
        for node in statements(init):
            if not isinstance(node, ast.ImportFrom):
                continue
            for alias in node.names:
                if alias.asname == alias.name and (place := definition(init, alias.name)) is not None:
                    found[f"{place[0].relative_to(ROOT).as_posix()}:{place[1].name}"] = place[1]
    return found


PUBLIC = public()


def section(text: str, title: str) -> str | None:
    """A section of a docstring in NumPy style, or None when it has none of that title."""
    rows = text.splitlines()
    starts = [n for n, row in enumerate(rows[1:]) if row.strip() and set(row.strip()) == {"-"}]
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=False):
        if rows[start].strip() == title:
            return "\n".join(rows[start + 2 : end])
    return None


def documented(text: str) -> set[str]:
    """The names at the left edge of Parameters or Attributes (several may share a line), and those in `backticks`."""
    rows = [row for title in ("Parameters", "Attributes") for row in (section(text, title) or "").splitlines()]
    listed = {name.strip().lstrip("*") for row in rows if row[:1].strip() for name in row.split(" : ")[0].split(",")}
    return listed | set(re.findall(r"(?<!`)`(\w+)`(?!`)", text))


def decorators(node: Definition) -> set[str]:
    """The last names of what decorates a definition."""
    calls = [one.func if isinstance(one, ast.Call) else one for one in node.decorator_list]
    return {one.attr if isinstance(one, ast.Attribute) else getattr(one, "id", "") for one in calls}


def arguments(function: ast.FunctionDef, method: bool) -> list[str]:
    """What a caller gives; not the object a method is called on."""
    every = function.args
    given = [*every.posonlyargs, *every.args][1 if method and "staticmethod" not in decorators(function) else 0 :]
    rest = [one for one in (every.vararg, every.kwarg) if one is not None]
    return [one.arg for one in (*given, *every.kwonlyargs, *rest) if not one.arg.startswith("_")]


def fields(node: ast.ClassDef) -> list[str]:
    """Public fields of a dataclass that a caller gives."""
    found = []
    for one in node.body:
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and not one.target.id.startswith("_"):
            if "ClassVar" in ast.unparse(one.annotation) or (one.value and "init=False" in ast.unparse(one.value)):
                continue
            found.append(one.target.id)
    return found


def wanted(node: Definition) -> list[str]:
    """Names that must be documented: arguments of a function or a constructor, and the fields of a dataclass.

    A dataclass whose fields speak for themselves documents none; one that documents some documents all.
    """
    if isinstance(node, ast.FunctionDef):
        return arguments(node, method=False)
    if "dataclass" in decorators(node):
        return fields(node) if section(ast.get_docstring(node) or "", "Parameters") else []
    made = [one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"]
    abstract = node.name.startswith("Abstract")
    return arguments(made[0], method=True) if made and not abstract else []


def raises(function: ast.FunctionDef) -> bool:
    """Whether a function's own body raises; what it defines inside, and what it passes on, doesn't count."""
    rest: list[ast.AST] = list(function.body)
    while rest:
        node = rest.pop()
        if isinstance(node, ast.Raise) and node.exc is not None and "NotImplementedError" not in ast.unparse(node.exc):
            return True
        if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            rest.extend(ast.iter_child_nodes(node))
    return False


def public_methods(node: ast.ClassDef) -> Iterator[ast.FunctionDef]:
    for one in node.body:
        hidden = isinstance(one, ast.FunctionDef) and (one.name.startswith("_") or "property" in decorators(one))
        if isinstance(one, ast.FunctionDef) and not hidden and "overload" not in decorators(one):
            yield one


@pytest.mark.parametrize("name", PUBLIC)
def test_public_names_say_what_they_take(name: str) -> None:
    node = PUBLIC[name]
    text = ast.get_docstring(node)
    assert text, "no docstring"
    missing = [one for one in wanted(node) if one not in documented(text)]
    assert missing == [], f"not documented: {', '.join(missing)}"


@pytest.mark.parametrize("name", PUBLIC)
def test_public_names_say_when_they_refuse(name: str) -> None:
    node = PUBLIC[name]
    if isinstance(node, ast.FunctionDef):
        refusing = {node.name: (node, ast.get_docstring(node) or "")}
    else:
        refusing = {one.name: (one, ast.get_docstring(one) or "") for one in public_methods(node)}
        for one in node.body:
            if isinstance(one, ast.FunctionDef) and one.name in ("__init__", "__post_init__"):
                refusing[one.name] = (one, ast.get_docstring(node) or "")
    silent = [key for key, (one, text) in refusing.items() if raises(one) and section(text, "Raises") is None]
    assert silent == [], f"no Raises section: {', '.join(silent)}"
