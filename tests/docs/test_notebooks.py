"""The notebooks run cell by cell, hold no outputs that could be out of date, and become pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure

from docs.made.notebook import cells_of, notebook_page, run_cell
from tests.docs.pages import DOCS

NOTEBOOKS = sorted(DOCS.rglob("*.ipynb"))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_cell_runs(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    if "lava-fixed" in path.read_text(encoding="utf-8"):
        request.getfixturevalue("lava")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    shown = [run_cell(cell.source, names) for cell in cells_of(path) if cell.is_code]
    assert any(printed for printed, _ in shown)
    assert any(isinstance(value, Figure) for _, value in shown)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_output_is_stored(path: Path) -> None:
    contents = json.loads(path.read_text(encoding="utf-8"))
    assert contents["nbformat"] == 4
    code = [cell for cell in contents["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


def test_what_a_cell_prints_shows_and_draws_stands_below_it(tmp_path: Path) -> None:
    sources = [
        "print('said')\n1 + 1",
        "from matplotlib.figure import Figure\nFigure()",
        "from neuro import load_model\nload_model('absent')",
    ]
    cells = [{"cell_type": "markdown", "source": ["# Title\n", "prose"]}]
    cells += [{"cell_type": "code", "source": [source]} for source in sources]
    path = tmp_path / "small.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    text, pictures = notebook_page(path)
    assert text.startswith("# Title\nprose\n")
    assert "```text\nsaid\n2\n```" in text
    assert "![What this cell draws](small-2.svg)" in text
    assert pictures["small-2.svg"].startswith(b"<?xml")
    # What an engine or a file lacks is no failure of the build.
    assert "there is no model 'absent'" in text or "absent" in text.rpartition("```text")[2]
