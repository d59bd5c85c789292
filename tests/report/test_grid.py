"""What a grid's figure, table and page show: one outcome against one setting or two, and what failed."""

from __future__ import annotations

from typing import Any

import pytest

from neuro.description import load_model
from neuro.grids import Point, PointResult
from neuro.report import grid_figure, grid_page, render, view_of
from tests.report.pages.test_pages import checked

CORE = load_model("core")


def result(command: str, settings: dict[str, Any], *rows: dict[str, Any], error: str | None = None) -> PointResult:
    return PointResult(Point(command, CORE, settings), rows, error)


def trained(rate: float, seed: int, *accuracies: float) -> PointResult:
    rows = [{"epoch": k, "validation_accuracy": a, "test_accuracy": None} for k, a in enumerate(accuracies, 1)]
    return result("train", {"rate": rate, "seed": seed}, *rows)


TRAINED = [trained(0.1, 1, 0.1, 0.5), trained(0.1, 2, 0.1, 0.7), trained(0.2, 1, 0.1, 0.8), trained(0.2, 2, 0.1, 0.8)]


def test_a_training_is_shown_by_its_last_epoch_averaged_over_seeds() -> None:
    view = view_of(TRAINED)
    assert (view.axes, [panel.column for panel in view.outcomes]) == (("rate",), ["validation_accuracy"])
    figure = grid_figure(view)
    assert figure is not None
    (axis,) = figure.axes
    assert axis.get_lines()[0].get_ydata().tolist() == pytest.approx([0.6, 0.8])
    title = figure.get_suptitle()
    assert title.startswith("Validation accuracy after the last epoch: from 0.6 ± 0.1 at rate 0.1 to 0.8 at rate 0.2")
    assert "bars: one standard error over networks" in title


def test_a_single_number_of_ones_own_function_is_an_outcome() -> None:
    own = [result("work:mine", {"size": size, "seed": 1}, {"loss": size / 2}) for size in (4, 8)]
    view = view_of(own)
    assert [panel.column for panel in view.outcomes] == ["loss"]
    two = [result("work:mine", {"size": size}, {"loss": 1.0, "gain": 2.0}) for size in (4, 8)]
    assert view_of(two).outcomes == ()
    assert [panel.column for panel in view_of(two).panels] == ["loss", "gain"]
    assert grid_figure(view_of(two)) is None


@pytest.mark.parametrize("varied", [(), ("a", "b", "c")])
def test_no_figure_is_natural_without_an_axis_or_with_three(varied: tuple[str, ...]) -> None:
    points = [result("work:mine", dict.fromkeys((*varied, "seed"), k), {"loss": 1.0}) for k in (1, 2)]
    assert grid_figure(view_of(points)) is None


def test_several_rows_of_a_point_are_left_to_the_table() -> None:
    many = [result("work:mine", {"size": size}, {"loss": 1.0}, {"loss": 2.0}) for size in (4, 8)]
    assert view_of(many).panels == ()
    page = checked(render(grid_page(many, "g.toml", "results.csv", "neuro grid g.toml")))
    assert "Points have several rows each, or no numbers; results.csv has every row." in page.text


def test_the_page_has_averages_and_failures_with_their_reasons() -> None:
    reason = "seed 3 is <out> of the question."
    failed = [result("train", {"rate": rate, "seed": 3}, error=reason) for rate in (0.1, 0.2)]
    page = checked(render(grid_page([*TRAINED, *failed], "g.toml", "results.csv", "neuro grid g.toml --out out")))
    assert page.table("Means over seeds")[1] == ["0.1", "2", "0.6 ± 0.1"]
    assert page.table("Reasons")[1] == ["2", "rate = 0.1, seed = 3", reason]
    assert "2 points failed" in page.text
    assert 'class="headline differ"' in render(grid_page([*TRAINED, *failed], "g.toml", "r.csv", "neuro grid"))


def test_a_grid_without_any_result_says_so() -> None:
    failed = [result("train", {"rate": 0.1, "seed": 1}, error="no.")]
    page = checked(render(grid_page(failed, "g.toml", "results.csv", "neuro grid g.toml")))
    assert "No point has a result." in page.text
