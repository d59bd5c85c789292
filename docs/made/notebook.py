"""Notebooks as pages: their cells are run when the site is built, and what they print and draw stands below them."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from matplotlib.figure import Figure

from neuro.errors import NeuroError


class Cell(NamedTuple):
    """A cell of a notebook: Markdown, or Python."""

    is_code: bool
    source: str


def cells_of(path: Path) -> list[Cell]:
    """The cells of a notebook file."""
    contents = json.loads(path.read_text(encoding="utf-8"))
    return [Cell(one["cell_type"] == "code", "".join(one["source"])) for one in contents["cells"]]


def run_cell(source: str, names: dict[str, Any]) -> tuple[str, Any]:
    """Run a cell in a namespace, as a notebook does: what it prints, and the value of its last line, if it has one."""
    tree = ast.parse(source)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        del tree.body[-1]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        # Of what Brian2 and Lava depend on.
        warnings.simplefilter("ignore")
        exec(compile(tree, "cell", "exec"), names)
        value = None
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    return printed.getvalue(), value


@contextlib.contextmanager
def elsewhere() -> Iterator[None]:
    """In a folder that is gone afterwards."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


def notebook_page(path: Path) -> tuple[str, dict[str, bytes]]:
    """The Markdown of a notebook that has been run, and its pictures by name."""
    text, pictures, names, cells = [], dict[str, bytes](), dict[str, Any](), cells_of(path)
    with elsewhere():
        for number, (is_code, source) in enumerate(cells):
            if not is_code:
                text.append(f"{source}\n")
                continue
            text.append(f"```python\n{source}\n```\n")
            try:
                printed, value = run_cell(source, names)
            except NeuroError as problem:
                printed, value = f"{problem}\n", None
            text.append(_output(printed, value, f"{path.stem}-{number}.svg", pictures))
    return "\n".join(text), pictures


def _output(printed: str, value: Any, name: str, pictures: dict[str, bytes]) -> str:
    shown = []
    if isinstance(value, Figure):
        drawn = io.BytesIO()
        value.savefig(drawn, format="svg", metadata={"Date": None})
        pictures[name] = drawn.getvalue()
        shown.append(f"![What this cell draws]({name})\n")
    elif hasattr(value, "_repr_html_"):
        shown.append(f"{value._repr_html_()}\n")
    elif value is not None:
        printed += f"{value!r}\n"
    if printed:
        shown.insert(0, f'<div class="output" markdown>\n\n```text\n{printed.rstrip()}\n```\n\n</div>\n')
    return "\n".join(shown)
