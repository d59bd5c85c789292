"""Every public name: what the packages re-export, one page a package, each name told where it is at home."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .markdown import prose, sentence, table, unmarked

ROOT = Path(__file__).parents[2]
# The folder of each top package.
TOPS = {"neuro": ROOT / "neuro", "neuro_deploy": ROOT / "deploy"}


class Name(NamedTuple):
    """A public name of a package, and the module that it comes from."""

    name: str
    source: str


class Package(NamedTuple):
    """A package and what it offers."""

    name: str
    about: str
    names: tuple[Name, ...]

    @property
    def page(self) -> str:
        """Its page, below reference/python/."""
        return f"{self.name}.md"


def packages() -> list[Package]:
    """All packages that re-export something, by name."""
    found = []
    for top, folder in TOPS.items():
        for init in sorted(folder.rglob("__init__.py")):
            name = ".".join((top, *init.parent.relative_to(folder).parts))
            tree = ast.parse(init.read_text(encoding="utf-8"))
            if names := tuple(_names(tree, name)):
                found.append(Package(name, ast.get_docstring(tree) or "", names))
    return found


def _names(tree: ast.Module, package: str) -> Iterator[Name]:
    """What a package says it re-exports, by ``from .x import Y as Y``, and what it defines itself."""
    for node in ast.walk(tree):
        if node in tree.body and isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield Name(node.name, package)
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module:
            for alias in node.names:
                if alias.asname == alias.name:
                    yield Name(alias.name, f"{package}.{node.module}")


def name_pages() -> dict[str, str]:
    """Markdown for MkDocs' plugin mkdocstrings, by page below reference/python/."""
    every = packages()
    sources = {package.name: {one.name: one.source for one in package.names} for package in every}
    pages = {package.page: _page(package, sources) for package in every}
    rows = [
        (f"[`{package.name}`]({package.page})", sentence(unmarked(package.about.splitlines()[0])), _few(package))
        for package in every
    ]
    pages["index.md"] = "\n".join(
        [
            "# Python\n",
            "Every public name, a page for each package. What stands on none of them may change without notice.\n",
            "The names that most programs need are in [`neuro`](neuro.md) itself.\n",
            table(("package", "what it is for", "names"), rows),
        ]
    )
    return pages


def _few(package: Package) -> str:
    return ", ".join(f"`{one.name}`" for one in package.names)


def _home(package: str, name: str, sources: dict[str, dict[str, str]]) -> str:
    """The package that a name is at home in: through however many it is re-exported."""
    source = sources[package][name]
    return package if source == package or name not in sources.get(source, ()) else _home(source, name, sources)


def _page(package: Package, sources: dict[str, dict[str, str]]) -> str:
    text = [f"# {package.name}\n", prose(package.about) + "\n"]
    homes = {one: _home(package.name, one.name, sources) for one in package.names}
    elsewhere = {one: home for one, home in homes.items() if home != package.name}
    if elsewhere:
        rows = [
            (f"[`{one.name}`][{_place(home, Name(one.name, sources[home][one.name]))}]", f"[`{home}`]({home}.md)")
            for one, home in elsewhere.items()
        ]
        text.append(table(("name", "where it is explained"), rows))
    own = [one for one in package.names if one not in elsewhere]
    unread = [one for one in own if _is_assigned_with_others(one)]
    text += [f"::: {_place(package.name, one)}\n" for one in own if one not in unread]
    if unread:
        rows = [(f"`{one.name}`", f"`{getattr(importlib.import_module(one.source), one.name)!r}`") for one in unread]
        text += ["## Constants\n", table(("name", "value"), rows)]
    return "\n".join(text)


def _place(package: str, name: Name) -> str:
    """Where mkdocstrings finds a name: in its package, but for one that a module there is called by as well."""
    hidden = name.source == f"{package}.{name.name}"
    return f"{name.source if hidden else package}.{name.name}"


def _is_assigned_with_others(name: Name) -> bool:
    """Whether a name is a constant from a statement such as ``A, B = 1, 2``, which mkdocstrings doesn't read."""
    tree = ast.parse(inspect.getsource(importlib.import_module(name.source)))
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    several = [one for target in targets if isinstance(target, ast.Tuple) for one in target.elts]
    return any(isinstance(one, ast.Name) and one.id == name.name for one in several)
