"""Table and figure: everything is in them, at any width."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from neuro.claims import PERCEPTRON, Row
from neuro.report import claims_figure, claims_table

ROWS = (
    Row("full model", "All learns.", 0.95, 0.94, 62030, 2, 2, 1.5, None, 0.012, 1.0, 0.0, 0.61, 30),
    Row("two modules, links 2", "Two modules.", 0.05, 0.04, 49390, 1, 2, 1.5, 2.0, 0.1, 0.0, None, None, 30),
    Row(PERCEPTRON, "One hidden layer.", 0.97, 0.965, 62035, 7, 20, 1.5),
)


@pytest.mark.parametrize("width", [80, 160])
def test_table_holds_every_figure(width: int) -> None:
    out = Console(file=io.StringIO(), width=width)
    out.print(claims_table(ROWS, "title", width))
    text = out.file.getvalue()  # type: ignore[attr-defined]
    assert max(map(len, text.splitlines())) <= width
    for figure in ("0.9500", "0.9400", "62,030", "1.2%", "100.0%", "0.0%", "counted", "measured", "1.5"):
        assert figure in text
    assert all(row.sentence in text for row in ROWS)


def test_figure_names_every_row_and_every_strength() -> None:
    figure = claims_figure(ROWS, 10, "title")
    accuracies, changes, links = figure.axes
    assert [label.get_text() for label in accuracies.get_yticklabels()] == [row.name for row in ROWS]
    assert [text.get_text() for text in changes.texts] == ["1.2%", "10.0%", "no states"]
    assert list(links.get_xticks()) == [2.0]
    assert all(axis.get_xlabel() for axis in figure.axes)
