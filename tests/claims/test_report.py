"""Table and figure: everything is in them, at any width."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from neuro.claims import PERCEPTRON, Row
from neuro.commands.output import show_table
from neuro.report import claims_figure, claims_table

STATES = {"settled_share": 1.0, "settling_steps": 0.0, "overlap": 0.61, "settling_samples": 30}
ROWS = (
    Row("full model", "All learns.", (0.95, 0.96), (0.94, 0.95), 62030, 2, depth=1, changed_share=0.012, **STATES),
    Row("two modules, links 2", "Two modules.", (0.05,), (0.04,), 49390, 2, {}, 2.0, changed_share=0.1, **STATES),
    Row("chain of 3 modules", "Three.", (0.9,), (0.91,), 49390, 2, depth=3, changed_share=0.2, **STATES),
    Row(f"{PERCEPTRON}, 1 rectified layer", "One hidden layer.", (0.97,), (0.965,), 62035, 20),
)


@pytest.mark.parametrize("width", [80, 160])
@pytest.mark.parametrize("every_figure", [False, True])
def test_table_holds_the_figures(width: int, every_figure: bool) -> None:
    out = Console(file=io.StringIO(), width=width)
    show_table(out, claims_table(ROWS, "title", every_figure=every_figure))
    text = out.file.getvalue()  # type: ignore[attr-defined]
    assert max(map(len, text.splitlines())) <= width
    for figure in ("0.9450", "0.0071", "62,030", "1.2%", "counted"):
        assert text.count(figure) >= 1
    for figure in ("0.9550", "100.0%"):
        assert (figure in text) == every_figure
    assert text.count("title") == 1


def test_figure_names_every_row_and_every_strength() -> None:
    figure = claims_figure(ROWS, 10, "title")
    accuracies, changes, links, depths = figure.axes
    assert [label.get_text() for label in accuracies.get_yticklabels()] == [row.name for row in ROWS]
    assert [text.get_text() for text in accuracies.texts][:2] == ["0.9450 \N{PLUS-MINUS SIGN} 0.0071", "0.0400"]
    assert [text.get_text() for text in changes.texts] == ["1.2%", "10.0%", "20.0%", "no states"]
    assert list(links.get_xticks()) == [2.0]
    assert list(depths.get_xticks()) == [1.0, 3.0]
    assert all(axis.get_xlabel() for axis in figure.axes)


def test_a_model_of_several_modules_leaves_two_panels_empty() -> None:
    figure = claims_figure((ROWS[3],), 10, "title")
    assert [axis.axison for axis in figure.axes] == [True, True, False, False]
